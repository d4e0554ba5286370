"""Every view of the window as a figure, which leaves the window as it was."""

import csv
import io
import re
import xml.etree.ElementTree as ET
from itertools import pairwise
from pathlib import Path

import pytest
from click.testing import CliRunner
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QDialog, QFileDialog, QMenu
from pytestqt.qtbot import QtBot

from nnviz.cli.main import nnviz
from nnviz.files.written_table import as_csv
from nnviz.session.config import RunConfig
from nnviz.ui.figures.figure import Figure
from nnviz.ui.figures.svg_writer import SVG, provenance_in
from nnviz.ui.window.figures import figure_window
from nnviz.ui.window.figures.figure_source import FigureSource
from nnviz.ui.window.figures.figure_views import VIEWS
from nnviz.ui.window.figures.figure_window import FigureWindow
from nnviz.ui.window.figures.shown_figure import (
    FigureWish,
    request_in,
    shown_figure,
)
from nnviz.ui.window.main_window import MainWindow
from tests.desktop.driving import action, open_on, train
from tests.desktop.test_lens import wait_for_lens

OF_NETWORK = [name for name, view in VIEWS.items() if view.page == "network"]


def test_every_view_can_be_exported_and_the_window_stays_as_it_is(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    open_on(window, qtbot, RunConfig(dataset="circle", hidden=(3,)))
    train(window, qtbot, 12)
    wait_for_lens(window, qtbot, 12)
    before = window.panels.output.grab().toImage()
    written = window.panels.diagram.readings()
    action(window, "export_figure").trigger()
    export = window.findChild(QDialog, "figure_window")
    assert isinstance(export, FigureWindow)
    pictures = []
    for place, name in enumerate(OF_NETWORK):
        export.view.show_index(place)
        export.draw()
        if name == "samples":
            assert "open the panel" in export.words.text()
            continue
        assert export.figure is not None
        pictures.append(export.preview.pixmap().toImage())
    assert all(one != other for one, other in pairwise(pictures))
    assert window.panels.output.grab().toImage() == before
    assert window.panels.diagram.readings() == written
    file = tmp_path / "view.svg"
    export.view.show_index(OF_NETWORK.index("cost"))
    export.draw()
    export.write(str(file))
    qtbot.waitUntil(file.exists)
    assert b"iteration 12" in file.read_bytes()


def test_a_figure_is_copied_as_a_drawing_and_as_pixels(
    window: MainWindow, qtbot: QtBot
) -> None:
    open_on(window, qtbot, RunConfig(dataset="xor", hidden=(2,)))
    wait_for_lens(window, qtbot)
    export = window.export.ask("diagram")
    export.copy()
    data = QGuiApplication.clipboard().mimeData()
    assert QSvgRenderer(data.data("image/svg+xml")).isValid()
    figure = export.figure
    assert figure is not None
    assert QImage(data.imageData()).width() == round(figure.width_mm / 25.4 * 300)


def test_what_a_view_shows_can_be_copied_as_a_table_from_its_menu(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    open_on(window, qtbot, RunConfig(dataset="xor", hidden=(2,)))
    wait_for_lens(window, qtbot)
    menu = QMenu()
    window.complete_menu(menu, window.panels.diagram)
    offered = {action.objectName(): action for action in menu.actions()}
    assert "export_diagram" in offered
    offered["copy_csv"].trigger()
    rows = list(csv.reader(io.StringIO(QGuiApplication.clipboard().text())))
    weights = window.network.presenter.builder.network.weights[0]
    assert [[float(cell) for cell in row[1:3]] for row in rows[1:]] == weights.tolist()
    offered["copy_latex"].trigger()
    assert r"\begin{tabular}" in QGuiApplication.clipboard().text()
    offered["save_table"].trigger()
    dialog = window.findChild(QFileDialog, "table_dialog")
    assert dialog is not None
    file = tmp_path / "weights.md"
    dialog.fileSelected.emit(str(file))
    qtbot.waitUntil(file.exists)
    assert file.read_text().startswith("| neuron | x1 | x2 | bias |")


def test_the_samples_are_written_as_they_are_listed(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_on(window, qtbot, RunConfig(dataset="iris", hidden=(3,)))
    wait_for_lens(window, qtbot)
    panel = window.panels.samples
    window.network.samples.show_seen(True)
    listed = panel.model
    qtbot.waitUntil(lambda: listed.index(0, 2).data() not in (None, ""))
    table = panel.table.written_table()
    assert [row[0] for row in table.rows[:3]] == [
        listed.index(k, 0).data() for k in range(3)
    ]
    loss = table.headings.index("loss")
    for shown, exact in zip(table.rows[:5], table.exact[:5], strict=True):
        assert float(shown[loss]) == pytest.approx(exact[loss], rel=1e-3)
    # Of many, another thread makes the same.
    monkeypatch.setattr("nnviz.ui.samples.sample_model._MANY", 10)
    menu = QMenu()
    window.complete_menu(menu, panel.table.viewport())
    offered = {action.objectName(): action for action in menu.actions()}
    QGuiApplication.clipboard().clear()
    offered["copy_csv"].trigger()
    assert window.panels.messages.text == "Copying the table…"
    qtbot.waitUntil(lambda: window.panels.messages.text == "The table is copied.")
    assert QGuiApplication.clipboard().text() == as_csv(table)


def test_a_figure_is_drawn_once_for_all_that_is_chosen_at_once(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = []

    def draw(source: FigureSource, wish: FigureWish) -> Figure:
        drawn.append(wish.width)
        return shown_figure(source, wish)

    open_on(window, qtbot, RunConfig(dataset="circle", hidden=(3,)))
    wait_for_lens(window, qtbot)
    action(window, "export_figure").trigger()
    export = window.findChild(QDialog, "figure_window")
    assert isinstance(export, FigureWindow)
    monkeypatch.setattr(figure_window, "shown_figure", draw)
    for width in (60.0, 90.0, 120.0):
        export.width_mm.setValue(width)
    # Whoever asks for it sooner need not wait.
    assert export.figure is not None
    assert export.figure.width_mm == pytest.approx(120.0, rel=0.01)
    export.width_mm.setValue(60.0)
    export.width_mm.setValue(50.0)
    qtbot.waitUntil(lambda: drawn == [120.0, 50.0])


def test_a_regression_has_no_confusion_matrix(window: MainWindow, qtbot: QtBot) -> None:
    open_on(window, qtbot, RunConfig(dataset="sine", hidden=(3,)))
    wait_for_lens(window, qtbot)
    action(window, "export_figure").trigger()
    export = window.findChild(QDialog, "figure_window")
    assert isinstance(export, FigureWindow)
    export.view.show_index(OF_NETWORK.index("confusion"))
    export.draw()
    assert export.figure is None
    assert "regression" in export.words.text()


def test_the_command_draws_a_figure_and_draws_it_again(
    tmp_path: Path, qapp: object
) -> None:
    first, second = tmp_path / "net.svg", tmp_path / "again.svg"
    described = "--dataset circle --hidden 3 --seed 5 --iteration 4 --sample 17"
    run(f"figure {described} --neuron 1.2 --width 8.5cm --out {first}")
    run(f"figure --again {first} --out {second}")
    assert first.read_bytes() == second.read_bytes()
    request = request_in(provenance_in(first.read_bytes()))
    assert (request.iteration, request.sample, request.wish.width) == (4, 17, 85.0)
    assert request.config.seed == 5
    assert b'width="85.' in first.read_bytes()
    drawn = first.read_bytes()
    first.write_bytes(drawn.replace(b">tanh<", b">mine<"))
    run(f"figure --again {first}")
    assert first.read_bytes() == drawn


@pytest.mark.parametrize(
    ("view", "ending", "options"),
    [
        ("parameters", ".tex", ""),
        ("parameters", ".md", "--inputs x--y"),
        ("gradients", ".svg", ""),
        ("cost", ".png", "--dpi 150"),
        ("health", ".svg", "--vary activation=relu,tanh"),
    ],
)
def test_what_a_figure_is_drawn_by_says_all_of_it(
    tmp_path: Path, qapp: object, view: str, ending: str, options: str
) -> None:
    """It depends on nothing that a window has happened to show on the way."""
    table = tmp_path / "table.csv"
    table.write_text("x--y,target\n" + "0.5,1\n-1,0\n0.25,1\n" * 9)
    first, second = tmp_path / f"one{ending}", tmp_path / f"two{ending}"
    run(
        f"figure --dataset {table} --hidden 2 --iteration 60 --view {view} {options} "
        f"--out {first}"
    )
    run(f"figure --again {first} --out {second}")
    assert first.read_bytes() == second.read_bytes()


@pytest.mark.parametrize("iteration", [5, 12])
def test_a_figure_of_a_saved_run_is_that_of_the_run(
    tmp_path: Path, qapp: object, iteration: int
) -> None:
    saved, shown = tmp_path / "run.nnviz", tmp_path / "saved.svg"
    trained, described = (
        tmp_path / "trained.svg",
        "--dataset circle --hidden 3 --seed 5",
    )
    run(f"train {described} --iterations 12 --save {saved}")
    run(f"figure {saved} --iteration {iteration} --view diagram --out {shown}")
    run(f"figure {described} --iteration {iteration} --out {trained}")
    pictures = [
        re.sub(rb"<metadata>.*?</metadata>", b"", path.read_bytes(), flags=re.DOTALL)
        for path in (shown, trained)
    ]
    assert pictures[0] == pictures[1]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("--view nothing", "view 'nothing'"),
        ("--view cost --width 3mm", "85mm"),
        ("--width 10mm", "diagram needs"),
        ("--view scores --dataset digits --height 10mm", "scores needs"),
        ("--sample 501", "1 to 500"),
        ("--view comparison-cost", "--vary"),
        ("--iteration -5", "--iteration"),
        ("--font-size 0", "--font-size"),
        ("--neurons 0", "--neurons"),
        ("--dataset xor --hidden 2 --neuron 1.3", "2-2-1"),
        ("--show weights", "--show 'weights'"),
        ("--again missing.svg", "missing.svg"),
        ("run.nnviz --dataset xor", "leave other options out"),
    ],
)
def test_what_cannot_be_drawn_is_said(given: str, words: str, qapp: object) -> None:
    result = CliRunner().invoke(nnviz, f"figure {given} --out x.svg".split())
    assert result.exit_code != 0
    assert words in f"{result.exception} {result.output}"


def test_layers_over_time_are_measured_on_the_way(tmp_path: Path, qapp: object) -> None:
    file = tmp_path / "health.svg"
    described = "--dataset xor --hidden 2 --vary activation=relu,tanh"
    run(f"figure {described} --view health --iteration 6 --out {file}")
    root = ET.fromstring(file.read_bytes())
    assert "gradient norm, hidden 1" in "".join(root.itertext())
    clipped = root.findall(".//{*}g[@clip-path]//{*}polyline")
    curves = [curve.attrib["points"].split() for curve in clipped]
    assert [len(points) for points in curves] == [7, 7]


@pytest.mark.parametrize(
    ("described", "words"),
    [
        ("--dataset xor --hidden 2 --view inspector --neuron 1.2", "Weighted sum"),
        ("--dataset xor --hidden 2 --view samples --rows 3", "3 of 500 rows"),
        ("--dataset xor --hidden 2 --view scores", "macro average"),
        ("--view chain", "what is left"),
        ("--view spread", "hidden 3"),
        (
            "--dataset xor --hidden 2 --view contenders --vary activation=relu,tanh",
            "widest line",
        ),
        (
            "--dataset xor --hidden 2 --view verdict --vary activation=relu,tanh",
            "training cost",
        ),
    ],
)
def test_views_that_nobody_has_looked_at_are_worked_out(
    described: str, words: str, tmp_path: Path, qapp: object
) -> None:
    file = tmp_path / "view.svg"
    run(f"figure {described} --iteration 2 --out {file}")
    root = ET.fromstring(file.read_bytes())
    assert words in "".join(root.itertext())
    check_for_other_programs(root)


def check_for_other_programs(root: ET.Element) -> None:
    """Look for what other programs show as black boxes or in other fonts."""
    width, height = (float(n) for n in root.attrib["viewBox"].split()[2:])
    for each in root.iter():
        kind = each.tag.rpartition("}")[2]
        assert kind not in ("style", "foreignObject")
        assert not {"style", "class"} & set(each.attrib)
        if kind == "text":
            first = each.get("font-family", "").partition(",")[0].strip("'")
            assert first in ("Inter", "JetBrains Mono")
        if kind == "clipPath":
            for rect in each.iter(f"{{{SVG}}}rect"):
                size = float(rect.get("width", 0)), float(rect.get("height", 0))
                assert size[0] < width or size[1] < height


def run(arguments: str) -> None:
    result = CliRunner().invoke(nnviz, arguments.split(), catch_exceptions=False)
    assert result.exit_code == 0, result.output
