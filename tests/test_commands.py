"""The commands as a person types them: what they print, what they make, how they end."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pexpect
import pytest

import kits
from klyngepakke.commands.line import main
from klyngepakke.content.meeting_file import read_meeting

DAY = "dage: [{dato: 2027-03-04, start: 16.30, slut: 18.00}]\n"


def said(capsys, *arguments):
    """The exit code, and what was said on the two streams."""
    code = main([str(a) for a in arguments])
    out, err = capsys.readouterr()
    return code, out, err


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A meeting built through the command line, and what was said."""
    folder = tmp_path_factory.mktemp("kommandoer") / "møde med æøå"
    main(["eksempel", str(folder), "--pakke", "emnevalg", "--deltagere", "10"])
    done = subprocess.run(
        [sys.executable, "-m", "klyngepakke", "byg", str(folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    return folder, done


@pytest.mark.parametrize("arguments", [[], ["ny"], ["ny", "m"]])
def test_without_a_terminal_nobody_is_asked(capsys, arguments):
    """Nobody to ask: exit code 2, and the sentence that names the way around it."""
    code, _, err = said(capsys, *arguments)

    assert code == 2
    assert "--svar" in err
    assert len(err.splitlines()) == 1


@pytest.mark.parametrize("arguments", [["--help"], ["-h"], ["--hjaelp"], ["pakke", "--help"]])
def test_help_is_danish(capsys, arguments):
    """Help is asked for in three ways, also of a family of commands, and ends with 0."""
    with pytest.raises(SystemExit) as end:
        main(arguments)

    out = capsys.readouterr().out
    assert end.value.code == 0
    assert out.startswith("Brug: klyngepakke")
    assert "vis denne hjælp" in out


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["bygg", "x"], "Mente du ”byg”?"),
        (["byg"], "Skriv også mappen, fx ”klyngepakke byg mit-moede”"),
        (["pakke", "zip"], "fx ”klyngepakke pakke zip mine-pakker/pauser”"),
        (["byg", "x", "--hurtigt"], "hører ikke til her"),
        (["eksempel", "x", "--pakke"], "blev ikke forstået"),
        (["eksempel", "x", "--deltagere", "mange"], "helt tal"),
        (["eksempel", "x", "--deltagere", "0"], "helt tal"),
        (["ny", "x"], "--svar"),
        (["pakke", "lste"], "Mente du ”liste”?"),
        (["pakke"], "liste, vis, tjek"),
        (["pakke", "vis"], "pakkens id"),
        (["skema", "møde"], "skema moede"),
    ],
)
def test_wrong_words_are_told_in_danish(capsys, arguments, sentence):
    """A command line that is off: one Danish sentence, exit code 2."""
    code, _, err = said(capsys, *arguments)

    assert code == 2
    assert sentence in err
    assert "error" not in err
    assert "Traceback" not in err


def test_an_example_is_made_and_built(built):
    """Two commands: a meeting, and its folder of sheets; one line a sheet."""
    folder, done = built
    content = json.loads((folder / "til-print" / "indhold.json").read_bytes())

    assert done.returncode == 0, done.stderr
    assert len([x for x in done.stdout.splitlines() if "udskrives" in x or "fil" in x]) >= len(
        content["ark"]
    )
    assert "ark papir" in done.stdout
    assert (folder / "til-print" / "01-printliste.pdf").exists()


def test_a_schema_lies_beside_the_meeting(built):
    """The first line of moede.yaml points editors at the schema beside it."""
    folder, _ = built
    first = (folder / "moede.yaml").read_text("utf-8").splitlines()[0]
    schema = json.loads((folder / "moede.skema.json").read_bytes())

    assert first == "# yaml-language-server: $schema=moede.skema.json"
    assert "dage" in schema["properties"]


def test_an_existing_meeting_is_not_overwritten(built, capsys):
    """A folder that holds a meeting is left alone."""
    folder, _ = built
    before = (folder / "moede.yaml").read_bytes()

    code, _, err = said(capsys, "eksempel", folder)

    assert code == 5
    assert "allerede moede.yaml" in err
    assert (folder / "moede.yaml").read_bytes() == before


