"""Whatever an issue holds, its book is valid, the same twice, and no wider than the page of a small e-reader."""

import io
import zipfile
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from playwright.sync_api import Page

from publishkit.model.artifact import Artifact
from publishkit.model.edition import Edition
from publishkit.press.build import Build, build_issue
from publishkit.render.epub.book import render_epub
from publishkit.theme.load import font_folders, load_theme
from tests.support.hard_editions import HARD
from tests.support.once import epubcheck

WIDTHS = (320, 360, 800)
"""Pixels: the smallest e-reader, a telephone, a tablet."""


@cache
def made(name: str) -> tuple[Build, Edition, Artifact, bytes]:
    """Return an edition that is hard to print: as it was built, its book, and the book's bytes when it is made once more."""
    with TemporaryDirectory() as folder:
        hard = HARD[name]()
        root = replace(hard, issue={**hard.issue, "outputs": ["epub"]}).write(Path(folder))
        build = build_issue(root, "2026-w47", lambda _: None)
        edition = build.edition
        assert edition is not None, [str(found) for found in build.findings]
        theme = load_theme("almanac", (root / "themes",), font_folders(root, edition.config.fonts.dirs))
        again = render_epub(edition, theme)[0].data
    return build, edition, next(file for file in build.artifacts if file.name.endswith(".epub")), again


@pytest.mark.parametrize("name", HARD)
def test_epubcheck_has_nothing_to_say(name: str, shared: Path) -> None:
    said = epubcheck(made(name)[2].data, shared)
    assert [message for message in said if message["severity"] != "USAGE"] == []


@pytest.mark.parametrize("name", HARD)
def test_nothing_of_it_is_refused(name: str) -> None:
    """Of the book's own checks there is not even a warning."""
    build = made(name)[0]
    assert [str(found) for found in build.findings if found.severity == "error" or found.code[0] == "B"] == []
    assert build.exit_code == 0


@pytest.mark.parametrize("name", HARD)
def test_its_bytes_are_the_same_twice(name: str) -> None:
    _, _, artifact, again = made(name)
    assert artifact.data == again


# --- in a browser -----------------------------------------------------------------------------------------------------


WIDER = """() => {
    const width = document.documentElement.clientWidth;
    const scrolled = element => {
        for (let above = element.parentElement; above; above = above.parentElement)
            if (['auto', 'scroll'].includes(getComputedStyle(above).overflowX)) return true;
        return false;
    };
    const out = [...document.body.querySelectorAll('*')].filter(element => {
        const box = element.getBoundingClientRect();
        return box.width && (box.right > width + 1 || box.left < -1) && !scrolled(element);
    });
    const whole = document.documentElement.scrollWidth;
    return [...(whole > width ? ['the page: ' + whole] : []), ...out.map(element => element.localName)];
}"""
"""What stands beyond the page, formulas aside, which are scrolled."""


def texts_of(data: bytes, folder: Path) -> list[Path]:
    zipfile.ZipFile(io.BytesIO(data)).extractall(folder)
    return sorted(folder.rglob("*.xhtml"))


@pytest.mark.parametrize("name", HARD)
def test_nothing_is_wider_than_the_page(name: str, browser: Any, tmp_path: Path) -> None:
    texts = texts_of(made(name)[2].data, tmp_path)
    found = {}
    for width in WIDTHS:
        page: Page = browser.new_page(viewport={"width": width, "height": 640})
        for text in texts:
            page.goto(text.as_uri())
            if wider := page.evaluate(WIDER):
                found[f"{text.name} at {width}"] = wider
        page.close()
    assert found == {}


COLORS = """() => [...new Set([...document.body.querySelectorAll('*')].flatMap(element => {
    const style = getComputedStyle(element);
    return [style.color, style.borderTopColor, style.borderLeftColor, 'on ' + style.backgroundColor];
}))].sort()"""


def test_at_night_everything_is_in_the_readers_color(browser: Any, tmp_path: Path) -> None:
    """Letters and lines are the reader's, light on black, and nothing has a ground of its own."""
    page: Page = browser.new_page(viewport={"width": 360, "height": 640})
    for text in texts_of(made("ugly forms")[2].data, tmp_path):
        page.goto(text.as_uri())
        page.add_style_tag(content="html { background: #111; color: #dddddd }")
        assert set(page.evaluate(COLORS)) <= {"rgb(221, 221, 221)", "on rgba(0, 0, 0, 0)"}, text.name
    page.close()
