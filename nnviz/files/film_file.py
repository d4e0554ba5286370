"""Films as files: frames become MP4, WebM, GIF or APNG, by the ending of the name."""

import io
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from queue import Queue
from threading import Thread
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from nnviz.core.errors import InputError
from nnviz.files.atomic import write_atomically

if TYPE_CHECKING:
    from PIL.Image import Image

Pixels = NDArray[np.uint8]
"""A frame (height, width, 4): blue, green, red and one that is not used."""

ENDINGS = (".mp4", ".webm", ".gif", ".apng")
_CODECS = {
    ".mp4": ("libx264", "mp4", {"crf": "18", "preset": "veryfast"}),
    ".webm": ("libvpx-vp9", "webm", {"crf": "28", "b:v": "0", "cpu-used": "6"}),
}
_WAITING = 4
"""Frames that may wait to be encoded."""
_NEEDED = "uv pip install 'nnviz-desktop[films]'"


class FilmFile:
    """Takes frames one by one, encodes them in a thread, and writes the film at once.

    Parameters
    ----------
    path
        The file; it is written when the film is whole.
    rate
        Frames a second.

    Raises
    ------
    InputError
        If what encodes films is not installed.
    """

    def __init__(self, path: Path, rate: int) -> None:
        self._path, self._rate = path, rate
        self._encode = _encoder(path.suffix.lower())
        self._frames: Queue[Pixels | None] = Queue(_WAITING)
        self._film, self._failure = b"", ""
        self._thread = Thread(target=self._run, daemon=True)
        self._thread.start()

    def add(self, frame: Pixels) -> None:
        """Add a frame; all have the same even size.

        Raises
        ------
        InputError
            If a frame before it could not be encoded.
        """
        if self._failure:
            raise InputError(f"{self._path}: {self._failure}")
        self._frames.put(frame)

    def end(self) -> None:
        """Give the film up; nothing is written."""
        self._frames.put(None)
        self._thread.join()

    def write(self) -> None:
        """Write the file.

        Raises
        ------
        InputError
            If it cannot be encoded or written.
        """
        self.end()
        if self._failure:
            raise InputError(f"{self._path}: {self._failure}")
        write_atomically(self._path, self._film)

    def _run(self) -> None:
        frames = self._until_the_end()
        try:
            self._film = self._encode(frames, self._rate)
        except Exception as error:  # noqa: BLE001 (of a library in C)
            self._failure = f"cannot be encoded ({error})"
            # Whoever adds frames must not wait for ever.
            for _ in frames:
                pass

    def _until_the_end(self) -> Iterator[Pixels]:
        """Yield the frames that are added; ``None`` is the end, and comes once."""
        while (frame := self._frames.get()) is not None:
            yield frame


def _encoder(ending: str) -> Callable[[Iterable[Pixels], int], bytes]:
    """Return what makes the bytes of a film from frames."""
    try:
        if ending in _CODECS:
            import av  # noqa: F401

            return lambda frames, rate: _video(frames, rate, ending)
        import PIL.Image  # noqa: F401
    except ImportError as error:
        raise InputError(
            f"films need {error.name}, which is not installed: {_NEEDED}"
        ) from error
    return lambda frames, rate: _animation(frames, rate, ending)


def _video(frames: Iterable[Pixels], rate: int, ending: str) -> bytes:
    import av

    codec, form, options = _CODECS[ending]
    file = io.BytesIO()
    with av.open(file, "w", format=form) as container:
        stream: Any = container.add_stream(codec, rate=rate, options=options)
        stream.pix_fmt = "yuv420p"
        for frame in frames:
            if not stream.codec_context.is_open:
                stream.height, stream.width = frame.shape[:2]
            picture = av.VideoFrame.from_ndarray(frame, format="bgra")
            container.mux(stream.encode(picture))
        container.mux(stream.encode(None))
    return file.getvalue()


def _palette(frame: Pixels) -> "Image":
    """Return a picture with the 256 colours that stand for a frame's.

    Colours count by the root of their pixels: a legend's have few, and would be lost to
    those of the surfaces, which have many.
    """
    import PIL.Image

    colours = frame[..., 2::-1].reshape(-1, 3)
    red, green, blue = (colours >> 3).astype(np.int64).T
    boxes = red << 10 | green << 5 | blue
    counts = np.bincount(boxes)
    found = np.flatnonzero(counts)
    sums = [np.bincount(boxes, colours[:, k])[found] for k in range(3)]
    means = np.rint(np.stack(sums, axis=1) / counts[found, None]).astype(np.uint8)
    times = np.ceil(np.sqrt(counts[found])).astype(np.int64)
    return PIL.Image.fromarray(np.repeat(means, times, axis=0)[None]).quantize(256)


def _animation(frames: Iterable[Pixels], rate: int, ending: str) -> bytes:
    from PIL import Image

    pictures: list[Image.Image] = []
    for frame in frames:
        picture = Image.fromarray(np.ascontiguousarray(frame[..., 2::-1]))
        if ending == ".gif":
            none = Image.Dither.NONE
            picture = picture.quantize(palette=_palette(frame), dither=none)
        pictures.append(picture)
    file = io.BytesIO()
    pictures[0].save(
        file,
        "GIF" if ending == ".gif" else "PNG",
        save_all=True,
        append_images=pictures[1:],
        duration=1000 / rate,
        loop=0,
    )
    return file.getvalue()
