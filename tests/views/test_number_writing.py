"""Numbers that people read are written by the one formatter."""

import ast
from collections.abc import Callable, Iterator
from functools import cache, partial
from pathlib import Path

import pytest

import nnviz
from nnviz.core.writing.number_text import MINUS
from nnviz.views import numbers

ROOT = Path(nnviz.__file__).parent
ALLOWED = {
    "views/numbers.py": "the formatter itself, and what it reads",
    "views/inspector/grid.py": "aligns the numbers of a column; has a true minus",
    "views/diagram/tikz.py": "lengths and colours in TeX, to be read by programs",
    "views/comparison/comparison_frames.py": "rounds a number; nobody reads the text",
    "views/comparison/varied.py": "rounds a number; nobody reads the text",
    "ui/controls/copying.py": "for the clipboard, to be read by programs",
    "ui/controls/counters.py": "one decimal of an epoch, which is never negative",
    "ui/controls/speed_control.py": "rounds a number; nobody reads the text",
    "ui/figures/svg_writer.py": "sizes of pictures in SVG",
    "ui/output/log_view.py": "prints an accuracy as tutorials do, with a point",
    "ui/samples/typed_row.py": "rounds a number; nobody reads the text",
    "ui/web_page/diagram_stencil.py": "places and sizes in SVG",
    "ui/worksheet_pdf.py": "sizes of pictures in HTML",
}
"""Where a float may be written otherwise, and why."""


def written_otherwise(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield the line and text of what writes a float by itself.

    Found are f"{x:.3f}" and the like, but with a precision that is a variable too;
    f"{float(x)!r}", str(float(x)) and repr(x); "%g" % x, "{:g}".format(x), format(x).
    """
    for node in ast.walk(tree):
        if _formats(node) or _calls(node):
            yield getattr(node, "lineno", 0), ast.unparse(node)


def _formats(node: ast.AST) -> bool:
    """Tell whether a node is a value in an f-string, or a text with % or format."""
    match node:
        case ast.FormattedValue(format_spec=ast.JoinedStr() as spec):
            return ast.unparse(spec).rstrip("'\"")[-1:] in tuple("efgEFG%")
        case ast.FormattedValue(conversion=114 | 115, value=value):
            return _is_float(value)
        case ast.BinOp(left=ast.Constant(value=str()), op=ast.Mod()):
            return True
    return False


def _calls(node: ast.AST) -> bool:
    """Tell whether a node is a call that writes a float."""
    match node:
        case ast.Call(func=ast.Name(id="str"), args=[value, *_]):
            return _is_float(value)
        case ast.Call(func=ast.Name(id="repr" | "format")):
            return True
        case ast.Call(func=ast.Attribute(value=ast.Constant(), attr="format")):
            return True
    return False


def _is_float(value: ast.expr) -> bool:
    return isinstance(value, ast.Call) and ast.unparse(value.func) == "float"


@cache
def in_the_window() -> list[tuple[str, int, str]]:
    """Return the file, line and text of all that is found in what the window shows."""
    return [
        (path.relative_to(ROOT).as_posix(), line, text)
        for room in ("views", "ui")
        for path in sorted((ROOT / room).rglob("*.py"))
        for line, text in written_otherwise(ast.parse(path.read_text("utf-8")))
    ]


@pytest.mark.parametrize(
    "code",
    [
        "f'{x:g}'",
        "f'{x:.3f}'",
        "f'{x:+.{digits}e}'",
        "f'{x:.0%}'",
        "f'{float(x)!r}'",
        "'%g' % x",
        "'%.3f' % (x,)",
        "'{:.2f}'.format(x)",
        "str(float(x))",
        "repr(x)",
        "format(x, 'g')",
    ],
)
def test_every_way_to_write_a_float_is_found(code: str) -> None:
    assert list(written_otherwise(ast.parse(code)))


@pytest.mark.parametrize(
    "code", ["f'{x:,d}'", "f'{x}'", "f'{name!r}'", "str(x)", "x % 3", "f'{x:>8}'"]
)
def test_what_writes_no_float_is_not(code: str) -> None:
    assert not list(written_otherwise(ast.parse(code)))


def test_the_window_writes_no_float_by_itself() -> None:
    assert [found for found in in_the_window() if found[0] not in ALLOWED] == []


def test_every_exception_is_needed() -> None:
    assert {found[0] for found in in_the_window()} == set(ALLOWED)


@pytest.mark.parametrize(
    "write",
    [
        numbers.significant,
        numbers.compact,
        numbers.percent,
        numbers.signed,
        partial(numbers.signed, plus=True),
        numbers.amount,
        numbers.exact,
        numbers.cost_text,
        numbers.short_count,
    ],
)
def test_a_negative_zero_is_zero(write: Callable[[float], str]) -> None:
    assert write(-0.0) == write(0.0)
    assert not set(write(-0.0)) & {MINUS, "-"}
    assert "-" not in write(-1.5)
