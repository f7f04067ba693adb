"""Nothing half-written: files and folders are replaced whole, and the user's own are kept."""

from __future__ import annotations

import errno
import fcntl
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest

import kits
from helpers_faults import Windows
from klyngepakke.errors import BusyError, FileError
from klyngepakke.files import (
    check_closed,
    locked,
    make_whole,
    mend,
    recover,
    swap_in,
    sweep,
    write_file,
)
from klyngepakke.files.disk import System, disk
from klyngepakke.planning.document import Document
from klyngepakke.printing.bundle import bundle, write_bundle
from klyngepakke.printing.document import Sheet
from klyngepakke.road import OUTPUT, build


def a_bundle(text="et"):
    """A bundle of one sheet whose bytes are the text."""
    document = Document("ark", "ark", "Ark", "ark.html", "bord", 1, {})
    return bundle([Sheet(document, text.encode(), "", 1)], [], {"møde": "m"})


def names(folder):
    """The names in a folder."""
    return sorted(path.name for path in folder.iterdir())


def test_write_file_replaces_whole(tmp_path):
    """A file is replaced, and nothing else is left beside it."""
    target = tmp_path / "moede.yaml"
    target.write_text("gammel")

    write_file(target, b"ny")

    assert target.read_bytes() == b"ny"
    assert names(tmp_path) == ["moede.yaml"]


def test_private_files_are_for_the_owner(tmp_path):
    """What names people has mode 0600."""
    write_file(tmp_path / "deltagere.csv", b"navn", private=True)

    assert (tmp_path / "deltagere.csv").stat().st_mode & 0o777 == 0o600


def test_missing_parent_is_told(tmp_path):
    """A folder that is not there is named, in Danish."""
    with pytest.raises(FileError, match="findes ikke"):
        write_file(tmp_path / "mangler" / "x", b"")


def test_swap_in_replaces_the_folder(tmp_path):
    """The new files stand alone; litter of neither build is left."""
    folder = tmp_path / "til-print"
    swap_in(folder, {"1.pdf": b"a", "2.pdf": b"b"})

    swap_in(folder, {"1.pdf": b"c"})

    assert names(folder) == ["1.pdf"]
    assert (folder / "1.pdf").read_bytes() == b"c"
    assert names(tmp_path) == ["til-print"]


def test_full_disk_keeps_the_old_kit(tmp_path):
    """When a file cannot be written whole, the old kit stands and there is no litter."""
    folder = tmp_path / "til-print"
    swap_in(folder, {"1.pdf": b"gammel"})
    code = (
        "import resource, signal, sys, pathlib\n"
        "from klyngepakke.files import swap_in\n"
        "from klyngepakke.errors import FileError\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "try: swap_in(pathlib.Path(sys.argv[1]), {'1.pdf': b'x' * 500, '2.pdf': b'x' * 5000})\n"
        "except FileError as error: print(error)\n"
    )

    done = subprocess.run(
        [sys.executable, "-c", code, str(folder)], capture_output=True, text=True, check=True
    )

    assert "Intet er ændret" in done.stdout
    assert (folder / "1.pdf").read_bytes() == b"gammel"
    assert names(tmp_path) == ["til-print"]


@pytest.mark.parametrize("new_is_there", [True, False])
def test_recover_after_a_kill_between_the_renames(tmp_path, new_is_there):
    """A killed build leaves the old kit or the new one, and no litter."""
    folder = tmp_path / "til-print"
    (tmp_path / ".til-print.gammel").mkdir()
    (tmp_path / ".til-print.gammel" / "1.pdf").write_bytes(b"gammel")
    (tmp_path / ".til-print.ny.abc").mkdir()
    if new_is_there:
        folder.mkdir()
        (folder / "1.pdf").write_bytes(b"ny")

    recover(folder)

    assert (folder / "1.pdf").read_bytes() == (b"ny" if new_is_there else b"gammel")
    assert names(tmp_path) == ["til-print"]


