"""``nnviz check``: check what another program has computed, and name its mistakes."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from nnviz.cli.options import Activations, Settings, json_option
from nnviz.cli.output import check_place, say, show_table
from nnviz.cli.report_tables import (
    table_option,
    table_place,
    verdict_table,
    write_table,
)

if TYPE_CHECKING:
    from nnviz.session.claims.checkup import Report
    from nnviz.session.claims.judging import Judgement


@click.command("check")
@click.argument("file")
@click.option(
    "--activations",
    type=Activations(),
    help="The activation of each layer, such as relu,softmax.",
)
@click.option("--loss", help="The loss, such as cross_entropy or mse.")
@click.option("--learning-rate", type=float, help="The step, to check the update.")
@click.option(
    "--optimizer", help="The rule of the update: sgd, momentum, adam, ..., to check it."
)
@click.option(
    "--optimizer-settings",
    "settings",
    type=Settings(),
    help="Its settings, if they are not the usual ones: beta1=0.8, ...",
)
@click.option("--iteration", type=int, help="Check this recorded iteration only.")
@click.option(
    "--weights",
    "product",
    type=click.Choice(["x @ W", "W @ x"]),
    help="How weights are multiplied, if the shapes do not tell.",
)
@click.option(
    "--samples",
    type=click.Choice(["rows", "columns"]),
    help="How samples lie, if the shapes do not tell.",
)
@click.option(
    "--session",
    metavar="FILE.nnviz",
    help="Also write a session that begins with these weights, on this batch.",
)
@table_option
@json_option
def check_command(
    file: str,
    iteration: int | None,
    session: str | None,
    out: str | None,
    as_json: bool,
    **said: Any,
) -> None:
    """Check a network that is not nnviz's own, and name what is wrong.

    FILE is a log of nnviz.watch, or an NPZ file with arrays named as in tutorials: X,
    y, W1, b1, dW1, db1, A1, cost, W1_after. Exits with status 1 if something is wrong.
    """
    from dataclasses import fields, replace

    from nnviz.core.errors import InputError
    from nnviz.files.recorded_iterations import open_recording
    from nnviz.session.claims.checkup import Checkup

    place = None if session is None else check_place("--session", session, (".nnviz",))
    written = table_place("--out", out)
    recording = open_recording(Path(file))
    given = {name: value for name, value in said.items() if value is not None}
    known = replace(recording.said, **given)
    assert set(said) == {field.name for field in fields(known)}
    try:
        checkup = Checkup(recording.numbers, recording.read, known)
        report = checkup.run(iteration)
        if place is not None:
            from nnviz.files.recorded_session import session_of_recording
            from nnviz.files.session_file import write_session

            rule = checkup.taken_rule(report)
            whole = Path(file).absolute()
            write_session(place, session_of_recording(whole, report, rule))
    except InputError as error:
        text = str(error)
        raise InputError(text if file in text else f"{file}: {text}") from None
    if as_json:
        _print_json(report, recording.notes)
    else:
        _show(report, recording.notes)
    if written is not None:
        write_table(verdict_table(report.verdict), written, quiet=as_json)
    sys.exit(0 if report.ok else 1)


def _quantities(verdict: "Judgement") -> list[dict[str, Any]]:
    """Return what is said of each quantity, the worst first: ``--json`` prints it."""
    import math

    from nnviz.session.claims.claim_words import place, remedy, words, worst_first

    said = []
    for one in worst_first(verdict):
        names = one.fault.names if one.fault is not None else ()
        finite = math.isfinite(one.difference)
        said.append(
            {
                "name": one.name,
                "ok": one.ok,
                "largest_difference": one.difference if finite else None,
                "mistake": names[0] if names else None,
                "mistakes": list(names),
                "also_possible": list(one.fault.also) if one.fault else [],
                "follows_from": one.follows or None,
                "words": words(one, verdict),
                "right_line": remedy(one, verdict) or None,
                "place": place(one) or None,
            }
        )
    return said


def _print_json(report: "Report", notes: tuple[str, ...]) -> None:
    import msgspec

    from nnviz.session.claims.claim_words import headline

    found = {
        "ok": report.ok,
        "iteration": report.verdict.claims.number,
        "words": headline(report.verdict),
        "quantities": _quantities(report.verdict),
        "not_judged": list(report.verdict.unjudged),
        "checked": report.checked,
        "recorded": report.recorded,
        "wrong_iterations": list(report.wrong),
        "not_finite": None if report.not_finite is None else report.not_finite[0],
        "notes": [*notes, *report.notes],
    }
    say(msgspec.json.encode(found).decode())


def _show(report: "Report", notes: tuple[str, ...]) -> None:
    from nnviz.core.writing.number_text import compact
    from nnviz.session.claims.claim_words import headline, worst_first

    say(headline(report.verdict))
    say(_extent(report))
    for said in _quantities(report.verdict):
        if said["ok"]:
            continue
        indent = "    " if said["follows_from"] else ""
        say(f"\n{indent}{said['name']}  {said['words']}")
        if said["place"] is not None:
            say(f"    right:    {said['right_line'] or ''}")
            say(f"    stepper:  {said['place']}")
    right = [one for one in worst_first(report.verdict) if one.ok]
    if right:
        say("")
        rows = [(one.name, "right", compact(one.difference, 2)) for one in right]
        show_table(("quantity", "verdict", "largest difference"), rows)
    if report.not_finite is not None:
        number, name = report.not_finite
        say(f"\nNot finite from iteration {number} on, in {name}.")
    for note in (*notes, *report.notes):
        say(f"note: {note}", err=True)


def _extent(report: "Report") -> str:
    claims = report.verdict.claims
    sizes = "-".join(str(size) for size in claims.sizes)
    text = (
        f"Network {sizes}, a batch of {claims.samples:,}; {claims.manner.says}. "
        f"{report.checked:,} of {report.recorded:,} recorded iterations checked"
    )
    if report.ok:
        return f"{text}."
    listed = ", ".join(str(number) for number in report.wrong[:5])
    more = ", ..." if len(report.wrong) > 5 else ""
    return f"{text}, wrong in {listed}{more}; shown: iteration {claims.number}."