def test_check_says_when_the_evening_ends(built, capsys):
    """`tjek` reads and plans, and writes nothing."""
    folder, _ = built
    before = sorted(folder.rglob("*"))

    code, out, _ = said(capsys, "tjek", folder)

    assert code == 0
    assert "programmet slutter kl." in out
    assert sorted(folder.rglob("*")) == before


def test_an_answers_file_makes_a_meeting(tmp_path, capsys):
    """`ny --svar` fills in what is not said."""
    (tmp_path / "svar.yaml").write_text(DAY + "pakker: {emnevalg: {}}\n", "utf-8")

    code, _, _ = said(capsys, "ny", tmp_path / "m", "--svar", tmp_path / "svar.yaml")

    assert code == 0
    assert read_meeting(tmp_path / "m").value.title == "Valg af emner"


def test_every_mistake_of_a_file_is_told_at_once(tmp_path, capsys):
    """Each mistake has file, line, column and place; nothing is written."""
    (tmp_path / "svar.yaml").write_text(
        "dage: [{dato: 2027-02-30, start: kl. 16, slut: 18.00}]\npakke: {emnevalg: {}}\n", "utf-8"
    )

    code, _, err = said(capsys, "ny", tmp_path / "m", "--svar", tmp_path / "svar.yaml")

    assert code == 3
    assert len(err.splitlines()) == 3
    assert all("svar.yaml:" in line for line in err.splitlines())
    assert "Mente du ”pakker”?" in err
    assert not (tmp_path / "m").exists()


def test_a_folder_without_a_meeting_is_told(tmp_path, capsys):
    """A folder that holds no meeting is named, and what to do is said."""
    code, _, err = said(capsys, "byg", tmp_path)

    assert code == 3
    assert "ligger intet møde" in err


@pytest.mark.parametrize(
    "arguments",
    [["byg"], ["tjek"], ["eksempel"], ["pakke", "tjek"], ["pakke", "liste", "--pakker"]],
)
def test_a_name_that_is_too_long(arguments, capsys):
    """A path that no disk can hold is told in Danish, with exit code 5."""
    code, _, err = said(capsys, *arguments, "x" * 300)

    assert code == 5
    assert "navnet er for langt" in err
    assert "Traceback" not in err


def test_the_file_may_be_named_for_its_folder(built, capsys):
    """`tjek m/moede.yaml` means `tjek m`."""
    folder, _ = built

    code, out, _ = said(capsys, "tjek", folder / "moede.yaml")

    assert code == 0
    assert "Mødet er i orden" in out


def test_the_next_command_can_be_copied(tmp_path, capsys):
    """A folder with a space in its name stands in quotes."""
    _, out, _ = said(capsys, "eksempel", tmp_path / "mit møde")

    assert out.rstrip().endswith(f'byg "{tmp_path / "mit møde"}"')


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("mangler.png", None, "findes ikke"),
        ("tekst.png", "hej", "Filen er ikke PNG"),
        ("moede.yaml", None, "Kun billeder"),
        ("ond.svg", '<svg xmlns="http://www.w3.org/2000/svg"><image href="x"/></svg>', "image"),
    ],
)
def test_a_logo_that_is_no_picture(tmp_path, capsys, name, text, sentence):
    """A logo is looked at before anything is built; its line is told."""
    said(capsys, "eksempel", tmp_path, "--pakke", "emnevalg")
    meeting = tmp_path / "moede.yaml"
    meeting.write_text(
        meeting.read_text("utf-8").replace("klynge:\n", f"klynge:\n  logo: {name}\n")
    )
    if text is not None:
        (tmp_path / name).write_text(text)

    code, _, err = said(capsys, "tjek", tmp_path)

    assert code == 3
    assert sentence in err
    assert "klynge.logo" in err


def test_a_misspelt_heading_is_told(tmp_path, capsys):
    """A column that looks like one of ours is not passed over in silence; others are."""
    said(capsys, "eksempel", tmp_path, "--pakke", "emnevalg")
    file = tmp_path / "moede.yaml"
    head, _, tail = file.read_text("utf-8").partition("deltagere:\n")
    rest = tail[tail.index("links:") :]
    file.write_text(f"{head}deltagere: {{fil: liste.csv}}\n{rest}", "utf-8")
    (tmp_path / "liste.csv").write_text("navn;praksis form;e-mail\nA;solo;a@example.org\n")

    code, _, err = said(capsys, "tjek", tmp_path)

    assert code == 6
    assert "”praksis form” i deltagerlisten bruges ikke. Mente du ”praksisform”?" in err
    assert "e-mail" not in err


