"""Bylines: who wrote it, from the line that says so."""

import re

from publishkit.articles.cues import BYLINE_OPENINGS
from publishkit.model.article import Byline, Role

OPENING = re.compile(rf"^(?:{BYLINE_OPENINGS})(?:\s*[:：]\s*|\s+)(?=\S)", re.IGNORECASE)
BETWEEN = re.compile(
    r"\s*(?:,|;|\||/|·|•|&|\band\b|\bund\b|\bet\b|\by\b|\be\b|\boraz\b|\bi\b|\ben\b|\boch\b|\bja\b|\ba\b|\bи\b|\bта\b)\s+",
    re.IGNORECASE,
)
PARTICLE = r"(?:von|van|der|den|de|del|della|di|da|dos|das|du|la|le|el|al|bin|ibn|ter|zu|zur|af|av|y|e|i)"
WORD = r"(?:(?:Mc|Mac|O['’]|D['’]|[dl]['’])?[^\W\d_][\w'’.-]*)"
AGENCY = re.compile(
    r"^(?:AP|AFP|dpa|DPA|APA|ATS|PAP|EFE|ANSA|ČTK|Reuters|REUTERS|Bloomberg|(?:The )?Associated Press|Agence France-Presse|Press Association|PA"
    r"|[\w. ]+ (?:Staff|Newsroom|Redaktion|Desk|News Agency))$"
)
TITLES = re.compile(
    r"\b(?:staff (?:writer|reporter)|(?:senior |chief |political |science )?(?:correspondent|reporter|editor|writer)|(?:chef)?redakteur(?:in)?|redaktionsleiter(?:in)?|volontär(?:in)?|korrespondent(?:in)?|journalist(?:e|in|a)?|redacción|redakcja|기자|記者)\b.*$",
    re.IGNORECASE,
)

GLUED_TITLE = re.compile(
    r"(?<=[a-zß-ÿ])[A-Z][\w-]{2,20}(?: [A-Z][\w-]{2,20})? (?:Writer|Reporter|Editor|Correspondent)$"
)
"""“Ada ExampleHarbour Writer”: two elements of a page, copied as one line."""

NO_NAMES = frozenset(
    {"입력", "수정", "등록", "댓글", "기사", "뉴스", "사회", "정치", "経済", "社会", "政治", "国際", "写真", "速報"}
)
"""Short words that look like a name in scripts without capitals."""


def parse_byline(line: str) -> tuple[Byline, ...]:
    """Return the people a byline names; empty when the line does not open like one.

    >>> [byline.name for byline in parse_byline("By Ada Example and Bo Nobody")]
    ['Ada Example', 'Bo Nobody']
    >>> parse_byline("By the time the rain stopped, the bridge was gone.")
    ()
    """
    text = " ".join(line.split())
    match = OPENING.match(text)
    if match is None or len(text) > 160:
        return ()
    return split_names(text[match.end() :])


def split_names(text: str) -> tuple[Byline, ...]:
    """Return the names in a list of names; empty when one of its parts does not look like a name."""
    text = re.sub(r"\s*(?:@\w+|\S+@\S+|\bin [A-Z]\w+.*)$", "", " ".join(text.split()))
    text = GLUED_TITLE.sub("", text)
    parts = [TITLES.sub("", part).strip(" ,.-–—|") for part in BETWEEN.split(text)]
    names = [part for part in parts if part]
    if (
        len(names) == 2
        and is_name(names[0])
        and re.fullmatch(r"[^\W\d_a-zß-ÿ][^\W\d_]{2,20}", names[1])
        and not AGENCY.match(names[1])
    ):
        names = names[:1]  # "Ada Example, Warsaw": where it was written
    if not names or not all(is_name(name) or AGENCY.match(name) for name in names):
        return ()
    return tuple(Byline(name=name, role=_role(name)) for name in names)


def is_name(text: str) -> bool:
    """Tell whether *text* looks like one person's name: two to five words that open with a capital.

    >>> is_name("Adam Zygiel"), is_name("Cooperation with Russia tightens"), is_name("Vincent van Gogh")
    (True, False, True)
    """
    words = text.split()
    if text in NO_NAMES:
        return False
    if not 2 <= len(words) <= 5 or len(text) > 50 or re.search(r"[\d:;!?()\"“”„»«]|\.$", text):
        return bool(re.fullmatch(r"[\uac00-\ud7a3]{2,4}|[\u4e00-\u9fff\u3040-\u30ff]{2,6}", text))
    capitals = [word for word in words if not re.fullmatch(PARTICLE, word)]
    return len(capitals) >= 2 and all(re.fullmatch(WORD, word) and word[:1].isupper() for word in capitals)


def _role(name: str) -> Role:
    return "agency" if AGENCY.match(name) else "author"
