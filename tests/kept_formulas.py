"""Formulas that a test has typeset are kept for other tests, processes and runs.

ziamath takes milliseconds for each, and thousands of tests show some: what it makes of
one is a function of the formula, its versions, and how it is called, and is kept by
these. `tests/explain/test_formula_svg.py` holds what is kept to what ziamath makes.
"""

import os
from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from threading import get_ident

from nnviz.explain import formula_svg

Typeset = Callable[[str, int, str, bool], str]
FOLDER = Path(__file__).parents[1] / ".pytest_cache" / "formulas"
LIBRARIES = ("ziamath", "ziafont", "latex2mathml")


def keep_formulas() -> None:
    """Have this process use what is kept, and keep what it typesets."""
    code = Path(formula_svg.__file__).read_bytes()
    made_by = [code, *(version(name).encode() for name in LIBRARIES)]
    folder = FOLDER / sha256(b"\n".join(made_by)).hexdigest()[:16]
    folder.mkdir(parents=True, exist_ok=True)
    formula_svg.typeset = kept(formula_svg.typeset, folder)


def kept(typeset: Typeset, folder: Path) -> Typeset:
    """Return a function that typesets what is not in a folder yet."""

    @wraps(typeset)
    def found(latex: str, size: int, colour: str, shared: bool) -> str:
        name = sha256(repr((latex, size, colour, shared)).encode()).hexdigest()
        file = folder / name
        try:
            return file.read_text("utf-8")
        except FileNotFoundError:
            svg = typeset(latex, size, colour, shared)
        # Several threads and processes may typeset the same, and each writes all of it.
        new = folder / f"{name}.{os.getpid()}.{get_ident()}"
        new.write_text(svg, "utf-8")
        new.replace(file)
        return svg

    return found
