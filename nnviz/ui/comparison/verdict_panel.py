"""What a comparison has shown, in words and as a table, to be read and copied."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QGuiApplication, QTextOption
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from nnviz.ui.comparison.verdict_text import (
    Note,
    VerdictTable,
    verdict_html,
    verdict_plain,
)
from nnviz.ui.theme.style import set_role
from nnviz.ui.theme.themed import Themed

_HINT = "The verdict appears after the first evaluation of the contenders."


class VerdictPanel(Themed, QWidget):
    """Sentences, a table with a row for each contender, and notes on some of them.

    All of it can be selected with the mouse or the keyboard; a button copies it.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("comparison_verdict")
        self._sentences: tuple[str, ...] = ()
        self._table: VerdictTable | None = None
        self._notes: tuple[Note, ...] = ()
        self._html = ""
        self.text, self._copy = QTextBrowser(), QPushButton("copy")
        self._lay_out()
        self._write()

    @property
    def plain(self) -> str:
        """All of it as plain text, the table with tabs."""
        return verdict_plain(self._sentences, self._table, self._notes)

    def show_verdict(
        self, sentences: Sequence[str], table: VerdictTable | None = None
    ) -> None:
        """Show what was measured, in sentences and as a table."""
        self._sentences, self._table = tuple(sentences), table
        self._write()

    def show_notes(self, notes: Sequence[Note]) -> None:
        """Show notes on some contenders, below the table.

        For example that no gradient reaches the layers of one with the step function,
        or the single matrix that a linear network amounts to.
        """
        self._notes = tuple(notes)
        self._write()

    def clear(self) -> None:
        """Show the hint again."""
        self._sentences, self._table, self._notes = (), None, ()
        self._write()

    def _recolour(self) -> None:
        self._write()

    def _write(self) -> None:
        """Write the text again if it is new, and keep the reader's place."""
        html = verdict_html(self._sentences, self._table, self._notes, self.theme)
        self._copy.setEnabled(bool(html))
        html = html or f"<p style='color:{self.theme.muted}'>{_HINT}</p>"
        if html == self._html:
            return
        self._html = html
        bars = self.text.verticalScrollBar(), self.text.horizontalScrollBar()
        places = [bar.value() for bar in bars]
        self.text.setHtml(html)
        for bar, place in zip(bars, places, strict=True):
            bar.setValue(place)

    def _lay_out(self) -> None:
        heading = QLabel("Verdict")
        set_role(heading, "heading")
        self._copy.setObjectName("comparison_verdict_copy")
        self._copy.setAccessibleName("Copy the verdict")
        self._copy.setToolTip(
            "Copy sentences and numbers; in a spreadsheet, the table is pasted as cells"
        )
        set_role(self._copy, "flat")
        self._copy.clicked.connect(self._copy_all)
        text = self.text
        text.setObjectName("comparison_verdict_text")
        text.setAccessibleName("Verdict of the comparison")
        text.setFrameShape(QTextBrowser.Shape.NoFrame)
        set_role(text, "paragraph", "surface")
        text.setStyleSheet("QTextBrowser { border: none; background: transparent; }")
        text.setOpenLinks(False)
        text.setWordWrapMode(QTextOption.WrapMode.WordWrap)
        text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        row = QHBoxLayout()
        row.setContentsMargins(12, 4, 8, 0)
        row.addWidget(heading)
        row.addStretch(1)
        row.addWidget(self._copy)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(text, 1)

    @Slot()
    def _copy_all(self) -> None:
        QGuiApplication.clipboard().setText(self.plain)
