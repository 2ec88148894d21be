"""A theme is tried on an edition with every kind of item: what is wrong with it is said by name."""

from collections.abc import Callable
from pathlib import Path

import pytest

from publishkit.errors import InputError
from publishkit.model.artifact import Finding
from publishkit.press.theming.begin import list_themes, new_theme
from publishkit.press.theming.check import Checked, check_theme, make_specimen
from publishkit.press.theming.names import name_findings
from publishkit.theme.load import load_theme
from tests.support.workspaces import write_workspace

PARENT = 'api = 1\nparent = "almanac"\n'
MakeTheme = Callable[..., Path]


def silent(_step: str) -> None:
    """Tell nobody."""


def checked(root: Path, name: str) -> Checked:
    return check_theme(load_theme(name, (root,)), "en", silent)


def told(findings: tuple[Finding, ...] | list[Finding], code: str) -> list[str]:
    return [f"{one.where}: {one.message} ({one.hint})" for one in findings if one.code == code]


@pytest.fixture
def themes(tmp_path: Path) -> MakeTheme:
    """Writes a theme: its `theme.toml`, and its templates by their paths."""

    def make(name: str, toml: str = PARENT, **templates: str) -> Path:
        for path, text in {"theme.toml": toml, **{f"templates/{key}": one for key, one in templates.items()}}.items():
            file = tmp_path / name / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, "utf-8")
        return tmp_path

    return make


# --- the specimen -----------------------------------------------------------------------------------------------------


def test_the_specimen_has_every_kind_of_item_and_owes_every_kind_of_duty() -> None:
    """What a theme can drop has to be there to be dropped."""
    edition = make_specimen(load_theme("almanac"))
    assert {item.use for item in edition.items} >= {"full", "translated", "brief", "quote", "link"}
    assert any(item.withdrawn for item in edition.items)
    assert any(item.changes and not item.withdrawn for item in edition.items)
    assert {item.dir for item in edition.items} == {"ltr", "rtl"}
    assert edition.logo
    assert edition.cover
    assert edition.editorial
    duties = {owed.duty for owed in edition.owed}
    assert duties >= {"D-ATTRIB", "D-KEEP-NOTICE", "D-CREDIT-EXACT", "D-TAGLINE", "D-LINK-LICENCE", "D-TDM", "D-PIXEL"}


@pytest.mark.parametrize("name", ["almanac", "digest"])
def test_a_theme_that_comes_with_publishkit_has_nothing_to_mend(name: str) -> None:
    """Every format, and the correction mail, drawn and proved."""
    made = check_theme(load_theme(name), "en", silent)
    assert [str(finding) for finding in made.findings] == []
    assert made.exit_code == 0
    assert {file.name.rpartition(".")[2] for file in made.files} >= {"html", "txt", "eml", "pdf", "epub", "css"}


# --- what is wrong ----------------------------------------------------------------------------------------------------

LOSSY = """\
{% extends "almanac/email/credits.html" %}
{% block rights %}{% endblock %}
"""
ELSEWHERE = "from another host, which tells it who reads (put the file into the theme)"
FETCHING = """\
{% extends "almanac/web/style.css" %}
{% block more %}
body { background: url(https://cdn.example/grain.png) }
{% endblock %}
"""
SLIPS = """\
{% extends "almanac/web/index.html" %}
{% block colophon %}
{% if edition.isue %}{{ edition.dte_shown }}{% endif %}
{{ super() }}
{% endblock %}
"""


def test_what_a_theme_drops_is_said_with_all_else_that_is_wrong(themes: MakeTheme) -> None:
    """A notice that its mail leaves out (exit 4), a pale color, a font nobody carries, an address, a lost template."""
    toml = f'{PARENT}[color.light]\nmuted = "#aaaaaa"\n[type.display]\nfamily = "Nowhere Grotesk"\n'
    root = themes(
        "sly", toml, **{"email/credits.html": LOSSY, "web/style.css": FETCHING, "web/artcle.html": "never looked at"}
    )
    made = checked(root, "sly")
    assert made.exit_code == 4
    lost = [finding for finding in made.findings if finding.code.startswith("R1") and "email" in finding.where]
    assert any("harbour-dues" in f"{one.where} {one.message}" or "Harbour Press" in one.message for one in lost)
    assert any(
        line.startswith("themes/sly/theme.toml: color.light.muted: #aaaaaa on paper #fbfaf6 has a contrast of 2.2")
        for line in told(made.findings, "T002")
    )
    assert told(made.findings, "T003")[0].startswith(
        "themes/sly/theme.toml: type.display.family: Nowhere Grotesk is in no [[face]]"
    )
    assert told(made.findings, "T004") == [
        f"themes/sly/templates/web/style.css:3: loads https://cdn.example/grain.png {ELSEWHERE}",
    ]
    assert told(made.findings, "T006") == [
        "themes/sly/templates/web/artcle.html: no format uses this template (did you mean `web/article.html`?)"
    ]