SMALL_PACK = """
id: {id}
titel: T
udgave: 1.0
udgiver: x
formål: Et formål.
ramme: [{{slags: velkomst, minutter: 10}}, {{blok: b}}]
blokke: [{{id: b, titel: B, faser: [{{form: oplæg, minutter: {minutes}}}]}}]
versioner: {{kort: {{titel: Kort, minutter: 20, ret: {{b/oplaeg: {change}}}}}}}
"""


def small_pack(folder, **words):
    """A folder with a pack of one phase."""
    words = {"id": "proeve", "minutes": 30, "change": "{minutter: 9}", **words}
    (folder / "pakke.yaml").write_text(SMALL_PACK.format(**words), "utf-8")
    return folder


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ({"id": "ark"}, "kan ikke hedde ”ark”"),
        ({"change": "{cases: [C1]}"}, "Casen ”C1” findes ikke"),
        ({"change": "{antal: 3}"}, "bruger ikke antal"),
        ({"change": "{vælg: 2}"}, "der er kun 0"),
    ],
)
def test_what_a_pack_cannot_say(tmp_path, capsys, words, sentence):
    """A name that addresses need, and a version's changes that do nothing, are told."""
    code, _, err = said(capsys, "pakke", "tjek", small_pack(tmp_path, **words))

    assert code == 3
    assert sentence in err
    assert "pakke.yaml:" in err


@pytest.mark.parametrize("minutes", [300, 400, 700])
def test_an_example_of_a_long_pack_stays_within_its_day(tmp_path, capsys, minutes):
    """A pack that takes a day gets a day, from the morning."""
    packs = ["--pakker", small_pack(tmp_path, minutes=minutes)]
    said(capsys, "eksempel", tmp_path / "m", "--pakke", "proeve", *packs)

    code, out, _ = said(capsys, "tjek", tmp_path / "m", *packs)

    assert code == 6  # nobody sits that long without a break
    assert "Mødet er i orden" in out


def test_a_broken_pack_that_is_asked_for_says_why(tmp_path, capsys):
    """The reason is told at once, under whatever name the folder has."""
    small_pack(tmp_path, change="{antal: 3}")

    code, _, err = said(
        capsys, "eksempel", tmp_path / "m", "--pakke", "proeve", "--pakker", tmp_path
    )

    assert code == 3
    assert "bruger ikke antal" in err


def test_a_full_place_to_print_to():
    """Output that cannot be written is told in a sentence, without a traceback."""
    with open("/dev/full", "w", encoding="utf-8") as full:  # noqa: PTH123 - a device
        done = subprocess.run(
            [sys.executable, "-m", "klyngepakke", "skema", "moede"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )

    assert done.returncode == 5
    assert "disken er fuld" in done.stderr
    assert "Traceback" not in done.stderr


def test_packs_are_listed(capsys):
    """The list has every pack with edition and origin."""
    code, out, _ = said(capsys, "pakke", "liste")
    _, as_json, _ = said(capsys, "pakke", "liste", "--json")

    assert code == 0
    assert "følger trivsel" in out
    assert {p["id"] for p in json.loads(as_json)["pakker"]} >= set(kits.PACKS)


def test_a_pack_is_shown(capsys):
    """A pack is readable in the terminal: purpose, blocks, prompts."""
    code, out, _ = said(capsys, "pakke", "vis", "trivsel")

    assert code == 0
    assert "Blok 1: Hvad giver og tager energi?" in out
    assert "* T1" in out
    assert max(map(len, out.splitlines())) <= 100


def test_an_unknown_pack_is_told(capsys):
    """A misspelt pack gets the nearest right name."""
    code, _, err = said(capsys, "pakke", "vis", "samarbejd")

    assert code == 3
    assert "Mente du ”samarbejde”?" in err


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("kommunale", "findes ikke. Mente du ”kommunale-tilbud”?"),  # the first word of it
        ("zzz", "Ligger den i en mappe, så skriv også ”--pakker MAPPE”."),
    ],
)
def test_an_unknown_pack_leads_on(tmp_path, capsys, name, hint):
    """Who wrote half an id gets the whole one, and who wrote another is told where to look."""
    code, _, err = said(capsys, "eksempel", str(tmp_path / "x"), "--pakke", name)

    assert code == 3
    assert hint in err


