"""What the window's threads have in common: how they end, and how they fail."""

import logging
from abc import abstractmethod

from PySide6.QtCore import QObject, QThread

from nnviz.core.errors import InputError
from nnviz.session.interruption import Interrupted
from nnviz.ui.threads.garbage import give_memory_back

_logger = logging.getLogger(__name__)


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
            give_memory_back()
