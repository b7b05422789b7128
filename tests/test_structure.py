"""The shape of the project: four folders alike, imports that point one way, files that stay small.

Each rule is a function that reads a tree and names what breaks it. It is asked twice: about this
project, where it must find nothing, and about a copy with a planted fault, which it must find.
"""

from __future__ import annotations

import ast
import io
import re
import shutil
import subprocess
import sys
import tokenize
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

from variants import VARIANTS

ROOT = Path(__file__).resolve().parent.parent
CODE = ("shared", "variants", "workbook", "exercises", "tests", "alembic")
FILES = {"__init__.py", "mapping.py", "repository.py", "database.py"}
CLASS_OF_FILE = {"database.py": "Database", "repository.py": "Repository"}
HEADINGS = ["Does for you:", "Leaves to you:", "Watch for:"]
LINES_OF_VARIANT = 250
LINES = 300
ESCAPES = 10

Rule = Callable[[Path], list[str]]
Method = ast.FunctionDef | ast.AsyncFunctionDef


def python_files(root: Path, *folders: str) -> Iterator[tuple[str, str]]:
    """Path (as text, from the root) and source of every Python file in these folders."""
    for folder in folders:
        for path in sorted((root / folder).rglob("*.py")):
            yield path.relative_to(root).as_posix(), path.read_text()


def variant_sources(root: Path, name: str) -> dict[str, str]:
    """The source of the file `name` in each variant's folder, by path."""
    return {
        path: source
        for path, source in python_files(root, "variants")
        if path.count("/") == 2 and path.endswith(f"/{name}")
    }


# Each text is read once, although every rule, and every copy, holds most of them.
parsed = cache(ast.parse)


def class_in(source: str, name: str) -> ast.ClassDef:
    """The top-level class of that name, an empty one if there is none."""
    for node in parsed(source).body:
        if isinstance(node, ast.ClassDef) and node.name == name:
            return node
    return ast.ClassDef(name, bases=[], keywords=[], body=[], decorator_list=[], lineno=0)


def methods_of(node: ast.ClassDef) -> list[Method]:
    """The methods of a class in their order."""
    return [item for item in node.body if isinstance(item, Method)]


@cache
def comments_of(source: str) -> list[tokenize.TokenInfo]:
    """Every comment; what only looks like one, inside a string, is none."""
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    return [token for token in tokens if token.type == tokenize.COMMENT]


# The four folders


def uneven_files(root: Path) -> list[str]:
    """Each variant has a folder of its name with exactly the same files."""
    folders = [path for path in (root / "variants").iterdir() if path.name != "__pycache__"]
    found = {
        path.name: {file.name for file in path.iterdir() if file.name != "__pycache__"}
        for path in folders
        if path.is_dir()
    }
    wanted = dict.fromkeys(VARIANTS, FILES)
    return [
        f"variants/{name}: {sorted(found.get(name, set()) ^ wanted.get(name, set()))}"
        for name in sorted(found | wanted)
        if found.get(name) != wanted.get(name)
    ]


def uneven_classes(root: Path) -> list[str]:
    """database.py is about the class Database and repository.py about Repository, and no other."""
    return [
        f"{path}: {classes}"
        for file, name in CLASS_OF_FILE.items()
        for path, source in variant_sources(root, file).items()
        if (classes := [n.name for n in parsed(source).body if isinstance(n, ast.ClassDef)])
        != [name]
    ]


def outline(source: str, name: str) -> list[str]:
    """The public methods of a class and the section comments between them, as they come."""
    node = class_in(source, name)
    lines = range(node.lineno, (node.end_lineno or 0) + 1)
    column = node.col_offset + 4 if node.body else 0
    found = {m.lineno: m.name for m in methods_of(node) if not m.name.startswith("_")}
    for comment in comments_of(source):
        line, indent = comment.start
        if line in lines and indent == column and not comment.line[:indent].strip():
            found[line] = comment.string.partition(":")[0]
    return [found[line] for line in sorted(found)]


