"""What the optimisers of PyTorch are in nnviz, and the state that they keep."""

from typing import Any, NamedTuple

from numpy.typing import NDArray
from torch import nn, optim

_SETTINGS = {
    "momentum": "momentum",
    "alpha": "decay",
    "eps": "epsilon",
    "weight_decay": "weight_decay",
}
_STATES = {
    "momentum_buffer": "velocity",
    "exp_avg": "first_moment",
    "exp_avg_sq": "second_moment",
    "square_avg": "second_moment",
    "sum": "sum_of_squares",
}


class TorchRule(NamedTuple):
    """A rule of nnviz by name, its settings, and the learning rate; "" if unknown."""

    name: str
    settings: dict[str, float]
    rate: float | None


def rule_of(optimizer: optim.Optimizer) -> TorchRule:
    """Return what an optimiser is now; its learning rate may change."""
    group = optimizer.param_groups[0]
    rates = {float(one["lr"]) for one in optimizer.param_groups}
    if len(rates) > 1:
        return TorchRule("", {}, None)
    (rate,) = rates
    settings = {
        own: float(group[name])
        for name, own in _SETTINGS.items()
        if name in group and not (own == "weight_decay" and not group[name])
    }
    if "betas" in group:
        settings["beta1"], settings["beta2"] = (float(one) for one in group["betas"])
    return TorchRule(_name(optimizer, group, settings), settings, rate)


def _name(
    optimizer: optim.Optimizer, group: dict[str, Any], settings: dict[str, float]
) -> str:
    odd = ("maximize", "amsgrad", "centered", "dampening", "lr_decay")
    if any(group.get(name) for name in odd):
        return ""
    if type(optimizer) is optim.SGD:
        if not settings.pop("momentum", 0.0):
            return "sgd"
        settings["momentum"] = float(group["momentum"])
        return "nesterov" if group["nesterov"] else "momentum"
    if type(optimizer) is optim.RMSprop:
        return "" if settings.pop("momentum", 0.0) else "rmsprop"
    if type(optimizer) is optim.Adagrad:
        return "" if group["initial_accumulator_value"] else "adagrad"
    if type(optimizer) is optim.AdamW or group.get("decoupled_weight_decay"):
        settings.setdefault("weight_decay", 0.0)
        return "adamw"
    return "adam" if type(optimizer) is optim.Adam else ""


def state_of(
    optimizer: optim.Optimizer, parameters: dict[str, nn.Parameter]
) -> dict[str, Any]:
    """Return the state kept for parameters by name, ``{"velocity": {"W1": ...}}``."""
    found: dict[str, dict[str, NDArray[Any]]] = {}
    steps: Any = None
    for name, parameter in parameters.items():
        for key, value in optimizer.state.get(parameter, {}).items():
            if key in _STATES and value is not None:
                numbers = value.detach().cpu().numpy().copy()
                found.setdefault(_STATES[key], {})[name] = numbers
            elif key == "step":
                steps = float(value)
    return {**found} if steps is None else {**found, "steps": steps}
