"""When the welcome is shown, what it offers, and what its entries do."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSettings, Signal, Slot
from PySide6.QtWidgets import QMainWindow, QWidget

from nnviz.core.errors import InputError
from nnviz.session.config import RunConfig
from nnviz.ui.window.opening.window_files import WindowFiles
from nnviz.views.words.change_words import settings_in_short

if TYPE_CHECKING:
    from nnviz.ui.window.welcome.welcome_panel import WelcomePanel

_SHOWN, _LAST = "welcome_shown", "last_run"


class WelcomeControl(QObject):
    """Makes the welcome when it is first needed, and obeys it.

    Parameters
    ----------
    beside
        The panel whose place it takes.
    start_tour
        Begins a tour by its name.

    Signals
    -------
    config_requested
        The user wants to start from this `RunConfig`.
    """

    config_requested = Signal(object)

    def __init__(
        self,
        window: QMainWindow,
        beside: QWidget,
        files: WindowFiles,
        start_tour: Callable[[str], object],
    ) -> None:
        super().__init__(window)
        self._window, self._beside, self._files = window, beside, files
        self._start_tour = start_tour
        self._settings: QSettings | None = None
        self._panel: WelcomePanel | None = None
        files.chosen.connect(self.leave)

    def remember(self, settings: QSettings) -> None:
        """Keep in the settings that it was shown once, and the last run."""
        self._settings = settings

    def keep_last(self, config: RunConfig) -> None:
        """Offer these settings the next time: the window is closing."""
        if self._settings is not None:
            self._settings.setValue(_LAST, config.to_json())

    @property
    def is_wanted(self) -> bool:
        """Whether it comes by itself: nobody has seen it yet."""
        return self._settings is None or not self._settings.contains(_SHOWN)

    @Slot()
    def show(self) -> None:
        """Show where to begin."""
        last = self._last
        words = "" if last is None else settings_in_short(last)
        recent = self._files.recent.paths
        self._made.welcome(recent, words)
        if self._settings is not None:
            self._settings.setValue(_SHOWN, True)

    @Slot()
    def leave(self) -> None:
        """Go out of sight: something has begun."""
        if self._panel is not None:
            self._panel.leave()

    @property
    def _made(self) -> "WelcomePanel":
        if self._panel is None:
            # Its pictures are painted by much that a window needs only later.
            from nnviz.ui.window.welcome.welcome_panel import WelcomePanel

            panel = self._panel = WelcomePanel(self._window, self._beside)
            panel.tour_requested.connect(self._begin_tour)
            panel.open_requested.connect(self._files.ask_to_open)
            panel.file_requested.connect(self._files.open)
            panel.last_requested.connect(self._open_last)
        return self._panel

    @property
    def _last(self) -> RunConfig | None:
        """The settings of the last time, unless they are those a window opens with."""
        text = None if self._settings is None else self._settings.value(_LAST)
        if not isinstance(text, str):
            return None
        try:
            last = RunConfig.from_json(text)
        except InputError:
            return None
        return None if last == RunConfig() else last

    @Slot(str)
    def _begin_tour(self, name: str) -> None:
        self.leave()
        self._start_tour(name)

    @Slot()
    def _open_last(self) -> None:
        last = self._last
        self.leave()
        if last is not None:
            self.config_requested.emit(last)
