"""From answers to a meeting, and from a meeting to the packs as it uses them."""

from __future__ import annotations

from dataclasses import replace

import pytest

import kits
from klyngepakke.content.addresses import marks
from klyngepakke.content.checking import addresses
from klyngepakke.content.mark import mark
from klyngepakke.content.meeting import Meeting
from klyngepakke.content.meeting_file import meeting_text, read_meeting
from klyngepakke.content.model import parse
from klyngepakke.content.overrides import used
from klyngepakke.content.pack import Override
from klyngepakke.errors import InputError
from klyngepakke.planning.slots import filled

DAY = {"dato": "2027-03-04", "start": "16.30", "slut": "19.30"}


def answered(**answers):
    """A meeting on one day, of these answers."""
    return kits.answered({"dage": [DAY], **answers})


def changed(changes, **answers):
    """The packs as a trivsel meeting with these changes uses them."""
    made = answered(pakker={"trivsel": {}}, ret=changes, **answers)
    return used(made, kits.everything().packs)


def phase(found, address):
    """The phase at `blok/fase` of the only pack."""
    block, name = address.split("/")
    return next(
        p for b in found.packs[0].pack.blocks if b.id == block for p in b.phases if p.name == name
    )


def test_answers_get_their_defaults():
    """A date and a pack are enough; the programme is the pack's frame, by reference."""
    made = answered(pakker={"trivsel": {}})

    assert made.title == "Trivsel og arbejdsglæde"
    assert [p.block or p.id for p in made.program][:3] == ["velkomst", "trivsel/energi", "pause"]
    assert made.packs["trivsel"].edition == "2027.1"
    assert all(p.text is None and p.minutes is None for p in made.program)


def test_a_meeting_file_reads_back():
    """What is written is what was decided."""
    made = answered(
        pakker={"trivsel": {"version": "kort"}},
        besvaret="ja",
        deltagere={"antal": "12", "solo": "12"},
        ret={"trivsel/T5": "udelad", "ark/casekort": {"antal": "4"}},
    )

    assert read_meeting(kits.write(made)).value == made
    assert meeting_text(made).startswith("# yaml-language-server: $schema=")


def test_every_id_is_new():
    """Two meetings of the same answers have ids of their own."""
    assert answered(pakker={"trivsel": {}}).id != answered(pakker={"trivsel": {}}).id


def test_everything_that_is_missing_is_told_at_once():
    """No day and no pack are two sentences in one go."""
    with pytest.raises(InputError) as error:
        kits.answered({})

    assert [p.place for p in error.value.problems] == ["dage", "pakker"]


def test_unknown_packs_get_the_nearest_name():
    """A misspelt pack is told what it may have meant."""
    with pytest.raises(InputError, match="Mente du ”trivsel”"):
        answered(pakker={"trivsl": {}})


def test_two_packs_open_and_close_once():
    """Two packs in one evening share one welcome and one closing, and each pause has a name."""
    made = answered(pakker={"emnevalg": {}, "trivsel": {}})
    kinds = [p.kind for p in made.program]
    ids = [p.id for p in made.program if p.id]

    assert kinds.count("velkomst") == kinds.count("afslutning") == 1
    assert made.program[0].kind == "velkomst"
    assert made.program[-1].kind == "afslutning"
    assert len(ids) == len(set(ids))


def test_the_frame_gives_what_the_meeting_does_not_say():
    """A point from a pack's frame has its minutes and words, and the meeting's own win."""
    made = answered(
        pakker={"trivsel": {}},
        program=[
            {"id": "velkomst", "slags": "velkomst", "fra": "trivsel", "minutter": "7"},
            {"blok": "trivsel/energi"},
        ],
    )

    welcome = used(made, kits.everything().packs).meeting.program[0]

    assert welcome.minutes.wish == 7
    assert welcome.say


def test_a_frame_point_that_is_gone_is_told():
    """A point whose pack no longer has it must say its own minutes."""
    point = {"id": "tur", "slags": "socialt", "fra": "trivsel"}
    made = answered(pakker={"trivsel": {}}, program=[point])

    with pytest.raises(InputError, match="har ikke punktet i sin ramme"):
        used(made, kits.everything().packs)


def test_a_version_is_a_set_of_overrides():
    """The short version drops the results of block 2 and shortens the group work."""
    short = used(answered(pakker={"trivsel": {"version": "kort"}}), kits.everything().packs)
    blocks = {b.id: [p.name for p in b.phases] for b in short.packs[0].pack.blocks}

    assert blocks["organisering"] == ["gruppearbejde", "plenum"]
    assert {q.id for q in short.packs[0].pack.survey}.isdisjoint({"tr03", "tr04", "tr06"})
    assert "tr14" in {q.id for q in short.packs[0].pack.survey}
    assert phase(short, "organisering/gruppearbejde").minutes.wish == 17


