"""A seeded monkey on every control of the real window, while it trains.

``python -m tests.soak --minutes 30 --seed 7``. It ends with status 1, and says the seed
and the last actions, where something is raised or reported that should not be, or
where memory, threads or open files grow. What it does is settled by the seed; what the
window does meanwhile depends on the machine.
"""

import argparse
import faulthandler
import gc
import logging
import os
import random
import sys
import tempfile
import threading
import time
import traceback
from collections import Counter, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import psutil
from PySide6.QtCore import (
    QEvent,
    QMessageLogContext,
    QObject,
    QPoint,
    QPointF,
    QSettings,
    Qt,
    QTimer,
    QtMsgType,
    Slot,
    qInstallMessageHandler,
)
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

from nnviz.session.presets import PRESETS
from nnviz.ui.app import application
from nnviz.ui.theme.apply import Appearance
from nnviz.ui.window.main_window import MainWindow

GROWTH = 100 << 20
"""Bytes by which memory may grow in the second half; twice as many in a short soak, in
which some things happen for the first time only then."""

_SHORT = 600
"""Seconds."""

THREADS, HANDLES = 8, 16
"""How many more there may be at the end: a page that is first used later has some."""

_LAST = 30
_PAUSE, _BEAT = 20, 10
"""Milliseconds between two actions, and between two beats that measure lateness."""

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
_HARMLESS = ("This plugin does not support",)
"""How messages of the platform without a display begin."""