@pytest.mark.parametrize("pack", kits.PACKS)
def test_our_packs_pass_their_check(pack, capsys):
    """`pakke tjek` finds nothing to mend in a bundled pack; its paper is `test_lint`'s."""
    folder = kits.everything().packs[pack].folder
    quick = ("--uden-papir", "--dato", "2026-12-01")

    code, out, _ = said(capsys, "pakke", "tjek", folder, *quick)

    assert code == 0
    assert "er i orden" in out


def test_this_computer_is_ready(capsys):
    """`klar` looks at libraries, fonts, folders and versions."""
    code, out, _ = said(capsys, "klar")

    assert code == 0
    for word in ("Pango", "skrifttyper", "kan skrives", "weasyprint"):
        assert word in out
    assert "Computeren er klar" in out


@pytest.mark.parametrize("what", ["moede", "pakke"])
def test_schemas_are_printed(what, capsys):
    """The schema is JSON with Danish keys and descriptions."""
    code, out, _ = said(capsys, "skema", what)
    schema = json.loads(out)

    assert code == 0
    assert schema["additionalProperties"] is False
    assert schema["properties"]["titel"]["description"]


def test_a_warning_ends_with_code_six(tmp_path, capsys):
    """A kit that is built with a doubt says so, and ends with 6."""
    (tmp_path / "svar.yaml").write_text(
        DAY.replace("18.00", "17.00") + "pakker: {emnevalg: {}}\ndeltagere: {antal: 10}\n", "utf-8"
    )
    said(capsys, "ny", tmp_path / "m", "--svar", tmp_path / "svar.yaml")

    code, _, err = said(capsys, "byg", tmp_path / "m")

    assert code == 6
    assert "Se efter, før du udskriver" in err
    assert (tmp_path / "m" / "til-print" / "01-printliste.pdf").exists()


def test_the_terminal_may_know_no_danish_letters(built):
    """In a C locale the output is still readable."""
    folder, _ = built
    done = subprocess.run(
        [sys.executable, "-m", "klyngepakke", "tjek", str(folder)],
        capture_output=True,
        check=False,
        env={**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    )

    assert done.returncode == 0
    assert b"slutter kl." in done.stdout


def test_a_build_needs_no_network(built):
    """With the network cable out, a kit is built anew."""
    folder, _ = built
    alone = ["unshare", "-rn", sys.executable]
    if subprocess.run([*alone, "-c", ""], capture_output=True, check=False).returncode:
        pytest.skip("this system lets nobody leave the network")

    done = subprocess.run(
        [*alone, "-m", "klyngepakke", "byg", str(folder), "--html", "--forfra"],
        capture_output=True,
        check=False,
    )

    assert done.returncode == 0


def test_a_packs_own_template_is_tried(tmp_path, capsys):
    """`pakke tjek` writes the pack's own sheets, and tells what a template asks for in vain."""
    source = kits.everything().packs["trivsel"].folder
    (tmp_path / "ark").mkdir()
    (tmp_path / "pakke.yaml").write_bytes((source / "pakke.yaml").read_bytes())
    text = (source / "ark" / "makkerkort.html").read_text("utf-8")
    (tmp_path / "ark" / "makkerkort.html").write_text(
        text.replace("data.overlinje", "data.overlinie"), "utf-8"
    )

    code, _, err = said(capsys, "pakke", "tjek", tmp_path, "--uden-papir")

    assert code == 3
    assert "makkerkort.html" in err
    assert "overlinje" in err


@pytest.mark.skipif(os.name != "posix", reason="a terminal")
def test_who_builds_is_told_what_takes_time(tmp_path):
    """In a terminal the screen is not empty until the first sheet is finished; a pipe is spared."""
    (tmp_path / "moede.yaml").write_text("titel: Mødet", "utf-8")
    command = [sys.executable, "-m", "klyngepakke", "byg", str(tmp_path), "--html"]
    waiting = "Læser mødet og laver arkene …"

    assert pexpect.run(" ".join(command), encoding="utf-8").startswith(waiting)
    piped = subprocess.run(command, capture_output=True, check=False)
    assert waiting not in (piped.stdout + piped.stderr).decode()