def test_two_builds_at_once(tmp_path):
    """The second build is told to wait."""
    with locked(tmp_path), pytest.raises(BusyError, match="ved at bygge"), locked(tmp_path):
        pass


def test_filled_in_forms_are_kept(tmp_path):
    """A file that somebody changed, and one that is not ours, are moved to gemt first."""
    folder, kept = tmp_path / "til-print", tmp_path / "gemt"
    write_bundle(a_bundle(), folder, kept)
    (folder / "01-ark.pdf").write_bytes(b"udfyldt")
    (folder / "noter.txt").write_bytes(b"mine")

    moved = write_bundle(a_bundle("to"), folder, kept)

    assert [path.name for path in moved] == ["01-ark.pdf", "noter.txt"]
    assert (kept / "01-ark.pdf").read_bytes() == b"udfyldt"
    assert (folder / "01-ark.pdf").read_bytes() == b"to"


def test_kept_files_never_overwrite_each_other(tmp_path):
    """The second file of a name gets a number."""
    folder, kept = tmp_path / "til-print", tmp_path / "gemt"
    for text in ("et", "to"):
        write_bundle(a_bundle(), folder, kept)
        (folder / "noter.txt").write_text(text)
    write_bundle(a_bundle(), folder, kept)

    assert names(kept) == ["noter-2.txt", "noter.txt"]


def test_two_files_of_one_name_are_both_kept(tmp_path):
    """From two folders below the kit: each has a place in gemt, and both are told."""
    folder, kept = tmp_path / "til-print", tmp_path / "gemt"
    write_bundle(a_bundle(), folder, kept)
    for below in ("a", "b"):
        (folder / below).mkdir()
        (folder / below / "noter.txt").write_text(below)

    moved = write_bundle(a_bundle("to"), folder, kept)

    assert [path.read_text() for path in moved] == ["a", "b"]
    assert names(kept) == ["noter-2.txt", "noter.txt"]


def test_a_folder_that_is_not_ours_is_not_replaced(tmp_path):
    """A til-print that klyngepakke did not make is left alone, and named."""
    folder = tmp_path / "til-print"
    folder.mkdir()
    (folder / "feriebillede.jpg").write_bytes(b"x")

    with pytest.raises(FileError, match="ikke lavet af klyngepakke"):
        write_bundle(a_bundle(), folder, tmp_path / "gemt")

    assert names(folder) == ["feriebillede.jpg"]


def test_output_path_that_is_a_file(tmp_path):
    """A file where the folder should be is named."""
    (tmp_path / "til-print").write_text("")

    with pytest.raises(FileError, match="er en fil"):
        write_bundle(a_bundle(), tmp_path / "til-print", tmp_path / "gemt")


def test_output_path_that_is_a_link(tmp_path):
    """A link where the folder should be is left alone, wherever it leads."""
    folder, elsewhere = tmp_path / "til-print", tmp_path / "andet"
    write_bundle(a_bundle(), elsewhere, tmp_path / "gemt")
    folder.symlink_to(elsewhere)

    with pytest.raises(FileError, match="genvej"):
        write_bundle(a_bundle("to"), folder, tmp_path / "gemt")

    assert (elsewhere / "01-ark.pdf").read_bytes() == b"et"


@pytest.mark.parametrize(
    "content",
    [
        "[]",
        "{",
        '{"lavet_af": "klyngepakke"}',
        '{"lavet_af": "klyngepakke", "ark": [3], "tekster": []}',
    ],
)
def test_a_damaged_content_file(tmp_path, content):
    """With an indhold.json that says nothing, the folder is nobody's, and stays."""
    folder = tmp_path / "til-print"
    write_bundle(a_bundle(), folder, tmp_path / "gemt")
    (folder / "indhold.json").write_text(content)

    with pytest.raises(FileError, match="ikke lavet af klyngepakke"):
        write_bundle(a_bundle("to"), folder, tmp_path / "gemt")

    assert (folder / "01-ark.pdf").read_bytes() == b"et"


