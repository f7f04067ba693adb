"""Master: an empty presentation: one master with our colours and fonts, and five layouts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from klyngepakke.content.colour import tint
from klyngepakke.office.look import SANS, SERIF, Look
from klyngepakke.office.packing import letters
from klyngepakke.office.slides.frames import (
    BODY,
    END,
    FOOT,
    FRONT_BODY,
    FRONT_TITLE,
    GAP,
    LEFT,
    NUMBER,
    OVER,
    PROGRAMME,
    RIGHT,
    SIZE,
    TITLE,
    Frame,
)

DRAWING: Final = "http://schemas.openxmlformats.org/drawingml/2006/main"
_SHOW: Final = "http://schemas.openxmlformats.org/presentationml/2006/main"
_DOC: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SPACES: Final = f'xmlns:a="{DRAWING}" xmlns:p="{_SHOW}" xmlns:r="{_DOC}"'
"""The names that every piece of XML here begins with."""

FRONT, AGENDA, TASK, RESULT, LAST = range(5)
"""The layouts, by their place in the presentation."""

OVER_ID, BODY_ID, MORE_ID, END_ID, FOOT_ID, NUMBER_ID = 10, 1, 2, 11, 12, 13
"""The placeholders, by the numbers under which slides know them."""

BODY_SIZE: Final = 36
TITLE_SIZE: Final = 36
END_SIZE: Final = 28


@dataclass(frozen=True)
class _Holder:
    """A placeholder: its kind, its number, where it lies, what stands in it while it is empty."""

    name: str
    kind: str
    number: int
    frame: Frame
    prompt: str
    size: int = BODY_SIZE
    look: str = ""
    anchor: str = "t"
    bullets: bool = False


def emu(mm: float) -> int:
    """Millimetres in PowerPoint's own unit."""
    return round(mm * 36000)


def empty(look: Look, foot: str) -> Any:  # noqa: ANN401 - python-pptx's types end where XML begins
    """A presentation without slides.

    Args:
        look: Its colours.
        foot: What stands at the foot of every slide.
    """
    import pptx  # noqa: PLC0415 - costs 200 ms; only PowerPoint files need it
    from pptx.util import Emu  # noqa: PLC0415 - as above

    made = pptx.Presentation()
    made.slide_width, made.slide_height = (Emu(emu(mm)) for mm in SIZE)
    _wide(made.part._element)  # noqa: SLF001 - the library has no other door
    layouts = list(made.slide_layouts)
    for layout in layouts[LAST + 1 :]:
        made.slide_layouts.remove(layout)
    _drop_extras(made)
    _theme(made, look)
    _master(made.slide_master, foot)
    for layout, (name, kind, holders) in zip(layouts, _layouts(), strict=False):
        _fill(layout._element, name, kind, (*holders, *_feet(foot)))  # noqa: SLF001 - layouts are not made otherwise
    return made


def _layouts() -> tuple[tuple[str, str, tuple[_Holder, ...]], ...]:
    """Each layout's name, kind and placeholders."""
    over = _Holder("Overlinje", "body", OVER_ID, OVER, "Hvor vi er i programmet", 16, "over")
    title = _Holder("Titel", "title", 0, TITLE, "Titel", TITLE_SIZE, "title", "ctr")
    body = _Holder("Tekst", "body", BODY_ID, BODY, "Tekst")
    return (
        (
            *("Forside", "title"),
            (
                over,
                _Holder("Titel", "ctrTitle", 0, FRONT_TITLE, "Mødets titel", 48, "title", "b"),
                _Holder(
                    "Spilleregler", "body", BODY_ID, FRONT_BODY, "Spilleregler", 24, bullets=True
                ),
            ),
        ),
        (
            "Vi er her",
            "obj",
            (over, title, _Holder("Program", "body", BODY_ID, PROGRAMME, "Programmet", 26)),
        ),
        (
            *("Opgave", "obj"),
            (
                over,
                title,
                body,
                _Holder("Sluttid", "body", END_ID, END, "Slut kl.", END_SIZE, "end", "ctr"),
            ),
        ),
        (
            *("Resultat", "obj"),
            (
                over,
                title,
                _Holder("Figur", "", BODY_ID, BODY, "Sæt figuren ind her", 20),
                _Holder("Forbehold", "body", END_ID, END, "Forbehold", 16, "", "ctr"),
            ),
        ),
        (
            *("Beslutninger", "twoObj"),
            (
                title,
                _Holder(
                    "Beslutninger",
                    "body",
                    BODY_ID,
                    LEFT,
                    "Skriv beslutningerne her",
                    24,
                    bullets=True,
                ),
                _Holder("Opfølgning", "body", MORE_ID, RIGHT, "Hvordan følger vi op?", 20),
            ),
        ),
    )


