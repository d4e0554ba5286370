"""Causes in the steps of training: too long, too short, too noisy, or nothing known."""

from nnviz.core.writing.number_text import compact, percent
from nnviz.session.findings.evidence import Evidence
from nnviz.session.findings.finding import Finding, Remedy
from nnviz.session.findings.remedies import slower
from nnviz.session.settings.defaults import usual_rate

_HUGE_STEP, _TINY_STEP = 0.02, 1e-3
"""An update's share of the parameters that is too much, or too little."""
_STILL_FALLS = 0.2
"""A cost still falls if this share of the first gradient is left."""
_HARDLY_FALLEN = 0.9
"""A cost that is at least this share of the first one has hardly fallen."""
_LOWER = 0.8
"""A cost by larger batches that is at most this share shows that noise matters."""
_NEAR = 0.02
"""A cost that differs by this share at most is where it is now."""


def diverged(found: Evidence) -> Finding | None:
    """Find a cost that is no longer a number, by what training said of it."""
    stop = found.trainer.stopped
    if stop is None or stop.reason != "diverged":
        return None
    settings = dict(stop.remedy)
    words = ", ".join(
        f"{name.replace('_', ' ')} {_value(v)}" for name, v in settings.items()
    )
    return Finding(
        "diverged",
        stop.message.rpartition(": try")[0] or stop.message,
        Remedy(words, settings) if settings else None,
        stop.iteration,
    )


def noisy_batches(found: Evidence) -> Finding | None:
    """Find batches so small that their noise undoes what is learned."""
    if not found.has_failed or found.costs_by_batch is None:
        return None
    own, larger = found.costs_by_batch
    now, size = found.train.cost, found.trainer.order.batch_size
    if not larger <= _LOWER * min(own, now):
        return None
    most = min(32 * size, found.trainer.data.train.samples)
    several = "s" if size > 1 else ""
    return Finding(
        "noisy-batches",
        f"batches of {size} sample{several} are too small for their noise: from here "
        f"the training cost goes from {compact(now)} to {compact(own)} with them, and "
        f"to {compact(larger)} with batches of {most}",
        Remedy(f"a batch size of {most}", {"batch_size": most}),
        found.lowest,
    )


def too_fast(found: Evidence) -> Finding | None:
    """Find steps so long that the cost does not fall."""
    if not found.is_ripe:
        return None
    cost, before = found.train.cost, found.start_cost
    risen = cost > before
    plain = len(found.trainer.network.sizes) == 2
    if not risen and (found.has_learned or plain or found.step < _HUGE_STEP):
        return None
    moved = f"a step changes the parameters by {percent(found.step, 2)} of their size"
    return Finding(
        "too-fast",
        f"the training cost rose from {compact(before)} to {compact(cost)}; {moved}"
        if risen
        else f"{moved}, and the training set is answered hardly better than without "
        "its inputs",
        slower(found),
        found.since_evaluation(lambda e: e.train.cost > before)
        if risen
        else found.lowest,
    )


def too_slow(found: Evidence) -> Finding | None:
    """Find steps so short that little has happened yet."""
    costs = found.trainer.history.costs
    if not found.is_ripe or found.step > _TINY_STEP or len(costs) < 20:
        return None
    begin, end = found.start_cost, found.train.cost
    # What has come to rest has hardly any gradient left.
    if not end < begin or found.gradient_left < _STILL_FALLS:
        return None
    # Initial weights may be right by chance for more than the commonest class.
    if found.has_learned and end < _HARDLY_FALLEN * begin:
        return None
    usual = usual_rate(str(found.trainer.config.optimizer))
    rate = float(f"{max(10.0 * found.trainer.learning_rate, usual):.6g}")
    return Finding(
        "too-slow",
        f"the cost still falls, but slowly: from {compact(begin)} to {compact(end)} in "
        f"{len(costs):,} iterations; a step changes the parameters by "
        f"{compact(100.0 * found.step, 2)} % of their size",
        Remedy(f"a learning rate of {compact(rate, 6)}", {"learning_rate": rate}),
        0,
    )


def no_hidden_layer(found: Evidence) -> Finding | None:
    """Find a network that has nothing to learn with but straight lines."""
    if not found.has_failed or len(found.trainer.network.sizes) > 2:
        return None
    if found.train.cost > found.start_cost:
        return None
    return Finding(
        "no-hidden-layer",
        "without a hidden layer only straight lines can be learned, and the training "
        "set is answered hardly better than without its inputs",
        Remedy("a hidden layer of 8", {"hidden": (8,), "activations": None}),
        0,
    )


def plateau(found: Evidence) -> Finding | None:
    """Find that nothing was learned, where no cause was found."""
    if not found.has_failed or found.trainer.iteration < 20:
        return None
    recent, cost = found.recent_costs(), found.train.cost
    return Finding(
        "plateau",
        f"the cost stays near {compact(float(recent.mean()))}, and the training set is "
        "answered hardly better than without its inputs",
        None,
        found.since_evaluation(lambda e: abs(e.train.cost - cost) <= _NEAR * cost),
    )


def _value(value: object) -> str:
    return compact(value, 6) if isinstance(value, float) else str(value)
