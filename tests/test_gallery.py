"""The pages as a reviewer approved them, and how far a picture may differ from them.

`make godkend` stores the pages as they are now, in `tests/godkendt`.
"""

from __future__ import annotations

import io
import subprocess
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

import kits
from klyngepakke.planning.kit import kit
from klyngepakke.planning.planner import plan
from klyngepakke.printing.ink import picture
from klyngepakke.printing.produce import produce
from klyngepakke.testing import ACCEPT, page_files, same_pages

APPROVED = Path(__file__).parent / "godkendt"
HOW = "make godkend"
ALL = ()
# A page of every kind of sheet that most hands hold, and of every base sheet; the print list
# follows all the others, and has tests of its own.
PAGES = {
    "trivsel": {
        "drejebog": (1, 6),
        "dagsorden": ALL,
        "spoergeskema": (1,),
        "bordark-energi": ALL,
        "svarseddel-energi": (1,),
        "handleplan": (1,),
        "afslutningsark": ALL,
        "bordkort-flere": (1,),
        "parkeringsplakat": ALL,
        "slides": (5,),
    },
    "kommunale-tilbud": {
        "brev-kommunen": ALL,
        "casekort-henvisning": (1,),
        "tilbudsoversigt": (1,),
    },
    "generalforsamling": {"stemmesedler": (1,)},
}
MOVED = ".dagsorden .program { position: relative; top: 3mm }"
MOVED_LINE = ".dagsorden .program tr:first-child .hvad { position: relative; left: 3mm }"
HALF = 0.5 * 72 / 60  # half a point of a picture, in those of PDF


def sheets_of(pack, names):
    """Sheets of a pack's example, by the ids of their documents."""
    known = kits.everything()
    made = kit(plan(kits.meeting(pack), known.packs))
    chosen = [d for d in made.documents if d.id in names]
    look = known.theme("klinik")
    return {d.id: kits.once(d, look, filters=known.filters) for d in chosen}


@pytest.fixture(scope="module")
def agenda():
    """One sheet, as it is."""
    return sheets_of("trivsel", {"dagsorden"})["dagsorden"]


@pytest.fixture
def stored(agenda, tmp_path):
    """Its pages, as they are stored."""
    same_pages(page_files(agenda), tmp_path, accept=True)
    return tmp_path


def restyled(sheet, css, folder):
    """The sheet in its own theme with a rule more."""
    path = folder / "mere.css"
    path.write_text(css, "utf-8")
    known = kits.everything()
    theme = known.theme("klinik")
    more = replace(theme, folders=(*theme.folders, folder), styles=(*theme.styles, path))
    return produce(sheet.document, more, filters=known.filters)


def shifted(pdf, right, up):
    """The pages, all that is on them moved by so many points."""
    with pikepdf.open(io.BytesIO(pdf)) as file:
        for page in file.pages:
            page.contents_add(b"q 1 0 0 1 %f %f cm" % (right, up), prepend=True)
            page.contents_add(b"Q")
        out = io.BytesIO()
        file.save(out)
    return out.getvalue()


def by_poppler(pdf, page, size):
    """A page as poppler draws it, with edges and hairlines of its own."""
    command = ["pdftoppm", "-r", "60", "-gray", "-png", "-f", str(page), "-l", str(page), "-"]
    drawn = subprocess.run(command, input=pdf, capture_output=True, check=True).stdout
    image = Image.new("L", size, 255)
    image.paste(Image.open(io.BytesIO(drawn)))
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def by_mean(pdf, page, size):
    """A page as the mean of what each point covers, without hinting."""
    image = picture(pdf, page, 480).convert("L").resize(size, Image.Resampling.BOX)
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def test_pages_are_as_they_were_approved():
    """Text and picture of each page; what differs is in `godkendt/anderledes`."""
    now = {}
    for pack, names in PAGES.items():
        made = sheets_of(pack, names)
        for name, pages in names.items():
            now |= page_files(made[name], pages)

    same_pages(now, APPROVED, how=HOW)


def test_what_is_approved_is_small():
    """The pictures are for the eye and belong in a repository."""
    files = list(APPROVED.glob("*.*"))

    assert sum(f.stat().st_size for f in files) < 1_000_000
    assert 14 <= len([f for f in files if f.suffix == ".png"]) <= 22


@pytest.mark.parametrize("css", [MOVED, MOVED_LINE])
def test_a_template_that_moves_something_3_mm_is_seen(css, agenda, stored, tmp_path, monkeypatch):
    """A table moved down, or one line moved right: the page before, after and in red lie there."""
    monkeypatch.delenv(ACCEPT, raising=False)
    moved = restyled(agenda, css, tmp_path)
    with pytest.raises(AssertionError) as failed:
        same_pages(page_files(moved), stored, how=HOW)

    assert "dagsorden-side-1.png: siden ser anderledes ud" in str(failed.value)
    assert "gem dem med ”make godkend”" in str(failed.value)
    shown = {path.name for path in (stored / "anderledes").glob("*.png")}
    assert shown == {f"dagsorden-side-1{kind}.png" for kind in ("", "-foer", "-forskel")}


@pytest.mark.parametrize(("right", "up"), [(HALF, 0), (0, -HALF), (HALF / 2, HALF / 2)])
def test_half_a_point_is_not_seen(right, up, agenda, stored):
    """Letters that another computer draws half a point beside are the same page."""
    moved = replace(agenda, pdf=shifted(agenda.pdf, right, up))

    same_pages(page_files(moved), stored)


@pytest.mark.parametrize("draw", [by_poppler, by_mean])
def test_another_program_draws_the_same_page(draw, stored, agenda):
    """Edges that are smoothed in another way are no difference."""
    now = page_files(agenda)
    for page in (1, 2):
        name = f"dagsorden-side-{page}.png"
        now[name] = draw(agenda.pdf, page, Image.open(io.BytesIO(now[name])).size)
        assert now[name] != (stored / name).read_bytes()

    same_pages(now, stored)


# --- The gallery -----------------------------------------------------------------------------

DOCS = Path(__file__).parents[1] / "docs"


def test_the_gallery_shows_every_sheet_in_every_theme():
    """A sheet or a theme that is new is in the gallery when `make galleri` has run."""
    known = kits.everything()
    made = [d for p in kits.PACKS for d in kit(plan(kits.meeting(p), known.packs)).documents]
    names = {f"{d.pack.id}-{d.id}" if d.pack else d.sheet for d in made}
    shown = (DOCS / "galleri.md").read_text("utf-8")
    ours = [t for t in known.themes.values() if t.origin.startswith("klyngepakke ")]

    assert len(ours) >= 3
    wanted = {f"galleri/{name}-{theme.id}.png" for name in names for theme in ours}
    assert {name for name in wanted if name not in shown} == set()


def test_the_gallery_is_small_and_shown():
    """Every picture is on the page, and all of them are fit for a repository."""
    pictures = sorted((DOCS / "billeder" / "galleri").glob("*.png"))
    shown = (DOCS / "galleri.md").read_text("utf-8")

    assert [p.name for p in pictures if f"galleri/{p.name}" not in shown] == []
    assert all(p.stat().st_size < 40_000 for p in pictures)
    assert sum(p.stat().st_size for p in pictures) < 6_000_000
