"""What the window shows of a run: kept with it in its session, and shown again."""

from collections.abc import Mapping
from typing import Any

import msgspec
from PySide6.QtCore import QObject, Slot

from nnviz.ui.controls.run_bar import STEP_SIZES
from nnviz.ui.diagram.edge_switch import KINDS
from nnviz.ui.pages.network.network_page import NetworkPage
from nnviz.ui.pages.page import Page
from nnviz.ui.window.docks import DockPlaces
from nnviz.ui.window.presentation import Presentation
from nnviz.ui.window.window_tabs import NETWORK, TABS, WindowTabs
from nnviz.views.session_view import (
    Marked,
    PanelGroup,
    lens_of,
    lens_to,
    marked_of,
    marked_to,
    part_of,
    selection_of,
    selection_to,
)


class WindowView(QObject):
    """Describes what the window shows, and shows it again.

    A run that comes back brings the sample that was looked at and what was selected; a
    session also the page, the panels, what the steps and the edges were set to, and
    the choice of the comparison. What cannot be shown is left as it is.

    Parameters
    ----------
    presentation
        What arranges the panels itself where text is large.
    """

    def __init__(
        self,
        network: NetworkPage,
        tabs: WindowTabs,
        docks: DockPlaces,
        presentation: Presentation,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._network, self._tabs, self._docks = network, tabs, docks
        self._presentation = presentation
        self._panels: list[PanelGroup] = []
        self._comparison: Mapping[str, Any] = {}
        self._marked: Marked | None = None
        tabs.network_left.connect(self._note_panels)
        controller = network.controller
        controller.describe_by(self.describe)
        controller.run_started.connect(self._begin)
        controller.snapshot_changed.connect(self._mark)

    def describe(self) -> dict[str, Any]:
        """Return what the window shows, in values of JSON."""
        network, tabs = self._network, self._tabs
        view: dict[str, Any] = {
            "page": tabs.front,
            "steps": network.panels.run_bar.step_size,
            "edges": network.panels.edges.kind,
            "selection": selection_to(network.stepping.selection),
            "marked": marked_to(network.panels.diagram.marked),
            "comparison": self._describe_comparison(),
        }
        start, sample = network.shown.start, network.presenter.sample
        if start is not None and sample is not None:
            view["lens"] = lens_to(sample, start.lane.data)
        if tabs.front == NETWORK:
            self._note_panels()
        view["panels"] = msgspec.to_builtins(self._panels)
        return view

    @Slot(object)
    def show(self, view: Mapping[str, Any]) -> None:
        """Show what belongs to a session that is being opened, besides its run."""
        steps, edges = part_of(view, "steps", str), part_of(view, "edges", str)
        panels = self._network.panels
        bar, switch = panels.run_bar, panels.edges
        if steps is not None and steps in [size.name for size in STEP_SIZES]:
            bar.show_step_size(steps)
            bar.step_size_chosen.emit(steps)
        if edges is not None and edges in KINDS and switch.can_show(edges):
            switch.choose(edges)
        groups = part_of(view, "panels", list[PanelGroup])
        if groups and not self._presentation.is_arranged:
            self._tabs.show_tab(NETWORK)
            self._docks.arrange(groups)
        self._comparison = part_of(view, "comparison", dict[str, Any]) or {}
        page = part_of(view, "page", str)
        if page is not None and page in TABS:
            self._tabs.show_tab(page)
        if self._tabs.is_made("comparison"):
            self.fill(self._tabs.page_of("comparison"))

    def fill(self, comparison: Page) -> None:
        """Set the page of the comparison, which may be new, to what was compared."""
        comparison.show_view(self._comparison)

    @Slot()
    def _note_panels(self) -> None:
        """Remember how the panels are arranged while they can be seen."""
        if not self._presentation.is_arranged:
            self._panels = self._docks.arrangement()

    def _describe_comparison(self) -> Mapping[str, Any]:
        if self._tabs.is_made("comparison"):
            return self._tabs.page_of("comparison").view()
        return self._comparison

    @Slot()
    def _begin(self) -> None:
        """Look at what was looked at in the run that comes back."""
        network, start = self._network, self._network.shown.start
        view = network.controller.view
        self._marked = None
        if start is None or not view:
            return
        sizes = start.lane.network.sizes
        network.presenter.look_at(lens_of(view, start.lane.data))
        selection = selection_of(view, sizes)
        if selection is not None:
            network.stepping.show_selection(selection)
        # The diagram has the new network with its first picture.
        self._marked = marked_of(view, sizes)

    @Slot()
    def _mark(self) -> None:
        marked, self._marked = self._marked, None
        if marked is not None:
            self._network.panels.diagram.mark(*marked)
