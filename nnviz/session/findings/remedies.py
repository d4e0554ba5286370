"""What is offered against more than one cause."""

from nnviz.core.writing.number_text import compact
from nnviz.data.catalog import CATALOG
from nnviz.session.findings.evidence import Evidence
from nnviz.session.findings.finding import Remedy
from nnviz.session.settings.defaults import usual_rate

BALANCED = Remedy("balanced class weights", {"class_weights": "balanced"})


def slower(found: Evidence) -> Remedy:
    """Offer a tenth of the learning rate, or the usual one if that is lower."""
    tenth = found.trainer.learning_rate / 10.0
    rate = float(f"{min(tenth, usual_rate(str(found.trainer.config.optimizer))):.6g}")
    return Remedy(f"a learning rate of {compact(rate, 6)}", {"learning_rate": rate})


def other_weights() -> Remedy:
    """Offer other initial weights."""
    return Remedy("the initialiser that suits the activation", {"initializer": None})


def more_samples(found: Evidence) -> Remedy | None:
    """Offer what gives more samples: all rows, or more that can be generated."""
    config, dataset = found.trainer.config, found.trainer.data.dataset
    if dataset.untested:
        return Remedy("all rows for training", {"test_fraction": 0.0})
    entry = CATALOG.get(config.dataset)
    if entry is None or entry.kind != "generated":
        return None
    return Remedy("500 samples", {"samples": 500})
