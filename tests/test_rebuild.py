"""After a build: what to print again, and what is offered: the folder, the text, the command."""

from __future__ import annotations

import json
import os
import shlex
import time
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

import kits
from klyngepakke.commands.after import copy, invitation, open_folder, opener
from klyngepakke.commands.closing import changed, command, told
from klyngepakke.commands.line import main
from klyngepakke.content.portrait import portrait
from klyngepakke.printing.changes import Change, Changes, changes
from klyngepakke.road import build


def again(folder, meeting, *, html=True):
    """Build a meeting in a folder, in place of what was built there."""
    kits.write(meeting, folder)
    return build(folder, kits.everything(), html=html, maker=None if html else kits.once)


def altered(meeting, ret):
    """A meeting with changes at addresses, as they stand in a file under `ret`."""
    answers = {"dage": [{"dato": "2027-03-04", "start": "16.30", "slut": "18.00"}], "ret": ret}
    return replace(meeting, changes=kits.answered({**answers, "pakker": {"emnevalg": {}}}).changes)


def small():
    """The meeting that is built the fastest."""
    return kits.meeting("emnevalg", 10)


@cache
def content():
    """What indhold.json says of the small meeting, as HTML."""
    folder = kits.write(small())
    return json.loads((again(folder, small()).folder / "indhold.json").read_bytes())


def with_(id_, **words):
    """The small meeting's indhold.json, where one entry says something else."""
    new = json.loads(json.dumps(content()))
    next(e for e in (*new["ark"], *new["tekster"]) if e["id"] == id_).update(words)
    return new


# --- What has changed -------------------------------------------------------------------------


@pytest.mark.xdist_group("trivsel")
def test_after_cancellations_only_what_names_the_number_is_printed_again(tmp_path):
    """29 became 26: six sheets of more than twenty, and no agenda, table sheet or action plan."""
    again(tmp_path, kits.meeting("trivsel", 29), html=False)
    (tmp_path / "til-print" / "13-handleplan.pdf").write_bytes(b"udfyldt")

    built = again(tmp_path, kits.meeting("trivsel", 26), html=False)

    found = built.changes
    assert [c.file.partition("-")[2] for c in found.changed] == [
        "printliste.pdf",
        "drejebog.pdf",
        "bordkort-solo.pdf",
        "bordkort-flere.pdf",
        "bordskilte.pdf",
        "makkerkort.pdf",
    ]
    assert found.kept == 21
    assert "Dagsorden" in {c.title for c in found.fewer}
    assert (found.new, found.more, found.gone, found.files) == ((), (), (), ())
    assert all((built.folder / c.file).is_file() for c in found.changed)
    assert [m.name for m in built.moved] == ["13-handleplan.pdf"]
    lines = list(told(built, tmp_path))
    assert "Kun 6 ark er ændret siden sidst; udskriv dem igen:" in lines
    assert "  16-bordkort-solo.pdf   Bordkort: alene i klinikken" in lines


def test_the_first_build_says_nothing_of_changes(tmp_path):
    """Where nothing lay before, there is nothing to compare with."""
    built = again(tmp_path, small())

    assert built.changes is None
    assert not [line for line in told(built, tmp_path) if "siden sidst" in line]


def test_a_build_of_the_same_says_so(tmp_path):
    """The same meeting again: nothing is to be printed."""
    again(tmp_path, small())

    built = again(tmp_path, small())

    assert built.changes == Changes(kept=len([s for s in built.sheets if s.document.copies]))
    assert "Intet ark er ændret siden sidst." in list(told(built, tmp_path))


def test_copies_sheets_and_texts_that_come_and_go(tmp_path):
    """More and fewer copies, a sheet left out and one taken in, a mail with another address."""
    counts = {s.document.id: s.document.copies for s in again(tmp_path, small()).sheets}
    more, fewer = counts["dagsorden"] + 4, counts["afslutningsark"] - 1
    ret = {
        "ark/dagsorden": {"antal": str(more)},
        "ark/afslutningsark": {"antal": str(fewer)},
        "ark/parkeringsplakat": "udelad",
        "ark/slides": "medtag",
    }
    cancelling = replace(small().cancelling, to="klyngens formand")

    built = again(tmp_path, replace(altered(small(), ret), cancelling=cancelling))

    found = built.changes
    assert [(c.title, c.copies - c.before) for c in found.more] == [("Dagsorden", 4)]
    assert [c.before - c.copies for c in found.fewer] == [1]
    assert [c.title for c in found.gone] == ["Parkeringsplakat"]
    assert [c.title for c in found.new] == ["Slides"]
    assert [c.title for c in found.files] == ["Indkaldelse og påmindelser"]
    said = "\n".join(changed(found))
    assert "Dagsorden: 4 flere" in said
    assert "læg dem væk: Parkeringsplakat." in said
    assert "1 ark er nyt; udskriv det også:" in said
    assert f"skal ikke udskrives: Indkaldelse og påmindelser ({found.files[0].file})." in said


