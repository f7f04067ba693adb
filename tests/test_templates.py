"""Templates: what they may do, and what a person is told when they do something else."""

from __future__ import annotations

import time

import pytest

from helpers_sheet import document, page, plain_theme
from klyngepakke.errors import InputError, LimitError
from klyngepakke.printing.templates import CORE, render

_DATE = "4. marts 2027".replace(" ", "\N{NO-BREAK SPACE}")


def told(error) -> str:
    """All sentences of an error."""
    return "\n".join(str(problem) for problem in error.value.problems)


@pytest.fixture
def made(tmp_path):
    """Render a template of a pack with some data."""

    def make(template, data=None, **more):
        theme = plain_theme(tmp_path / "tema")
        return render(document(tmp_path / "pakke", template, data, **more), theme)

    return make


@pytest.fixture
def refused(made):
    """Render a template that must be refused, and give what was told."""

    def make(template, data=None, kind=InputError):
        with pytest.raises(kind) as error:
            made(template, data)
        return told(error)

    return make


def test_data_is_escaped(made):
    """Text from data can never become a tag."""
    assert "&lt;b&gt;" in made("{{ navn }}", {"navn": "<b>"})


def test_a_key_comes_before_a_method(made):
    """`d.items` is the key of that name, and `d.keys` without such a key is missing."""
    assert made("{{ d.items }}", {"d": {"items": "tre"}}) == "tre"
    with pytest.raises(InputError, match="keys"):
        made("{{ d.keys }}", {"d": {"items": "tre"}})


def test_no_attribute_of_a_value_is_reachable(refused):
    """A text's own methods are no keys."""
    assert "”upper” findes ikke" in refused("{{ navn.upper }}", {"navn": "a"})


def test_yes_and_no_are_danish_and_none_is_nothing(made):
    """What Python calls True, False and None never stands on paper."""
    data = {"a": True, "b": False, "c": None}
    assert made("{{ a }} {{ b }} [{{ c }}]", data) == "ja nej []"


def test_a_list_is_not_written_out(refused):
    """Writing a list by mistake is an error with its line."""
    assert "prøve.html:2: " in refused("\n{{ a }}", {"a": [1, 2]})


def test_only_plain_data_gets_in(made, tmp_path):
    """An object with methods never reaches a template."""
    with pytest.raises(TypeError, match="plain data"):
        made("{{ a }}", {"a": tmp_path})


def test_loop_names_and_slices_work(made):
    """What honest templates need of loops is there."""
    template = (
        "{% for x in a[:2] %}{{ loop.index }}{{ x }}{% if not loop.last %},{% endif %}{% endfor %}"
    )
    assert made(template, {"a": ["a", "b", "c"]}) == "1a,2b"


def test_join_and_concat_escape(made):
    """Joined texts are escaped part by part."""
    data = {"a": ["<", "b"], "b": "<"}
    assert made('{{ a | join(", ") }} {{ b ~ "!" }}', data) == "&lt;, b &lt;!"


@pytest.mark.parametrize(
    ("written", "set_"),
    [
        ("kl. 16.30–16.40", "kl._16.30–^16.40"),
        ("senest 15. april 2027", "senest 15._april_2027"),
        ("10 minutter, 5 min. og 8 %", "10_minutter, 5_min. og 8_%"),
        ("Læs 2. marked – og så 3", "Læs 2. marked – og så 3"),
        ("https://x.dk/2020–2021?kl. 3", "https://x.dk/2020–2021?kl. 3"),
    ],
)
def test_no_line_ends_inside_a_time_or_a_date(made, written, set_):
    """What belongs together stays on one line, whoever wrote it; addresses are left alone."""
    expected = set_.replace("_", "\N{NO-BREAK SPACE}").replace("^", "\N{WORD JOINER}")
    assert expected == made("{{ tekst }}", {"tekst": written})


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{{ 990 | kl }}", "16.30"),
        ("{{ 990 | span(1000) }}", "16.30–\N{WORD JOINER}16.40"),
        ("{{ 10 | minutter }}", "10\N{NO-BREAK SPACE}minutter"),
        ('{{ "2027-03-04" | dato }}', f"torsdag den {_DATE}"),
        ('{{ "2027-03-04" | dato_kort }}', _DATE),
        ("{% for i in 3 | op_til %}{{ i }}{% endfor %}", "123"),
        ("{% for r in [1,2,3] | batch(2) %}[{{ r | join }}]{% endfor %}", "[12][3]"),
        ("{{ '**Tag** arket' | inline }}", "<strong>Tag</strong> arket"),
        ("{{ '<b>' | inline }}", "&lt;b&gt;"),
        (
            "{{ 'billeder/model.svg' | billede }}",
            "https://pakke.invalid/pakke/pr%C3%B8vepakke/billeder/model.svg",
        ),
    ],
)
def test_helpers(made, template, expected):
    """Each helper gives the Danish form."""
    assert made(template) == expected


