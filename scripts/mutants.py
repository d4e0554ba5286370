"""Breaks the program in one place at a time, and tells which breaks no test notices.

Run it with ``uv run --with cosmic-ray --with coverage python scripts/mutants.py``,
names of packages (``core session explain files`` if none is named; also a part of one,
``session/claims``, against its own tests), ``--sample`` and ``--seed``. Cosmic Ray
enumerates the mutants, of which a random sample is taken; each is tried in a copy of
the program, against those tests of its package that pass its line, the quickest first.
What nobody could notice is left out: see ``_Untouched``.
Survivors that docs/mutants.md lists count as killed: they make no difference.
"""

import argparse
import ast
import json
import math
import os
import random
import re
import shutil
import signal
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout, suppress
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path

import coverage
import pytest
from click import echo
from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator

ROOT = Path(__file__).resolve().parents[1]
LAYERS = ("core", "data", "session", "explain", "files")
PACKAGES = ("core", "session", "explain", "files")
ELSEWHERE = {"files": ("cli/test_check.py",)}
"""Tests of a package that have their place with the command that they use."""
COPIED = ("nnviz", "tests", "assets", "docs", "benchmarks", "pyproject.toml")
USED = (
    *("hypothesis.strategies", "msgspec", "numpy", "psutil", "safetensors.numpy"),
    *("PySide6.QtTest", "PySide6.QtWidgets", "sklearn", "ziamath"),
)
QUIET = (
    *(
        "-x",
        "-q",
        "-n",
        "0",
        "--tb=no",
        "--hypothesis-seed=0",
        "-p",
        "no:cacheprovider",
    ),
    *("-W", "ignore::pytest.PytestAssertRewriteWarning"),
)
SWAPS = (
    "Add_Sub Add_Mul Sub_Add Mul_Add Mul_Div Div_Mul FloorDiv_Mul FloorDiv_Add Mod_Mul "
    "Mod_Add Pow_Mul Pow_Add BitOr_BitAnd BitAnd_BitOr"
)
COMPARISONS = (
    "Eq_NotEq NotEq_Eq Lt_LtE Lt_GtE LtE_Lt LtE_Gt Gt_GtE Gt_LtE GtE_Gt GtE_Lt "
    "Is_IsNot IsNot_Is"
)
OPERATORS = (
    *(f"ReplaceBinaryOperator_{swap}" for swap in SWAPS.split()),
    *(f"ReplaceComparisonOperator_{swap}" for swap in COMPARISONS.split()),
    "ReplaceUnaryOperator_USub_UAdd",
    "ReplaceUnaryOperator_Delete_Not",
    "ReplaceUnaryOperator_Delete_Invert",
    "AddNot",
    "ReplaceTrueWithFalse",
    "ReplaceFalseWithTrue",
    "ReplaceAndWithOr",
    "ReplaceOrWithAnd",
    "ReplaceBreakWithContinue",
    "ReplaceContinueWithBreak",
    "ExceptionReplacer",
    "NumberReplacer",
    "RemoveDecorator",
    "ZeroIterationForLoop",
)
"""What a mistake could be; what raises for almost any operand would flatter."""

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change to one module, which has a place, and code after it."""

    module: str
    line: int
    before: str
    after: str
    code: str = field(repr=False)

    def __str__(self) -> str:
        return f"{self.module}:{self.line}\n    - {self.before}\n    + {self.after}"

    def is_listed(self, text: str) -> bool:
        """Whether a text lists it: its line afterwards, or any change of its line."""
        kinds = f"`{self.after}`", f"any change of `{self.before}`"
        return any(f"`{self.module}`: {kind}:" in text for kind in kinds)


class _Untouched(ast.NodeVisitor):
    """Collects the parts of a module whose change is no change of what it does.

    Annotations, documentation, texts of messages, ``if TYPE_CHECKING``, slots, caches,
    and whether an object is frozen.
    """

    KEYWORDS = frozenset({"slots", "frozen", "eq", "kw_only", "maxsize", "stacklevel"})
    DECORATORS = re.compile(r"cache|dataclass|final|override|abstractmethod|overload")

    def __init__(self) -> None:
        self.spans: list[tuple[Place, Place]] = []
        self.operators: list[tuple[Place, Place]] = []

    def _leave(self, node: ast.AST | None) -> None:
        if isinstance(node, ast.expr | ast.stmt):
            end = (node.end_lineno or node.lineno, node.end_col_offset or 0)
            self.spans.append(((node.lineno, node.col_offset), end))

    def visit_arg(self, node: ast.arg) -> None:
        self._leave(node.annotation)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        self._leave(node.annotation)
        self.generic_visit(node)

    def visit_BinOp(self, node: ast.BinOp) -> None:
        left, right = node.left, node.right
        start = (left.end_lineno or left.lineno, left.end_col_offset or 0)
        self.operators.append((start, (right.lineno, right.col_offset)))
        self.generic_visit(node)

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        self._leave(node)

    def visit_keyword(self, node: ast.keyword) -> None:
        if node.arg in self.KEYWORDS:
            self._leave(node.value)
        self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        if ast.unparse(node.func) in {"cast", "TypeVar", "zip"}:
            for keyword in node.keywords:
                self._leave(keyword.value)
        self.generic_visit(node)

    def visit_If(self, node: ast.If) -> None:
        if "TYPE_CHECKING" in ast.unparse(node.test):
            self._leave(node)
        self.generic_visit(node)

    def visit_Assign(self, node: ast.Assign) -> None:
        text = ast.unparse(node)
        if text.startswith("__") or "Literal[" in text:
            self._leave(node)
        if re.match(r"\w+ = [\w.\[\], ]+( \| [\w.\[\], ]+)+$", text):  # a type's name
            self._leave(node)
        self.generic_visit(node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        self._leave(node.returns)
        self._decorators(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self._decorators(node)

    def _decorators(self, node: ast.FunctionDef | ast.ClassDef) -> None:
        for decorator in node.decorator_list:
            if self.DECORATORS.search(ast.unparse(decorator)):
                line, column = decorator.lineno, decorator.col_offset - 1
                self.spans.append(((line, column), (line, column)))
        self.generic_visit(node)

    def touches(self, operator: str, place: Place) -> bool:
        """Whether a place, as line and column, belongs to one of these parts.

        A star before an argument is none that multiplies.
        """
        if any(start <= place <= end for start, end in self.spans):
            return True
        is_binary = operator.startswith("ReplaceBinaryOperator")
        gaps = self.operators if is_binary else [(place, place)]
        return not any(start <= place <= end for start, end in gaps)


def mutants(source: str) -> Iterator[tuple[str, int, Place]]:
    """Yield the operator, the occurrence and the place of each mutant of a module."""
    untouched = _Untouched()
    untouched.visit(ast.parse(source))
    nodes = list(ast_nodes(get_ast(source)))
    for name in OPERATORS:
        operator = get_operator(f"core/{name}")()
        places = [at for node in nodes for at, _ in operator.mutation_positions(node)]
        for occurrence, place in enumerate(places):
            if not untouched.touches(name, place):
                yield name, occurrence, place


def mutant(module: str, source: str, operator: str, occurrence: int) -> Mutant:
    """Return a mutant with its code."""
    code = mutate_code(source, get_operator(f"core/{operator}")(), occurrence)
    old, new = source.splitlines(), code.splitlines()
    pairs = enumerate(zip(old, new, strict=False))
    at = next(i for i, (was, now) in pairs if was != now and was.strip())
    after = "without it" if operator == "RemoveDecorator" else new[at].strip()
    return Mutant(module, at + 1, old[at].strip(), re.sub(r"\s+", " ", after), code)


def sample(root: Path, package: str, size: int, seed: int) -> list[Mutant]:
    """Return a random sample of a package's mutants, one at a place."""
    found = defaultdict(list)
    sources = {}
    for path in sorted((root / "nnviz" / package).rglob("*.py")):
        module = str(path.relative_to(root))
        sources[module] = path.read_text("utf-8")
        for operator, occurrence, place in mutants(sources[module]):
            found[module, place].append((operator, occurrence))
    chance = random.Random(f"{package} {seed}")
    places = chance.sample(sorted(found), min(size, len(found)))
    echo(f"{package}: {len(places)} of {len(found)} places")
    return [
        mutant(module, sources[module], *chance.choice(found[module, place]))
        for module, place in places
    ]


