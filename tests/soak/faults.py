"""What must not happen, wherever it does."""

import logging
import sys
import threading
import traceback
from typing import Any

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

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
