"""A meeting's file is edited as a careful person would: what did not change stays as it stood."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kits
from klyngepakke.content.meeting import (
    Cluster,
    Guest,
    Meeting,
    MeetingDay,
    PackUse,
    Participants,
    Roles,
)
from klyngepakke.content.meeting_file import (
    MEETING_FILE,
    edited_text,
    meeting_text,
    read_meeting,
    save_meeting,
    write_meeting,
)
from klyngepakke.content.model import Minutes
from klyngepakke.content.pack import Override
from klyngepakke.content.point import Point
from klyngepakke.errors import InputError
from strategies import meetings

HAND = """\
# yaml-language-server: $schema=moede.skema.json
# Skrevet af klyngens facilitator.

id: k7m2q9
titel: Trivsel   # aftalt i maj
besvaret: nej  # ret, når svarene er inde

# --- Hvem og hvor ---
deltagere: {antal: 29, solo: 8}   # 3 afbud i uge 7
dage:
- dato: 4. marts 2027  # torsdag
  # lokalet lukker kl. 20
  start: 16:30
  slut: 19.30

pakker:
  trivsel:
    # den udgave, vi har læst
    udgave: "2027.1"
    oplysninger: {sted: "Sal # 2"}

program:
  # Ingen oplæg før maden.

  # vi begynder til tiden
  - slags: velkomst
    minutter: 5   # højst
  - blok: trivsel/energi
  # maden kommer udefra
  -
    slags: måltid
    tekst: |
      Sandwich
      # og vand
    minutter: {mindst: 20, helst: 30, højst: 40}
  - {slags: afslutning, minutter: 5}
  # her slutter programmet

ret:
  # for langt til os
  trivsel/energi/plenum: {minutter: 10}
# slut
"""


@pytest.fixture
def folder(tmp_path):
    """A meeting's folder with the file that a person wrote."""
    (tmp_path / MEETING_FILE).write_text(HAND, "utf-8")
    return tmp_path


@pytest.fixture
def written(folder):
    """What that file says."""
    return read_meeting(folder).value


def reread(text, folder):
    """What a text says as a meeting's file."""
    (folder / MEETING_FILE).write_bytes(text.encode())
    return read_meeting(folder).value


def changed_lines(text, before=HAND):
    """The lines that are only in the one and only in the other text."""
    old, new = before.split("\n"), text.split("\n")
    return [x for x in old if x not in new], [x for x in new if x not in old]


# --- One change, and only its line ---------------------------------------------------------


CHANGES = [
    (
        {"title": "Arbejdsglæde"},
        ["titel: Trivsel   # aftalt i maj"],
        ["titel: Arbejdsglæde  # aftalt i maj"],
    ),
    (
        {"answered": True},
        ["besvaret: nej  # ret, når svarene er inde"],
        ["besvaret: ja  # ret, når svarene er inde"],
    ),
    (
        {"participants": Participants(number=26, solo=8)},
        ["deltagere: {antal: 29, solo: 8}   # 3 afbud i uge 7"],
        ["deltagere:  # 3 afbud i uge 7", "  antal: 26", "  solo: 8"],
    ),
    ({"theme": "havn"}, [], ["udseende: havn"]),
    ({"reserve": 20}, [], ["reserve: 20"]),
    (
        {"days": (MeetingDay(date=date(2027, 3, 4), start=990, end=1200),)},
        ["  slut: 19.30"],
        ["  slut: 20.00"],
    ),
]


@pytest.mark.parametrize(
    ("change", "gone", "come"), CHANGES, ids=[next(iter(c[0])) for c in CHANGES]
)
def test_only_what_changed_is_written_anew(folder, written, change, gone, come):
    """One key changes, also inside a day; every other line stands as it was written."""
    new = replace(written, **change)

    text, lost = edited_text(HAND, written, new)

    assert changed_lines(text) == (gone, come)
    assert lost == ()
    assert text.startswith(HAND[: HAND.index("titel")])
    assert reread(text, folder) == new


def test_new_keys_stand_where_a_new_file_has_them(written):
    """The look comes after the survey's state, and the reserve after the look."""
    text, _ = edited_text(HAND, written, replace(written, theme="havn", reserve=10))
    keys = re.findall(r"^(\w+):", text, re.MULTILINE)

    assert keys[2:6] == ["besvaret", "udseende", "reserve", "deltagere"]


