"""Networks that scikit-learn has trained, read from their attributes."""

from typing import Any

import msgspec
import numpy as np

from nnviz.core.errors import InputError
from nnviz.core.types import Floats
from nnviz.data.dataset import Task
from nnviz.files.data_card import DataCard
from nnviz.files.trained_model import TrainedModel
from nnviz.models.model_building import FoundModel, model_of, numbers
from nnviz.models.model_proof import prove, rows_for
from nnviz.models.plain import PlainLayer

_FUNCTIONS = {
    "identity": "linear",
    "logistic": "sigmoid",
    "tanh": "tanh",
    "relu": "relu",
    "softmax": "softmax",
}


def from_sklearn(estimator: Any) -> TrainedModel:  # noqa: ANN401 (never imported here)
    """Return the network of a fitted ``MLPClassifier`` or ``MLPRegressor``.

    Its own predictions of made rows prove it. ``nnviz.models.save_model`` writes it to
    a file that the window opens.

    Raises
    ------
    InputError
        If it is not fitted, or something else.
    """
    kind = type(estimator).__name__
    try:
        matrices, vectors = estimator.coefs_, estimator.intercepts_
        hidden, last = str(estimator.activation), str(estimator.out_activation_)
    except AttributeError as error:
        raise InputError(
            f"{kind}: needs the coefs_ and intercepts_ of a fitted MLPClassifier or "
            "MLPRegressor: call fit first"
        ) from error
    names = [hidden] * (len(matrices) - 1) + [last]
    for name in names:
        if name not in _FUNCTIONS:
            raise InputError(f"{kind}: its activation '{name}' is not known")
    layers = [
        PlainLayer(
            numbers(np.asarray(matrix), f"coefs_[{k}]").T,
            numbers(np.asarray(vector), f"intercepts_[{k}]"),
            _FUNCTIONS[name],
        )
        for k, (matrix, vector, name) in enumerate(
            zip(matrices, vectors, names, strict=True)
        )
    ]
    model = model_of(FoundModel(layers), kind)
    model = TrainedModel(_card(estimator, model), model.network, model.scalings)
    rows = rows_for(model)
    prove(model, rows, _its_own(estimator, model, rows), "scikit-learn")
    return model


def _card(estimator: Any, model: TrainedModel) -> DataCard:  # noqa: ANN401
    """Return the names that an estimator knows."""
    card, outputs = model.card, model.network.sizes[-1]
    classes = getattr(estimator, "classes_", None)
    names = getattr(estimator, "feature_names_in_", None)
    inputs = card.input_names if names is None else tuple(map(str, names))
    if classes is None:
        plain = tuple(f"y{k}" for k in range(1, outputs + 1))
        return msgspec.structs.replace(
            card,
            task="regression",
            class_names=(),
            input_names=inputs,
            output_names=plain,
        )
    words = tuple(map(str, classes))
    if str(estimator.out_activation_) == "logistic" and outputs > 1:
        task: Task = "labels"
        return msgspec.structs.replace(
            card, task=task, class_names=(), input_names=inputs, output_names=words
        )
    output_names = words if outputs > 1 else (f"P({words[1]})",)
    return msgspec.structs.replace(
        card,
        task="classification",
        class_names=words,
        input_names=inputs,
        output_names=output_names,
    )


def _its_own(estimator: Any, model: TrainedModel, rows: Floats) -> Floats:  # noqa: ANN401
    """Return the outputs of the estimator itself for rows (N, I)."""
    given = rows.astype(model.network.precision)
    if not hasattr(estimator, "predict_proba"):
        found = np.asarray(estimator.predict(given), np.float64)
        return found.reshape(len(rows), -1)
    found = np.asarray(estimator.predict_proba(given), np.float64)
    return found[:, 1:] if model.network.sizes[-1] == 1 else found
