"""Chooses what is compared: the setting that differs, its values, and how fairly."""

from typing import Any

import msgspec
from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from nnviz.data.dataset import Dataset
from nnviz.session.comparison.contender import value_name
from nnviz.session.comparison.number_words import listed
from nnviz.session.config import RunConfig
from nnviz.ui.comparison.chips import ValueChips
from nnviz.ui.comparison.contender_legend import shortened
from nnviz.ui.controls.segments import Segment, Segments
from nnviz.ui.experiment.number_field import NumberField
from nnviz.ui.experiment.picker import Picker
from nnviz.ui.theme.enlarging import keep_size
from nnviz.ui.theme.style import set_role
from nnviz.views.comparison.varied import (
    FEWEST,
    MOST,
    VARIED,
    checked,
    find_varied,
    fitted,
    obstacle,
    pieces,
    with_functions,
)
from nnviz.views.experiment.choices import Option
from nnviz.views.numbers import count

_SUGGESTED = 5
MOST_SEEDS = 1000
"""The largest number of seeds."""


class SeedsBar(QWidget):
    """A number of seeds, a button that begins or cancels, and the progress.

    Signals
    -------
    study_requested
        Carries the number of seeds.
    study_cancelled
        The user cancels the remaining seeds.
    """

    study_requested = Signal(int)
    study_cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._running = False
        self._allowed = True
        self._seeds, self._button = NumberField(whole=True), QPushButton()
        self._progress, self._words = QProgressBar(), QLabel()
        self._dress()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        label = QLabel("seeds")
        set_role(label, "muted")
        for part in (self._words, self._progress, label, self._seeds, self._button):
            row.addWidget(part)
        self.show_idle()

    @property
    def number(self) -> int:
        """The number of seeds."""
        return int(self._seeds.value or 1)

    def show_number(self, seeds: int) -> None:
        """Show a number of seeds, without emitting a signal; 1 to 1000."""
        self._seeds.show_value(seeds)

    def allow(self, allowed: bool) -> None:
        """Allow a study to begin, or not; a running one can always be cancelled."""
        self._allowed = allowed
        self._button.setEnabled(allowed or self._running)

    def show_progress(self, done: int, total: int) -> None:
        """Show that a study is running, and how many of its runs are done."""
        self._running = True
        self._progress.setRange(0, max(total, 1))
        self._progress.setValue(done)
        self._progress.show()
        self._button.setText("cancel")
        self._button.setToolTip("Stop here and keep the finished runs")
        self._seeds.setEnabled(False)
        self._words.setText(f"{count(done)} of {count(total)} runs")
        self.allow(self._allowed)

    def show_idle(self, words: str = "") -> None:
        """Show that no study is running, with a word on the last one."""
        self._running = False
        self._progress.hide()
        self._button.setText("run all")
        self._button.setToolTip(
            "Repeat the comparison once for each seed, with different initial weights "
            "and a different order of the samples, and show medians with their spread"
        )
        self._seeds.setEnabled(True)
        self._words.setText(words)
        self.allow(self._allowed)

    def _dress(self) -> None:
        self._seeds.setObjectName("comparison_seeds")
        self._seeds.setAccessibleName("Number of seeds")
        self._seeds.describe(
            "n: the number of seeds for each contender; a single run may be luck"
        )
        keep_size(self._seeds, width=52)
        self._seeds.show_value(_SUGGESTED)
        self._seeds.entered.connect(self._take_seeds)
        self._button.setObjectName("comparison_run_seeds")
        self._button.setAccessibleName("Run or cancel several seeds")
        self._button.clicked.connect(self._begin_or_cancel)
        self._progress.setObjectName("comparison_progress")
        self._progress.setAccessibleName("Finished runs")
        keep_size(self._progress, width=90)
        self._progress.setTextVisible(False)
        self._words.setObjectName("comparison_progress_words")
        set_role(self._words, "caption")

    @Slot(object)
    def _take_seeds(self, value: int) -> None:
        if not 1 <= value <= MOST_SEEDS:
            self._seeds.refuse(f"enter a number of seeds from 1 to {count(MOST_SEEDS)}")
            return
        self._seeds.show_value(value)

    @Slot()
    def _begin_or_cancel(self) -> None:
        if self._running:
            self.study_cancelled.emit()
        else:
            self.study_requested.emit(self.number)


_LETTERS = 300
"""Longer messages are cut: nobody reads them, and a long word widens the window."""

SAME, OWN = "same initial weights", "recommended initialiser for each"


class ComparisonChoice(msgspec.Struct, frozen=True):
    """What to compare: the one setting that differs, and its values.

    With ``own_initializers`` each contender begins with the initialiser recommended
    for it, otherwise all begin with the same weights.
    """

    setting: str
    values: tuple[Any, ...]
    own_initializers: bool = False


