"""The editor's preflight: each slip is found where it can be mended, and what only looks like one is not."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import tomlkit

from publishkit.edition.body import parse_body
from publishkit.edition.preflight.links import check_links
from publishkit.edition.preflight.memory import check_memory
from publishkit.edition.preflight.words import check_words
from publishkit.model.artifact import Finding
from publishkit.model.edition import Block, Edition
from publishkit.press.build import build_issue
from tests.support.workspaces import SampleArticle, write_workspace

ARTICLE = "issues/2026-w47/articles/low-water/article.md"
MANIFEST = "issues/2026-w47/issue.toml"


def edition_of(
    root: Path, body: str, *, head: dict[str, Any] | None = None, rights: dict[str, Any] | None = None, **issue: Any
) -> Edition:
    known = {"title": "Low Water", "bylines": [{"name": "Ada Quill"}], **(head or {})}
    article = SampleArticle(body=body, head=known, rights=rights or {"status": "own"})
    write_workspace(root, [article], issue={"outputs": ["web"], **issue})
    made = build_issue(root, "2026-w47", lambda _: None).edition
    assert made is not None
    return made


def codes(found: Sequence[Finding]) -> list[tuple[str, str]]:
    return [(one.code, one.where) for one in found]


# --- words ------------------------------------------------------------------------------------------------------------

PLACEHOLDERS = {
    "en": ["The bridge cost TK euros.", "See [TK photo credit].", "TKTK", "TODO: ask the harbour master.", "It weighs XXX tons.",
           "A sentence. XXX. Another.", "Lorem ipsum dolor sit amet.", "[TBC: the date]"],
    "de": ["Hier steht der Text.", "Text folgt.", "TODO: nachfragen."],
    "fr": ["Légende à venir.", "texte de remplissage"],
    "es": ["Texto de relleno."],
    "it": ["Testo segnaposto."],
    "nl": ["Tekst volgt."],
    "pt": ["Texto a definir."],
    "pl": ["Tekst do uzupełnienia."],
}  # fmt: skip
NEAR = {
    "en": ["TK Maxx opens a shop; TK Elevator builds the lift, and TK 1980 lands at nine.", "The XXX Olympiad, Super Bowl XXX, size XXXL.",
           "Her todo list says: write.", "He typed `TODO: later` and `TKTK` into the code.", "The TK pays. Clients of the TK say the TK is slow.",
           "Call 555-XXX-XXXX.", "Lorem ipsum is what printers call it."],
    "de": ["Die TK zahlt mehr, sagt die TK.", "Der XXX. Kongress tagt."],
    "es": ["Lo perdió TODO: casa, barco y nombre.", "TODO LO QUE QUEDA"],
}  # fmt: skip


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    return edition_of(tmp_path_factory.mktemp("plain"), "The harbour wakes at four.\n")


def says(edition: Edition, text: str, language: str = "en") -> list[Finding]:
    """What the preflight says of an article of ours with the Markdown *text*."""
    return [*check_words(_with(edition, text, language)), *check_links(_with(edition, text, language))]


def _with(edition: Edition, text: str, language: str) -> Edition:
    blocks = tuple(Block(kind="html", html=block.html) for block in parse_body(text, "a").blocks)
    item = replace(edition.items[0], blocks=blocks, lang=language)
    return replace(edition, sections=(replace(edition.sections[0], items=(item,)),))


@pytest.mark.parametrize(("language", "text"), [(code, text) for code, texts in PLACEHOLDERS.items() for text in texts])
def test_what_stands_for_words_to_come_is_found(plain: Edition, language: str, text: str) -> None:
    assert codes(says(plain, text, language)) == [("A020", ARTICLE)]


@pytest.mark.parametrize(("language", "text"), [(code, text) for code, texts in NEAR.items() for text in texts])
def test_names_numbers_and_code_are_no_placeholders(plain: Edition, language: str, text: str) -> None:
    assert says(plain, text, language) == []


@pytest.mark.parametrize(
    "text",
    [
        "Dear *|FNAME|*, hello.",
        "Dear %%first_name%%,",
        "Dear {{ first_name }",
        "Dear %FIRSTNAME%,",
        "Dear [First Name],",
    ],
)
def test_marks_that_nobody_fills_in_are_found(plain: Edition, text: str) -> None:
    assert ("A021", ARTICLE) in codes(says(plain, text.replace("*|", "\\*|").replace("|*", "|\\*")))


@pytest.mark.parametrize(
    "text",
    [
        "Write `*|FNAME|*` there.",
        "It grew by 5 % and 6 % a year.",
        "He [said] so.",
        "Il dit <<bonjour>>.",
        "Prices: $5 {net}.",
    ],
)
def test_per_cent_and_brackets_are_no_marks(plain: Edition, text: str) -> None:
    assert "A021" not in [one.code for one in says(plain, text)]


@pytest.mark.parametrize(
    ("language", "right", "wrong"),
    [("en", "Friday, 20 November 2026", "Friday, 20 November 2025"), ("en", "Friday, November 20, 2026", "Monday, November 20, 2026"),
     ("de", "Freitag, den 20. November 2026", "Freitag, den 21. November 2026"), ("fr", "vendredi 20 novembre 2026", "lundi 20 novembre 2026"),
     ("es", "viernes, 20 de noviembre de 2026", "viernes, 20 de noviembre de 2025"), ("nl", "vrijdag 20 november 2026", "zondag 20 november 2026")],
)  # fmt: skip
def test_a_weekday_that_is_not_that_dates(plain: Edition, language: str, right: str, wrong: str) -> None:
    assert says(plain, f"On {right} we met.", language) == []
    (found,) = says(plain, f"On {wrong} we met.", language)
    assert (found.code, wrong in found.message) == ("A024", True)


def test_a_caption_that_is_heard_twice(tmp_path: Path) -> None:
    picture = {
        "file": "images/01.png",
        "caption": "The quay at dawn.",
        "rights": {"status": "own", "credit_line": "Drawing: Bo Marl"},
    }
    article = SampleArticle(pictures=[{**picture, "alt": "The quay at dawn"}])
    root = write_workspace(tmp_path, [article], issue={"outputs": ["web"]})
    build = build_issue(root, "2026-w47", lambda _: None)
    assert [(one.severity, one.where) for one in build.findings if one.code == "A023"] == [
        ("info", "issues/2026-w47/articles/low-water/rights.toml")
    ]
    write_workspace(tmp_path, [SampleArticle()], issue={"outputs": ["web"]})  # “Boats at a quay.” says something else
    assert "A023" not in [one.code for one in build_issue(root, "2026-w47", lambda _: None).findings]


def test_one_name_in_two_spellings(tmp_path: Path) -> None:
    one = SampleArticle(rights={"status": "own", "creators": [{"name": "José Díaz-Lind"}]})
    two = SampleArticle(
        slug="ebb", rights={"status": "own", "creators": [{"name": "Jose Diaz Lind"}]}, body="Ebb.", pictures=[]
    )
    other = SampleArticle(
        slug="flow", rights={"status": "own", "creators": [{"name": "Josef Diaz"}]}, body="Flow.", pictures=[]
    )
    root = write_workspace(tmp_path, [one, two, other], issue={"outputs": ["web"]})
    found = [x for x in build_issue(root, "2026-w47", lambda _: None).findings if x.code == "A025"]
    assert [(x.severity, x.where) for x in found] == [("info", "issues/2026-w47/articles/ebb/rights.toml")]


def test_of_a_text_that_is_not_ours_nothing_is_said_that_nobody_may_change(tmp_path: Path) -> None:
    """Its author's "click here" stays; what is surely a slip of ours is told all the same."""
    rights = {
        "status": "licensed_open", "license_id": "CC-BY-4.0", "license_uri": "https://creativecommons.org/licenses/by/4.0/",
        "creators": [{"name": "Ada Quill"}], "source_url": "https://tides.example/low",
    }  # fmt: skip
    body = "It is said [here](https://a.example/1) and [here](https://a.example/2). Friday, 20 November 2025. [TK number] boats.\n"
    head = {"source_url": "https://tides.example/low", "publisher": {"name": "Tides"}}
    edition = edition_of(tmp_path, body, head=head, rights=rights)
    assert [one.code for one in (*check_words(edition), *check_links(edition))] == ["A020"]


