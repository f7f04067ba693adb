"""Deck: the evening's slides as PowerPoint has them, with what is said aloud in the notes."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from klyngepakke.office.look import Look
from klyngepakke.office.packing import app_part, core_part, legal, letters, repacked, written
from klyngepakke.office.slides.frames import (
    BODY,
    END,
    FRONT_BODY,
    FRONT_TITLE,
    LOGO,
    OVER,
    PROGRAMME,
    RIGHT,
    TITLE,
    Frame,
    fitting,
)
from klyngepakke.office.slides.master import (
    AGENDA,
    BODY_ID,
    BODY_SIZE,
    DRAWING,
    END_ID,
    END_SIZE,
    FOOT_ID,
    FRONT,
    LAST,
    MORE_ID,
    NUMBER_ID,
    OVER_ID,
    RESULT,
    SPACES,
    TASK,
    TITLE_SIZE,
    empty,
    emu,
)
from klyngepakke.printing.passages import Run, runs

_PROGRAMME_SIZE: Final = 26
_CLOCK: Final = 58  # mm that the clock times of the programme take at that size
_HERE: Final = "  ◀ vi er her"
_FRONT_SIZE: Final = 48

Slide = Mapping[str, Any]


def deck(
    slides: Sequence[Slide], notes: Sequence[str], look: Look, about: Mapping[str, str]
) -> bytes:
    """The presentation's bytes, the same on any computer.

    Args:
        slides: As `slides.html` gets them.
        notes: What the facilitator reads at each; "" where there is nothing.
        look: Its colours, and its logo for the first slide.
        about: `titel` for its properties, `fod` for the foot, `klynge` for the front.
    """
    show = empty(look, about["fod"])
    for slide, note in zip(slides, notes, strict=True):
        layout, fill = _KINDS[slide["slags"]]
        made = show.slides.add_slide(show.slide_layouts[layout])
        fill(made, slide, about)
        _feet(made)
        if note:
            _note(made, note)
    if look.logo and slides:
        _logo(show.slides[0], look.logo, f"Logo: {about['klynge']}")
    data = io.BytesIO()
    show.save(data)
    properties = {"docProps/core.xml": core_part(about["titel"]), "docProps/app.xml": app_part()}
    return repacked(data.getvalue(), written(properties))


# --- Each kind of slide -------------------------------------------------------------------


def _front(made: Any, slide: Slide, about: Mapping[str, str]) -> None:  # noqa: ANN401 - python-pptx
    _say(made, OVER_ID, [about["klynge"]], OVER, 16)
    _say(made, 0, [slide["titel"]], FRONT_TITLE, _FRONT_SIZE)
    _say(made, BODY_ID, slide["regler"], FRONT_BODY, 24)


def _agenda(made: Any, slide: Slide, _: Mapping[str, str]) -> None:  # noqa: ANN401 - python-pptx
    """The programme; the line where we are says so, and not by its colour alone."""
    _over(made, slide)
    _say(made, 0, [slide["titel"]], TITLE, TITLE_SIZE)
    rows = slide["rækker"]
    said = [(r, f"{r['titel']}{_HERE if r['her'] else ''}") for r in rows]
    size = fitting((f"{r['titel']}{_HERE}" for r in rows), PROGRAMME, _PROGRAMME_SIZE, used=_CLOCK)
    column = emu(_CLOCK * size / _PROGRAMME_SIZE)
    # One stop, where the lines hang: LibreOffice counts others from there, PowerPoint from the left.
    look = (
        f'<a:pPr {SPACES} marL="{column}" indent="{-column}"><a:tabLst>'
        f'<a:tab pos="{column}" algn="l"/></a:tabLst></a:pPr>'
    )
    lines = [((Run(f"{r['tid']}\t{text}", bold=r["her"]),), look) for r, text in said]
    _write(_holder(made, BODY_ID), lines, size if size < _PROGRAMME_SIZE else None, strong="tx2")


def _task(made: Any, slide: Slide, _: Mapping[str, str]) -> None:  # noqa: ANN401 - python-pptx
    _over(made, slide)
    _say(made, 0, [slide["titel"]], TITLE, TITLE_SIZE)
    _say(made, BODY_ID, slide["linjer"], BODY, BODY_SIZE, marked=True)
    end = " · ".join(x for x in (f"Slut {slide['slut']}", slide["hvem"]) if x)
    _say(made, END_ID, [end], END, END_SIZE)


def _result(made: Any, slide: Slide, _: Mapping[str, str]) -> None:  # noqa: ANN401 - python-pptx
    """A place for a figure stays empty: PowerPoint shows what belongs there, and never the screen."""
    _over(made, slide)
    _say(made, 0, [slide["titel"]], TITLE, TITLE_SIZE)
    _holder(made, BODY_ID).name = f"Figur for {slide['id']}"
    _say(made, END_ID, [slide["forbehold"]] if slide["forbehold"] else [], END, 16, marked=True)


def _last(made: Any, slide: Slide, _: Mapping[str, str]) -> None:  # noqa: ANN401 - python-pptx
    _say(made, 0, [slide["titel"]], TITLE, TITLE_SIZE)
    asked = [slide["følger_op"], *(f"☐ {answer}" for answer in slide["svar"])]
    following = [slide["næste"], slide["næste_møde"]] if slide["næste_møde"] else []
    _say(made, MORE_ID, [*asked, *following], RIGHT, 20, strong=(0, len(asked)))


_KINDS: Final[Mapping[str, tuple[int, Callable[[Any, Slide, Mapping[str, str]], None]]]] = {
    "titel": (FRONT, _front),
    "vi_er_her": (AGENDA, _agenda),
    "spørgsmål": (TASK, _task),
    "resultat": (RESULT, _result),
    "slut": (LAST, _last),
}


def _over(made: Any, slide: Slide) -> None:  # noqa: ANN401 - python-pptx
    _say(made, OVER_ID, [slide["overlinje"]] if slide["overlinje"] else [], OVER, 16)


# --- Text ---------------------------------------------------------------------------------


def _say(
    made: Any,  # noqa: ANN401 - python-pptx
    number: int,
    texts: Sequence[str],
    frame: Frame,
    most: float,
    *,
    marked: bool = False,
    strong: Sequence[int] = (),
) -> None:
    """Put paragraphs in a placeholder, smaller where they need to be; one without text is taken away."""
    holder = _holder(made, number)
    if not texts:
        holder._element.getparent().remove(holder._element)  # noqa: SLF001 - there is no other door
        return
    said = [runs(t) if marked else (Run(t, bold=i in strong),) for i, t in enumerate(texts)]
    size = fitting(("".join(r.text for r in line) for line in said), frame, most)
    _write(holder, [(line, "") for line in said], size if size < most else None)


def _holder(made: Any, number: int) -> Any:  # noqa: ANN401 - python-pptx
    return next(p for p in made.placeholders if p.placeholder_format.idx == number)


def _write(
    holder: Any,  # noqa: ANN401 - python-pptx
    lines: Iterable[tuple[tuple[Run, ...], str]],
    size: float | None,
    *,
    strong: str = "",
) -> None:
    """Put paragraphs in a placeholder's text; every run says that it is Danish."""
    from pptx.oxml import parse_xml  # noqa: PLC0415 - see `master`

    body = holder.text_frame._txBody  # noqa: SLF001 - the language is not set otherwise
    for old in list(body.p_lst):
        body.remove(old)
    for said, look in lines:
        inside = "".join(_run(run, size, strong) for run in said)
        body.append(parse_xml(f"<a:p {SPACES}>{look}{inside}</a:p>"))


