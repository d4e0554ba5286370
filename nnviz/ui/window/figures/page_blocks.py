"""Pages of words, formulas and grids as the blocks of a figure, in their order."""

from collections.abc import Iterator

from PySide6.QtWidgets import QLabel, QLayout, QLayoutItem, QWidget

from nnviz.ui.figures.figure_blocks import FigureBlock, canvas_block, text_block
from nnviz.ui.painting.canvas import Canvas

_SOME = 400
"""A width, in pixels of the design."""


def blocks_of(page: QWidget) -> list[FigureBlock]:
    """Return what a page shows from the top to the bottom; its buttons are left out."""
    found = enumerate(_shown(page.layout(), page), 1)
    return [_block(widget, number, page) for number, widget in found]


def _shown(layout: QLayout | None, page: QWidget) -> Iterator[QLabel | Canvas]:
    """Yield the labels and canvases of a layout that are not hidden, in its order."""
    for item in _items(layout):
        widget = item.widget()
        if widget is None:
            yield from _shown(item.layout(), page)
        elif not widget.isVisibleTo(page):
            continue
        elif isinstance(widget, (QLabel, Canvas)):
            if not _is_empty(widget):
                yield widget
        else:
            yield from _shown(widget.layout(), page)


def _items(layout: QLayout | None) -> Iterator[QLayoutItem]:
    for place in range(layout.count() if layout is not None else 0):
        item = layout.itemAt(place) if layout is not None else None
        if item is not None:
            yield item


def _is_empty(widget: QLabel | Canvas) -> bool:
    if isinstance(widget, QLabel):
        return not widget.text()
    return widget.design_height(_SOME) == 0


def _block(widget: QLabel | Canvas, number: int, page: QWidget) -> FigureBlock:
    if isinstance(widget, Canvas):
        return canvas_block(f"part-{number}", widget, page)
    role = widget.property("role") or "body"
    return text_block(f"words-{number}", widget.text(), role)