def uneven_outlines(root: Path) -> list[str]:
    """Methods and sections come in the protocol's order, none missing and none added."""
    protocol = (root / "shared" / "protocol.py").read_text()
    return [
        f"{path}: {sorted(set(wanted) ^ set(found)) or 'another order'}"
        for file, name in CLASS_OF_FILE.items()
        for path, source in variant_sources(root, file).items()
        if (found := outline(source, name)) != (wanted := outline(protocol, name))
    ]


def call_shape(method: Method) -> str:
    """A method as its caller sees it, whether it is made by a decorator, a generator or neither."""
    decorators = {ast.unparse(decorator) for decorator in method.decorator_list}
    gives = ast.unparse(method.returns) if method.returns is not None else "(not said)"
    if "asynccontextmanager" in decorators:
        gives = gives.replace("AsyncIterator", "AbstractAsyncContextManager", 1)
    elif "one_by_one" in decorators:
        gives = gives.replace("AsyncIterator[Sequence[Task]]", "AsyncIterator[Task]")
    elif isinstance(method, ast.AsyncFunctionDef) and not is_generator(method):
        gives = f"await {gives}"
    kind = "classmethod " if "classmethod" in decorators else ""
    return f"{kind}{method.name}({ast.unparse(method.args)}) -> {gives}"


def is_generator(method: Method) -> bool:
    """Whether the method yields."""
    return any(isinstance(node, ast.Yield) for node in ast.walk(method))


def call_shapes(source: str, name: str) -> set[str]:
    """The call shapes of a class's public methods."""
    methods = methods_of(class_in(source, name))
    return {call_shape(method) for method in methods if not method.name.startswith("_")}


def uneven_signatures(root: Path) -> list[str]:
    """Parameters (name, kind, default, annotation) and result are the protocol's."""
    protocol = (root / "shared" / "protocol.py").read_text()
    return [
        f"{path}: {shape}"
        for file, name in CLASS_OF_FILE.items()
        for path, source in variant_sources(root, file).items()
        for shape in sorted(call_shapes(source, name) - call_shapes(protocol, name))
    ]


def uneven_constructors(root: Path) -> list[str]:
    """The constructors differ in their first argument only: what the library calls a connection."""
    rest_of = {
        (name, path): constructor_rest(source, name)
        for file, name in CLASS_OF_FILE.items()
        for path, source in variant_sources(root, file).items()
    }
    return [
        f"{path}: {name}.__init__ takes {rest}"
        for (name, path), rest in rest_of.items()
        if rest != next(other for (same, _), other in rest_of.items() if same == name)
    ]


def constructor_rest(source: str, name: str) -> list[str]:
    """The parameters of `__init__` after `self` and the connection."""
    for method in methods_of(class_in(source, name)):
        if method.name == "__init__":
            return [ast.unparse(argument) for argument in method.args.args[2:]]
    return []


def uneven_headings(root: Path) -> list[str]:
    """repository.py opens with the three headings in their order, two lines under each."""
    return [
        f"{path}: {found}"
        for path, source in variant_sources(root, "repository.py").items()
        if (found := headings_of(source)) != [(heading, 2) for heading in HEADINGS]
    ]


def headings_of(source: str) -> list[tuple[str, int]]:
    """Each heading in the module's docstring with the number of its lines."""
    found: list[tuple[str, int]] = []
    for line in (ast.get_docstring(parsed(source)) or "").splitlines():
        heading = next((heading for heading in HEADINGS if line.startswith(heading)), None)
        if heading is not None:
            found.append((heading, 1))
        elif found and line.strip():
            found[-1] = (found[-1][0], found[-1][1] + 1)
    return found


def retold_contract(root: Path) -> list[str]:
    """No method of a variant's Repository has a docstring: the contract is told in the protocol."""
    return [
        f"{path}: {method.name}"
        for path, source in variant_sources(root, "repository.py").items()
        for method in methods_of(class_in(source, "Repository"))
        if ast.get_docstring(method) is not None
    ]


