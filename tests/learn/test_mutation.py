"""Mutants: which mistakes are made of a source, and that each is one."""

from __future__ import annotations

import ast

import pytest

from tests.learn.conftest import solution
from variants import VARIANTS
from workbook.learn.mutation import mutated, mutations

HEAD = "async def f(a, b):\n    "


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("return a == b", ["f: a != b for a == b"]),
        ("return a is None", ["f: a is not None for a is None"]),
        ("return True", ["f: False for True"]),
        ("return 3", ["f: 4 for 3"]),
        ("return not a", ["f: a for not a"]),
        ("return ~a", ["f: a for ~a"]),
        ("raise a", ["f: without raise a"]),
        ("await a", ["f: without await a"]),
        ("return a().order_by(b)", ["f: without .order_by(b)"]),
        ("async with a:\n        b", ["f: without async with a: b"]),
        ("return 'SELECT id FROM t ORDER BY id LIMIT 1'", [
            "f: 'SELECT id FROM t LIMIT 1' for 'SELECT id FROM t ORDER BY id LIMIT 1'",
            "f: 'SELECT id FROM t ORDER BY id ' for 'SELECT id FROM t ORDER BY id LIMIT 1'",
        ]),
        ("return 'FOR UPDATE SKIP LOCKED'", [
            "f: '' for 'FOR UPDATE SKIP LOCKED'",
            "f: 'FOR UPDATE ' for 'FOR UPDATE SKIP LOCKED'",
        ]),
        ("return a", []),
    ],
)  # fmt: skip
def test_a_mistake_is_made_of(source: str, words: list[str]) -> None:
    """Each kind of place becomes a mutation, told in words without line numbers."""
    assert [str(mutation) for mutation in mutations(HEAD + source)] == words


def test_a_mutant_differs_in_one_place() -> None:
    """The original tree stays, and no two mutants of a source are alike."""
    source = HEAD + "if a == 1:\n        raise b\n    await b(2)"
    tree = ast.parse(source)
    changed = [ast.unparse(mutated(tree, one.number)) for one in mutations(source)]
    assert ast.unparse(tree) == source
    assert len({source, *changed}) == len(changed) + 1


@pytest.mark.parametrize(
    "kept",
    [
        "try:\n        a()\n    except E:\n        {}",
        "try:\n        a()\n    finally:\n        {}",
        "try:\n        a()\n    except E:\n        a()\n    else:\n        {}",
        "if a:\n        a()\n    else:\n        {}",
        "for a in b:\n        a()\n    else:\n        {}",
    ],
)
def test_a_step_is_left_out_where_it_stands(kept: str) -> None:
    """In whichever branch that is: what the other branches do is kept."""
    source = HEAD + kept.format("await b")
    [mutation] = mutations(source)
    changed = ast.unparse(mutated(ast.parse(source), mutation.number))
    assert str(mutation) == "f: without await b"
    assert changed == ast.unparse(ast.parse(HEAD + kept.format("pass")))


@pytest.mark.parametrize("name", VARIANTS)
def test_every_mutant_can_be_compiled(name: str) -> None:
    """Of the solutions that there are."""
    path = solution(name)
    source = path.read_text(encoding="utf-8")
    found = mutations(source)
    assert found
    for mutation in found:
        compile(mutated(ast.parse(source), mutation.number), path, "exec")


def test_the_constructor_is_left_alone() -> None:
    """It only keeps what it is given."""
    assert mutations("class A:\n    def __init__(self):\n        self.a = 1") == []
