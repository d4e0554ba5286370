"""A probe: the iteration's own program, run on one sample without training on it."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.core.optimizers import OPTIMIZERS
from nnviz.core.passes.memory import Batch
from nnviz.core.program import Program, compile_program
from nnviz.core.trace import Trace, frozen_copies, quantities_of
from nnviz.core.types import Floats
from nnviz.data.derived import with_derived
from nnviz.data.prepared import PreparedData
from nnviz.session.engine import RATES, Engine
from nnviz.session.settings.mistake_applicability import obstacles, without
from nnviz.session.settings.tunable import tunable_settings


@dataclass(frozen=True, slots=True, eq=False)
class ProbeSample:
    """A sample to look at, prepared as the network takes it.

    Attributes
    ----------
    name
        What it is called: "training sample 3", by its row in the data set, from 1.
    inputs
        The scaled inputs, (I,).
    targets
        What the outputs should be, (O,); None where nobody knows.
    row
        Its row in the data set, from 0; -1 if it is none.
    values, wanted
        The inputs (I,) and targets (O,) in the data set's units.
    """

    name: str
    inputs: Floats
    targets: Floats | None = None
    row: int = -1
    values: NDArray[Any] | None = None
    wanted: Floats | None = None

    def is_in(self, trace: Trace) -> bool:
        """Tell whether a trace is of this sample and no other."""
        if self.row >= 0:
            return int(trace.rows[0]) == self.row
        wanted = trace["targets"][0] if "losses" in trace else None
        return trace.probed == self.name and all(
            mine is its
            if mine is None or its is None
            else np.array_equal(mine, its, equal_nan=True)
            for mine, its in (
                (self.inputs, trace["inputs"][0]),
                (self.targets, wanted),
            )
        )


def sample_of(data: PreparedData, row: int) -> ProbeSample | None:
    """Return a row of the data set; None if no part has it."""
    for _, rows, part in data.parts:
        places = np.flatnonzero(rows == row)
        if len(places):
            place, name = int(places[0]), sample_name(data, row)
            return ProbeSample(
                name,
                part.inputs[place],
                part.targets[place],
                row,
                data.dataset.inputs[row],
                data.dataset.targets[row],
            )
    return None


def sample_from(
    data: PreparedData,
    name: str,
    values: NDArray[Any],
    wanted: Floats | None = None,
) -> ProbeSample:
    """Return a sample that is no row of the data set, scaled as its rows are.

    Parameters
    ----------
    name
        What it is called.
    values
        The inputs without derived ones, in the data set's units.
    wanted
        The targets (O,) in the data set's units, None where nobody knows.

    Raises
    ------
    InputError
        If a value is too large for the run's precision.
    """
    inputs = with_derived(
        data.dataset.input_names, np.asarray(values, np.float64)[None]
    )
    unknown = np.full(data.dataset.output_count, np.nan)
    part = data.prepared(inputs, (unknown if wanted is None else wanted)[None])
    targets = None if wanted is None else part.targets[0]
    return ProbeSample(name, part.inputs[0], targets, -1, inputs[0], wanted)


def sample_name(data: PreparedData, row: int) -> str:
    """Return what a row of the data set is called: "test sample 17"."""
    return f"{data.part_of(row) or 'training'} sample {row + 1:,}"


class Probe:
    """Looks at single samples with the weights an engine has at the moment.

    It has a network and an optimiser of its own, which take over the engine's
    parameters and memory each time, and a program compiled for a batch of one: so it
    computes what the engine would if this sample were its next batch, and nothing in
    the engine changes. One serves all engines of a run, such as the clone that shows
    its past; they may differ in what can change during a run.
    """

    def __init__(self) -> None:
        self._program: Program | None = None
        self._compiled_for: dict[str, Any] = {}

    def look(self, engine: Engine, sample: ProbeSample) -> Trace:
        """Return what an iteration on this sample alone would compute.

        The trace has the names of any other. ``after`` are the parameters that the
        update would lead to. Without targets there is a forward pass only.
        """
        program, network = self.program_for(engine), engine.network
        state, memory = program.state, engine.program.state.state
        state.parameters[...] = network.parameters
        state.restore(memory)
        (state.learning_rate,) = engine.rates(1)
        workspace = self._run(program, sample)
        layout = network.layout
        return Trace(
            iteration=engine.iteration,
            epoch=engine.iteration // engine.order.per_epoch,
            rows=np.array([sample.row]),
            learning_rate=state.learning_rate,
            quantities=quantities_of(workspace, layout, network.parameters),
            after=frozen_copies(layout.named(state.parameters)),
            state_before=frozen_copies(memory),
            settings=_settings(engine),
            probed=sample.name,
        )

    @staticmethod
    def _run(program: Program, sample: ProbeSample) -> dict[str, Floats]:
        """Run the program, or its forward pass, and return what it has computed."""
        targets = sample.targets
        wanted = (
            np.zeros(program.workspace["targets"].shape[1])
            if targets is None
            else targets
        )
        inputs = np.append(sample.inputs, 1.0)[None, :]
        program.load(Batch(inputs, wanted[:, None]), np.array([0]))
        with np.errstate(all="ignore"):
            if targets is not None:
                program.run()
                return dict(program.workspace)
            found = {"inputs": program.workspace["inputs"]}
            for operation in program.operations:
                if operation.phase == "forward":
                    for call in operation.calls:
                        call()
                    found.update(operation.outputs)
        return found

    def program_for(self, engine: Engine) -> Program:
        """Return the program that looks at samples of an engine, compiled once.

        It is compiled again where a change of the run has compiled the engine's.
        """
        settings = _settings(engine)
        shaping = {n: settings[n] for n in settings if n not in RATES}
        if self._program is None or shaping != self._compiled_for:
            network, config = engine.network.copy(), engine.config
            rule = OPTIMIZERS[str(config.optimizer)]
            self._program = compile_program(
                network,
                engine.loss,
                rule.start(network.parameters, config.optimizer_settings),
                batch=1,
                penalty=config.penalty,
                mistakes=settings["mistakes"],
            )
            self._compiled_for = shaping
        return self._program


def _settings(engine: Engine) -> dict[str, Any]:
    """Return the engine's settings, without mistakes that one sample cannot show."""
    config = engine.config
    pointless = obstacles(config, engine.network, engine.loss, 1)
    return tunable_settings(without(config, pointless))
