"""Write docs/regler.md: every rule of `pakke tjek`, why it is there, and how to mend it."""  # noqa: INP001 - a script

from __future__ import annotations

from pathlib import Path

from klyngepakke.lint import RULES, Rule

FILE = Path(__file__).parents[1] / "docs" / "regler.md"
_HEAD = """# Regler for en pakke

`klyngepakke pakke tjek` siger først fejlene og så rådene. En fejl skal rettes, før pakken kan bruges. Et råd er noget, der plejer at gå galt på et klyngemøde. Rådene kommer fra reglerne her; siden er skrevet ud fra dem med `make docs`, så ret den ikke i hånden.

Bryder pakken en regel med vilje, så skriv hvorfor i `undtagelser`:

```yaml
# pakke.yaml, uddrag
undtagelser:
  - regel: uden-handleplan
    fordi: Her vælges emner; planen skrives på det møde, hvor emnet bliver taget op.
  - {regel: svaer-tekst, ved: C1, fordi: Casen gengiver et brev.}
```

`ved` er adressen på det, undtagelsen gælder: en blok (`pausen`), en fase (`pausen/plenum`), et spørgsmål (`P1`), et ark (`ark/dagsorden`), en nøgle (`spørgeskema`), en version (`versioner/kort`) eller en fil (`billeder/model.svg`). Uden `ved` gælder den hele pakken. En undtagelse uden `fordi` er en fejl, og en, der ikke dækker noget, er selv et råd.

| regel | hvad |
| --- | --- |
"""


def main() -> None:
    """Write the file."""
    FILE.write_text(rules(), encoding="utf-8")


def rules() -> str:
    """The whole file."""
    rows = "".join(f"| [`{rule.id}`](#{rule.id}) | {rule.title} |\n" for rule in RULES)
    return _HEAD + rows + "".join(map(_section, RULES))


def _section(rule: Rule) -> str:
    return (
        f"\n## {rule.id}\n\n{rule.title}.\n\n"
        f"**Hvorfor:** {rule.reason}\n\n**Sådan retter du det:** {rule.mend}\n"
    )


if __name__ == "__main__":
    main()
