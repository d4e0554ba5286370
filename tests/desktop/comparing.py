"""Comparisons in the real window, for tests of it."""

from pytestqt.qtbot import QtBot

from nnviz.session.comparison.contender import Variation
from nnviz.session.config import RunConfig
from nnviz.ui.pages.comparison.comparison_page import ComparisonPage
from nnviz.ui.pages.comparison.comparison_views import OUTPUTS
from nnviz.ui.window.main_window import MainWindow
from tests.desktop.driving import open_on

CIRCLE = RunConfig(dataset="circle", samples=120)
THREE = Variation("activation", ("relu", "tanh", "sigmoid"))


def compare(
    window: MainWindow,
    qtbot: QtBot,
    vary: Variation = THREE,
    config: RunConfig = CIRCLE,
) -> ComparisonPage:
    open_on(window, qtbot, config)
    window.tabs.show_tab("comparison")
    live = window.comparison
    with qtbot.waitSignal(live.controller.run_started):
        live.compare(vary)
    return live


def rest_at(live: ComparisonPage, qtbot: QtBot, iteration: int | None = None) -> int:
    """Wait until all is known of a moment at rest, of an iteration if it matters.

    Returns which iteration it is.
    """

    def rests() -> bool:
        shown = live.controller.snapshot
        return (
            not live.controller.playing
            and not live.stepping.stepper.awaits
            and shown is not None
            and shown.at_rest
            and shown.is_complete
            and iteration in (None, shown.iteration)
        )

    qtbot.waitUntil(rests)
    return live.controller.iteration


def is_painted(live: ComparisonPage) -> bool:
    """Tell whether all that will be known of a moment at rest has been painted.

    In a frame one part is painted, so that some frames change nothing to be seen.
    """
    shown, presenter = live.controller.snapshot, live.presenter
    return (
        shown is not None
        and shown.at_rest
        and shown.is_complete
        and presenter._snapshot is shown
        and not presenter._health_due
        and not presenter._plots_due
        and not (presenter._unpainted and live.views.view == OUTPUTS)
    )
