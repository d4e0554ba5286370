"""Figures: numbers are text, each layer is a group, and one can be drawn again."""

import math
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from itertools import combinations, pairwise
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QRect, QRectF, QSize
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from nnviz.core.errors import InputError
from nnviz.files.written_table import TABLE_ENDINGS
from nnviz.session.config import RunConfig
from nnviz.ui.figures.diagram_figure import DiagramWish, diagram_parts, diagram_tikz
from nnviz.ui.figures.figure import Figure, FigurePart
from nnviz.ui.figures.svg_writer import SVG, svg_of
from nnviz.ui.figures.writers import ENDINGS, image_of, provenance_of, write_figure
from nnviz.ui.theme.fonts import load_fonts, number_font
from nnviz.ui.theme.tokens import LIGHT, PRINT, Theme, contrast
from nnviz.ui.window.figures.shown_figure import (
    FigureRequest,
    FigureWish,
    provenance,
    request_in,
)
from nnviz.views.diagram.diagram_state import DiagramState
from nnviz.views.numbers import signed

SIZE = QSize(520, 340)
WHOLE = DiagramWish()
HOSTILE = '<b onload="x">&"]]>'


@pytest.fixture(autouse=True)
def fonts(qapp: object) -> None:
    load_fonts()


def state(*sizes: int) -> DiagramState:
    random = np.random.default_rng(7)
    return DiagramState(
        sizes,
        ("input", *(f"hidden {n} · tanh" for n in range(1, len(sizes) - 1)), "output"),
        tuple(random.normal(size=(o, i)) for i, o in pairwise(sizes)),
        tuple(random.normal(size=size) for size in sizes[1:]),
        activations=tuple(random.normal(size=size) for size in sizes),
        input_names=tuple(f"x{k + 1}" for k in range(sizes[0])),
    )


def figure(
    shown: DiagramState, wish: DiagramWish = WHOLE, theme: Theme = PRINT
) -> Figure:
    parts = diagram_parts(shown, SIZE, theme, wish)
    return Figure(SIZE, parts, 0.25, theme.background, "A network", '{"a": 1}')


def read(shown: Figure) -> ET.Element:
    return ET.fromstring(svg_of(shown))


def texts(root: ET.Element) -> list[str]:
    return ["".join(each.itertext()) for each in root.iter(f"{{{SVG}}}text")]


def test_each_layer_is_a_group_with_its_values_as_text() -> None:
    shown = state(3, 4, 2)
    root = read(figure(shown))
    groups = {group.get("id"): group for group in root.findall(f"{{{SVG}}}g")}
    assert list(groups) == ["edges-1", "edges-2", "layer-0", "layer-1", "layer-2"]
    for layer in range(3):
        written = {text.strip() for text in texts(groups[f"layer-{layer}"])}
        wanted = {signed(float(a)).strip() for a in shown.activations[layer]}
        assert wanted <= written
    curves = groups["edges-1"].findall(f".//{{{SVG}}}path")
    assert len(curves) == 12
    assert "x2" in texts(groups["layer-0"])


def test_letters_end_where_they_end_in_the_window() -> None:
    def paint(painter: QPainter) -> None:
        painter.setFont(number_font(12))
        painter.drawText(0, 20, "0123456789")

    part = FigurePart("numbers", QRect(0, 0, 100, 30), paint)
    [text] = read(Figure(QSize(100, 30), (part,))).iter(f"{{{SVG}}}text")
    # A digit is 0.6 of its size wide, which Qt rounds down to a 64th of a pixel.
    apart = float(text.attrib["letter-spacing"])
    assert apart == pytest.approx(math.floor(12 * 0.6 * 64) / 64 - 12 * 0.6)


def test_what_is_not_wished_is_left_out() -> None:
    shown = state(2, 3, 1)
    whole = read(figure(shown))
    bare = read(figure(shown, DiagramWish(values=False, names=False, biases=False)))
    assert not any(character.isdigit() for text in texts(bare) for character in text
                   if not text.startswith("hidden"))  # fmt: skip
    ellipses = [len(list(root.iter(f"{{{SVG}}}circle"))) for root in (whole, bare)]
    assert ellipses[0] > ellipses[1]


def test_of_a_wide_layer_the_strongest_neurons_are_shown_and_counted() -> None:
    shown = state(2, 40, 1)
    root = read(figure(shown, DiagramWish(neurons=6)))
    assert "… 6 of 40" in texts(root)
    [edges] = [g for g in root.findall(f"{{{SVG}}}g") if g.get("id") == "edges-1"]
    assert len(edges.findall(f".//{{{SVG}}}path")) == 12


@pytest.mark.parametrize("sizes", [(2, 5, 3, 1), (30, 30, 30, 3)])
def test_a_file_shows_what_the_window_would(sizes: tuple[int, ...]) -> None:
    drawn = figure(state(*sizes), DiagramWish(neurons=40))
    direct = image_of(drawn, 2.0)
    again = QImage(direct.size(), direct.format())
    again.fill(QColor("white"))
    painter = QPainter(again)
    QSvgRenderer(svg_of(drawn)).render(painter, QRectF(again.rect()))
    painter.end()
    one, other = (_pixels(image) for image in (direct, again))
    # Letters and edges are smoothed in another way; nothing is missing or elsewhere.
    assert np.abs(one - other).mean() < 2.5
    assert np.abs(one - 255.0).mean() > 5.0