def test_a_template_that_cannot_be_filled_is_told_with_its_line_and_the_others_are_looked_at(themes: MakeTheme) -> None:
    root = themes("torn", **{"email/email.html": "\n{{ edition.nmae }}", "web/index.html": SLIPS})
    made = checked(root, "torn")
    assert [line.partition(": ")[0] for line in told(made.findings, "T005")] == [
        "themes/torn/templates/email/email.html:2",
        "themes/torn/templates/web/index.html:3",
    ]
    assert "epub" in {file.name.rpartition(".")[2] for file in made.files}
    assert made.exit_code in (1, 4)


@pytest.mark.parametrize(
    ("template", "text", "line"),
    [
        ("web/index.html", SLIPS, "index.html:3: `isue` is no part of Edition (did you mean `issue`?)"),
        (
            "web/index.html",
            "{{ t.contnts }}",
            "index.html:1: `t.contnts` is no word of the interface (did you mean `contents`?)",
        ),
        ("web/x.html", "{{ tokns }}", "x.html:1: `tokns` is given to no template here (did you mean `tokens`?)"),
        (
            "epub/x.xhtml",
            "{% for part in edition.sections %}{% for one in part.items %}{{ one.titel }}{% endfor %}{% endfor %}",
            "x.xhtml:1: `titel` is no part of Item (did you mean `title`?)",
        ),
        (
            "web/x.html",
            "{{ edition.config.brand.foter }}",
            "x.html:1: `foter` is no part of Brand (did you mean `footer`?)",
        ),
        (
            "web/x.html",
            "{{ tokens.color.light.acent }}",
            "x.html:1: `acent` is no part of Palette (did you mean `accent`?)",
        ),
    ],
)
def test_a_name_is_looked_up_even_where_no_edition_comes_by(
    themes: MakeTheme, template: str, text: str, line: str
) -> None:
    root = themes("slip", **{template: text})
    found = told(list(name_findings(load_theme("slip", (root,)))), "T001")
    assert any(one.endswith(line) for one in found), found


def test_names_that_a_template_sets_itself_are_no_slips(themes: MakeTheme) -> None:
    text = (
        "{% set mine = 1 %}{% macro say(word) %}{{ word.anything }}{{ caller() }}{% endmacro %}{{ mine }}"
        "{% for a, b in ((1, 2),) %}{{ a }}{{ loop.index }}{% endfor %}{{ edition.labels.x }}{{ names.page(item).upper }}"
    )
    root = themes("fine", **{"web/x.html": text})
    assert list(name_findings(load_theme("fine", (root,)))) == []


# --- a new one --------------------------------------------------------------------------------------------------------


def test_a_new_theme_draws_as_its_parent_does(tmp_path: Path) -> None:
    root = write_workspace(tmp_path)
    files = new_theme(root, "harbor", "digest", ["web/index.html"])
    assert [file.relative_to(root).as_posix() for file in files] == [
        "themes/harbor/theme.toml",
        "themes/harbor/templates/web/index.html",
    ]
    theme, parent = load_theme("harbor", (root / "themes",)), load_theme("digest")
    assert (
        theme.tokens.model_copy(update={"parent": "almanac", "description": parent.tokens.description}) == parent.tokens
    )
    assert "Blocks: " in files[1].read_text("utf-8")
    assert '{% extends "digest/web/index.html" %}' in files[1].read_text("utf-8")


@pytest.mark.parametrize(
    ("name", "parent", "extend", "sentence"),
    [
        ("digest", "almanac", [], "themes/digest: exists already (choose another name)"),
        ("Harbor", "almanac", [], "'Harbor' may hold only small letters a-z, digits and hyphens"),
        ("../x", "almanac", [], "may hold only small letters"),
        ("harbor", "digst", [], "there is no theme `digst` (did you mean `digest`?)"),
        ("harbor", "almanac", ["web/indx.html"], "has no template `web/indx.html` (did you mean `web/index.html`?)"),
    ],
)
def test_a_new_theme_that_cannot_be_is_refused(
    tmp_path: Path, name: str, parent: str, extend: list[str], sentence: str
) -> None:
    root = write_workspace(tmp_path)
    with pytest.raises(InputError) as caught:
        new_theme(root, name, parent, extend)
    assert sentence in str(caught.value)
    assert not (root / "themes").exists()


def test_the_themes_there_are_with_what_is_wrong_with_one(tmp_path: Path) -> None:
    root = write_workspace(tmp_path)
    new_theme(root, "harbor", "digest")
    (root / "themes/later").mkdir()
    (root / "themes/later/theme.toml").write_text('api = 9\nparent = "almanac"\n', "utf-8")
    listed = {one.name: one for one in list_themes(root)}
    assert {name: (one.parent, one.ours) for name, one in listed.items()} == {
        "almanac": ("", True),
        "digest": ("almanac", True),
        "harbor": ("digest", False),
        "later": ("", False),
    }
    assert "made for theme API 9" in listed["later"].problem
