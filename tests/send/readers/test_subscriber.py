"""A row -> a reader, or why not: what is said of readers is hostile until it was looked at."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publishkit.send.letter.headers import BIDI, FORBIDDEN, address_header
from publishkit.send.readers.moments import parse_moment
from publishkit.send.readers.subscriber import Consent, Refused, Subscriber, parse_subscriber
from publishkit.send.readers.table import Row

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
CONSENT = Consent(source="form", at=datetime(2026, 1, 31, tzinfo=UTC))


def parse(consent: Consent, **fields: str) -> Subscriber | Refused:
    named: dict[Any, str] = {"address": "ada@example.org"}
    named |= {name.replace("_", "-"): text for name, text in fields.items()}
    return parse_subscriber(Row(7, named), consent, NOW)


def reader(**fields: str) -> Subscriber:
    found = parse(CONSENT, **fields)
    assert isinstance(found, Subscriber), found
    return found


def reason(**fields: str) -> str:
    found = parse(CONSENT, **fields)
    assert isinstance(found, Refused) and found.line == 7
    return found.reason


def test_a_reader_has_what_the_row_says():
    found = reader(name="Ada Byron", language="de_AT", consent_source="fair", consent_date="2026-03-04T05:06:07+02:00")
    assert (found.name, found.language, found.consent_source) == ("Ada Byron", "de-AT", "fair")
    assert found.consent_at == datetime(2026, 3, 4, 3, 6, 7, tzinfo=UTC)
    assert (found.stated, found.remarks) == (True, ())


def test_what_the_row_does_not_say_is_said_of_the_file():
    found = reader()
    assert (found.consent_source, found.consent_at, found.stated) == ("form", CONSENT.at, False)


def test_a_name_in_parts_is_one():
    assert reader(first_name="Ada", last_name="Byron").name == "Ada Byron"
    assert reader(last_name="Byron").name == "Byron"
    assert reader(address="Ada Byron <ada@example.org>").name == "Ada Byron"


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"address": ""}, "address has no address (empty)"),
        ({"address": "ada"}, "address has no @ (syntax)"),
        ({"address": "größe@example.org"}, "address has letters before the @ that most mail servers refuse (eai-unsupported)"),
        ({"address": "ada@example.org\r\nBcc: bob@example.org"}, "address is not a mail address (syntax)"),
        ({"address": "ada@example.org,bob@example.org"}, "holds 2 addresses, 'ada@example.org,bob@example.org': nobody can tell which of them agreed (several)"),
        ({"address": "ada@example.org, see Bob"}, "address has a domain that cannot be (domain)"),
        ({"address": "\u202eada@example.org"}, "address has letters before the @ that most mail servers refuse (eai-unsupported)"),
        ({"address": "ada\x00@example.org"}, "address is not a mail address (syntax)"),
        ({"consent_source": "No"}, "says that the reader did not agree"),
        ({"consent_date": "03/04/2026"}, "has a consent date that could be two days: '03/04/2026'; say how its days are written: --column TITLE=consent-date:day-first, or month-first"),
        ({"consent_date": "soon"}, "has a consent date that cannot be read: 'soon'; write 2026-11-20"),
        ({"consent_date": "2027-01-01"}, "has a consent date that cannot be: '2027-01-01'"),
        ({"consent_date": "1970-01-01"}, "has a consent date that cannot be: '1970-01-01'"),
    ],
)  # fmt: skip
def test_a_row_that_brings_no_reader_says_why(fields: dict[str, str], why: str):
    assert reason(**fields) == why


def test_consent_must_come_from_somewhere():
    """GDPR, article 7: whoever sends must be able to show that the reader agreed."""
    at, source = CONSENT.at, CONSENT.source
    assert isinstance(parse(Consent(at=at)), Refused)
    assert isinstance(parse(Consent(source=source)), Refused)
    assert isinstance(parse(Consent(at=at), consent_source="yes"), Refused)
    assert isinstance(parse(Consent(at=at), consent_source="fair"), Subscriber)


@pytest.mark.parametrize(
    ("written", "kept", "told"),
    [
        ("Ada\r\nBcc: bob@example.org", "Ada Bcc: bob@example.org", "control character or line break: 'Ada\\r\\nBcc"),
        ("Ada\x00Byron", "Ada Byron", "control character"),
        ("Ada\u2028Byron", "Ada Byron", "control character"),
        ("Ada\u202egpj.exe", "Adagpj.exe", "turns the direction of writing: 'Ada\\u202e"),
        ('=HYPERLINK("https://evil.example","Ada")', "", "begins like a formula"),
        ("@SUM(1+1)", "", "begins like a formula"),
        ("\x00=1+1", "", "begins like a formula"),
        ("+1 234", "", "begins like a formula"),
        ("x" * 201, "", "longer than 200"),
        ("  Ada   Byron ", "Ada Byron", ""),
        ("'=Ada", "", "begins like a formula"),
        ("'Ada'", "'Ada'", ""),
        ("Größe 潮 🎉", "Größe 潮 🎉", ""),
    ],
)
def test_a_name_is_made_harmless_and_that_is_told(written: str, kept: str, told: str):
    found = reader(name=written)
    assert found.name == kept
    assert told in " ".join(found.remarks) and bool(found.remarks) == bool(told)


@pytest.mark.parametrize("language", ["Klingonisch", "x", "en us", "=1", "de-", "e\u202en"])
def test_a_language_that_is_no_code_is_left_out(language: str):
    found = reader(language=language)
    assert (found.language, len(found.remarks)) == ("", 1)


@pytest.mark.parametrize(
    ("named", "code"),
    [("German", "de"), ("Deutsch", "de"), ("français", "fr"), ("angielski", "en"), ("Polnisch", "pl")],
)
def test_a_language_may_be_named_in_words(named: str, code: str):
    assert (reader(language=named).language, reader(language=named).remarks) == (code, ())


@pytest.mark.parametrize(
    "fields",
    [
        {"name": "Byron", "first_name": "Ada"},
        {"name": "Ada Byron", "first_name": "Ada"},
        {"last_name": "Byron", "first_name": "Ada"},
    ],
)
def test_a_name_beside_a_first_name_is_the_familys(fields: dict[str, str]):
    """A column "Name" beside "Vorname", "Nom" beside "Prénom"."""
    assert reader(**fields).name == "Ada Byron"


def test_a_row_whose_columns_speak_against_it_brings_no_reader():
    for verdict in ("left", "pending", "unclear"):
        row = Row(7, {"address": "ada@example.org"}, verdict, "has the status 'unsubscribed'")
        assert parse_subscriber(row, CONSENT, NOW) == Refused(7, "has the status 'unsubscribed'")


@pytest.mark.parametrize(
    "text",
    ["2026-11-20", "2026/11/20", "20.11.2026", "20. 11. 2026", "11/20/2026", "20/11/2026", "2026-11-20 10:30:00",
     "20.11.2026 10:30", "11/20/2026 10:30 AM", "20261120", "2026-11-20T10:30:00Z", "2026-11-20 10:30 UTC", "2026-11-20 10:30:00.123456 +0000 UTC",
     "2026-11-20 10:30:00 -0500", "20.11.26", "20. November 2026, 10:30 Uhr", "20 novembre 2026 à 10h30", "Nov 20, 2026", "November 20th, 2026 10:30 PM",
     "20-Nov-2026", "Fri, 20 Nov 2026 10:30:00 +0100", "Fri Nov 20 2026 10:30:00 GMT+0000 (Coordinated Universal Time)", "Freitag, 20. November 2026",
     "20 de noviembre de 2026", "1795170600", "1795170600000", "2026年11月20日", "20-Nov-26"],
)  # fmt: skip
def test_dates_of_many_programs(text: str):
    moment = parse_moment(text)
    assert moment is not None and moment.date() == date(2026, 11, 20) and moment.utcoffset() == timedelta()


@pytest.mark.parametrize(
    "text",
    [
        "03/04/2026",
        "32.1.2026",
        "yesterday",
        "1/2/3",
        "99999",
        "0001-01-01T00:00:00+23:00",
        "0000-00-00 00:00:00",
        "10:00",
        "+49 30 1234567",
    ],
)
def test_a_date_that_could_be_two_or_none_is_none(text: str):
    assert parse_moment(text) is None


def test_the_order_of_a_column_tells_what_its_days_are():
    assert parse_moment("03/04/2026", "day-first") == datetime(2026, 4, 3, tzinfo=UTC)
    assert parse_moment("03/04/26 10:00 PM", "month-first") == datetime(2026, 3, 4, 22, tzinfo=UTC)


@given(st.dictionaries(st.sampled_from(["address", "name", "first_name", "language", "consent_source", "consent_date",
                                         "status"]), st.text(max_size=60)))  # fmt: skip
def test_whatever_stands_in_a_row_a_reader_fits_into_a_mail(fields: dict[str, str]):
    found = parse(CONSENT, **fields)
    if isinstance(found, Subscriber):
        assert address_header("To", found.address, found.name)
        assert not FORBIDDEN.search(found.name + found.consent_source) and not BIDI.search(found.name)
        assert len(found.name) <= 200 and len(found.language) <= 35 and "\x00" not in found.consent_source
