"""Rules about the survey: every question is used, and the same question stays the same."""

from __future__ import annotations

from collections.abc import Iterator

from klyngepakke.content.model import Loc
from klyngepakke.content.pack import Phase, Question
from klyngepakke.lint.rule import Hit, rule
from klyngepakke.lint.subject import Subject
from klyngepakke.planning.survey import identity

_HANDS = "håndsoprækning"
_UNCOUNTED = {
    "flere": "flere svar fra hver",
    "fri": "fri tekst",
    "nrs": "svar fra 0 til 10",
    "tal": "et tal som svar",
}


@rule(
    "ubrugt-spoergsmaal",
    title="Et spørgsmål, som ingen blok bruger",
    reason="Hvert spørgsmål koster alle deltagere tid før mødet. Bliver svaret ikke vist, er det "
    "spildt, og næste gang svarer færre.",
    mend="Nævn spørgsmålet i en fases ”spørgsmål” eller ”vis_også”, på et punkt i rammen, et emne "
    "eller et ark; eller slet det.",
)
def unused(subject: Subject) -> Iterator[Hit]:
    """Survey questions whose answers are shown nowhere."""
    used = _used(subject)
    for i, question in enumerate(subject.pack.survey):
        if question.id not in used:
            yield Hit(
                ("spørgeskema", i),
                f"Svarene på ”{question.id}” bliver aldrig vist. Nævn spørgsmålet i en fases "
                "”spørgsmål” eller ”vis_også”, eller slet det.",
            )


def _used(subject: Subject) -> set[str]:
    pack = subject.pack
    frames = (pack.frame, *(version.frame for version in pack.versions.values()))
    named = [q for _, _, phase in subject.phases() for q in (*phase.questions, *phase.also)]
    named += [q for frame in frames for point in frame for q in point.questions]
    named += [q for topic in pack.topics for q in topic.questions]
    named += [q for sheet in pack.sheets for q in sheet.questions]
    return set(named)


@rule(
    "aendret-ordlyd",
    title="Et gentaget spørgsmål, der har fået ny ordlyd",
    reason="Et spørgsmål med ”gentages: ja” stilles igen for at sammenligne. Er ordlyd, svar eller "
    "skala en anden, sammenlignes der to forskellige ting under samme navn.",
    mend="Giv spørgsmålet et nyt id, eller skriv den gamle ordlyd igen.",
)
def reworded(subject: Subject) -> Iterator[Hit]:
    """Repeated questions that are not worded as in the earlier edition."""
    if subject.before is None:
        return
    earlier = subject.before.edition
    known = {q.id: q for q in (*subject.before.survey, *subject.before.evaluation)}
    for word, group in (
        ("spørgeskema", subject.pack.survey),
        ("evaluering", subject.pack.evaluation),
    ):
        for i, question in enumerate(group):
            if question.id in known and _is_other(known[question.id], question):
                yield Hit(
                    (word, i),
                    f"”{question.id}” gentages, men spørges ikke som i udgave {earlier}. Giv det et "
                    "nyt id, eller skriv den gamle ordlyd og de gamle svar igen.",
                )


def _is_other(before: Question, now: Question) -> bool:
    return (before.repeated or now.repeated) and identity(before) != identity(now)


@rule(
    "haandsopraekning",
    title="Håndsoprækning, hvor spørgsmålet ikke egner sig",
    reason="En hånd i vejret er et svar med navn på. Det gælder også de spørgsmål, der kun vises, "
    "hvis der er tid. Og hænder kan kun tælles, når hver vælger ét af nogle få svar.",
    mend="Vælg ”uden_svar: svarseddel”, en anden ”plenumform”, eller tag spørgsmålet ud af fasen.",
)
def exposed(subject: Subject) -> Iterator[Hit]:
    """Questions of a phase with a show of hands: sensitive, or without answers to count."""
    sensitive = {q.id for q in subject.pack.survey if q.sensitive}
    for loc, _, phase in subject.phases():
        voted = phase.plenum_form == _HANDS
        shown = [("vis_også", phase.also)] if voted or phase.unanswered == _HANDS else []
        shown += [("spørgsmål", phase.questions)] if voted else []
        for word, names in shown:
            for i, name in enumerate(names):
                if name in sensitive:
                    yield Hit(
                        (*loc, word, i),
                        f"”{name}” er følsomt, og her rækkes hænder op. Vælg svarseddel eller en "
                        "anden plenumform, eller tag spørgsmålet ud.",
                    )
        yield from _uncounted(subject, loc, phase)


def _uncounted(subject: Subject, loc: Loc, phase: Phase) -> Iterator[Hit]:
    """Questions that are asked with hands where nobody has answered, and cannot be counted."""
    scales = {q.id: q.scale for q in subject.pack.survey}
    for i, name in enumerate(phase.questions if phase.unanswered == _HANDS else ()):
        if answers := _UNCOUNTED.get(scales.get(name, "")):
            yield Hit(
                (*loc, "spørgsmål", i),
                f"”{name}” har {answers}, og det kan ikke tælles med hænder. Skriv ”uden_svar: "
                "svarseddel”, eller tag spørgsmålet ud.",
            )
