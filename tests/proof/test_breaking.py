"""Every duty in every format: found in the finished files, and when it is broken there, named with item and file.

Mail, web and book are changed in their finished bytes; a PDF cannot be, so another one is drawn from a changed edition.
"""

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any

import pytest

from publishkit.model.artifact import Artifact
from publishkit.model.edition import Block, Edition, Item, PlacedPicture
from publishkit.model.owed import Owed
from publishkit.model.rights import Channel
from publishkit.proof.duties import MANUAL, RULES, prove
from publishkit.proof.reading import read_artifacts
from publishkit.proof.record import Row
from publishkit.render.formats import render
from publishkit.rights.gate.duties import DUTIES
from publishkit.theme.load import load_theme
from tests.proof.every_duty import (
    PIXEL,
    Made,
    broken,
    changed,
    mislead,
    misspell,
    photograph,
    rewritten,
    rows_of,
    telling_word,
)
from tests.proof.hand import repacked

EMAIL, WEB, PDF, EPUB = Channel.EMAIL, Channel.WEB, Channel.PDF, Channel.EPUB
SETTLED = {"D-NO-ADS-AGAINST", "D-NO-SALE", "D-OWN-WORDS"}
IN_WORDS = (
    "D-ATTRIB D-ATTRIB-BRIEF D-CREDIT-COURTESY D-CREDIT-EXACT D-HUMAN-SUMMARY D-INDICATE-CHANGES D-KEEP-NOTICE "
    "D-NAME-OMITTED D-NO-EXTRA-TERMS D-SHARE-ALIKE D-TAGLINE D-VERBATIM"
).split()
IN_LINKS = "D-KEEP-LINKS D-LINK-LICENCE D-LINK-SOURCE D-SHARE-ALIKE".split()
Files = dict[str, Artifact]


def owed_by(made: Made, duty: str, channel: Channel) -> list[Owed]:
    return [o for o in made.record.owed if (o.duty, o.channel) == (duty, channel) and not o.reason]


def proved(made: Made, files: Files, owed: list[Owed]) -> list[Row]:
    return list(prove(owed, (), read_artifacts(files, made.record.heads)).rows)


def assert_named(row: Row, file: str) -> None:
    """The finding says which item, which duty, which file."""
    assert row.state == "missing", rows_of(row.owed)
    assert row.code in DUTIES[row.owed.duty].proved_by, "the table of duties names every finding that may say so"
    findings = [f for f in prove_findings(row) if file in f.where]
    assert findings, (rows_of(row.owed), row.missing)
    assert all(row.owed.duty in f.hint and row.owed.asset_id in f.hint and f.severity == "error" for f in findings)
    assert all(row.owed.item in f.message or row.owed.asset_id in f.message for f in findings)


def prove_findings(row: Row) -> Any:
    from publishkit.proof.record import Proof

    return Proof(rows=(row,), leaks=()).findings


# --- the whole table --------------------------------------------------------------------------------------------------


def test_every_duty_there_is_is_owed_by_this_edition(made: Made) -> None:
    """So that nothing below is tested on nothing."""
    owed = {duty.duty for duty in made.record.owed}
    assert {code for code, row in DUTIES.items() if row.check != "person"} - owed == set()


def test_a_duty_is_owed_by_what_its_row_says_and_there(made: Made) -> None:
    owed = {(one.duty, "text" if one.asset_id.endswith("#text") else "picture") for one in made.record.owed}
    told = {(code, work) for code, row in DUTIES.items() for work in row.of}
    assert owed <= told
    assert {(code, work) for code, work in told - owed if code not in MANUAL} == {("D-CREDIT-COURTESY", "picture")}
    assert all(one.channel in DUTIES[one.duty].formats for one in made.record.owed)
    apart = {(one.duty, one.channel) for one in made.record.owed if one.near is not DUTIES[one.duty].near}
    assert apart == {("D-LINK-LICENCE", PDF), ("D-LINK-SOURCE", PDF)}, "paper has its addresses on the credits page"


