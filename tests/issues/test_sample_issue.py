"""The sample issue is what it says it is: worth printing, and every kind of right in it."""

import email
import email.policy
import importlib
import re
import sys
import tomllib
from hashlib import sha256
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageStat

from publishkit.edition.body import parse_body
from publishkit.model.article import Article, Picture
from publishkit.model.issue import OUTPUTS, Entry
from publishkit.model.rights import Status, TdmState
from publishkit.rights.copies.near_copy import measure_likeness
from publishkit.rights.copies.verbatim import body_sha256, html_paragraphs
from publishkit.workspace.load import Planned, load_issue

ROOT = Path(__file__).parents[2]
ISSUE = "2026-w47"
FOLDER = ROOT / "issues" / ISSUE
PLACEHOLDERS = re.compile(
    r"lorem|ipsum|\bTODO\b|\bTBD\b|\bFIXME\b|\bXXX\b|placeholder|\bfoobar\b|\?\?\?", re.IGNORECASE
)
MAX_PICTURE = 700_000


@pytest.fixture(scope="module")
def planned() -> Planned:
    return load_issue(ROOT, ISSUE)


def pairs(planned: Planned) -> list[tuple[Entry, Article]]:
    return [(entry, planned.articles[entry.slug]) for entry in planned.issue.entries]


def printed_pictures(planned: Planned) -> list[Picture]:
    return [
        picture
        for entry, article in pairs(planned)
        if entry.use == "full"
        for picture in article.pictures
        if picture.rights.status is not Status.ALL_RIGHTS_RESERVED
    ]


def test_it_is_an_issue_and_not_a_page(planned):
    assert 8 <= len(planned.issue.entries) <= 10
    assert len(planned.issue.section) == 3
    assert planned.issue.cover
    words = len(planned.issue.editorial.split())
    assert 120 <= words <= 180
    assert planned.issue.editorial_by


def test_every_kind_of_right_is_there(planned):
    kinds = {
        (article.text_rights.status, article.text_rights.license_id or "", entry.use)
        for entry, article in pairs(planned)
    }
    assert {
        (Status.OWN, "CC-BY-4.0", "full"),
        (Status.LICENSED_OPEN, "CC-BY-4.0", "full"),
        (Status.LICENSED_OPEN, "CC-BY-ND-4.0", "full"),
        (Status.PERMISSION, "", "full"),
        (Status.ALL_RIGHTS_RESERVED, "", "brief"),
        (Status.ALL_RIGHTS_RESERVED, "", "quote"),
        (Status.PUBLIC_DOMAIN, "", "full"),
    } <= kinds


def test_full_texts_are_long_enough_to_read(planned):
    for entry, article in pairs(planned):
        if entry.use == "full":
            least = 300 if article.text_rights.status is Status.PUBLIC_DOMAIN else 400
            assert least <= parse_body(article.body, "a01").words <= 900, entry.slug


def test_everything_a_page_can_hold_is_in_it(planned):
    """A table, a list, a quotation, notes, a pull quote, foreign words, another language."""
    bodies = [parse_body(article.body, "a01") for _, article in pairs(planned)]
    markup = "".join(block.html for body in bodies for block in body.blocks)
    for tag in ("<table", "<ol", "<ul", "<blockquote", "<h3", 'lang="nds"'):
        assert tag in markup, tag
    assert sum(len(body.notes) for body in bodies) >= 2
    assert any(block.kind == "pull" for body in bodies for block in body.blocks)
    assert {article.head.language for _, article in pairs(planned)} >= {"en", "de"}


def test_pictures_have_caption_alternative_text_and_credit(planned):
    pictures = printed_pictures(planned)
    assert len(pictures) >= 6
    for picture in pictures:
        assert len(picture.caption) > 30, picture.file
        assert len(picture.alt) > 60, picture.file
        assert picture.rights.credit_line, picture.file
        assert picture.caption != picture.alt


def test_every_picture_recorded_stands_in_its_text_or_is_withheld(planned):
    for entry, article in pairs(planned):
        placed = {block.file for block in parse_body(article.body, "a01").blocks if block.kind == "figure"}
        assert placed == ({p.file for p in article.pictures} if entry.use == "full" else set())


def test_picture_files_are_of_print_size_and_light(planned):
    for article in planned.articles.values():
        for name, asset in article.assets.items():
            assert (asset.width, asset.height) == (2000, 1333), name
            assert len(asset.data) < MAX_PICTURE, name


def test_one_picture_is_share_alike_and_names_its_maker_and_page(planned):
    found = [p.rights for p in printed_pictures(planned) if p.rights.license_id == "CC-BY-SA-4.0"]
    assert [(r.creators[0].name, bool(r.source_url)) for r in found] == [("Jonna Petersdotter", True)]


def test_other_peoples_works_have_an_address_and_reserved_names(planned):
    """Everything foreign is linked, and no address can be a real one (RFC 2606)."""
    for _, article in pairs(planned):
        assert article.text_rights.source_url, article.slug
    text = "\n".join(p.read_text("utf-8") for p in FOLDER.rglob("*") if p.suffix in {".md", ".toml", ".txt", ".html"})
    hosts = set(re.findall(r"https?://([^/\s\"<>`]+)", text))
    known = {"creativecommons.org"}
    assert {h for h in hosts - known if not h.endswith((".example", "example.org"))} == set()


