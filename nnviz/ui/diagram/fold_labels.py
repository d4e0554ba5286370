"""The labels under wide layers that fold and unfold them: their words and places."""

from nnviz.ui.diagram.geometry import LayerColumn

FOLD_HEIGHT = 20.0
FOLD_DISTANCE = 8.0
_CHARACTER = 6.4
_PADDING = 18.0


def fold_label(column: LayerColumn) -> str:
    """Say how much of a layer is shown, in as many words as there is room for."""
    size, shown = column.shown.size, len(column.shown.neurons)
    kind = "inputs" if column.layer == 0 else "neurons"
    if column.shown.is_bundle:
        choices = [f"▸ {size} {kind}", f"▸ {size}"]
    elif shown == size:
        choices = [f"▾ {size} {kind}", f"▾ {size}"]
    else:
        some = f"▸ {shown} of {size}"
        choices = [f"{some} {kind}", some, f"▸ {shown}/{size}"]
    return next((c for c in choices if _width(c) <= column.room), choices[-1])


def fold_box(column: LayerColumn) -> tuple[float, float, float, float]:
    """Return x, y, width and height of the label under a wide layer."""
    width = _width(fold_label(column))
    top = column.bottom + FOLD_DISTANCE
    return column.x - width / 2, top, width, FOLD_HEIGHT


def _width(text: str) -> float:
    return _CHARACTER * len(text) + _PADDING
