"""Records a training in Keras on JAX, whose steps are compiled as a whole.

Between two steps the trainer, not the layers, has the weights, and a step empties the
arrays that it is given. So copies are taken of what goes into each step, and of what
comes out. What happens within is not touched: gradients and cost stay there.
"""

from collections.abc import Callable, Iterator
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from nnviz.watch.keras_names import dense_of, kept_by
from nnviz.watch.recorder import Watch

Array = NDArray[Any]


def watch_steps(model: Any, log: Watch) -> Callable[[], None]:  # noqa: ANN401
    """Record the steps of a model that ``fit`` is about to do.

    Returns a function that ends it.

    Raises
    ------
    ValueError
        If several steps are done in one go.
    """
    if model.steps_per_execution > 1:
        raise ValueError(
            "several batches are trained on in one go, and only the last one's weights "
            "could be seen: compile the model with steps_per_execution=1"
        )
    step = _Step(model, log)
    model.train_function = step

    def end() -> None:
        model.train_function = step.own

    return end


class _Step:
    """Stands for the function that does a step, calls it, and records what it did."""

    def __init__(self, model: Any, log: Watch) -> None:  # noqa: ANN401
        self._model, self._log = model, log
        # One that was interrupted has left its own behind.
        found = model.train_function
        self.own: Callable[..., Any] = found.own if isinstance(found, _Step) else found

    def __call__(self, state: tuple[Any, ...], batches: Iterator[Any]) -> Any:  # noqa: ANN401
        log = self._log
        if not log.is_due:
            done = self.own(state, batches)
            log.skip()
            return done
        batch = next(batches)
        before, rate = self._parameters(state), self._rate(state)
        kept = None if log.is_complete else self._kept(state, rate)
        x, y, weight = keras.utils.unpack_x_y_sample_weight(batch)
        inputs, targets = np.array(x), None
        if weight is None and y is not None:
            targets = np.array(y)
        done = self.own(state, iter((batch,)))
        after = self._parameters(done[1])
        trained = {id(one) for one in self._model.trainable_variables}
        log.iteration(
            weights=[w for w, _ in before],
            biases=[b for _, b in before],
            inputs=inputs.reshape(len(inputs), -1),
            targets=targets,
            after={
                f"{name}{k}": one
                for k, (layer, pair) in enumerate(
                    zip(dense_of(self._model), after, strict=True), start=1
                )
                for name, one, variable in zip(
                    "Wb", pair, (layer.kernel, layer.bias), strict=True
                )
                if id(variable) in trained
            },
            learning_rate=rate,
            state=kept,
        )
        return done

    def _parameters(self, state: tuple[Any, ...]) -> list[tuple[Array, Array]]:
        """Return copies of the weights and biases in a state; zeros for no biases."""
        trained, fixed, *_ = state
        model = self._model
        values = {
            id(variable): value
            for variables, there in (
                (model.trainable_variables, trained),
                (model.non_trainable_variables, fixed),
            )
            for variable, value in zip(variables, there, strict=True)
        }
        found = []
        for layer in dense_of(model):
            weights = np.array(values[id(layer.kernel)])
            biases = np.zeros(weights.shape[1], weights.dtype)
            if layer.bias is not None:
                biases = np.array(values[id(layer.bias)])
            found.append((weights, biases))
        return found

    def _rate(self, state: tuple[Any, ...]) -> float:
        """Return the learning rate, which may follow from how many steps were done."""
        optimizer = self._model.optimizer
        known = list(zip(optimizer.variables, state[2], strict=True))
        with keras.StatelessScope(state_mapping=known):
            return float(keras.ops.convert_to_numpy(optimizer.learning_rate))

    def _kept(self, state: tuple[Any, ...], rate: float) -> dict[str, Any] | None:
        """Return copies of what the optimiser has kept until a step."""
        variables = self._model.optimizer.variables
        values = {
            id(one): value for one, value in zip(variables, state[2], strict=True)
        }
        return kept_by(self._model, rate, lambda one: np.array(values[id(one)]))
