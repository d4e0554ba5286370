"""What ``nnviz train`` says of a run that has ended: as JSON, and as text."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from nnviz.cli.output import say, show_table
from nnviz.cli.report_tables import PARTS, classes_table, labels_table

if TYPE_CHECKING:
    from nnviz.core.class_scores import ClassScores, LabelScores
    from nnviz.data.prepared import Part
    from nnviz.files.written_table import WrittenTable
    from nnviz.session.findings.finding import Finding
    from nnviz.session.scores import Score
    from nnviz.session.trainer import Trainer

_MOST_CLASSES = 12
"""The most classes of a table that a line has room for."""

_MOST_SECONDS = 5.0
"""Remedies are tried for a run that took no longer; each takes as long as the run."""


def findings_of(trainer: "Trainer") -> "tuple[Finding, ...]":
    """Return what kept the run from learning, with its remedies tried."""
    from nnviz.session.findings.find import find

    return find(trainer, proven=trainer.seconds <= _MOST_SECONDS)


def report(trainer: "Trainer", findings: "tuple[Finding, ...]" = ()) -> dict[str, Any]:
    """Return what ``--json`` prints: sizes, scores, speed and the configuration."""
    from nnviz.data.remark import as_chosen

    latest = trainer.history.evaluations[-1:]
    final = latest[0] if latest and latest[0].iteration == trainer.iteration else None
    final = final or trainer.evaluate()
    seconds, stop = max(trainer.seconds, 1e-9), trainer.stopped
    done = max(trainer.iteration, stop.iteration if stop else 0)
    data = trainer.data
    return {
        "sizes": trainer.network.sizes,
        "parameters": trainer.network.parameters.size,
        "iterations": trainer.iteration,
        "epochs": trainer.epoch,
        "train": _scores(trainer, final.train, data.train),
        "test": _scores(trainer, final.test, data.test),
        "validation": _scores(trainer, final.validation, data.validation),
        "seconds": seconds,
        "iterations_done": done,
        "iterations_per_second": done / seconds,
        "diverged": stop is not None and stop.reason == "diverged",
        "stopped": stop.message if stop else None,
        "best": _best(trainer),
        "class_weights": _class_weights(trainer),
        "remarks": as_chosen(trainer.data.dataset.remarks, trainer.config),
        "findings": findings,
        "config": trainer.config,
    }


def _best(trainer: "Trainer") -> dict[str, Any] | None:
    """Return which moment has the lowest watched cost, and whether it is this one."""
    from nnviz.session.stop import watched

    best = trainer.best
    if best is None:
        return None
    name, found = watched(trainer.config, best)
    return {
        "iteration": best.iteration,
        "watched": name,
        "cost": found.cost,
        "kept": best.iteration == trainer.iteration,
    }


def _class_weights(trainer: "Trainer") -> dict[str, float] | None:
    """Return how much each class counts in the cost; None if all count alike."""
    weights, names = trainer.loss.class_weights, trainer.data.dataset.class_names
    return dict(zip(names, weights, strict=True)) if weights else None


def _scores(
    trainer: "Trainer", score: "Score | None", part: "Part"
) -> dict[str, Any] | None:
    """Return the cost and R2, or the accuracy and how classes or labels are told."""
    from nnviz.session.scores import class_scores_of, label_scores_of

    if score is None:
        return None

    if score.accuracy is None:
        return {"cost": score.cost, "r2": score.r2}
    dataset, network = trainer.data.dataset, trainer.network
    said = {"cost": score.cost, "accuracy": score.accuracy}
    if dataset.task == "labels":
        told = label_scores_of(network, part)
        return {**said, **labels_report(told, dataset.output_names)}
    found = class_scores_of(network, trainer.data, part)
    return {**said, **classes_report(found, dataset.class_names)}


def classes_report(found: "ClassScores", names: tuple[str, ...]) -> dict[str, Any]:
    """Return how classes are told apart, in values of JSON."""
    of_class = zip(found.precision, found.recall, found.f1, strict=True)
    return {
        "samples": int(found.samples.sum()),
        "commonest_class": names[found.commonest],
        "commonest_share": found.commonest_share,
        "macro": dict(zip(("precision", "recall", "f1"), found.macro, strict=True)),
        "classes": [
            {
                "name": name,
                "samples": int(samples),
                "precision": float(precision),
                "recall": float(recall),
                "f1": float(f1),
            }
            for name, samples, (precision, recall, f1) in zip(
                names, found.samples, of_class, strict=True
            )
        ],
        "confusion": found.counts.tolist(),
    }


def labels_report(found: "LabelScores", names: tuple[str, ...]) -> dict[str, Any]:
    """Return how labels are told, in values of JSON."""
    of_label = zip(found.precision, found.recall, found.f1, strict=True)
    return {
        "samples": int(found.labels[0].samples.sum()),
        "exact_match": found.exact,
        "macro": dict(zip(("precision", "recall", "f1"), found.macro, strict=True)),
        "labels": [
            {
                "name": name,
                "samples": int(label.samples[1]),
                "accuracy": label.accuracy,
                "commonest_share": label.commonest_share,
                "precision": float(precision),
                "recall": float(recall),
                "f1": float(f1),
            }
            for name, label, (precision, recall, f1) in zip(
                names, found.labels, of_label, strict=True
            )
        ],
    }


def show_report(trainer: "Trainer") -> None:
    """Print the report as text."""
    from nnviz.session.comparison.number_words import counted

    found, config = report(trainer), trainer.config
    network = "-".join(str(size) for size in found["sizes"])
    activations = ", ".join(f.label for f in trainer.network.activations)
    say(f"{network} ({activations}), {found['parameters']:,} parameters")
    say(
        f"{config.loss}, {config.optimizer}, learning rate {config.learning_rate:g}, "
        f"batch size {config.batch_size}, {config.precision}, seed {config.seed}"
    )
    say(
        f"{counted(found['iterations_done'], 'iteration')}, {_epochs(found):g} epochs "
        f"in {found['seconds']:.2f} s ({found['iterations_per_second']:,.0f} per "
        "second)"
    )
    weights = found["class_weights"]
    if weights:
        listed = ", ".join(f"{name} {weight:.4g}" for name, weight in weights.items())
        say(f"class weights {listed}: every cost is the weighted one")
    widest = max(len(part) for part, _ in PARTS if found[part])
    for part, _ in PARTS:
        if found[part]:
            say(f"{part:{widest}}  {_words(found[part])}")
    if found["stopped"]:
        say(f"stopped: {found['stopped']}")
    _say_best(trainer, found["best"])
    for part, name in PARTS:
        if found[part] and "classes" in found[part]:
            show_classes(found[part], name)
        if found[part] and "labels" in found[part]:
            show_labels(found[part], name)


def _epochs(found: dict[str, Any]) -> float:
    """Return how many epochs were done in all."""
    share = found["iterations_done"] / max(found["iterations"], 1)
    return float(found["epochs"] * share)


def _say_best(trainer: "Trainer", best: dict[str, Any] | None) -> None:
    """Say which moment was the best, if that was asked for."""
    config = trainer.config
    asked = config.keep == "best" or config.patience is not None
    if best is None or not asked:
        return
    lowest = f"the {best['watched']} cost is lowest, {best['cost']:.6g}"
    if best["kept"]:
        say(f"kept: iteration {best['iteration']:,}, where {lowest}")
    else:
        say(f"best: iteration {best['iteration']:,}, where {lowest} (--keep best)")


def _words(score: dict[str, Any]) -> str:
    cost = f"cost {score['cost']:.6g}"
    if "accuracy" in score:
        of = " of labels" if "labels" in score else ""
        return f"{cost}  accuracy {score['accuracy']:.2%}{of}"
    return cost if score["r2"] is None else f"{cost}  R2 {score['r2']:.4g}"


def show_classes(found: dict[str, Any], of: str, *, err: bool = False) -> None:
    """Print how the classes of a set are told apart, as `classes_report` has it."""
    from nnviz.core.writing.number_text import percent

    say("", err=err)
    say(
        f"{of}: always saying {found['commonest_class']}, the commonest class, would "
        f"be right for {percent(found['commonest_share'])} of "
        f"{found['samples']:,} samples",
        err=err,
    )
    _show_each(found, "classes", classes_table, err=err)


def _show_each(
    found: dict[str, Any],
    kind: str,
    table_of: "Callable[[dict[str, Any]], WrittenTable]",
    *,
    err: bool,
) -> None:
    """Print a line for each class or label, or their averages if there are many."""
    if len(found[kind]) > _MOST_CLASSES:
        say(_macro_words(found["macro"], f"{len(found[kind])} {kind}"), err=err)
        return
    table = table_of(found)
    show_table(table.headings, table.rows, err=err)


def _macro_words(macro: dict[str, float], many: str) -> str:
    """Write the averages alone, where a line for each would be too many."""
    from nnviz.core.writing.number_text import percent

    shares = ", ".join(f"{name} {percent(share)}" for name, share in macro.items())
    return f"macro {shares}; there are {many}"


def show_labels(found: dict[str, Any], of: str, *, err: bool = False) -> None:
    """Print how the labels of a set are told, as `labels_report` has it."""
    from nnviz.core.writing.number_text import percent

    say("", err=err)
    say(
        f"{of}: all labels are right for {percent(found['exact_match'])} of "
        f"{found['samples']:,} samples",
        err=err,
    )
    _show_each(found, "labels", labels_table, err=err)
