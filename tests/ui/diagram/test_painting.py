"""What is painted anew, and that it looks as if everything were."""

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from nnviz.ui.diagram.inks import inks_of
from nnviz.ui.diagram.network_diagram import NetworkDiagram
from nnviz.ui.theme.fonts import load_fonts
from nnviz.ui.theme.tokens import DARK
from nnviz.views.diagram.diagram_state import DiagramState, Stepping
from nnviz.views.diagram.edge_codes import bias_looks
from nnviz.views.diagram.parts import EdgePart
from tests.ui.seen_pixels import colours_of

CURVED, LINES, RASTER = (2, 6, 4, 1), (2, 16, 16, 1), (60, 90, 60, 3)
MANY = (300, 300, 3, 1)
Make = Callable[[], NetworkDiagram]


RGB = QImage.Format.Format_RGB32


def state(sizes: tuple[int, ...], seed: int = 0) -> DiagramState:
    random = np.random.default_rng(seed)
    return DiagramState(
        sizes,
        ("input", *(f"hidden {n} · tanh" for n in range(1, len(sizes) - 1)), "output"),
        tuple(random.normal(size=(o, i)) for i, o in pairwise(sizes)),
        tuple(np.zeros(size) for size in sizes[1:]),
        activations=tuple(np.zeros(size) for size in sizes),
    )