def test_points_keep_their_lines_and_comments_when_they_move(folder, written):
    """A point that moves takes the comment above it along."""
    welcome, block, meal, closing = written.program
    new = replace(written, program=(welcome, meal, block, closing))

    text, lost = edited_text(HAND, written, new)

    assert lost == ()
    assert changed_lines(text) == ([], [])
    assert text.index("# maden kommer udefra") < text.index("blok: trivsel/energi")
    assert text.count("# Ingen oplæg") == 1
    assert text.index("# Ingen oplæg") < text.index("# vi begynder") < text.index("velkomst")
    assert reread(text, folder) == new


def test_a_changed_point_keeps_the_rest_of_itself(folder, written):
    """The minutes of one point change; its block of text, which looks like a comment, stays."""
    meal = replace(written.program[2], minutes=Minutes(least=20, wish=25, most=25))
    new = replace(written, program=(*written.program[:2], meal, written.program[3]))

    text, lost = edited_text(HAND, written, new)

    assert "      Sandwich\n      # og vand\n" in text
    assert "    minutter:\n      mindst: 20\n      helst: 25\n      højst: 25\n" in text
    assert lost == ()
    assert reread(text, folder) == new


def test_a_point_that_goes_takes_its_comment_and_it_is_told(folder, written):
    """The comment above a point that is left out would be about another one; it is returned."""
    new = replace(written, program=(*written.program[:2], written.program[3]))

    text, lost = edited_text(HAND, written, new)

    assert lost == ("# maden kommer udefra",)
    assert "# her slutter programmet" in text
    assert reread(text, folder) == new


def test_the_comment_of_a_key_that_goes_is_told(folder, written):
    """An empty `ret` goes with the comment in it; the comments around it stay."""
    text, lost = edited_text(HAND, written, replace(written, changes={}))

    assert lost == ("# for langt til os",)
    assert "\nret:" not in text
    assert text.endswith("# her slutter programmet\n\n# slut\n")
    assert reread(text, folder) == replace(written, changes={})


def test_one_correction_of_many_is_changed(folder, written):
    """A new correction is put below the old; the old one keeps its comment and its braces."""
    new = replace(
        written, changes={**written.changes, "trivsel/T5": Override(text="Hvad giver ro?")}
    )

    text, lost = edited_text(HAND, written, new)

    assert lost == ()
    assert changed_lines(text)[0] == []
    assert "  # for langt til os\n  trivsel/energi/plenum: {minutter: 10}\n  trivsel/T5:" in text
    assert reread(text, folder) == new


def test_what_a_pack_is_told_is_edited_below_its_name(folder, written):
    """Two levels down, the edition's line and its comment stay."""
    use = replace(written.packs["trivsel"], slots={"sted": "Sal 3"}, version="kort")

    text, lost = edited_text(HAND, written, replace(written, packs={"trivsel": use}))

    assert lost == ()
    assert '    # den udgave, vi har læst\n    udgave: "2027.1"\n    version: kort\n' in text
    assert reread(text, folder).packs == {"trivsel": use}


def test_the_packs_order_is_a_change(folder, written):
    """The order of packs means something, though the same packs are equal in any order."""
    both = replace(written, packs={**written.packs, "emnevalg": PackUse()})
    three = replace(written, packs={"samarbejde": PackUse(), **both.packs})
    text, _ = edited_text(HAND, written, both)
    turned = replace(both, packs=dict(reversed(both.packs.items())))

    again, _ = edited_text(text, both, turned)

    assert [*reread(text, folder).packs] == ["trivsel", "emnevalg"]
    assert "pakker:\n  samarbejde: {}\n  trivsel:\n" in edited_text(text, both, three)[0]
    assert [*reread(again, folder).packs] == ["emnevalg", "trivsel"]
    assert "# aftalt i maj" in again


# --- How the file is written ---------------------------------------------------------------


def test_line_endings_and_bom_are_kept(folder, written):
    """A file from Notepad stays one, in the lines that are new too."""
    notepad = "\ufeff" + HAND.replace("\n", "\r\n")

    text, lost = edited_text(notepad, written, replace(written, theme="havn", title="Nyt"))

    assert lost == ()
    assert text.startswith("\ufeff# yaml")
    assert "\r\nudseende: havn\r\n" in text
    assert text.count("\n") == text.count("\r\n")
    assert reread(text, folder) == replace(written, theme="havn", title="Nyt")


