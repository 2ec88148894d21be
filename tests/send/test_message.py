"""The message: headers that decode to what was meant, parts that are what was rendered, nothing smuggled in."""

import html
import quopri
import random
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import default

import pytest

from publishkit.errors import InputError
from publishkit.model.artifact import Artifact
from publishkit.send.letter.headers import address_header, raw_header, text_header
from publishkit.send.letter.letter import Letter
from publishkit.send.letter.message import (
    TOKEN,
    Mailing,
    Reader,
    build_message,
    gapped,
    mailing_of,
    quoted,
    replace_tokens,
    sample_message,
)
from tests.support.editions import make_config, make_edition

SCRIPTS = {
    "latin": "abcdefghij klmnop", "polish": "ąćęłńóśźż Aa", "greek": "αβγδεζηθ ικλ", "cyrillic": "абвгдежзи йкл",
    "hebrew": "אבגדהוזח טיכ", "arabic": "ابتثجحخد ذرز", "devanagari": "अआइईउऊ कखग", "thai": "กขคงจฉ ชซ",
    "hangul": "가나다라 마바사", "kana": "あいうえ アイウ", "han": "天地玄黃 宇宙洪荒", "emoji": "🎉👩🏽‍🚒🌊 ✉️",
}  # fmt: skip
PUNCTUATION = " .,;:!?=_<>\"'@()[]\\–’“”"

MAILING = Mailing(
    edition="2026-w47",
    subject="The Lantern 47: Low water",
    from_address="letter@lantern.example",
    from_name="The Lantern",
    reply_to="editors@lantern.example",
    list_id="weekly.lantern.example",
    list_name="The Lantern",
    archive="https://lantern.example/letter/2026-w47/",
    rights="https://lantern.example/letter/2026-w47/rights.json",
)
READER = Reader(address="ada@example.org", name="Ada Lovelace", unsubscribe="https://lantern.example/u/t0ken?a=1&b=2")
MOMENT = datetime(2026, 11, 20, 6, tzinfo=UTC)
PAGE = '<!DOCTYPE html>\n<p>Größe 潮 . </p>\n.\n<a href="@@PK_UNSUB_URL@@">leave</a>\n' + "x" * 3000 + "\n"
TEXT = "Größe 潮\n.\nFrom here \n\tTab\n@@PK_UNSUB_URL@@\n"


def message(mailing: Mailing = MAILING, reader: Reader = READER, page: str = PAGE, text: str = TEXT) -> bytes:
    return build_message(mailing, reader, page=page, text=text, moment=MOMENT)


def parsed(data: bytes) -> EmailMessage:
    return message_from_bytes(data, policy=default)


def phrases() -> list[tuple[str, str]]:
    """Three thousand subjects in twelve scripts, some mixed, of any length."""
    dice = random.Random(47)
    made = []
    for number in range(3000):
        script = list(SCRIPTS)[number % len(SCRIPTS)]
        letters = SCRIPTS[script] + (PUNCTUATION if number % 3 else "") + (SCRIPTS["latin"] if number % 2 else "")
        text = "".join(dice.choice(letters) for _ in range(dice.randint(1, 160)))
        made.append((script, re.sub(r"\s+", " ", text).strip() or "x"))
    return made


def decoded(header: str) -> str:
    """The words of an unfolded header, by the standard library's decoder."""
    value = header.partition(": ")[2].replace("\r\n", "")
    return "".join(
        part.decode(charset or "ascii") if isinstance(part, bytes) else part for part, charset in decode_header(value)
    )


def test_three_thousand_subjects_in_twelve_scripts_come_back():
    """Also by the modern parser; no line over 76 columns, no encoded word over 75, none glued to the next."""
    for script, subject in phrases():
        header = text_header("Subject", subject)
        assert decoded(header) == subject, script
        assert parsed(f"{header}\r\n\r\n".encode("ascii"))["Subject"] == subject, script
        assert max(map(len, header.split("\r\n"))) <= 76
        assert all(len(word) <= 75 for word in re.findall(r"=\?\S+?\?=", header))
        assert "?==?" not in header