# Every file


def long_files(root: Path) -> list[str]:
    """A variant's file has at most 250 lines, any other fewer than 300; tests may be longer."""
    limits = {"variants": LINES_OF_VARIANT, "shared": LINES, "workbook": LINES, "alembic": LINES}
    return [
        f"{path}: {count} lines"
        for folder, limit in limits.items()
        for path, source in python_files(root, folder)
        if (count := len(source.splitlines())) > limit - (limit == LINES)
    ]


def may_import(module: str) -> tuple[str, ...]:
    """What a module may import of this project, itself and all below it included."""
    match module.split("."):
        case ["shared", *_]:
            return ("shared",)
        case ["variants"]:
            return ("shared", "variants")
        case ["variants", name, *_]:
            return ("shared", f"variants.{name}")
        case ["workbook", *_]:
            return ("shared", "variants", "workbook")
        case ["exercises", *_]:
            return ("shared", "variants", "workbook", "exercises")
        case ["tests", *_]:
            return ("shared", "variants", "workbook", "exercises", "tests")
        case ["alembic", "env"]:
            return ("shared", "variants.sqlalchemy_core.mapping")
        case _:
            return ()


@cache
def imports_of(path: str, source: str) -> list[str]:
    """The full name of all that a file imports, wherever in it."""
    package = path.split("/")[:-1]
    names = []
    for node in ast.walk(parsed(source)):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            start = package[: len(package) - node.level + 1] if node.level else []
            origin = [*start, *([node.module] if node.module else [])]
            names += [".".join([*origin, alias.name]) for alias in node.names]
    return names


def imports_against_the_arrow(root: Path) -> list[str]:
    """Shared <- variants <- workbook <- exercises, tests; and no variant sees another."""
    found = []
    for path, source in python_files(root, *CODE):
        module = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        allowed = may_import(module)
        for name in imports_of(path, source):
            ours = name.split(".")[0] in CODE and name.split(".")[0] != "alembic"
            if ours and not any(f"{name}.".startswith(f"{prefix}.") for prefix in allowed):
                found.append(f"{path} imports {name}")
    return found


def shadows_of_alembic(root: Path) -> list[str]:
    """The folder alembic is no package: as one it would hide the library of that name."""
    return [path for path, _ in python_files(root, "alembic") if path == "alembic/__init__.py"]


def missing_variants(root: Path) -> list[str]:
    """variants/__init__.py imports every variant."""
    path = "variants/__init__.py"
    imported = set(imports_of(path, (root / path).read_text()))
    return [name for name in VARIANTS if f"variants.{name}" not in imported]


ESCAPE = re.compile(
    r"#\s*(?:type:\s*ignore(?P<type>\[[\w\s,-]+\])?"
    r"|(?:ruff:\s*)?noqa(?P<lint>:\s*[A-Z]+\d+(?:[,\s]+[A-Z]+\d+)*)?)",
    re.IGNORECASE,
)


def escapes(root: Path) -> Iterator[tuple[str, str]]:
    """Each comment that silences a checker, and where it is."""
    for path, source in python_files(root, "shared", "variants", "workbook", "tests"):
        for comment in comments_of(source):
            if ESCAPE.search(comment.string):
                yield f"{path}:{comment.start[0]}", comment.string


def unexplained_escapes(root: Path) -> list[str]:
    """Who silences a checker names the rule and, on the same line, the reason."""
    return [
        f"{place}: {comment}"
        for place, comment in escapes(root)
        if not re.search(r"\w\w", ESCAPE.sub("", comment))
        or not all(match["type"] or match["lint"] for match in ESCAPE.finditer(comment))
    ]


def too_many_escapes(root: Path) -> list[str]:
    """Fewer than ten in the whole project."""
    found = [f"{place}: {comment}" for place, comment in escapes(root)]
    return found if len(found) >= ESCAPES else []


