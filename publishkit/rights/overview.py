"""The rights of an issue at a glance: one row per text and picture."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass

from publishkit.model.decision import Decision, Rank
from publishkit.model.profile import Profile
from publishkit.model.rights import Channel
from publishkit.model.statement import RightsStatement
from publishkit.rights.phrases import CHANNELS, and_list, holder_name, long_date
from publishkit.rights.profile_license import effective_license
from publishkit.rights.profiles import propose_profile


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """What is known about one asset and what follows from it."""

    asset: str
    status: str
    holder: str
    license: str
    outcome: str
    """The least of all channels."""
    cleared: tuple[str, ...]
    """Channels in which the use asked is allowed."""
    reasons: tuple[str, ...]
    """Sentences, each once."""
    duties: tuple[str, ...]
    """Codes, each once."""
    proposed: str = ""
    """The profile its page seems to be under, where the statement names none."""
    asked: str = ""
    """When permission was last asked for, as a sentence; "" when it never was, or was given since."""

    def as_json(self) -> dict[str, object]:
        """Return the row for `rights show --json`."""
        return asdict(self)


def statements_table(
    decided: Iterable[tuple[RightsStatement, Mapping[Channel, Decision]]], profiles: Mapping[str, Profile]
) -> tuple[Row, ...]:
    """Return a row for every statement with its decisions, in the order given."""
    return tuple(_row(statement, decisions, profiles) for statement, decisions in decided)


def _row(statement: RightsStatement, decisions: Mapping[Channel, Decision], profiles: Mapping[str, Profile]) -> Row:
    every, proposed = list(decisions.values()), propose_profile(statement, profiles)
    return Row(
        asset=statement.asset_id,
        status=statement.status,
        holder=holder_name(statement.holders) or "",
        license=effective_license(statement, profiles.get(statement.profile or "")).name,
        outcome=min((decision.outcome for decision in every), key=lambda outcome: Rank[outcome.value], default=""),
        cleared=tuple(channel.value for channel, decision in decisions.items() if decision.ok),
        reasons=tuple(_sentences(decisions)),
        duties=tuple(dict.fromkeys(duty.code for decision in every for duty in decision.duties)),
        proposed=proposed.id if proposed else "",
        asked=_asked(statement),
    )


def _sentences(decisions: Mapping[Channel, Decision]) -> Iterator[str]:
    """Yield every reason once; those that differ in nothing but the format are one sentence that names all formats."""
    found: dict[tuple[str, str], list[str]] = {}
    for channel, decision in decisions.items():
        for reason in decision.reasons:
            before, word, after = reason.sentence.rpartition(f" {CHANNELS[channel]}")
            key = (f"{before} ", after) if word else (reason.sentence, "")
            found.setdefault(key, [])
            if word:
                found[key].append(CHANNELS[channel])
    for (before, after), channels in found.items():
        yield f"{before}{and_list(channels)}{after}"


def _asked(statement: RightsStatement) -> str:
    asked = max((request.asked_on for request in statement.requests), default=None)
    if asked is None or any(grant.granted_on >= asked for grant in statement.grants):
        return ""
    return f"Permission was asked for on {long_date(asked)}; no answer is on file."
