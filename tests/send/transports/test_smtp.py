"""SMTP: what arrives, how often a connection is used, and what each answer or silence means."""

import ssl
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from publishkit.errors import InputError
from publishkit.send.outcome import Accepted, Failed, Refusal, Rejected, SendOutcome, Throttled, Uncertain
from publishkit.send.transports.guarded import Guarded
from tests.send.transports.letters import KEY, LETTER, PAGE, READERS, reader
from tests.send.transports.mail_server import (
    DROP,
    HANG,
    PASSWORD,
    USER,
    certificate,
    mail_server,
    scripted,
)
from tests.send.transports.stages import opened

PLAIN = {"host": "127.0.0.1", "security": "none", "timeout": 2.0, "answer_timeout": 2.0}


def smtp(folder: Path, port: int, password: str = "", **options: Any) -> Guarded:
    environ = {"SMTP_PASSWORD": password} if password else {}
    return opened("smtp", folder, {**PLAIN, "port": port, **options}, environ)[0]


def outcomes(folder: Path, script: dict[str, str], count: int = 1, **options: Any) -> tuple[list[SendOutcome], Any]:
    with scripted(script) as server:
        transport = smtp(folder, server.port, **options)
        told = transport.send(LETTER, [reader(number) for number in range(count)], key=KEY)
        transport.close()
        return list(told), server


def test_bytes_arrive_as_they_were_written(tmp_path: Path):
    """Dots at the beginning of a line, long headers, non-ASCII: byte for byte what the letter is."""
    with mail_server() as kept:
        transport = smtp(tmp_path, kept.port)
        told = transport.send(LETTER, READERS, key=KEY)
        transport.close()
    assert [one.provider_id for one in told if isinstance(one, Accepted)] == ["4F0001", "4F0002", "4F0003"]
    assert [(sender, to) for sender, to, _ in kept.messages] == [
        ("letter@lantern.example", one.address) for one in READERS
    ]
    assert [data for _, _, data in kept.messages] == [LETTER.message(one) for one in READERS]
    assert kept.greeted == ["lantern.example"]


def test_the_bounce_address_can_name_the_message(tmp_path: Path):
    with mail_server() as kept:
        transport = smtp(tmp_path, kept.port, bounces="bounces+{reference}@lantern.example", hostname="out.example")
        transport.send(LETTER, READERS[:1], key=KEY)
        transport.close()
    assert kept.messages[0][0].startswith("bounces+pk-2026-w47-")
    assert kept.greeted == ["out.example"]


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_login_over_tls_with_a_trusted_certificate(security, tmp_path: Path):
    server, ca = certificate(tmp_path)
    context = {"tls": server} if security == "tls" else {"starttls": server}
    with mail_server(**context, login=True) as kept:
        transport = smtp(tmp_path, kept.port, PASSWORD, security=security, username=USER, ca_file=ca.name)
        told = transport.send(LETTER, READERS, key=KEY)
        transport.close()
    assert [type(one) for one in told] == [Accepted] * 3
    assert (len(kept.messages), kept.logins) == (3, [True])


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_certificate_nobody_vouches_for_ends_the_attempt(security, tmp_path: Path):
    """Neither letter nor password goes to a server that only says who it is."""
    server, _ = certificate(tmp_path)
    context = {"tls": server} if security == "tls" else {"starttls": server}
    with mail_server(**context, login=True) as kept:
        transport = smtp(tmp_path, kept.port, PASSWORD, security=security, username=USER)
        (told,) = transport.send(LETTER, READERS[:1], key=KEY)
    assert isinstance(told, Failed) and told.lasting
    assert "certificate is not trusted" in told.reason
    assert kept.messages == []


def test_a_certificate_for_another_host_ends_the_attempt(tmp_path: Path):
    server, ca = certificate(tmp_path, "127.0.0.9")
    with mail_server(tls=server) as kept:
        transport = smtp(tmp_path, kept.port, security="tls", ca_file=str(ca))
        (told,) = transport.send(LETTER, READERS[:1], key=KEY)
    assert isinstance(told, Failed) and told.lasting and kept.messages == []