@pytest.fixture
def make(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Make:
    # Here every state is to be painted, however soon it follows another one.
    monkeypatch.setattr("nnviz.ui.diagram.diagram_sheets.EDGES_SECONDS", 0.0)
    load_fonts()

    def make() -> NetworkDiagram:
        widget = NetworkDiagram()
        qtbot.addWidget(widget)
        widget.resize(640, 420)
        widget.show()
        return widget

    return make


def edges_of(diagram: NetworkDiagram) -> QImage:
    return diagram._sheets.edges.grab().toImage()


def are_alike(one: QImage, other: QImage) -> bool:
    """Tell whether two pictures are the same but for the rounding of Qt's clipping."""
    pixels = [
        np.frombuffer(image.convertToFormat(RGB).constBits(), np.uint8).astype(int)
        for image in (one, other)
    ]
    return bool(np.abs(pixels[0] - pixels[1]).max() <= 2)


def unfold(diagram: NetworkDiagram) -> None:
    for layer in range(3):
        diagram._exploration.toggle_fold(layer)


def pictured(seed: int, known: int = 6) -> DiagramState:
    """Return a network with pictures of its neurons, some of which are not known."""
    heat = np.random.default_rng(seed).normal(size=(6, 5, 5))
    walked = Stepping((2, known, 0, 0))
    return replace(state(CURVED), pictures=(None, heat), stepping=walked)


def with_values(seed: int, known: int = 6) -> DiagramState:
    """Return a network whose neurons are bars instead."""
    values = np.random.default_rng(seed).normal(size=6)
    base = state(CURVED)
    kinds = base.activations[0], values, *base.activations[2:]
    return replace(base, activations=kinds, stepping=Stepping((2, known, 0, 0)))


def test_faces_that_are_kept_are_those_of_the_state_shown(make: Make) -> None:
    walk = [
        (kind, seed, known)
        for kind in (pictured, with_values)
        for seed, known in ((1, 6), (1, 6), (1, 3), (2, 3), (2, 6))
    ]
    kept, seen = make(), list[QImage]()
    for kind, seed, known in [*walk, walk[0]]:
        shown, fresh = kind(seed, known), make()
        for diagram in (kept, fresh):
            diagram.set_motion(False)
            diagram.show_state(shown, at_once=True)
        seen.append(kept._sheets._overlay.grab().toImage())
        assert seen[-1] == fresh._sheets._overlay.grab().toImage()
    assert seen[0] == seen[1] == seen[-1] != seen[2] != seen[3] != seen[4]


@pytest.mark.parametrize("at_once", [(0, 0), (1, 1, 1), (0, 1, 1), (1, 0, 1)])
@pytest.mark.parametrize("sizes", [CURVED, LINES])
def test_changes_are_painted_as_if_all_were_painted_anew(
    make: Make, sizes: tuple[int, ...], at_once: tuple[int, ...]
) -> None:
    """At once, pixels are filled; in a stream, curves are recorded."""
    changed, fresh = make(), make()
    for seed, now in enumerate(at_once):
        changed._sheets.pacer.least = 0.0
        changed.show_state(state(sizes, seed), at_once=bool(now))
    fresh.show_state(state(sizes, seed), at_once=bool(now))
    assert are_alike(edges_of(changed), edges_of(fresh))
    assert not are_alike(edges_of(changed), edges_of(make()))


def test_one_changed_gap_leaves_no_trace_of_what_it_was(make: Make) -> None:
    first, other = state(LINES, 1), state(LINES, 2)
    second = DiagramState(
        LINES,
        first.layer_names,
        (first.edges[0], other.edges[1], first.edges[2]),
        first.biases,
        activations=first.activations,
    )
    changed, fresh = make(), make()
    for shown in (first, second):
        changed.show_state(shown)
    fresh.show_state(second)
    assert edges_of(changed) == edges_of(fresh)


def test_edges_that_look_the_same_are_not_painted_again(make: Make) -> None:
    diagram = make()
    diagram.show_state(state(LINES))
    before = diagram._sheets.edges.pixmap().cacheKey()
    diagram.show_state(state(LINES))
    assert diagram._sheets.edges.pixmap().cacheKey() == before
    diagram.show_state(state(LINES, 1))
    assert diagram._sheets.edges.pixmap().cacheKey() != before


def test_curves_that_stay_become_pixels_that_look_the_same(make: Make) -> None:
    diagram = make()
    diagram.show_state(state(CURVED))
    recorded = edges_of(diagram)
    for _ in range(3):
        diagram.show_state(state(CURVED))
    assert not diagram._sheets.edges.pixmap().isNull()
    assert edges_of(diagram) == recorded


def test_a_marked_edge_is_painted_and_unmarked_again(make: Make, qtbot: QtBot) -> None:
    diagram = make()
    diagram.show_state(state(LINES))
    plain = edges_of(diagram)
    gap = diagram.on_screen.gaps[1]
    qtbot.mouseMove(
        diagram, QPoint(round(gap.x0 + gap.x1) // 2, round(gap.after.ys[8]))
    )
    assert edges_of(diagram) != plain
    qtbot.mouseMove(diagram, QPoint(5, 5))
    assert edges_of(diagram) == plain


@pytest.mark.parametrize("negative", [True, False])
def test_a_marked_edge_keeps_the_colour_of_its_sign_in_a_halo(
    make: Make, qtbot: QtBot, negative: bool
) -> None:
    diagram, shown = make(), state(CURVED)
    weight = -2.0 if negative else 2.0
    shown.edges[1][0, 0] = weight
    diagram.show_state(shown)
    diagram.select_neuron(2, 0)
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Down):
        qtbot.keyClick(diagram, key)
    assert diagram._exploration.marks().chosen == EdgePart(2, 0, 0)
    picture = edges_of(diagram)
    sign = DARK.negative if negative else DARK.positive
    assert {sign, DARK.selection} <= colours_of(picture)
    assert DARK.accent not in colours_of(picture)


def test_zooming_very_many_edges_ends_in_the_same_picture_as_at_once(
    make: Make, qtbot: QtBot
) -> None:
    step_by_step, at_once = make(), make()
    for diagram in (step_by_step, at_once):
        diagram.show_state(state(RASTER))
    unfold(step_by_step)
    qtbot.waitUntil(lambda: step_by_step._sheets.painter.finished)
    for _ in range(3):
        step_by_step.zoom(1.1)
    at_once.zoom(1.1)
    at_once.zoom(1.1)
    at_once.zoom(1.1)
    unfold(at_once)
    assert not step_by_step._sheets.painter.finished
    qtbot.waitUntil(lambda: step_by_step._sheets.painter.finished)
    qtbot.waitUntil(lambda: at_once._sheets.painter.finished)
    assert edges_of(step_by_step) == edges_of(at_once)


def test_very_many_edges_stay_in_sight_while_one_zooms(
    make: Make, qtbot: QtBot
) -> None:
    diagram = make()
    diagram.show_state(state(MANY))
    unfold(diagram)
    qtbot.waitUntil(lambda: diagram._sheets.painter.finished)
    diagram.zoom(1.1)
    gap, picture = diagram.on_screen.gaps[0], edges_of(diagram)
    ground = picture.pixel(2, 2)
    middle = [picture.pixel(x, 210) for x in range(round(gap.x0), round(gap.x1))]
    assert sum(pixel != ground for pixel in middle) > 0.6 * len(middle)


def test_another_screen_gets_pictures_of_its_own_sharpness(make: Make) -> None:
    diagram = make()
    diagram.show_state(state(LINES))
    diagram._sheets.painter.ratio = 3.0
    QCoreApplication.sendEvent(diagram, QEvent(QEvent.Type.DevicePixelRatioChange))
    assert diagram._sheets.painter.ratio == diagram.devicePixelRatioF()
    assert (
        diagram._sheets.edges.pixmap().deviceIndependentSize().toSize()
        == diagram.size()
    )


def test_before_there_is_a_network_the_ground_is_painted(make: Make) -> None:
    picture = edges_of(make())
    assert picture.pixelColor(300, 200).name() == DARK.background


def test_many_edges_are_as_new_as_the_last_state_once_states_end(
    make: Make, qtbot: QtBot
) -> None:
    diagram, other = make(), make()
    for widget in (diagram, other):
        widget.show_state(state(LINES))
    other.show_state(state(LINES, 2))
    diagram._sheets.pacer.least = 60.0
    diagram.show_state(state(LINES, 1))
    diagram.show_state(state(LINES, 2))
    assert edges_of(diagram) != edges_of(other)
    qtbot.waitUntil(lambda: edges_of(diagram) == edges_of(other))


def test_zero_has_the_colour_of_neither_sign() -> None:
    inks = inks_of(DARK)
    assert inks.signed(0.0) == inks.signed(-0.0) == DARK.muted
    assert len({inks.signed(value) for value in (-1.0, 0.0, 1.0)}) == 3
    assert bias_looks(state(LINES), 1, np.arange(1)) == ("zero",)


def written(diagram: NetworkDiagram) -> set[str]:
    """Return the values that have been written for neurons."""
    return {text for name, text in diagram.readings().items() if "[" in name}


def answering(value: float) -> DiagramState:
    """Return a network all whose neurons have one value."""
    values = tuple(np.full(size, value) for size in CURVED)
    return replace(state(CURVED), activations=values)


def test_numbers_follow_more_slowly_than_pictures_and_are_right_in_the_end(
    make: Make, qtbot: QtBot
) -> None:
    diagram = make()
    overlay = diagram._sheets._overlay
    diagram.show_state(answering(0.25), at_once=True)
    qtbot.waitUntil(lambda: written(diagram) == {"0.250"})
    overlay._pacer.least, overlay._numbers.least = 0.0, 60.0
    before = overlay.grab().toImage()
    diagram.show_state(answering(0.5))
    # As long as numbers follow, the late ones are put off.
    overlay._numbers._late.stop()
    assert overlay.grab().toImage() != before
    assert written(diagram) == {"0.250"}
    diagram.show_state(answering(0.75))
    qtbot.waitUntil(lambda: written(diagram) == {"0.750"})


def test_a_walk_shows_every_number_at_once(make: Make) -> None:
    diagram = make()
    overlay = diagram._sheets._overlay
    overlay._pacer.least = overlay._numbers.least = 60.0
    for value in (0.25, 0.5):
        walked = replace(answering(value), stepping=Stepping(CURVED))
        diagram.show_state(walked)
        overlay.grab()
        assert written(diagram) == {f"{value:.3f}"}
