"""Widgets are tested without a display, and garbage is collected by one thread."""

import gc
import os
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest
from pytestqt.qtbot import QtBot

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from nnviz.ui.theme.tokens import Theme

ChangeTheme = Callable[["Theme"], None]
# How long an example takes says more about the machine than about the code.
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


PATIENCE = 60_000
"""Milliseconds that a test waits for what must come, on a busy machine too."""


class PatientBot(QtBot):
    """Waits longer than pytest-qt does, whose five seconds a slow machine exceeds."""

    def waitSignal(self, signal: Any, **options: Any) -> Any:  # noqa: N802
        return super().waitSignal(signal, **{"timeout": PATIENCE, **options})

    def waitSignals(self, signals: Any, **options: Any) -> Any:  # noqa: N802
        return super().waitSignals(signals, **{"timeout": PATIENCE, **options})

    def waitUntil(self, callback: Any, **options: Any) -> None:  # noqa: N802
        super().waitUntil(callback, **{"timeout": PATIENCE, **options})


@pytest.fixture
def qtbot(qapp: "QApplication", request: pytest.FixtureRequest) -> QtBot:
    """Return pytest-qt's bot with more patience."""
    return PatientBot(request)


def pytest_collection_finish() -> None:
    """Look no more at what lives as long as the tests do: modules, tests, parameters.

    Tests of the window collect garbage after each window; among all that pytest has
    collected, that takes ten times as long.
    """
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def no_garbage_is_collected_by_other_threads(
    request: pytest.FixtureRequest,
) -> Iterator[None]:
    """Leave it until the threads of a test have ended; see ``ui.threads.garbage``."""
    threads = "qtbot" in request.fixturenames
    if threads:
        gc.disable()
    yield
    if threads:
        gc.enable()


@pytest.fixture
def change_theme(qapp: "QApplication") -> Iterator[ChangeTheme]:
    """Change the theme of the application as its window does, and undo it."""
    from PySide6.QtGui import QPalette

    from nnviz.ui.theme.apply import apply_colours

    font = qapp.font()
    yield lambda theme: apply_colours(qapp, theme)
    qapp.setPalette(QPalette())
    qapp.setFont(font)


@pytest.fixture(autouse=True)
def the_next_test_begins_in_the_dark_theme(
    request: pytest.FixtureRequest,
) -> Iterator[None]:
    """Undo a change of theme, which is one for the whole application."""
    yield
    if "qapp" in request.fixturenames:
        from nnviz.ui.theme.themed import use_theme
        from nnviz.ui.theme.tokens import DARK

        use_theme(DARK)
