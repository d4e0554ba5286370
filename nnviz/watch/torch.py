"""Records a training in PyTorch: ``from nnviz.watch.torch import watch``.

What it computes is not changed. Iterations that are not recorded cost the loop one
call: layers are listened to only in those that are.
"""

import warnings
from collections.abc import Sequence
from os import PathLike
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn, optim
from torch.nn.modules.module import register_module_forward_hook
from torch.utils.hooks import RemovableHandle

from nnviz.watch.recorder import Watch
from nnviz.watch.torch_layers import Pass, activations_of, layers_of
from nnviz.watch.torch_losses import LOSSES, known_loss
from nnviz.watch.torch_rules import TorchRule, rule_of, state_of


def watch(  # noqa: PLR0913 (options by name)
    model: nn.Module,
    optimizer: optim.Optimizer,
    file: str | PathLike[str],
    *,
    loss: str | None = None,
    activations: Sequence[str] | None = None,
    every: int = 1,
    budget: int | None = None,
) -> "TorchWatch":
    """Record the training of a stack of Linear layers and activations.

    Parameters
    ----------
    model
        The module, or the part of it that is such a stack.
    optimizer
        The optimiser that trains it; an iteration ends with each of its steps.
    file
        The log to write, such as ``run.nnvizlog``; one that exists is overwritten.
    loss
        The loss of nnviz, such as ``"cross_entropy"``, for one that is a function; give
        its targets by `TorchWatch.batch`. The modules of ``torch.nn`` are seen.
    activations
        The activation of each layer, where it cannot be seen.
    every
        Record every n-th iteration, and the first.
    budget
        The most bytes of the log; see `nnviz.watch.Watch`.

    Raises
    ------
    ValueError
        If the model has a layer of another kind, by its name; or for wrong options.
    OSError
        If the file cannot be made.
    """
    layers = layers_of(model)
    said = None if activations is None else [str(name) for name in activations]
    if said is not None and len(said) != len(layers):
        raise ValueError(f"{len(said)} activations for {len(layers)} Linear layers")
    log = Watch(file, every=every, budget=budget, weights="W @ x", samples="rows")
    return TorchWatch(layers, optimizer, log, loss, said)