def _pixels(image: QImage) -> np.ndarray:
    rgb = image.convertToFormat(QImage.Format.Format_RGB32)
    flat = np.frombuffer(rgb.constBits(), np.uint8)
    return flat.reshape(image.height(), image.width(), 4)[..., :3].astype(float)


def test_names_of_data_cannot_break_out_of_a_file() -> None:
    shown = replace(state(1, 1), input_names=(HOSTILE,), output_names=("]]>",))
    root = read(figure(shown))
    assert [text for text in texts(root) if text.startswith("<b")]
    assert not [each for each in root.iter() if each.tag.endswith("}b")]


@pytest.mark.parametrize("ending", [e for e in ENDINGS if e not in TABLE_ENDINGS])
def test_a_file_says_how_it_was_drawn(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"net{ending}"
    write_figure(figure(state(2, 1)), path, dpi=150)
    assert provenance_of(path) == '{"a": 1}'
    path.write_bytes(b"<svg/>")
    with pytest.raises(InputError, match="does not say"):
        provenance_of(path)


def test_pixels_are_as_many_as_the_paper_needs() -> None:
    shown = figure(state(2, 1))
    image = image_of(shown, shown.unit * 254 / 25.4)
    assert image.width() == pytest.approx(10 * shown.width_mm, abs=1)
    with pytest.raises(InputError, match="too many"):
        image_of(shown, 100.0)


def test_signs_can_be_told_apart_without_colour() -> None:
    assert contrast(PRINT.positive, PRINT.negative) > 1.8
    assert contrast(PRINT.negative, PRINT.background) > 3.0
    wide = [_widest(read(figure(state(2, 2), theme=t))) for t in (PRINT, LIGHT)]
    assert wide[0] < wide[1]


def test_classes_can_be_told_apart_without_colour() -> None:
    first = PRINT.classes[:4]
    assert all(contrast(a, b) > 1.2 for a, b in combinations(first, 2))
    assert all(contrast(one, PRINT.background) > 3.0 for one in PRINT.classes)


def _widest(root: ET.Element) -> float:
    return max(float(each.get("stroke-width", 0)) for each in root.iter())


def tikz(shown: DiagramState, wish: DiagramWish = WHOLE) -> str:
    return diagram_tikz(shown, SIZE, PRINT, wish, 0.25, "{}")


def test_every_edge_of_a_tikz_picture_joins_two_of_its_nodes() -> None:
    shown = state(3, 20, 2)
    written = tikz(shown, DiagramWish(neurons=5))
    nodes = re.findall(r"\\node\[neuron.*?\((l\d+-\d+)\) at", written)
    assert len(nodes) == len(set(nodes)) == 3 + 5 + 2
    edges = re.findall(r"\((l\d+-\d+)\.east\) .*\((l\d+-\d+)\.west\);", written)
    assert len(edges) == 3 * 5 + 5 * 2
    assert {end for edge in edges for end in edge} == set(nodes)
    assert "5 of 20" in written


def test_the_weights_of_a_tikz_picture_are_those_of_the_network() -> None:
    shown = state(2, 3, 1)
    said = re.findall(
        r"\((l\d)-(\d)\.east\).*\(l\d-(\d)\.west\); % weight (.*)", tikz(shown)
    )
    assert len(said) == 9
    for layer, before, after, value in said:
        weights = shown.edges[int(layer[1:])]
        assert float(value) == pytest.approx(
            weights[int(after) - 1, int(before) - 1], rel=1e-5
        )


def test_names_of_data_cannot_break_out_of_a_tikz_picture() -> None:
    name = r"\input{/etc/passwd} 50% #1 {_^~ 重"
    written = tikz(replace(state(1, 1), input_names=(name,)))
    assert r"\input" not in written
    assert r"\textbackslash{}input\{/etc/passwd\} 50\% \#1" in written


def test_only_the_diagram_can_be_tikz(tmp_path: Path) -> None:
    path = tmp_path / "net.tex"
    with pytest.raises(InputError, match="only the diagram"):
        write_figure(figure(state(2, 1)), path)
    write_figure(replace(figure(state(2, 1)), tikz=tikz(state(2, 1))), path)
    assert provenance_of(path) == "{}"


def test_a_file_cannot_wish_for_what_cannot_be_drawn() -> None:
    said = provenance(FigureRequest(config=RunConfig(), wish=FigureWish()))
    assert request_in(said).wish == FigureWish()
    for right, wrong in (
        ('"font":7.0', '"font":0.0'),
        ('"width":85.0', '"width":1e9'),
        ('"neurons":16', '"neurons":-1'),
        ('"theme":"print"', '"theme":"none"'),
        ('"iteration":0', '"iteration":-1'),
    ):
        assert right in said
        with pytest.raises(InputError, match="does not say"):
            request_in(said.replace(right, wrong))
