"""A small pack about pauses, written wherever a test wants one."""

from __future__ import annotations

from pathlib import Path

PACK = """\
id: {id}
titel: Pauser, der bliver holdt
udgave: {edition}
udgiver: {publisher}
formål: At hver klinik går hjem med én pause, den vil holde fast i.
ramme:
  - {{slags: velkomst, minutter: 5}}
  - {{blok: pausen}}
  - {{slags: afslutning, minutter: 5}}
blokke:
  - id: pausen
    titel: Hvornår holder vi pause?
    faser:
      - form: gruppearbejde
        minutter: 20
        vælg: 1
        gruppespørgsmål:
          - {{id: P1, kerne: ja, tekst: Hvornår holdt du sidst en pause?, solo: Og telefonen?}}
"""
TEMPLATE = "{{% extends 'ark.html' %}}{{% block indhold %}}<p>{}</p>{{% endblock %}}"
SHEET = "ark: [{id: kort, titel: Pausekort, skabelon: ark/kort.html, til: deltager}]\n"
OURS = "Klyngen ved fjorden"


def pack(
    folder: Path,
    edition: str = "1.0",
    publisher: str = OURS,
    *,
    id_: str = "pauser",
    sheet: str | None = None,
) -> Path:
    """A pack's folder.

    Args:
        folder: It is made where it is not there.
        edition: As in `pakke.yaml`.
        publisher: As in `pakke.yaml`.
        id_: Its id.
        sheet: The template of a sheet of its own, as `TEMPLATE` makes one.
    """
    text = PACK.format(id=id_, edition=edition, publisher=publisher)
    (folder / "ark").mkdir(parents=True, exist_ok=True)
    if sheet is not None:
        text += SHEET
        (folder / "ark" / "kort.html").write_text(sheet, "utf-8")
    (folder / "pakke.yaml").write_text(text, "utf-8")
    return folder
