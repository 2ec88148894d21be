"""News agencies of a text: named in its byline or dateline, never in running text."""

import re
from collections.abc import Sequence

from publishkit.model.rights import Party
from publishkit.model.statement import Signal
from publishkit.rights.credit_line import AGENCIES
from publishkit.rights.detect.found import evidence
from publishkit.words import aligned

NEWS = (
    *AGENCIES, "The Associated Press", "REUTERS", "Deutsche Presse-Agentur", "Press Association", "Polska Agencja Prasowa", "Europapress",
    "Agencia EFE", "Agência Lusa", "Agenzia ANSA", "Xinhua News Agency", "Kyodo News", "Yonhap News Agency", "Canadian Press", "The Canadian Press",
    "SDA", "AFP", "dpa-infocom", "dpa-AFX", "dts Nachrichtenagentur", "epd", "KNA", "SID", "IANS", "PTI", "ANI", "Ukrinform", "Interfax",
)  # fmt: skip
_NAMES = "|".join(re.escape(name) for name in sorted(set(NEWS), key=len, reverse=True))

DATELINE = re.compile(
    rf"^[^\W\d_a-z][^()\n]{{1,60}}\((?P<a>{_NAMES})(?:[/,][^()]{{1,30}})?\) ?[-:.]|^\((?P<b>{_NAMES})\) ?[-:.]?|^(?P<c>{_NAMES}) ?[-:] "
)
"""WARSAW (PAP) - …; (AP) - …; capitals count, so that "TT" and "PA" are no words. One run, bounded."""
BYLINE = re.compile(rf"(?:^|[,/|] ?| (?:and|with|und|mit|via|i|et|y) |[(])(?P<a>{_NAMES})(?=$|[,/|)]| (?:and|und|with|mit|i|et|y|via|staff|news) )", re.IGNORECASE)  # fmt: skip
SHORT_NAMES = frozenset({"ap", "pa", "tt", "apa", "ani", "sid", "sda", "pap", "efe", "stt", "anp", "mti"})


def agencies_of_text(bylines: Sequence[str], opening: str) -> tuple[tuple[Party, ...], tuple[Signal, ...]]:
    """Return the agencies, and where they stood.

    >>> [party.name for party in agencies_of_text(["Ada Example", "Reuters"], "")[0]]
    ['Reuters']
    >>> agencies_of_text([], "Reuters recently reported that it rained.")[0]
    ()
    """
    found: dict[str, Signal] = {}
    for line in bylines:
        for match in BYLINE.finditer(aligned(line[:200])):
            name = match["a"]
            if name.lower() not in SHORT_NAMES or name.isupper():
                found.setdefault(name, evidence("agency", line, "byline"))
    dateline = DATELINE.match(aligned(opening[:300]).strip())
    if dateline:
        name = dateline["a"] or dateline["b"] or dateline["c"]
        found.setdefault(name, evidence("agency", dateline.group(), "dateline"))
    return tuple(Party(name=name, role="agency") for name in found), tuple(found.values())
