"""``nnviz replay``: train a saved run again, and say whether it comes out the same."""

from typing import TYPE_CHECKING, Any

import click

from nnviz.cli.options import json_option
from nnviz.cli.output import say

if TYPE_CHECKING:
    from nnviz.session.timeline.past import Past
    from nnviz.session.timeline.verification import Departure


@click.command("replay")
@click.argument("file")
@click.option(
    "--verify",
    is_flag=True,
    help="Compare every cost and every stored checkpoint bit for bit.",
)
@json_option
def replay_command(file: str, *, verify: bool, as_json: bool) -> None:
    """Train the run of a session file again from iteration 0.

    Every branch is trained, with every change of a setting and every edit at its
    iteration. The exit status is 1 if an iteration differs from the record, as it may
    on another kind of processor.
    """
    if not verify:
        raise click.UsageError("replay: say what for: --verify compares every number")
    from rich.console import Console
    from rich.progress import Progress

    from nnviz.core.errors import InputError
    from nnviz.files.opening import open_own_run
    from nnviz.session.timeline.verification import verify as verify_run

    opened = open_own_run(file)
    state, past = opened.session.state, opened.session.past
    if past is None:
        raise InputError(
            f"{file}: was saved by an older nnviz, without its past: open it, train on "
            "and save it to get a file that can be replayed from there"
        )
    total = sum(
        branch.view.end - max(branch.view.fork, past.first) for branch in past.branches
    )
    console = Console(stderr=True)
    with Progress(
        console=console, transient=True, disable=as_json or not console.is_terminal
    ) as progress:
        task = progress.add_task("iterations", total=total)
        found = verify_run(
            (state, past),
            opened.dataset,
            lambda done: progress.update(task, completed=done),
        )
    _say(found, past, as_json=as_json)
    if found is not None:
        raise click.exceptions.Exit(1)


def _say(found: "Departure | None", past: "Past", *, as_json: bool) -> None:
    iterations = past.branches[past.live].view.end
    if as_json:
        import msgspec

        answer: dict[str, Any] = {
            "identical": found is None,
            "first": past.first,
            "iterations": iterations,
            "branches": len(past.branches),
            "departure": found,
        }
        say(msgspec.json.encode(answer).decode())
        return
    if found is None:
        since = f" from iteration {past.first:,} on" if past.first else ""
        several = len(past.branches) > 1
        branches = f" on {len(past.branches)} branches" if several else ""
        say(f"identical, bit for bit: {iterations:,} iterations{since}{branches}")
        return
    where = f" of branch {found.branch}" if found.branch else ""
    say(
        f"differs first at iteration {found.iteration:,}{where}: {found.what} is not "
        "as recorded"
    )
