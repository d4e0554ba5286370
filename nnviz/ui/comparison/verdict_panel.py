"""What a comparison has shown, in words and as a table, to be read and copied."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QGuiApplication, QResizeEvent, QTextOption
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QTextBrowser,
    QWidget,
)

from nnviz.files.written_table import WrittenTable
from nnviz.ui.comparison.small_multiples import Glance, SmallMultiples
from nnviz.ui.comparison.verdict_html import notes_html, verdict_html
from nnviz.ui.controls.layouts import column_of
from nnviz.ui.theme.style import set_role
from nnviz.ui.theme.themed import Themed
from nnviz.views.comparison.verdict_words import Note, VerdictTable, verdict_plain
from nnviz.views.readings import Readings
from nnviz.views.written_tables import outcome_table

_HINT = "The verdict appears after the first evaluation of the contenders."


class VerdictPanel(Themed, QWidget):
    """Sentences, a table with a row for each contender, and notes on some of them.

    All of it can be selected with the mouse or the keyboard; a button copies it.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("comparison_verdict")
        self._sentences: tuple[str, ...] = ()
        self._remarks: tuple[str, ...] = ()
        self._table: VerdictTable | None = None
        self._notes: tuple[Note, ...] = ()
        self._html, self._of = "", ""
        self.glance, self._moment = SmallMultiples(), QLabel()
        self.text, self._copy = QTextBrowser(), QPushButton("Copy")
        self._dress()
        self._lay_out()
        self._write()

    @property
    def plain(self) -> str:
        """All of it as plain text, the table with tabs."""
        sentences = self._sentences + self._remarks
        return verdict_plain(sentences, self._table, self._notes)

    @property
    def sentences(self) -> tuple[str, ...]:
        """What was measured, in words."""
        return self._sentences

    def written_table(self) -> WrittenTable | None:
        """Return the results of all contenders; None before there are any."""
        if self._table is None or not self._table.rows:
            return None
        return outcome_table(self._table, " ".join(self._sentences[:1]))

    def readings(self) -> Readings:
        """Return the cells of the table by contender and heading."""
        found = Readings()
        table = self._table or VerdictTable((), ())
        for name, cells in table.rows:
            for heading, cell in zip(table.headings, cells, strict=True):
                found.note(f"{name}: {heading}", cell)
        return found

    def show_verdict(
        self,
        sentences: Sequence[str],
        table: VerdictTable | None = None,
        moment: str = "",
        remarks: Sequence[str] = (),
    ) -> None:
        """Show what was measured, in sentences and as a table, and at which moment.

        Remarks are in small type below: how it was judged, for example.
        """
        self._sentences, self._table = tuple(sentences), table
        self._remarks = tuple(remarks)
        self._moment.setText(moment)
        self._write()

    def show_notes(self, notes: Sequence[Note], of: str = "") -> None:
        """Show notes on some contenders below the rest, and say what they are ``of``.

        For example that no gradient reaches the layers of one with the step function,
        or the single matrix that a linear network amounts to.
        """
        self._notes, self._of = tuple(notes), of
        self._write()

    def clear(self) -> None:
        """Show the hint again."""
        self._sentences, self._table, self._notes = (), None, ()
        self._remarks = ()
        self._moment.clear()
        self.glance.show_glance(Glance())
        self._write()

    def show_glance(self, shown: Glance) -> None:
        """Show outputs and costs below the text, as large as that leaves room."""
        self.glance.show_glance(shown)
        self._share()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._write()
        self._share()

    def _share(self) -> None:
        """Divide the height: first the text, then the pictures."""
        head = self._copy.sizeHint().height() + 8
        text = round(self.text.document().size().height()) + 8
        self.text.setMaximumHeight(text)
        self.glance.fit(self.width(), self.height() - head - text)

    def _recolour(self) -> None:
        self._write()

    def _write(self) -> None:
        """Write the text again if it is new, and keep the reader's place."""
        width = self.text.viewport().width()
        html = verdict_html(
            self._sentences, self._table, self._remarks, self.theme, width
        )
        html += notes_html(self._notes, self._of, self._table, self.theme)
        self._copy.setEnabled(bool(html))
        html = html or f"<p style='color:{self.theme.muted}'>{_HINT}</p>"
        if html == self._html:
            return
        self._html = html
        bars = self.text.verticalScrollBar(), self.text.horizontalScrollBar()
        places = [bar.value() for bar in bars]
        self.text.setHtml(html)
        self._share()
        for bar, place in zip(bars, places, strict=True):
            bar.setValue(place)

    def _dress(self) -> None:
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
        set_role(self._moment, "caption")
        self._moment.setObjectName("comparison_verdict_moment")

    def _lay_out(self) -> None:
        heading = QLabel("Verdict")
        set_role(heading, "heading")
        row = QHBoxLayout()
        row.setContentsMargins(12, 4, 8, 0)
        row.setSpacing(10)
        row.addWidget(heading)
        row.addWidget(self._moment)
        row.addStretch(1)
        row.addWidget(self._copy)
        column = column_of(row, (self.text, 1), self.glance, within=self, spacing=0)
        column.addStretch(0)
        self.glance.hide()

    @Slot()
    def _copy_all(self) -> None:
        QGuiApplication.clipboard().setText(self.plain)