def test_another_title_changes_every_sheet(tmp_path):
    """What stands in the foot of all sheets changes them all; they are not listed one by one."""
    again(tmp_path, small())

    built = again(tmp_path, replace(small(), title="Et andet emne"))

    number = built.changes.kept
    assert len(built.changes.changed) == number
    assert f"Alle {number} ark er ændret siden sidst; udskriv dem igen." in list(
        told(built, tmp_path)
    )


@pytest.mark.parametrize(
    "words",
    [
        {"møde": "et-andet"},
        {"møde": None},
        {"ark": 3},
        {"ark": [3]},
        {"ark": [{"fil": "a.html"}]},
        {"tekster": None},
        {"tekster": [{"fil": "a.txt", "titel": "A", "sha256": "x"}]},
    ],
)
def test_what_cannot_be_compared_is_as_a_first_build(words):
    """Another meeting, or a file that does not say what is needed."""
    assert changes({**content(), **words}, content()) is None


@pytest.mark.parametrize("number", ["mange", "7", "", None, 2.5])
def test_a_number_that_is_none_is_as_a_first_build(number):
    """Somebody has written in indhold.json."""
    assert changes(with_("dagsorden", antal=number), content()) is None


def test_paper_from_a_browser_is_not_compared_with_pdf():
    """The same sheet as HTML has another fingerprint; that alone changes nothing on paper."""
    pdf = json.loads(json.dumps(content()).replace(".html", ".pdf"))

    assert changes(pdf, content()) is None


def test_a_content_file_that_says_too_little_stops_no_build(tmp_path):
    """A kit that cannot be compared is replaced in silence, as is an empty folder."""
    (tmp_path / "til-print").mkdir()
    first = again(tmp_path, small())
    file = first.folder / "indhold.json"
    file.write_text(file.read_text("utf-8").replace('"antal"', '"tal"'), "utf-8")

    assert first.changes is None
    assert again(tmp_path, small()).changes is None


@pytest.mark.parametrize(
    ("entry", "words", "kind"),
    [
        ("dagsorden", {"sha256": "x"}, "changed"),
        ("dagsorden", {"sha256": "x", "antal": 99}, "changed"),
        ("dagsorden", {"fil": "99-dagsorden.html"}, None),
        ("dagsorden", {"antal": 0}, "new"),
        ("dagsorden", {"antal": 0, "sha256": "x"}, "new"),
        ("dagsorden", {"antal": 99}, "fewer"),
        ("dagsorden", {"antal": 1}, "more"),
        ("slides", {"antal": 2}, "gone"),
        ("slides", {"sha256": "x"}, "files"),
        ("indkaldelse", {"sha256": "x"}, "files"),
    ],
)
def test_each_kind_of_change(entry, words, kind):
    """A file is told in one list, and one whose number alone has moved in none."""
    found = changes(with_(entry, **words), content())
    lists = {name: value for name, value in vars(found).items() if name != "kept" and value}

    assert list(lists) == ([kind] if kind else [])
    assert all(len(value) == 1 for value in lists.values())


def test_the_print_list_alone_is_told_by_itself():
    """It is no changed sheet by itself, nor where the set is printed in another way."""
    other = with_("printliste", sha256="x")

    alone = changes(other, content())
    assert (alone.changed, alone.relaid) == ((), False)
    assert alone.print_list.file == "01-printliste.html"
    both = json.loads(json.dumps(other))
    next(e for e in both["ark"] if e["id"] == "dagsorden")["sha256"] = "x"
    found = changes(both, content())
    assert [c.title for c in found.changed] == ["Printliste", "Dagsorden"]
    assert found.print_list is None
    found = changes({**both, "udskrift": None}, content())
    assert [c.title for c in found.changed] == ["Dagsorden"]
    assert found.print_list == alone.print_list
    assert changes({**other, "udskrift": None}, content()).relaid
    old = {key: value for key, value in other.items() if key != "udskrift"}
    assert not changes(old, content()).relaid