def test_three_thousand_names_in_twelve_scripts_come_back():
    """By the older decoder: the modern parser of Python keeps the fold between two encoded words of a name."""
    for script, name in phrases():
        header = address_header("From", "letter@lantern.example", name)
        words, _, address = header.replace("\r\n", "").rpartition(" ")
        quoted = words.partition(": ")[2]
        plain = re.sub(r"\\(.)", r"\1", quoted[1:-1]) if quoted.startswith('"') else decoded(words)
        assert (plain, address) == (name, "<letter@lantern.example>"), script
        assert max(map(len, header.split("\r\n"))) <= 76


def test_three_thousand_messages_hold_what_was_said_and_nothing_else():
    """Subject, sender, list and reader in every script at once: as many headers as without, no line over 998."""
    plain = message_from_bytes(message())
    for (script, subject), (_, name) in zip(phrases(), reversed(phrases()), strict=True):
        mailing = replace(MAILING, subject=subject, from_name=name, list_name=subject)
        head = build_message(mailing, replace(READER, name=name), page="", text="", moment=MOMENT)
        found = message_from_bytes(head)  # the older parser is thirty times as fast
        assert found.keys() == plain.keys(), script
        assert str(make_header(decode_header(found["Subject"]))) == subject, script
        assert found["To"].endswith(f"<{READER.address}>"), script
        assert max(map(len, head.split(b"\r\n"))) <= 998, script


@pytest.mark.parametrize("name", ['Ada "A." Byron', "Größe & Co.", "Маяк", "a, b <c@d.example>", "潮汐"])
def test_a_name_is_one_address_to_the_modern_parser(name: str):
    (address,) = parsed(f"{address_header('From', 'a@b.example', name)}\r\n\r\n".encode("ascii"))["From"].addresses
    assert (address.display_name, address.addr_spec) == (name, "a@b.example")


def test_an_ascii_subject_that_looks_encoded_stays_as_written():
    subject = "=?utf-8?q?gotcha?="
    assert decoded(text_header("Subject", subject)) == subject


@pytest.mark.parametrize(
    "evil", ["a\r\nBcc: b@b.example", "a\nb", "a\rb", "a\x00b", "a\x85b", "a\u2028b", "a\x7fb", "a\ud800b"]
)
@pytest.mark.parametrize(
    "where", ["subject", "from_name", "from_address", "reply_to", "list_id", "archive", "rights", "edition"]
)
def test_nothing_can_be_smuggled_into_a_header(evil: str, where: str):
    with pytest.raises(InputError):
        message(replace(MAILING, **{where: evil}))


@pytest.mark.parametrize("where", ["address", "name", "unsubscribe"])
def test_nothing_can_be_smuggled_in_by_a_reader(where: str):
    with pytest.raises(InputError):
        message(reader=replace(READER, **{where: getattr(READER, where) + "\r\nBcc: b@b.example"}))


@pytest.mark.parametrize(
    "address", ["", "ada", "ada@", "ada@localhost", "a b@c.example", "größe@a.example", "a@b.example, c@d.example"]
)
def test_an_address_we_cannot_write_to_is_refused(address: str):
    with pytest.raises(InputError, match="not a mail address"):
        message(reader=replace(READER, address=address))


def test_direction_marks_are_taken_out_of_names():
    assert address_header("To", "a@a.example", "Ada\u202e gro") == 'To: "Ada gro" <a@a.example>'


def test_a_long_unsubscribe_address_stays_on_one_line_unencoded():
    """The standard library encodes it, and one-click unsubscribing ends (CPython #85725)."""
    address = "https://lantern.example/u/" + "a" * 250
    data = message(reader=replace(READER, unsubscribe=address))
    assert (
        f"\r\nList-Unsubscribe: <{address}>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n".encode() in data
    )


def test_leaving_needs_https():
    with pytest.raises(InputError, match="RFC 8058"):
        message(reader=replace(READER, unsubscribe="mailto:leave@lantern.example"))


