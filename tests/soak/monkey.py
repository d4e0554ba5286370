"""Does one thing after another, as a person might."""

import random
from collections import Counter, deque
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QKeyEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDialog,
    QFileDialog,
    QLineEdit,
    QMenu,
    QWidget,
)
from shiboken6 import isValid

from nnviz.session.settings.presets import PRESETS
from nnviz.ui.window.main_window import MainWindow

_LAST = 30
"""How many actions are remembered."""

_TEXTS = (
    *("0", "1", "2", "3", "0.5", "0.03", "1e-3", "10", "64", "200", "7, 5", "4-2"),
    *("-1", "1e300", "nan", "inf", "1e999", "", " ", "abc", "1,5", "٣", "-0", "0x10"),
    *("tanh(x)", "x*sigmoid(2x)", "1/x", "((", "9**9**9", "\0", "é" * 300, "circle"),
)
_KEYS = (
    *(Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Return, Qt.Key.Key_Escape),
    *(Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down),
    *(Qt.Key.Key_Space, Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_Delete),
    *(Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_A, Qt.Key.Key_1),
    *(Qt.Key.Key_Plus, Qt.Key.Key_Minus, Qt.Key.Key_F6, Qt.Key.Key_Menu),
)


class _GoneError(Exception):
    """What was to be used has been deleted meanwhile."""


def _still_there(widget: QWidget) -> None:
    """Raise _GoneError if what was done has deleted a widget, or a menu within it."""
    if not isValid(widget):
        raise _GoneError


