"""Looks at a run and says what is wrong with it."""

import numpy as np

from nnviz.session.findings.causes import RULES
from nnviz.session.findings.evidence import Evidence
from nnviz.session.findings.finding import Finding
from nnviz.session.findings.proof import prove
from nnviz.session.interruption import CheckInterrupt, no_interrupt
from nnviz.session.trainer import Trainer

_ON_ITS_OWN = {"out-of-reach", "overfitting"}
"""What is said beside another cause; everything else may follow from it."""


@np.errstate(all="ignore")
def find(
    trainer: Trainer,
    *,
    proven: bool = False,
    dated: bool = True,
    trains_on: bool = False,
    check_interrupt: CheckInterrupt = no_interrupt,
) -> tuple[Finding, ...]:
    """Return what keeps a run from learning, the cause first; none for a good run.

    The run is only read.

    Parameters
    ----------
    trainer
        The run. One that has not ended is judged by what cannot get better by itself,
        and by the rest once it has been trained as long as its data usually take.
    proven
        Whether to try the remedies, each for as many iterations.
    dated
        Whether to look for the iteration since which something is so, which takes as
        long as the run.
    trains_on
        Whether the run goes on meanwhile: its latest evaluation has to do, and nothing
        is trained to learn more.
    check_interrupt
        Called now and then meanwhile; if it raises, the search ends.
    """
    if trainer.iteration == 0:
        return ()
    evidence = Evidence(trainer, dated, trains_on, check_interrupt)
    found: list[Finding] = []
    for rule in RULES:
        one = rule(evidence)
        if one is not None and _is_said(one, found):
            found.append(one)
        check_interrupt()
        if found and found[0].kind in ("exploding", "diverged"):
            break
    if not proven:
        return tuple(found)
    return tuple(_proven(trainer, one, check_interrupt) for one in found)


def _is_said(one: Finding, found: list[Finding]) -> bool:
    kinds = {other.kind for other in found}
    beside = one.kind in _ON_ITS_OWN - kinds and "too-few-samples" not in kinds
    return not found or beside


def _proven(
    trainer: Trainer, found: Finding, check_interrupt: CheckInterrupt
) -> Finding:
    if found.remedy is None:
        return found
    return found.with_proof(prove(trainer, found.remedy, check_interrupt))