def _feet(foot: str) -> tuple[_Holder, ...]:
    return (
        _Holder("Sidefod", "ftr", FOOT_ID, FOOT, foot, 11, "foot", "ctr"),
        _Holder("Slidenummer", "sldNum", NUMBER_ID, NUMBER, "", 11, "number", "ctr"),
    )


# --- The pieces ---------------------------------------------------------------------------


def _wide(element: Any) -> None:  # noqa: ANN401 - as above
    """Say no longer that the screen is 4:3, nor that new text is English."""
    element.find(f"{{{_SHOW}}}sldSz").attrib.pop("type", None)
    for look in element.iter(f"{{{DRAWING}}}defRPr"):
        if look.get("lang"):
            look.set("lang", "da-DK")


def _drop_extras(made: Any) -> None:  # noqa: ANN401 - as above
    """What the library's own template has of a printer and of how it once looked."""
    for part in (made.part, made.part.package):
        rels = part.rels if hasattr(part, "rels") else part._rels  # noqa: SLF001 - the package has no other door
        for number, rel in list(rels.items()):
            if rel.reltype.endswith(("/printerSettings", "/thumbnail")):
                rels.pop(number)


def _theme(made: Any, look: Look) -> None:  # noqa: ANN401 - as above
    """Our colours and fonts, where charts and new text boxes take theirs from."""
    from pptx.opc.oxml import serialize_part_xml  # noqa: PLC0415 - see `empty`
    from pptx.oxml import parse_xml  # noqa: PLC0415 - as above

    part = made.slide_master.part.part_related_by(f"{_DOC}/theme")
    root: Any = parse_xml(part.blob)
    root.set("name", "Klyngepakke")
    colours = root.find(f".//{{{DRAWING}}}clrScheme")
    for name, colour in _colours(look).items():
        place = colours.find(f"{{{DRAWING}}}{name}")
        place.clear()
        place.append(parse_xml(f'<a:srgbClr xmlns:a="{DRAWING}" val="{colour}"/>'))
    for which, font in (("majorFont", SERIF), ("minorFont", SANS)):
        found = root.find(f".//{{{DRAWING}}}{which}/{{{DRAWING}}}latin")
        found.set("typeface", font)
    part._blob = serialize_part_xml(root)  # noqa: SLF001 - a part of bytes


def _colours(look: Look) -> dict[str, str]:
    def lighter(share: float) -> str:
        return tint(f"#{look.colour}", share).removeprefix("#").upper()

    return {
        "dk1": look.text,
        "lt1": "FFFFFF",
        "dk2": look.colour,
        "lt2": look.surface,
        "accent1": look.colour,
        "accent2": look.muted,
        "accent3": lighter(0.6),
        "accent4": look.line,
        "accent5": lighter(0.35),
        "accent6": look.rule,
        "hlink": look.colour,
        "folHlink": look.muted,
    }


def _master(master: Any, foot: str) -> None:  # noqa: ANN401 - as above
    from pptx.oxml import parse_xml  # noqa: PLC0415 - see `empty`

    title = _Holder("Titel", "title", 0, TITLE, "Titel", TITLE_SIZE, "title", "ctr")
    body = _Holder("Tekst", "body", BODY_ID, BODY, "Tekst")
    holders = (title, body, *_feet(foot))
    _fill(master._element, "", "", holders, _bar())  # noqa: SLF001 - as above
    old = master._element.find(f"{{{_SHOW}}}txStyles")  # noqa: SLF001 - as above
    master._element.replace(old, parse_xml(_text_styles()))  # noqa: SLF001 - as above


def _bar() -> str:
    """The one line of colour that every slide has, at its top."""
    return (
        '<p:sp><p:nvSpPr><p:cNvPr id="90" name="Farvelinje"><a:extLst>'
        '<a:ext uri="{C183D7F6-B498-43B3-948B-1728B52AA6E4}">'
        '<adec:decorative xmlns:adec="http://schemas.microsoft.com/office/drawing/2017/decorative" '
        'val="1"/></a:ext></a:extLst></p:cNvPr><p:cNvSpPr/><p:nvPr userDrawn="1"/></p:nvSpPr>'
        f"<p:spPr>{_place(Frame(0, 0, SIZE[0], 3))}"
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:solidFill><a:schemeClr val="accent1"/>'
        "</a:solidFill><a:ln><a:noFill/></a:ln></p:spPr><p:txBody><a:bodyPr/><a:lstStyle/>"
        '<a:p><a:endParaRPr lang="da-DK"/></a:p></p:txBody></p:sp>'
    )


