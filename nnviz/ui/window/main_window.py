"""The main window: its pages, the panels around them, the menus and the files."""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSettings, Qt, QTimer, Slot
from PySide6.QtGui import (
    QCloseEvent,
    QContextMenuEvent,
    QKeyEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QMainWindow, QMenu, QStackedWidget, QToolBar, QWidget

from nnviz.ui.controls.focus_ring import FocusRings
from nnviz.ui.theme.apply import Appearance
from nnviz.ui.window.window_keys import (
    goes_to_visible,
    leave_to_control,
    presses_or_copies,
)
from nnviz.ui.window.window_memory import WindowMemory
from nnviz.ui.window.window_tabs import NETWORK, WindowTabs, tab_bar

if TYPE_CHECKING:
    from nnviz.session.config import RunConfig
    from nnviz.session.settings.presets import Preset
    from nnviz.ui.pages.comparison.comparison_page import ComparisonPage
    from nnviz.ui.pages.page import Page
    from nnviz.ui.window.autosave import Autosave
    from nnviz.ui.window.command_palette import CommandPalette
    from nnviz.ui.window.opening.window_files import WindowFiles
    from nnviz.ui.window.tours.tour_guide import TourGuide
    from nnviz.ui.window.welcome.welcome_control import WelcomeControl
    from nnviz.ui.window.window_view import WindowView

_MENUS = ("file", "edit", "view", "run", "compare", "help")

_SLICES = (
    "numpy",
    "numpy.random",
    "msgspec",
    "nnviz.session.config",
    "nnviz.session.settings.presets",
    "nnviz.session.timeline.timeline",
    "nnviz.ui.threads.run_controller",
    "nnviz.ui.controls.run_bar",
    "nnviz.ui.diagram.network_diagram",
    "nnviz.ui.experiment.experiment_panel",
    "nnviz.ui.output.output_view",
    "nnviz.ui.charts.plot_tabs",
    "nnviz.ui.timeline.timeline_panel",
    "nnviz.ui.pages.network.network_panels",
    "nnviz.ui.pages.network.network_stepping",
    "nnviz.ui.pages.network.network_page",
    "nnviz.ui.window.opening.window_files",
    "nnviz.ui.window.view_menu",
)
"""What is imported in turns with events, each in a few hundredths of a second."""


class MainWindow(QMainWindow):
    """The window of nnviz.

    It is furnished in slices: its frame comes first, with the names of the menus and of
    the pages, and can be painted and closed while the rest is being imported and made.
    Everything but the frame is there once ``furnish`` has returned.

    Parameters
    ----------
    appearance
        The theme in use.
    whole
        Whether to furnish it at once.

    Attributes
    ----------
    is_furnished
        Whether all that can be seen at first has been made.
    """

    def __init__(self, appearance: Appearance, *, whole: bool = True) -> None:
        super().__init__()
        self.setObjectName("main_window")
        self.setWindowTitle("nnviz")
        self.resize(1600, 1000)
        self.appearance = appearance
        self._rings = FocusRings(self)
        self._memory = WindowMemory(self, appearance)
        self._palette: CommandPalette | None = None
        self._autosave: Autosave | None = None
        bar = self.menuBar()
        self._menus = {name: bar.addMenu(f"&{name.capitalize()}") for name in _MENUS}
        # One row less than tabs of their own; and they stay where they are.
        self._tab_bar = tab_bar()
        bar.setCornerWidget(self._tab_bar, Qt.Corner.TopRightCorner)
        for menu in self._menus.values():
            menu.aboutToShow.connect(self.furnish)
        self.is_furnished = False
        self._slices = self._furnishing()
        if whole:
            self.furnish()

    @Slot()
    def furnish(self) -> None:
        """Make at once all that is missing yet."""
        while self.furnish_on():
            pass

    def furnish_on(self) -> bool:
        """Make a slice of what is missing yet; return whether there was any."""
        return next(self._slices, None) is not None

    def _furnishing(self) -> Iterator[str]:
        """Import and make everything; say what has come after each slice of it."""
        for module in _SLICES:
            import_module(module)
            yield module
        from nnviz.ui.pages.network.network_page import NetworkPage
        from nnviz.ui.window.network_docks import NetworkDocks
        from nnviz.ui.window.tours.tour_desk import TourDesk

        self.setUpdatesEnabled(False)
        self.appearance.unstyle()
        self.network = NetworkPage()
        self.controller, self.panels = self.network.controller, self.network.panels
        yield "network"
        self._place_pages()
        self._places = NetworkDocks(self, self.network, self.tabs)
        self._docks, self._inspector = self._places.docks, self._places.inspector
        self.appearance.style()
        self.files = self._make_files()
        self.desk = TourDesk(self, self.network, self.tabs, self.files)
        self.welcome = self._make_welcome()
        self._fill_menus()
        self._kept_view = self._keep_view()
        # Else the first button has the focus, and Enter would reset.
        self.panels.run_bar.setFocus()
        self.is_furnished = True
        self._recall()
        if self.isVisible():
            # Panels that nothing has laid out yet take no sizes.
            QTimer.singleShot(0, self._memory.give_sizes)
        self.setUpdatesEnabled(True)

    @property
    def comparison(self) -> "ComparisonPage":
        """The page of the comparison; it is made when it is first needed."""
        from nnviz.ui.pages.comparison.comparison_page import ComparisonPage

        page = self.tabs.page_of("comparison")
        assert isinstance(page, ComparisonPage)
        return page

    def _place_pages(self) -> None:
        bar = self._bar = QToolBar("Run", self)
        bar.setObjectName("bar_run")
        bar.setMovable(False)
        self._bars = QStackedWidget()
        self._bars.addWidget(self.panels.run_bar)
        bar.addWidget(self._bars)
        self.addToolBar(bar)
        self.tabs = WindowTabs(self, self._tab_bar, self.network, self.panels.messages)
        self.tabs.offer("comparison", self._make_comparison)
        self.tabs.offer("activations", self._make_explorer)
        self.tabs.changed.connect(self._show_bar)

    def _make_comparison(self) -> "Page":
        from nnviz.ui.pages.comparison.comparison_page import ComparisonPage

        panels = self.panels
        page = ComparisonPage(
            self.controller,
            panels.messages,
            panels.experiment.functions,
            self._memory.settings,
        )
        self._bars.addWidget(page.bar)
        self._kept_view.fill(page)
        return page

    def _make_explorer(self) -> "Page":
        from nnviz.ui.pages.explorer_page import ExplorerPage

        functions = self.panels.experiment.functions
        return ExplorerPage(self.controller, functions)

    def _fill_menus(self) -> None:
        from nnviz.ui.window.figures.figure_export import FigureExport
        from nnviz.ui.window.figures.figure_source import FigureSource
        from nnviz.ui.window.help_menu import HelpMenu, HelpTours
        from nnviz.ui.window.history_window import EarlierRunsMenu
        from nnviz.ui.window.menus import CompareMenu, EditMenu, fill_file, fill_run
        from nnviz.ui.window.view_menu import ViewMenu

        menus, edits = self._menus, self.network.edits
        source = FigureSource(self.panels, self.tabs)
        self.export = FigureExport(source, self.controller, self)
        fill_file(
            self,
            menus["file"],
            self.files,
            self.network,
            self.open_preset,
            self.export,
        )
        EditMenu(self, menus["edit"], self.tabs)
        earlier = EarlierRunsMenu(edits, self.files, self)
        fill_run(self, menus["run"], self.tabs, self._ask_for_iteration, earlier)
        CompareMenu(self, menus["compare"], self._show_comparison)
        tours = HelpTours(self.welcome.show, self.desk.start)
        HelpMenu(self, menus["help"], self.show_commands, tours)
        self._view = ViewMenu(
            self, menus["view"], self.tabs, self.panels, self.appearance
        )
        self._presentation = self._view.presentation
        self._view.samples_requested.connect(self._places.show_samples)
        self._view.layout_reset_requested.connect(self._reset_layout)
        self._view.whole_column_requested.connect(self._places.give_column)
        self._view.kept.toggled.connect(self._places.keep_panel)

    def _keep_view(self) -> "WindowView":
        """Let sessions keep what the window shows."""
        from nnviz.ui.window.window_view import WindowView

        view = WindowView(
            self.network, self.tabs, self._docks, self._presentation, self
        )
        self.files.viewed.connect(view.show)
        return view

    @Slot()
    def show_commands(self) -> None:
        """Let the user type what to do."""
        if self._palette is None:
            from nnviz.ui.window.command_palette import CommandPalette

            self._palette = CommandPalette(self, self.tabs, self.panels.experiment)
        self._palette.ask()

    @property
    def tours(self) -> "TourGuide":
        """The guide through tours."""
        return self.desk.guide

    @Slot(str)
    def _open_preset_named(self, name: str) -> None:
        from nnviz.session.settings.presets import PRESETS

        self.open_preset(PRESETS[name])

    def _ask_for_iteration(self) -> None:
        """Go to the field for an iteration; the palette takes one on any page."""
        if not self.tabs.page.ask_for_iteration():
            self.show_commands()

    def _make_files(self) -> "WindowFiles":
        """Connect what opens and saves files."""
        from nnviz.ui.window.opening.window_files import WindowFiles

        files = WindowFiles(self, self.controller, self.panels.messages)
        files.config_requested.connect(self.open)
        files.chosen.connect(self._note_opened)
        files.titled.connect(self.setWindowTitle)
        self.network.presenter.titled.connect(files.show_data_title)
        self.panels.experiment.file_requested.connect(files.ask_to_open)
        self.panels.samples_place.when_made(
            lambda samples: samples.file_requested.connect(files.ask_for_rows)
        )
        files.rows_read.connect(self._places.show_rows)
        files.recorded.connect(self.network.edits.follow_file)
        return files

    def _make_welcome(self) -> "WelcomeControl":
        from nnviz.ui.window.welcome.welcome_control import WelcomeControl

        desk = self.desk
        desk.preset_requested.connect(self._open_preset_named)
        welcome = WelcomeControl(self, self.panels.experiment, self.files, desk.start)
        welcome.config_requested.connect(self.open)
        desk.more_requested.connect(welcome.show)
        return welcome

    @Slot(object)
    def open(self, config: "RunConfig", words: str = "") -> None:
        """Start a run by a configuration, at rest."""
        self.tabs.show_tab(NETWORK)
        self.files.leave()
        self.panels.messages.clear()
        self.network.edits.open(config, words=words)

    @Slot(object)
    def open_preset(self, preset: "Preset") -> None:
        """Start a run by a preset, at rest."""
        self.open(preset.config, f"preset {preset.title}")

    @Slot(object)
    def _note_opened(self, config: "RunConfig") -> None:
        self.tabs.show_tab(NETWORK)
        self.network.edits.note(f"open {Path(config.dataset).name}")

    def _show_comparison(self) -> "ComparisonPage":
        self.tabs.show_tab("comparison")
        return self.comparison

    @Slot()
    def _show_bar(self) -> None:
        """Show the bar of the page in front, if it has one."""
        bar, usual = self.tabs.page.bar, self.panels.run_bar
        # First, so that no button of the bar that comes inherits the focus.
        usual.setEnabled(bar is usual)
        if bar is not None:
            self._bars.setCurrentWidget(bar)
        self._bar.setVisible(bar is not None)

    @Slot()
    def _reset_layout(self) -> None:
        self.tabs.show_tab(NETWORK)
        self._presentation.reset(self._docks.reset)

    def remember(self, settings: QSettings) -> None:
        """Restore the layout and looks of the last time, and keep them at the end."""
        self._memory.restore_frame(settings)
        if self.is_furnished:
            self._recall()

    def _recall(self) -> None:
        """Restore what the settings say of all that is in the frame."""
        settings = self._memory.settings
        if settings is not None:
            functions = self.panels.experiment.functions
            for part in (self.files, self.welcome, functions):
                part.remember(settings)
        self._memory.restore_panels(self._view, self._docks)

    def keep_safe(self, folder: Path) -> None:
        """Keep the run in a folder by itself, and offer what was kept there before."""
        from nnviz.ui.window.autosave import Autosave

        edits = self.network.edits
        self._autosave = Autosave(
            folder, self.controller, lambda: edits.earlier_runs, self
        )
        self._autosave.failed.connect(self._warn)
        self.files.taken_up.connect(self._autosave.note_opened)
        self.desk.begun.connect(self._autosave.hold)
        self.desk.over.connect(self._autosave.go_on)
        kept = self._autosave.left_behind()
        # Not sooner: a run that begins clears what was said before.
        self.controller.run_started.connect(
            lambda: self.files.offer_kept(kept), Qt.ConnectionType.SingleShotConnection
        )

    @Slot(str)
    def _warn(self, text: str) -> None:
        self.panels.messages.show_message(text, "warning")

    def complete_menu(self, menu: QMenu, widget: QWidget | None) -> None:
        """Add to a widget's menu what can be exported of its view."""
        self.export.complete_menu(menu, widget)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what can be done with a view that has no menu of its own."""
        if not self.is_furnished:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        place = self.mapFromGlobal(event.globalPos())
        self.complete_menu(menu, self.childAt(place))
        if menu.isEmpty():
            menu.deleteLater()
            super().contextMenuEvent(event)
        else:
            menu.popup(event.globalPos())

    def event(self, event: QEvent) -> bool:
        leave_to_control(event)
        return super().event(event)

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: N802
        """Go to the next control that can be seen, and bring it into sight."""
        move = super().focusNextPrevChild
        return goes_to_visible(lambda: move(forward), self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave what is selected, press the button with the focus, or copy from it."""
        self.furnish()
        if event.key() == Qt.Key.Key_Escape and self.tabs.front == NETWORK:
            self.panels.diagram.step_back()
        elif not presses_or_copies(event):
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        """Give the panels their shares of the window when it is first seen."""
        super().showEvent(event)
        self._memory.share_room()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.is_furnished:
            self._presentation.fit()

    def _keep_last(self) -> None:
        """Offer the settings of now again; those of a record are in its file."""
        from nnviz.files.watch_log import LOG_ENDING

        config = self.controller.config
        if not config.dataset.endswith(LOG_ENDING):
            self.welcome.keep_last(config)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.furnish()
        self.desk.leave()
        self._memory.save()
        if self._memory.settings is not None:
            self._keep_last()
        if self._autosave is not None:
            self._autosave.close()
        self.export.end()
        self.tabs.end()
        self.files.close()
        if self._autosave is not None:
            self._autosave.end()
        super().closeEvent(event)
