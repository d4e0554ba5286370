"""Chooses what is compared: the setting that differs, its values, and how fairly."""

from typing import Any

from msgspec.structs import replace
from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from nnviz.data.dataset import Dataset
from nnviz.session.comparison.choice import OWN, SAME, ComparisonChoice
from nnviz.session.comparison.contender import value_name
from nnviz.session.comparison.number_words import listed
from nnviz.session.config import RunConfig
from nnviz.ui.comparison.chips import ValueChips
from nnviz.ui.comparison.contender_legend import shortened
from nnviz.ui.comparison.seeds_bar import SeedsBar
from nnviz.ui.controls.segments import Segment, Segments
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

_LETTERS = 300
"""Longer messages are cut: nobody reads them, and a long word widens the window."""


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
    chosen
        The user has made another choice; carries the `ComparisonChoice` before.
    """

    choice_changed = Signal()
    chosen = Signal(object)
    comparison_requested = Signal(object)
    study_requested = Signal(object, int)
    study_cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("comparison_chooser")
        self._values: dict[str, tuple[Any, ...]] = {}
        self._base: tuple[RunConfig, Dataset] | None = None
        self._functions: tuple[str, ...] = ()
        self._own = False
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
        self._start, self._return = QPushButton("Compare"), QPushButton("Discard")
        self._dress()
        self._lay_out()
        self._fairness.show_current(SAME)
        self._turn_to("activation")

    @property
    def choice(self) -> ComparisonChoice:
        """The present choice, even if it cannot be compared."""
        own = self._own and self._varied.setting != "initializer"
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
        self._turn_to(self._varied.setting)

    def show_choice(self, choice: ComparisonChoice) -> None:
        """Show what is being compared, without emitting a signal."""
        self._values[choice.setting] = tuple(choice.values)
        self._own = choice.own_initializers
        self._fairness.show_current(OWN if self._own else SAME)
        self._turn_to(choice.setting)

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
        self._turn_to(self._varied.setting)

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
            self.show_statement("Not trained yet: press Compare to train these.")
        elif self._other_base:
            self.show_statement(
                f"The experiment has changed since: {self._other_base}. Press Compare "
                "to train with it."
            )
        set_role(
            self._statement, "notice" if pending or self._other_base else "caption"
        )
        self.choice_changed.emit()

    @Slot(str)
    def _take_beginning(self, name: str) -> None:
        before = replace(self.choice, own_initializers=self._own)
        self._own = name == OWN
        self._show_pending()
        if self.choice != before:
            self.chosen.emit(before)

    @Slot()
    def _discard(self) -> None:
        """Show again what is being compared."""
        if self._running is not None:
            before = self.choice
            self.show_choice(self._running)
            self.chosen.emit(before)

    def show_error(self, words: str) -> None:
        """Say why the choice is impossible; an empty text clears the message."""
        self._error.setText(shortened(words, _LETTERS))
        self._error.setVisible(bool(words))

    @Slot(str)
    def turn_to(self, setting: str) -> None:
        """Choose a setting, as if the user had."""
        before = self.choice
        self._turn_to(setting)
        if self.choice != before:
            self.chosen.emit(before)

    def _turn_to(self, setting: str) -> None:
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
        before = self.choice
        self._values[self._varied.setting] = tuple(values)
        self._show_values()
        if self.choice != before:
            self.chosen.emit(before)

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
        self._fairness.chosen.connect(self._take_beginning)
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
