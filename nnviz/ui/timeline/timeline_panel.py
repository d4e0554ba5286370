"""The timeline panel: the track, and buttons to return, bookmark and compare."""

from functools import partial

from PySide6.QtCore import QPoint, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from nnviz.core.layout import Layout
from nnviz.session.timeline.timeline_view import Bookmark, Position, TimelineView
from nnviz.ui.controls.layouts import column_of, row_of
from nnviz.ui.theme.enlarging import keep_size
from nnviz.ui.theme.style import set_role
from nnviz.ui.theme.themed import current_theme
from nnviz.ui.timeline.iteration_field import IterationField
from nnviz.ui.timeline.track import TimelineTrack, within
from nnviz.views.numbers import MINUS, count, parsed_iteration
from nnviz.views.readings import Readings
from nnviz.views.track_layout import named_moment

_NOW = "Show the present again, where training continues; looking back loses nothing"
_GO_ON = (
    "Make this moment the present. Training from here opens a new branch; what came "
    "after it stays on the timeline and in the plots"
)
_BEST = (
    "Show the best moment so far. Continue from there to keep its weights: training, "
    "saving and predicting then go on with them"
)
_BOOKMARK = "Name the moment shown, so that you can find it again and compare with it"
_NEWEST = "Show the newest recorded iteration, and each one that follows it"
_LEAST_PLACE = 60
_MARGIN = 12
"""Pixels beside the track."""
_COMPARE = "Show in the diagram how much every weight differs from another moment"

_NAME = "name", "Name", "", 40
_NOTE = "note", "Note", "note, if you like", 200
"""Of a field: its name, the same for screen readers, a hint, and the most letters."""