# --- What is said -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        (Changes(9), "Intet ark er ændret siden sidst."),
        (
            Changes(9, changed=(Change("1.pdf", "Dagsorden", 29, 26),)),
            "Kun 1 ark er ændret siden sidst; udskriv det igen:\n  1.pdf  Dagsorden (29 → 26)",
        ),
        (
            Changes(1, changed=(Change("a.pdf", "A", 1, 1),)),
            "1 ark er ændret siden sidst; udskriv det igen:\n  a.pdf  A",
        ),
        (
            Changes(3, changed=(Change("a.pdf", "A", 2, 2), Change("bb.pdf", "B", 1, 1))),
            "2 ark er ændret siden sidst; udskriv dem igen:\n  a.pdf   A (2 gange)\n  bb.pdf  B",
        ),
        (
            Changes(9, print_list=Change("01-printliste.pdf", "Printliste", 1, 1)),
            (
                "Kun printlisten er anderledes end sidst. Har du ikke nået at udskrive siden din "
                "sidste ændring, så udskriv hele print.pdf."
            ),
        ),
        (
            Changes(
                9,
                new=(Change("a.pdf", "A", 0, 1),),
                print_list=Change("01-printliste.pdf", "Printliste", 1, 1),
            ),
            (
                "Printlisten er ændret siden sidst; udskriv den igen:\n"
                "  01-printliste.pdf  Printliste\n"
                "1 ark er nyt; udskriv det også:\n"
                "  a.pdf  A"
            ),
        ),
        (
            Changes(9, more=(Change("a.pdf", "A", 1, 2), Change("b.pdf", "B", 1, 3))),
            (
                "Intet ark er ændret siden sidst.\n"
                "Udskriv flere af:\n"
                "  a.pdf  A: 1 mere\n"
                "  b.pdf  B: 2 flere"
            ),
        ),
    ],
)
def test_how_much_is_to_be_printed_again(found, sentence):
    """One or several, few or most, each with its file and its copies."""
    assert "\n".join(changed(found)) == sentence


def test_the_command_line_tells_what_has_changed(tmp_path, capsys):
    """`byg` says where the folder is, what has changed, and how to build again."""
    kits.write(small(), tmp_path)
    main(["byg", str(tmp_path), "--html"])
    first = capsys.readouterr().out

    code = main(["byg", str(tmp_path), "--html"])
    second = capsys.readouterr().out
    main(["byg", str(tmp_path), "--html", "--forfra"])

    assert code == 0
    assert "siden sidst" not in first
    assert "Intet er ændret siden sidst, så til-print er, som den skal være.\n" in second
    assert "Intet ark er ændret siden sidst." in capsys.readouterr().out
    assert f"Mødemappen ligger i {tmp_path / 'til-print'}" in second
    assert second.endswith(f"Byg igen med: klyngepakke byg {tmp_path} --html\n")


def test_where_the_folder_is_can_be_read_anywhere(tmp_path, monkeypatch):
    """A folder that was named from here is told whole."""
    monkeypatch.chdir(tmp_path)

    lines = list(told(again(Path("m"), small()), Path("m"), [Path("mine pakker")]))

    assert f"Mødemappen ligger i {tmp_path / 'm' / 'til-print'}" in lines
    assert lines[-1] == 'Byg igen med: klyngepakke byg m --pakker "mine pakker" --html'


@pytest.mark.parametrize(
    "name",
    ["forår", "mit møde", "a'b", 'a"b', "$HOME", "a`b", "a\\b c", "x;y", "a&b", "(1)", "~x", "!"],
)
def test_the_command_can_be_copied(name):
    """A shell takes the folder and the packs for one word each, whatever their signs."""
    words = shlex.split(command(Path(name), [Path(name) / "p"]))

    assert words == ["klyngepakke", "byg", name, "--pakker", f"{name}/p"]


def test_a_plain_path_stands_as_it_is():
    """No quotes where none are needed; Danish letters need none."""
    assert command(Path("klynge/forår-2"), html=True) == "klyngepakke byg klynge/forår-2 --html"


# --- What is offered --------------------------------------------------------------------------


def test_the_invitation_comes_without_the_reminders(tmp_path):
    """The first mail of the file, with its subject."""
    built = again(tmp_path, small())
    whole = next(built.folder.glob("*-indkaldelse.txt")).read_text("utf-8")

    text = invitation(tmp_path)

    assert whole.startswith(text)
    assert text.startswith("INDKALDELSE")
    assert "\nEmne: Klyngemøde 4. marts 2027" in text
    assert text.splitlines()[-1] == small().cluster.name
    assert "PÅMINDELSE" in whole
    assert "PÅMINDELSE" not in text


