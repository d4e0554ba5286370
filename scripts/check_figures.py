"""Draws figures of every view and format, and has other programs read them.

Run it with ``uv run --with resvg-py --with pymupdf python scripts/check_figures.py
FOLDER``, with names of figures for some of them. An SVG is drawn by resvg, and by
Inkscape where that is installed, a PDF by MuPDF, and all are compared with the PNG;
TikZ and tables are set by pdflatex, where that is installed. Each file is drawn by what
the one before says of itself, and the last is the first again. Exits with 1 where
something is missing or elsewhere; the pictures stay in the folder, to be looked at.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pymupdf
import resvg_py
from PySide6.QtCore import QByteArray
from PySide6.QtGui import QImage

from nnviz.cli.commands.figure_command import figure_command
from nnviz.ui.window.figures.figure_views import VIEWS

DPI = 300
FONTS = sorted(
    str(path)
    for path in (Path(__file__).parents[1] / "assets" / "fonts").iterdir()
    if path.suffix in (".otf", ".ttf")
)
_RUNS = {
    "network": "--preset circle --iteration 300",
    "comparison": "--iteration 200 --vary activation=relu,tanh",
    "activations": "",
}
CASES = {
    "wide": "--preset mnist --iteration 60 --neuron 2.4 --width 120mm",
    "dark": "--preset circle --iteration 300 --theme dark",
    "curve": "--dataset sine --iteration 300 --view output",
    "digit": "--preset mnist --iteration 60 --view output",
    "digits": "--preset mnist --iteration 60 --view confusion --width 120mm",
    "backward": "--preset circle --iteration 300 --view inspector --phase backward",
    "pixels": "--preset mnist --iteration 60 --view inspector --width 120mm",
    "ten": "--preset mnist --iteration 60 --view scores",
    "predictions": "--dataset iris --iteration 60 --view output",
    "neuron": "--preset circle --iteration 300 --view parameters --neuron 2.1",
}
"""More than what every view shows of the usual run of its page."""
FIGURES = {
    name: f"--view {name} {_RUNS[view.page]}" for name, view in VIEWS.items()
} | CASES
_NO_TABLE = ("output", "curve", "digit", "backward")
_DOCUMENT = r"""\documentclass{article}\usepackage[utf8]{inputenc}
\begin{document}\input{%s}\end{document}"""
WORST, WORST_TILE, TILE = 4.0, 60.0, 32
"""The mean difference of two drawings, of 255: letters are smoothed in other ways. And
that of a tile of so many pixels, 2.7 mm, where something is missing or elsewhere."""
_KINDS = ("png", "svg", "pdf", "tex")


def main(folder: Path, *names: str) -> int:
    """Check all figures, or those of some names; return the exit status."""
    folder.mkdir(parents=True, exist_ok=True)
    chosen = {name: FIGURES[name] for name in names} or FIGURES
    _offer_fonts(folder)
    bad = [
        name
        for name, described in chosen.items()
        if not _check(folder, name, described)
    ]
    print(f"{len(chosen) - len(bad)} passed, {len(bad)} failed")  # noqa: T201
    return 1 if bad else 0


def _check(folder: Path, name: str, described: str) -> bool:
    png, svg, pdf, tex = (folder / f"{name}.{kind}" for kind in _KINDS)
    _draw(*described.split(), "--dpi", str(DPI), "--out", str(png))
    _draw("--again", str(png), "--out", str(svg))
    _draw("--again", str(svg), "--out", str(pdf))
    last, right = pdf, True
    if _is_table(name, described):
        _draw("--again", str(pdf), "--out", str(tex))
        last, right = tex, _is_set(tex)
    again = folder / f"{name}-again.png"
    _draw("--again", str(last), "--dpi", str(DPI), "--out", str(again))
    if again.read_bytes() != png.read_bytes():
        print(f"{name:15} the last is not the first again")  # noqa: T201
        right = False
    again.unlink()
    drawn = {"svg": _svg(svg), "pdf": _pdf(pdf)}
    if shutil.which("inkscape"):
        drawn["inkscape"] = _inkscape(svg)
    wanted = _pixels(png.read_bytes())
    for kind, data in drawn.items():
        png.with_suffix(f".{kind}.png").write_bytes(data)
        right = _is_like(f"{name:15} {kind:8}", wanted, _pixels(data)) and right
    return right


def _draw(*options: str) -> None:
    figure_command.main(options, "nnviz figure", standalone_mode=False)


def _is_table(name: str, described: str) -> bool:
    """Tell whether a figure can be TikZ or a table."""
    words = described.split()
    view = words[words.index("--view") + 1] if "--view" in words else "diagram"
    is_known = view == "diagram" or VIEWS[view].table is not None
    return is_known and name not in _NO_TABLE


def _is_like(said: str, wanted: np.ndarray, found: np.ndarray) -> bool:
    """Compare two drawings, as wholes and where they differ most."""
    rows, columns = np.minimum(found.shape, wanted.shape)[:2] // TILE * TILE
    far = np.abs(found[:rows, :columns] - wanted[:rows, :columns])
    tiles = far.reshape(rows // TILE, TILE, columns // TILE, TILE, 3).mean((1, 3, 4))
    row, column = np.unravel_index(tiles.argmax(), tiles.shape)
    sized = np.allclose(found.shape, wanted.shape, atol=4)
    print(  # noqa: T201
        f"{said} {far.mean():6.2f}, at most {tiles.max():6.2f} at {column * TILE}, "
        f"{row * TILE}{'' if sized else '  another size'}"
    )
    return bool(sized and far.mean() < WORST and tiles.max() < WORST_TILE)


def _svg(path: Path) -> bytes:
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=path.read_text(), zoom=DPI / 96, dpi=96, font_files=FONTS
        )
    )


def _offer_fonts(folder: Path) -> None:
    """Have other programs find the fonts of figures, as where they are installed."""
    config = folder / "fonts.conf"
    config.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        '<include ignore_missing="yes">/etc/fonts/fonts.conf</include>'
        f"<dir>{Path(FONTS[0]).parent}</dir></fontconfig>"
    )
    os.environ["FONTCONFIG_FILE"] = str(config.resolve())


def _inkscape(path: Path) -> bytes:
    out = path.with_suffix(".inkscape.png")
    size = f"--export-dpi={DPI}"
    subprocess.run(
        ["inkscape", "--export-type=png", size, f"--export-filename={out}", str(path)],
        capture_output=True,
        check=True,
    )
    return out.read_bytes()


def _pdf(path: Path) -> bytes:
    with pymupdf.open(path) as document:
        return document[0].get_pixmap(dpi=DPI).tobytes("png")


def _is_set(tex: Path) -> bool:
    """Set TikZ or a table; tell whether that can be done."""
    latex = shutil.which("pdflatex")
    if latex is None:
        print(f"{tex.stem:15} tex  pdflatex is not installed")  # noqa: T201
        return True
    name, out = tex.stem, tex.parent / "tex"
    out.mkdir(exist_ok=True)
    if r"\documentclass" not in tex.read_text():
        table, tex = tex, out / f"{name}-table.tex"
        tex.write_text(_DOCUMENT % table.resolve())
    quiet = ("-interaction=nonstopmode", "-halt-on-error", f"-output-directory={out}")
    done = subprocess.run(
        [latex, *quiet, str(tex)], capture_output=True, text=True, check=False
    )
    well = done.returncode == 0
    print(f"{name:15} tex  {'set' if well else done.stdout[-800:]}")  # noqa: T201
    return well


def _pixels(data: bytes) -> np.ndarray:
    image = QImage.fromData(QByteArray(data)).convertToFormat(
        QImage.Format.Format_RGB32
    )
    flat = np.frombuffer(image.constBits(), np.uint8)
    return flat.reshape(image.height(), image.width(), 4)[..., :3].astype(float)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), *sys.argv[2:]))
