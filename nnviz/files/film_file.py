"""Films as files: frames become MP4, WebM, GIF or APNG, by the ending of the name."""

import io
import struct
import zlib
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
_HELD, _MOST_HELD = {".gif": 2}, 4 << 30
"""Bytes of a film for each pixel of all its frames that are kept, and the most."""
_WAITING = 4
"""Frames that may wait to be encoded."""
_PNG = b"\x89PNG\r\n\x1a\n"
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

    def expect(self, size: tuple[int, int], frames: int) -> None:
        """Say how large the film will be, before anything of it is made.

        Raises
        ------
        InputError
            If it would not fit into memory, where a GIF is until it is whole.
        """
        width, height = size
        need = _HELD.get(self._path.suffix.lower(), 0) * width * height * frames
        if need > _MOST_HELD:
            self.end()
            raise InputError(
                f"{self._path}: {frames:,} frames of {width}x{height} would need "
                f"{need / 1e9:.1f} GB of memory as a GIF: make a .mp4, .webm or .apng, "
                "or give fewer or smaller frames"
            )

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
    return _gif if ending == ".gif" else _apng


def _video(frames: Iterable[Pixels], rate: int, ending: str) -> bytes:
    import av

    codec, form, options = _CODECS[ending]
    from av.video.reformatter import VideoReformatter

    file, reformatter = io.BytesIO(), VideoReformatter()
    with av.open(file, "w", format=form) as container:
        stream: Any = container.add_stream(codec, rate=rate, options=options)
        stream.pix_fmt = "yuv420p"
        for frame in frames:
            if not stream.codec_context.is_open:
                stream.height, stream.width = frame.shape[:2]
            # Neither copies: a third of the time of a frame would go into it.
            picture = av.VideoFrame.from_numpy_buffer(frame, format="bgra")
            converted = reformatter.reformat(picture, format="yuv420p")
            container.mux(stream.encode(converted))
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


def _gif(frames: Iterable[Pixels], rate: int) -> bytes:
    from PIL import Image

    pictures: list[Image.Image] = []
    for frame in frames:
        picture = _picture(frame)
        none = Image.Dither.NONE
        pictures.append(picture.quantize(palette=_palette(frame), dither=none))
    file = io.BytesIO()
    pictures[0].save(
        file,
        "GIF",
        save_all=True,
        append_images=pictures[1:],
        duration=1000 / rate,
        loop=0,
    )
    return file.getvalue()


def _apng(frames: Iterable[Pixels], rate: int) -> bytes:
    """Return an animated PNG, of which only the bytes are kept.

    The first frame is a PNG as others are; of the others, what differs from the one
    before has its place. See the PNG specification, third edition, 11.3.5.
    """
    begin, body, count, number = b"", [], 0, 0
    before: Pixels | None = None
    for frame in frames:
        box = _changed(before, frame)
        top, bottom, left, right = box
        file = io.BytesIO()
        _picture(frame[top:bottom, left:right]).save(file, "PNG")
        chunks = list(_chunks(file.getvalue()))
        size = right - left, bottom - top
        control = struct.pack(">5I2H2B", number, *size, left, top, 1, rate, 0, 0)
        body.append(_chunk(b"fcTL", control))
        number += 1
        for kind, data in chunks:
            if kind == b"IHDR" and before is None:
                begin = _chunk(kind, data)
            elif kind == b"IDAT" and before is None:
                body.append(_chunk(kind, data))
            elif kind == b"IDAT":
                body.append(_chunk(b"fdAT", struct.pack(">I", number) + data))
                number += 1
        before, count = frame, count + 1
    # It is repeated without an end.
    animated = _chunk(b"acTL", struct.pack(">2I", count, 0))
    return b"".join((_PNG, begin, animated, *body, _chunk(b"IEND", b"")))


def _picture(frame: Pixels) -> "Image":
    import PIL.Image

    return PIL.Image.fromarray(np.ascontiguousarray(frame[..., 2::-1]))


def _changed(before: Pixels | None, frame: Pixels) -> tuple[int, int, int, int]:
    """Return the top, bottom, left and right of what differs; never nothing."""
    if before is None:
        return 0, frame.shape[0], 0, frame.shape[1]
    differs = (before[..., :3] != frame[..., :3]).any(axis=2)
    rows, columns = (np.flatnonzero(differs.any(axis=axis)) for axis in (1, 0))
    if not len(rows):
        return 0, 1, 0, 1
    ends = (rows[0], rows[-1] + 1, columns[0], columns[-1] + 1)
    top, bottom, left, right = map(int, ends)
    return top, bottom, left, right


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield the kind and the data of each chunk of a PNG."""
    place = len(_PNG)
    while place < len(png):
        (length,) = struct.unpack_from(">I", png, place)
        yield png[place + 4 : place + 8], png[place + 8 : place + 8 + length]
        place += length + 12


def _chunk(kind: bytes, data: bytes) -> bytes:
    checked = zlib.crc32(kind + data)
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", checked)
