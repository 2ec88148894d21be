"""The desk in a real Chromium, by mouse and by keyboard: three pages are collected, cleared, arranged, seen and built."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.support.command import run
from tests.support.desks import KEY, open_desk
from tests.support.workspaces import NOTICE

AA = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
PATIENCE = 60_000
"""Milliseconds: a machine that runs other tests beside is slow."""


def pasted(title: str, by: str, lines: str, notice: str) -> str:
    """Return what an editor copies from a page: headline, byline, text, notice."""
    return "\n\n".join([title, f"By {by}", *(f"{line.strip()}." for line in lines.split(".") if line.strip()), notice])


ICE = """The doors of the old ice house stood open on Saturday for the first time since the trawlers left the basin. Three
hundred people walked in with their coats on and out again with red noses. The walls are a yard of cork and the floor slopes
to a drain that nobody had seen for forty years. What they kept here was not fish but time, said the woman with the lamp"""
LAMPS = """Twelve lamps stand on the mole and eleven of them burn. The twelfth has been dark since a January gale, because two
offices each hold that it belongs to the other. A fisherman hangs a lantern there when his brother is out. The council will
hear of it in spring, when the evenings are long enough that it hardly matters any more to anyone who is not at sea"""
LOFT = """Each net in our loft was mended by somebody who has a name, and the names are written on the beam above the window.
We read them aloud once a year and add those of the winter. This time there were nine, and one of them was a child of seven
who had learned the knot from a film. Nobody laughed, and the knot held when two grown men hung from it"""
PAGES = (
    pasted("The ice house opens again", "Rosa Lind", ICE, f"© 2026 Harbour Press Ltd. {NOTICE}"),
    pasted("Twelve lamps on the mole", "Tom Weir", LAMPS, "All rights reserved. © 2026 Mole Gazette"),
    pasted("Our net loft, one winter on", "Ines Falk", LOFT, ""),
)
SUMMARY = "Somebody has counted it all over again, and we think that you would like to know how it ended."


@pytest.fixture
def root(tmp_path: Path) -> Path:
    assert run("init", "letter", cwd=tmp_path).exit_code == 0
    root = tmp_path / "letter"
    assert run("new", "2026-w52", "--title", "Counting", "--date", "2026-12-25", cwd=root).exit_code == 0
    return root


@pytest.fixture
def page(browser: Browser, root: Path) -> Iterator[Page]:
    """The desk, opened; the test fails when a script does, or anything is asked of another host."""
    with open_desk(root) as home:
        context = browser.new_context(base_url=home, viewport={"width": 1500, "height": 950})
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        expect.set_options(timeout=PATIENCE)
        wrong: list[str] = []
        page.on("request", lambda asked: wrong.append(asked.url) if not asked.url.startswith((home, "data:")) else None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.goto(f"/issue/2026-w52?key={KEY}", wait_until="domcontentloaded")
        yield page
        context.close()
        assert wrong == []


def manifest(root: Path) -> list[dict[str, object]]:
    read = tomllib.loads((root / "issues" / "2026-w52" / "issue.toml").read_text("utf-8"))
    return [entry for section in read["section"] for entry in section.get("article", [])]


def test_three_pages_from_the_clipboard_to_the_edition(page: Page, root: Path) -> None:
    for text in PAGES:
        page.get_by_role("link", name="Collect", exact=True).click()
        page.get_by_label("Paste a text or a page").fill(text)
        page.get_by_role("button", name="Take it in").click()
        expect(page.locator("#work article h2")).to_have_text(text.partition("\n")[0])
    expect(page.locator(".item")).to_have_count(len(PAGES))
    for title in ("The ice house opens again", "Twelve lamps on the mole"):
        page.locator(".item", has_text=title).get_by_role("link").click()
        expect(page.locator("#work article h2")).to_have_text(title)
        page.locator("input[name=value]").nth(3).press("Escape")
        page.get_by_label("Original").fill("https://harbour.example/one")
        page.get_by_label("Original").press("Enter")
        expect(page.get_by_label("Original")).to_have_value("https://harbour.example/one")
        if not page.get_by_label("Two to four sentences").is_visible():
            page.get_by_text("Print it as a brief, in our own words").click()
        page.get_by_label("Two to four sentences").fill(SUMMARY)
        page.get_by_label("Written by").fill("Jo Brandt")
        page.get_by_role("button", name="Print as a brief").click()
        expect(page.locator(".item", has_text=title)).to_contain_text("brief")
    page.locator(".item", has_text="Our net loft").get_by_role("link").click()
    page.get_by_role("button", name="It is ours").click()
    expect(page.locator(".item", has_text="Our net loft").locator(".mark.stop")).to_have_count(0)
    page.locator(".item", has_text="Our net loft").get_by_role("link").focus()
    page.keyboard.press("Alt+ArrowUp")
    expect(page.locator(".item .title").nth(1)).to_have_text("Our net loft, one winter on")
    shown = page.frame_locator("#shown")
    expect(shown.get_by_text("was mended by somebody who has a name").first).to_be_attached()
    page.get_by_role("button", name="Build the edition").click()
    expect(page.locator("#told")).to_contain_text("The edition is built")
    assert [(entry["slug"], entry.get("use", "full")) for entry in manifest(root)] == [
        ("the-ice-house-opens-again", "brief"),
        ("our-net-loft-one-winter-on", "full"),
        ("twelve-lamps-on-the-mole", "brief"),
    ]
    assert (root / "out" / "2026-w52" / "SHA256SUMS").is_file()
    assert run("verify", "out/2026-w52", cwd=root).exit_code == 0


def test_what_is_written_in_a_text_editor_shows_without_a_click(page: Page, root: Path) -> None:
    page.get_by_label("Paste a text or a page").fill(PAGES[2])
    page.get_by_role("button", name="Take it in").click()
    expect(page.locator("#work article h2")).to_be_visible()
    article = root / "issues" / "2026-w52" / "articles" / "our-net-loft-one-winter-on" / "article.md"
    article.write_text(article.read_text("utf-8").replace("Our net loft, one winter on", "Written elsewhere"), "utf-8")
    expect(page.locator(".item .title")).to_have_text("Written elsewhere")
    expect(page.locator("#work article h2")).to_have_text("Written elsewhere")


def test_a_sentence_that_is_being_written_is_never_taken_away(page: Page, root: Path) -> None:
    page.get_by_label("Paste a text or a page").fill("A thought that is not finished")
    place = root / "issues" / "2026-w52" / "issue.toml"
    place.write_text(place.read_text("utf-8").replace("Counting", "Counted"), "utf-8")
    expect(page.locator("#bar h1")).to_have_text("Counted")
    expect(page.get_by_label("Paste a text or a page")).to_have_value("A thought that is not finished")


def test_what_is_pasted_while_the_page_is_still_coming_stays(page: Page) -> None:
    """The server is slow, the editor is not."""
    page.wait_for_timeout(4000)  # what is made in the background is told by then
    late = "new Promise((settled) => setTimeout(settled, 700))"
    page.evaluate(f"const real = fetch; window.fetch = async (...asked) => {{ await {late}; return real(...asked) }}")
    page.get_by_role("link", name="Collect", exact=True).click()
    page.get_by_label("Paste a text or a page").fill(PAGES[0])
    page.wait_for_url("**view=mail")
    page.wait_for_timeout(1500)
    expect(page.get_by_label("Paste a text or a page")).to_have_value(PAGES[0])


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_violation_and_a_telephone_has_room(page: Page, scheme: str) -> None:
    page.get_by_label("Paste a text or a page").fill(PAGES[0])
    page.get_by_role("button", name="Take it in").click()
    expect(page.locator("#work article h2")).to_be_visible()
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    for width in (1500, 390):
        page.set_viewport_size({"width": width, "height": 844})
        for path in ("/issue/2026-w52", "/issue/2026-w52?article=the-ice-house-opens-again&view=web"):
            page.goto(path, wait_until="domcontentloaded")
            page.wait_for_selector("#work .card")
            found = Axe().run(page, options={**AA, "iframes": False}).response["violations"]
            assert [(one["id"], [node["html"] for node in one["nodes"]][:2]) for one in found] == [], (path, width)
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (path, width)


def test_views_and_keys(page: Page) -> None:
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    expect(page.get_by_label("Paste a text or a page")).to_be_focused()
    page.get_by_label("Paste a text or a page").fill(PAGES[2])
    page.get_by_role("button", name="Take it in").click()
    page.get_by_role("button", name="It is ours").click()
    expect(page.locator(".item .mark.stop")).to_have_count(0)
    page.locator("#work article h2").click()
    for key, view in (("2", "web"), ("3", "pdf"), ("4", "epub"), ("5", "text"), ("1", "mail")):
        page.keyboard.press(key)
        expect(page).to_have_url(re.compile(rf"view={view}"))
        expect(page.locator(f"[data-tab={view}]")).to_have_attribute("aria-selected", "true")
    expect(page.locator(".item").first).to_contain_text("Our net loft")