def test_the_invitation_of_a_kit_in_another_look_alone(tmp_path):
    """Who builds in large print only has the same text to copy."""
    built = again(tmp_path, small())
    text = invitation(tmp_path)

    built.folder.rename(tmp_path / "til-print-stor")

    assert invitation(tmp_path) == text != ""


def test_no_invitation_where_nothing_is_built(tmp_path):
    """A folder without a kit has no text to copy."""
    assert invitation(tmp_path) == ""


@pytest.fixture
def programs(tmp_path, monkeypatch):
    """A computer with a screen, and no programs but those that a test puts there."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setenv("DISPLAY", ":7")
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)

    def put(name, script):
        (folder / name).write_text(f"#!/bin/sh\nPATH=/usr/bin:/bin\n{script}\n", "utf-8")
        (folder / name).chmod(0o755)

    return put


def test_without_programs_nothing_is_opened_or_copied(programs, tmp_path):
    """The person gets the path and the text instead."""
    del programs

    assert opener() is None
    assert not open_folder(tmp_path)
    assert not copy("tekst")


def test_without_a_screen_nothing_is_opened_or_copied(programs, tmp_path, monkeypatch):
    """The programs may be there, as on a server."""
    for name in ("xdg-open", "xclip", "xsel", "wl-copy"):
        programs(name, "exit 0")
    monkeypatch.delenv("DISPLAY")

    assert opener() is None
    assert not open_folder(tmp_path)
    assert not copy("tekst")


def test_a_folder_is_opened(programs, tmp_path, capfd):
    """The whole path is given, and what the program says is not shown."""
    programs("xdg-open", f'printf %s "$1" > {tmp_path}/opened; echo larm; echo larm >&2')
    folder = tmp_path / "mit møde"
    folder.mkdir()

    assert open_folder(folder)
    assert (tmp_path / "opened").read_text("utf-8") == str(folder)
    assert capfd.readouterr() == ("", "")


def test_a_folder_that_cannot_be_opened(programs, tmp_path):
    """A program that fails, and a folder that is not there, are told."""
    programs("xdg-open", "exit 3")

    assert not open_folder(tmp_path)
    assert not open_folder(tmp_path / "mangler")


def test_a_window_that_stays_open_is_not_waited_for(programs, tmp_path):
    """Some programs run until their window is closed."""
    programs("xdg-open", "exec sleep 6")
    began = time.monotonic()

    assert open_folder(tmp_path)
    assert time.monotonic() - began < 5


@pytest.mark.parametrize(
    ("display", "name"),
    [("DISPLAY", "xclip"), ("DISPLAY", "xsel"), ("WAYLAND_DISPLAY", "wl-copy")],
)
def test_a_text_is_copied_letter_by_letter(programs, tmp_path, monkeypatch, display, name):
    """Danish letters and lines come through, whatever the locale."""
    monkeypatch.setenv("LC_ALL", "C")
    monkeypatch.setenv(display, "7")
    programs(name, f"cat > {tmp_path}/copied; echo larm >&2")

    assert copy("Kære alle – ”æøå”\nHilsen\n")
    assert (tmp_path / "copied").read_bytes() == "Kære alle – ”æøå”\nHilsen\n".encode()


def test_the_next_program_copies_where_the_first_cannot(programs, tmp_path, capfd):
    """A program that fails is not believed, and is not heard."""
    programs("xclip", "echo Error: cannot open display >&2; exit 1")
    programs("xsel", f"cat > {tmp_path}/copied")

    assert copy("tekst")
    assert (tmp_path / "copied").read_text() == "tekst"
    assert capfd.readouterr() == ("", "")


def test_what_holds_a_copied_text_outlives_the_terminal(programs, tmp_path):
    """Closing the window does not empty the clipboard: the program has a session of its own."""
    programs("xclip", f"cut -d ' ' -f 6 /proc/$$/stat > {tmp_path}/session")

    assert copy("tekst")
    assert int((tmp_path / "session").read_text()) != os.getsid(0)


# --- A pack in plain lines --------------------------------------------------------------------


@pytest.mark.parametrize("width", [40, 88])
def test_running_text_of_a_portrait_keeps_to_its_width(width):
    """Purpose, goals, prompts and cases are wrapped; headings are one line each."""
    pack = kits.everything().packs["iskaemisk-hjertesygdom"].pack
    lines = list(portrait(pack, width))
    headings = [line for line in lines if f"{pack.id}/" in line]

    assert lines[0] == f"{pack.title} ({pack.id} {pack.edition})"
    assert len(headings) > len(pack.blocks)
    assert max(len(line) for line in lines[3:] if line not in headings) <= width