def _run(run: Run, size: float | None, strong: str) -> str:
    look = f' sz="{round(size * 100)}"' if size else ""
    look += ' b="1"' if run.bold else ""
    look += ' i="1"' if run.italic else ""
    fill = (
        f'<a:solidFill><a:schemeClr val="{strong}"/></a:solidFill>' if run.bold and strong else ""
    )
    parts = run.text.split("\n")
    return "<a:br/>".join(
        f'<a:r><a:rPr lang="da-DK"{look}>{fill}</a:rPr><a:t>{letters(p)}</a:t></a:r>' for p in parts
    )


def _feet(made: Any) -> None:  # noqa: ANN401 - python-pptx
    """Foot and number of a slide: PowerPoint shows those of the layout only where a slide has its own."""
    from copy import deepcopy  # noqa: PLC0415 - of one use

    for holder in made.slide_layout.placeholders:
        if holder.placeholder_format.idx in {FOOT_ID, NUMBER_ID}:
            own = deepcopy(holder._element)  # noqa: SLF001 - it has no other door
            properties = own.spPr
            for child in list(properties):
                properties.remove(child)
            style = own.txBody.find(f"{{{DRAWING}}}lstStyle")
            for child in list(style):
                style.remove(child)
            own.nvSpPr.cNvPr.set("id", str(100 + holder.placeholder_format.idx))
            made.shapes._spTree.append(own)  # noqa: SLF001 - as above


def _note(made: Any, text: str) -> None:  # noqa: ANN401 - python-pptx
    frame = made.notes_slide.notes_text_frame
    frame.text = legal(text)
    for line in frame.paragraphs:
        for run in line.runs:
            run._r.get_or_add_rPr().set("lang", "da-DK")  # noqa: SLF001 - as above


def _logo(made: Any, logo: bytes, alt: str) -> None:  # noqa: ANN401 - python-pptx
    picture = made.shapes.add_picture(io.BytesIO(logo), 0, 0)
    share = min(emu(LOGO.width) / picture.width, emu(LOGO.height) / picture.height)
    picture.width, picture.height = int(picture.width * share), int(picture.height * share)
    picture.left = emu(LOGO.x + LOGO.width) - picture.width
    picture.top = emu(LOGO.y)
    named = picture._element.nvPicPr.cNvPr  # noqa: SLF001 - python-pptx sets no alt text
    named.set("descr", legal(alt))
    named.set("name", "Logo")
