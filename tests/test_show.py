"""The slides in a browser: one file, keys, a clock to the wall, and how late it is."""

from __future__ import annotations

import base64
import re
from dataclasses import replace
from datetime import UTC, datetime
from html import unescape

import pytest

import helpers_stress as stress
import kits
from helpers_browser import DRIVER, driving
from helpers_pdf import page_texts
from klyngepakke.content.frame import meeting_from
from klyngepakke.content.meeting import Answers, Cluster
from klyngepakke.content.model import parse
from klyngepakke.planning.kit import complete
from klyngepakke.planning.sheets import fremvisning
from klyngepakke.plugins import catalogue
from klyngepakke.printing.document import Sheet, written
from klyngepakke.printing.show import NAME, show
from klyngepakke.road import Wishes, prepare
from klyngepakke.road.further import MAKERS
from klyngepakke.road.screen import slides

pytestmark = pytest.mark.xdist_group("trivsel")
browser = pytest.mark.skipif(DRIVER is None, reason="no browser here; `make test` installs one")

MINUTE = 60_000  # milliseconds
GROUP = 4  # the slide of the first group work, 16.55–17.15
LEFT, RIGHT, PAGE_DOWN, HOME, END, ENTER, ESCAPE = (
    "\ue012",
    "\ue014",
    "\ue00f",
    "\ue011",
    "\ue010",
    "\ue007",
    "\ue00c",
)
# The slides that hold more than they show.
OVERFULL = """
return [...document.querySelectorAll('.billede')].filter(slide => {
  const inner = slide.firstElementChild;
  return inner.scrollHeight > inner.clientHeight + 1 || inner.scrollWidth > inner.clientWidth + 1;
}).map(slide => slide.dataset.nr);
"""
SIZE = {"width": 32.0, "height": 18.0}
NONE = {"top": 0, "bottom": 0, "left": 0, "right": 0}


def planned(meeting, shelf=None):
    """A meeting before it is paper."""
    return prepare(kits.write(meeting), shelf or kits.everything())


def data_of(ready, sheet):
    """What the template of a kind of sheet sees."""
    return next(d.data for d in ready.kit.documents if d.sheet == sheet)


def shown(meeting, theme=None, shelf=None):
    """The show of a meeting, without its paper."""
    ready = planned(meeting, shelf)
    (deck,) = [d for d in ready.kit.documents if d.sheet == "slides"]
    document = complete(ready.plan, fremvisning.document(ready.plan, deck))
    return show(document, theme or ready.theme)


def evening(**changes):
    """A meeting on the evening of 4 March 2027, in a winter without another hour."""
    made = kits.meeting("trivsel", 10, **changes)
    (day,) = made.days
    return replace(made, days=(replace(day, date=datetime(2027, 3, 4, tzinfo=UTC).date()),))


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    """The file of a whole meeting, as it lies on a disk."""
    path = tmp_path_factory.mktemp("slides") / NAME
    path.write_bytes(shown(evening()).data)
    return path


# --- The file ----------------------------------------------------------------------------


def test_it_is_one_file_that_reaches_for_nothing(page):
    """Nothing in it is fetched, and the policy forbids what we have not thought of."""
    text = page.read_text("utf-8")
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', text)[1]

    assert re.findall(r"<link|@import|<iframe|\son\w+=", text) == []
    assert (
        re.findall(r"""(?:src=|url\()(?!["']?(?:data:|#))""", text.replace("image.src = ", ""))
        == []
    )
    assert "default-src 'none'" in policy
    assert "script-src 'sha256-" in policy
    assert "unsafe-inline" not in policy.partition("script-src")[2].partition(";")[0]


def test_it_holds_the_fonts_that_it_uses(page):
    """The letters come along, and no font twice."""
    fonts = re.findall(r"url\(\"data:font/ttf;base64,([^\"]+)", page.read_text("utf-8"))

    assert len(fonts) == len(set(fonts)) == 6
    assert page.stat().st_size < 2_500_000


