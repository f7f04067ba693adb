"""Late: pictures that are put into a finished PDF, so that a sheet is laid out without them.

The print list shows the first page of every sheet. Laid out with those pictures it would be
another sheet whenever any page changes; so it is laid out with stand-ins, of the same size and
each with a mark of its own in its first points, and they are exchanged afterwards.
"""

from __future__ import annotations

import hashlib
import io
import math
import struct
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import pikepdf

from klyngepakke.printing.unwritten import Unwritten

Area = tuple[float, float, float, float]

_PNG: Final = b"\x89PNG\r\n\x1a\n"
_CHUNK: Final = struct.Struct(">I4s")
_HEADER: Final = struct.Struct(">IIBBBBB")
_CHECKSUM: Final = 4  # bytes after each chunk
_GREY: Final = b"\xe6"  # a tenth of it ink, as of a page: the list's own share stays what it is
_LARGEST: Final = 500  # points of a stand-in's side, and of a small picture's
_HEAVIEST: Final = 1_000_000  # bytes of a small picture
_COLOURS: Final = 256  # of a palette, at the most
_DEPTHS: Final = (1, 2, 4, 8)  # bits of a point
_WHOLE: Final = 8  # bits of a point of a stand-in
_BYTE: Final = 255
_PAETH: Final = 4  # the last of five ways in which PNG tells a row by what is around it
_INDEXED: Final = 3  # the kind of PNG file whose points are places in a palette


@dataclass(frozen=True)
class _Png:
    """A picture with a palette, packed as PDF has it, too."""

    width: int
    height: int
    bits: int
    palette: bytes
    data: bytes
    rows: bytes

    @property
    def wide(self) -> int:
        """Bytes of a row."""
        return (self.width * self.bits + 7) // 8


def inflated(data: bytes, most: int) -> bytes:
    """What is packed in a few bytes, which may say that they are a million times as many.

    Raises:
        Unwritten: It is more than so many bytes, or is not packed so.
    """
    try:
        found = zlib.decompressobj().decompress(data, most + 1)
    except zlib.error as error:
        raise Unwritten("something is not packed as it is known") from error
    if len(found) > most:
        raise Unwritten("something is larger than it can be")
    return found


def stand_in(name: str, picture: bytes) -> bytes:
    """A grey PNG file of a picture's size, which no other name has.

    Args:
        name: What the sheet calls the picture.
        picture: A PNG file; one that is none, or is too large, has a stand-in of one point.
    """
    width, height = _size(picture)
    points = _mark(name).ljust(width * height, _GREY)
    rows = (b"\0" + points[at : at + width] for at in range(0, width * height, width))
    header = _HEADER.pack(width, height, _WHOLE, 0, 0, 0, 0)
    return _file((b"IHDR", header), (b"IDAT", zlib.compress(b"".join(rows))))


def pictured(pdf: bytes, pictures: Mapping[str, bytes]) -> bytes:
    """The file with every stand-in exchanged for its picture.

    Args:
        pdf: A finished file that was laid out with `stand_in` of each.
        pictures: PNG files with a palette, by name.

    Raises:
        Unwritten: A stand-in is not there as it was given, or a picture is of another kind.
    """
    wanted = {_mark(name): _read(picture) for name, picture in pictures.items()}
    try:
        with pikepdf.open(io.BytesIO(pdf)) as file:
            for item in file.objects:
                if isinstance(item, pikepdf.Stream) and item.get("/Subtype") == "/Image":
                    _exchange(item, wanted)
            if wanted:
                raise Unwritten(f"{len(wanted)} stand-ins are not in the file")
            out = io.BytesIO()
            file.save(out, deterministic_id=True)
    except (pikepdf.PdfError, AttributeError, LookupError, TypeError) as error:
        raise Unwritten("a stand-in is packed in another way") from error
    return out.getvalue()


def blanked(picture: bytes, area: Area) -> bytes:
    """A small picture of a page with a part of it empty, as the page is just above that part.

    Args:
        picture: A PNG file with a palette.
        area: Left, top, right and bottom, as shares of the page.

    Raises:
        Unwritten: It is none, or has no such part.
    """
    png = _read(picture)
    left, top, right, bottom = _part(png, area)
    rows, rest = _rows(png, bottom + 1)
    ground = _points(rows[max(top - 1, 0)], png.bits)[left:right]
    for y in range(top, bottom):
        points = _points(rows[y], png.bits)
        points[left:right] = ground
        rows[y] = _packed(points, png.bits)
    header = _HEADER.pack(png.width, png.height, png.bits, _INDEXED, 0, 0, 0)
    data = zlib.compress(b"".join(b"\0" + row for row in rows) + rest, 9)
    return _file((b"IHDR", header), (b"PLTE", png.palette), (b"IDAT", data))


def _part(png: _Png, area: Area) -> tuple[int, int, int, int]:
    """An area in points: left, top, right and bottom; there is a row below it."""
    if not all(0 <= side <= 1 for side in area):
        raise Unwritten("a part of a picture is outside it")
    left, right = (math.ceil(area[side] * png.width) for side in (0, 2))
    top, bottom = math.floor(area[1] * png.height), math.ceil(area[3] * png.height)
    if left > right or top > bottom or bottom >= png.height:
        raise Unwritten("a part of a picture is outside it")
    return left, top, right, bottom


def _rows(png: _Png, number: int) -> tuple[list[bytes], bytes]:
    """The first rows of a picture, each byte as it is, and the rest, told by what is above it."""
    long = number * (1 + png.wide)
    return _first(png.rows[:long], png.wide), png.rows[long:]


