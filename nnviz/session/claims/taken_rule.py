"""Finds the rule that another program updates by, so that a run can go on with it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from nnviz.core.layout import Layout
from nnviz.core.optimizers import OPTIMIZERS
from nnviz.core.types import Floats
from nnviz.session.claims.arranging import Claims
from nnviz.session.claims.optimizer_rules import (
    USUAL,
    UpdateRule,
    rules_for,
)
from nnviz.session.claims.recorded_steps import RecordedSteps

_EARLY = 8
"""A rule is told by the iteration at this place, or the last: later ones cost more."""

_CLOSE = 1e-3
"""A rule is the program's if its update is off by no more than this share of it."""

_ALIKE = 1e-6
"""Rules that are closer than this share are equally near: the more usual one counts."""


@dataclass(frozen=True, slots=True, eq=False)
class TakenRule:
    """The rule of another program as a run of nnviz's own has it.

    Attributes
    ----------
    name, settings
        The optimiser and its constants.
    rate
        The learning rate, or None if it is not known.
    l2
        The penalty that stands for a weight decay.
    memory
        What the optimiser remembers, (P,) by nnviz's names; empty if not known.
    words
        What is to be said of it, or "".
    """

    name: str
    settings: Mapping[str, float]
    rate: float | None
    l2: float
    memory: Mapping[str, Floats]
    words: str


def flat(layout: Layout, named: Mapping[str, Floats]) -> Floats:
    """Return what belongs to parameters by name as one vector (P,); 0 for the rest."""
    vector = np.zeros(layout.count)
    for name, view in layout.named(vector).items():
        if name in named:
            view[...] = named[name]
    return vector


class RuleEvidence:
    """What recorded iterations tell of the rule by which parameters were updated.

    Parameters
    ----------
    steps
        The iterations, with what is known of the optimiser's past.
    """

    def __init__(self, steps: RecordedSteps) -> None:
        self._steps = steps

    def rule_at(self, place: int, said: str | None) -> TakenRule | None:
        """Return the rule by which a run goes on from the iteration at a place.

        ``said`` is the optimiser that was said, or None. Returns None if there is no
        such iteration.
        """
        here = self._update_at(place)
        if here is None:
            return None
        past, rate = here.claims.past, here.claims.learning_rate
        assert past is not None
        if said is not None and said not in USUAL:
            return _unknown(said, rate)
        rules = _possible(said, past.settings)
        found, off = rules[0], 0.0
        telling = self._telling(here)
        if telling.tells:
            found, off = _nearest(rules, telling)
            off = max(off, _off(found, here)) if here.tells else off
        if said is None and (off > _CLOSE or not telling.tells):
            why = past.missing or "its updates are of no rule that nnviz knows"
            words = (
                f"It trains by gradient descent: its own rule was not said, and {why}."
            )
            return TakenRule("sgd", {}, rate, 0.0, {}, words)
        rule = found.rule
        return TakenRule(
            rule.name,
            _own_settings(rule),
            None if rate is None else rate * found.share,
            0.0 if rule.name == "adamw" else rule["weight_decay"],
            {} if past.missing else _memory(here.claims, found),
            _words(rule, past.missing, off),
        )

    def _telling(self, here: "_Update") -> "_Update":
        """Return the update by which rules are told: at best an early one."""
        early = None
        if not here.claims.state:
            early = self._update_at(min(_EARLY, len(self._steps.numbers) - 1))
        return early if early is not None and early.tells else here

    def _update_at(self, place: int) -> "_Update | None":
        claims, numbers = self._steps.claims(place), self._steps.numbers
        if claims is None:
            return None
        names = [f"{name}_after" for name in claims.parameters]
        known = claims.values.keys() - claims.odd
        after = {one[:-6]: claims.values[one] for one in names if one in known}
        if len(after) < len(names):
            follows = place + 1 < len(numbers)
            follows = follows and numbers[place + 1] == numbers[place] + 1
            following = self._steps.claims(place + 1) if follows else None
            after = {} if following is None else following.parameters
        gradients = self._steps.gradients(claims)
        layout = Layout(claims.sizes)
        return _Update(
            claims,
            flat(layout, {name[1:]: one for name, one in gradients.items()}),
            flat(layout, after) if after else None,
        )


@dataclass(frozen=True, slots=True, eq=False)
class _Update:
    """An iteration, its gradient, and the parameters after it if known, (P,)."""

    claims: Claims
    gradient: Floats
    after: Floats | None

    @property
    def tells(self) -> bool:
        """Whether a rule can be tried on it."""
        past = self.claims.past
        known = past is not None and not past.missing
        return (
            known and self.after is not None and self.claims.learning_rate is not None
        )


