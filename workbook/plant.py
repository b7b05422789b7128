"""Plants a mistake in a copy of one variant, to see whether the suite notices it.

The copy is made of the same source files, of which one reads otherwise in one place. It is loaded
beside the original under a package name of its own, and is handed to the suite as a fifth way:

    pytest --variant tests.mutants.list_tasks_repeats_a_task:Database
"""

from __future__ import annotations

import ast
import importlib
import re
import sys
from importlib.abc import InspectLoader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_loader
from itertools import count
from pathlib import Path
from types import CodeType

from shared.protocol import Database

ROOT = Path(__file__).resolve().parent.parent

# What else is copied with a variant. The rest of shared/ is settled by whoever calls.
COPIED_IMPORT = re.compile(
    r"^( *from )"
    r"(?=variants\.|shared import"
    r"|shared\.(body|boundary|call_lock|domain|errors|line"
    r"|savepoint|streams|task_stream|unit_of_work|watchdog) )",
    re.MULTILINE,
)
# The callers' own classes: the suite makes these values and expects these errors.
CLASSES_STAY = ("shared/domain.py", "shared/errors.py")

_numbers = count(1)


def plant(file: str, old: str, new: str, *, variant: str = "") -> type[Database]:
    """The `Database` of a copied variant in whose `file` the text `old` reads `new`.

    `file` is one of the variant's own, such as "asyncpg_raw/mapping.py", or one under shared/ that
    is copied with it, as which `variant` sees it then. Raises ValueError if `old` is not there
    exactly once.
    """
    if file.startswith("shared/"):
        return _load_copy(variant, file, old, new)
    return _load_copy(file.partition("/")[0], f"variants/{file}", old, new)


def unchanged(variant: str) -> type[Database]:
    """The `Database` of a copy that reads as the original does."""
    return _load_copy(variant, f"variants/{variant}/__init__.py", "", "")


def variant_of(database: type[Database]) -> str:
    """Of which variant this is a copy."""
    return database.__module__.split(".")[2]


def _load_copy(variant: str, file: str, old: str, new: str) -> type[Database]:
    source = (ROOT / file).read_text(encoding="utf-8")
    if old and source.count(old) != 1:
        raise ValueError(f"{file} holds {source.count(old)} times, and not once: {old!r}")
    package = f"planted_{next(_numbers)}"
    sys.meta_path.insert(0, _Copy(package, file, source.replace(old, new) if old else source))
    database: type[Database] = importlib.import_module(f"{package}.variants.{variant}").Database
    return database


class _Copy(MetaPathFinder, InspectLoader):
    """Imports `<package>.shared.errors`, say, from a changed copy of shared/errors.py."""

    def __init__(self, package: str, file: str, source: str) -> None:
        self._package = package
        self._changed = {file: source}

    def find_spec(self, fullname: str, *_: object) -> ModuleSpec | None:
        if fullname.partition(".")[0] != self._package:
            return None
        return spec_from_loader(fullname, self)

    def is_package(self, fullname: str) -> bool:
        return self._file(fullname).endswith("__init__.py")

    def get_source(self, fullname: str) -> str:
        file = self._file(fullname)
        if file in ("__init__.py", "variants/__init__.py"):
            return ""  # of the variants, only the one that is asked for
        source = self._changed.get(file) or (ROOT / file).read_text(encoding="utf-8")
        return COPIED_IMPORT.sub(rf"\1{self._package}.", source)

    def get_code(self, fullname: str) -> CodeType:
        file = self._file(fullname)
        tree = ast.parse(self.get_source(fullname))
        if file in CLASSES_STAY:
            tree.body = [_import_of(node, file) for node in tree.body]
        code: CodeType = compile(tree, ROOT / file, "exec", dont_inherit=True)
        return code

    def _file(self, fullname: str) -> str:
        path = Path(*fullname.split(".")[1:])
        package = (ROOT / path).is_dir()
        return (path / "__init__.py" if package else path.with_suffix(".py")).as_posix()


def _import_of(node: ast.stmt, file: str) -> ast.stmt:
    """Instead of a class, the import of the original one."""
    if not isinstance(node, ast.ClassDef):
        return node
    module = file.removesuffix(".py").replace("/", ".")
    statement = ast.ImportFrom(module, [ast.alias(node.name)], level=0)
    return ast.fix_missing_locations(ast.copy_location(statement, node))
