"""One calculation, set like a paragraph of a textbook."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QMenu,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from nnviz.explain.exercise import Exercise
from nnviz.explain.explanation import Calculation, Entry
from nnviz.files.written_table import WrittenTable
from nnviz.ui.controls.completed_menu import complete
from nnviz.ui.controls.copying import copy_number, copy_text
from nnviz.ui.controls.layouts import row_of
from nnviz.ui.formulas.formula_view import FormulaView
from nnviz.ui.inspector.curve_picture import CurvePicture
from nnviz.ui.inspector.exercises import (
    AnswerField,
    masked_end,
    masked_numbers,
    masked_words,
)
from nnviz.ui.inspector.grid_painting import sign_colour
from nnviz.ui.inspector.grid_view import GridView
from nnviz.ui.inspector.rows_section import RowsSection
from nnviz.ui.inspector.stack_picture import StackPicture
from nnviz.ui.theme.style import set_role
from nnviz.ui.theme.themed import Themed
from nnviz.views.inspector.grid import GridRow, entries_grid
from nnviz.views.inspector.quantity_names import prose
from nnviz.views.numbers import MINUS, exact
from nnviz.views.readings import Readings, name_in_sum

TERMS_AT = 3
"""The place of the table of terms: after heading, text and formula."""
SYMBOLS, NUMBERS = 15, 17
"""Sizes of the formula with symbols and of that with numbers, in pixels."""


class CardParts(QObject):
    """The parts of a card that only some calculations have, made when first needed.

    They are a table of terms, a curve, and the samples of the batch.

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
        """Show the parts that this calculation has, and hide the others."""
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


@dataclass(frozen=True, slots=True, eq=False)
class Paragraph:
    """What a card shows: a calculation, and what goes with it.

    ``unsolved`` are the numbers, by name, that are hidden because the user is to work
    them out; ``exercise`` asks for the result, None if nothing is asked.
    """

    calculation: Calculation
    sample: int = 0
    image_shape: tuple[int, int] | None = None
    unsolved: Mapping[str, float] | None = None
    exercise: Exercise | None = None

    @property
    def solved(self) -> bool:
        """Whether the result may be seen."""
        return self.calculation.result.name not in (self.unsolved or {})


