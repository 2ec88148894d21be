"""Every rights line of every kind of text and picture, in every language: as a page to read, and by what no line may hold."""

import re
from hashlib import sha256
from pathlib import Path

import pytest

from publishkit.edition.language import load_words, word_languages
from publishkit.model.credits import Line, plain
from publishkit.model.edition import Edition
from publishkit.model.rights import Notice, Status
from publishkit.model.statement import RightsStatement
from publishkit.press.build import build_issue
from publishkit.render.base import notice_heading
from publishkit.rights.credit import CreditFacts, LicenseShown, credit_block, item_label
from tests.edition.rights_lines import BORROWING, GOLDEN, edition_of, page, write_collection

LANGUAGES = (*word_languages(), BORROWING)
MACHINE = re.compile(
    r"""^[\s,;:.·|/–—-]      # begins with a mark
    | [,;:·]\s*[,;:.·]       # two separators
    | \.\s*\. | \s[,.;](?=\s|$) | \(\s*\) | \[ | \] | [{}] | [ ]{2}""",
    re.VERBOSE,
)
"""What betrays a sentence put together by a program."""


@pytest.fixture(scope="module")
def editions(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Edition]:
    made = {}
    for language in LANGUAGES:
        root = tmp_path_factory.mktemp(language) / "w"
        made[language] = edition_of(write_collection(root, language))
    return made


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_rights_lines_read_as_they_were_approved(editions: dict[str, Edition], language: str) -> None:
    """The page in `golden/`; after a change: `python -m tests.edition.rights_lines`, and read it."""
    assert page(editions[language]) == (GOLDEN / f"rights-{language}.txt").read_text("utf-8")


def test_there_is_a_page_for_every_language_and_for_no_other() -> None:
    assert {file.name for file in GOLDEN.glob("rights-*.txt")} == {f"rights-{language}.txt" for language in LANGUAGES}


