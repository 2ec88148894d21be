"""Which checks run for which format."""

from collections.abc import Iterator, Mapping, Sequence

from publishkit.edition.records.announced import Announced
from publishkit.model.artifact import Artifact, Finding
from publishkit.model.edition import Edition
from publishkit.model.rights import Channel
from publishkit.proof.formats.email import check_email
from publishkit.proof.formats.epub import check_epub
from publishkit.proof.formats.links import check_links
from publishkit.proof.formats.parity import check_parity
from publishkit.proof.formats.pdf import check_pdf
from publishkit.proof.formats.web import check_web
from publishkit.proof.reading import BuiltEdition, Check, heads_of

CHECKS: Mapping[Channel, tuple[Check, ...]] = {
    Channel.EMAIL: (check_email,),
    Channel.WEB: (check_web,),
    Channel.PDF: (check_pdf,),
    Channel.EPUB: (check_epub,),
}
"""Every format has at least one (tested)."""

ACROSS: tuple[Check, ...] = (check_links, check_parity)
"""Checks that look at all formats together."""

_WEIGHT = {"error": 0, "warning": 1, "info": 2}


def run_checks(
    edition: Edition | Announced, artifacts: BuiltEdition | Mapping[str, Artifact] | Sequence[Artifact]
) -> tuple[Finding, ...]:
    """Return everything the checks have to say about the finished files, the gravest first, always in the same order.

    Pass a `BuiltEdition` to share its readings with the proof.
    """
    finished = artifacts if isinstance(artifacts, BuiltEdition) else BuiltEdition(artifacts, heads_of(edition))
    return in_order(finding for check in _wanted(finished) for finding in check(edition, finished))


def _wanted(finished: BuiltEdition) -> Iterator[Check]:
    for channel, checks in CHECKS.items():
        if channel in finished.readings:
            yield from checks
    yield from ACROSS


def in_order(findings: Iterator[Finding]) -> tuple[Finding, ...]:
    """Return each finding once: errors first, then by place and code."""
    unique = dict.fromkeys(findings)
    return tuple(sorted(unique, key=lambda found: (_WEIGHT[found.severity], found.where, found.code, found.message)))
