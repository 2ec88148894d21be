"""Interface words: every language complete, every gap the same."""

import re
from datetime import UTC, date, datetime

import pytest

from publishkit.edition.words import direction, joined, language_name, load_words, shown_date, word_languages
from publishkit.rights.credit import fill_text

GAP = re.compile(r"\{(\w+)\}")


@pytest.mark.parametrize("language", word_languages())
def test_every_language_has_the_same_words_with_the_same_gaps(language: str) -> None:
    """A gap that a translation lost would lose an author or an address."""
    english, words = load_words("en"), load_words(language)
    assert set(words) == set(english)
    assert {key: set(GAP.findall(words[key])) for key in words} == {
        key: set(GAP.findall(english[key])) for key in words
    }


@pytest.mark.parametrize("language", word_languages())
def test_groups_are_balanced(language: str) -> None:
    """An open [ would print a bracket instead of dropping a part."""
    assert all("[" not in re.sub(r"\[[^\[\]]*\]", "", text) for text in load_words(language).values())


def test_no_language_is_lost() -> None:
    assert set(word_languages()) >= {"de", "en", "es", "fr", "it", "pl", "pt"}


def test_an_unknown_language_gets_english_words() -> None:
    assert load_words("cy") == load_words("en")


def test_regions_share_the_words_of_their_language() -> None:
    assert load_words("pt-BR") == load_words("pt")


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "20 November 2026"),
        ("en-US", "November 20, 2026"),
        ("pl", "20 listopada 2026"),
        ("de", "20. November 2026"),
    ],
)
def test_dates_are_written_as_readers_write_them(language: str, expected: str) -> None:
    assert shown_date(date(2026, 11, 20), language) == expected
    assert shown_date(datetime(2026, 11, 20, 8, 56, tzinfo=UTC), language) == expected


def test_names_are_joined_as_the_language_joins_them() -> None:
    assert joined(["Ada", "Bo", "Cy"], "en") == "Ada, Bo and Cy"
    assert joined(["Ada", "Bo"], "pl") == "Ada i Bo"
    assert joined([], "en") == ""


def test_languages_are_named_in_the_reader_s_language() -> None:
    assert (language_name("de", "en"), language_name("en", "de")) == ("German", "Englisch")


def test_right_to_left_languages_are_known() -> None:
    assert (direction("ar"), direction("he"), direction("en")) == ("rtl", "rtl", "ltr")


@pytest.mark.parametrize("language", word_languages())
@pytest.mark.parametrize("missing", ["authors", "publisher", "date", "change", "url", None])
def test_a_credit_with_a_gap_reads_well(language: str, missing: str | None) -> None:
    """A missing value takes its comma with it: no ", ," and no double space."""
    values = {"title": "T", "authors": "A", "publisher": "P", "date": "D", "license": "L", "change": "C.", "url": "U"}
    text = fill_text(load_words(language)["credit_licensed"], **{k: v for k, v in values.items() if k != missing})
    assert not re.search(r", ,|,\.|  |\. \.|\(\)", text), text
