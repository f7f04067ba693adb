"""Examine a pack's folder: errors first, then advice, all at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path

from klyngepakke.content.checking import pack_problems
from klyngepakke.content.folders import pack_file
from klyngepakke.content.pack import Exemption, LoadedPack, Pack
from klyngepakke.content.parcel import Parcel, sent
from klyngepakke.content.reading import Read, read
from klyngepakke.errors import InputError, Problem
from klyngepakke.lint.rehearsal import Rehearsed, rehearsed
from klyngepakke.lint.report import Advice, Report
from klyngepakke.lint.rule import Hit, Rule
from klyngepakke.lint.rules import RULES
from klyngepakke.lint.silencing import USELESS, reason_for, unknown_rules, useless
from klyngepakke.lint.subject import Subject
from klyngepakke.plugins import Catalogue
from klyngepakke.road import Maker


def examine(
    folder: Path,
    catalogue: Catalogue,
    *,
    today: date | None = None,
    before: Pack | None = None,
    maker: Maker | None = None,
    paper: bool = True,
) -> Report:
    """Examine a pack's folder: errors first, then advice, all at once.

    Args:
        folder: The folder that holds `pakke.yaml`.
        catalogue: Where the theme is, and perhaps another edition of the same pack.
        today: The date that review dates are judged against; today's own without one.
        before: The earlier edition to compare repeated questions with; without one, the pack of
            that id in the catalogue.
        maker: Makes the sheets, as a cache; the worker that all share without one.
        paper: Lay out the sheets of an example meeting of 29, some ten seconds; otherwise only
            the pack's own templates are filled in, and the rules about paper are left out.

    Raises:
        InputError: The theme of the example meeting is not there.
        FileError: The disk or its permissions said no.
    """
    try:
        found = read(pack_file(folder), Pack)
    except InputError as error:
        return Report(errors=error.problems)
    loaded = LoadedPack(found.value, folder, origin=str(folder))
    wrong = pack_problems(found, folder)
    parcel, unsendable = _parcel(folder)
    laid = Rehearsed() if wrong else rehearsed(found, loaded, catalogue, maker, paper=paper)
    subject = Subject(
        found=found,
        folder=folder,
        today=today or datetime.now().astimezone().date(),
        before=before or _installed(found.value, catalogue),
        files=parcel.files,
        others=parcel.left_out,
        sheets=laid.sheets,
    )
    unknown = (found.problem(*at) for at in unknown_rules(found.value, RULES))
    errors = (*wrong, *unknown, *unsendable, *laid.faults)
    looked = tuple(r for r in RULES if laid.sheets or not r.paper)
    told = _without_echoes(found, tuple(_advice(subject, looked)), errors)
    return Report(
        errors=errors,
        advice=tuple(a for a in told if not a.reason),
        silenced=tuple(a for a in told if a.reason),
        pack=loaded,
        notes=laid.notes,
        too_large=laid.too_large,
    )


def _parcel(folder: Path) -> tuple[Parcel, tuple[Problem, ...]]:
    """The folder's files as they would be sent, and why they cannot be."""
    try:
        return sent(folder), ()
    except InputError as error:
        return Parcel({}), error.problems


def _installed(pack: Pack, catalogue: Catalogue) -> Pack | None:
    """The edition that the catalogue knows; a pack that is compared with itself has not changed."""
    known = catalogue.packs.get(pack.id)
    return known.pack if known else None


def _advice(subject: Subject, rules: Sequence[Rule]) -> Iterator[Advice]:
    """What the rules say, in the order of the rules and of the file; last, silencings in vain."""
    covering: list[Exemption] = []
    for one in rules:
        for hit in one.find(subject):
            silenced = reason_for(subject.pack, one, hit)
            covering += [silenced] if silenced else []
            reason = silenced.reason if silenced else ""
            yield Advice(one.id, _problem(subject.found, hit), reason)
    for loc, sentence in useless(subject.pack, covering, rules):
        yield Advice(USELESS, subject.found.problem(loc, sentence))


def _problem(found: Read[Pack], hit: Hit) -> Problem:
    return hit.problem or found.problem(hit.loc, hit.sentence)


def _without_echoes(
    found: Read[Pack], advice: tuple[Advice, ...], errors: tuple[Problem, ...]
) -> tuple[Advice, ...]:
    """The advice on files beside the pack's that says more than an error on the same line."""
    told = {(p.file, p.line) for p in errors if p.file != found.shown_as}
    return tuple(a for a in advice if (a.problem.file, a.problem.line) not in told)
