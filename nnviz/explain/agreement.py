"""Says in words whether two ways to a number lead to the same one."""

import math

from nnviz.explain.notation import short

_ROUNDED = 1e-3
"""The largest relative difference that is called a difference in the last digits."""


def agreement(derived: float, trained: float) -> str:
    """Say how a number that was derived compares with the one that training has."""
    if short(derived) == short(trained):
        return "the same number"
    if math.isclose(derived, trained, rel_tol=_ROUNDED):
        return f"the same number but for rounding in its last digits, {short(derived)}"
    return f"where rounding has led to {short(derived)}"
