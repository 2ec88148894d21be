"""The same words are found whatever the layout made of them; other words are not."""

import time

import pytest

from publishkit.proof.matching import Page, key, links_to, loose, parted, shows
from publishkit.proof.read.document import Region

NOTICE = "Making the content available to third parties as part of a press review is not  allowed. Details  here ."


def region(*pages: str, links: tuple[str, ...] = ()) -> Region:
    breaks, text = [], ""
    for page in pages:
        if text:
            breaks.append(len(text))
        text += page
    return Region(where="x", text=text, links=links, pictures=(), breaks=tuple(breaks))


@pytest.mark.parametrize(
    "read",
    [
        "Daily\nWrap, non-exclusive",
        "Daily Wrap,\r\nnon\ufffe\r\nexclusive",
        "Daily\u00a0Wrap, non\u2011exclusive",
        "Dai\u00adly Wrap, non\u2010exclusive",
        "Daily\u200b Wrap, non-exclusive",
    ],
)
def test_spaces_line_ends_and_hyphens_do_not_count(read: str) -> None:
    """NFKC, U+00AD removed, U+2010 is a hyphen, no whitespace."""
    assert key(read) == key("Daily Wrap, non-exclusive")


@pytest.mark.parametrize("read", ["daily Wrap", "Daily Wrapp", "Daily “Wrap”", "Daily—Wrap", "Daily Wrap 2"])
def test_letters_case_quotes_and_dashes_count(read: str) -> None:
    assert key(read) != key("Daily Wrap")


def test_running_text_may_be_hyphenated_by_the_page() -> None:
    assert loose("state\u2010of-the-\ufffeart") == loose("state-of-the-art") == "stateoftheart"


def test_a_notice_is_found_across_a_page_break() -> None:
    """Running head and folio stand between its halves."""
    whole = region(
        "Text. Making the content available to third\nThe Lantern 12",
        "Credits\nparties as part of a press review is not  allowed. Details  here .\nx",
    )
    assert shows(whole, NOTICE)


def test_a_notice_with_a_word_changed_is_not_found() -> None:
    for word, other in (("third", "other"), ("press", "pres"), ("not ", "")):
        changed = NOTICE.replace(word, other)
        assert not shows(region(changed), NOTICE)
        assert not shows(region(changed[:40] + " 12 ", "Credits " + changed[40:]), NOTICE)


def test_a_text_over_three_pages_is_found() -> None:
    words = [f"word{n}" for n in range(900)]
    long, first, second, third = (" ".join(part) for part in (words, words[:90], words[90:700], words[700:]))
    cut = region(f"{first} 11", f"Head {second} 12", f"Head {third} end")
    assert shows(cut, long)
    assert not shows(cut, long.replace("word450", "word54"))


def test_repeated_words_over_a_page_break_are_quick() -> None:
    """The same sentence two hundred times has very many places to begin at."""
    words = [key(word) for word in ("A notice that is very long. " * 200).split()]
    told = "".join(words)
    first, second = len("Anoticethatisverylong.") * 80, len("Anoticethatisverylong.") * 150 + 1
    cuts = (told[:first] + "Head7", "Foot" + told[first:second] + "8", "9" + told[second:])
    pages = [Page(text=text) for text in cuts]
    begun = time.process_time()
    assert parted(words, pages)
    assert not parted([*words, "x"], pages)
    assert time.process_time() - begun < 1


def test_a_name_is_not_put_together_from_letters() -> None:
    """“Achebbe” at a page's end and an “e” on the next are no “Achebe”."""
    assert not shows(region("by Tom Achebbe 12", "The end e"), "Tom Achebe")
    assert shows(region("by Tom 12", "Head Achebe, 2026"), "Tom Achebe")


def test_running_text_may_break_inside_a_word_at_a_hyphen() -> None:
    """A PDF hyphenates body text, also at a page's end; credits and notices it does not."""
    told = "the beams wheel on the haze like something breathing, and a wait."
    cut = region("x the beams wheel on the haze like some\u2010\r\nThe Estuary 16", "thing breathing, and a wait. y")
    assert shows(cut, told, hyphens=False)
    assert not shows(cut, told)
    assert not shows(cut, told.replace("something", "somekind"), hyphens=False)
    torn = region("x the beams wheel on the haze like some\r\nThe Estuary 16", "thing breathing, and a wait. y")
    assert not shows(torn, told, hyphens=False)


def test_the_same_address_is_the_same_with_and_without_percent_signs() -> None:
    assert links_to(
        region(links=("https://example.org/%C5%BC%C3%B3%C5%82w?a=1&b=2",)), "https://example.org/żółw?a=1&b=2"
    )
    assert not links_to(region(links=("https://example.org/other",)), "https://example.org/żółw")
