"""Draws a figure of a run: brings a window that nobody sees to its moment."""

from collections.abc import Callable
from pathlib import Path

from nnviz.core.errors import InputError
from nnviz.explain.selection import Selection
from nnviz.files.opening import OpenedSession, open_run
from nnviz.files.watch_log import is_log
from nnviz.ui.figures.figure import Figure
from nnviz.ui.pages.comparison.comparison_views import (
    LAYERS,
    OUTPUTS,
    VERDICT,
)
from nnviz.ui.screenshot import Waiting, compare_in, train_in, unseen_window
from nnviz.ui.signal_watch import SignalWatch
from nnviz.ui.window.figures.figure_source import FigureSource
from nnviz.ui.window.figures.figure_views import view_named
from nnviz.ui.window.figures.shown_figure import FigureRequest, shown_figure
from nnviz.ui.window.main_window import MainWindow

_MEASUREMENTS = 40
"""Of layers, on the way of a comparison whose layers are shown over time."""


def draw(
    request: FigureRequest,
    write: Callable[[Figure], None],
    opened: OpenedSession | None = None,
) -> None:
    """Train, or open, what a request names, and write its figure.

    Parameters
    ----------
    opened
        The saved run, if it has been opened already.

    Raises
    ------
    InputError
        If the request cannot be met.
    """
    with unseen_window() as (window, watch):
        bring_to(window, request, watch, opened)
        prepare(window, request, watch)
        source = FigureSource(window.panels, window.tabs)
        write(shown_figure(source, request.wish, request))


def prepare(window: MainWindow, request: FigureRequest, watch: SignalWatch) -> None:
    """Have worked out what a view shows that nobody has looked at before."""
    wish = request.wish
    if wish.view == "inspector":
        # Its place must be made; what is explained is known at once.
        _ = window.panels.inspector
        layer, neuron = wish.neuron or (1, 1)
        window.network.stepping.show_selection(
            Selection("neuron", request.phase, 0, layer, neuron - 1)
        )
    elif wish.view == "samples":
        _list_samples(window, watch)
    elif view_named(wish.view).page == "comparison":
        # Only what is in front of the others is kept up to date.
        for place in (LAYERS, VERDICT, OUTPUTS):
            window.comparison.views.show_view(place)


def _list_samples(window: MainWindow, watch: SignalWatch) -> None:
    """Have the table of samples filled, and wait for it."""
    loop, controller = Waiting(watch), window.controller
    _ = window.panels.samples

    def settle() -> None:
        snapshot = controller.snapshot
        figures = None if snapshot is None else snapshot.samples
        if snapshot and figures and figures.iteration == snapshot.iteration:
            loop.settle()

    controller.failed.connect(loop.fail)
    controller.snapshot_changed.connect(settle)
    loop.wait(lambda: window.network.samples.show_seen(True))


def bring_to(
    window: MainWindow,
    request: FigureRequest,
    watch: SignalWatch,
    opened: OpenedSession | None = None,
) -> None:
    """Show what is wanted, and wait until it is known."""
    page = view_named(request.wish.view).page
    if request.session and is_log(Path(request.session)):
        _show_recording(window, request, watch)
    elif request.session:
        _show_session(window, request, watch, opened or open_run(request.session))
    else:
        first = 0 if page == "comparison" else request.iteration
        train_in(window, request.config, first, watch)
    if request.sample is not None:
        _look_at(window, request.sample - 1, watch)
    window.panels.edges.choose(request.edges)
    if page != "network":
        window.tabs.show_tab(page)
    if page == "comparison":
        if not request.vary:
            raise InputError(
                f"--view {request.wish.view}: say what is compared, such as --vary "
                "activation=relu,tanh"
            )
        compare_in(
            window,
            request.vary,
            request.iteration,
            watch,
            own_initializers=request.own_initializers,
            rests=_MEASUREMENTS if request.wish.view == "health" else 1,
        )


def _show_session(
    window: MainWindow,
    request: FigureRequest,
    watch: SignalWatch,
    opened: OpenedSession,
) -> None:
    loop, controller = Waiting(watch), window.controller
    last = len(opened.session.state.costs)
    if request.iteration > last:
        raise InputError(
            f"iteration {request.iteration:,}: the run has {last:,} iterations"
        )

    def settle() -> None:
        snapshot = controller.snapshot
        if snapshot is None or snapshot.iteration != request.iteration:
            return
        found = snapshot.lane.evaluation
        if snapshot.at_rest and found and found.iteration == snapshot.iteration:
            loop.settle()

    controller.failed.connect(loop.fail)
    controller.snapshot_changed.connect(settle)
    controller.run_started.connect(lambda _: controller.show_moment(request.iteration))
    loop.wait(lambda: window.files.begin_with(opened))


def _show_recording(
    window: MainWindow, request: FigureRequest, watch: SignalWatch
) -> None:
    """Show a moment that another program has recorded, or the nearest to it."""
    loop, controller = Waiting(watch), window.controller
    asked = False

    def settle() -> None:
        nonlocal asked
        snapshot = controller.snapshot
        if snapshot is None or snapshot.recorded is None or not snapshot.at_rest:
            return
        if not asked:
            asked = True
            controller.show_moment(request.iteration)
        if snapshot.iteration == request.iteration and snapshot.lane.probe is not None:
            loop.settle()

    controller.failed.connect(loop.fail)
    controller.snapshot_changed.connect(settle)
    loop.wait(lambda: controller.follow_file(Path(request.session)))


def _look_at(window: MainWindow, row: int, watch: SignalWatch) -> None:
    """Look at a sample, and wait until the network has been run on it."""
    controller = window.controller
    start = controller.started
    samples = 0 if start is None else len(start.dataset.inputs)
    if not 0 <= row < samples:
        raise InputError(f"--sample {row + 1}: the data have samples 1 to {samples:,}")
    loop = Waiting(watch)

    def settle() -> None:
        snapshot = controller.snapshot
        probe = None if snapshot is None else snapshot.lane.probe
        if probe is not None and probe.trace.rows.tolist() == [row]:
            loop.settle()

    controller.failed.connect(loop.fail)
    controller.snapshot_changed.connect(settle)
    loop.wait(lambda: window.panels.output.sample_requested.emit(row))
