"""The parts of a card that not every calculation has, made when first needed."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QVBoxLayout

from nnviz.explain.explanation import Calculation
from nnviz.ui.inspector.curve_picture import CurvePicture
from nnviz.ui.inspector.rows_section import RowsSection
from nnviz.ui.inspector.stack_picture import StackPicture

TERMS_AT = 3
"""The table of terms comes after heading, words and formula."""


class CardParts(QObject):
    """The table of terms, the curve, and the samples of the batch.

    Signals
    -------
    sample_requested
        A sample of the batch was chosen, by its row.
    term_requested
        A term was chosen, by its place.
    """

    sample_requested = Signal(int)
    term_requested = Signal(int)

    def __init__(self, column: QVBoxLayout) -> None:
        super().__init__()
        self._column = column
        self.terms: RowsSection | None = None
        self.curve: CurvePicture | None = None
        self.stack: StackPicture | None = None

    def show_parts(
        self,
        calculation: Calculation,
        sample: int,
        shape: tuple[int, int] | None,
        solved: bool,
    ) -> None:
        """Show what this calculation has, hide what it has not."""
        if calculation.terms is not None:
            name = calculation.result.name
            self._terms_part().show_terms(calculation.terms, name, shape, solved)
        if calculation.curve is not None:
            self._curve_part().show_point(calculation.curve, not solved)
        if calculation.stack is not None:
            self._stack_part().show_stack(calculation.stack, sample)
        wanted = (
            (self.terms, calculation.terms is not None),
            (self.curve, calculation.curve is not None),
            (self.stack, calculation.stack is not None and solved),
        )
        for part, shown in wanted:
            if part is not None and part.isHidden() == shown:
                part.setVisible(shown)

    def _terms_part(self) -> RowsSection:
        if self.terms is None:
            self.terms = RowsSection()
            self.terms.place_requested.connect(self.term_requested)
            self._column.insertWidget(TERMS_AT, self.terms)
        return self.terms

    def _curve_part(self) -> CurvePicture:
        if self.curve is None:
            self.curve = CurvePicture()
            self._column.addWidget(self.curve)
        return self.curve

    def _stack_part(self) -> StackPicture:
        if self.stack is None:
            self.stack = StackPicture()
            self.stack.sample_requested.connect(self.sample_requested)
            self._column.addWidget(self.stack)
        return self.stack
