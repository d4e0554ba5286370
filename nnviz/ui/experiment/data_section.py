"""The data: which set, how many samples, and how they go into the network."""

from collections.abc import Callable
from functools import cache, partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QToolButton, QWidget

from nnviz.data.catalog import CATALOG, CatalogEntry, load_dataset
from nnviz.data.dataset import Dataset
from nnviz.session.settings.data_names import data_name
from nnviz.ui.controls.focus_ring import OneStop
from nnviz.ui.experiment.number_field import (
    NumberField,
    Step,
    by_tenth,
    by_twentieth,
    nice_whole,
)
from nnviz.ui.experiment.picker import Picker
from nnviz.ui.experiment.section import Section, allow, allow_row, caption
from nnviz.ui.experiment.tile_pictures import Picture, data_picture, word_picture
from nnviz.ui.experiment.tiles import TileGrid, TileText
from nnviz.ui.theme.enlarging import keep_size
from nnviz.views.experiment import choices
from nnviz.views.experiment.choices import ShownSettings
from nnviz.views.experiment.data_words import data_words
from nnviz.views.experiment.section_changes import choose_dataset, toggle_derived
from nnviz.views.experiment.setting_words import TIPS
from nnviz.views.numbers import count

OWN_FILE = "own file"
"""The name of the tile that opens a file."""

_DOTS = 130
_NARROWEST = 42


@cache
def _dots(name: str) -> Dataset:
    """Return a few samples, the same for every window."""
    return load_dataset(name, samples=_DOTS)


@cache
def _picture(entry: CatalogEntry) -> Picture:
    """Return the picture of a data set, the same for every window."""
    if entry.kind == "generated":
        return data_picture(partial(_dots, entry.name))
    return word_picture(data_name(entry.name))


def dataset_gallery() -> TileGrid:
    """Return a tile for every bundled data set, and one to open a file."""
    gallery = TileGrid("dataset_picker", _NARROWEST)
    gallery.setAccessibleName("Data set")
    for entry in CATALOG.values():
        made = entry.kind == "generated"
        text = TileText(entry.name, "", entry.title, worded=not made)
        gallery.add_tile(text, _picture(entry)).setToolTip(_tip(entry))
    own = TileText(OWN_FILE, "", "Own file", worded=True)
    tile = gallery.add_tile(own, word_picture("Own file…"))
    tile.setToolTip(TIPS["own_file"])
    gallery.show_current(None)
    return gallery


def _tip(entry: CatalogEntry) -> str:
    said = data_words(entry)
    return f"<p><b>{entry.title}</b>: {said}.</p><p>{TIPS['dataset']}</p>"


_PLAIN_NAMES = {
    "x1^2": "x₁²",
    "x2^2": "x₂²",
    "x1*x2": "x₁x₂",
    "sin(x1)": "sin x₁",
    "sin(x2)": "sin x₂",
}


class DataSection(Section):
    """The gallery of data sets, and a few words on the one in use.

    Signals
    -------
    file_requested
        The user wants to open a file.
    """

    settings = frozenset(("dataset", "samples", "derived"))

    file_requested = Signal()

    def __init__(self) -> None:
        super().__init__("Data")
        self._gallery = dataset_gallery()
        self._gallery.chosen.connect(self.choose)
        self._about = caption()
        self.add(self._gallery)
        self.add(self._about)

    def present(self, shown: ShownSettings) -> None:
        """Show which data set is in use."""
        super().present(shown)
        entry = CATALOG.get(shown.config.dataset)
        self._gallery.show_current(entry.name if entry else OWN_FILE)
        self._about.setText(_summary(shown))

    def choose(self, name: str) -> None:
        """Wish for another data set, or ask for a file."""
        if name == OWN_FILE:
            self.file_requested.emit()
        elif self.shown is not None:
            config = self.shown.config
            if name != config.dataset:
                self.wish(lambda: choose_dataset(config, name))


