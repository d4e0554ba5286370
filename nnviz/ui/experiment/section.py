"""One section of the panel: a heading, rows of controls, and the wishes they emit."""

from collections.abc import Callable
from functools import partial
from typing import ClassVar

from PySide6.QtCore import QPoint, QPointF, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFontMetrics, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from nnviz.core.activations import ACTIVATIONS
from nnviz.core.errors import InputError
from nnviz.session.config import RunConfig
from nnviz.session.settings.defaults import resolve
from nnviz.ui.controls.layouts import row_of
from nnviz.ui.experiment.number_field import NumberField
from nnviz.ui.experiment.picker import Picker
from nnviz.ui.theme.enlarging import keep_size
from nnviz.ui.theme.fonts import text_font
from nnviz.ui.theme.style import set_role
from nnviz.ui.theme.themed import current_theme
from nnviz.views.experiment.choices import ShownSettings
from nnviz.views.experiment.plain_settings import FindPlain, plain_setting

Change = Callable[[], RunConfig]
Made = Callable[[ShownSettings, object], RunConfig]


_BEFORE, _DOT = 8, 2.5
"""Pixels from the dot of a changed setting to its name, and the dot's radius."""

LEAST_FIELD = 46
"""Pixels of a field, at least; it fills what the names of its section leave."""


class Heading(QLabel):
    """The name of a section, which can be clicked.

    Signals
    -------
    pressed
        The user clicked it.
    """

    pressed = Signal()

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.setProperty("role", "heading")
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.pressed.emit()


