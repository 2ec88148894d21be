"""Every duty is found when it is kept, and named when it is broken."""

from dataclasses import replace

import pytest

from publishkit.model.owed import Owed
from publishkit.model.rights import Channel
from publishkit.proof.duties import MANUAL, prove
from publishkit.proof.read.document import Document, Reading, View
from tests.proof.hand import finished, owed, page, proof, web

CREDIT = '<p>“One” by Jane Roe, <a href="https://src.example/one">Paper</a>. <a href="https://cc.example/by">CC BY 4.0</a></p>'
TDM = '<meta name="tdm-reservation" content="1">'


def article(inside: str, item: str = "a01") -> str:
    return f'<article id="{item}"><h2>One</h2>{inside}</article>'


KEPT_AND_BROKEN = {
    "D-ATTRIB": (owed("D-ATTRIB", "One", "Jane Roe", "CC BY 4.0"), CREDIT, CREDIT.replace("Roe", "Doe")),
    "D-ATTRIB-BRIEF": (
        owed("D-ATTRIB-BRIEF", "Jane Roe", "18 May"),
        "<p>Jane Roe, 18 May</p>",
        "<p>Jane Roe, 19 May</p>",
    ),
    "D-CREDIT-EXACT": (
        owed("D-CREDIT-EXACT", "REUTERS/Jane Roe"),
        "<p>REUTERS/Jane Roe</p>",
        "<p>Reuters/Jane Roe</p>",
    ),
    "D-LINK-SOURCE": (
        owed("D-LINK-SOURCE", links=("https://src.example/one",)),
        CREDIT,
        CREDIT.replace("/one", "/two"),
    ),
    "D-LINK-LICENCE": (
        owed("D-LINK-LICENCE", links=("https://cc.example/by",)),
        CREDIT,
        "<p>https://cc.example/by</p>",
    ),
    "D-KEEP-NOTICE": (
        owed("D-KEEP-NOTICE", "No  copying, ok .", near=False),
        "<p>No copying, ok .</p>",
        "<p>No copying.</p>",
    ),
    "D-VERBATIM": (
        owed("D-VERBATIM", "It rained.", "It stopped."),
        "<p>It rained.</p><p>It stopped.</p>",
        "<p>It rained.</p><p>It ended.</p>",
    ),
    "D-INDICATE-CHANGES": (owed("D-INDICATE-CHANGES", "Shortened."), "<p>Shortened.</p>", "<p>Short.</p>"),
    "D-SHARE-ALIKE": (
        owed("D-SHARE-ALIKE", "CC BY 4.0", links=("https://cc.example/by",)),
        CREDIT,
        CREDIT.replace("BY 4", "BY 3"),
    ),
    "D-KEEP-LINKS": (owed("D-KEEP-LINKS", links=("https://src.example/one",)), CREDIT, "<p>no link</p>"),
    "D-TAGLINE": (owed("D-TAGLINE", "First in Paper."), "<p>First in Paper.</p>", "<p>Paper.</p>"),
    "D-HUMAN-SUMMARY": (owed("D-HUMAN-SUMMARY", "June Okafor"), "<p>Summary by June Okafor.</p>", "<p>Summary.</p>"),
    "D-CREDIT-COURTESY": (owed("D-CREDIT-COURTESY", "Ada"), "<p>Ada</p>", "<p>Eve</p>"),
    "D-NAME-OMITTED": (
        owed("D-NAME-OMITTED", "© East | KNS", near=False),
        "<p>Picture (© East | KNS) not shown</p>",
        "<p>None</p>",
    ),
    "D-NO-IMAGES": (owed("D-NO-IMAGES"), "<p>text</p>", '<img src="a.jpg" alt="">'),
    "D-PIXEL": (
        owed("D-PIXEL", links=("https://px.example/1",)),
        '<img src="https://px.example/1" alt="">',
        "<p>none</p>",
    ),
    "D-NO-EXTRA-TERMS": (
        owed("D-NO-EXTRA-TERMS", "© us for ours.", near=False),
        "<p>© us for ours.</p>",
        "<p>© us.</p>",
    ),
}


