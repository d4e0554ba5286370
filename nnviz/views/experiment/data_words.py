"""What data sets and presets are, in a line."""

from nnviz.data.catalog import CATALOG, CatalogEntry
from nnviz.session.comparison.number_words import counted
from nnviz.session.settings.presets import Preset
from nnviz.session.settings.recipes import RECIPES


def data_words(entry: CatalogEntry) -> str:
    """Say what is to be predicted, and how much data there are."""
    goal = "classes" if entry.task == "classification" else "values"
    sizes = (
        (entry.samples, "sample"),
        (entry.inputs, "input"),
        (entry.outputs, "output"),
    )
    return ", ".join((goal, *(counted(number, thing) for number, thing in sizes)))


def preset_words(preset: Preset) -> str:
    """Say what data a preset learns, and how large its hidden layers are."""
    config = preset.config
    recipe = RECIPES.get(config.dataset, {})
    hidden = config.hidden or recipe.get("hidden", ())
    words = data_words(CATALOG[config.dataset]).capitalize()
    if not hidden:
        return f"{words}; no hidden layer"
    many = "layers" if len(hidden) > 1 else "layer"
    sizes = " and ".join(map(str, hidden))
    return f"{words}; hidden {many} of {sizes} neurons"
