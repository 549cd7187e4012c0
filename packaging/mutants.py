"""Mutants: every change of one expression that the mutation tests try, made with mutmut's operators."""

from __future__ import annotations

import ast
import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import libcst as cst
from libcst.metadata import CodeRange, MetadataWrapper, PositionProvider
from mutmut.mutation.mutators import mutation_operators, operator_string

ROOT = Path.cwd()
PACKAGE = "desktop_app"

ENUMS = {"Enum", "IntEnum", "StrEnum", "Flag", "IntFlag"}
LOGGERS = {"log", "_log", "logger", "logging", "warnings"}
KEPT_CALLS = {"len", "isinstance", "TypeVar", "NewType", "cast"}


@dataclass(frozen=True)
class Mutant:
    """One change.  `key` names it independently of its line, so that it survives edits elsewhere in the file."""

    key: str
    module: str
    path: str
    lines: tuple[int, int]
    change: str
    source: str
    at_import: bool
    names: frozenset[str]  # of the constant or the field that it changes, and of its class


class Changes(cst.CSTVisitor):
    """Collects every change of one module."""

    METADATA_DEPENDENCIES = (PositionProvider,)

    def __init__(self, path: Path, module: str, source: str) -> None:
        super().__init__()
        self.mutants: list[Mutant] = []
        self._path, self._module, self._source = path, module, source
        self._starts = [0]
        for line in source.splitlines(keepends=True):
            self._starts.append(self._starts[-1] + len(line))
        self._scope: list[cst.CSTNode] = []
        self._statements: list[CodeRange] = []
        self._class_options: set[int] = set()
        self._assigned = ""
        self._seen: Counter[str] = Counter()

    def on_visit(self, node: cst.CSTNode) -> bool:
        if self._is_left_alone(node):
            return False
        if isinstance(node, (cst.FunctionDef, cst.ClassDef)):
            self._scope.append(node)
        if isinstance(node, cst.ClassDef):
            self._class_options.update(id(option) for option in node.keywords)
        if isinstance(node, cst.SimpleStatementLine):
            self._statements.append(self._range(node))
            self._assigned = _assigned(node)
        for kind, operator in mutation_operators:
            if isinstance(node, kind) and not (operator is operator_string and self._in_enum()):
                changes = list(operator(node))
                if operator is operator_string:
                    changes = changes[:1]  # in other capitals the same tests fail, and a pattern may ignore case
                for changed in changes:
                    self._add(node, changed)
        return True

    def on_leave(self, original_node: cst.CSTNode) -> None:
        if self._scope and self._scope[-1] is original_node:
            self._scope.pop()
        if isinstance(original_node, cst.SimpleStatementLine) and self._statements:
            self._statements.pop()

    def _is_left_alone(self, node: cst.CSTNode) -> bool:
        if isinstance(node, (cst.Annotation, cst.Decorator, cst.Import, cst.ImportFrom, cst.TypeAlias)):
            return True
        if isinstance(node, cst.If) and isinstance(node.test, cst.Name) and node.test.value == "TYPE_CHECKING":
            return True
        if id(node) in self._class_options:  # `frozen=True` and the like
            return True
        if isinstance(node, cst.Assign) and _last_name(node.targets[0].target).startswith("__"):  # `__all__`
            return True
        if isinstance(node, cst.Expr) and isinstance(node.value, (cst.SimpleString, cst.ConcatenatedString)):
            return True
        return isinstance(node, cst.Call) and _is_kept_call(node.func)

    def _in_enum(self) -> bool:
        """The value of an enum's member is a word of its own: any other would do as well."""
        scope = self._scope[-1] if self._scope else None
        return isinstance(scope, cst.ClassDef) and any(_last_name(base.value) in ENUMS for base in scope.bases)

    def _header_or(self, place: CodeRange) -> CodeRange:
        """A default argument is executed at import; the tests that see it execute the function."""
        function = self._scope[-1] if self._scope else None
        if isinstance(function, cst.FunctionDef) and place.start.line < self._range(function.body.body[0]).start.line:
            return self._range(function)
        return place

    def _names(self, scope: str) -> frozenset[str]:
        is_in_function = any(isinstance(part, cst.FunctionDef) for part in self._scope)
        return frozenset({*scope.split("."), "" if is_in_function else self._assigned} - {""})

    def _range(self, node: cst.CSTNode) -> CodeRange:
        place = self.get_metadata(PositionProvider, node)
        assert isinstance(place, CodeRange)
        return place

    def _add(self, node: cst.CSTNode, changed: cst.CSTNode) -> None:
        place = self._range(node)
        source = self._spliced(place, changed)
        if source is None or source == self._source:
            return
        whole = self._statements[0] if self._statements else self._header_or(place)
        name = ".".join(part.name.value for part in self._scope if isinstance(part, (cst.FunctionDef, cst.ClassDef)))
        full = f"{self._module.removeprefix(PACKAGE + '.')}{':' if name else ''}{name}"
        change = f"{self._cut(place)} → {_one_line(self._text_of(changed))}"
        context = _one_line("\n".join(self._source.splitlines()[place.start.line - 1 : place.end.line]))
        identity = f"{full} {context} {place.start.column - _indent(self._source, place.start.line)} {change}"
        self._seen[identity] += 1
        digest = hashlib.sha256(f"{identity} {self._seen[identity]}".encode()).hexdigest()[:6]
        self.mutants.append(
            Mutant(
                key=f"{full}~{digest}",
                module=self._module,
                path=str(self._path),
                lines=(min(place.start.line, whole.start.line), max(place.end.line, whole.end.line)),
                change=f"{place.start.line}: {change}" + (f"   in   {context}" if self._cut(place) != context else ""),
                source=source,
                at_import=not any(isinstance(part, cst.FunctionDef) for part in self._scope),
                names=self._names(name),
            )
        )

    def _spliced(self, place: CodeRange, changed: cst.CSTNode) -> str | None:
        before = self._starts[place.start.line - 1] + place.start.column
        after = self._starts[place.end.line - 1] + place.end.column
        text = self._text_of(changed)
        if "\n" in text and isinstance(changed, cst.Match):  # a block: indented as the original is
            text = text.strip("\n").replace("\n", "\n" + " " * place.start.column)
        source = self._source[:before] + text + self._source[after:]
        try:
            compile(source, self._module, "exec", dont_inherit=True)
        except SyntaxError:
            return None
        return source

    def _text_of(self, node: cst.CSTNode) -> str:
        return cst.Module(body=[]).code_for_node(node)

    def _cut(self, place: CodeRange) -> str:
        before = self._starts[place.start.line - 1] + place.start.column
        return _one_line(self._source[before : self._starts[place.end.line - 1] + place.end.column])