def test_every_duty_has_a_rule_or_a_person_or_a_reason(made: Made) -> None:
    assert {duty for duty in DUTIES if duty not in RULES and duty not in MANUAL} == {
        "D-NO-SALE",
        "D-NO-ADS-AGAINST",
        "D-SHOWN-PICTURE",
    }
    reasons = {row.where for row in made.build.proof.rows if row.owed.duty in SETTLED} if made.build.proof else set()
    assert {reason for (reason,) in reasons} >= {
        "the edition goes out free of charge; no item is sold by itself",
        "the edition carries no advertising (edition.ads = false)",
    }


@pytest.mark.parametrize("channel", Channel)
def test_the_edition_as_built_keeps_them_all(made: Made, channel: Channel) -> None:
    owed = [duty for duty in made.record.owed if duty.channel is channel]
    rows = proved(made, made.in_channel(channel), owed)
    assert [(rows_of(row.owed), row.missing) for row in rows if row.state == "missing"] == []
    assert {row.owed.duty for row in rows if row.state == "found"} >= {*IN_WORDS, *IN_LINKS, "D-TDM", "D-NO-IMAGES"}


# --- words and links --------------------------------------------------------------------------------------------------

LEFT: dict[Channel, tuple[str, ...]] = {
    EMAIL: ("email.html", "email.txt", "email.eml (text/html)", "email.eml (text/plain)"),
    WEB: ("web/index.html",),
    EPUB: (".epub/EPUB/text/",),
}


@pytest.mark.parametrize("channel", LEFT)
@pytest.mark.parametrize("duty", IN_WORDS)
def test_a_word_misspelt_is_named(made: Made, duty: str, channel: Channel) -> None:
    owed = [one for one in owed_by(made, duty, channel) if one.strings]
    assert owed
    files = changed(made, channel, misspell({telling_word(text) for one in owed for text in one.strings}))
    for row in proved(made, files, owed):
        for file in LEFT[channel]:
            assert_named(row, file if row.owed.near else file.rpartition("/text/")[0])


@pytest.mark.parametrize("channel", LEFT)
@pytest.mark.parametrize("duty", IN_LINKS)
def test_a_link_that_leads_elsewhere_is_named(made: Made, duty: str, channel: Channel) -> None:
    owed = [replace(one, strings=()) for one in owed_by(made, duty, channel) if one.links]
    assert owed
    files = changed(made, channel, mislead({href for one in owed for href in one.links}))
    for row in proved(made, files, owed):
        for file in LEFT[channel]:
            assert_named(row, file)


@pytest.mark.parametrize("name", ["web/eels.html", "web/lamp.html"])
def test_an_articles_own_page_owes_as_much(made: Made, name: str) -> None:
    """Readers who come by a search engine see nothing else."""
    item = next(item for item in made.edition.items if name == f"web/{item.slug}.html")
    owed = [one for one in made.record.owed if one.item == item.id and one.channel is WEB and one.near and one.strings]
    files = made.in_channel(WEB)
    page = misspell({telling_word(text) for one in owed for text in one.strings})(files[name].data.decode())
    for row in proved(made, {**files, name: replace(files[name], data=page.encode())}, owed):
        if row.owed.duty != "D-KEEP-METADATA":
            assert_named(row, name)


# --- place, order, flags, pictures ------------------------------------------------------------------------------------


def with_text(made: Made, channel: Channel, pattern: str, into: str, *, texts: bool = False) -> Files:
    """Return the files of a format with a piece of markup changed; it must be there."""
    hits = 0

    def change(text: str) -> str:
        nonlocal hits
        if not texts and not text.lstrip().startswith("<"):
            return text
        done, count = re.subn(pattern, into, text, flags=re.DOTALL)
        hits += count
        return done

    files = changed(made, channel, change)
    assert hits, pattern
    return files


TOP = r"This story first appeared in Harbour News, 2 November 2026\."