class _Recorder:
    """Records for each test the time that it takes and the lines that it passes."""

    def __init__(self, cover: coverage.Coverage) -> None:
        self.cover = cover
        self.seconds: dict[str, float] = {}
        self.failed: set[str] = set()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed and report.nodeid not in self.failed:
            self.failed.add(report.nodeid)
            echo(f"{report.nodeid} fails without any mutant, and is left out")

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        self.cover.switch_context(item.nodeid)
        start = time.process_time()
        yield
        self.seconds[item.nodeid] = time.process_time() - start
        self.cover.switch_context("")


class _Chosen:
    """Runs the chosen tests alone, in their order."""

    def __init__(self, names: list[str]) -> None:
        self.order = {name: place for place, name in enumerate(names)}

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        chosen = [item for item in items if item.nodeid in self.order]
        items[:] = sorted(chosen, key=lambda item: self.order[item.nodeid])


@dataclass(slots=True)
class Trial:
    """A copy of the program, in which mutants of one package are tried."""

    package: str
    copy: Path
    budget: float
    seconds: dict[str, float] = field(default_factory=dict)
    passed: dict[str, dict[str, list[str]]] = field(default_factory=dict)

    @property
    def places(self) -> list[str]:
        """Where the tests of the package are."""
        names = (self.package, *ELSEWHERE.get(self.package, ()))
        return [f"tests/{name}" for name in names]

    def record(self, kept: Path) -> None:
        """Find out which tests pass which line, or read it where it was ``kept``."""
        kept.parent.mkdir(parents=True, exist_ok=True)
        child = os.fork()
        if not child:
            # Once for all, so that the tests' bytecode is there for the mutants.
            seek = [*self.places, "--collect-only", "-q"]
            if kept.exists():
                self._pytest([*QUIET, *seek])
            else:
                self._record(kept)
            os._exit(0)
        os.waitpid(child, 0)
        self.seconds, self.passed = json.loads(kept.read_text("utf-8"))

    def _record(self, kept: Path) -> None:
        source = str(self.copy / "nnviz" / self.package)
        cover = coverage.Coverage(data_file=None, source=[source])
        recorder = _Recorder(cover)
        cover.start()
        self._pytest([*QUIET[1:], *self.places], recorder)
        cover.stop()
        data = cover.get_data()
        lines = {
            str(Path(name).relative_to(self.copy)): data.contexts_by_lineno(name)
            for name in data.measured_files()
        }
        for name in recorder.failed:
            recorder.seconds[name] = math.inf
        kept.write_text(json.dumps([recorder.seconds, lines]), "utf-8")

    def _pytest(self, paths: list[str], *plugins: object) -> int:
        return int(pytest.main(paths, plugins))

    def tests(self, mutant: Mutant) -> list[str]:
        """Return the tests to try, the quickest first, of so much time in all.

        A line that is executed on import belongs to all tests that pass the module.
        """
        lines = self.passed.get(mutant.module, {})
        names = {
            name
            for line in _statement(
                (self.copy / mutant.module).read_text("utf-8"), mutant.line
            )
            for name in lines.get(str(line), [])
        }
        if names == {""}:
            names = {name for some in lines.values() for name in some}
        names = {name for name in names if self.seconds.get(name, math.inf) < math.inf}
        chosen, total = [], 0.0
        for name in sorted(names, key=lambda name: self.seconds[name]):
            total += self.seconds[name]
            if chosen and total > self.budget:
                break
            chosen.append(name)
        return chosen

    def kills(self, mutant: Mutant) -> bool:
        """Whether a test fails, or takes far too long, because of a mutant."""
        tests = self.tests(mutant)
        path = self.copy / mutant.module
        original, times = path.read_text("utf-8"), path.stat()
        path.write_text(mutant.code, "utf-8")
        try:
            return bool(tests) and self._fails(tests)
        finally:
            path.write_text(original, "utf-8")
            os.utime(path, (times.st_atime, times.st_mtime))

    def _fails(self, tests: list[str]) -> bool:
        child = os.fork()
        if not child:
            os.setsid()
            sys.dont_write_bytecode = True
            os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
            nothing = open(os.devnull, "w")  # noqa: SIM115 (the process ends here)
            paths = sorted({name.partition("::")[0] for name in tests})
            with redirect_stdout(nothing), redirect_stderr(nothing):
                os._exit(self._pytest([*QUIET, *paths], _Chosen(tests)))
        limit = time.monotonic() + 120 + 20 * sum(self.seconds[name] for name in tests)
        try:
            while time.monotonic() < limit:
                ended, status = os.waitpid(child, os.WNOHANG)
                if ended:
                    child = 0
                    # Where names of tests come from a mutant, none may be left: 5.
                    return os.waitstatus_to_exitcode(status) not in (0, 5)
                time.sleep(0.02)
            return True
        finally:
            if child:
                os.killpg(child, signal.SIGKILL)
                os.waitpid(child, 0)


