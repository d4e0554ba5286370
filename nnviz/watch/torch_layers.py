"""Which layers of a PyTorch module are watched, and what passes through them."""

from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import torch
from torch import Tensor, nn

from nnviz.watch.within_losses import WITHIN

_NAMES: dict[type[nn.Module], str] = {
    nn.Sigmoid: "sigmoid",
    nn.Tanh: "tanh",
    nn.ReLU: "relu",
    nn.SiLU: "swish",
    nn.Softmax: "softmax",
    nn.LogSoftmax: "softmax",
}
"""Modules that are activations whatever their settings, by nnviz's names."""

_FUNCTIONS = {
    "linear": lambda z: z,
    "relu": torch.relu,
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "leaky_relu": nn.functional.leaky_relu,
    "elu": nn.functional.elu,
    "softplus": nn.functional.softplus,
    "swish": nn.functional.silu,
    "gelu": nn.functional.gelu,
    "softmax": lambda z: torch.softmax(z, dim=-1),
}
"""What nnviz's activations are in PyTorch, to be told by what they give."""

_KNOWN = (
    *_NAMES,
    nn.Identity,
    nn.LeakyReLU,
    nn.ELU,
    nn.Softplus,
    nn.GELU,
    nn.Flatten,
    nn.Unflatten,
)


def layers_of(model: nn.Module) -> dict[nn.Module, str]:
    """Return the Linear layers of a module with their names.

    Raises
    ------
    ValueError
        If it has none, or layers of another kind; the message names the first.
    """
    found: dict[nn.Module, str] = {}
    for name, module in model.named_modules():
        if isinstance(module, nn.Linear) and not list(module.children()):
            found[module] = name
            continue
        is_leaf = not list(module.children())
        ready = is_leaf and type(module).__module__.startswith("torch.nn")
        loss = isinstance(module, nn.modules.loss._Loss)  # noqa: SLF001 (no other way)
        unknown = (
            ready and not isinstance(module, (*_KNOWN, nn.Sequential)) and not loss
        )
        if unknown or list(module.parameters(recurse=False)):
            where = f"'{name}'" if name else "the model"
            raise ValueError(
                f"{where} is a {type(module).__name__}: only Linear layers and "
                "activations can be watched; give a part of the model that is a stack "
                "of them, such as model.classifier"
            )
    if not found:
        raise ValueError("the model has no Linear layer that could be watched")
    return found


@dataclass(slots=True, eq=False)
class LayerCall:
    """A Linear layer as it was called: its inputs and sums, and dL/dz once known."""

    layer: nn.Linear
    inputs: Tensor
    sums: Tensor
    delta: Tensor | None = None


@dataclass(slots=True, eq=False)
class Pass:
    """A forward pass through all layers, and its loss, where that is a module.

    Attributes
    ----------
    calls
        The calls of the layers in their order.
    names
        The activations that are modules, by the number of the layer before them.
    outputs
        The places in memory of the last sums, and of what was made of them since.
    output
        The activated output of the last layer, if it was activated by a module.
    loss, targets, cost
        The module, what it was given, and what it has returned.
    """

    calls: list[LayerCall] = field(default_factory=list)
    names: dict[int, str] = field(default_factory=dict)
    outputs: set[int] = field(default_factory=set)
    output: Tensor | None = None
    loss: nn.Module | None = None
    targets: Any = None
    cost: Tensor | None = None

    @property
    def is_led_back(self) -> bool:
        """Whether a gradient has come back to every layer."""
        return all(call.delta is not None for call in self.calls)

    @property
    def parameters(self) -> dict[str, nn.Parameter]:
        """The parameters of the layers as W1, b1, ..., in the order of the calls."""
        found = {}
        for number, call in enumerate(self.calls, start=1):
            found[f"W{number}"] = call.layer.weight
            if call.layer.bias is not None:
                found[f"b{number}"] = call.layer.bias
        return found

    @property
    def activated_outputs(self) -> list[Tensor]:
        """The activations of the layers; that of the last only if it is known."""
        found = [call.inputs for call in self.calls[1:]]
        return found if self.output is None else [*found, self.output]

    def called(self, layer: nn.Linear, inputs: Tensor, sums: Tensor) -> None:
        """Take down a call of a Linear layer."""
        call = LayerCall(layer, inputs.detach().clone(), sums.detach().clone())
        self.calls.append(call)
        self.output, self.outputs = None, {sums.data_ptr()}

        def led_back(gradient: Tensor) -> None:
            call.delta = gradient.detach().clone()

        sums.register_hook(led_back)

    def activated(self, module: nn.Module, z: Tensor, a: Tensor) -> None:
        """Take down a call of a module that has no parameters."""
        if z.data_ptr() not in self.outputs:
            return
        self.outputs.add(a.data_ptr())
        name = _name_of(module)
        if name is not None:
            self.names[len(self.calls)] = name
            is_log = isinstance(module, nn.LogSoftmax)
            self.output = None if is_log else a.detach().clone()


def _name_of(module: nn.Module) -> str | None:
    """Return nnviz's name of an activation, or None if it has none."""
    for kind, name in _NAMES.items():
        if type(module) is kind:
            return name
    same: dict[type[nn.Module], tuple[str, dict[str, object]]] = {
        nn.LeakyReLU: ("leaky_relu", {"negative_slope": 0.01}),
        nn.ELU: ("elu", {"alpha": 1.0}),
        nn.Softplus: ("softplus", {"beta": 1.0}),
        nn.GELU: ("gelu", {"approximate": "none"}),
    }
    for kind, (name, settings) in same.items():
        if type(module) is kind:
            fits = all(getattr(module, key) == one for key, one in settings.items())
            return name if fits else None
    return None


def activations_of(
    found: Pass,
    layers: dict[nn.Module, str],
    said: list[str] | None,
    loss: str | None,
) -> list[str]:
    """Return the activation of each layer, the last one's perhaps within the loss.

    Raises
    ------
    ValueError
        If a layer gets other than rows, or what no activation of nnviz makes of the
        sums of the layer before; the message names it.
    """
    for call in found.calls:
        if call.inputs.ndim != 2:
            name, shape = layers[call.layer], tuple(call.inputs.shape)
            raise ValueError(
                f"'{name}' has inputs of shape {shape}: "
                "only rows of numbers, one for each sample, can be watched"
            )
    if said is not None:
        return said
    names = []
    for number, (call, after) in enumerate(pairwise(found.calls), start=1):
        names.append(found.names.get(number) or _told(call, after, layers))
    last = found.names.get(len(found.calls))
    return [*names, last or WITHIN.get(loss or "", "linear")]


def _told(call: LayerCall, after: LayerCall, layers: dict[nn.Module, str]) -> str:
    for name, f in _FUNCTIONS.items():
        a = f(call.sums)
        if a.shape == after.inputs.shape and torch.allclose(a, after.inputs):
            return name
    raise ValueError(
        f"what '{layers[after.layer]}' gets is not what an activation of nnviz makes "
        f"of the output of '{layers[call.layer]}': only a stack of Linear layers and "
        "activations can be watched"
    )
