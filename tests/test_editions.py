"""Editions: what a meeting remembers, what a build says has changed, and what never breaks."""

from __future__ import annotations

import copy
import importlib.util
import json
from dataclasses import replace
from functools import cache
from inspect import signature
from itertools import pairwise
from pathlib import Path

import pytest

import kits
from klyngepakke import __version__, hookspecs
from klyngepakke.content.editions import FORMAT, from_the_future, is_newer
from klyngepakke.content.folders import pack_in
from klyngepakke.content.frame import meeting_from
from klyngepakke.content.meeting import Answers
from klyngepakke.content.meeting_file import read_meeting
from klyngepakke.content.model import parse
from klyngepakke.errors import InputError
from klyngepakke.hookspecs import VERSION
from klyngepakke.printing.changes import edition_changes
from klyngepakke.printing.document import Sheet
from klyngepakke.road import build

ROOT = Path(__file__).parents[1]
PACK = """\
id: pauser
titel: Pauser
udgave: {edition}
udgiver: Klyngen ved fjorden
formål: At holde pause.
ramme: [{{blok: pausen}}]
blokke:
  - id: pausen
    titel: Hvornår holder vi pause?
    faser:
      - form: gruppearbejde
        minutter: {minutes}
        vælg: 1
        gruppespørgsmål:
          - {{id: P1, kerne: ja, tekst: {text}, solo: Og telefonen?}}
          - {{id: {second}, tekst: Hvad ryger først?, solo: Hvad kan vente?}}
"""
FIRST = {"edition": "1.0", "minutes": 20, "text": "Hvornår holdt du pause?", "second": "P2"}


def blank(document, theme, *, filters):
    """A sheet without anything on it; only what is said of the build matters here."""
    del theme, filters
    return Sheet(document, b"", "", 0)


def pack(folder, **words):
    """A pack's folder, with some words changed."""
    folder.mkdir(exist_ok=True)
    (folder / "pakke.yaml").write_text(PACK.format(**{**FIRST, **words}), "utf-8")
    return pack_in(folder)


def meeting_of(loaded):
    """A meeting on a pack, as the answers make it."""
    answers = {
        "id": "m",
        "pakker": {"pauser": {}},
        "dage": [{"dato": "2027-03-04", "start": "16.30", "slut": "19.30"}],
        "deltagere": {"antal": 10, "solo": 3, "kompagniskab": 7, "klinikker": 6},
    }
    return meeting_from(parse(Answers, answers), {"pauser": loaded})


def built(folder, loaded):
    """Build the meeting in a folder with this edition of its pack."""
    found = kits.everything()
    return build(folder, replace(found, packs={**found.packs, "pauser": loaded}), maker=blank)


# --- What a meeting remembers ----------------------------------------------------------------


def test_a_meeting_remembers_the_edition_it_was_made_with(tmp_path):
    """The edition stands in `moede.yaml`, and stays when the pack gets a new one."""
    kits.write(meeting_of(pack(tmp_path / "p")), tmp_path)

    assert "udgave: 1.0" in (tmp_path / "moede.yaml").read_text("utf-8")
    built(tmp_path, pack(tmp_path / "p", edition="1.1"))
    assert read_meeting(tmp_path).value.packs["pauser"].edition == "1.0"


def test_a_build_says_what_a_new_edition_has_changed(tmp_path):
    """By the hash at each address in the last `indhold.json`: changed, new and gone, once."""
    kits.write(meeting_of(pack(tmp_path / "p")), tmp_path)
    built(tmp_path, pack(tmp_path / "p"))
    new = pack(tmp_path / "p", edition="1.1", text="Hvornår holdt du sidst pause?", second="P3")

    first, second = built(tmp_path, new), built(tmp_path, new)

    sentence = (
        "Pakken ”pauser” er nu udgave 1.1 (sidst blev mødet bygget med 1.0): P1 er ændret; "
        "P3 er ny; P2 er væk."
    )
    assert first.warnings[0] == sentence
    assert sentence not in second.warnings
    assert any("Mødet er lavet med udgave 1.0" in w for w in second.warnings)


def test_what_a_build_says_of_the_last_one_is_not_on_the_paper(tmp_path):
    """The same input gives the same print list, whatever lay there before."""
    kits.write(meeting_of(pack(tmp_path / "p")), tmp_path)
    built(tmp_path, pack(tmp_path / "p"))
    new = pack(tmp_path / "p", edition="1.1", text="Hvornår?")

    first, second = built(tmp_path, new), built(tmp_path, new)

    assert first.sheets[0].document == second.sheets[0].document


def test_only_the_place_that_changed_is_named(tmp_path):
    """A phase that has new minutes is named without its block, and without its prompts."""
    kits.write(meeting_of(pack(tmp_path / "p")), tmp_path)
    built(tmp_path, pack(tmp_path / "p"))

    warnings = built(tmp_path, pack(tmp_path / "p", edition="2", minutes=25)).warnings

    assert "): pausen/gruppearbejde er ændret." in warnings[0]


def test_an_edition_that_changes_no_text(tmp_path):
    """It is said as well; the same edition says nothing."""
    kits.write(meeting_of(pack(tmp_path / "p")), tmp_path)
    built(tmp_path, pack(tmp_path / "p"))

    assert "er nu udgave" not in " ".join(built(tmp_path, pack(tmp_path / "p")).warnings)
    warnings = built(tmp_path, pack(tmp_path / "p", edition="1.0.1")).warnings
    assert "): ingen tekster er ændret." in warnings[0]


def one(edition="1", **marks):
    """What `indhold.json` says of one pack."""
    return {"pakker": {"p": {"udgave": edition, "adresser": {"T1": "a", **marks}}}}


