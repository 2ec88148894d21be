"""Interface words: every language complete, every gap the same."""

import copy
import pickle
import re
from datetime import UTC, date, datetime

import pytest
from babel import Locale

from publishkit.edition.language import (
    counted,
    direction,
    joined,
    language_name,
    load_words,
    shown_date,
    word_languages,
)
from publishkit.model.credits import Word
from publishkit.rights.credit import fill_text

GAP = re.compile(r"\{(\w+)\}")


@pytest.mark.parametrize("language", word_languages())
def test_every_language_has_the_same_words_with_the_same_gaps(language: str) -> None:
    """A gap that a translation lost would lose an author or an address."""
    english, words = load_words("en"), load_words(language)
    assert not [word for word in words.values() if isinstance(word, Word)], "borrowed"
    assert [key for key in english if not counted_key(key)] == [key for key in words if not counted_key(key)]
    for key, word in words.items():
        wanted = set(GAP.findall(english[f"{key.partition('.')[0]}.other" if counted_key(key) else key]))
        # A form for one or two may spell its number out.
        assert wanted - set(GAP.findall(word)) <= ({"count"} if counted_key(key) else set()), key
        assert set(GAP.findall(word)) <= wanted, key


def counted_key(key: str) -> bool:
    return "." in key


@pytest.mark.parametrize("language", word_languages())
def test_a_sentence_that_counts_has_every_form_its_language_tells_apart(language: str) -> None:
    """Whole numbers up to a hundred thousand, by CLDR's rules; a language may use one form for several."""
    words, locale = load_words(language), Locale.parse(language, sep="-")
    needed = {locale.plural_form(number) for number in (*range(200), 1000, 100_000)}
    for base in {key.partition(".")[0] for key in words if counted_key(key)}:
        forms = {key.partition(".")[2] for key in words if key.startswith(f"{base}.")}
        lacking = needed - forms
        same = {counted(words, base, number, language, credits="", contact="C") for number in (2, 3, 5, 7, 22)}
        assert "other" in forms
        assert not lacking or len(same) == 5, f"{base} lacks {lacking}"


def test_numbers_bend_the_words_around_them() -> None:
    """Polish has three ways to count pictures."""
    words = load_words("pl")
    told = [counted(words, "pictures_omitted", number, "pl", credits="") for number in (1, 3, 5, 22)]
    assert told == [
        "Jedna ilustracja oryginału nie jest tu pokazana.",
        "3 ilustracje oryginału nie są tu pokazane.",
        "5 ilustracji oryginału nie jest tu pokazanych.",
        "22 ilustracje oryginału nie są tu pokazane.",
    ]


SPACED = re.compile(r"(?<=[^\W\d_])[\u00a0 ][:;!?]|« | »")
"""What French typography never has: a wide space, or one that breaks, before high punctuation and within guillemets."""


def test_french_stands_off_its_punctuation_by_a_narrow_space_that_does_not_break() -> None:
    """Lexique des règles typographiques: fine insécable before ; : ! ? and within « »."""
    for key, word in load_words("fr").items():
        assert not SPACED.search(word), (key, word)
        assert not re.search(r"\w[;:!?](?:\s|$)", word.replace("rights.json", "")), (key, word)


@pytest.mark.parametrize(
    ("language", "marks"),
    [
        ("en", "“”"),
        ("de", "„“"),
        ("pl", "„”"),
        ("fr", "«\u202f\u202f»"),
        ("es", "«»"),
        ("it", "«»"),
        ("pt", "«»"),
        ("pt-BR", "“”"),
        ("nl", "‘’"),
        ("sv", "””"),
        ("da", "»«"),
        ("cs", "„“"),
        ("tr", "“”"),
        ("sw", "“”"),
        ("ar", "«»"),
        ("he", "״״"),
        ("ja", "「」"),
    ],
)
def test_titles_stand_in_the_marks_of_their_language(language: str, marks: str) -> None:
    assert fill_text(load_words(language)["quoted_title"], title="") == marks


@pytest.mark.parametrize("language", word_languages())
def test_no_straight_quotes_no_double_spaces(language: str) -> None:
    for key, word in load_words(language).items():
        assert "'" not in word and '"' not in word and "  " not in word and "..." not in word, (key, word)


@pytest.mark.parametrize("language", word_languages())
def test_groups_are_balanced(language: str) -> None:
    """An open [ would print a bracket instead of dropping a part."""
    assert all("[" not in re.sub(r"\[[^\[\]]*\]", "", text) for text in load_words(language).values())


def test_no_language_is_lost() -> None:
    shipped = "ar cs da de en es fr he it ja nl pl pt pt-BR sv sw tr"
    assert word_languages() == tuple(sorted(shipped.split()))


def test_an_unknown_language_borrows_english_words_that_say_so() -> None:
    assert load_words("cy") == load_words("en")
    assert {word.lang for word in load_words("cy").values() if isinstance(word, Word)} == {"en"}


def test_regions_share_the_words_of_their_language() -> None:
    assert load_words("de-AT") == load_words("de")
    assert load_words("pt-AO") == load_words("pt-PT") == load_words("pt") != load_words("pt-BR")
    assert load_words("pt_br") == load_words("pt-BR")


