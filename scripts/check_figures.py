"""Draws figures of every view and format, and has other programs read them.

Run it with ``uv run --with resvg-py --with pymupdf python scripts/check_figures.py
FOLDER``, with names of figures for some of them. An SVG is drawn by resvg, and by
Inkscape where that is installed, a PDF by MuPDF, and all are compared with the PNG;
TikZ and tables are set by pdflatex, where that is installed. Exits with 1 where
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

DPI = 300
FONTS = sorted(
    str(path)
    for path in (Path(__file__).parents[1] / "assets" / "fonts").iterdir()
    if path.suffix in (".otf", ".ttf")
)
COMPARED = "--iteration 200 --vary activation=relu,tanh"
FIGURES = {
    "diagram": "--preset circle --iteration 300",
    "wide": "--preset mnist --iteration 60 --neuron 2.4 --width 120mm",
    "output": "--preset circle --iteration 300 --view output",
    "curve": "--dataset sine --iteration 300 --view output",
    "digit": "--preset mnist --iteration 60 --view output",
    "confusion": "--preset mnist --iteration 60 --view confusion --width 120mm",
    "cost": "--preset circle --iteration 300 --view cost",
    "accuracy": "--preset circle --iteration 300 --view accuracy",
    "gradients": "--preset circle --iteration 300 --view gradients",
    "activation": "--preset circle --iteration 300 --view activation",
    "timeline": "--preset circle --iteration 300 --view timeline",
    "functions": "--view functions",
    "inspector": "--preset circle --iteration 300 --view inspector --phase backward",
    "pixels": "--preset mnist --iteration 60 --view inspector --width 120mm",
    "samples": "--preset circle --iteration 300 --view samples",
    "scores": "--preset mnist --iteration 60 --view scores",
    "predictions": "--dataset iris --iteration 60 --view output",
    "parameters": "--preset circle --iteration 300 --view parameters --neuron 2.1",
    "chain": "--view chain",
    "spread": "--view spread",
    "costs": f"--view comparison-cost {COMPARED}",
    "contenders": f"--view contenders {COMPARED}",
    "distributions": f"--view distributions {COMPARED}",
    "units": f"--view units {COMPARED}",
    "layer-gradients": f"--view layer-gradients {COMPARED}",
    "verdict": f"--view verdict {COMPARED} --width 160mm",
}
_SET_BY_LATEX = ("diagram", "wide", "samples", "scores", "parameters", "verdict")
_DOCUMENT = r"""\documentclass{article}\usepackage[utf8]{inputenc}
\begin{document}\input{%s}\end{document}"""
WORST = 4.0
"""The mean difference of two drawings, of 255: letters are smoothed in other ways."""


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
    files = {kind: folder / f"{name}.{kind}" for kind in ("svg", "pdf", "png")}
    command = [sys.executable, "-m", "nnviz", "figure"]
    subprocess.run(
        [*command, *described.split(), "--dpi", str(DPI), "--out", str(files["png"])],
        check=True,
    )
    for kind in ("svg", "pdf"):
        again = ["--again", str(files["png"]), "--out", str(files[kind])]
        subprocess.run([*command, *again], check=True)
    wanted = _pixels(files["png"].read_bytes())
    drawn = {"svg": _svg(files["svg"]), "pdf": _pdf(files["pdf"])}
    if shutil.which("inkscape"):
        drawn["inkscape"] = _inkscape(files["svg"])
    right = True
    for kind, data in drawn.items():
        files["png"].with_suffix(f".{kind}.png").write_bytes(data)
        found = _pixels(data)
        rows, columns = np.minimum(found.shape, wanted.shape)[:2]
        far = np.abs(found[:rows, :columns] - wanted[:rows, :columns]).mean()
        sized = np.allclose(found.shape, wanted.shape, atol=4)
        print(f"{name:15} {kind:8}  {far:6.2f}{'' if sized else '  another size'}")  # noqa: T201
        right = right and sized and far < WORST
    return right and (name not in _SET_BY_LATEX or _latex(files["png"]))


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


def _latex(png: Path) -> bool:
    """Set the TikZ or the table of a figure; tell whether that can be done."""
    tex = png.with_suffix(".tex")
    again = ["--again", str(png), "--out", str(tex)]
    subprocess.run([sys.executable, "-m", "nnviz", "figure", *again], check=True)
    latex = shutil.which("pdflatex")
    if latex is None:
        print(f"{png.stem:15} tex  pdflatex is not installed")  # noqa: T201
        return True
    out = tex.parent / "tex"
    out.mkdir(exist_ok=True)
    if r"\documentclass" not in tex.read_text():
        table, tex = tex, out / f"{png.stem}-table.tex"
        tex.write_text(_DOCUMENT % table.resolve())
    quiet = ("-interaction=nonstopmode", "-halt-on-error", f"-output-directory={out}")
    done = subprocess.run(
        [latex, *quiet, str(tex)], capture_output=True, text=True, check=False
    )
    well = done.returncode == 0
    print(f"{png.stem:15} tex  {'set' if well else done.stdout[-800:]}")  # noqa: T201
    return well


def _pixels(data: bytes) -> np.ndarray:
    image = QImage.fromData(QByteArray(data)).convertToFormat(
        QImage.Format.Format_RGB32
    )
    flat = np.frombuffer(image.constBits(), np.uint8)
    return flat.reshape(image.height(), image.width(), 4)[..., :3].astype(float)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), *sys.argv[2:]))
