"""Records a training in Keras: ``from nnviz.watch.keras import WatchCallback``.

What it computes is not changed. With PyTorch behind Keras, the batch and the gradients
are taken where Keras hands them on. With JAX, a step is compiled as a whole, and what
goes into it and comes out is taken: the batch, and the weights before and after.
"""

from collections.abc import Callable
from os import PathLike
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from nnviz.watch.keras_names import (
    activations_of,
    dense_of,
    kept_by,
    loss_of,
    rule_of,
)
from nnviz.watch.recorder import Watch


class WatchCallback(keras.callbacks.Callback):  # type: ignore[misc]
    """Records the batches of ``fit``: ``callbacks=[WatchCallback(file)]``.

    Parameters
    ----------
    file
        The log to write, such as ``run.nnvizlog``; one that exists is overwritten.
    every
        Record every n-th batch, and the first.
    budget
        The most bytes of the log; see `nnviz.watch.Watch`.

    Raises
    ------
    ValueError
        When a training begins, if the model has layers other than Dense and
        activations, by their names; or if neither PyTorch nor JAX is behind Keras.
    """

    def __init__(
        self, file: str | PathLike[str], *, every: int = 1, budget: int | None = None
    ) -> None:
        super().__init__()
        self._file, self._every, self._budget = file, every, budget
        self._log: Watch | None = None
        self._taken: dict[str, Any] = {}
        self._before: list[tuple[NDArray[Any], NDArray[Any]]] = []
        self._rate = 0.0
        self._kept: dict[str, Any] | None = None
        self._restore: list[Callable[[], None]] = []

    def on_train_begin(self, logs: Any = None) -> None:  # noqa: ANN401
        """Begin the log; one whose training was interrupted is closed first."""
        self.on_train_end()
        backend = keras.backend.backend()
        if backend not in ("torch", "jax"):
            raise ValueError(
                f"with {backend} behind Keras, batches and weights cannot be seen: "
                "set KERAS_BACKEND to torch or jax before Keras is imported"
            )
        activations = activations_of(self.model)
        loss, within = loss_of(self.model)
        if within and activations[-1] == "linear":
            activations[-1] = within
        rule, settings = rule_of(self.model.optimizer)
        self._log = Watch(
            self._file,
            activations=activations,
            loss=loss,
            optimizer=rule,
            settings=settings,
            every=self._every,
            budget=self._budget,
            weights="x @ W",
            samples="rows",
        )
        if backend == "jax":
            from nnviz.watch.keras_jax import watch_steps

            self._restore.append(watch_steps(self.model, self._log))
        else:
            self._wrap(self.model, "compute_loss", self._take_batch)
            self._wrap(self.model.optimizer, "apply", self._take_gradients)

    def on_train_batch_begin(self, batch: int, logs: Any = None) -> None:  # noqa: ANN401
        """Take the weights down, if the batch is to be recorded."""
        self._taken = {}
        self._before = []
        if self._listens and self._log is not None and self._log.is_due:
            self._before = [parameters_of(layer) for layer in dense_of(self.model)]
            rate = keras.ops.convert_to_numpy(self.model.optimizer.learning_rate)
            self._rate = float(rate)
            self._kept = None
            if not self._log.is_complete:
                self._kept = kept_by(self.model, self._rate, _copied)

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:  # noqa: ANN401
        """Record the batch."""
        log = self._log
        if log is None or not self._listens:
            return
        if not self._before:
            log.skip()
            return
        if "inputs" not in self._taken or "gradients" not in self._taken:
            raise ValueError(
                "the batches cannot be seen: compile the model without jit_compile, "
                "and without a train_step of your own"
            )
        taken, self._taken = self._taken, {}
        after = [parameters_of(layer) for layer in dense_of(self.model)]
        log.iteration(
            weights=[w for w, _ in self._before],
            biases=[b for _, b in self._before],
            inputs=taken["inputs"],
            targets=taken.get("targets"),
            cost=taken.get("cost"),
            gradients=taken["gradients"],
            after={
                f"{name}{k}": one
                for k, pair in enumerate(after, start=1)
                for name, one in zip("Wb", pair, strict=True)
                if f"d{name}{k}" in taken["gradients"]
            },
            learning_rate=self._rate,
            state=self._kept,
        )

    def on_train_end(self, logs: Any = None) -> None:  # noqa: ANN401
        """Write what is not written yet."""
        for undo in self._restore:
            undo()
        self._restore = []
        if self._log is not None:
            self._log.close()
        self._log = None

    @property
    def _listens(self) -> bool:
        """Whether batches are seen here, and not by what has the state of JAX."""
        return bool(keras.backend.backend() == "torch")

    def _wrap(self, owner: Any, name: str, take: Callable[..., None]) -> None:  # noqa: ANN401
        """Have what goes into a method, and comes out, looked at on its way."""
        own = getattr(owner, name)

        def wrapped(*given: Any, **named: Any) -> Any:  # noqa: ANN401
            found = own(*given, **named)
            if self._before:
                take(found, *given, **named)
            return found

        object.__setattr__(owner, name, wrapped)
        self._restore.append(lambda: object.__delattr__(owner, name))

    def _take_batch(
        self,
        cost: Any,  # noqa: ANN401
        x: Any = None,  # noqa: ANN401
        y: Any = None,  # noqa: ANN401
        y_pred: Any = None,  # noqa: ANN401
        sample_weight: Any = None,  # noqa: ANN401
        training: bool = True,
    ) -> None:
        inputs = _numbers(x)
        if inputs is None:
            return
        self._taken["inputs"] = inputs.reshape(len(inputs), -1)
        if sample_weight is None:
            self._taken["targets"] = _numbers(y)
            found = _numbers(cost)
            self._taken["cost"] = None if found is None else float(found)

    def _take_gradients(
        self,
        _result: Any,  # noqa: ANN401
        grads: Any,  # noqa: ANN401
        trainable_variables: Any = None,  # noqa: ANN401
    ) -> None:
        variables = trainable_variables or self.model.trainable_variables
        by_place = {
            id(one): _numbers(gradient)
            for one, gradient in zip(variables, grads, strict=False)
        }
        named: dict[str, NDArray[Any]] = {}
        for k, layer in enumerate(dense_of(self.model), start=1):
            for name, one in (("W", layer.kernel), ("b", layer.bias)):
                found = None if one is None else by_place.get(id(one))
                if found is not None:
                    named[f"d{name}{k}"] = found
        if named:
            self._taken["gradients"] = named


def parameters_of(layer: Any) -> tuple[NDArray[Any], NDArray[Any]]:  # noqa: ANN401
    """Return copies of a layer's weights (I, O) and biases (O,); 0 if it has none."""
    weights = np.array(keras.ops.convert_to_numpy(layer.kernel))
    if layer.bias is None:
        return weights, np.zeros(weights.shape[1], weights.dtype)
    return weights, np.array(keras.ops.convert_to_numpy(layer.bias))


def _copied(variable: Any) -> NDArray[Any]:  # noqa: ANN401
    return np.array(keras.ops.convert_to_numpy(variable))


def _numbers(values: Any) -> NDArray[Any] | None:  # noqa: ANN401
    """Return a copy of values; None if they are none yet, only stand for some."""
    if values is None:
        return None
    try:
        return np.array(keras.ops.convert_to_numpy(values))
    except Exception:  # noqa: BLE001 (each backend has errors of its own)
        return None
