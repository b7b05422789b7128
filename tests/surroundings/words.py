"""What a test names, by itself and through what its module defines: what it can be about."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable
from functools import cache
from types import ModuleType
from typing import Any


def words_of(test: Callable[..., Any]) -> frozenset[str]:
    """Every name and text in the test, and in the functions, fixtures and lists that it uses."""
    module = inspect.getmodule(test)
    return frozenset() if module is None else frozenset(_reached(module, test.__name__))


def _reached(module: ModuleType, name: str) -> set[str]:
    """All that is named from `name` on, through what the module itself defines."""
    definitions = _definitions(module)
    reached: set[str] = set()
    waiting = [name]
    while waiting:
        for word in definitions.get(waiting.pop(), set()) - reached:
            reached.add(word)
            waiting.append(word)
    return reached


@cache
def _definitions(module: ModuleType) -> dict[str, set[str]]:
    """The words in each definition of a module, by the names that it defines."""
    definitions: dict[str, set[str]] = {}
    for node in ast.parse(inspect.getsource(module)).body:
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                names = [node.name]
            case ast.Assign():
                names = [target.id for target in node.targets if isinstance(target, ast.Name)]
            case ast.AnnAssign(target=ast.Name(id=name)):
                names = [name]
            case _:
                names = []
        for name in names:
            definitions[name] = set(_words(node))
    return definitions


def _words(node: ast.AST) -> set[str]:
    words = set()
    for part in ast.walk(node):
        match part:
            case ast.Name(id=word) | ast.Attribute(attr=word) | ast.arg(arg=word):
                words.add(word)
            case ast.Constant(value=str(word)):
                words.add(word)
            case _:
                pass
    return words
