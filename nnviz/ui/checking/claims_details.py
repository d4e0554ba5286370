"""What is wrong with a recorded iteration, why, and where the stepper shows it."""

from html import escape

from PySide6.QtCore import Qt, QUrl, Signal, Slot
from PySide6.QtGui import QTextOption
from PySide6.QtWidgets import QFrame, QTextBrowser, QWidget

from nnviz.session.claims.checkup import Report
from nnviz.session.claims.claim_words import (
    headline,
    place,
    remedy,
    words,
    worst_first,
)
from nnviz.session.claims.judging import Judged, Judgement
from nnviz.ui.theme.themed import Themed
from nnviz.ui.theme.tokens import Theme
from nnviz.views.numbers import count

_NOTHING = "Nothing has been checked yet."
_MOST_WRONG = 8
"""The most iterations that are listed as wrong."""


class ClaimsDetails(Themed, QTextBrowser):
    """Lists the recorded quantities, causes first, and what is right instead.

    Signals
    -------
    quantity_requested
        The user wants to see a quantity in the stepper; carries its `Judged`.
    moment_requested
        The user wants to see an iteration; carries its number.
    """

    quantity_requested = Signal(object)
    moment_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("claims_details")
        self.setAccessibleName("What was recorded, and what is right")
        self.setOpenLinks(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.anchorClicked.connect(self._follow)
        self._verdict: Judgement | None = None
        self._whole: Report | None = None
        self._lacks, self._rest = "", tuple[str, ...]()
        self._write()

    def show_verdict(
        self, verdict: Judgement | None, lacks: str = "", rest: tuple[str, ...] = ()
    ) -> None:
        """Show what is known of the iteration shown, or why nothing is.

        ``rest`` is what else there is to say.
        """
        before = self._verdict, self._lacks, self._rest
        if verdict is not before[0] or (lacks, rest) != before[1:]:
            self._verdict, self._lacks, self._rest = verdict, lacks, rest
            self._write()

    def show_whole(self, report: Report | None) -> None:
        """Show what a check of all iterations has found; None forgets it."""
        self._whole = report
        self._write()

    @Slot(QUrl)
    def _follow(self, link: QUrl) -> None:
        name = link.toString()
        if name.isdigit():
            self.moment_requested.emit(int(name))
            return
        quantities = self._verdict.quantities if self._verdict is not None else ()
        found = next((one for one in quantities if one.name == name), None)
        if found is not None:
            self.quantity_requested.emit(found)

    def _recolour(self) -> None:
        self._write()

    def _write(self) -> None:
        verdict, parts = self._verdict, list[str]()
        if verdict is not None:
            parts += _of_moment(verdict, self.theme)
        else:
            parts.append(f"<p>{escape(self._lacks or _NOTHING)}</p>")
        if self._whole is not None:
            parts += _of_whole(self._whole)
        parts += [f"<p>{escape(one)}</p>" for one in self._rest]
        style = f"a {{ color: {self.theme.accent}; text-decoration: none; }}"
        self.document().setDefaultStyleSheet(style)
        self.setHtml("".join(parts))


def _of_moment(verdict: Judgement, theme: Theme) -> list[str]:
    number = count(verdict.claims.number)
    colour = theme.text if verdict.ok else theme.bad
    title = f"Iteration {number}: {escape(headline(verdict))}"
    parts = [f"<p style='color: {colour}'><b>{title}</b></p>"]
    quantities = worst_first(verdict)
    parts += [_of_wrong(one, verdict) for one in quantities if not one.ok]
    right = [one for one in quantities if one.ok]
    if right:
        names = ", ".join(_link(one.name) for one in right)
        parts.append(f"<p>Right: {names}.</p>")
    return parts


def _of_wrong(one: Judged, verdict: Judgement) -> str:
    said = [f"<b>{_link(one.name)}</b> {escape(words(one, verdict))}"]
    if one.fault is not None:
        line = remedy(one, verdict)
        if line:
            said.append(f"right: <code>{escape(line)}</code>")
        said.append(f"<a href='{one.name}'>Show it in the stepper</a>: {place(one)}")
    indent = "margin-left: 16px" if one.follows else ""
    return f"<p style='{indent}'>{'<br>'.join(said)}</p>"


def _of_whole(report: Report) -> list[str]:
    said = (
        f"{count(report.checked)} of {count(report.recorded)} recorded iterations "
        "were looked at: "
    )
    if report.ok:
        said += "all right."
    else:
        listed = ", ".join(_link(str(k)) for k in report.wrong[:_MOST_WRONG])
        more = ", …" if len(report.wrong) > _MOST_WRONG else "."
        said += f"{count(len(report.wrong))} wrong: {listed}{more}"
    parts = [f"<p>{said}</p>"]
    if report.not_finite is not None:
        number, name = report.not_finite
        parts.append(
            f"<p>Not finite from iteration {_link(str(number))} on, in {name}.</p>"
        )
    return parts + [f"<p>{escape(note)}</p>" for note in report.notes]


def _link(name: str) -> str:
    shown = count(int(name)) if name.isdigit() else name
    return f"<a href='{name}'>{shown}</a>"
