"""What is uncertain is settled: the provider knows, or a person says; and the status names it until then."""

import json

from publishkit.send.campaign.reconcile import Choice, ProviderAnswers, ask_provider, count_uncertain, decide
from publishkit.send.campaign.report import delivery_json, delivery_text
from publishkit.send.campaign.status import as_json, as_text, read_status
from publishkit.send.outcome import Accepted, Failed, Rejected, Uncertain
from publishkit.send.state.store import Store
from publishkit.send.state.tables import CampaignState
from publishkit.send.transports.base import Capabilities
from tests.send.campaign.campaigns import Script, Time, address, all_of, campaign_now, fill, ready, run, states


def cut(store: Store, **capabilities: object):
    """Ten readers, of whom it is not known whether they have it."""
    fill(store, 10)
    transport = Script(lines=[all_of(Uncertain(reason="the line was cut to <jane@example.org>\x1b[2J"))])
    transport.capabilities = Capabilities(batch=10, **capabilities)  # type: ignore[arg-type]  # a test names what it changes
    sender = ready(store, transport, Time())
    assert run(sender).state is CampaignState.DONE
    return sender, transport


def test_the_provider_settles_what_it_knows(store: Store):
    sender, transport = cut(store, lookup=True)
    transport.known = {address(n): Accepted(provider_id=str(n)) for n in range(6)}
    transport.known |= {address(6): Rejected(reason="no such user"), address(7): Failed(reason="not there")}
    assert ask_provider(sender) == ProviderAnswers(accepted=6, rejected=1, not_there=1, unknown=2)
    assert states(store) == {"accepted": 6, "rejected": 1, "uncertain": 2, "waiting": 1}
    transport.known |= {address(8): Accepted(), address(9): Accepted()}
    ask_provider(sender)
    assert campaign_now(sender).state is CampaignState.PAUSED
    assert run(sender).state is CampaignState.DONE
    assert transport.calls[-1][1] == (address(7),)
    assert states(store) == {"accepted": 9, "rejected": 1}


def test_a_person_says_they_have_it(store: Store):
    sender, transport = cut(store)
    assert ask_provider(sender) == ProviderAnswers(unknown=10)
    assert decide(sender, "Jane", "assume-sent", expected=9) == -1
    assert states(store) == {"uncertain": 10}
    assert decide(sender, "Jane", "assume-sent", expected=10) == 10
    assert states(store) == {"accepted": 10}
    assert len(transport.calls) == 1


def test_a_person_says_send_it_again(store: Store):
    sender, transport = cut(store)
    assert decide(sender, "Jane", "resend", expected=10) == 10
    assert run(sender).state is CampaignState.DONE
    assert states(store) == {"accepted": 10}
    assert len(transport.calls) == 2


def test_the_status_names_them_and_the_command(store: Store):
    sender, _ = cut(store)
    with store.read() as connection:
        status = read_status(connection, campaign_now(sender), sender.clock())
    text = as_text(status)
    assert all(address(n) in text for n in range(10))
    assert "`publishkit send reconcile 2026-w47 --list readers`" in text
    assert "\x1b" not in text and "jane@example.org" not in text
    assert len(as_json(status)["uncertain_readers"]) == 10


def test_the_report_names_nobody(store: Store):
    sender, _ = cut(store)
    with store.read() as connection:
        status = read_status(connection, campaign_now(sender), sender.clock())
    told = json.loads(delivery_json(status))
    assert (told["audience"], told["uncertain"]) == (10, 10)
    assert b"@" not in delivery_json(status) + delivery_text(status)


def test_a_person_decides_by_batch_reason_or_address(store: Store):
    """Two calls with different ends: what is known of the one says nothing about the other."""
    fill(store, 20)
    cuts = [all_of(Uncertain(reason="reset by peer")), all_of(Uncertain(reason="no answer in 30 s"))]
    transport = Script(lines=cuts)
    sender = ready(store, transport, Time())
    run(sender)
    in_second = transport.calls[1][1]
    with store.read() as connection:
        counted = [Choice(batch=0), Choice(reason="NO ANSWER"), Choice(address=in_second[0].upper()), Choice(batch=7)]
        assert [count_uncertain(connection, sender.campaign, one) for one in counted] == [10, 10, 1, 0]
    assert decide(sender, "Jane", "resend", expected=1, choice=Choice(address=in_second[0])) == 1
    assert campaign_now(sender).state is CampaignState.PAUSED
    assert run(sender).state is CampaignState.DONE
    assert transport.calls[-1][1] == (in_second[0],)
    assert states(store) == {"accepted": 1, "uncertain": 19}
    assert decide(sender, "Jane", "assume-sent", expected=10, choice=Choice(batch=0)) == 10
    assert decide(sender, "Jane", "resend", expected=9, choice=Choice(reason="no answer")) == 9
    assert run(sender).state is CampaignState.DONE
    assert states(store) == {"accepted": 20}
    assert max(transport.taken.values()) == 1
