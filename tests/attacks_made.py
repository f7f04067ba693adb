"""What attacks need that cannot lie in a repository: links, pipes, large files, zips, names."""

from __future__ import annotations

import io
import os
import stat
import struct
import warnings
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

from PIL import Image

Make = Callable[[Path, Path], None]
_PACK = Path(__file__).parent / "attacks" / "_grund"


def link(name: str, target: str) -> Make:
    """A symbolic link in the pack; `@` in the target is the folder outside."""

    def make(pack: Path, outside: Path) -> None:
        path = pack / name
        path.unlink(missing_ok=True)
        path.symlink_to(target.replace("@", str(outside)))

    return make


def linked_folder(name: str, file: str) -> Make:
    """A folder of the pack that is a link to the one outside, where a file lies."""

    def make(pack: Path, outside: Path) -> None:
        for old in (pack / name).rglob("*"):
            old.unlink()
        (pack / name).rmdir()
        (pack / name).symlink_to(outside)
        (outside / file).write_bytes((outside / "hemmelig.html").read_bytes())

    return make


def pipe(name: str) -> Make:
    """A pipe that nobody writes to: whoever opens it waits for ever."""

    def make(pack: Path, _: Path) -> None:
        (pack / name).unlink(missing_ok=True)
        os.mkfifo(pack / name)

    return make


def sparse(name: str, size: int, start: bytes = b"") -> Make:
    """A file of many zeros that takes no room on the disk."""

    def make(pack: Path, _: Path) -> None:
        with (pack / name).open("wb") as file:
            file.write(start)
            file.truncate(size)

    return make


