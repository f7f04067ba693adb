"""The screens in the documentation: they are what the program shows in a terminal today."""

from __future__ import annotations

import importlib.util
import shutil
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def tool():
    """The script that makes the screens."""
    found = importlib.util.spec_from_file_location("screens", ROOT / "tools" / "screens.py")
    module = importlib.util.module_from_spec(found)
    sys.modules["screens"] = module  # where its dataclasses look for their types
    found.loader.exec_module(module)
    return module


SCREENS = tool()
SHOWN = [
    pytest.param(page, name, text, id=f"{page.name}: {name}")
    for page in SCREENS.PAGES
    for name, text in SCREENS.shown(page.read_text("utf-8")).items()
]
DAY = "Hvilken dag mødes I?"


@pytest.mark.xdist_group("screens")
@pytest.mark.skipif(shutil.which("tmux") is None, reason="no tmux; `make test` installs it")
def test_the_screens_of_a_first_meeting_are_current():
    """Which pack, the evening and the review stand in the documentation as in the terminal."""
    assert current(SCREENS.first_meeting()) == {"pakke", "aften", "gennemsyn"}


@pytest.mark.xdist_group("screen_of_the_end")
@pytest.mark.skipif(shutil.which("tmux") is None, reason="no tmux; `make test` installs it")
def test_the_screen_of_the_end_is_current():
    """After three have cancelled, the documentation says what the terminal does."""
    assert current(SCREENS.rebuilt()) == {"slut"}


def current(screens):
    """The names of these screens that are on a page, each as it was made just now."""
    pages = {
        (page.name, name): text
        for page in SCREENS.PAGES
        for name, text in SCREENS.shown(page.read_text("utf-8")).items()
        if name in screens
    }
    assert pages == {place: screens[place[1]] for place in pages}
    return {name for _, name in pages}


@pytest.mark.parametrize(("page", "name", "text"), SHOWN)
def test_a_screen_fits_a_small_terminal(page, name, text):
    """Whoever sits at 80 × 24 sees all of it at once."""
    lines = text.split("\n")

    assert lines[0].strip(), (page, name)
    assert len(lines) <= SCREENS.ROWS
    assert max(map(len, lines)) <= SCREENS.COLUMNS
    assert not any(line != line.rstrip() for line in lines)


def test_the_readme_shows_three_screens():
    """The choice of a pack, the evening, and the end; no more, as it is to be read."""
    assert list(SCREENS.shown((ROOT / "README.md").read_text("utf-8"))) == [
        "pakke",
        "aften",
        "slut",
    ]


def test_screens_are_put_between_their_marks_and_nowhere_else():
    """A page's own words and its other blocks stay; the screens are the new ones."""
    page = "Før\n<!-- skærm: aften -->\ngammelt\n<!-- slut -->\n```text\nandet\n```\n"
    block = "```text\n » Ny\n```\n"
    new = SCREENS.with_screens(page, {"aften": " » Ny", "slut": "…"})

    assert new == page.replace("gammelt\n", block)
    assert SCREENS.shown(new) == {"aften": " » Ny"}
    assert SCREENS.with_screens(new, {"aften": " » Ny"}) == new


def test_an_answered_question_is_not_one_that_stands():
    """What is answered stays on the screen behind a dot, and is not answered once more."""
    asked = f"· Hvad vil du? Nyt\n{DAY} (? forklarer, < går\ntilbage)\n> 4/3"
    answered = f"· {DAY} 4/3-2027\n  torsdag\nHvor mødes I? (? forklarer)\n>"

    assert SCREENS._stands(asked, DAY)
    assert not SCREENS._stands(asked, "Hvad vil du?")
    assert not SCREENS._stands(answered, DAY)
    assert SCREENS._stands(answered, "Hvor mødes I?")
    assert not SCREENS._stands("", DAY)
