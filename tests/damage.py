"""What is done to the bytes of a file to see what its reader makes of them."""

import gzip
import io
import random
import re
import zipfile
from collections.abc import Callable

WORDS = re.compile(rb"[A-Za-z_]{3,}|\d+")

OTHER = (
    *(b"0", b"-1", b"99999999999", b"1e999", b"null", b"Lambda", b"Conv", b"LSTM"),
    *(b"F64", b"BF16", b"I8", b"x", b"", b"os", b"keras.utils", b"Dense", b"tanh"),
    *(b"exec(x)", b"x" * 5000, b"[" * 3000, b"sqrt(sqrt(x))", b"x^x^x^x", b"1/x"),
    *(b"'<f8'", b"'|O'", b"(99999999, 99999999)", b"True", b"Loop", b"Softmax"),
)
"""What is put in the place of a word: another type, shape, layer or function."""

Way = Callable[[bytearray], bytes]


class Damage:
    """Damages bytes by chance."""

    def __init__(self, chance: random.Random) -> None:
        self._random = chance
        self._ways: dict[Way, int] = {
            self._cut: 2,
            self._flip: 4,
            self._put_in: 1,
            self._say_otherwise: 4,
        }

    def done(self, data: bytes) -> tuple[str, bytes]:
        """Return what was done, and what has become of the bytes."""
        (way,) = self._random.choices(list(self._ways), list(self._ways.values()))
        said = way.__name__.strip("_").replace("_", " ")
        if data.startswith((b"PK", b"\x1f\x8b")) and self._random.random() < 0.6:
            return f"{said} within", self._within(data, way)
        return said, way(bytearray(data))

    def _within(self, data: bytes, way: Way) -> bytes:
        """Damage what is packed; the checksums fit again."""
        if data.startswith(b"\x1f\x8b"):
            return gzip.compress(way(bytearray(gzip.decompress(data))), 1)
        with zipfile.ZipFile(io.BytesIO(data)) as files:
            members = {name: files.read(name) for name in files.namelist()}
        chosen = self._random.choice(list(members))
        members[chosen] = way(bytearray(members[chosen]))
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as files:
            for name, content in members.items():
                files.writestr(name, content)
        return made.getvalue()

    def _cut(self, data: bytearray) -> bytes:
        return bytes(data[: self._random.randrange(len(data))])

    def _flip(self, data: bytearray) -> bytes:
        for _ in range(self._random.choice((1, 1, 3, 10))):
            data[self._random.randrange(len(data))] ^= 1 << self._random.randrange(8)
        return bytes(data)

    def _put_in(self, data: bytearray) -> bytes:
        place = self._random.randrange(len(data))
        count = self._random.randrange(1, 30)
        some = self._random.choices(b'\0\n",;\t1\xff\\[{e-', k=count)
        data[place:place] = bytes(some)
        return bytes(data)

    def _say_otherwise(self, data: bytearray) -> bytes:
        for _ in range(self._random.choice((1, 1, 2))):
            found = list(WORDS.finditer(bytes(data)))
            if found:
                word = self._random.choice(found)
                data[word.start() : word.end()] = self._random.choice(OTHER)
        return bytes(data)
