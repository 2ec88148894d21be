"""What a letter says is read, what it does not say is asked for, and a stranger's mail stays harmless."""

from dataclasses import replace
from datetime import date
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publishkit.errors import InputError
from publishkit.model.decision import Decision, EditionContext, IntendedUse, PublisherType, RightsPolicy, Stored
from publishkit.model.issue import OUTPUTS
from publishkit.model.rights import AssetKind, Channel, Evidence, LicenseScope, Party, Status
from publishkit.model.statement import GrantKind, PermissionGrant, Quoted, RightsStatement, Treatment
from publishkit.permissions.answer.letter import read_letter
from publishkit.permissions.answer.reading import read_answer
from publishkit.permissions.answer.terms import Asked
from publishkit.permissions.grant import (
    Circumstances,
    GrantDetails,
    granted,
    lost,
    make_grant,
    next_steps,
    same_grant,
)
from publishkit.permissions.mail_head import MailHead, is_safe, read_mail, safe_text
from publishkit.rights.gate.decide import decide

TODAY = date(2026, 11, 22)
MAIL = (
    b"From: Jane Roe <jane@press.example>\r\nTo: letter@quay.example\r\nMessage-ID: <20261118.9@press.example>\r\n"
    b"Date: Wed, 18 Nov 2026 23:30:00 -0500\r\nSubject: Re: dues\r\n\r\nYes, please do.\r\n"
)
READ = MailHead(
    name="Jane Roe",
    address="jane@press.example",
    message_id="<20261118.9@press.example>",
    sent_on=date(2026, 11, 18),
)
DETAILS = GrantDetails(channels=(Channel.EMAIL, Channel.WEB), holder=True)


def proof(data: bytes = MAIL) -> Evidence:
    return Evidence(path="issues/2026-w47/evidence/letter.eml", sha256=sha256(data).hexdigest())


def make(
    details: GrantDetails = DETAILS, data: bytes = MAIL, name: str = "letter.eml", **options: object
) -> PermissionGrant:
    letter = read_letter(name, data)
    reading = read_answer(letter, Asked(addresses=frozenset({"letter@quay.example"}), names=("dues",)))
    around = Circumstances(**{"kind": AssetKind.TEXT, "today": TODAY, **options})  # type: ignore[arg-type]
    return make_grant(details, letter, reading, proof(data), around)


def spoken(details: GrantDetails) -> PermissionGrant:
    return make_grant(details, None, None, None, Circumstances(kind=AssetKind.TEXT, today=TODAY))


def places(stop: pytest.ExceptionInfo[InputError]) -> list[str]:
    return [problem.place for problem in stop.value.problems]


def test_a_mail_says_who_wrote_it_when_and_under_which_number() -> None:
    """The day is the sender's own, not ours."""
    assert read_mail(MAIL) == READ


@pytest.mark.parametrize(
    ("sender", "name", "address"),
    [
        (b"jane@press.example", "", "jane@press.example"),
        (b'"Roe, Jane" <jane@press.example>', "Roe, Jane", "jane@press.example"),
        (b"=?utf-8?q?Jane_R=C3=B6e?= <jane@press.example>", "Jane Röe", "jane@press.example"),
        ("Jane Röe <jane@press.example>".encode(), "Jane Röe", "jane@press.example"),
        ("Jane Röe <jane@press.example>".encode("latin-1"), "", ""),
        (b"Jane <jane@press.example>, Bo <bo@press.example>", "", ""),
        (b"jane@press.example, bo@press.example", "", ""),
        (b'"boss@press.example" <jane@elsewhere.example>', "", ""),
        (b'"Jane@press.example" <jane@press.example>', "", "jane@press.example"),
        (b"=?utf-8?q?Jane=0D=0ABcc:_all?= <jane@press.example>", "Jane Bcc: all", "jane@press.example"),
        (b"=?utf-8?q?=E2=80=AEenaJ?= <jane@press.example>", "enaJ", "jane@press.example"),
        (b"=?x-none?q?Jane?= <jane@press.example>", "", "jane@press.example"),
        (b"=?utf-8?b?/////w==?= <jane@press.example>", "", "jane@press.example"),
        (b"Jane <jane@press.example> and more", "", ""),
        (b"Jane \x1b[2J<jane@press.example>", "Jane [2J", "jane@press.example"),
        (b"<" * 1000, "", ""),
        (b"x" * 3000 + b" <jane@press.example>", "", ""),
    ],
)
def test_a_doubtful_sender_is_no_sender(sender: bytes, name: str, address: str) -> None:
    """One address, one readable name; whoever poses as another address stays unknown."""
    head = read_mail(b"From: " + sender + b"\r\n\r\nYes.")
    assert (head.name, head.address) == (name, address)