def test_overrides_by_address():
    """A prompt is left out, another has new words, a phase other minutes."""
    found = changed(
        {
            "trivsel/T5": "udelad",
            "trivsel/T1": {"tekst": "Vores egen tekst?"},
            "trivsel/energi/plenum": {"minutter": "15"},
        }
    )
    prompts = {p.id: p.text for p in phase(found, "energi/gruppearbejde").prompts}

    assert "T5" not in prompts
    assert prompts["T1"] == "Vores egen tekst?"
    assert phase(found, "energi/plenum").minutes.wish == 15
    assert found.warnings == ()


def test_the_meeting_wins_over_the_version():
    """Pack, then version, then the meeting's own changes."""
    found = changed({"trivsel/energi/plenum": {"minutter": "9"}})
    short = used(
        answered(
            pakker={"trivsel": {"version": "kort"}},
            ret={"trivsel/energi/plenum": {"minutter": "9"}},
        ),
        kits.everything().packs,
    )

    assert phase(found, "energi/plenum").minutes.wish == 9
    assert phase(short, "energi/plenum").minutes.wish == 9


def test_a_target_that_is_gone_is_a_named_warning():
    """An override whose address is not there is said, and does nothing."""
    found = changed({"trivsel/T99": "udelad", "trivsl/T1": "udelad"})

    assert any("trivsel/T99" in w and "findes ikke" in w for w in found.warnings)
    assert any("trivsl" in w and "Mente du ”trivsel”" in w for w in found.warnings)


def test_a_useless_key_is_a_named_warning():
    """Minutes for a prompt make no sense, and it is said."""
    assert any("minutter" in w for w in changed({"trivsel/T1": {"minutter": "5"}}).warnings)


@pytest.mark.parametrize(
    ("address", "change", "word"),
    [
        ("trivsel/T1", {"antal": "3"}, "antal"),
        ("trivsel/T1", "medtag", "medtag"),
        ("trivsel/energi", {"minutter": "9"}, "minutter"),
        ("trivsel/ark/makkerkort", {"titel": "Nyt navn"}, "titel"),
        ("ark/drejebog", {"titel": "Nyt navn", "antal": "1"}, "titel"),
        ("trivsel/energi/gruppearbejde", {"vælg": "99"}, "der er kun 5"),
    ],
)
def test_nothing_in_an_override_is_passed_over_in_silence(address, change, word):
    """What an override says in vain is named, whatever it is aimed at."""
    (warning,) = changed({address: change}).warnings

    assert address in warning
    assert word in warning


@pytest.mark.parametrize("address", ["ark/drejbog", "ark/x/y", "ark"])
def test_a_sheet_that_is_not_there_is_a_named_warning(address):
    """A misspelt sheet is said, when the sheets are made."""
    ready = kits.prepare(
        kits.write(answered(pakker={"trivsel": {}}, ret={address: "udelad"})), kits.everything()
    )

    assert any(f"”{address}” bruges ikke" in warning for warning in ready.kit.warnings)


@pytest.mark.parametrize(
    ("use", "sentence"),
    [
        ({"udgave": "2026.9"}, "udgave 2026.9 af pakken"),
        ({"oplysninger": {"stoette_telefn": "1"}}, "spørger ikke om oplysningen"),
    ],
)
def test_what_is_said_of_another_edition_is_named(use, sentence):
    """A meeting made with another edition, and an answer nobody asks for, are said."""
    found = used(answered(pakker={"trivsel": use}), kits.everything().packs)

    (warning,) = found.warnings
    assert sentence in warning


def test_what_the_cluster_writes_is_not_read_again():
    """A slot's value that looks like a slot, a pattern or HTML stands as it is."""
    value = r"{{kommune}} {{7*7}} \1 \g<0> <b> {% raw %}"

    done = filled({"a": ["x {{ sted }} y", "{{7*7}}"]}, {"sted": value, "kommune": "Ø"}, str)

    assert done == {"a": [f"x {value} y", "{{7*7}}"]}


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"cases": ["C99"], "vælg_cases": "1"}, "Casen ”C99” findes ikke"),
        ({"uden_svar": "håndsoprækning"}, "må ikke besvares med håndsoprækning"),
    ],
)
def test_impossible_overrides_are_told(change, sentence):
    """A case that is not there, and a show of hands on a sensitive question, have their place."""
    address = "trivsel/organisering/resultater"

    with pytest.raises(InputError, match=sentence) as error:
        changed({address: change})

    assert error.value.problems[0].place.startswith(f"ret.{address}.")


def test_a_block_that_is_emptied_leaves_the_programme():
    """Leaving out every phase of a block is leaving out the block."""
    phases = ("resultater", "gruppearbejde", "plenum")
    found = changed({f"trivsel/energi/{name}": "udelad" for name in phases})

    assert "trivsel/energi" not in [p.block for p in found.meeting.program]


def test_the_meeting_takes_back_what_the_version_leaves_out():
    """`medtag` brings back a phase that the short version drops."""
    found = used(
        answered(
            pakker={"trivsel": {"version": "kort"}},
            ret={"trivsel/organisering/resultater": "medtag"},
        ),
        kits.everything().packs,
    )

    assert phase(found, "organisering/resultater").form == "resultater"
    assert found.warnings == ()


