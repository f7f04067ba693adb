"""QR: codes read back from real pages as a telephone sees them, and what makes them unreadable."""

from __future__ import annotations

import re

import pytest
from PIL import ImageFilter

import kits
from helpers_sheet import document, page, plain_theme
from klyngepakke.content.meeting import MeetingLinks
from klyngepakke.errors import InputError
from klyngepakke.printing import ink, qr
from klyngepakke.printing.produce import produce

EVALUATION = "https://example.org/evaluering/klyngemoede-2027-03-04"
SURVEY = "https://example.org/spoergeskema?moede=k7m2q9&svar=anonymt"
CODED = ("afslutningsark", "spoergeskema")


@pytest.fixture(scope="module")
def coded():
    """The sheets of a real meeting that carry codes, by their kind."""
    links = MeetingLinks(survey=SURVEY, evaluation=EVALUATION)
    meeting = kits.meeting("trivsel", links=links)
    ready = kits.prepare(kits.write(meeting), kits.everything())
    wanted = [d for d in ready.kit.documents if d.data.get("qr")]
    return {d.id: kits.once(d, ready.theme, filters={}) for d in wanted}


@pytest.fixture
def made(tmp_path):
    """Produce a sheet of a heading, a code and what stands around it."""

    def make(link, around="{}", css=""):
        body = "<h1>T</h1>" + around.format("{{ u | qr }}")
        template = page(body, f"<style>{css}</style>")
        return produce(document(tmp_path / "p", template, {"u": link}), plain_theme(tmp_path / "t"))

    return make


def test_two_sheets_carry_codes(coded):
    """The survey and the closing sheet, each with its own link; the guests have paper alone."""
    links = {name: re.findall('data-qr="([^"]+)"', sheet.html) for name, sheet in coded.items()}
    assert links == {"afslutningsark": [EVALUATION], "spoergeskema": [SURVEY.replace("&", "&amp;")]}


def seen(picture, turned=0, blurred=0.0):
    """A page as a telephone sees it: turned, and out of focus."""
    picture = picture.convert("L").rotate(turned, expand=True, fillcolor=255)
    return picture.filter(ImageFilter.GaussianBlur(blurred)) if blurred else picture


@pytest.mark.parametrize("name", CODED)
@pytest.mark.parametrize("turned", [0, 3, -3, 90, 180])
@pytest.mark.parametrize("blurred", [0, 1.0, 1.5])
def test_a_code_is_read_from_the_page(coded, name, turned, blurred):
    """A grey copy at 150 dpi, turned and blurred, gives the very link that stands beside it."""
    sheet = coded[name]
    page_ = ink.picture(sheet.pdf, 1, 150)
    link = EVALUATION if name == "afslutningsark" else SURVEY
    assert qr.decode(seen(page_, turned, blurred)) == [link]


@pytest.mark.parametrize("name", CODED)
def test_a_code_has_its_link_beside_it(coded, name):
    """The link stands in readable text on the same page, and the preflight has seen it."""
    sheet = coded[name]
    link = (EVALUATION if name == "afslutningsark" else SURVEY).removeprefix("https://")
    assert link in "".join(kits.pages(sheet)[0].split())
    assert sheet.findings == ()


@pytest.mark.parametrize("length", [20, 61, 107, 152])
def test_the_modules_are_half_a_millimetre(made, length):
    """A code at its smallest size that is let through is read; one a hair smaller is refused."""
    link = "https://example.org/".ljust(length, "a")
    least = qr.MODULE * qr.modules(link)
    size = ".qr {{ width: {0}mm; height: {0}mm }}"
    sheet = made(link, css=size.format(least))
    assert qr.decode(seen(ink.picture(sheet.pdf, 1, 150), turned=3, blurred=1.0)) == [link]
    with pytest.raises(InputError, match=r"mindre end 0,5 mm.+koden mindst \d+ mm bred"):
        made(link, css=size.format(least * 0.98))


def test_a_link_that_is_too_long_is_told_with_what_fits(made):
    """The place a sheet gives its code is known, and so is the length of link that fits there."""
    link = "https://example.org/" + "a" * 150
    with pytest.raises(InputError) as error:
        made(link)
    (problem,) = error.value.problems
    room = int(re.search(r"højst (\d+) tegn", problem.sentence)[1])
    assert "28 mm bred" in problem.sentence
    assert made(link[:room]).pages == 1
    with pytest.raises(InputError):
        made(link[: room + 1])


def test_a_meeting_with_a_link_that_is_too_long_is_refused():
    """The facilitator is told which sheet, which link and what to do."""
    links = MeetingLinks(evaluation="https://example.org/" + "a" * 250)
    ready = kits.prepare(kits.write(kits.meeting("trivsel", links=links)), kits.everything())
    (sheet,) = (d for d in ready.kit.documents if d.id == "afslutningsark")
    with pytest.raises(InputError, match=r"Arket ”Afslutningsark”.+Brug et link på højst \d+ tegn"):
        produce(sheet, ready.theme)


def test_a_link_longer_than_any_code_is_refused(made):
    """Past a few hundred characters no place is large enough."""
    with pytest.raises(InputError, match=r"længere end 300 tegn\. Brug et kortere link"):
        made("https://example.org/" + "a" * 300)


LINK = "https://example.org/sider/evaluering-af-et-klyngemoede"


WORDS = "example.org/sider/evaluering-af-et-klyngemoede"


def beside(style, words=WORDS):
    """A code, and a paragraph with its link in some style."""
    return f"{{}}<p style='{style}'>{words}</p>"


@pytest.mark.parametrize(
    ("around", "written"),
    [
        (beside(""), True),
        (beside("width: 30mm; overflow-wrap: anywhere", LINK), True),
        (beside("", "example.org/sider/<wbr>evaluering-\u00adaf-et-\u00adklyngemoede/"), True),
        (beside("", "example.org/sider/evaluering"), False),
        (beside("", "Skan koden."), False),
        (beside("margin-top: 70mm"), False),
        (beside("break-before: page"), False),
        (beside("color: transparent"), False),
        (
            beside(
                'width: 16mm; hyphens: manual; hyphenate-character: "-"',
                WORDS.replace("luer", "lu\u00ader"),
            ),
            False,
        ),
    ],
)
def test_a_code_without_its_link_in_words_is_found(made, around, written):
    """The whole link stands near the code, on the same page, with nothing put into it."""
    rules = {one.rule for one in made(LINK, around).findings}
    assert ("link-mangler" in rules) != written


@pytest.mark.parametrize(
    ("style", "free"),
    [
        ("", True),
        ("background: #f4f4f4", True),
        ("border-left: 3mm solid", True),
        ("background: linear-gradient(to right, #555 1.5mm, #fff 1.5mm)", False),
        ("background: #aaa", False),
    ],
)
def test_a_code_has_white_paper_around_it(made, style, free):
    """The quiet zone is four modules; what lies in it is told of, or makes the code unreadable."""
    around = f"<div style='width: 28mm; {style}'>{{}}</div><p>{LINK}</p>"
    rules = {one.rule for one in made(LINK, around).findings}
    assert ("kodens-rand" in rules) != free


def test_a_code_that_is_covered_is_refused(made):
    """What cannot be read from the finished page is an error, whatever the reason."""
    cover = "<div style='position: absolute; top: 10mm; left: 0; width: 30mm; height: 15mm; background: #999'></div>"
    with pytest.raises(InputError, match="kan ikke læses fra papiret"):
        made(LINK, "{}<p>" + LINK + "</p>" + cover)
