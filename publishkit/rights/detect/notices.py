"""What a notice says: who holds the rights, what is reserved, which exceptions it names; text and data mining above all."""

import re
from collections.abc import Iterator, Mapping, Sequence

from publishkit.model.rights import Notice, TdmReservation, TdmScope, TdmSignal, TdmState
from publishkit.model.statement import Signal
from publishkit.rights.copyright_line import choose_copyright
from publishkit.rights.detect.found import evidence, web_address
from publishkit.rights.notice import MAX_LINE, MAX_NOTICE, phrases_in, phrases_of
from publishkit.words import TURNING, aligned, inert, lowered, plain

# Bounded repetitions only; a name is a run of characters of which a full stop is one only inside of a word or of a form
# of company, so that each character can be taken in one way.
_NAME = (
    r"(?P<h>(?:[^,.;\n]|\.(?=\w)|(?<=[Ss]p)\.(?= ?z)|(?<= o)\.(?= ?o)){2,90}(?:, ?(?:a\.s|Inc|Ltd|LLC|S\.A)(?!\w))?)"
)
HOLDERS = tuple(
    re.compile(source, re.IGNORECASE)
    for source in (
        rf"\b(?:prior|explicit|written|express)[\w ,]{{0,40}}(?:consent|permission|authori[sz]ation)[ \t]{{1,3}}(?:from|of|by)[ \t]{{1,3}}{_NAME}",
        rf"\b(?:consent|permission|authori[sz]ation) (?:from|of) (?=(?:the )?(?-i:[A-Z])){_NAME}",
        rf"\bzgody[ \t]{{1,3}}(?=(?-i:[A-ZŻŹĆŁŚÓ])){_NAME}",
        rf"\b(?:genehmigung|zustimmung|erlaubnis) (?:von|der|des) {_NAME}",
        rf"\b(?:autorisation|accord)\b[^.]{{0,30}} (?:de|du|des) (?=(?-i:[A-ZÉ])){_NAME}",
        rf"\b(?:autorización|consentimiento)\b[^.]{{0,30}} de (?=(?-i:[A-ZÁÉ])){_NAME}",
        rf"\btoestemming van (?=(?-i:[A-Z])){_NAME}",
        rf"\b(?:разрешения|согласия) (?=(?-i:[А-Я«])){_NAME}",
        r"著作権は(?P<h>[^、。\s]{2,30}?)(?:または|に(?:帰)?属)",
    )
)
ABBREVIATED = re.compile(r"\.[ \u00a0]?\w$")
"""A name that ends as "S.A." and "sp. z o.o." do."""
GENERIC = re.compile(
    r"\b(?:copyright (?:holder|owner)|(?:the|its|respective) (?:publisher|author|owner|rights|editor)\w{0,2}|us|verlag(?:e?s)?|redaktion|autor\w{0,4}|herausgeber\w{0,2}|rechteinhaber\w{0,2}|wydawc\w{1,2}|redakcj\w{1,2}|autora"
    r"|l'éditeur|éditeur|auteur|editor(?:ial|e)?|titular\w{0,2}|uitgever|those|these|this|such|any|all|each)\b",
    re.IGNORECASE,
)
"""Words for a holder that name nobody."""
OF_PICTURE = re.compile(
    r"\b(?:photos?|images?|pictures?|illustrations?|fotos?|bild(?:er)?|zdjęci[ae]|imágenes|imagens|immagini|foto's|bilder) ?:[^.;\n]{0,160}", re.IGNORECASE
)  # fmt: skip
"""“Text: …; photos: Ida Example, all rights reserved”: what stands up to the next stop is said of pictures."""
EXCEPTION = re.compile(r"\b(?:does not|do not) apply\b", re.IGNORECASE)
LOST_LINK = re.compile(r"\b(?:can be found|available) {1,3}here\b", re.IGNORECASE)
MINING = re.compile(
    r"regardless of the method[^.]{0,400}?\)|[^.,;]{0,200}?(?:mining|intelligen|exploration|eksplorac|2019/790|§ ?44 ?b|26\(?3)[^.;]{0,200}", re.IGNORECASE
)  # fmt: skip


def reserving(notices: Sequence[Notice]) -> tuple[Signal, ...]:
    """Return the words that reserve: kind (`arr`, `prohibit`, `forbid`, `tdm`) and the phrase as it stands."""
    return tuple(dict.fromkeys(signal for notice in notices for signal in _reserving(notice)))


def holder_of(notices: Sequence[Notice]) -> str | None:
    """Return whom the notices name: whose consent is needed, else whose copyright they state."""
    return next((name for notice in notices if (name := _asked(notice))), None)


def copyright_of(notices: Sequence[Notice]) -> str | None:
    """Return the copyright line inside of a notice."""
    return next((line for notice in notices if (line := choose_copyright(notice.text))), None)


def mining_clause(text: str) -> str:
    """Return the part of a notice that speaks of mining, for the record; the notice itself is kept whole beside it."""
    match = MINING.search(text[:MAX_NOTICE])
    return match.group().strip()[:400] if match else text[:200]


def notes_of(notices: Sequence[Notice]) -> str:
    """Return exceptions and lost links a notice speaks of: facts to know, no license."""
    return "\n".join(note for notice in notices for note in _notes(notice))


def questions_of(notices: Sequence[Notice]) -> Iterator[str]:
    """Yield what is odd about the notices themselves."""
    for notice in notices:
        if len(notice.text) >= MAX_NOTICE:
            yield f"rights: the notice is very long; its first {MAX_NOTICE:,} characters are kept, the rest stands in source/"
        if TURNING.search(notice.text):
            yield "rights: the notice holds characters that turn round the direction of reading; look at it in source/"


def _reserving(notice: Notice) -> Iterator[Signal]:
    for line in notice.text.splitlines():
        words = plain(OF_PICTURE.sub(" ", line[:MAX_LINE]))
        low = lowered(words)
        for phrase in phrases_in(line):
            span = phrase.find(low)
            if span:
                yield evidence(phrase.kind.lower(), words[slice(*span)], "notice")


def _asked(notice: Notice) -> str | None:
    folded = aligned(notice.text)
    for pattern in HOLDERS:
        match = pattern.search(folded)
        if match and not GENERIC.search(match["h"][:40]):
            start, end = match.span("h")
            return inert(_trimmed(notice.text[start:end])) or None
    return None


def _trimmed(name: str) -> str:
    """A name without what the sentence goes on to say."""
    name = re.split(r" (?:is|are|and is|sowie|oder|ist|jest|est|está|wird)(?= )| \(", name.strip())[0].strip(" \u00a0.")
    return f"{name}." if ABBREVIATED.search(name) else name


def _notes(notice: Notice) -> Iterator[str]:
    for sentence in notice.text[:MAX_NOTICE].split("."):
        if EXCEPTION.search(sentence):
            yield f"The notice names exceptions (no license): {sentence.strip()}."
            break
    if LOST_LINK.search(aligned(notice.text[:MAX_NOTICE])):
        yield 'The notice points to a page ("here") whose link was lost; look for the terms and fill terms_url.'


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
