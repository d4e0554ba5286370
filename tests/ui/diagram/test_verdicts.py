"""How the diagram shows which gradients are right."""

import numpy as np
import pytest
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from nnviz.core.types import Floats
from nnviz.ui.diagram.network_diagram import NetworkDiagram
from nnviz.ui.theme.tokens import DARK, LIGHT, Theme
from nnviz.views.diagram.diagram_state import DiagramState, Verdicts
from nnviz.views.diagram.edge_codes import (
    BAD,
    DASHED,
    GOOD,
    LEVELS,
    NOT_JUDGED,
    PASSED,
    TONES,
    UNKNOWN,
    WRONG,
    bias_looks,
    encode,
    grade,
)
from nnviz.views.diagram.geometry import Area, Gap, ShownNeurons
from nnviz.views.diagram.parts import BiasPart, BundlePart, EdgePart, read_out
from nnviz.views.diagram.scene import lay_out, strengths
from nnviz.views.numbers import signed
from tests.conftest import ChangeTheme

ERRORS = np.array([[1e-9, 0.5, np.nan], [np.inf, 1e-6, 2e-12]])
BIASES = np.array([1e-3, np.nan])


def state(errors: Floats = ERRORS, biases: Floats = BIASES) -> DiagramState:
    return DiagramState(
        sizes=(3, 2),
        layer_names=("input", "output · softmax"),
        edges=(errors,),
        biases=(np.array([0.5, -0.5]),),
        kind="check",
        weights=(np.ones((2, 3)),),
        verdicts=Verdicts((errors,), (biases,), 1e-6, lambda *_: (0.25, 0.125)),
    )


def gap(bundle: bool = False) -> Gap:
    inputs = ShownNeurons(3, np.arange(3))
    if bundle:
        inputs = ShownNeurons(3, np.arange(0), (1, 3), can_fold=True)
    columns = lay_out([inputs, ShownNeurons(2, np.arange(2))], Area(600, 400)).columns
    return Gap(*columns)


def tones(coded: Floats) -> list[int]:
    return ((np.asarray(coded) // LEVELS) % TONES).tolist()


def test_verdicts_part_at_the_tolerance() -> None:
    errors = np.array([np.nan, 0.0, 1e-6, 1.0001e-6, 1e-2, 1.0, np.inf])
    verdicts, strength = grade(errors, 1e-6)
    assert verdicts.tolist() == [NOT_JUDGED, *[PASSED] * 2, *[WRONG] * 4]
    assert (np.diff(strength[1:]) >= 0).all()
    assert strength[2] < 0.3
    assert strength[3] > 0.6
    assert strength.max() == 1.0


def test_edges_take_the_tone_and_the_width_of_their_verdict() -> None:
    codes = encode(state(), gap(), None).codes
    assert tones(codes) == [GOOD, BAD, UNKNOWN, BAD, GOOD, GOOD]
    levels = (codes % LEVELS).tolist()
    assert min(levels[1], levels[3]) > 2 * max(levels[0], *levels[4:])
    assert UNKNOWN in DASHED
    assert GOOD not in DASHED


def test_bundle_is_as_wrong_as_its_worst_edge() -> None:
    errors = np.array([[1e-9, np.nan, 0.5], [np.nan, np.nan, np.nan]])
    assert tones(encode(state(errors), gap(bundle=True), None).codes) == [BAD, UNKNOWN]


def test_biases_look_right_wrong_or_unknown() -> None:
    shown = state(biases=np.array([1e-9, 1.0]))
    assert bias_looks(shown, 1, np.arange(2)) == ("right", "wrong")
    assert bias_looks(state(), 1, np.array([1])) == ("unknown",)


def test_folded_layers_show_what_is_wrong_first() -> None:
    rated = strengths(state(np.array([[1e-9, 0.5, np.nan], [1e-9, 1e-9, 1e-9]])), 0)
    assert rated.argmax() == 1
    assert np.isfinite(rated).all()


@pytest.mark.parametrize(
    ("part", "text"),
    [
        (EdgePart(1, 0, 0), "relative error of the gradient ✓ 1e−9"),
        (EdgePart(1, 0, 1), "relative error of the gradient ✕ 0.5"),
        (EdgePart(1, 0, 2), "gradient not judged"),
        (BiasPart(1, 0), "relative error of the gradient ✕ 0.001"),
        (BundlePart(1, 0), "judged 2 of 3"),
    ],
)
def test_readout_says_how_far_a_gradient_is_off(part: EdgePart, text: str) -> None:
    assert text in read_out(state(), part, signed).sentence()


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=["dark", "light"])
def test_wrong_gradients_are_painted_in_the_bad_tone(
    qtbot: QtBot, theme: Theme, change_theme: ChangeTheme
) -> None:
    change_theme(theme)

    def reds(errors: Floats) -> int:
        diagram = NetworkDiagram()
        qtbot.addWidget(diagram)
        diagram.resize(600, 400)
        diagram.show_state(state(errors, np.zeros(2)))
        image, bad = diagram.grab().toImage(), QColor(theme.bad)
        pixels = (
            image.pixelColor(x, y) for x in range(0, 600, 2) for y in range(0, 400, 2)
        )
        return sum(
            (p.hue() - bad.hue() + 12) % 360 < 24 and p.saturation() > 60
            for p in pixels
        )

    assert reds(np.full((2, 3), 1e-9)) == 0
    assert reds(np.ones((2, 3))) > 100


def test_a_gradient_stands_beside_its_difference_quotient() -> None:
    for part, name in (
        (EdgePart(1, 0, 0), "dW1[1,1]"),
        (BiasPart(1, 0), "db1[1]"),
    ):
        facts = {
            fact.reading: fact.text for fact in read_out(state(), part, signed).facts
        }
        assert facts[f"{name} by the program"] == "0.25000000"
        assert facts[f"{name} by differences"] == "0.12500000"


def test_a_gradient_that_was_not_judged_has_no_numbers() -> None:
    facts = read_out(state(), EdgePart(1, 0, 2), signed).facts
    assert not [fact for fact in facts if fact.reading.startswith("d")]
