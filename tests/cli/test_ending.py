"""How commands and the window end: by signals, and where nothing can be printed."""

import ast
import os
import signal
import subprocess
import sys
from itertools import cycle
from pathlib import Path

import pytest

import nnviz.cli
from nnviz.files.session_file import read_session
from tests.waiting import PATIENCE

SIGNALS = [signal.SIGINT, signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM)]

SENDING = """
import signal, sys

moment, number, words = sys.argv[1], int(sys.argv[2]), sys.argv[3:]

class Sender:
    def find_spec(self, name, path=None, target=None):
        if name == moment:
            sys.meta_path.remove(self)
            signal.raise_signal(number)

# Whoever runs the tests in the background may have had Ctrl+C ignored.
signal.signal(signal.SIGINT, signal.default_int_handler)
sys.meta_path.insert(0, Sender())
sys.argv[1:] = words
from nnviz.__main__ import main
main()
"""
"""The command, to which a signal comes when a module is about to be imported."""

IN_QT = """
import signal, sys
from PySide6.QtCore import QEvent
from nnviz.ui import app

number = int(sys.argv[1])
sys.argv[1:] = []

class Signalled(app.MainWindow):
    def event(self, event):
        done = super().event(event)
        if event.type() == QEvent.Type.UpdateRequest:
            signal.raise_signal(number)
        return done

    def closeEvent(self, event):
        print("closed", flush=True)
        super().closeEvent(event)

signal.signal(signal.SIGINT, signal.default_int_handler)
app.MainWindow = Signalled
from nnviz.__main__ import main
main()
"""
"""The window, to which a signal comes while Qt calls Python."""


def run(code: str, *words: object, home: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, words)],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )


def said(errors: str) -> str:
    """Return what was printed, but for what Qt always says without a display."""
    return "".join(
        line for line in errors.splitlines(keepends=True) if "This plugin" not in line
    )


MOMENTS = [
    ("nnviz.cli.main", "datasets"),
    ("click", "datasets"),
    ("numpy", "train --dataset xor --iterations 5"),
    ("nnviz.session.trainer", "train --dataset xor --iterations 5"),
    ("rich.progress", "train --dataset xor --iterations 5"),
    (
        "nnviz.session.comparison.seeds.pool",
        "compare --iterations 5 --vary activation=relu",
    ),
    ("PySide6.QtWidgets", ""),
    ("shiboken6", ""),
    ("nnviz.ui.window.main_window", ""),
    ("nnviz.live.loop", ""),
    ("nnviz.ui.window.help_menu", "screenshot --out {home}/window.png"),
    ("nnviz.live.single", "screenshot --out {home}/window.png"),
    ("PySide6.QtSvg", "worksheet --out {home}/sheet.pdf"),
    ("shiboken6", "worksheet --out {home}/sheet.pdf"),
    ("nnviz.ui.worksheet_pdf", "worksheet --out {home}/sheet.pdf"),
]

CLI = Path(nnviz.cli.__file__).parent


def test_all_commands_hold_signals_while_qt_is_imported() -> None:
    free = []
    for file in CLI.rglob("*.py"):
        tree = ast.parse(file.read_text("utf-8"))
        held = {
            id(inner)
            for node in ast.walk(tree)
            if (
                isinstance(node, ast.With)
                and "HeldSignals" in ast.unparse(node.items[0])
            )
            or (isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test))
            for inner in ast.walk(node)
        }
        free += [
            f"{file.name}:{node.lineno}"
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom)
            and (node.module or "").startswith("nnviz.ui")
            and id(node) not in held
        ]
    assert not free


# One thing obeys all signals: each comes at every third moment.
@pytest.mark.parametrize(
    ("moment", "words", "number"),
    [(*each, number) for each, number in zip(MOMENTS, cycle(SIGNALS), strict=False)],
)
def test_a_signal_ends_it_with_one_line(
    moment: str, words: str, number: int, tmp_path: Path
) -> None:
    words = words.format(home=tmp_path)
    done = run(SENDING, moment, int(number), *words.split(), home=tmp_path)
    assert said(done.stderr) == "nnviz: stopped\n"
    assert (done.returncode, done.stdout) == (128 + number, "")
    assert not list(tmp_path.glob("*.p*"))


DROPPED = """
import signal, sys

class Library:
    def find_spec(self, name, path=None, target=None):
        if name == "nnviz.session.trainer":
            sys.meta_path.remove(self)
            try:
                signal.raise_signal(number)
            except BaseException as ended:
                if how == "named":
                    raise ImportError("it could not") from ended
            if how == "failing":
                raise SyntaxError("half of it is missing")

how, number = sys.argv.pop(1), int(sys.argv.pop(1))
sys.meta_path.insert(0, Library())
sys.argv[0] = "nnviz"
from nnviz.__main__ import main
main()
"""
"""The command, to which a signal comes inside of what drops every exception."""


