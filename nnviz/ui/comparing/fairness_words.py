"""Says what contenders have in common, and what not."""

from nnviz.ui.comparing.snapshot import ComparisonStart


def fairness_words(start: ComparisonStart) -> str:
    """Say whether all begin with the same weights, in a sentence."""
    names = {contender.config.initializer for contender in start.contenders}
    if len(names) == 1:
        return f"Same initial weights ({names.pop()}) and same batches for all."
    own = ", ".join(f"{c.name}: {c.config.initializer}" for c in start.contenders)
    return f"Each begins with its own initialiser ({own})."
