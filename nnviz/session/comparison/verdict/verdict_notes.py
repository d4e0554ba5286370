"""Sentences of a verdict besides the ranking: runs, times and dead units."""

from collections.abc import Iterator, Sequence

from nnviz.core.writing.number_text import compact
from nnviz.session.comparison.number_words import (
    counted,
    duration,
    listed,
    share,
    whole,
    with_spread,
)
from nnviz.session.comparison.seeds.outcome import Summary
from nnviz.session.comparison.spread import QUARTILES_FROM
from nnviz.session.comparison.verdict.signed_rank import CHANCE, seeds_needed

_SAME_TIME = 0.02
"""Times that differ by at most this share are reported as one."""


def number_of_runs(summaries: Sequence[Summary]) -> Iterator[str]:
    """Yield how many runs there are, and what the brackets mean."""
    if not summaries:
        return
    runs = sorted({len(summary.seeds) for summary in summaries})
    if runs == [1]:
        yield "One run each: the spread is unknown, so this holds only for this seed."
    else:
        what = f"medians, with {_brackets(summaries)} in brackets"
        yield f"{_range(runs)} runs each: {what}."


def diverged(summaries: Sequence[Summary]) -> Iterator[str]:
    """Yield who diverged."""
    for summary in summaries:
        if summary.diverged:
            yield _divergence(summary)


def how_judged(summaries: Sequence[Summary], *, paired: bool) -> Iterator[str]:
    """Yield what p is, and by which test a winner is named."""
    contenders = len(summaries)
    if (
        not paired
        or contenders < 2
        or len(summaries[0].seeds) < seeds_needed(contenders)
    ):
        return
    corrected = f", corrected for {contenders} contenders" if contenders > 2 else ""
    yield (
        f"p is the chance of such a lead if the contenders were equal (Wilcoxon's "
        f"signed-rank test, in pairs by seed{corrected}); a winner needs p of at most "
        f"{compact(CHANCE)}."
    )


def moment(summaries: Sequence[Summary]) -> str:
    """Say after how many iterations, and of how many runs, the numbers are."""
    if not summaries:
        return ""
    done = sorted({s.iterations.median for s in summaries if s.iterations is not None})
    runs = sorted({len(summary.seeds) for summary in summaries})
    words = "one run each" if runs == [1] else f"{_range(runs)} runs each"
    if not done:
        return words
    if len(done) == 1:
        return f"after {counted(done[0], 'iteration')}, {words}"
    return f"after {whole(done[0])} to {whole(done[-1])} iterations, {words}"


def _range(numbers: Sequence[int]) -> str:
    first, *_, last = (*numbers, numbers[-1])
    return str(first) if first == last else f"{first} to {last}"


def lengths(summaries: Sequence[Summary]) -> Iterator[str]:
    """Yield how long contenders trained, if that differs."""
    done = {s.name: s.iterations.median for s in summaries if s.iterations is not None}
    if len(set(done.values())) > 1:
        least, most = min(done, key=done.__getitem__), max(done, key=done.__getitem__)
        yield (
            f"They trained for different lengths, from "
            f"{counted(done[least], 'iteration')} ({least}) to "
            f"{whole(done[most])} ({most})."
        )


def times(summaries: Sequence[Summary]) -> Iterator[str]:
    """Yield how long an iteration takes."""
    took = {
        s.name: s.seconds_per_iteration
        for s in summaries
        if s.seconds_per_iteration is not None
    }
    if not took:
        return
    fast, slow = min(took, key=took.__getitem__), max(took, key=took.__getitem__)
    if len(took) == 1 or took[slow] <= (1.0 + _SAME_TIME) * took[fast]:
        yield f"Time per iteration, each alone: {duration(took[fast])}."
    else:
        yield (
            f"Time per iteration, each alone: from {duration(took[fast])} ({fast}) to "
            f"{duration(took[slow])} ({slow})."
        )


def lost(summaries: Sequence[Summary]) -> Iterator[str]:
    """Yield who has dead units: hidden neurons that are zero for all samples."""
    known = [(s.name, s.dead_share) for s in summaries if s.dead_share is not None]
    losers = [
        f"{name} {with_spread(spread, share)}"
        for name, spread in known
        if max(spread.median, spread.high) > 0.0
    ]
    if losers:
        yield f"Dead neurons (zero for every sample): {listed(losers)}."
    elif known:
        yield "No hidden neuron is dead (zero for every sample)."


def _brackets(summaries: Sequence[Summary]) -> str:
    """Return what the numbers in brackets are."""
    spreads = [spread for summary in summaries for spread in summary.spreads]
    counts = [spread.count for spread in spreads if spread.count > 1]
    ends, quartiles = "the smallest and the largest", "the quartiles (25% and 75%)"
    if not any(count < QUARTILES_FROM for count in counts):
        return quartiles
    if all(count < QUARTILES_FROM for count in counts):
        return ends
    return f"{quartiles}, or for fewer than {QUARTILES_FROM} runs {ends},"


def _divergence(summary: Summary) -> str:
    runs = len(summary.seeds)
    often = f" in {summary.diverged} of {runs} runs" if runs > 1 else ""
    why = f" ({summary.messages[0]})" if summary.messages else ""
    return f"{summary.name} diverged{often} and is not ranked{why}."