class TimelinePanel(QWidget):
    """A track to scrub; says whether the past is shown, and offers what to do then.

    Signals
    -------
    moment_requested
        (iteration, branch): the user wants to see this iteration.
    now_requested, go_on_requested
        The user wants to return to the present, or to continue from what is shown.
    bookmark_requested, note_requested, bookmark_dropped
        The user wants to name what is shown (name and note), to write another note of
        a bookmark (name and note), or to delete the bookmark of a name.
    comparison_requested
        Two `Position`, the earlier first: the user wants to see what changed.
    refused
        There is no such iteration as the user wants to see; carries why.
    """

    moment_requested = Signal(int, int)
    now_requested = Signal()
    go_on_requested = Signal()
    bookmark_requested = Signal(str, str)
    note_requested = Signal(str, str)
    bookmark_dropped = Signal(str)
    comparison_requested = Signal(object, object)
    refused = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("timeline")
        self.setAccessibleName("Timeline")
        set_role(self, "panel", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.track = TimelineTrack()
        self._heading = QLabel("Timeline")
        self._place = _Place()
        self._place.setObjectName("timeline_place")
        self._name, self._note = _BookmarkField(*_NAME), _BookmarkField(*_NOTE)
        self._noted: Bookmark | None = None
        self._go_to = IterationField()
        self._now = _button("now", "Return to now", _NOW)
        self._go_on = _button("go_on", "Continue from here", _GO_ON)
        self._best = _button("best", "Best", _BEST)
        self._best.hide()
        self._best_moment: int | None = None
        self._of_record = self._follows = False
        self._bookmark = _button("bookmark", "Bookmark", _BOOKMARK)
        self._compare = _button("compare", "Compare with…", _COMPARE)
        self._lay_out()
        self._connect()
        self.setFocusProxy(self.track)
        self._tell()

    def begin(self, layout: Layout, per_epoch: int, *, of_record: bool = False) -> None:
        """Show a new run; ``per_epoch`` is the number of iterations in an epoch.

        One that another program has recorded has no other branches.
        """
        self._of_record, self._follows = of_record, True
        self._now.setText("Newest" if of_record else "Return to now")
        self._now.setToolTip(_NEWEST if of_record else _NOW)
        self.track.begin(layout, per_epoch)
        self.offer_best(None, "")
        self._give_up()
        self._tell()

    def readings(self) -> Readings:
        """Return the iteration of the past that is shown, if one is."""
        found = Readings()
        if self._place.isVisibleTo(self):
            words = self._place.text().removeprefix("iteration ")
            found.note("iteration", words.partition(" of ")[0])
        return found

    def show_view(self, view: TimelineView) -> None:
        """Show a timeline."""
        self.track.show_view(view)
        self._tell()

    def show_now(self, iteration: int) -> None:
        """Extend the live branch to an iteration: cheap enough for every frame."""
        self.track.show_now(iteration)

    def show_following(self, follows: bool) -> None:
        """Show whether each newer moment of a record is shown."""
        if follows != self._follows:
            self._follows = follows
            self._tell()

    @Slot(float, float)
    def show_margins(self, left: float, right: float) -> None:
        """Let the track begin and end where a plot below it does [px of the design]."""
        own = _MARGIN / current_theme().scale
        self.track.show_margins(left - own, right - own)

    def offer_best(self, iteration: int | None, words: str) -> None:
        """Offer to go to the best moment, which words describe; None offers nothing."""
        if iteration != self._best_moment:
            self._best_moment = iteration
            self._best.setToolTip(f"{_BEST}. It is {words}")
            self._tell()

    @Slot()
    def go_to_best(self) -> None:
        """Ask for the best moment, or say that there is none to go back to."""
        if self._best_moment is None:
            self.refused.emit(
                "There is no best moment to go back to: the watched cost is as low as "
                "ever, or was not evaluated yet."
            )
        else:
            branch = self.track.view.now.branch
            self.track.ask(Position(self._best_moment, branch))

    def ask_for_iteration(self) -> None:
        """Go to the field in which an iteration is typed."""
        self._go_to.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._go_to.selectAll()

    @Slot(int)
    def go_to(self, iteration: int) -> bool:
        """Ask for an iteration of the branch shown, or say that there is none.

        Returns
        -------
        bool
            Whether there is such an iteration.
        """
        shown, view = self.track.shown, self.track.view
        wanted = Position(iteration, shown.branch)
        first = view.first
        if within(wanted, view) == wanted and iteration >= first:
            self.track.ask(wanted)
            return True
        last = within(Position(2**62, shown.branch), view).iteration
        where = f" on branch {shown.branch + 1}" if len(view.branches) > 1 else ""
        what = f"{MINUS if iteration < 0 else ''}{count(abs(iteration))}"
        trains = iteration > last and not self._of_record
        more = "; train on to reach it" if trains else ""
        self.refused.emit(
            f"There is no iteration {what}{where}: there are {count(first)} to "
            f"{count(last)}{more}."
        )
        return False

    @Slot(str)
    def _take_iteration(self, text: str) -> None:
        """Go where the field says; it keeps what leads nowhere."""
        try:
            iteration = parsed_iteration(text, self.track.shown.iteration)
        except ValueError as error:
            self.refused.emit(f"{error}.")
            self._go_to.refuse()
            return
        if self.go_to(iteration):
            self._go_to.clear()
            self.track.setFocus()
        else:
            self._go_to.refuse()

    def _lay_out(self) -> None:
        set_role(self._heading, "heading")
        set_role(self._place, "past")
        row = row_of(self._heading, spacing=4)
        row.addSpacing(4)
        row.addWidget(self._place)
        row.addStretch(1)
        row.addWidget(self._name)
        row.addWidget(self._note)
        row.addWidget(self._go_to)
        row.addWidget(self._best)
        for button in (self._now, self._go_on, self._bookmark, self._compare):
            row.addWidget(button)
        column_of(
            row, self.track, within=self, margins=(_MARGIN, 2, _MARGIN, 0), spacing=0
        )
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def _connect(self) -> None:
        self.track.moment_requested.connect(self.moment_requested)
        self.track.moment_requested.connect(self._tell)
        self.track.bookmark_touched.connect(self._offer)
        self._now.clicked.connect(self.now_requested)
        self._best.clicked.connect(self.go_to_best)
        self._go_on.clicked.connect(self.go_on_requested)
        self._bookmark.clicked.connect(self._ask_for_name)
        for field in (self._name, self._note):
            field.returnPressed.connect(self._take_name)
            field.given_up.connect(self._give_up)
        self._go_to.entered.connect(self._take_iteration)
        self._go_to.left.connect(self.track.setFocus)
        self._compare.clicked.connect(self._offer_moments)

    @Slot()
    def _tell(self) -> None:
        """Say whether the present is shown or which iteration of the past."""
        shown, view = self.track.shown, self.track.view
        past = shown != view.now
        at = count(shown.iteration)
        elsewhere = shown.branch != view.now.branch
        end = count(view.branches[shown.branch].end)
        where = f" on branch {shown.branch + 1}" if elsewhere else ""
        ending = "" if self._of_record else ": the past"
        words = f"iteration {at} of {end}{where}{ending}" if past else ""
        self._place.setText(words)
        self._place.setToolTip(words)
        self._place.setVisible(past)
        self._heading.setVisible(not past)
        stays = self._of_record and not self._follows
        self._now.setVisible(past or stays)
        self._go_on.setVisible(past and not self._of_record)
        # In the past there is no room for more buttons.
        self._best.setVisible(self._best_moment is not None and not past)

    @Slot()
    def _ask_for_name(self) -> None:
        """Offer a name that can be typed over."""
        self._noted = None
        self._name.ask(f"iteration {count(self.track.shown.iteration)}")
        self._note.setText("")
        self._note.show()

    def _ask_for_note(self, bookmark: Bookmark) -> None:
        """Offer the note of a bookmark to be written again."""
        self._give_up()
        self._noted = bookmark
        self._note.ask(bookmark.note)

    @Slot()
    def _take_name(self) -> None:
        name, note = self._name.text().strip(), self._note.text().strip()
        noted = self._noted
        self._give_up()
        self.track.setFocus()
        if noted is not None:
            self.note_requested.emit(noted.name, note)
        elif name:
            self.bookmark_requested.emit(name, note)

    @Slot()
    def _give_up(self) -> None:
        """Name nothing, and note nothing."""
        self._noted = None
        self._name.hide()
        self._note.hide()

    @Slot()
    def _offer_moments(self) -> None:
        menu = self.comparisons()
        menu.popup(self._compare.mapToGlobal(self._compare.rect().bottomLeft()))

    def comparisons(self) -> QMenu:
        """Return a menu of the iterations to compare with the one shown."""
        view, shown = self.track.view, self.track.shown
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        begin = Position(view.first if self._of_record else 0, shown.branch)
        choices = [("now", view.now), ("the beginning", begin)]
        choices += [(mark.name, mark.position) for mark in view.bookmarks]
        for name, position in choices:
            if position != shown:
                words = named_moment(_plain(name), position.iteration)
                menu.addAction(words).triggered.connect(
                    partial(self._request_comparison, position)
                )
        if menu.isEmpty():
            menu.addAction("There is no other moment yet").setEnabled(False)
        return menu

    def _request_comparison(self, position: Position) -> None:
        pair = sorted((position, self.track.shown), key=lambda one: one.iteration)
        self.comparison_requested.emit(*pair)

    @Slot(object, QPoint)
    def _offer(self, bookmark: Bookmark, place: QPoint) -> None:
        self.choices(bookmark).popup(place)

    def choices(self, bookmark: Bookmark) -> QMenu:
        """Return a menu of what can be done with a bookmark."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        name, at = _plain(bookmark.name), bookmark.position
        menu.addAction(f"Show {name}").triggered.connect(
            partial(self.moment_requested.emit, at.iteration, at.branch)
        )
        compare = menu.addAction(f"Compare with {name}")
        compare.setEnabled(at != self.track.shown)
        compare.triggered.connect(partial(self._request_comparison, at))
        note = "Change the note" if bookmark.note else "Write a note"
        menu.addAction(f"{note} of {name}").triggered.connect(
            partial(self._ask_for_note, bookmark)
        )
        menu.addAction(f"Delete {name}").triggered.connect(
            partial(self.bookmark_dropped.emit, bookmark.name)
        )
        return menu


class _Place(QLabel):
    """Says where one is; "the past" where there is no room for more."""

    def minimumSizeHint(self) -> QSize:
        return QSize(_LEAST_PLACE, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        fits = self.fontMetrics().horizontalAdvance(self.text()) <= self.width()
        shown = self.text() if fits else "the past"
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(self.rect(), left, shown)
        painter.end()


class _BookmarkField(QLineEdit):
    """A name for a bookmark, or a note.

    Signals
    -------
    given_up
        The user has pressed Escape.
    """

    given_up = Signal()

    def __init__(self, name: str, words: str, hint: str, letters: int) -> None:
        super().__init__()
        self.setObjectName(f"timeline_{name}")
        self.setAccessibleName(f"{words} of the bookmark")
        self.setToolTip(f"The bookmark's {name}. Enter saves it, Escape cancels")
        self.setPlaceholderText(hint)
        keep_size(self, most_width=160)
        self.setMaxLength(letters)
        self.hide()

    def ask(self, text: str) -> None:
        """Offer a text that can be typed over."""
        self.setText(text)
        self.show()
        self.selectAll()
        self.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Give up with Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.given_up.emit()
        else:
            super().keyPressEvent(event)


def _button(name: str, words: str, tip: str) -> QPushButton:
    button = QPushButton(words)
    button.setObjectName(f"timeline_{name}")
    button.setAccessibleName(words)
    button.setToolTip(tip)
    set_role(button, "flat")
    return button


def _plain(name: str) -> str:
    """Return a name for a menu, in which an ampersand must not underline a letter."""
    return name.replace("&", "&&")
