"""What a pack asks its cluster: each kind of question takes its own kind of answer."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
import weasyprint

import kits
from helpers_wizard import start, world
from klyngepakke.content.example import example
from klyngepakke.content.folders import pack_in
from klyngepakke.content.local_slots import misfit
from klyngepakke.content.overrides import used
from klyngepakke.content.pack import LocalSlot
from klyngepakke.errors import InputError
from klyngepakke.planning.kit import kit
from klyngepakke.planning.planner import plan
from klyngepakke.planning.slots import blanks, filled, to_fill_in
from klyngepakke.printing.blanks import lined
from klyngepakke.printing.stylesheet import BASE
from klyngepakke.wizard.draft import Draft
from klyngepakke.wizard.steps import packs

PACK = """\
id: prøve
titel: Prøve
udgave: 1.0
udgiver: Klyngen
formål: At prøve.
ramme: [{{slags: velkomst, minutter: 5}}, {{blok: a}}]
blokke:
  - {{id: a, titel: A, faser: [{{form: plenum, minutter: 10}}]}}
oplysninger: [{slot}]
""".replace("prøve", "proeve", 1)


def slot(kind, *options):
    """A question of that kind."""
    return LocalSlot(id="x", ask="Hvad?", kind=kind, options=options)


@pytest.mark.parametrize(
    ("asked", "good", "bad"),
    [
        (slot("tekst"), "hvad som helst", None),
        (slot("tal"), "12", "tolv"),
        (slot("tal"), "0", "-1"),
        (slot("dato"), "4. marts 2027", "i marts"),
        (slot("dato"), "2027-03-04", "30/2-2027"),
        (slot("link"), "https://example.org/x", "example dot org"),
        (slot("valg", "ja", "nej"), "ja", "måske"),
    ],
)
def test_each_kind_has_its_answers(asked, good, bad):
    """What fits is taken, and what does not is told in a sentence."""
    assert misfit(asked, good) == ""
    if bad is not None:
        assert misfit(asked, bad).endswith(".")


def test_a_wrong_answer_stops_the_build():
    """A meeting file with a word where a number is asked for says where it stands."""
    known = kits.everything().packs
    meeting = example(known["emnevalg"], 29)
    use = replace(meeting.packs["emnevalg"], slots={"antal_emner": "mange"})

    with pytest.raises(InputError) as caught:
        used(replace(meeting, packs={"emnevalg": use}), known)

    assert caught.value.problems[0].place == "pakker.emnevalg.oplysninger.antal_emner"


@pytest.mark.parametrize(
    ("asks", "sentence"),
    [
        ("{id: x, spørgsmål: Hvad?, slags: valg}", "mindst to svar"),
        ("{id: x, spørgsmål: Hvad?, slags: valg, valg: [ja]}", "mindst to svar"),
        ("{id: x, spørgsmål: Hvad?, valg: [ja, nej]}", "slags: valg"),
        ("{id: x, spørgsmål: Hvad?, slags: farve}", "farve"),
    ],
)
def test_a_pack_says_what_may_be_chosen(tmp_path, asks, sentence):
    """Answers to choose from belong to a question with a choice, and it needs two."""
    (tmp_path / "pakke.yaml").write_text(PACK.format(slot=asks), "utf-8")

    with pytest.raises(InputError, match=sentence):
        pack_in(tmp_path)


def asked(kind, *options):
    """The wizard's question for a pack with one such question, and what comes of an answer."""
    there = world()
    loaded = there.packs["trivsel"]
    changed = replace(loaded, pack=replace(loaded.pack, slots=(slot(kind, *options),)))
    there = replace(there, packs={**there.packs, "trivsel": changed})
    draft = packs.PACK.put(start(there), there, "trivsel")
    (step,) = packs.slots(draft, there)
    return draft, there, step


def given(draft: Draft, there, step, answer):
    """What the meeting has after the answer."""
    return step.put(draft, there, answer).answers.packs["trivsel"].slots


def test_the_wizard_asks_by_kind():
    """A choice is a list, a day is printed in words, and not to know is an answer."""
    draft, there, step = asked("valg", "ja", "nej")
    assert [c.id for c in step.question(draft, there).choices] == ["ja", "nej", "ved ikke"]
    assert given(draft, there, step, "ja") == {"x": "ja"}
    assert given(draft, there, step, "ved ikke") == {}

    draft, there, step = asked("dato")
    question = step.question(draft, there)
    assert question.check("i går").error
    assert question.check("4/3").note == "4. marts 2027"
    assert given(draft, there, step, "4/3") == {"x": "4. marts 2027"}

    draft, there, step = asked("tal")
    assert step.question(draft, there).check("tolv").error
    assert not step.question(draft, there).check("").error
    assert given(draft, there, step, " ved ikke ") == {}


