"""Exercises: what is asked, what has been found, and what must be hidden."""

import math
import re
from collections.abc import Iterable

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import (
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from nnviz.core.errors import InputError
from nnviz.core.trace import Trace
from nnviz.explain import selection as select
from nnviz.explain.answer_check import AnswerVerdict, judge_answer
from nnviz.explain.exercise import Asked, Exercise, Slip, exercise_of
from nnviz.explain.explanation import Calculation, Entry, Explanation
from nnviz.explain.notation import short, tex
from nnviz.explain.selection import BIAS
from nnviz.explain.structure import Structure
from nnviz.ui.controls.layouts import column_of, row_of
from nnviz.ui.theme.style import set_role
from nnviz.views.inspector.quantity_names import pretty, prose

_ASKED: dict[str, Asked] = {"z": "z", "a": "a", "delta": "delta"}
DOTS = "•••"
_LAST = re.compile(r" (?:=|\\approx) (?!.* (?:=|\\approx) )(.*)$")


def exercise_for(
    calculation: Calculation, trace: Trace, structure: Structure, sample: int
) -> Exercise:
    """Return the exercise for a calculation's result, with the usual mistakes."""
    cell = calculation.result.cell
    if cell is not None and cell.when == "now":
        letters = cell.quantity.rstrip("0123456789")
        number = cell.quantity[len(letters) :]
        if letters in _ASKED and number:
            chosen = select.neuron(int(number), cell.index[1], sample=cell.index[0])
            return exercise_of(trace, structure, chosen, _ASKED[letters])
        if letters in ("dW", "db") and number:
            column = cell.index[1] if letters == "dW" else BIAS
            edge = select.edge(int(number), cell.index[0], column, sample=sample)
            return exercise_of(trace, structure, edge, "gradient")
    return _plain(calculation.result)


def _plain(result: Entry) -> Exercise:
    slip = Slip("sign", "The sign is wrong, but the size is right.", -result.value)
    return Exercise(f"What is {result.name}?", result, (slip,))


class Working:
    """Remembers which results were found, even while other calculations are shown."""

    def __init__(self) -> None:
        self._on = False
        self._found: set[tuple[str, float]] = set()

    def start(self, on: bool) -> None:
        """Start asking for all results, or for none."""
        self._on = on
        self._found.clear()

    def asks(self, calculation: Calculation) -> bool:
        """Return whether the user is, or was, to work out a calculation's result."""
        return self._on and math.isfinite(calculation.result.value)

    def unsolved(self, explanation: Explanation) -> dict[str, float]:
        """Return the results that have not been found yet, by name."""
        results = (each.result for each in explanation.calculations if self.asks(each))
        return {
            result.name: result.value
            for result in results
            if (result.name, result.value) not in self._found
        }

    def solve(self, explanation: Explanation, name: str) -> None:
        """Remember that a result was found."""
        self._found.add((name, explanation.results[name]))


def masked_words(words: str, values: Iterable[float]) -> str:
    """Replace numbers in a sentence by dots."""
    for text in sorted({short(value) for value in values}, key=len, reverse=True):
        words = re.sub(rf"(?<![\w.\-]){re.escape(text)}(?![\w]|\.\d)", DOTS, words)
    return words


def masked_end(latex: str) -> str:
    r"""Replace what a formula ends with by dots, ``\bullet``."""
    found = _LAST.search(latex)
    return latex if found is None else latex[: found.start(1)] + r"\bullet"


def masked_numbers(latex: str, values: Iterable[float]) -> str:
    r"""Replace numbers in a formula by dots, ``\bullet``; 0 and 1 stay."""
    for text in sorted({tex(value) for value in values}, key=len, reverse=True):
        if len(text.strip("{-}")) > 1:
            pattern = rf"(?<![\w.]){re.escape(text)}(?![\w]|\.\d)"
            latex = re.sub(pattern, r"\\bullet", latex)
    return latex


class AnswerField(QWidget):
    """Takes an answer, says whether it is right, and which mistake it looks like.

    Signals
    -------
    solved
        The answer was right, or the user wants to see it.
    """

    solved = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._exercise: Exercise | None = None
        self.field = QLineEdit()
        self.field.setToolTip("Type the number you worked out, then press Enter")
        self.field.returnPressed.connect(self._judge)
        self.field.textEdited.connect(self._take_back)
        self.give_up = QPushButton("Show answer")
        self.give_up.setProperty("role", "flat")
        self.give_up.setToolTip("Show this number without working it out")
        self.give_up.clicked.connect(self.solved)
        self.verdict = QLabel()
        self.verdict.setWordWrap(True)
        self.verdict.setProperty("role", "verdict")
        wide = QSizePolicy.Policy.Ignored
        self.verdict.setSizePolicy(wide, QSizePolicy.Policy.Preferred)
        self.verdict.hide()
        line = row_of((self.field, 1), self.give_up, spacing=8)
        column_of(line, self.verdict, within=self, margins=(0, 4, 0, 0), spacing=4)

    def show_exercise(self, exercise: Exercise) -> None:
        """Ask for a number, unless it is being asked for already."""
        if self._exercise is not None and self._exercise.answer == exercise.answer:
            return
        self._exercise = exercise
        self.field.clear()
        self.field.setPlaceholderText(f"your {pretty(exercise.answer.name)}")
        self.field.setAccessibleName(exercise.question)
        self.show_unsolved()

    def show_solved(self, words: str) -> None:
        """Show that the number has been found, and accept no more answers."""
        self._say(words, "good")
        self.field.setEnabled(False)
        self.give_up.hide()

    def show_unsolved(self) -> None:
        """Accept answers again."""
        self.field.setEnabled(True)
        self.give_up.show()
        self._take_back()

    @Slot()
    def _judge(self) -> None:
        if self._exercise is None or not self.field.text().strip():
            return
        try:
            verdict = judge_answer(self._exercise, self.field.text())
        except InputError as error:
            verdict = AnswerVerdict(False, "", str(error))
        if verdict.right:
            self.solved.emit()
            self._say(f"✓ {verdict.words}", "good")
            return
        self._say(f"✗ {verdict.words}", "bad")
        set_role(self.field, "true", "invalid")

    def _say(self, words: str, role: str) -> None:
        set_role(self.field, "", "invalid")
        set_role(self.verdict, role)
        words = prose(words)
        self.verdict.setText(words)
        self.verdict.setAccessibleName(words)
        self.verdict.show()

    @Slot()
    def _take_back(self) -> None:
        set_role(self.field, "", "invalid")
        self.verdict.hide()
