"""The same words are found whatever the layout made of them; other words are not."""

import time

import pytest

from publishkit.proof.matching import (
    GAP,
    LEAST,
    LONG,
    MOST,
    NEAR,
    STEPS,
    Page,
    address,
    among_lines,
    key,
    links_to,
    loose,
    parted,
    shows,
    told_by_lines,
)
from publishkit.proof.read.document import Kind, Region
from tests.support.unseen import MARKS

NOTICE = "Making the content available to third parties as part of a press review is not  allowed. Details  here ."


def region(*pages: str, links: tuple[str, ...] = (), kind: Kind = "html") -> Region:
    breaks, text = [], ""
    for page in pages:
        if text:
            breaks.append(len(text))
        text += page
    return Region(where="x", text=text, links=links, pictures=(), breaks=tuple(breaks), kind=kind)


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


@pytest.mark.parametrize("marks", MARKS.values(), ids=MARKS)
def test_a_mark_that_no_reader_sees_does_not_count(marks: str) -> None:
    """Read and not owed, owed and not read, at an edge and inside a word; beside it the words still count."""
    for mark in marks:
        spoilt = f"{mark}Dai{mark}ly Wrap{mark},{mark} non-exclusive"
        for hyphens in (True, False):
            assert shows(region(f"x {spoilt} y"), "Daily Wrap, non-exclusive", hyphens=hyphens)
            assert shows(region("x Daily Wrap, non-exclusive y"), spoilt, hyphens=hyphens)
            assert not shows(region(f"x {spoilt} y"), "Daily Wraps, non-exclusive", hyphens=hyphens)
        assert address(f"https://example.org/a{mark}") != address("https://example.org/a")


@pytest.mark.parametrize(
    ("read", "owed", "strictly", "loosely"),
    [
        ("state-of-the-art", "state-of-the-art", True, True),
        ("state\u2010of\u2011the\u00ad-art", "state-of-the-art", True, True),
        ("state\ufffeof\u0002the-\r\nart", "state-of-the-art", True, True),
        ("state-of-theart", "state-of-the-art", False, True),
        ("stateoftheart", "state-of-the-art", False, True),
        ("co-\noperate", "cooperate", False, True),
        ("co\u2010\r\noperate", "cooperate", False, True),
        ("co\ufffeoperate", "cooperate", False, True),
        ("co\u0002operate", "cooperate", False, True),
        ("cooperate", "co-operate", False, True),
        ("co operate", "co-operate", False, True),
        ("co\u2013operate", "co-operate", False, False),
        ("co\u2014operate", "cooperate", False, False),
        ("co\u2212operate", "co-operate", False, False),
        ("Co-operate", "cooperate", False, False),
        ("co_operate", "cooperate", False, False),
        ("", "-", False, True),
        ("", "", True, True),
        ("a", "b", False, False),
    ],
)
def test_hyphens_count_unless_said_otherwise(read: str, owed: str, strictly: bool, loosely: bool) -> None:
    assert shows(region(read), owed) is strictly
    assert shows(region(read), owed, hyphens=True) is strictly
    assert shows(region(read), owed, hyphens=False) is loosely


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


@pytest.mark.parametrize(
    ("pages", "found"),
    [
        pytest.param(("the half of some\u2010\n", "thing 2 more to tell."), False, id="furniture inside a word"),
        pytest.param(("the half of some\u2010\n", "thing more to tell."), True, id="at the very end"),
        pytest.param(("the half of some\n", "9 thing more to tell."), False, id="torn without a hyphen"),
        pytest.param(("the half of some", "9 thing more to tell."), False, id="torn at the last letter"),
        pytest.param(("the half of some\u2010", "9 thing more to tell."), False, id="a hyphen that ends no line"),
        pytest.param(("the half of some\ufffe9", "2 thing more to tell."), True, id="PDFium's mark, then a folio"),
        pytest.param(("the half of some\x029", "2 thing more to tell."), True, id="its other mark"),
        pytest.param(
            ("x-\ny-\nthe ha\ufffelf of some-\r\n7", "Head thing mo-\nre to tell."), True, id="hyphens before and after"
        ),
        pytest.param(("the half of some -\n", "9 thing more to tell."), False, id="a dash that parts no word"),
        pytest.param(("the half of 9", "something more 9", "to tell."), True, id="whole words on three pages"),
    ],
)
def test_running_text_goes_on_on_the_next_page(pages: tuple[str, ...], found: bool) -> None:
    assert shows(region(*pages), "the half of something more to tell.", hyphens=False) is found


