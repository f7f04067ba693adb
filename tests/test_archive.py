"""Zips and folders from strangers: everything is judged by its listing before anything is read."""

from __future__ import annotations

import io
import os
import stat
import struct
import tracemalloc
import unicodedata
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from klyngepakke.content.archive import Limits, Listed, listing_faults, opened, zipped
from klyngepakke.content.parcel import received, sent
from klyngepakke.errors import FileError, InputError

PACK = b"id: proeve\n"


def entry(name, data=b"x", *, mode=stat.S_IFREG | 0o644):
    """A line of a zip as any tool may write it."""
    info = zipfile.ZipInfo("x")
    info.filename = name
    info.external_attr = mode << 16
    info.create_system = 3
    return info, data


def made(path, *entries, method=zipfile.ZIP_DEFLATED):
    """A zip of these entries, duplicates and all."""
    with zipfile.ZipFile(path, "w", method) as archive:
        for info, data in entries:
            info.compress_type = method
            archive._didModify = True
            archive.NameToInfo.pop(info.filename, None)  # it would warn of duplicates
            archive.writestr(info, data)
    return path


def refused(path, read=opened):
    """What is said of a zip that is refused."""
    with pytest.raises(InputError) as error:
        read(path)
    assert error.value.exit_code == 3
    return str(error.value)


@pytest.mark.parametrize(
    "name",
    [
        *("../ud.yaml", "a/../../ud.yaml", "/etc/ud.yaml", "a\\..\\ud.yaml", "C:/ud.yaml"),
        *("C:ud.yaml", "a//b.yaml", "./a.yaml", "a/./b.yaml", "//server/del/a.yaml", "..", "/"),
    ],
)
def test_names_that_lead_elsewhere(tmp_path, name):
    """P52: zip slip, absolute paths, backslashes and drives are refused by the listing."""
    assert "peger ud af mappen" in refused(made(tmp_path / "a.zip", entry(name)))


@pytest.mark.parametrize(
    "mode", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR, stat.S_IFBLK, stat.S_IFSOCK]
)
def test_entries_that_are_no_files(tmp_path, mode):
    """P53: a symbolic link, a FIFO and a device are refused."""
    path = made(tmp_path / "a.zip", entry("pakke.yaml", b"/etc/passwd", mode=mode | 0o777))

    assert "”pakke.yaml” er en genvej eller en enhed" in refused(path)


def test_a_bomb_is_refused_by_its_listing(tmp_path):
    """P54: much in little is refused before it is unpacked."""
    path = made(tmp_path / "a.zip", *(entry(f"{i}.txt", bytes(9_000_000)) for i in range(5)))

    assert path.stat().st_size < 100_000
    assert "mere end 40 MB" in refused(path)


def test_a_listing_that_lies_of_a_size(tmp_path):
    """P54: no more is unpacked than the listing says, and the lie is told as damage."""
    path = made(tmp_path / "a.zip", entry("pakke.yaml", bytes(50_000_000)))
    lying(path, 10)

    tracemalloc.start()
    said = refused(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert "beskadiget" in said
    assert peak < 5_000_000


def test_a_listing_that_promises_too_much(tmp_path):
    """P54: a file that is shorter than the listing says is damaged."""
    path = made(tmp_path / "a.zip", entry("pakke.yaml", PACK), method=zipfile.ZIP_STORED)
    lying(path, 99)

    assert "beskadiget" in refused(path)


def lying(path, size):
    """Let the listing of a zip say another size of its only file."""
    raw = bytearray(path.read_bytes())
    at = raw.index(b"PK\x01\x02")
    raw[at + 24 : at + 28] = struct.pack("<I", size)
    path.write_bytes(raw)


def test_a_listing_of_20000_files(tmp_path):
    """P54: a long listing is refused before Python makes a value of every line."""
    path = made(tmp_path / "a.zip", *(entry(f"{i}.txt", b"") for i in range(2000)))
    raw = path.read_bytes()
    at = raw.index(b"PK\x01\x02")
    path.write_bytes(raw[:at] + raw[at:-22] * 10)  # its end is gone, so nobody has read the rest

    assert "mere end 1000 filer" in refused(path)


def test_a_file_too_large_to_be_read(tmp_path):
    """P54: the zip itself may not be larger than what it may hold."""
    path = tmp_path / "a.zip"
    with path.open("wb") as file:
        file.truncate(41_000_000)

    assert "større end 40 MB" in refused(path)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ark/Kort.html", "ark/kort.html"),
        ("Ark/a.html", "ark/b.html"),
        ("å.txt", unicodedata.normalize("NFD", "Å.txt")),
        ("pakke.yaml", "pakke.yaml"),
        ("ark", "ark/a.html"),
        ("STRASSE.txt", "straße.txt"),
    ],
)
def test_twins_are_told_with_both_names(tmp_path, one, other):
    """P55: names that are one on some computer: case, NFC and NFD, duplicates, file and folder."""
    said = refused(made(tmp_path / "a.zip", entry(one), entry(other)))

    for name in (one, other):
        assert unicodedata.normalize("NFC", name).partition("/")[0] in said


