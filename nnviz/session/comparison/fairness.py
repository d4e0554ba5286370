"""States what is equal in a comparison and what is not, judging by the settings."""

from collections.abc import Iterable, Sequence

from nnviz.session.comparison.contender import (
    CONSTANTS,
    Contender,
    shares_data,
    value_name,
)
from nnviz.session.config import RunConfig

_OTHER_NETWORKS = ("dataset", "target", "inputs", "task")
"""Settings that may change a network's inputs, outputs or initial weights."""

_OTHER_SHAPES = ("derived", "hidden")
"""Settings that always change the shapes of weights."""

_FOLLOWING = {
    "output_activation": "the activation of the output",
    "loss": "the loss",
    "optimizer_settings": "the constants of the optimiser",
    "schedule_settings": "the constants of the schedule",
}
"""Settings that may have to change if another one does, and what they are called."""


def fairness(contenders: Sequence[Contender], varied: Iterable[str]) -> tuple[str, ...]:
    """State in a few sentences what the contenders have in common and what not.

    Parameters
    ----------
    contenders
        The contenders.
    varied
        The settings that were varied on purpose.
    """
    return (
        _weights(contenders),
        _batches(contenders),
        *_rates(contenders, set(varied)),
        *_consequences(contenders, set(varied)),
        *_kept(contenders),
    )


def _kept(contenders: Sequence[Contender]) -> tuple[str, ...]:
    if all(contender.config.keep == "last" for contender in contenders):
        return ()
    return (
        "Scores are those of the best moment of each run where the best is kept, and "
        "of its end otherwise.",
    )


def _weights(contenders: Sequence[Contender]) -> str:
    if _differ(contenders, ("seed",)):
        return "Initial weights differ: each contender has its own seed."
    if _differ(contenders, _OTHER_SHAPES):
        return "Initial weights differ: the networks have different shapes."
    if _differ(contenders, _OTHER_NETWORKS):
        return "Initial weights differ: drawn from one seed, but for different data."
    if _differ(contenders, ("initializer",)):
        own = "; ".join(
            f"{c.name}: {value_name(c.config.initializer)}" for c in contenders
        )
        return f"Initial weights differ in their initialiser ({own})."
    if _differ(contenders, ("precision",)):
        return "The same initial weights, rounded to each contender's precision."
    name = value_name(contenders[0].config.initializer)
    return f"The same initial weights for all contenders of a seed ({name})."


def _batches(contenders: Sequence[Contender]) -> str:
    if not shares_data(contenders):
        return "Batches differ: the contenders have different data."
    if _differ(contenders, ("seed",)):
        return "The same data, in a different order for each contender."
    if _differ(contenders, ("batch_size",)):
        return "The same order of samples, in batches of different sizes."
    return "The same batches in the same order for all contenders of a seed."


def _rates(contenders: Sequence[Contender], varied: set[str]) -> Iterable[str]:
    """Yield which learning rate different optimisers use."""
    if "optimizer" not in varied or "learning_rate" in varied:
        return
    if _differ(contenders, ("learning_rate",)):
        yield f"Each has its own learning rate ({_each(contenders, 'learning_rate')})."
        return
    rate = value_name(contenders[0].config.learning_rate)
    yield (
        f"All use the learning rate {rate}, which need not suit each of them: give "
        "each its own as sgd:0.1,adam:0.01."
    )


def _consequences(contenders: Sequence[Contender], varied: set[str]) -> Iterable[str]:
    """Yield what else differs because it has to."""
    for name, words in _FOLLOWING.items():
        meant = varied & {name, *CONSTANTS.get(name, ())}
        if not meant and _differ(contenders, (name,)):
            yield f"What else has to differ: {words} ({_each(contenders, name)})."


def _each(contenders: Sequence[Contender], name: str) -> str:
    return "; ".join(
        f"{c.name}: {setting_words(getattr(c.config, name))}" for c in contenders
    )


def setting_words(value: object) -> str:
    """Write the value of a setting; constants are named."""
    if isinstance(value, dict):
        return ", ".join(f"{k} {value_name(v)}" for k, v in value.items()) or "none"
    return value_name(value)


def _differ(contenders: Sequence[Contender], names: Iterable[str]) -> bool:
    first: RunConfig = contenders[0].config
    return any(
        getattr(contender.config, name) != getattr(first, name)
        for contender in contenders
        for name in names
    )