def furniture(length: int) -> str:
    return "\u00b7" * length


OWED = ["Alpha", "bravo", "charlie", "delta."]


@pytest.mark.parametrize(
    ("pages", "found"),
    [
        pytest.param(("Alphabravo", "charliedelta."), True, id="nothing between"),
        pytest.param(("Alphabravo" + furniture(GAP), "charliedelta."), True, id="the longest foot"),
        pytest.param(("Alphabravo" + furniture(GAP + 1), "charliedelta."), False, id="too much below"),
        pytest.param(("Alphabravo", furniture(GAP) + "charliedelta."), True, id="the longest head"),
        pytest.param(("Alphabravo", furniture(GAP + 1) + "charliedelta."), False, id="too much above"),
        pytest.param(("Alpha" + furniture(9), "charlie", "bravo", "delta."), False, id="out of order"),
        pytest.param(("Alphabravo", "no word of it", "charliedelta."), False, id="a page between"),
        pytest.param(
            ("Alphabravo", "char" + furniture(9), "charliedelta."), False, id="a page with half a word between"
        ),
        pytest.param(("Alpha", "bravo" + furniture(9), "charlie", "delta."), True, id="a word a page"),
        pytest.param(("Alpha" + furniture(9), "bravo", "Alpha9", "9bravocharliedelta."), True, id="begun twice"),
        pytest.param(("Alpha" + furniture(GAP) + "Alphabravo9", "charliedelta."), True, id="the later beginning"),
        pytest.param(("Alphabravo9", "charlie9charliedelta."), True, id="the later going on"),
        pytest.param(("Alphabravo9", "char9charliedelta.9char"), True, id="neither the first nor the last"),
        pytest.param(
            ("Alphabravo", "charlie" + furniture(GAP), "delta."), True, id="the longest foot of a second page"
        ),
        pytest.param(("Alphabravo", "charlie" + furniture(GAP + 1), "delta."), False, id="too much below on it"),
        pytest.param(("Alphabravo9", "charliedelt9"), False, id="the end is missing"),
        pytest.param(("9Alphabr", "avocharliedelta."), False, id="torn inside a word"),
        pytest.param(("lphabravo", "charliedelta."), False, id="the first letter is missing"),
        pytest.param(("Alphabravo9", "harliedelta."), False, id="a letter is missing at the break"),
        pytest.param(("Alphabravo9", "charlie", "delta"), False, id="the last sign is missing"),
        pytest.param(("Alphabravocharlie", "delta.9"), True, id="the last word alone"),
        pytest.param(("Alphabravocharliedelta.",), False, id="on one page there is no break"),
        pytest.param((), False, id="no page"),
    ],
)
def test_a_text_goes_on_where_a_page_ends(pages: tuple[str, ...], found: bool) -> None:
    """Keys: no white space. `shows` has looked at each page by itself before."""
    assert parted(OWED, [Page(text=text) for text in pages]) is found


def test_a_text_may_end_where_the_page_ends() -> None:
    """Half told at the foot of one page, told to the end by the next."""
    assert parted(OWED, [Page(text="Alphabravo"), Page(text=furniture(GAP) + "charliedelta." + furniture(GAP + 1))])