@pytest.mark.parametrize("name", kits.PACKS)
def test_anything_in_a_pack_can_be_left_out(name):
    """Whatever address is left out, by itself, the rest still becomes documents."""
    meeting = kits.meeting(name, 10)
    for address in addresses(kits.everything().packs[name].pack):
        change = parse(Override, {"handling": "udelad"})
        one = replace(meeting, changes={f"{name}/{address}": change})

        assert kits.prepare(kits.write(one), kits.everything()).kit.documents


def test_a_changed_basis_is_told():
    """When the pack's text is no longer the one that was replaced, it is said."""
    pack = kits.everything().packs["trivsel"].pack
    text = next(p.text for p in pack.blocks[0].phases[1].prompts if p.id == "T1")
    same = changed({"trivsel/T1": {"tekst": "Ny", "grundlag": mark(text)[:4]}})
    other = changed({"trivsel/T1": {"tekst": "Ny", "grundlag": "abcd"}})

    whole = changed({"trivsel/T1": {"tekst": "Ny", "grundlag": marks(pack)["T1"]}})

    assert same.warnings == whole.warnings == ()
    assert any("er ændret i pakken siden din rettelse" in w for w in other.warnings)


def test_a_block_that_is_left_out_leaves_the_programme():
    """Leaving a block out takes its point out of the programme."""
    found = changed({"trivsel/organisering": "udelad"})

    assert "trivsel/organisering" not in [p.block for p in found.meeting.program]


@pytest.mark.parametrize(
    ("use", "sentence"),
    [
        ({"version": "lang"}, "ingen udgave ”lang”"),
        ({"gruppespørgsmål": {"energi/gruppearbejd": ["T1"]}}, "findes ikke i pakken"),
        ({"gruppespørgsmål": {"energi/gruppearbejde": ["T6"]}}, "ikke et af fasens spørgsmål"),
    ],
)
def test_wrong_choices_are_told(use, sentence):
    """A version, a phase or a prompt that is not there is an error with its place."""
    good = answered(pakker={"trivsel": {}})
    wrong = parse(Meeting, {"id": "x", "titel": "x", "dage": [DAY], "pakker": {"trivsel": use}})

    with pytest.raises(InputError, match=sentence) as error:
        used(replace(good, packs=wrong.packs), kits.everything().packs)

    assert error.value.problems[0].place.startswith("pakker.trivsel")


def test_problems_of_the_plan_have_their_line():
    """What planning finds wrong is told with the line in moede.yaml."""
    made = answered(pakker={"trivsel": {}})
    folder = kits.write(made)
    file = folder / "moede.yaml"
    file.write_text(
        file.read_text("utf-8").replace("  - blok: trivsel/energi", "  - blok: trivsel/enrgi"),
        "utf-8",
    )

    with pytest.raises(InputError, match="Mente du") as error:
        kits.prepare(folder, kits.everything())

    lines = file.read_text("utf-8").splitlines()
    assert "trivsel/enrgi" in lines[error.value.problems[0].line - 1]


def test_lines_are_right_when_a_block_is_left_out():
    """A problem after a block that is left out still has its own line."""
    made = answered(pakker={"trivsel": {}}, ret={"trivsel/energi": "udelad"})
    folder = kits.write(made)
    file = folder / "moede.yaml"
    text = file.read_text("utf-8")
    file.write_text(text.replace("blok: trivsel/implementering", "blok: trivsel/implemen"), "utf-8")

    with pytest.raises(InputError) as error:
        kits.prepare(folder, kits.everything())

    lines = file.read_text("utf-8").splitlines()
    assert "trivsel/implemen" in lines[error.value.problems[0].line - 1]


def test_chosen_topics():
    """A meeting that chose its topics has tables and sheets for these alone, in its order."""
    topics = [t.id for t in kits.everything().packs["professionsetik"].pack.topics]
    chosen = [topics[6], topics[1]]
    made = answered(
        pakker={"professionsetik": {"emner": chosen}}, deltagere={"antal": "29", "solo": "8"}
    )
    planned = kits.prepare(kits.write(made), kits.everything()).plan
    tables = planned.seatings["professionsetik/harmonisering/runde-1"].tables

    assert [t.id for t in planned.packs[0].pack.topics] == chosen
    assert {t.topic for t in tables} == set(chosen)


def test_an_unknown_topic_is_told():
    """A topic that the pack does not have gets the nearest right name."""
    made = answered(pakker={"professionsetik": {}})
    use = replace(made.packs["professionsetik"], topics=("afhaengighedsskabene-medicin",))

    with pytest.raises(InputError, match="findes ikke i pakken"):
        used(replace(made, packs={"professionsetik": use}), kits.everything().packs)


def test_more_topics_than_tables():
    """More chosen topics than tables is warned of."""
    topics = [t.id for t in kits.everything().packs["professionsetik"].pack.topics]
    made = answered(pakker={"professionsetik": {"emner": topics}}, deltagere={"antal": "10"})

    warnings = kits.prepare(kits.write(made), kits.everything()).kit.warnings

    assert any("De sidste emner får intet bord" in w for w in warnings)
