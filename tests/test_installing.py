"""Packs as files: zipped, looked at, installed, updated and removed; and shared folders."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

import helpers_terminal
from helpers_pack import OURS, PACK, TEMPLATE, pack
from klyngepakke import patience
from klyngepakke.commands.line import main
from klyngepakke.content.archive import opened, zipped
from klyngepakke.content.frame import meeting_from
from klyngepakke.content.meeting import Answers
from klyngepakke.content.meeting_file import meeting_text
from klyngepakke.content.model import parse
from klyngepakke.errors import BusyError, InputError
from klyngepakke.files import locked
from klyngepakke.library.installing import install, is_installed, offered, remove, scruples
from klyngepakke.library.packing import packed, write_packed
from klyngepakke.places import pack_folder
from klyngepakke.plugins import catalogue, shelf, told
from klyngepakke.printing.document import Sheet
from klyngepakke.road import prepare

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="XDG_DATA_HOME moves the folder")


@pytest.fixture(autouse=True)
def _home(tmp_path, monkeypatch):
    """Each test has a home of its own."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "hjem" / "data"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "hjem" / "config"))
    monkeypatch.delenv("KLYNGEPAKKE_PAKKER", raising=False)
    monkeypatch.chdir(tmp_path)


def zip_of(folder):
    """The pack of a folder as a zip beside it."""
    made = packed(folder)
    write_packed(made, Path(made.file_name))
    return Path(made.file_name)


def blank(document, theme, *, filters):
    """A sheet without anything on it, where the proof is not what a test is about."""
    del theme, filters
    return Sheet(document, b"", "", 0)


def have(folder):
    """Install a pack without being asked; what is there now."""
    with offered(folder) as offer:
        return install(offer, catalogue(), blank)


def said(capsys, *words):
    """Run a command; the exit code and what it said."""
    code = main([str(word) for word in words])
    done = capsys.readouterr()
    return code, done.out, done.err


