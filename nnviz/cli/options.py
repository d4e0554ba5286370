"""The options that say what to train, shared by the commands."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from nnviz.core.errors import InputError
    from nnviz.session.config import RunConfig

Command = Callable[..., Any]


class Names(click.ParamType[tuple[str, ...]]):
    """A list of names with commas between them."""

    name = "names"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, ...]:
        """Split ``relu,tanh``."""
        if isinstance(value, tuple):
            return value
        names = tuple(name.strip() for name in str(value).split(","))
        if not all(names):
            self.fail(f"'{value}' is not a list of names: write relu,tanh", param, ctx)
        return names


class Activations(Names):
    """A list of activations; expressions in it may contain commas themselves."""

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, ...]:
        """Split ``relu,max(x, 0.1*x)`` at the commas outside brackets."""
        if isinstance(value, tuple):
            return value
        from nnviz.core.expression.lists import split_list

        names = split_list(str(value))
        if not all(names):
            self.fail(f"'{value}' is not a list of names: write relu,tanh", param, ctx)
        return names


class LayerSizes(click.ParamType[tuple[int, ...]]):
    """Layer sizes with commas between them; ``none`` for no hidden layer."""

    name = "sizes"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, ...]:
        """Read ``10,10`` as (10, 10)."""
        if isinstance(value, tuple):
            return value
        if str(value).strip().lower() == "none":
            return ()
        try:
            sizes = tuple(int(part) for part in str(value).split(","))
        except ValueError:
            sizes = (0,)
        if min(sizes) < 1:
            self.fail(
                f"'{value}' is not a list of layer sizes: write whole numbers from 1 "
                "up, separated by commas, such as 10,10, or none",
                param,
                ctx,
            )
        return sizes


class BatchSize(click.ParamType["int | str"]):
    """A number of samples, or ``full``."""

    name = "size|full"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> int | str:
        """Read ``32`` as a number and keep ``full``."""
        if value == "full":
            return "full"
        try:
            return int(value)
        except ValueError:
            self.fail(f"'{value}': give a number of samples, or full", param, ctx)


class Settings(click.ParamType[dict[str, float]]):
    """Constants of an optimiser or schedule, ``momentum=0.8,epsilon=1e-7``."""

    name = "name=value"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> dict[str, float]:
        """Read ``name=value`` pairs with commas between them."""
        if isinstance(value, dict):
            return value
        try:
            pairs = [part.split("=") for part in str(value).split(",")]
            return {name.strip(): float(number) for name, number in pairs}
        except ValueError:
            self.fail(
                f"'{value}': write name=number, separated by commas, such as "
                "momentum=0.8",
                param,
                ctx,
            )


class Share(click.ParamType[float]):
    """A share of one: ``0.9``, ``90`` or ``90%``."""

    name = "share"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """Read ``90%`` as 0.9."""
        if isinstance(value, float):
            return value
        from nnviz.views.numbers import parsed_share

        try:
            return parsed_share(str(value))
        except ValueError as error:
            self.fail(str(error), param, ctx)


class ClassWeights(click.ParamType["str | dict[str, float] | None"]):
    """``balanced``, or the weights of classes: ``setosa=2,virginica=1``."""

    name = "balanced|class=weight"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> str | dict[str, float] | None:
        """Read ``class=weight`` pairs with commas between them."""
        if isinstance(value, dict):
            return value
        from nnviz.views.numbers import parsed_class_weights

        try:
            return parsed_class_weights(str(value))
        except ValueError as error:
            self.fail(str(error), param, ctx)


def _all_names(
    _ctx: click.Context, _param: click.Parameter, given: tuple[tuple[str, ...], ...]
) -> tuple[str, ...] | None:
    """Return the names of all lists given, None where there is no list."""
    names = tuple(name for part in given for name in part if name != "none")
    return names if given else None


class_weights_option = click.option(
    "--class-weights",
    type=ClassWeights(),
    help="How much each class counts: balanced, or setosa=2,virginica=1.",
)

_READING = (
    click.option(
        "--header/--no-header",
        default=None,
        help="Whether the first row of a table has the names of its columns.",
    ),
    click.option(
        "--delimiter", help="What divides a table's cells: comma, tab, spaces, ';'."
    ),
    click.option("--decimal", help="Decimal mark of a table: point or comma."),
    click.option("--thousands", help='Mark within large numbers: comma, point, "\'".'),
    click.option("--encoding", help="Encoding of a table: utf-8, utf-16, cp1252, ..."),
    click.option("--missing", type=Names(), help="Cells without a value: NA,-,?"),
    click.option("--skip-lines", type=int, help="Lines before the table to pass over."),
    click.option("--comment", help="What lines that are no rows begin with, or none."),
    click.option(
        "--words", type=Names(), help="Columns whose numbers are names: zip,..."
    ),
    click.option("--exclude", type=Names(), help="Columns of a table to leave out."),
    click.option(
        "--gaps",
        help="Missing values: drop-rows, median, most-common or drop-columns.",
    ),
    click.option(
        "--uneven-rows",
        help="Rows with more or fewer cells than others: drop or fill.",
    ),
    click.option(
        "--ignore-case/--no-ignore-case",
        default=None,
        help="Whether yes and Yes are the same word in a table.",
    ),
    click.option("--sheet", help="The sheet of a workbook: a name or number."),
    click.option(
        "--dates/--no-dates",
        default=None,
        help="Whether dates in a table become numbers.",
    ),
    click.option(
        "--test", "test_file", metavar="FILE", help="A table with the test set's rows."
    ),
)

_DATA_AND_NETWORK = (
    click.option("--dataset", help="A name from 'nnviz datasets', or a file."),
    click.option("--target", help="Target column of a table: a name or number."),
    click.option("--inputs", type=Names(), help="Input columns of a table: a,b,..."),
    click.option(
        "--task",
        help="classification, labels (yes or no each) or regression, for a file.",
    ),
    *_READING,
    click.option("--samples", type=int, help="How many samples to generate."),
    click.option("--noise", type=float, help="Noise of a generated set, from 0 to 1."),
    click.option("--derived", type=Names(), help="Derived inputs: x1^2,x1*x2,..."),
    click.option("--scaling", help="none, standard or minmax."),
    click.option(
        "--target-scaling",
        help="The same for the targets of a regression; signs: classes -1 and 1.",
    ),
    click.option("--test-fraction", type=float, help="Fraction held out for testing."),
    click.option(
        "--validation-fraction",
        type=float,
        help="Fraction held out for validation, which --patience then watches.",
    ),
    click.option("--data-seed", type=int, help="Seed of generated data and the split."),
    click.option("--hidden", type=LayerSizes(), help="Hidden layers: 10,10 or none."),
    click.option("--activation", help="For hidden layers: a name or 'x * tanh(x)'."),
    click.option(
        "--activations", type=Activations(), help="One for each hidden layer."
    ),
    click.option("--output-activation", help="Activation of the output layer."),
    click.option("--loss", help="mse, mae, huber, cross_entropy, ..."),
    class_weights_option,
    click.option(
        "--initializer",
        help="xavier, he, lecun, fan_in_uniform, uniform, normal, zeros.",
    ),
    click.option("--initial-bias", type=float, help="What every bias begins with."),
    click.option("--l1", type=float, help="L1 regularisation."),
    click.option("--l2", type=float, help="L2 regularisation."),
    click.option(
        "--mistake",
        "mistakes",
        type=Names(),
        multiple=True,
        callback=_all_names,
        help="A deliberate mistake: missing_mean, ...; can be repeated. Or none.",
    ),
    click.option("--seed", type=int, help="Seed of initial weights and batch order."),
)

_RUN = (
    click.option(
        "--optimizer",
        help="sgd, momentum, nesterov, rmsprop, adam, adamw, adagrad, rprop.",
    ),
    click.option("--optimizer-settings", type=Settings(), help="momentum=0.9, ..."),
    click.option("--learning-rate", type=float, help="Step size of the optimiser."),
    click.option(
        "--schedule",
        help="constant, step, exponential, cosine, warmup, on_plateau, ...",
    ),
    click.option("--schedule-settings", type=Settings(), help="every=1000,factor=0.5"),
    click.option("--batch-size", type=BatchSize(), help="Samples per iteration."),
    click.option(
        "--shuffle/--no-shuffle",
        default=None,
        help="Whether batches have their samples in random order.",
    ),
    click.option("--precision", help="float32 or float64."),
    click.option("--epochs", type=float, help="Stop after this many epochs."),
    click.option("--iterations", type=int, help="Stop after this many iterations."),
    click.option("--target-cost", type=float, help="Stop at this training cost."),
    click.option(
        "--target-accuracy", type=Share(), help="Stop at this accuracy: 0.9 or 90%."
    ),
    click.option(
        "--patience",
        type=int,
        help="Stop after this many evaluations without progress of the watched cost.",
    ),
    click.option(
        "--tolerance",
        type=Share(),
        help="The share by which it must fall to be progress: 0.001 or 0.1%.",
    ),
    click.option(
        "--watch",
        help="The cost to watch: validation, test or training; by default the first "
        "of them that there is.",
    ),
    click.option(
        "--keep",
        help="The weights to keep of a run that has ended: last, or best by the "
        "watched cost.",
    ),
    click.option("--evaluate-every", type=int, help="Iterations between evaluations."),
)

config_file_option = click.option(
    "--config", "config_file", help="A JSON file of settings to start from."
)
run_preset_option = click.option(
    "--preset", help="The experiment, if no other run is described."
)
json_option = click.option(
    "--json", "as_json", is_flag=True, help="Print one JSON object and nothing else."
)


def data_and_network_options(command: Command) -> Command:
    """Add the options that choose the data and the network."""
    return _with_options(command, _DATA_AND_NETWORK)


def reading_options(command: Command) -> Command:
    """Add the options that choose how a table is read."""
    return _with_options(command, _READING)


def run_options(command: Command) -> Command:
    """Add the options that choose how to train, and for how long."""
    return _with_options(command, _RUN)


def _with_options(command: Command, options: tuple[Command, ...]) -> Command:
    for option in reversed(options):
        command = option(command)
    return command


def config_from(
    options: dict[str, Any],
    config_file: str | None,
    base: "RunConfig | None" = None,
) -> "RunConfig":
    """Build a configuration from the options given, on top of a file's or ``base``.

    Raises
    ------
    InputError
        If a setting is not valid, or the file cannot be read.
    """
    from nnviz.core.errors import InputError
    from nnviz.session.config import RunConfig

    given = {name: value for name, value in options.items() if value is not None}
    base = RunConfig() if base is None else base
    base = base if config_file is None else _read_config(config_file)
    try:
        return base.changed(**{**_made_open(given), **given})
    except InputError as error:
        raise _with_option_name(error, given) from error


def run_to_train(
    options: dict[str, Any], config_file: str | None, preset: str | None
) -> "RunConfig":
    """Build a configuration from the options, on top of a file's or a preset's.

    Raises
    ------
    InputError
        As `config_from` and `described_run` do.
    """
    if preset is None:
        return config_from(options, config_file)
    return described_run({**options, "preset": preset, "config_file": config_file})


def described_run(options: dict[str, Any]) -> "RunConfig":
    """Return the configuration that ``preset``, ``config_file`` and others describe.

    Without any of them it is that of the preset circle.

    Raises
    ------
    InputError
        If more than one of them names the run, or there is none of that name.
    """
    from nnviz.core.errors import InputError, unknown_name
    from nnviz.session.settings.presets import PRESETS

    preset, file = options.pop("preset"), options.pop("config_file")
    given = {name: value for name, value in options.items() if value is not None}
    if preset is None and (file is not None or "dataset" in given):
        return config_from(given, file)
    if file is not None or "dataset" in given:
        raise InputError("--preset, --config and --dataset: use one of them")
    preset = preset or "circle"
    if preset not in PRESETS:
        raise unknown_name("preset", preset, PRESETS)
    return config_from(given, None, PRESETS[preset].config)


_LONGEST_CONFIG = 1_000_000
"""The most characters of a configuration, which has a few hundred."""

_FOLLOWS = {
    "hidden": ("activations",),
    "activation": ("activations",),
    "epochs": ("iterations",),
    "iterations": ("epochs",),
    "optimizer": ("optimizer_settings",),
}
"""Settings of a file that an option on the command line makes obsolete."""


def _made_open(given: dict[str, Any]) -> dict[str, Any]:
    """Return the obsolete settings, to be left open again."""
    stale: dict[str, Any] = {
        name: None for option in given for name in _FOLLOWS.get(option, ())
    }
    return {**stale, "schedule_settings": {}} if "schedule" in given else stale


def _read_config(path: str) -> "RunConfig":
    from nnviz.core.errors import InputError
    from nnviz.session.config import RunConfig

    try:
        with open(path, encoding="utf-8") as file:
            # A device never ends; JSON that is cut off is refused.
            return RunConfig.from_json(file.read(_LONGEST_CONFIG))
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError(f"--config {path}: cannot be read ({reason})") from error
    except UnicodeDecodeError as error:
        raise InputError(f"--config {path}: is not text in UTF-8") from error
    except InputError as error:
        raise InputError(f"--config {path}: {error}") from error


def _with_option_name(error: ValueError, given: dict[str, Any]) -> "InputError":
    """Put the option's name in place of the setting's at the start of a message."""
    from nnviz.core.errors import InputError
    from nnviz.data.remark import option_of

    setting, _, rest = str(error).partition(" ")
    if setting in given:
        return InputError(f"{option_of(setting)} {rest}")
    return InputError(str(error))
