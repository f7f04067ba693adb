"""From a folder to a pack: read once in a process, and never what it is no more."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from klyngepakke.content import folders
from klyngepakke.content.folders import PACK_FILE, pack_in
from klyngepakke.errors import InputError

BUNDLED = Path(__file__).parents[1] / "packs" / "klyngepakke_emnevalg"


@pytest.fixture
def pack(tmp_path):
    """A folder with a pack in it."""
    return Path(shutil.copytree(BUNDLED, tmp_path / "pakke"))


def _edit(pack, old, new):
    path = pack / PACK_FILE
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")


def test_a_pack_that_is_as_it_was_is_not_read_again(pack, monkeypatch):
    """The same is given again, and what somebody has done to the first copy is not in it."""
    first = pack_in(pack)
    before = first.pack.sheets[0].data.copy()
    first.pack.sheets[0].data["ændret"] = True
    monkeypatch.setattr(folders, "read", None)

    assert pack_in(pack).pack.sheets[0].data == before


def test_a_pack_that_was_edited_is_read_anew(pack):
    """In the very same process, and back again."""
    first = pack_in(pack)
    _edit(pack, f"titel: {first.pack.title}", "titel: Noget andet")

    assert pack_in(pack).pack.title == "Noget andet"

    _edit(pack, "titel: Noget andet", f"titel: {first.pack.title}")

    assert pack_in(pack) == first


def test_a_template_that_is_gone_is_told_though_the_file_is_the_same(pack):
    """What the pack points at counts as well."""
    template = pack / pack_in(pack).pack.sheets[0].template
    template.unlink()

    with pytest.raises(InputError, match=template.name):
        pack_in(pack)


@pytest.mark.parametrize("when", ["read", "told"])
def test_what_changes_while_it_is_read_is_not_remembered(pack, monkeypatch, when):
    """Changed back while it was read, or later: what was read in between is not what it is."""
    title = pack_in(pack).pack.title
    read = folders.read
    _edit(pack, "udgiver:", "udgiver: ")

    def late(*given, **named):
        _edit(pack, f"titel: {title}", "titel: Noget andet")
        found = read(*given, **named)
        if when == "read":
            _edit(pack, "titel: Noget andet", f"titel: {title}")
        return found

    with monkeypatch.context() as patched:
        patched.setattr(folders, "read", late)
        assert pack_in(pack).pack.title == "Noget andet"
    _edit(pack, "titel: Noget andet", f"titel: {title}")

    assert pack_in(pack).pack.title == title


def test_a_pack_with_a_link_out_of_it_is_read_each_time(pack, tmp_path):
    """Nobody can tell what is behind the link."""
    (pack / "genvej.html").symlink_to(tmp_path / "andet.html")

    assert pack_in(pack) is not pack_in(pack)