def unfinished(root: Path) -> list[str]:
    """No comment says TODO; in the exercises it is the learner's cue."""
    return [
        f"{path}:{comment.start[0]}: {comment.string}"
        for path, source in python_files(root, *CODE)
        for comment in comments_of(source)
        if re.search(r"\b(TODO|FIXME|XXX)\b", comment.string) and not path.startswith("exercises/")
    ]


def sleeping_tests(root: Path) -> list[str]:
    """No test calls time.sleep, under whatever name."""
    return [
        f"{path}:{line}"
        for path, source in python_files(root, "tests")
        for line in lines_with_sleep(source)
    ]


@cache
def lines_with_sleep(source: str) -> list[int]:
    """Where `time.sleep` is named, or imported."""
    return [
        node.lineno
        for node in ast.walk(parsed(source))
        if (isinstance(node, ast.Attribute) and ast.unparse(node) == "time.sleep")
        or (isinstance(node, ast.ImportFrom) and names_of(node) >= {"time", "sleep"})
    ]


def names_of(node: ast.ImportFrom) -> set[str]:
    """The module and the names that `from module import names` speaks of."""
    return {node.module or "", *(alias.name for alias in node.names)}


# Nothing happens at import

LISTENER = """
import importlib, sys
module = ""
noise = {"socket.connect", "socket.bind", "socket.getaddrinfo", "subprocess.Popen", "os.fork",
         "os.forkpty", "os.exec", "os.posix_spawn", "os.system"}
sys.addaudithook(lambda event, _: print(module, event) if event in noise else None)
for module in sys.argv[1:]:
    importlib.import_module(module)
"""


def noisy_imports(root: Path) -> list[str]:
    """Importing a module of shared or variants opens no socket and starts no process."""
    modules = [
        path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        for path, _ in python_files(root, "shared", "variants")
    ]
    answer = subprocess.run(
        [sys.executable, "-B", "-c", LISTENER, *modules],
        cwd=root,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        timeout=30,
    )
    return answer.stdout.splitlines()


RULES: list[Rule] = [
    uneven_files,
    uneven_classes,
    uneven_outlines,
    uneven_signatures,
    uneven_constructors,
    uneven_headings,
    retold_contract,
    long_files,
    imports_against_the_arrow,
    shadows_of_alembic,
    missing_variants,
    unexplained_escapes,
    too_many_escapes,
    unfinished,
    sleeping_tests,
    noisy_imports,
]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_project_keeps_the_rule(rule: Rule) -> None:
    """What the rule's docstring says holds for every file it is about."""
    assert rule(ROOT) == []


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The project's Python files, to be spoilt."""
    for folder in CODE:
        if (ROOT / folder).exists():
            shutil.copytree(
                ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__")
            )
    return tmp_path


REPOSITORY = "variants/sqlalchemy_orm/repository.py"
DATABASE = "variants/asyncpg_raw/database.py"