def _fill(
    element: Any,  # noqa: ANN401 - as above
    name: str,
    kind: str,
    holders: Iterable[_Holder],
    drawn: str = "",
) -> None:
    """Put placeholders in a master or a layout in place of those that it had."""
    from pptx.oxml import parse_xml  # noqa: PLC0415 - see `empty`

    shapes = "".join(_holder(h, id_) for id_, h in enumerate(holders, start=2))
    named = f' name="{letters(name)}"' if name else ""
    ground = '<p:bg><p:bgPr><a:solidFill><a:schemeClr val="bg1"/></a:solidFill><a:effectLst/></p:bgPr></p:bg>'
    made = parse_xml(
        f"<p:cSld {SPACES}{named}>{'' if name else ground}<p:spTree><p:nvGrpSpPr>"
        '<p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr/>'
        f"{drawn}{shapes}</p:spTree></p:cSld>"
    )
    element.replace(element.find(f"{{{_SHOW}}}cSld"), made)
    if kind:
        element.set("type", kind)


def _holder(holder: _Holder, id_: int) -> str:
    kind = f' type="{holder.kind}"' if holder.kind else ""
    number = f' idx="{holder.number}"' if holder.number else ""
    inside = _NUMBER_FIELD if holder.kind == "sldNum" else _prompt(holder.prompt)
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="{id_}" name="{holder.name}"/><p:cNvSpPr>'
        f'<a:spLocks noGrp="1"/></p:cNvSpPr><p:nvPr><p:ph{kind}{number}/></p:nvPr></p:nvSpPr>'
        f"<p:spPr>{_place(holder.frame)}"
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr>'
        f'<p:txBody><a:bodyPr lIns="0" tIns="0" rIns="0" bIns="0" anchor="{holder.anchor}">'
        f"<a:normAutofit/></a:bodyPr><a:lstStyle>{_level(holder)}</a:lstStyle>{inside}</p:txBody></p:sp>"
    )


_NUMBER_FIELD: Final = (
    '<a:p><a:fld id="{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}" type="slidenum">'
    '<a:rPr lang="da-DK"/><a:t>‹nr.›</a:t></a:fld><a:endParaRPr lang="da-DK"/></a:p>'
)


def _prompt(text: str) -> str:
    return f'<a:p><a:r><a:rPr lang="da-DK"/><a:t>{letters(text)}</a:t></a:r></a:p>'


def _place(frame: Frame) -> str:
    return (
        f'<a:xfrm><a:off x="{emu(frame.x)}" y="{emu(frame.y)}"/>'
        f'<a:ext cx="{emu(frame.width)}" cy="{emu(frame.height)}"/></a:xfrm>'
    )


def _level(holder: _Holder) -> str:
    """How the first level of a placeholder is written."""
    looks = {
        "title": ('b="1"', "tx2", "+mj-lt", "l"),
        "over": ('b="1" cap="all" spc="80"', "tx2", "+mn-lt", "l"),
        "end": ('b="1"', "tx2", "+mn-lt", "l"),
        "foot": ("", "accent2", "+mn-lt", "l"),
        "number": ("", "accent2", "+mn-lt", "r"),
        "": ("", "tx1", "+mn-lt", "l"),
    }
    more, colour, font, side = looks[holder.look]
    left = emu(9) if holder.bullets else 0
    sign = '<a:buFont typeface="Arial"/><a:buChar char="•"/>' if holder.bullets else "<a:buNone/>"
    return (
        f'<a:lvl1pPr marL="{left}" indent="{-left}" algn="{side}"><a:lnSpc><a:spcPct val="100000"/>'
        f'</a:lnSpc><a:spcBef><a:spcPct val="{0 if holder.look else round(100000 * GAP)}"/></a:spcBef>'
        f"{sign}"
        f'<a:defRPr lang="da-DK" sz="{holder.size * 100}" {more}><a:solidFill>'
        f'<a:schemeClr val="{colour}"/></a:solidFill><a:latin typeface="{font}"/></a:defRPr></a:lvl1pPr>'
    )


def _text_styles() -> str:
    """What placeholders are written in that say nothing else."""

    def level(number: int, size: int, colour: str, font: str) -> str:
        left = emu(9 * (number - 1))
        return (
            f'<a:lvl{number}pPr marL="{left}" indent="0" algn="l"><a:buNone/>'
            f'<a:defRPr lang="da-DK" sz="{size * 100}"><a:solidFill><a:schemeClr val="{colour}"/>'
            f'</a:solidFill><a:latin typeface="{font}"/></a:defRPr></a:lvl{number}pPr>'
        )

    body = "".join(level(n, max(18, BODY_SIZE - 6 * (n - 1)), "tx1", "+mn-lt") for n in range(1, 6))
    return (
        f"<p:txStyles {SPACES}><p:titleStyle>{level(1, TITLE_SIZE, 'tx2', '+mj-lt')}"
        f"</p:titleStyle><p:bodyStyle>{body}</p:bodyStyle>"
        f"<p:otherStyle>{level(1, 18, 'tx1', '+mn-lt')}</p:otherStyle></p:txStyles>"
    )