class ComparisonChooser(QWidget):
    """The bar above a comparison, with messages below it.

    Signals
    -------
    comparison_requested
        Carries the `ComparisonChoice`.
    study_requested
        Carries the `ComparisonChoice` and the number of seeds.
    study_cancelled
        The user cancels the remaining seeds.
    choice_changed
        Another choice is shown; ``choice`` has it.
    """

    choice_changed = Signal()
    comparison_requested = Signal(object)
    study_requested = Signal(object, int)
    study_cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("comparison_chooser")
        self._values: dict[str, tuple[Any, ...]] = {}
        self._base: tuple[RunConfig, Dataset] | None = None
        self._functions: tuple[str, ...] = ()
        self._varied = VARIED[0]
        self._setting = Picker("comparison_setting")
        self._chips, self.seeds = ValueChips(), SeedsBar()
        self._fairness = Segments(
            "comparison_fairness",
            (
                Segment(
                    SAME,
                    "All contenders start from the same weights and biases, bit for "
                    "bit, so any later difference comes from the setting alone",
                ),
                Segment(
                    OWN,
                    "Each contender starts with the initialiser recommended for it, "
                    "such as He for relu: the spread of z suits it, but the weights "
                    "differ",
                ),
            ),
        )
        self._statement, self._error = QLabel(), QLabel()
        self._running: ComparisonChoice | None = None
        self._fair, self._other_base = "", ""
        self._start, self._return = QPushButton("compare"), QPushButton("discard")
        self._dress()
        self._lay_out()
        self._fairness.show_current(SAME)
        self.turn_to("activation")

    @property
    def choice(self) -> ComparisonChoice:
        """The present choice, even if it cannot be compared."""
        own = self._fairness.current == OWN and self._varied.setting != "initializer"
        return ComparisonChoice(self._varied.setting, self._current, own)

    @property
    def _current(self) -> tuple[Any, ...]:
        """The values of the setting shown."""
        return self._values.get(self._varied.setting, self._varied.suggested)

    @property
    def can_start(self) -> bool:
        """Whether the present choice can be compared."""
        return self._start.isEnabled()

    @property
    def offer(self) -> str:
        """The present choice in words: ``relu and tanh``, ``learning rate 0.1``."""
        names = listed([value_name(value) for value in self._current])
        tells = all(isinstance(value, str) for value in self._current)
        return names if tells else f"{self._varied.title} {names}"

    def show_base(self, base: RunConfig, dataset: Dataset) -> None:
        """Offer values possible with these settings, on data without derived inputs.

        Values that the user chose stay; suggestions are made again.
        """
        self._base = base, dataset
        self.turn_to(self._varied.setting)

    def show_choice(self, choice: ComparisonChoice) -> None:
        """Show what is being compared, without emitting a signal."""
        self._values[choice.setting] = tuple(choice.values)
        self._fairness.show_current(OWN if choice.own_initializers else SAME)
        self.turn_to(choice.setting)

    def show_running(self, choice: ComparisonChoice | None, words: str = "") -> None:
        """Show what is being compared, and what its contenders share and differ in."""
        self._running, self._fair, self._other_base = choice, words, ""
        if choice is not None:
            self.show_choice(choice)
        self._show_pending()

    def show_other_base(self, words: str) -> None:
        """Say which setting the contenders do not share with the experiment any more.

        An empty text says that they share all.
        """
        self._other_base = words
        self._show_pending()

    def show_functions(self, texts: tuple[str, ...]) -> None:
        """Offer the user's own functions among the activations."""
        self._functions = texts
        self.turn_to(self._varied.setting)

    def show_statement(self, words: str) -> None:
        """Say something about the comparison in the place of its fairness."""
        self._statement.setText(words)
        self._statement.setToolTip(words)

    @Slot()
    def _show_pending(self) -> None:
        """Mark what has been chosen and is not compared yet, and say how to begin."""
        running, choice = self._running, self.choice
        pending = running is not None and self.can_start and choice != running
        trained: tuple[Any, ...] = ()
        if running is None or running.setting == choice.setting:
            trained = self._current if running is None else running.values
        self._chips.mark_pending([v not in trained for v in self._current])
        self._return.setVisible(pending)
        is_due = running is None or pending or bool(self._other_base)
        set_role(self._start, "primary" if is_due else "")
        self.show_statement(self._fair)
        if pending:
            self.show_statement("Not trained yet: press compare to train these.")
        elif self._other_base:
            self.show_statement(
                f"The experiment has changed since: {self._other_base}. Press compare "
                "to train with it."
            )
        set_role(
            self._statement, "notice" if pending or self._other_base else "caption"
        )
        self.choice_changed.emit()

    @Slot()
    def _discard(self) -> None:
        """Show again what is being compared."""
        if self._running is not None:
            self.show_choice(self._running)

    def show_error(self, words: str) -> None:
        """Say why the choice is impossible; an empty text clears the message."""
        self._error.setText(shortened(words, _LETTERS))
        self._error.setVisible(bool(words))

    @Slot(str)
    def turn_to(self, setting: str) -> None:
        """Choose a setting, as if the user had."""
        options = [Option(v.setting, v.title, v.tip) for v in VARIED]
        self._setting.show_options(options, setting)
        varied = with_functions(find_varied(setting), self._functions)
        if self._base is not None:
            varied = fitted(varied, *self._base)
        self._varied = varied
        self._fairness.setEnabled(setting != "initializer")
        self._show_values()

    @Slot(str)
    def _add(self, text: str) -> None:
        """Add one or several values, or say why one is impossible."""
        values = [*self._current]
        for piece in pieces(text, self._varied):
            try:
                values.append(self._read(piece, values))
            except ValueError as error:
                self._keep(values)
                self._chips.mark_field(True)
                self.show_error(str(error))
                return
        self._keep(values)
        self._chips.empty_field()

    def _read(self, piece: str, values: list[Any]) -> object:
        """Return the value of a text; raise ValueError if it cannot be added."""
        value = self._varied.value_of(piece)
        why = checked(self._varied.setting, value)
        if why is None and self._base is not None:
            why = obstacle(*self._base, self._varied.setting, value)
        if why is None and value in values:
            why = f"{piece} is already in the list"
        if why is None and len(values) >= MOST:
            why = f"At most {MOST} contenders: {piece} was left out"
        if why is not None:
            raise ValueError(why)
        return value

    @Slot(int)
    def _remove(self, place: int) -> None:
        values = [*self._current]
        del values[place]
        self._keep(values)
        left = self._chips.chips
        (left[min(place, len(left) - 1)] if left else self._chips.field).setFocus()

    def _keep(self, values: list[Any]) -> None:
        self._values[self._varied.setting] = tuple(values)
        self._show_values()

    def _show_values(self) -> None:
        values = self._current
        left = [value for value in self._varied.offered if value not in values]
        self._chips.show_offers(left, self._varied.hint)
        self._chips.show_values(values, MOST)
        self._chips.mark_field(False)
        few = len(values) < FEWEST
        self.show_error(f"Choose {FEWEST} to {MOST} values to compare." if few else "")
        self._start.setEnabled(not few)
        self.seeds.allow(not few)
        self._show_pending()

    @Slot()
    def _announce(self) -> None:
        self.comparison_requested.emit(self.choice)

    @Slot(int)
    def _announce_study(self, seeds: int) -> None:
        self.study_requested.emit(self.choice, seeds)

    def _dress(self) -> None:
        self._setting.describe("The one setting that differs between the contenders")
        self._setting.setAccessibleName("Setting to vary")
        self._setting.setMinimumContentsLength(12)
        keep_size(self._setting, least_width=140)
        self._setting.chosen.connect(self.turn_to)
        self._chips.offered.connect(self._add)
        self._chips.removed.connect(self._remove)
        self._start.setObjectName("comparison_start")
        self._start.setAccessibleName("Compare")
        self._start.setToolTip(
            "Start again with one contender for each value. Everything else is equal, "
            "and all of them see the same batches in the same order"
        )
        set_role(self._start, "primary")
        self._start.clicked.connect(self._announce)
        self._return.setObjectName("comparison_discard")
        self._return.setAccessibleName("Discard the choice")
        self._return.setToolTip("Show again what is being compared")
        self._return.clicked.connect(self._discard)
        self._fairness.chosen.connect(self._show_pending)
        self.seeds.study_requested.connect(self._announce_study)
        self.seeds.study_cancelled.connect(self.study_cancelled)
        self._statement.setObjectName("comparison_statement")
        set_role(self._statement, "caption")
        self._statement.setMinimumWidth(1)
        self._statement.setWordWrap(True)
        self._error.setObjectName("comparison_error")
        self._error.setWordWrap(True)
        self._error.setMinimumWidth(1)
        set_role(self._error, "fault")

    def _lay_out(self) -> None:
        vary = QLabel("vary")
        set_role(vary, "muted")
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(6)
        for parts in (
            (vary, self._setting, self._chips, self._return, self._start),
            (self._fairness, self._statement, self.seeds),
        ):
            row = QHBoxLayout()
            row.setSpacing(8)
            for part in parts:
                row.addWidget(part, int(part in (self._chips, self._statement)))
            column.addLayout(row)
        column.addWidget(self._error)
