"""What the author of a pack tests it with: one check, one kit, and pages as they were."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

import kits
from klyngepakke.content.example import example
from klyngepakke.lint import examine
from klyngepakke.planning.kit import kit
from klyngepakke.planning.planner import plan
from klyngepakke.testing import ACCEPT, PackKit, check_pack, golden
from klyngepakke.writing.new_pack import SHAPES, NewPack, make_pack

EXAMPLE = Path(__file__).parents[1] / "examples" / "klyngepakke-eksempel" / "klyngepakke_eksempel"
NEW = NewPack(title="Pauser", id="pauser")


@pytest.fixture
def pack(tmp_path):
    """A new pack's folder."""
    return make_pack(tmp_path / "pauser", NEW)


def edited(folder, old, new):
    """Change a text of a pack."""
    path = folder / "pakke.yaml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


# --- In order ------------------------------------------------------------------------------


@pytest.mark.parametrize("shape", SHAPES)
def test_a_new_pack_has_neither_errors_nor_advice(shape, tmp_path):
    """What `pakke ny` writes keeps every rule, those about paper, too, and silences none."""
    folder = make_pack(tmp_path / "pauser", replace(NEW, shape=shape))

    report = examine(folder, kits.everything(), maker=kits.once)

    assert (report.errors, report.advice, report.silenced, report.notes) == ((), (), (), ())


def test_errors_are_told_with_their_lines(pack):
    """A pack that cannot be read fails with every error where it stands."""
    edited(pack, "plenumform: kun_det_nye", "plenumform: kun_det_gamle")
    edited(pack, "kerne: ja", "kærne: ja")

    with pytest.raises(AssertionError) as failed:
        check_pack(pack)

    lines = str(failed.value).splitlines()
    assert lines[0] == f"Pakken i {pack} er ikke i orden:"
    assert all(line.startswith(f"{pack / 'pakke.yaml'}:") for line in lines[1:])
    assert "Mente du ”kun_det_nye”?" in str(failed.value)
    assert "Mente du ”kerne”?" in str(failed.value)


def test_advice_is_told_with_its_rule(pack):
    """Advice fails a pack, until it is followed or silenced with a reason."""
    edited(pack, "            solo: Hvad kunne du selv bestemme?\n", "")

    with pytest.raises(AssertionError, match=r"pakke\.yaml:\d+:\d+: .*\[uden-solo\]"):
        check_pack(pack, paper=False)

    with (pack / "pakke.yaml").open("a", encoding="utf-8") as file:
        file.write("undtagelser: [{regel: uden-solo, ved: S1, fordi: Alle er i kompagniskab.}]\n")
    check_pack(pack, paper=False)


def test_the_example_is_in_order():
    """The third party's pack that everybody copies has neither errors nor advice."""
    check_pack(EXAMPLE, paper=False)


# --- As it was -----------------------------------------------------------------------------


def kit_of(**changes):
    """Two sheets of an example meeting, one of them with a field that is filled in."""
    loaded = kits.everything().packs["emnevalg"]
    meeting = replace(example(loaded, 10), **changes)
    known = kits.everything()
    chosen = [
        document
        for document in kit(plan(meeting, {"emnevalg": loaded})).documents
        if document.sheet in {"parkeringsplakat", "dagsorden"}
    ]
    theme = known.theme(meeting.theme)
    sheets = tuple(kits.once(d, theme, filters=known.filters) for d in chosen)
    return PackKit(loaded.pack, sheets, ())


@pytest.fixture(scope="module")
def made():
    """Two sheets."""
    return kit_of()


@pytest.fixture
def stored(made, tmp_path):
    """A folder with their pages."""
    golden(made, tmp_path / "sider", accept=True)
    return tmp_path / "sider"


def names(folder):
    """The names of the files in a folder, and below it."""
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def repainted(path, change):
    """Change a stored picture."""
    image = Image.open(io.BytesIO(path.read_bytes())).convert("L")
    change(image).save(path)


def test_pages_are_stored_as_text_and_pictures(made, stored):
    """Each sheet has its text, and each page a small picture; nothing has changed since."""
    there = names(stored)
    text = (stored / "dagsorden.txt").read_text("utf-8")

    assert {"dagsorden.txt", "dagsorden-side-1.png", "parkeringsplakat-side-1.png"} <= there
    assert text.startswith("--- side 1 ---\n")
    assert made.pack.title in text
    assert made.pack.title in made.text("dagsorden")
    assert all(path.stat().st_size < 80_000 for path in stored.glob("*.png"))
    golden(made, stored)
    assert names(stored) == there


def test_another_word_fails_and_shows_where(stored):
    """Changed text is told with the lines, and the new page and the difference lie beside."""
    with pytest.raises(AssertionError) as failed:
        golden(kit_of(title="Valg af helt andre emner"), stored)

    said = str(failed.value)
    assert "dagsorden.txt: der står noget andet." in said
    assert "  +Valg af helt andre emner" in said
    assert "pytest --opdater" in said
    new = names(stored / "anderledes")
    assert {"dagsorden.txt", "dagsorden-side-1.png", "dagsorden-side-1-forskel.png"} <= new
    with Image.open(stored / "anderledes" / "dagsorden-side-1-forskel.png") as picture:
        assert any(red > 150 > green for _, (red, green, _) in picture.getcolors(1 << 20))


def test_a_picture_that_moved_fails_where_the_text_is_the_same(made, stored):
    """A line that is drawn elsewhere is seen, though every word is there."""
    path = stored / "dagsorden-side-1.png"
    repainted(
        path, lambda image: image.transform(image.size, 0, (1, 0, 0, 0, 1, -3), fillcolor=255)
    )

    with pytest.raises(AssertionError, match=r"dagsorden-side-1\.png: siden ser anderledes ud"):
        golden(made, stored)


def test_another_smoothing_of_the_letters_is_no_difference(made, stored):
    """Every point may be a little lighter: another computer draws the same page so."""
    for path in stored.glob("*.png"):
        repainted(path, lambda image: image.point([min(255, x + 40) for x in range(256)]))

    golden(made, stored)


def test_pages_that_came_and_went_are_told(made, stored):
    """A sheet more or less fails, and is stored or taken away when it is accepted."""
    less = replace(made, sheets=made.sheets[:1])
    with pytest.raises(AssertionError, match="siden er der ikke mere"):
        golden(less, stored)

    golden(less, stored, accept=True)
    golden(less, stored)
    with pytest.raises(AssertionError, match="siden er ny"):
        golden(made, stored)


def test_the_first_time_one_is_told_what_to_do(made, tmp_path, monkeypatch):
    """With nothing to compare with the test fails; the variable stores the pages."""
    with pytest.raises(AssertionError, match="ingen sider at sammenligne med"):
        golden(made, tmp_path / "sider")

    monkeypatch.setenv(ACCEPT, "ja")
    golden(made, tmp_path / "sider")
    monkeypatch.delenv(ACCEPT)
    golden(made, tmp_path / "sider")


def test_accepting_leaves_alone_what_looks_the_same(made, stored):
    """Files are not written anew for what cannot be seen, so a repository stays small."""
    path = stored / "dagsorden-side-1.png"
    repainted(path, lambda image: image.point([min(255, x + 40) for x in range(256)]))
    before = path.read_bytes()

    golden(made, stored, accept=True)

    assert path.read_bytes() == before


def test_a_sheet_that_is_not_there_is_told_by_name(made):
    """Whoever asks for a sheet that the kit has not got is told which there are."""
    with pytest.raises(LookupError, match=r"Der er: .*dagsorden"):
        made.of("bordark")