@pytest.mark.parametrize(
    ("words", "cut", "found"),
    [
        pytest.param(["No", "one", "shall", "copy"], 2, True, id="after a short first word"),
        pytest.param(["No", "one", "shall", "copy"], 5, True, id="after a short second word"),
        pytest.param(["press-review", "only"], 6, True, id="after a hyphen"),
        pytest.param(["press/review", "only"], 6, True, id="after a slash"),
        pytest.param(["press-review", "only"], 5, False, id="before a hyphen"),
        pytest.param(["press.review", "only"], 6, False, id="after a point"),
        pytest.param(["preXs", "only"], 4, False, id="after a letter"),
        pytest.param(["ooooh", "only"], 5, True, id="after letters that repeat themselves"),
        pytest.param(["n" * (LONG - 1), "only"], 30, False, id="inside a word a line can hold"),
        pytest.param(["0123456789" * (LONG // 10), "only"], 31, True, id="inside a word no line can hold"),
        pytest.param(["0123456789" * (LONG // 10), "only"], 1, True, id="after its first letter"),
        pytest.param(["0123456789" * (LONG // 10) + "x", "only"], 31, True, id="inside a longer one"),
        pytest.param(["abcdefghi", "0123456789" * (LONG // 10)], 9 + 31, True, id="inside the last word"),
    ],
)
def test_where_a_page_may_break(words: list[str], cut: int, found: bool) -> None:
    told = "".join(words)
    assert parted(words, [Page(text=f"x{told[:cut]}"), Page(text=f"9{told[cut:]}")]) is found


@pytest.mark.parametrize(
    ("hyphens", "found"),
    [({10}, True), ({9}, False), ({11}, False), ({5, 10, 14}, True), ({0}, False), ({2}, False), (set(), False)],
)
def test_a_word_is_torn_at_a_hyphen_only(hyphens: set[int], found: bool) -> None:
    """The offset is that of the letter after the hyphen, in the page."""
    pages = [Page(text="9:Alphabra1234", hyphens=frozenset(hyphens)), Page(text="9vocharliedelta.")]
    assert parted(OWED, pages) is found


def test_letters_that_repeat_themselves_are_found_at_every_place() -> None:
    assert parted(["ooooh", "only"], [Page(text="oooooh9"), Page(text="only")])
    assert parted(["only", "ooooh"], [Page(text="only9"), Page(text="oooooh")])


def test_a_hyphen_at_the_very_beginning() -> None:
    """After one letter a word may be torn; before the first one nothing has been told."""
    assert parted(OWED, [Page(text="9Alph", hyphens=frozenset({2})), Page(text="lphabravocharliedelta.")])
    assert not parted(OWED, [Page(text="9Alph", hyphens=frozenset({1})), Page(text="Alphabravocharliedelta.")])


@pytest.mark.parametrize(("repeated", "found"), [(STEPS - 1, True), (STEPS, False)])
def test_furniture_may_begin_with_the_words_that_would_follow(repeated: int, found: bool) -> None:
    words = ["Alpha", *(f"word{n}" for n in range(8)), "end."]
    told = "".join(words)
    cut = len("Alphaword0")
    foot = "".join(words[2 : 2 + repeated])
    assert parted(words, [Page(text=told[:cut] + foot), Page(text=furniture(GAP) + told[cut:])]) is found


@pytest.mark.parametrize(("letters", "found"), [(LEAST, True), (LEAST - 1, False)])
def test_a_page_that_holds_one_short_word_of_it(letters: int, found: bool) -> None:
    """Fewer letters than `LEAST` are not looked for."""
    short = "wxyz"[:letters]
    pages = [Page(text="Alpha9"), Page(text=f"9{short}9"), Page(text="9bravo")]
    assert parted(["Alpha", short, "bravo"], pages) is found


@pytest.mark.parametrize(("reach", "found"), [(MOST, True), (MOST + 1, False)])
def test_so_many_beginnings_are_carried_on(reach: int, found: bool) -> None:
    """Words that repeat themselves: of 200 beginnings the longest are carried to the next page."""
    word, told = "tenletters", 200
    words = [*([word] * 300), "End."]
    near = GAP // len(word)
    """A beginning so many words further on is found on the next page too: they stand within its head."""
    rest = 300 - (told - reach + 1 - near)
    assert parted(words, [Page(text=word * told), Page(text=word * rest + "End.")]) is found


# --- lines of two directions ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "kind", "by_lines"),
    [
        ("a דג", "pdf", True),
        ("a \u0639", "pdf", True),
        ("a דג", "html", False),
        ("a דג", "text", False),
        ("a fish", "pdf", False),
        ("", "pdf", False),
    ],
)
def test_only_right_to_left_words_of_a_pdf_are_looked_for_by_lines(text: str, kind: Kind, by_lines: bool) -> None:
    assert told_by_lines(region(text, kind=kind)) is by_lines


@pytest.mark.parametrize(
    ("kind", "read", "found"),
    [
        ("pdf", "9 ,)sea( ים דג", True),
        ("pdf", "9 ,)sea( ימים דג", False),
        ("html", "9 ,)sea( ים דג", False),
        ("html", "דג ים (sea), 9", True),
        ("pdf", "דג ים (sea), 9", True),
        ("pdf", "fish (sea), 9", False),
    ],
)
def test_a_line_of_two_directions_is_found_in_a_pdf_alone(kind: Kind, read: str, found: bool) -> None:
    assert shows(region(read, kind=kind), "דג ים (sea), 9") is found


def test_a_line_of_two_directions_is_found_across_a_page_break() -> None:
    cut = region("x\n5 דג\nfolio 3", "\nHead\nאחר ים\ny", kind="pdf")
    assert shows(cut, "5 דג ים")
    assert not shows(region("x\n5 דג\nfolio 3\nHead\nאחר ים\ny", kind="pdf"), "5 דג ים")


@pytest.mark.parametrize(
    ("owed", "read", "found"),
    [
        pytest.param("דג ים", "דג ים", True, id="a line of nothing else"),
        pytest.param("דג ים", "ים דג", True, id="the other way round"),
        pytest.param("דג ים", "x ים דג y", True, id="words before and after it"),
        pytest.param("דג ים", "דג", False, id="half of it"),
        pytest.param("דג ים", "", False, id="no line"),
        pytest.param("", "דג", False, id="nothing owed"),
        pytest.param("דג ים", "דג x ים", False, id="a word between"),
        pytest.param("דג ים", "other\nדג x ים", False, id="a word between, on the second line"),
        pytest.param("דג ים", "other\nx\nדג\nים", True, id="over two lines, below others"),
        pytest.param("דג ים", "before דג\nים after", True, id="over two lines, the first and the last not its own"),
        pytest.param("דג ים אור", "דג\nים\nאור", True, id="over three lines"),
        pytest.param("דג ים אור", "דג\nים x\nאור", False, id="over three lines, a word too many on the middle one"),
        pytest.param("דג ים אור", "דג\nother\nאור ים", False, id="a line between that is not its own"),
        pytest.param("דג ים אור", "דג\n\n \nאור ים", True, id="lines without words between"),
        pytest.param("דג ים אור", "דג\nאור x ים", False, id="two pairs parted by one line's end"),
        pytest.param("דג דג ים", "דג ים", False, id="a word that is owed twice"),
        pytest.param("דג דג ים", "דג דג ים", True, id="and read twice"),
        pytest.param("דג sea", "דג aes", False, id="Latin letters keep their order"),
        pytest.param("דג sea", "sea גד", True, id="letters of a right-to-left word do not"),
        pytest.param("5דג sea", "5גד sea", True, id="nor beside a figure"),
        pytest.param("big sea ים", "big x sea ים", True, id="Latin words may have others between"),
        pytest.param("sea ים big", "ים x sea big", True, id="so may words of two directions"),
        pytest.param("(ים) «דג»", ")ים( »דג«", True, id="brackets and quotes are mirrored"),
        pytest.param("(ים) דג", "ים דג", False, id="but not dropped"),
        pytest.param("שלום ים", "שָׁלוֹם ים", True, id="vowel signs do not count"),
        pytest.param("ים_דג", "ים דג", False, id="an underline is a sign"),
        pytest.param("ים, דג", "ים. דג", False, id="signs count"),
    ],
)
def test_words_of_two_directions_stand_on_lines_one_after_the_other(owed: str, read: str, found: bool) -> None:
    assert among_lines(owed, read) is found


def lines_of(count: int) -> str:
    return "".join(f"other {n}\n" for n in range(count))


@pytest.mark.parametrize(
    ("before", "foot", "head", "after", "found"),
    [
        pytest.param(0, 0, 0, 0, True, id="nothing between"),
        pytest.param(0, NEAR, NEAR, 0, True, id="as much as may stand between"),
        pytest.param(9, NEAR, NEAR, 9, True, id="on full pages"),
        pytest.param(0, NEAR + 1, 0, 0, False, id="too much below"),
        pytest.param(0, 0, NEAR + 1, 0, False, id="too much above"),
    ],
)
def test_furniture_stands_near_a_page_break_only(before: int, foot: int, head: int, after: int, found: bool) -> None:
    first, second = f"{lines_of(before)}דג\n{lines_of(foot)}", f"\n{lines_of(head)}ים\n{lines_of(after)}"
    assert among_lines("דג ים", first + second, [len(first)]) is found
    if foot or head:
        assert not among_lines("דג ים", first + second)


@pytest.mark.parametrize(
    ("pages", "found"),
    [
        pytest.param(("דג\nother\nים\n" + lines_of(NEAR), "x"), False, id="no furniture at the head of the first page"),
        pytest.param(("x\n", lines_of(NEAR) + "דג\nother\nים"), False, id="nor at the foot of the last"),
        pytest.param(("x\n", "דג\nother\nים\n" + lines_of(NEAR + 1), "x"), True, id="at the head of a middle page"),
        pytest.param(("x\n", lines_of(NEAR) + "דג\nother\nים\n", "x"), True, id="at the foot of a middle page"),
        pytest.param(("x\n", "y\n", "z\n", lines_of(NEAR) + "דג\nother\nים"), False, id="four pages"),
        pytest.param(("5 דג\n\n1\n\n2\n3\n\n4\n5\n", "ים"), True, id="empty lines are not counted"),
        pytest.param(("דג", "ים"), True, id="a page of one word"),
    ],
)
def test_each_page_has_its_own_head_and_foot(pages: tuple[str, ...], found: bool) -> None:
    whole = region(*pages, kind="pdf")
    assert among_lines("דג ים", whole.text, whole.breaks) is found


def test_the_same_address_is_the_same_with_and_without_percent_signs() -> None:
    assert links_to(
        region(links=("https://example.org/%C5%BC%C3%B3%C5%82w?a=1&b=2",)), "https://example.org/żółw?a=1&b=2"
    )
    assert links_to(region(links=("https://example.org/other", "https://example.org/a ")), " https://example.org/a")
    assert not links_to(region(links=("https://example.org/other",)), "https://example.org/żółw")
    assert not links_to(region(), "https://example.org/")


def test_parts_of_a_latin_name_may_be_turned_on_a_line_from_right_to_left() -> None:
    """PDFium gives `Anna/Bo-Cy` back as `Bo-CyAnna/` there; another name is still another."""
    text = "title\n.2026 ,Bo-CyAnna/ ,Ada Quill מאת\nend"
    assert among_lines("מאת Ada Quill, Anna/Bo-Cy, 2026.", text)
    assert not among_lines("מאת Ada Quill, Anna/Bo-Dy, 2026.", text)
    assert not among_lines("מאת Ada Quill, Hanna/Bo-Cy, 2026.", text)
