"""Templates of strangers: what makes far more than a page, or does not end, is told by its line; files of a theme are its own."""

import os
from pathlib import Path

import pytest

from publishkit.errors import InputError
from publishkit.theme import templates
from publishkit.theme.load import load_theme
from publishkit.theme.templates import make_environment, render

PLACE = "themes/x/templates/web/x.html"
DOUBLED = "{% set n = namespace(x='ab' * 9) %}{% for i in range(99) %}{% set n.x = n.x OP n.x %}{% endfor %}"
BIG = "{% set big = 'a' * 999999 %}"
GROWING = {
    "times": "{{ 'a' * 10**9 }}",
    "twice as long each time": DOUBLED.replace("OP", "~"),
    "twice as long by adding": DOUBLED.replace("OP", "+"),
    "a list that doubles": DOUBLED.replace("'ab' * 9", "[1]").replace("OP", "+"),
    "a power": "{{ 9**9**9 }}",
    "a wide column": "{{ 'a' | center(10**9) }}",
    "a method's width": "{{ 'a'.ljust(999999999) }}",
    "a format": "{{ '%0999999999d' % 1 }}",
    "a width beside its format": "{{ '%*d' % (999999999, 1) }}",
    "the newer format": "{{ '{:>999999999}'.format(1) }}",
    "the newer format's width": "{{ '{:>{w}}'.format(1, w=999999999) }}",
    "the filter that formats": "{{ '%999999999d' | format(1) }}",
    "replaced by much": BIG + "{{ big | replace('a', big) }}",
    "replaced by much, as a method": BIG + "{{ big.replace('a', big) }}",
    "joined by much": BIG + "{{ range(99999) | join(big) }}",
    "joined by much, as a method": BIG + "{{ big.join(range(99999) | map('string')) }}",
    "tabs": "{{ ('\t' * 99999).expandtabs(99999) }}",
    "an indent": "{{ 'a\nb' | indent(999999999) }}",
    "rows": "{{ [1] | batch(999999999, 'x') | list | length }}",
    "printed again and again": "{% for i in range(99999) %}{% for j in range(99999) %}"
    + "a" * 99
    + "{% endfor %}{% endfor %}",
    "many large texts": "{% set b = 'a' * 15999999 %}{% for i in range(9999) %}{% set c = b ~ i %}{% endfor %}",
}
ENDLESS = {
    "a loop in a loop": "{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}",
    "a loop in a macro": "{% macro m() %}{% for i in range(99999) %}{% for j in range(99999) %}{% if j %}{% endif %}"
    "{% endfor %}{% endfor %}{% endmacro %}{{ m() }}",
}


def refused(text: str) -> str:
    with pytest.raises(InputError) as stop:
        render(make_environment({"web/x.html": (text, PLACE)}), "web/x.html", {})
    return str(stop.value)


@pytest.mark.parametrize("name", GROWING)
def test_what_grows_without_end_is_refused(name: str) -> None:
    """Before it is made: no line here takes more than some hundred megabytes, or seconds."""
    told = refused(GROWING[name])
    assert "far more text than a page has" in told or "is larger than 100,000" in told or "too wide" in told
    assert "templates/web/x.html" in told


@pytest.mark.parametrize("name", ENDLESS)
def test_what_does_not_end_is_ended(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """A loop that prints nothing: after the time a template has, with the place at which it was."""
    monkeypatch.setattr(templates, "SECONDS", 0.3)
    assert "did not end within" in refused(ENDLESS[name])


@pytest.mark.parametrize("text", ["{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "{% include 'web/x.html' %}"])
def test_what_calls_itself_is_ended(text: str) -> None:
    assert "maximum recursion depth exceeded" in refused(text)


def test_words_are_joined_as_ever() -> None:
    """Text is escaped when it is joined with markup, and what is counted is printed."""
    text = "{{ 'a < b' ~ 1 }}{{ ('<i>' | escape) ~ '<b>' }}{{ [1, 'x'] | join(' & ') }}{{ '%s, %d' % ('a', 2000000) }}"
    found = render(make_environment({"web/x.html": (text, PLACE)}), "web/x.html", {})
    assert found == "a &lt; b1&lt;i&gt;&lt;b&gt;1 &amp; xa, 2000000"


# --- files ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def theme(tmp_path: Path) -> Path:
    """The folder of a theme of one's own."""
    folder = tmp_path / "themes" / "mine"
    (folder / "templates" / "site").mkdir(parents=True)
    (folder / "fonts").mkdir()
    (folder / "theme.toml").write_text('api = 1\nparent = "almanac"\n')
    return folder


@pytest.mark.parametrize("where", ["templates/site/secret.html", "fonts/Secret.ttf", "assets", "templates/web"])
def test_a_link_that_leads_out_of_the_theme_is_refused(theme: Path, tmp_path: Path, where: str) -> None:
    """What a theme prints would else be any file of this machine."""
    (tmp_path / "private").mkdir()
    (tmp_path / "private" / "key.html").write_text("secret")
    target = tmp_path / "private" if "." not in where else tmp_path / "private" / "key.html"
    (theme / where).symlink_to(os.path.relpath(target, (theme / where).parent))
    with pytest.raises(InputError, match=rf"themes/mine/{where}: is a symbolic link that leads out of the theme"):
        load_theme("mine", (theme.parent,))


def test_a_theme_file_that_is_itself_a_link_is_refused(theme: Path, tmp_path: Path) -> None:
    (tmp_path / "other.toml").write_text("api = 1\n")
    (theme / "theme.toml").unlink()
    (theme / "theme.toml").symlink_to(tmp_path / "other.toml")
    with pytest.raises(InputError, match="leads out of the theme"):
        load_theme("mine", (theme.parent,))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes among files")
def test_what_is_no_file_is_refused(theme: Path) -> None:
    """A pipe would be waited for; a device never ends."""
    os.mkfifo(theme / "fonts" / "Pipe.ttf")
    (theme / "templates" / "site" / "zero.html").symlink_to("/dev/zero")
    with pytest.raises(InputError) as stop:
        load_theme("mine", (theme.parent,))
    told = " ".join(map(str, stop.value.problems))
    assert "fonts/Pipe.ttf: is no file" in told
    assert "zero.html" in told


def test_links_within_a_theme_and_a_linked_theme_are_fine(theme: Path, tmp_path: Path) -> None:
    (theme / "templates" / "site" / "one.html").write_text("one")
    (theme / "templates" / "site" / "two.html").symlink_to("one.html")
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "linked").symlink_to(theme)
    assert load_theme("mine", (theme.parent,)).render("site/two.html", {}) == "one"
    assert load_theme("linked", (tmp_path / "more",)).render("site/two.html", {}) == "one"
