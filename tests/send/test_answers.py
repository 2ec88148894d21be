"""What the answers of mail servers mean, in the words of many of them and in several languages."""

import pytest

from publishkit.send.answers import content_answered, is_gone, reader_refused, wording
from publishkit.send.outcome import Failed, Refusal, Rejected, Throttled

GONE, LATER, UNCLEAR, LETTER = Refusal.GONE, Refusal.LATER, Refusal.UNCLEAR, Refusal.LETTER

REFUSED = [
    # us, whatever the code says
    (550, "relay not permitted", UNCLEAR),
    (550, "5.1.1 Relay not permitted", UNCLEAR),
    (550, "5.7.54 SMTP; Unable to relay recipient in non-accepted domain", UNCLEAR),
    (554, "5.7.1 <ada@quay.example>: Relay access denied", UNCLEAR),
    (553, "5.1.1 Sorry, that domain isn't in my list of allowed rcpthosts.", UNCLEAR),
    (553, "sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)", UNCLEAR),
    (551, "we do not relay", UNCLEAR),
    (550, "5.1.8 Sender address rejected: Domain not found", UNCLEAR),
    (550, "5.1.1 Your IP is on a block list; user unknown", UNCLEAR),
    (550, "Relais interdit", UNCLEAR),
    (550, "Weiterleitung nicht gestattet", UNCLEAR),
    (550, "不允许中继", UNCLEAR),
    # nobody knows whom it means
    (550, "Requested action not taken: mailbox unavailable", UNCLEAR),
    (550, "Zugriff verweigert", UNCLEAR),
    (550, "", UNCLEAR),
    (550, "5.1.0 Address rejected", UNCLEAR),
    (551, "user not local", UNCLEAR),
    (553, "mailbox name not allowed", UNCLEAR),
    (550, "rejected by 10.5.1.1", UNCLEAR),
    # a mailbox, by its code wherever that stands, or by words that mean nothing else
    (550, "5.1.1 no such user", GONE),
    (550, "<ada@quay.example>... no mailbox (#5.1.1)", GONE),
    (550, "5.1.1 <ada@quay.example>: Recipient address rejected: User unknown in relay recipient table", GONE),
    (550, "5.1.10 RESOLVER.ADR.RecipientNotFound", GONE),
    (550, "5.2.1 The email account that you tried to reach is inactive", GONE),
    (556, "5.1.10 Recipient address has null MX", GONE),
    (550, "Unknown user", GONE),
    (550, "No Such User Here", GONE),
    (550, "Empfänger unbekannt", GONE),
    (550, "Utilisateur inconnu", GONE),
    (550, "El usuario no existe", GONE),
    (550, "Utente sconosciuto", GONE),
    # this mailbox, later
    (552, "5.2.2 mailbox full", LATER),
    (552, "Postfach ist voll", LATER),
    (452, "4.2.2 The email account that you tried to reach is over quota", LATER),
    (450, "4.2.1 The user you are trying to contact is receiving mail too quickly", LATER),
    (450, "4.2.0 Greylisted, come back in 300 seconds", LATER),
    (451, "Temporary local problem - please try later", LATER),
    (454, "4.7.1 Relay access denied", LATER),
]


@pytest.mark.parametrize(("code", "words", "kind"), REFUSED)
def test_whom_a_refusal_means(code: int, words: str, kind: Refusal):
    """An unclear text is never "no such mailbox"; words that refuse us are stronger than a code of the mailbox."""
    outcome = reader_refused(code, words.encode())
    assert isinstance(outcome, Rejected) and outcome.kind is kind


@pytest.mark.parametrize("code", [503, 530, 535])
def test_a_session_that_may_not_send_stops_at_once(code: int):
    assert reader_refused(code, b"5.7.0 Authentication required") == Failed(
        reason=f"{code} 5.7.0 Authentication required", lasting=True
    )


def test_too_fast_is_about_the_account_unless_the_mailbox_is_named():
    assert isinstance(reader_refused(450, b"4.2.1 Peak SMTP relay limit exceeded for customer"), Throttled)
    assert isinstance(reader_refused(451, b"4.7.1 too many messages, slow down"), Throttled)


def test_what_is_said_of_the_content_says_nothing_about_the_address():
    outcome = content_answered(550, b"5.1.1 user unknown")
    assert isinstance(outcome, Rejected) and outcome.kind is LETTER
    assert is_gone("550 5.1.1 user unknown")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("550 5.7.1 <ada@quay.example>: Relay access denied", "550 5.7.1 <bo@isle.example>: Relay access denied"),
        ("550 ada: not here", "550 bo: not here"),
        ("550 no mail for quay.example, please", "550 no mail for isle.example, please"),
        ("550-5.7.1 blocked. https://x.example/?p=1 a1-2002si17 - gsmtp", "550-5.7.1 blocked. https://x.example/?p=2 b7-77 - gsmtp"),
        ("550 Zustellung abgelehnt (Vorgang 4711)", "550 Zustellung abgelehnt (Vorgang 4712)"),
    ],
)  # fmt: skip
def test_the_same_answer_to_two_readers_is_the_same(one: str, other: str):
    assert wording(one, "ada@quay.example") == wording(other, "bo@isle.example") != ""


def test_two_answers_are_two():
    assert wording("550 5.1.1 no such user") != wording("550 5.7.1 no such user")
    assert wording("550 mailbox full") != wording("550 relay not permitted")
