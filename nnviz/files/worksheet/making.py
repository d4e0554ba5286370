"""Making a worksheet: one real iteration, and the tasks about it."""

from nnviz.explain.structure import structure_of
from nnviz.explain.traced_sample import TracedSample
from nnviz.files.worksheet.by_hand import WorksheetChoice, trained
from nnviz.files.worksheet.sheet import Sheet
from nnviz.files.worksheet.tasks import tasks_of
from nnviz.session.trainer import Trainer


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
    trace, structure = trainer.trace(), structure_of(trainer)
    moment = TracedSample(trace, structure, choice.sample - 1)
    inputs = tuple(moment.source(1, k) for k in range(structure.sizes[0]))
    targets = tuple(moment.target(k) for k in range(structure.sizes[-1]))
    return Sheet(
        number=choice.config.seed,
        title=f"One iteration of a {'-'.join(map(str, structure.sizes))} network",
        trace=trace,
        structure=structure,
        sample=moment.sample,
        facts=_facts(trainer, moment),
        inputs=inputs,
        targets=targets,
        rounding=_rounding(choice.decimals),
        tasks=tasks_of(moment),
    )


def _facts(trainer: Trainer, moment: TracedSample) -> tuple[tuple[str, str], ...]:
    """Return the settings of the run as pairs of a name and a value."""
    structure, config, trace = moment.structure, trainer.config, moment.trace
    *hidden, output = (f.label for f in structure.activations)
    data = trainer.data.dataset
    return (
        ("Data", data.title or data.name),
        *((("Activation", ", ".join(dict.fromkeys(hidden))),) if hidden else ()),
        ("At the output", output),
        ("Loss", str(config.loss).replace("_", " ")),
        ("Learning rate", f"{trace.learning_rate:g}"),
        ("Iteration", f"{trace.iteration:,}"),
        *(
            (("Sample", f"{moment.sample + 1} of {moment.samples} in the batch"),)
            if moment.samples > 1
            else ()
        ),
    )


def _rounding(decimals: int | None) -> str:
    """Say how the numbers given and the answers are rounded."""
    answers = (
        "Answers are computed with all digits and shown with four significant ones; "
        "if you continue with rounded numbers, the last digit may differ."
    )
    if decimals is None:
        return (
            "Weights, biases and data are the ones training has, shown with six "
            f"significant digits. {answers}"
        )
    places = "one decimal" if decimals == 1 else f"{decimals} decimals"
    return f"Weights, biases and data were rounded to {places} beforehand. {answers}"