def test_a_header_for_machines_is_ascii_and_short():
    with pytest.raises(InputError):
        raw_header("List-Id", "größe")
    with pytest.raises(InputError):
        raw_header("List-Id", "a" * 1000)


def test_the_headers():
    found = parsed(message())
    assert {name: str(value) for name, value in found.items() if name != "Content-Type"} == {
        "From": "The Lantern <letter@lantern.example>",
        "To": "Ada Lovelace <ada@example.org>",
        "Reply-To": "editors@lantern.example",
        "Subject": "The Lantern 47: Low water",
        "Date": "Fri, 20 Nov 2026 06:00:00 +0000",
        "Message-ID": "<pk.2026-w47.cfe00dde46ef9426@lantern.example>",
        "X-PK-Ref": "pk-2026-w47-cfe00dde46ef9426",
        "List-Id": '"The Lantern" <weekly.lantern.example>',
        "List-Unsubscribe": "<https://lantern.example/u/t0ken?a=1&b=2>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Archived-At": "<https://lantern.example/letter/2026-w47/>",
        "X-Publishkit-Rights": "https://lantern.example/letter/2026-w47/rights.json",
        "MIME-Version": "1.0",
    }


def test_the_date_is_told_in_utc():
    moment = MOMENT.astimezone(timezone(timedelta(hours=9)))
    assert build_message(MAILING, READER, page=PAGE, text=TEXT, moment=moment) == message()


def test_both_parts_are_what_was_rendered():
    found = parsed(message())
    text, page = found.iter_parts()
    assert found.defects == text.defects == page.defects == []
    assert found.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in (text, page)] == ["text/plain", "text/html"]
    assert {part["Content-Transfer-Encoding"] for part in (text, page)} == {"quoted-printable"}
    assert text.get_content().replace("\r\n", "\n") == TEXT.replace("@@PK_UNSUB_URL@@", READER.unsubscribe)
    assert page.get_content().replace("\r\n", "\n") == PAGE.replace(
        "@@PK_UNSUB_URL@@", "https://lantern.example/u/t0ken?a=1&amp;b=2"
    )


def test_lines_are_short_and_end_in_crlf():
    data = message()
    assert b"\n" not in data.replace(b"\r\n", b"")
    assert max(map(len, data.split(b"\r\n"))) <= 90
    assert data.isascii()


def test_two_messages_for_the_same_reader_are_the_same():
    assert message() == message()
    assert message() != message(reader=replace(READER, address="bob@example.org"))


def test_a_token_outside_the_closed_set_is_an_error():
    with pytest.raises(InputError, match="there is no token PK_NAME"):
        replace_tokens("Dear @@PK_NAME@@", {"PK_UNSUB_URL": "x"})


def test_a_token_without_a_value_is_an_error():
    with pytest.raises(InputError, match="no value for the token PK_UNSUB_URL"):
        replace_tokens("@@PK_UNSUB_URL@@", {})


def test_values_are_escaped_in_markup_only():
    values = {"PK_UNSUB_URL": '"><script>&'}
    assert replace_tokens("@@PK_UNSUB_URL@@", values) == '"><script>&'
    assert replace_tokens("@@PK_UNSUB_URL@@", values, markup=True) == "&quot;&gt;&lt;script&gt;&amp;"


def sample(**changes: object) -> EmailMessage:
    page = Artifact(name="email.html", media_type="text/html", data=PAGE.encode())
    text = Artifact(name="email.txt", media_type="text/plain", data=TEXT.encode())
    made = sample_message(make_edition(**changes), page, text)
    assert (made.name, made.media_type) == ("email.eml", "message/rfc822")
    return parsed(made.data)


def test_the_sample_reader_gets_the_message():
    found = sample()
    assert found["To"] == "Sample Reader <reader@example.org>"
    assert found["From"] == "The Lantern <letter@lantern.example>"
    assert found["Date"] == "Fri, 20 Nov 2026 06:00:00 +0000"
    assert found["List-Unsubscribe"] == "<https://lantern.example/u/sample>"


