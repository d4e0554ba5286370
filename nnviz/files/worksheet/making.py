"""Making a worksheet: one real iteration or sample, and the tasks about it."""

from itertools import pairwise

from nnviz.core.errors import InputError
from nnviz.core.writing.number_text import compact
from nnviz.explain.structure import structure_of
from nnviz.explain.traced_sample import TracedSample
from nnviz.files.worksheet.by_hand import WorksheetChoice, check_size, trained
from nnviz.files.worksheet.sheet import Sheet
from nnviz.files.worksheet.tasks import tasks_of
from nnviz.session.comparison.number_words import title as named
from nnviz.session.settings.data_names import data_name

_MOST_LABELS = 9
"""The most weights between two layers that can be read in a drawing with six digits."""


def make_sheets(choice: WorksheetChoice, count: int = 1) -> tuple[Sheet, ...]:
    """Make ``count`` exercises, from this seed and those after it.

    Raises
    ------
    InputError
        If there is no such iteration or sample, or the network is too large to work
        through by hand.
    """
    seeds = range(choice.config.seed, choice.config.seed + count)
    return tuple(
        make_sheet(
            WorksheetChoice(
                choice.config.changed(seed=seed),
                choice.iteration,
                choice.sample,
                choice.decimals,
            )
        )
        for seed in seeds
    )


def make_sheet(choice: WorksheetChoice) -> Sheet:
    """Train the network to the iteration and make the exercise about it.

    Raises
    ------
    InputError
        As ``make_sheets``.
    """
    trainer = trained(choice)
    moment = TracedSample(trainer.trace(), structure_of(trainer), choice.sample - 1)
    title = data_name(trainer.config.dataset)
    return _sheet(choice.config.seed, moment, title, choice.decimals)


def sheet_of_sample(moment: TracedSample, data_title: str) -> Sheet:
    """Make the exercise about a sample as it is looked at, with all its digits.

    Raises
    ------
    InputError
        If the sample has no target, or the network or its batch is too large.
    """
    if "losses" not in moment.trace:
        raise InputError(
            f"{moment.trace.probed} has no target, and so no loss to work out: choose "
            "another sample, or type a target in the table of samples"
        )
    check_size(moment.structure.sizes, moment.samples)
    row = int(moment.trace.rows[moment.sample])
    return _sheet(max(row + 1, 1), moment, data_title, None)


def _sheet(
    number: int, moment: TracedSample, data_title: str, decimals: int | None
) -> Sheet:
    structure = moment.structure
    edges = max(a * b for a, b in pairwise(structure.sizes))
    listed = decimals is None and edges > _MOST_LABELS
    return Sheet(
        number=number,
        title=f"One iteration of a {'-'.join(map(str, structure.sizes))} network",
        trace=moment.trace,
        structure=structure,
        sample=moment.sample,
        facts=_facts(moment, data_title),
        inputs=tuple(moment.source(1, k) for k in range(structure.sizes[0])),
        targets=tuple(moment.target(k) for k in range(structure.sizes[-1])),
        rounding=_rounding(decimals),
        tasks=tasks_of(moment, listed=listed),
        listed=listed,
    )


def _facts(moment: TracedSample, data_title: str) -> tuple[tuple[str, str], ...]:
    """Return the settings of the run as pairs of a name and a value."""
    structure, trace = moment.structure, moment.trace
    *hidden, output = (f.label for f in structure.activations)
    return (
        ("Data", data_title),
        *((("Activation", ", ".join(dict.fromkeys(hidden))),) if hidden else ()),
        ("At the output", output),
        ("Loss", named(structure.loss.name)),
        ("Learning rate", compact(trace.learning_rate)),
        *_place(moment),
    )


def _place(moment: TracedSample) -> tuple[tuple[str, str], ...]:
    """Say which sample it is, and with which weights."""
    trace = moment.trace
    iteration = f"{trace.iteration:,}"
    if trace.probed:
        return ("Weights", f"after iteration {iteration}"), ("Sample", trace.probed)
    if moment.samples == 1:
        return (("Iteration", iteration),)
    sample = f"{moment.sample + 1} of {moment.samples} in the batch"
    return ("Iteration", iteration), ("Sample", sample)


def _rounding(decimals: int | None) -> str:
    """Say how the numbers given and the answers are rounded."""
    answers = (
        "Answers are computed with all digits and shown with four significant ones, "
        "new weights with as many as show the change; if you continue with rounded "
        "numbers, the last digit may differ."
    )
    if decimals is None:
        return (
            "Weights, biases and data are the ones training has, shown with six "
            f"significant digits. {answers}"
        )
    places = "one decimal" if decimals == 1 else f"{decimals} decimals"
    return f"Weights, biases and data were rounded to {places} beforehand. {answers}"
