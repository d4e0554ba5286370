"""What of a window can be in a figure: its pages, and what they know."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from nnviz.core.errors import InputError
from nnviz.ui.pages.network.network_panels import NetworkPanels
from nnviz.ui.window.window_tabs import WindowTabs

if TYPE_CHECKING:
    from nnviz.core.network import Network
    from nnviz.live.snapshot import Snapshot
    from nnviz.ui.explorer.explorer import ActivationExplorer
    from nnviz.ui.pages.comparison.comparison_page import ComparisonPage
    from nnviz.ui.pages.comparison.comparison_views import ComparisonViews
    from nnviz.ui.pages.network.network_page import NetworkPage


@dataclass(frozen=True, slots=True)
class FigureSource:
    """The panels and the pages of a window."""

    panels: NetworkPanels
    tabs: WindowTabs

    @property
    def network(self) -> "NetworkPage":
        """The page of one network."""
        from nnviz.ui.pages.network.network_page import NetworkPage

        page = self.tabs.page_of("network")
        assert isinstance(page, NetworkPage)
        return page

    @property
    def comparison(self) -> "ComparisonPage":
        """The page of the comparison."""
        from nnviz.ui.pages.comparison.comparison_page import ComparisonPage

        page = self.tabs.page_of("comparison")
        assert isinstance(page, ComparisonPage)
        return page

    @property
    def compared(self) -> "ComparisonViews":
        """The views of the comparison."""
        return self.comparison.views

    @property
    def explorer(self) -> "ActivationExplorer":
        """The explorer of activation functions."""
        from nnviz.ui.pages.explorer_page import ExplorerPage

        page = self.tabs.page_of("activations")
        assert isinstance(page, ExplorerPage)
        return page.explorer

    def snapshot_of(self, page: str) -> "Snapshot | None":
        """Return the moment that a page shows, None where there is none."""
        if page == "network":
            return self.network.controller.snapshot
        return self.comparison.controller.snapshot if page == "comparison" else None

    def shown_network(self) -> "Network":
        """Return the network with the parameters that are shown.

        Raises
        ------
        InputError
            Before there is one.
        """
        builder = self.network.presenter.builder
        if builder is None:
            raise InputError("--view parameters: there is no network yet")
        return builder.network
