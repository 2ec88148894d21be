"""Every reason code with its weight and its sentence; a sentence never shows a gap where a value is unknown.

Each code has its templates from the fullest to the barest; the first one whose values are all known is used, and the
last one needs none or only what is always known.
"""

from collections.abc import Mapping
from functools import lru_cache
from string import Formatter
from types import MappingProxyType

from publishkit.model.decision import Reason, Severity

BLOCK, LIMIT, WARN, INFO = Severity.BLOCK, Severity.LIMIT, Severity.WARN, Severity.INFO

CLEARED = {
    "R-OWN": (INFO, "Our own text or picture."),
    "R-PD": (INFO, "Public domain ({basis}).", "Public domain."),
    "R-PD-US": (INFO, "Public domain in the United States; this edition goes only there."),
    "R-USGOV": (INFO, "Work of the United States government."),
    "W-USGOV-ABROAD": (
        WARN,
        "It may still be protected outside the United States; the source allows reuse with credit.",
    ),
    "R-CC-OK": (
        INFO,
        "Licensed {license}; the conditions listed below are met or checked.",
        "Openly licensed; the conditions listed below are met or checked.",
    ),
    "W-NO-CREATOR": (
        WARN,
        "No author is named; the credit can name only {publisher}.",
        "No author is named; look for one before it goes out.",
    ),
    "R-OPEN-OTHER": (
        INFO,
        "Open license {license}: credit and link required.",
        "Open license: credit and link required.",
    ),
    "R-TERMS-OK": (
        INFO,
        "{publisher}'s republication terms (read {date}) allow this use.",
        "The publisher's republication terms (read {date}) allow this use.",
        "The publisher's republication terms allow this use.",
    ),
    "R-GRANT-OK": (
        INFO,
        "Written permission {ref} from {grantor}, {date}, covers {channel} until {until}.",
        "Written permission from {grantor}, {date}, covers {channel} until {until}.",
        "Written permission {ref} from {grantor}, {date}, covers {channel}.",
        "Written permission from {grantor}, {date}, covers {channel}.",
        "A written permission covers this use.",
    ),
    "R-NC-WAIVED": (
        INFO,
        "The license says non-commercial, but {publisher} itself allows this kind of edition.",
        "The license says non-commercial, but the publisher itself allows this kind of edition.",
    ),
}

NOT_CLEARED = {
    "R-ARR": (
        LIMIT,
        "{holder} reserves all rights and asks for prior consent; no permission is on file.",
        "The rights holder reserves all rights and asks for prior consent; no permission is on file.",
    ),
    "R-FORBIDDEN": (
        LIMIT,
        "{holder} forbids publishing or rewriting this text without a license.",
        "The rights holder forbids publishing or rewriting this text without a license.",
    ),
    "R-UNKNOWN": (
        LIMIT,
        "No license, permission or rights statement was found. Without one, full republication is not allowed.",
    ),
    "R-ORPHAN": (LIMIT, "The rights holder is unknown or cannot be found."),
    "R-CONFLICT": (
        LIMIT,
        "The rights signals contradict each other: {list}. An editor must decide.",
        "The rights signals contradict each other. An editor must decide.",
    ),
    "R-PD-US-TERRITORY": (
        LIMIT,
        "Public domain only in the United States; this edition also goes to {territories}.",
        "Public domain only in the United States; this edition also goes elsewhere.",
    ),
    "R-IMAGE-NOT-CLEARED": (
        BLOCK,
        "No permission for this picture ({credit}); it is left out.",
        "No permission for this picture; it is left out.",
    ),
    "R-NO-SOURCE-URL": (BLOCK, "The address of the original is missing, so it cannot be credited or linked."),
    "R-EVIDENCE-MISMATCH": (
        BLOCK,
        "The stored proof {missing} is missing.",
        "The stored proof {path} was changed since it was recorded.",
        "A stored proof is missing or was changed.",
    ),
    "R-WITHDRAWN": (
        BLOCK,
        "Corrected by {corrector} on {date}; the corrected text is not stored yet.",
        "Withdrawn by {by} on {date}.",
        "Withdrawn by the rights holder on {date}.",
        "Withdrawn by the rights holder.",
    ),
    "R-TDM-MACHINE": (
        BLOCK,
        "The source reserves text and data mining; a person must write the summary and be named as its author.",
    ),
    "R-SUMMARY-NEAR-COPY": (
        BLOCK,
        "The summary repeats {n} words in a row from the source: “{words}”.",
        "The summary repeats {n} words in a row from the source.",
        "{share} of the summary's word sequences stand in the source, such as “{words}”; say it in other words.",
        "{share} of the summary's word sequences stand in the source; say it in other words.",
        "The summary is too close to the source; say it in other words.",
    ),
    "R-QUOTE-TOO-LONG": (
        BLOCK,
        "All quotations from this publisher in the issue have {together} characters; {max} are allowed.",
        "The quotation has {n} characters; {max} are allowed.",
        "The quotation is too long.",
    ),
    "R-QUOTE-NO-OWN-TEXT": (
        BLOCK,
        "A quotation needs at least {times} times as much text of our own beside it.",
        "A quotation needs more text of our own beside it.",
    ),
    "R-QUOTE-NOT-ALLOWED": (
        BLOCK,
        "{holder} does not allow quotations without a license.",
        "The rights holder does not allow quotations without a license.",
    ),
}

