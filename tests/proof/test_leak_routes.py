"""Words of a withheld text get out by no route: not by another dress, another cut, or another place of the edition."""

import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from publishkit.model.rights import Channel
from publishkit.press.build import Build, build_issue
from publishkit.proof.copied import Copied
from publishkit.proof.reading import BuiltEdition
from tests.support.workspaces import SampleArticle, brief_article, write_workspace

SECRET = (
    "Two people have applied for the empty seat, and one of them has driven a crane before; the other has a cousin on the "
    "board, and a certificate that nobody in the office has been able to read, although it hangs beside the kettle in a frame."
)
"""Forty-seven words of a page that may not be reprinted."""
MORE = (
    "Whoever wins will have to climb forty-one rungs each morning, and the rungs are the reason that the last driver left "
    "in the spring of this year, without saying where to."
)
JAPANESE = (
    "港の議会は火曜日の夜、九対二で係船料を倍にすることを決めた。来年の春から六メートルを超えるすべての船が対象になる。"
    "漁師たちは値上げに強く反対しており、町長は説明会を三度開くと約束したが、日程はまだ決まっていない。"
)
CHINESE = "港口委员会星期二晚上以九票对二票决定把停泊费提高一倍，从明年春天起六米以上的所有船只都要缴纳新的费用，渔民们表示强烈反对。"
THAI = "คณะกรรมการท่าเรือลงมติเมื่อคืนวันอังคารด้วยคะแนนเก้าต่อสองให้ขึ้นค่าจอดเรือเป็นสองเท่าตั้งแต่ฤดูใบไม้ผลิปีหน้าสำหรับเรือทุกลำที่ยาวเกินหกเมตร"
ARABIC = "صوت مجلس الميناء مساء الثلاثاء بتسعة أصوات مقابل صوتين على مضاعفة الرسوم التي يدفعها كل قارب يزيد طوله على ستة أمتار"
RUSSIAN = "Совет гавани во вторник вечером девятью голосами против двух решил удвоить сборы, которые платит каждая лодка длиннее шести метров."
PAGE = f"<html><head><title>The empty seat - Quayside Courier</title></head><body><h1>The empty seat</h1><p>{{}}</p><p>{MORE}</p></body></html>"


def courier(body: str = SECRET, *, slug: str = "crane", **entry: Any) -> SampleArticle:
    """Return the withheld page, used as a brief."""
    return SampleArticle(
        slug=slug,
        entry={
            "use": "brief",
            "summary": "The Courier on who may sit in the crane.",
            "summary_by": "Ines Falk",
            **entry,
        },
        head={
            "title": "The empty seat",
            "bylines": [{"name": "Ada Quill"}],
            "publisher": {"name": "Quayside Courier"},
            "published": "2026-11-18",
            "source_url": "https://courier.example/crane",
        },
        body=f"{body}\n\n{MORE}",
        rights={"status": "all_rights_reserved", "holders": [{"name": "Quayside Courier"}]},
        pictures=[],
        files={"source/page.html": PAGE.format(body).encode()},
    )


def own(body: str = "We had a quiet week.", *, slug: str = "own", **more: Any) -> SampleArticle:
    """Return an article that says it is ours."""
    head = {"title": "Our own piece", "bylines": [{"name": "Bo Marl"}], "language": "en", **more.pop("head", {})}
    return SampleArticle(slug=slug, head=head, body=body, pictures=[], files={}, **more)


def built(root: Path, *articles: SampleArticle, issue: dict[str, Any] | None = None, **over: Any) -> Build:
    """Build an issue of *articles* as web pages."""
    write_workspace(root, list(articles), issue={"outputs": ["web"], **(issue or {})}, **over)
    return build_issue(root, "2026-w47", lambda _: None)


def leaked(made: Build) -> list[str]:
    """Return what was said of copied words; nothing else may be wrong with the edition."""
    wrong = [finding for finding in made.findings if finding.severity == "error" and finding.code != "R114"]
    assert not wrong, wrong
    return [finding.message for finding in made.findings if finding.code == "R114"]


