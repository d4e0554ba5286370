"""The main window: it places the panels and connects them, and does nothing else."""

from PySide6.QtCore import QByteArray, QSettings, Qt, Slot
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QMainWindow,
    QTabWidget,
    QToolBar,
    QVBoxLayout,
    QWidget,
)

from nnviz.session.config import RunConfig
from nnviz.session.undo import ConfigTrail
from nnviz.ui.docks import add_dock, padded
from nnviz.ui.panels import Panels
from nnviz.ui.run.run_controller import RunController
from nnviz.ui.theme.apply import MODES, Appearance
from nnviz.ui.window_menu import WindowMenu
from nnviz.ui.window_views import WindowViews

_RIGHT = Qt.DockWidgetArea.RightDockWidgetArea
_LEFT_WIDTH, _RIGHT_WIDTH, _PLOTS_HEIGHT = 280, 360, 250


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
        self.controller = RunController(self)
        self.panels = Panels.make(appearance.theme)
        appearance.style()
        self._place(self.panels)
        self._views = WindowViews(self.controller, self.panels, self)
        self._views.titled.connect(self._show_title)
        self._trail = ConfigTrail()
        self._views.chosen.connect(self._trail.add)
        self.panels.experiment.file_wished.connect(self.ask_for_file)
        menu = WindowMenu(self, self.controller, appearance)
        menu.config_wished.connect(self.open)
        menu.file_wished.connect(self.ask_for_file)
        menu.keys_wished.connect(self.show_keys)
        menu.undo_wished.connect(self.undo)
        menu.redo_wished.connect(self.redo)
        appearance.changed.connect(self.panels.show_theme)

    @Slot(object)
    def open(self, config: RunConfig) -> None:
        """Start a run by a configuration, at rest."""
        self.panels.messages.clear()
        self._trail.add(config)
        self.controller.start(config)

    @Slot()
    def undo(self) -> None:
        """Go back to the configuration before this one, in a new run."""
        if self._trail.can_undo:
            self.controller.start(self._trail.undo())

    @Slot()
    def redo(self) -> None:
        """Take the configuration again that was last gone back from."""
        if self._trail.can_redo:
            self.controller.start(self._trail.redo())

    @Slot()
    def ask_for_file(self) -> None:
        """Let the user choose a data file, and start a run on it."""
        kinds = "Data (*.csv *.npz *ubyte *.gz);;All files (*)"
        path, _ = QFileDialog.getOpenFileName(self, "Open data", "", kinds)
        if path:
            self.open(RunConfig(dataset=path))

    @Slot()
    def show_keys(self) -> None:
        """List the keyboard's shortcuts in the message bar."""
        keys = [
            f"{action.shortcut().toString()}: {action.text().replace('&', '')}"
            for action in self.actions()
            if not action.shortcut().isEmpty()
        ]
        self.panels.messages.show_message(" · ".join(keys))

    @Slot(str)
    def _show_title(self, title: str) -> None:
        self.setWindowTitle(f"{title} - nnviz")

    def remember(self, settings: QSettings) -> None:
        """Take up the layout and theme of the last time, and keep them at the end."""
        self._settings = settings
        mode = str(settings.value("theme", "system"))
        self.appearance.choose(mode if mode in MODES else "system")
        for name, restore in (
            ("geometry", self.restoreGeometry),
            ("layout", self.restoreState),
        ):
            value = settings.value(name)
            if isinstance(value, QByteArray):
                restore(value)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._settings is not None:
            self._settings.setValue("theme", self.appearance.mode)
            self._settings.setValue("geometry", self.saveGeometry())
            self._settings.setValue("layout", self.saveState())
        self.controller.close()
        super().closeEvent(event)

    def _place(self, panels: Panels) -> None:
        bar = QToolBar("Run", self)
        bar.setObjectName("bar_run")
        bar.setMovable(False)
        bar.addWidget(panels.run_bar)
        self.addToolBar(bar)
        self.setCentralWidget(self._centre(panels))
        left, right = Qt.DockWidgetArea.LeftDockWidgetArea, _RIGHT
        self.setCorner(Qt.Corner.BottomLeftCorner, left)
        self.setCorner(Qt.Corner.BottomRightCorner, right)
        plots = QTabWidget()
        plots.addTab(panels.cost, "Cost")
        plots.addTab(panels.accuracy, "Accuracy")
        plots.addTab(panels.gradients, "Gradients")
        experiment = add_dock(self, "Experiment", panels.experiment, "left")
        output = add_dock(self, "Output", padded(panels.output), "right")
        activation = add_dock(self, "Activation", padded(panels.activation), "right")
        below = add_dock(self, "Plots", plots, "bottom")
        across, down = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
        self.resizeDocks([experiment, output], [_LEFT_WIDTH, _RIGHT_WIDTH], across)
        self.resizeDocks([below], [_PLOTS_HEIGHT], down)
        self.resizeDocks([output, activation], [11, 9], down)

    def _centre(self, panels: Panels) -> QWidget:
        """Stack messages, the switch for the edges and the diagram."""
        centre = QWidget()
        column = QVBoxLayout(centre)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(panels.messages)
        column.addWidget(padded(panels.edges, 12, 8))
        column.addWidget(panels.diagram, 1)
        return centre
