"""Counts what makes the code easy or hard to find one's way in, beside its bounds.

Run it with ``uv run python scripts/house.py``; it exits with 1 if a bound is exceeded.
The ways are followed in the real window: what a click calls until it has changed a
weight, and what a snapshot calls until it is painted. docs/architecture.md describes
them.
"""

import ast
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ways import ways

ROOT = Path(__file__).resolve().parents[1]
HOUSE = ROOT / "nnviz"


@dataclass(frozen=True, slots=True)
class Count:
    """Something counted, and the most it may be; None where nothing bounds it."""

    what: str
    found: int
    most: int | None = None
    names: tuple[str, ...] = ()

    @property
    def is_kept(self) -> bool:
        """Whether the count is within its bound."""
        return self.most is None or self.found <= self.most

    def line(self) -> str:
        """Return the count as a line of the table."""
        bound = "" if self.most is None else f"at most {self.most:,}"
        mark = "" if self.is_kept else "  <- too many"
        return f"{self.what:<52}{self.found:>8,}  {bound:<16}{mark}".rstrip()


@dataclass(frozen=True, slots=True)
class Module:
    """A file of Python below ``nnviz``."""

    path: Path
    text: str
    tree: ast.Module

    @property
    def lines(self) -> int:
        """The number of its lines."""
        return self.text.count("\n")

    @property
    def room(self) -> str:
        """Its first folders, such as ``ui/diagram``."""
        return str(self.path.relative_to(HOUSE).parent)

    @property
    def name(self) -> str:
        """Where the file is, such as ``ui/diagram/inks.py``."""
        return str(self.path.relative_to(HOUSE))

    def imports(self) -> Iterator[str]:
        """Yield the name of each module that is imported, anywhere in the file."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.ImportFrom) and node.module:
                yield node.module
            elif isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)


# What a new view brings may raise these; a second way to do one thing may not.
UI_LINES = 49_200
UI_MODULES = 290
LIVE_LINES = 3_830


def read_modules() -> list[Module]:
    """Return every file of Python below ``nnviz``."""
    paths = sorted(HOUSE.rglob("*.py"))
    texts = [path.read_text("utf-8") for path in paths]
    return [Module(p, t, ast.parse(t)) for p, t in zip(paths, texts, strict=True)]


def sizes(modules: list[Module]) -> list[Count]:
    """Count lines and modules, and what the fullest folder holds."""
    ui = [one for one in modules if one.room.split("/")[0] == "ui"]
    live = [one for one in modules if one.room.split("/")[0] == "live"]
    folders: dict[str, int] = defaultdict(int)
    for one in modules:
        folders[one.room] += one.path.name != "__init__.py"
    fullest = max(folders, key=lambda name: folders[name])
    return [
        Count("lines of nnviz/ui", sum(one.lines for one in ui), UI_LINES),
        Count("modules of nnviz/ui", len(ui), UI_MODULES),
        Count("lines of nnviz/live", sum(one.lines for one in live), LIVE_LINES),
        Count("modules of nnviz/live that import Qt", _qt(live), 0),
        Count(f"files in the fullest folder ({fullest})", folders[fullest], 22),
    ]


def _qt(modules: list[Module]) -> int:
    toolkits = {"PySide6", "shiboken6", "pyqtgraph"}
    return sum(
        any(name.split(".")[0] in toolkits for name in one.imports()) for one in modules
    )


def shared_names(modules: list[Module]) -> list[Count]:
    """Count the classes and the files that share their name with another one."""
    classes, files = defaultdict(set), defaultdict(set)
    for one in modules:
        if one.path.name != "__init__.py":
            files[one.path.name].add(one.room)
        for node in ast.walk(one.tree):
            if isinstance(node, ast.ClassDef):
                classes[node.name].add(one.path)
    shared = tuple(sorted(name for name, where in classes.items() if len(where) > 1))
    same = {name: where for name, where in files.items() if len(where) > 1}
    return [
        Count("classes that share a name", len(shared), 0, shared),
        Count(
            "files that share a name",
            sum(map(len, same.values())),
            0,
            tuple(
                f"{name} ({', '.join(sorted(where))})" for name, where in same.items()
            ),
        ),
    ]


def only_subclasses(modules: list[Module]) -> list[Count]:
    """Count base classes with one subclass that split one class up.

    One that is also made by itself is a class of its own, and no fault.
    """
    own = {
        node.name
        for one in modules
        for node in ast.walk(one.tree)
        if isinstance(node, ast.ClassDef)
    }
    subclasses: dict[str, list[str]] = defaultdict(list)
    made = set()
    for one in modules:
        for node in ast.walk(one.tree):
            if isinstance(node, ast.Call):
                made.add(ast.unparse(node.func).split(".")[-1])
            elif isinstance(node, ast.ClassDef):
                for base in node.bases:
                    name = ast.unparse(base).split("[")[0]
                    if name in own:
                        subclasses[name].append(node.name)
    single = tuple(
        f"{base} <- {names[0]}"
        for base, names in subclasses.items()
        if len(names) == 1 and base not in made
    )
    return [
        Count("base classes of one subclass, not made alone", len(single), 0, single)
    ]


def knowledge(modules: list[Module]) -> list[Count]:
    """Count who moves the cursor of a walk, and who paints activation functions."""
    steppers = tuple(
        one.name
        for one in modules
        if (one.room == "ui/stepping" and one.path.name != "__init__.py")
        or any(name.startswith("nnviz.ui.stepping.") for name in one.imports())
    )
    painters = tuple(one.name for one in modules if _paints_functions(one))
    return [
        Count("files that move the cursor of a walk", len(steppers), 4, steppers),
        Count("painters of an activation function", len(painters), 1, painters),
    ]


def _paints_functions(module: Module) -> bool:
    """Tell whether a function takes a painter and a chart of an activation function."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef):
            given = {ast.unparse(a.annotation) for a in node.args.args if a.annotation}
            if {"QPainter", "FunctionChart"} <= given:
                return True
    return False


def lengths() -> list[Count]:
    """Count the files that the two ways through the window cross."""
    found = ways()
    click, snapshot = found["click"], found["snapshot"]
    return [
        Count("files from a click on a weight to the parameter", len(click), 11, click),
        Count(
            "files from a snapshot's signal to the painted edges",
            len(snapshot),
            7,
            snapshot,
        ),
    ]


def main() -> int:
    """Print every count; return 1 if one is beyond its bound."""
    modules = read_modules()
    counts = [
        *sizes(modules),
        *shared_names(modules),
        *only_subclasses(modules),
        *knowledge(modules),
        *lengths(),
    ]
    for count in counts:
        print(count.line())  # noqa: T201
        for name in count.names:
            print(f"    {name}")  # noqa: T201
    return 0 if all(count.is_kept for count in counts) else 1


if __name__ == "__main__":
    sys.exit(main())