@pytest.mark.parametrize(
    "old",
    [
        {},
        {"pakker": 1},
        {"pakker": {"p": None}},
        {"pakker": {"p": {"udgave": "1"}}},
        {"pakker": {"q": one()["pakker"]["p"]}},
        one("\x1b[31m1"),
        one("1", **{"\x1b[2J": "a"}),
    ],
)
def test_an_old_file_that_says_something_else(old):
    """A damaged `indhold.json`, or one with signs for the terminal in it, is passed over."""
    assert edition_changes(old, one("2")) == ()


def test_many_changes_are_counted():
    """A sentence names a dozen places and counts the rest."""
    many = {f"N{i}": "a" for i in range(30)}

    (told,) = edition_changes(one(), one("2", **many))

    assert told.endswith("N11 og 18 andre steder er ny.")


# --- From the future -------------------------------------------------------------------------


def test_editions_are_ordered_as_people_read_them():
    """2027.10 comes after 2027.9, and 2.0 after 1.10."""
    ordered = ["0.9", "1.0-beta", "1.0", "1.0.1", "1.9", "1.10", "2.0", "2027.1", "2027.10"]

    for early, late in pairwise(ordered):
        assert is_newer(late, early), (early, late)
        assert not is_newer(early, late)
    assert not is_newer("1.0", "1.0")
    assert not is_newer("1.0", "1")


@pytest.mark.parametrize(
    ("lines", "words", "place"),
    [
        ("format: 2\nnyt: 1", ("format 2", "en nyere klyngepakke", __version__), ":1:9: format"),
        ("kræver_klyngepakke: 99.1\nnyt: 1", ("klyngepakke 99.1 eller nyere",), ":1:21: kræver"),
        ("nyt: 1\nformat: 2\nkræver_klyngepakke: 99", ("klyngepakke 99",), ":3:21: kræver"),
    ],
)
def test_a_pack_from_the_future_says_which_klyngepakke_it_needs(tmp_path, lines, words, place):
    """One sentence, and none of the keys that are not known yet."""
    file = tmp_path / "pakke.yaml"
    file.write_text(f"{lines}\n{PACK.format(**FIRST)}", "utf-8")

    with pytest.raises(InputError) as error:
        pack_in(tmp_path)

    (problem,) = error.value.problems
    assert f"{file}{place}" in str(problem)
    assert all(word in problem.sentence for word in words)


def test_a_meeting_from_the_future(tmp_path):
    """The same for `moede.yaml`."""
    (tmp_path / "moede.yaml").write_text("format: 3\nid: x\nhelt_nyt: 1\n", "utf-8")

    with pytest.raises(InputError, match="format 3") as error:
        read_meeting(tmp_path)
    assert len(error.value.problems) == 1


@pytest.mark.parametrize("line", ["format: 1", "kræver_klyngepakke: 0.1", 'format: "1"'])
def test_a_pack_of_today_is_no_different_for_saying_so(tmp_path, line):
    """A pack may say its format, and what it needs."""
    (tmp_path / "pakke.yaml").write_text(f"{line}\n{PACK.format(**FIRST)}", "utf-8")

    assert pack_in(tmp_path).pack.id == "pauser"


@pytest.mark.parametrize(
    "data",
    [
        *(None, [], "format: 2", {"format": {"2": "x"}}, {"format": "two"}, {"format": "²"}),
        *({"kræver_klyngepakke": ["9"]}, {"kræver_klyngepakke": "9" * 500}, {"format": "1"}),
    ],
)
def test_what_says_nothing_of_the_future(data):
    """Anything else is left to the reader, which says what is wrong with it."""
    assert from_the_future(data) == ("", "")


# --- The promise -----------------------------------------------------------------------------


@cache
def tool():
    """The tool that writes the promise."""
    found = importlib.util.spec_from_file_location("promise", ROOT / "tools" / "promise.py")
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


def test_format_1_only_grows():
    """Every key and choice that was ever promised is there, and none has become required."""
    written = json.loads(tool().FILE.read_text("utf-8"))

    assert tool().broken(written, tool().promise()) == []
    assert tool().FILE.read_text("utf-8") == tool().text(tool().promise()), "run make docs"


def test_the_promise_tells_what_breaks_it():
    """A key that goes, a choice that goes, and a key that becomes required are each told."""
    now = tool().promise()
    less = copy.deepcopy(now)
    del less["pakke.yaml"]["blokke[].faser[].minutter"]
    less["moede.yaml"]["titel"]["required"] = False
    less["pakke.yaml"]["blokke[].faser[].form"]["choices"].remove("plenum")

    told = tool().broken(now, less)

    assert told == [
        "pakke.yaml: blokke[].faser[].form can no longer be plenum",
        "pakke.yaml: blokke[].faser[].minutter is gone",
    ]
    assert tool().broken(less, now) == [
        "pakke.yaml: blokke[].faser[].minutter is new and required",
        "moede.yaml: titel has become required",
    ]


def test_the_promise_is_written_down():
    """The guides say which versions there are, and what holds within one."""
    guide = (ROOT / "docs" / "developer.md").read_text("utf-8")

    assert f"`FORMAT`, now {FORMAT}" in guide
    assert f"`VERSION`, now {VERSION}" in guide
    assert "format 1" in (ROOT / "docs" / "pakkeforfatter.md").read_text("utf-8")


HOOKS = {
    "klyngepakke_documents": {"plan"},
    "klyngepakke_filters": set(),
    "klyngepakke_packs": set(),
    "klyngepakke_themes": set(),
}


def test_hooks_of_version_1_only_grow():
    """Every hook that was ever promised is there, with the arguments it had."""
    assert VERSION == 1
    for name, arguments in HOOKS.items():
        assert arguments <= set(signature(getattr(hookspecs, name)).parameters)
