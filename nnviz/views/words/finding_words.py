"""What is wrong with a run, in the words of the window."""

from collections.abc import Callable

import msgspec

from nnviz.core.writing.number_text import compact, percent
from nnviz.session.findings.finding import Finding, Proof
from nnviz.views.numbers import count


class FindingItem(msgspec.Struct, frozen=True):
    """One finding as the list shows it.

    Attributes
    ----------
    words
        What is so, in a sentence.
    iteration, since
        The iteration since which it is so, and that in words; None and "" if unknown.
    remedy
        What may help, in a sentence; "" if nothing simple does.
    result
        What came of it, in a sentence; "" if it was not tried.
    helped
        Whether it is proven to help.
    """

    words: str
    iteration: int | None
    since: str
    remedy: str
    result: str
    helped: bool


def items_of(findings: tuple[Finding, ...]) -> tuple[FindingItem, ...]:
    """Return findings as they are listed, the cause first."""
    return tuple(map(_item, findings))


def headline(findings: tuple[Finding, ...]) -> str:
    """Say how many there are."""
    number = len(findings)
    return f"{number} finding{'s' * (number != 1)}"


def _item(found: Finding) -> FindingItem:
    proof, remedy = found.proof, found.remedy
    return FindingItem(
        words=f"{found.words[:1].upper()}{found.words[1:]}.",
        iteration=found.iteration,
        since=_since(found),
        remedy="" if remedy is None else f"May help: {remedy.words}.",
        result="" if proof is None or remedy is None else _result(proof, remedy.words),
        helped=proof is not None and proof.helped,
    )


def _since(found: Finding) -> str:
    at = found.iteration
    if at is None:
        return ""
    if found.kind == "diverged":
        return f"Iteration {count(at)}"
    return f"Since iteration {count(at)}" if at else "From the start"


def _result(proof: Proof, remedy: str) -> str:
    """Say both scores, and both costs if they can be compared."""
    times = f"after {count(proof.iterations)} iterations"
    write = percent if proof.is_share else compact
    said = [_pair(proof.measure, proof.score, proof.score_with, write)]
    if proof.compares_costs:
        said.insert(0, _pair("training cost", proof.cost, proof.cost_with, compact))
    how = "Proven" if proof.helped else "Tried, and no better"
    return f"{how}: with {remedy}, {times}, {', '.join(said)}."


def _pair(
    name: str, before: float | None, after: float | None, write: Callable[[float], str]
) -> str:
    words = [
        "not a number" if value is None else write(value) for value in (after, before)
    ]
    return f"{name} {words[0]} in place of {words[1]}"
