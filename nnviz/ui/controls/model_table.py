"""The rows of Qt's table models as tables to be written."""

from PySide6.QtCore import QAbstractItemModel, Qt

from nnviz.files.written_table import Cell, WrittenTable

_Role = Qt.ItemDataRole
_SIDE = Qt.Orientation.Horizontal


def model_table(model: QAbstractItemModel, title: str = "") -> WrittenTable:
    """Return all rows of a model, in its order; columns without any text are left out.

    A model gives a number with all its digits, or a title without marks of sorting, as
    what would be edited (``EditRole``).
    """
    columns = [c for c in range(model.columnCount()) if _has_text(model, c)]
    places = range(model.rowCount())
    texts = [tuple(_text(model, row, c) for c in columns) for row in places]
    exact = [tuple(_exact(model, row, c) for c in columns) for row in places]
    words = frozenset(k for k, column in enumerate(columns) if _is_left(model, column))
    headings = tuple(_heading(model, column) for column in columns)
    return WrittenTable(headings, tuple(texts), words, tuple(exact), title)


def _has_text(model: QAbstractItemModel, column: int) -> bool:
    first = _text(model, 0, column) if model.rowCount() else ""
    return bool(first or _heading(model, column))


def _heading(model: QAbstractItemModel, column: int) -> str:
    for role in (_Role.EditRole, _Role.DisplayRole):
        found = model.headerData(column, _SIDE, role)
        if found is not None:
            return str(found)
    return ""


def _text(model: QAbstractItemModel, row: int, column: int) -> str:
    found = model.data(model.index(row, column), _Role.DisplayRole)
    return "" if found is None else str(found).strip()


def _exact(model: QAbstractItemModel, row: int, column: int) -> Cell:
    found = model.data(model.index(row, column), _Role.EditRole)
    if found is None:
        return _text(model, row, column)
    return found if isinstance(found, (int, float)) else str(found)


def _is_left(model: QAbstractItemModel, column: int) -> bool:
    if not model.rowCount():
        return True
    side = model.data(model.index(0, column), _Role.TextAlignmentRole)
    return side is None or not int(side) & int(Qt.AlignmentFlag.AlignRight)
