"""Rows of numbers: a sum or a layer, with pictures, and all rows on demand."""

from collections.abc import Callable

from PySide6.QtCore import QRect, Signal, Slot
from PySide6.QtWidgets import QPushButton, QWidget

from nnviz.explain.number_table import NumberTable
from nnviz.explain.terms import Terms
from nnviz.files.written_table import WrittenTable
from nnviz.ui.controls.layouts import column_of
from nnviz.ui.inspector.full_table import FullTable, table_of
from nnviz.ui.inspector.grid_view import GridView
from nnviz.ui.inspector.product_picture import ProductPicture
from nnviz.views.inspector.grid import Grid, GridRow, table_grid, terms_grid
from nnviz.views.readings import Readings
from nnviz.views.written_tables import number_table

MOST_ROWS = 16
"""Longer tables of a layer are cut to this; a button shows all rows."""


class RowsSection(QWidget):
    """Rows of numbers, with a button for all of them if there are too many.

    Signals
    -------
    place_requested
        A row was double-clicked, or chosen with Return; carries its place.
    """

    place_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._table: NumberTable | Terms | None = None
        self._highlighted: int | None = None
        self.picture: ProductPicture | None = None
        self.full: FullTable | None = None
        self.grid_view = GridView()
        self.grid_view.hint = "Double-click a row to go to what it describes"
        self.grid_view.place_requested.connect(self.place_requested)
        self.switch = QPushButton()
        self.switch.setAccessibleName("All terms")
        self.switch.setProperty("role", "flat")
        self.switch.setCheckable(True)
        self.switch.setToolTip("Show every row in a table to sort and search")
        self.switch.toggled.connect(self._show_all)
        self.switch.hide()
        self._column = column_of(self.grid_view, self.switch, within=self, spacing=4)

    def show_terms(
        self,
        terms: Terms,
        total: str,
        shape: tuple[int, int] | None,
        solved: bool = True,
    ) -> None:
        """Show a sum; ``total`` is its name.

        ``shape`` is the (H, W) of the image that the inputs are, if they are one.
        """
        if shape is not None and shape[0] * shape[1] == len(terms):
            self._show_picture(terms, shape, solved)
        elif self.picture is not None:
            self.picture.hide()
        self._show(terms, terms_grid(terms, total, solved), len(terms), "terms")
        self.switch.setEnabled(solved)

    def show_table(self, table: NumberTable, solved: bool = True) -> None:
        """Show the numbers of a layer or a sample."""
        grid = table_grid(table, MOST_ROWS, not solved)
        self._show(table, grid, len(table.names), "rows")

    def read(self, name: Callable[[GridRow, str], str]) -> Readings:
        """Return the numbers, and those of all rows; see ``GridView.read``."""
        found = self.grid_view.read(name)
        if self.full is not None and self.full.isVisible():
            found.take(self.full.model.read(name))
        return found

    def written_table(self) -> WrittenTable | None:
        """Return all rows as a table; None where something is to be worked out."""
        if self._table is None or self.grid_view.grid.hidden:
            return None
        table = _as_table(self._table)
        return number_table(table, self.grid_view.accessibleName() or "numbers")

    def highlight(self, place: int | None) -> QRect | None:
        """Highlight the row of a term; return its place if it is shown."""
        self._highlighted = place
        row = None if place is None else self.grid_view.grid.row_of(place)
        self.grid_view.highlight(row)
        if self.picture is not None:
            self.picture.highlight(-1 if place is None else place)
        if self.full is not None and self.full.isVisible() and place is not None:
            self.full.highlight(place)
        return None if row is None else self.grid_view.rect_of(row)

    def _show(
        self, table: NumberTable | Terms, grid: Grid, count: int, what: str
    ) -> None:
        if table is self._table and grid.hidden == self.grid_view.grid.hidden:
            return
        self._table = table
        self.grid_view.show_grid(grid)
        shown = sum(row.place >= 0 for row in grid.rows)
        longer = count > shown
        self.switch.setVisible(longer)
        if longer:
            self.switch.setText(f"All {count:,} {what}")
        if self.full is not None and self.full.isVisible():
            self.full.show_table(_as_table(table))
        if not longer and self.full is not None:
            self.full.hide()
        self.highlight(self._highlighted)

    def _show_picture(self, terms: Terms, shape: tuple[int, int], solved: bool) -> None:
        if self.picture is None:
            self.picture = ProductPicture()
            self._column.insertWidget(0, self.picture)
        self.picture.show()
        self.picture.show_terms(terms, shape, not solved)

    @Slot(bool)
    def _show_all(self, wanted: bool) -> None:
        if self.full is None:
            self.full = FullTable()
            self.full.place_requested.connect(self.place_requested)
            self._column.addWidget(self.full)
        self.full.setVisible(wanted)
        if wanted and self._table is not None:
            self.full.show_table(_as_table(self._table))
            self.highlight(self._highlighted)


def _as_table(table: NumberTable | Terms) -> NumberTable:
    return table_of(table) if isinstance(table, Terms) else table