@pytest.mark.parametrize(("channel", "file"), [(EMAIL, "email.html"), (WEB, "web/eels.html"), (EPUB, "/a02.xhtml")])
def test_a_credit_moved_below_the_text_is_named(made: Made, channel: Channel, file: str) -> None:
    """`placement = "top"`: before the text, in the item itself."""
    moved = with_text(
        made, channel, f"({TOP})(.*?)({re.escape('before it changes the rules of the sluice.')})", r"\2\3 \1"
    )
    (row,) = (
        r for r in proved(made, moved, owed_by(made, "D-CREDIT-EXACT", channel)) if r.owed.asset_id == "eels#text"
    )
    assert_named(row, file)
    assert row.code == "R115"


@pytest.mark.parametrize(("channel", "file"), [(EMAIL, "email.html"), (WEB, "web/eels.html"), (EPUB, "/a02.xhtml")])
def test_a_tagline_before_the_text_is_named(made: Made, channel: Channel, file: str) -> None:
    tagline = "Harbour News is a nonprofit newsroom that counts every eel."
    moved = with_text(made, channel, re.escape(tagline), "")
    for name, artifact in moved.items():
        if name.endswith(".html"):
            text = artifact.data.decode().replace("The eels came back", f"{tagline} The eels came back")
            moved[name] = replace(artifact, data=text.encode())
        if name.endswith(".epub"):
            data = rewritten(artifact.data, lambda t: t.replace("The eels came back", f"{tagline} The eels came back"))
            moved[name] = replace(artifact, data=data)
    (row,) = proved(made, moved, owed_by(made, "D-TAGLINE", channel))
    assert_named(row, file)


@pytest.mark.parametrize(("channel", "file"), [(EMAIL, "email.html"), (WEB, "web/eels.html"), (EPUB, "/a02.xhtml")])
def test_words_put_between_two_paragraphs_are_named(made: Made, channel: Channel, file: str) -> None:
    """D-VERBATIM: an advertisement is a change too, though every word of the text still stands."""
    into = with_text(made, channel, r"(The river board says)", r"Our sponsor sells fine nets. \1")
    (row,) = (r for r in proved(made, into, owed_by(made, "D-VERBATIM", channel)) if r.owed.asset_id == "eels#text")
    assert_named(row, file)
    assert any("Oursponsorsellsfinenets" in sentence for sentence in row.missing)


@pytest.mark.parametrize(("channel", "file"), [(EMAIL, "email.html"), (WEB, "web/eels.html"), (EPUB, "/a02.xhtml")])
@pytest.mark.parametrize(
    ("found", "into"),
    [
        (r"(The eels came back)", r"Our sponsor sells fine nets. \1"),
        (r"(before it changes the rules of the sluice\.)", r"\1 Our sponsor sells fine nets."),
    ],
)
def test_words_put_into_the_first_or_last_paragraph_are_named(
    made: Made, channel: Channel, file: str, found: str, into: str
) -> None:
    changed_ = with_text(made, channel, found, into)
    (row,) = (r for r in proved(made, changed_, owed_by(made, "D-VERBATIM", channel)) if r.owed.asset_id == "eels#text")
    assert_named(row, file)
    assert any("Oursponsorsellsfinenets" in sentence for sentence in row.missing)


@pytest.mark.parametrize(("channel", "file"), [(EMAIL, "email.html"), (WEB, "web/lamp.html"), (EPUB, "/a04.xhtml")])
def test_paragraphs_in_another_order_are_named(made: Made, channel: Channel, file: str) -> None:
    one, two = (r"(The keeper of the last[^<]*)", r"(He says that he will[^<]*)")
    swapped = with_text(made, channel, f"{one}(.*?){two}", r"\3\2\1")
    (row,) = (r for r in proved(made, swapped, owed_by(made, "D-VERBATIM", channel)) if r.owed.asset_id == "lamp#text")
    assert_named(row, file)


