"""The verdict of a comparison in words, which says only what was measured."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

import msgspec

from nnviz.session.comparison.number_words import (
    Write,
    chance,
    listed,
    number,
    share,
    whole,
    with_spread,
)
from nnviz.session.comparison.seeds.outcome import Summary, parts_measured
from nnviz.session.comparison.spread import Spread
from nnviz.session.comparison.verdict.ranking import Ranking, leading
from nnviz.session.comparison.verdict.results_table import ResultsTable, table_of
from nnviz.session.comparison.verdict.signed_rank import seeds_needed
from nnviz.session.comparison.verdict.verdict_notes import (
    diverged,
    how_judged,
    lengths,
    lost,
    moment,
    number_of_runs,
    times,
)
from nnviz.session.settings.data_settings import SAMPLES

_OTHER_COST = SAMPLES | {"loss", "class_weights", "l1", "l2", "target_scaling"}
"""Settings that change the meaning of the cost."""


class Verdict(msgspec.Struct, frozen=True):
    """The verdict of a comparison.

    Attributes
    ----------
    moment
        After how many iterations, and of how many runs: "after 500 iterations, one run
        each".
    findings
        What was found in words, each with its numbers; the main one is the first.
    remarks
        Of how many runs, how it was judged, how long it took, and who has dead neurons.
    table
        The numbers of all contenders.
    winners
        The contender that is ahead of all others by more than chance, by criterion:
        ``cost``, ``measure`` (accuracy or R2) or ``iterations_to_target``. Criteria
        without a winner are left out.
    """

    findings: tuple[str, ...]
    table: ResultsTable
    winners: dict[str, str]
    moment: str = ""
    remarks: tuple[str, ...] = ()

    @property
    def sentences(self) -> tuple[str, ...]:
        """All of it in words."""
        return self.findings + self.remarks


class _Criterion(msgspec.Struct, frozen=True):
    """A number by which contenders are compared."""

    key: str
    what: str
    best: str
    write: Write
    spread: Callable[[Summary], Spread | None]


def verdict(
    summaries: Sequence[Summary],
    *,
    target: str | None = None,
    varied: Collection[str] = (),
) -> Verdict:
    """Judge contenders by the outcomes of their runs.

    Runs from one seed are a pair: they begin with the same weights and see the same
    batches. There is no winner if pairs do not tell contenders apart, if there are too
    few of them, or if a number does not mean the same for all. A contender that
    diverged even once is named and never wins.

    Parameters
    ----------
    summaries
        One for each contender; those without a run yet are left out.
    target
        The target in words, such as "an accuracy of 95%".
    varied
        The settings in which contenders differ.
    """
    done = [summary for summary in summaries if summary.seeds]
    sound = [summary for summary in done if not summary.diverged]
    if sound and all(_untrained(summary) for summary in sound):
        return Verdict((_UNTRAINED,), table_of(done, target=target), {}, moment(done))
    findings = []
    winners: dict[str, str] = {}
    alike = SAMPLES.isdisjoint(varied)
    paired = len({summary.seeds for summary in sound}) == 1
    for criterion in _criteria(sound, varied):
        spreads = _spreads(sound, criterion.spread)
        lowest = criterion.best == "lowest"
        found = leading(spreads, lowest=lowest, paired=paired)
        if found is not None:
            findings.append(_by(criterion, found, spreads, alike=alike))
            if found.winner and alike:
                winners[criterion.key] = found.winner
    if target is not None and sound:
        first = _first_there(sound) if alike else None
        findings.append(_way_to(target, sound, first))
        winners |= {"iterations_to_target": first} if first else {}
    findings += diverged(done)
    if len(sound) > 1:
        findings += _unlike(varied)
    remarks = (
        *number_of_runs(done),
        *how_judged(sound, paired=paired and alike),
        *lengths(sound),
        *times(sound),
        *lost(sound),
    )
    table = table_of(done, target=target)
    return Verdict(tuple(findings), table, winners, moment(done), remarks)


_UNTRAINED = (
    "No iteration has been done yet: these are the numbers of the initial weights."
)


def _untrained(summary: Summary) -> bool:
    return summary.iterations is not None and summary.iterations.high == 0


def _unlike(varied: Collection[str]) -> Iterator[str]:
    """Yield what does not mean the same for all contenders."""
    if not SAMPLES.isdisjoint(varied):
        yield "They learn from different samples, so no winner is named."
    elif not _OTHER_COST.isdisjoint(varied):
        yield "Their costs are of different kinds, so they are not compared."


def _criteria(
    summaries: Sequence[Summary], varied: Collection[str]
) -> Iterator[_Criterion]:
    if _OTHER_COST.isdisjoint(varied):
        yield _Criterion("cost", "training cost", "lowest", number, lambda s: s.cost)
    measured = [summary for summary in summaries if summary.measure is not None]
    if measured:
        classes = measured[0].accuracy is not None
        name, write = ("accuracy", share) if classes else ("R2", number)
        what = f"{name} on the {parts_measured(measured)} set"
        yield _Criterion("measure", what, "highest", write, lambda s: s.measure)


def _spreads(
    summaries: Sequence[Summary], spread: Callable[[Summary], Spread | None]
) -> dict[str, Spread]:
    found = {summary.name: spread(summary) for summary in summaries}
    return {name: values for name, values in found.items() if values is not None}


def _by(
    criterion: _Criterion,
    found: Ranking,
    spreads: Mapping[str, Spread],
    *,
    alike: bool,
) -> str:
    """Say who leads by a criterion, and whether the lead is more than chance."""
    what = criterion.what
    if found.compared == 1 or not alike:
        written = [f"{n} {_value(spreads[n], criterion)}" for n in found.order]
        return f"{what[:1].upper()}{what[1:]}: {listed(written)}."
    if found.all_equal:
        same = criterion.write(spreads[found.first[0]].median)
        return f"{same} is the {what} of all, so there is no winner."
    if found.single or not found.against:
        return _unjudged(criterion, found, spreads)
    lead = _value(spreads[found.order[0]], criterion)
    if found.winner is not None:
        return (
            f"{lead} is the {criterion.best} {what}, by {found.winner}: "
            f"{_ahead(criterion, found, found.order[1:])} ({chance(found.p)})."
        )
    few = "" if found.judged else f" with {found.seeds} seeds"
    why = (
        chance(found.p)
        if found.judged
        else f"{seeds_needed(found.compared)} seeds are needed"
    )
    return (
        f"There is no winner in {what}{few}: {found.order[0]} is first with {lead}, "
        f"{_ahead(criterion, found, [found.weakest])} ({why})."
    )


def _value(spread: Spread, criterion: _Criterion) -> str:
    return with_spread(spread, criterion.write)


def _ahead(criterion: _Criterion, found: Ranking, others: Sequence[str]) -> str:
    """Return "lower than relu in 18 of 20 seeds and than tanh in 20 of 20"."""
    than: list[str] = []
    for name in others:
        test = found.against[name]
        level = f", equal in {test.level}," if test.level else ""
        seeds = "" if than else " seeds"
        than.append(f"than {name} in {test.ahead}{level} of {test.seeds}{seeds}")
    return f"{_COMPARED[criterion.best]} {listed(than)}"


_COMPARED = {"lowest": "lower", "highest": "higher"}


def _unjudged(
    criterion: _Criterion, found: Ranking, spreads: Mapping[str, Spread]
) -> str:
    """Say who leads in single runs; what reads the same is not ranked."""
    written = {n: with_spread(spreads[n], criterion.write) for n in found.order}
    first = [n for n in found.order if written[n] == written[found.order[0]]]
    when = "in this run" if found.single else "so far, with only one run of some"
    value, what = written[first[0]], criterion.what
    if len(first) == len(found.order):
        return f"{value} is the {what} of all {when}, to the digits shown."
    after = found.order[len(first)]
    leaders = f"{listed(first)}{' alike' if len(first) > 1 else ''}"
    return (
        f"{value} is the {criterion.best} {what} {when}, by {leaders}; "
        f"next {after} {written[after]}."
    )


def _first_there(summaries: Sequence[Summary]) -> str | None:
    """Return the contender that clearly reaches the target before all others.

    One that does not reach it in every run cannot win, but must be beaten.
    """
    spreads = _spreads(summaries, lambda summary: summary.iterations_to_target)
    paired = len({summary.seeds for summary in summaries}) == 1
    found = leading(spreads, lowest=True, paired=paired)
    name = None if found is None else found.winner
    always = [s.name for s in summaries if s.name in spreads and _always(s)]
    return name if name in always else None


def _way_to(target: str, summaries: Sequence[Summary], first: str | None) -> str:
    """Say which contenders reached the target, and in how many iterations."""
    there = [s for s in summaries if s.iterations_to_target is not None]
    if not there:
        return f"None reached {target}."
    said = [_iterations(summary) for summary in there]
    text = f"Iterations to {target}: {listed(said)}"
    never = [s.name for s in summaries if s.iterations_to_target is None]
    if never:
        text += f"; never reached by {listed(never)}"
    if first is not None:
        return f"{text}; {first} is first."
    several = len(there) > 1 and any(len(s.seeds) > 1 for s in there)
    return f"{text}; there is no clear winner." if several else f"{text}."


def _iterations(summary: Summary) -> str:
    spread = summary.iterations_to_target
    assert spread is not None
    runs = (
        "" if _always(summary) else f" in {spread.count} of {len(summary.seeds)} runs"
    )
    return f"{summary.name} {with_spread(spread, whole)}{runs}"


def _always(summary: Summary) -> bool:
    """Tell whether all runs reached the target."""
    spread = summary.iterations_to_target
    return spread is not None and spread.count == len(summary.seeds)
