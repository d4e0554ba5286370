"""The window that asks what a film shows, and has it made."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import (
    QFormLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from nnviz.core.errors import InputError
from nnviz.ui.controls.choice_box import ChoiceBox
from nnviz.ui.controls.file_dialogs import film_dialog
from nnviz.ui.theme.style import set_role
from nnviz.ui.window.figures.figure_source import FigureSource
from nnviz.ui.window.figures.figure_views import VIEWS, view_named
from nnviz.ui.window.figures.sharing import Sharing
from nnviz.ui.window.figures.shown_figure import (
    THEMES,
    compared_in,
)
from nnviz.ui.window.help.help_window import HelpWindow
from nnviz.views.film_layout import COMPARED, ONE, TRIP, parsed_layout
from nnviz.views.film_plan import MOST_FRAMES, WAYS
from nnviz.views.numbers import compact, count

_SIZE = (460, 460)
_SIZES = ("1920x1080", "1280x720", "960x540", "1080x1080")
_A_STEP, _RATE, _FASTEST = 20, 30, 120
_WORDS_OF_WAY = {
    "iterations": "equal iterations",
    "epochs": "epochs",
    "change": "equal change",
}
_COUNTS = ("frames", "duration", "every")
"""How the number of frames is said, as the command's options are called."""
_WORDS_OF_COUNT = {
    "frames": "this many frames",
    "duration": "this many seconds",
    "every": "a frame every so many iterations",
}
_USUAL_COUNTS = {"frames": 300, "duration": 10, "every": 10}
_LONGEST = 3600
"""Seconds of a film."""
_WORDS_OF_THEME = {"print": "for print", "light": "light", "dark": "dark"}


@dataclass(frozen=True, slots=True)
class FilmKind:
    """A kind of film: its words, its usual layout, and its options of the command."""

    words: str
    layout: str
    options: tuple[str, ...] = ()

    @property
    def walks(self) -> bool:
        """Whether frames are counted for each step."""
        return "--walk" in self.options


_KINDS = {
    "network": (
        FilmKind("the training", ONE),
        FilmKind("a trip through all branches", TRIP, ("--trip",)),
        FilmKind("a walk by neurons", ONE, ("--walk", "neuron")),
        FilmKind("a walk by layers", ONE, ("--walk", "layer")),
    ),
    "comparison": (FilmKind("the contenders side by side", COMPARED),),
}


