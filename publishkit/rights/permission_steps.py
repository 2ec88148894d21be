"""What an editor does next when a permission is recorded and the gate still refuses: one sentence a reason."""

from collections.abc import Iterable, Iterator, Mapping

from publishkit.model.decision import Decision
from publishkit.model.rights import Channel
from publishkit.model.statement import GrantKind, PermissionGrant, RightsStatement
from publishkit.rights.phrases import CHANNELS, and_list, holder_name

VERBAL = (
    "A permission given by word of mouth is recorded, but it never suffices: nothing could prove it. Ask for one written "
    "line: `publishkit rights request {slug}` drafts the letter; record the answer with --from."
)
STEPS: Mapping[str, str] = {
    "R-WITHDRAWN": "It was called back; an older permission does not undo that. Ask the holder, and take `withdrawn` out of rights.toml only when they agree in writing.",
    "R-EVIDENCE-MISMATCH": "Bring the stored document back as it was received; if that cannot be done, ask for the permission again.",
    "R-CONFLICT": "Decide which of the signals holds, say why in `notes` of rights.toml, and empty `conflict` there.",
    "R-GRANT-WRONG-HOLDER": "If {grantor} may speak for {holder}, run the same command again with --holder; if not, ask {holder}.",
    "R-GRANT-NOT-YET": "Use it in an issue dated later, or ask for an earlier start.",
    "R-GRANT-EXPIRED": 'Ask for a longer permission, or use a summary of your own (use = "brief").',
    "R-GRANT-CHANNEL": "Not covered: {channels}. Ask for it, or take the format out of `outputs` in issue.toml.",
    "R-GRANT-TERRITORY": "Ask for the missing countries, or narrow `territories` in publishkit.toml if the edition really goes nowhere else.",
    "R-GRANT-TREATMENT": "If the letter allows this use, run the same command again and name it with --treatments.",
    "R-GRANT-LANGUAGE": "Ask for a translation into this language.",
    "R-GRANT-WORDS": "Ask for more words; a shortened text needs a permission to shorten it.",
    "R-GRANT-COPIES": "Ask for more copies, or set `audience_size` in publishkit.toml.",
    "R-GRANT-COMMERCIAL": 'If the letter allows commercial use, run the same command again with --commercial. An edition counts as non-commercial only when it has no price, paywall, advertising or sponsors and publishkit.toml says publisher_type = "nonprofit".',
    "R-GRANT-ADS": "If the letter allows advertising or sponsors, run the same command again with --ads or --sponsors.",
    "R-GRANT-PAYWALL": "If the letter allows a paywall, run the same command again with --paywall.",
    "R-NO-SOURCE-URL": "Write the address of the original into article.md (source_url).",
}  # fmt: skip
"""Code of the gate -> what to do about it."""


def next_steps(
    slug: str, grant: PermissionGrant, statement: RightsStatement, decisions: Mapping[Channel, Decision]
) -> Iterator[str]:
    """Yield what is to be done before the gate can say yes; nothing when it says yes in every format."""
    refused = {channel: decision for channel, decision in decisions.items() if not decision.ok}
    codes = list(dict.fromkeys(reason.code for decision in refused.values() for reason in decision.reasons))
    if grant.kind is GrantKind.VERBAL:
        yield VERBAL.format(slug=slug)
    values = {
        "grantor": grant.grantor.name,
        "holder": holder_name(statement.holders) or "the rights holder",
        "channels": and_list([CHANNELS[channel] for channel in _where("R-GRANT-CHANNEL", refused)]),
    }
    for code in codes:
        if code in STEPS:
            yield STEPS[code].format_map(values)


def lost(before: Mapping[Channel, Decision], after: Mapping[Channel, Decision]) -> tuple[Channel, ...]:
    """Return the formats that were allowed before a permission was recorded and would not be after it."""
    return tuple(channel for channel, decision in after.items() if not decision.ok and before[channel].ok)


def _where(code: str, refused: Mapping[Channel, Decision]) -> Iterable[Channel]:
    return (channel for channel, decision in refused.items() if any(reason.code == code for reason in decision.reasons))
