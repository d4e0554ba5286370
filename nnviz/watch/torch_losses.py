"""What the losses of PyTorch are in nnviz, as far as they are."""

from torch import nn

_KNOWN: dict[type[nn.Module], tuple[str, dict[str, object]]] = {
    nn.MSELoss: ("mse", {}),
    nn.L1Loss: ("mae", {}),
    nn.HuberLoss: ("huber", {"delta": 1.0}),
    nn.SmoothL1Loss: ("huber", {"beta": 1.0}),
    nn.BCELoss: ("binary_cross_entropy", {"weight": None}),
    nn.BCEWithLogitsLoss: (
        "binary_cross_entropy",
        {"weight": None, "pos_weight": None},
    ),
    nn.CrossEntropyLoss: (
        "cross_entropy",
        {"weight": None, "label_smoothing": 0.0},
    ),
    nn.NLLLoss: ("cross_entropy", {"weight": None}),
}
"""The modules with the settings for which they are nnviz's losses."""

LOSSES = tuple(_KNOWN)
"""The modules that are known."""


def known_loss(module: nn.Module) -> str | None:
    """Return nnviz's name of a loss; None if it is none of its losses."""
    for kind, (name, settings) in _KNOWN.items():
        if type(module) is kind:
            same = all(getattr(module, key) == one for key, one in settings.items())
            return name if same and module.reduction in ("mean", "sum") else None
    return None
