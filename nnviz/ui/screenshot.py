"""Draws the real window into a PNG file; needs no display."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
from PySide6.QtCore import QBuffer, QEvent, QEventLoop, QIODevice, QTimer
from PySide6.QtWidgets import QPushButton

from nnviz.core.errors import InputError
from nnviz.files.atomic import write_atomically
from nnviz.session.comparison.contender import Variation
from nnviz.session.config import RunConfig
from nnviz.session.interruption import HeldSignals
from nnviz.ui.app import application
from nnviz.ui.signal_watch import SignalWatch
from nnviz.ui.theme.apply import Appearance
from nnviz.ui.window.main_window import MainWindow
from nnviz.ui.window.window_tabs import NETWORK

_SETTLED = 200
"""Milliseconds until what has come is painted."""


class ScreenshotRequest(msgspec.Struct, frozen=True):
    """What the window shows in a picture of it.

    Attributes
    ----------
    config
        The run, or what contenders have in common.
    iterations
        How many are done first.
    tab
        The page in front.
    vary
        What contenders differ in; nothing leaves the comparison's page empty.
    walk
        The size of steps within the last iteration, and how many of them are taken.
    """

    config: RunConfig
    iterations: int = 0
    tab: str = NETWORK
    vary: tuple[Variation, ...] = ()
    walk: tuple[str, int] | None = None


def screenshot(
    shown: ScreenshotRequest, size: tuple[int, int], out: Path, theme: str
) -> None:
    """Draw the real window, after some iterations, into a PNG file.

    Raises
    ------
    InputError
        If the configuration cannot be run, or the file cannot be written.
    """
    with unseen_window(size, theme) as (window, watch):
        _bring_to(window, shown, watch)
        data = _png(window)
    write_atomically(out, data)


@contextmanager
def unseen_window(
    size: tuple[int, int] = (1280, 800), theme: str | None = None
) -> Iterator[tuple[MainWindow, SignalWatch]]:
    """Open the real window where nobody sees it, and close it in the end.

    The signals that come meanwhile are told by the watch, and obeyed after that.
    """
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with HeldSignals() as held:
        app = application()
        watch = SignalWatch(held, app)
        appearance = Appearance(app)
        if theme is not None:
            appearance.choose(theme)
        window = MainWindow(appearance)
        window.resize(*size)
        window.show()
        try:
            yield window, watch
        finally:
            window.close()
            watch.end()
            # Whoever draws many has one at a time: a style reaches all there are.
            for each in (window, appearance):
                each.deleteLater()
                app.sendPostedEvents(each, QEvent.Type.DeferredDelete)


def _bring_to(window: MainWindow, shown: ScreenshotRequest, watch: SignalWatch) -> None:
    """Show what is wanted, and wait until it has been painted."""
    if shown.tab == NETWORK:
        train_in(window, shown.config, shown.iterations, watch)
        if shown.walk is not None:
            _walk(window, *shown.walk, watch)
        return
    train_in(window, shown.config, 0, watch)
    window.tabs.show_tab(shown.tab)
    compare_in(window, shown.vary, shown.iterations, watch)


def _png(window: MainWindow) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    window.grab().save(buffer, "PNG")
    return bytes(buffer.data().data())


def train_in(
    window: MainWindow, config: RunConfig, iterations: int, watch: SignalWatch
) -> None:
    """Run to an iteration and until its picture is on the screen."""
    loop = Waiting(watch)
    controller = window.controller

    def settle() -> None:
        snapshot = controller.snapshot
        done = (
            snapshot is not None
            and (snapshot.iteration >= iterations or snapshot.lane.stop is not None)
            and snapshot.lane.evaluation is not None
            and snapshot.lane.evaluation.iteration == snapshot.iteration
        )
        if done and not controller.playing:
            loop.settle()

    controller.failed.connect(loop.fail)
    controller.snapshot_changed.connect(settle)
    if iterations:
        controller.run_started.connect(lambda _: controller.step(iterations))
    loop.wait(lambda: window.open(config))


def _walk(window: MainWindow, size: str, steps: int, watch: SignalWatch) -> None:
    """Take steps within the iteration, as the buttons do."""
    loop, left = Waiting(watch), iter(range(steps))
    network = window.network

    def go_on() -> None:
        if next(left, None) is None:
            loop.settle()
        else:
            network.step(1)

    network.stepping.stepper.moved.connect(lambda _: QTimer.singleShot(0, go_on))
    button = window.panels.run_bar.findChild(QPushButton, f"step_size_{size}")
    assert button is not None
    button.click()
    loop.wait(go_on)


def compare_in(
    window: MainWindow,
    vary: tuple[Variation, ...],
    iterations: int,
    watch: SignalWatch,
    *,
    own_initializers: bool = False,
    rests: int = 1,
) -> None:
    """Train contenders, and wait until all is known of them as they are.

    Parameters
    ----------
    rests
        How often that is waited for, from the beginning if more than once: for what
        is measured at rest.
    """
    loop = Waiting(watch)
    if not vary:
        loop.wait(loop.settle)
        return
    live = window.comparison
    live.begin_each_with_its_own(own_initializers)
    controller = live.controller

    ends = rests_on_the_way(iterations, rests)
    wanted = 0 if rests > 1 else len(ends) - 1

    def settle() -> None:
        nonlocal wanted
        snapshot = controller.snapshot
        if snapshot is None or controller.playing or not snapshot.at_rest:
            return
        stopped = all(one.stop is not None for one in snapshot.lanes)
        if not stopped and snapshot.iteration < ends[wanted]:
            return
        if not snapshot.is_complete:
            return
        if stopped or snapshot.iteration >= ends[-1]:
            loop.settle()
            return
        wanted = next(k for k, end in enumerate(ends) if end > snapshot.iteration)
        controller.step(ends[wanted] - snapshot.iteration)

    controller.failed.connect(loop.fail)
    controller.frame.connect(settle)
    if ends[wanted]:
        controller.run_started.connect(lambda _: controller.step(iterations))
    loop.wait(lambda: live.compare(*vary))


def rests_on_the_way(iterations: int, rests: int) -> list[int]:
    """Return the iterations at which so many rests are, the first and the last too."""
    return sorted({iterations * rest // rests for rest in range(rests + 1)})


class Waiting:
    """Lets the window live until something has come, or has failed, or a signal has."""

    def __init__(self, watch: SignalWatch) -> None:
        self._loop, self._failures = QEventLoop(), list[str]()
        self._watch = watch
        watch.received.connect(self._stop)

    def fail(self, message: str) -> None:
        """Wait no longer, since it will not come."""
        self._failures.append(message)
        self._loop.quit()

    def _stop(self) -> None:
        self.fail("stopped")

    def settle(self) -> None:
        """Wait until it has been painted, and no longer."""
        QTimer.singleShot(_SETTLED, self._loop.quit)

    def wait(self, begin: Callable[[], object]) -> None:
        """Begin, and wait; raise InputError if it fails."""
        QTimer.singleShot(0, begin)
        if self._watch.has_come:
            self._stop()
        else:
            self._loop.exec()
        if self._failures:
            raise InputError(self._failures[0])
