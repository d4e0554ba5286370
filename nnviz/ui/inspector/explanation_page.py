"""The page of an explanation: text, calculations one below the other, a table."""

import math
import re
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QTimer, Signal, Slot
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from nnviz.explain import selection as select
from nnviz.explain.explanation import Explanation
from nnviz.explain.selection import BIAS, Selection
from nnviz.files.written_table import WrittenTable
from nnviz.ui.formulas.formula_view import FormulaView
from nnviz.ui.inspector.card import Card, Paragraph
from nnviz.ui.inspector.exercises import masked_words
from nnviz.ui.inspector.rows_section import RowsSection
from nnviz.views.inspector.quantity_names import HARD, pretty, prose
from nnviz.views.readings import Readings, name_in_table, weight_name

DIVERGED = (
    "Some of these numbers are not finite: the run has diverged here. Go back to an "
    "earlier iteration and use a smaller learning rate."
)


_LAID_OUT = (QEvent.Type.LayoutRequest, QEvent.Type.Resize)
PAUSE_MS = 15
"""Milliseconds before another card that nobody sees is filled."""


class ExplanationPage(QWidget):
    """Shows an explanation; its cards are reused from one step to the next.

    Those that are in sight are filled at once, the others one by one while the window
    is idle, or when they are scrolled to or asked for: to lay a card out takes long.

    Signals
    -------
    selection_requested
        A row was chosen; carries the `Selection` it is about.
    sample_requested
        A sample of the batch was chosen, by its row.
    solved
        A number was worked out, or its answer shown; carries its name.
    filled
        A card shows its part of the explanation only now; carries its number.

    Attributes
    ----------
    last
        The output layer of the network that is explained.
    seen_to
        Returns down to where the page is in sight, in its pixels.
    """

    selection_requested = Signal(object)
    sample_requested = Signal(int)
    solved = Signal(str)
    filled = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._explanation: Explanation | None = None
        self.last = 0
        self.seen_to: Callable[[], float] = lambda: math.inf
        self._filled = self._wanted = 0
        self._later = QTimer(self, interval=PAUSE_MS)
        self._later.timeout.connect(self._fill_next)
        self.title, self.words = _label("title"), _label("muted")
        self.warning, self.notes = _label("bad"), _label("muted")
        self.table = RowsSection()
        self.table.place_requested.connect(self._request_row)
        self._cards: list[Card] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 4, 0, 12)
        self._column.setSpacing(0)
        self.formula, self.numbers = FormulaView(size=15), FormulaView(15)
        parts = self.title, self.words, self.warning, self.formula, self.numbers
        self._texts = _column((*parts, self.notes), 12)
        self._rows = _column((self.table,), 8)
        self._column.addWidget(self._texts)
        self._column.addWidget(self._rows)
        self._column.addStretch(1)

    @property
    def cards(self) -> list[Card]:
        """All cards, with what they show; those that are not needed are hidden."""
        self.fill()
        return self._cards

    @property
    def filled_cards(self) -> list[Card]:
        """The cards, from the first on, that show the explanation by now."""
        return self._cards[: self._filled]

    def fill(self, count: int | None = None) -> None:
        """Fill the first cards now, this many or all of them."""
        while self._filled < (self._wanted if count is None else count):
            self._fill_next()

    @Slot()
    def fill_in_sight(self) -> None:
        """Fill the cards that are in sight now."""
        # Until the page is as high as it will be, all of them are squeezed into it.
        if self.height() < self.heightForWidth(self.width()):
            return
        seen_to = self.seen_to()
        while self._filled < self._wanted:
            if self._cards[self._filled].y() > seen_to:
                break
            self._fill_next()

    def event(self, event: QEvent) -> bool:
        """Fill what has come into sight, once the cards are where they belong."""
        done = super().event(event)
        if self._filled < self._wanted and event.type() in _LAID_OUT:
            self.fill_in_sight()
        return done

    @Slot()
    def _fill_next(self) -> None:
        if self._filled < self._wanted:
            self._filled += 1
            self._cards[self._filled - 1].catch_up()
            self.filled.emit(self._filled - 1)
        if self._filled == self._wanted:
            self._later.stop()

    def show_explanation(
        self, explanation: Explanation, paragraphs: list[Paragraph]
    ) -> None:
        """Show the explanation of a selection; existing parts are reused."""
        old, self._explanation = self._explanation, explanation
        unsolved = next((p.unsolved for p in paragraphs if p.unsolved), {})
        self.title.setText(pretty(explanation.title))
        # What is in the network is named by the path above; it is not said twice.
        kind = explanation.selection.kind
        _set_shown(self.title, kind in ("sample", "loss"))
        words = masked_words(explanation.words, unsolved.values())
        self.words.setText(prose(words))
        self._show_formulas(explanation, bool(unsolved))
        notes = masked_words("\n".join(explanation.notes), unsolved.values())
        self.notes.setText(prose(notes))
        _set_shown(self.notes, bool(notes))
        values = explanation.results.values()
        diverged = "" if all(map(math.isfinite, values)) else DIVERGED
        warning = "\n\n".join(filter(None, (explanation.warning, diverged)))
        self.warning.setText(warning)
        _set_shown(self.warning, bool(warning))
        self._filled, self._wanted = 0, len(paragraphs)
        for number, paragraph in enumerate(paragraphs):
            self._card(number).expect(paragraph)
        for number, card in enumerate(self._cards):
            _set_shown(card, number < len(paragraphs))
        _set_shown(self._rows, explanation.table is not None)
        if explanation.table is not None:
            self.table.show_table(explanation.table, not unsolved)
        if old is None or old.selection.kind != explanation.selection.kind:
            self._place_table(explanation.selection.kind in ("layer", "sample"))
        self._fill_first()

    def _fill_first(self) -> None:
        """Fill the cards that will be in sight, by the heights that they will have."""
        seen_to, width = self.seen_to(), self.width()
        table_above = self._column.indexOf(self._rows) == 1
        above = (self._texts, self._rows) if table_above else (self._texts,)
        top = sum(_height(each, width) for each in above if not each.isHidden())
        while self._filled < self._wanted and top <= seen_to:
            self._fill_next()
            top += _height(self._cards[self._filled - 1], width)
        if self._filled < self._wanted:
            self._later.start()

    def written_table(self) -> WrittenTable | None:
        """Return the table of the page, else of its first sum; None without either."""
        if self.table.isVisibleTo(self):
            return self.table.written_table()
        sums = (card.parts.terms for card in self.cards if card.isVisibleTo(self))
        shown = (rows.written_table() for rows in sums if rows is not None)
        return next(shown, None)

    def readings(self) -> Readings:
        """Return the numbers of the table, and of the words about a weight."""
        # The cards, which say what they show themselves, must not show less.
        self.fill()
        found, explanation = Readings(), self._explanation
        if explanation is None:
            return found
        here = explanation.selection
        if here.kind == "edge":
            said = re.search(f"={HARD}([^,\\s]+)", self.words.text())
            name = weight_name("", here.layer, here.neuron, here.column)
            found.note(name, said[1] if said else "")
        if self.table.isVisibleTo(self):
            found.take(self.table.read(partial(name_in_table, here, self.last)))
        return found

    def _show_formulas(self, explanation: Explanation, hidden: bool) -> None:
        """Show the formula of a whole layer or sample, if there is one."""
        self.formula.show_formula(explanation.formula)
        self.numbers.show_formula(explanation.numbers)
        _set_shown(self.formula, bool(explanation.formula))
        _set_shown(self.numbers, bool(explanation.numbers) and not hidden)

    def _card(self, number: int) -> Card:
        while number >= len(self._cards):
            card = Card()
            card.solved.connect(self.solved)
            card.sample_requested.connect(self.sample_requested)
            card.term_requested.connect(self._request_term)
            place = self._column.count() - 1
            last = self._column.indexOf(self._rows) == place - 1
            self._column.insertWidget(place - last, card)
            self._cards.append(card)
        return self._cards[number]

    def _place_table(self, first: bool) -> None:
        """Put the table above the cards of a layer or sample, otherwise below."""
        self._column.removeWidget(self._rows)
        self._column.insertWidget(1 if first else self._column.count() - 1, self._rows)

    def _request_row(self, place: int) -> None:
        """Ask for the neuron in a layer's row, or for the edge in a neuron's."""
        here = self._explanation.selection if self._explanation else None
        if here is None:
            return
        if here.kind == "layer":
            wanted = select.neuron(here.layer, place, here.phase, here.sample)
            self.selection_requested.emit(wanted)
        elif here.kind == "neuron":
            self.selection_requested.emit(self._edge(here, place))

    def _request_term(self, place: int) -> None:
        """Ask for the edge behind a term of a neuron's weighted sum."""
        here = self._explanation.selection if self._explanation else None
        if here is not None and here.kind == "neuron" and here.phase == "forward":
            self.selection_requested.emit(self._edge(here, place))

    @property
    def _inputs(self) -> int:
        """The number of the neuron's inputs; the row after theirs is the bias."""
        explanation = self._explanation
        if explanation is not None and explanation.table is not None:
            return len(explanation.table.names) - 1
        calculations = explanation.calculations if explanation else ()
        terms = calculations[0].terms if calculations else None
        return len(terms) if terms is not None else 0

    def _edge(self, here: Selection, place: int) -> Selection:
        column = place if place < self._inputs else BIAS
        return select.edge(here.layer, here.neuron, column, here.phase, here.sample)


def _column(parts: tuple[QWidget, ...], bottom: int) -> QWidget:
    """Return parts one below the other, with the margins of the page."""
    widget = QWidget()
    column = QVBoxLayout(widget)
    column.setContentsMargins(16, 8, 16, bottom)
    column.setSpacing(6)
    for part in parts:
        column.addWidget(part)
    return widget


def _label(role: str) -> QLabel:
    label = QLabel()
    label.setProperty("role", role)
    label.setWordWrap(True)
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    return label


def _height(widget: QWidget, width: int) -> int:
    """Return the height that a widget will have at a width."""
    fixed = not widget.hasHeightForWidth()
    return widget.sizeHint().height() if fixed else widget.heightForWidth(width)


def _set_shown(widget: QWidget, shown: bool) -> None:
    if widget.isHidden() == shown:
        widget.setVisible(shown)
