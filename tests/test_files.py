"""Nothing half-written: files and folders are replaced whole, and the user's own are kept."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from klyngepakke.errors import BusyError, FileError
from klyngepakke.files import locked, recover, swap_in, write_file
from klyngepakke.planning.document import Document
from klyngepakke.printing.bundle import bundle, write_bundle
from klyngepakke.printing.document import Sheet


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