def test_a_plugin_brings_a_filter(tmp_path):
    """A plugin's filter is there by its name, is named when it fails, and takes none of ours."""
    theme = plain_theme(tmp_path / "tema")
    filters = {
        "raab": lambda text: text.upper(),
        "kl": lambda _: "aldrig",
        "fejl": lambda _: 1 // 0,
    }
    made = document(tmp_path / "pakke", "{{ 'hej' | raab }} {{ 990 | kl }}")
    assert render(made, theme, filters) == "HEJ 16.30"
    failing = document(tmp_path / "pakke", "\n{{ 'hej' | fejl }}")
    with pytest.raises(InputError, match=r"prøve.html:2: .*”fejl” fejlede \(ZeroDivisionError"):
        render(failing, theme, filters)
    with pytest.raises(InputError, match="”fejl” findes ikke"):
        render(failing, theme)


def test_markdown_has_lists_and_tables_but_no_html(made):
    """Block markdown is lists, tables and emphasis; tags stay text."""
    html = made("{{ t | markdown }}", {"t": "<i>x</i>\n\n- a\n\n| a | b |\n|---|---|\n| 1 | 2 |"})
    assert "&lt;i&gt;" in html
    assert "<li>a</li>" in html
    assert "<th>a</th>" in html


def test_markdown_has_a_limit(refused):
    """A text of more than 20 kB is refused where it is used."""
    assert "20 kB" in refused("{{ t | markdown }}", {"t": "å" * 10_001})


DOKUMENT = {"titel": "T", "moede": "m", "ark": "a", "fod": "Foden", "godkendelse": None}


def test_a_pack_extends_the_core(made):
    """A pack's template may extend a core template and keep what it replaces."""
    template = (
        '{% extends "skelet.html" %}{% block sidefod %}{{ super() }}<p>Pakkens</p>{% endblock %}'
    )
    html = made(template, {"dokument": DOKUMENT})
    assert "Foden" in html
    assert "<p>Pakkens</p>" in html


def test_a_theme_replaces_a_named_block(tmp_path):
    """A theme's `ark/` may replace a block of a core template; the pack sees the result."""
    theme = plain_theme(tmp_path / "tema")
    (tmp_path / "tema" / "ark").mkdir()
    ours = '{% extends "kerne/skelet.html" %}{% block krop %}<p>Temaets</p>{% endblock %}'
    (tmp_path / "tema" / "ark" / "skelet.html").write_text(ours, encoding="utf-8")
    made = document(tmp_path / "pakke", '{% extends "skelet.html" %}', {"dokument": DOKUMENT})
    assert "<p>Temaets</p>" in render(made, theme)


def test_p34_syntax_error_has_its_line(refused):
    """P34: a template that cannot be read is named with its line."""
    assert refused("\n\n{% if %}").startswith("prøvepakke/ark/prøve.html:3: Arket ”Prøvearket”")


def test_p35_missing_name_has_its_line_and_the_nearest(refused):
    """P35: a misspelt name and a misspelt key both get their line and the nearest right one."""
    assert "prøve.html:2: " in refused("\n{{ tittel }}", {"titel": "x"})
    assert "Mente du ”titel”?" in refused("\n{{ tittel }}", {"titel": "x"})
    assert "Mente du ”navn”?" in refused("{{ d.nvan }}", {"d": {"navn": "x"}})


@pytest.mark.parametrize(
    "attack",
    [
        "{{ ''.__class__ }}",
        "{{ ''['__class__'] }}",
        "{{ ''|attr('__class__') }}",
        "{{ '{0.__class__}'|format(1) }}",
        "{{ ''.format(1) }}",
        "{{ self._TemplateReference__context }}",
        "{{ self }}",
        "{{ cycler('a') }}",
        "{{ lipsum() }}",
        "{{ range(10) }}",
        "{{ _rounds }}",
        "{% macro m() %}{% endmacro %}",
        "{% import 'ark/prøve.html' as x %}",
        "{% from 'ark/prøve.html' import x %}",
        "{% call x() %}{% endcall %}",
        "{% filter upper %}x{% endfilter %}",
        "{% set x %}y{% endset %}",
        "{{ super.name }}{{ super(1) }}",
        "{{ [1]|map('attr', 'x')|list }}",
        "{{ d|pprint }}",
        "{{ d is sameas d }}",
        "{% for x in [1] recursive %}{{ loop([1]) }}{% endfor %}",
        "{{ joiner }}",
        "{{ super }}",
    ],
)
def test_p36_attacks_are_refused_with_their_line(refused, attack):
    """P36: whatever reaches for Python behind the data is refused."""
    assert "prøve.html:1: " in refused(attack, {"d": "x"})


