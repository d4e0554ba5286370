"""A finding: what is wrong with a run, since when, and what may help."""

from collections.abc import Mapping
from typing import Any

import msgspec

from nnviz.core.writing.number_text import compact, percent


class Remedy(msgspec.Struct, frozen=True):
    """Settings that may help, and what they are in words: "a learning rate of 0.01"."""

    words: str
    settings: Mapping[str, Any]


class Proof(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a remedy, trained for as many iterations from the same start.

    Where the run diverged it is trained for as long as the run was to be, at most for
    1,000 iterations if it had done fewer.

    Attributes
    ----------
    iterations
        How many were done with it.
    cost, cost_with
        The training costs without and with it; None if it is not finite. They are not
        comparable if it changes the meaning of the cost, as a penalty does.
    measure
        What the scores are: "accuracy" or "R2"; the "mean recall" of the classes, which
        counts rare ones alike, if the remedy is class weights.
    score, score_with
        Those of the test set, or of the training set without one.
    helped
        Whether the score is clearly better.
    """

    iterations: int
    cost: float | None
    cost_with: float | None
    measure: str
    score: float | None
    score_with: float | None
    helped: bool

    @property
    def is_share(self) -> bool:
        """Whether the scores are shares of samples, which are written as per cent."""
        return self.measure != "R2"

    @property
    def compares_costs(self) -> bool:
        """Whether both costs mean the same: class weights change what it is."""
        return self.measure != "mean recall"


class Finding(msgspec.Struct, frozen=True):
    """Something that keeps a network from learning.

    Attributes
    ----------
    kind
        A short word by which programs know it, such as "dead-layer".
    words
        What is so, with its evidence, in a sentence without its full stop.
    remedy
        What may help; None if nothing simple does.
    iteration
        The number of iterations after which it was so for good; None if that was not
        looked for.
    layer
        The layer it is about, from 1; None if it is about the whole run.
    proof
        What came of the remedy, if it was tried.
    """

    kind: str
    words: str
    remedy: Remedy | None = None
    iteration: int | None = None
    layer: int | None = None
    proof: Proof | None = None

    def since(self, iteration: int | None) -> "Finding":
        """Return the same finding with another date."""
        return msgspec.structs.replace(self, iteration=iteration)

    def with_proof(self, proof: Proof | None) -> "Finding":
        """Return the same finding with what came of its remedy."""
        return msgspec.structs.replace(self, proof=proof)

    def __str__(self) -> str:
        return f"{self.words}{self._since}{self._remedy}"

    @property
    def _since(self) -> str:
        # A divergence says itself when it was.
        if self.iteration is None or self.kind == "diverged":
            return ""
        if self.iteration == 0:
            return ", from the start"
        return f", since iteration {self.iteration:,}"

    @property
    def _remedy(self) -> str:
        if self.remedy is None:
            return ""
        if self.proof is None:
            return f": try {self.remedy.words}"
        if not self.proof.helped:
            return f"; it is no better with {self.remedy.words}"
        write = percent if self.proof.is_share else compact
        before, after = self.proof.score, self.proof.score_with
        reached = (
            "it learns" if after is None else f"{self.proof.measure} {write(after)}"
        )
        instead = (
            "" if before is None or after is None else f" in place of {write(before)}"
        )
        return f"; with {self.remedy.words}: {reached}{instead}"
