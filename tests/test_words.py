"""Two texts are equal when a reader could not tell them apart; each room says what else does not count for it."""

import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publishkit.capture.paste.lines import fold, letters_of
from publishkit.proof.matching import among_lines, key, loose
from publishkit.publish.site.search import fold as search_fold
from publishkit.publish.site.search import words_of
from publishkit.rights.copies.near_copy import words as near_words
from publishkit.rights.copies.traces import packed as trace_letters
from publishkit.rights.copies.verbatim import plain_paragraph
from publishkit.send.readers.cells import folded
from publishkit.words import (
    HYPHENS,
    LINE_HYPHENS,
    LOOK_ALIKES,
    SOFT_HYPHEN,
    UNSEEN,
    Folding,
    aligned,
    inert,
    is_blank,
    lowered,
    plain,
)
from publishkit.workspace.evidence import evidence_name
from publishkit.workspace.folder import slugify
from tests.support.unseen import MARKS

ROOMS: dict[str, Callable[[str], object]] = {
    "folding": Folding(),
    "matching": key,
    "matching without hyphens": loose,
    "near copy": near_words,
    "traces": trace_letters,
    "search": words_of,
    "slugs": slugify,
    "pasted lines": fold,
    "letters of a line": letters_of,
    "columns": folded,
    "patterns of notices": plain,
    "names of evidence": evidence_name,
}
each_mark = pytest.mark.parametrize("marks", MARKS.values(), ids=MARKS)


@each_mark
@pytest.mark.parametrize("room", ROOMS.values(), ids=ROOMS)
def test_what_no_reader_sees_counts_in_no_room(room: Callable[[str], object], marks: str) -> None:
    """A mark within a word neither parts it nor makes it another one."""
    for mark in marks:
        assert room(f"low wa{mark}ter.txt") == room("low water.txt"), f"U+{ord(mark):04X}"


@each_mark
def test_what_no_reader_sees_counts_in_no_line_of_two_directions(marks: str) -> None:
    for mark in marks:
        assert among_lines("דג (sea), 9", f"9 ,)s{mark}ea( דג{mark}")


@each_mark
def test_a_text_of_nothing_else_is_blank(marks: str) -> None:
    for mark in marks:
        assert is_blank(f" {mark}\n{mark}")
        assert not is_blank(f"{mark}.")


def test_letters_figures_signs_and_spaces_are_seen() -> None:
    """Of what can be printed nothing is dropped: only formats, fillers, selectors, and code points nobody may use."""
    dropped = {unicodedata.category(letter) for n in range(0x110000) if UNSEEN.fullmatch(letter := chr(n))}
    assert dropped == {"Cf", "Cn", "Lo", "Mn"}
    others = [chr(n) for n in range(0x110000) if UNSEEN.fullmatch(chr(n)) and unicodedata.category(chr(n)) == "Lo"]
    assert others == ["\u115f", "\u1160", "\u3164", "\uffa0"]  # the fillers of Hangul


def test_an_accent_finds_its_letter_across_a_dropped_mark() -> None:
    """Marks go first, then letters are composed: what was kept apart by something unseen is one letter again."""
    assert Folding()("cafe\u00ad\u0301") == Folding()("cafe\u200d\u0301") == "café"


def test_the_authors_own_joiners_can_be_kept() -> None:
    """Persian reads differently without them, so that a text taken over word for word keeps them."""
    assert Folding(drops=SOFT_HYPHEN)("می\u200cخوا\u00adهم") == "می\u200cخواهم"
    assert Folding(drops=None)("re\u00adserved") == "re\u00adserved"
    assert plain_paragraph("می\u200cخواهم") != plain_paragraph("میخواهم")


@pytest.mark.parametrize("hyphen", ["-", *HYPHENS, *LINE_HYPHENS], ids=lambda sign: f"U+{ord(sign):04X}")
class TestHyphens:
    def test_are_one(self, hyphen: str) -> None:
        assert Folding(hyphens="one")(f"non{hyphen}exclusive") == "non-exclusive"
        assert key(f"non{hyphen}exclusive") == key("non-exclusive") != key("nonexclusive")

    def test_are_dropped(self, hyphen: str) -> None:
        assert Folding(hyphens="dropped")(f"non{hyphen}exclusive") == "nonexclusive"
        assert loose(f"non{hyphen}exclusive") == "nonexclusive"

    def test_are_kept(self, hyphen: str) -> None:
        assert Folding(form=None)(f"non{hyphen}exclusive") == f"non{hyphen}exclusive"