def _is_kept_call(called: cst.BaseExpression) -> bool:
    if isinstance(called, cst.Attribute):
        return isinstance(called.value, cst.Name) and called.value.value in LOGGERS
    return isinstance(called, cst.Name) and called.value in KEPT_CALLS


def _last_name(node: cst.BaseExpression) -> str:
    if isinstance(node, cst.Attribute):
        return node.attr.value
    return node.value if isinstance(node, cst.Name) else ""


def _assigned(line: cst.SimpleStatementLine) -> str:
    statement = line.body[0]
    if isinstance(statement, cst.AnnAssign):
        return _last_name(statement.target)
    return _last_name(statement.targets[0].target) if isinstance(statement, cst.Assign) else ""


def _one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def _indent(source: str, line: int) -> int:
    text = source.splitlines()[line - 1]
    return len(text) - len(text.lstrip())


def mutants_of(path: Path) -> list[Mutant]:
    """Every mutant of one file, in the order of its lines."""
    source = path.read_text("utf-8")
    parts = path.relative_to(ROOT).with_suffix("").parts
    module = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
    changes = Changes(path, module, source)
    MetadataWrapper(cst.parse_module(source), unsafe_skip_copy=True).visit(changes)
    return changes.mutants


def select(targets: Sequence[str]) -> list[Mutant]:
    """The mutants of rooms (`pbx`), modules (`pbx.events`) and functions (`pbx.events:read`)."""
    found: list[Mutant] = []
    for target in targets:
        dotted, _, function = target.removeprefix(PACKAGE + ".").partition(":")
        place = ROOT / PACKAGE / dotted.replace(".", "/")
        files = sorted(place.rglob("*.py")) if place.is_dir() else [place.with_suffix(".py")]
        if not all(file.exists() for file in files) or not files:
            raise SystemExit(f"No such room or module: {target}")
        for file in files:
            found += [each for each in mutants_of(file) if not function or _is_in(each.key, function)]
    return found


def _is_in(key: str, function: str) -> bool:
    name = key.partition(":")[2].partition("~")[0]
    return name == function or name.startswith(function + ".") or name.endswith("." + function)


class Uses:
    """Where the program uses a constant or a field, so that a change of it runs only the tests of those lines."""

    def __init__(self) -> None:
        self._trees = {str(file): ast.parse(file.read_text("utf-8")) for file in (ROOT / PACKAGE).rglob("*.py")}
        self._importers: dict[str, set[str]] = defaultdict(set)
        for file, tree in self._trees.items():
            for node in ast.walk(tree):
                if isinstance(node, ast.ImportFrom) and node.module:
                    self._importers[node.module].add(file)
                    for name in node.names:
                        self._importers[f"{node.module}.{name.name}"].add(file)

    def files(self, module: str) -> set[str]:
        """The files that import a module, or something from it."""
        return self._importers[module]

    def lines(self, mutant: Mutant, runs_at_import: Callable[[str, Iterable[int]], bool]) -> dict[str, set[int]]:
        """The lines of each file inside functions that name what a mutant changes, or a constant made from it."""
        makers: list[tuple[set[str], set[str]]] = []  # what is named, and what is made of it
        for node in self._trees[mutant.path].body:
            if isinstance(node, (ast.Assign, ast.AnnAssign)):
                makers.append((_names(node), _targets(node)))
            elif isinstance(node, ast.FunctionDef) and runs_at_import(mutant.path, _body_lines(node)):
                makers.append((_names(node), {node.name}))
        names = set(mutant.names)
        while more := {name for named, made in makers if named & names for name in made} - names:
            names |= more
        return {file: self._lines_naming(file, names) for file in {mutant.path} | self.files(mutant.module)}

    def _lines_naming(self, file: str, names: set[str]) -> set[int]:
        functions = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
        found: set[int] = set()
        for function in ast.walk(self._trees[file]):
            if isinstance(function, functions):
                found |= {
                    node.lineno for node in ast.walk(function) if _name(node) in names and hasattr(node, "lineno")
                }
                if not isinstance(function, ast.Lambda) and names & _names(function.args):  # computed at import
                    found |= set(_body_lines(function))
        return found


def _body_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> range:
    return range(function.body[0].lineno, (function.end_lineno or function.body[-1].lineno) + 1)


def _name(node: ast.AST) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def _names(node: ast.AST) -> set[str]:
    return {_name(part) for part in ast.walk(node)} - {""}


def _targets(node: ast.Assign | ast.AnnAssign) -> set[str]:
    return {_name(target) for target in (node.targets if isinstance(node, ast.Assign) else [node.target])} - {""}
