"""Indkaldelse: the invitation and its reminders, subject and text, to paste into a mail."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from klyngepakke.content.times import date_text, kl_text, short_date_text, span_text
from klyngepakke.planning.dates import before_text, is_before
from klyngepakke.planning.document import TextFile
from klyngepakke.planning.plan import Plan
from klyngepakke.planning.programme import Day
from klyngepakke.planning.sheets import shared, spoergeskema
from klyngepakke.planning.survey import survey
from klyngepakke.planning.votes import votes

INVITED: Final = 21
"""Days before the meeting that the invitation goes out, as in the common checklist."""
_ASKED_AGAIN, _REMINDED = 14, 3
_RULE = "-" * 60


def texts(plan: Plan) -> tuple[TextFile, ...]:
    """One file with the invitation and its reminders.

    Paragraphs are whole lines, since mail programs wrap them. What the meeting does not say
    stands in brackets, as on the facilitator's sheets.
    """
    mails = [_Mail("INDKALDELSE", INVITED, subject(plan), invitation(plan), _attached(plan))]
    if _asks(plan):
        again = f"Husk spørgeskemaet: {plan.meeting.title}"
        paragraphs = survey_reminder(plan)
        mails.append(_Mail("PÅMINDELSE OM SPØRGESKEMAET", _ASKED_AGAIN, again, paragraphs))
    husk = f"Husk: {subject(plan)}"
    mails.append(_Mail("PÅMINDELSE OM MØDET", _REMINDED, husk, reminder(plan)))
    # A hard space pasted into a mail may come out as a question mark.
    text = f"\n\n{_RULE}\n\n".join(_written(plan, m) for m in mails).replace(
        "\N{NO-BREAK SPACE}", " "
    )
    return (TextFile("indkaldelse", "Indkaldelse og påmindelser", text + "\n"),)


def subject(plan: Plan) -> str:
    """`Klyngemøde 4. marts 2027 kl. 16.30: Trivsel og arbejdsglæde`."""
    first = plan.meeting.days[0]
    day = short_date_text(first.date) if first.date else _missing("datoen")
    return f"Klyngemøde {day} {kl_text(first.start)}: {plan.meeting.title}"


def invitation(plan: Plan) -> tuple[str, ...]:
    """The invitation's paragraphs."""
    return _paragraphs(
        plan,
        f"{plan.meeting.cluster.name} mødes om ”{plan.meeting.title}”.\n{_aims(plan)}".strip(),
        _when_and_where(plan),
        _meals(plan),
        _who(plan),
        _voted_on(plan),
        _survey(plan),
        _bring(plan),
        _cancelling(plan, INVITED),
    )


def survey_reminder(plan: Plan) -> tuple[str, ...]:
    """The paragraphs of the reminder to answer the survey."""
    return _paragraphs(
        plan,
        "Har du svaret på spørgeskemaet, så tak. Svarene er uden navn, så alle får denne mail.",
        _survey(plan),
        _cancelling(plan, _ASKED_AGAIN),
    )


def reminder(plan: Plan) -> tuple[str, ...]:
    """The paragraphs of the reminder of the meeting."""
    return _paragraphs(
        plan,
        f"Om tre dage mødes vi om ”{plan.meeting.title}”.",
        _when_and_where(plan),
        _meals(plan),
        _bring(plan),
        _cancelling(plan, _REMINDED),
    )


@dataclass(frozen=True)
class _Mail:
    name: str
    days: int  # before the meeting
    subject: str
    paragraphs: tuple[str, ...]
    attached: tuple[str, ...] = ()


def _written(plan: Plan, mail: _Mail) -> str:
    head = [
        f"{mail.name}, sendes {before_text(plan, mail.days)}",
        f"Emne: {mail.subject}",
        *([f"Vedhæft: {_listed(mail.attached)}"] if mail.attached else []),
    ]
    return "\n\n".join(("\n".join(head), *mail.paragraphs))


def _paragraphs(plan: Plan, *texts_: str) -> tuple[str, ...]:
    return ("Kære alle", *(t for t in texts_ if t), _greeting(plan))


def _missing(what: str) -> str:
    return f"[udfyld: {what}]"


def _aims(plan: Plan) -> str:
    """Each pack's purpose, on a line of its own."""
    return "\n".join(f"Formål: {shared.capital(p.pack.purpose)}" for p in plan.packs)


def _when_and_where(plan: Plan) -> str:
    return "\n".join(line for day in plan.programme.days for line in _day(day))


def _day(day: Day) -> Iterator[str]:
    latest = f"; vi slutter senest {kl_text(day.end)}" if day.reserve else ""
    when = date_text(day.date) if day.date else _missing("datoen")
    yield f"Tid: {when} kl. {span_text(day.start, day.planned_end)}{latest}"
    yield f"Sted: {day.place or _missing('stedet')}"


