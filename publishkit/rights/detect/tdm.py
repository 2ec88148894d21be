"""Text and data mining: what is reserved, by whom it was said, and how far it reaches."""

import re
from collections.abc import Iterator, Mapping, Sequence

from publishkit.model.rights import Notice, TdmReservation, TdmScope, TdmSignal, TdmState
from publishkit.model.statement import Signal
from publishkit.rights.detect.found import web_address
from publishkit.rights.detect.notices import mining_clause
from publishkit.rights.notice import phrases_of

PRECEDENCE = ("meta", "header", "tdmrep.json")
"""TDM Reservation Protocol: the page before the header before the site's file; silence never resets."""
ROBOTS = re.compile(r"(?<![\w-])no(?:(?:image)?ai|ml)(?![\w-])", re.IGNORECASE)
ARTIFICIAL = re.compile(
    r"intelligen|\bAI\b|\bKI\b|\bML\b|machine learning|noai|noml|GENAI|AIML|ai-|AI学習|生成AI|AI\s?학습", re.IGNORECASE
)
PROHIBITED = re.compile(r"DMI-PROHIBITED[A-Z-]{0,60}$")
ALLOWED = re.compile(r"DMI-ALLOWED$")


def detect_tdm(notices: Sequence[Notice], signals: Sequence[Signal]) -> TdmReservation:
    """Return the reservation; a sign that reserves is believed from anywhere, one that frees only where none reserves."""
    protocol = _protocol(signals)
    seen = [*_of_notices(notices), *([protocol] if protocol else []), *(sign for one in signals for sign in _read(one))]
    reserved = [sign for sign in seen if not _frees(sign)]
    if not seen:
        return TdmReservation()
    images_only = all(sign.kind == "robots" and "noimageai" in sign.value.lower() for sign in reserved)
    training = _content_signal(signals, "ai-train")
    using = _content_signal(signals, "ai-input") or _content_signal(signals, "ai")
    artificial = (
        "deny" if any(ARTIFICIAL.search(sign.value) and sign.kind != "content-signal" for sign in reserved) else None
    )
    return TdmReservation(
        state=TdmState.RESERVED if reserved else TdmState.NOT_RESERVED,
        policy_url=_policy(signals, protocol) if reserved else None,
        scope=TdmScope.IMAGE if reserved and images_only else TdmScope.ALL,
        signals=tuple(dict.fromkeys(seen)),
        ai_training=artificial or training,
        ai_input=artificial or using,
    )


def _frees(sign: TdmSignal) -> bool:
    return (
        (sign.kind == "tdm-reservation" and sign.value == "0")
        or bool(ALLOWED.search(sign.value))
        or sign.value == "ai-train=yes"
    )


def _of_notices(notices: Sequence[Notice]) -> Iterator[TdmSignal]:
    for notice in notices:
        if any(phrase.kind == "TDM" for phrase in phrases_of(notice)):
            yield TdmSignal(kind="notice", value=mining_clause(notice.text), where=str(notice.where))


def _protocol(signals: Sequence[Signal]) -> TdmSignal | None:
    """The protocol's value with the highest precedence; any value but 0 and 1 is an error and means nothing."""
    said = [one for one in signals if one.kind == "tdm-reservation" and one.value.strip() in {"0", "1"}]
    chosen = min(said, key=lambda one: PRECEDENCE.index(one.where) if one.where in PRECEDENCE else 0, default=None)
    return TdmSignal(kind=chosen.kind, value=chosen.value.strip(), where=chosen.where) if chosen else None


def _read(signal: Signal) -> Iterator[TdmSignal]:
    """Yield what another kind of sign says about mining."""
    value = " ".join(signal.value.split())[:300]
    sign = TdmSignal(kind=signal.kind, value=value, where=signal.where)
    match signal.kind:
        case "robots" if ROBOTS.search(value):
            yield sign
        case "robots-agent" | "rsl":
            yield sign
        case "content-signal":
            for name, word in _pairs(value).items():
                if name in {"ai-train", "ai-input", "ai"} and (word == "no" or name == "ai-train"):
                    yield TdmSignal(kind=signal.kind, value=f"{name}={word}", where=signal.where)
        case "data-mining" if PROHIBITED.search(value) or ALLOWED.search(value):
            yield sign
        case _:
            return


def _pairs(value: str) -> Mapping[str, str]:
    """The words of a Content-Signal: "search=yes, ai-train=no"; ones we do not know are left out."""
    parts = (part.partition("=") for part in value.lower().split(","))
    return {name.strip(): word.strip() for name, _, word in parts if word.strip() in {"yes", "no"}}


def _content_signal(signals: Sequence[Signal], name: str) -> str | None:
    words = [_pairs(one.value).get(name) for one in signals if one.kind == "content-signal"]
    if "no" in words:
        return "deny"
    return "allow" if "yes" in words else None


def _policy(signals: Sequence[Signal], protocol: TdmSignal | None) -> str | None:
    """The policy beside the reservation that counts; a policy beside a 0 is ignored, an RSL file is one, too."""
    where = protocol.where if protocol and protocol.value == "1" else None
    named = [one for one in signals if one.kind == "tdm-policy" and (where is None or one.where == where)]
    linked = [one for one in signals if one.kind == "rsl"]
    return next((address for one in (*named, *linked) if (address := web_address(one.value))), None)
