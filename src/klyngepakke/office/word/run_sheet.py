"""Run sheet: the overview first, then the evening; every clock is a heading that can be moved.

What Word's navigation shows, and moves with all that is below it, are headings; it shows none
that stand in a table. So the clock is a heading with the text inset beside it, and no table.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from klyngepakke.content.times import minutes_text
from klyngepakke.office.word import boxes
from klyngepakke.office.word.writer import (
    Styles,
    bold,
    break_before,
    grid,
    lines,
    marked,
    numbered,
    paragraph,
    prose,
    styled,
    table,
    ticked_line,
)
from klyngepakke.printing.passages import Run

_KL = "kl.\N{NO-BREAK SPACE}"
_INSET = Styles("Body Text Indent", "List Bullet 2", "List Number 2")
_LOOSE_ENDS = 12


def write(document: Any, data: Mapping[str, Any]) -> None:  # noqa: ANN401 - python-docx
    """Put the run sheet in a document.

    Args:
        document: An empty one.
        data: As `drejebog.html` gets it.
    """
    paragraph(document, "Subtitle", data["overlinje"])
    paragraph(document, "Title", data["titel"])
    _overview(document, data)
    _slips(document, data["skrider"])
    _before(document, data)
    _aims(document, data["mål"])
    _pitfalls(document, data)
    _roles(document, data["roller"])
    for day in data["dage"]:
        _evening(document, day)
    _facts(document, data)
    paragraph(document, "Heading 1", "Løse ender og beslutninger")
    lines(document, _LOOSE_ENDS)


# --- Overview ----------------------------------------------------------------------------


def _overview(document: Any, data: Mapping[str, Any]) -> None:  # noqa: ANN401 - python-docx
    paragraph(document, "Fakta", bold("Hvor mange"), f"\t{data['antal']} {data['deltagere']}")
    if data["sted"]:
        paragraph(document, "Fakta", bold("Sted"), f"\t{', '.join(data['sted'])}")
    for day in data["dage"]:
        paragraph(document, "Heading 1", day["titel"] or "Programmet")
        paragraph(document, "Ingress", day["ingress"])
        rows = [(r["tid"], _what(r), str(r["minutter"]), "") for r in day["rækker"]]
        names = ("Klokken", "Punkt", "Min.", "Slut blev")
        table(document, [names, *rows], (26, 108, 17, 22), title="Programmet")
        if day["holdepunkter"]:
            times = ", ".join(day["holdepunkter"])
            late = "Er du bagud, så se under ”Hvis tiden skrider”."
            paragraph(document, "Note", f"Hold øje med uret {_KL}{times}. {late}")
    _box(document, "Læg mærke til", data["advarsler"])
    _guests(document, data["gæster"])
    if data["gennemsyn"]:
        paragraph(document, "Note", f"Fagligt gennemsyn. {' '.join(data['gennemsyn'])}")


def _what(row: Mapping[str, Any]) -> tuple[tuple[Run, ...], ...]:
    title = (Run(row["titel"], bold=not row["pause"]),)
    return (title, marked(row["faser"])) if row["faser"] else (title,)


def _box(document: Any, title: str, said: Iterable[str]) -> None:  # noqa: ANN401 - python-docx
    for index, text in enumerate(said):
        if not index:
            paragraph(document, "Bokstitel", title)
        paragraph(document, "Boks", text)


def _guests(document: Any, guests: Iterable[Mapping[str, Any]]) -> None:  # noqa: ANN401 - python-docx
    rows = [
        (
            f"{g['titel']} ({g['antal']})" if g["antal"] > 1 else g["titel"],
            f"{g['dag']}, {_KL}{g['kommer']}" if g["dag"] else f"{_KL}{g['kommer']}",
            f"{_KL}{g['går']}",
        )
        for g in guests
    ]
    if rows:
        paragraph(document, "Heading 1", "Gæster")
        table(document, [("Gæst", "Kommer", "Kan gå"), *rows], (83, 50, 40), title="Gæster")


def _slips(document: Any, points: Iterable[Mapping[str, Any]]) -> None:  # noqa: ANN401 - python-docx
    for index, point in enumerate(points):
        if not index:
            break_before(paragraph(document, "Heading 1", "Hvis tiden skrider"))
        day = f" ({point['dag']})" if point["dag"] else ""
        _clock(document, point["tid"], f"{point['begynder']}{day}")
        rows = [(r["sent"], r["gør"], r["slut"]) for r in point["råd"]]
        names = ("Forsinket", "Det gør du", "I slutter")
        table(document, [names, *rows], (28, 115, 30), title=f"Forsinket {_KL}{point['tid']}")


def _clock(document: Any, clock: str, title: str, aside: str = "") -> None:  # noqa: ANN401 - python-docx
    """A heading with its clock large in the margin."""
    made = paragraph(document, "Klokken")
    styled(made, clock, "Klokkeslæt")
    made.add_run(f"\t{title}")
    if aside:
        styled(made, f" · {aside}" if title else aside, "Dæmpet")


# --- Before and around -------------------------------------------------------------------


def _before(document: Any, data: Mapping[str, Any]) -> None:  # noqa: ANN401 - python-docx
    paragraph(document, "Heading 1", "Før mødet")
    rows = data["huskeliste"]
    made = grid(
        *(document, 1 + len(rows), (36, 137)),
        style="Klyngetabel",
        head=True,
        first=True,
        title="Husk",
    )
    for cell, name in zip(made.rows[0].cells, ("Senest", "Husk"), strict=True):
        paragraph(cell, "Tabeltekst", name)
    for cells, row in zip((r.cells for r in made.rows[1:]), rows, strict=True):
        paragraph(cells[0], "Tabeltekst", row["dato"])
        ticked_line(cells[1], "Svar", row["id"], row["tekst"])
    for title, name, items in (
        ("Til dette møde", "forbered", data["forberedelse"]),
        ("Lokalet", "lokale", data["lokale"]),
        ("Med i kassen", "kasse", data["materialer"]),
    ):
        if items:
            paragraph(document, "Heading 3", title)
        for number, text in enumerate(items, start=1):
            ticked_line(document, "Svar", f"{name}_{number}", text)


def _aims(document: Any, aims: list[Mapping[str, Any]]) -> None:  # noqa: ANN401 - python-docx
    paragraph(document, "Heading 1", "Det skal mødet give")
    for aim in aims:
        if len(aims) > 1:
            paragraph(document, "Heading 3", aim["titel"])
        paragraph(document, "Normal", marked(aim["formål"]))
        if aim["læringsmål"]:
            lead = paragraph(document, "Normal", "Bagefter kan deltagerne")
            lead.paragraph_format.keep_with_next = True
        _bullets(document, aim["læringsmål"])
        if aim["afgrænsning"]:
            paragraph(document, "Note", marked(aim["afgrænsning"]))


def _pitfalls(document: Any, data: Mapping[str, Any]) -> None:  # noqa: ANN401 - python-docx
    paragraph(document, "Heading 1", "Faldgruber og grundregler")
    for one in data["faldgruber"]:
        paragraph(document, "Normal", bold(f"{one['titel']}. "), marked(one["tekst"]))
    _bullets(document, data["grundregler"])
    boxes.write(document, data["bokse"])


def _bullets(document: Any, items: Iterable[str], style: str = "List Bullet") -> None:  # noqa: ANN401 - python-docx
    for item in items:
        paragraph(document, style, marked(item))


def _roles(document: Any, roles: Iterable[Mapping[str, Any]]) -> None:  # noqa: ANN401 - python-docx
    paragraph(document, "Heading 1", "Hvem gør hvad")
    named = [(r["rolle"], r["navn"]) for r in roles]
    named += [("Kontakt på stedet", ""), ("Nøgle, alarm og net", "")]
    table(document, named, (50, 123), style="Skemafelter", head=False, title="Hvem gør hvad")


def _facts(document: Any, data: Mapping[str, Any]) -> None:  # noqa: ANN401 - python-docx
    own = "Lokalt: skriv jeres eget, med kilde og dato."
    told = [(f["tekst"], f["kilde"], f["link"]) for f in data["fakta"]]
    told += [(f["tekst"], own, "") for f in data["lokale_fakta"]]
    for index, (text, source, link) in enumerate(told):
        if not index:
            paragraph(document, "Heading 1", "Fakta, du kan bruge")
        paragraph(document, "Normal", marked(text))
        paragraph(document, "Note", source, *((" · ", Run(link, link=link)) if link else ()))


# --- The evening -------------------------------------------------------------------------


def _evening(document: Any, day: Mapping[str, Any]) -> None:  # noqa: ANN401 - python-docx
    for index, part in enumerate(day["forløb"]):
        over = " · ".join(x for x in (day["titel"] if not index else "", part["blok"]) if x)
        top = paragraph(document, "Bloknummer", over) if over else None
        title = paragraph(document, "Heading 1", part["titel"])
        if top:
            title.paragraph_format.space_before = 0
        if not index:
            break_before(top or title)
        if part["mål"]:
            aim = paragraph(document, "Note", marked(part["mål"]))
            aim.paragraph_format.keep_with_next = True
        for row in part["rækker"]:
            _row(document, part, row, held=row["tid"] in day["holdepunkter"])
        if part.get("bro"):
            paragraph(document, "Ledetekst", "Bro til det næste")
            paragraph(document, "Sig højt", marked(part["bro"]))
        _warned(document, part.get("faldgruber", ()))


def _warned(document: Any, pitfalls: Iterable[Mapping[str, Any]]) -> None:  # noqa: ANN401 - python-docx
    for index, one in enumerate(pitfalls):
        if not index:
            paragraph(document, "Bokstitel", "Faldgruber")
        paragraph(document, "Boks", bold(f"{one['titel']}. "), marked(one["tekst"]))


def _row(
    document: Any,  # noqa: ANN401 - python-docx
    part: Mapping[str, Any],
    row: Mapping[str, Any],
    *,
    held: bool,
) -> None:
    what = row["hvad"] if part["blok"] else ""
    until = (f"til {row['slut']}", minutes_text(row["minutter"]))
    aside = (*until, row["borde"], row.get("ansvarlig", ""))
    _clock(document, row["tid"], what, " · ".join(x for x in aside if x))
    point = "Holdepunkt. Bagud? Se under ”Hvis tiden skrider”." if held else ""
    for said in (point, *row["gæster"], row["afkortet"]):
        if said:
            paragraph(document, "Indrykket note", said)
    for step in row["dele"]:
        _step(document, step)
    prose(document, row["tekst"], _INSET)
    _shown(document, row)
    _led(document, row)


def _step(document: Any, step: Mapping[str, Any]) -> None:  # noqa: ANN401 - python-docx
    if step["over"]:
        paragraph(document, "Ledetekst", step["over"])
    for said in step["sig"]:
        paragraph(document, "Sig højt", marked(said))
    _bullets(document, step["gør"], "Gør")


def _shown(document: Any, row: Mapping[str, Any]) -> None:  # noqa: ANN401 - python-docx
    """What a row has besides what is said and done: lists under a few words each."""
    lists = (
        ("Fra sidst", row.get("punkter"), "List Bullet 2"),
        ("Der stemmes om", row.get("forslag"), "List Number 2"),
        ("På bordet", row.get("spørgsmål"), "List Number 2"),
        ("Til et bord, der er færdigt", row.get("ekstra"), "List Bullet 2"),
        ("Tallene" if row.get("besvaret") else "Der spørges om", row.get("vis"), "List Bullet 2"),
    )
    if row.get("ur"):
        clock = " · ".join(f"{step['fra']} {step['tekst']}" for step in row["ur"])
        paragraph(document, "Body Text Indent", bold("Uret: "), clock)
    for title, items, style in lists:
        if items:
            paragraph(document, "Ledetekst", title)
        if style == "List Number 2":
            numbered(document, style, map(marked, items or ()))
        else:
            _bullets(document, items or (), style)
    if row.get("cases"):
        paragraph(document, "Body Text Indent", bold("Case: "), ", ".join(row["cases"]))


def _led(document: Any, row: Mapping[str, Any]) -> None:  # noqa: ANN401 - python-docx
    """How the talk is led, and what is written down of it."""
    if row.get("regel"):
        paragraph(document, "Indrykket note", row["regel"])
    if row.get("vis_også"):
        also = " · ".join(row["vis_også"])
        paragraph(document, "Indrykket note", f"Hvis der er tid: {also}")
    if row.get("forbehold"):
        paragraph(document, "Indrykket note", "Forbehold: ", marked(row["forbehold"]))
    for title, said in (
        ("Det lytter du efter", row.get("lyt_efter")),
        ("Hvis bordet går i stå", row.get("går_i_stå")),
    ):
        if said:
            paragraph(document, "Body Text Indent", bold(f"{title}: "), marked(said))
    if row.get("svar"):
        paragraph(document, "Ledetekst", "Hvordan følger vi op?")
    for number, answer in enumerate(row.get("svar", ()), start=1):
        ticked_line(document, "Svar, indrykket", f"{row['id']}_{number}", answer)