LICENSES = {
    "R-CC-INCOMPLETE": (
        LIMIT,
        "There is no Creative Commons license “{written}”; look which one it really is, and in which version.",
        "It says Creative Commons but not which license and version.",
    ),
    "R-CC-RETIRED": (
        LIMIT,
        "Withdrawn Creative Commons license {id}; an editor must read it.",
        "A withdrawn Creative Commons license; an editor must read it.",
    ),
    "R-LICENCE-UNKNOWN": (
        LIMIT,
        "License {recognized} is known but has conditions no program can check; an editor must read it.",
        "License {text} is not in our table; an editor must read it.",
        "It is marked as licensed, but no license is named.",
    ),
    "R-CC-NC-COMMERCIAL": (
        LIMIT,
        "{license} forbids commercial use, and this edition has {causes}.",
        "The license forbids commercial use, and this edition is commercial.",
    ),
    "R-CC-NC-UNCLEAR": (
        LIMIT,
        "{license} forbids commercial use, and publishkit.toml does not say that the publisher is non-profit.",
        "The license forbids commercial use, and publishkit.toml does not say that the publisher is non-profit.",
    ),
    "R-CC-ND-ADAPTATION": (
        LIMIT,
        "{license} forbids changes; {treatment} is a change.",
        "The license forbids changes, and this is one.",
    ),
    "R-VERBATIM-FAILED": (
        LIMIT,
        "The text differs from the stored original at {one} place: {diff}.",
        "The text differs from the stored original at {n} places (first: {diff}).",
        "The text differs from the stored original at {n} places.",
        "The text differs from the stored original (first: {diff}).",
        "The text differs from the stored original.",
    ),
    "R-CC-SA-ITEM-LICENCE": (
        LIMIT,
        "An adapted text must carry {license}, but this edition cannot show a license per item.",
        "An adapted text must carry its license, but this edition cannot show a license per item.",
    ),
    "R-CC-DRM": (LIMIT, "{license} forbids copy protection.", "The license forbids copy protection."),
}

TERMS = {
    "R-PARTNER-CONTENT": (
        LIMIT,
        "This piece first appeared elsewhere ({name}); the site's license does not cover it.",
        "This piece first appeared elsewhere; the site's license does not cover it.",
    ),
    "R-TERMS-STALE": (
        LIMIT,
        "The publisher's terms were last read on {date}; read them again.",
        "The publisher's terms have not been read yet; read them and note the date.",
    ),
    "R-TERMS-UNKNOWN": (
        LIMIT,
        "The terms “{named}”, which rights.toml names, are not on file.",
        "{publisher}'s republication terms are not on file, so nobody knows what they allow.",
        "The publisher's republication terms are not on file, so nobody knows what they allow.",
    ),
    "R-TERMS-FULL-ONLY": (
        LIMIT,
        "{publisher} allows only the complete, unchanged article.",
        "The publisher allows only the complete, unchanged article.",
    ),
    "R-TERMS-EDITS": (
        LIMIT,
        "{publisher} does not allow {treatment}.",
        "The publisher does not allow this change.",
    ),
    "R-TERMS-CHANNEL": (
        LIMIT,
        "{publisher}'s terms do not cover {channel}.",
        "The publisher's terms do not cover this kind of edition.",
    ),
    "R-TERMS-ADS": (
        LIMIT,
        "{publisher}'s terms exclude {causes}.",
        "The publisher's terms exclude what pays for this edition.",
    ),
    "R-TERMS-WORDS": (
        LIMIT,
        "{publisher}'s terms cover {max} words, the text has {n}.",
        "The text is longer than the publisher's terms cover.",
    ),
    "R-TERMS-IMAGES": (
        LIMIT,
        "{publisher}'s terms do not cover pictures.",
        "The publisher's terms do not cover pictures.",
    ),
    "R-EMBARGO": (
        BLOCK,
        "May not appear before {date}: {publisher} asks for {days} days after first publication.",
        "May not appear before {date}.",
        "May not appear until {days} days after first publication, and that day is not known.",
        "May not appear yet.",
    ),
    "R-WINDOW-CLOSED": (
        LIMIT,
        "Was allowed only until {date}: {publisher} allows it for {days} days after first publication.",
        "Was allowed only until {date}.",
        "Is allowed only for {days} days after first publication, and that day is not known.",
        "Is no longer allowed.",
    ),
    "R-NONPROFIT-ONLY": (
        LIMIT,
        "{publisher} lets only non-profit publications use it, and publishkit.toml does not say this is one.",
        "Only non-profit publications may use it.",
    ),
    "R-NEWS-OUTLETS-ONLY": (
        LIMIT,
        "{publisher} lets only news outlets use it, and publishkit.toml does not say this is one.",
        "Only news outlets may use it.",
    ),
    "R-PAYWALL": (
        LIMIT,
        "{publisher} does not allow it behind {wall}, and this edition has one.",
        "May not be put behind a price or paywall.",
    ),
    "R-CAP-REACHED": (
        LIMIT,
        "{one} item a month from {publisher} is allowed and used already.",
        "{max} items a month from {publisher} are allowed, and {n} are used already.",
        "As many items a month from this publisher as it allows are already used.",
    ),
    "R-AUTO-SELECTION": (
        LIMIT,
        "{publisher} wants stories picked one by one, not by a program.",
        "The publisher wants stories picked one by one, not by a program.",
    ),
    "R-PIXEL-REFUSED": (
        LIMIT,
        "{publisher} requires a tracking pixel ({channel}); this edition does not track readers.",
        "The publisher requires a tracking pixel; this edition does not track readers.",
    ),
}

