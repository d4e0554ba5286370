"""A verdict in words, which says what was measured and no more."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

import msgspec

from nnviz.session.comparison.number_words import (
    Write,
    listed,
    number,
    share,
    whole,
    with_spread,
)
from nnviz.session.comparison.outcome import Summary, parts_measured
from nnviz.session.comparison.ranking import Ranking, leading
from nnviz.session.comparison.results_table import ResultsTable, table_of
from nnviz.session.comparison.spread import Spread
from nnviz.session.comparison.verdict_notes import lengths, lost, remarks_on_runs, times
from nnviz.session.data_settings import SAMPLES

_OTHER_COST = SAMPLES | {"loss", "l1", "l2", "target_scaling"}
"""Settings by which the cost itself means something else."""


class Verdict(msgspec.Struct, frozen=True):
    """What a comparison has shown.

    Attributes
    ----------
    sentences
        In words, each with its numbers.
    table
        The numbers of all contenders.
    winners
        Who is better than all others beyond the spreads, by ``cost``, ``measure``
        (accuracy or R2) or ``iterations_to_target``; what has no winner is left out.
    """

    sentences: tuple[str, ...]
    table: ResultsTable
    winners: dict[str, str]


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
    """Judge contenders by what their runs have come to.

    No winner is called where spreads overlap, where only one run is known, or where
    a number does not mean the same for all. A contender that diverged, if only once,
    is named and never wins.

    Parameters
    ----------
    summaries
        One for each contender; those without any run yet are left out.
    target
        What was to be reached, in words, such as "an accuracy of 95%".
    varied
        The settings that contenders differ in.
    """
    done = [summary for summary in summaries if summary.seeds]
    sound = [summary for summary in done if not summary.diverged]
    sentences = [*remarks_on_runs(done), *lengths(sound)]
    winners: dict[str, str] = {}
    alike = SAMPLES.isdisjoint(varied)
    if len(sound) > 1:
        sentences += _unlike(varied)
    for criterion in _criteria(sound, varied):
        spreads = _spreads(sound, criterion.spread)
        found = leading(spreads, lowest=criterion.best == "lowest")
        if found is not None:
            sentences.append(_by(criterion, found, spreads, alike=alike))
            if found.winner and alike:
                winners[criterion.key] = found.winner
    if target is not None and sound:
        first = _first_there(sound) if alike else None
        sentences.append(_way_to(target, sound, first))
        winners |= {"iterations_to_target": first} if first else {}
    sentences += [*times(sound), *lost(sound)]
    return Verdict(tuple(sentences), table_of(done, target=target), winners)


def _unlike(varied: Collection[str]) -> Iterator[str]:
    """Say what does not mean the same for all contenders."""
    if not SAMPLES.isdisjoint(varied):
        yield "they learn from different samples, so no winner is called"
    elif not _OTHER_COST.isdisjoint(varied):
        yield "their costs are of different kinds and are not compared"


def _criteria(
    summaries: Sequence[Summary], varied: Collection[str]
) -> Iterator[_Criterion]:
    if _OTHER_COST.isdisjoint(varied):
        yield _Criterion("cost", "training cost", "lowest", number, lambda s: s.cost)
    measured = [summary for summary in summaries if summary.measure is not None]
    if measured:
        classes = measured[0].accuracy is not None
        name, write = ("accuracy", share) if classes else ("R2", number)
        what = f"{name} on the {parts_measured(measured)} part"
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
    """Say who leads by a criterion, and whether that is more than chance."""
    what, best = criterion.what, f"{criterion.best} {criterion.what}"

    def of(names: Sequence[str]) -> str:
        return listed(
            [f"{n} {with_spread(spreads[n], criterion.write)}" for n in names]
        )

    if found.compared == 1 or not alike:
        return f"{what}: {of(found.order)}"
    if found.all_equal:
        same = criterion.write(spreads[found.first[0]].median)
        return f"{what}: {same} for all, so there is no winner"
    if not found.judged:
        behind = of(found.order[len(found.first) :][:1])
        when = "in this run" if found.single else "so far, some by one run alone"
        return f"{best} {when}: {of(found.first)}; then {behind}"
    if found.winner is not None:
        behind = of(found.order[1:2])
        return f"{best}: {of(found.first)}, clear of all others; then {behind}"
    return f"no winner in {what}: the spreads of {of(found.group)} overlap"


def _first_there(summaries: Sequence[Summary]) -> str | None:
    """Return who reaches the target before all others, beyond the spreads.

    Whoever does not get there in every run is no winner, but is one to be beaten.
    """
    spreads = _spreads(summaries, lambda summary: summary.iterations_to_target)
    found = leading(spreads, lowest=True)
    name = None if found is None else found.winner
    always = [s.name for s in summaries if s.name in spreads and _always(s)]
    return name if name in always else None


def _way_to(target: str, summaries: Sequence[Summary], first: str | None) -> str:
    """Say who reached the target, and in how many iterations."""
    there = [s for s in summaries if s.iterations_to_target is not None]
    if not there:
        return f"none reached {target}"
    said = [_iterations(summary) for summary in there]
    text = f"iterations to {target}: {listed(said)}"
    never = [s.name for s in summaries if s.iterations_to_target is None]
    if never:
        text += f"; never reached by {listed(never)}"
    if first is not None:
        return f"{text}; {first} is there first, clear of all others"
    several = len(there) > 1 and any(len(s.seeds) > 1 for s in there)
    return f"{text}; no winner is called" if several else text


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