def _meals(plan: Plan) -> str:
    """When there is food, so that nobody eats before."""
    meals = [s for s in plan.programme.slots if s.kind == "måltid"]
    several = len(plan.programme.days) > 1
    days = {d.number: f"{_day_name(d)} " if several else "" for d in plan.programme.days}
    times = [f"{days[s.day]}{kl_text(s.start)}" for s in meals]
    return f"Vi spiser {_listed(times)}." if meals else ""


def _day_name(day: Day) -> str:
    return date_text(day.date) if day.date else f"dag {day.number}"


def _who(plan: Plan) -> str:
    who = "Mødet er for alle læger i klyngen, også ansatte og uddannelseslæger."
    guests = [g.title for g in plan.meeting.guests]
    return f"{who} Gæster: {_listed(guests)}." if guests else who


def _voted_on(plan: Plan) -> str:
    """What is voted on, where it is known; the words may be changed at the meeting."""
    proposals = [b.proposal for b in votes(plan) if b.proposal]
    return "\n".join(("Vi stemmer om:", *(f"- {p}" for p in proposals))) if proposals else ""


def _asks(plan: Plan) -> bool:
    """Whether there is a survey that is yet to be answered."""
    return not plan.meeting.answered and bool(survey(plan).questions)


def _survey(plan: Plan) -> str:
    if not _asks(plan):
        return ""
    link = plan.meeting.links.survey or _missing("link til spørgeskemaet")
    return (
        f"Svar på spørgeskemaet senest {spoergeskema.closes(plan)}: {link}\n"
        "Skriv ikke navn. Vi viser svarene samlet på mødet. Du kan også svare på det vedhæftede ark."
    )


def _attached(plan: Plan) -> tuple[str, ...]:
    """The sheets that go out with the invitation."""
    asked = ("Spørgeskema",) if _asks(plan) else ()
    return (*asked, *_filled_before(plan))


def _filled_before(plan: Plan) -> tuple[str, ...]:
    """The packs' own sheets of a clinic's results: they are filled in at home."""
    results = {s.address for s in plan.programme.slots if s.kind == "resultater"}
    return tuple(
        sheet.title
        for loaded in plan.packs
        for sheet in loaded.pack.sheets
        if sheet.audience == "klinik" and sheet.filled and f"{loaded.pack.id}/{sheet.at}" in results
    )


def _bring(plan: Plan) -> str:
    """What to bring: what was filled in at home, and the diary where a plan needs a date."""
    sheets = [f"arket ”{title}”, udfyldt hjemme," for title in _filled_before(plan)]
    plans = any(s.kind == "handleplan" for s in plan.programme.slots)
    things = [*sheets, *(["din kalender, så handleplanen kan få en dato"] if plans else [])]
    return f"Tag med: {_listed(things).rstrip(',')}." if things else ""


def _cancelling(plan: Plan, days: int) -> str:
    """How to send word; a mail that goes out after the last date does not ask for it by then."""
    cancelling = plan.meeting.cancelling
    to = cancelling.to or _missing("hvem der tager imod afbud")
    latest = date_text(cancelling.latest) if cancelling.latest else _missing("sidste frist")
    if cancelling.latest and is_before(cancelling.latest, plan, days):
        return f"Kan du ikke komme alligevel, så skriv til {to} med det samme."
    return f"Kan du ikke komme, så meld afbud til {to} senest {latest}. Til og med den dag er det uden udgift."


def _greeting(plan: Plan) -> str:
    facilitator = plan.meeting.roles.facilitator
    return "\n".join(x for x in ("Venlig hilsen", facilitator, plan.meeting.cluster.name) if x)


def _listed(words: Iterable[str]) -> str:
    *first, last = words
    return f"{', '.join(first)} og {last}" if first else last


# --- Read back ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Letter:
    """A mail of the finished text, as other files than text need it.

    Attributes:
        name: `INDKALDELSE`.
        sent: `sendes torsdag den 11. februar 2027`.
        head: Subject and what is attached, each with its name.
        paragraphs: What it says; lines inside one are lines.
    """

    name: str
    sent: str
    head: tuple[tuple[str, str], ...]
    paragraphs: tuple[str, ...]


def letters_of(text: str) -> tuple[Letter, ...]:
    """The mails of a text that `texts` has made, once its local slots are filled."""
    return tuple(_letter(part) for part in text.strip().split(f"\n\n{_RULE}\n\n"))


def _letter(part: str) -> Letter:
    head, *paragraphs = part.split("\n\n")
    first, *more = head.split("\n")
    name, _, sent = first.partition(", ")
    named = tuple((key, said) for key, _, said in (line.partition(": ") for line in more))
    return Letter(name, sent, named, tuple(paragraphs))