def test_links_and_pipes_among_the_sheets(tmp_path):
    """What is no file is moved unread, also from a folder in the folder; litter is not."""
    folder, kept = tmp_path / "til-print", tmp_path / "gemt"
    write_bundle(a_bundle(), folder, kept)
    (folder / "genvej").symlink_to(tmp_path)
    os.mkfifo(folder / "roer")
    (folder / ".DS_Store").write_text("")
    (folder / "mappe").mkdir()
    (folder / "mappe" / "01-ark.pdf").write_bytes(b"et")

    moved = write_bundle(a_bundle("to"), folder, kept)

    assert {path.name for path in moved} == {"01-ark.pdf", "genvej", "roer"}
    assert names(folder) == ["01-ark.pdf", "indhold.json"]


def test_a_full_disk_moves_nothing(tmp_path):
    """When the new kit cannot be written, a filled-in form still lies where it was."""
    folder, kept = tmp_path / "til-print", tmp_path / "gemt"
    write_bundle(a_bundle(), folder, kept)
    (folder / "01-ark.pdf").write_bytes(b"udfyldt")
    kept.write_text("en fil, hvor mappen skulle være")

    with pytest.raises(FileError):
        write_bundle(a_bundle("to"), folder, kept)

    assert (folder / "01-ark.pdf").read_bytes() == b"udfyldt"
    assert names(tmp_path) == ["gemt", "til-print"]


def test_a_place_in_a_sentence_is_one_the_user_knows(tmp_path):
    """A name that is too long is told with the folder, not with a temporary file."""
    with pytest.raises(FileError, match="navnet er for langt") as caught:
        swap_in(tmp_path / "til-print", {"x" * 300: b""})

    assert "til-print kunne" in str(caught.value)


def test_content_file_says_what_is_there():
    """indhold.json lists each file with its fingerprint."""
    made = a_bundle()

    content = json.loads(made.files["indhold.json"])

    assert content["ark"][0]["fil"] == "01-ark.pdf"
    assert len(content["ark"][0]["sha256"]) == 64


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_an_unreadable_folder_is_no_empty_one(tmp_path):
    """A til-print that cannot be looked into is told, and stays."""
    folder = tmp_path / "til-print"
    write_bundle(a_bundle(), folder, tmp_path / "gemt")
    folder.chmod(0)

    with pytest.raises(FileError, match="adgang er nægtet"):
        write_bundle(a_bundle("to"), folder, tmp_path / "gemt")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_read_only_folder_is_told(tmp_path):
    """A folder that may not be written is named, and the sentence says what to do."""
    tmp_path.chmod(0o500)

    with pytest.raises(FileError, match="må ikke skrives"):
        write_file(tmp_path / "x", b"")


# --- One step, two steps -------------------------------------------------------------------


@pytest.fixture
def on(monkeypatch):
    """Puts another disk in the place of this one."""
    return lambda system: monkeypatch.setattr(disk, "now", system)


def a_kit(tmp_path):
    """A meeting's folder with a kit in it, and where it is."""
    folder = tmp_path / "til-print"
    write_bundle(a_bundle(), folder, tmp_path / "gemt")
    return folder


def test_there_is_a_kit_at_every_moment(tmp_path, on):
    """Where the system can, the two change places in one step: no name is ever missing."""
    folder, missing = a_kit(tmp_path), []
    base = System()

    def seen(change):
        def made(*words):
            done = change(*words)
            missing.append(not (folder / "indhold.json").exists())
            return done

        return made

    try:
        (tmp_path / "a").mkdir()
        (tmp_path / "b").mkdir()
        base.exchange(tmp_path / "a", tmp_path / "b")
    except OSError:
        pytest.skip("this disk cannot exchange two names")
    (tmp_path / "a").rmdir()
    (tmp_path / "b").rmdir()
    on(replace(base, exchange=seen(base.exchange), rename=seen(base.rename)))

    write_bundle(a_bundle("to"), folder, tmp_path / "gemt")

    assert missing
    assert not any(missing)
    assert (folder / "01-ark.pdf").read_bytes() == b"to"
    assert names(tmp_path) == ["til-print"]