# --- links ------------------------------------------------------------------------------------------------------------

MISLED = {
    "[https://bank.example.com](https://evil.example.net/login)": "error",
    "[www.bank.com/login](https://bank-login.net/)": "error",
    "[bank.co.uk/login](https://other.co.uk/)": "error",
    "[paypal.com](https://paypa1.com/x)": "warning",
}
TRUE = [
    "[https://bank.example.com](https://www.bank.example.com/login)",
    "[bbc.co.uk/news](https://www.bbc.co.uk/news?x=1)",
    "[Booking.com](https://en.wikipedia.org/wiki/Booking.com)",
    "[Node.js](https://nodejs.example/)",
    "[https://old.example.org/a](https://web.archive.org/web/2020/https://old.example.org/a)",
    "[desk@quay.com](mailto:desk@quay.com)",
    "[youtube.com/watch](https://youtu.be/abc)",
    "<https://example.org/bare?x=1&y=2>",
]


@pytest.mark.parametrize("text", MISLED)
def test_words_that_are_the_address_of_another_house(plain: Edition, text: str) -> None:
    found = [one for one in says(plain, f"Log in at {text} now.") if one.code == "L021"]
    assert [(one.severity, one.where) for one in found] == [(MISLED[text], ARTICLE)]


@pytest.mark.parametrize("text", TRUE)
def test_addresses_that_are_what_they_say(plain: Edition, text: str) -> None:
    assert says(plain, f"See {text} now.") == []


