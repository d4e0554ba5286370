"""Damages records of other programs, logs and NPZ files, and checks what they claim.

``python -m tests.mutated_logs --count 20000 --seed 7``. Files are damaged as by
`tests.mutated_models`; of a log, also single records whose checksum is then right
again: what a record says, how many there are and in which order.
"""

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from nnviz.core.errors import InputError
from nnviz.files.opening import open_file
from nnviz.files.recorded_iterations import open_recording
from nnviz.files.watch_log import is_log
from nnviz.session.claims.checkup import Checkup
from nnviz.watch import Watch
from nnviz.watch.log_format import MAGIC
from tests.cli.command import process
from tests.damage import Damage
from tests.lies.lying_arrays import lying_npz
from tests.lies.lying_logs import frames_of, log_of, lying_log
from tests.many_files import Tried, try_many
from tests.mutated_files import Found, refused_badly, try_damaged
from tests.mutated_models import ModelMutations
from tests.session.claims.scratch import Scratch


def whole() -> dict[str, bytes]:
    """Return logs of a small training, and an iteration of it under usual names."""
    program = Scratch((2, 2), ("softmax",), "cross_entropy", samples=3)
    found = program.run(3)
    with tempfile.TemporaryDirectory() as folder:
        files = {}
        for name, more in (("plain.nnvizlog", {}), ("said.nnvizlog", vars_of_said())):
            path = Path(folder) / name
            with Watch(path, **more) as watch:
                for one in found:
                    watch.iteration(
                        list(one.weights.values()),
                        list(one.biases.values()),
                        one.inputs,
                        one.targets,
                        gradients=one.gradients,
                        cost=one.cost,
                        after=one.after,
                        state={"velocity": one.gradients, "steps": 1.0},
                    )
            files[name] = path.read_bytes()
        one = found[0]
        arrays = {"X": one.inputs, "y": one.targets, "cost": np.array(one.cost)}
        for prefix, group in (("W", one.weights), ("b", one.biases)):
            arrays |= {f"{prefix}{layer}": value for layer, value in group.items()}
        arrays |= one.gradients
        arrays |= {f"{name}_after": value for name, value in one.after.items()}
        path = Path(folder) / "claims.npz"
        np.savez_compressed(path, **arrays)  # type: ignore[arg-type]
        files[path.name] = path.read_bytes()
    return files


def vars_of_said() -> dict[str, object]:
    return {
        "activations": ["softmax"],
        "loss": "cross_entropy",
        "learning_rate": 0.3,
        "optimizer": "momentum",
    }


class LogDamage(Damage):
    """Damages logs, too: single records, or how many there are and in which order."""

    def done(self, data: bytes) -> tuple[str, bytes]:
        """Return what was done, and what has become of the bytes."""
        if not data.startswith(MAGIC) or self._random.random() < 0.4:
            return super().done(data)
        records = frames_of(data)
        place = self._random.randrange(len(records))
        match self._random.choice(("damage", "damage", "damage", "again", "gone")):
            case "damage":
                said, records[place] = super().done(records[place])
                said = f"{said} within"
            case "again":
                records.insert(self._random.randrange(len(records)), records[place])
                said = "a record again"
            case _:
                del records[place]
                said = "a record gone"
        return said, log_of(records)


class LogMutations(ModelMutations):
    """Makes damaged logs in a folder; which ones is settled by the seed."""

    def __init__(self, folder: Path, seed: int, only: str = "") -> None:
        lies = {"nnvizlog": lying_log, "npz": lying_npz}
        super().__init__(folder, seed, only, whole(), lies)
        self._damage = LogDamage(self._random)


def use_record(path: Path) -> Found:
    """Check a record, as the command does; open a log, as the window does."""
    honest = path.stat().st_size
    try:
        if is_log(path):
            open_file(path)
        found = open_recording(path)
        with np.errstate(all="ignore"):
            Checkup(found.numbers, found.read, found.said).run()
    except InputError as error:
        return Found(honest, str(error))
    return Found(honest, None)


def _command_complaint(path: Path) -> str:
    return refused_badly(process("check", path))


def _tries(folder: Path, seed: int, only: str) -> Iterator[Tried]:
    mutations = LogMutations(folder, seed, only)
    return try_damaged(mutations, use_record, _command_complaint)


if __name__ == "__main__":
    sys.exit(try_many("tests.mutated_logs", __doc__, _tries, ("nnvizlog", "npz")))