@dataclass(frozen=True, slots=True)
class _Variant:
    """A rule as some write it.

    Its steps are ``share`` times as long as nnviz's, and the sum of squares has
    ``began`` with a number.
    """

    rule: UpdateRule
    share: float = 1.0
    began: float = 0.0


def _possible(said: str | None, settings: Mapping[str, float]) -> list[_Variant]:
    names = USUAL if said is None else (said,)

    def variants() -> Iterator[_Variant]:
        for name in names:
            for rule in rules_for(name, settings):
                yield _Variant(rule)
                if rule["momentum"]:
                    # The velocity as an average, which is shorter.
                    yield _Variant(rule, 1.0 - rule["momentum"])
                if rule.name == "adagrad":
                    yield _Variant(rule, began=0.1)

    return list(variants())


def _memory(claims: Claims, variant: _Variant) -> dict[str, Floats]:
    """Return what nnviz's optimiser would remember before an iteration, by name."""
    layout, rule = Layout(claims.sizes), variant.rule
    kept = {} if claims.past is None else claims.past.kept(rule) or {}
    steps = max((one.count for one in kept.values()), default=0.0)

    def vector(field: str) -> Floats:
        found = {name: getattr(one, field) for name, one in kept.items()}
        return flat(layout, found)

    fields = {
        "velocity": "velocity",
        "first_moment": "first",
        "second_moment": "second",
        "sum_of_squares": "total",
    }
    start = OPTIMIZERS[rule.name].start(np.zeros(layout.count), _own_settings(rule))
    found = {name: vector(fields[name]) for name in start.state if name in fields}
    if "sum_of_squares" in found:
        found["sum_of_squares"] += variant.began
    for number in (1, 2):
        if f"beta{number}_power" in start.state:
            power = rule[f"beta{number}"] ** steps
            found[f"beta{number}_power"] = np.array(power)
    return found


def _unknown(said: str, rate: float | None) -> TakenRule:
    if said in OPTIMIZERS:
        words = f"It goes on by {said}, whose memory begins empty: it is not recorded."
        return TakenRule(said, {}, rate, 0.0, {}, words)
    rule = "a rule that nnviz does not have" if said == "unknown" else said
    words = f"It trains by gradient descent, and not by {rule}."
    return TakenRule("sgd", {}, rate, 0.0, {}, words)


def _words(rule: UpdateRule, missing: str, off: float) -> str:
    if rule.name == "sgd" and not rule["weight_decay"]:
        return ""
    said = f"It goes on by {rule.name}, with all that the optimiser had kept."
    if missing and rule.name != "sgd":
        said = f"It goes on by {rule.name}, whose memory begins empty: {missing}."
    elif off > _CLOSE:
        said = (
            f"It goes on by {rule.name} as nnviz has it; the recorded update differs."
        )
    if rule["weight_decay"] and rule.name != "adamw":
        said += " Its weight decay has become an L2 penalty, which biases do not have."
    return said


def _own_settings(rule: UpdateRule) -> dict[str, float]:
    known = OPTIMIZERS[rule.name].settings
    return {name: value for name, value in rule.settings if name in known}


def _nearest(rules: Sequence[_Variant], update: _Update) -> tuple[_Variant, float]:
    """Return the rule whose update is nearest to that recorded, and how far off."""
    offs = [_off(one, update) for one in rules]
    best = min(offs)
    place = next(i for i, off in enumerate(offs) if off <= max(best, _ALIKE))
    return rules[place], offs[place]


@np.errstate(all="ignore")
def _off(variant: _Variant, update: _Update) -> float:
    """Return by what share of itself an update differs from nnviz's by a rule."""
    claims, rule = update.claims, variant.rule
    assert update.after is not None
    assert claims.learning_rate is not None
    before = flat(Layout(claims.sizes), claims.parameters)
    state = OPTIMIZERS[rule.name].start(before, _own_settings(rule))
    state.restore(_memory(claims, variant))
    decay = 0.0 if rule.name == "adamw" else rule["weight_decay"]
    state.gradient[...] = update.gradient + decay * before
    state.learning_rate = variant.share * claims.learning_rate
    for operation in state.operations:
        operation.run()
    took = update.after - before
    # Digits that are lost in the sum of a large weight and a small step do not count.
    lost = (2.4e-7 if claims.single else 4e-16) * (np.abs(before) + np.abs(took))
    off = np.maximum(np.abs(took - state.update) - lost, 0.0)
    share = float(np.linalg.norm(off) / np.linalg.norm(took))
    return share if np.isfinite(share) else 0.0 if not took.any() else np.inf
