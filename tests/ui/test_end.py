"""How a program that has used Qt ends."""

import subprocess
import sys

COPYING = """
from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication
from nnviz.ui.app import unseen_application

app = unseen_application()
data = QMimeData()
data.setData("image/svg+xml", b"<svg/>")
QGuiApplication.clipboard().setMimeData(data)
"""


def test_what_was_copied_does_not_outlive_python() -> None:
    assert subprocess.run([sys.executable, "-c", COPYING]).returncode == 0
