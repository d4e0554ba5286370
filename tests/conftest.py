"""Widgets are tested without a display, and garbage is collected by one thread."""

import gc
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from pytestqt.qtbot import QtBot

from tests.waiting import PATIENCE

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from nnviz.ui.theme.tokens import Theme

ChangeTheme = Callable[["Theme"], None]

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

if threading.current_thread() is threading.main_thread():
    # By nohup or in the background signals are ignored, and programs that are begun
    # would ignore them too: unlike that, a handler is not inherited.
    for name in ("SIGINT", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, lambda *_: None)

if sys.dont_write_bytecode:
    # Whoever wants no compiled files beside the sources has them elsewhere: a hundred
    # programs that the tests start would each compile all that they import.
    sys.dont_write_bytecode = False
    sys.pycache_prefix = str(Path(__file__).parents[1] / ".pytest_cache" / "compiled")
    os.environ["PYTHONPYCACHEPREFIX"] = sys.pycache_prefix
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


class PatientBot(QtBot):
    """Waits longer than pytest-qt does, whose five seconds a slow machine exceeds."""

    def waitSignal(self, signal: Any, **options: Any) -> Any:  # noqa: N802
        return super().waitSignal(signal, **_patient(options))

    def waitSignals(self, signals: Any, **options: Any) -> Any:  # noqa: N802
        return super().waitSignals(signals, **_patient(options))

    def waitUntil(self, callback: Any, **options: Any) -> None:  # noqa: N802
        super().waitUntil(callback, **_patient(options))

    def waitExposed(self, widget: Any, **options: Any) -> Any:  # noqa: N802
        return super().waitExposed(widget, **_patient(options))


def _patient(options: dict[str, Any]) -> dict[str, Any]:
    return {"timeout": round(1000 * PATIENCE), **options}


@pytest.fixture
def qtbot(qapp: "QApplication", request: pytest.FixtureRequest) -> QtBot:
    """Return pytest-qt's bot with more patience."""
    return PatientBot(request)


@pytest.hookimpl(tryfirst=True)
def pytest_configure() -> None:
    """Set hypothesis up, before its own plugin looks for a profile; keep formulas."""
    # Here, since pytest rewrites what is imported of it, which is kept from now on.
    import hypothesis

    from tests.kept_formulas import keep_formulas

    # How long an example takes says more about the machine than about the code.
    # Examples are the same in every run; `--hypothesis-profile=explore` draws others.
    untimed = hypothesis.settings(
        deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
    )
    hypothesis.settings.register_profile("explore", untimed)
    hypothesis.settings.register_profile("repeat", untimed, derandomize=True)
    hypothesis.settings.load_profile("repeat")
    keep_formulas()


def pytest_collection_finish() -> None:
    """Look no more at what lives as long as the tests do: modules, tests, parameters.

    Tests of the window collect garbage after each window; among all that pytest has
    collected, that takes ten times as long.
    """
    gc.collect()
    gc.freeze()


# What follows is done around each test. As fixtures it would be more than a quarter of
# what pytest does for a test, of which there are eight thousand.


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Iterator[None]:
    """Leave garbage until the threads of a test have ended, and the pointer elsewhere.

    See ``ui.threads.garbage``. Moving the pointer to where it is would be no movement.
    """
    item.stash[_BEFORE] = _windows()
    if "PySide6.QtGui" in sys.modules:
        from PySide6.QtGui import QCursor, QGuiApplication

        if QGuiApplication.instance() is not None:
            QCursor.setPos(-1, -1)
    if "qtbot" in getattr(item, "fixturenames", ()):
        gc.disable()
    return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Iterator[None]:
    """Let no window outlive its test, and the next one begin in the dark theme."""
    before = item.stash[_BEFORE]
    # Tests stay until the end: none may keep a window.
    del item.stash[_BEFORE]
    try:
        return (yield)
    finally:
        try:
            _delete_windows(before)
            _delete_what_waits()
            _use_the_dark_theme()
        finally:
            gc.enable()


_BEFORE = pytest.StashKey[list[Any]]()
"""The main windows there were before a test."""


def _delete_windows(before: list[Any]) -> None:
    """Delete windows that a test has left, as those are whose opening is refused.

    A style sheet is worked out for each of their five hundred widgets whenever another
    window is made; with a dozen left behind, that takes several times as long.
    """
    left = [window for window in _windows() if window not in before]
    for window in left:
        from PySide6.QtCore import QCoreApplication, QEvent

        window.close()
        window.deleteLater()
        QCoreApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete)


def _delete_what_waits() -> None:
    """Delete the widgets of a test, which Qt leaves until an event loop runs.

    Until then they would follow each change of theme, font and style.
    """
    if "PySide6.QtCore" in sys.modules:
        from PySide6.QtCore import QCoreApplication, QEvent

        if QCoreApplication.instance() is not None:
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def _windows() -> list[Any]:
    """Return the main windows there are."""
    if "PySide6.QtWidgets" not in sys.modules:
        return []
    from PySide6.QtWidgets import QApplication, QMainWindow

    found = QApplication.topLevelWidgets()
    return [one for one in found if isinstance(one, QMainWindow) and not one.parent()]


def _use_the_dark_theme() -> None:
    """Undo a change of theme and of style, which are the whole application's.

    A style sheet is worked out for every widget there is, and again whenever one gets
    another parent: a window made where there is one takes eight times as long.
    """
    if "PySide6.QtWidgets" not in sys.modules:
        return
    from PySide6.QtWidgets import QApplication

    from nnviz.ui.theme.themed import use_theme
    from nnviz.ui.theme.tokens import DARK

    use_theme(DARK)
    qapp = QApplication.instance()
    if isinstance(qapp, QApplication) and qapp.styleSheet():
        gc.collect(1)  # What this test has made is young.
        qapp.setStyleSheet("")


@pytest.fixture
def change_theme(qapp: "QApplication") -> Iterator[ChangeTheme]:
    """Change the theme of the application as its window does, and undo it."""
    from PySide6.QtGui import QPalette

    from nnviz.ui.theme.apply import apply_colours

    font = qapp.font()
    yield lambda theme: apply_colours(qapp, theme)
    qapp.setPalette(QPalette())
    qapp.setFont(font)