def test_the_same_meeting_gives_the_same_bytes():
    """Nothing of the day it is made on is in it."""
    assert shown(evening()) == shown(evening())


def folded(text):
    """A text as it was written, without what keeps its parts on one line."""
    return " ".join(text.replace("\xa0", " ").replace("\u2060", "").split())


def test_it_says_what_the_deck_says():
    """Every slide of the deck is there, with every word."""
    deck = data_of(planned(evening()), "slides")["billeder"]
    text = re.sub("</?strong>", "", unescape(shown(evening()).data.decode()))
    said = [
        line.replace("**", "")
        for slide in deck
        for line in (slide["titel"], *slide.get("linjer", ()))
    ]

    assert len(re.findall(r'<section class="billede', text)) == len(deck)
    assert [line for line in said if folded(line) not in folded(text)] == []


HOSTILE = '</script><script>document.title="taget"</script><img src=x onerror=alert(1)>'


def test_what_a_person_writes_is_no_markup():
    """A title that would be a script is text."""
    text = shown(evening(title=HOSTILE)).data.decode()

    assert "<script>document" not in text
    assert text.count("<script>") == 1
    assert "&lt;script&gt;document" in text


def test_a_theme_gives_colours_and_no_markup(tmp_path):
    """A theme's own template for the show is not read; its colours are."""
    (tmp_path / "ark" / "skaerm").mkdir(parents=True)
    (tmp_path / "ark" / "skaerm" / "fremvisning.html").write_text("<p>fremmed</p>", "utf-8")
    plain = kits.everything().theme("klinik")
    theme = replace(plain, folders=(tmp_path, *plain.folders)).adapted(colour="#123456")

    text = shown(evening(), theme).data.decode()
    assert "fremmed" not in text
    assert "--farve: #123456;" in text


def test_a_rule_of_a_themes_is_for_paper(tmp_path):
    """From a theme's CSS come its variables alone, and none can end the style."""
    css = ":root { --farve: #123456; --x: </style><b>; }\nh1 { display: none }\n"
    (tmp_path / "a.css").write_text(css, "utf-8")
    plain = kits.everything().theme("klinik")
    theme = replace(plain, styles=(*plain.styles, tmp_path / "a.css"), variables=())

    text = shown(evening(), theme).data.decode()
    assert "--farve: #123456;" in text
    assert "h1 { display: none }" not in text
    assert "--x" not in text


def test_a_meeting_without_slides_has_no_show():
    """Who leaves the slides out gets none in the browser."""
    ready = planned(evening())
    sheets = tuple(Sheet(d, b"", "", 0) for d in ready.kit.documents)
    without = tuple(s for s in sheets if s.document.sheet != "slides")

    assert slides in MAKERS
    assert [written(job).name for job in slides(ready, sheets, Wishes())] == [NAME]
    assert not [*slides(ready, without, Wishes())]


def test_a_logo_is_in_the_file(tmp_path):
    """The cluster's logo stands on the first slide."""
    (tmp_path / "logo.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M1 1h7v7z"/></svg>',
        "utf-8",
    )
    theme = kits.everything().theme("klinik").adapted(logo=tmp_path / "logo.svg")
    text = shown(evening(cluster=Cluster(name="Klyngen i eksemplet")), theme).data.decode()

    assert re.search(r'<img [^>]*src="data:image/svg', text)


# --- In a browser ------------------------------------------------------------------------


@pytest.fixture(scope="module")
def window():
    """A real browser, in which time passes as we tell it."""
    with driving() as ask:
        yield Window(ask)