@pytest.mark.parametrize("number", [errno.EINVAL, errno.ENOSYS, errno.EPERM, errno.EOPNOTSUPP])
def test_a_disk_that_cannot_exchange_takes_two_steps(tmp_path, on, number):
    """Whatever word it has for that."""
    folder = a_kit(tmp_path)

    def exchange(_, other):
        raise OSError(number, "nej", str(other))

    on(replace(System(), exchange=exchange))
    write_bundle(a_bundle("to"), folder, tmp_path / "gemt")

    assert (folder / "01-ark.pdf").read_bytes() == b"to"
    assert names(tmp_path) == ["til-print"]


def test_a_system_that_has_no_such_call(tmp_path, monkeypatch):
    """Neither Linux' word nor macOS'."""
    folder = a_kit(tmp_path)
    monkeypatch.setattr(sys, "platform", "en anden")

    with pytest.raises(OSError, match=r"\[Errno 38\]"):
        System().exchange(folder, folder)
    write_bundle(a_bundle("to"), folder, tmp_path / "gemt")

    assert (folder / "01-ark.pdf").read_bytes() == b"to"


def test_what_the_disk_gives_back_is_what_was_written(tmp_path, on):
    """A disk that loses a byte in silence is found out before the old kit goes."""
    folder = a_kit(tmp_path)
    on(replace(System(), read_back=lambda path: path.read_bytes()[:-1]))

    with pytest.raises(FileError, match="disken svarer ikke"):
        write_bundle(a_bundle("to"), folder, tmp_path / "gemt")

    assert (folder / "01-ark.pdf").read_bytes() == b"et"
    assert names(tmp_path) == ["til-print"]


def test_files_and_folders_are_on_the_disk_before_they_are_used(tmp_path, on):
    """Each file and each folder is synced before the change of names, and the parent after it."""
    folder, base, told = a_kit(tmp_path), System(), []

    def sync(handle):
        told.append(Path(f"/proc/self/fd/{handle}").readlink())
        base.sync(handle)

    def exchange(one, other):
        told.append("byt")
        base.exchange(one, other)

    on(replace(base, sync=sync, exchange=exchange))
    write_bundle(a_bundle("to"), folder, tmp_path / "gemt")

    at = told.index("byt")
    assert {path.name for path in told[:at]} >= {"01-ark.pdf", "indhold.json"}
    assert told[at - 1].name.startswith(".til-print.ny.")
    assert tmp_path in told[at:]


def test_a_form_that_is_saved_while_the_kits_change_places(tmp_path, on):
    """It was no file of one's own when that was asked, and is kept all the same."""
    folder, base = a_kit(tmp_path), System()

    def exchange(one, other):
        (folder / "01-ark.pdf").write_bytes(b"udfyldt lige nu")
        base.exchange(one, other)

    on(replace(base, exchange=exchange))
    moved = write_bundle(a_bundle("to"), folder, tmp_path / "gemt")

    assert moved == (tmp_path / "gemt" / "01-ark.pdf",)
    assert moved[0].read_bytes() == b"udfyldt lige nu"


def test_a_form_that_is_kept_already_is_kept_once(tmp_path):
    """A build that was killed after it kept the form leaves one copy, not two."""
    folder, kept = a_kit(tmp_path), tmp_path / "gemt"
    (folder / "01-ark.pdf").write_bytes(b"udfyldt")
    kept.mkdir()
    (kept / "01-ark.pdf").write_bytes(b"udfyldt")

    moved = write_bundle(a_bundle("to"), folder, kept)

    assert moved == (kept / "01-ark.pdf",)
    assert names(kept) == ["01-ark.pdf"]


def test_a_wrong_clock_changes_nothing(tmp_path):
    """What was left in the future is cleared away, and a kit from the future is replaced."""
    folder = a_kit(tmp_path)
    litter = tmp_path / ".moede.yaml.ny.0123456789abcdef"
    litter.write_text("halv")
    for path in (litter, folder, *folder.iterdir()):
        os.utime(path, (2**32, 2**32))

    recover(folder)
    write_bundle(a_bundle("to"), folder, tmp_path / "gemt")

    assert names(tmp_path) == ["til-print"]
    assert (folder / "01-ark.pdf").read_bytes() == b"to"