@pytest.mark.parametrize(
    "day", [b"", b"yesterday", b"Wed, 18 Nov 1970 09:00:00 +0000", b"Wed, 99 Nov 2026 09:00:00 +0000", b"9" * 1500]
)
def test_a_day_that_cannot_be_read_is_unknown(day: bytes) -> None:
    assert read_mail(b"Date: " + day + b"\r\n\r\n").sent_on is None


def test_a_header_that_stands_twice_says_nothing() -> None:
    """Whichever a mail program shows, the other may be somebody else's."""
    twice = MAIL.replace(b"Subject:", b"From: Bo <bo@press.example>\r\nMessage-ID: <x@y>\r\nDate: 1\r\nSubject:")
    assert read_mail(twice) == MailHead()


def test_the_body_is_never_taken_for_the_head() -> None:
    assert read_mail(b"Subject: Re\r\n\r\nFrom: Jane Roe <jane@press.example>\r\n\r\n") == MailHead()


def test_a_mail_of_many_megabytes_is_read_at_once() -> None:
    """Only the head is looked at, and of the head no more than a quarter of a megabyte."""
    assert read_mail(MAIL + b"A" * 20_000_000) == READ
    assert read_mail(b"X-Long: " + b"a: \n b" * 3_000_000 + b"\r\n" + MAIL) == MailHead()


@given(st.binary(max_size=2000), st.sampled_from([b"", b"From: ", b"Date: ", b"Message-ID: <", b"From: =?utf-8?b?"]))
def test_no_bytes_break_the_reader(junk: bytes, start: bytes) -> None:
    """Whatever comes out may be shown and written."""
    head = read_mail(start + junk)
    assert is_safe(head.name + head.address + head.message_id)
    assert len(head.name) <= 200


@given(st.text(max_size=500))
def test_safe_text_is_safe(text: str) -> None:
    clean = safe_text(text)
    assert is_safe(clean) and len(clean) <= 200 and safe_text(clean) == clean


def test_a_grant_is_what_the_mail_says_and_the_editor_adds() -> None:
    grant = make(replace(DETAILS, valid_until=date(2027, 12, 31), credit="© Daily\u00a0Wrap"))
    assert grant == PermissionGrant(
        id="letter.eml",
        kind=GrantKind.EMAIL,
        grantor=Party(name="Jane Roe"),
        grantor_is_holder=True,
        contact="jane@press.example",
        reference="<20261118.9@press.example>",
        granted_on=date(2026, 11, 18),
        valid_until=date(2027, 12, 31),
        channels=(Channel.EMAIL, Channel.WEB),
        credit="© Daily\u00a0Wrap",
        evidence=(proof(),),
        quoted=(Quoted(terms=("permission",), words="Yes, please do."),),
    )


def test_what_the_editor_says_stands_above_the_mail() -> None:
    grant = make(replace(DETAILS, grantor="Harbour Press Ltd", given_on=date(2026, 11, 1), reference="No. 7"))
    assert (grant.grantor.name, grant.granted_on, grant.reference) == ("Harbour Press Ltd", date(2026, 11, 1), "No. 7")


def test_a_picture_is_permitted_as_a_picture() -> None:
    """Resizing is no change of a picture; cropping would be."""
    assert make(kind=AssetKind.IMAGE).treatments == (Treatment.IMAGE, Treatment.IMAGE_RESIZED)


@pytest.mark.parametrize(("name", "data"), [("letter.pdf", b"%PDF-1.7 Jane"), ("letter.txt", MAIL)])
def test_of_anything_but_a_mail_sender_and_day_are_asked_for(name: str, data: bytes) -> None:
    """A text that looks like a mail is still a text: grantor, formats and day are asked for together."""
    with pytest.raises(InputError) as stop:
        make(GrantDetails(), data, name)
    assert places(stop) == ["--grantor", "--channels", "--date"]


def test_everything_missing_and_everything_wrong_comes_at_once() -> None:
    details = GrantDetails(
        territories=("Poland",), credit="a\nb", valid_from=date(2027, 1, 1), valid_until=date(2026, 1, 1), max_words=0
    )
    with pytest.raises(InputError) as stop:
        spoken(details)
    assert places(stop) == [
        *("--from", "--grantor", "--channels", "--date"),
        *("--until", "--max-words", "--territories", "--credit"),
    ]


def test_a_mail_from_the_future_gives_no_day() -> None:
    with pytest.raises(InputError, match="dated in the future"):
        make(data=MAIL.replace(b"2026 23", b"2031 23"))


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("letter.eml", b"", "is empty"),
        ("letter.exe", b"MZ", "is no document we know"),
        ("letter", b"x", "is no document we know"),
        ("letter.pdf", b"<html>", "is called a PDF but is none"),
        ("\u202efdp.exe", b"x", "^--from: fdp.exe is no document"),
    ],
)
def test_documents_that_prove_nothing_are_refused(name: str, data: bytes, words: str) -> None:
    with pytest.raises(InputError, match=words):
        read_letter(name, data)


