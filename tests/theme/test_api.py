"""What a theme may rely on: the table of names is what templates are given, and the page is made of the table."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from publishkit.model.edition import Change, Edition
from publishkit.render.correction_mail import render_correction
from publishkit.render.email.mail import render_email
from publishkit.render.epub.book import render_epub
from publishkit.render.pdf.document import pdf_html
from publishkit.render.text.plain_text import render_text
from publishkit.render.web.pages import render_web
from publishkit.send.server.pages import make_pages
from publishkit.theme import templates
from publishkit.theme.api import BESIDES, FILTERS, FUNCTIONS, OTHERS, TEMPLATES
from publishkit.theme.load import Theme, load_theme
from tests.support.editions import make_edition
from tests.support.theme_page import theme_page

ROOT = Path(__file__).parents[2]
WORDS: Mapping[str, Any] = {
    "text": str,
    "words": Mapping,
    "table": Mapping,
    "list": (list, tuple),
    "number": int,
    "function": object,
    "yes or no": bool,
}
"""Type as the table has it -> what the value is."""


def corrected() -> Edition:
    """Return an edition in which one item was corrected and another one, which had a page, taken back."""
    edition = make_edition()
    change = Change(
        revision=2, kind="correction", item="a01", slug="tide-clocks", title="The clock was the river",
        date=date(2026, 11, 24), head="Corrected on 24 November 2026", note="It was the other river.",
    )  # fmt: skip
    first, second = edition.sections
    gone = replace(first.items[1], withdrawn=True, had_page=True, full=False, blocks=(), notes=(), changes=(change,))
    sections = (replace(first, items=(first.items[0], gone)), second)
    return replace(edition, sections=sections, revision=2, revised=change.date, changes=(change,))


@pytest.fixture(scope="module")
def given() -> Mapping[str, Mapping[str, Any]]:
    """Template -> the values it was rendered with."""
    seen: dict[str, Mapping[str, Any]] = {}
    theme, edition = load_theme("almanac"), corrected()

    def noted(self: Theme, template: str, values: Mapping[str, Any]) -> str:
        seen[template] = values
        return templates.render(self.environment, template, values)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Theme, "render", noted)
        for renderer in (render_email, render_text, render_web, render_epub, render_correction, pdf_html):
            renderer(edition, theme)
        make_pages(edition.config.publication, theme)
    return seen


EVERY_PAGE = sorted(name for name in TEMPLATES if not name.startswith("site/"))


def test_every_template_that_is_rendered_is_in_the_table(given: Mapping[str, Mapping[str, Any]]) -> None:
    """Those of the site are rendered from published editions; `tests/publish/site` draws them."""
    assert sorted(given) == EVERY_PAGE


@pytest.mark.parametrize("template", EVERY_PAGE)
def test_a_template_is_given_what_the_table_says_and_nothing_else(
    given: Mapping[str, Mapping[str, Any]], template: str
) -> None:
    """The documented names are the interface: one more, one less or another type is a change of it."""
    named = {one.name: one.type for one in TEMPLATES[template]}
    assert set(given[template]) == set(named)
    for name, value in given[template].items():
        told = named[name]
        if value is None:
            assert told.endswith(" or none"), name
        elif told in WORDS:
            assert isinstance(value, WORDS[told]), name
        else:
            assert type(value).__name__ == told.removesuffix(" or none"), name


def test_functions_and_filters_are_those_of_the_environment() -> None:
    environment = load_theme("almanac").environment
    assert {one.name for one in FUNCTIONS} <= set(environment.globals)
    assert {one.name for one in FILTERS} <= set(environment.filters)
    assert not set(environment.filters) & {"safe"}


def test_every_template_of_the_table_is_there() -> None:
    environment = load_theme("almanac").environment
    assert [name for name in (*BESIDES, *OTHERS) if environment.get_template(name) is None] == []


def test_the_page_is_made_from_the_program() -> None:
    """After a change: `python -m tests.support.theme_page`."""
    assert (ROOT / "docs/theme-reference.md").read_text("utf-8") == theme_page()