def test_the_permission_is_proved_by_a_letter_that_grants_it(planned):
    [grant] = planned.articles["the-last-ticket"].text_rights.grants
    [proof] = grant.evidence
    data = (ROOT / proof.path).read_bytes()
    assert sha256(data).hexdigest() == proof.sha256
    letter = email.message_from_bytes(data, policy=email.policy.default)
    assert letter["Message-ID"] == grant.reference
    assert letter.defects == []
    assert grant.contact in str(letter["From"])
    words = " ".join(letter.get_content().split())
    assert grant.credit in words
    for phrase in (
        "email, on the web, as PDF and as EPUB",
        "complete, unaltered text",
        "31 December 2031",
        "worldwide",
    ):
        assert phrase in words
    assert set(grant.channels) == set(OUTPUTS)


@pytest.mark.parametrize("slug", ["what-the-lamp-says", "the-last-ticket"])
def test_verbatim_texts_are_what_was_captured(planned, slug):
    """The hash of our body, of the stored page's body, and the recorded one are the same."""
    article = planned.articles[slug]
    page = (FOLDER / "articles" / slug / "source" / "page.html").read_bytes()
    assert sha256(page).hexdigest() == article.text_rights.input_sha256
    body = page.decode().split("<article>")[1].split("</article>")[0]
    assert body_sha256(html_paragraphs(body)) == article.text_rights.body_sha256
    assert body_sha256(parse_body(article.body, "a01").paragraphs) == article.text_rights.body_sha256


def test_the_reserved_page_keeps_its_notice_byte_for_byte(planned):
    article = planned.articles["northmouth-barrier"]
    [notice] = article.text_rights.notices
    assert sha256(notice.text.encode()).hexdigest() == notice.sha256
    assert 500 <= len(notice.text) <= 900
    assert notice.text in article.source_text
    assert article.text_rights.copyright_line in article.source_text
    assert "\u00a0" in article.text_rights.copyright_line
    assert article.text_rights.tdm.state is TdmState.RESERVED
    assert sha256(article.source_text.encode()).hexdigest() == article.text_rights.input_sha256
    [picture] = article.pictures
    assert picture.rights.credit_line in article.source_text
    assert article.assets[picture.file].data


def test_the_brief_is_in_our_own_words_and_signed(planned):
    [(entry, article)] = [pair for pair in pairs(planned) if pair[0].use == "brief"]
    assert entry.summary_by
    assert 2 <= len(re.findall(r"[.!?](?:\s|$)", entry.summary.strip())) <= 4
    likeness = measure_likeness(f"{entry.headline}\n{entry.summary}\n{entry.note}", article.source_text)
    assert likeness.longest_run <= 4
    assert likeness.five_gram == 0


def test_the_quotation_is_short_beside_our_own_words(planned):
    [entry] = [entry for entry in planned.issue.entries if entry.use == "quote"]
    assert len(entry.quote) <= 120
    assert len(entry.summary + entry.note) >= 3 * len(entry.quote)


def test_texts_hold_no_placeholder_words():
    for path in [ROOT / "publishkit.toml", *FOLDER.rglob("*.toml"), *FOLDER.rglob("*.md")]:
        found = PLACEHOLDERS.search(path.read_text("utf-8"))
        assert not found, (path, found)


def test_the_generator_draws_the_committed_chart(monkeypatch):
    """One picture, drawn again; a small tolerance leaves room for another FreeType."""
    monkeypatch.syspath_prepend(str(FOLDER))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    again = importlib.import_module("drawn.tides").draw()
    with Image.open(FOLDER / "articles" / "five-wheels" / "images" / "fortnight.png") as kept:
        difference = ImageChops.difference(again, kept.convert("RGB"))
    assert max(ImageStat.Stat(difference).mean) < 1.5


def test_the_chart_shows_the_numbers_of_the_table(monkeypatch, planned):
    monkeypatch.syspath_prepend(str(FOLDER))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    tides = importlib.import_module("drawn.tides")
    table = planned.articles["five-wheels"].body
    for name, (speed, meters, _) in tides.CONSTITUENTS.items():
        row = next(line for line in table.splitlines() if line.startswith(f"| {name} "))
        assert f"{360 / speed:.2f} | {meters:.2f} |" in row


def test_every_committed_picture_has_a_generator_and_the_other_way_around(planned):
    source = (FOLDER / "pictures.py").read_text("utf-8")
    drawn = set(re.findall(r'"([\w-]+/images/[\w-]+\.(?:jpg|png))"', source))
    assert drawn == {f"{slug}/{name}" for slug, article in planned.articles.items() for name in article.assets}


def test_the_workspace_says_nonprofit_and_uses_reserved_addresses():
    config = tomllib.loads((ROOT / "publishkit.toml").read_text("utf-8"))
    assert config["publication"]["publisher_type"] == "nonprofit"
    for value in (config["email"]["from_address"], config["email"]["reply_to"], config["publication"]["contact"]):
        assert value.endswith("example.org")
    assert "{token}" in config["email"]["unsubscribe_url"]
