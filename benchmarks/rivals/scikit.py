"""The same training by scikit-learn: one call of ``partial_fit`` is one iteration."""

import importlib.util
import warnings
from typing import Any

import numpy as np

from benchmarks.rivals.work import Array, Run, Work, initial_weights, shuffled_batches


def available() -> bool:
    """Whether scikit-learn is installed."""
    return importlib.util.find_spec("sklearn") is not None


def make_model(work: Work, learning_rate: float) -> Any:  # noqa: ANN401
    """Build the estimator, with nothing on but plain gradient descent."""
    from sklearn.neural_network import MLPClassifier, MLPRegressor

    kind = MLPRegressor if work.loss == "mse" else MLPClassifier
    return kind(
        hidden_layer_sizes=work.sizes[1:-1],
        activation=work.hidden,
        solver="sgd",
        alpha=0.0,
        batch_size=work.batch_size,
        learning_rate="constant",
        learning_rate_init=learning_rate,
        momentum=0.0,
        nesterovs_momentum=False,
        shuffle=False,
    )


def start_from(model: Any, weights: list[Array]) -> None:  # noqa: ANN401
    """Overwrite the model's parameters: weights (O, I), biases zero."""
    for coefs, intercepts, w in zip(
        model.coefs_, model.intercepts_, weights, strict=True
    ):
        coefs[...] = w.T
        intercepts[...] = 0


def build(work: Work, inputs: Array, targets: Array, seed: int) -> Run:
    """Make a network for inputs (N, I) and targets (N, O), ready to train.

    A regressor's output is always linear, so a work with a tanh output is done without
    that tanh. Its loss is half the squared error, summed over the outputs where
    gradients are concerned: the learning rate and the costs make up for that.
    """
    squared = work.loss == "mse"
    scale = 2 if squared else 1
    rate = work.learning_rate * scale / (work.sizes[-1] if squared else 1)
    model = make_model(work, rate)
    x = inputs.astype(work.precision)
    y = targets.astype(work.precision) if squared else np.argmax(targets, axis=1)
    y = y.ravel() if squared and y.shape[1] == 1 else y
    classes = {} if squared else {"classes": np.arange(targets.shape[1])}
    batches = shuffled_batches(len(inputs), work.batch_size, seed)
    costs: list[float] = []
    # The first call makes the parameters; it needs a sample of nothing in particular.
    model.set_params(batch_size=1).partial_fit(x[:1], y[:1], **classes)
    model.set_params(batch_size=work.batch_size)
    start_from(model, initial_weights(work, seed))

    def run(iterations: int) -> list[float]:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for _ in range(iterations):
                batch = next(batches)
                model.partial_fit(x[batch], y[batch])
                costs.append(scale * float(model.loss_))
        return costs

    return run