def _first(data: bytes, wide: int) -> list[bytes]:
    """Rows as they are, of those that PNG packs; a point is a byte or less."""
    rows, above = list[bytes](), bytes(wide)
    for at in range(0, len(data), 1 + wide):
        above = _row(data[at], data[at + 1 : at + 1 + wide], above)
        rows.append(above)
    return rows


def _row(way: int, data: bytes, above: bytes) -> bytes:
    if way > _PAETH:
        raise Unwritten("a row of a picture is told in no known way")
    made, left, corner = bytearray(), 0, 0
    for byte, up in zip(data, above, strict=True):
        left = (byte + _guess(way, left, up, corner)) & _BYTE
        corner = up
        made.append(left)
    return bytes(made)


def _guess(way: int, left: int, up: int, corner: int) -> int:
    """What PNG takes a byte for, by those beside and above it."""
    if way == _PAETH:
        likely = left + up - corner
        return min((left, up, corner), key=lambda one: abs(likely - one))
    return (0, left, up, (left + up) // 2)[way]


def _points(row: bytes, bits: int) -> list[int]:
    whole = "".join(f"{byte:08b}" for byte in row)
    return [int(whole[at : at + bits], 2) for at in range(0, len(whole), bits)]


def _packed(points: list[int], bits: int) -> bytes:
    whole = "".join(f"{point:0{bits}b}" for point in points)
    return int(whole, 2).to_bytes(len(whole) // 8)


def _size(picture: bytes) -> tuple[int, int]:
    """The size of a small picture; it comes from where strangers' code may have run."""
    header = picture[len(_PNG) + _CHUNK.size :][: _HEADER.size]
    width, height = _HEADER.unpack(header)[:2] if len(header) == _HEADER.size else (1, 1)
    return (width, height) if 0 < width <= _LARGEST and 0 < height <= _LARGEST else (1, 1)


def _mark(name: str) -> bytes:
    return hashlib.sha256(name.encode()).digest()


def _file(*chunks: tuple[bytes, bytes]) -> bytes:
    return _PNG + b"".join(_chunk(kind, data) for kind, data in (*chunks, (b"IEND", b"")))


def _chunk(kind: bytes, data: bytes) -> bytes:
    return _CHUNK.pack(len(data), kind) + data + struct.pack(">I", zlib.crc32(kind + data))


def _exchange(item: Any, wanted: dict[bytes, _Png]) -> None:  # noqa: ANN401 - pikepdf's object
    """Put the picture in that a stand-in stands for; another picture is left alone."""
    size = (item.Width, item.Height)
    if size not in {(picture.width, picture.height) for picture in wanted.values()}:
        return
    mark = _begins(item)
    if mark not in wanted:
        return
    picture = wanted.pop(mark)
    if size != (picture.width, picture.height):
        raise Unwritten("a stand-in is not as large as it was")
    palette = pikepdf.String(picture.palette)
    last = len(picture.palette) // 3 - 1
    item.ColorSpace = pikepdf.Array(
        [pikepdf.Name("/Indexed"), pikepdf.Name("/DeviceRGB"), last, palette]
    )
    item.BitsPerComponent = picture.bits
    parms = {"/Predictor": 15, "/Columns": picture.width, "/BitsPerComponent": picture.bits}
    item.write(
        picture.data, filter=pikepdf.Name("/FlateDecode"), decode_parms=pikepdf.Dictionary(parms)
    )


def _begins(item: Any) -> bytes:  # noqa: ANN401 - pikepdf's object
    """The first points of a grey picture, as long as a mark; none, if it may be no stand-in.

    It is unpacked here, as a stand-in is packed, however large it may say that it is.
    """
    wide, high = int(item.Width), int(item.Height)
    if item.get("/Filter") != "/FlateDecode" or item.get("/ColorSpace") != "/DeviceGray":
        return b""
    long = hashlib.sha256().digest_size
    try:
        data = inflated(item.read_raw_bytes(), (1 + wide) * high)
        packed = len(data) == (1 + wide) * high
        rows = _first(data[: -(-long // wide) * (1 + wide)], wide) if packed else [data]
    except ValueError:
        return b""
    return b"".join(rows)[:long]


def _read(picture: bytes) -> _Png:
    if len(picture) > _HEAVIEST:
        raise Unwritten("a picture is larger than it can be")
    parts: dict[bytes, bytes] = {}
    for kind, data in _chunks(picture):
        parts[kind] = parts.get(kind, b"") + data
    try:
        width, height, bits, kind_of, _, _, interlaced = _HEADER.unpack(parts[b"IHDR"])
        palette, data = parts[b"PLTE"], parts[b"IDAT"]
    except (KeyError, struct.error) as error:
        raise Unwritten("a picture is no PNG file with a palette") from error
    small = _size(picture) == (width, height) and 0 < len(palette) <= 3 * _COLOURS
    if not small or kind_of != _INDEXED or interlaced or b"tRNS" in parts or bits not in _DEPTHS:
        raise Unwritten("a picture is not packed as PDF has it")
    png = _Png(width, height, bits, palette, data, b"")
    rows = inflated(data, height * (1 + png.wide))
    if len(rows) != height * (1 + png.wide):
        raise Unwritten("a picture has not the rows that it says")
    return replace(png, rows=rows)


def _chunks(picture: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(_PNG)
    while at + _CHUNK.size <= len(picture):
        length, kind = _CHUNK.unpack_from(picture, at)
        at += _CHUNK.size
        yield kind, picture[at : at + length]
        at += length + _CHECKSUM
