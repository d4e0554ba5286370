"""The file of a film: it ends however early it is given up, and plays as it was."""

from contextlib import suppress
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from nnviz.core.errors import InputError
from nnviz.files.film_file import ENDINGS, FilmFile, Pixels


def frame(value: int, height: int = 16) -> Pixels:
    return np.full((height, 16, 4), value, np.uint8)


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_film_that_is_given_up_before_its_first_frame_ends(
    ending: str, tmp_path: Path
) -> None:
    FilmFile(tmp_path / f"none{ending}", 10).end()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("ending", [".mp4", ".gif"])
def test_a_film_that_cannot_be_encoded_says_so_and_waits_for_nobody(
    ending: str, tmp_path: Path
) -> None:
    film = FilmFile(tmp_path / f"bad{ending}", 10)
    with suppress(InputError):
        for value in range(40):
            film.add(frame(value)[:, :, : value % 2 + 1])
    with pytest.raises(InputError, match=rf"bad\{ending}: cannot be encoded \("):
        film.write()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("ending", "form"), [(".gif", "GIF"), (".apng", "PNG")], ids=["gif", "apng"]
)
def test_an_animation_is_of_its_kind_and_begins_again(
    ending: str, form: str, tmp_path: Path
) -> None:
    film = FilmFile(tmp_path / f"two{ending}", 20)
    colours = (10, 120, 250, 0), (250, 120, 10, 0)
    for colour in colours:
        picture = frame(0)
        picture[...] = colour
        film.add(picture)
    film.write()
    with Image.open(tmp_path / f"two{ending}") as found:
        assert (found.format, found.n_frames) == (form, 2)
        assert (found.info["loop"], found.info["duration"]) == (0, 50)
        for place, colour in enumerate(colours):
            found.seek(place)
            # Blue, green and red have become red, green and blue.
            tones = found.convert("RGB").getpixel((5, 5))
            assert np.abs(np.subtract(tones, colour[2::-1])).max() < 12


@pytest.mark.parametrize("ending", [".mp4", ".webm"])
def test_a_film_has_its_frames_at_their_size_and_rate(
    ending: str, tmp_path: Path
) -> None:
    film = FilmFile(tmp_path / f"three{ending}", 10)
    for value in (10, 120, 240):
        film.add(frame(value, height=32))
    film.write()
    with av.open(str(tmp_path / f"three{ending}")) as container:
        assert container.streams.video[0].average_rate == 10
        frames = [each.to_ndarray(format="gray") for each in container.decode(video=0)]
    assert [each.shape for each in frames] == [(32, 16)] * 3
    means = [float(each.mean()) for each in frames]
    assert means == pytest.approx([10, 120, 240], abs=16)


def test_a_gif_keeps_the_colour_of_a_few_pixels(tmp_path: Path) -> None:
    y, x = np.mgrid[:200, :300].astype(np.uint8)
    picture = np.stack((x // 2, y, 255 - y, np.full_like(x, 255)), axis=2)
    picture[:4, :4] = pink = (180, 110, 240, 255)
    film = FilmFile(tmp_path / "few.gif", 10)
    film.add(picture)
    film.write()
    with Image.open(tmp_path / "few.gif") as written:
        found = np.asarray(written.convert("RGB"))[1, 1]
    assert np.abs(found[::-1].astype(int) - pink[:3]).max() <= 8


def test_an_animated_png_has_every_pixel_of_every_frame(tmp_path: Path) -> None:
    rng, frames = np.random.default_rng(3), [frame(200, 24)]
    # Nothing, a corner, an edge, everything, and one pixel change.
    for rows, columns in ((0, 0), (5, 4), (24, 1), (24, 16), (1, 1)):
        after = frames[-1].copy()
        noise = rng.integers(0, 256, (rows, columns, 4), np.uint8)
        after[24 - rows :, 16 - columns :] = noise
        frames.append(after)
    film = FilmFile(tmp_path / "noise.apng", 30)
    for each in frames:
        film.add(each)
    film.write()
    with Image.open(tmp_path / "noise.apng") as found:
        assert found.n_frames == len(frames)
        for place, each in enumerate(frames):
            found.seek(place)
            shown = np.asarray(found.convert("RGB"))
            assert (shown == each[..., 2::-1]).all(), place


def test_a_gif_that_would_not_fit_into_memory_is_refused(tmp_path: Path) -> None:
    film = FilmFile(tmp_path / "large.gif", 30)
    film.expect((1920, 1080), 300)
    with pytest.raises(InputError, match=r"need 12\.4 GB of memory"):
        film.expect((1920, 1080), 3000)
    other = FilmFile(tmp_path / "large.apng", 30)
    other.expect((1920, 1080), 20_000)
    other.end()
