"""A run as a page or a film, made by a program of its own: the window stays free."""

import os
import re
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from PySide6.QtCore import (
    QFileSystemWatcher,
    QObject,
    QProcess,
    QProcessEnvironment,
    Signal,
    Slot,
)
from PySide6.QtWidgets import QWidget

from nnviz.ui.controls.message_bar import MessageBar
from nnviz.ui.theme.themed import current_theme
from nnviz.ui.theme.tokens import palette_of
from nnviz.ui.threads.run_controller import RunController

Kind = Literal["page", "film"]
_NICE = 15
"""How far the command steps back behind all others, of 19."""
_PERCENT = re.compile(rb"(\d+)%")


class Sharing(QObject):
    """Keeps the run in a file, and has a command make a page or a film of it.

    Signals
    -------
    finished
        It is there, or has failed, or was cancelled.
    """

    finished = Signal()

    def __init__(
        self, controller: RunController, messages: MessageBar, window: QWidget
    ) -> None:
        super().__init__(window)
        self._controller, self._messages, self._window = controller, messages, window
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._process: QProcess | None = None
        self._watcher = QFileSystemWatcher(self)
        self._watcher.directoryChanged.connect(self._begin)
        self._kind: Kind = "page"
        self._out, self._options = Path(), tuple[str, ...]()
        controller.not_set_aside.connect(self._complain)

    @property
    def is_busy(self) -> bool:
        """Whether something is being made."""
        return self._folder is not None

    def make(
        self, kind: Kind, out: Path, options: Sequence[str] = (), figure: str = ""
    ) -> None:
        """Make a page or a film of the run as it is now; of its past to its end.

        Parameters
        ----------
        options
            What else the command is told.
        figure
            What it is made of instead of the run, as `Figure.provenance`.
        """
        if self.is_busy:
            self._messages.show_message(
                "Another page or film is being made: wait for it, or cancel it.", "info"
            )
            return
        recording = None if figure else self._controller.recording
        self._kind, self._out, self._options = kind, out, tuple(options)
        self._folder = tempfile.TemporaryDirectory(prefix="nnviz-")
        self._say("")
        if figure:
            described = Path(self._folder.name) / "run.tex"
            described.write_text(f"% nnviz-figure:{figure}\n", encoding="utf-8")
            self._start("--of", str(described))
        elif recording is not None:
            # It is in a file as it is.
            self._start(str(recording))
        else:
            self._watcher.addPath(self._folder.name)
            self._controller.set_aside(self._session)

    def end(self) -> None:
        """Give up what is being made."""
        if self._process is not None:
            self._process.kill()
            self._process.waitForFinished()
        self._tidy()

    @property
    def _session(self) -> Path:
        assert self._folder is not None
        return Path(self._folder.name) / "run.nnviz"

    @Slot()
    def _begin(self) -> None:
        """Start the command once the run has been kept: files appear whole."""
        if self._folder is None or self._process or not self._session.exists():
            return
        self._start(str(self._session))

    def _start(self, *of: str) -> None:
        """Start the command, which steps back behind the window."""
        process = self._process = QProcess(self)
        environment = QProcessEnvironment.systemEnvironment()
        environment.insert("QT_QPA_PLATFORM", "offscreen")
        process.setProcessEnvironment(environment)
        process.readyReadStandardError.connect(self._report)
        process.finished.connect(self._finish)
        process.started.connect(self._step_back)
        out = os.path.abspath(self._out)
        looks: list[str] = []
        if self._kind == "page":
            looks = ["--palette", palette_of(current_theme())]
        options = *self._options, *looks, "--out", out
        command = ["-m", "nnviz", self._kind, *of, *options]
        process.start(sys.executable, command)

    @Slot()
    def _step_back(self) -> None:
        """Leave the processor to the window, which may train meanwhile."""
        if self._process is not None and hasattr(os, "setpriority"):
            os.setpriority(os.PRIO_PROCESS, self._process.processId(), _NICE)

    @Slot()
    def _report(self) -> None:
        """Say how far a film is."""
        process = self._process
        if process is None:
            return
        text = process.readAllStandardError().data()
        process.setProperty("said", (process.property("said") or b"") + text)
        found = _PERCENT.findall(text)
        if found:
            self._say(f", {int(found[-1])} %")

    @Slot(int, QProcess.ExitStatus)
    def _finish(self, status: int, how: QProcess.ExitStatus) -> None:
        process = self._process
        if process is None:
            return
        said = bytes(process.property("said") or b"").decode(errors="replace")
        self._tidy()
        if how is QProcess.ExitStatus.CrashExit:
            self._messages.show_message(f"The {self._kind} was not made.", "info")
        elif status:
            reason = said.strip().rpartition("nnviz: ")[2].splitlines()
            why = reason[0] if reason else f"it ended with status {status}"
            self._messages.show_message(
                f"The {self._kind} was not made: {why}", "error"
            )
        else:
            self._messages.show_message(f"Saved as {self._out}.", "good")
        self.finished.emit()

    def _say(self, more: str) -> None:
        words = f"Making {self._out.name}{more}…"
        self._messages.show_message(words, "info", "Cancel", self._cancel)

    def _cancel(self) -> None:
        if self._process is not None:
            self._process.kill()

    @Slot(str)
    def _complain(self, message: str) -> None:
        if self.is_busy and self._process is None:
            self._tidy()
            self._messages.show_message(message, "error")
            self.finished.emit()

    def _tidy(self) -> None:
        self._process = None
        if self._folder is not None:
            self._watcher.removePath(self._folder.name)
            self._folder.cleanup()
            self._folder = None
