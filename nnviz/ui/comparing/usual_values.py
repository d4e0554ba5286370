"""The values of a setting that are compared unless others are chosen."""

from collections.abc import Callable, Mapping

from nnviz.ui.run.run_controller import RunController

USUAL_ACTIVATIONS = ("relu", "tanh", "sigmoid", "step")


def usual_values(setting: str, run: RunController) -> tuple[object, ...]:
    """Return a few values of a setting, around those of the current run."""
    return _USUAL[setting](run)


def _rates(run: RunController) -> tuple[object, ...]:
    start = run.started
    rate = 0.03 if start is None else float(start.config.learning_rate or 0.03)
    return tuple(float(f"{rate * factor:.3g}") for factor in (0.1, 0.3, 1.0, 3.0, 10.0))


def _losses(run: RunController) -> tuple[object, ...]:
    start = run.started
    data = None if start is None else start.data.dataset
    if data is not None and data.task == "regression":
        return ("mse", "mae", "huber")
    if data is not None and data.output_count > 1:
        return ("cross_entropy", "mse")
    return ("binary_cross_entropy", "mse")


_USUAL: Mapping[str, Callable[[RunController], tuple[object, ...]]] = {
    "activation": lambda _run: USUAL_ACTIVATIONS,
    "optimizer": lambda _run: ("sgd", "momentum", "rmsprop", "adam"),
    "learning_rate": _rates,
    "initializer": lambda _run: ("he_normal", "xavier_uniform", "zeros"),
    "batch_size": lambda _run: (1, 10, 50, "full"),
    "loss": _losses,
}