REPLACEMENTS: list[tuple[Rule, str, str, str]] = [
    (uneven_classes, DATABASE, "class Database:", "class Base:"),
    (uneven_classes, REPOSITORY, "class Repository:", "class Helper: ...\nclass Repository:"),
    (uneven_outlines, REPOSITORY, "def count_tasks", "def number_of_tasks"),
    (uneven_outlines, REPOSITORY, "async def claim_task", "async def take_task"),
    (uneven_outlines, REPOSITORY, "    # Bulk\n", "    # Heaps\n"),
    (uneven_outlines, REPOSITORY, "    # Bulk\n", ""),
    (uneven_outlines, REPOSITORY, "    # Bulk\n", "    # Bulk\n\n    def more(self): ...\n"),
    (uneven_outlines, DATABASE, "def pool_status", "def status"),
    (uneven_signatures, REPOSITORY, "limit: int = 50", "limit: int = 100"),
    (uneven_signatures, REPOSITORY, "claim_task(self, assignee", "claim_task(self, worker"),
    (uneven_signatures, REPOSITORY, "*, after: int | None", "after: int | None"),
    (uneven_signatures, REPOSITORY, "task_id: int) -> Task:", "task_id: str) -> Task:"),
    (uneven_signatures, REPOSITORY, "-> Sequence[int]:", "-> list[int]:"),
    (uneven_signatures, REPOSITORY, "async def delete_task", "def delete_task"),
    (uneven_signatures, REPOSITORY, "    @one_by_one\n", ""),
    (uneven_signatures, DATABASE, "    @classmethod\n", ""),
    (uneven_signatures, DATABASE, "    @asynccontextmanager\n", ""),
    (uneven_constructors, REPOSITORY, "unit: UnitOfWork", "unit: object"),
    (uneven_constructors, DATABASE, ", boundary: Boundary", ""),
    (uneven_headings, REPOSITORY, "Does for you:", "Gives you:"),
    (uneven_headings, REPOSITORY, "Watch for:", "\nWatch for:\n\none more"),
    (retold_contract, REPOSITORY, "-> Sequence[int]:", '-> Sequence[int]:\n        """Many."""'),
    (missing_variants, "variants/__init__.py", "import asyncpg_raw, ", "import "),
]


@pytest.mark.parametrize(("rule", "path", "old", "new"), REPLACEMENTS)
def test_a_changed_line_breaks_the_rule(
    copy: Path, rule: Rule, path: str, old: str, new: str
) -> None:
    """Each rule about the variants notices one variant that goes its own way."""
    source = (copy / path).read_text()
    assert old in source
    before = rule(copy)
    (copy / path).write_text(source.replace(old, new))
    assert set(rule(copy)) - set(before)


def test_swapped_methods_break_the_outline(copy: Path) -> None:
    """The order counts, not only which methods there are."""
    source = (copy / REPOSITORY).read_text()
    swapped = source.replace("def get_task(", "def §").replace("def add_task(", "def get_task(")
    (copy / REPOSITORY).write_text(swapped.replace("def §", "def add_task("))
    assert uneven_outlines(copy) == [f"{REPOSITORY}: another order"]


def test_swapped_headings_break_the_rule(copy: Path) -> None:
    """The three headings come in one order."""
    source = (copy / REPOSITORY).read_text()
    swapped = source.replace(HEADINGS[0], "§").replace(HEADINGS[1], HEADINGS[0])
    (copy / REPOSITORY).write_text(swapped.replace("§", HEADINGS[1]))
    assert any(found.startswith(f"{REPOSITORY}: ") for found in uneven_headings(copy))