def test_a_wrong_password_pauses_and_is_not_shown(tmp_path: Path):
    server, ca = certificate(tmp_path)
    with mail_server(tls=server, login=True) as kept:
        transport = smtp(tmp_path, kept.port, "wrong-battery-staple", security="tls", username=USER, ca_file=str(ca))
        (told,) = transport.send(LETTER, READERS[:1], key=KEY)
    assert isinstance(told, Failed) and told.lasting
    assert told.reason.startswith("535") and "staple" not in told.reason


def test_a_server_that_repeats_the_password_is_not_quoted(tmp_path: Path):
    script = {"EHLO": "250-here\r\n250 AUTH PLAIN LOGIN", "AUTH": f"535 5.7.8 {PASSWORD} is wrong"}
    with scripted(script) as server:
        (told,) = smtp(tmp_path, server.port, PASSWORD, username=USER).send(LETTER, READERS[:1], key=KEY)
    assert told == Failed(reason="535 5.7.8 [hidden] is wrong", lasting=True)


def test_starttls_that_is_not_offered_is_not_gone_without(tmp_path: Path):
    """A man in the middle takes the offer away: we do not send in the clear."""
    told, server = outcomes(tmp_path, {}, security="starttls")
    assert told == [Failed(reason="127.0.0.1 offers no STARTTLS", lasting=True)]
    assert not [line for line in server.heard if line.startswith(("MAIL", "AUTH"))]


def test_a_password_never_travels_in_the_clear(tmp_path: Path):
    with pytest.raises(InputError, match=r"send\.options\.security: a password would travel unencrypted"):
        opened("smtp", tmp_path, {"host": "mail.example", "security": "none", "username": "u"}, {})


ANSWERS = [
    ({"greeting": "421 4.3.2 too busy"}, Throttled(reason="421 4.3.2 too busy")),
    ({"greeting": "554 5.7.1 go away"}, Failed(reason="554 5.7.1 go away", lasting=True)),
    ({"MAIL": "421 4.7.0 too many messages"}, Throttled(reason="421 4.7.0 too many messages")),
    ({"MAIL": "451 4.3.0 local error"}, Failed(reason="451 4.3.0 local error")),
    ({"MAIL": "452 4.3.1 rate limit exceeded, per day"},
     Throttled(quota=True, reason="452 4.3.1 rate limit exceeded, per day")),
    ({"MAIL": "550 5.7.1 sender not allowed"}, Failed(reason="550 5.7.1 sender not allowed", lasting=True)),
    ({"RCPT": "550 5.1.1 no such user"}, Rejected(reason="550 5.1.1 no such user", kind=Refusal.GONE)),
    ({"RCPT": "551 user not local"}, Rejected(reason="551 user not local")),
    ({"RCPT": "552 5.2.2 mailbox full"}, Rejected(reason="552 5.2.2 mailbox full", kind=Refusal.LATER)),
    ({"RCPT": "452 4.2.2 over quota"}, Rejected(reason="452 4.2.2 over quota", kind=Refusal.LATER)),
    ({"RCPT": "550 5.7.1 listed by a blocklist"},
     Rejected(reason="550 5.7.1 listed by a blocklist", kind=Refusal.UNCLEAR)),
    ({"RCPT": "554 5.7.1 Relay access denied"}, Rejected(reason="554 5.7.1 Relay access denied")),
    ({"RCPT": "450 4.2.0 Greylisted, come back in 300 seconds"},
     Rejected(reason="450 4.2.0 Greylisted, come back in 300 seconds", kind=Refusal.LATER)),
    ({"RCPT": "450 mailbox busy"}, Rejected(reason="450 mailbox busy", kind=Refusal.LATER)),
    ({"RCPT": "451 4.3.5 server configuration error"}, Failed(reason="451 4.3.5 server configuration error")),
    ({"RCPT": "452 insufficient system storage"}, Failed(reason="452 insufficient system storage")),
    ({"RCPT": "421 4.7.28 rate"}, Throttled(reason="421 4.7.28 rate")),
    ({"DATA": "451 4.3.0 try later"}, Failed(reason="451 4.3.0 try later")),
    ({"dot": "452 4.3.1 no space"}, Failed(reason="452 4.3.1 no space")),
    ({"dot": "554 5.7.1 looks like spam"}, Rejected(reason="554 5.7.1 looks like spam", kind=Refusal.LETTER)),
    ({"dot": "552 5.3.4 too large"}, Rejected(reason="552 5.3.4 too large", kind=Refusal.LETTER)),
]  # fmt: skip


