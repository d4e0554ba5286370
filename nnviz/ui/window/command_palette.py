"""The command palette: everything the window can do, found by typing."""

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Slot
from PySide6.QtGui import QBrush, QColor, QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMainWindow,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
)

from nnviz.ui.experiment.experiment_panel import ExperimentPanel
from nnviz.ui.theme.enlarging import keep_column
from nnviz.ui.theme.style import set_role
from nnviz.ui.theme.themed import Themed
from nnviz.ui.window.palette_commands import (
    PaletteCommand,
    by_iterations,
    collect,
    to_iteration,
)
from nnviz.ui.window.window_tabs import WindowTabs
from nnviz.views.command_search import search
from nnviz.views.numbers import parsed_iteration

_WIDTH, _HEIGHT = 600, 420
_GROUP_WIDTH, _KEYS_WIDTH = 150, 150
_LIST_KEYS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class CommandPalette(Themed, QDialog):
    """A field and a list over the top of the window; training goes on behind it.

    Parameters
    ----------
    window
        The window; its menus have been filled.
    tabs
        Its pages: an iteration is gone to on the one in front.
    experiment
        Has the settings and the data sets.
    """

    def __init__(
        self, window: QMainWindow, tabs: WindowTabs, experiment: ExperimentPanel
    ) -> None:
        super().__init__(window)
        self._window, self._tabs, self._experiment = window, tabs, experiment
        self._commands: list[PaletteCommand] = []
        self._listed: list[PaletteCommand] = []
        self.setObjectName("command_palette")
        self.setWindowTitle("Commands - nnviz")
        self.setAccessibleName("Commands")
        self.setWindowFlags(Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self.setModal(False)
        self._field = QLineEdit()
        self._list = QTreeWidget()
        self._none = QLabel("Nothing has this name")
        self._lay_out()
        self._field.textChanged.connect(self._find)
        self._field.installEventFilter(self)
        self._list.itemClicked.connect(self._run)

    @Slot()
    def ask(self) -> None:
        """Come to the front with an empty field, and with what can be done now."""
        self._commands = collect(self._window, self._tabs, self._experiment)
        self._field.clear()
        self._find("")
        self._place()
        self.show()
        self.activateWindow()
        self._field.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the keys that move in the list do so while one types."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            key = Qt.Key(event.key())
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._run(self._list.currentItem())
                return True
            if key in _LIST_KEYS:
                self._list.keyPressEvent(event)
                return True
        return super().eventFilter(watched, event)

    def changeEvent(self, event: QEvent) -> None:
        """Close when the user turns to something else."""
        super().changeEvent(event)
        is_left = event.type() == QEvent.Type.ActivationChange
        if is_left and self.isVisible() and not self.isActiveWindow():
            self.reject()

    @Slot(str)
    def _find(self, typed: str) -> None:
        """List what has the words typed, the best first and chosen."""
        found = search(typed, [command.words for command in self._commands])
        here = self._to_iteration(typed)
        self._listed = [*here, *(self._commands[place] for place in found)]
        self._show_listed()

    def _to_iteration(self, typed: str) -> list[PaletteCommand]:
        """Return the command to go to the iteration typed, if it is one."""
        try:
            number = parsed_iteration(typed, here=0)
        except ValueError:
            return []
        if self._tabs.page.bar is None:
            return []
        if typed.strip()[0].isdigit():
            return [to_iteration(number, self._tabs)]
        return [by_iterations(number, self._tabs)]

    def _show_listed(self) -> None:
        self._list.clear()
        items = [self._item(command) for command in self._listed]
        self._list.addTopLevelItems(items)
        self._none.setVisible(not items)
        usual = next((item for item in items if not item.isDisabled()), None)
        if usual is not None:
            self._list.setCurrentItem(usual)

    def _item(self, command: PaletteCommand) -> QTreeWidgetItem:
        words, theme = command.words, self.theme
        note = words.obstacle or words.group
        item = QTreeWidgetItem([words.words, note, words.keys])
        muted = QBrush(QColor(theme.disabled if words.obstacle else theme.muted))
        for column in (1, 2):
            item.setForeground(column, muted)
            item.setTextAlignment(column, _RIGHT)
        if words.obstacle:
            item.setForeground(0, muted)
            item.setDisabled(True)
        spoken = (words.words, words.group, words.keys, words.obstacle)
        heard = ", ".join(part for part in spoken if part)
        item.setData(0, Qt.ItemDataRole.AccessibleTextRole, heard)
        item.setToolTip(0, heard)
        return item

    @Slot(QTreeWidgetItem)
    def _run(self, item: QTreeWidgetItem | None) -> None:
        """Do what is chosen, back in the window."""
        if item is None or item.isDisabled():
            return
        command = self._listed[self._list.indexOfTopLevelItem(item)]
        self.accept()
        self._window.activateWindow()
        command.run()

    def _place(self) -> None:
        """Lie over the top of the window, in its middle."""
        window = self._window
        width = min(_WIDTH, window.width() - 40)
        self.resize(width, min(_HEIGHT, window.height() - 120))
        corner = QPoint((window.width() - width) // 2, window.menuBar().height() + 8)
        self.move(window.mapToGlobal(corner))

    def _lay_out(self) -> None:
        set_role(self, "palette", "surface")
        field = self._field
        field.setObjectName("command_field")
        field.setAccessibleName("Command")
        field.setPlaceholderText("A command, setting, data set, preset or iteration")
        field.setToolTip("Type words or an iteration; Enter does what is chosen")
        field.setClearButtonEnabled(False)
        self._none.setObjectName("nothing_found")
        set_role(self._none, "muted")
        rows = QVBoxLayout(self)
        rows.setContentsMargins(12, 12, 12, 12)
        rows.setSpacing(8)
        rows.addWidget(field)
        rows.addWidget(self._none)
        rows.addWidget(self._list, 1)
        self._prepare_list()

    def _prepare_list(self) -> None:
        """Let the list show what is done, where it belongs, and its key."""
        listed = self._list
        listed.setObjectName("command_list")
        listed.setAccessibleName("Commands found")
        listed.setToolTip("Up and Down choose, Enter does it, Esc closes")
        set_role(listed, "little", "room")
        listed.setColumnCount(3)
        listed.setHeaderHidden(True)
        listed.setRootIsDecorated(False)
        listed.setUniformRowHeights(True)
        listed.setAllColumnsShowFocus(True)
        listed.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        listed.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        header = listed.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column, width in ((1, _GROUP_WIDTH), (2, _KEYS_WIDTH)):
            keep_column(header, column, width)
