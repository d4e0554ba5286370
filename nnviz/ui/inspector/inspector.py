"""The inspector: the arithmetic of whatever is selected, following the cursor."""

from PySide6.QtCore import QRect, Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from nnviz.core.trace import Trace
from nnviz.explain.explanation import Calculation, Explanation
from nnviz.explain.structure import Structure
from nnviz.ui.inspector.card import Card, Paragraph
from nnviz.ui.inspector.copying import copy_text
from nnviz.ui.inspector.empty import NOTHING_SELECTED, Empty
from nnviz.ui.inspector.exercises import exercise_for
from nnviz.ui.inspector.header import Header
from nnviz.ui.inspector.page import Page
from nnviz.ui.inspector.path_bar import Surroundings
from nnviz.ui.inspector.working import Working
from nnviz.ui.theme.tokens import Theme

Subject = tuple[Explanation, Trace, Structure]


class Inspector(QWidget):
    """Shows an explanation with its numbers, and takes answers of one's own.

    Signals
    -------
    selection_requested
        Another place or phase is to be explained; carries the `Selection`.
    sample_requested
        A sample of the batch was chosen; carries its row in the batch.
    """

    selection_requested = Signal(object)
    sample_requested = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("inspector")
        self.setAccessibleName("Inspector")
        self._subject: Subject | None = None
        self._place: tuple[str, int | None] = "", None
        self._working = Working()
        self.header, self.page = Header(), Page(theme)
        self.header.selection_requested.connect(self.selection_requested)
        self.header.checking_changed.connect(self._check)
        self.page.selection_requested.connect(self.selection_requested)
        self.page.sample_requested.connect(self.sample_requested)
        self.page.solved.connect(self._solve)
        menu = self.header.copy.menu()
        menu.addAction("Copy as LaTeX", self.copy_latex)
        menu.addAction("Copy as Python", self.copy_python)
        self.empty = _empty_label()
        self.scroll = _scrolled(self.page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self.header, self.scroll, self.empty):
            column.addWidget(part)
        self.show_empty(NOTHING_SELECTED)

    @property
    def explanation(self) -> Explanation | None:
        """What is shown, None where there is nothing to explain."""
        return self._subject[0] if self._subject else None

    def show_explanation(
        self, explanation: Explanation, trace: Trace, structure: Structure
    ) -> None:
        """Show an explanation, and the trace and the network it was made of."""
        old, self._subject = self.explanation, (explanation, trace, structure)
        around = Surroundings(structure, len(trace.rows))
        self.header.show_place(explanation.selection, around)
        self._show_page()
        if old is None:
            self.header.show()
            self.scroll.show()
            self.empty.hide()
        elif old.selection.kind != explanation.selection.kind:
            self.scroll.verticalScrollBar().setValue(0)
        self._light()

    def show_place(self, quantity: str, term: int | None) -> None:
        """Light the term the cursor is at, in the calculation of a quantity (z1, dW2).

        ``term`` None lights the calculation alone; a quantity that is not explained
        here lights the term's row in the table, if there is one.
        """
        if (quantity, term) != self._place:
            self._place = quantity, term
            self._light()

    def show_empty(self, empty: Empty) -> None:
        """Say why there is nothing to explain."""
        self._subject = None
        self.empty.setText(f"<b>{empty.title}</b><br><br>{empty.words}")
        self.header.hide()
        self.scroll.hide()
        self.empty.show()

    def show_theme(self, theme: Theme) -> None:
        """Paint in other colours from now on."""
        self.page.show_theme(theme)

    def copy_latex(self) -> None:
        """Put all formulas on the clipboard."""
        if self.explanation is not None:
            copy_text(self.explanation.as_latex())

    def copy_python(self) -> None:
        """Put Python that works all numbers out again on the clipboard."""
        if self.explanation is not None:
            copy_text(self.explanation.as_python())

    def _show_page(self) -> None:
        if self._subject is None:
            return
        explanation = self._subject[0]
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

    def _light(self) -> None:
        """Light the term of the cursor wherever it is, and bring it into sight."""
        quantity, term = self._place
        shown = len(self.explanation.calculations) if self.explanation else 0
        found = False
        for card in self.page.cards[:shown]:
            current = bool(quantity) and _quantity(card) == quantity
            found |= current
            card.show_current(current)
            terms = card.parts.terms
            if terms is None:
                continue
            rect = terms.show_lit(term if current else None)
            if rect is not None:
                self._reveal(terms.grid_view, rect)
        self.page.table.show_lit(None if found else term)

    def _reveal(self, view: QWidget, rect: QRect) -> None:
        """Scroll as little as is needed to see a row."""
        top = view.mapTo(self.page, rect.topLeft()).y()
        bar, height = self.scroll.verticalScrollBar(), self.scroll.viewport().height()
        if top < bar.value():
            bar.setValue(top - 8)
        elif top + rect.height() > bar.value() + height:
            bar.setValue(top + rect.height() - height + 8)

    @Slot(bool)
    def _check(self, checking: bool) -> None:
        self._working.start(checking)
        self._show_page()

    @Slot(str)
    def _solve(self, name: str) -> None:
        if self.explanation is not None:
            self._working.solve(self.explanation, name)
            self._show_page()


def _quantity(card: Card) -> str:
    cell = card.paragraph.calculation.result.cell if card.paragraph else None
    return cell.quantity if cell is not None and cell.when == "now" else ""


def _scrolled(page: QWidget) -> QScrollArea:
    area = QScrollArea()
    area.setWidget(page)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return area


def _empty_label() -> QLabel:
    label = QLabel()
    label.setObjectName("inspector_empty")
    label.setProperty("role", "muted")
    label.setWordWrap(True)
    label.setMargin(24)
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    return label