_REF, _FROM = "Permission {ref}", "The permission of {grantor}"


def _grant(end: str) -> tuple[Severity, str, str, str]:
    return (LIMIT, f"{_REF} {end}", f"{_FROM} {end}", f"The permission {end}")


GRANTS = {
    "R-GRANT-MISSING": (LIMIT, 'The status is "permission", but no permission is recorded.'),
    "R-GRANT-NO-EVIDENCE": (
        LIMIT,
        "{speaker} gave the permission by word of mouth; nothing in writing proves it.",
        "No written proof of the permission is stored.",
    ),
    "R-GRANT-WRONG-HOLDER": (
        LIMIT,
        "{grantor} gave the permission, but the rights holder is {holder}.",
        "{grantor} is not the rights holder.",
        "Whoever gave the permission is not the rights holder.",
    ),
    "R-GRANT-EXPIRED": (*_grant("ended on {date}."), "The permission has ended."),
    "R-GRANT-NOT-YET": (*_grant("starts on {date}."), "The permission has not started."),
    "R-GRANT-CHANNEL": (*_grant("does not cover {channel}."), "The permission does not cover this kind of edition."),
    "R-GRANT-TERRITORY": (*_grant("does not cover {territories}."), "The permission does not cover all territories."),
    "R-GRANT-TREATMENT": (*_grant("covers {treatments}, nothing else."), "The permission does not cover this use."),
    "R-GRANT-LANGUAGE": (*_grant("does not cover a translation into {language}."), "The language is not covered."),
    "R-GRANT-WORDS": (*_grant("covers {max} words, the text has {n}."), "The text is longer than the permission."),
    "R-GRANT-COPIES": (
        *_grant("covers {max} copies, this edition has {n}."),
        *_grant("covers {max} copies, and the edition does not say how many it has.")[1:],
        "More copies than the permission covers.",
    ),
    "R-GRANT-ISSUES": (
        *_grant("covers {max} {issues}, and {n} printed something by it already."),
        "More issues than the permission covers.",
    ),
    "R-GRANT-COMMERCIAL": (
        *_grant("is for non-commercial editions, and this one has {causes}."),
        *_grant("is for non-commercial editions, and publishkit.toml does not say that the publisher is non-profit.")[
            1:
        ],
    ),
    "R-GRANT-ADS": (*_grant("excludes {causes}."), "The permission excludes what pays for this edition."),
    "R-GRANT-PAYWALL": _grant("does not cover editions behind a paywall."),
}


def _fields(template: str) -> frozenset[str]:
    return frozenset(name for _, name, _, _ in Formatter().parse(template) if name)


_ALL: Mapping[str, tuple[Severity | str, ...]] = {**CLEARED, **NOT_CLEARED, **LICENSES, **TERMS, **GRANTS}

SEVERITIES: Mapping[str, Severity] = MappingProxyType({code: Severity(row[0]) for code, row in _ALL.items()})
TEMPLATES: Mapping[str, tuple[tuple[str, frozenset[str]], ...]] = MappingProxyType(
    {code: tuple((text, _fields(text)) for text in row[1:]) for code, row in _ALL.items()}
)


def word_reason(code: str, values: Mapping[str, object]) -> Reason:
    """Return the reason *code* in a whole sentence; values that are None or empty are worded around.

    >>> word_reason("R-ARR", {"holder": None}).sentence
    'The rights holder reserves all rights and asks for prior consent; no permission is on file.'
    """
    return _worded(code, tuple(values.items()))


@lru_cache(maxsize=4096)
def _worded(code: str, items: tuple[tuple[str, object], ...]) -> Reason:
    """Return the reason; an issue, and a table of decisions even more, says the same few sentences again and again."""
    known = {name for name, value in items if value not in (None, "")}
    sentence = next((text for text, fields in TEMPLATES[code] if fields <= known), TEMPLATES[code][-1][0])
    return Reason(code=code, severity=SEVERITIES[code], sentence=sentence.format_map(dict(items)))