class TorchWatch:
    """Records a training until it is closed; made by `watch`.

    Parameters
    ----------
    layers
        The Linear layers, with their names.
    optimizer
        The optimiser whose steps end iterations.
    log
        What is written to.
    loss, activations
        What was said; None for what is to be seen.
    """

    def __init__(
        self,
        layers: dict[nn.Module, str],
        optimizer: optim.Optimizer,
        log: Watch,
        loss: str | None,
        activations: list[str] | None,
    ) -> None:
        self._layers, self._optimizer, self._log = layers, optimizer, log
        self._loss, self._activations = loss, activations
        self._passes: list[Pass] = []
        self._given: tuple[Any, Any] = (None, None)
        self._memory: dict[nn.Module, tuple[NDArray[Any], ...]] = {}
        self._before: dict[nn.Module, tuple[NDArray[Any], ...]] = {}
        self._state: dict[str, Any] = {}
        self._said: tuple[Any, ...] = ()
        self._left_out = 0
        self._listening: RemovableHandle | None = None
        self._steps = [
            optimizer.register_step_pre_hook(self._before_step),
            optimizer.register_step_post_hook(self._after_step),
        ]
        self._listen()

    def batch(self, targets: Any, cost: Any = None) -> None:  # noqa: ANN401
        """Give the targets and the cost of a batch whose loss is a function.

        Call it in each iteration, before ``optimizer.step()``.
        """
        if self._listening is not None:
            self._given = targets, cost

    def close(self) -> None:
        """Write what is not written yet, and listen no more."""
        for hook in self._steps:
            hook.remove()
        self._steps = []
        self._stop()
        self._log.close()
        if self._left_out:
            warnings.warn(
                f"{self._left_out:,} iterations were not recorded: they were not made "
                "of one pass forward and one back through all layers",
                stacklevel=2,
            )
            self._left_out = 0

    def __enter__(self) -> "TorchWatch":
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def _listen(self) -> None:
        """Listen to all modules if the next iteration is to be recorded."""
        if self._listening is None and self._log.is_due:
            self._listening = register_module_forward_hook(self._called)

    def _stop(self) -> None:
        if self._listening is not None:
            self._listening.remove()
        self._listening = None
        self._passes, self._given = [], (None, None)
        self._before, self._state = {}, {}

    def _called(self, module: nn.Module, given: tuple[Any, ...], out: Any) -> None:  # noqa: ANN401
        if not (isinstance(out, Tensor) and given and isinstance(given[0], Tensor)):
            return
        if module in self._layers and isinstance(module, nn.Linear):
            if torch.is_grad_enabled() and out.requires_grad:
                self._pass_for(module).called(module, given[0], out)
        elif self._passes and isinstance(module, LOSSES):
            self._measured(module, given, out)
        elif self._passes and not list(module.children()):
            self._passes[-1].activated(module, given[0], out)

    def _pass_for(self, layer: nn.Linear) -> Pass:
        """Return the pass that a layer belongs to: a new one if it has had its turn."""
        last = self._passes[-1] if self._passes else None
        if last is None or any(call.layer is layer for call in last.calls):
            # Passes that only evaluate are forgotten.
            self._passes = [one for one in self._passes if one.is_led_back]
            self._passes.append(Pass())
            if not self._before:
                self._keep_parameters()
        return self._passes[-1]

    def _keep_parameters(self) -> None:
        """Copy the parameters, at best into the memory of the last time.

        New memory costs more than the copying.
        """
        for layer in self._layers:
            now = _parameters(layer)
            old = self._memory.get(layer, ())
            kinds = [(one.shape, one.dtype) for one in old]
            if kinds != [(one.shape, one.dtype) for one in now]:
                old = tuple(np.empty_like(one) for one in now)
            for place, one in zip(old, now, strict=True):
                np.copyto(place, one)
            self._memory[layer] = old
        self._before = self._memory

    def _measured(
        self, module: nn.Module, given: tuple[Any, ...], cost: Tensor
    ) -> None:
        one = self._passes[-1]
        if len(given) > 1 and given[0].data_ptr() in one.outputs:
            one.loss, one.targets, one.cost = module, given[1], cost.detach()

    @property
    def _done(self) -> Pass | None:
        """The pass of this iteration, if there was just one, through all layers."""
        done = [one for one in self._passes if one.is_led_back]
        whole = len(done) == 1 and len(done[0].calls) == len(self._layers)
        return done[0] if whole else None

    def _before_step(self, *_given: object) -> None:
        done = self._done
        if done is not None and not self._log.is_complete:
            self._state = state_of(self._optimizer, done.parameters)

    def _after_step(self, *_given: object) -> None:
        done = self._done
        if done is not None:
            self._record(done)
        else:
            self._left_out += self._listening is not None
            self._log.skip()
        self._stop()
        self._listen()

    def _record(self, one: Pass) -> None:
        rule = rule_of(self._optimizer)
        loss, targets, cost = self._measure(one)
        names = activations_of(one, self._layers, self._activations, loss)
        self._say(names, loss, rule)
        groups = self._optimizer.param_groups
        trained = {id(each) for group in groups for each in group["params"]}
        named = one.parameters.items()
        gradients = {
            name: _numbers(each.grad) for name, each in named if each.grad is not None
        }
        after = {name: _numbers(each) for name, each in named if id(each) in trained}
        self._log.iteration(
            weights=[self._before[call.layer][0] for call in one.calls],
            biases=[self._before[call.layer][1] for call in one.calls],
            inputs=_numbers(one.calls[0].inputs),
            targets=None if targets is None else _numbers(targets),
            sums=[_numbers(call.sums) for call in one.calls],
            activations=[_numbers(a) for a in one.activated_outputs],
            deltas=[_numbers(call.delta) for call in one.calls],
            gradients=self._grouped("d", gradients),
            cost=None if cost is None else float(_numbers(cost)),
            after=self._grouped("", after),
            learning_rate=rule.rate,
            state=self._state or None,
        )

    def _grouped(self, prefix: str, arrays: dict[str, NDArray[Any]]) -> Any:  # noqa: ANN401
        """Return arrays as a list, which is recorded sooner, if none is missing."""
        if len(arrays) == 2 * len(self._layers):
            return list(arrays.values())
        return {f"{prefix}{name}": one for name, one in arrays.items()}

    def _measure(self, one: Pass) -> tuple[str | None, Any, Any]:
        """Return the loss by nnviz's name, the targets and the cost, where known."""
        if self._loss is not None:
            targets, cost = self._given
            if targets is None and one.loss is not None:
                targets, cost = one.targets, one.cost
            return self._loss, targets, cost
        known = None if one.loss is None else known_loss(one.loss)
        if known is not None:
            return known, one.targets, one.cost
        if not self._said:
            what = (
                "no loss" if one.loss is None else f"{one.loss}, not a loss of nnviz,"
            )
            warnings.warn(
                f"{what} was seen: gradients cannot be checked; for a function say its "
                'name, such as loss="cross_entropy", and give batch(targets, cost)',
                stacklevel=2,
            )
        return None, None, None

    def _say(self, names: list[str], loss: str | None, rule: TorchRule) -> None:
        said = names, loss, rule.name, rule.settings
        if said != self._said:
            self._said = said
            self._log.say(names, loss, rule.name or "unknown", rule.settings)


def _parameters(layer: nn.Module) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return a layer's weights and biases; zeros if it has no biases."""
    assert isinstance(layer, nn.Linear)
    weights = _numbers(layer.weight)
    if layer.bias is None:
        return weights, np.zeros(layer.out_features, weights.dtype)
    return weights, _numbers(layer.bias)


def _numbers(values: Any) -> NDArray[Any]:  # noqa: ANN401 (a tensor, or targets)
    """Return a tensor as an array; both have the same memory, if it is the host's."""
    if not isinstance(values, Tensor):
        return np.asarray(values)
    values = values.detach().cpu()
    array: NDArray[Any] = (
        values.float() if values.dtype is torch.bfloat16 else values
    ).numpy()
    return array