def test_folders_of_a_listing_are_no_twins(tmp_path):
    """A folder may stand in the listing beside what it holds."""
    lines = [
        entry("ark/", b"", mode=stat.S_IFDIR | 0o755),
        entry("ark/a.html"),
        entry("ark/b.html"),
    ]

    assert set(opened(made(tmp_path / "a.zip", *lines))) == {"ark/a.html", "ark/b.html"}


@pytest.mark.parametrize(
    "name",
    [
        *("aux.yaml", "COM¹.md", "ark/nul", "con .txt", "slut.", "slut ", "ark./a.html"),
        *("ark/a:b", "a?.md", "a|b", 'a".md', "LPT9.tar.gz", "conin$"),
    ],
)
def test_names_that_windows_cannot_have(tmp_path, name):
    """P56: reserved names, dots and blanks at the end, and signs that mean something."""
    assert "i Windows" in refused(made(tmp_path / "a.zip", entry(name)))


def test_names_that_are_too_long(tmp_path):
    """A path that Windows has no room for is refused."""
    assert "for langt navn" in refused(made(tmp_path / "a.zip", entry("ark/" * 49 + "a.html")))


@pytest.mark.parametrize("name", ["a\x1b[31m.md", "a\u202egpj.exe.md", "a\nb.md", "a\u200b.md"])
def test_names_with_unseen_signs_are_never_printed(tmp_path, name):
    """A name cannot write to the terminal what it is not, or turn round what stands there."""
    said = refused(made(tmp_path / "a.zip", entry(name)))

    assert "usynlige tegn" in said
    assert said.isprintable()


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("pakke.py", b"", "kode"),
        ("ark/koer.EXE", b"MZ", "kode"),
        ("billeder/model.png", b"MZ\x90\0" + bytes(80), "kode"),
        ("mere.zip", b"", "pakket fil"),
        ("noter.txt", b"PK\x03\x04", "pakket fil"),
        ("hjaelp.md", b"\x7fELF", "program"),
    ],
)
def test_code_in_a_data_pack(tmp_path, name, data, told):
    """P57: Python, programs and further zips are refused, whatever they are called."""
    path = made(tmp_path / "a.zip", entry("pakke.yaml", PACK), entry(name, data))
    folder = tmp_path / "mappe"
    (folder / name).parent.mkdir(parents=True)
    (folder / "pakke.yaml").write_bytes(PACK)
    (folder / name).write_bytes(data)

    for source in (path, folder):
        said = refused(source, received)
        assert told in said
        assert f"”{name}”" in said


def test_what_is_no_zip(tmp_path):
    """P58: not a zip, cut off, a wrong checksum, encrypted, packed in a rare way."""
    path = tmp_path / "a.zip"
    path.write_bytes(b"id: trivsel\n")
    assert "ikke en zip-fil" in refused(path)
    path.write_bytes(b"")
    assert "ikke en zip-fil" in refused(path)

    whole = made(path, entry("pakke.yaml", PACK * 99)).read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    assert "beskadiget" in refused(path)

    broken = bytearray(whole)
    broken[14] ^= 1
    broken[broken.index(b"PK\x01\x02") + 16] ^= 1
    path.write_bytes(broken)
    assert "beskadiget" in refused(path)

    locked = bytearray(whole)
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(locked)
    assert "adgangskode" in refused(path)

    made(path, entry("pakke.yaml", PACK), method=zipfile.ZIP_LZMA)
    assert "almindelig zip" in refused(path)