@pytest.mark.parametrize(
    "head", ["---\n", "", "# øverst\n\n"], ids=["document", "plain", "comment"]
)
def test_heads_and_tails_of_documents(folder, written, head):
    """The mark before a document, and the one after it, do no harm."""
    text = head + HAND + ("...\n" if head == "---\n" else "")
    new = replace(written, theme="havn", changes={})

    made, lost = edited_text(text, written, new)

    assert lost == ("# for langt til os",)
    assert reread(made, folder) == new


@pytest.mark.parametrize(
    "text",
    [
        "{id: a, titel: Et, dage: [{dato: 2027-03-04, start: 16.00, slut: 18.00}]}  # flad\n",
        "{\n id: a,\n titel: Et, # flad\n dage: [{dato: 2027-03-04, start: 16.00, slut: 18.00}]\n}\n",
        "? id\n: a\n? titel\n: Et # flad\ndage:\n  - {dato: 2027-03-04, start: 16.00, slut: 18.00}\n",
    ],
    ids=["braces", "braces over lines", "question marks"],
)
def test_what_is_written_too_cleverly_is_written_afresh(folder, text):
    """The whole file is written anew, and its comments are told as lost."""
    old = reread(text, folder)
    new = replace(old, title="To")

    assert edited_text(text, old, new) == (meeting_text(new), ("# flad",))


def test_a_word_for_a_list_is_written_as_a_list(folder):
    """`siden_sidst: Et` becomes two lines; a # in a text is no comment."""
    text = meeting_text(kits.meeting("emnevalg")) + 'siden_sidst: "Ring # 2"  # husk\n'
    old = reread(text, folder)
    new = replace(old, since_last=("Ring # 2", "Skriv"))

    made, lost = edited_text(text, old, new)

    assert made.endswith('siden_sidst:  # husk\n  - "Ring # 2"\n  - Skriv\n')
    assert lost == ()
    assert reread(made, folder) == new


def test_items_without_a_name_are_paired_by_their_place(folder):
    """The second of two agreements is put in other words; each keeps the comment above it."""
    text = meeting_text(kits.meeting("emnevalg")) + "siden_sidst:\n# a\n- Et\n# b\n- To\n"
    old = reread(text, folder)

    made, lost = edited_text(text, old, replace(old, since_last=("Et", "Tre")))

    assert made.endswith("siden_sidst:\n# a\n- Et\n# b\n- Tre\n")
    assert lost == ()


def test_another_point_in_the_place_of_one_does_not_get_its_comment(folder, written):
    """What stood above the meal is not about the round that comes instead."""
    point = Point(kind="runde", minutes=written.program[0].minutes)
    new = replace(written, program=(*written.program[:2], point, written.program[3]))

    text, lost = edited_text(HAND, written, new)

    assert lost == ("# maden kommer udefra",)
    assert reread(text, folder) == new


PARTS = [
    (
        "deltagere:  # a\n  {\n    antal: 29, # b\n    solo: 8\n  }\n",
        {"participants": Participants(number=26)},
        "deltagere:  # a\n  antal: 26\n",
        ("# b",),
    ),
    (
        "siden_sidst:  # a\n  [Et, # b\n  To]\n",
        {"since_last": ("Et", "Tre")},
        "siden_sidst:  # a\n  - Et\n  - Tre\n",
        ("# b",),
    ),
    (
        "program:\n  - slags: pause # a\n    minutter:\n      helst: 30 # b\n      højst: 40\n",
        {"program": (Point(kind="pause", minutes=Minutes(least=30, wish=35, most=40)),)},
        "  - slags: pause # a\n    minutter:\n      mindst: 30\n      helst: 35\n      højst: 40\n",
        ("# b",),
    ),
    (
        "program:\n  - slags: pause\n    tekst: |  # a\n      # tekst\n    minutter: 5\n",
        {"program": ()},
        "",
        ("# a",),
    ),
    (
        "næste_møde: I maj # a\nroller:\n  # a\n  referent: En\n  # b\n",
        {"roles": Roles()},
        "næste_møde: I maj # a\n",
        ("# a", "# b"),
    ),
    ('næste_møde: "I\n# maj"\n', {"next_meeting": "I juni"}, "næste_møde: I juni\n", ()),
]


