"""A film has the frames that were asked for, each of its own moment."""

from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest
from click.testing import CliRunner
from PIL import Image

from nnviz.cli.main import nnviz
from nnviz.files import opening
from nnviz.files.film_file import FilmFile, Pixels
from nnviz.files.session import Session, session_of
from nnviz.files.session_file import write_session
from nnviz.session.config import RunConfig
from nnviz.session.timeline.timeline import Timeline
from nnviz.session.timeline.timeline_view import Position
from nnviz.session.trainer import Trainer


def film(arguments: str) -> str:
    result = CliRunner().invoke(nnviz, f"film {arguments}".split())
    assert result.exit_code == 0, f"{result.exception} {result.output}"
    return result.output


def test_a_film_of_a_run_has_a_frame_for_each_moment(
    tmp_path: Path, qapp: object
) -> None:
    file = tmp_path / "run.mp4"
    film(
        f"--dataset circle --hidden 3 --span 0:8 --frames 5 --size 320x180 --out {file}"
    )
    with av.open(str(file)) as container:
        frames = [
            frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)
        ]
    assert [frame.shape for frame in frames] == [(180, 320, 3)] * 5
    # The network and the caption are other ones in each.
    for one, other in pairwise(frames):
        assert np.abs(one.astype(int) - other).mean() > 0.1


def test_a_run_that_ends_before_has_a_film_up_to_there(
    tmp_path: Path, qapp: object
) -> None:
    file = tmp_path / "run.mp4"
    described = "--dataset circle --hidden 3 --iterations 4 --span 0:9"
    film(f"{described} --by change --size 160x90 --views cost --out {file}")
    film(f"{described} --size 160x90 --views cost --out {file}")
    with av.open(str(file)) as container:
        assert len(list(container.decode(video=0))) == 5


def test_a_film_of_a_walk_has_every_step(tmp_path: Path, qapp: object) -> None:
    file = tmp_path / "walk.mp4"
    size = "--size 320x180 --views diagram"
    described = "--dataset xor --hidden 2 --batch-size 1 --span 0:3"
    film(f"{described} --walk layer --frames 2 {size} --out {file}")
    with av.open(str(file)) as container:
        frames = [f.to_ndarray(format="gray") for f in container.decode(video=0)]
    steps = frames[::2]
    assert len(frames) == 2 * len(steps)
    trainer = Trainer(RunConfig(dataset="xor", hidden=(2,), batch_size=1))
    trainer.run(3)
    phases = {operation.phase for operation in trainer.program.operations}
    assert len(steps) > len(phases)


def test_a_film_can_have_a_fixed_duration(tmp_path: Path, qapp: object) -> None:
    file = tmp_path / "second.apng"
    described = "--dataset xor --hidden 2 --span 0:6 --every 3"
    film(f"{described} --size 160x90 --views cost --out {file}")
    with Image.open(file) as animation:
        assert animation.n_frames == 3
    described = described.replace("--every 3", "--duration 0.5 --rate 20")
    film(f"{described} --size 160x90 --views cost --out {file}")
    with Image.open(file) as animation:
        assert animation.n_frames == 10


@pytest.mark.parametrize("ending", [".gif", ".apng"])
def test_frames_become_an_animation(tmp_path: Path, ending: str) -> None:
    file = tmp_path / f"three{ending}"
    written = FilmFile(file, 10)
    for value in (0, 120, 240):
        written.add(np.full((8, 6, 4), value, np.uint8))
    assert not file.exists()
    written.write()
    with Image.open(file) as animation:
        assert animation.n_frames == 3
        for place, value in enumerate((0, 120, 240)):
            animation.seek(place)
            found = animation.convert("RGB").getpixel((3, 3))
            assert max(abs(tone - value) for tone in found) < 12


def test_a_film_that_is_given_up_leaves_no_file(tmp_path: Path) -> None:
    file = tmp_path / "none.mp4"
    written = FilmFile(file, 10)
    frame: Pixels = np.zeros((16, 16, 4), np.uint8)
    written.add(frame)
    written.end()
    assert list(tmp_path.iterdir()) == []


def grey_frames(file: Path) -> list[np.ndarray]:
    with av.open(str(file)) as container:
        return [f.to_ndarray(format="gray") for f in container.decode(video=0)]


def test_a_film_of_a_comparison_has_its_contenders_at_each_moment(
    tmp_path: Path, qapp: object
) -> None:
    file = tmp_path / "compared.mp4"
    described = "--dataset xor --hidden 2 --vary activation=relu,tanh --span 0:6"
    layout = ["--layout", "contenders / comparison-cost"]
    words = f"film {described} --frames 4 --size 320x240 --out {file}".split()
    result = CliRunner().invoke(nnviz, [*words, *layout])
    assert result.exit_code == 0, f"{result.exception} {result.output}"
    frames = grey_frames(file)
    assert len(frames) == 4
    for one, other in pairwise(frames):
        assert np.abs(one.astype(int) - other).mean() > 0.1


@pytest.fixture(scope="module")
def branched(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a saved run that was gone back to once."""
    timeline = Timeline(Trainer(RunConfig(dataset="xor", hidden=(2,))))
    timeline.run(12)
    timeline.go_on_from(Position(4))
    timeline.change(learning_rate=0.5)
    timeline.run(4)
    trainer, file = timeline.trainer, tmp_path_factory.mktemp("run") / "run.nnviz"
    data = trainer.data.dataset
    write_session(file, session_of(trainer.config, trainer, data, timeline.past()))
    return file


def test_a_trip_goes_through_the_branches_of_a_saved_run(
    branched: Path, tmp_path: Path, qapp: object
) -> None:
    file = tmp_path / "trip.mp4"
    film(f"{branched} --trip --frames 6 --size 320x180 --views timeline --out {file}")
    assert len(grey_frames(file)) == 6


def test_a_saved_run_is_opened_once(
    branched: Path, tmp_path: Path, qapp: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = []
    read = opening.read_session

    def counted(path: Path) -> Session:
        opened.append(path)
        return read(path)

    monkeypatch.setattr(opening, "read_session", counted)
    film(
        f"{branched} --by change --size 160x90 --views cost --out {tmp_path / 'a.gif'}"
    )
    assert len(opened) == 1


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("--layout diagram|comparison-cost", "all of one network"),
        ("--layout functions", "does not change"),
        ("--trip", "has its past"),
        ("--layout a --views b", "one or the other"),
        ("--vary activation=relu,tanh --by epochs", "not each by its own"),
        ("run.nnviz --of net.svg", "leave other options out"),
        ("--size 10x10", "nothing could be seen"),
        ("--frames 20 --duration 3", "use one or the other"),
        ("--walk neuron --every 3", "frames for each of its steps"),
        ("--by epochs --every 3", "goes by iterations"),
        ("--duration 0", "duration"),
    ],
)
def test_what_cannot_be_filmed_is_said(given: str, words: str, qapp: object) -> None:
    result = CliRunner().invoke(nnviz, f"film {given} --out x.gif".split())
    assert result.exit_code != 0
    assert words in f"{result.exception} {result.output}"
