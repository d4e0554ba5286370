"""Ends the window and every command at random instants, and looks at what is left.

``python -m tests.signals --count 200 --seed 7``: so many signals for the window and for
each command, so many kills of a window that keeps its run fifty times a second, and a
tenth as many of one that trains, after which the next window must offer a whole run at
most a minute old. What is not as it should be is printed and ends it with status 1.
"""

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import av
import click
import numpy as np

import nnviz
from nnviz.core.errors import InputError
from nnviz.files.session_file import read_session
from tests.cli.commands.test_check import iteration
from tests.files.test_hostile_sessions import open_and_run
from tests.waiting import PATIENCE

PACKAGE = Path(nnviz.__file__).parent

"""Seconds within which everything ends: a busy machine is slow."""

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

OFTEN, USUAL = 20, 5_000
"""Milliseconds between two savings: as often as possible, and often enough."""

OLDEST = 60.0
"""Seconds of work that may be lost."""

ENDLESS = 4.0
"""Seconds within which a signal comes to what does not end by itself."""

PLAYING = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
from nnviz.ui import app
from nnviz.ui.window import autosave
autosave.EVERY_MS = int(sys.argv[1])
begin = app._open

def train(window, **how):
    yield from begin(window, **how)
    window.controller.run_started.connect(window.controller.play)
    window.controller.block_arrived.connect(tell)

def tell(*_):
    global tell
    print("training", flush=True)
    tell = str

app._open = train
sys.argv[1:] = ["--dataset", "circle"]
from nnviz.__main__ import main
main()
"""
"""A window that trains, and says so."""

OFFERED = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QPushButton
from nnviz.ui import app
begin = app._open

def look(window, **how):
    yield from begin(window, **how)
    timer, taken = QTimer(window), []
    def poll():
        messages = window.panels.messages
        if taken and window.controller.iteration:
            timer.stop()
            print(window.controller.iteration)
            window.close()
        elif not taken and "has been kept" in messages.text:
            taken.append(True)
            messages.findChild(QPushButton, "message_action").click()
    timer.timeout.connect(poll)
    timer.start(20)

app._open = look
sys.argv[1:] = ["--dataset", "circle"]
from nnviz.__main__ import main
main()
"""
"""The next window, which takes what is offered and says how far it had come."""

COMMANDS = {
    "window": "--dataset circle",
    "datasets": "datasets",
    "train": "train --dataset circle --iterations 1000000000",
    "train --save": "train --dataset circle --iterations 1000000000 --save run.nnviz",
    "check-gradients": "check-gradients --dataset iris",
    "explain": "explain --preset xor --iteration 20",
    "replay": "replay {golden}/format2.nnviz --verify",
    "compare": "compare --jobs 1 --seeds 40 --vary activation=relu,tanh",
    "compare --jobs 2": "compare --jobs 2 --seeds 40 --vary activation=relu,tanh --out "
    "out.html",
    "worksheet": "worksheet --preset xor --out out.html",
    "worksheet pdf": "worksheet --preset xor --out out.pdf",
    "train --resume": "train --resume {golden}/format2.nnviz --iterations 1000000000 "
    "--save run.nnviz",
    "check": "check mine.npz --activations relu,softmax --loss cross_entropy "
    "--session run.nnviz",
    "predict": "predict {golden}/format2.nnviz rows.csv --out out.csv",
    "convert": "convert {golden}/format2.nnviz model.npz",
    "figure": "figure --preset xor --iterations 20 --out out.svg",
    "film": "film --preset xor --frames 4 --size 160x90 --out out.mp4",
    "film gif": "film --preset xor --frames 4 --size 160x90 --out out.gif",
    "page": "page --preset xor --until 20 --out out.html",
    "screenshot": "screenshot --preset xor --iterations 20 --out out.png",
}
"""All that is written is named out, run or model."""

LAST_BYTES = {
    ".html": b"</html>",
    ".svg": b"</svg>",
    ".pdf": b"%%EOF",
    ".png": b"IEND\xaeB`\x82",
    ".gif": b";",
}
"""How files end that are whole."""