class Monkey:
    """Does one thing after another, as a person might."""

    def __init__(
        self, window: MainWindow, seed: int, folder: Path, *, loud: bool
    ) -> None:
        self.window, self._folder, self._loud = window, folder, loud
        self._random = random.Random(seed)
        self.last: deque[str] = deque(["nothing yet"], maxlen=_LAST)
        self.done: Counter[str] = Counter()
        (folder / "good.csv").write_text("a,b,y\n" + "1,2,x\n3,4,z\n5,1,x\n2,2,z\n" * 9)
        (folder / "bad.csv").write_text("a,b\n1,\x00\n,,,,\n")
        (folder / "bad.nnviz").write_bytes(b"nothing that can be read")
        deeds: dict[Callable[[], str], int] = {
            self._click: 30,
            self._key: 14,
            self._choose_action: 14,
            self._type: 10,
            self._drag: 8,
            self._pick: 6,
            self._wheel: 4,
            self._resize: 1,
            self._train: 6,
            self._open_preset: 2,
        }
        self._deeds, self._weights = list(deeds), list(deeds.values())

    def act(self) -> None:
        """Do something."""
        dialogs = [w for w in _shown() if isinstance(w, QFileDialog)]
        if dialogs:
            self._note(self._answer(dialogs[0]))
        elif QApplication.activePopupWidget() is not None:
            self._note(self._use_popup(QApplication.activePopupWidget()))
        else:
            (deed,) = self._random.choices(self._deeds, self._weights)
            self._say(f"begins to {deed.__name__.strip('_')}")
            try:
                self._note(deed())
            except _GoneError:
                self._note("missed what is gone by now")

    def tidy(self) -> None:
        """Close all that is open in front of the window."""
        while (popup := QApplication.activePopupWidget()) is not None:
            popup.close()
        for other in _shown():
            if other is not self.window:
                other.close()

    def _note(self, words: str) -> None:
        self.done[words.partition(" ")[0]] += 1
        self._say(words)

    def _say(self, words: str) -> None:
        self.last.append(words)
        if self._loud:
            click.echo(words, err=True)

    def _front(self) -> QWidget:
        """Return a window that is open: most often one in front of the main one."""
        others = [w for w in _shown() if w is not self.window]
        modal = QApplication.activeModalWidget()
        if modal is not None:
            return modal
        if others and self._random.random() < 0.5:
            return self._random.choice(others)
        return self.window

    def _one(self, kind: type[Any] = QWidget) -> Any:
        """Return something that can be used, anywhere in front."""
        front = self._front()
        found = [w for w in front.findChildren(kind) if _is_usable(w)]
        return self._random.choice(found) if found else self.window

    def _place(self, widget: QWidget) -> QPoint:
        return QPoint(
            self._random.randrange(max(1, widget.width())),
            self._random.randrange(max(1, widget.height())),
        )

    def _click(self) -> str:
        widget, buttons = self._one(), Qt.MouseButton
        place = self._place(widget)
        button = buttons.RightButton if self._random.random() < 0.1 else None
        held = self._random.choice((Qt.KeyboardModifier.NoModifier,) * 5 + _HELD)
        words = f"click {_named(widget)} at {place.x()}, {place.y()}"
        self._say(words)
        QTest.mouseMove(widget, place)
        _still_there(widget)
        if self._random.random() < 0.1:
            QTest.mouseDClick(widget, buttons.LeftButton, held, place)
        else:
            QTest.mouseClick(widget, button or buttons.LeftButton, held, place)
        return words

    def _key(self) -> str:
        key = self._random.choice(_KEYS)
        held = self._random.choice((Qt.KeyboardModifier.NoModifier,) * 4 + _HELD)
        focus = QApplication.focusWidget() or self.window
        words = f"key {held.name} {key.name} on {_named(focus)}"
        QTest.keyClick(focus, key, held)
        return words

    def _choose_action(self) -> str:
        actions = [
            action
            for menu in self.window.menuBar().findChildren(QMenu)
            for action in menu.actions()
            if action.menu() is None and _can_be_done(action)
        ]
        action = self._random.choice(actions)
        words = f"action {action.text()}"
        self._say(words)
        action.trigger()
        return words

    def _type(self) -> str:
        field, text = self._one(QLineEdit), self._random.choice(_TEXTS)
        if not isinstance(field, QLineEdit) or field.isReadOnly():
            return "type nothing"
        words = f"type {text[:20]!r} into {_named(field)}"
        field.setFocus()
        field.selectAll()
        for letter in text:
            _press(field, letter)
            _still_there(field)
        end = Qt.Key.Key_Return if self._random.random() < 0.8 else Qt.Key.Key_Tab
        QTest.keyClick(field, end)
        return words

    def _drag(self) -> str:
        widget = self._one()
        start, button = self._place(widget), Qt.MouseButton.LeftButton
        words = f"drag {_named(widget)} from {start.x()}, {start.y()}"
        none = Qt.KeyboardModifier.NoModifier
        QTest.mousePress(widget, button, none, start)
        _still_there(widget)
        place = start
        for _ in range(self._random.randrange(1, 8)):
            place = self._place(widget)
            QTest.mouseMove(widget, place)
            _still_there(widget)
        QTest.mouseRelease(widget, button, none, place)
        return words

    def _pick(self) -> str:
        box = self._one(QComboBox)
        if not isinstance(box, QComboBox) or not box.count():
            return "pick nothing"
        words = f"pick in {_named(box)}"
        box.setFocus()
        keys = self._random.randrange(box.count())
        for key in (Qt.Key.Key_Home, *[Qt.Key.Key_Down] * keys):
            QTest.keyClick(box, key)
            _still_there(box)
        return words

    def _wheel(self) -> str:
        widget = self._one()
        place = QPointF(self._place(widget))
        turn = QPoint(0, self._random.choice((-360, -120, 120, 360)))
        event = QWheelEvent(
            place,
            widget.mapToGlobal(place),
            QPoint(),
            turn,
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        words = f"wheel on {_named(widget)}"
        QApplication.sendEvent(widget, event)
        return words

    def _resize(self) -> str:
        size = self._random.choice(
            ((1280, 800), (1600, 1000), (900, 650), (1920, 1080))
        )
        self.window.resize(*size)
        return f"resize to {size}"

    def _train(self) -> str:
        self.window.tabs.page.play_or_pause()
        return "train or pause"

    def _open_preset(self) -> str:
        preset = self._random.choice(list(PRESETS.values()))
        self.window.open_preset(preset)
        return f"preset {preset.title}"

    def _answer(self, dialog: QFileDialog) -> str:
        if self._random.random() < 0.3:
            dialog.reject()
            return f"dismiss {dialog.windowTitle()}"
        if dialog.acceptMode() == QFileDialog.AcceptMode.AcceptSave:
            suffix = dialog.defaultSuffix() or "nnviz"
            path = self._folder / f"saved{self._random.randrange(5)}.{suffix}"
            # It would ask before replacing one.
            path.unlink(missing_ok=True)
        else:
            files = (
                p for p in self._folder.iterdir() if p.suffix in (".csv", ".nnviz")
            )
            path = self._random.choice(sorted(files))
        dialog.done(QDialog.DialogCode.Accepted)
        dialog.fileSelected.emit(str(path))
        return f"answer {dialog.windowTitle()} with {path.name}"

    def _use_popup(self, popup: QWidget) -> str:
        words = f"popup {_named(popup)}"
        if isinstance(popup, QMenu) and self._random.random() < 0.5:
            actions = [a for a in popup.actions() if not a.menu() and _can_be_done(a)]
            popup.close()
            if actions:
                self._random.choice(actions).trigger()
            return words
        key = self._random.choice(
            (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Escape, Qt.Key.Key_Return)
        )
        QTest.keyClick(popup, key)
        return f"{words}: {key.name}"


_HELD = (
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
)


def _shown() -> list[QWidget]:
    return [
        w for w in QApplication.topLevelWidgets() if w.isVisible() and _is_usable(w)
    ]


def _is_usable(widget: QWidget) -> bool:
    return widget.isVisible() and widget.isEnabled()


def _can_be_done(action: QAction) -> bool:
    return action.isEnabled() and not action.isSeparator()


def _press(widget: QWidget, letter: str) -> None:
    # `QTest` knows no letters beyond Latin ones.
    none = Qt.KeyboardModifier.NoModifier
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QApplication.sendEvent(widget, QKeyEvent(kind, 0, none, letter))


def _named(widget: QWidget) -> str:
    name = widget.objectName()
    return f"{type(widget).__name__} {name}".strip()
