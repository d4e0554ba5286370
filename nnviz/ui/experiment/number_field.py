"""A field for one number, and the steps that arrow keys and the wheel take from it."""

import math
from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QWheelEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from nnviz.ui.theme.enlarging import keep_size
from nnviz.ui.theme.style import set_role
from nnviz.views.numbers import THIN, compact, exact, parsed, parsed_share

Step = Callable[[float, int], float]
"""Takes a value and a direction, 1 or -1, and returns the next value."""

_NICE = (1.0, 2.0, 5.0, 10.0)
_SMALLEST = 1e-6


def by_one(value: float, direction: int) -> float:
    """Go to the next whole number, never below 0."""
    return max(value + direction, 0.0)


def by_twentieth(value: float, direction: int) -> float:
    """Go up or down by 0.05, from 0 to 0.95."""
    return min(max(round(value + 0.05 * direction, 2), 0.0), 0.95)


def by_tenth(value: float, direction: int) -> float:
    """Go up or down by 0.1, from 0 to 1."""
    return min(max(round(value + 0.1 * direction, 1), 0.0), 1.0)


def nice(value: float, direction: int) -> float:
    """Go to the next of ... 0.1, 0.2, 0.5, 1, 2, 5 ...; 0 lies below a millionth."""
    if value <= 0.0:
        return _SMALLEST if direction > 0 else 0.0
    power = math.floor(math.log10(value) + 1e-9)
    ladder = [
        float(f"{digit}e{p}") for p in (power - 1, power) for digit in _NICE[:3]
    ] + [float(f"1e{power + 1}"), float(f"2e{power + 1}")]
    tolerance = value * 1e-9
    if direction > 0:
        return next(step for step in ladder if step > value + tolerance)
    lower = [step for step in ladder if step < value - tolerance]
    return lower[-1] if lower[-1] >= _SMALLEST else 0.0


def nice_whole(value: float, direction: int) -> float:
    """Go to the next of 1, 2, 5, 10, 20 ..., never below 1."""
    return max(round(nice(value, direction)), 1.0)


LEAST_WIDTH = 46


class NumberField(QLineEdit):
    """Shows a number, accepts another one, and steps with arrow keys and wheel.

    Signals
    -------
    entered
        The user wants another number: an int, a float, or None for an empty field.
    refused
        What was typed is not a number; carries what to say about it.
    """

    entered = Signal(object)
    refused = Signal(str)

    def __init__(
        self,
        step: Step = by_one,
        *,
        whole: bool = False,
        optional: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._step, self._whole, self._optional = step, whole, optional
        self._value: float | None = None
        self._tip = ""
        keep_size(self, least_width=LEAST_WIDTH)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        if optional:
            self.setPlaceholderText("none")
        self.returnPressed.connect(self.commit)

    @property
    def value(self) -> float | None:
        """The last valid number."""
        return self._value

    def describe(self, tip: str) -> None:
        """Set the tooltip, which says what the number does."""
        self._tip = tip
        self.setToolTip(tip)

    def show_value(self, value: float | None) -> None:
        """Show a number, or nothing; this announces nothing."""
        if value == self._value and self.hasFocus() and self.isModified():
            return
        self._value = value
        self._write()

    def refuse(self, why: str) -> None:
        """Mark what was typed as impossible and say why."""
        set_role(self, "true", "invalid")
        self.setToolTip(why)

    def event(self, event: QEvent) -> bool:
        """Leave keys that mean nothing in a number to the window."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(
            event, QKeyEvent
        ):
            undo = event.matches(QKeySequence.StandardKey.Undo)
            redo = event.matches(QKeySequence.StandardKey.Redo)
            untouched = (undo or redo) and not self.isModified()
            if event.key() == Qt.Key.Key_Space or untouched:
                event.ignore()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Step with the arrow keys, and restore the old number with Escape."""
        directions: dict[int, int] = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}
        direction = directions.get(event.key())
        if direction is not None:
            self._go(direction)
        elif event.key() == Qt.Key.Key_Escape and self.isModified():
            self._write()
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Step only while the field has the focus; otherwise let the panel scroll."""
        if self.hasFocus() and event.angleDelta().y():
            self._go(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
        else:
            event.ignore()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Accept what was typed; an impossible number gives way to the one before."""
        super().focusOutEvent(event)
        if event.reason() == Qt.FocusReason.PopupFocusReason:
            return
        if self.property("invalid") == "true":
            self._write()
        else:
            self.commit()

    @Slot()
    def commit(self) -> None:
        """Take what was typed, or say why it cannot be."""
        text = self.text().strip()
        if not self.isModified() or text == self._text():
            return
        try:
            value = self._read(text)
        except ValueError as error:
            self.refuse(str(error))
            self.refused.emit(str(error))
            return
        self._announce(value)

    def _go(self, direction: int) -> None:
        if self.isEnabled() and not self.isReadOnly() and self._value is not None:
            value = self._step(self._value, direction)
            self._announce(int(value) if self._whole else value)

    def _announce(self, value: float | None) -> None:
        set_role(self, "", "invalid")
        self.setModified(False)
        if value != self._value:
            self.entered.emit(value)
        else:
            self._write()

    def _read(self, text: str) -> float | None:
        if not text and self._optional:
            return None
        if not self._whole:
            return self._parse(text)
        value = parsed(text)
        if value != int(value):
            raise ValueError(f"{text} is not a whole number: type one like 10")
        return int(value)

    def _parse(self, text: str) -> float:
        return parsed(text)

    def _write(self) -> None:
        set_role(self, "", "invalid")
        self.setToolTip(self._tip)
        self.setText(self._text())
        self.setModified(False)

    def _text(self) -> str:
        if self._value is None:
            return ""
        return exact(self._value).removesuffix(".0")


class ShareField(NumberField):
    """Shows a share of one as the window shows an accuracy, and reads 0.9 as well."""

    def _parse(self, text: str) -> float:
        return parsed_share(text)

    def _text(self) -> str:
        share = self.value
        return "" if share is None else f"{compact(share * 100.0, 12)}{THIN}%"
