"""The window is painted before what it does not need for that is imported."""

import subprocess
import sys
from importlib.util import find_spec

import pytest

OPEN = """
import sys
from PySide6.QtCore import QEvent, QTimer
from nnviz.cli.main import main
from nnviz.ui import app

class Watched(app.MainWindow):
    def event(self, event):
        done = super().event(event)
        if event.type() == QEvent.Type.UpdateRequest:
            print(*sys.modules, sep="\\n", flush=True)
            sys.stdout = open("/dev/null", "w")
            QTimer.singleShot(0, self.close)
        return done

app.MainWindow = Watched
sys.argv[1:] = []
main()
"""
"""Opens the window as the command does, and writes what the first picture took."""


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """Return the modules that had been imported when the window was first painted."""
    home = str(tmp_path_factory.mktemp("home"))
    environment = {"QT_QPA_PLATFORM": "offscreen", "HOME": home, "PATH": ""}
    done = subprocess.run(
        [sys.executable, "-c", OPEN],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        timeout=120,
        check=True,
    )
    return set(done.stdout.split())


@pytest.mark.parametrize(
    "name",
    [
        "nnviz.live.loop",
        "nnviz.ui.output.image_tabs",
        "nnviz.ui.preview.preview_panel",
        "nnviz.ui.window.help.texts",
        "numpy.random",
        "ziamath",
    ],
)
def test_the_first_picture_does_not_wait_for(name: str, imported: set[str]) -> None:
    assert find_spec(name) is not None
    assert "nnviz.ui.window.main_window" in imported
    assert name not in imported