def _statement(source: str, line: int) -> range:
    """Return the lines of the smallest statement that a line belongs to."""
    spans = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.stmt):
            above = getattr(node, "decorator_list", ())
            last = node.end_lineno or node.lineno
            first = min(each.lineno for each in (node, *above))
            spans.append(range(first, last + 1))
    return min((span for span in spans if line in span), key=len, default=range(0))


def interval(killed: int, tried: int) -> tuple[float, float]:
    """Return Wilson's interval of 95 % for a share."""
    z = 1.96
    share, scale = killed / tried, 1 + z * z / tried
    middle = (share + z * z / (2 * tried)) / scale
    half = z / scale * math.sqrt(share * (1 - share) / tried + (z / tried / 2) ** 2)
    return max(0.0, middle - half), min(1.0, middle + half)


def examine(trial: Trial, chosen: list[Mutant], equivalent: str) -> float:
    """Try mutants, print the survivors, and return the share that was killed.

    Ctrl+C ends it with what was found by then.
    """
    tried = killed = 0
    with suppress(KeyboardInterrupt):
        for each in chosen:
            if each.is_listed(equivalent) or trial.kills(each):
                killed += 1
            else:
                echo(f"{each}    ({len(trial.tests(each))} tests)")
            tried += 1
    low, high = interval(killed, tried)
    share = killed / tried
    found = f"{killed} of {tried} killed, {share:.0%} ({low:.0%} to {high:.0%})"
    echo(f"{trial.package}: {found}")
    return share