def png(width: int, height: int) -> bytes:
    """A white picture; its bytes are few however large it is."""
    rows = zlib.compressobj(9)
    line = b"\0" + b"\xff" * width
    data = b"".join(rows.compress(line) for _ in range(height)) + rows.flush()
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = (_chunk(b"IHDR", head), _chunk(b"IDAT", data), _chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def picture(data: Callable[[], bytes], name: str = "billeder/a.png") -> Make:
    """A picture of these bytes, and a sheet that shows it."""

    def make(pack: Path, _: Path) -> None:
        (pack / name).write_bytes(data())
        page = (pack / "ark" / "proeve.html").read_text("utf-8")
        shown = f'<img src="{name}" alt="Et billede"></body>'
        (pack / "ark" / "proeve.html").write_text(page.replace("</body>", shown), "utf-8")

    return make


def text_bomb() -> bytes:
    """A picture whose text unpacks to a hundred times what it holds."""
    text = _chunk(b"zTXt", b"a\0\0" + zlib.compress(b"x" * 100_000_000, 9))
    small = png(9, 9)
    return small[:33] + text + small[33:]


def jpeg_with_damage() -> bytes:
    """A photograph whose second half is missing."""
    out = io.BytesIO()
    Image.effect_noise((400, 400), 90).convert("RGB").save(out, "JPEG")
    return out.getvalue()[:20_000]


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def large_yaml(pack: Path, _: Path) -> None:
    """Ten megabytes of honest YAML."""
    with (pack / "pakke.yaml").open("a", encoding="utf-8") as file:
        file.write("# en kommentar\n" * 700_000)


def many(before: str, line: str, count: int) -> Make:
    """The honest pack with very much of something; `#` in the line is its number."""

    def make(pack: Path, _: Path) -> None:
        path = pack / "pakke.yaml"
        text = path.read_text("utf-8")
        lines = "".join(line.replace("#", str(number)) for number in range(count))
        path.write_text(text.replace(before, before + lines, 1), "utf-8")

    return make


# --- Zips ----------------------------------------------------------------------------------

Entry = tuple[str | zipfile.ZipInfo, bytes]


def zip_of(*entries: Entry, packed: bool = True) -> Make:
    """A zip of the honest pack with more in it."""
    return _written(lambda: _zipped(entries, packed=packed))


def _written(data: Callable[[], bytes]) -> Make:
    def make(pack: Path, _: Path) -> None:
        (pack / "a.zip").write_bytes(data())

    return make


def _zipped(entries: tuple[Entry, ...], *, packed: bool = True) -> bytes:
    out = io.BytesIO()
    how = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
    with zipfile.ZipFile(out, "w", how) as archive:
        for path in sorted(p for p in _PACK.rglob("*") if p.is_file()):
            archive.write(path, f"proeve/{path.relative_to(_PACK)}")
        with warnings.catch_warnings(action="ignore"):  # a name that stands twice is meant
            for name, data in entries:
                archive.writestr(name, data)
    return out.getvalue()


def zip_with(kind: int, target: bytes = b"") -> Make:
    """A zip with an entry that is a link, a pipe or a device."""
    info = zipfile.ZipInfo("proeve/billeder/a.svg")
    info.create_system = 3
    info.external_attr = (kind | 0o644) << 16
    return zip_of((info, target))


def zip_bomb(pack: Path, _: Path) -> None:
    """Sixty megabytes of zeros in sixty kilobytes."""
    (pack / "a.zip").write_bytes(_zipped((("proeve/a.txt", bytes(60_000_000)),)))


def zip_that_lies(pack: Path, _: Path) -> None:
    """The same, with a listing that says ten bytes."""
    data = _zipped((("proeve/a.txt", bytes(60_000_000)),))
    size = struct.pack("<I", 60_000_000)
    (pack / "a.zip").write_bytes(data.replace(size, struct.pack("<I", 10)))


def zip_of_many(pack: Path, _: Path) -> None:
    """Twenty thousand files."""
    names = ((f"proeve/billeder/{number}.txt", b"") for number in range(20_000))
    (pack / "a.zip").write_bytes(_zipped(tuple(names), packed=False))


def zip_that_is_cut(pack: Path, _: Path) -> None:
    """Half a download."""
    data = _zipped(())
    (pack / "a.zip").write_bytes(data[: len(data) // 2])


def zip_with_wrong_sum(pack: Path, _: Path) -> None:
    """One byte of a file is another than its sum says."""
    data = bytearray(_zipped((("proeve/a.txt", b"hemmeligt" * 9),), packed=False))
    data[data.index(b"hemmeligt")] ^= 1
    (pack / "a.zip").write_bytes(bytes(data))


def zip_that_is_locked(pack: Path, _: Path) -> None:
    """Every entry says that it needs a password."""
    data = bytearray(_zipped(()))
    for mark, at in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        start = 0
        while (start := data.find(mark, start)) >= 0:
            data[start + at] |= 1
            start += 4
    (pack / "a.zip").write_bytes(bytes(data))


def no_zip(pack: Path, _: Path) -> None:
    """A page where a zip should be, as from a portal that wants one to log in."""
    (pack / "a.zip").write_text("<!doctype html><p>Log ind", "utf-8")


def zip_changed_on_the_way(pack: Path, _: Path) -> None:
    """A zip of ours with a file changed after it was made."""
    from klyngepakke.content.archive import zipped

    files = {str(p.relative_to(_PACK)): p.read_bytes() for p in _PACK.rglob("*") if p.is_file()}
    sent = zipped(files, "proeve")
    old, new = "Prøvepakken".encode(), "Hævnpakken".encode() + b" "
    changed = bytearray()
    with zipfile.ZipFile(io.BytesIO(sent)) as archive:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as other:
            for info in archive.infolist():
                other.writestr(info, archive.read(info).replace(old, new))
        changed += out.getvalue()
    (pack / "a.zip").write_bytes(bytes(changed))


# --- Word ----------------------------------------------------------------------------------


def _word(**changed: bytes) -> bytes:
    """A Word file of one line, with parts added, or put before what is in the document's own."""
    import docx

    made = docx.Document()
    made.add_heading("En pakke", 0)
    plain, out = io.BytesIO(), io.BytesIO()
    made.save(plain)
    before = changed.pop("before", b"")
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "word/document.xml" and before:
                head, _, rest = data.partition(b"?>")
                data = head + b"?>" + before + rest.replace(b"En pakke", b"&x;")
            new.writestr(name, data)
        for name, data in changed.items():
            new.writestr(name, data)
    return out.getvalue()


def word_with_entity(pack: Path, outside: Path) -> None:
    """A document that would read a file into itself."""
    address = (outside / "hemmelig.txt").as_uri().encode()
    before = b'<!DOCTYPE d [<!ENTITY x SYSTEM "' + address + b'">]>'
    (pack / "a.docx").write_bytes(_word(before=before))


def word_with_laughs(pack: Path, _: Path) -> None:
    """A document that grows tenfold nine times."""
    lines = [b'<!ENTITY a0 "ha">']
    lines += [b'<!ENTITY a%d "%s">' % (i, b"&a%d;" % (i - 1) * 10) for i in range(1, 10)]
    before = b"<!DOCTYPE d [" + b"".join(lines) + b'<!ENTITY x "&a9;">]>'
    (pack / "a.docx").write_bytes(_word(before=before))


def word_bomb(pack: Path, _: Path) -> None:
    """A document with sixty megabytes of zeros in it."""
    (pack / "a.docx").write_bytes(_word(**{"word/media/a.bin": bytes(60_000_000)}))


def word_with_macros(pack: Path, _: Path) -> None:
    """A document with a program in it."""
    (pack / "a.docm").write_bytes(_word(**{"word/vbaProject.bin": b"x"}))


LINK, PIPE, DEVICE = stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR
