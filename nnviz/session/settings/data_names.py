"""The name of a data set, written in one way wherever a reader meets it."""

from nnviz.data.catalog import CATALOG

_SHORT = {"breast_cancer": "Breast cancer", "digits": "Digits 8×8", "mnist": "MNIST"}
"""Of the sets whose titles say more than a button or a heading has room for."""

_TABLE = "-table"


def data_name(name: str) -> str:
    """Return the name for readers of a data set of the catalogue, or of a file.

    ``name`` is what a configuration calls it; of a file it is the path, on any system.
    """
    entry = CATALOG.get(name)
    if entry is None:
        # The file's folder says nothing in a menu.
        return name.replace("\\", "/").rsplit("/", 1)[-1]
    if entry.kind == "truth table":
        return name.removesuffix(_TABLE).upper()
    return _SHORT.get(name, entry.title)
