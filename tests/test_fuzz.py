"""Fuzzing: whatever the bytes, a person is told what is wrong, or the thing is read.

Anything but a value or a `KlyngepakkeError` is a hole: a traceback for a mistake in a file.
"""

from __future__ import annotations

import contextlib
import io
import tempfile
import zipfile
from functools import cache
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from helpers_sheet import document, page, plain_theme
from klyngepakke.content.archive import opened
from klyngepakke.content.folders import pack_in
from klyngepakke.content.meeting_file import read_meeting
from klyngepakke.content.pack import LoadedPack
from klyngepakke.content.parcel import Parcel, received
from klyngepakke.content.participants import read_participants
from klyngepakke.content.theme import read_theme
from klyngepakke.errors import InputError, KlyngepakkeError
from klyngepakke.printing import markup, templates
from klyngepakke.printing.fetching import Refused, Shelf
from klyngepakke.printing.pictures import BadPicture, checked
from klyngepakke.printing.standalone import gathered

ROOT = Path(__file__).parents[1]
BASE = Path(__file__).parent / "attacks" / "_grund"
MEETING = Path(__file__).parent / "attacks" / "_moede" / "moede.yaml"

fuzzed = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
SIGNS = "\n \t:-#'\"{}[]|>&*!%@,?<~=\\0æ\u00a0\u0301\u202e\x1b\ud83d\ude00"
PIECES = st.sampled_from(
    [
        *SIGNS,
        *("id: x", "- ", "  - {", "}", "<<: ", "&a ", "*a", "!!python/name:os.system ", "---"),
        *("minutter: 9", "titel:", "{{", "}}", "{% for x in y %}", "\r\n", "\r", "ja", "1e9"),
        *("../", "2027-02-30", "24.00", "9" * 400, "é", "[[[[", "? ", ": ", "\ufeff"),
    ]
)


@st.composite
def mutated(draw, text: str):
    """A text with a few pieces put in, taken out, doubled or moved."""
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(text)))
        to = draw(st.integers(at, min(len(text), at + 40)))
        text = draw(
            st.sampled_from(
                (
                    text[:at] + draw(PIECES) + text[to:],
                    text[:at] + text[to:],
                    text[:to] + text[at:],
                    text[:at] + draw(st.text(max_size=5)) + text[at:],
                    text[:at],
                )
            )
        )
    return text


@st.composite
def damaged(draw, data: bytes):
    """Bytes with a few of them changed, cut out or put in."""
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, max(len(data) - 1, 0)))
        length = draw(st.integers(0, 8))
        data = data[:at] + draw(st.binary(max_size=8)) + data[at + length :]
    return data


def told(read, path):
    """What was read; None where a person was told what is wrong."""
    try:
        return read(path)
    except KlyngepakkeError as error:
        problems = error.problems
    assert problems
    assert all(problem.sentence for problem in problems)
    return None


@cache
def _kept() -> Path:
    """A folder for whatever is tried."""
    return Path(tempfile.mkdtemp(prefix="fuzz-"))


def written(name: str, data: bytes) -> Path:
    """A file with the bytes."""
    path = _kept() / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def utf8(text: str) -> bytes:
    """The text's bytes, halves of letters among them."""
    return text.encode("utf-8", "surrogatepass")


# --- What people write -----------------------------------------------------------------------


@fuzzed
@given(st.binary(max_size=400) | st.text(max_size=200).map(utf8))
def test_any_bytes_as_a_pack(data):
    """No bytes make the reader stumble."""
    told(pack_in, written("pakke/pakke.yaml", data).parent)


@fuzzed
@given(mutated((BASE / "pakke.yaml").read_text("utf-8")).map(utf8))
def test_a_pack_with_slips(data):
    """A pack with pieces put in, taken out and moved is read, or its mistakes are told."""
    (_kept() / "pakke" / "ark").mkdir(parents=True, exist_ok=True)
    (_kept() / "pakke" / "ark" / "proeve.html").write_text(page("x"), "utf-8")
    found = told(pack_in, written("pakke/pakke.yaml", data).parent)
    assert found is None or isinstance(found, LoadedPack)


@fuzzed
@given(mutated(MEETING.read_text("utf-8")).map(utf8))
def test_a_meeting_with_slips(data):
    """So is a meeting."""
    told(read_meeting, written("moede/moede.yaml", data).parent)


@fuzzed
@given(
    mutated((ROOT / "themes" / "klyngepakke_klinik" / "udseende.yaml").read_text("utf-8")).map(utf8)
)
def test_a_theme_with_slips(data):
    """And a theme."""
    told(read_theme, written("udseende/udseende.yaml", data).parent)


@fuzzed
@given(
    mutated("Navn;Klinik;Praksisform\nAnna;Havnen;solo\nBo;Torvet;kompagniskab\n").map(utf8)
    | st.binary(max_size=200)
)
def test_a_participant_list_with_slips(data):
    """And a list of participants."""
    told(read_participants, written("deltagere.csv", data))


