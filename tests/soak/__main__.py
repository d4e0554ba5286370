"""A seeded monkey on every control of the real window, while it trains.

``python -m tests.soak --minutes 30 --seed 7``. It ends with status 1, and says the seed
and the last actions, where something is raised or reported that should not be, or
where memory, threads or open files grow. What it does is settled by the seed; what the
window does meanwhile depends on the machine.
"""

import argparse
import faulthandler
import gc
import os
import sys
import tempfile
from pathlib import Path

import click
from PySide6.QtCore import QSettings
from PySide6.QtGui import QAction

from nnviz.data.catalog import load_dataset
from nnviz.session.settings.presets import PRESETS
from nnviz.ui.app import application, load_beside
from nnviz.ui.theme.apply import Appearance
from nnviz.ui.window.main_window import MainWindow
from tests.soak.faults import Faults
from tests.soak.measuring import Soak
from tests.soak.monkey import Monkey

_RANKED = 40
"""How many kinds of action are named for how long they hold the window."""


def soak(seconds: float, seed: int, folder: Path, *, loud: bool = False) -> int:
    """Let a monkey use a window that keeps its files in a folder; return a status."""
    app, faults = application(), Faults()
    appearance = Appearance(app)
    # As the program does: Qt asks what lies between panels when the window is made.
    appearance.style()
    window = MainWindow(appearance)
    settings = QSettings(str(folder / "settings.ini"), QSettings.Format.IniFormat)
    window.remember(settings)
    window.keep_safe(folder / "kept")
    window.show()
    _make_all(window)
    # The largest bundled set is shared by all who use it: whether anybody does at a
    # rest is chance.
    images = load_dataset("mnist")
    # As the program does: what is there for good is not looked at for garbage.
    gc.freeze()
    # The window ends with the soak, not before.
    quits = window.findChild(QAction, "action_quit")
    quits.setEnabled(False)
    window.open(PRESETS["circle"].config)
    (folder / "files").mkdir()
    monkey = Monkey(window, seed, folder / "files", loud=loud)
    run = Soak(monkey, faults, seconds)
    app.exec()
    monkey.tidy()
    window.close()
    del images
    _report(run, monkey, seed)
    wrong = run.wrong or faults.found
    if not wrong:
        return 0
    click.echo(f"FAILED with --seed {seed}. The last actions:")
    for words in monkey.last:
        click.echo(f"  {words}")
    click.echo("\n".join(wrong[:5]))
    return 1


def _report(run: Soak, monkey: Monkey, seed: int) -> None:
    """Print what was done, and what that took."""
    late = sorted(run.lateness)
    click.echo(
        f"seed {seed}: {sum(monkey.done.values()):,} actions, {dict(monkey.done)}"
    )
    click.echo(f"lateness, 99th percentile: {late[len(late) * 99 // 100]:.0f} ms")
    click.echo(f"most memory on the way: {run.most >> 20} MiB")
    click.echo("\n".join(run.holds.lines(_RANKED)))
    by_minute = ", ".join(str(size >> 20) for size in run.minutes)
    click.echo(f"memory by minute, of what has been given back: {by_minute} MiB")
    for rest, words in zip(run.rests, ("half", "end"), strict=False):
        click.echo(f"at rest at the {words}: {rest}")


def _make_all(window: MainWindow) -> None:
    """Make what is made when it is first shown, which is no growth later."""
    load_beside().join()
    for name in ("comparison", "activations", "network"):
        window.tabs.show_tab(name)
    for place in window.panels.later:
        place.get()
    window.findChild(QAction, "action_guide").trigger()


def main() -> int:
    """Read the options, and run in folders of its own."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--loud", action="store_true", help="say all that is done")
    wanted = parser.parse_args()
    # A crash leaves no time for the last actions: `--loud` has them.
    faulthandler.enable()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as folder:
        for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
            os.environ[name] = folder
        # Files that are named without a folder are written there too.
        os.chdir(folder)
        return soak(wanted.minutes * 60, wanted.seed, Path(folder), loud=wanted.loud)


if __name__ == "__main__":
    sys.exit(main())
