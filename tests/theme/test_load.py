"""Themes: found, inherited, strict, and never a traceback."""

import re
from pathlib import Path

import pytest

from publishkit.errors import InputError
from publishkit.model.credits import Span
from publishkit.model.edition import Block, Note
from publishkit.theme.load import bundled_themes, font_folders, load_theme
from tests.support.closed import close_folder


@pytest.fixture
def themes(tmp_path):
    return Themes(tmp_path)


class Themes:
    """A folder of themes that is written as the test goes."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def add(self, name: str, toml: str = 'parent = "almanac"', **templates: str) -> None:
        folder = self.root / name
        (folder / "templates" / "web").mkdir(parents=True)
        (folder / "theme.toml").write_text(toml, encoding="utf-8")
        for template, text in templates.items():
            (folder / "templates" / "web" / f"{template}.html").write_text(text, encoding="utf-8")

    def load(self, name: str):
        return load_theme(name, [self.root])

    def problem(self, name: str) -> str:
        with pytest.raises(InputError) as caught:
            self.load(name)
        return str(caught.value)

    def fault(self, text: str, **values: object) -> str:
        self.add("broken", page=text)
        with pytest.raises(InputError) as caught:
            self.load("broken").render("web/page.html", values)
        return str(caught.value)


def test_our_theme_comes_with_its_fonts():
    theme = load_theme("almanac")
    assert bundled_themes().joinpath("almanac").is_dir()
    assert {face.file for face in theme.tokens.face} == set(theme.font_data)
    assert theme.tokens.type.text.stack == "'PK Serif', 'Literata', 'Charter', 'Georgia', serif"


def test_the_workspace_comes_before_what_is_bundled(themes):
    themes.add(
        "almanac",
        (bundled_themes() / "almanac/theme.toml").read_text().replace("#1f5a5f", "#123456").split("[[face]]")[0],
    )
    assert themes.load("almanac").tokens.color.light.accent == "#123456"


def test_a_child_says_only_what_differs(themes):
    themes.add("tide", 'parent = "almanac"\n[color.light]\naccent = "#003355"\n', page="{{ 'own' }}")
    themes.add("ebb", 'parent = "tide"\n[scale]\ntitle = 3\n')
    theme = themes.load("ebb")
    assert (theme.tokens.color.light.accent, theme.tokens.color.light.ink, theme.tokens.scale.title) == (
        "#003355",
        "#1d2326",
        3,
    )
    assert theme.render("web/page.html", {}) == "own"
    assert "PkSerif-Regular.ttf" in theme.font_data


def test_a_child_can_extend_the_parents_template(themes):
    themes.add("tide", page="<p>{% block body %}tide{% endblock %}</p>")
    themes.add("ebb", 'parent = "tide"', page='{% extends "tide/web/page.html" %}{% block body %}ebb{% endblock %}')
    assert themes.load("ebb").render("web/page.html", {}) == "<p>ebb</p>"


@pytest.mark.parametrize(
    ("closed", "place"),
    [("", "/theme.toml"), ("/templates", "/templates"), ("/templates/web", "/templates/web"), ("/fonts", "/fonts")],
)
def test_a_folder_that_cannot_be_read_is_named(themes, monkeypatch, closed, place):
    """The parent's templates do not stand in for those that nobody may read."""
    themes.add("house", page="x")
    (themes.root / "house" / "fonts").mkdir()
    close_folder(monkeypatch, themes.root / f"house{closed}")
    assert themes.problem("house") == f"themes/house{place}: cannot be read: Permission denied"


def test_a_directory_in_the_place_of_theme_toml_is_named(themes):
    """The theme of the same name that comes with publishkit does not stand in for it."""
    (themes.root / "almanac" / "theme.toml").mkdir(parents=True)
    assert themes.problem("almanac") == "themes/almanac/theme.toml: is a directory, not a file"


def test_a_circle_of_parents_is_refused(themes):
    themes.add("a", 'parent = "b"')
    themes.add("b", 'parent = "a"')
    assert "themes/b/theme.toml: parent: themes lead in a circle: a -> b -> a" in themes.problem("a")


@pytest.mark.parametrize("name", ["nothing", "../almanac", "", "/etc"])
def test_a_theme_that_is_not_there_is_named_with_those_that_are(themes, name):
    told = themes.problem(name)
    assert f"there is no theme `{name}` (" in told
    assert "almanac" in told