def _layer(package: str) -> int:
    return LAYERS.index(package.partition("/")[0])


def _warm_up(package: str, copy: Path) -> None:
    """Import what tests of a package need and mutants cannot reach, once for all."""
    for name in USED:
        import_module(name)
    os.chdir(copy)
    sys.path.insert(0, str(copy))
    for layer in LAYERS[: _layer(package)]:
        for path in sorted((copy / "nnviz" / layer).rglob("*.py")):
            import_module(".".join(path.relative_to(copy).with_suffix("").parts))


def main() -> int:
    """Try a sample of each package; fail if less than 80 % are killed."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("packages", nargs="*", default=PACKAGES)
    parser.add_argument("--sample", type=int, default=150)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=10, help="of tests a mutant")
    parser.add_argument(
        "--records", type=Path, help="folder that keeps what tests pass"
    )
    options = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    equivalent = (ROOT / "docs" / "mutants.md").read_text("utf-8")
    equivalent = " ".join(equivalent.split())
    shares = []
    with tempfile.TemporaryDirectory() as folder:
        for name in COPIED:
            source, target = ROOT / name, Path(folder, name)
            (shutil.copytree if source.is_dir() else shutil.copy2)(source, target)
        for package in sorted(options.packages, key=_layer):
            _warm_up(package, Path(folder))
            trial = Trial(package, Path(folder), options.seconds)
            trial.record((options.records or Path(folder, "records")) / package)
            chosen = sample(Path(folder), package, options.sample, options.seed)
            shares.append(examine(trial, chosen, equivalent))
    return int(min(shares) < 0.8)


if __name__ == "__main__":
    sys.exit(main())
