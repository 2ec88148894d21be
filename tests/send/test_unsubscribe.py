"""Unsubscribe tokens: whose they are, which list, and nobody else's."""

import random

import pytest

from publishkit.errors import InputError
from publishkit.send.letter.unsubscribe import (
    LENGTH,
    list_digest,
    make_token,
    parse_keys,
    read_token,
    unsubscribe_address,
)

KEYS = parse_keys("1:" + "ab" * 32)
READER = "0123456789abcdef" * 4


def test_a_token_says_who_and_which_list():
    leaving = read_token(KEYS, make_token(KEYS, "readers", READER))
    assert leaving is not None
    assert leaving.reader_key == READER
    assert leaving.list_of(["friends", "readers"]) == "readers"
    assert leaving.list_of(["friends"]) is None


def test_a_token_is_the_same_every_time_and_fits_an_address():
    token = make_token(KEYS, "readers", READER)
    assert token == make_token(KEYS, "readers", READER)
    assert len(token) == LENGTH
    assert unsubscribe_address("https://example.org/u/{token}", token) == f"https://example.org/u/{token}"
    assert READER not in token


def test_no_changed_letter_is_believed():
    token = make_token(KEYS, "readers", READER)
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    dice = random.Random(8058)
    meant = read_token(KEYS, token)
    for place in range(len(token)):
        other = dice.choice(letters.replace(token[place], ""))
        changed = read_token(KEYS, token[:place] + other + token[place + 1 :])
        # The last letter has two bits nobody reads; it may change, but never what is said.
        assert changed is None or (place == len(token) - 1 and changed == meant)


@pytest.mark.parametrize("token", ["", "x", "A" * LENGTH, "é" * LENGTH, "=" * LENGTH, "A" * 10_000, "../../etc/passwd"])
def test_what_is_no_token_is_refused_quietly(token: str):
    assert read_token(KEYS, token) is None


def test_links_of_old_mails_work_after_the_key_has_changed():
    old = make_token(KEYS, "readers", READER)
    both = parse_keys(f"2:{'cd' * 32}, 1:{'ab' * 32}")
    assert both.current == 2
    assert read_token(both, old) is not None
    assert read_token(parse_keys("2:" + "cd" * 32), old) is None
    assert read_token(parse_keys("1:" + "cd" * 32), old) is None


@pytest.mark.parametrize("text", ["", "abc", "1:abc", "1:" + "ab" * 31, "256:" + "ab" * 32, "-1:" + "ab" * 32])
def test_weak_or_wrong_keys_are_refused_with_the_line_that_helps(text: str):
    with pytest.raises(InputError) as stop:
        parse_keys(text)
    assert "PUBLISHKIT_UNSUBSCRIBE_KEYS" in str(stop.value)
    assert "openssl rand -hex 32" in str(stop.value)
    assert "ab" * 31 not in str(stop.value)


def test_keys_do_not_show():
    assert "abab" not in repr(KEYS)
    assert len(list_digest("readers")) == 4