@pytest.mark.parametrize("duty", KEPT_AND_BROKEN)
def test_a_kept_duty_is_found_and_a_broken_one_is_an_error(duty: str) -> None:
    """One row per duty that leaves a trace in the page."""
    wanted, kept, broken = KEPT_AND_BROKEN[duty]
    good, bad = proof(wanted, web(article(kept))), proof(wanted, web(article(broken)))
    assert (good.passed, good.rows[0].state) == (True, "found"), good.findings
    assert not bad.passed
    (finding, *_) = bad.findings
    assert finding.severity == "error"
    assert finding.where.startswith("web")
    assert "tides#text" in finding.hint
    assert duty in finding.hint


def test_a_credit_with_another_item_does_not_count() -> None:
    """Near means with the item itself: a credit at the end of the file may be cut off."""
    body = article("<p>text</p>") + article(CREDIT, "a02")
    assert [f.code for f in proof(owed("D-ATTRIB", "Jane Roe"), web(body)).findings] == ["R102"]
    assert proof(owed("D-ATTRIB", "Jane Roe", near=False), web(body)).passed


def test_an_item_that_is_not_in_the_file_is_named() -> None:
    (finding,) = proof(owed("D-ATTRIB", "Jane Roe"), web(article(CREDIT, "a02"))).findings
    assert (finding.code, finding.message) == ("R101", "a01 is not in it")


def test_a_format_that_is_not_there_is_named() -> None:
    (finding,) = proof(owed("D-ATTRIB", "Jane Roe", channel=Channel.PDF), web(article(CREDIT))).findings
    assert (finding.code, finding.where) == ("R101", "pdf")


def test_the_words_of_a_hidden_credit_are_not_found() -> None:
    hidden = CREDIT.replace("<p>", '<p style="display:none">')
    assert not proof(owed("D-ATTRIB", "Jane Roe"), web(article(hidden))).passed


def test_the_finding_says_what_is_missing_and_where() -> None:
    (finding,) = proof(owed("D-ATTRIB", "Jane Roe"), web(article("<p>x</p>"))).findings
    assert finding.where == "web/index.html#a01"
    assert finding.message == "a01 (tides#text) owes “Jane Roe”, which cannot be read there"
    assert finding.code == "R102"


def test_both_pages_of_an_item_must_show_its_credit() -> None:
    """The edition and the article's own page: a reader may see one and never the other."""
    own = page(article("<p>text</p>"))
    (finding,) = proof(owed("D-ATTRIB", "Jane Roe"), web(article(CREDIT), web__one_html=own)).findings
    assert finding.where == "web/one.html#a01"


def test_the_credits_page_of_the_web_is_in_the_edition_itself() -> None:
    """A notice on an article's own page does not help the reader of the edition."""
    duty, notice = owed("D-KEEP-NOTICE", "No copying.", near=False), page("<p>No copying.</p>")
    (finding,) = proof(duty, web("<p>x</p>", web__one_html=notice)).findings
    assert (finding.code, finding.where) == ("R102", "web/index.html")
    assert proof(duty, web("<p>No copying.</p>", web__one_html=page("x"))).passed


def test_the_mail_owes_in_its_page_and_in_its_text() -> None:
    duty = owed("D-ATTRIB", "Jane Roe", links=("https://src.example/one",), channel=Channel.EMAIL)
    html = page(article(CREDIT))
    good = finished(email_html=html, email_txt="One\n\nJane Roe, Paper <https://src.example/one>.\n").readings
    bad = finished(email_html=html, email_txt="One\n\nJane Roe, Paper.\n").readings
    assert proof(duty, good).passed
    (finding,) = proof(duty, bad).findings
    assert (finding.code, finding.where) == ("R103", "email.txt")