def test_what_is_no_file(tmp_path):
    """A FIFO is never opened, and what is not there is said."""
    os.mkfifo(tmp_path / "kø")

    assert "ikke en fil" in refused(tmp_path / "kø")
    assert "findes ikke" in refused(tmp_path / "ingen.zip")


def test_a_zip_from_a_mac(tmp_path):
    """P59: names in NFD and in UTF-8 that is not marked are right, and litter is left out."""
    name = unicodedata.normalize("NFD", "Læs mig på dansk.md")
    path = tmp_path / "a.zip"
    unmarked = name.encode().decode("cp437")
    made(
        path,
        entry("trivsel/pakke.yaml", PACK),
        entry(f"trivsel/{unmarked}", b"hej"),
        entry("trivsel/.DS_Store"),
        entry(f"__MACOSX/trivsel/._{unmarked}"),
    )
    raw = bytearray(path.read_bytes())
    for signature, flags in ((b"PK\x03\x04", 7), (b"PK\x01\x02", 9)):
        at = -1
        while (at := raw.find(signature, at + 1)) >= 0:
            raw[at + flags] &= ~0x08
    # Python wrote the stand-ins as UTF-8; a Mac writes the bytes themselves.
    path.write_bytes(remade(bytes(raw), unmarked.encode(), name.encode()))

    assert received(path).files == {"Læs mig på dansk.md": b"hej", "pakke.yaml": PACK}


def remade(raw, before, after):
    """A zip with the bytes of a name replaced, lengths and offsets put right."""
    out, central = io.BytesIO(), io.BytesIO()
    at, count = 0, 0
    offsets = {}
    while raw[at : at + 4] == b"PK\x03\x04":
        head = bytearray(raw[at : at + 30])
        size, length, extra = (
            struct.unpack("<I", head[18:22])[0],
            *struct.unpack("<HH", head[26:30]),
        )
        name = raw[at + 30 : at + 30 + length].replace(before, after)
        head[26:28] = struct.pack("<H", len(name))
        offsets[at] = out.tell()
        out.write(head + name + raw[at + 30 + length : at + 30 + length + extra + size])
        at += 30 + length + extra + size
    while raw[at : at + 4] == b"PK\x01\x02":
        head = bytearray(raw[at : at + 46])
        length, extra, comment = struct.unpack("<HHH", head[28:34])
        name = raw[at + 46 : at + 46 + length].replace(before, after)
        head[28:30] = struct.pack("<H", len(name))
        head[42:46] = struct.pack("<I", offsets[struct.unpack("<I", head[42:46])[0]])
        central.write(head + name + raw[at + 46 + length : at + 46 + length + extra + comment])
        at += 46 + length + extra + comment
        count += 1
    start, listing = out.tell(), central.getvalue()
    end = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, count, count, len(listing), start, 0)
    return out.getvalue() + listing + end


def test_a_pack_is_at_the_top_or_in_one_folder(tmp_path):
    """One top folder or none; with two, or none with a pack, it is said."""
    path = tmp_path / "a.zip"
    assert set(received(made(path, entry("pakke.yaml"), entry("ark/a.html"))).files) == {
        "ark/a.html",
        "pakke.yaml",
    }
    assert set(received(made(path, entry("t/pakke.yaml"), entry("t/a.html"))).files) == {
        "a.html",
        "pakke.yaml",
    }
    assert "ingen pakke" in refused(made(path, entry("t/a.html")), received)
    assert "ingen pakke" in refused(
        made(path, entry("t/pakke.yaml"), entry("u/pakke.yaml")), received
    )
    assert "ingen pakke" in refused(made(path), received)


def test_checksums_hold(tmp_path):
    """What was changed, added or taken away after the zip was made is named."""
    path = tmp_path / "a.zip"
    files = {"pakke.yaml": PACK, "a.html": b"a", "b.html": b"b"}
    path.write_bytes(zipped(files, "proeve"))
    assert received(path).files == files

    lines = dict(opened(path))
    lines["proeve/a.html"] = b"andet"
    lines["proeve/c.html"] = lines.pop("proeve/b.html")
    said = refused(made(path, *(entry(n, x) for n, x in lines.items())), received)

    assert "”a.html” er ændret" in said
    assert "”b.html” mangler" in said
    assert "”c.html” er lagt i" in said


