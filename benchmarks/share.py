"""``python -m benchmarks share``: what films and pages of a run cost."""

import json
import statistics
import tempfile
import time
from collections.abc import Iterator
from functools import partial
from itertools import chain
from pathlib import Path

import click

from benchmarks.pages import page_rows
from benchmarks.row import Row

_FRAMES = 300
_FILMS = (
    ("circle", "circle, 1920x1080", 20.0),
    ("mnist", "MNIST 784-10-10, 1920x1080", 8.0),
)
"""Presets, their names, and the frames a second to reach."""
_UNTIL_DRAWN, _WATCHED = 4.0, 10.0
"""Seconds until a film is being drawn, and that a window is watched for."""


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--frames", default=_FRAMES, show_default=True)
def share(*, as_json: bool, frames: int) -> None:
    """Measure films of a run, drawn and encoded, and pages of it in Chromium.

    The training is left out.
    """
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for row in chain(
            _rows(Path(folder), frames), _window_rows(Path(folder)), page_rows()
        ):
            rows.append(row)
            if not as_json:
                click.echo(row.as_text())
    if as_json:
        click.echo(json.dumps({"rows": [row.as_dict() for row in rows]}))


def _rows(folder: Path, frames: int) -> Iterator[Row]:
    from nnviz.files.film_file import FilmFile
    from nnviz.session.settings.presets import PRESETS
    from nnviz.session.timeline.timeline_view import Position
    from nnviz.ui.film_drawing import FilmRequest, draw_film
    from nnviz.ui.window.figures.shown_figure import FigureRequest, FigureWish
    from nnviz.views.film_plan import evenly

    for preset, name, least in _FILMS:
        run = FigureRequest(
            config=PRESETS[preset].config, wish=FigureWish(), iteration=frames
        )
        moments = tuple(Position(n) for n in evenly(1, frames, frames))
        request = FilmRequest(run=run, moments=moments)
        drawn = list[float]()
        film = FilmFile(folder / f"{preset}.mp4", 30)
        draw_film(request, film, partial(_note, drawn))
        rate = (len(drawn) - 1) / (drawn[-1] - drawn[0])
        yield Row(f"film of {name}", rate, "frames/s", at_least=least)


def _note(times: list[float], _done: int, _all: int) -> None:
    times.append(time.perf_counter())


def _window_rows(folder: Path) -> Iterator[Row]:
    """Measure the window that trains on while a film of its run is made."""
    from benchmarks.window.opened import WORKS, OpenWindow
    from benchmarks.window.training import watch

    opened = OpenWindow(WORKS["circle"])
    opened.run.play()
    opened.wait(1.0)
    for name, makes in (("alone", False), ("beside a film", True)):
        sharing = opened.window.export.sharing
        if makes:
            sharing.make("film", folder / "beside.mp4", ("--frames=300",))
            opened.wait(_UNTIL_DRAWN)
        before = opened.run.iteration
        frames, late = watch(opened, _WATCHED)
        rate = (frames[-1].iteration - before) / _WATCHED
        last = late[int(0.99 * len(late))]
        yield Row(f"window {name}: iterations", rate, "/s")
        yield Row(f"window {name}: snapshots", len(frames) / _WATCHED, "/s")
        median = statistics.median(late)
        yield Row(f"window {name}: late, median", median, "ms", at_most=2.0)
        yield Row(f"window {name}: late, 99th percentile", last, "ms", at_most=20.0)
        if makes:
            yield Row("the film was still being made", float(sharing.is_busy), "")
    opened.close()
