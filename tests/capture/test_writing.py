"""What is written reads back the same: YAML heads, CommonMark bodies, slugs."""

import re

from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from publishkit.capture.commonmark import write_blocks
from publishkit.capture.extracted import Block, printable
from publishkit.capture.store import split_article, update_article, write_article
from publishkit.words import hidden_message, is_blank
from publishkit.workspace.article import parse_article
from publishkit.workspace.folder import free_slug, slugify
from publishkit.workspace.toml.parse import TOKEN

LINE = st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=120)
TRICKY = st.sampled_from(
    [
        "no",
        "12:30",
        "1e3",
        "0x1f",
        "~",
        "- a",
        "a: b",
        "# x",
        "'",
        '"',
        "{a}",
        "2024-11-18",
        "yes",
        "null",
        "\u00a0",
        "%a",
        "@b",
        "!c",
        "&d",
        "*e",
    ]
)


@given(st.one_of(TRICKY, LINE.filter(str.strip)), st.one_of(TRICKY, LINE))
def test_any_title_and_deck_read_back_as_texts(title: str, deck: str) -> None:
    text = write_article({"title": title, "deck": deck, "review": [deck]}, "Body.\n")
    assert split_article(text) == ({"title": title, "deck": deck, "review": [deck]}, "Body.\n")
    if (
        not is_blank(title)
        and not (deck.strip() and is_blank(deck))
        and TOKEN not in title + deck
        and not hidden_message(text)
    ):
        head, body = parse_article(text.encode(), "article.md")
        assert (head.title, head.deck, body) == (title, deck, "Body.")


def test_moments_stay_as_exact_as_they_were() -> None:
    text = write_article({"title": "A", "published": "2024-11-18", "modified": "2024-11-18T08:56"}, "")
    assert "published: 2024-11-18\n" in text and "modified: 2024-11-18T08:56\n" in text
    head, _ = parse_article(text.encode(), "a")
    assert str(head.published) == "2024-11-18" and str(head.modified) == "2024-11-18 08:56:00"


def test_an_update_keeps_comments_and_order() -> None:
    text = "---\ntitle: A   # ours\n# why\nkicker: News\n---\n\nBody.\n"
    assert (
        update_article(text, {"kicker": None, "deck": "no"}, None)
        == '---\ntitle: A   # ours\n# why\ndeck: "no"\n---\n\nBody.\n'
    )


def shown(markdown: str) -> str:
    """The words a reader sees."""
    tokens = MarkdownIt("commonmark", {"html": False}).enable("table").parse(markdown)
    parts = [
        "".join(c.content for c in token.children or []) if token.type == "inline" else token.content
        for token in tokens
    ]
    return " ".join(" ".join(filter(None, parts)).split())


@example(["#"], "subhead")
@example(["Number ##"], "subhead")
@given(
    st.lists(LINE.filter(str.strip), min_size=1, max_size=4), st.sampled_from(["paragraph", "subhead", "quote", "list"])
)
def test_any_words_are_shown_as_they_were_read(texts: list[str], kind: str) -> None:
    """A line that looks like Markdown stays words: no heading, list, link or HTML comes from a foreign page."""
    lines = [" ".join(text.split()) for text in texts]
    lines = [line for line in lines if line]
    blocks = [Block(kind=kind, text=line, items=(line,)) for line in lines]  # type: ignore[arg-type]
    assert shown(write_blocks(blocks)).replace("\u00a0", " ").split() == " ".join(lines).replace("\u00a0", " ").split()


@given(st.text(max_size=200), st.sampled_from([None, "de", "pl"]))
def test_any_title_gives_a_slug(title: str, language: str | None) -> None:
    slug = slugify(title, language)
    assert re.fullmatch(r"[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?", slug)
    assert free_slug(slug, {slug, f"{slug}-2"}) not in {slug, f"{slug}-2"}


def test_slugs_of_other_scripts() -> None:
    assert slugify("Відлига у порту") == "vidliga-u-portu"
    assert slugify("Straße der Möwen", "de") == "strasse-der-moewen"
    assert slugify("Η γέφυρα που περιμένει") == "i-gefyra-pou-perimenei"
    assert slugify("Ѓорѓи Ќе") == "gorgi-ke"
    assert slugify("港の霧").startswith("article-")
    assert slugify("CON").startswith("article-")


def test_what_cannot_be_printed_never_reaches_our_files() -> None:
    """Also when it came as an escape: JSON-LD, YAML and entities can all spell U+0001."""
    from publishkit.capture.extracted import Candidate, Extracted, printable
    from publishkit.model.article import Byline

    found = Extracted(
        title="Low\x01 water",
        bylines=(Byline(name="Ada\x80"),),
        candidates={"title": [Candidate(value="\x1fx", source="h1")]},
    )
    clean = printable(found)
    assert (clean.title, clean.bylines[0].name, clean.candidates["title"][0].value) == ("Low water", "Ada", "x")


def test_marks_of_our_own_mails_are_words_in_a_source() -> None:
    """A page about this program must not be refused for the marks it quotes."""
    assert printable("The mark @@PK_UNSUB_URL@@ stands there.") == "The mark @@ PK_UNSUB_URL@@ stands there."