def test_what_is_being_written_is_no_litter(tmp_path):
    """Another process' half file is held by it, and stays; so is a folder."""
    half, halves = (tmp_path / f".x.ny.{mark * 16}" for mark in "ab")
    half.write_text("halv")
    halves.mkdir()
    with half.open() as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        handle = os.open(halves, os.O_RDONLY)
        fcntl.flock(handle, fcntl.LOCK_EX)
        sweep(tmp_path)
        assert names(tmp_path) == [half.name, halves.name]
    os.close(handle)

    sweep(tmp_path)

    assert names(tmp_path) == []


def test_a_build_under_way_is_not_mended(tmp_path):
    """Who opens the meeting meanwhile lets it be; afterwards it is put right."""
    old = tmp_path / ".til-print.gammel"
    old.mkdir()
    (old / "1.pdf").write_bytes(b"gammel")
    (tmp_path / ".noter.gammel").mkdir()
    with locked(tmp_path):
        mend(tmp_path, "til-print*")
        assert old.is_dir()

    mend(tmp_path, "til-print*")

    assert (tmp_path / "til-print" / "1.pdf").read_bytes() == b"gammel"
    assert names(tmp_path) == [".klyngepakke.lock", ".noter.gammel", "til-print"]


def test_mending_where_nothing_is_wrong_writes_nothing(tmp_path):
    """Not even a lock."""
    mend(tmp_path)
    mend(tmp_path / "mangler")

    assert names(tmp_path) == []


# --- Windows -------------------------------------------------------------------------------


def test_a_pdf_that_is_open_elsewhere_is_named(tmp_path, on):
    """Windows renames no folder in which a file is open: which, and the old kit stands."""
    folder = a_kit(tmp_path)
    (folder / "noter.txt").write_bytes(b"mine")
    on(Windows(folder / "01-ark.pdf").table())

    with pytest.raises(FileError) as caught:
        write_bundle(a_bundle("to"), folder, tmp_path / "gemt")

    assert f"{folder / '01-ark.pdf'} er åben i et andet program. Luk den dér" in str(caught.value)
    assert (folder / "01-ark.pdf").read_bytes() == b"et"
    assert names(folder) == ["01-ark.pdf", "indhold.json", "noter.txt"]
    assert names(tmp_path) == ["til-print"]


def test_a_pdf_that_is_open_is_told_before_a_sheet_is_made(tmp_path, on):
    """A build says at once which file must be closed; nothing is made for nothing."""
    folder = kits.write(kits.meeting("emnevalg", 10), tmp_path / "moede")
    target = folder / OUTPUT
    write_bundle(a_bundle(), target, tmp_path / "gemt")
    made = []
    on(Windows(target / "01-ark.pdf").table())

    with pytest.raises(FileError, match=r"01-ark.pdf er åben i et andet program"):
        build(folder, kits.everything(), made.append, html=True)

    assert made == []
    assert (target / "01-ark.pdf").read_bytes() == b"et"


def test_what_is_closed_or_not_there_may_go(tmp_path, on):
    """A file that a scanner holds for a blink is waited for; where no system asks, none is."""
    folder = a_kit(tmp_path)
    windows = Windows(folder / "01-ark.pdf", lets_go=2)
    on(windows.table())

    check_closed(folder)
    check_closed(tmp_path / "mangler")

    assert windows.refusals == 2
    on(replace(Windows(folder / "01-ark.pdf").table(), waits=()))
    check_closed(folder)