@pytest.mark.parametrize("attack", ["{% autoescape false %}x{% endautoescape %}", "{{ d|safe }}"])
def test_p37_escaping_cannot_be_turned_off(refused, attack):
    """P37: neither `autoescape` nor `safe` exists."""
    assert "kan ikke bruges" in refused(attack) or "findes ikke" in refused(attack)


def test_p38_long_loops_and_long_texts(refused):
    """P38: multiplying, nesting and doubling end at once."""
    started = time.process_time()
    assert "Tegnet ”*”" in refused("{{ 'x' * 10**9 }}")
    assert "Tegnet ”%”" in refused("{{ '%1000000000d' % 1 }}")
    nested = "".join(f"{{% for a{i} in b %}}" for i in range(4)) + "{% endfor %}" * 4
    assert "højst ligge 3" in refused(nested, {"b": [1]})
    rounds = "{% for a in b %}{% for c in b %}{% for d in b %}{% endfor %}{% endfor %}{% endfor %}"
    assert "omgange" in refused(rounds, {"b": [0] * 100}, LimitError)
    doubled = "{% set a0 = 'xxxxxxxxxx' %}" + "".join(
        f"{{% set a{i} = a{i - 1} ~ a{i - 1} %}}" for i in range(1, 40)
    )
    assert "længere end" in refused(doubled + "{{ a39 }}", kind=LimitError)
    added = doubled.replace("~", "+")
    assert "længere end" in refused(added + "{{ a39 }}", kind=LimitError)
    listed = "{% set a0 = [1, 1] %}" + added.partition("%}")[2]
    assert "længere end" in refused(listed + "{{ a39 }}", kind=LimitError)
    assert time.process_time() - started < 4


@pytest.mark.parametrize(
    "name",
    ["../hemmelig.html", "ark/../../hemmelig.html", "/etc/passwd", "ark/./x.html", "hemmelig.html"],
)
def test_p39_includes_stay_inside(refused, tmp_path, name):
    """P39: no path leads out of the pack."""
    (tmp_path / "hemmelig.html").write_text("hemmeligt", encoding="utf-8")
    assert f"”{name}” findes ikke" in refused(f'{{% include "{name}" %}}')


def test_p39_a_link_out_of_the_pack_is_not_followed(refused, tmp_path):
    """P39: a symbolic link that leaves the pack leads nowhere."""
    (tmp_path / "hemmelig.html").write_text("hemmeligt", encoding="utf-8")
    (tmp_path / "pakke" / "ark").mkdir(parents=True)
    (tmp_path / "pakke" / "ark" / "ud.html").symlink_to(tmp_path / "hemmelig.html")
    assert "findes ikke" in refused('{% include "ark/ud.html" %}')


def test_p39_names_are_constant(refused):
    """P39: a template's name is written out, never computed."""
    assert "anførselstegn" in refused("{% include navn %}", {"navn": "x"})


def test_p39_rings_are_named(refused, tmp_path):
    """P39: templates that fetch each other are told as a chain."""
    (tmp_path / "pakke" / "ark").mkdir(parents=True)
    (tmp_path / "pakke" / "ark" / "b.html").write_text(
        '{% extends "ark/prøve.html" %}', encoding="utf-8"
    )
    assert "ark/prøve.html → ark/b.html → ark/prøve.html" in refused('{% include "ark/b.html" %}')
    assert "ark/prøve.html → ark/prøve.html" in refused('{% include "ark/prøve.html" %}')


def test_p40_output_has_a_limit(refused):
    """P40: a template that writes without end is stopped."""
    template = "{% for a in b %}{{ t }}{% endfor %}"
    assert "5 MB" in refused(template, {"b": [0] * 1000, "t": "x" * 10_000}, LimitError)


def test_an_edited_template_is_read_again(made):
    """A template that changes between two sheets counts at once."""
    assert made(page("et")) != made(page("to"))


def test_every_core_template_is_on_the_list(tmp_path):
    """Our own templates pass the allow-list that strangers' pass."""
    from klyngepakke.printing.templates import _environment

    environment = _environment(plain_theme(tmp_path), None)
    for path in sorted(CORE.rglob("*.html")):
        environment._parse(path.read_text(encoding="utf-8"), path.name, path.name)