def with_words_added(text: str, every: int, words: tuple[str, ...]) -> str:
    """Return *text* with one of *words* in turn after every so many of its own."""
    row = text.split()
    return " ".join(
        f"{word} {words[n // every % len(words)]}" if n % every == every - 1 else word for n, word in enumerate(row)
    )


def in_letters(first: int, text: str) -> str:
    """Return *text* in Latin letters of a block of Unicode that begins with A and goes on with a."""
    return "".join(
        chr(first + ord(c.upper()) - 65 + (26 if c.islower() else 0)) if c.isascii() and c.isalpha() else c
        for c in text
    )


def swapped(text: str, pairs: str) -> str:
    return text.translate({ord(pair[0]): pair[1] for pair in pairs.split()})


DRESSES: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "capitals": str.upper,
    "zero-width spaces": "\u200b".join,
    "zero-width joiners": "\u200d".join,
    "soft hyphens": lambda t: t.replace("a", "a\u00ad").replace("e", "e\u00ad"),
    "word joiners": lambda t: t.replace("e", "\u2060e\ufeff"),
    "variation selectors": lambda t: t.replace("o", "o\ufe0e"),
    "combining marks": lambda t: "".join(f"{c}\u0323" if c.isalpha() else c for c in t),
    "decomposed": lambda t: unicodedata.normalize("NFD", t.replace("e", "é")),
    "fullwidth": lambda t: "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in t),
    "Cyrillic look-alikes": lambda t: swapped(t, "aа eе oо cс pр xх yу iі sѕ"),
    "Greek look-alikes": lambda t: swapped(t, "oο vν kκ iι"),
    "Armenian look-alikes": lambda t: swapped(t, "oօ uս nո"),
    "capital I for l": lambda t: t.replace("l", "I"),
    "mathematical bold": lambda t: in_letters(0x1D400, t),
    "mathematical sans": lambda t: in_letters(0x1D5A0, t),
    "circled": lambda t: "".join(chr(0x24D0 + ord(c) - 97) if "a" <= c <= "z" else c for c in t),
    "squared": lambda t: "".join(chr(0x1F170 + ord(c) - 97) if "a" <= c <= "z" else c for c in t),
    "small capitals": lambda t: swapped(t, "aᴀ bʙ cᴄ dᴅ eᴇ jᴊ kᴋ lʟ mᴍ nɴ oᴏ pᴘ rʀ tᴛ uᴜ vᴠ wᴡ"),
    "superscript": lambda t: swapped(t, "aᵃ bᵇ dᵈ eᵉ gᵍ hʰ iⁱ kᵏ lˡ mᵐ nⁿ oᵒ pᵖ rʳ sˢ tᵗ uᵘ vᵛ"),
    "spaced out": lambda t: " ".join(t.replace(" ", "  ")),
    "run together": lambda t: t.replace(" ", ""),
    "spaces moved": lambda t: "".join(f"{c} " if n % 4 == 0 else c for n, c in enumerate(t.replace(" ", ""))),
    "hyphens at line ends": lambda t: " ".join(w if len(w) < 6 else f"{w[:3]}-\n{w[3:]}" for w in t.split()),
    "dots between": lambda t: t.replace(" ", " · "),
    "slashes between": lambda t: t.replace(" ", "/"),
    "numbers between": lambda t: " ".join(f"{w} {n}" for n, w in enumerate(t.split())),
    "numbers within": lambda t: "".join(f"{c}{n % 10}" if n % 5 == 0 else c for n, c in enumerate(t)),
    "emphasis": lambda t: " ".join(f"*{w}*" if w.isalpha() else w for w in t.split()),
    "bold letters within words": lambda t: " ".join(
        f"{w[:1]}**{w[1:]}**" if w.isalpha() and len(w) > 3 else w for w in t.split()
    ),
    "entities": lambda t: "".join(f"&#{ord(c)};" if c.isalpha() else c for c in t),
    "links": lambda t: " ".join(f"[{w}](https://quay.example/{n})" for n, w in enumerate(t.split())),
    "list items": lambda t: "\n".join(f"- {' '.join(t.split()[n : n + 3])}" for n in range(0, len(t.split()), 3)),
    "short paragraphs": lambda t: "\n\n".join(" ".join(t.split()[n : n + 4]) for n in range(0, len(t.split()), 4)),
    "a word a paragraph": lambda t: "\n\n".join(t.split()),
    "table cells": lambda t: (
        "| a | b |\n| --- | --- |\n"
        + "\n".join(
            f"| {' '.join(t.split()[n : n + 3])} | {' '.join(t.split()[n + 3 : n + 6])} |" for n in range(0, 36, 6)
        )
    ),
    "table columns": lambda t: (
        "| a | b | c |\n| --- | --- | --- |\n"
        + "\n".join(f"| {' | '.join(t.split()[n] for n in (row, row + 15, row + 30))} |" for row in range(15))
    ),
    "figures for letters": lambda t: t.translate(str.maketrans("oieastb", "0134578")),
    "Lisu look-alikes": lambda t: swapped(t, "bꓐ dꓓ eꓰ fꓝ lꓡ mꓟ nꓠ oꓳ pꓑ rꓣ sꓢ tꓔ uꓴ vꓦ wꓪ"),
    "markup as words": lambda t: t.replace(" ", " &lt;i&gt;").replace("e", "&lt;b&gt;e&lt;/b&gt;"),
    "subheads": lambda t: "\n\n".join(f"## {' '.join(t.split()[n : n + 5])}" for n in range(0, 40, 5)),
    "code": lambda t: f"    {t}",
    "a quotation of nobody": lambda t: f"> {t}",
    "a footnote": lambda t: f"See below.[^1]\n\n[^1]: {t}",
    "reversed sentences": lambda t: " ".join(reversed(t.replace(";", ".").replace(", and", ".").split("."))),
    "a word added after every fourth": lambda t: with_words_added(t, 4, ("indeed",)),
    "other words added after every fifth": lambda t: with_words_added(t, 5, ("so", "well", "indeed", "then")),
    "sic after every sixth": lambda t: with_words_added(t, 6, ("(sic)",)),
    "sic after every eighth": lambda t: with_words_added(t, 8, ("(sic)",)),
    "every fourth dropped": lambda t: " ".join(w for n, w in enumerate(t.split()) if n % 4 != 3),
    "every eighth dropped": lambda t: " ".join(w for n, w in enumerate(t.split()) if n % 8 != 7),
    "every sixth exchanged": lambda t: " ".join("thing" if n % 6 == 5 else w for n, w in enumerate(t.split())),
    "neighbours exchanged in every fifth": lambda t: " ".join(
        word for n in range(0, len(t.split()), 5) for word in (*t.split()[n : n + 3], *t.split()[n + 3 : n + 5][::-1])
    ),
    "neighbours exchanged in every third": lambda t: " ".join(
        word for n in range(0, len(t.split()), 3) for word in (*t.split()[n : n + 1], *t.split()[n + 1 : n + 3][::-1])
    ),
    "more Armenian look-alikes": lambda t: swapped(t, "oօ uս lլ nո hհ tէ pρ"),
    "the middle alone": lambda t: f"They say that {' '.join(t.split()[8:22])}, or so we heard.",
}