@pytest.mark.parametrize(
    ("channel", "pattern", "file"),
    [
        (EMAIL, r'<meta name="tdm-reservation" content="1"\s*/?>', "email.html"),
        (WEB, r'<meta name="tdm-reservation" content="1">', "web/index.html"),
    ],
)
def test_a_reservation_not_passed_on_is_named(made: Made, channel: Channel, pattern: str, file: str) -> None:
    for row in proved(made, with_text(made, channel, pattern, ""), owed_by(made, "D-TDM", channel)):
        assert_named(row, file)


@pytest.mark.parametrize(
    ("old", "new"),
    [('"tdm:reservation">1<', '"tdm:reservation">0<'), ("ns/tdmrep#", "ns/tdmrep/"), ("tdm:reservation", "x")],
)
def test_a_reservation_the_book_does_not_say_is_named(made: Made, old: str, new: str) -> None:
    """In an EPUB the namespace ends with #; under any other the words mean nothing."""
    name = made.name(".epub")
    book = rewritten(made.files[name].data, lambda opf: opf.replace(old, new), ".opf")
    assert book != made.files[name].data
    for row in proved(made, {name: replace(made.files[name], data=book)}, owed_by(made, "D-TDM", EPUB)):
        assert_named(row, "content.opf")


@pytest.mark.parametrize(("channel", "file"), [(EMAIL, "email.html"), (WEB, "web/index.html"), (EPUB, "/a02.xhtml")])
def test_a_picture_with_a_text_that_allows_none_is_named(made: Made, channel: Channel, file: str) -> None:
    """D-NO-IMAGES; the beacon that stands there is no picture."""
    into = with_text(made, channel, r"(The eels came back)", r'<img src="https://x.example/e.jpg" alt=""/>\1')
    (row,) = (r for r in proved(made, into, owed_by(made, "D-NO-IMAGES", channel)) if r.owed.asset_id == "eels#text")
    assert_named(row, file)


@pytest.mark.parametrize(("channel", "file"), [(EMAIL, "email.html"), (WEB, "web/index.html"), (WEB, "web/eels.html")])
@pytest.mark.parametrize("times", [0, 2])
def test_a_beacon_stands_exactly_once(made: Made, channel: Channel, file: str, times: int) -> None:
    slip = with_text(made, channel, rf'<img[^>]*src="{re.escape(PIXEL)}"[^>]*>', r"\g<0>" * times)
    (row,) = proved(made, slip, owed_by(made, "D-PIXEL", channel))
    assert_named(row, file)


def test_the_beacon_is_in_no_other_format_and_with_no_other_item(made: Made) -> None:
    for name, artifact in made.files.items():
        beacons = artifact.data.count(PIXEL.encode())
        allowed = {"email.html", "web/index.html", "web/eels.html", "proof.json", "email.eml"}
        assert beacons <= (9 if name == "proof.json" else 4 if name in allowed else 0), name
        assert not (name.endswith(".html") and name not in allowed and beacons)


def test_a_canonical_link_to_ourselves_is_named(made: Made) -> None:
    slip = with_text(
        made, WEB, 'rel="canonical" href="https://harbournews.example/eels"', 'rel="canonical" href="https://q/"'
    )
    (row,) = proved(made, slip, owed_by(made, "D-CANONICAL", WEB))
    assert_named(row, "web/eels.html")


def test_a_picture_stripped_of_its_rights_is_named(made: Made) -> None:
    """D-KEEP-METADATA, in the web folder and in the book."""
    bare = photograph((1200, 785))
    web = made.in_channel(WEB)
    (name,) = (n for n in web if n.startswith("web/images/low-water-01"))
    for row in proved(made, {**web, name: replace(web[name], data=bare)}, owed_by(made, "D-KEEP-METADATA", WEB)):
        assert_named(row, name)
        assert "Bo Marl" in row.missing[0]
    book = made.name(".epub")
    data = repacked(made.files[book].data, {"EPUB/images/low-water-01.jpg": bare})
    for row in proved(made, {book: replace(made.files[book], data=data)}, owed_by(made, "D-KEEP-METADATA", EPUB)):
        assert_named(row, "EPUB/images/low-water-01.jpg")


