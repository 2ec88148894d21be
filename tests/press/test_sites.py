"""A correction becomes a rule for its site, and rules the user has are taken over."""

import io
from pathlib import Path

import pytest

from publishkit.capture.site_rules import load_sites
from publishkit.errors import InputError
from publishkit.press.add import Added, Wanted, add_source, issue_folder
from publishkit.press.adding.sites import import_rules, learn
from tests.support.workspaces import write_workspace

ISSUE = "2026-w47"
PROSE = (
    "The harbour council met on Tuesday evening to settle a quarrel that had lasted for most of the winter.",
    "Fishermen from the northern quay had asked for two more berths, while the sailing club wanted the water.",
    "A third group, the people who simply walk there on Sundays, had sent no delegate to the hall that night.",
)
OTHER = (
    "Nobody has counted the gulls since the ice house closed, and those that stayed have learned to open the bins.",
    "Behind the market the lorry of the town comes an hour later than it should on every second Thursday morning.",
    "What falls out of it feeds a colony of two hundred birds, says the warden, who has watched them for ten years.",
)
ADVERT = "The ferry company invites all readers of this paper to a trip around the islands on the first of May."


def page(title: str, who: str, paragraphs: tuple[str, ...], path: str) -> str:
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title} and more of it</title>'
        f'<link rel="canonical" href="https://www.harbour.example/{path}"></head><body><main><article>'
        f'<h1>{title} and more of it</h1><div class="headline">{title}</div><span class="signed-by">{who}</span>'
        f'<p>{paragraphs[0]}</p><p>{paragraphs[1]}</p><p class="extra-lines">{ADVERT}</p><p>{paragraphs[2]}</p>'
        "</article></main></body></html>"
    )


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_workspace(tmp_path / "house")


def add(root: Path, html: str) -> Added:
    path = root.parent / "page.html"
    path.write_text(html, "utf-8")
    return add_source(issue_folder(root, ISSUE), str(path), io.BytesIO(), Wanted())


def edit(root: Path, slug: str, old: str, new: str) -> None:
    path = root / f"issues/{ISSUE}/articles/{slug}/article.md"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def test_a_corrected_title_is_a_rule_for_the_next_page_of_the_site(root: Path) -> None:
    slug = str(add(root, page("The Berths", "Ada Example", PROSE, "berths")).slug)
    edit(root, slug, "title: The Berths and more of it", "title: The Berths")
    learn(root, ISSUE, slug, "title", write=True)
    assert (root / "sites/harbour.example.toml").read_text("utf-8") == (
        '[[site]]\nhost = "harbour.example"\ntitle = ["div.headline"]\n'
    )
    assert add(root, page("The Pilots", "Bo Nobody", OTHER, "pilots")).taken.found.title == "The Pilots"


def test_a_name_that_is_written_otherwise_than_names_are_is_a_rule(root: Path) -> None:
    slug = str(add(root, page("The Berths", "bell harbour", PROSE, "berths")).slug)
    edit(root, slug, "---\ntitle", "---\nbylines:\n  - name: bell harbour\ntitle")
    learn(root, ISSUE, slug, "byline", write=True)
    found = add(root, page("The Pilots", "bo nobody", OTHER, "pilots")).taken.found
    assert [one.name for one in found.bylines] == ["bo nobody"]


def test_a_paragraph_taken_out_is_a_rule_that_strips_its_kind(root: Path) -> None:
    slug = str(add(root, page("The Berths", "Ada Example", PROSE, "berths")).slug)
    edit(root, slug, f"{ADVERT}\n\n", "")
    learn(root, ISSUE, slug, "strip", write=True)
    assert 'strip = ["p.extra-lines"]' in (root / "sites/harbour.example.toml").read_text("utf-8")
    found = add(root, page("The Pilots", "Bo Nobody", OTHER, "pilots")).taken.found
    assert ADVERT not in found.text and ADVERT in [one.text for one in found.dropped]


def test_what_is_as_it_was_read_or_nowhere_on_the_page_teaches_nothing(root: Path) -> None:
    slug = str(add(root, page("The Berths", "Ada Example", PROSE, "berths")).slug)
    with pytest.raises(InputError, match="nothing to learn"):
        learn(root, ISSUE, slug, "title", write=True)
    edit(root, slug, "title: The Berths and more of it", "title: Something else")
    with pytest.raises(InputError, match="stands nowhere on the page"):
        learn(root, ISSUE, slug, "title", write=True)
    with pytest.raises(InputError, match="no rule can be learned"):
        learn(root, ISSUE, slug, "dateline", write=True)
    assert not (root / "sites").exists()


def test_rules_of_the_users_are_taken_over_and_the_rest_is_told(root: Path, tmp_path: Path) -> None:
    path = tmp_path / "harbour.example.txt"
    path.write_text(
        "# a comment\ntitle: //div[@class='headline']\nauthor: //span[@class='signed-by']\n"
        "strip_id_or_class: extra-lines\nstrip: //aside\ntidy: no\nbody: //article[\n"
        "next_page_link: //a[@rel='next']\ntest_url: https://harbour.example/a\n",
        "utf-8",
    )
    _, (found,) = import_rules(root, [path], write=True)
    assert found.passed_over == ("tidy: no", "body: //article[")
    (rules,) = load_sites(root)
    assert (rules.host, sorted(rules.selectors)) == ("harbour.example", ["bylines", "next_page", "strip", "title"])
    read = add(root, page("The Berths", "Ada Example", PROSE, "berths")).taken.found
    assert (read.title, [one.name for one in read.bylines]) == ("The Berths", ["Ada Example"])
    assert ADVERT not in read.text and PROSE[2] in read.text
    before = (root / "sites/harbour.example.toml").read_text("utf-8")
    import_rules(root, [path], write=True)
    assert (root / "sites/harbour.example.toml").read_text("utf-8") == before


@pytest.mark.parametrize("name", ["..txt", "no host.txt", "...example.org..txt", "CON.txt"])
def test_a_file_name_that_is_no_host_is_refused_and_names_no_path(root: Path, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("title: //h1\n", "utf-8")
    with pytest.raises(InputError):
        import_rules(root, [tmp_path / name], write=True)
    assert not (root / "sites").exists()