# --- What stands where nobody has answered -----------------------------------------------------


def filled_in(text, **known):
    """A text with its slots filled, where the pack has a word for the authority alone."""
    words = {"myndighed": "kommunen eller regionen"}
    return filled(text, known, lambda name: to_fill_in(name, {"tlf": "Hvilket nummer?"}), words)


def test_a_sentence_has_a_word_that_can_be_said():
    """A slot in a sentence is the pack's own word, with a capital where the sentence begins."""
    assert filled_in("Spørg {{myndighed}}.") == "Spørg kommunen eller regionen."
    assert filled_in("{{myndighed}} svarer.") == "Kommunen eller regionen svarer."
    assert filled_in("Vent. {{ myndighed }} svarer.") == "Vent. Kommunen eller regionen svarer."
    assert filled_in("Spørg {{myndighed}}.", myndighed="Havnen") == "Spørg Havnen."


def test_a_slot_that_stands_alone_is_a_place_to_write():
    """So is one without a word of its own, also in a sentence."""
    assert filled_in("{{myndighed}}") == "[udfyld: myndighed]"
    assert filled_in("Ring {{tlf}}.") == "Ring [udfyld: Hvilket nummer?]."
    assert list(blanks(["Ring [udfyld: Hvilket nummer?].", {"a": "[udfyld: b]"}, 3])) == [
        "Hvilket nummer?",
        "b",
    ]


def test_a_place_to_write_is_a_line_on_paper():
    """With its question below it; where no line can stand, as in a field's title, there are dots."""
    html = '<head><title>[udfyld: a]</title></head><p title="[udfyld: b]">[udfyld: c]</p>'
    dots = "…" * 9
    line = '<span class="udfyld"><span class="spørg">c</span></span>'

    assert lined(html) == (f'<head><title>{dots}</title></head><p title="{dots}">{line}</p>')


@pytest.mark.parametrize(
    ("around", "kind"),
    [
        ("<p>Ring [].</p>", "i-sætning"),
        ("<p>[] svarer</p>", "i-sætning"),
        ("<p><b>[]</b> svarer</p>", "i-sætning"),
        ("<li>Telefon: []\n</li>", "ved-ord"),
        ("<p><b>Telefon:</b> []</p>", "ved-ord"),
        ("<td>[] </td>", ""),
    ],
)
def test_a_place_to_write_fits_what_is_around_it(around, kind):
    """In a sentence it stands in the line, after a label and alone it has its question below."""
    found = re.findall(
        'class="udfyld ?(.*?)"', lined("<head></head>" + around.replace("[]", "[udfyld: c]"))
    )

    assert found == [kind]


def line_tops(text):
    """Where the lines of a paragraph begin on paper, in CSS px from the first."""
    html = lined(f"<head></head><body><p>{text}</p></body>")
    made = weasyprint.HTML(string=html).render(stylesheets=[weasyprint.CSS(BASE)])
    boxes = made.pages[0]._page_box.descendants()
    paragraph = next(box for box in boxes if box.element_tag == "p")
    return [line.position_y - paragraph.position_y for line in paragraph.children]


def test_a_line_in_a_sentence_pushes_no_lines_apart():
    """With a place to write in the second of three lines, they stand as they do without."""
    text = "Ord.<br>Ring {}, når I vil.<br>Ord."

    assert line_tops(text.format("[udfyld: Hvem?]")) == pytest.approx(
        line_tops(text.format("dem")), abs=0.01
    )


@pytest.mark.parametrize("pack", kits.PACKS)
def test_everything_that_is_said_can_be_said(pack):
    """No spoken line of our packs has a hole in it, and no question to the doctors."""
    made = kit(plan(kits.meeting(pack), kits.everything().packs))
    asked = " ".join(s.ask for s in kits.everything().packs[pack].pack.slots)

    for document in made.documents:
        for line in said_in(document.data):
            assert not list(blanks(line)), line
    (run_sheet,) = [d for d in made.documents if d.sheet == "drejebog"]
    assert asked in " ".join(run_sheet.data["forberedelse"])


def said_in(data):
    """Every text under `sig` in the data of a sheet."""
    if isinstance(data, dict):
        for name, one in data.items():
            yield from [one] if name == "sig" else said_in(one)
    elif isinstance(data, list):
        for one in data:
            yield from said_in(one)