def test_a_locked_book_is_named(made: Made) -> None:
    """D-NO-EXTRA-TERMS: no copy protection over what is openly licensed."""
    book = made.name(".epub")
    data = repacked(made.files[book].data, {"META-INF/encryption.xml": b"<encryption/>"})
    for row in proved(made, {book: replace(made.files[book], data=data)}, owed_by(made, "D-NO-EXTRA-TERMS", EPUB)):
        assert_named(row, book)


@pytest.mark.parametrize(
    "words", ["© 2026 Quay Readers. All rights reserved.", "© Quay Readers, alle Rechte vorbehalten"]
)
def test_all_rights_reserved_for_the_whole_is_named(made: Made, words: str) -> None:
    slip = with_text(made, WEB, "</main>", rf"<p>{words}</p></main>")
    findings = prove(made.record.owed, (), read_artifacts(slip, made.record.heads)).faults
    assert [f.where for f in findings if f.code == "R118"]
    meta = with_text(made, WEB, "</head>", rf'<meta name="dcterms.rights" content="{words}"></head>')
    assert any(f.code == "R118" for f in prove(made.record.owed, (), read_artifacts(meta, made.record.heads)).faults)


def test_a_notice_may_say_all_rights_reserved_of_itself(made: Made) -> None:
    text = "© Harbour Press. All rights reserved."
    owed = [
        *made.record.owed,
        Owed(item="a09", asset_id="x", channel=WEB, duty="D-KEEP-NOTICE", strings=(text,), near=False),
    ]
    slip = with_text(made, WEB, "</main>", rf"<p>{text}</p></main>")
    assert not [f for f in prove(owed, (), read_artifacts(slip, made.record.heads)).faults if f.code == "R118"]


def test_a_duty_nobody_knows_is_named(made: Made) -> None:
    """A permission may set conditions; one we cannot read is not one we have kept."""
    owed = Owed(item="a02", asset_id="eels#text", channel=WEB, duty="D-SING-ALONG")
    (row,) = proved(made, made.in_channel(WEB), [owed])
    assert (row.state, row.code) == ("missing", "R110")


# --- PDF --------------------------------------------------------------------------------------------------------------


def replaced(value: Any, words: set[str], links: set[str]) -> Any:
    """Return an edition in which every one of these words is misspelt and every one of these links leads elsewhere."""
    if isinstance(value, str):
        text = mislead(links)(value)
        return re.sub("|".join(sorted(map(re.escape, words), key=len, reverse=True)), lambda m: broken(m[0]), text)
    if isinstance(value, tuple):
        return tuple(replaced(part, words, links) for part in value)
    if is_dataclass(value) and not isinstance(value, type):
        found = {f.name: replaced(getattr(value, f.name), words, links) for f in fields(value) if f.name in TEXTS}
        return replace(value, **found)
    return value


TEXTS = frozenset(
    """sections items credit lines lines_top text href label title byline blocks html picture caption credits entries
    notices pictures licenses omitted own tdm intro line rights_sentence usage_terms deck summary quote note kicker notes
    colophon editorial title_href""".split()
)


def drawn(edition: Edition) -> Artifact:
    (pdf,) = render(PDF, edition, load_theme("almanac"))
    return pdf


@pytest.fixture(scope="module")
def misspelt_pdf(made: Made) -> Artifact:
    """Every word and link that the PDF owes, broken."""
    owed = [one for one in made.record.owed if one.channel is PDF]
    words = {telling_word(t) for one in owed for t in one.strings if not t.startswith("http") and one.duty in IN_WORDS}
    links = {href for one in owed for href in (*one.links, *(t for t in one.strings if t.startswith("http")))}
    return drawn(replace(replaced(made.edition, words, links), tdm_reserved=False, tdm_policy=""))