@pytest.mark.parametrize(
    ("toml", "sentence"),
    [
        ('[color.light]\nacent = "#000000"', "color.light.acent: unknown key (did you mean `accent`?)"),
        ('[color.light]\nink = "red"', 'color.light.ink: is not a color: write it as "#rrggbb"'),
        ('[color.dark]\nink = "#000000; } body { display: none"', "color.dark.ink: is not a color"),
        ('[base]\nweb = "18"', "base.web: is not a length"),
        ('[base]\nweb = "18px; color: red"', "base.web: is not a length"),
        ('[type.text]\nfamily = "x\'; } @import url(//e)"', "type.text.family: is not the name of a typeface"),
        ("[scale]\nlabel = 0.5", "scale: label and small carry credits"),
        ('[[face]]\nfile = "../x.ttf"\nfamily = "X"', "face[1].file: "),
        ('[[face]]\nfile = "lost.ttf"\nfamily = "X"', "face[1].file: `lost.ttf` is not in fonts/"),
        ("[color", "is not valid TOML"),
    ],
)
def test_what_is_wrong_in_theme_toml_is_said_with_its_place(themes, toml, sentence):
    themes.add("wrong", f'parent = "almanac"\n{toml}\n')
    problem = themes.problem("wrong")
    assert re.match(r"themes/wrong/theme\.toml(:[23])?: ", problem)
    assert sentence in problem


@pytest.mark.parametrize(
    ("template", "sentence"),
    [
        ("\n\n{{ nobody }}", "line 3: 'nobody' is undefined"),
        ("{{ word.nothing }}", "line 1: 'str object' has no attribute 'nothing'"),
        ("{% if %}", "line 1: Expected an expression"),
        ("{% include 'web/lost.html' %}", "line 1: there is no template `web/lost.html`"),
        ("{{ word | safe }}", "line 1: No filter named 'safe'"),
        ("\n{% autoescape false %}{{ word }}{% endautoescape %}", "line 2: a theme cannot switch escaping off"),
        ("{{ word | safe_html }}", "line 1: `safe_html` takes a block or a note"),
        ("{{ word.__class__.__mro__ }}", "line 1: access to attribute '__class__'"),
        ("{{ word + 1 }}", "line 1: can only concatenate str"),
        ("{{ 1 / 0 }}", "line 1: division by zero"),
    ],
)
def test_a_fault_in_a_template_names_template_and_line(themes, template, sentence):
    fault = themes.fault(template, word="<b>")
    assert fault.startswith(f"themes/broken/templates/web/page.html: {sentence}")
    assert "\n" not in fault


def test_a_missing_template_is_named(themes):
    themes.add("bare")
    with pytest.raises(InputError, match=r"there is no template `web/lost\.html`"):
        themes.load("bare").render("web/lost.html", {})


def test_foreign_text_is_escaped_and_our_blocks_are_not(themes):
    themes.add("plain", page="{{ word }}|{{ block | safe_html }}|{{ note | safe_html }}|{{ line | plain }}")
    values = {
        "word": "<script>",
        "block": Block(kind="html", html="<p>ours</p>"),
        "note": Note(number=1, id="a01-fn1", ref_id="a01-fnref1", html="<em>n</em>"),
        "line": (Span(text="By "), Span(text="A<B", href="https://a.example")),
    }
    assert themes.load("plain").render("web/page.html", values) == "&lt;script&gt;|<p>ours</p>|<em>n</em>|By A&lt;B"


def test_a_text_template_is_not_escaped(themes):
    themes.add("words")
    (themes.root / "words/templates/web/x.txt").write_text("{{ word }}")
    assert themes.load("words").render("web/x.txt", {"word": "R&D"}) == "R&D"


def test_font_folders_lie_in_the_workspace_and_are_there(tmp_path: Path) -> None:
    (tmp_path / "fonts/own").mkdir(parents=True)
    assert font_folders(tmp_path, ["fonts/own"]) == (tmp_path / "fonts/own",)
    with pytest.raises(InputError, match=r"publishkit\.toml: fonts\.dirs: there is no folder 'lost'"):
        font_folders(tmp_path, ["fonts/own", "lost"])
    with pytest.raises(InputError, match="leaves the workspace"):
        font_folders(tmp_path, ["../elsewhere"])


def test_a_theme_made_for_a_newer_publishkit_is_refused_with_a_sentence(themes):
    """Before its keys are read: those of a newer version are not known here, and would be told as mistakes."""
    themes.add("later", 'api = 2\nparent = "almanac"\n[motion]\nspeed = 3\n')
    assert themes.problem("later") == (
        "themes/later/theme.toml: api: the theme is made for theme API 2, and this publishkit has 1 "
        "(install a newer publishkit, or an older version of the theme)"
    )


def test_a_parent_made_for_a_newer_publishkit_is_refused_likewise(themes):
    themes.add("later", 'api = 2\nparent = "almanac"\n')
    themes.add("child", 'api = 1\nparent = "later"\n')
    assert themes.problem("child").startswith("themes/later/theme.toml: api: the theme is made for theme API 2")