def test_a_zip_is_the_same_bytes_whatever_the_order():
    """A zip depends on its files alone, and any tool can open it."""
    files = {"pakke.yaml": PACK, "ark/å.html": b"a", "LICENSE": b"CC"}

    first, second = zipped(files, "p"), zipped(dict(reversed(files.items())), "p")

    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert archive.testzip() is None
        assert {i.date_time for i in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {i.external_attr >> 16 for i in archive.infolist()} == {0o100644}


def folder_of(path, **files):
    """A folder with a pack and more."""
    for name, data in {"pakke.yaml": PACK, **files}.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_bytes(data)
    return path


def test_a_folder_is_judged_as_a_zip_is(tmp_path):
    """Links out of it, FIFOs, names and sizes: a folder gets the same answers."""
    link = folder_of(tmp_path / "genvej")
    (link / "ud.txt").symlink_to("/etc/hostname")
    assert "genvej" in refused(link, received)

    fifo = folder_of(tmp_path / "fifo")
    os.mkfifo(fifo / "a.txt")
    assert "enhed" in refused(fifo, received)

    assert "i Windows" in refused(folder_of(tmp_path / "navn", **{"aux.txt": b""}), received)
    large = folder_of(tmp_path / "stor")
    with (large / "a.png").open("wb") as file:
        file.truncate(41_000_000)
    assert "mere end 40 MB" in refused(large, received)


def test_a_folder_without_one_pack(tmp_path):
    """No pack, or several: it is said which folder to name."""
    (tmp_path / "tom").mkdir()
    folder_of(tmp_path / "to" / "a")
    folder_of(tmp_path / "to" / "b")

    assert "ingen pakke" in refused(tmp_path / "tom", received)
    assert "flere pakker" in refused(tmp_path / "to", received)
    with pytest.raises((InputError, FileError)):
        received(tmp_path / "ingen")


def test_an_author_sends_only_what_a_pack_needs(tmp_path):
    """Code, hidden files and drafts stay at home; the code and the drafts are named."""
    folder = folder_of(
        tmp_path / "min",
        **{
            "ark/a.html": b"a",
            "__init__.py": b"",
            "noter.docx": b"",
            ".git/x": b"",
            "SHA256SUMS": b"",
        },
    )

    parcel = sent(folder)

    assert set(parcel.files) == {"pakke.yaml", "ark/a.html"}
    assert parcel.left_out == ("__init__.py", "noter.docx")


def test_another_reader_sets_its_own_limits(tmp_path):
    """A Word file is judged by the same listing, with limits of its own."""
    path = made(tmp_path / "a.docx", entry("[Content_Types].xml"), entry("_rels/.rels"))

    assert set(opened(path, Limits(files=2, size=2000))) == {"[Content_Types].xml", "_rels/.rels"}
    with pytest.raises(InputError, match="mere end 1 filer"):
        opened(path, Limits(files=1))


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_damaged_zip_is_read_or_refused(tmp_path_factory, data):
    """A zip that was damaged on its way gives the same files, or is refused."""
    path = tmp_path_factory.mktemp("zip") / "a.zip"
    files = {"pakke.yaml": PACK, "ark/a.html": b"a" * 50}
    raw = bytearray(zipped(files, "p"))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(raw) - 1))
        raw[at] = data.draw(st.integers(0, 255))
    path.write_bytes(raw[: data.draw(st.sampled_from([len(raw), len(raw) - 1, len(raw) // 2]))])

    try:
        found = received(path).files
    except InputError:
        return
    assert found == files


@given(st.lists(st.text(max_size=30), max_size=8))
def test_any_listing_is_judged(names):
    """No name breaks the judging of a listing; what passes stays below its folder."""
    if not list(listing_faults(Listed(n) for n in names)):
        for name in names:
            assert os.path.normpath(f"/top/{name}").startswith("/top/")