def test_on_windows_a_kit_is_replaced_in_two_steps(tmp_path, on):
    """With nothing open it is as elsewhere, gemt and all."""
    folder = a_kit(tmp_path)
    (folder / "noter.txt").write_bytes(b"mine")
    on(Windows().table())

    moved = write_bundle(a_bundle("to"), folder, tmp_path / "gemt")

    assert [path.name for path in moved] == ["noter.txt"]
    assert (folder / "01-ark.pdf").read_bytes() == b"to"
    assert names(tmp_path) == ["gemt", "til-print"]


def test_a_table_that_is_open_in_a_spreadsheet_is_named(tmp_path, on):
    """One file that may not be replaced."""
    table = tmp_path / "svar.csv"
    table.write_bytes(b"1")
    on(Windows(table).table())

    with pytest.raises(FileError, match=r"svar.csv er åben i et andet program"):
        write_file(table, b"2")

    assert table.read_bytes() == b"1"
    assert names(tmp_path) == ["svar.csv"]


def test_a_scanner_is_waited_for(tmp_path, on):
    """What is held for a blink is tried again, and nobody is told."""
    file = tmp_path / "moede.yaml"
    file.write_bytes(b"1")
    windows = Windows(file, lets_go=2)
    on(windows.table())

    write_file(file, b"2")

    assert file.read_bytes() == b"2"
    assert windows.paused == [0.01, 0.04]


def test_on_windows_an_empty_folder_is_filled(tmp_path, on):
    """Nothing is renamed over a folder there, not even an empty one."""
    on(Windows().table())
    (tmp_path / "p").mkdir()

    make_whole(tmp_path / "p", {"pakke.yaml": b"id: p"})

    assert names(tmp_path / "p") == ["pakke.yaml"]
    assert names(tmp_path) == ["p"]


def test_on_windows_an_old_folder_of_a_killed_build_is_swept_up(tmp_path, on):
    """No folder can be held there; one that is being filled is young."""
    folder = tmp_path / f".til-print.ny.{'0' * 16}"
    folder.mkdir()
    (folder / "01-ark.pdf").write_bytes(b"et")
    on(Windows().table())
    sweep(tmp_path)
    assert folder.is_dir()
    long_ago = folder.stat().st_mtime - 2 * 24 * 60 * 60
    os.utime(folder, (long_ago, long_ago))

    sweep(tmp_path)

    assert names(tmp_path) == []


def test_what_may_only_be_read_is_cleared_away(tmp_path, on):
    """Windows removes no such file before it is told that it may."""
    folder, base = a_kit(tmp_path), System()
    (folder / "01-ark.pdf").chmod(0o400)

    def unlink(path):
        if path.stat().st_mode & 0o200 == 0:
            raise PermissionError(errno.EACCES, "Access is denied", str(path))
        base.unlink(path)

    on(replace(base, unlink=unlink))
    write_bundle(a_bundle("to"), folder, tmp_path / "gemt")

    assert names(tmp_path) == ["til-print"]


# --- Places --------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["Møde i Ærø Å", "med  to blanke", "p" * 90])
def test_any_name_of_a_folder_will_do(tmp_path, name):
    """Danish letters, blanks, and a long one."""
    folder = tmp_path / name / ("u" * 240)
    folder.parent.mkdir()
    for text in ("et", "to"):
        write_bundle(a_bundle(text), folder, tmp_path / name / "gemt")

    write_file(folder.parent / ("æ" * 120), b"x")

    assert (folder / "01-ark.pdf").read_bytes() == b"to"
    assert len(names(folder.parent)) == 2


def test_another_disk_than_the_temporary_one(monkeypatch, tmp_path):
    """Nothing is made in the temporary folder and moved from there."""
    shared = Path("/dev/shm")  # noqa: S108 - it is the other disk
    if not shared.is_dir() or shared.stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip("this computer has one disk")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "findes ikke"))
    with tempfile.TemporaryDirectory(dir=shared) as place:
        folder, kept = Path(place, "til-print"), Path(place, "gemt")
        write_bundle(a_bundle(), folder, kept)
        (folder / "noter.txt").write_bytes(b"mine")
        write_bundle(a_bundle("to"), folder, kept)
        assert (kept / "noter.txt").read_bytes() == b"mine"