def test_a_parent_of_another_language_is_borrowed_from() -> None:
    """CLDR gives Haitian Creole a French parent; French words in a Haitian edition would not say what they are."""
    assert all(word.lang == "en" for word in load_words("ht").values() if isinstance(word, Word))
    assert all(isinstance(word, Word) for word in load_words("ht").values())


def test_a_borrowed_word_travels_between_processes() -> None:
    """The PDF is made in a process of its own."""
    word = pickle.loads(pickle.dumps(load_words("cy")["contents"]))
    assert (word, word.lang, copy.deepcopy(word).lang) == ("Contents", "en", "en")


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "20 November 2026"),
        ("en-US", "November 20, 2026"),
        ("pl", "20 listopada 2026"),
        ("de", "20. November 2026"),
        ("fr", "20 novembre 2026"),
        ("es", "20 de noviembre de 2026"),
        ("it", "20 novembre 2026"),
        ("pt", "20 de novembro de 2026"),
        ("pt-BR", "20 de novembro de 2026"),
        ("nl", "20 november 2026"),
        ("sv", "20 november 2026"),
        ("da", "20. november 2026"),
        ("cs", "20. listopadu 2026"),
        ("tr", "20 Kasım 2026"),
        ("sw", "20 Novemba 2026"),
        ("ar", "20 نوفمبر 2026"),
        ("he", "20 בנובמבר 2026"),
        ("ja", "2026年11月20日"),
        ("fi", "20. marraskuuta 2026"),
    ],
)
def test_dates_are_written_as_readers_write_them(language: str, expected: str) -> None:
    assert shown_date(date(2026, 11, 20), language) == expected
    assert shown_date(datetime(2026, 11, 20, 8, 56, tzinfo=UTC), language) == expected


@pytest.mark.parametrize("language", word_languages())
def test_a_first_of_the_month_is_a_day_like_any_other(language: str) -> None:
    """An ordinal where the language writes one; the eleventh and the thirty-first are left alone."""
    first = {"fr": "1er décembre 2026", "it": "1º dicembre 2026", "pt-BR": "1º de dezembro de 2026"}
    told = [shown_date(date(2026, 12, day), language) for day in (1, 11, 31)]
    assert told[0] == first.get(language, told[1].replace("11", "1"))
    assert [day for day in ("11", "31") if day not in told[1] + told[2]] == []


def test_names_are_joined_as_the_language_joins_them() -> None:
    assert joined(["Ada", "Bo"], "ja") == "Ada、Bo"
    assert joined(["דנה", "נועה"], "he") == "דנה ונועה"
    assert joined(["Ada", "Bo"], "he") == "Ada ו\u05beBo", "a maqaf before letters of another script"
    assert joined(["ليلى", "سعاد"], "ar") == "ليلى وسعاد"
    assert joined(["Ada", "Bo", "Cy"], "en") == "Ada, Bo and Cy"
    assert joined(["Ada", "Bo"], "pl") == "Ada i Bo"
    assert joined([], "en") == ""


def test_languages_are_named_in_the_reader_s_language() -> None:
    assert (language_name("de", "en"), language_name("en", "de")) == ("German", "Englisch")


def test_right_to_left_languages_are_known() -> None:
    assert (direction("ar"), direction("he"), direction("en")) == ("rtl", "rtl", "ltr")


@pytest.mark.parametrize("language", word_languages())
@pytest.mark.parametrize("missing", ["authors", "publisher", "date", "change", None])
def test_a_credit_with_a_gap_reads_well(language: str, missing: str | None) -> None:
    """A missing value takes its comma with it: no ", ," and no double space."""
    values = {"title": "T", "authors": "A", "publisher": "P", "date": "D", "license": "L", "change": "C."}
    text = fill_text(load_words(language)["credit_licensed"], **{k: v for k, v in values.items() if k != missing})
    assert not re.search(r", ,|,\.|  |\. \.|\(\)", text), text


@pytest.mark.parametrize(
    ("language", "template", "values", "expected"),
    [
        ("ar", "credit_licensed", {"title": "T", "authors": "Ada (B)", "license": "CC BY 4.0"},
         "{T}، بقلم {Ada (B)}. مرخّص بموجب {CC BY 4.0}."),
        ("he", "credit_own", {"title": "גאות", "authors": "דנה", "copyright": "© 2026 Quay"},
         "גאות מאת דנה. {© 2026 Quay}."),
        ("he", "number", {"number": "47"}, "גיליון 47"),
        ("ar", "label_with_terms", {"label": "نص", "terms": "CC BY 4.0"}, "نص · {CC BY 4.0}"),
        ("ar", "original", {"url": "https://a.example/x?y=1"}, "الأصل: https://a.example/x?y=1"),
        ("en", "credit_own", {"title": "גאות", "authors": "Ada", "copyright": "© 2026 Quay"},
         "{גאות} by Ada. © 2026 Quay."),
        ("ja", "holder_is", {"holder": "Acme Inc."}, "権利者：Acme Inc."),
    ],
)  # fmt: skip
def test_what_runs_the_other_way_is_kept_together(
    language: str, template: str, values: dict[str, str], expected: str
) -> None:
    """A name, a license, a bracket in it stay where the sentence has them; an address stays one that can be clicked."""
    told = fill_text(load_words(language)[template], **values)
    assert told.replace("\u2068", "{").replace("\u2069", "}") == expected
