"""Writes a weighted sum in Python."""

from nnviz.explain.notation import exact, listed
from nnviz.explain.terms import Terms


def sum_python(variable: str, terms: Terms) -> str:
    """Write Python that adds up the terms one by one and gives exactly the total."""
    left, right = terms.left_name, terms.right_name
    lines = [
        f"{left} = {listed(terms.left.tolist())}",
        f"{right} = {listed(terms.right.tolist())}",
        f"{variable} = 0.0",
        f"for {left}_k, {right}_k in zip({left}, {right}):",
        f"    {variable} += {left}_k * {right}_k",
    ]
    if terms.constant is not None:
        lines += [f"b = {exact(terms.constant)}", f"{variable} += b"]
    lines += [
        f"{variable} += {exact(rounding)}  # rounding: training adds in its own order"
        for rounding in terms.roundings
    ]
    return "\n".join(lines)
