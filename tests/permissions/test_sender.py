"""Who speaks for the holder: a writer of the work's own house who answers our request and signs for the holder."""

from datetime import date

import pytest

from publishkit.model.rights import Party
from publishkit.model.statement import PermissionRequest, RightsStatement
from publishkit.permissions.mail_head import MailHead
from publishkit.permissions.request_record import FoundRequest
from publishkit.permissions.sender import is_expected, is_of_house, signed_for, strange_namesake
from publishkit.rights.gate.reasons import word_reason

HOLDER = (Party(name="Northern Courier Media Ltd."),)
SIGNED = "yes, please go ahead.\n\nHelen Moore\n"


def request(to: str = "rights@courier.example") -> FoundRequest:
    asked = PermissionRequest(asked_on=date(2026, 11, 26), to=to, path="", token="PK-AAAA-BBBB")
    return FoundRequest(token="PK-AAAA-BBBB", issue_id="2026-w48", slug="geese", parts=(None,), request=asked)


def work(url: str = "https://www.courier.example/2026/11/a") -> RightsStatement:
    return RightsStatement(source_url=url, holders=HOLDER)


@pytest.mark.parametrize(
    "signature",
    [
        "Head of Syndication, Northern Courier Media Ltd",
        "Northern Courier Media Ltd.",
        "Northern Courier Media Ltd | Rights and Permissions",
        "for the Northern Courier Media Ltd",
    ],
)
def test_a_signature_names_the_holder(signature: str) -> None:
    assert signed_for(f"{SIGNED}{signature}", "", HOLDER) == signature
    assert signed_for(SIGNED, signature, HOLDER) == signature


@pytest.mark.parametrize(
    "signature",
    [
        "",
        "Head of Syndication",
        "formerly Northern Courier Media Ltd",
        "Freelance contributor to Northern Courier Media Ltd",
        "A happy reader of Northern Courier Media Ltd",
        "Coast Pictures, a supplier of Northern Courier Media Ltd and many others",
        "I have read it for many years with joy. Thank you, Northern Courier Media Ltd",
    ],
)
def test_whoever_is_outside_does_not_sign_for_it(signature: str) -> None:
    assert not signed_for(SIGNED + signature, "", HOLDER)


def test_for_several_holders_nobody_signs() -> None:
    both = (*HOLDER, Party(name="Coast Pictures"))
    assert not signed_for(f"{SIGNED}Northern Courier Media Ltd", "", both)


@pytest.mark.parametrize(
    ("address", "url", "of_house"),
    [
        ("helen@courier.example", "https://www.courier.example/a", True),
        ("helen@mail.courier.example", "https://courier.example/a", True),
        ("helen@courier.example", "https://news.courier.example/a", True),
        ("helen@courier-media.example", "https://courier.example/a", False),
        ("helen@notcourier.example", "https://courier.example/a", False),
        ("helen@gmail.com", "https://courier.example/a", False),
        ("otto@substack.com", "https://otto.substack.com/p/bread", False),
        ("x@co.uk", "https://courier.co.uk/a", False),
        ("", "https://courier.example/a", False),
    ],
)
def test_only_the_own_domain_is_the_house(address: str, url: str, of_house: bool) -> None:
    assert is_of_house(address, work(url), request()) is of_house
    assert not is_of_house(address, work(url), None), "it answers no request of ours"


def test_a_free_address_that_we_asked_is_expected_and_speaks_for_no_house() -> None:
    asked = request("courier@gmail.com")
    assert is_expected("courier@gmail.com", work(), asked)
    assert not is_of_house("courier@gmail.com", work(), asked)


def test_the_holders_name_before_a_strange_address_proves_nothing() -> None:
    spoof = MailHead(name="Northern Courier Media Ltd", address="nc2026@gmail.com")
    assert "nc2026@gmail.com" in strange_namesake(spoof, work(), request())
    assert not strange_namesake(MailHead(name="Helen Moore", address="h@gmail.com"), work(), request())
    assert not strange_namesake(
        MailHead(name="Northern Courier Media Ltd", address="n@courier.example"), work(), request()
    )


def test_a_name_that_ends_in_a_full_stop_ends_the_sentence() -> None:
    values = {"grantor": "Helen Moore", "holder": "Northern Courier Media Ltd."}
    assert word_reason("R-GRANT-WRONG-HOLDER", values).sentence == (
        "Helen Moore gave the permission, but the rights holder is Northern Courier Media Ltd."
    )
