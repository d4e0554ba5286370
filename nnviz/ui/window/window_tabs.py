"""The pages of the window, one of them in front, and the tabs to choose it by."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QByteArray, QEvent, QObject, QSize, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QDockWidget,
    QMainWindow,
    QStackedWidget,
    QTabBar,
    QWidget,
)

from nnviz.ui.controls.layouts import column_of
from nnviz.ui.pages.page import Page
from nnviz.ui.window.docks import restore_docks

TABS: Mapping[str, tuple[str, str]] = {
    "network": ("Network", "One network: train it, and look into every number"),
    "comparison": (
        "Comparison",
        "Several networks side by side, equal in all but one setting",
    ),
    "activations": (
        "Activations",
        "All activation functions: slopes, depth, and what becomes of the inputs",
    ),
}
"""Each page's title, and what it is for."""

NETWORK = "network"


class WindowTabs(QObject):
    """Puts one page after the other into the centre of a window.

    The panels belong to the network: they are hidden while another page is in front,
    and come back as they were. Other pages are made when they are first needed; a page
    that is left comes to rest.

    Parameters
    ----------
    window
        The window; its docks have been placed.
    bar
        The tabs to choose a page by; see `tab_bar`.
    network
        The page in front at first.
    messages
        Shown over the lower edge of every page.

    Signals
    -------
    changed
        Another page is in front.
    network_left
        The network is about to be left, with its panels.
    """

    changed = Signal()
    network_left = Signal()

    def __init__(
        self,
        window: QMainWindow,
        bar: QTabBar,
        network: Page,
        messages: QWidget,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._makers: dict[str, Callable[[], Page]] = {}
        self._pages: dict[str, Page] = {NETWORK: network}
        self._front = NETWORK
        self._panels: QByteArray | None = None
        self._stack = _Pages()
        self._stack.setObjectName("centre")
        self._stack.addWidget(network)
        window.setCentralWidget(_Centre(self._stack, messages))
        self.bar = bar
        bar.setCurrentIndex(list(TABS).index(NETWORK))
        self.bar.currentChanged.connect(self._turn)

    def offer(self, name: str, maker: Callable[[], Page]) -> None:
        """Let a page be made when it is first asked for."""
        self._makers[name] = maker

    @property
    def front(self) -> str:
        """The name of the page in front."""
        return self._front

    @property
    def page(self) -> Page:
        """The page in front."""
        return self._pages[self._front]

    def page_of(self, name: str) -> Page:
        """Return a page; it is made when it is first asked for."""
        if name not in self._pages:
            self._pages[name] = self._makers[name]()
            self._stack.addWidget(self._pages[name])
        return self._pages[name]

    def is_made(self, name: str) -> bool:
        """Tell whether a page has been asked for before."""
        return name in self._pages

    def end(self) -> None:
        """End the threads of all pages and wait for them."""
        for page in self._pages.values():
            page.end()

    @property
    def layout(self) -> QByteArray:
        """The layout of the panels, as they are while the network is in front."""
        return self._window.saveState() if self._panels is None else self._panels

    @property
    def has_panels(self) -> bool:
        """Whether the panels are in place: not put away, nor on their way back."""
        return self._panels is None

    @Slot(str)
    def show_tab(self, name: str) -> None:
        """Bring a page to the front."""
        self.bar.setCurrentIndex(list(TABS).index(name))

    @Slot(int)
    def _turn(self, index: int) -> None:
        name = list(TABS)[index]
        self.page.pause()
        page = self.page_of(name)
        self._front = name
        self._window.setUpdatesEnabled(False)
        if name != NETWORK:
            self._put_panels_away()
        self._stack.setCurrentWidget(page)
        self._stack.updateGeometry()
        if name == NETWORK:
            self._bring_panels()
        self._window.setUpdatesEnabled(True)
        page.enter()
        self.changed.emit()

    def _put_panels_away(self) -> None:
        if self._panels is None:
            self.network_left.emit()
            self._panels = self._window.saveState()
            for dock in self._window.findChildren(QDockWidget):
                dock.hide()
                dock.toggleViewAction().setEnabled(False)

    def _bring_panels(self) -> None:
        if self._panels is not None:
            for dock in self._window.findChildren(QDockWidget):
                dock.toggleViewAction().setEnabled(True)
            restore_docks(self._window, self._panels)
            self._panels = None


class _Centre(QWidget):
    """The pages, and messages over the lower edge of the one in front.

    A message that comes or goes moves nothing: not what the pointer is about to click.
    """

    def __init__(self, pages: QStackedWidget, messages: QWidget) -> None:
        super().__init__()
        self._pages, self._messages = pages, messages
        column_of(pages, within=self)
        messages.setParent(self)
        messages.installEventFilter(self)
        pages.currentChanged.connect(self._place)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Place messages again when they say something else."""
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Show):
            self._place()
        return super().eventFilter(watched, event)

    @Slot()
    def _place(self) -> None:
        page, width = self._pages.currentWidget(), self.width()
        below = page.below_messages if isinstance(page, Page) else 0
        height = self._messages.heightForWidth(width)
        height = max(height, self._messages.minimumSizeHint().height())
        self._messages.setGeometry(0, self.height() - below - height, width, height)
        self._messages.raise_()


class _Pages(QStackedWidget):
    """A stack that needs no more room than the page in front."""

    def minimumSizeHint(self) -> QSize:
        page = self.currentWidget()
        return super().minimumSizeHint() if page is None else page.minimumSizeHint()

    def sizeHint(self) -> QSize:
        page = self.currentWidget()
        return super().sizeHint() if page is None else page.sizeHint()


def tab_bar() -> QTabBar:
    """Return tabs for all pages."""
    bar = QTabBar()
    bar.setObjectName("window_tabs")
    bar.setAccessibleName("Pages of the window")
    bar.setToolTip("What the window shows: one network, several, or the activations")
    bar.setDrawBase(False)
    bar.setExpanding(False)
    bar.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    for title, tip in TABS.values():
        place = bar.addTab(title)
        bar.setTabToolTip(place, tip)
    return bar