@dataclass(frozen=True, slots=True)
class End:
    """How a process has ended."""

    status: int
    out: str
    errors: str

    def complaint(self, number: int) -> str:
        """Return what is wrong with it for what a signal ended, or ""."""
        stopped = self.status == 128 + number and self.errors == "nnviz: stopped\n"
        # Python is beginning, and has not come to nnviz; or there was nothing to end.
        files = [line for line in self.errors.splitlines() if 'File "' in line]
        early = bool(files) and not any(f'"{PACKAGE}' in file for file in files)
        quiet = self.status in (0, -number) and not self.errors
        return (
            ""
            if stopped or early or quiet
            else f"status {self.status}: {self.errors[:2000]}"
        )


class Place:
    """Starts programs in a folder of their own."""

    def __init__(self, folder: Path, chance: random.Random) -> None:
        self.folder, self.chance = folder, chance
        self._lasts: dict[str, float] = {}
        names = ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME")
        self._passing = folder / "passing"
        self._passing.mkdir()
        self._environment = {
            **os.environ,
            **dict.fromkeys(names, str(folder)),
            "TMPDIR": str(self._passing),
            "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
            "QT_QPA_PLATFORM": "offscreen",
            # What is aborted says what it was doing.
            "PYTHONFAULTHANDLER": "1",
        }

    def begin(self, *words: str) -> subprocess.Popen[str]:
        """Start Python; in a session of its own, all of which can be looked for."""
        return subprocess.Popen(
            [sys.executable, *words],
            cwd=self.folder,
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def command(self, words: str) -> subprocess.Popen[str]:
        """Start nnviz."""
        golden = Path(__file__).parent / "files" / "golden"
        (self.folder / "rows.csv").write_text("x1,x2\n" + "0,1\n" * 9)
        np.savez(self.folder / "mine.npz", **iteration())
        words = words.format(golden=golden)
        return self.begin("-m", "nnviz", *words.split())

    def lasts(self, words: str) -> float:
        """Return how long a command takes that nobody ends; at most ``ENDLESS``."""
        if words not in self._lasts:
            began = time.monotonic()
            process = self.command(words)
            with suppress(subprocess.TimeoutExpired):
                process.wait(ENDLESS)
            self._lasts[words] = time.monotonic() - began
            process.kill()
            end = ended(process)
            if end.status not in (0, -signal.SIGKILL):
                sys.exit(f"{words}: {end.errors}")
            self.tidy()
        return self._lasts[words]

    def kept(self) -> list[Path]:
        """Return the runs that windows have kept."""
        return sorted(self.folder.glob("**/kept/*.nnviz"))

    def tidy(self) -> str:
        """Remove all files; name those that no writer should leave behind."""
        left = [p.name for p in self.folder.rglob(".*") if p.suffix == ".new"]
        left += [path.name for path in self._passing.iterdir()]
        for path in self.folder.rglob("*"):
            if path.is_file():
                path.unlink()
        return f"left behind: {left}" if left else ""


def ended(process: subprocess.Popen[str]) -> End:
    """Wait for the end of a process, and of those that it has started."""
    try:
        out, errors = process.communicate(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGABRT)
        out, errors = process.communicate()
        errors += "it had not ended"
    last = time.monotonic() + PATIENCE
    while _has_members(process.pid):
        if time.monotonic() > last:
            errors += "processes live on"
            os.killpg(process.pid, signal.SIGKILL)
        time.sleep(0.01)
    lines = errors.splitlines(keepends=True)
    # What Qt always says without a display.
    said = "".join(line for line in lines if "This plugin" not in line)
    return End(process.returncode, out, said)


def _has_members(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except OSError:
        return False
    return True


def signalled(place: Place, words: str) -> str:
    """Send a signal to a command at a random instant; return what is wrong, or ""."""
    number = place.chance.choice(SIGNALS)
    pause = place.chance.uniform(0.0, place.lasts(words))
    process = place.command(words)
    time.sleep(pause)
    process.send_signal(number)
    return _judged(place, process, number, pause)


def signalled_while_training(place: Place) -> str:
    """Send a signal to a window that trains; return what is wrong, or ""."""
    number = place.chance.choice(SIGNALS)
    process = place.begin("-c", PLAYING, str(OFTEN))
    pause = _training_for(process, place.chance.uniform(0.0, 1.0))
    process.send_signal(number)
    return _judged(place, process, number, pause)


def _training_for(process: subprocess.Popen[str], seconds: float) -> float:
    assert process.stdout is not None
    process.stdout.readline()
    time.sleep(seconds)
    return seconds


def _judged(
    place: Place, process: subprocess.Popen[str], number: int, pause: float
) -> str:
    wrong = ended(process).complaint(number)
    written = (*place.folder.glob("out.*"), *place.folder.glob("model.*"))
    for file in (*place.kept(), *place.folder.glob("run.nnviz"), *written):
        wrong = wrong or _not_whole(file)
    wrong = place.tidy() or wrong
    return f"{signal.Signals(number).name} after {pause:.3f} s: {wrong}" * bool(wrong)


def _not_whole(file: Path) -> str:
    """Return what a file lacks, or ""."""
    last = LAST_BYTES.get(file.suffix)
    try:
        if file.suffix == ".nnviz":
            open_and_run(file)
        elif file.suffix == ".npz":
            zipfile.ZipFile(file).testzip()
        elif file.suffix == ".mp4":
            av.open(file).close()
        elif last is not None and not file.read_bytes().rstrip().endswith(last):
            return f"{file.name} is cut short"
    except (InputError, OSError, zipfile.BadZipFile) as error:
        return str(error)
    return ""


def killed_while_keeping(place: Place) -> str:
    """Kill a window that keeps its run all the time; return what is wrong, or ""."""
    process = place.begin("-c", PLAYING, str(OFTEN))
    _training_for(process, place.chance.uniform(0.0, 0.5))
    process.kill()
    ended(process)
    wrong = "; ".join(filter(None, map(_not_whole, place.kept())))
    place.tidy()
    return wrong


def killed_while_training(place: Place) -> str:
    """Kill a window, and have the next one offer its run; return what is wrong."""
    process = place.begin("-c", PLAYING, str(USUAL))
    _training_for(process, place.chance.uniform(0.0, 3.0) + 2 * USUAL / 1000)
    process.kill()
    now = time.time()
    ended(process)
    files = place.kept()
    if len(files) != 1:
        return f"{len(files)} runs have been kept"
    age = now - files[0].stat().st_mtime
    iteration = read_session(files[0]).state.now.iteration
    end = ended(place.begin("-c", OFFERED))
    place.tidy()
    if age > OLDEST:
        return f"what is kept is {age:.0f} s old"
    if end.errors or end.out != f"{iteration}\n":
        return f"kept at {iteration}, offered: {end.out} {end.errors}"
    return ""


def main() -> int:
    """Read the options, and end so many of each."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.signals", description=__doc__
    )
    parser.add_argument("--count", type=int, default=10)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", default="", help="the beginning of a name")
    wanted = parser.parse_args()
    count, wrong = wanted.count, 0
    for number in SIGNALS:
        # What is ignored here, as in the background of a shell, would be there too.
        if signal.getsignal(number) == signal.SIG_IGN:
            signal.signal(number, signal.SIG_DFL)
    with tempfile.TemporaryDirectory() as folder:
        place = Place(Path(folder), random.Random(wanted.seed))
        acts: dict[str, tuple[Callable[[], str], int]] = {
            name: (partial(signalled, place, words), count)
            for name, words in COMMANDS.items()
        }
        acts["training window"] = partial(signalled_while_training, place), count
        acts["kills while keeping"] = partial(killed_while_keeping, place), count
        tenth = -(-count // 10)
        acts["kills while training"] = partial(killed_while_training, place), tenth
        for name, (act, times) in acts.items():
            if name.startswith(wanted.only):
                wrong += repeat(name, act, times)
    return 1 if wrong else 0


def repeat(name: str, act: Callable[[], str], times: int) -> int:
    """Do something so often, tell what is wrong, and return how often it was."""
    wrong = 0
    for _ in range(times):
        if complaint := act():
            wrong += 1
            click.echo(f"{name}: {complaint}")
    click.echo(f"{name}: {wrong} of {times} wrong")
    return wrong


if __name__ == "__main__":
    sys.exit(main())