class SamplesSection(Section):
    """How much of the data there is, and how it goes into the network."""

    settings = frozenset(
        (
            "dataset",
            "samples",
            "noise",
            "test_fraction",
            "validation_fraction",
            "scaling",
            "target_scaling",
            "derived",
        )
    )

    def __init__(self) -> None:
        super().__init__("Samples and inputs")
        self._samples = self._number("samples", "sa&mples", nice_whole, whole=True)
        self._noise = self._number("noise", "&noise", by_tenth)
        self._test = self._number("test_fraction", "&test fraction", by_twentieth)
        self._validation = self._number(
            "validation_fraction", "validation fraction", by_twentieth
        )
        self._scaling = self._picker("scaling", "input scalin&g")
        self._target_scaling = self._picker("target_scaling", "target scaling")
        self._derived = self._derived_buttons()

    def present(self, shown: ShownSettings) -> None:
        """Show the data's settings, and which of them cannot be changed."""
        super().present(shown)
        entry = CATALOG.get(shown.config.dataset)
        generated = entry is not None and entry.kind == "generated"
        self._present_numbers(shown, generated)
        settled = shown.settled
        self._scaling.show_options(choices.scaling_options(), settled.scaling)
        self._target_scaling.show_options(
            choices.target_scaling_options(shown), settled.target_scaling
        )
        for option in choices.derived_options(shown):
            button = self._derived[option.name]
            button.setChecked(option.name in shown.config.derived)
            allow(button, option.obstacle, option.tip)
        # Inputs can be computed from two others, if there are two.
        offered = any(button.isEnabled() for button in self._derived.values())
        for part in self._extra:
            part.setVisible(offered)

    def _present_numbers(self, shown: ShownSettings, generated: bool) -> None:
        noise = (shown.config.noise or 0.0) if generated else None
        self._samples.show_value(shown.dataset.samples)
        self._noise.show_value(noise)
        fixed = choices.sample_obstacle(shown, generated)
        allow_row(self._samples, fixed, TIPS["samples"])
        allow_row(self._noise, fixed, TIPS["noise"])
        own_part = choices.split_obstacle(shown)
        share = shown.settled.test_fraction or 0.0
        self._test.show_value(round(share, 4) if own_part else share)
        allow_row(self._test, own_part, TIPS["test_fraction"])
        self._validation.show_value(shown.settled.validation_fraction)
        gate = choices.validation_obstacle(shown)
        allow_row(self._validation, gate, TIPS["validation_fraction"])

    def _number(
        self, name: str, words: str, step: Step, whole: bool = False
    ) -> NumberField:
        field = self.setting(NumberField(step, whole=whole), name)
        field.setObjectName(name)
        self.add_row(words, field, tip=TIPS[name], setting=name)
        return field

    def _picker(self, name: str, words: str) -> Picker:
        picker = Picker(name)
        self.picker(picker, lambda s, chosen: s.config.changed(**{name: chosen}))
        self.add_row(words, picker, tip=TIPS[name], setting=name)
        return picker

    def _derived_buttons(self) -> dict[str, QToolButton]:
        """Make a button for each input that can be computed from two others."""
        box = QWidget()
        grid = QGridLayout(box)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(6)
        buttons: dict[str, QToolButton] = {}
        wide = QSizePolicy.Policy.Expanding
        for place, (name, words) in enumerate(_PLAIN_NAMES.items()):
            button = buttons[name] = QToolButton()
            button.setText(words)
            button.setCheckable(True)
            button.setSizePolicy(wide, wide)
            keep_size(button, least_width=40)
            button.setObjectName(f"derived_{name}")
            button.setAccessibleName(f"extra input {words}")
            button.clicked.connect(self._toggle(name))
            grid.addWidget(button, *divmod(place, 3))
        OneStop(list(buttons.values()), box)
        label = caption()
        label.setText("extra inputs")
        self.add(label)
        self.add(box)
        self._extra = label, box
        return buttons

    def _toggle(self, name: str) -> Callable[[bool], None]:
        def toggle(wanted: bool) -> None:
            if self.shown is not None:
                config = self.shown.config
                self.wish(lambda: toggle_derived(config, name, wanted))

        return toggle


def _summary(shown: ShownSettings) -> str:
    """Say in one or two lines what the data set is."""
    data = shown.dataset
    inputs = len(shown.own_inputs)
    goal = f"{data.output_count} value{'s' if data.output_count > 1 else ''}"
    if data.task == "classification":
        goal = f"{len(data.class_names)} classes"
    elif data.task == "labels":
        goal = f"{data.output_count} labels"
    size = f"{count(data.samples)} samples, {inputs} input{'s'[: inputs > 1]} → {goal}"
    return f"<b>{data_name(shown.config.dataset)}</b><br>{size}"