class Window:
    """A browser's window whose clock stands still until it is moved."""

    def __init__(self, ask):
        self.ask = ask

    def cdp(self, command, **parameters):
        """Ask the browser something that only its tools know."""
        return self.ask("/goog/cdp/execute", {"cmd": command, "params": parameters})

    def js(self, script, *arguments):
        """What a script in the page gives."""
        return self.ask("/execute/sync", {"script": script, "args": list(arguments)})

    def open(self, path, hour=None, minute=0, *, day=4, slide=1):
        """Open the file, at a time of a day of March 2027 that then stands still, or now."""
        self.ask("/window", {"handle": self.fresh_tab()})
        self.ask("/url", {"url": path.as_uri()})
        if hour is not None:
            at = datetime(2027, 3, day, hour, minute, tzinfo=UTC).timestamp()
            self.cdp("Emulation.setTimezoneOverride", timezoneId="UTC")
            self.cdp("Emulation.setVirtualTimePolicy", policy="pause", initialVirtualTime=at)
        self.js("location.hash = arguments[0]", slide)
        if hour is not None:
            self.later(0.01)

    def fresh_tab(self):
        """A new tab, the old one gone: a page cannot be loaded while its time stands still."""
        found = self.ask("/window/new", {"type": "tab"})["handle"]
        self.ask("/window", method="DELETE")
        return found

    def later(self, minutes):
        """Let minutes pass at once, in the browser's own time."""
        until = self.js("return Date.now()") + minutes * MINUTE
        self.cdp("Emulation.setVirtualTimePolicy", policy="advance", budget=minutes * MINUTE + 400)
        while self.js("return Date.now()") < until:
            pass

    def press(self, *keys):
        """Press keys, one after the other."""
        for key in keys:
            way = [{"type": "keyDown", "value": key}, {"type": "keyUp", "value": key}]
            self.ask("/actions", {"actions": [{"type": "key", "id": "k", "actions": way}]})

    def click(self, x, y):
        """Click at a place in the window, in parts of its width and height."""
        width, height = self.js("return [innerWidth, innerHeight]")
        where = {"type": "pointerMove", "x": int(x * width), "y": int(y * height)}
        way = [where, {"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0}]
        self.ask("/actions", {"actions": [{"type": "pointer", "id": "m", "actions": way}]})

    def size(self, width, height):
        """Make the window as large as a projector's picture."""
        self.cdp(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=False,
        )

    def text(self, selector):
        """What a person reads in an element."""
        script = "return document.querySelector(arguments[0]).innerText"
        return folded(self.js(script, selector))

    @property
    def number(self):
        """The number of the slide that is seen."""
        seen = "[...document.querySelectorAll('.billede')].filter(s => s.checkVisibility({visibilityProperty: true}))"
        (found,) = self.js(f"return {seen}.map(s => Number(s.dataset.nr))")
        return found


def seconds(text):
    """`19:58` as seconds."""
    minutes, _, rest = text.partition(":")
    return int(minutes) * 60 + int(rest)


@browser
def test_keys_go_from_slide_to_slide(page, window):
    """Arrows, the space bar, what a presenter's remote sends, digits, clicks."""
    window.open(page)
    last = window.js("return document.querySelectorAll('.billede').length")
    seen = [window.number]
    for keys in (RIGHT, " ", PAGE_DOWN, "\ue00e", "\ue012", HOME, END, RIGHT, ("1", "2", ENTER)):
        window.press(*keys)
        seen.append(window.number)
    window.click(0.1, 0.3)
    window.click(0.6, 0.05)
    window.click(0.6, 0.05)

    assert seen == [1, 2, 3, 4, 3, 2, 1, last, last, 12]
    assert window.number == 13
    assert window.js("return location.hash") == "#13"
    assert window.js("return document.title").startswith("13. ")


@browser
def test_a_dark_screen_and_help(page, window):
    """B is black and back, the question mark helps, and Escape closes what is open."""
    window.open(page)
    hidden = "return document.getElementById(arguments[0]).checkVisibility()"
    window.press("b")
    black = window.js(hidden, "sort")
    window.press(".", "?")

    assert (black, window.js(hidden, "sort")) == (True, False)
    assert "start uret" in window.text("#hjaelp")
    window.press(RIGHT, ESCAPE)
    assert not window.js(hidden, "hjaelp")
    assert window.number == 1


@browser
def test_the_clock_counts_down_to_a_time_on_the_wall(page, window):
    """S starts it, P holds it, + and − change it, R puts it back and once more forward."""
    window.open(page, 16, 55, slide=GROUP)
    assert "20:00 Slut kl. 17.15" in window.text(".nu .ur")
    window.press("s")
    window.later(5)
    assert seconds(window.text(".nu .tilbage")) == pytest.approx(15 * 60, abs=2)
    window.press("p")
    window.later(3)
    held = window.text(".nu .tilbage")
    assert seconds(held) == pytest.approx(15 * 60, abs=2)
    assert "Uret holder pause" in window.text(".nu .ur")
    window.press("p", "+", "+", "-")
    assert seconds(window.text(".nu .tilbage")) == pytest.approx(16 * 60, abs=2)
    assert "Slut kl. 17.19" in window.text(".nu .ur")
    window.press("r")
    assert window.text(".nu .tilbage") == "20:00"
    window.press("r")
    assert seconds(window.text(".nu .tilbage")) == pytest.approx(16 * 60, abs=2)


@browser
def test_zero_is_calm_and_counts_on(page, window):
    """At zero the figures turn round, and the minutes over are counted; a listener is told."""
    window.open(page, 16, 55, slide=GROUP)
    window.press("s")
    before = window.js(
        "return getComputedStyle(document.querySelector('.nu .tilbage')).backgroundColor"
    )
    window.later(19.03)
    told = window.text("#melding")
    window.later(2.2)
    after = window.js(
        "return getComputedStyle(document.querySelector('.nu .tilbage')).backgroundColor"
    )

    assert told == "1 min. tilbage"
    assert window.text(".nu .ur").startswith("+1:1")
    assert "Tiden er gået" in window.text(".nu .ur")
    assert before != after
    assert window.js("return document.querySelectorAll('audio, video').length") == 0


@browser
def test_a_clock_survives_a_reload_and_is_seen_from_other_slides(page, window):
    """What runs goes on when the page is loaded again, and stands at the foot elsewhere."""
    window.open(page, slide=GROUP)
    window.press("s", "-")
    window.ask("/refresh")
    assert window.number == GROUP
    assert 18 * 60 < seconds(window.text(".nu .tilbage")) <= 19 * 60
    window.press(RIGHT)
    assert window.text("#andet-ur").startswith("Uret: 1")


@browser
def test_how_late_it_is_and_what_to_do(page, window):
    """A task that begins late ends late: the foot says it, and H says what the run sheet says."""
    window.open(page, 17, 2, slide=GROUP)
    window.press("s")
    assert window.text("#efter") == "7 min. efter"
    window.press("h")
    advice = window.text("#raad")
    told = data_of(planned(evening()), "drejebog")["skrider"][0]
    assert told["titel"] in advice
    assert told["råd"][0]["gør"] in advice  # of 5 to 30 minutes
    assert window.text("#raad .passer th") == "15 minutter"
    window.press("h")
    assert not window.js("return document.getElementById('raad').checkVisibility()")


@browser
def test_nobody_is_late_who_is_not(page, window):
    """On time, on another day, or while one looks ahead, nothing is said of being late."""
    window.open(page, 16, 55, slide=GROUP)
    window.later(10)
    on_time = window.text("#efter")
    window.open(page, 18, 40, day=3, slide=GROUP)
    another_day = window.text("#efter")
    window.open(page, 16, 20, slide=GROUP)
    ahead = window.text("#efter")

    assert (on_time, another_day, ahead) == ("", "", "")


@browser
def test_who_looks_back_is_no_later_for_it(page, window):
    """Lateness is that of the slide one has come to, also while an earlier one is looked at."""
    window.open(page, 17, 0, slide=GROUP)
    window.later(60)
    window.press(RIGHT, RIGHT)
    there = window.text("#efter")
    window.press(LEFT, LEFT)
    back = window.text("#efter")
    window.press(END, HOME, *[RIGHT] * (GROUP - 1))

    assert there == back == window.text("#efter") != ""


@browser
def test_what_to_do_is_said_of_where_the_meeting_is(page, window):
    """H gives the next checkpoint of the slide one has come to, also from an earlier one."""
    window.open(page, 17, 0, slide=GROUP)
    window.press("h")
    before = window.text("#raad")
    window.press("h")
    window.later(75)
    window.press(*[RIGHT] * 4, "h")
    there = window.text("#raad")
    window.press("h", *[LEFT] * 4, "h")

    assert window.number == GROUP
    assert window.text("#raad") == there
    assert re.search(r"Ved (kl. [0-9.]+)", before)[1] not in there


@browser
def test_a_meeting_that_is_moved_takes_its_clock_along(page, window):
    """T says when it began: every time on the screen moves, and lateness is counted from there."""
    window.open(page, 10, 40, day=3, slide=GROUP)
    window.press("t")
    window.press("1", "0", ".", "1", "5", ENTER)
    assert "Slut kl. 11.00" in window.text(".nu .ur")
    window.press("s")
    window.later(0.1)
    assert window.text("#efter") == ""
    window.later(25)
    assert window.text("#efter") == "5 min. efter"
    window.press(HOME, RIGHT)
    assert "10.15–10.25" in window.text(".nu .program")


@browser
def test_what_was_decided_is_kept(page, window):
    """Decisions are written on the last slide, keys and all, and a reload keeps them."""
    window.open(page)
    window.press(END)
    window.click(0.5, 0.4)
    window.press(*"bsh 1")
    window.ask("/refresh")

    assert window.js("return document.getElementById('besluttet').value") == "bsh 1"


@browser
@pytest.mark.parametrize("size", [(1280, 720), (1920, 1080), (1024, 768)])
def test_every_slide_fits_the_screen(page, window, size):
    """No slide holds more than it shows, with the longest texts too."""
    window.open(page)
    window.size(*size)
    window.ask("/refresh")
    over = window.js(OVERFULL)
    wide = window.js("return document.querySelector('.nu').getBoundingClientRect().width")

    assert over == []
    assert wide == pytest.approx(min(size[0], size[1] * 16 / 9), abs=2)


@browser
def test_long_texts_become_smaller(window, tmp_path):
    """Questions of 300 letters, names of 60 and 20 prompts: every slide is seen whole."""
    (tmp_path / "pres").mkdir()
    (tmp_path / "pres" / "pakke.yaml").write_text(stress.pack(), "utf-8")
    shelf = catalogue([tmp_path])
    meeting = meeting_from(parse(Answers, stress.meeting(besvaret="ja")), shelf.packs)
    (tmp_path / NAME).write_bytes(shown(meeting, shelf=shelf).data)
    window.open(tmp_path / NAME)
    sizes = (
        "[...document.querySelectorAll('.billede')].map(s => s.style.getPropertyValue('--skala'))"
    )

    assert window.js(OVERFULL) == []
    assert 0.5 < min(float(size) for size in window.js(f"return {sizes}")) < 1


@browser
def test_it_prints_one_slide_a_page(page, window):
    """From the browser's own print, every slide is a page with its words, and no clock."""
    window.open(page)
    count = window.js("return document.querySelectorAll('.billede').length")
    told = window.ask("/print", {"page": SIZE, "margin": NONE, "background": True})
    printed = page_texts(base64.b64decode(told))

    assert len(printed) == count
    assert "Slut kl. 17.15" in printed[GROUP - 1].replace("\xa0", " ")
    assert "20:00" not in printed[GROUP - 1]


@browser
def test_a_script_in_a_text_never_runs(window, tmp_path):
    """The policy lets one script run: a second, whoever put it there, does nothing."""
    text = shown(evening()).data.decode()
    planted = text.replace("</main>", "<script>window.taken = true</script></main>")
    (tmp_path / NAME).write_text(planted, "utf-8")
    window.open(tmp_path / NAME)

    assert window.js("return window.taken") is None
    assert window.js("return document.title").startswith("1. ")
