"""What the window's threads have in common: how they end, and how they fail."""

import logging
import time
from abc import abstractmethod

from PySide6.QtCore import QObject, QThread

from nnviz.core.errors import InputError
from nnviz.session.interruption import Interrupted
from nnviz.ui.threads.garbage import note_end

_SLICE = 0.002
"""Seconds of work after which a thread lets the others have the interpreter."""

_MODEST = 3.0
"""It then sleeps for this many times as long as it has worked, beside training."""

_LONGEST = 0.1
"""Seconds that it sleeps at most."""

_logger = logging.getLogger(__name__)


class Pauses:
    """Lets other threads have the interpreter in the middle of long work.

    Attributes
    ----------
    share
        How many times as long as it has worked a thread sleeps.
    """

    def __init__(self) -> None:
        self.share = _MODEST
        self._began = time.perf_counter()

    def take(self) -> None:
        """Sleep, if it has worked for a slice since it slept last."""
        worked = time.perf_counter() - self._began
        if worked >= _SLICE:
            time.sleep(min(self.share * worked, _LONGEST))
            self._began = time.perf_counter()


class ReportingThread(QThread):
    """A thread that reports whatever its work raises, so that the window lives on.

    Parameters
    ----------
    name
        What the thread is called, in the log too.
    """

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)

    @abstractmethod
    def work(self) -> None:
        """Do what the thread is for; ``Interrupted`` ends it quietly."""

    @abstractmethod
    def report(self, message: str) -> None:
        """Tell the window why the thread has ended before its time."""

    @abstractmethod
    def wake(self) -> None:
        """Make the thread look up, should it wait for something."""

    @property
    def interrupted(self) -> bool:
        """Whether the thread has been asked to end."""
        return self.isInterruptionRequested()

    def stop(self, milliseconds: int | None = None) -> bool:
        """Ask the thread to end and wait for it, for so long at most.

        Returns whether it has ended.
        """
        self.requestInterruption()
        self.wake()
        return self.wait() if milliseconds is None else self.wait(milliseconds)

    def run(self) -> None:
        """Work; this is the body of the thread."""
        try:
            self.work()
        except Interrupted:
            _logger.debug("%s was interrupted", self.objectName())
        except InputError as error:
            self.report(str(error))
        except Exception as error:
            # Whatever it is, it is reported, and the window lives on.
            _logger.exception("%s failed", self.objectName())
            self.report(f"{type(error).__name__}: {error}")
        finally:
            note_end()
