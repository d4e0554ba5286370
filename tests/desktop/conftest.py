"""The real window, for every test in this folder."""

import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QStandardPaths, QThread
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from nnviz.ui.theme.apply import Appearance
from nnviz.ui.window.main_window import MainWindow


@pytest.fixture(autouse=True)
def the_folder_of_the_program_is_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """Keep runs that are set aside out of the user's folders."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "program"))
    elsewhere = sys.platform != "linux"
    QStandardPaths.setTestModeEnabled(elsewhere)
    yield
    QStandardPaths.setTestModeEnabled(False)


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication) -> Iterator[MainWindow]:
    """Return the window, shown and at rest on nothing yet; its speed is unlimited."""
    window = MainWindow(Appearance(qapp))
    window.tabs.page.switch_speed()
    assert window.controller.speed is None
    qtbot.addWidget(window)
    window.show()
    yield window
    window.close()
    assert not [t for t in window.findChildren(QThread) if t.isRunning()]
    assert not [t for t in threading.enumerate() if "training" in t.name.lower()]
