"""Follows two ways through the real window, and tells which files they cross.

The files are those on the stacks of calls: of a number typed for the weight that was
clicked, up to the queue, and in the thread from the loop that takes it out of the queue
down to the parameter; and of a snapshot, from the slot that takes it out of the queue
to the painter of the edges. Queues, Qt's own event loop and what keeps the thread
running lie between these stacks.
"""

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import wraps
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING
from unittest.mock import patch

if TYPE_CHECKING:
    from PySide6.QtCore import QPoint
    from PySide6.QtWidgets import QApplication

    from nnviz.ui.diagram.network_diagram import NetworkDiagram

HOUSE = Path(__file__).resolve().parents[1] / "nnviz"
_LOOP = "live/loop.py"
_SECONDS = 300.0
"""After this long without an end, on a machine however busy, a way is lost."""


def ways() -> dict[str, tuple[str, ...]]:
    """Return the files of each way, relative to ``nnviz``, in the order of the calls.

    Raises
    ------
    RuntimeError
        If a way does not lead to its end.
    """
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    from nnviz.session.engine import Engine
    from nnviz.ui.diagram.edge_painting import EdgePainter
    from nnviz.ui.threads.live_controller import FrameClock
    from nnviz.ui.threads.live_worker import LiveWorker

    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    seen: dict[str, list[str]] = {}
    with ExitStack() as stack:
        for owner, name, through in (
            (LiveWorker, "ask", "ui/pages/network/edits.py"),
            (Engine, "edit", ""),
            (FrameClock, "receive", ""),
            (EdgePainter, "paint_changes", "ui/pages/network/network_page.py"),
        ):
            stack.enter_context(_watched(owner, name, through, seen))
        _edit_a_weight(app, seen)
    return {
        "click": _joined(seen["ask"], seen["edit"][seen["edit"].index(_LOOP) :]),
        "snapshot": _joined(seen["receive"], seen["paint_changes"]),
    }


@contextmanager
def _watched(
    owner: type, name: str, through: str, seen: dict[str, list[str]]
) -> Iterator[None]:
    """Keep the files on the stack of a method called by way of a file."""
    original: Callable[..., object] = getattr(owner, name)

    @wraps(original)
    def watched(*arguments: object, **named: object) -> object:
        files = _files(sys._getframe(1))  # noqa: SLF001
        if not through or through in files:
            seen[name] = [*files, _file_of(original.__code__.co_filename)]
        return original(*arguments, **named)

    with patch.object(owner, name, watched):
        yield


def _files(frame: FrameType | None) -> list[str]:
    found: list[str] = []
    while frame is not None:
        path = Path(frame.f_code.co_filename)
        if HOUSE in path.parents:
            found.append(_file_of(str(path)))
        frame = frame.f_back
    return found[::-1]


def _file_of(path: str) -> str:
    return str(Path(path).relative_to(HOUSE))


def _joined(*stacks: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(file for stack in stacks for file in stack))


def _edit_a_weight(app: "QApplication", seen: dict[str, list[str]]) -> None:
    """Open the window, click a weight of the network at rest, and type another one."""
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    from nnviz.session.config import RunConfig
    from nnviz.ui.theme.apply import Appearance
    from nnviz.ui.window.main_window import MainWindow

    window = MainWindow(Appearance(app))
    window.resize(1280, 800)
    window.show()
    window.open(RunConfig(dataset="circle"))
    diagram = window.panels.diagram
    try:
        _wait_for(app, lambda: "receive" in seen and "paint_changes" in seen)
        QTest.mouseClick(diagram, Qt.MouseButton.LeftButton, pos=_on_an_edge(diagram))
        QTest.keyClicks(diagram, "0.5")
        QTest.keyClick(diagram, Qt.Key.Key_Return)
        _wait_for(app, lambda: "edit" in seen)
    finally:
        window.close()


def _on_an_edge(diagram: "NetworkDiagram") -> "QPoint":
    from PySide6.QtCore import QPoint

    from nnviz.ui.diagram.edge_painting import is_curved
    from nnviz.views.diagram.hits import part_at
    from nnviz.views.diagram.parts import EdgePart

    geometry = diagram.on_screen
    for y in range(diagram.height()):
        x = diagram.width() // 4
        part = part_at(geometry, x, y, curved=is_curved(geometry))
        if isinstance(part, EdgePart):
            return QPoint(x, y)
    raise RuntimeError("no edge is found in the diagram")


def _wait_for(app: "QApplication", holds: Callable[[], bool]) -> None:
    end = time.monotonic() + _SECONDS
    while not holds():
        if time.monotonic() > end:
            raise RuntimeError("a way does not lead to its end")
        app.processEvents()