@pytest.mark.parametrize(
    "dash", ["\u2012", "\u2013", "\u2014", "\u2015", "\u2212"], ids=lambda sign: f"U+{ord(sign):04X}"
)
def test_dashes_are_no_hyphens(dash: str) -> None:
    """A changed notice is a changed notice."""
    assert Folding(hyphens="one")(f"a{dash}b") == Folding(hyphens="dropped")(f"a{dash}b") == f"a{dash}b"


@pytest.mark.parametrize(
    ("folding", "text", "same"),
    [
        (Folding(), "ﬁrst Ｗａｔｅｒ №\u00a09 ½", "first Water No 9 1⁄2"),
        (Folding(form="NFC"), "ﬁrst cafe\u0301", "ﬁrst café"),
        (Folding(form="NFKD"), "é", "e\u0301"),
        (Folding(form=None), "ﬁrst cafe\u0301", "ﬁrst cafe\u0301"),
        (Folding(case="lower"), "Low WATER Straße", "low water straße"),
        (Folding(case="fold"), "Low WATER Straße", "low water strasse"),
        (Folding(spaces="one"), " low\u00a0\n\twater\u2003now ", "low water now"),
        (Folding(spaces="dropped"), " low\u00a0\n\twater\u2003now ", "lowwaternow"),
        (Folding(form=None), " low\n water ", " low\n water "),
        (Folding(signs="dropped"), "E-Mail_Adresse (privat) 2", "EMailAdresseprivat2"),
        (Folding(form="NFKD", marks="dropped"), "Źródło é हिन्दी", "Zrodło e हनद"),
        (
            Folding(form="NFKD", case="lower", letters=True, marks="dropped"),
            "Łódź Æsop Þór İstanbul",
            "lodz aesop thor istanbul",
        ),
        (Folding(case="lower", letters=True), "ŒUVRE ẞ Øre ðı", "oeuvre ss ore di"),
    ],
)
def test_each_choice_does_what_it_says(folding: Folding, text: str, same: str) -> None:
    assert folding(text) == same


def test_search_knows_no_accents() -> None:
    assert search_fold("Źródło Straße ŒUVRE") == "zrodlo strasse oeuvre"


def test_columns_know_letters_and_figures_only() -> None:
    assert folded("  É-Mail_Adresse (privat) ") == "emailadresseprivat"


@pytest.mark.parametrize(
    ("seen", "written"),
    [
        ("source", "ѕоurсе"),
        ("PACE", "РАСЕ"),
        ("Xenophobe", "Хеnорhоbе"),
        ("copy", "сору"),
        ("join", "јоіn"),
        ("BETTY", "ΒΕΤΤΥ"),
        ("ok", "οκ"),
        ("magic", "mɑɡıс"),
        ("HYMN", "НУМΝ"),
        ("quid", "ԛuіԁ"),
    ],
)
def test_letters_that_look_alike_are_one_where_it_is_asked(seen: str, written: str) -> None:
    assert Folding(look_alikes=True)(written) == seen
    assert Folding()(written) == written
    assert Folding(look_alikes=True, case="lower")(written) == seen.lower()


def test_look_alikes_are_foreign_letters_and_become_latin_ones() -> None:
    """A capital never becomes a small letter: В looks like B, and в like nothing of ours."""
    for code, latin in LOOK_ALIKES.items():
        letter = chr(code)
        assert latin.isascii()
        assert latin.isalpha()
        assert unicodedata.name(letter).split()[0] in {"CYRILLIC", "GREEK", "LATIN"}
        assert letter.isupper() == latin.isupper() or letter in "ӏӀǀ"


def test_words_of_another_alphabet_stay_what_they_are() -> None:
    """What looks like no Latin letter is kept, so that two Russian words never become one."""
    assert Folding(look_alikes=True)("вода") != Folding(look_alikes=True)("водa".replace("в", "ш"))
    assert Folding(look_alikes=True)("жизнь") == "жизнь"


@given(st.text())
def test_aligned_and_lowered_keep_every_offset(text: str) -> None:
    assert len(aligned(text)) == len(lowered(text)) == len(text)


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    for folding in (Folding(), Folding(form="NFKD", marks="dropped", spaces="one")):
        assert folding(folding(text)) == folding(text)


def test_aligned_makes_typography_plain() -> None:
    assert aligned("a\u00a0b\u202fc\u2007d") == "a b c d"
    assert aligned("‘a’ “b” c‐d‑e–f—g ⓒ Ⓒ") == "'a' \"b\" c-d-e-f-g © ©"


def test_inert_takes_out_only_what_turns_letters_round() -> None:
    """A name in Hebrew keeps its marks."""
    assert inert("\u202eA\u2066d\u2069a\u202c") == "Ada"
    assert inert("\u200fאדה\u200e\u00ad") == "\u200fאדה\u200e\u00ad"
