"""The process that makes the page of a comparison, and what is said if it dies."""

from pathlib import Path
from typing import Any

from pytestqt.qtbot import QtBot

from nnviz.ui.threads.page_worker import PageWorker


def test_a_process_that_dies_is_no_success(qtbot: QtBot, tmp_path: Path) -> None:
    nothing: Any = None  # which raises in the process
    worker = PageWorker(nothing, None, str(tmp_path / "a.html"), "blue and orange")
    with qtbot.waitSignal(worker.ended) as ended:
        worker.start()
    assert worker.wait()
    assert ended.args == ["its process ended with status 1"]
    assert not list(tmp_path.iterdir())