@pytest.mark.parametrize(
    ("part", "change", "becomes", "gone"),
    PARTS,
    ids=[
        "braces below",
        "brackets below",
        "half a mapping",
        "beside a bar",
        "one of two",
        "no comment",
    ],
)
def test_parts_of_a_file_by_hand(folder, part, change, becomes, gone):
    """Each changes alone in a file without packs; the comment at the title stays."""
    head = "id: a\ntitel: Et # her\ndage: [{dato: 2027-03-04, start: 16.00, slut: 18.00}]\n"
    old = reread(head + part, folder)
    new = replace(old, **change)

    text, lost = edited_text(head + part, old, new)

    assert text.startswith(head)
    assert text.endswith(becomes)
    assert lost == gone
    assert reread(text, folder) == new
    assert all(x not in text for x in ("# b", "# maj"))


# --- Any change of any meeting -------------------------------------------------------------


@st.composite
def two(draw):
    """A meeting, and what becomes of it: other fields, and points moved, gone and come."""
    old, other = draw(meetings())[0], draw(meetings())[0]
    old, other = (_furnished(draw, m) for m in (old, other))
    fields = draw(st.sets(st.sampled_from([*Meeting.__dataclass_fields__])))
    new = replace(old, **{name: getattr(other, name) for name in fields})
    if draw(st.booleans()):
        pool = [*old.program, *other.program[:2]]
        new = replace(new, program=tuple(draw(st.permutations(pool))[: draw(st.integers(1, 9))]))
    return old, new


def _furnished(draw, meeting):
    """The meeting with some of what the shared strategy leaves out."""
    texts = st.sampled_from(["Et", "To # 2", "Første\n# linje\nanden", "- x", "Ja: nej", "=1+1"])
    return replace(
        meeting,
        cluster=Cluster(name=draw(st.sampled_from(["Klyngen", "Nord"])), colour="#0b5a68"),
        roles=draw(st.sampled_from([Roles(), Roles(chair="En"), Roles(chair="To", minutes="En")])),
        answered=draw(st.booleans()),
        since_last=tuple(draw(st.lists(st.sampled_from(["Et", "To", "Tre"]), max_size=3))),
        packs=draw(
            st.dictionaries(
                st.sampled_from("abc"),
                st.builds(
                    PackUse,
                    slots=st.dictionaries(st.sampled_from("xy"), st.sampled_from(["1", "2"])),
                ),
                max_size=3,
            )
        ),
        changes=draw(
            st.dictionaries(
                st.sampled_from(["a/b", "a/c"]), st.builds(Override, text=texts), max_size=2
            )
        ),
        program=tuple(
            replace(p, text=draw(texts)) if draw(st.booleans()) else p for p in meeting.program
        ),
        guests=tuple(Guest(id=g.id, title=draw(texts).split("\n")[0]) for g in meeting.guests),
    )


def commented(draw, text):
    """The text as a person has been at it: comments above and after lines, and blank lines."""
    lines, block = [], None
    for number, line in enumerate(text.split("\n")):
        indent = len(line) - len(line.lstrip())
        kind = draw(st.integers(0, 9))
        if block is not None and indent > block:
            kind = 9
        elif kind == 0:
            lines.append("")
        elif kind in {1, 2}:
            # Deeper than the line before, it would be a part of a text that just ended.
            deepest = 8 if block is None else block
            depth = indent if kind == 1 else draw(st.integers(0, deepest))
            lines.append(" " * min(depth, deepest) + f"# c{number}")
        if block is None or indent <= block:
            block = indent if line.endswith(("|", "|-")) else None
        lines.append(f"{line}  # e{number}" if kind == 3 and line and line[0] != "#" else line)
    return "\n".join(lines)


@settings(max_examples=60, deadline=None)
@given(pair=two(), data=st.data(), ending=st.sampled_from(["\n", "\r\n"]))
def test_any_change_reads_back_and_no_comment_is_lost_in_silence(
    tmp_path_factory, pair, data, ending
):
    """What is written says the new meeting; each comment is in it or told; the rest stands."""
    old, new = pair
    text = commented(data.draw, meeting_text(old)).replace("\n", ending)
    folder = tmp_path_factory.getbasetemp()
    assert reread(text, folder) == old

    made, lost = edited_text(text, old, new)

    assert reread(made, folder) == new
    assert sorted(marks(text)) == sorted([*marks(made), *lost])
    for name, lines in sections(text).items():
        if name not in {"", *(k for k in differing(old, new))}:
            assert lines in made