@pytest.mark.parametrize("duty", sorted({*IN_WORDS, *IN_LINKS, "D-TDM"}))
def test_what_is_broken_in_the_pdf_is_named(made: Made, misspelt_pdf: Artifact, duty: str) -> None:
    """Words, links, addresses in print, the reservation in XMP."""
    owed = owed_by(made, duty, PDF)
    assert owed
    for row in proved(made, {misspelt_pdf.name: misspelt_pdf}, owed):
        if row.owed.strings or row.owed.links or duty == "D-TDM":
            assert_named(row, ".pdf")


def bare(picture: PlacedPicture) -> PlacedPicture:
    return replace(picture, book=replace(picture.book, data=photograph((1300, 850))))


@pytest.fixture(scope="module")
def disordered_pdf(made: Made) -> Artifact:
    """Credits in the wrong place, words between paragraphs, a picture where none may be, metadata gone."""
    pans = next(b.picture for item in made.edition.items for b in item.blocks if b.picture and item.slug == "salt")

    def spoil(item: Item) -> Item:
        top, lines = item.credit.lines_top, item.credit.lines
        blocks = tuple(
            replace(b, picture=bare(b.picture)) if b.picture and item.slug == "low-water" else b for b in item.blocks
        )
        if item.slug == "eels":
            advert = Block(kind="html", html="<p>Our sponsor sells fine nets to all who fish.</p>")
            blocks = (blocks[0], Block(kind="figure", picture=replace(pans, id="x1")), advert, *blocks[1:])
            lines, top = (*lines[:-1], *top), (lines[-1],)
        if item.slug == "wire":
            lines, top = (*lines, *top), ()
        return replace(item, blocks=blocks, credit=replace(item.credit, lines=lines, lines_top=top))

    sections = tuple(replace(s, items=tuple(map(spoil, s.items))) for s in made.edition.sections)
    return drawn(replace(made.edition, sections=sections))


@pytest.mark.parametrize(
    ("duty", "asset"),
    [
        ("D-CREDIT-EXACT", "eels#text"),
        ("D-CREDIT-EXACT", "wire#text"),
        ("D-TAGLINE", "eels#text"),
        ("D-VERBATIM", "eels#text"),
        ("D-NO-IMAGES", "eels#text"),
        ("D-KEEP-METADATA", "low-water#img1"),
    ],
)
def test_what_is_out_of_place_in_the_pdf_is_named(made: Made, disordered_pdf: Artifact, duty: str, asset: str) -> None:
    owed = [one for one in owed_by(made, duty, PDF) if one.asset_id == asset]
    (row,) = proved(made, {disordered_pdf.name: disordered_pdf}, owed)
    assert_named(row, ".pdf")


def test_the_address_of_source_and_license_is_printed_in_the_pdf(made: Made) -> None:
    """Paper has no links."""
    printed = [o for duty in ("D-LINK-SOURCE", "D-LINK-LICENCE") for o in owed_by(made, duty, PDF) if not o.near]
    assert {text for one in printed for text in one.strings} >= {
        "https://harbournews.example/eels",
        "https://creativecommons.org/licenses/by-nd/4.0/",
        "https://creativecommons.org/licenses/by/2.0/",
        "https://commons.example/pans",
    }


def lines_between(made: Made) -> Iterator[str]:
    for item in made.edition.items:
        yield from (span.text for line in (*item.credit.lines, *item.credit.lines_top) for span in line)


def test_agency_wording_is_printed_letter_by_letter(made: Made) -> None:
    """REUTERS/Name: of the text, and of the picture, whose own names would read otherwise."""
    assert "REUTERS/Jane Doe" in set(lines_between(made))
    lamp = next(b.picture for item in made.edition.items for b in item.blocks if b.picture and item.slug == "lamp")
    assert "".join(span.text for span in lamp.credit) == "REUTERS/Jane Doe"