class Card(Themed, QFrame):
    """Heading, words, formula, the numbers in it, and where they come from.

    Signals
    -------
    solved
        The result was worked out, or its answer shown; carries its name.
    sample_requested
        A sample of the batch was chosen, by its row.
    term_requested
        A term was chosen, by its place.
    """

    solved = Signal(str)
    sample_requested = Signal(int)
    term_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "paragraph")
        self._paragraph: Paragraph | None = None
        self._expected: Paragraph | None = None
        self.heading = _label("heading")
        self.words = _label("body")
        self.formula = FormulaView(SYMBOLS)
        self.numbers = FormulaView(NUMBERS)
        self.entries = GridView()
        self.answer: AnswerField | None = None
        self.menu_button = self._menu_button()
        above = row_of((self.heading, 1), self.menu_button)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(16, 8, 16, 12)
        self._column.setSpacing(6)
        self._column.addLayout(above)
        for part in (self.words, self.formula, self.numbers, self.entries):
            self._column.addWidget(part)
        self.parts = CardParts(self._column)
        self.parts.sample_requested.connect(self.sample_requested)
        self.parts.term_requested.connect(self.term_requested)

    @property
    def paragraph(self) -> Paragraph | None:
        """What is shown; an expected paragraph is shown before it is returned."""
        self.catch_up()
        return self._paragraph

    def expect(self, paragraph: Paragraph) -> None:
        """Show another calculation when there is time: nobody sees the card yet."""
        self._expected = paragraph

    def catch_up(self) -> None:
        """Show the paragraph that is expected, if one is."""
        if self._expected is not None:
            self.show_paragraph(self._expected)

    def show_paragraph(self, paragraph: Paragraph) -> None:
        """Show another calculation; existing parts are reused."""
        self._paragraph, self._expected = paragraph, None
        calculation, unsolved = paragraph.calculation, paragraph.unsolved or {}
        self.heading.setText(calculation.title)
        self.setAccessibleName(calculation.title)
        words, numbers = calculation.words, calculation.numbers
        if unsolved:
            words = masked_words(words, unsolved.values())
            numbers = masked_numbers(numbers, unsolved.values())
        if not paragraph.solved:
            numbers = masked_end(numbers)
        self.words.setText(prose(words))
        self.formula.show_formula(calculation.formula)
        colour = sign_colour(calculation.result.value, self.theme)
        self.numbers.show_formula(numbers, colour if paragraph.solved else "")
        shown = [e for e in calculation.entries if not _in_terms(e, calculation)]
        needed = bool(shown) or calculation.terms is None
        if self.entries.isHidden() == needed:
            self.entries.setVisible(needed)
        self.entries.show_grid(
            entries_grid(shown, calculation.result, frozenset(unsolved))
        )
        self.entries.setAccessibleName(f"Numbers of {calculation.title}")
        self.parts.show_parts(
            calculation,
            paragraph.sample,
            paragraph.image_shape,
            paragraph.solved,
        )
        self._show_answer(paragraph)

    def readings(self) -> Readings:
        """Return the numbers of the lists and of the sum, and what the formula gives.

        The formula's is its last number, if it is the result.
        """
        found = Readings()
        if self.paragraph is None:
            return found
        calculation = self.paragraph.calculation
        result = calculation.result.name
        if self.entries.isVisibleTo(self):
            found.take(self.entries.read(partial(_entry_name, calculation.entries)))
        terms = self.parts.terms
        if terms is not None and terms.isVisibleTo(self):
            found.take(terms.read(partial(name_in_sum, result)))
        if self.paragraph.solved:
            found.note(result, last_number(self.numbers.latex))
        return found

    def written_table(self) -> WrittenTable | None:
        """Return the numbers of the calculation, all with their meaning, as a table."""
        if self.paragraph is None or self.paragraph.unsolved:
            return None
        step = self.paragraph.calculation
        found = (*step.entries, step.result)
        return WrittenTable(
            ("name", "value", "meaning"),
            tuple((e.name, exact(e.value), e.meaning) for e in found),
            frozenset({0, 2}),
            tuple((e.name, e.value, e.meaning) for e in found),
            step.title,
        )

    def show_current(self, current: bool) -> None:
        """Mark whether the cursor is in this calculation."""
        set_role(self.heading, "heading_current" if current else "heading")

    def _recolour(self) -> None:
        if self.paragraph is not None:
            self.show_paragraph(self.paragraph)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer to copy the calculation."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._fill(menu)
        complete(menu, self)
        menu.popup(event.globalPos())

    def copy_result(self) -> None:
        """Put the result on the clipboard, in full."""
        if self.paragraph is not None and self.paragraph.solved:
            copy_number(self.paragraph.calculation.result.value)

    def copy_latex(self) -> None:
        """Put the formulas on the clipboard."""
        if self.paragraph is not None:
            copy_text(self.paragraph.calculation.as_latex())

    def copy_python(self) -> None:
        """Put a few lines of Python that compute the number on the clipboard."""
        if self.paragraph is not None:
            copy_text(self.paragraph.calculation.as_python())

    def _menu_button(self) -> QToolButton:
        button = QToolButton()
        button.setText("Copy")
        button.setProperty("role", "flat")
        button.setToolTip("Copy this calculation")
        button.setAccessibleName("Copy this calculation")
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(button)
        self._fill(menu)
        button.setMenu(menu)
        return button

    def _fill(self, menu: QMenu) -> None:
        menu.addAction("Copy result in full", self.copy_result)
        menu.addAction("Copy as LaTeX", self.copy_latex)
        menu.addAction("Copy as Python", self.copy_python)

    def _show_answer(self, paragraph: Paragraph) -> None:
        if paragraph.exercise is None:
            if self.answer is not None:
                self.answer.hide()
            return
        if self.answer is None:
            self.answer = AnswerField()
            self.answer.solved.connect(self._announce)
            self._column.addWidget(self.answer)
        self.answer.show()
        self.answer.show_exercise(paragraph.exercise)
        if paragraph.solved:
            value = paragraph.exercise.answer.value
            self.answer.show_solved(f"{paragraph.exercise.answer.name} = {value!r}")
        else:
            self.answer.show_unsolved()

    @Slot()
    def _announce(self) -> None:
        if self.paragraph is not None:
            self.solved.emit(self.paragraph.calculation.result.name)


def _entry_name(entries: Sequence[Entry], row: GridRow, _heading: str) -> str:
    """Return the program's name of a number in the list of a calculation."""
    inputs = {
        entry.name: f"inputs[{entry.cell.index[-1] + 1}]"
        for entry in entries
        if entry.cell is not None and entry.cell.quantity == "inputs"
    }
    weight, times, source = row.name.rpartition(" * ")
    return weight + times + inputs.get(source, source)


def last_number(latex: str) -> str:
    """Return the number after the last relation sign of a formula, "" if none is."""
    last = re.split(r"=|\\approx|\\leftarrow", latex)[-1].strip()
    plain = last.replace("{-}", MINUS).replace(r" \cdot 10^{", "e").rstrip("}")
    return plain if re.fullmatch(r"−?\d[\d.]*(e[−-]?\d+)?", plain) else ""


def _in_terms(entry: Entry, calculation: Calculation) -> bool:
    """Return whether the table of terms shows a number already."""
    terms = calculation.terms
    if terms is None:
        return False
    return entry.name == "rounding" or entry.value == terms.constant


def _label(role: str) -> QLabel:
    label = QLabel()
    label.setProperty("role", role)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    return label
