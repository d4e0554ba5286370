"""The main window: its pages, the panels around them, the menus and the files."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QEvent, QSettings, Qt, Slot
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QStackedWidget, QToolBar

from nnviz.core.errors import InputError
from nnviz.session.config import RunConfig
from nnviz.session.presets import PRESETS, Preset
from nnviz.ui.charts.plot_tabs import PlotTabs
from nnviz.ui.controls.copying import copy_readings
from nnviz.ui.controls.focus_ring import FocusRings, is_revealed
from nnviz.ui.pages.network.network_page import NetworkPage
from nnviz.ui.pages.page import Page
from nnviz.ui.theme.apply import MODES, Appearance
from nnviz.ui.theme.tokens import PALETTES
from nnviz.ui.window.autosave import Autosave
from nnviz.ui.window.docks import DockPlaces, DockShare, padded
from nnviz.ui.window.help_menu import HelpMenu, HelpTours
from nnviz.ui.window.key_paths import belongs_to, press
from nnviz.ui.window.menus import CompareMenu, EditMenu, add_action, fill_file, fill_run
from nnviz.ui.window.opening.window_files import WindowFiles
from nnviz.ui.window.view_menu import ViewMenu
from nnviz.ui.window.welcome.welcome_control import WelcomeControl
from nnviz.ui.window.window_tabs import NETWORK, WindowTabs
from nnviz.ui.window.window_view import WindowView

if TYPE_CHECKING:
    from nnviz.ui.pages.comparison.comparison_page import ComparisonPage
    from nnviz.ui.window.command_palette import CommandPalette
    from nnviz.ui.window.tours.tour_guide import TourGuide

_RIGHT = Qt.DockWidgetArea.RightDockWidgetArea
_LEFT_WIDTH, _RIGHT_WIDTH = DockShare(0.16, 280, 320), DockShare(0.24, 360, 480)
_PLOTS_HEIGHT = DockShare(0.25, 190, 320)
_OUTPUT_HEIGHT, _ACTIVATION_HEIGHT = DockShare(0.48, 1, 2000), DockShare(0.52, 1, 2000)


class MainWindow(QMainWindow):
    """The window of nnviz.

    Parameters
    ----------
    appearance
        The theme in use.
    """

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self.setObjectName("main_window")
        self.setWindowTitle("nnviz")
        self.resize(1600, 1000)
        self.appearance = appearance
        self._rings = FocusRings(self)
        self._settings: QSettings | None = None
        self._laid_out = False
        self._palette: CommandPalette | None = None
        self._tours: TourGuide | None = None
        self._autosave: Autosave | None = None
        self.network = NetworkPage()
        self.controller, self.panels = self.network.controller, self.network.panels
        self._docks = DockPlaces(self)
        self._place_pages()
        self._place_docks()
        appearance.style()
        self.files = self._make_files()
        self.welcome = self._make_welcome()
        self._fill_menus()
        # Else the first button has the focus, and Enter would reset.
        self.panels.run_bar.setFocus()

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
        self.tabs = WindowTabs(self, self.network, self.panels.messages)
        self.tabs.offer("comparison", self._make_comparison)
        self.tabs.offer("activations", self._make_explorer)
        self.tabs.changed.connect(self._show_bar)

    def _make_comparison(self) -> Page:
        from nnviz.ui.pages.comparison.comparison_page import ComparisonPage

        panels = self.panels
        page = ComparisonPage(
            self.controller,
            panels.messages,
            panels.experiment.functions,
            self._settings,
        )
        self._bars.addWidget(page.bar)
        self._kept_view.fill(page)
        return page

    def _make_explorer(self) -> Page:
        from nnviz.ui.pages.explorer_page import ExplorerPage

        functions = self.panels.experiment.functions
        return ExplorerPage(self.controller, functions)

    def _fill_menus(self) -> None:
        bar = self.menuBar()
        files = bar.addMenu("&File")
        worksheet = self.network.worksheet.ask
        fill_file(self, files, self.files, self.open_preset, worksheet)
        EditMenu(self, bar.addMenu("&Edit"), self.network.edits)
        view = bar.addMenu("&View")
        fill_run(
            self,
            bar.addMenu("&Run"),
            self.tabs,
            self._ask_for_iteration,
            self.network.edits,
        )
        CompareMenu(self, bar.addMenu("&Compare"), self._show_comparison)
        HelpMenu(
            self,
            bar.addMenu("&Help"),
            self.show_commands,
            HelpTours(self.welcome.show, self.start_tour),
        )
        self._view = ViewMenu(self, view, self.tabs, self.panels, self.appearance)
        named = ("Look at &samples", "F6", "samples")
        add_action(self, view, named, self._show_samples)
        self._view.layout_reset_requested.connect(self._reset_layout)
        self._view.whole_column_requested.connect(self._give_column)
        self.panels.inspector.header.room.clicked.connect(self._give_column)
        self._presentation = self._view.presentation
        self._kept_view = self._keep_view()

    def _keep_view(self) -> WindowView:
        """Let sessions keep what the window shows."""
        presents = self._presentation.mode.isChecked
        view = WindowView(self.network, self.tabs, self._docks, presents, self)
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
        """The guide, who is called when a tour is first wanted."""
        if self._tours is None:
            from nnviz.ui.window.tours.tour_guide import TourGuide
            from nnviz.ui.window.tours.tour_stage import TourStage

            stage = TourStage(self, self.tabs, self.network, self.files)
            self._tours = TourGuide(stage, self._open_preset_named)
            self._tours.more_requested.connect(self._choose_tour)
        return self._tours

    @Slot()
    def _choose_tour(self) -> None:
        self.tours.close()
        self.welcome.show()

    @Slot(str)
    def start_tour(self, name: str) -> None:
        """Begin a tour; the run there is can be returned to."""
        try:
            self.tours.start(name)
        except InputError as error:
            self.panels.messages.show_message(str(error), "error")

    def _open_preset_named(self, name: str) -> None:
        self.open_preset(PRESETS[name])

    def _ask_for_iteration(self) -> None:
        """Go to the field for an iteration; the palette takes one on any page."""
        if not self.tabs.page.ask_for_iteration():
            self.show_commands()

    def _make_files(self) -> WindowFiles:
        """Connect what opens and saves files."""
        files = WindowFiles(self, self.controller, self.panels.messages)
        files.config_requested.connect(self.open)
        files.chosen.connect(self._note_opened)
        files.titled.connect(self.setWindowTitle)
        self.network.presenter.titled.connect(files.show_data_title)
        self.panels.experiment.file_requested.connect(files.ask_to_open)
        self.panels.samples.file_requested.connect(files.ask_for_rows)
        files.rows_read.connect(self.network.samples.add_rows)
        return files

    def _make_welcome(self) -> WelcomeControl:
        welcome = WelcomeControl(
            self, self.panels.experiment, self.files, self.start_tour
        )
        welcome.config_requested.connect(self.open)
        return welcome

    @Slot(object)
    def open(self, config: RunConfig, words: str = "") -> None:
        """Start a run by a configuration, at rest."""
        self.tabs.show_tab(NETWORK)
        self.files.leave()
        self.panels.messages.clear()
        self.network.edits.open(config, words=words)

    @Slot(object)
    def open_preset(self, preset: Preset) -> None:
        """Start a run by a preset, at rest."""
        self.open(preset.config, f"preset {preset.title}")

    @Slot(object)
    def _note_opened(self, config: RunConfig) -> None:
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
        self._presentation.end()
        self.tabs.show_tab(NETWORK)
        self._docks.reset()

    @Slot()
    def _give_column(self) -> None:
        """Give the inspector the whole right column, or take it back."""
        self.tabs.show_tab(NETWORK)
        self._docks.give_column(self._inspector)

    @Slot()
    def _show_inspector(self) -> None:
        """Bring the inspector to the front, unless it is closed or another is kept."""
        if not self._inspector.isHidden() and not self._view.kept.isChecked():
            self._inspector.raise_()

    def _show_samples(self) -> None:
        """Bring the table of samples to the front, and go to it."""
        self.tabs.show_tab(NETWORK)
        self._samples.show()
        self._samples.raise_()
        self.panels.samples.table.setFocus()

    @Slot()
    def _show_checking(self) -> None:
        """Bring the panel of the check to the front."""
        self._checking.show()
        self._checking.raise_()

    def remember(self, settings: QSettings) -> None:
        """Restore the layout and looks of the last time, and keep them at the end."""
        self._settings = settings
        self.files.remember(settings)
        self.welcome.remember(settings)
        self.panels.experiment.functions.remember(settings)
        mode, palette = settings.value("theme"), settings.value("palette")
        if mode in MODES:
            self.appearance.choose(str(mode))
        if palette in PALETTES:
            self.appearance.choose_palette(str(palette))
        self._view.motion.setChecked(settings.value("motion", True, bool) is not False)
        self._view.kept.setChecked(settings.value("kept", False, bool) is True)
        for name, restore in (
            ("geometry", self.restoreGeometry),
            ("layout", self.restoreState),
        ):
            value = settings.value(name)
            if isinstance(value, QByteArray):
                restored = restore(value)
                self._laid_out = restored and name == "layout"
        self._presentation.restore(settings)

    def keep_safe(self, folder: Path) -> None:
        """Keep the run in a folder by itself, and offer what was kept there before."""
        self._autosave = Autosave(folder, self.controller, self)
        self._autosave.failed.connect(self._warn)
        kept = self._autosave.left_behind()
        # Not sooner: a run that begins clears what was said before.
        self.controller.run_started.connect(
            lambda: self.files.offer_kept(kept), Qt.ConnectionType.SingleShotConnection
        )

    @Slot(str)
    def _warn(self, text: str) -> None:
        self.panels.messages.show_message(text, "warning")

    def event(self, event: QEvent) -> bool:
        """Leave keys to the control with the focus where it needs them."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(
            event, QKeyEvent
        ):
            event.setAccepted(belongs_to(QApplication.focusWidget(), event))
        return super().event(event)

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: N802
        """Go to the next control that can be seen, and bring it into sight."""
        moved, begun = super().focusNextPrevChild(forward), self.focusWidget()
        while moved and not is_revealed(self.focusWidget()):
            moved = super().focusNextPrevChild(forward)
            if self.focusWidget() is begun:
                break
        return moved

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Press the button with the focus, or copy the numbers where the focus is."""
        focus = QApplication.focusWidget()
        copies = event.matches(QKeySequence.StandardKey.Copy)
        if event.key() == Qt.Key.Key_Escape and self.tabs.front == NETWORK:
            self.panels.diagram.step_back()
        elif not press(focus, event) and not (copies and copy_readings(focus)):
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        """Give the panels their shares of the window when it is first seen."""
        super().showEvent(event)
        if not self._laid_out:
            self._laid_out = True
            self._docks.fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._presentation.fit()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._tours is not None:
            self._tours.close()
        if self._settings is not None:
            self._settings.setValue("theme", self.appearance.mode)
            self._settings.setValue("palette", self.appearance.palette_name)
            self._settings.setValue("motion", self._view.motion.isChecked())
            self._settings.setValue("kept", self._view.kept.isChecked())
            self._settings.setValue("geometry", self.saveGeometry())
            self._settings.setValue("layout", self._presentation.layout)
            self._presentation.save(self._settings)
            self.welcome.keep_last(self.controller.config)
        if self._autosave is not None:
            self._autosave.close()
        self.tabs.end()
        self.files.close()
        if self._autosave is not None:
            self._autosave.end()
        super().closeEvent(event)

    def _place_docks(self) -> None:
        left, right = Qt.DockWidgetArea.LeftDockWidgetArea, _RIGHT
        self.setCorner(Qt.Corner.BottomLeftCorner, left)
        self.setCorner(Qt.Corner.BottomRightCorner, right)
        panels, docks = self.panels, self._docks
        plots = PlotTabs(panels.plots)
        experiment = docks.add("Experiment", panels.experiment, "left")
        output = docks.add("Output", padded(panels.output), "right")
        activation = docks.add("Activation", padded(panels.activation), "right")
        self._inspector = docks.add("Inspector", panels.inspector, "right")
        self._inspector.setTitleBarWidget(panels.inspector.take_title())
        self._checking = docks.add("Check", padded(panels.checking), "right")
        # Remembered layouts know it by this name.
        self._checking.setObjectName("dock_checking")
        self._samples = samples = docks.add("Samples", padded(panels.samples), "right")
        docks.stack(activation, self._inspector, self._checking, samples)
        below = docks.add("Plots", plots, "bottom")
        below.setTitleBarWidget(plots.bar)
        across, down = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
        docks.size([experiment, output], [_LEFT_WIDTH, _RIGHT_WIDTH], across)
        docks.size([below], [_PLOTS_HEIGHT], down)
        docks.size([output, activation], [_OUTPUT_HEIGHT, _ACTIVATION_HEIGHT], down)
        self.network.stepping.explained.connect(self._show_inspector)
        self._inspector.visibilityChanged.connect(self.network.stepping.show_seen)
        samples.visibilityChanged.connect(self.network.samples.show_seen)
        self.network.checks.details_requested.connect(self._show_checking)