RESERVED = RightsStatement(
    asset_id="dues#text",
    status=Status.ALL_RIGHTS_RESERVED,
    holders=(Party(name="Harbour Press Ltd"),),
    source_url="https://press.example/dues",
)


def decided(statement: RightsStatement, **edition: Any) -> dict[Channel, Decision]:
    stored = Stored(sha256={proof().path: proof().sha256})
    base = EditionContext(channel=Channel.WEB, date=TODAY, publisher_type=PublisherType.NONPROFIT)
    return {
        channel: decide(
            statement,
            IntendedUse(
                edition=replace(base, channel=channel, **edition),
                treatment=Treatment.FULL_VERBATIM,
                words=600,
            ),
            policy=RightsPolicy(),
            profiles={},
            stored=stored,
        )
        for channel in OUTPUTS
    }


def steps(grant: PermissionGrant, statement: RightsStatement = RESERVED, **edition: Any) -> str:
    return " ".join(next_steps("dues", grant, statement, decided(granted(statement, grant), **edition)))


def test_the_same_letter_recorded_again_takes_its_own_place() -> None:
    """So that "run the command again with --holder" mends the record instead of doubling it."""
    once = granted(RESERVED, make(GrantDetails(channels=(Channel.WEB,))))
    again = granted(once, make(DETAILS))
    assert again.grants == (make(DETAILS),)
    other = granted(again, make(DETAILS, MAIL + b"PS"))
    assert len(other.grants) == 2 and same_grant(other, make(DETAILS)) == 0
    details = GrantDetails(kind=GrantKind.VERBAL, grantor="Bo", given_on=TODAY, channels=(Channel.WEB,))
    said = spoken(details)
    assert len(granted(granted(other, said), said).grants) == 3


def test_east_of_here_it_may_be_tomorrow_already() -> None:
    assert make(replace(DETAILS, given_on=date(2026, 11, 23))).granted_on == date(2026, 11, 23)
    with pytest.raises(InputError, match="is in the future"):
        make(replace(DETAILS, given_on=date(2026, 11, 24)))


@pytest.mark.parametrize(
    ("details", "edition", "words"),
    [
        (
            GrantDetails(channels=tuple(Channel)),
            {},
            "If Jane Roe may speak for Harbour Press Ltd, run the same command again",
        ),
        (DETAILS, {}, "Not covered: PDF and EPUB."),
        (replace(DETAILS, channels=tuple(Channel)), {"ads": True}, "again with --commercial"),
        (replace(DETAILS, channels=tuple(Channel), commercial=True), {"ads": True}, "again with --ads or --sponsors"),
        (replace(DETAILS, channels=tuple(Channel), commercial=True), {"paywall": True}, "again with --paywall"),
        (replace(DETAILS, channels=tuple(Channel), max_words=100), {}, "Ask for more words"),
        (replace(DETAILS, channels=tuple(Channel), territories=("PL",)), {}, "Ask for the missing countries"),
        (replace(DETAILS, channels=tuple(Channel), valid_until=date(2026, 11, 20)), {}, "Ask for a longer permission"),
        (replace(DETAILS, kind=GrantKind.VERBAL), {}, "`publishkit rights request dues` drafts the letter"),
    ],
)
def test_whatever_the_gate_still_misses_has_a_next_step(
    details: GrantDetails, edition: dict[str, Any], words: str
) -> None:
    assert words in steps(make(details), **edition)


def test_a_permission_that_covers_everything_leaves_nothing_to_do() -> None:
    assert steps(make(replace(DETAILS, channels=tuple(Channel)))) == ""


@pytest.mark.parametrize(
    ("change", "words"),
    [({"conflict": ("rel=license", "footer")}, "Decide which of the signals holds"), ({"source_url": None}, "")],
)
def test_what_stands_above_a_permission_is_said(change: dict[str, Any], words: str) -> None:
    assert words in steps(make(replace(DETAILS, channels=tuple(Channel))), replace(RESERVED, **change))


def test_a_narrow_permission_may_take_away_what_was_free() -> None:
    free = replace(RESERVED, status=Status.PUBLIC_DOMAIN, basis="the author died in 1940", holders=())
    before, after = decided(free), decided(granted(free, make()))
    assert lost(before, after) == (Channel.PDF, Channel.EPUB)


def test_a_narrow_permission_takes_nothing_away_that_a_license_allows() -> None:
    """The license stands in the file beside the letter; what a public domain status said, the permission replaced."""
    free = replace(RESERVED, status=Status.LICENSED_OPEN, license_id="CC-BY-4.0", license_applies_to=LicenseScope.THIS)
    before, after = decided(free), decided(granted(free, make()))
    assert all(decision.ok for decision in before.values())
    assert lost(before, after) == ()