class Section(QWidget):
    """A heading with controls below it, which can be folded away.

    Signals
    -------
    wished
        The user wants this `RunConfig`.
    refused
        What the user wants is impossible; carries why.
    own_function_requested
        The user wants to write a function: for which place, the one to start from, and
        what to call with the one written.
    unfolded
        The user has opened the section.
    """

    settings: ClassVar[frozenset[str]]
    """The names of the settings that decide what the section shows."""

    wished = Signal(object)
    refused = Signal(str)
    own_function_requested = Signal(str, str, object)
    unfolded = Signal()

    def __init__(self, heading: str, *, folded: bool = False) -> None:
        super().__init__()
        self.heading = heading
        self.shown: ShownSettings | None = None
        self.awaits_answer = False
        """Whether a wish has gone out since the section last showed a configuration."""
        self._labels: list[QLabel] = []
        self._plain: dict[QLabel, FindPlain] = {}
        self._body = QWidget()
        self._rows = QVBoxLayout(self._body)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(6)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 8, 12)
        layout.setSpacing(8)
        layout.addLayout(self._top(heading, folded))
        layout.addWidget(self._body)

    def present(self, shown: ShownSettings) -> None:
        """Show a configuration; this announces nothing."""
        self.shown = shown
        self.awaits_answer = False
        self.show_marks()

    def show_marks(self) -> None:
        """Mark what is not at its default, and nothing else."""
        for label, find in self._plain.items():
            changed = self.shown is not None and find(self.shown) is not None
            set_role(label, "changed" if changed else "muted")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Put a dot before the names of what is not at its default."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(current_theme().accent))
        for label in self._plain:
            if label.property("role") == "changed" and label.isVisible():
                middle = label.mapTo(self, QPoint(-_BEFORE, label.height() // 2))
                painter.drawEllipse(QPointF(middle), _DOT, _DOT)

    def add(self, widget: QWidget) -> None:
        """Put a widget on a row of its own."""
        self._rows.addWidget(widget)

    def add_row(
        self, words: str, *fields: QWidget, tip: str = "", setting: str = ""
    ) -> QWidget:
        """Put fields beside their name, in which ``&`` marks the key to press with Alt.

        Where the row is all of one ``setting``, it is marked unless at its default.

        Returns
        -------
        QWidget
            The row, which can be hidden.
        """
        row, label = QWidget(), self.label(words)
        label.setBuddy(fields[0])
        label.setToolTip(tip)
        line = row_of(label, within=row, spacing=6)
        for field in fields:
            fills = isinstance(field, QComboBox | NumberField)
            line.addWidget(field, 1 if fills else 0)
            _name(field, words.replace("&", ""), tip)
        self._rows.addWidget(row)
        if setting:
            self.mark(label, plain_setting(setting), fields[0])
        return row

    def mark(self, label: QLabel, find: FindPlain, *fields: QWidget) -> None:
        """Mark a name unless at its default, and offer that in a menu of its own."""
        self._plain[label] = find
        for part in (label, *fields):
            part.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
            part.customContextMenuRequested.connect(
                partial(self._offer_default, part, find)
            )

    def _offer_default(self, part: QWidget, find: FindPlain, at: QPoint) -> None:
        """Offer to leave something at its default again, if it is another now."""
        found = None if self.shown is None else find(self.shown)
        plain = None
        if isinstance(part, QLineEdit):
            plain = part.createStandardContextMenu()
        menu = plain or QMenu(part)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setObjectName("setting_menu")
        action = menu.addAction("Back to the default")
        action.setEnabled(found is not None)
        if found is not None:
            action.setText(f"Back to the default, {found.words}")
            action.triggered.connect(lambda: self.wish(lambda: found.config))
        menu.popup(part.mapToGlobal(at))

    def label(self, words: str) -> QLabel:
        """Return the name of a row: all are as wide, so that fields begin alike."""
        label = QLabel(words)
        label.setProperty("role", "muted")
        self._labels.append(label)
        metrics = QFontMetrics(text_font())
        texts = [each.text().replace("&", "") for each in self._labels]
        width = max(map(metrics.horizontalAdvance, texts)) + 2
        for each in self._labels:
            keep_size(each, width=width)
        return label

    def forget_label(self, label: QLabel) -> None:
        """Forget the name of a row that is gone."""
        self._labels.remove(label)
        self._plain.pop(label, None)

    def fields(self) -> list[tuple[str, QWidget]]:
        """Return the fields in use and their names, also those folded away."""
        found = []
        for label in self._body.findChildren(QLabel):
            field = _buddy(label)
            if field is not None and label.isVisibleTo(self._body):
                takes_keys = field.focusPolicy() != Qt.FocusPolicy.NoFocus
                found += [(label.text().replace("&", ""), field)] * takes_keys
        return found

    def number(self, field: NumberField, change: Made) -> NumberField:
        """Emit a wish for ``change(shown, number)`` when a number is entered."""

        def enter(value: object) -> None:
            shown = self.shown
            if shown is not None:
                self.wish(lambda: change(shown, value), field)

        field.entered.connect(enter)
        field.refused.connect(self.refused)
        return field

    def setting(self, field: NumberField, name: str) -> NumberField:
        """Emit a wish for another value of one setting when a number is entered."""
        return self.number(field, lambda s, value: s.config.changed(**{name: value}))

    def picker(
        self, picker: Picker, change: Callable[[ShownSettings, str], RunConfig]
    ) -> None:
        """Emit a wish for ``change(shown, name)`` when an option is picked."""

        def choose(name: str) -> None:
            shown = self.shown
            if shown is not None:
                self.wish(lambda: change(shown, name))

        picker.chosen.connect(choose)

    def ask_function(
        self, place: str, current: str, choose: Callable[[str], None]
    ) -> None:
        """Announce that the user wants to write an activation for a place."""
        if self.shown is not None:
            # The picker goes back to what it is, until another one is chosen.
            self.present(self.shown)
            own = current if current not in ACTIVATIONS else ""
            self.own_function_requested.emit(place, own, choose)

    def wish(self, change: Change, field: NumberField | None = None) -> None:
        """Announce a changed configuration, or why it is impossible.

        What leads to the same settings is no change: a run would be thrown away for
        nothing.
        """
        shown = self.shown
        if shown is None:
            return
        try:
            config = change()
        except InputError as error:
            self.refuse(str(error), field)
            return
        if _is_same(config, shown):
            self.present(shown)
        else:
            self.awaits_answer = True
            self.wished.emit(config)

    def refuse(self, why: str, field: NumberField | None = None) -> None:
        """Say why a wish is impossible; only a field keeps what was typed into it."""
        if field is not None:
            field.refuse(why)
        elif self.shown is not None:
            self.present(self.shown)
        self.refused.emit(why)

    @Slot(bool)
    def unfold(self, wanted: bool) -> None:
        """Show or hide what is below the heading."""
        self._body.setVisible(wanted)
        self._fold.setChecked(wanted)
        arrow = Qt.ArrowType.DownArrow if wanted else Qt.ArrowType.RightArrow
        self._fold.setArrowType(arrow)

    @Slot(bool)
    def _fold_or_unfold(self, wanted: bool) -> None:
        self.unfold(wanted)
        if wanted:
            self.unfolded.emit()

    @Slot()
    def _toggle_fold(self) -> None:
        self._fold_or_unfold(not self._fold.isChecked())

    def _top(self, heading: str, folded: bool) -> QHBoxLayout:
        label = Heading(heading)
        label.setToolTip(f"Show or hide {heading}")
        label.pressed.connect(self._toggle_fold)
        self._fold = QToolButton()
        self._fold.setProperty("role", "flat")
        self._fold.setCheckable(True)
        keep_size(self._fold, width=22, height=20)
        self._fold.setAccessibleName(f"Show {heading}")
        self._fold.setToolTip(f"Show or hide {heading}")
        self._fold.clicked.connect(self._fold_or_unfold)
        self.unfold(not folded)
        line = QHBoxLayout()
        line.addWidget(label, 1)
        line.addWidget(self._fold)
        return line


def _is_same(config: RunConfig, shown: ShownSettings) -> bool:
    """Tell whether a configuration settles to what is shown.

    A choice left open may have been settled to the very value that is now chosen.
    """
    if config.dataset != shown.config.dataset:
        return False
    try:
        return resolve(config, shown.dataset) == shown.settled
    except InputError:
        return False


def _buddy(label: QLabel) -> QWidget | None:
    """Return the field that a label names, if it names one."""
    return label.buddy()


def _name(field: QWidget, words: str, tip: str) -> None:
    if not field.accessibleName():
        field.setAccessibleName(words)
    if isinstance(field, NumberField | Picker):
        field.describe(tip)
    elif tip and not field.toolTip():
        field.setToolTip(tip)


def caption() -> QLabel:
    """Return an empty label for a remark in small type."""
    label = QLabel()
    label.setProperty("role", "caption")
    label.setWordWrap(True)
    return label


def allow(field: QWidget, why_not: str | None, tip: str) -> None:
    """Enable a field, or disable it and say why in its tooltip."""
    field.setEnabled(why_not is None)
    text = tip if why_not is None else f"<p><b>Not available:</b> {why_not}</p>{tip}"
    if isinstance(field, NumberField | Picker):
        field.describe(text)
    field.setToolTip(text)


def allow_row(field: QWidget, why_not: str | None, tip: str) -> None:
    """Enable a field and show its row, or hide it: it does not apply to this data."""
    allow(field, why_not, tip)
    row = field.parentWidget()
    if row is not None:
        row.setVisible(why_not is None)
