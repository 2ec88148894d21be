"""Rules for sites: a page that is read wrongly is read rightly by them; a file of rules is read strictly."""

import io
from pathlib import Path

import pytest

from publishkit.capture.page.saved_page import read_page
from publishkit.capture.site_rules import load_sites, rules_for
from publishkit.errors import InputError
from publishkit.press.add import Added, Wanted, add_source, issue_folder
from publishkit.press.adding.propose_rights import readers
from tests.support.workspaces import write_workspace

PROSE = (
    "The harbour council met on Tuesday evening to settle a quarrel that had lasted for most of the winter.",
    "Fishermen from the northern quay had asked for two more berths, while the sailing club wanted the water.",
    "A third group, the people who simply walk there on Sundays, had sent no delegate to the hall that night.",
)
ADVERT = "The ferry company invites all readers of this paper to a trip around the islands on the first of May."
PAGE = f"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Harbour Post, the paper</title>
<link rel="canonical" href="https://www.harbour.example/berths"></head><body><main><div class="label">Council</div>
<h1>Harbour Post, the paper</h1><div class="hl">The Berths</div><div class="who">Ada Example, Bo Nobody</div><div class="when">3 March 2026</div>
<div class="txt"><p>{PROSE[0]}</p><p>{PROSE[1]}</p><p class="promo">{ADVERT}</p><p>{PROSE[2]}</p></div>
<p>Something about the paper that is long enough to look like prose, and that stands behind the text of the article.</p>
<a class="more" href="/berths?page=2">2</a></main><footer><p>© 2026 Harbour Post Ltd.</p></footer></body></html>"""
RULES = """
[[site]]
host = "harbour.example"
title = "div.hl"
kicker = ["div.none", "div.label"]
bylines = "//div[@class='who']"
published = ".when"
body = "div.txt"
strip = [".promo"]
next_page = "a.more"
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_workspace(tmp_path / "house")


def put(root: Path, text: str, name: str = "harbour.toml") -> None:
    (root / "sites").mkdir(exist_ok=True)
    (root / "sites" / name).write_text(text, "utf-8")


def added(root: Path, tmp_path: Path, **wanted: str) -> Added:
    (tmp_path / "page.html").write_text(PAGE, "utf-8")
    return add_source(issue_folder(root, "2026-w47"), str(tmp_path / "page.html"), io.BytesIO(), Wanted(**wanted))  # type: ignore[arg-type]


def test_a_page_is_read_by_the_rules_for_its_site(root: Path, tmp_path: Path) -> None:
    put(root, RULES)
    found = added(root, tmp_path).taken.found
    assert (found.title, found.kicker) == ("The Berths", "Council")
    assert [byline.name for byline in found.bylines] == ["Ada Example", "Bo Nobody"]
    assert str(found.published) == "2026-03-03"
    assert found.text.split("\n\n") == list(PROSE)
    assert ("stripped by the rules for its site", ADVERT) in [(one.reason, one.text) for one in found.dropped]
    assert found.candidates["title"][0].source == "the rules for harbour.example: div.hl"
    assert "body: it goes on at https://www.harbour.example/berths?page=2" in found.review


def test_rules_are_for_their_site_alone(root: Path, tmp_path: Path) -> None:
    put(root, RULES)
    assert added(root, tmp_path, url="https://gulls.example/a").taken.found.title != "The Berths"


def test_the_notice_of_a_stripped_foot_is_still_read(root: Path, tmp_path: Path) -> None:
    put(root, RULES.replace('".promo"', '".promo", "footer"'))
    assert added(root, tmp_path).taken.rights.text.copyright_line == "© 2026 Harbour Post Ltd."


def test_the_nearest_host_counts(root: Path) -> None:
    put(root, '[[site]]\nhost = "harbour.example"\n[[site]]\nhost = "news.harbour.example"\n')
    sites = load_sites(root)
    hosts = [
        one and one.host
        for one in (
            rules_for(f"https://{h}/", sites)
            for h in ("a.news.harbour.example", "www.harbour.example", "xharbour.example")
        )
    ]
    assert hosts == ["news.harbour.example", "harbour.example", None]


def test_every_mistake_of_every_file_is_said_at_once(root: Path, tmp_path: Path) -> None:
    put(root, '[[site]]\nhost = "harbour.example"\ntitel = "h1"\n')
    put(root, '[[site]]\nhost = "gulls.example"\ntitle = "h1["\nbody = "//div["\n', "gulls.toml")
    put(root, '[[site]]\nhost = "../evil"\n', "evil.toml")
    with pytest.raises(InputError) as stop:
        added(root, tmp_path)
    told = [str(problem) for problem in stop.value.problems]
    assert len(told) == 4
    assert any("sites/harbour.toml" in line and "titel" in line and "title" in line for line in told)
    assert any(line.startswith("sites/gulls.toml:3") and "is no selector" in line for line in told)
    assert any("sites/evil.toml" in line and "host" in line for line in told)


def test_a_rule_that_finds_nothing_changes_nothing() -> None:
    from publishkit.capture.site_rules import compiled
    from publishkit.model.site import Site

    rules = compiled(
        Site(host="harbour.example", title="h7.none", body="//nothing", strip=".none", published="//a[foo()]")
    )
    assert read_page(PAGE, readers(), rules) == read_page(PAGE, readers())
