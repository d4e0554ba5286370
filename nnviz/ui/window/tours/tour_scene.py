"""Sets the scene of a step: what its file says under ``does``, one after another."""

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QPushButton

from nnviz.core.errors import InputError
from nnviz.core.operation import Phase
from nnviz.explain.walk.route import PHASES
from nnviz.live.pacing import AUTO, Speed
from nnviz.session.comparison.contender import Variation
from nnviz.session.settings.presets import PRESETS
from nnviz.ui.pages.network.network_stepping import BEGINNING
from nnviz.ui.threads.live_controller import LiveController
from nnviz.ui.window.tours.tour_stage import TourStage, part_named
from nnviz.ui.window.window_tabs import TABS, WindowTabs
from nnviz.views.tours.tour_file import Directive, Tour

if TYPE_CHECKING:
    from nnviz.ui.pages.comparison.comparison_page import ComparisonPage

_Work = Iterator[None]
"""Does something, and yields as long as it has to wait for the run."""


class TourScene:
    """Sets scenes, one at a time; `go_on` is called again and again until it is set.

    Parameters
    ----------
    open_preset
        Starts a run by the name of a preset.
    """

    def __init__(self, stage: TourStage, open_preset: Callable[[str], None]) -> None:
        self._stage, self._open_preset = stage, open_preset
        self._work: _Work | None = None
        self._doers: dict[str, Callable[[Directive], _Work]] = {
            "preset": self._preset,
            "page": self._page,
            "iteration": self._iteration,
            "sample": self._sample,
            "select": self._select,
            "steps": self._steps,
            "speed": self._speed,
            "edges": self._edges,
            "show": self._show,
            "tab": self._tab,
            "walk": self._walk,
            "compare": self._compare,
            "pause": self._pause,
        }

    @property
    def is_set(self) -> bool:
        """Whether nothing is left to be done."""
        return self._work is None

    def begin(self, tour: Tour, directives: Sequence[Directive]) -> None:
        """Begin with another scene; what was left of the last one is given up."""
        self._work = self._all(tour, directives)

    def leave(self) -> None:
        """Do no more."""
        self._work = None

    def go_on(self) -> bool:
        """Do what can be done now, and tell whether the scene is set.

        Raises
        ------
        InputError
            For what cannot be done; it names the line of the tour's file.
        """
        work = self._work
        if work is not None and next(work, self) is self:
            self._work = None
        return self.is_set

    def _all(self, tour: Tour, directives: Sequence[Directive]) -> _Work:
        for directive in directives:
            try:
                yield from self._doer(directive.verb)(directive)
            except InputError as error:
                raise tour.fault(directive.line, str(error)) from error

    def _doer(self, verb: str) -> Callable[[Directive], _Work]:
        if verb not in self._doers:
            raise InputError(f"“{verb}” is none of {', '.join(self._doers)}")
        return self._doers[verb]

    def _preset(self, wanted: Directive) -> _Work:
        if wanted.words not in PRESETS:
            raise InputError(f"there is no preset “{wanted.words}”")
        controller = self._stage.network.controller
        before = controller.started
        self._open_preset(wanted.words)
        while controller.started in (None, before) or controller.snapshot is None:
            yield
        self._look_at_nothing()

    def _look_at_nothing(self) -> None:
        """Leave what was selected before: the tour speaks of something else."""
        network = self._stage.network
        network.panels.diagram.mark(None, None)
        network.stepping.show_selection(BEGINNING)

    def _page(self, wanted: Directive) -> _Work:
        if wanted.words not in TABS:
            raise InputError(f"“{wanted.words}” is none of {', '.join(TABS)}")
        self._stage.tabs.show_tab(wanted.words)
        yield

    def _iteration(self, wanted: Directive) -> _Work:
        """Train to an iteration, or show it: in a comparison, of all contenders."""
        wish = _whole_number(wanted)
        front = self._stage.tabs.front
        controller = self._stage.network.controller
        if front == "comparison":
            comparison_of(self._stage.tabs).controller.show_moment(wish)
            while not self._rests_at(wish):
                yield
            return
        if controller.playing:
            controller.pause()
        now = controller.snapshot
        ahead = wish - (0 if now is None else now.done)
        controller.show_moment(min(wish, wish - ahead))
        if ahead > 0:
            controller.step(ahead)
        while not self._rests_at(wish):
            yield

    def _rests_at(self, iteration: int) -> bool:
        """Tell whether the page in front shows an iteration, and rests there."""
        stage = self._stage
        compares = stage.tabs.front == "comparison"
        page = comparison_of(stage.tabs) if compares else stage.network
        controller: LiveController = page.controller
        shown = controller.snapshot
        arrived = shown is not None and shown.iteration == iteration
        return arrived and not controller.playing and bool(shown and shown.at_rest)

    def _sample(self, wanted: Directive) -> _Work:
        """Look at a row of the data set, also in a walk, as if it had been clicked."""
        output = self._stage.network.panels.output
        output.sample_requested.emit(_whole_number(wanted) - 1)
        yield

    def _select(self, wanted: Directive) -> _Work:
        verb, _, words = wanted.words.partition(" ")
        part = part_named(Directive(verb, words, wanted.line))
        diagram = self._stage.network.panels.diagram
        diagram.select(part)
        # A number that is typed is for what was selected.
        diagram.setFocus()
        yield

    def _steps(self, wanted: Directive) -> _Work:
        self._press(f"step_size_{wanted.words}")
        yield

    def _speed(self, wanted: Directive) -> _Work:
        speeds: dict[str, Speed] = {"auto": AUTO, "unlimited": None}
        if wanted.words not in speeds:
            raise InputError("a speed is “auto” or “unlimited”")
        bar, speed = self._stage.tabs.page.bar, speeds[wanted.words]
        if bar is not None:
            bar.show_speed(speed)
            bar.speed_chosen.emit(speed)
        yield

    def _edges(self, wanted: Directive) -> _Work:
        self._stage.network.panels.edges.choose(wanted.words)
        yield

    def _show(self, wanted: Directive) -> _Work:
        self._stage.bring_into_sight(self._stage.widget(wanted.words))
        yield

    def _tab(self, wanted: Directive) -> _Work:
        bar, place = self._stage.tab(wanted.words)
        bar.setCurrentIndex(place)
        yield

    def _walk(self, wanted: Directive) -> _Work:
        """Go to a phase of the iteration last done, or of the first."""
        stepper, phase = self._stage.network.stepping.stepper, wanted.words
        if phase not in PHASES:
            raise InputError(f"“{phase}” is none of {', '.join(PHASES)}")
        while stepper.walk is None or stepper.awaits:
            if stepper.walk is None and not stepper.awaits:
                stepper.step(-1 if stepper.iteration else 1, "phase")
            yield
        stepper.jump_to_phase(_phase(phase))

    def _compare(self, wanted: Directive) -> _Work:
        """Compare the values of a setting: ``activation relu, tanh``."""
        setting, _, listed = wanted.words.partition(" ")
        self._stage.tabs.show_tab("comparison")
        values = tuple(value.strip() for value in listed.split(","))
        controller = comparison_of(self._stage.tabs).controller
        before = controller.started
        comparison_of(self._stage.tabs).compare(Variation(setting, values))
        while controller.started in (None, before) or controller.snapshot is None:
            yield

    def _pause(self, _wanted: Directive) -> _Work:
        self._stage.tabs.page.pause()
        yield

    def _press(self, name: str) -> None:
        button = self._stage.widget(name)
        if isinstance(button, QPushButton):
            button.click()


def comparison_of(tabs: WindowTabs) -> "ComparisonPage":
    """Return the page of the comparison, which is made when it is first needed."""
    from nnviz.ui.pages.comparison.comparison_page import ComparisonPage

    page = tabs.page_of("comparison")
    assert isinstance(page, ComparisonPage)
    return page


def _whole_number(wanted: Directive) -> int:
    try:
        return int(wanted.words)
    except ValueError:
        raise InputError(f"“{wanted.words}” is no whole number") from None


def _phase(name: str) -> Phase:
    return next(phase for phase in PHASES if phase == name)