@pytest.mark.parametrize(("script", "outcome"), ANSWERS, ids=[str(script) for script, _ in ANSWERS])
def test_what_each_refusal_means(script, outcome, tmp_path: Path):
    """RFC 5321, 4.2.1: 4xx may be tried again, 5xx may not; who is meant is told by the command it answers."""
    told, _server = outcomes(tmp_path, script)
    assert told == [outcome]


def test_a_letter_too_large_for_the_server_is_not_begun(tmp_path: Path):
    told, server = outcomes(tmp_path, {"EHLO": "250-here\r\n250 SIZE 500"})
    assert isinstance(told[0], Failed) and told[0].lasting and "the server takes 500" in told[0].reason
    assert not [line for line in server.heard if line.startswith("MAIL")]


@pytest.mark.parametrize("script", [{"greeting": HANG}, {"EHLO": HANG}, {"MAIL": HANG}, {"RCPT": DROP}, {"DATA": HANG},
                                    {"greeting": DROP}, {"greeting": "garbage"}], ids=str)  # fmt: skip
def test_silence_before_the_message_is_whole_is_safe_to_try_again(script, tmp_path: Path):
    """Without the final dot a server delivers nothing (RFC 5321, 4.1.1.4)."""
    told, server = outcomes(tmp_path, script, count=2, timeout=0.3)
    assert [type(one) for one in told] == [Failed, Failed]
    assert not any(one.lasting for one in told if isinstance(one, Failed))
    assert server.whole == 0 and server.connections == 1


def test_a_line_cut_in_the_middle_of_a_large_letter_is_safe_to_try_again(tmp_path: Path):
    """The end of the letter never left this machine."""
    letter = replace(LETTER, page=PAGE + "x" * 12_000_000)
    with scripted({"EHLO": "250 here", "body": DROP}) as server:
        (told,) = smtp(tmp_path, server.port).send(letter, [reader(1)], key=KEY)
    assert isinstance(told, Failed) and not told.lasting
    assert server.whole == 0


@pytest.mark.parametrize("script", [{"dot": DROP}, {"dot": HANG}, {"dot": "nonsense"}], ids=str)
def test_silence_after_the_final_dot_is_uncertain(script, tmp_path: Path):
    """The server has all of it: sending again may be a second letter. The rest of the batch is not tried."""
    told, server = outcomes(tmp_path, script, count=3, answer_timeout=0.3)
    assert isinstance(told[0], Uncertain)
    assert [type(one) for one in told[1:]] == [Failed, Failed]
    assert server.whole == 1


def test_nobody_listening(tmp_path: Path):
    with scripted() as server:
        port = server.port
    (told,) = smtp(tmp_path, port).send(LETTER, READERS[:1], key=KEY)
    assert isinstance(told, Failed) and not told.lasting


def test_one_refused_reader_does_not_cost_the_others_theirs(tmp_path: Path):
    """The connection is set back with RSET and goes on."""
    told, server = outcomes(tmp_path, {"reader1@": "550 5.1.1 no such user"}, count=3)
    assert [type(one) for one in told] == [Accepted, Rejected, Accepted]
    assert (server.connections, server.whole, server.heard.count("RSET")) == (1, 2, 1)


def test_after_three_refusals_in_the_same_words_the_rest_of_a_batch_waits(tmp_path: Path):
    """Each names another address; whoever is meant, seven more would be told the same."""
    script = {f"reader{n}@": f"550 <reader{n}@example.org> relay not permitted" for n in range(10)}
    told, server = outcomes(tmp_path, script, count=10)
    assert [type(one) for one in told] == [Rejected] * 3 + [Failed] * 7
    assert sum(line.startswith("RCPT") for line in server.heard) == 3
    told, server = outcomes(tmp_path, {"RCPT": "550 5.1.1 no such user"}, count=10)
    assert [type(one) for one in told] == [Rejected] * 10


def test_once_told_to_wait_the_rest_is_not_tried(tmp_path: Path):
    told, server = outcomes(tmp_path, {"RCPT": "421 4.7.0 slow down"}, count=5)
    assert [type(one) for one in told] == [Throttled] * 5
    assert sum(line.startswith("RCPT") for line in server.heard) == 1