class Faults(logging.Handler):
    """Collects what must not happen: exceptions of any thread, and words of Qt."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.found: list[str] = []
        sys.excepthook = self._raised
        sys.unraisablehook = self._unraisable
        threading.excepthook = self._in_thread
        # A thread of the window that fails says so in the log.
        logging.getLogger().addHandler(self)
        qInstallMessageHandler(self._qt)

    def emit(self, record: logging.LogRecord) -> None:
        self.found.append(logging.Formatter().format(record))

    def _raised(self, kind: Any, error: Any, trace: Any) -> None:
        self.found.append("".join(traceback.format_exception(kind, error, trace)))

    def _unraisable(self, what: Any) -> None:
        self._raised(what.exc_type, what.exc_value, what.exc_traceback)

    def _in_thread(self, what: Any) -> None:
        self._raised(what.exc_type, what.exc_value, what.exc_traceback)

    def _qt(self, kind: QtMsgType, _: QMessageLogContext, message: str) -> None:
        serious = kind not in (QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg)
        if serious and not message.startswith(_HARMLESS):
            self.found.append(f"Qt: {message}")


@dataclass(frozen=True)
class Rest:
    """What the process has at rest: bytes, threads and open files."""

    memory: int
    kept: int
    threads: int
    handles: int

    def __str__(self) -> str:
        mib = f"{self.memory >> 20} MiB, {self.kept >> 20} of them earlier runs"
        return f"{mib}; {self.threads} threads, {self.handles} handles"

    def growth(self, later: "Rest", most_bytes: int) -> list[str]:
        """Return what has grown too much; runs that are kept have a bound."""
        own, others = later.memory - later.kept, self.memory - self.kept
        return [
            f"{what} have grown by {grown}"
            for what, grown, most in (
                ("bytes", own - others, most_bytes),
                ("threads", later.threads - self.threads, THREADS),
                ("handles", later.handles - self.handles, HANDLES),
            )
            if grown > most
        ]


class Monkey:
    """Does one thing after another, as a person might."""

    def __init__(
        self, window: MainWindow, seed: int, folder: Path, *, loud: bool
    ) -> None:
        self.window, self._folder, self._loud = window, folder, loud
        self._random = random.Random(seed)
        self.last: deque[str] = deque(maxlen=_LAST)
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
            self._note(deed())

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
        end = Qt.Key.Key_Return if self._random.random() < 0.8 else Qt.Key.Key_Tab
        QTest.keyClick(field, end)
        return words

    def _drag(self) -> str:
        widget = self._one()
        start, button = self._place(widget), Qt.MouseButton.LeftButton
        words = f"drag {_named(widget)} from {start.x()}, {start.y()}"
        none = Qt.KeyboardModifier.NoModifier
        QTest.mousePress(widget, button, none, start)
        place = start
        for _ in range(self._random.randrange(1, 8)):
            place = self._place(widget)
            QTest.mouseMove(widget, place)
        QTest.mouseRelease(widget, button, none, place)
        return words

    def _pick(self) -> str:
        box = self._one(QComboBox)
        if not isinstance(box, QComboBox) or not box.count():
            return "pick nothing"
        words = f"pick in {_named(box)}"
        box.setFocus()
        QTest.keyClick(box, Qt.Key.Key_Home)
        for _ in range(self._random.randrange(box.count())):
            QTest.keyClick(box, Qt.Key.Key_Down)
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
        QApplication.sendEvent(widget, event)
        return f"wheel on {_named(widget)}"

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


class Soak(QObject):
    """Lets the monkey loose for so many seconds, and measures at the half and the end.

    Measured is the same scene each time, at rest.
    """

    def __init__(self, monkey: Monkey, faults: Faults, seconds: float) -> None:
        super().__init__()
        self._monkey, self._faults, self._seconds = monkey, faults, seconds
        self._process = psutil.Process()
        self.lateness: list[float] = []
        self.most = 0
        self.rests: list[Rest] = []
        self.wrong: list[str] = []
        self._began = self._beaten = time.perf_counter()
        self._beat = QTimer(self)
        self._beat.setTimerType(Qt.TimerType.PreciseTimer)
        self._beat.timeout.connect(self._feel)
        self._beat.start(_BEAT)
        self._next = QTimer(self)
        self._next.setSingleShot(True)
        self._next.timeout.connect(self._go_on)
        self._next.start(_PAUSE)

    @Slot()
    def _feel(self) -> None:
        now = time.perf_counter()
        self.lateness.append(max(0.0, (now - self._beaten) * 1e3 - _BEAT))
        self._beaten = now
        if len(self.lateness) % 100 == 0:
            self.most = max(self.most, self._process.memory_info().rss)

    @Slot()
    def _go_on(self) -> None:
        over = time.perf_counter() - self._began > self._seconds / 2
        if self._faults.found:
            self._end(self._faults.found)
        elif not self._monkey.window.isVisible():
            self._end(["the window has been closed"])
        elif over:
            self._begin_rest()
        else:
            # First, as a menu that is open may wait in there for what comes next.
            self._next.start(_PAUSE)
            self._monkey.act()

    def _begin_rest(self) -> None:
        """Put the window into the scene that is measured."""
        self._monkey.tidy()
        window = self._monkey.window
        window.resize(1600, 1000)
        window.open(PRESETS["circle"].config)
        QTimer.singleShot(0, self._wait_for_rest)

    @Slot()
    def _wait_for_rest(self) -> None:
        controller = self._monkey.window.controller
        if controller.snapshot is None or not controller.snapshot.at_rest:
            QTimer.singleShot(100, self._wait_for_rest)
            return
        comparison = self._monkey.window.comparison
        comparison.vary("activation")
        comparison.controller.pause()
        # Of the runs before, nothing is left then.
        controller.wait_for_left()
        # Threads that are ending do so meanwhile.
        QTimer.singleShot(2000, self._measure)

    @Slot()
    def _measure(self) -> None:
        edits = self._monkey.window.network.edits
        handles = getattr(self._process, "num_fds", lambda: 0)()
        self.rests.append(
            Rest(
                _settled(self._process),
                edits._earlier.nbytes,
                self._process.num_threads(),
                handles,
            )
        )
        if len(self.rests) == 2:
            most = GROWTH * 2 if self._seconds < _SHORT else GROWTH
            self._end(self._faults.found or self.rests[0].growth(self.rests[1], most))
            return
        self._began = time.perf_counter()
        self._next.start(_PAUSE)

    def _end(self, wrong: Sequence[str]) -> None:
        self.wrong = list(wrong)
        QApplication.exit()


def _settled(process: psutil.Process) -> int:
    """Return the resident bytes once there is no garbage."""
    gc.collect()
    return int(process.memory_info().rss)


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


def soak(seconds: float, seed: int, folder: Path, *, loud: bool = False) -> int:
    """Let a monkey use a window that keeps its files in a folder; return a status."""
    app, faults = application(), Faults()
    window = MainWindow(Appearance(app))
    settings = QSettings(str(folder / "settings.ini"), QSettings.Format.IniFormat)
    window.remember(settings)
    window.keep_safe(folder / "kept")
    window.show()
    for name in ("comparison", "activations", "network"):
        # What is made when a page is first shown is no growth.
        window.tabs.show_tab(name)
    # The window ends with the soak, not before.
    quits = window.findChild(QAction, "action_quit")
    quits.setEnabled(False)
    window.open(PRESETS["circle"].config)
    (folder / "files").mkdir()
    monkey = Monkey(window, seed, folder / "files", loud=loud)
    run = Soak(monkey, faults, seconds)
    app.exec()
    monkey.tidy()
    window.close()
    late = sorted(run.lateness)
    click.echo(
        f"seed {seed}: {sum(monkey.done.values()):,} actions, {dict(monkey.done)}"
    )
    click.echo(f"lateness, 99th percentile: {late[len(late) * 99 // 100]:.0f} ms")
    click.echo(f"most memory on the way: {run.most >> 20} MiB")
    for rest, words in zip(run.rests, ("half", "end"), strict=False):
        click.echo(f"at rest at the {words}: {rest}")
    wrong = run.wrong or faults.found
    if not wrong:
        return 0
    click.echo(f"FAILED with --seed {seed}. The last actions:")
    for words in monkey.last:
        click.echo(f"  {words}")
    click.echo("\n".join(wrong[:5]))
    return 1


def main() -> int:
    """Read the options, and run in folders of its own."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--loud", action="store_true", help="say all that is done")
    wanted = parser.parse_args()
    # A crash leaves no time for the last actions: `--loud` has them.
    faulthandler.enable()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as folder:
        for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
            os.environ[name] = folder
        # Files that are named without a folder are written there too.
        os.chdir(folder)
        return soak(wanted.minutes * 60, wanted.seed, Path(folder), loud=wanted.loud)


if __name__ == "__main__":
    sys.exit(main())
