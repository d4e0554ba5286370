"""The inspector: the arithmetic of what is selected, following the cursor."""

from PySide6.QtCore import QRect, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import (
    QLabel,
    QWidget,
)

from nnviz.core.trace import Trace
from nnviz.explain.explanation import Calculation, Explanation
from nnviz.explain.structure import Structure
from nnviz.ui.controls.copying import copy_text
from nnviz.ui.controls.layouts import column_of, row_of, scrolled
from nnviz.ui.formulas.boxes import Type
from nnviz.ui.formulas.formula_view import Typesetter
from nnviz.ui.inspector.card import NUMBERS, SYMBOLS, Paragraph
from nnviz.ui.inspector.exercises import Working, exercise_for
from nnviz.ui.inspector.explanation_page import ExplanationPage
from nnviz.ui.inspector.grid_painting import sign_colour
from nnviz.ui.inspector.inspector_header import Header
from nnviz.ui.inspector.rows_section import RowsSection
from nnviz.ui.theme.themed import current_theme
from nnviz.views.inspector.places import (
    NOTHING_SELECTED,
    Empty,
    Place,
    Surroundings,
    concerns,
    row_at,
)

Subject = tuple[Explanation, Trace, Structure]


class Inspector(QWidget):
    """Shows an explanation with its numbers, and lets the user work some of them out.

    Signals
    -------
    selection_requested
        Another place or phase is to be explained; carries the `Selection`.
    sample_requested
        A sample of the batch was chosen; carries its row in the batch.
    """

    selection_requested = Signal(object)
    sample_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("inspector")
        self.setAccessibleName("Inspector")
        self._typesetter = Typesetter(self)
        self._subject: Subject | None = None
        self._place: Place | None = None
        self._working = Working()
        self.header, self.page = Header(), ExplanationPage()
        self.header.selection_requested.connect(self.selection_requested)
        self.header.checking_changed.connect(self._check)
        self.page.selection_requested.connect(self.selection_requested)
        self.page.sample_requested.connect(self.sample_requested)
        self.page.solved.connect(self._solve)
        menu = self.header.more.menu()
        menu.addAction("Copy as LaTeX", self.copy_latex)
        menu.addAction("Copy as Python", self.copy_python)
        self._heading = QLabel("Inspector")
        self._title = _title_row(self._heading, self.header.place)
        self._reveal_soon = QTimer(self)
        self._reveal_soon.setSingleShot(True)
        self._reveal_soon.timeout.connect(self._highlight_cursor)
        self.empty = _empty_label()
        self.area = scrolled(self.page)
        self.page.seen_to = self._seen_to
        self.page.filled.connect(self._highlight_card)
        self.area.verticalScrollBar().valueChanged.connect(self.page.fill_in_sight)
        self._lay_out()
        self.show_empty(NOTHING_SELECTED)

    def _lay_out(self) -> None:
        column_of(
            self._title, self.header, self.area, self.empty, within=self, spacing=0
        )

    def take_title(self) -> QWidget:
        """Return the path, to be the title of the panel that the inspector is in."""
        self.header.room.show()
        return self._title

    @property
    def explanation(self) -> Explanation | None:
        """What is shown; None if there is nothing to explain."""
        return self._subject[0] if self._subject else None

    def show_explanation(
        self, explanation: Explanation, trace: Trace, structure: Structure
    ) -> None:
        """Show an explanation, with the trace and the network it was made from."""
        old, self._subject = self.explanation, (explanation, trace, structure)
        around = Surroundings(structure, len(trace.rows), trace.probed)
        self.header.show_place(explanation.selection, around)
        # Another neuron is read at the same place, another page from its beginning.
        if old is None or _page_of(old) != _page_of(explanation):
            self.area.verticalScrollBar().setValue(0)
        self._show_page()
        if old is None:
            self._show_parts(explained=True)
        self._highlight_cursor()
        # Where a row is, is only known once the page has been laid out.
        self._reveal_soon.start()

    def show_place(self, place: Place | None) -> None:
        """Highlight the cursor's place if it is explained here; None for no cursor."""
        if place != self._place:
            self._place = place
            self._highlight_cursor()

    def prepare(self, explanation: Explanation) -> None:
        """Typeset an explanation's formulas ahead of time, so that it shows at once."""
        ratio = self.devicePixelRatioF() * current_theme().scale
        theme, calculations = current_theme(), explanation.calculations
        symbols = [each.formula for each in calculations]
        self._typesetter.add(symbols, Type(SYMBOLS, theme, ratio))
        for each in calculations:
            colour = sign_colour(each.result.value, theme)
            self._typesetter.add([each.numbers], Type(NUMBERS, theme, ratio), colour)

    def show_empty(self, empty: Empty) -> None:
        """Say why there is nothing to explain."""
        self._subject = None
        self.empty.setText(f"<b>{empty.title}</b><br><br>{empty.words}")
        self._show_parts(explained=False)

    def _show_parts(self, *, explained: bool) -> None:
        for part in (self.header.place, self.header, self.area):
            part.setVisible(explained)
        self._heading.setVisible(not explained)
        self.empty.setVisible(not explained)

    def copy_latex(self) -> None:
        """Put all formulas on the clipboard."""
        if self.explanation is not None:
            copy_text(self.explanation.as_latex())

    def copy_python(self) -> None:
        """Put Python code that computes all numbers on the clipboard."""
        if self.explanation is not None:
            copy_text(self.explanation.as_python())

    def _show_page(self) -> None:
        if self._subject is None:
            return
        explanation, _, structure = self._subject
        self.page.last = structure.last
        unsolved = self._working.unsolved(explanation)
        paragraphs = [
            self._paragraph(calculation, unsolved)
            for calculation in explanation.calculations
        ]
        self.page.show_explanation(explanation, paragraphs)

    def _paragraph(
        self, calculation: Calculation, unsolved: dict[str, float]
    ) -> Paragraph:
        assert self._subject is not None
        explanation, trace, structure = self._subject
        sample, exercise = explanation.selection.sample, None
        if self._working.asks(calculation):
            exercise = exercise_for(calculation, trace, structure, sample)
        shape = structure.image_shape
        return Paragraph(calculation, sample, shape, unsolved, exercise)

    @Slot()
    def _highlight_cursor(self) -> None:
        """Highlight the calculation and term at the cursor, and scroll there."""
        explanation, place = self.explanation, self._place
        if explanation is None:
            return
        for number, calculation in enumerate(explanation.calculations, 1):
            if place is not None and concerns(place, calculation.result.cell):
                self.page.fill(number)
        for number in range(len(self.page.filled_cards)):
            self._highlight_card(number)
        row = None if place is None else row_at(place, explanation)
        if explanation.table is not None:
            self._reveal_row(self.page.table, row)

    @Slot(int)
    def _highlight_card(self, number: int) -> None:
        """Highlight a calculation, and its term, where the cursor is there."""
        explanation, place = self.explanation, self._place
        if explanation is None:
            return
        card = self.page.filled_cards[number]
        calculation = explanation.calculations[number]
        current = place is not None and concerns(place, calculation.result.cell)
        card.show_current(current)
        if current:
            self._reveal(card, card.rect())
        if card.parts.terms is not None and calculation.terms is not None:
            term = place.term if current and place is not None else None
            self._reveal_row(card.parts.terms, term)

    def _seen_to(self) -> float:
        """Return down to where the page is in sight."""
        seen = self.area.viewport().height()
        return float(self.area.verticalScrollBar().value() + seen)

    def _reveal_row(self, rows: RowsSection, place: int | None) -> None:
        """Highlight a row, and see that it is in sight."""
        rect = rows.highlight(place)
        if rect is not None:
            self._reveal(rows.grid_view, rect)

    def _reveal(self, part: QWidget, rect: QRect) -> None:
        """Scroll only as far as needed to see a part; its top goes first."""
        top = part.mapTo(self.page, rect.topLeft()).y()
        bar, height = self.area.verticalScrollBar(), self.area.viewport().height()
        if top + rect.height() > bar.value() + height:
            bar.setValue(top + rect.height() - height + 8)
        if top < bar.value():
            bar.setValue(top - 8)

    @Slot(bool)
    def _check(self, checking: bool) -> None:
        self._working.start(checking)
        self._show_page()

    @Slot(str)
    def _solve(self, name: str) -> None:
        if self.explanation is not None:
            self._working.solve(self.explanation, name)
            self._show_page()


def _title_row(heading: QLabel, path: QWidget) -> QWidget:
    """Return the row of the path, or of the heading while nothing is explained."""
    heading.setProperty("role", "heading")
    heading.setMargin(4)
    row = QWidget()
    row_of(heading, (path, 1), within=row, margins=(12, 4, 12, 0))
    return row


def _page_of(explanation: Explanation) -> tuple[str, str]:
    return explanation.selection.kind, explanation.selection.phase


def _empty_label() -> QLabel:
    label = QLabel()
    label.setObjectName("inspector_empty")
    label.setProperty("role", "muted")
    label.setWordWrap(True)
    label.setMargin(24)
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    return label
