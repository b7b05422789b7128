"""Claims F17 and F24, counted in the sources of the four ways."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from variants import VARIANTS

FOLDER = Path(__file__).resolve().parents[2] / "variants"
STATEMENTS = {"select", "insert", "update", "delete"}
TEXT = {"text", "literal_column"}
LOADERS = {"relationship", "Relationship", "joinedload"}
FOLDING = {"projects_of", "with_tasks"}

Function = ast.FunctionDef | ast.AsyncFunctionDef


def methods_of(variant: str) -> dict[str, Function]:
    """The public methods of a way's repository."""
    tree = ast.parse((FOLDER / variant / "repository.py").read_text())
    [repository] = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    methods = [node for node in repository.body if isinstance(node, Function)]
    return {method.name: method for method in methods if not method.name.startswith("_")}


def names_called(node: ast.AST) -> Iterator[str]:
    """Of all functions called by their bare name, and `insert` for a dialect's own."""
    for call in ast.walk(node):
        if isinstance(call, ast.Call):
            match call.func:
                case ast.Name(name):
                    yield name
                case ast.Attribute(ast.Name("postgresql"), "insert"):
                    yield "insert"


def methods_calling(variant: str, names: set[str]) -> set[str]:
    """Those that call one of these functions by themselves."""
    return {name for name, node in methods_of(variant).items() if names & set(names_called(node))}


def lines_for_relations(variant: str) -> int:
    """In the mapping: relationships and loader options, or the functions that fold joined rows."""
    tree = ast.parse((FOLDER / variant / "mapping.py").read_text())
    return sum(lines_of(node) for node in ast.walk(tree) if is_for_relations(node))


def is_for_relations(node: ast.AST) -> bool:
    """Whether this is a function that folds rows, or an assignment of a relationship or loader."""
    if isinstance(node, ast.FunctionDef):
        return node.name in FOLDING
    return isinstance(node, ast.Assign | ast.AnnAssign) and bool(LOADERS & set(names_called(node)))


def lines_of(node: ast.AST) -> int:
    """From the first to the last."""
    first, last = getattr(node, "lineno", 0), getattr(node, "end_lineno", 0)
    return int(last) - int(first) + 1


@pytest.mark.parametrize("variant", ["sqlalchemy_orm", "sqlmodel_orm"])
def test_the_orm_builds_most_of_its_queries_with_cores_constructs(variant: str) -> None:
    """14 of 20 methods call select(), insert(), update() or delete(); Core does in 18."""
    assert len(methods_of(variant)) == 20
    assert len(methods_calling(variant, STATEMENTS)) == 14
    assert len(methods_calling("sqlalchemy_core", STATEMENTS)) == 18
    by_unit_of_work = {"add_task", "get_task", "edit_task", "add_project", "get_project"}
    assert methods_of(variant).keys() - methods_calling(variant, STATEMENTS) == {
        *by_unit_of_work,
        "savepoint",
    }


@pytest.mark.parametrize("variant", sorted(VARIANTS.keys() - {"asyncpg_raw"}))
def test_no_way_of_sqlalchemy_writes_a_query_as_text(variant: str) -> None:
    """No method calls text(), the mapping has one expression; COPY goes to the driver."""
    assert methods_calling(variant, TEXT) == set()
    mapping = ast.parse((FOLDER / variant / "mapping.py").read_text())
    assert list(names_called(mapping)).count("literal_column") == 1
    assert methods_calling(variant, {"copy_tasks"}) == {"load_tasks"}


def test_the_lines_that_relations_take() -> None:
    """Declared in 5 lines by the ORM and in 9 by SQLModel; folded by hand in 12 and 26."""
    assert {variant: lines_for_relations(variant) for variant in VARIANTS} == {
        "asyncpg_raw": 12,
        "sqlalchemy_core": 26,
        "sqlalchemy_orm": 5,
        "sqlmodel_orm": 9,
    }
