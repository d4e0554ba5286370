"""Checks the recorded iterations of another program."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from nnviz.core.errors import InputError
from nnviz.session.claims.arranging import (
    Claims,
    arrange,
    has_batch,
    is_such,
)
from nnviz.session.claims.dropout import refuse_dropout
from nnviz.session.claims.earlier_gradients import EarlierGradients
from nnviz.session.claims.given import Given
from nnviz.session.claims.judging import Judged, Judgement, judge
from nnviz.session.claims.recorded_steps import RecordedSteps
from nnviz.session.claims.right import gradients_of, work_out
from nnviz.session.claims.settling import Said, Settled, Settling
from nnviz.session.claims.taken_rule import RuleEvidence, TakenRule

_MOST = 40
"""The most iterations that are checked unless one is asked for."""

_WORK = 30_000_000
"""About so many numbers are looked at in all, but one iteration in any case."""

_EXPLAINED, _CLEAR = 6, 2
"""Mistakes are looked for in so many wrong iterations, or till so many leave no doubt.

In the others it is only told what is wrong.
"""


@dataclass(frozen=True, slots=True, eq=False)
class Report:
    """What a check of the recorded iterations has found.

    Attributes
    ----------
    verdict
        That of the iteration that tells most.
    wrong
        The numbers of the iterations checked in which something is wrong.
    checked, recorded
        How many iterations were checked, and how many are recorded.
    not_finite
        The first iteration with a NaN or an infinity, and in what; None if none.
    notes
        What was found out rather than said, and what else there is to say.
    settled
        How the program writes its arrays, and what it uses.
    """

    verdict: Judgement
    wrong: tuple[int, ...]
    checked: int
    recorded: int
    not_finite: tuple[int, str] | None
    notes: tuple[str, ...]
    settled: Settled

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.wrong


class Checkup:
    """Checks what was recorded.

    Parameters
    ----------
    numbers
        The numbers of the recorded iterations.
    read
        Reads the iteration at a place in them.
    said
        What the user says.
    """

    def __init__(
        self, numbers: Sequence[int], read: Callable[[int], Given], said: Said
    ) -> None:
        self._numbers, self._read, self._said = numbers, read, said
        self._notes: list[str] = []
        self._gradients: EarlierGradients | None = None

    def run(self, iteration: int | None = None) -> Report:
        """Check one iteration, or those that tell most.

        Raises
        ------
        InputError
            If it cannot be done; the message says what is missing, or does not fit.
        """
        place = self.first_place() if iteration is None else self._place(iteration)
        settled = self.settle(place)
        claims = self.claims_at(place, settled)
        assert claims is not None  # it was settled by these
        if claims.targets is None:
            self._notes.append("No targets were recorded: only z and a are checked.")
        places = [place] if iteration is not None else self._places(claims)
        verdicts: list[Judgement] = []
        told: list[Judgement] = []
        for k in places:
            clear = sum(_tells(one)[:2] == (0, 0) for one in told)
            explain = clear < _CLEAR and len(told) < _EXPLAINED
            verdict = self.judge_at(k, settled, explain=explain)
            if verdict is None:
                continue
            verdicts.append(verdict)
            if explain and not verdict.ok:
                told.append(verdict)
        if len(verdicts) < len(places):
            self._notes.append(
                f"{len(places) - len(verdicts):,} of {len(places):,} iterations looked "
                "at have no batch, or other layers: they are not checked."
            )
        wrong = [one for one in verdicts if not one.ok]
        chosen = min(told, key=_tells) if told else _worst(verdicts)
        return Report(
            chosen,
            tuple(one.claims.number for one in wrong),
            len(verdicts),
            len(self._numbers),
            _not_finite(verdicts),
            (*self._notes, *_notes([chosen] if told else verdicts)),
            settled,
        )

    def first_place(self) -> int:
        """Return the first place, of some, at which a batch is recorded.

        Raises
        ------
        InputError
            If nothing is recorded.
        """
        if not self._numbers:
            raise InputError("no iteration is recorded in it")
        count = len(self._numbers)
        places = dict.fromkeys(
            (*range(min(count, 8)), *range(0, count, count // 8 + 1))
        )
        return next((k for k in places if self._read(k).inputs is not None), 0)

    def settle(self, place: int) -> Settled:
        """Find out how the program writes its arrays, and what it uses.

        Raises
        ------
        InputError
            If that cannot be told from the iteration at a place.
        """
        first = self.given_at(place)
        settling = Settling(self._said)
        settled, claims = settling.settle(first)
        self._notes += settling.notes
        refuse_dropout(claims, settled.activations)
        return settled

    def is_such(self, place: int, settled: Settled) -> bool:
        """Tell whether the iteration at a place is of a network with these layers."""
        try:
            return is_such(self._read(place), settled.manner, settled.sizes)
        except InputError:
            return False

    def claims_at(self, place: int, settled: Settled) -> Claims | None:
        """Return the iteration at a place; None if it has no batch, or other layers."""
        return self.claims_of(self.given_at(place), settled)

    def claims_of(self, given: Given, settled: Settled) -> Claims | None:
        """Return an iteration that has been read, likewise."""
        as_settled = settled.manner, settled.sizes
        if not is_such(given, *as_settled) or not has_batch(given, *as_settled):
            return None
        return arrange(given, *as_settled)

    def _place(self, iteration: int) -> int:
        numbers = list(self._numbers)
        if iteration not in numbers:
            near = min(numbers, key=lambda number: abs(number - iteration))
            raise InputError(
                f"iteration {iteration} is not recorded: the nearest one is {near}"
            )
        return numbers.index(iteration)

    def given_at(self, place: int) -> Given:
        """Read the iteration at a place, with the learning rate that is known of it."""
        given = self._read(place)
        if self._said.learning_rate is not None:
            given.learning_rate = self._said.learning_rate
        return given

    def _places(self, claims: Claims) -> list[int]:
        """Return the places of the iterations to check: the first, and some on."""
        each = claims.samples * sum(claims.sizes) + 1
        most = max(1, min(_MOST, _WORK // each))
        count = len(self._numbers)
        if count <= most:
            return list(range(count))
        spread = np.linspace(0, count - 1, max(1, most - most // 4))
        return sorted({*range(most // 4), *(int(k) for k in spread)})

    def judge_at(
        self, place: int, settled: Settled, *, explain: bool
    ) -> Judgement | None:
        """Judge an iteration; name what is wrong only if it is to be explained.

        Returns None if it has no batch, or other layers.
        """
        found = self.claims_at(place, settled)
        if found is None:
            return None
        self._know_past(found, place, settled)
        known = settled.activations, settled.loss, self._said.optimizer
        verdict = judge(found, *known, explain=explain)
        follows = place and self._numbers[place - 1] == found.number - 1
        if verdict.weight < 2.0 or not follows:
            return verdict
        before = self.claims_at(place - 1, settled)
        if before is None:
            return verdict
        right = work_out(before, settled.activations, settled.loss).values
        previous = right | {
            f"own {name}": value
            for name, value in before.values.items()
            if name not in before.odd
        }
        again = judge(found, *known, previous)
        return again if again.weight < verdict.weight else verdict

    def _know_past(self, claims: Claims, place: int, settled: Settled) -> None:
        """Find out what the optimiser had kept before the iteration at a place."""
        if self._gradients is None:
            self._gradients = EarlierGradients(self._steps(settled, self.claims_at))
        claims.past = self._gradients.past(place, claims, self._said.settings)

    def taken_rule(self, report: Report) -> TakenRule | None:
        """Return the rule by which a run goes on from the iteration of a report."""
        place = self._place(report.verdict.claims.number)
        return self.taken_rule_at(place, report.settled)

    def taken_rule_at(self, place: int, settled: Settled) -> TakenRule | None:
        """Return the rule by which a run goes on from the iteration at a place.

        Returns None if it has no batch, or other layers.
        """
        seen = RuleEvidence(self._steps(settled, self._claims_with_past))
        return seen.rule_at(place, self._said.optimizer)

    def _steps(
        self, settled: Settled, claims: Callable[[int, Settled], Claims | None]
    ) -> RecordedSteps:
        """Return all recorded iterations, each read by ``claims``."""
        return RecordedSteps(
            self._numbers,
            lambda place: claims(place, settled),
            lambda one: gradients_of(one, settled.activations, settled.loss),
        )

    def _claims_with_past(self, place: int, settled: Settled) -> Claims | None:
        found = self.claims_at(place, settled)
        if found is not None:
            self._know_past(found, place, settled)
        return found


def _tells(verdict: Judgement) -> tuple[int, int, int, int]:
    """Return what orders verdicts: first those that name most and leave least open."""
    faults = [one.fault for one in verdict.quantities if one.fault is not None]
    unnamed = sum(not fault.names for fault in faults)
    unsure = sum(bool(fault.also) for fault in faults)
    wrong = sum(not one.ok for one in verdict.quantities)
    return unnamed, unsure, -wrong, verdict.claims.number


def _notes(verdicts: list[Judgement]) -> list[str]:
    """Return what is to be said of iterations, each once."""
    return list(dict.fromkeys(note for one in verdicts for note in one.notes))[:8]


def _worst(verdicts: list[Judgement]) -> Judgement:
    """Return the first verdict, with the largest differences of all."""
    first = verdicts[0]
    largest: dict[str, Judged] = {one.name: one for one in first.quantities}
    for verdict in verdicts[1:]:
        for one in verdict.quantities:
            known = largest.get(one.name)
            if known is None or one.difference > known.difference:
                largest[one.name] = one
    return replace(first, quantities=tuple(largest.values()))


def _not_finite(verdicts: list[Judgement]) -> tuple[int, str] | None:
    for verdict in verdicts:
        name = verdict.claims.not_finite
        if name:
            return verdict.claims.number, name
    return None
