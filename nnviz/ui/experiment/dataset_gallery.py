"""The gallery of data sets: a picture of each, and a tile for a file."""

from functools import partial

from nnviz.data.catalog import CATALOG, CatalogEntry, load_dataset
from nnviz.ui.experiment.setting_words import TIPS
from nnviz.ui.experiment.tile_pictures import Picture, data_picture, word_picture
from nnviz.ui.experiment.tiles import TileGrid, TileText

OWN_FILE = "own file"
"""The name of the tile that opens a file."""

_DOTS = 130
_WORDS = {"breast_cancer": "breast", "diabetes": "diab.", "digits": "8×8"}
_NARROWEST = 46


def dataset_gallery() -> TileGrid:
    """Return a tile for every data set that comes with the program, and one more."""
    gallery = TileGrid("dataset_picker", _NARROWEST)
    gallery.setAccessibleName("Data set")
    for entry in CATALOG.values():
        tile = gallery.add_tile(TileText(entry.name, "", entry.title), _picture(entry))
        tile.setToolTip(_tip(entry))
    own = TileText(OWN_FILE, "", "Own file")
    tile = gallery.add_tile(own, word_picture("file…"))
    tile.setToolTip(TIPS["own_file"])
    gallery.show_current(None)
    return gallery


def _picture(entry: CatalogEntry) -> Picture:
    if entry.kind == "generated":
        return data_picture(partial(load_dataset, entry.name, samples=_DOTS))
    if entry.name == "mnist":
        return word_picture("7", big=True)
    return word_picture(_WORDS.get(entry.name, entry.name))


def _tip(entry: CatalogEntry) -> str:
    goal = "classes" if entry.task == "classification" else "values"
    size = f"{entry.samples:,} samples, {entry.inputs} inputs, {entry.outputs} outputs"
    return f"<p><b>{entry.title}</b>: {goal}, {size}.</p><p>{TIPS['dataset']}</p>"