def test_a_house_without_a_mail_identity_still_sees_a_sample():
    found = sample(config=make_config(email=type(make_config().email)()))
    assert found["From"] == "The Lantern <letter@example.org>"
    assert found["List-Id"] == '"The Lantern" <the-lantern.lantern.example>'


def test_a_name_in_another_script_leaves_the_list_id_ascii():
    mailing = mailing_of(make_edition(name="Маяк"))
    assert b"\r\nList-Id: <weekly.lantern.example>\r\n" in message(mailing)


# --- one form for all readers -----------------------------------------------------------------------------------------

ADDRESSES = [
    "https://a.example/u/x",
    "https://a.example/u/" + "y" * 300,
    "https://a.example/u/?a=1&b=%C3%A9&c='\"<>",
    "https://größe.example/u/=2E",
]


@pytest.mark.parametrize("unsubscribe", ADDRESSES)
@pytest.mark.parametrize("before", ["", "x" * 70, "x" * 75, "ä" * 40, "line \n", "tab\t", ".\n", "\r\n"])
def test_wherever_a_token_stands_both_parts_say_what_was_meant(before: str, unsubscribe: str):
    """A soft line break inside a token would leave it unfilled: at 15 of 76 columns with a naive encoder."""
    text = f"{before}@@PK_UNSUB_URL@@ and @@PK_UNSUB_URL@@\nend"
    gaps = gapped(text, TOKEN)
    for value, wanted in (
        (unsubscribe, replace_tokens(text, {"PK_UNSUB_URL": unsubscribe})),
        (html.escape(unsubscribe), replace_tokens(text, {"PK_UNSUB_URL": unsubscribe}, markup=True)),
    ):
        data = gaps.filled({"PK_UNSUB_URL": value})
        assert quopri.decodestring(data).decode().replace("\r\n", "\n") == wanted.replace("\r\n", "\n")
        assert max(map(len, data.split(b"\r\n"))) <= 76
        assert b"\n" not in data.replace(b"\r\n", b"")


def test_a_line_without_a_break_is_broken_with_crlf():
    """The encoder of the standard library looks at the first line only to learn how lines end."""
    assert quoted("x" * 100) == b"x" * 75 + b"=\r\n" + b"x" * 25


def test_a_letter_gives_each_reader_what_one_message_alone_would_be():
    letter = Letter(mailing=MAILING, page=PAGE, text=TEXT, moment=MOMENT)
    readers = [
        Reader(address=f"r{n}@example.org", name=name, unsubscribe=f"https://lantern.example/u/{n}?a=1&b=2")
        for n, (_, name) in enumerate(phrases()[:200])
    ]
    assert [letter.message(reader) for reader in readers] == [message(reader=reader) for reader in readers]


def test_readers_differ_in_their_own_lines_only():
    """So that a provider, or a person, sees one letter: everything else is the same, byte for byte."""
    letter = Letter(mailing=MAILING, page=PAGE, text=TEXT, moment=MOMENT)
    one = letter.message(READER).split(b"\r\n")
    two = letter.message(Reader(address="bob@example.org", unsubscribe="https://lantern.example/u/b0b")).split(b"\r\n")
    changed = [line for line in one if line not in two]
    assert [line.partition(b":")[0] for line in changed[:4]] == [b"To", b"Message-ID", b"X-PK-Ref", b"List-Unsubscribe"]
    assert len(changed) == 6


def test_a_mailbox_for_leaving_stands_after_the_address():
    """HTTPS first: it is what one-click needs (RFC 8058); the mailbox learns whom by our reference."""
    data = message(replace(MAILING, unsubscribe_mail="leave@lantern.example"))
    assert parsed(data)["List-Unsubscribe"] == (
        "<https://lantern.example/u/t0ken?a=1&b=2>,"
        " <mailto:leave@lantern.example?subject=unsubscribe%20pk-2026-w47-cfe00dde46ef9426>"
    )


def test_a_way_out_longer_than_400_characters_is_refused():
    with pytest.raises(InputError, match="400 are safe"):
        message(reader=replace(READER, unsubscribe="https://lantern.example/" + "a" * 400))