LINKS = {
    "L020": "See [the report](https://bit.ly/3abcd).",
    "L022": "The [spring report](https://a.example/1) and the [spring report](https://a.example/2).",
    "L023": "See [](https://a.example/1).",
    "A022": "Read [more](https://a.example/1).",
}
FINE = {
    "L020": "[Bitly](https://bit.ly/) shortens; [a film](https://youtu.be/abc) and [a paper](https://nyti.ms/x) do not hide whose they are.",
    "L022": "The [spring report](https://a.example/1#a) and the [spring report](http://www.a.example/1/).\n\n- One: [PDF](https://a.example/3)\n- Two: [PDF](https://a.example/4)",
    "L023": "See [the report](https://a.example/1).",
    "A022": "Read [more of this](https://a.example/1), [here be dragons](https://a.example/2).",
}


@pytest.mark.parametrize("code", LINKS)
def test_a_slip_of_a_link_is_found_and_a_near_miss_is_not(plain: Edition, code: str) -> None:
    assert codes(says(plain, LINKS[code])) == [(code, ARTICLE)]
    assert says(plain, FINE[code]) == []


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "Click here"), ("de", "Hier klicken"), ("fr", "En savoir plus"), ("es", "Haga clic aquí"), ("it", "Clicca qui"),
     ("nl", "Lees meer"), ("pt", "Saiba mais"), ("pl", "Czytaj więcej"), ("pt-BR", "clique aqui »")],
)  # fmt: skip
def test_words_that_say_nothing_in_eight_languages(plain: Edition, language: str, words: str) -> None:
    assert codes(says(plain, f"X [{words}](https://a.example/1).", language)) == [("A022", ARTICLE)]


# --- memory -----------------------------------------------------------------------------------------------------------


def earlier(root: Path, issue_id: str, day: str, body: str = "Ebb.\n", **issue: Any) -> None:
    head = {"title": f"Ebb {issue_id}", "bylines": [{"name": "Ada Quill"}]}
    article = SampleArticle(slug="ebb", body=body, head=head, pictures=[], files={})
    told = {"number": 1, "date": tomlkit.parse(f"d = {day}")["d"], "outputs": ["web"], **issue}
    write_workspace(root, [article], issue=told, issue_id=issue_id)


def remembered(root: Path, body: str = "Flow.\n", **issue: Any) -> list[Finding]:
    return list(check_memory(root, edition_of(root, body, **issue)))


def test_a_subject_that_an_earlier_issue_had(tmp_path: Path) -> None:
    earlier(tmp_path, "2026-w40", "2026-10-02", subject="What the tide brings")
    (found,) = remembered(tmp_path, subject="What the Tide brings")
    assert (found.code, found.severity, found.where) == ("E021", "warning", f"{MANIFEST}: subject")
    assert "2026-w40" in found.message
    assert remembered(tmp_path, subject="What the tide takes") == []


def test_what_is_planned_for_later_or_long_ago_is_not_remembered(tmp_path: Path) -> None:
    """Twenty-five issues; a later one is none that readers had."""
    earlier(tmp_path, "2026-w50", "2026-12-11", subject="What the tide brings")
    earlier(tmp_path, "2025-w01", "2025-01-03", subject="What the tide brings")
    for week in range(10, 35):
        earlier(tmp_path, f"2026-w{week}", f"2026-{week // 5:02}-{week % 5 + 1:02}")
    assert remembered(tmp_path, subject="What the tide brings") == []


