"""Every sheet for who cannot see it: what is said, in what order, and how one gets around."""

from __future__ import annotations

import pytest

import helpers_sheet
import kits
from helpers_access import faults, field_faults, order_faults
from helpers_pdf import Piece, assert_ua1, fields, outline
from klyngepakke.content.times import clock_text
from klyngepakke.printing.produce import produce

_FIRST = "klinik"
_OTHERS = sorted(kits.everything().themes.keys() - {_FIRST})
# A small kit in every other theme, and one with every kind of form; `make proof` looks at all
# packs in all themes and sizes.
OTHERS = [
    pytest.param(pack, theme, marks=pytest.mark.xdist_group("generalforsamling"))
    for pack, theme in [
        *(("generalforsamling", theme) for theme in _OTHERS),
        ("professionsetik", "stor"),
    ]
]
each_pack = pytest.mark.parametrize(
    "pack", [pytest.param(p, marks=pytest.mark.xdist_group(p)) for p in kits.PACKS]
)


@each_pack
def test_every_sheet_can_be_read_and_filled_in_without_seeing_it(pack):
    """Tooltips, order, tabulator, language, title and bookmarks of every sheet."""
    found = {s.document.title: faults(s) for s in kits.kit(pack).sheets}

    assert {title: told for title, told in found.items() if told} == {}


@pytest.mark.parametrize(("pack", "theme"), OTHERS)
def test_other_themes_are_as_good(pack, theme):
    """A sheet in another theme is PDF/UA-1, fits on its pages, and is read in order."""
    made = kits.built(kits.meeting(pack, 10, theme=theme))

    assert {s.document.title: s.notes for s in made.sheets if s.notes} == {}
    for sheet in made.sheets:
        assert_ua1(sheet.pdf)
        assert faults(sheet) == [], sheet.document.title


@each_pack
def test_the_run_sheet_is_opened_at_any_phase(pack):
    """Its bookmarks have the clock time of every phase, in the order of the evening."""
    made = kits.kit(pack)
    (sheet,) = made.of("drejebog")
    marks = outline(sheet.pdf)
    times = [clock_text(slot.start) for slot in made.prepared.plan.programme.slots]
    evening = marks[next(at for at, mark in enumerate(marks) if mark.startswith(f"{times[0]} ")) :]

    found = [mark.partition(" ")[0] for mark in evening if mark[:1].isdigit()]

    assert list(dict.fromkeys(found)) == list(dict.fromkeys(times))
    assert len(found) >= len(times)


# --- What is looked for is found -------------------------------------------------------


def test_an_option_says_its_question():
    """A tooltip is the question and the option, as they stand on the paper."""
    (sheet,) = kits.kit("trivsel").of("spoergeskema")

    said = fields(sheet.pdf)

    assert (
        said["tr09__administration"]["/TU"]
        == "Hvad belaster dig mest? – Administration og attester"
    )
    assert said["bg1__solo"]["/TU"] == "Min praksis er: Solo"
    assert said["tr01__0"]["/TU"].endswith("arbejde for tiden? – 0 (slet ikke)")


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ('<input type="text" id="q1" name="q1" title="q1 …">', "no word"),
        ('<input type="checkbox" id="energi" name="energi" title="energi">', "is its name"),
        ('<input type="checkbox" id="q1__0" name="q1__0" title="Meget">', "no question"),
        (
            '<input type="checkbox" id="q1__0" name="q1__0" title="Energi – meget">'  # noqa: ISC004
            '<input type="checkbox" id="q1__1" name="q1__1" title="Energi – meget">',
            "same tooltip",
        ),
    ],
)
def test_a_poor_tooltip_is_found(tmp_path, field, said):
    """A tooltip that is an option alone, a name, nothing, or another's, is a fault."""
    body = f'<form><h1>Energi</h1><p>Meget</p>{field}<label for="q1__0">0</label></form>'
    document = helpers_sheet.document(tmp_path, helpers_sheet.page(body), forms=True)

    (fault,) = field_faults(produce(document, helpers_sheet.klinik()))

    assert said in fault


def test_a_wrong_order_is_found():
    """Text before its margin, a line before the one above it, a right column before the left."""
    title = Piece(1, "H1", "Titel", 60, 20, 120, 30)
    facts = Piece(1, "P", "15 minutter", 20, 40, 50, 45)
    text = Piece(1, "P", "Teksten", 60, 40, 190, 45)
    more = Piece(1, "P", "Mere tekst", 60, 50, 190, 55)

    assert list(order_faults([title, facts, text, more])) == []
    assert len(list(order_faults([title, text, facts, more]))) == 1
    assert len(list(order_faults([title, facts, more, text]))) == 1
    assert len(list(order_faults([facts, text, more, title]))) == 2


def test_terms_on_one_line_are_still_a_list(tmp_path):
    """Blanks between terms that a theme sets on one line break no rule of PDF/UA."""
    style = "<style>dt { display: inline } dd { display: inline-block; width: 40mm }</style>"
    body = "<h1>T</h1><dl><dt>Ordstyrer</dt> <dd></dd> <dt>Referent</dt> <dd></dd>\n</dl>"
    document = helpers_sheet.document(tmp_path, helpers_sheet.page(body, style))

    assert_ua1(produce(document, helpers_sheet.klinik()).pdf)
