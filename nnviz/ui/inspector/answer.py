"""A field for an answer, and the verdict on it."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from nnviz.core.errors import InputError
from nnviz.explain.answer_check import AnswerVerdict, judge_answer
from nnviz.explain.exercise import Exercise
from nnviz.ui.inspector.names import pretty, prose
from nnviz.ui.theme.style import set_role


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
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.field, 1)
        line.addWidget(self.give_up)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(4)
        column.addLayout(line)
        column.addWidget(self.verdict)

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