def marks(text):
    """The comments that `commented` made, and the schema's."""
    return re.findall(r"# (?:[ce]\d+|yaml-language.*?)(?=[\r\n]|\Z)", text)


def sections(text):
    """The lines from each top-level key to the last line that is surely its own."""
    parts = re.split(r"(?m)^(?=\w+:)", text)
    found = {}
    for part in parts:
        own = re.sub(r"(?:[\r\n]+#[^\r\n]*|[\r\n])+\Z", "", part)
        found[re.match(r"\w*", part)[0]] = own
    return found


def differing(old, new):
    """The Danish keys whose values differ, be it only in the order of their entries."""
    for name, field in Meeting.__dataclass_fields__.items():
        if repr(getattr(old, name)) != repr(getattr(new, name)):
            yield field.metadata["alias"]


# --- On the disk ---------------------------------------------------------------------------


def test_saving_a_new_meeting_writes_the_schema_too(tmp_path):
    """A folder that is not there yet gets the file and what editors need."""
    meeting = kits.meeting("emnevalg")

    assert save_meeting(tmp_path / "ny" / "mappe", meeting) is None

    assert {p.name for p in (tmp_path / "ny" / "mappe").iterdir()} == {
        "moede.yaml",
        "moede.skema.json",
    }
    assert read_meeting(tmp_path / "ny" / "mappe").value == meeting


def test_write_meeting_is_what_ny_writes(tmp_path):
    """The plain file, as `klyngepakke ny` makes it."""
    write_meeting(tmp_path, kits.meeting("emnevalg"))

    assert (tmp_path / MEETING_FILE).read_text("utf-8") == meeting_text(kits.meeting("emnevalg"))


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664])
def test_saving_keeps_the_permissions(folder, written, mode):
    """Who may read the file is the person's own choice."""
    (folder / MEETING_FILE).chmod(mode)

    kept = save_meeting(folder, replace(written, changes={}))

    assert (folder / MEETING_FILE).stat().st_mode & 0o777 == mode
    assert kept.stat().st_mode & 0o777 == mode


def test_the_old_file_is_kept_when_comments_go(folder, written):
    """Twice a comment has no place; both old files stand beside the new, as they were."""
    first = save_meeting(folder, replace(written, changes={}))
    between = (folder / MEETING_FILE).read_bytes()
    second = save_meeting(folder, replace(written, changes={}, program=written.program[:2]))

    assert [p.name for p in (first, second)] == ["moede.gammel.yaml", "moede.gammel-2.yaml"]
    assert first.read_text("utf-8") == HAND
    assert second.read_bytes() == between


def test_nothing_is_kept_where_nothing_is_lost(folder, written):
    """A change that every comment survives leaves one file in the folder."""
    assert save_meeting(folder, replace(written, title="Nyt")) is None

    assert [p.name for p in folder.iterdir()] == [MEETING_FILE]
    assert read_meeting(folder).value.title == "Nyt"


def test_saving_the_same_meeting_touches_nothing(folder, written):
    """Not even the file's time."""
    before = (folder / MEETING_FILE).stat()

    assert save_meeting(folder, written) is None
    assert (folder / MEETING_FILE).stat() == before


def test_a_wrong_file_is_never_written_over(folder, written):
    """What a person is in the middle of writing is left as it stands."""
    (folder / MEETING_FILE).write_text(HAND + "tittel: Trivsel\n", "utf-8")

    with pytest.raises(InputError, match="Mente du ”titel”"):
        save_meeting(folder, replace(written, title="Nyt"))

    assert (folder / MEETING_FILE).read_text("utf-8") == HAND + "tittel: Trivsel\n"


def test_a_link_to_the_file_stays_a_link(tmp_path, folder, written):
    """Someone keeps the file elsewhere; it is written there."""
    real = tmp_path / "andetsteds.yaml"
    (folder / MEETING_FILE).rename(real)
    (folder / MEETING_FILE).symlink_to(real)

    save_meeting(folder, replace(written, title="Nyt"))

    assert (folder / MEETING_FILE).is_symlink()
    assert "titel: Nyt" in real.read_text("utf-8")