class FilmWindow(HelpWindow):
    """Asks for the kind of a film, its layout and its looks."""

    def __init__(self, source: FigureSource, sharing: Sharing, parent: QWidget) -> None:
        super().__init__("film_window", "Save film", _SIZE, parent)
        self._source, self._sharing = source, sharing
        self._page = source.tabs.front if source.tabs.front in _KINDS else "network"
        self.kind, self.way = ChoiceBox(), ChoiceBox()
        self.layout_text, self.caption = QLineEdit(), QLineEdit()
        self.count = ChoiceBox()
        self.frames, self.rate = _number(1, MOST_FRAMES), _number(1, _FASTEST)
        self.size_choice, self.theme = ChoiceBox(), ChoiceBox()
        self.words, self.save = QLabel(), QPushButton("Save as…")
        self.kind.show_names([kind.words for kind in _KINDS[self._page]], 0)
        self.way.show_names([_WORDS_OF_WAY[way] for way in WAYS], 0)
        self.count.show_names([_WORDS_OF_COUNT[name] for name in _COUNTS], 0)
        self.size_choice.show_names(_SIZES, 0)
        self.theme.show_names([_WORDS_OF_THEME[name] for name in THEMES], 2)
        self.rate.setValue(_RATE)
        self._lay_out()
        self.kind.picked.connect(self._choose)
        self.count.picked.connect(self._choose_count)
        self.way.picked.connect(self._choose_way)
        self.layout_text.textChanged.connect(self._check)
        for field in (self.frames, self.rate):
            field.valueChanged.connect(self._check)
        self.save.clicked.connect(self._ask)
        self._choose()

    @property
    def chosen(self) -> FilmKind:
        """The kind of film."""
        return _KINDS[self._page][max(self.kind.currentIndex(), 0)]

    @property
    def counted_by(self) -> str:
        """The option of the command that says how many frames there are."""
        return _COUNTS[max(self.count.currentIndex(), 0)]

    @Slot(str)
    def make(self, name: str) -> None:
        """Have the film made, and close."""
        if self._page == "comparison":
            figure = compared_in(self._source)
            self._sharing.make("film", Path(name), self._options(), figure)
        else:
            self._sharing.make("film", Path(name), self._options())
        self.close()

    def _options(self) -> Sequence[str]:
        """Return what the command is told."""
        size = _SIZES[max(self.size_choice.currentIndex(), 0)]
        theme = THEMES[max(self.theme.currentIndex(), 0)]
        options = [
            *self.chosen.options,
            f"--layout={self.layout_text.text()}",
            f"--{self.counted_by}={self.frames.value()}",
            f"--rate={self.rate.value()}",
            f"--size={size}",
            f"--theme={theme}",
            f"--caption={self.caption.text()}",
        ]
        snapshot = self._source.snapshot_of(self._page)
        if snapshot is not None and "--trip" not in options:
            last = snapshot.iteration if self.chosen.walks else self._end()
            options.append(f"--span=0:{last}")
        if self.way.isEnabled():
            options.append(f"--by={WAYS[max(self.way.currentIndex(), 0)]}")
        return options

    @Slot()
    def _choose(self) -> None:
        """Offer what is usual for a kind."""
        kind = self.chosen
        self.layout_text.setText(kind.layout)
        if kind.walks:
            self.count.show_index(_COUNTS.index("frames"))
        self.count.setEnabled(not kind.walks)
        self.way.setEnabled(kind is _KINDS["network"][0])
        self._choose_count()

    @Slot()
    def _choose_count(self) -> None:
        """Offer what is usual for a way to count frames; a step goes by iterations."""
        by = self.counted_by
        self.frames.setRange(1, _LONGEST if by == "duration" else MOST_FRAMES)
        self.frames.setValue(_A_STEP if self.chosen.walks else _USUAL_COUNTS[by])
        if by == "every":
            self.way.show_index(WAYS.index("iterations"))
        self._check()

    @Slot()
    def _choose_way(self) -> None:
        """Have frames counted by themselves, where they do not go by iterations."""
        if self.counted_by == "every" and self.way.currentIndex() > 0:
            self.count.show_index(_COUNTS.index("frames"))
            self._choose_count()

    @Slot()
    def _check(self) -> None:
        """Say how long the film is, or what is wrong with its layout."""
        wrong = self._wrong()
        self.save.setEnabled(not wrong)
        if wrong:
            self.words.setText(wrong)
            return
        frames, rate = self._frames_made(), self.rate.value()
        seconds = compact(frames / rate, 3)
        if self.chosen.walks:
            self.words.setText(f"{seconds} s for each step")
        else:
            self.words.setText(f"{count(frames)} frames, {seconds} s")

    def _frames_made(self) -> int:
        """Return how many frames there will be, if each moment is another one."""
        number = self.frames.value()
        if self.counted_by == "duration":
            return number * self.rate.value()
        return number if self.counted_by == "frames" else -(-self._end() // number) + 1

    def _end(self) -> int:
        """Return the last iteration that a film of the training shows."""
        snapshot = self._source.snapshot_of(self._page)
        if snapshot is None:
            return 0
        known = snapshot.recorded
        return snapshot.done if known is None else known.newest

    def _wrong(self) -> str:
        """Return what is wrong with the film, "" if nothing is."""
        try:
            views = parsed_layout(self.layout_text.text()).views
            pages = {view_named(name).page for name in views}
        except InputError as error:
            return str(error).partition(": ")[2] or str(error)
        if pages != {self._page}:
            return "These are views of another page."
        if self._source.snapshot_of(self._page) is None:
            return "There is nothing to film yet."
        if self.counted_by == "every" and "--trip" in self.chosen.options:
            return "A trip has a number of frames, or a duration."
        many = self._frames_made() > MOST_FRAMES
        return f"A film has {count(MOST_FRAMES)} frames at most." if many else ""

    @Slot()
    def _ask(self) -> None:
        dialog = film_dialog(self)
        dialog.fileSelected.connect(self.make)
        dialog.show()

    def _lay_out(self) -> None:
        views = [name for name, view in VIEWS.items() if view.page == self._page]
        self.layout_text.setToolTip(
            "Columns between |, views in one between /, shares as in cost:2. The views "
            f"are {', '.join(views)}"
        )
        self.way.setToolTip("What lies between two frames")
        form = QFormLayout()
        for title, widget, name in (
            ("&Film of", self.kind, "film_kind"),
            ("&Layout", self.layout_text, "film_layout"),
            ("F&rames by", self.way, "film_way"),
            ("Le&ngth by", self.count, "film_count"),
            ("Nu&mber", self.frames, "film_frames"),
            ("Frames a &second", self.rate, "film_rate"),
            ("Si&ze", self.size_choice, "film_size"),
            ("C&olours", self.theme, "film_theme"),
            ("&Caption", self.caption, "film_caption"),
        ):
            widget.setObjectName(name)
            form.addRow(title, widget)
        set_role(self.save, "primary")
        self.save.setObjectName("film_save")
        self.words.setWordWrap(True)
        set_role(self.words, "muted")
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(16, 16, 16, 16)
        column.addLayout(form)
        column.addStretch(1)
        column.addWidget(self.words)
        column.addWidget(self.save)
        self.show_body(body)


def _number(least: int, most: int) -> QSpinBox:
    field = QSpinBox()
    field.setRange(least, most)
    return field
