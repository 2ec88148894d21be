"""The site in a real Chromium: home, archive, edition, search; keyboard only, a telephone, the dark, no JavaScript."""

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

PAGES = ("", "archive/", "archive/2025.html", "sections/the-town/", "search/?q=tide", "feeds/", "404.html", "2026-w47/")
AA = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A page at home that fails the test when anything is asked of another host or the console complains."""
    context = browser.new_context(base_url=address, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    wrong: list[str] = []
    page.on("request", lambda request: wrong.append(request.url) if not request.url.startswith(address) else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on(
        "console", lambda message: wrong.append(message.text) if "Content Security Policy" in message.text else None
    )
    yield page
    context.close()
    assert [one for one in wrong if not one.endswith("/favicon.ico")] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_violation(page: Page, scheme: str) -> None:
    """WCAG 2.2 AA and axe's best practices on every kind of page, in the dark its contrasts; all fit a telephone of 390 px."""
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.set_viewport_size({"width": 390, "height": 844})
    for path in PAGES:
        page.goto(path)
        page.wait_for_load_state("networkidle")
        options = {"runOnly": ["color-contrast"]} if scheme == "dark" else AA
        found = Axe().run(page, options=options).response["violations"]
        assert [(one["id"], [node["html"] for node in one["nodes"]][:2]) for one in found] == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


def test_home_shows_the_newest_issue_and_the_ones_before(page: Page) -> None:
    page.goto("")
    expect(page.get_by_role("heading", level=2).first).to_have_text("Low water")
    expect(page.locator(".cards .card-title")).to_have_text(["The year the ferry stayed", "Between the years"])
    page.get_by_role("link", name="Read this issue").click()
    expect(page).to_have_url(re.compile(r"/2026-w47/$"))
    expect(page.get_by_role("heading", level=1)).to_have_text("The Estuary")


def test_downloads_arrive_with_the_size_and_checksum_they_are_named_with(page: Page) -> None:
    from hashlib import sha256

    page.goto("2026-w47/")
    page.get_by_text("Checksums").click()
    sums = [text.split("\n")[-1] for text in page.locator(".sums p").all_inner_texts()]
    for kind, wanted in zip(("PDF", "EPUB"), sums, strict=True):
        with page.expect_download() as download:
            page.locator(".downloads a", has_text=kind).click()
        data = download.value.path().read_bytes()
        assert sha256(data).hexdigest() == wanted
        assert (
            f"{len(data) / 1e6:.1f}".removesuffix(".0") + " MB"
            in page.locator(".downloads a", has_text=kind).inner_text()
        )


def test_search_by_keyboard_alone(page: Page) -> None:
    """Tab to the field, type, Enter, Tab to a result, Enter: at the article."""
    page.goto("search/")
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "words":
            break
    page.keyboard.type("ferry ticket")
    page.keyboard.press("Enter")
    expect(page.locator("#status")).to_have_text("Articles found: 3")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Number 0417"
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Number 0417")


def test_search_folds_accents_takes_beginnings_and_says_when_nothing_is_there(page: Page) -> None:
    for words in ("WORTER+schlam", "wo%CC%88r%C2%ADter+schl%E2%80%8Bam", "wor%E2%81%A0ter+%EF%BB%BFsch%EF%B8%8Flam"):
        page.goto(f"search/?q={words}")  # a soft hyphen or a joiner in a word that was pasted parts it no more here
        expect(page.locator("#found .row-title").first).to_have_text("Sechs Wörter im Watt")
    page.fill("#words", "zzyzx")
    expect(page.locator("#status")).to_have_text("Nothing found for “zzyzx”.")
    page.fill("#words", "<img src=x onerror=alert(1)>")
    expect(page.locator("#status")).to_contain_text("<img src=x")


def test_search_does_not_know_what_was_withheld(page: Page) -> None:
    """The page behind a brief is not ours: its words are not in the index, our summary's are."""
    page.goto("search/?q=barrier+dearer")
    expect(page.locator("#found .row-title").first).to_have_text("The barrier, late and dearer")


def test_without_javascript_the_archive_takes_over(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address, java_script_enabled=False)
    page = context.new_page()
    page.goto("search/")
    expect(page.locator("#search")).to_be_hidden()
    page.locator("noscript a").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("All issues")
    page.get_by_role("link", name="2025").click()
    expect(page.locator(".card-title")).to_have_text(["Between the years"])
    page.go_back()
    page.get_by_role("link", name="The Town").click()
    expect(page.get_by_role("link", name="Number 0417")).to_have_count(3)
    context.close()
