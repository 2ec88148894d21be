"""Dates as pages write them: every script, calendars that are sure, the offset a page states, and doubts."""

import pytest

from publishkit.capture.dates import find_date, find_dates, lacks_year, order_of


@pytest.mark.parametrize(
    ("line", "language", "value"),
    [
        ("Mittwoch, 3. märz 2026, 17:47 Uhr", "de", "2026-03-03T17:47:00"),
        ("3 March 2026", "en", "2026-03-03"),
        ("March 3rd, 2026 5:47 p.m.", "en", "2026-03-03T17:47:00"),
        ("2026年3月3日（火）17時47分", "ja", "2026-03-03T17:47:00"),
        ("令和8年3月3日", "ja", "2026-03-03"),
        ("民國115年3月3日", "zh", "2026-03-03"),
        ("2026.03.03. 오후 5:47", "ko", "2026-03-03T17:47:00"),
        ("٣ مارس ٢٠٢٦", "ar", "2026-03-03"),
        ("3 آذار/مارس 2026", "ar", "2026-03-03"),
        ("۱۲ اسفند ۱۴۰۴", "fa", "2026-03-03"),
        ("3 במרץ 2026, 17:47", "he", "2026-03-03T17:47:00"),
        ("3 มี.ค. 2569 17:47 น.", "th", "2026-03-03T17:47:00"),
        ("3 मार्च 2026", "hi", "2026-03-03"),
        ("2026. március 3. 17:47", "hu", "2026-03-03T17:47:00"),
        ("2026 m. kovo 3 d.", "lt", "2026-03-03"),
        ("ngày 3 tháng 3 năm 2026", "vi", "2026-03-03"),
        ("03.03.26 17:47", "de", "2026-03-03T17:47:00"),
        ("2 minute readMarch 3, 20265:47 PMLast Updated 9 min ago", "en", "2026-03-03T17:47:00"),
    ],
)
def test_a_day_in_many_forms(line: str, language: str, value: str) -> None:
    found = find_date(line, language)
    assert found is not None and found.value.isoformat() == value


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("17:47 JST, March 3, 2026", "2026-03-03T17:47:00+09:00"),
        ("3 March 2026, 5:47 pm CET", "2026-03-03T17:47:00+01:00"),
        ("3 March 2026, 17:47 (GMT+3)", "2026-03-03T17:47:00+03:00"),
        ("2026-03-03T17:47-05:00", "2026-03-03T17:47:00-05:00"),
        ("3 March 2026, 17:47 IST", "2026-03-03T17:47:00"),
    ],
)
def test_the_offset_a_page_states_is_kept(line: str, value: str) -> None:
    """India, Ireland and Israel all write IST: a zone that could be several is none."""
    found = find_date(line, "en")
    assert found is not None and found.value.isoformat() == value


def test_a_lunar_date_is_not_reckoned() -> None:
    """Its months begin when the moon is seen; a day that could be off by one is no day."""
    assert find_date("14 رمضان 1447", "ar") is None


def test_day_and_month_are_told_by_language_or_by_another_date() -> None:
    assert [find_date("04/05/2026", language).ambiguous for language in ("en", "fr", "en-US")] == [True, False, False]  # type: ignore[union-attr]
    assert order_of("Printed 25/05/2026") == "day first"
    found = find_date("04/05/2026", "en", order_of("Printed 05/25/2026"))
    assert found is not None and (found.value.isoformat(), found.ambiguous) == ("2026-04-05", False)


def test_two_dates_of_one_line_keep_their_times() -> None:
    found = find_dates("公開日：2025/01/31 11:30　更新日：2025/02/01 9:05", "ja")
    assert [one.value.isoformat() for one in found] == ["2025-01-31T11:30:00", "2025-02-01T09:05:00"]


def test_a_day_without_its_year_is_known_as_one() -> None:
    assert lacks_year("8 января, 17:46", "ru") and not lacks_year("Eight days in January", "en")


def test_a_dot_between_a_house_and_a_month_is_no_part_of_it() -> None:
    assert [one.value.isoformat() for one in find_dates("Harbour Gazette•October 3, 2026")] == ["2026-10-03"]


@pytest.mark.parametrize(
    ("line", "language", "expected"),
    [
        ("March 3, 2026 10:30 AM IST", "en-IN", "2026-03-03T10:30:00+05:30"),
        ("3 मार्च 2026, 10:30 IST", "hi", "2026-03-03T10:30:00+05:30"),
        ("3 March 2026 10:30 IST", "en-IE", "2026-03-03T10:30:00+01:00"),
        ("3 July 2026 10:30 BST", "en-GB", "2026-07-03T10:30:00+01:00"),
        ("March 3, 2026 10:30 a.m. EST", "en-US", "2026-03-03T10:30:00-05:00"),
        ("March 3, 2026 10:30 a.m. CST", "en-US", "2026-03-03T10:30:00-06:00"),
        ("3 March 2026 10:30 IST", "en", "2026-03-03T10:30:00"),
        ("3 March 2026 10:30 EST", None, "2026-03-03T10:30:00"),
    ],
)
def test_letters_of_several_zones_mean_the_one_of_the_lands_language(
    line: str, language: str | None, expected: str
) -> None:
    """Where the language names no land, the time keeps no offset; the letters belong to the time either way."""
    found = find_dates(line, language)[0]
    assert found.value.isoformat() == expected
    assert found.end == len(line)
