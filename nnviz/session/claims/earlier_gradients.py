"""What other programs' optimisers have kept: recorded, or worked out from gradients."""

from collections.abc import Mapping

from nnviz.core.types import Floats
from nnviz.session.claims.arranging import Claims
from nnviz.session.claims.optimizer_rules import (
    OptimizerPast,
    RuleState,
    UpdateRule,
    led_by,
)
from nnviz.session.claims.recorded_steps import RecordedSteps

_MOST = 30_000_000
"""About so many numbers of gradients are kept."""

Earlier = tuple[Mapping[str, Floats], Mapping[str, Floats], float]
"""The gradients of an iteration, the parameters before it, and the learning rate."""


class EarlierGradients:
    """The gradients of all recorded iterations in their order, as far as they go.

    Parameters
    ----------
    steps
        The iterations.
    """

    def __init__(self, steps: RecordedSteps) -> None:
        self._steps = steps
        self._earlier: list[Earlier] = []
        self._size = 0
        self._known: dict[UpdateRule, tuple[int, dict[str, RuleState]]] = {}

    def past(
        self, place: int, claims: Claims, settings: Mapping[str, float]
    ) -> OptimizerPast:
        """Return what is known of an optimiser before the iteration at a place."""
        averages = any(name.startswith("first_moment") for name in claims.state)
        if claims.state and ("steps" in claims.state or not averages):
            return OptimizerPast(lambda _rule: kept_in(claims), settings=settings)
        missing = self._missing(place)
        if missing:
            return OptimizerPast(lambda _rule: None, missing, settings)
        return OptimizerPast(lambda rule: self._kept(rule, place), settings=settings)

    def _missing(self, place: int) -> str:
        """Read all iterations before a place; say what of them is missing."""
        if len(self._steps.numbers) == 1:
            return "one iteration alone does not tell what the optimiser had kept"
        if self._steps.numbers[place] != place + 1:
            return (
                "not all iterations from the first on are recorded, and not what the "
                "optimiser keeps between them: record every one, or give its state"
            )
        while len(self._earlier) < place:
            if self._size > _MOST:
                return (
                    "too many iterations before it would have to be read: record what "
                    "the optimiser keeps (state)"
                )
            found = self._steps.claims(len(self._earlier))
            if found is None or found.learning_rate is None:
                return "an iteration before it has no learning rate or no batch"
            parameters = found.parameters
            known = self._steps.gradients(found)
            gradients = {
                name: known[f"d{name}"] for name in parameters if f"d{name}" in known
            }
            if not gradients:
                return "an iteration before it has no gradients"
            self._size += 2 * sum(one.size for one in gradients.values()) + 1
            self._earlier.append((gradients, parameters, found.learning_rate))
        return ""

    def _kept(self, rule: UpdateRule, place: int) -> dict[str, RuleState]:
        done, kept = self._known.get(rule, (0, {}))
        if done > place:
            done, kept = 0, {}
        for gradients, before, rate in self._earlier[done:place]:
            kept = {
                name: kept.get(name, RuleState()).after(
                    rule, led_by(rule, one, before[name]), rate
                )
                for name, one in gradients.items()
            }
        self._known[rule] = place, kept
        return kept


def kept_in(claims: Claims) -> dict[str, RuleState]:
    """Return what was recorded of the optimiser's own state."""
    found = {}
    for name in claims.parameters:
        kept = RuleState(float(claims.state.get("steps", 0.0)))
        for group, field_name in (
            ("velocity", "velocity"),
            ("first_moment", "first"),
            ("second_moment", "second"),
            ("sum_of_squares", "total"),
        ):
            value = claims.state.get(f"{group}/{name}")
            if value is not None:
                setattr(kept, field_name, value)
        kept.size = abs(kept.velocity) + abs(kept.first)
        rate = claims.learning_rate
        kept.paced = kept.velocity * (1.0 if rate is None else rate)
        found[name] = kept
    return found