def lines_of(edition: Edition) -> list[Line]:
    """Return every line that is worded here, those of holders left out: they are theirs."""
    credits = edition.credits
    lines = [line for item in edition.items for line in item.credit.lines]
    lines += [block.picture.credit for item in edition.items for block in item.blocks if block.picture]
    lines += [line for entry in credits.entries for line in entry.lines]
    return [*lines, *credits.pictures, *credits.licenses, credits.own, *(row.line for row in edition.colophon)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_line_shows_that_a_program_put_it_together(editions: dict[str, Edition], language: str) -> None:
    """No line begins with a comma, doubles a separator, or leaves a gap."""
    for line in lines_of(editions[language]):
        words = plain(line).replace("\u202f", "")
        assert not MACHINE.search(words), plain(line)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_license_and_an_address_stand_once_in_a_credit(editions: dict[str, Edition], language: str) -> None:
    for item in editions[language].items:
        told = " ".join(plain(line) for line in item.credit.lines)
        links = [span.href for line in item.credit.lines for span in line if span.kind == "license"]
        assert len(links) == len(set(links)) <= 1, told
        assert "https://" not in told, "addresses are printed on the credits page"
        for line in item.credit.lines:
            assert all(plain(line) != plain(other) for other in item.credit.lines if other is not line)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_address_is_printed_once_on_the_credits_page(editions: dict[str, Edition], language: str) -> None:
    """Paper has no links; and nobody reads the same address ten times."""
    credits = editions[language].credits
    lines = [line for entry in credits.entries for line in entry.lines]
    printed = [span.text for line in (*lines, *credits.licenses) for span in line if span.text.startswith("https://")]
    assert printed and len(printed) == len(set(printed))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_is_called_one_once_on_the_credits_page(editions: dict[str, Edition], language: str) -> None:
    """Who translated it, and from what, says so: the label's word is not printed before it ("Przekład … Przekład: Ines Falk")."""
    edition = editions[language]
    (item,) = (one for one in edition.items if one.slug == "by-sa-translated")
    (entry,) = (one for one in edition.credits.entries if one.item_id == item.id)
    told = plain(entry.lines[0])
    assert re.search(r"[.。] ?\u2068?CC BY-SA 4\.0\u2069?[.。]", told) and "Ines Falk" in told
    assert not re.search(rf"{edition.labels['label_translated']} ?[·・]", told)


def test_a_title_says_its_language_where_it_is_not_the_sentence_s(editions: dict[str, Edition]) -> None:
    """In the credit of a page in another language; within borrowed words, of one in the edition's own; else nothing."""
    said = {
        language: {item.slug: span.theirs for item in editions[language].items for line in item.credit.lines for span in line if span.kind == "title"}
        for language in ("en", "fr", BORROWING)
    }  # fmt: skip
    assert (said["en"]["link"], said["en"]["from-right-to-left"]) == ("", "he")
    assert (said["fr"]["link"], said["fr"]["from-right-to-left"]) == ("en", "he")
    assert said[BORROWING]["link"] == "", "the words around it are borrowed from English"


@pytest.mark.parametrize(
    ("language", "heading"),
    [
        ("fr", "Mention telle que publiée (en anglais)\u202f:"),
        ("es", "Aviso tal como se publicó (en inglés):"),
        ("it", "Avviso come pubblicato (in inglese):"),
        ("pt", "Aviso tal como publicado (em inglês):"),
        ("pl", "Nota w brzmieniu oryginalnym (język: angielski):"),
        ("nl", "Vermelding zoals gepubliceerd (Engels):"),
        ("de", "Hinweis im Wortlaut (Englisch):"),
    ],
)
def test_a_notice_is_headed_in_good_words(editions: dict[str, Edition], language: str, heading: str) -> None:
    notice = next(notice for entry in editions[language].credits.entries for notice in entry.notices)
    assert notice_heading(editions[language])(notice) == heading


def test_every_kind_of_rights_is_in_the_collection(editions: dict[str, Edition]) -> None:
    """A kind that is added gets a line to read."""
    shown = {item.statement.status for item in editions["en"].items}
    assert set(Status) - shown == {Status.PUBLIC_DOMAIN_US_ONLY}, (
        "which this edition, that goes everywhere, cannot print"
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_bare_copyright_line_is_said_to_reserve_rights(editions: dict[str, Edition], language: str) -> None:
    (bare,) = (item for item in editions[language].items if item.slug == "brief-bare-copyright")
    assert plain(bare.credit.lines[-1]) == "© 2026 Reed & Weir"


def test_only_a_notice_that_was_read_is_said_to_reserve_rights(editions: dict[str, Edition]) -> None:
    """What forbids is the editor's word, and a friendly notice reserves nothing; it is linked all the same."""
    told = {item.slug: plain(item.credit.lines[-1]) for item in editions["en"].items}
    assert told["brief-friendly-notice"] == "© 2026 Reed & Weir. Full notice."
    assert "reserves" not in told["forbidden"]
    assert "Harbour Press Ltd reserves all rights." in told["brief-same-notice"]


@pytest.mark.parametrize("language", word_languages())
def test_what_is_free_in_one_country_only_is_labelled_so(language: str) -> None:
    """No reader elsewhere is told that it is theirs to use."""
    words = load_words(language)
    shown = LicenseShown(name="", uri="")
    facts = CreditFacts(use="full", words=words, authors="", published="", license=shown, house="", year="2026")
    label = item_label(RightsStatement(status=Status.PUBLIC_DOMAIN_US_ONLY), facts)
    assert label != item_label(RightsStatement(status=Status.PUBLIC_DOMAIN), facts)
    assert re.search(
        r"US|EUA|de VS|EE\. UU\.|États-Unis|Stati Uniti|ABD|米国|الولايات المتحدة|ארצות הברית|Marekani", label
    )


def test_the_same_notice_is_printed_once_and_referred_to(editions: dict[str, Edition]) -> None:
    first, second = (e for e in editions["en"].credits.entries if e.title in ("Brief compared", "Brief same notice"))
    assert len(first.notices) == 1 and not first.same_notices
    assert not second.notices and second.every_notice == first.every_notice
    assert plain(second.same_notices[0]) == f"The same notice as under {first.number}."
    assert [span.href for span in second.same_notices[0] if span.href] == [f"#{first.id}"]


def test_a_page_is_read_from_the_disk_of_the_workspace(tmp_path: Path) -> None:
    """The collection is a workspace like any other: its first item is our own."""
    assert edition_of(write_collection(tmp_path / "w", "en")).items[0].slug == "own"


def test_every_kind_is_proved_in_every_format(tmp_path: Path) -> None:
    """In French, whose narrow spaces the readers of the proof must not stumble over; Hebrew letters need a font besides."""
    root = write_collection(tmp_path / "w", "fr", without=frozenset({"from-right-to-left"}))
    build = build_issue(root, "2026-w47", lambda _step: None)
    assert [str(one) for one in build.findings if one.severity == "error"] == []
    assert build.exit_code == 0
    told = {(one.code, one.where.split("/")[3]) for one in build.findings if one.code in FOR_THE_EDITOR}
    assert told == {
        ("R021", "by-nd-not-compared"),
        ("R021", "by-not-compared"),
        ("R022", "brief-bare-copyright"),
        ("R022", "brief-friendly-notice"),
        ("R022", "brief-mining-reserved"),
        ("R022", "brief-same-notice"),
        ("R022", "brief-unsigned"),
        ("R022", "forbidden"),
        ("R022", "quotation"),
        ("R023", "by-edited-by-us"),
        ("R025", "gallery"),
    }


FOR_THE_EDITOR = frozenset({"R021", "R022", "R023", "R024", "R025"})


LINE = "© 2026 Fen Press Ltd."
RESERVED_LINE = f"{LINE} All rights reserved."
ARABIC = "جميع الحقوق محفوظة © جريدة المصب 2026"
POLISH = "© 2026 Wydawnictwo. Wszelkie prawa zastrzeżone. Kopiowanie bez pisemnej zgody zabronione."
FORBIDS = " No part may be reproduced without consent."


def brief_of(line: str, notice: str) -> str:
    """Return the last line under a summary of somebody's reserved text."""
    words = load_words("en")
    shown = LicenseShown(name="", uri="")
    facts = CreditFacts(
        use="brief",
        words=words,
        authors="",
        published="",
        license=shown,
        house="",
        year="2026",
        has_notice=bool(notice),
    )
    known = Notice(text=notice, sha256=sha256(notice.encode()).hexdigest(), lang="en")
    statement = RightsStatement(
        status=Status.ALL_RIGHTS_RESERVED, copyright_line=line, notices=(known,) if notice else (), title="The sluice"
    )
    return plain(credit_block(statement, facts).lines[-1])


@pytest.mark.parametrize(
    ("line", "notice", "printed"),
    [
        (RESERVED_LINE, RESERVED_LINE + FORBIDS, f"{RESERVED_LINE} Full notice."),
        (ARABIC, ARABIC, f"{ARABIC}. Full notice."),
        (POLISH, POLISH, f"{POLISH} Full notice."),
        (LINE, LINE + FORBIDS, f"{LINE} All rights are reserved. Full notice."),
        (LINE, "", LINE),
    ],
)
def test_what_a_copyright_line_reserves_is_not_said_again(line: str, notice: str, printed: str) -> None:
    assert brief_of(line, notice) == printed


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("Datenlizenz Deutschland Zero 2.0", "Full text · Datenlizenz Deutschland Zero 2.0"),
        ("CC0 1.0", "Full text · public domain"),
        ("", "Full text · public domain"),
    ],
)
def test_a_license_that_frees_a_text_is_called_by_its_name(name: str, label: str) -> None:
    shown = LicenseShown(name=name, uri="https://license.example/" if name else "", frees=bool(name))
    facts = CreditFacts(
        use="full", words=load_words("en"), authors="", published="", license=shown, house="", year="2026"
    )
    made = credit_block(RightsStatement(status=Status.PUBLIC_DOMAIN, title="The sluice"), facts)
    assert made.label == label
    licensed = "Licensed under" in plain(made.lines[0])
    assert licensed is name.startswith("Datenlizenz")
