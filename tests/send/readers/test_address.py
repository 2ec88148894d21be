"""Addresses: one form, one key, and a reason for each that is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publishkit.send.letter.headers import ADDRESS, address_header
from publishkit.send.readers.address import AddressRefusedError, parse_address, reader_key


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("ada@example.org", "ada@example.org"),
        ("  Ada.B+letters@EXAMPLE.Org\t", "Ada.B+letters@example.org"),
        ("o'hara@größe.example", "o'hara@xn--gre-6ka8i.example"),
        ("a@faß.example", "a@xn--fa-hia.example"),
        ("a@XN--GRE-6KA8I.example", "a@xn--gre-6ka8i.example"),
        ("a@почта.рф", "a@xn--80a1acny.xn--p1ai"),
        ("a@ＣＤ.example", "a@cd.example"),
        ("a" * 64 + "@example.org", "a" * 64 + "@example.org"),
    ],
)
def test_what_is_stored(written: str, stored: str):
    assert parse_address(written) == stored
    assert ADDRESS.fullmatch(stored)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("", "empty"),
        ("   ", "empty"),
        ("ada", "syntax"),
        ("@example.org", "syntax"),
        ("a b@example.org", "syntax"),
        ("a..b@example.org", "syntax"),
        (".a@example.org", "syntax"),
        ('"a b"@example.org', "syntax"),
        ("Ada <ada@example.org>", "syntax"),
        ("a@example.org, b@example.org", "syntax"),
        ("a@b@example.org", "syntax"),
        ("größe@example.org", "eai-unsupported"),
        ("ａ@example.org", "eai-unsupported"),
        ("a\u202e@example.org", "eai-unsupported"),
        ("a@localhost", "domain"),
        ("a@example.test", "domain"),
        ("a@1.2.3.4", "domain"),
        ("a@[1.2.3.4]", "domain"),
        ("a@-x.example", "domain"),
        ("a@x_y.example", "domain"),
        ("a@example.org.", "domain"),
        ("a@ex\u202eample.org", "domain"),
        ("a@exam\u200bple.org", "domain"),
        ("a@☕.example", "domain"),
        ("a@example.org\r\nBcc: b@example.org", "syntax"),
        ("a@example.org\r\nX: y", "domain"),
        ("a\x00@example.org", "syntax"),
        ("a@exa\x00mple.org", "domain"),
        ("a@" + "x" * 100_000, "domain"),
        ("a@\ud800.example", "domain"),
        ("a" * 65 + "@example.org", "too-long"),
        ("a" * 60 + "@" + ".".join(["x" * 60] * 3) + ".example.org", "too-long"),
    ],
)
def test_what_is_refused(written: str, code: str):
    with pytest.raises(AddressRefusedError) as stop:
        parse_address(written)
    assert stop.value.code == code


def test_the_key_is_the_same_however_the_address_is_written():
    """The hash is fixed: suppressions of years ago must still be found."""
    assert reader_key("ada@example.org") == "cfe00dde46ef942601ffafb9e2825e802858b460e586b8305b344c1eb826357d"
    assert reader_key(" ADA@Example.ORG") == reader_key("ada@example.org")
    assert reader_key("Ada@GRÖßE.example") == reader_key("ada@xn--gre-6ka8i.EXAMPLE")


def test_two_domains_have_two_keys():
    """ß and ss are two letters to the domain system (IDNA 2008)."""
    assert reader_key("ada@größe.example") != reader_key("ada@grösse.example")


@pytest.mark.parametrize("text", ["", "no address", "größe@example.org", "\ud800", "a" * 1000])
def test_any_text_has_a_key(text: str):
    assert len(reader_key(text)) == 64


@given(st.text(max_size=40).map(lambda text: text + "@example.org") | st.text(max_size=60))
def test_whatever_is_taken_can_stand_in_a_header(text: str):
    try:
        address = parse_address(text)
    except AddressRefusedError:
        return
    assert address_header("To", address) == f"To: {address}"
    assert parse_address(address) == address