FILLED = """
import sys
from pathlib import Path
from klyngepakke.errors import FileError
from klyngepakke.files import swap_in
place, number = Path(sys.argv[1]), 0
swap_in(place / "til-print", {"1.pdf": b"gammel"})
for size in range(8, 600, 24):
    try:
        swap_in(place / "til-print", {"1.pdf": b"x" * size * 1024, "2.pdf": b"y" * 4096})
    except FileError as error:
        number += 1
        assert "disken er fuld" in str(error), error
        assert len(list(place.iterdir())) == 1, list(place.iterdir())
        assert (place / "til-print" / "2.pdf").read_bytes() == b"y" * 4096
print(number)
"""


def test_a_small_disk_that_is_really_full(tmp_path):
    """On a disk of 256 kB the old kit stands at every size that does not fit beside it."""
    mount = ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(tmp_path)]
    inside = shlex.join(mount) + " && " + shlex.join([sys.executable, "-c", FILLED, str(tmp_path)])

    try:
        done = subprocess.run(
            ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", inside],
            capture_output=True,
            text=True,
            check=False,
        )
    except FileNotFoundError:
        pytest.skip("no disk can be mounted here")
    if "FileError" not in done.stderr and "Assertion" not in done.stderr and done.returncode:
        pytest.skip(f"no disk can be mounted here: {done.stderr.strip()[:80]}")

    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 5


# --- Two at once ---------------------------------------------------------------------------

BUILDING = """
import sys
from pathlib import Path
from klyngepakke.files import locked
with locked(Path(sys.argv[1])):
    print("ja", flush=True)
    sys.stdin.read()
"""


def test_two_builds_in_two_windows(tmp_path):
    """The other window is told to wait, with exit 75; nothing is touched, and later it builds."""
    shutil.copytree(kits.write(kits.meeting("emnevalg", 10)), tmp_path / "m")
    folder = str(tmp_path / "m")
    building = [sys.executable, "-m", "klyngepakke", "byg", folder, "--html"]
    told = {"capture_output": True, "text": True, "encoding": "utf-8"}
    held = [sys.executable, "-c", BUILDING, folder]
    with subprocess.Popen(held, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout.readline() == b"ja\n"
        refused = subprocess.run(building, **told, check=False)
        other.stdin.close()

    assert refused.returncode == 75
    assert "Et andet vindue er ved at bygge" in refused.stderr
    assert not (tmp_path / "m" / "til-print").exists()
    assert subprocess.run(building, **told, check=False).returncode in {0, 6}
    assert (tmp_path / "m" / "til-print" / "indhold.json").exists()


# --- One door ------------------------------------------------------------------------------

WRITES = re.compile(
    r"\.(unlink|rmdir|mkdir|rename|write_bytes|write_text|symlink_to|hardlink_to|touch)\("
    r"|os\.(replace|remove|truncate)\(|rmtree\(|\.open\(\"[awx]"
)
TEMPORARY = {
    "lint/before.py",  # a temporary folder of its own, gone when it has been looked at
    "road/_running.py",  # the workers' own temporary folders
    "workshop/nursery.py",
    "workshop/worker.py",
    "testing.py",  # what a pack's author has pictures of
}


def test_all_writes_go_through_one_door():
    """No other module changes a person's files: what the faults are tried on is all there is."""
    source = Path(__file__).parents[1] / "src" / "klyngepakke"
    found = {
        path.relative_to(source).as_posix()
        for path in source.rglob("*.py")
        if path.parent.name != "files" and WRITES.search(path.read_text("utf-8"))
    }

    assert found <= TEMPORARY


def test_a_sweep_leaves_what_is_being_written(tmp_path, on):
    """A file is held while it is written."""
    base = System()

    def write(handle, data):
        sweep(tmp_path)
        assert len(names(tmp_path)) == 1
        return base.write(handle, data)

    on(replace(base, write=write))
    write_file(tmp_path / "moede.yaml", b"ny")

    assert names(tmp_path) == ["moede.yaml"]
