"""Export of figures and tables: from the menu of files, and from the views' own."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from PySide6.QtCore import QObject, QPoint, Qt, Slot
from PySide6.QtWidgets import QDockWidget, QMenu, QTableView, QWidget

from nnviz.core.errors import InputError
from nnviz.files.written_table import WrittenTable, as_csv, as_latex, table_text
from nnviz.ui.controls.copying import copy_text
from nnviz.ui.controls.file_dialogs import page_dialog, table_dialog
from nnviz.ui.controls.model_table import model_table
from nnviz.ui.threads.run_controller import RunController
from nnviz.ui.threads.worker_pool import WorkerPool
from nnviz.ui.threads.writing_thread import FileWriter, TextThread
from nnviz.ui.window.figures.figure_source import FigureSource
from nnviz.ui.window.figures.sharing import Sharing

if TYPE_CHECKING:
    from nnviz.ui.controls.message_bar import MessageBar
    from nnviz.ui.window.figures.figure_window import FigureWindow
    from nnviz.ui.window.figures.film_window import FilmWindow

Maker = Callable[[], WrittenTable]
Read = Callable[[], WrittenTable | Maker | None]
"""Returns a table; of one that takes long, what makes it in another thread."""


@runtime_checkable
class Tabular(Protocol):
    """A widget that can write what it shows as a table."""

    def written_table(self) -> WrittenTable | None:
        """Return the table; None while there is none."""


@runtime_checkable
class SlowlyTabular(Protocol):
    """A widget whose table may take long to make."""

    def table_or_maker(self) -> WrittenTable | Maker:
        """Return the table, or what makes it in another thread."""


class FigureExport(QObject):
    """Opens the window that exports a view, and writes tables, from any view's menu.

    Attributes
    ----------
    sharing
        Makes pages and films of the run.
    """

    def __init__(
        self, source: FigureSource, controller: RunController, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._source, self._parent = source, parent
        self.sharing = Sharing(controller, source.panels.messages, parent)
        self._writer = FileWriter(source.panels.messages.show_message, self)
        self._copiers: WorkerPool[TextThread] = WorkerPool(self)
        for dock in parent.findChildren(QDockWidget):
            # One that floats is a window of its own: what is asked of the views in it
            # does not reach the main window.
            dock.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
            dock.customContextMenuRequested.connect(partial(self._offer, dock))

    @Slot()
    def ask(self, view: str = "") -> "FigureWindow":
        """Open the window, on a view or on the first of the page in front."""
        from nnviz.ui.window.figures.figure_window import FigureWindow

        window = FigureWindow(self._source, view, self._parent)
        window.show()
        return window

    @Slot()
    def ask_for_film(self) -> "FilmWindow":
        """Open the window that asks what a film shows."""
        from nnviz.ui.window.figures.film_window import FilmWindow

        window = FilmWindow(self._source, self.sharing, self._parent)
        window.show()
        return window

    @Slot()
    def ask_for_page(self) -> None:
        """Let the user name a file for a page of the run, or of the comparison."""
        figure = ""
        if self._source.tabs.front == "comparison":
            from nnviz.ui.window.figures.shown_figure import compared_in

            try:
                figure = compared_in(self._source)
            except InputError as error:
                said = f"{str(error).capitalize()}."
                self._source.panels.messages.show_message(said, "info")
                return
        dialog = page_dialog(self._parent, "comparison" if figure else "run")
        dialog.fileSelected.connect(
            lambda name: self.sharing.make("page", Path(name), figure=figure)
        )
        dialog.show()

    def complete_menu(self, menu: QMenu, widget: QWidget | None) -> None:
        """Add what can be exported of the view that a widget belongs to."""
        from nnviz.ui.window.figures.figure_views import VIEWS, table_of, view_at

        view, table = view_at(self._source, widget), _table_at(widget)
        if table is None and view and VIEWS[view].table is not None:
            found = table_of(self._source, view)
            table = None if found is None else lambda: found
        if not menu.isEmpty() and (view or table is not None):
            menu.addSeparator()
        if view:
            export = menu.addAction("Export as &figure…", partial(self.ask, view))
            export.setObjectName(f"export_{view}")
        if table is not None:
            for name, words, act in (
                ("copy_latex", "Copy table as &LaTeX", partial(self._copy, as_latex)),
                ("copy_csv", "Copy table as &CSV", partial(self._copy, as_csv)),
                ("save_table", "Save &table…", partial(self._ask, view or "table")),
            ):
                menu.addAction(words, partial(act, table)).setObjectName(name)

    def end(self) -> None:
        """Give up what is being made."""
        self.sharing.end()
        self._writer.end()
        self._copiers.close()

    def _offer(self, dock: QDockWidget, place: QPoint) -> None:
        """Show the menu of what is at a place of a panel, else that of all panels."""
        menu = QMenu(self._parent)
        self.complete_menu(menu, dock.childAt(place))
        if menu.isEmpty():
            menu.deleteLater()
            found = getattr(self._parent, "createPopupMenu", lambda: None)()
            if not isinstance(found, QMenu):
                return
            menu = found
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(dock.mapToGlobal(place))

    def _copy(self, write: Callable[[WrittenTable], str], read: Read) -> None:
        found = self._read(read)
        if isinstance(found, WrittenTable):
            copy_text(write(found))
        elif found is not None:
            self._messages.show_message("Copying the table…", "info")
            worker = TextThread(partial(_written, write, found), self)
            worker.made.connect(self._put)
            worker.failed.connect(self._complain)
            self._copiers.start(worker)

    @Slot(str)
    def _put(self, text: str) -> None:
        copy_text(text)
        self._messages.show_message("The table is copied.", "good")

    @Slot(str)
    def _complain(self, message: str) -> None:
        self._messages.show_message(message, "error")

    def _ask(self, name: str, read: Read) -> None:
        table = self._read(read)
        if table is not None:
            dialog = table_dialog(self._parent, f"{name}.csv")
            dialog.fileSelected.connect(partial(self.write_table, table))
            dialog.show()

    @property
    def _messages(self) -> "MessageBar":
        return self._source.panels.messages

    def _read(self, read: Read) -> WrittenTable | Maker | None:
        """Return a table, or say that there is nothing in it."""
        table = read()
        if table is not None and (not isinstance(table, WrittenTable) or table.rows):
            return table
        self._messages.show_message("The table is still empty.", "info")
        return None

    def write_table(self, table: WrittenTable | Maker, name: str) -> None:
        """Write a table into a file, in the form of its ending."""
        path = Path(name)
        ending = path.suffix.lower()

        def make(_: object) -> bytes:
            whole = table if isinstance(table, WrittenTable) else table()
            return table_text(whole, ending).encode()

        self._writer.write(path, make)


def _written(write: Callable[[WrittenTable], str], make: Maker) -> str:
    return write(make())


def _table_at(widget: QWidget | None) -> Read | None:
    """Return what reads the table that a widget or the nearest around it shows."""
    while widget is not None and not isinstance(widget, QDockWidget):
        if isinstance(widget, SlowlyTabular):
            return widget.table_or_maker
        if isinstance(widget, Tabular):
            return widget.written_table
        if isinstance(widget, QTableView):
            return partial(model_table, widget.model())
        widget = widget.parentWidget()
    return None