@pytest.mark.parametrize("how", ["silent", "failing", "named"])
def test_a_signal_that_a_library_drops_is_obeyed_later(
    how: str, tmp_path: Path
) -> None:
    words = "train --dataset xor --iterations 1000000000".split()
    done = run(DROPPED, how, int(signal.SIGTERM), *words, home=tmp_path)
    assert (done.returncode, said(done.stderr)) == (143, "nnviz: stopped\n")


PAINTING = """
import signal, sys
number = int(sys.argv.pop(1))
signal.signal(signal.SIGINT, signal.default_int_handler)
sys.argv[0] = "nnviz"
from PySide6.QtGui import QPainter
ended = QPainter.end

def end(painter):
    signal.raise_signal(number)
    return ended(painter)

QPainter.end = end
from nnviz.__main__ import main
main()
"""
"""The command, to which a signal comes while something is being painted."""


@pytest.mark.parametrize(
    "words",
    [
        "page --preset xor --until 3 --out {}/out.html",
        "figure --preset xor --iterations 3 --out {}/out.png",
    ],
)
def test_a_signal_while_something_is_painted_waits_for_it(
    words: str, tmp_path: Path
) -> None:
    words = words.format(tmp_path)
    done = run(PAINTING, int(signal.SIGTERM), *words.split(), home=tmp_path)
    assert (done.returncode, said(done.stderr)) == (143, "nnviz: stopped\n")
    assert not list(tmp_path.glob("out.*"))


@pytest.mark.parametrize("number", SIGNALS)
def test_a_signal_closes_the_window(number: int, tmp_path: Path) -> None:
    done = run(IN_QT, int(number), home=tmp_path)
    assert (done.returncode, done.stdout) == (128 + number, "closed\n")
    assert said(done.stderr) == "nnviz: stopped\n"


def shell(line: str) -> subprocess.CompletedProcess[str]:
    command = ["bash", "-c", line, "bash", sys.executable]
    return subprocess.run(
        command, capture_output=True, text=True, check=False, timeout=PATIENCE
    )


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device")
@pytest.mark.parametrize("place", ["> /dev/full", ">&-"])
@pytest.mark.parametrize(
    "words", ["datasets", "datasets --json", "--help", "train --iterations 5"]
)
def test_output_that_cannot_be_printed_is_one_line(words: str, place: str) -> None:
    done = shell(f'"$1" -m nnviz {words} {place}')
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert done.stderr.startswith("nnviz: standard output cannot be written (")


def test_a_reader_that_has_enough_is_no_error() -> None:
    done = shell('"$1" -m nnviz datasets | head -1')
    assert (done.stderr, done.stdout.count("\n")) == ("", 1)


def test_nothing_is_printed_into_a_file_where_streams_are_closed(
    tmp_path: Path,
) -> None:
    file = tmp_path / "run.nnviz"
    words = f"train --dataset xor --iterations 5 --save {file}"
    done = shell(f'"$1" -m nnviz {words} <&- >&- 2>&-')
    assert done.returncode == 1
    assert read_session(file).state.now.iteration == 5


@pytest.mark.skipif(sys.platform == "win32", reason="files cannot be limited there")
@pytest.mark.parametrize(
    "words",
    [
        "train --dataset iris --iterations 500 --save {}/out.nnviz",
        "compare --iterations 5 --jobs 1 --vary activation=relu --out {}/out.html",
        "worksheet --hidden none --out {}/out.html",
        "worksheet --hidden none --out {}/out.pdf",
        "screenshot --out {}/out.png",
    ],
)
def test_a_full_disk_is_one_line_and_leaves_what_was_there(
    words: str, tmp_path: Path
) -> None:
    name = words.split("/")[-1]
    (tmp_path / name).write_text("old")
    # No file may have more than a block of 1,024 bytes.
    # Compiled files would be cut short as well, and found by others.
    limits = f"ulimit -f 1; export PYTHONDONTWRITEBYTECODE=1 HOME={tmp_path}/home"
    line = f'{limits}; "$1" -m nnviz {words.format(tmp_path)}'
    done = shell(f"export QT_QPA_PLATFORM=offscreen; {line}")
    assert done.returncode == 2
    (last,) = said(done.stderr).splitlines()
    assert last.startswith(f"nnviz: {tmp_path / name}: cannot be written (")
    assert (tmp_path / name).read_text() == "old"
    assert not list(tmp_path.glob(".out*"))
