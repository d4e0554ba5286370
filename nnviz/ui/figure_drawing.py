"""Draws a figure of a run: brings a window that nobody sees to its moment."""

from collections.abc import Callable, Sequence
from pathlib import Path

from nnviz.core.errors import InputError
from nnviz.explain.selection import Selection
from nnviz.files.opening import OpenedSession, open_run
from nnviz.files.watch_log import WatchLog, is_log
from nnviz.ui.figures.figure import Figure
from nnviz.ui.pages.comparison.comparison_views import (
    LAYERS,
    OUTPUTS,
    VERDICT,
)
from nnviz.ui.screenshot import (
    Waiting,
    compare_in,
    rests_on_the_way,
    train_in,
    unseen_window,
)
from nnviz.ui.signal_watch import SignalWatch
from nnviz.ui.window.figures.figure_source import FigureSource
from nnviz.ui.window.figures.figure_views import view_named
from nnviz.ui.window.figures.shown_figure import FigureRequest, shown_figure
from nnviz.ui.window.main_window import MainWindow
from nnviz.views.film_plan import evenly

_MEASUREMENTS = 40
"""Of gradients, and of the layers of a comparison, on the way to the last moment."""


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
    elif wish.view == "gradients":
        _measure_gradients(window, request, watch)
    elif wish.view == "samples":
        _list_samples(window, watch)
    elif view_named(wish.view).page == "comparison":
        # Only what is in front of the others is kept up to date.
        for place in (LAYERS, VERDICT, OUTPUTS):
            window.comparison.views.show_view(place)


def _measure_gradients(
    window: MainWindow, request: FigureRequest, watch: SignalWatch
) -> None:
    """Have gradients measured at moments that are equally far apart, up to the last.

    The window has them of moments that it happened to show.
    """
    loop, controller, plot = Waiting(watch), window.controller, window.panels.gradients
    timeline = window.network.shown.timeline
    first = 1 if timeline is None else max(timeline.first, 1)
    # A run may have ended before the moment that is asked for.
    shown = controller.snapshot
    last = request.iteration if shown is None else shown.iteration
    moments = iter(_moments(request.session, first, last))
    wanted = 0

    def settle() -> None:
        nonlocal wanted
        snapshot = controller.snapshot
        if snapshot is None or not snapshot.at_rest or snapshot.iteration != wanted:
            return
        plot.add_norms(wanted, snapshot.lane.gradient_norms.tolist())
        wanted = next(moments, -1)
        if wanted < 0:
            plot.refresh()
            loop.settle()
        else:
            controller.show_moment(wanted)

    def begin() -> None:
        nonlocal wanted
        wanted = next(moments, -1)
        if wanted < 0:
            loop.settle()
            return
        controller.show_moment(wanted)
        # It may be there already; then nothing changes.
        settle()

    controller.failed.connect(loop.fail)
    controller.snapshot_changed.connect(settle)
    loop.wait(begin)


def _moments(session: str, first: int, last: int) -> Sequence[int]:
    """Return the moments at which gradients are measured, the last one too."""
    if session and is_log(Path(session)):
        known = [one for one in WatchLog(Path(session)).numbers if one <= last]
        places = evenly(0, len(known) - 1, _MEASUREMENTS)
        return [known[place] for place in places]
    return evenly(first, last, _MEASUREMENTS) if first <= last else ()


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
        _compare(window, request, watch)


def _compare(window: MainWindow, request: FigureRequest, watch: SignalWatch) -> None:
    """Compare what is wanted; layers over time are measured on the way."""
    last = request.iteration
    rests = _MEASUREMENTS if request.wish.view == "health" else 1
    own = request.own_initializers
    compare_in(window, request.vary, last, watch, own_initializers=own, rests=rests)
    if rests > 1:
        health = window.comparison.views.health
        health.keep_history(rests_on_the_way(last, rests))


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