def test_connections_are_used_again_and_not_for_ever(tmp_path: Path):
    """Five messages a connection: twelve messages need three."""
    with scripted() as server:
        transport = smtp(tmp_path, server.port, max_messages=5, batch=4)
        for start in range(0, 12, 4):
            told = transport.send(LETTER, [reader(start + more) for more in range(4)], key=KEY)
            assert [type(one) for one in told] == [Accepted] * 4
        transport.close()
        assert (server.connections, server.whole) == (3, 12)
        assert server.heard.count("QUIT") == 3


@pytest.mark.parametrize("most", [1, 2, 7])
def test_a_limit_of_the_connection_ends_the_connection_and_is_learnt(most: int, tmp_path: Path):
    """421 after some messages: the same message goes over a new connection, and the next ones end before it is said."""
    with scripted(messages=most) as server:
        transport = smtp(tmp_path, server.port)
        for start in range(0, 30, 10):
            told = transport.send(LETTER, [reader(start + more) for more in range(10)], key=KEY)
            assert [type(one) for one in told] == [Accepted] * 10
        transport.close()
        assert (server.whole, server.refused) == (30, 1)


def test_a_limit_of_the_account_is_told_by_a_new_connection(tmp_path: Path):
    """Too fast on the old connection and at once on a new one: then it is the account, and the rate is for it."""
    with scripted({"reader2@": "450 4.7.1 rate limit exceeded"}, {"RCPT": "450 4.7.1 rate limit exceeded"}) as server:
        transport = smtp(tmp_path, server.port)
        told = transport.send(LETTER, [reader(number) for number in range(5)], key=KEY)
        transport.close()
    assert [type(one) for one in told] == [Accepted, Accepted, Throttled, Throttled, Throttled]
    assert server.connections == 2


def test_a_limit_of_the_host_lets_threads_share_its_connections(tmp_path: Path):
    """Two connections at once and five threads: nobody fails, nobody is slowed, and the server is asked seldom."""
    told: list[SendOutcome] = []
    with scripted(at_once=2) as server:
        transport = smtp(tmp_path, server.port)

        def work(start: int) -> None:
            for more in range(0, 40, 4):
                told.extend(transport.send(LETTER, [reader(start + more + n) for n in range(4)], key=KEY))

        threads = [threading.Thread(target=work, args=(start,)) for start in range(0, 500, 100)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        transport.close()
        assert {type(one) for one in told} == {Accepted}
        assert (len(told), server.whole) == (200, 200)
        assert server.refused <= 5


def test_a_connection_that_died_while_idle_is_replaced(tmp_path: Path):
    """The server hung up between two batches: found at MAIL, before anything was handed over."""
    with scripted({"MAIL": "250 ok"}, {}) as server:
        transport = smtp(tmp_path, server.port)
        assert isinstance(transport.send(LETTER, [reader(1)], key=KEY)[0], Accepted)
        transport.inner._own.session._smtp.sock.shutdown(2)  # type: ignore[attr-defined]  # what a dead line looks like
        assert isinstance(transport.send(LETTER, [reader(2)], key=KEY)[0], Accepted)
        transport.close()
        assert (server.connections, server.whole) == (2, 2)


def test_threads_have_connections_of_their_own(tmp_path: Path):
    with mail_server() as kept:
        transport = smtp(tmp_path, kept.port)
        threads = [
            threading.Thread(
                target=lambda start=start: [
                    transport.send(LETTER, [reader(number)], key=KEY) for number in range(start, start + 10)
                ]
            )
            for start in (0, 10, 20, 30)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        transport.close()
    assert sorted(to for _, to, _ in kept.messages) == sorted(reader(number).address for number in range(40))
    assert len(kept.greeted) == 4


def test_a_ca_file_that_is_none(tmp_path: Path):
    Path(tmp_path, "ca.pem").write_text("not a certificate")
    with pytest.raises(InputError, match=r"send\.options\.ca_file: cannot be read"):
        smtp(tmp_path, 25, security="tls", ca_file="ca.pem")
    assert ssl.create_default_context().verify_mode == ssl.CERT_REQUIRED
