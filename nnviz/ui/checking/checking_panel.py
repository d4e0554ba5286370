"""What a check found in full, and the mistakes to try it on, as two tabs."""

import re
from html import escape

import numpy as np
from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QLabel, QScrollArea, QTabWidget, QWidget

from nnviz.core.types import Floats
from nnviz.session.live_check import LiveCheck
from nnviz.ui.checking.claims_details import ClaimsDetails
from nnviz.ui.checking.gallery import MistakeGallery
from nnviz.ui.controls.layouts import STRETCH, column_of
from nnviz.ui.theme.themed import Themed
from nnviz.ui.theme.tokens import Theme
from nnviz.views.numbers import compact, count
from nnviz.views.readings import Readings
from nnviz.views.words.check_words import headline, remarks, sentence

_NOTHING = (
    "Nothing has been checked yet. Turn on “Check iterations” above the diagram: every "
    "number of an iteration is then worked out a second time, while training is paused "
    "and at slow speeds."
)


_EVERY = 200
"""Least time between two layouts of the text, which are slow [ms]."""


class CheckDetails(Themed, QScrollArea):
    """Lists what is wrong, and the worst relative error of every gradient."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("check_details")
        self.setWidgetResizable(True)
        self._text = QLabel(_NOTHING)
        self._text.setObjectName("check_details_text")
        self._text.setWordWrap(True)
        self._text.setTextFormat(Qt.TextFormat.RichText)
        self._text.setAlignment(Qt.AlignmentFlag.AlignTop)
        selectable = Qt.TextInteractionFlag.TextSelectableByMouse
        self._text.setTextInteractionFlags(selectable)
        page = QWidget()
        column_of(self._text, STRETCH, within=page, margins=(0, 8, 0, 0))
        self.setWidget(page)
        self._latest: LiveCheck | None = None
        self._shown: LiveCheck | None = None
        self._pause = QTimer(self, singleShot=True, interval=_EVERY)
        self._pause.timeout.connect(self._write_if_seen)

    @property
    def text(self) -> str:
        """The text as HTML."""
        self._write()
        return self._text.text()

    def readings(self) -> Readings:
        """Return the worst relative error of every gradient that was checked."""
        found = Readings()
        for name, error in _ERROR.findall(self._text.text()):
            found.note(f"error of {name}", error)
        return found

    @Slot(object)
    def show_result(self, found: LiveCheck) -> None:
        """Show what a check found, as soon as the page is visible."""
        self._latest = found
        if not self._pause.isActive():
            self._write_if_seen()

    def clear(self) -> None:
        self._latest = self._shown = None
        self._text.setText(_NOTHING)

    def showEvent(self, event: QShowEvent) -> None:
        self._write()
        super().showEvent(event)

    @Slot()
    def _write_if_seen(self) -> None:
        if self.isVisible() and self._latest is not None:
            self._write()
            self._pause.start()

    def _write(self) -> None:
        found, self._latest = self._latest, None
        if found is not None:
            self._shown = found
            self._text.setText(_page(found, self.theme))

    def _recolour(self) -> None:
        self._latest = self._latest or self._shown
        self._write()


_ERROR = re.compile(r"<tr><td[^>]*>(\w+)</td><td[^>]*>[^<]*</td><td[^>]*>([^<]+)</td>")
"""A row of the table: the gradient's name, and its worst error."""


def _page(found: LiveCheck, theme: Theme) -> str:
    """Return what was found as HTML: what is wrong comes first, in red."""
    title = f"Iteration {count(found.iteration)}: {escape(headline(found))}"
    bad = f"color: {theme.bad}"
    parts = [f"<p style='{'' if found.ok else bad}'><b>{title}</b></p>"]
    parts += [f"<p>{escape(sentence(one))}</p>" for one in found.wrong_quantities]
    named = found.gradient.layout.named(found.gradient.errors, "d")
    limit = found.gradient.tolerance
    wrong = {name for name, part in named.items() if np.any(part > limit)}
    order = sorted(named, key=lambda name: name not in wrong)
    rows = [
        _row(name, named[name], limit, bad if name in wrong else "") for name in order
    ]
    head = "<tr><th align='left'>gradient</th><th align='right'>judged</th>"
    head += "<th align='right'>worst error</th><th></th></tr>"
    parts.append(f"<table cellspacing='8'>{head}{''.join(rows)}</table>")
    parts += [f"<p>{escape(line)}</p>" for line in remarks(found)]
    parts.append(
        "<p>The error is |program − central difference| divided by the larger of the "
        f"two; errors up to {compact(found.gradient.tolerance, 2)} pass.</p>"
    )
    return "".join(parts)


def _row(name: str, errors: Floats, tolerance: float, style: str) -> str:
    judged = int(np.count_nonzero(~np.isnan(errors)))
    worst = float(np.nanmax(errors)) if judged else float("nan")
    verdict = "–" if not judged else "✓" if worst <= tolerance else "✕"
    said = compact(worst, 2) if judged else "–"
    cells = name, f"{count(judged)} of {count(errors.size)}", said, verdict
    sides = "left", "right", "right", "left"
    return "".join(
        (
            "<tr>",
            *(
                f"<td align='{side}' style='{style}'>{cell}</td>"
                for side, cell in zip(sides, cells, strict=True)
            ),
            "</tr>",
        )
    )


class CheckingPanel(QTabWidget):
    """Shows the details of the check on one page, and the gallery on the other."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("checking")
        self.details, self.gallery = CheckDetails(), MistakeGallery()
        self.claims = ClaimsDetails()
        self.addTab(self.details, "Findings")
        self.addTab(self.gallery, "Mistakes")
        self.setTabToolTip(0, "What the check found, gradient by gradient")
        self.setTabToolTip(1, "Published mistakes to turn on and watch")
        self.addTab(self.claims, "Recorded")
        self.setTabToolTip(2, "What another program has recorded, and what is right")
        self.setTabVisible(2, False)
        self.tabBar().setAccessibleName("Findings and mistakes")
        self.tabBar().setToolTip("What the check found, and mistakes to try it on")

    def show_claims(self, shown: bool) -> None:
        """Offer what is known of a record, in front; or do not."""
        if shown != self.isTabVisible(2):
            self.setTabVisible(2, shown)
            self.setCurrentWidget(self.claims if shown else self.details)
