"""The panel announces what the user does, and nothing else."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QScrollArea,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from nnviz.data.catalog import load_dataset
from nnviz.session.config import RunConfig
from nnviz.session.settings.data_names import data_name
from nnviz.session.settings.defaults import resolve
from nnviz.ui.experiment.experiment_panel import ExperimentPanel
from nnviz.ui.experiment.number_field import NumberField
from nnviz.ui.experiment.picker import Picker
from nnviz.ui.experiment.section import Heading
from nnviz.ui.experiment.tiles import Tile, TileGrid
from nnviz.ui.theme.fonts import load_fonts, text_font
from nnviz.views.experiment.choices import OWN_FUNCTION


@pytest.fixture
def panel(qtbot: QtBot) -> ExperimentPanel:
    panel = ExperimentPanel()
    qtbot.addWidget(panel)
    panel.wishes = []
    panel.config_requested.connect(panel.wishes.append)
    panel.show_config(RunConfig(), load_dataset("circle"))
    return panel


def enter(qtbot: QtBot, panel: ExperimentPanel, name: str, text: str) -> QLineEdit:
    field = panel.findChild(QLineEdit, name)
    field.selectAll()
    qtbot.keyClicks(field, text)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    return field


@pytest.mark.parametrize("dataset", ["circle", "rings", "sine", "iris"])
def test_showing_announces_nothing(panel: ExperimentPanel, dataset: str) -> None:
    panel.show_config(RunConfig(dataset=dataset), load_dataset(dataset))
    assert panel.wishes == []


def test_tile_of_an_activation_is_a_wish(qtbot: QtBot, panel: ExperimentPanel) -> None:
    grid = panel.findChild(QWidget, "activation_picker")
    qtbot.mouseClick(grid.tile("relu"), Qt.MouseButton.LeftButton)
    assert panel.wishes == [RunConfig(activation="relu")]
    assert grid.current == "tanh"


def test_learning_rate_is_wished_and_nothing_else(
    qtbot: QtBot, panel: ExperimentPanel
) -> None:
    enter(qtbot, panel, "learning_rate", "0.3")
    assert panel.wishes == [RunConfig(learning_rate=0.3)]


def test_impossible_number_is_refused_with_its_reason(
    qtbot: QtBot, panel: ExperimentPanel
) -> None:
    with qtbot.waitSignal(panel.refused) as refusal:
        field = enter(qtbot, panel, "learning_rate", "-1")
    assert "above 0" in refusal.args[0]
    assert field.property("invalid") == "true"
    assert panel.wishes == []


def test_a_change_elsewhere_leaves_a_refused_number_marked(
    qtbot: QtBot, panel: ExperimentPanel
) -> None:
    data = load_dataset("circle")
    panel.show_config(RunConfig(), data)
    field = enter(qtbot, panel, "seed", "1.5")
    panel.show_config(RunConfig(learning_rate=0.3), data)
    assert field.property("invalid") == "true"
    assert panel.findChild(QLineEdit, "learning_rate").text() == "0.3"


@pytest.mark.parametrize("rate", [None, 0.3])
def test_a_wish_that_was_not_granted_is_taken_back(
    panel: ExperimentPanel, rate: float | None
) -> None:
    data, picker = load_dataset("circle"), panel.findChild(QComboBox, "initializer")
    panel.show_config(RunConfig(), data)
    picker.setCurrentIndex(picker.findData("zeros"))
    picker.activated.emit(picker.currentIndex())
    assert panel.wishes == [RunConfig(initializer="zeros")]
    panel.show_config(RunConfig(learning_rate=rate), data)
    assert picker.current == "xavier_uniform"


def test_batch_size_can_be_typed_and_full(qtbot: QtBot, panel: ExperimentPanel) -> None:
    enter(qtbot, panel, "batch_size", "50")
    full = panel.findChild(QToolButton, "full_batch")
    qtbot.mouseClick(full, Qt.MouseButton.LeftButton)
    assert [wish.batch_size for wish in panel.wishes] == [50, "full"]


def test_batch_larger_than_the_training_part_is_refused(
    qtbot: QtBot, panel: ExperimentPanel
) -> None:
    with qtbot.waitSignal(panel.refused) as refusal:
        field = enter(qtbot, panel, "batch_size", "401")
    assert "400 training samples" in refusal.args[0]
    assert field.property("invalid") == "true"
    assert panel.wishes == []


def test_batch_that_the_data_have_become_too_few_for_says_so(
    panel: ExperimentPanel,
) -> None:
    config = RunConfig(samples=20, batch_size=32)
    panel.show_config(config, load_dataset("circle", samples=20))
    assert "16 training samples" in panel.findChild(QLineEdit, "batch_size").toolTip()


@pytest.mark.parametrize(("dataset", "free"), [("circle", True), ("mnist", False)])
def test_seed_of_data_is_there_where_something_is_drawn(
    panel: ExperimentPanel, dataset: str, free: bool
) -> None:
    panel.show_config(RunConfig(dataset=dataset), load_dataset(dataset))
    field = panel.findChild(QLineEdit, "data_seed")
    assert field.isEnabled() == free
    assert ("nothing is random" in field.toolTip()) != free


def test_impossible_loss_is_disabled_and_says_why(panel: ExperimentPanel) -> None:
    picker = panel.findChild(QComboBox, "loss_picker")
    item = picker.model().item(picker.findData("cross_entropy"))
    assert not item.isEnabled()
    assert "binary_cross_entropy" in item.toolTip()


def test_rows_follow_the_layers(qtbot: QtBot, panel: ExperimentPanel) -> None:
    panel.show_config(RunConfig(hidden=(3, 2, 1)), load_dataset("circle"))
    assert panel.findChild(QComboBox, "activation_picker_3").current == "tanh"
    button = panel.findChild(QPushButton, "add_layer")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert panel.wishes[-1].hidden == (3, 2, 1, 1)


def test_own_file_is_wished_and_chooses_nothing(
    qtbot: QtBot, panel: ExperimentPanel
) -> None:
    grid = panel.findChild(QWidget, "dataset_picker")
    with qtbot.waitSignal(panel.file_requested):
        qtbot.mouseClick(grid.tile("own file"), Qt.MouseButton.LeftButton)
    assert (panel.wishes, grid.current) == ([], "circle")


def test_measured_data_have_no_noise_to_set(panel: ExperimentPanel) -> None:
    field = panel.findChild(QLineEdit, "noise")
    assert field.isVisibleTo(panel)
    panel.show_config(RunConfig(dataset="iris"), load_dataset("iris"))
    assert not field.isEnabled()
    assert not field.isVisibleTo(panel)
    assert "measured" in field.toolTip()


@pytest.mark.parametrize("width", [280, 320])
def test_the_fields_of_a_section_begin_and_end_at_one_edge(
    panel: ExperimentPanel, width: int
) -> None:
    panel.resize(width, 900)
    panel.show()
    names = {
        "loss_picker": ("optimizer_picker", "learning_rate", "l1", "l2", "schedule"),
        "samples": ("noise", "test_fraction", "scaling"),
        "initializer": ("precision", "seed", "data_seed"),
    }
    right = set[int]()
    for first, others in names.items():
        left = set[int]()
        for name in (first, *others):
            field = panel.findChild(QWidget, name)
            place = field.mapTo(panel, QPoint(0, 0)).x()
            left.add(place)
            right.add(place + field.width())
        assert len(left) == 1
    assert len(right) == 1


def test_no_name_of_a_data_set_is_cut_off(panel: ExperimentPanel) -> None:
    load_fonts()
    panel.resize(280, 900)
    panel.show()
    grid = panel.findChild(QWidget, "dataset_picker")
    metrics = QFontMetrics(text_font(11))
    for tile in grid.findChildren(Tile):
        if tile.worded:
            word = data_name(tile.name)
            assert metrics.horizontalAdvance(word) <= tile.width()


def test_every_control_has_a_tooltip_and_a_name(panel: ExperimentPanel) -> None:
    for kind in (QLineEdit, QComboBox, QToolButton, QPushButton):
        for control in panel.findChildren(kind):
            assert control.toolTip(), control.objectName()
            assert control.accessibleName() or control.text(), control.objectName()


SHOWN = [
    RunConfig(),
    RunConfig(dataset="digits", batch_size="full", schedule="step"),
    RunConfig(dataset="sine", optimizer="momentum", learning_rate=0.3),
    RunConfig(dataset="iris", activations=("relu", "tanh"), hidden=(4, 3)),
]


@pytest.mark.parametrize("config", SHOWN, ids=lambda config: config.dataset)
def test_the_value_a_control_shows_is_never_a_wish(
    qtbot: QtBot, panel: ExperimentPanel, config: RunConfig
) -> None:
    panel.show_config(config, load_dataset(config.dataset))
    for picker in panel.findChildren(Picker):
        picker.activated.emit(picker.currentIndex())
    for tile in panel.findChildren(Tile):
        if tile.isChecked():
            tile.click()
    for field in panel.findChildren(NumberField):
        if field.isEnabled():
            for text in (field.text(), field.text() + " "):
                field.setText(text)
                field.setModified(True)
                qtbot.keyClick(field, Qt.Key.Key_Return)
    assert panel.wishes == []


def test_every_picker_announces_another_value(panel: ExperimentPanel) -> None:
    data = load_dataset("circle")
    for picker in panel.findChildren(Picker):
        possible = [
            k
            for k in range(picker.count())
            if k != picker.currentIndex()
            and picker.model().item(k).isEnabled()
            and picker.itemData(k) != OWN_FUNCTION
        ]
        for other in possible[:1]:
            picker.setCurrentIndex(other)
            picker.activated.emit(other)
            assert len(panel.wishes) == 1, picker.objectName()
        panel.wishes.clear()
        panel.show_config(RunConfig(), data)


def test_choosing_what_the_recipe_settled_is_no_wish(
    qtbot: QtBot, panel: ExperimentPanel
) -> None:
    for choice in ("relu", "tanh"):
        grid = panel.findChild(TileGrid, "activation_picker")
        qtbot.mouseClick(grid.tile(choice), Qt.MouseButton.LeftButton)
    assert [wish.activation for wish in panel.wishes] == ["relu"]


def test_another_data_set_is_a_wish_even_if_all_else_is_equal(
    qtbot: QtBot, panel: ExperimentPanel
) -> None:
    config = RunConfig(dataset="circle", hidden=(4, 4))
    panel.show_config(config, load_dataset("circle"))
    grid = panel.findChild(TileGrid, "dataset_picker")
    qtbot.mouseClick(grid.tile("xor"), Qt.MouseButton.LeftButton)
    assert [wish.dataset for wish in panel.wishes] == ["xor"]


@pytest.mark.parametrize("text", ["0.9", "90", "90 %", "90%"])
def test_an_accuracy_can_be_typed_as_it_is_shown(
    qtbot: QtBot, panel: ExperimentPanel, text: str
) -> None:
    field = enter(qtbot, panel, "target_accuracy", text)
    assert panel.wishes == [RunConfig(target_accuracy=0.9)]
    panel.show_config(panel.wishes[0], load_dataset("circle"))
    assert field.text().split() == ["90", "%"]
    enter(qtbot, panel, "target_accuracy", "90.0 %")
    assert len(panel.wishes) == 1


def test_what_is_changed_most_is_in_sight(qtbot: QtBot, panel: ExperimentPanel) -> None:
    """The panel is as large as in a window of 1280x800."""
    panel.resize(280, 660)
    panel.show()
    viewport = panel.findChild(QScrollArea).viewport()
    for name in ("loss_picker", "optimizer_picker", "learning_rate", "batch_size"):
        field = panel.findChild(QWidget, name)
        corner = field.mapTo(panel, field.rect().bottomRight())
        assert viewport.rect().contains(corner), name


def test_a_section_opens_and_closes_at_its_heading(
    qtbot: QtBot, panel: ExperimentPanel
) -> None:
    panel.resize(280, 500)
    with qtbot.waitExposed(panel):
        panel.show()
    QApplication.processEvents()
    heading = next(h for h in panel.findChildren(Heading) if h.text() == "Stop when")
    field = panel.findChild(QLineEdit, "patience")
    assert not field.isVisible()
    qtbot.mouseClick(heading, Qt.MouseButton.LeftButton)
    viewport = panel.findChild(QScrollArea).viewport()

    def in_sight() -> bool:
        corner = field.mapTo(panel, field.rect().bottomRight())
        return bool(viewport.rect().contains(corner))

    qtbot.waitUntil(in_sight)
    qtbot.mouseClick(heading, Qt.MouseButton.LeftButton)
    assert not field.isVisible()


def test_a_changed_setting_is_marked_and_goes_back_to_its_default(
    panel: ExperimentPanel, qtbot: QtBot
) -> None:
    data = load_dataset("circle")
    for config, changed in (
        (RunConfig(learning_rate=0.5), True),
        (RunConfig(learning_rate=resolve(RunConfig(), data).learning_rate), False),
    ):
        panel.show_config(config, data)
        field = panel.findChild(QLineEdit, "learning_rate")
        labels = panel.findChildren(QLabel)
        (label,) = [each for each in labels if each.buddy() is field]
        assert (label.property("role") == "changed") == changed
        field.customContextMenuRequested.emit(QPoint(3, 3))
        menu = panel.findChild(QMenu, "setting_menu")
        action = menu.actions()[-1]
        assert action.isEnabled() == changed
        if changed:
            assert action.text() == "Back to the default, 0.1"
            action.trigger()
            assert panel.wishes == [RunConfig()]
        menu.close()
        qtbot.waitUntil(lambda: panel.findChild(QMenu, "setting_menu") is None)


SIZED = RunConfig(hidden=(6, 9, 4), activation="relu")


@pytest.mark.parametrize(
    ("config", "marked", "words", "plain"),
    [
        (RunConfig(hidden=(6, 9)), ["hidden 2"], "4, tanh", RunConfig(hidden=(6, 4))),
        (SIZED, ["hidden 1", "hidden 2", "hidden 3"], "no such layer", None),
        (
            RunConfig(optimizer="momentum", optimizer_settings={"momentum": 0.5}),
            ["momentum"],
            "0.9",
            RunConfig(optimizer="momentum", optimizer_settings={"momentum": 0.9}),
        ),
        (
            RunConfig(class_weights={"inner disc": 2.0}),
            ["class weights", "inner disc"],
            "1",
            RunConfig(class_weights={"inner disc": 1.0}),
        ),
        (
            RunConfig(schedule="step", schedule_settings={"every": 7}),
            ["every"],
            "1000",
            RunConfig(schedule="step", schedule_settings={"every": 1000}),
        ),
    ],
)
def test_layers_and_constants_are_marked_too(
    panel: ExperimentPanel,
    config: RunConfig,
    marked: list[str],
    words: str,
    plain: RunConfig | None,
) -> None:
    data = load_dataset("circle")
    panel.show_config(RunConfig(), data)
    panel.show_config(config, data)
    labels = panel.findChildren(QLabel)
    rows = [each for each in labels if each.property("role") == "changed"]
    named = [each.text().replace("&", "") for each in rows if each.buddy()]
    assert [name for name in named if name not in ("optimiser", "schedule")] == marked
    label = next(each for each in rows if each.text() == marked[-1])
    label.buddy().customContextMenuRequested.emit(QPoint(3, 3))
    menu = panel.findChild(QMenu, "setting_menu")
    action = menu.actions()[-1]
    assert action.text() == f"Back to the default, {words}"
    action.trigger()
    (wish,) = panel.wishes
    if plain is not None:
        assert resolve(wish, data) == resolve(plain, data)
    else:
        assert wish.hidden == SIZED.hidden[:-1]
    menu.close()


def test_class_weights_are_chosen_and_typed(
    qtbot: QtBot, panel: ExperimentPanel
) -> None:
    data = load_dataset("iris")
    panel.show_config(RunConfig(dataset="iris"), data)
    picker = panel.findChild(Picker, "class_weights")
    assert picker.isVisibleTo(panel)
    assert picker.current == "none"
    own = {"setosa": 1.0, "versicolor": 1.0, "virginica": 1.0}
    for name, weights in (("balanced", "balanced"), ("per_class", own)):
        picker.chosen.emit(name)
        assert panel.wishes[-1].class_weights == weights
    panel.show_config(panel.wishes[-1], data)
    assert picker.current == "per_class"
    enter(qtbot, panel, "setting_virginica", "3")
    assert panel.wishes[-1].class_weights == {**own, "virginica": 3.0}
    panel.show_config(RunConfig(dataset="sine"), load_dataset("sine"))
    assert not picker.isVisibleTo(panel)