ADDITIONS: list[tuple[Rule, str, str]] = [
    (uneven_files, "variants/sqlalchemy_core/helpers.py", ""),
    (uneven_files, "variants/fifth_way/database.py", ""),
    (long_files, "variants/sqlalchemy_core/planted.py", "\n" * 251),
    (long_files, "shared/planted.py", "\n" * 300),
    (long_files, "workbook/planted.py", "\n" * 300),
    (imports_against_the_arrow, "shared/planted.py", "import variants"),
    (imports_against_the_arrow, "shared/planted.py", "from workbook.wire import observe"),
    (imports_against_the_arrow, "shared/planted.py", "def late(): from variants import VARIANTS"),
    (imports_against_the_arrow, "shared/planted.py", "from .. import variants"),
    (imports_against_the_arrow, "variants/asyncpg_raw/planted.py", "import variants"),
    (imports_against_the_arrow, "variants/asyncpg_raw/planted.py", "import variants.sqlmodel_orm"),
    (imports_against_the_arrow, "variants/asyncpg_raw/planted.py", "from .. import sqlmodel_orm"),
    (imports_against_the_arrow, "variants/asyncpg_raw/planted.py", "import workbook"),
    (imports_against_the_arrow, "workbook/planted.py", "from tests import ways"),
    (imports_against_the_arrow, "workbook/planted.py", "import exercises"),
    (imports_against_the_arrow, "exercises/planted.py", "from tests.ways import Way"),
    (imports_against_the_arrow, "alembic/env.py", "import variants.sqlalchemy_orm.mapping"),
    (imports_against_the_arrow, "alembic/versions/planted.py", "import shared"),
    (shadows_of_alembic, "alembic/__init__.py", ""),
    (unexplained_escapes, "shared/planted.py", "x = 1  # type: ignore[assignment]"),
    (unexplained_escapes, "shared/planted.py", "x = 1  # type: ignore # for a reason"),
    (unexplained_escapes, "shared/planted.py", "x = 1  # noqa: E501"),
    (unexplained_escapes, "shared/planted.py", "x = 1  # noqa: E501, S603"),
    (unexplained_escapes, "shared/planted.py", "x = 1  # noqa # for a reason"),
    (unexplained_escapes, "shared/planted.py", "# ruff: noqa: D100"),
    (unexplained_escapes, "tests/planted.py", "x = 1  # type: ignore[a] # noqa: E501"),
    (too_many_escapes, "workbook/planted.py", "x = 1  # noqa: E501 # a reason\n" * 10),
    (unfinished, "workbook/planted.py", "x = 1  # TODO"),
    (unfinished, "variants/planted.py", "# FIXME: later"),
    (sleeping_tests, "tests/planted.py", "import time\ntime.sleep(1)"),
    (sleeping_tests, "tests/planted.py", "from time import monotonic, sleep as wait"),
]


@pytest.mark.parametrize(("rule", "path", "text"), ADDITIONS)
def test_an_added_file_breaks_the_rule(copy: Path, rule: Rule, path: str, text: str) -> None:
    """Each rule notices a file that it forbids."""
    before = rule(copy)
    (copy / path).parent.mkdir(parents=True, exist_ok=True)
    (copy / path).write_text(text)
    assert set(rule(copy)) - set(before)


NOISES = [
    "import subprocess; subprocess.run(['true'])",
    "import os\nif not os.fork(): os._exit(0)",
    "import socket; socket.getaddrinfo('localhost', 5432)",
    "import socket\ntry: socket.socket(socket.AF_UNIX).connect('nowhere')\nexcept OSError: pass",
]


@pytest.mark.parametrize("text", NOISES)
def test_a_noisy_module_is_heard(tmp_path: Path, text: str) -> None:
    """A process, a look-up and a connection are noticed, and traced to their module."""
    (tmp_path / "variants").mkdir()
    (tmp_path / "variants" / "__init__.py").touch()
    (tmp_path / "variants" / "planted.py").write_text(text)
    noises = noisy_imports(tmp_path)
    assert noises
    assert all(noise.startswith("variants.planted ") for noise in noises)


def test_a_missing_file_breaks_the_symmetry(copy: Path) -> None:
    """A variant without one of the four files is noticed."""
    (copy / "variants" / "asyncpg_raw" / "mapping.py").unlink()
    assert uneven_files(copy) == ["variants/asyncpg_raw: ['mapping.py']"]


HARMLESS: list[tuple[Rule, str]] = [
    (unexplained_escapes, "x = '# noqa'"),
    (unexplained_escapes, "x = 1  # type: ignore[assignment] # the stubs are wrong here"),
    (unexplained_escapes, "x = 1  # noqa: E501, S603 # the programs are ours"),
    (unfinished, "todo = 'TODO'"),
    (sleeping_tests, "import asyncio\nasyncio.sleep(0)\n'time.sleep'"),
    (imports_against_the_arrow, "import alembic\nfrom shared.domain import NewTask"),
    (imports_against_the_arrow, "import sharedness\nfrom testslib import tests"),
]


@pytest.mark.parametrize(("rule", "text"), HARMLESS)
def test_a_rule_does_not_cry_wolf(tmp_path: Path, rule: Rule, text: str) -> None:
    """What only resembles a fault is none."""
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "planted.py").write_text(text)
    assert rule(tmp_path) == []
