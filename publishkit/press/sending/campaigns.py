"""Campaigns at providers that hold the list: a draft is made there, a person looks at it, and it is started once."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from publishkit.errors import ExternalError, InputError, Problem
from publishkit.model.config import Config
from publishkit.press.send import CampaignName, Confirm, Prove
from publishkit.send.campaign import witness
from publishkit.send.campaign.guards import ENVIRONMENT_VARIABLE, is_restricted
from publishkit.send.campaign.prepare import APPROVED, TEST, read_approvals, record_approval
from publishkit.send.campaign.record import Campaign
from publishkit.send.campaign.sender import Clock
from publishkit.send.letter.letter import Letter, read_letter
from publishkit.send.outcome import Accepted, Uncertain
from publishkit.send.providers.base import CampaignProvider, Content, RemoteDraft, RemoteProgress, content_of
from publishkit.send.providers.ledger import CampaignRequest, make_draft, read_back, start
from publishkit.send.providers.registry import PROVIDERS, open_provider
from publishkit.send.readers.address import AddressRefusedError, parse_address
from publishkit.send.secrets import Secrets, system_keyring
from publishkit.send.state.store import Store, open_store
from publishkit.send.transports.opening import TRANSPORT_PLACE


@dataclass(frozen=True, kw_only=True)
class ProviderCampaign:
    """The letter of an issue and the provider that is to send it, opened for one command."""

    root: Path
    config: Config
    environment: str
    """What PUBLISHKIT_ENV says."""
    provider: CampaignProvider
    store: Store
    letter: Letter
    content: Content
    request: CampaignRequest


@contextmanager
def open_campaign(
    root: Path, config: Config, name: CampaignName, environ: Mapping[str, str], *, by: str, clock: Clock
) -> Iterator[ProviderCampaign]:
    """Give the campaign of *name* at the provider of publishkit.toml; connections are given back at the end.

    Raises:
        InputError: the transport holds no list, its options or secrets are wrong, or the edition is not finished.
        ProofError: a file of the edition was changed since it was proved.
        ExternalError: the database cannot be reached.
    """
    now = clock()
    with _provider(config, environ, clock) as provider, open_store(root, config.send.database) as store:
        letter = read_letter(root / "out" / name.issue, config, now, own_list=False)
        request = CampaignRequest(
            issue=name.issue,
            list=name.list,
            variant=name.variant,
            content_sha256=letter.sha256,
            late=timedelta(hours=config.send.late_hours),
            by=by,
            now=now,
        )
        yield ProviderCampaign(
            root=root,
            config=config,
            environment=environ.get(ENVIRONMENT_VARIABLE, "").strip(),
            provider=provider,
            store=store,
            letter=letter,
            content=content_of(letter, provider.dialect),
            request=request,
        )


@contextmanager
def _provider(config: Config, environ: Mapping[str, str], clock: Clock) -> Iterator[CampaignProvider]:
    if config.send.transport not in PROVIDERS:
        message = f"`{config.send.transport}` does not hold a list: publishkit sends by itself"
        hint = f"`publishkit send ISSUE`; providers that hold one: {', '.join(sorted(PROVIDERS))}"
        raise InputError(Problem(place=TRANSPORT_PLACE, message=message, hint=hint))
    provider = open_provider(config.send, Secrets(environ, system_keyring), clock)
    try:
        yield provider
    finally:
        provider.close()


def place_draft(campaign: ProviderCampaign) -> RemoteDraft:
    """Return the draft at the provider, made now; the one that is there already when the letter is the same.

    Raises:
        InputError: this issue was started, or is at another provider.
        ExternalError: the provider refuses or cannot be reached; nobody got anything.
    """
    return make_draft(campaign.store, campaign.provider, campaign.content, campaign.request)


def mail_draft(campaign: ProviderCampaign, draft: RemoteDraft, named: Sequence[str], place: str) -> list[str]:
    """Let the provider mail *draft* to the addresses in *named*, write that down, and return the addresses.

    *place* is where they were given, for messages.

    Raises:
        InputError: one is no address.
        ExternalError: the provider refuses or cannot be reached.
    """
    try:
        addresses = [parse_address(one) for one in named]
    except AddressRefusedError as cause:
        raise InputError(Problem(place=place, message=str(cause))) from cause
    campaign.provider.test(draft.id, campaign.content, addresses)
    _record(campaign, TEST, ", ".join(addresses))
    return addresses


def start_draft(
    campaign: ProviderCampaign, expected: int | None, confirm: Confirm, prove: Prove, *, vouched: bool = False
) -> None:
    """Let the provider send its draft to the whole list, once; the number of readers is the approval.

    *prove* returns when readers find what the letter leads to; *confirm* asks a person for that number when *expected* is
    None. With *vouched*, whoever asks for it vouches that the list has not got it, whatever other witnesses say.

    Raises:
        InputError: no test of this very letter, not the place for real mail, no draft, another number, or another
            witness says that it went out.
        ExternalError: the provider refuses, cannot say how many readers there are, or gave no clear answer.
    """
    _check_may_start(campaign, vouched=vouched)
    prove(campaign.letter)
    request, name = campaign.request, campaign.provider.name
    sent = witness.Named(issue=request.issue, list=request.list, variant=request.variant)
    if vouched:
        witness.vouch(campaign.root, campaign.store, sent, request.by, request.now)
    count = _confirm_count(campaign, expected, confirm)
    told = {"submitted": 1, "transport": name, "letter_sha256": request.content_sha256}
    witness.write_marker(campaign.root, sent, {**told, "last_at": request.now.isoformat(timespec="seconds")})
    _, outcome = start(campaign.store, campaign.provider, campaign.content, request, count)
    place = f"send start {request.issue}"
    if isinstance(outcome, Accepted):
        return
    if isinstance(outcome, Uncertain):
        hint = f"wait five minutes, look there, then `publishkit send status {request.issue}`"
        raise ExternalError(Problem(place=place, message=f"{name} may be sending it: {outcome.reason}", hint=hint))
    hint = "nobody has got it; mend that and run the same command again"
    raise ExternalError(Problem(place=place, message=f"{name}: {outcome.reason}", hint=hint))


def _check_may_start(campaign: ProviderCampaign, *, vouched: bool) -> None:
    """Return when a test of this letter was mailed and this is the place for real mail.

    Raises:
        InputError: no test of this very letter, or not the place for real mail; carries every problem.
    """
    request, problems = campaign.request, list[Problem]()
    place = f"send start {request.issue}"
    with campaign.store.read() as connection:
        if not vouched:
            sent = witness.Named(issue=request.issue, list=request.list, variant=request.variant)
            problems += witness.contradictions(campaign.root, connection, sent)
            problems += witness.moved(campaign.root, campaign.store, connection, sent)
        approvals = read_approvals(connection, request.issue, request.content_sha256)
    if campaign.provider.capabilities.test and approvals.tested_at is None:
        hint = f"`publishkit send draft {request.issue} --list {request.list} --test-to you@example.org` mails one"
        problems.append(Problem(place=place, message="nobody has seen a test mail of this letter", hint=hint))
    if is_restricted(campaign.config.send, campaign.environment):
        hint = f"in production set {ENVIRONMENT_VARIABLE}=production; elsewhere stop at the draft"
        problems.append(Problem(place=place, message="this is not production, and a list has no allow-list", hint=hint))
    if problems:
        raise InputError(*problems)


def _confirm_count(campaign: ProviderCampaign, expected: int | None, confirm: Confirm) -> int:
    """Return the number of readers that a person has confirmed, and write that down as the approval.

    Raises:
        InputError: another number, or none.
        ExternalError: the provider does not say how many they are.
    """
    request, name = campaign.request, campaign.provider.name
    count = campaign.provider.audience()
    if count is None:
        hint = "look at the draft there, and press send there"
        raise ExternalError(Problem(place=name, message="does not say how many readers the list has", hint=hint))
    if expected is None:
        expected = confirm(count, campaign.letter.mailing.subject)
    most = campaign.config.send.max_count
    if count == 0 or expected != count or (most is not None and count > most):
        message = f"goes to {count:,} readers at {name}"
        message += f", more than send.max_count allows ({most:,})" if most is not None and count > most else ""
        hint = (
            f"when that is right: `publishkit send start {request.issue} --list {request.list} --expect-count {count}`"
        )
        raise InputError(Problem(place=f"send start {request.issue}", message=message, hint=hint))
    _record(campaign, APPROVED)
    return count


def _record(campaign: ProviderCampaign, kind: str, detail: str = "") -> None:
    request = campaign.request
    with campaign.store.write() as connection:
        record_approval(
            connection,
            kind,
            issue=request.issue,
            sha256=request.content_sha256,
            by=request.by,
            at=request.now,
            detail=detail,
        )


def ask_provider_again(
    config: Config,
    store: Store,
    found: Sequence[Campaign],
    environ: Mapping[str, str],
    *,
    clock: Clock,
    tell: Callable[[Problem], None],
) -> list[tuple[Campaign, RemoteProgress | None]]:
    """Return the campaigns with their progress at the provider read back; as they were when it does not answer.

    *tell* is called with each problem of asking it.
    """
    remote = [campaign for campaign in found if campaign.remote_id and campaign.transport == config.send.transport]
    if not remote:
        return [(campaign, None) for campaign in found]
    try:
        with _provider(config, environ, clock) as provider:
            now = {one.id: read_back(store, provider, one, clock()) for one in remote}
    except ExternalError as cause:
        for problem in cause.problems:
            tell(problem)
        return [(campaign, None) for campaign in found]
    return [now.get(campaign.id, (campaign, None)) for campaign in found]