def slug_of(name: str) -> str:
    return "-".join(name.lower().split())


def pages_with_copies(root: Path, articles: list[SampleArticle]) -> set[str]:
    """Return the names of the articles on whose own pages copied words were found."""
    made = built(root, *articles)
    assert leaked(made)
    assert made.edition is not None
    documents = BuiltEdition(made.artifacts).readings[Channel.WEB].written
    copied = Copied(made.edition.withheld, documents, made.edition.said)
    found = (passage for item in made.edition.withheld for passage in copied.of(item, documents))
    return {passage.document.name.removeprefix("web/").removesuffix(".html") for passage in found}


@pytest.fixture(scope="module")
def dressed(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The pages with copies in an issue that has an article of ours for each dress."""
    articles = [own(dress(SECRET), slug=slug_of(name)) for name, dress in DRESSES.items()]
    return pages_with_copies(tmp_path_factory.mktemp("dressed"), [*articles, courier()])


@pytest.mark.parametrize("dress", DRESSES)
def test_a_withheld_passage_in_our_own_article_is_named(dressed: set[str], dress: str) -> None:
    """However it is written, cut or spaced."""
    assert slug_of(dress) in dressed


SCRIPTS = {"ja": JAPANESE, "zh": CHINESE, "th": THAI, "ar": ARABIC, "ru": RUSSIAN}
WORN = ("as it is", "zero-width spaces", "dots between", "spaced out", "a word a paragraph")


@pytest.fixture(scope="module")
def foreign(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The pages with copies in an issue that has an article of ours for each script and dress."""
    copies = [
        own(f"A short report. {DRESSES[dress](text[len(text) // 4 :])}", slug=f"{script}-{slug_of(dress)}")
        for script, text in SCRIPTS.items()
        for dress in WORN
    ]
    pages = [courier(text, slug=f"crane-{script}") for script, text in SCRIPTS.items()]
    return pages_with_copies(tmp_path_factory.mktemp("foreign"), [*copies, *pages])


@pytest.mark.parametrize("script", SCRIPTS)
@pytest.mark.parametrize("dress", WORN)
def test_scripts_of_any_kind_are_read(foreign: set[str], script: str, dress: str) -> None:
    """Those without spaces between words, and those that run from right to left."""
    assert f"{script}-{slug_of(dress)}" in foreign


def test_a_finding_names_the_article_the_cause_and_the_way_out_once(tmp_path: Path) -> None:
    """However many runs of words there are, in however many files."""
    made = built(tmp_path, own(SECRET), courier(), issue={"outputs": ["web", "email"]})
    (finding,) = [finding for finding in made.findings if finding.code == "R114"]
    assert finding.where == "web/index.html#a01"
    assert finding.message == (
        "holds 47 words of crane#text, which is not cleared for this: Quayside Courier reserves all rights; no "
        "permission is on file. They begin “Two people have applied for the empty seat, and one of them …”. Also "
        "in web/own.html, email.html, email.txt and 2 more."
    )
    assert finding.hint == (
        "say it in words of your own, or quote a sentence or two: in quotation marks, as short as `quote_max_chars` asks, "
        "beside more of your own; `publishkit rights show crane` says what would clear the text itself"
    )


PLACES: dict[str, Callable[[], tuple[list[SampleArticle], dict[str, Any]]]] = {
    "title of our article": lambda: ([own(head={"title": SECRET[:150]}), courier()], {}),
    "kicker of our article": lambda: ([own(head={"kicker": SECRET[:90]}), courier()], {}),
    "deck of our article": lambda: ([own(head={"deck": SECRET[:150]}), courier()], {}),
    "headline of the brief": lambda: ([own(), courier(headline=SECRET[:110])], {}),
    "note of another item": lambda: ([own(entry={"note": SECRET}), courier()], {}),
    "summary of another brief": lambda: ([brief_article(summary=SECRET), courier()], {}),
    "note of another brief": lambda: ([brief_article(note=SECRET), courier()], {}),
    "title of the issue": lambda: ([own(), courier()], {"title": SECRET[:120]}),
    "preheader": lambda: ([own(), courier()], {"preheader": SECRET[:120]}),
    "editorial": lambda: ([own(), courier()], {"editorial": f"Dear readers, {SECRET}"}),
    "caption": lambda: ([captioned(caption=SECRET), courier()], {}),
    "alternative text": lambda: ([captioned(alt=SECRET), courier()], {}),
    "credit of our picture": lambda: ([captioned(rights={"status": "own", "credit_line": SECRET}), courier()], {}),
    "notice of our article": lambda: ([own(rights=noticed("own", SECRET)), courier()], {}),
    "notice of the brief": lambda: ([own(), noticed_brief(SECRET)], {}),
    "notice among words of rights": lambda: (
        [own(), noticed_brief(f"All rights reserved. {SECRET} © Quayside Courier.")],
        {},
    ),
    "copyright line of the brief": lambda: ([own(), with_rights(copyright_line=f"© 2026 {SECRET}")], {}),
    "byline of our article": lambda: ([own(head={"bylines": [{"name": SECRET[:110]}]}), courier()], {}),
    "affiliation of our author": lambda: (
        [own(head={"bylines": [{"name": "Bo", "affiliation": SECRET}]}), courier()],
        {},
    ),
    "two of our articles": lambda: (
        [
            own(SECRET[: len(SECRET) // 2]),
            SampleArticle(slug="other", body=SECRET[len(SECRET) // 2 :], pictures=[], files={}),
            courier(),
        ],
        {},
    ),
    "credits of many pictures of ours": lambda: ([many_pictures("own"), courier()], {}),
    "credits of many pictures of the brief": lambda: ([own(), many_pictures("all_rights_reserved", courier())], {}),
    "makers of the brief": lambda: ([own(), with_head(bylines=[{"name": part} for part in in_parts(SECRET, 6)])], {}),
    "makers of another brief": lambda: (
        [brief_by([{"name": part} for part in in_parts(SECRET, 6)]), courier()],
        {},
    ),
    "quotation of our article": lambda: ([own(entry={"quote": SECRET[:115]}), courier()], {}),
    "quoted in the summary of another brief": lambda: (
        [brief_article(summary=f"The council meets. “{SECRET}” It is late."), courier()],
        {},
    ),
    "notice behind a sign": lambda: ([own(), noticed_brief(f"© 2026 {SECRET.replace(';', '')}")], {}),
    "notice of another brief": lambda: ([named_brief(**noticed("all_rights_reserved", SECRET)), courier()], {}),
    "kicker of the brief": lambda: ([own(), with_head(kicker=SECRET[:150])], {}),
    "title of the brief": lambda: ([own(), with_head(title=SECRET[:150])], {}),
    "origin of our article": lambda: ([own(head={"origin_line": SECRET}), courier()], {}),
    "translator's name": lambda: ([own(entry={"translator": SECRET[:100]}), courier()], {}),
    "who wrote the summary": lambda: ([own(), courier(summary_by=SECRET[:110])], {}),
    "address of our article": lambda: (
        [own(f"See [this](https://quay.example/{'-'.join(SECRET.split())}). {SECRET}"), courier()],
        {},
    ),
    "address alone": lambda: ([own(f"See [this](https://quay.example/?q={'+'.join(SECRET.split())})."), courier()], {}),
    "name of a section": lambda: (
        [own(), courier()],
        {"section": [{"title": SECRET[:80], "article": [{"slug": "own"}, {"slug": "crane", **courier().entry}]}]},
    ),
    "introduction of a section": lambda: (
        [own(), courier()],
        {
            "section": [
                {"title": "News", "intro": SECRET, "article": [{"slug": "own"}, {"slug": "crane", **courier().entry}]}
            ]
        },
    ),
    "captions of the withheld page": lambda: ([own(CAPTION), captioned_page()], {}),
}
CAPTION = "The kettle of the harbour office, photographed through the only window that can still be opened from outside"


def in_parts(text: str, words: int) -> list[str]:
    every = text.split()
    return [" ".join(every[n : n + words]) for n in range(0, len(every), words)]


def many_pictures(status: str, article: SampleArticle | None = None) -> SampleArticle:
    """Return an article whose pictures are credited with a sentence, a part each."""
    article = article or SampleArticle(slug="shown", body="Look.", files={})
    article.pictures = [
        {"file": "", "caption": f"Picture {n}.", "rights": {"status": status, "credit_line": part}}
        for n, part in enumerate(in_parts(SECRET, 12))
    ]
    return article


def with_head(**head: Any) -> SampleArticle:
    article = courier()
    article.head = {**article.head, **head}
    return article


def brief_by(bylines: list[dict[str, str]]) -> SampleArticle:
    article = brief_article()
    article.head = {**article.head, "bylines": bylines}
    return article


def named_brief(**rights: Any) -> SampleArticle:
    article = brief_article()
    article.rights = {**article.rights, **rights}
    return article


def captioned(**over: Any) -> SampleArticle:
    article = SampleArticle(slug="shown")
    article.pictures[0] = {**article.pictures[0], **over}
    return article


def captioned_page() -> SampleArticle:
    article = courier()
    article.pictures = [{"file": "", "caption": CAPTION, "rights": {"status": "all_rights_reserved"}}]
    return article


def noticed(status: str, text: str) -> dict[str, Any]:
    from hashlib import sha256

    return {"status": status, "notices": [{"text": text, "sha256": sha256(text.encode()).hexdigest(), "lang": "en"}]}


def noticed_brief(text: str) -> SampleArticle:
    article = courier()
    article.rights = {**article.rights, **noticed("all_rights_reserved", text)}
    return article


def with_rights(**rights: Any) -> SampleArticle:
    article = courier()
    article.rights = {**article.rights, **rights}
    return article


@pytest.mark.parametrize("place", PLACES)
def test_no_place_of_the_edition_is_a_way_out(tmp_path: Path, place: str) -> None:
    """Not the titles, names and notices either, in which other words may be said."""
    articles, issue = PLACES[place]()
    assert leaked(built(tmp_path, *articles, issue=issue))


LIST = (
    "The committee: Ada Quill, Bo Marl, Kay Lin, Jo Brandt, Ines Falk, Owen Pascall, Marit Ashdown, Tom Hale, Noor Haddad, "
    "Piet de Wit and Lena Ost."
)
QUOTED = "in the spring of this year, without saying where to"
ROOM = "We asked the office twice and got no answer, and we have nothing better to offer to anybody who wants to know. "
SAME_EVENT = (
    "The empty seat in the crane has two candidates. Harbour sources say one of them knows the work, from the "
    "container quay; the other, a cousin of a member of the board, showed us a certificate that we were not able to read "
    "either. Whoever is chosen will have to climb forty-one rungs a day, which is why the last driver left in the "
    "spring. The board, asked where to, did not answer. The vote is on Monday, and nobody in the office expects a long one."
)
ASKED = "Who may sit in the crane above the harbour, and what was left unsaid in spring"


def asked_about(title: str, *, shown: bool) -> SampleArticle:
    """Return a withheld page whose title the editor is asked about; with *shown* the page has the other one as a headline."""
    article = courier(f"{title}. {SECRET}")
    article.head["review"] = [f"title: the headline shows “{title}”, the page's data “The empty seat”"]
    heading = f"<h2><style>.k {{color: red}}</style><span>{title}</span></h2>" if shown else ""
    article.files["source/page.html"] = PAGE.format(f"{heading}{title}. {SECRET}").encode()
    return article


HONEST: dict[str, list[SampleArticle]] = {
    "another title of the page, which the editor is asked about": [own(), asked_about(ASKED, shown=True)],
    "a report of our own about the same event": [own(SAME_EVENT), courier()],
    "a list of names in both": [own(f"{ROOM}{LIST}"), courier(f"{SECRET} {LIST}")],
    "a quotation within the limits": [own(f"{ROOM * 3}The Courier says that the driver left “{QUOTED}”."), courier()],
    "the same in single marks": [own(f"{ROOM * 3}The Courier says that the driver left ‘{QUOTED}’."), courier()],
    "the same, indented": [own(f"{ROOM * 3}\n\n> {QUOTED}\n\n{ROOM}"), courier()],
    "the same with an omission": [own(f"{ROOM * 3}The driver “left {QUOTED[:23]} […] where to”."), courier()],
}


@pytest.mark.parametrize("name", HONEST)
def test_what_is_nobodys_wording_or_a_short_quotation_is_no_copy(tmp_path: Path, name: str) -> None:
    assert leaked(built(tmp_path, *HONEST[name])) == []


PIECES = " ".join(f"“{part}”, they say." for part in in_parts(f"{SECRET} {MORE}", 11))


@pytest.mark.parametrize(
    "body", [f"“{SECRET}”", f"{ROOM}The Courier: “{QUOTED}”, and more.", f"{ROOM * 9}{SECRET}", f"{ROOM * 15}{PIECES}"]
)
def test_a_quotation_beyond_the_limits_is_a_copy(tmp_path: Path, body: str) -> None:
    """Too long, or beside too little of our own, or in no marks, or one after the other."""
    assert leaked(built(tmp_path, own(body), courier()))


def test_a_question_about_a_title_is_no_way_out(tmp_path: Path) -> None:
    """What the page has nowhere as a headline is none because a question quotes it as one."""
    assert leaked(built(tmp_path, own(), asked_about(SECRET[:240], shown=False)))