def whole(folder):
    """Everything in a folder, with its bytes."""
    return {p.relative_to(folder): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


# --- One file ------------------------------------------------------------------------------


def test_a_pack_is_zipped_the_same_each_time(tmp_path, capsys):
    """The zip is named by id and edition, its bytes depend on the content alone."""
    folder = pack(tmp_path / "pauser")
    (folder / "noter.docx").write_bytes(b"")
    (folder / "pakke.skema.json").write_bytes(b"{}")  # of `pakke ny`

    code, out, _ = said(capsys, "pakke", "zip", folder)
    first = (tmp_path / "pauser-1.0.zip").read_bytes()
    shutil.copytree(folder, tmp_path / "andet")
    os.utime(tmp_path / "andet" / "pakke.yaml", (0, 0))
    (tmp_path / "andet" / "pakke.yaml").chmod(0o755)

    assert code == 0
    assert "”Pauser, der bliver holdt”, udgave 1.0" in out
    assert "noter.docx" in out
    assert "skema" not in out
    assert "klyngepakke pakke installer pauser-1.0.zip" in out
    assert packed(tmp_path / "andet").data == first
    assert set(opened(tmp_path / "pauser-1.0.zip")) == {"pauser/SHA256SUMS", "pauser/pakke.yaml"}


def test_a_pack_with_errors_is_not_zipped(tmp_path, capsys):
    """Every error is said with its line, and nothing is written."""
    folder = pack(tmp_path / "pauser")
    file = folder / "pakke.yaml"
    file.write_text(
        file.read_text("utf-8").replace("vælg: 1", "vælg: 9\n        sjov: ja"), "utf-8"
    )

    code, _, err = said(capsys, "pakke", "zip", folder)

    assert code == 3
    assert "sjov" in err
    assert not list(tmp_path.glob("*.zip"))


def test_an_edition_is_never_zipped_anew_with_other_content(tmp_path, capsys):
    """What others may have under a name keeps its content; the same content is no mistake."""
    folder = pack(tmp_path / "pauser")
    said(capsys, "pakke", "zip", folder, tmp_path)
    assert said(capsys, "pakke", "zip", folder, tmp_path)[0] == 0
    before = (tmp_path / "pauser-1.0.zip").read_bytes()

    pack(folder, publisher="En anden")
    code, _, err = said(capsys, "pakke", "zip", folder, tmp_path)

    assert code == 5
    assert "ny udgave" in err
    assert (tmp_path / "pauser-1.0.zip").read_bytes() == before


# --- Installing ----------------------------------------------------------------------------


def test_a_zip_becomes_a_pack_of_this_persons(tmp_path, capsys):
    """From a zip to a pack that is listed with where it came from, and away again."""
    source = zip_of(pack(tmp_path / "pauser", sheet=TEMPLATE.format("Hold pause.")))
    shutil.rmtree(tmp_path / "pauser")

    code, out, _ = said(capsys, "pakke", "installer", source, "--ja")
    assert code == 0
    for words in (OURS, "1.0", "CC BY 4.0", "ikke fagligt godkendt", "Pausekort", "ingen kode"):
        assert words in out
    assert "er installeret" in out

    listed = json.loads(said(capsys, "pakke", "liste", "--json")[1])["pakker"]
    (mine,) = [p for p in listed if p["id"] == "pauser"]
    assert mine["oprindelse"] == "dine installerede pakker (pauser-1.0.zip)"
    assert mine["kode"] is False

    code, out, _ = said(capsys, "pakke", "fjern", "pauser", "--ja")
    assert code == 0
    assert "er fjernet" in out
    assert "pauser" not in catalogue().packs
    assert [p.name for p in pack_folder().iterdir()] == [".klyngepakke.lock"]


def test_nobody_to_ask(tmp_path, capsys):
    """Without a terminal and without --ja nothing is changed, and what to type is said."""
    source = zip_of(pack(tmp_path / "pauser"))

    code, out, err = said(capsys, "pakke", "installer", source)

    assert code == 2
    assert "Pauser, der bliver holdt (pauser), udgave 1.0" in out
    assert "”klyngepakke pakke installer pauser-1.0.zip --ja”" in err
    assert not is_installed("pauser")
    have(tmp_path / "pauser")
    code, _, err = said(capsys, "pakke", "fjern", "pauser")
    assert code == 2
    assert "klyngepakke pakke fjern pauser --ja" in err


def test_a_person_is_asked(tmp_path):
    """In a terminal the pack is shown and asked about; No changes nothing, and Ctrl-C leaves."""
    zip_of(pack(tmp_path / "pauser"))
    home = {"XDG_DATA_HOME": str(tmp_path / "hjem" / "data"), "TERM": "dumb"}
    words = ("pakke", "installer", "pauser-1.0.zip")

    no = helpers_terminal.Person(tmp_path / "h", tmp_path, words, variables=home)
    asked = no.stands()
    assert "Vil du installere pakken?" in asked.text
    no.give(asked, "Nej")
    assert no.ends() == 0
    assert "Intet er ændret." in helpers_terminal.plain(no.stream)

    gone = helpers_terminal.Person(tmp_path / "h", tmp_path, words, variables=home)
    assert gone.stands() is not None
    assert gone.dies("ctrl-c") == 130
    assert not is_installed("pauser")


def test_an_older_edition_is_asked_about_by_itself(tmp_path, capsys):
    """P60: a script says --nedgrader as well; what is there stands until then."""
    have(pack(tmp_path / "ny", "2.0"))
    before = whole(pack_folder() / "pauser")
    old = pack(tmp_path / "gammel", "1.10")

    code, _, err = said(capsys, "pakke", "installer", old, "--ja")
    assert code == 2
    assert "er her i udgave 2.0; denne er 1.10" in err
    assert "--nedgrader" in err
    assert whole(pack_folder() / "pauser") == before

    with offered(old) as offer:
        assert [s.option for s in scruples(offer, catalogue())] == ["nedgrader"]
    have(old)
    assert catalogue().packs["pauser"].pack.edition == "1.10"


def test_another_publisher_is_asked_about_by_itself(tmp_path, capsys):
    """A pack of the same id from someone else is no update, of an installed pack or a bundled one."""
    have(pack(tmp_path / "mine"))
    other = pack(tmp_path / "andens", "2.0", "Nogen")

    code, _, err = said(capsys, "pakke", "installer", other, "--ja", "--nedgrader")
    assert code == 2
    assert f"er her fra {OURS}; denne er fra Nogen" in err
    assert "--ny-udgiver" in err

    with offered(pack(tmp_path / "trivsel", "2099.1", "Nogen", id_="trivsel")) as offer:
        assert [s.option for s in scruples(offer, catalogue())] == ["ny-udgiver"]
    with (
        offered(pack(tmp_path / "stor", id_="Trivsel")) as offer,
        pytest.raises(InputError, match="hedder ”trivsel”"),
    ):
        scruples(offer, catalogue())


def test_the_old_edition_stands_until_the_new_is_proven(tmp_path, capsys):
    """P60: a pack that reads well and cannot be built is refused, and nothing is changed."""
    have(pack(tmp_path / "ny", "1.0"))
    before = whole(pack_folder())
    broken = pack(tmp_path / "god", "1.1", sheet=TEMPLATE.format("{{ findes_ikke }}"))

    code, _, err = said(capsys, "pakke", "opdater", broken, "--ja")

    assert code == 3
    assert "findes_ikke" in err
    assert "kan ikke bygges, så den er ikke installeret" in err
    assert whole(pack_folder()) == before
    assert catalogue().packs["pauser"].pack.edition == "1.0"


def test_a_pack_that_cannot_be_read_is_told_by_its_zip(capsys):
    """Errors name the file that the person has, with line and column."""
    text = PACK.format(id="pauser", edition="1.0", publisher=OURS).replace("vælg: 1", "vælg: 9")
    Path("p.zip").write_bytes(zipped({"pakke.yaml": text.encode()}, "p"))

    code, _, err = said(capsys, "pakke", "installer", "p.zip", "--ja")

    assert code == 3
    assert "p.zip/pakke.yaml:16:15:" in err
    assert "klyngepakke-" not in err


def test_a_pack_may_be_in_use(tmp_path):
    """P60: who reads the old edition goes on with it, while a new one takes its place."""
    have(pack(tmp_path / "p", "1.0"))
    used = catalogue().packs["pauser"]
    with (used.folder / "pakke.yaml").open("rb") as file:
        have(pack(tmp_path / "p", "1.1"))
        assert b"udgave: 1.0" in file.read()

    assert catalogue().packs["pauser"].pack.edition == "1.1"


def test_an_installation_that_was_killed_is_mended(tmp_path):
    """Between the two renames of a swap the old edition is found again, and litter goes."""
    have(pack(tmp_path / "p", "1.0"))
    home = pack_folder()
    (home / "pauser").rename(home / ".pauser.gammel")
    shutil.copytree(home / ".pauser.gammel", home / ".pauser.ny.abc")

    assert catalogue().packs["pauser"].pack.edition == "1.0"
    assert {p.name for p in home.iterdir()} == {"pauser", ".klyngepakke.lock"}


def test_two_windows_install_at_once(tmp_path):
    """One installs; the other is told to wait."""
    pack_folder().mkdir(parents=True)
    with locked(pack_folder()), pytest.raises(BusyError, match="installere"):
        have(pack(tmp_path / "p"))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_home_that_cannot_be_written_by_permission(tmp_path, capsys):
    """It is said before anything is asked, exit 5."""
    pack_folder().mkdir(parents=True)
    pack_folder().chmod(stat.S_IRUSR | stat.S_IXUSR)

    assert said(capsys, "pakke", "installer", pack(tmp_path / "p"), "--ja")[0] == 5


def test_a_home_that_cannot_be_written(tmp_path, capsys):
    """A file in its place is said before anything is asked, exit 5; all else works."""
    (tmp_path / "hjem").write_text("")

    code, out, err = said(capsys, "pakke", "installer", pack(tmp_path / "p"), "--ja")

    assert code == 5
    assert out == ""
    assert str(tmp_path / "hjem") in err
    assert "trivsel" in catalogue().packs


def test_what_can_be_removed(tmp_path, capsys):
    """Only what was installed this way; of others it is said where they come from."""
    code, _, err = said(capsys, "pakke", "fjern", "trivsel", "--ja")
    assert code == 3
    assert "den kommer fra klyngepakke" in err
    assert said(capsys, "pakke", "fjern", "../pauser", "--ja")[0] == 3
    assert said(capsys, "pakke", "fjern")[0] == 2
    with pytest.raises(InputError):
        remove("..")

    have(pack(tmp_path / "t", "2099.1", "klyngepakke", id_="trivsel"))
    out = said(capsys, "pakke", "fjern", "trivsel", "--ja")[1]
    assert "Fra nu af bruges udgave 2027.1 fra klyngepakke" in out


# --- Which wins ----------------------------------------------------------------------------


def shares(monkeypatch, *folders):
    """Name shared folders as an administrator does."""
    monkeypatch.setenv("KLYNGEPAKKE_PAKKER", os.pathsep.join(map(str, folders)))


def test_the_levels(tmp_path, monkeypatch):
    """P75: a named folder, then what is installed, then a share, then distributions; it is said."""
    id_ = "trivsel"
    shares(monkeypatch, tmp_path / "delt")
    pack(tmp_path / "delt" / "a", "2027.3", "Regionen", id_=id_)
    share = catalogue()
    have(pack(tmp_path / "b", "2027.2", "klyngepakke", id_=id_))
    mine = catalogue()
    named = catalogue([pack(tmp_path / "c", "1.0", id_=id_)])

    assert [c.packs[id_].pack.edition for c in (share, mine, named)] == ["2027.3", "2027.2", "1.0"]
    assert "delt/a i stedet for klyngepakke" in share.notes[id_]
    assert "tages fra dine installerede pakker (b) i stedet for" in mine.notes[id_]
    assert "Dér er udgaven nyere: 2027.3 mod 2027.2" in mine.notes[id_]
    assert f"tages fra {tmp_path / 'c'} i stedet for" in named.notes[id_]
    assert mine.doubts([id_]) == (mine.notes[id_],)


@pytest.mark.parametrize("level", ["installed", "shared", "named"])
def test_two_on_one_level(tmp_path, monkeypatch, level):
    """P75: of two packs of one id on one level neither is used, and both origins are said."""
    at = {"installed": pack_folder(), "shared": tmp_path / "delt", "named": tmp_path / "n"}[level]
    for name in ("a", "b"):
        pack(at / name, id_="trivsel")
    shares(monkeypatch, tmp_path / "delt")

    found = catalogue([tmp_path / "n"] if level == "named" else [])

    assert "trivsel" not in found.packs
    (twin,) = [b for b in found.broken if b.name == "trivsel"]
    assert all(name in twin.origin.replace("pakker (", "/") for name in ("/a", "/b"))
    assert "samarbejde" in found.packs


def test_a_broken_pack_stops_nobody(tmp_path, monkeypatch):
    """An installed pack that cannot be read any more, and one of a share, are named."""
    for at in (pack_folder(), tmp_path / "delt"):
        pack(at / "god", id_=f"god-{at.name}")
        (pack(at / "daarlig", id_="daarlig") / "pakke.yaml").write_text("id: [", "utf-8")
    shares(monkeypatch, tmp_path / "delt")

    found = catalogue()

    assert {"god-pakker", "god-delt", "trivsel"} <= set(found.packs)
    assert [b.name for b in found.broken] == ["daarlig", "daarlig"]


# --- Shared folders ------------------------------------------------------------------------


def test_shared_folders_are_written_in_a_file(tmp_path, monkeypatch, capsys):
    """`kilder.yaml` names them; `klar` says where it lies; a broken one is told, and no more."""
    pack(tmp_path / "delt" / "pauser")
    out = said(capsys, "klar")[1]
    file = tmp_path / "hjem" / "config" / "klyngepakke" / "kilder.yaml"
    assert str(file) in out
    file.parent.mkdir(parents=True)
    file.write_text(f"mapper: {tmp_path / 'delt'}\n", "utf-8")
    assert catalogue().packs["pauser"].origin == str(tmp_path / "delt" / "pauser")

    file.write_text("maper: x\n", "utf-8")
    shares(monkeypatch, tmp_path / "delt")
    found = catalogue()
    assert "pauser" in found.packs
    (broken,) = found.broken
    assert "Mente du ”mapper”?" in str(broken)


def test_a_share_that_is_away_is_one_warning(tmp_path, monkeypatch):
    """A folder that is not there, and one that is a file: a sentence each, for a build as well."""
    (tmp_path / "fil").write_text("")
    shares(monkeypatch, tmp_path / "væk", tmp_path / "fil")
    answers = {
        "pakker": {"emnevalg": {}},
        "dage": [{"dato": "2027-03-04", "start": "16.30", "slut": "19.30"}],
        "deltagere": {"antal": 10, "solo": 3, "kompagniskab": 7},
    }
    found = catalogue()
    meeting = meeting_from(parse(Answers, answers), found.packs)
    (tmp_path / "moede.yaml").write_text(meeting_text(meeting), "utf-8")

    warnings = prepare(tmp_path, found).kit.warnings

    away = [w for w in warnings if w.startswith("Den fælles mappe")]
    assert len(away) == 2
    assert str(tmp_path / "væk") in away[0]


def test_a_share_that_never_answers_is_not_waited_for():
    """What hangs is left alone; what answers is used."""
    never = threading.Event()

    assert patience.within(0.2, [lambda: "her", never.wait]) == ("her", None)
    with pytest.raises(ZeroDivisionError):
        patience.within(1, [lambda: 1 // 0])


def test_a_slow_share_is_one_warning(tmp_path, monkeypatch):
    """A share that takes longer than we wait is named, and what is installed is used."""
    for number in range(40):
        pack(tmp_path / "delt" / str(number), id_=f"p{number}")
    shares(monkeypatch, tmp_path / "delt")
    monkeypatch.setattr(shelf, "PATIENCE", 0)

    found = catalogue()

    assert [told(b) for b in found.broken] == [
        f"Den fælles mappe delt ({tmp_path / 'delt'}): Den svarer ikke. Den bliver ikke brugt."
    ]
    assert "trivsel" in found.packs
    assert "p1" not in found.packs


def test_code_in_a_share_is_refused(tmp_path, monkeypatch):
    """A folder that is read in place is judged as a zip is; nothing of it is used."""
    (pack(tmp_path / "delt" / "pauser") / "pakke.py").write_text("")
    shares(monkeypatch, tmp_path / "delt")

    found = catalogue()

    assert "pauser" not in found.packs
    assert "er kode" in str(found.broken[0])


def test_an_update_from_a_share(tmp_path, monkeypatch, capsys):
    """`opdater ID` takes the newest edition of the same publisher, in a zip or in a folder."""
    have(pack(tmp_path / "p", "1.9"))
    share = tmp_path / "delt"
    share.mkdir()
    for edition, publisher in (("1.10", OURS), ("1.8", OURS), ("3.0", "Nogen")):
        folder = pack(tmp_path / edition, edition, publisher)
        write_packed(packed(folder), share / f"pauser-{edition}.zip")
    (share / "pauser-9.zip").write_bytes(b"PK\x03\x04")
    shares(monkeypatch, share, tmp_path / "væk")
    pack(tmp_path / "pauser", "9.9")  # a folder of that name is meant by ./pauser

    code, out, err = said(capsys, "pakke", "opdater", "pauser")

    assert code == 2  # there is nobody to ask
    assert "udgave 1.10" in out
    assert "klyngepakke pakke opdater pauser --ja" in err
    assert "pauser-9.zip" in err
    assert str(tmp_path / "væk") in err
    assert "udgave 9.9" in said(capsys, "pakke", "opdater", "./pauser")[1]


def test_an_update_says_what_it_takes_the_place_of(tmp_path):
    """A person is asked about the two editions, and not as if none was there."""
    home = {"XDG_DATA_HOME": str(tmp_path / "hjem" / "data"), "TERM": "dumb"}
    zip_of(pack(tmp_path / "pauser", "1.1"))
    have(pack(tmp_path / "p", "1.0"))
    words = ("pakke", "opdater", "pauser-1.1.zip")

    person = helpers_terminal.Person(tmp_path / "h", tmp_path, words, variables=home)

    asked = person.stands()
    person.give(asked, "Nej")
    assert "Vil du skifte udgave 1.0 ud med 1.1?" in asked.text
    assert person.ends() == 0


def test_an_update_never_goes_back_by_itself(tmp_path, monkeypatch, capsys):
    """A share that has only older editions has nothing newer, and a script is told so in peace."""
    have(pack(tmp_path / "p", "1.10"))
    pack(tmp_path / "delt" / "pauser", "1.9")
    shares(monkeypatch, tmp_path / "delt")

    code, out, err = said(capsys, "pakke", "opdater", "pauser", "--ja")

    assert (code, err) == (0, "")
    assert "ingen nyere udgave af ”pauser” end 1.10" in out
    assert said(capsys, "pakke", "opdater", "pauser", "--nedgrader")[0] == 2  # nobody to ask
    assert catalogue().pack("pauser").pack.edition == "1.10"


def test_an_update_that_is_none(tmp_path, capsys):
    """Nothing newer, nothing at all, and a pack that is not there: each is said."""
    have(pack(tmp_path / "p"))

    code, out, _ = said(capsys, "pakke", "opdater", "pauser", "--ja")
    assert (code, "har ingen udgave af ”pauser”" in out) == (0, True)
    code, out, _ = said(capsys, "pakke", "opdater", tmp_path / "p", "--ja")
    assert (code, "allerede her i udgave 1.0" in out) == (0, True)
    code, _, err = said(capsys, "pakke", "opdater", pack(tmp_path / "q", id_="nyt"), "--ja")
    assert (code, "klyngepakke pakke installer" in err) == (3, True)
    code, _, err = said(capsys, "pakke", "opdater", "pausre", "--ja")
    assert (code, "Mente du ”pauser”?" in err) == (3, True)
    assert said(capsys, "pakke", "opdater")[0] == 2


def test_a_receipt_that_is_damaged(tmp_path):
    """A pack whose receipt is gone or cut is still used."""
    have(pack(tmp_path / "p"))
    (pack_folder() / "pauser" / shelf.RECEIPT).write_bytes(b"[")

    assert catalogue().packs["pauser"].origin == "dine installerede pakker (pauser)"


def test_the_program_finds_packs_where_xdg_says(tmp_path):
    """Another process finds what was installed in this home."""
    have(pack(tmp_path / "p"))
    words = [sys.executable, "-m", "klyngepakke", "pakke", "vis", "pauser"]

    done = subprocess.run(words, capture_output=True, text=True, check=True)

    assert "Pauser, der bliver holdt (pauser 1.0)" in done.stdout
