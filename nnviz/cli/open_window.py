"""``nnviz`` itself, which opens the window, and ``nnviz screenshot``."""

import gc
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from nnviz.cli.output import check_place
from nnviz.cli.variations import VariationType
from nnviz.session.interruption import HeldSignals

if TYPE_CHECKING:
    from nnviz.files.opening import Opened, OpenedRecording
    from nnviz.session.config import RunConfig


_NUMBER = re.compile("[1-9][0-9]{0,3}")
"""A width or a height in pixels, or a number of steps."""
_FINE = ("term", "neuron", "layer", "phase")
"""The sizes of steps within an iteration."""


class WindowSize(click.ParamType[tuple[int, int]]):
    """Width and height in pixels, ``1600x1000``."""

    name = "WIDTHxHEIGHT"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, int]:
        """Read ``1600x1000``."""
        if isinstance(value, tuple):
            return value
        width, _, height = str(value).partition("x")
        if not _NUMBER.fullmatch(width) or not _NUMBER.fullmatch(height):
            self.fail(
                f"'{value}': write width x height, such as 1600x1000, of at most 9999",
                param,
                ctx,
            )
        return int(width), int(height)


class WalkSteps(click.ParamType[tuple[str, int]]):
    """The size of steps within an iteration, and how many: ``neuron=9``."""

    name = "SIZE=STEPS"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, int]:
        """Read ``neuron=9``."""
        size, _, steps = str(value).partition("=")
        if size not in _FINE or not _NUMBER.fullmatch(steps):
            sizes = ", ".join(_FINE)
            self.fail(f"'{value}': write {sizes}, then = and how many steps", param)
        return size, int(steps)


dataset_option = click.option("--dataset", help="The data set to start with.")
preset_option = click.option("--preset", help="The preset to start with.")
log_option = click.option(
    "--log",
    metavar="FILE",
    help="Write the cost of every iteration in the window to a file: a table if it "
    "ends in .csv, else JSON lines.",
)


def open_window_on(dataset: str | None, preset: str | None, log: str | None) -> int:
    """Open the window and return its exit status when it is closed."""
    nothing_named = dataset is None and preset is None
    start = None if nothing_named else _config(dataset, preset)
    return _open(start, log, welcome=nothing_named)


def open_window_on_file(file: str, log: str | None, reading: dict[str, Any]) -> int:
    """Open the window on a file of any kind and return its exit status.

    ``-`` is a log that comes through standard input.
    ``reading`` are the options that say how a table is read.

    Raises
    ------
    InputError
        If the file cannot be used; no window opens then.
    """
    from nnviz.data.readers.source import check_file
    from nnviz.data.table_choices import TableChoices
    from nnviz.files.opening import OpenedRecording, open_to_look
    from nnviz.files.piped_log import follow_pipe
    from nnviz.models.endings import MODELS_ALONE

    if file == "-":
        return _open(OpenedRecording(follow_pipe(0), is_named=False), log)
    if file.lower().endswith(MODELS_ALONE):
        check_file(path := Path(file).expanduser().absolute())
        return _open(path, log)
    choices = TableChoices(**reading)
    return _open(open_to_look(Path(file), choices=choices), log)


def _open(
    start: "RunConfig | Opened | OpenedRecording | Path | None",
    log: str | None,
    *,
    welcome: bool = False,
) -> int:
    # Nothing created while the window opens is garbage; looking for some would take
    # a tenth of the time.
    gc.disable()
    # What Qt imports must not be cut short.
    with HeldSignals():
        from nnviz.ui.app import open_window

    return open_window(start, None if log is None else Path(log), welcome=welcome)


@click.command("screenshot")
@dataset_option
@preset_option
@click.option(
    "--iterations", type=int, default=0, help="Train this many iterations first."
)
@click.option("--size", type=WindowSize(), default="1600x1000", show_default=True)
@click.option("--theme", type=click.Choice(["dark", "light"]), default="dark")
@click.option("--out", required=True, help="The PNG file to write.")
@click.option(
    "--tab",
    type=click.Choice(["network", "comparison", "activations"]),
    default="network",
    show_default=True,
    help="The page to show.",
)
@click.option(
    "--vary",
    type=VariationType(),
    multiple=True,
    help="What the contenders of a comparison differ in: activation=relu,tanh.",
)
@click.option(
    "--walk",
    type=WalkSteps(),
    help="Then take steps within the last iteration: neuron=9.",
)
def screenshot_command(
    size: tuple[int, int], theme: str, out: str, **shown: Any
) -> None:
    """Draw the window into a PNG file, without a display."""
    from nnviz.core.errors import InputError

    place = check_place("--out", out, (".png",))
    iterations, vary = shown["iterations"], shown["vary"]
    if iterations < 0:
        raise InputError(f"--iterations {iterations}: give 0 or more")
    if vary and shown["tab"] != "comparison":
        raise InputError("--vary: only works with --tab comparison")
    if shown["walk"] and (shown["tab"] != "network" or not iterations):
        raise InputError("--walk: needs --iterations, and the network's page")
    config = _config(shown["dataset"], shown["preset"])
    with HeldSignals():
        from nnviz.ui.screenshot import ScreenshotRequest, screenshot

    picture = ScreenshotRequest(config, iterations, shown["tab"], vary, shown["walk"])
    screenshot(picture, size, place, theme)


def _config(dataset: str | None, preset: str | None) -> "RunConfig":
    from nnviz.core.errors import InputError, unknown_name
    from nnviz.session.config import RunConfig
    from nnviz.session.settings.presets import PRESETS

    if dataset is not None and preset is not None:
        raise InputError("--dataset and --preset: use one or the other")
    if preset is None:
        return RunConfig(dataset=dataset or "circle")
    if preset not in PRESETS:
        raise unknown_name("preset", preset, PRESETS)
    return PRESETS[preset].config
