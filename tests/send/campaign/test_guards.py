"""Each guard broken, and seen to refuse with a sentence and the command that mends it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from publishkit.errors import InputError
from publishkit.model.config import EmailIdentity, Sending
from publishkit.send.campaign.guards import ALWAYS, REAL, Approvals, Confirmed, PreviousCampaign, Situation, ask_guards
from publishkit.send.letter.message import Mailing
from publishkit.send.transports.base import Quota

NOW = datetime(2026, 11, 20, 6, tzinfo=UTC)
HOUR = timedelta(hours=1)
EMAIL = EmailIdentity(
    from_address="letter@quay.example", list_id="letter.quay.example", unsubscribe_url="https://quay.example/u/{token}"
)
MAILING = Mailing(
    edition="2026-w47",
    subject="Low water",
    from_address="letter@quay.example",
    list_id="letter.quay.example",
    archive="https://quay.example/",
    rights="https://quay.example/rights.json",
)
WELL = Situation(
    issue="2026-w47",
    command="2026-w47 --list readers",
    sending=Sending(transport="smtp"),
    email=EMAIL,
    mailing=MAILING,
    now=NOW,
    rehearsal=False,
    environment="",
    count=1200,
    last=PreviousCampaign(issue="2026-w46", count=1190),
    approvals=Approvals(tested_at=NOW - 2 * HOUR, approved_at=NOW - HOUR),
    confirmed=Confirmed(expect_count=1200),
)


def approvals(**changes: Any) -> dict[str, Any]:
    return {"approvals": replace(WELL.approvals, **changes)}


def sending(**changes: Any) -> dict[str, Any]:
    return {"sending": Sending(transport="smtp", **changes)}


def test_a_letter_against_which_nothing_speaks_may_leave():
    assert [problem for guard in {**ALWAYS, **REAL}.values() for problem in guard(WELL)] == []
    ask_guards(WELL)


BROKEN = [
    pytest.param({"count": 0, "confirmed": Confirmed(expect_count=0)}, "has nobody to write to", "audience import", id="nobody"),
    pytest.param({"email": EmailIdentity()},
                 "email.from_address: is not set", "", id="no sender"),
    pytest.param({"email": EMAIL.model_copy(update={"unsubscribe_url": "https://quay.example/leave"})},
                 "must be an https address with {token}", "/u/{token}", id="no way to leave"),
    pytest.param({"mailing": replace(MAILING, from_address="letter@evil.example")},
                 "comes from `evil.example`, which is not one of quay.example", "send.from_domains", id="domain"),
    pytest.param(sending(from_domains=("other.example",)), "is not one of other.example", "", id="domain not named"),
    pytest.param({**sending(environment="production"), "outside": 1200},
                 "PUBLISHKIT_ENV is not set, so only send.allow_list may get mail, and 1,200 readers are not on it",
                 "PUBLISHKIT_ENV=production", id="not production"),
    pytest.param({"environment": "staging", "outside": 3}, "PUBLISHKIT_ENV says `staging`", "", id="staging"),
    pytest.param(sending(max_count=1000), "1,200 readers are more than send.max_count allows (1,000)", "raise", id="most"),
    pytest.param({"last": PreviousCampaign(issue="2026-w46", count=900)},
                 "1,200 readers are 33 % more than 2026-w46 had (900)", "--allow-growth", id="growth"),
    pytest.param({"last": PreviousCampaign(issue="2026-w46", count=2400)}, "50 % fewer", "--allow-growth", id="shrunk"),
    pytest.param({"quota": Quota(remaining=200)},
                 "the account may send 200 more messages today, the letter goes to 1,200", "--in-parts", id="quota"),
    pytest.param({**sending(daily_quota=1500), "used_today": 400}, "1,100 more messages today", "", id="own quota"),
    pytest.param(approvals(tested_at=None), "nobody has seen a test mail", "send test 2026-w47 --list readers --to", id="no test"),
    pytest.param(approvals(tested_at=NOW - 26 * HOUR), "more than a day before", "send test", id="old test"),
    pytest.param(approvals(approved_at=None), "the letter is not approved", "send approve 2026-w47", id="not approved"),
    pytest.param(approvals(approved_at=None, other_approved_at=NOW - HOUR),
                 "the letter has changed since it was approved on 2026-11-20 at 05:00 UTC", "send approve", id="changed"),
    pytest.param(approvals(approved_at=NOW - 200 * HOUR, tested_at=NOW - 201 * HOUR), "more than a week ago", "", id="old"),
    pytest.param({"confirmed": Confirmed()}, "goes to 1,200 readers", "--expect-count 1200", id="number not said"),
    pytest.param({"confirmed": Confirmed(expect_count=1199)}, "not to the 1,199 that were confirmed", "--expect-count 1200", id="number wrong"),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "sentence", "hint"), BROKEN)
def test_what_speaks_against_sending_is_said(changes: dict[str, Any], sentence: str, hint: str):
    with pytest.raises(InputError) as refused:
        ask_guards(replace(WELL, **changes))
    assert sentence in str(refused.value)
    assert hint in str(refused.value)


def test_everything_is_said_at_once():
    with pytest.raises(InputError) as refused:
        ask_guards(replace(WELL, approvals=Approvals(), confirmed=Confirmed(), **sending(max_count=10)))
    assert len(refused.value.problems) == 4


def test_a_rehearsal_needs_nobody_to_approve_it():
    nobody = replace(WELL, approvals=Approvals(), confirmed=Confirmed())
    with pytest.raises(InputError, match="not approved"):
        ask_guards(nobody)
    ask_guards(replace(nobody, rehearsal=True))


def test_flags_answer_the_guards_they_name_and_no_other():
    grown = replace(WELL, last=PreviousCampaign(issue="2026-w46", count=100), quota=Quota(remaining=1))
    ask_guards(replace(grown, confirmed=Confirmed(expect_count=1200, allow_growth=True, in_parts=True)))
    with pytest.raises(InputError, match="nobody has seen"):
        ask_guards(
            replace(
                grown, approvals=Approvals(), confirmed=Confirmed(expect_count=1200, allow_growth=True, in_parts=True)
            )
        )


def test_every_guard_of_real_sending_is_broken_here():
    """A guard added without a case above fails here."""
    refusing = {
        name
        for name, guard in REAL.items()
        for case in BROKEN
        if list(guard(replace(WELL, **case.values[0])))  # type: ignore[arg-type]  # values of a parametrised case
    }
    assert refusing == set(REAL)