def test_the_day_of_the_last_issue_over_this_one(tmp_path: Path) -> None:
    """Left over from the copy of a manifest; in the middle of a letter the day may be named."""
    earlier(tmp_path, "2026-w46", "2026-11-13")
    (found,) = remembered(tmp_path, subject="The Quay of 13 November 2026")
    assert (found.code, found.where) == ("E022", f"{MANIFEST}: subject")
    assert remembered(tmp_path, subject="The Quay of 20 November 2026") == []
    letter = "Dear reader, the answers to our question in the issue of 13 November 2026 were many."
    assert remembered(tmp_path, editorial=letter) == []


def test_a_year_that_has_passed(tmp_path: Path) -> None:
    assert [(one.code, one.severity) for one in remembered(tmp_path, subject="The boats of 2025")] == [("E022", "info")]
    assert remembered(tmp_path, subject="The boats of 1931") == []
    january = {"date": tomlkit.parse("d = 2026-01-09")["d"], "subject": "The best of 2025"}
    assert remembered(tmp_path, **january) == []


def test_a_line_of_rights_of_last_year(tmp_path: Path) -> None:
    def said(footer: str) -> list[tuple[str, str]]:
        root = write_workspace(
            tmp_path, [SampleArticle()], config={"brand": {"footer": footer}}, issue={"outputs": ["web"]}
        )
        made = build_issue(root, "2026-w47", lambda _: None).edition
        assert made is not None
        return codes(list(check_memory(root, made)))

    assert said("© 2025 Quay Readers") == [("E022", "publishkit.toml: brand.footer")]
    assert said("© 2019–2026 Quay Readers, since 2019") == []


def test_a_page_that_readers_were_led_to_before(tmp_path: Path) -> None:
    body = "The [list](https://tides.example/list) and [ours](https://quay.example/letter/about), by [them](https://tides.example/).\n"
    earlier(tmp_path, "2026-w40", "2026-10-02", body)
    (found,) = remembered(
        tmp_path, body.replace("https://tides.example/list", "http://www.tides.example/list/?utm_source=x")
    )
    assert (found.code, found.severity, "2026-w40" in found.message) == ("L024", "info", True)
    earlier(tmp_path, "2026-w41", "2026-10-09", body)
    earlier(tmp_path, "2026-w42", "2026-10-16", body)  # now it stands in every issue
    assert remembered(tmp_path, body) == []


# --- waivers ----------------------------------------------------------------------------------------------------------


def waived(root: Path, body: str, *waivers: dict[str, object]) -> list[Finding]:
    article = SampleArticle(body=body)
    write_workspace(root, [article], issue={"outputs": ["web"], "waive": list(waivers)})
    build = build_issue(root, "2026-w47", lambda _: None)
    return [one for one in build.findings if one.code in {"L020", "L022", "X020", "X021", "X022", "R021"}]


def waiver(code: str = "L020", place: str = "low-water", until: str = "2026-12-31") -> dict[str, object]:
    return {"code": code, "place": place, "because": "their only address", "until": tomlkit.parse(f"d = {until}")["d"]}


@pytest.mark.parametrize("place", ["low-water", "article.md", ARTICLE, "articles/low-water/article.md"])
def test_a_waived_finding_is_information_with_its_reason(tmp_path: Path, place: str) -> None:
    if place == "article.md":
        assert [one.code for one in waived(tmp_path, LINKS["L020"], waiver(place=place))] == ["L020", "X021"]
        return
    (found,) = waived(tmp_path, LINKS["L020"], waiver(place=place))
    assert (found.code, found.severity) == ("L020", "info")
    assert found.message.endswith("(waived until 2026-12-31: their only address)")


def test_the_day_of_the_issue_is_the_last_on_which_it_holds(tmp_path: Path) -> None:
    assert [one.severity for one in waived(tmp_path, LINKS["L020"], waiver(until="2026-11-20"))] == ["info"]
    expired = waived(tmp_path, LINKS["L020"], waiver(until="2026-11-19"))
    assert [(one.code, one.severity) for one in expired] == [("L020", "warning"), ("X020", "warning")]
    assert expired[1].where == f"{MANIFEST}: waive[0]"


def test_a_waiver_that_matches_nothing_is_reported(tmp_path: Path) -> None:
    assert [(one.code, one.severity) for one in waived(tmp_path, "Flow.\n", waiver())] == [("X021", "warning")]
    assert waived(tmp_path, "Flow.\n", waiver("L010")) == []  # looked for only by `check --links`


@pytest.mark.parametrize("code", ["R021", "E009", "Z999"])
def test_rights_and_what_breaks_cannot_be_waived(tmp_path: Path, code: str) -> None:
    found = waived(tmp_path, "Flow.\n", waiver(code))
    assert [(one.code, one.severity) for one in found] == [("X022", "error")]