def test_a_teaser_does_not_owe_the_words_it_does_not_print() -> None:
    """A mail that grew too long leaves the body to the web; what is printed must still be right."""
    body = tuple(f"Paragraph number {n} of a text that must stay as it is, whatever happens to it." for n in range(8))
    duty = owed("D-VERBATIM", *body)
    assert proof(duty, web(article("<p>Read: One</p>"))).passed
    assert not proof(duty, web(article("".join(f"<p>{text}</p>" for text in body[:-1]) + "<p>Changed.</p>"))).passed


@pytest.mark.parametrize("head", ["", '<meta name="tdm-reservation" content="0">'])
def test_a_reservation_must_be_set_on_the_page_that_shows_the_item(head: str) -> None:
    duty = owed("D-TDM", near=False)
    assert proof(duty, web(article("x"), TDM)).rows[0].state == "found"
    (finding,) = proof(duty, web(article("x"), head)).findings
    assert finding.code == "R104"


def test_the_formats_must_agree_about_text_and_data_mining() -> None:
    mail = finished(email_html=page("x"), web__index_html=page("x", TDM)).readings
    assert [finding.code for finding in prove((), (), mail).findings] == ["R104"]
    same = finished(email_html=page("x", TDM), web__index_html=page("x", TDM)).readings
    assert prove((), (), same).passed


def test_the_canonical_link_stands_on_the_items_own_page() -> None:
    duty = owed("D-CANONICAL", links=("https://src.example/one",), near=False)
    ours, theirs = (
        page(article("x"), f'<link rel="canonical" href="{href}">')
        for href in ("https://us.example/", "https://src.example/one")
    )
    assert [finding.code for finding in proof(duty, web(article("x"), web__one_html=ours)).findings] == ["R108"]
    assert proof(duty, web(article("x"), web__one_html=theirs)).passed


def package(**meta: str) -> Reading:
    document = Document(name="l.epub/content.opf", kind="xhtml", text="", meta=meta)
    return Reading(channel=Channel.EPUB, views=(View(name="l.epub", documents=(document,)),), names=("l.epub",))


def test_pdf_and_epub_must_name_the_rights_of_the_whole() -> None:
    """XMP has dc:rights, Marked and WebStatement; the package has dc:rights."""
    assert [finding.code for finding in prove((), (), {Channel.EPUB: package()}).findings] == ["R105"]
    assert prove((), (), {Channel.EPUB: package(rights="© us")}).passed
    bare = Document(name="l.pdf", kind="pdf", text="x", meta={"rights": "© us", "marked": "True"})
    pdf = Reading(channel=Channel.PDF, views=(View(name="l.pdf", documents=(bare,)),), names=("l.pdf",))
    (finding,) = prove((), (), {Channel.PDF: pdf}).findings
    assert (finding.code, finding.message) == ("R105", "the metadata has no `web-statement`")


def test_a_locked_file_breaks_what_an_open_license_gives() -> None:
    duty = Owed(item="a01", asset_id="t#text", channel=Channel.EPUB, duty="D-NO-EXTRA-TERMS", near=False)
    assert prove((duty,), (), {Channel.EPUB: package(rights="© us")}).passed
    locked = replace(package(rights="© us"), locked=True)
    assert [finding.code for finding in prove((duty,), (), {Channel.EPUB: locked}).findings] == ["R106"]


def test_an_unreadable_file_fails_the_proof() -> None:
    proof_ = prove((), (), finished(letter_pdf=b"%PDF nothing").readings)
    assert [finding.code for finding in proof_.findings] == ["R120"]


@pytest.mark.parametrize("duty", sorted(MANUAL))
def test_what_only_a_person_can_say_is_marked_so(duty: str) -> None:
    assert proof(owed(duty), web(article("x"))).rows[0].state == "manual"


def test_what_was_settled_before_rendering_has_nothing_to_show() -> None:
    assert proof(owed("D-OWN-WORDS"), web(article("x"))).rows[0].state == "settled"


def test_a_proof_knows_which_assets_passed() -> None:
    found = prove(
        (owed("D-ATTRIB", "Jane Roe"), replace(owed("D-ATTRIB", "Eve"), asset_id="b#text")), (), web(article(CREDIT))
    )
    assert (found.of("tides#text"), found.of("b#text")) == ("passed", "failed")
