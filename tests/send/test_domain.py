"""The sender's domain as mailboxes see it, by names made up here; and DNS itself, asked on loopback."""

import socket
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

import dns.message
import dns.rrset
import pytest

from publishkit.errors import ExternalError
from publishkit.send.domain import Dns, Looked, check_domain, check_received

GOOD: Mapping[tuple[str, str], Sequence[str]] = {
    ("quay.example", "MX"): ["10 mail.quay.example"],
    ("quay.example", "TXT"): ["some other record", "v=spf1 include:relay.example -all"],
    ("relay.example", "TXT"): ["v=spf1 ip4:192.0.2.0/24 ~all"],
    ("s1._domainkey.quay.example", "TXT"): ["v=DKIM1; k=rsa; p=MIGf"],
    ("_dmarc.quay.example", "TXT"): ["v=DMARC1; p=reject; rua=mailto:d@quay.example"],
    ("mail.quay.example", "A"): ["192.0.2.7"],
    ("7.2.0.192.in-addr.arpa.", "PTR"): ["mail.quay.example"],
}


class Names:
    """Answers out of a table."""

    def __init__(self, changes: Mapping[tuple[str, str], Sequence[str]]) -> None:
        self.table = {**GOOD, **changes}

    def ask(self, name: str, kind: str) -> Sequence[str]:
        return self.table.get((name, kind), ())


def looked(changes: Mapping[tuple[str, str], Sequence[str]], domain: str = "quay.example") -> dict[str, Looked]:
    found = check_domain(Names(changes), domain, bounces="quay.example", selectors=["s1"], host="mail.quay.example")
    return {one.name: one for one in found}


def test_a_domain_that_is_set_up_well():
    assert {name: one.level for name, one in looked({}).items()} == dict.fromkeys(
        ("MX", "SPF", "DKIM", "DMARC", "reverse"), "ok"
    )


SPF, TOO_MANY = ("quay.example", "TXT"), ["v=spf1 " + "a:x.example " * 11 + "-all"]
WRONG = [
    ({("quay.example", "MX"): []}, "MX", "missing", "neither MX nor address"),
    ({("quay.example", "MX"): ["0 "]}, "MX", "missing", "null MX"),
    ({("quay.example", "MX"): [], ("quay.example", "A"): ["192.0.2.1"]}, "MX", "wanted", "only an address"),
    ({SPF: []}, "SPF", "missing", "has none"),
    ({SPF: ["v=spf1 -all", "v=spf1 mx -all"]}, "SPF", "missing", "has 2, so none counts"),
    ({SPF: ["v=spf1 +all"]}, "SPF", "missing", "lets everybody send"),
    ({SPF: TOO_MANY}, "SPF", "missing", "more than 10"),
    ({SPF: ["v=spf1 include:quay.example -all"]}, "SPF", "missing", "more than 10"),
    ({("s1._domainkey.quay.example", "TXT"): []}, "DKIM", "missing", "has no key"),
    ({("s1._domainkey.quay.example", "TXT"): ["v=DKIM1; p="]}, "DKIM", "missing", "revoked"),
    ({("_dmarc.quay.example", "TXT"): []}, "DMARC", "missing", "Gmail and Yahoo ask for it"),
    ({("_dmarc.quay.example", "TXT"): ["v=DMARC1; p=none"]}, "DMARC", "wanted", "only watches"),
    ({("7.2.0.192.in-addr.arpa.", "PTR"): []}, "reverse", "wanted", "has no name"),
    ({("7.2.0.192.in-addr.arpa.", "PTR"): ["pool7.isp.example"]}, "reverse", "wanted", "which is another"),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "name", "level", "said"), WRONG)
def test_what_is_wrong_is_said_with_what_to_do(changes, name: str, level: str, said: str):
    found = looked(changes)[name]
    assert (found.level, said in found.said) == (level, True), found
    assert found.hint


def test_a_domain_below_the_houses_own_takes_its_dmarc():
    assert looked({}, "letter.quay.example")["DMARC"].said == "_dmarc.quay.example: p=reject"


RECEIVED = b"""Authentication-Results: mx.inbox.example; dkim=pass header.d=quay.example; spf=pass; dmarc=pass
Authentication-Results: forged.example; dkim=fail
DKIM-Signature: v=1; a=rsa-sha256; d=mail.relay.example; s=r; h=from:to; b=x
DKIM-Signature: v=1; a=rsa-sha256; d=quay.example; s=s1;
 h=from:to:list-unsubscribe:list-unsubscribe-post; b=x
From: The Quay <letter@letter.quay.example>
List-Unsubscribe: <https://quay.example/u/x>
List-Unsubscribe-Post: List-Unsubscribe=One-Click

Low water.
"""


def test_a_test_mail_as_it_was_received():
    assert [one.level for one in check_received(RECEIVED)] == ["ok"] * 5


@pytest.mark.parametrize(
    ("old", "new", "level", "said"),
    [
        (b"spf=pass", b"spf=softfail", "missing", "the mailbox says: softfail"),
        (b"dmarc=pass", b"", "missing", "the mailbox says: nothing"),
        (b"d=quay.example", b"d=evilquay.example", "missing", "signed by evilquay.example, mail.relay.example, not by"),
        (b":list-unsubscribe-post; b", b"; b", "wanted", "list-unsubscribe-post not signed"),
        (b"List-Unsubscribe-Post:", b"X-Was:", "missing", "lost on the way"),
        (b"Authentication-Results: ", b"X-Results: ", "missing", "no mailbox has written"),
    ],
)
def test_what_was_lost_on_the_way(old: bytes, new: bytes, level: str, said: str):
    found = list(check_received(RECEIVED.replace(old, new)))
    assert any(one.level == level and said in one.said for one in found), found


@contextmanager
def name_server(records: Mapping[tuple[str, str], Sequence[str]]) -> Iterator[tuple[str, int]]:
    """A name server on loopback that knows *records*, and refuses nothing."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 0))

        def serve() -> None:
            while data := server.recvfrom(4096):
                question = dns.message.from_wire(data[0])
                if not question.question:
                    return
                asked = question.question[0]
                kind = dns.rdatatype.to_text(asked.rdtype)
                answer = dns.message.make_response(question)
                if found := records.get((asked.name.to_text(omit_final_dot=True), kind)):
                    answer.answer.append(dns.rrset.from_text(asked.name, 60, "IN", kind, *found))
                server.sendto(answer.to_wire(), data[1])

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        address = ("127.0.0.1", server.getsockname()[1])
        yield address
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as end:
            end.sendto(dns.message.Message().to_wire(), address)
        thread.join(5)


def test_dns_is_asked_and_long_texts_are_joined():
    records = {
        ("quay.example", "TXT"): ['"v=spf1 include:" "relay.example -all"'],
        ("quay.example", "MX"): ["10 Mail.quay.example."],
    }
    with name_server(records) as server:
        names = Dns(server)
        assert names.ask("quay.example", "TXT") == ["v=spf1 include:relay.example -all"]
        assert names.ask("quay.example", "MX") == ["10 mail.quay.example"]
        assert names.ask("isle.example", "MX") == ()


def test_a_name_server_that_is_silent_is_told(monkeypatch):
    monkeypatch.setattr("publishkit.send.domain.SECONDS", 0.3)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
        silent.bind(("127.0.0.1", 0))
        with pytest.raises(ExternalError, match="DNS: does not answer"):
            Dns(("127.0.0.1", silent.getsockname()[1])).ask("quay.example", "MX")
