"""What a provider that fills things in must not fill in, and one by one where a batch cannot carry it."""

from dataclasses import replace
from pathlib import Path

import pytest

from publishkit.send.letter.message import Reader
from publishkit.send.outcome import Accepted, Failed
from tests.send.transports.letters import KEY, LETTER, MAILING, READERS
from tests.send.transports.stages import stage

STRANGE = [
    ("brevo", "{{ contact.EMAIL }}"), ("sparkpost", "{{ render_dynamic_content(x) }}"), ("mailjet", "{% if 1 %}"),
    ("unisender-go", "{{to_name}}"), ("mailgun", "%recipient.email%"), ("mailgun", "%unsubscribe_url%"),
    ("mandrill", "*|EMAIL|*"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "words"), STRANGE)
@pytest.mark.parametrize("place", ["page", "text", "subject"])
def test_words_the_provider_would_fill_in_are_refused_before_any_call(name, words, place, tmp_path: Path):
    """An article about templates must not arrive with holes in it, nor with a stranger's text run as a template."""
    letter = {
        "subject": replace(LETTER, mailing=replace(MAILING, subject=f"On {words}")),
        "page": replace(LETTER, page=f"{LETTER.page}{words}\n"),
        "text": replace(LETTER, text=f"{LETTER.text}{words}\n"),
    }[place]
    with stage(name, tmp_path) as here:
        (problem,) = here.transport.examine(letter)
        assert f"{name} would fill in" in problem.message and words[:12] in problem.message
        (told,) = here.transport.send(letter, READERS[:1], key=KEY)
        assert here.loopback and here.loopback.seen == []
    assert isinstance(told, Failed) and told.lasting and "would fill in" in told.reason


@pytest.mark.parametrize("name", ["mailgun", "mailjet"])
def test_one_by_one_such_words_go_as_they_are(name, tmp_path: Path):
    """With one reader in a call these two fill in nothing."""
    words = {"mailgun": "%recipient.email%", "mailjet": "{{var:x}}"}[name]
    letter = replace(LETTER, page=LETTER.page + words)
    with stage(name, tmp_path, batch=1) as here:
        assert here.transport.examine(letter) == ()
        for one in READERS:
            assert isinstance(here.transport.send(letter, [one], key=KEY)[0], Accepted)
        assert here.fake and not here.fake.wrong
        assert [found.html.endswith(words) for found in here.delivered()] == [True] * 3
        assert [found.headers["list-unsubscribe"].partition(",")[0] for found in here.delivered()] == [
            f"<{one.unsubscribe}>" for one in READERS
        ]


@pytest.mark.parametrize("name", ["brevo", "sparkpost", "unisender-go", "mailgun"])
def test_a_name_that_is_a_template_is_left_out(name, tmp_path: Path):
    """Readers choose their names; the mail is addressed by address alone."""
    words = "%recipient.pk_plain%" if name == "mailgun" else "{{ 7*7 }}"
    with stage(name, tmp_path) as here:
        (told,) = here.transport.send(LETTER, [replace(READERS[0], name=words)], key=KEY)
        assert isinstance(told, Accepted)
        assert here.delivered()[0].to_name == ""
        assert here.loopback and words.encode() not in here.loopback.seen[0].body


AMPERSAND = Reader(address="amp@example.org", unsubscribe="https://lantern.example/u?t=1&l=2")


@pytest.mark.parametrize("name", ["mailgun", "sendgrid", "sparkpost", "resend", "postmark"])
def test_an_ampersand_is_escaped_in_markup_alone(name, tmp_path: Path):
    with stage(name, tmp_path) as here:
        assert isinstance(here.transport.send(LETTER, [AMPERSAND, READERS[0]], key=KEY)[0], Accepted)
        found = next(one for one in here.delivered() if one.to == AMPERSAND.address)
    assert 'href="https://lantern.example/u?t=1&amp;l=2"' in found.html
    assert "Leave: https://lantern.example/u?t=1&l=2" in found.text
    assert found.headers["list-unsubscribe"].startswith("<https://lantern.example/u?t=1&l=2>, ")


@pytest.mark.parametrize("name", ["brevo", "mailjet", "unisender-go"])
def test_an_ampersand_is_refused_where_nobody_says_how_it_is_written(name, tmp_path: Path):
    """Their documentation does not say whether a value is escaped on the way: no guess with the one link that counts."""
    with stage(name, tmp_path) as here:
        (told,) = here.transport.send(LETTER, [AMPERSAND], key=KEY)
        assert here.loopback and here.loopback.seen == []
    assert isinstance(told, Failed) and told.lasting and "set batch = 1" in told.reason


@pytest.mark.parametrize("name", ["brevo", "mailgun", "resend", "sendgrid"])
def test_a_smuggled_header_in_the_subject_reaches_nobody(name, tmp_path: Path):
    """Anymail would pass it on; we look first."""
    letter = replace(LETTER, mailing=replace(MAILING, subject="Low water\r\nBcc: all@example.org"))
    with stage(name, tmp_path) as here:
        (told,) = here.transport.send(letter, READERS[:1], key=KEY)
        assert here.loopback and here.loopback.seen == []
    assert isinstance(told, Failed) and told.lasting and "control character" in told.reason


def test_more_readers_than_a_call_takes_is_a_mistake_of_ours(tmp_path: Path):
    with stage("scaleway", tmp_path) as here, pytest.raises(ValueError, match="2 readers in a call to scaleway"):
        here.transport.send(LETTER, READERS[:2], key=KEY)


def test_the_key_is_the_same_when_a_batch_is_tried_again(tmp_path: Path):
    """Brevo's body is the same to the byte, key and all, so that the second call is known again."""
    with stage("brevo", tmp_path) as here:
        for _ in range(2):
            here.transport.send(LETTER, READERS, key=KEY)
        assert here.loopback
        first, second = here.loopback.seen
    assert first.body == second.body and KEY.encode() in first.body
