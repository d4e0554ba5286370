"""What the layers, losses and optimisers of Keras are in nnviz."""

from collections.abc import Callable, Iterator
from typing import Any

import keras
from numpy.typing import NDArray

from nnviz.watch.within_losses import WITHIN

_FUNCTIONS = {
    "linear": "linear",
    "sigmoid": "sigmoid",
    "tanh": "tanh",
    "relu": "relu",
    "elu": "elu",
    "softplus": "softplus",
    "silu": "swish",
    "swish": "swish",
    "gelu": "gelu",
    "softmax": "softmax",
}
_LOSSES = {
    "mse": "mse",
    "mean_squared_error": "mse",
    "mae": "mae",
    "mean_absolute_error": "mae",
    "huber": "huber",
    "huber_loss": "huber",
    "binary_crossentropy": "binary_cross_entropy",
    "categorical_crossentropy": "cross_entropy",
    "sparse_categorical_crossentropy": "cross_entropy",
}


_KEPT = {
    "SGD": {"momentums": "velocity"},
    "RMSprop": {"_velocities": "second_moment"},
    "Adagrad": {"_accumulators": "sum_of_squares"},
    "Adam": {"_momentums": "first_moment", "_velocities": "second_moment"},
    "AdamW": {"_momentums": "first_moment", "_velocities": "second_moment"},
}
"""What optimisers keep of each parameter, by the names of both."""


def dense_of(model: Any) -> Iterator[Any]:  # noqa: ANN401
    """Return the Dense layers of a model in their order."""
    return (one for one in model.layers if isinstance(one, keras.layers.Dense))


def activations_of(model: Any) -> list[str]:  # noqa: ANN401
    """Return the activation of each Dense layer.

    Raises
    ------
    ValueError
        If there are other layers, or activations that nnviz has not, by their names.
    """
    found: list[str] = []
    for layer in model.layers:
        kind = type(layer).__name__
        if isinstance(layer, keras.layers.Dense):
            found.append(_name_of(layer, layer.activation))
        elif isinstance(layer, keras.layers.Activation) and found:
            found[-1] = _after(layer, found[-1], _name_of(layer, layer.activation))
        elif isinstance(layer, keras.layers.ReLU) and found and not layer.max_value:
            found[-1] = _after(layer, found[-1], "relu")
        elif isinstance(layer, keras.layers.Softmax) and found:
            found[-1] = _after(layer, found[-1], "softmax")
        elif kind not in ("InputLayer", "Flatten"):
            raise ValueError(
                f"'{layer.name}' is a {kind}: only Dense layers and activations can be "
                "watched"
            )
    if not found:
        raise ValueError("the model has no Dense layer that could be watched")
    return found


def _after(layer: Any, before: str, name: str) -> str:  # noqa: ANN401
    if before != "linear":
        raise ValueError(f"'{layer.name}' is a second activation after '{before}'")
    return name


def _name_of(layer: Any, function: Any) -> str:  # noqa: ANN401
    name = getattr(function, "__name__", type(function).__name__)
    if name not in _FUNCTIONS:
        raise ValueError(f"'{layer.name}' has the activation {name}, unknown to nnviz")
    return _FUNCTIONS[name]


def loss_of(model: Any) -> tuple[str | None, str]:  # noqa: ANN401
    """Return the loss by nnviz's name, and the activation that it has within itself."""
    loss = model.loss
    name = loss if isinstance(loss, str) else getattr(loss, "name", None)
    name = name or getattr(loss, "__name__", "")
    found = _LOSSES.get(str(name))
    config = loss.get_config() if isinstance(loss, keras.losses.Loss) else {}
    if found is None or config.get("label_smoothing") or config.get("delta", 1.0) != 1:
        return None, ""
    return found, WITHIN[found] if config.get("from_logits") else ""


def rule_of(optimizer: Any) -> tuple[str, dict[str, float]]:  # noqa: ANN401
    """Return the optimiser by nnviz's name, or ``unknown``, and its settings."""
    config = optimizer.get_config()
    odd = ("clipnorm", "clipvalue", "global_clipnorm", "amsgrad", "centered", "use_ema")
    if any(config.get(name) for name in odd):
        return "unknown", {}
    decay, momentum = config.get("weight_decay"), config.get("momentum") or 0.0
    kind = type(optimizer).__name__
    if decay and kind != "AdamW":
        return "unknown", {}
    adam = {
        own: float(config[name])
        for own, name in (
            ("beta1", "beta_1"),
            ("beta2", "beta_2"),
            ("epsilon", "epsilon"),
        )
        if name in config
    }
    if kind == "SGD" and momentum:
        name = "nesterov" if config.get("nesterov") else "momentum"
        return name, {"momentum": float(momentum)}
    if kind == "RMSprop" and not momentum:
        rho, epsilon = float(config["rho"]), float(config["epsilon"])
        return "rmsprop", {"decay": rho, "epsilon": epsilon}
    if kind == "AdamW":
        return "adamw", {**adam, "weight_decay": float(decay or 0.0)}
    if kind == "Adagrad" and config["initial_accumulator_value"] in (0.0, 0.1):
        return "adagrad", {"epsilon": float(config["epsilon"])}
    if kind == "Adam":
        return "adam", adam
    return ("sgd" if kind == "SGD" else "unknown"), {}


def kept_by(
    model: Any,  # noqa: ANN401
    rate: float,
    numbers: Callable[[Any], NDArray[Any]],
) -> dict[str, Any] | None:
    """Return what the optimiser has kept: ``{"first_moment": {"W1": ...}, ...}``.

    ``numbers`` returns a copy of what a variable holds, in its own shape. Returns None
    if there is nothing that nnviz knows.
    """
    optimizer, found = model.optimizer, dict[str, Any]()
    variables = model.trainable_variables
    places = {id(one): place for place, one in enumerate(variables)}
    for own, group in _KEPT.get(type(optimizer).__name__, {}).items():
        kept = getattr(optimizer, own, None) or []
        if len(kept) != len(variables):
            continue
        # Keras has the learning rate within its velocity, and the sign of the step.
        scale = -1.0 / rate if group == "velocity" and rate else 1.0
        for k, layer in enumerate(dense_of(model), start=1):
            for name, one in (("W", layer.kernel), ("b", layer.bias)):
                if id(one) in places:
                    values = numbers(kept[places[id(one)]])
                    scaled = values if scale == 1.0 else scale * values
                    found.setdefault(group, {})[f"{name}{k}"] = scaled
    if found:
        found["steps"] = float(numbers(optimizer.iterations))
    return found or None
