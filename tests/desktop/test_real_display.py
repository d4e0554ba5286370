"""The program as a person uses it: a real window, real keys, seen from outside."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import psutil
import pytest
from pytestqt.qtbot import QtBot

from tests.desktop.display import Display, display, missing
from tests.waiting import PATIENCE

COMMAND = Path(sys.executable).with_name("nnviz")


@pytest.fixture
def screen() -> Iterator[Display]:
    why = missing()
    if why and os.environ.get("CI") and sys.platform == "linux":
        pytest.fail(why)
    if why:
        pytest.skip(why)
    with display() as running:
        yield running


@pytest.fixture
def program(screen: Display, tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """The program on the display, with settings of its own."""
    folders = {
        name: str(tmp_path) for name in ("HOME", "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR")
    }
    tmp_path.chmod(0o700)
    running = subprocess.Popen(
        [COMMAND, "--preset", "circle", "--log", tmp_path / "costs.jsonl"],
        env={**screen.environment, **folders},
        stderr=subprocess.PIPE,
        text=True,
    )
    yield running
    running.kill()
    running.communicate()


@pytest.fixture
def framed(screen: Display) -> Iterator[Display]:
    """A display with a window manager that gives frames and shrinks nothing."""
    if shutil.which("openbox") is None:
        pytest.skip("not installed: openbox")
    manager = subprocess.Popen(
        ["openbox"], env=screen.environment, stderr=subprocess.DEVNULL
    )
    yield screen
    manager.terminate()
    manager.wait(PATIENCE)


def lines(file: Path) -> list[dict[str, object]]:
    """Read the lines that are complete."""
    whole = file.read_text().rpartition("\n")[0] if file.exists() else ""
    return [json.loads(line) for line in whole.splitlines()]


def costs(file: Path) -> np.ndarray:
    """Return the cost of every iteration in the log: each once, in order."""
    found: list[float] = []
    for line in lines(file):
        if "costs" in line:
            assert line["first_iteration"] == len(found) + 1
            found += line["costs"]
    return np.array(found)


def stillness(file: Path, program: subprocess.Popen[str]) -> Callable[[], bool]:
    """Tell, asked again and again, whether the run rests.

    Then the log has not grown while the program worked for a while: on a busy machine
    nothing may happen for long.
    """
    process, last = psutil.Process(program.pid), (0, 0.0)

    def still() -> bool:
        nonlocal last
        size, worked = file.stat().st_size, sum(process.cpu_times()[:2])
        if size != last[0]:
            last = size, worked
        return worked - last[1] > 0.1

    return still


def test_keys_train_pause_and_quit_the_program(
    program: subprocess.Popen[str], screen: Display, qtbot: QtBot, tmp_path: Path
) -> None:
    log = tmp_path / "costs.jsonl"
    title = "Circle - nnviz"
    qtbot.waitUntil(lambda: bool(screen.windows(title)))
    screen.tell("search", "--onlyvisible", "--name", title, "windowfocus", "--sync")

    screen.press("space")
    qtbot.waitUntil(lambda: len(costs(log)) > 2000)
    screen.press("space")
    qtbot.waitUntil(stillness(log, program))
    trained = costs(log)
    assert trained[-100:].mean() < 0.5 * trained[:100].mean()

    screen.press("Right")
    qtbot.waitUntil(lambda: len(costs(log)) > len(trained))
    screen.press("ctrl+q")
    _, complaints = program.communicate(timeout=PATIENCE)
    assert len(costs(log)) == len(trained) + 1
    assert program.returncode == 0
    assert complaints == ""
    assert screen.windows("nnviz") == []


def test_the_first_window_lies_on_the_screen_with_its_frame(
    framed: Display, program: subprocess.Popen[str], qtbot: QtBot
) -> None:
    title = "Circle - nnviz"
    qtbot.waitUntil(lambda: bool(framed.windows(title)))

    def lies_inside() -> bool:
        told = framed.tell(
            *("search", "--onlyvisible", "--name", title),
            *("getwindowgeometry", "--shell"),
        )
        now = dict(line.split("=") for line in told.splitlines() if "=" in line)
        left, top, width, height = (int(now[k]) for k in ("X", "Y", "WIDTH", "HEIGHT"))
        title_bar = 20
        # xdotool counts the frame at the left and the top twice.
        return (
            width < 1280
            and height + title_bar < 800
            and left + width <= 1280 + 8
            and top + height <= 800 + title_bar
        )

    qtbot.waitUntil(lies_inside)
    assert program.poll() is None