# --- Templates and pages -----------------------------------------------------------------------

GRAMMAR = st.sampled_from(
    [
        *("{{ ", " }}", "{% if a %}", "{% else %}", "{% endif %}", "{% for x in liste %}"),
        *("{% endfor %}", "{% set y = ", " %}", "{% include 'ark/prøve.html' %}", "{% block b %}"),
        *(
            "{% endblock %}",
            "{{ super() }}",
            "a",
            "liste",
            "tal",
            "d.k",
            "d['k']",
            "x",
            "loop.index",
        ),
        *(" ~ ", " + ", " - ", " and ", " not ", " in ", "[", "]", "(", ")", "{", "}", ",", ":"),
        *("|join", "|map('kl')", "|markdown", "|batch(2)", "|kl", "|op_til", "|qr", "|dato", "|e"),
        *(
            "|sort",
            "|first",
            "|length",
            "|int",
            "|default(1)",
            "|reject('odd')",
            "|selectattr('k')",
        ),
        *("1", "-1", "9" * 30, "0x" + "f" * 40, "1e400", "'a'", '"<"', "''", "none", "true", "_x"),
        *(
            "<p>",
            "</p>",
            "<svg>",
            "<a href=",
            "'javascript:x'",
            "<img src=x alt=y>",
            "<style>",
            "&",
        ),
        *("{#", "#}", "{% raw %}", "{% endraw %}", "{%-", "-%}", "\n", "\x1b", "æ"),
    ]
)
DATA = {"a": "En <tekst>", "liste": ["a", "b"], "tal": 990, "d": {"k": [1, 2]}, "tom": None}


@fuzzed
@given(st.lists(GRAMMAR, max_size=25).map("".join))
def test_any_template(text):
    """Whatever is put together of a template's words is rendered, or told to be wrong."""
    theme = plain_theme(_kept() / "tema")
    made = document(_kept() / "skabelonpakke", text, DATA)
    html = told(lambda d: templates.render(d, theme), made)
    if html is not None:
        shelf = Shelf(theme, made.pack)
        assert all(sentence for sentence, _ in markup.faults(markup.parse(html), shelf, forms=True))
        with contextlib.suppress(Refused):
            gathered(html, shelf)


# --- Pictures and zips ---------------------------------------------------------------------------

SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
    b'viewBox="0 0 9 9"><defs><g id="a"><rect id="b" width="1" height="1"/></g>'
    b'<linearGradient id="c"/></defs><style>rect { fill: red }</style>'
    b'<use xlink:href="#a"/><path d="M0 0L9 9" fill="url(#c)"/><text>\xc3\xa6</text></svg>'
)


@cache
def _raster(form: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (16, 16), (9, 99, 199)).save(out, form)
    return out.getvalue()


@fuzzed
@given(damaged(SVG), damaged(_raster("PNG")), damaged(_raster("JPEG")))
def test_damaged_pictures(svg, png, jpeg):
    """A picture is what it says, or a sentence says why it is not used."""
    for name, data in (("a.svg", svg), ("a.png", png), ("a.jpg", jpeg)):
        with contextlib.suppress(BadPicture):
            assert checked(written(name, data)) == data


@cache
def _zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(p for p in BASE.rglob("*") if p.is_file()):
            archive.writestr(f"proeve/{path.relative_to(BASE)}", path.read_bytes())
    return out.getvalue()


@fuzzed
@given(damaged(_zip()))
def test_damaged_zips(data):
    """A zip is taken as it was, or refused; nothing is written in either case."""
    path = written("zip/a.zip", data)
    found = told(opened, path)
    with_sums = told(received, path)
    assert with_sums is None or isinstance(with_sums, Parcel)
    whole = opened(written("hel/a.zip", _zip()))
    assert all(whole[name] == kept for name, kept in (found or {}).items() if name in whole)
    assert [p.name for p in path.parent.iterdir()] == ["a.zip"]


@fuzzed
@given(st.lists(st.tuples(st.text(max_size=12), st.binary(max_size=20)), max_size=6))
def test_any_names_in_a_zip(entries):
    """Whatever files are called, what is taken has names that lie inside, on any computer."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in {utf8(n).decode("utf-8", "replace"): d for n, d in entries}.items():
            archive.writestr(zipfile.ZipInfo(name), data)
    found = told(opened, written("navne.zip", out.getvalue()))
    for name in found or ():
        path = Path("/x") / name
        assert path.is_relative_to("/x")
        assert ".." not in path.parts


def test_the_fuzzer_sees_an_error():
    """What is no error of ours is not taken for one."""
    assert told(lambda _: 1, None) == 1

    def refuse(_):
        raise InputError("Nej.")

    assert told(refuse, None) is None
