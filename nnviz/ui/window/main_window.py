"""The main window: it places the panels and connects them, and does nothing else."""

from pathlib import Path

from PySide6.QtCore import QByteArray, QEvent, QSettings, Qt, Slot
from PySide6.QtGui import QCloseEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QMainWindow,
    QStackedWidget,
    QToolBar,
)

from nnviz.session.config import RunConfig
from nnviz.session.presets import Preset
from nnviz.ui.charts.plot_tabs import PlotTabs
from nnviz.ui.pages.network.edits import Edits
from nnviz.ui.pages.network.network_checks import WindowChecks
from nnviz.ui.pages.network.network_page import network_page
from nnviz.ui.pages.network.network_panels import NetworkPanels
from nnviz.ui.pages.network.network_presenter import NetworkPresenter
from nnviz.ui.pages.network.network_stepping import WindowStepping
from nnviz.ui.pages.network.network_timeline import WindowTime
from nnviz.ui.pages.network.sample_choice import WindowSamples
from nnviz.ui.pages.network.wishes import WindowWishes
from nnviz.ui.theme.apply import MODES, Appearance
from nnviz.ui.theme.tokens import PALETTES
from nnviz.ui.threads.run_controller import RunController
from nnviz.ui.window.compare_menu import CompareMenu
from nnviz.ui.window.docks import DockPlaces, DockShare, padded
from nnviz.ui.window.driving import NetworkDriver
from nnviz.ui.window.help_menu import HelpPages
from nnviz.ui.window.key_paths import belongs_to, press
from nnviz.ui.window.opening.recent_menu import RecentMenu
from nnviz.ui.window.opening.window_files import WindowFiles
from nnviz.ui.window.view_menu import ViewMenu
from nnviz.ui.window.window_menu import WindowMenu
from nnviz.ui.window.window_pages import WindowPages
from nnviz.ui.window.window_tabs import NETWORK, WindowTabs

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
        self._settings: QSettings | None = None
        self._laid_out = False
        self.controller = RunController(self)
        self.panels = NetworkPanels.make(appearance.theme)
        self._docks = DockPlaces(self)
        self._place(self.panels)
        appearance.style()
        self.changes = Edits(self.controller, self)
        self._views = NetworkPresenter(self.controller, self.panels, self)
        self.stepping = WindowStepping(self.controller, self.panels, self)
        self.stepping.walked.connect(self._views.show_walking)
        self.stepping.began.connect(self._show_inspector)
        self._inspector.visibilityChanged.connect(self.stepping.show_seen)
        self._samples = WindowSamples(
            self.controller, self.panels, self._views, self.stepping
        )
        self._time = WindowTime(self.controller, self.panels, self._views, self)
        self.files = self._make_files()
        self.changes.settings_changed.connect(self._views.show_settings)
        self._wishes = WindowWishes(
            self.controller, self.changes, self.panels, parent=self
        )
        self._checks = WindowChecks(
            self.controller, self.changes, self.panels, parent=self
        )
        self._checks.checked.connect(self._views.show_check)
        self._checks.details_requested.connect(self._show_checking)
        self.pages = self._make_pages()
        self._fill_menus()
        appearance.changed.connect(self.panels.show_theme)
        # Else the first button has the focus, and Enter would reset.
        self.panels.run_bar.setFocus()

    def _make_pages(self) -> WindowPages:
        """Connect the network with the pages beside it."""
        network = NetworkDriver(
            self.controller, self.panels, self.changes, self.stepping, self._samples
        )
        return WindowPages(self, self.tabs, network, self.appearance, self._bars)

    def _fill_menus(self) -> None:
        menu = WindowMenu(self, self.changes)
        menu.preset_requested.connect(self.open_preset)
        menu.file_requested.connect(self.files.ask_to_open)
        menu.save_requested.connect(self.files.save)
        menu.save_as_requested.connect(self.files.save_as)
        recent = RecentMenu(self.files.recent, self)
        recent.file_chosen.connect(self.files.open)
        menu.add_recent(recent)
        self.pages.obey(menu)
        self._view = ViewMenu(self, menu.view, self.panels, self.appearance)
        self._view.layout_reset_requested.connect(self._reset_layout)
        compare = CompareMenu(self, menu.compare, self.pages.comparison)
        compare.add_tabs(menu.view, self.tabs)
        pages = HelpPages(self)
        menu.keys_requested.connect(pages.show_keys)
        menu.guide_requested.connect(pages.show_guide)
        menu.about_requested.connect(pages.show_about)

    def _make_files(self) -> WindowFiles:
        """Connect what opens and saves files."""
        messages, theme = self.panels.messages, self.appearance.theme
        files = WindowFiles(self, self.controller, messages, theme)
        files.config_requested.connect(self.open)
        files.chosen.connect(self._note_opened)
        files.titled.connect(self.setWindowTitle)
        self._views.titled.connect(files.show_data_title)
        self.appearance.changed.connect(files.show_theme)
        self.panels.experiment.file_requested.connect(files.ask_to_open)
        return files

    @Slot(object)
    def open(self, config: RunConfig, words: str = "") -> None:
        """Start a run by a configuration, at rest."""
        self.tabs.show_tab(NETWORK)
        self.files.leave()
        self.panels.messages.clear()
        self.changes.open(config, words=words)

    @Slot(object)
    def open_preset(self, preset: Preset) -> None:
        """Start a run by a preset, at rest."""
        self.open(preset.config, f"preset {preset.title}")

    @Slot(object)
    def _note_opened(self, config: RunConfig) -> None:
        self.tabs.show_tab(NETWORK)
        self.changes.note(f"open {Path(config.dataset).name}")

    @Slot()
    def _reset_layout(self) -> None:
        self.tabs.show_tab(NETWORK)
        self._docks.reset()

    @Slot()
    def _show_inspector(self) -> None:
        """Bring the inspector to the front, unless it has been closed."""
        if not self._inspector.isHidden():
            self._inspector.raise_()

    @Slot()
    def _show_checking(self) -> None:
        """Bring the panel of the check to the front."""
        self._checking.show()
        self._checking.raise_()

    def remember(self, settings: QSettings) -> None:
        """Take up the layout and looks of the last time, and keep them at the end."""
        self._settings = settings
        self.files.remember(settings)
        self.panels.experiment.functions.remember(settings)
        self.pages.comparison.remember(settings)
        mode, palette = settings.value("theme"), settings.value("palette")
        if mode in MODES:
            self.appearance.choose(str(mode))
        if palette in PALETTES:
            self.appearance.choose_palette(str(palette))
        self._view.motion.setChecked(settings.value("motion", True, bool) is not False)
        for name, restore in (
            ("geometry", self.restoreGeometry),
            ("layout", self.restoreState),
        ):
            value = settings.value(name)
            if isinstance(value, QByteArray):
                restored = restore(value)
                self._laid_out = restored and name == "layout"

    def event(self, event: QEvent) -> bool:
        """Leave keys to the control with the focus where it needs them."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(
            event, QKeyEvent
        ):
            event.setAccepted(belongs_to(QApplication.focusWidget(), event))
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not press(QApplication.focusWidget(), event):
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        """Give the panels their shares of the window when it is first seen."""
        super().showEvent(event)
        if not self._laid_out:
            self._laid_out = True
            self._docks.fit()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._settings is not None:
            self._settings.setValue("theme", self.appearance.mode)
            self._settings.setValue("palette", self.appearance.palette_name)
            self._settings.setValue("motion", self._view.motion.isChecked())
            self._settings.setValue("geometry", self.saveGeometry())
            self._settings.setValue("layout", self.tabs.layout)
        self._checks.close()
        self.pages.close()
        self.files.close()
        self.controller.close()
        super().closeEvent(event)

    def _place(self, panels: NetworkPanels) -> None:
        bar = QToolBar("Run", self)
        bar.setObjectName("bar_run")
        bar.setMovable(False)
        self._bars = QStackedWidget()
        self._bars.addWidget(panels.run_bar)
        bar.addWidget(self._bars)
        self.addToolBar(bar)
        self.tabs = WindowTabs(self, network_page(panels), panels.messages)
        left, right = Qt.DockWidgetArea.LeftDockWidgetArea, _RIGHT
        self.setCorner(Qt.Corner.BottomLeftCorner, left)
        self.setCorner(Qt.Corner.BottomRightCorner, right)
        plots = PlotTabs(panels.plots)
        docks = self._docks
        experiment = docks.add("Experiment", panels.experiment, "left")
        output = docks.add("Output", padded(panels.output), "right")
        activation = docks.add("Activation", padded(panels.activation), "right")
        self._inspector = docks.add("Inspector", panels.inspector, "right")
        self._checking = docks.add("Checking", padded(panels.checking), "right")
        docks.stack(activation, self._inspector, self._checking)
        below = docks.add("Plots", plots, "bottom")
        below.setTitleBarWidget(plots.bar)
        across, down = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
        docks.size([experiment, output], [_LEFT_WIDTH, _RIGHT_WIDTH], across)
        docks.size([below], [_PLOTS_HEIGHT], down)
        docks.size([output, activation], [_OUTPUT_HEIGHT, _ACTIVATION_HEIGHT], down)
