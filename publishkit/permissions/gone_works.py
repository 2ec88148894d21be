"""Works that once came into the workspace and lie nowhere in it any more: their words and pictures in a finished edition.

Whoever deletes a page and types it again has it as little as before. Where an article of the issue is the work, the gate has
weighed what was read of it (`edition/clear.py`); where its folder stands, its own statement decides (`stored_works.py`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from publishkit.edition.clear import ClearedItem, background_of_text, edition_context
from publishkit.edition.issue_rights import IssueRights
from publishkit.edition.withheld import running_text
from publishkit.errors import InputError
from publishkit.model.decision import Identity, IntendedUse
from publishkit.model.owed import Withheld
from publishkit.model.rights import Channel, Status
from publishkit.model.statement import RightsStatement, Treatment
from publishkit.permissions.stored_files import Prints, StoredArticle, runs_met
from publishkit.proof.copied import Copied
from publishkit.proof.read.document import Document
from publishkit.rights.copies.taken_works import TakenWork
from publishkit.rights.copies.traces import hash_of, runs, written
from publishkit.rights.credit import FULL_USES
from publishkit.rights.gate.decide import decide
from publishkit.rights.ours import ours
from publishkit.workspace.article import load_article

FREE = frozenset({Status.LICENSED_OPEN, Status.PUBLIC_DOMAIN, Status.PUBLIC_DOMAIN_US_ONLY, Status.US_GOVERNMENT_WORK})
"""Of works that were read to be so, the pictures may come back by another way."""
FEWEST = 8
"""Runs that a folder has in common with a work when it holds that work."""

Begun = tuple[frozenset[int], frozenset[int]]
"""The beginnings of all runs in the finished files, and the openings."""


@dataclass(frozen=True, kw_only=True)
class GoneWorks:
    """Somebody else's works that are remembered and lie nowhere, as one issue sees them."""

    rights: IssueRights
    articles: Sequence[StoredArticle]
    """Those of the workspace that the issue does not name."""
    cleared: Sequence[ClearedItem]

    def texts(self, documents: Sequence[Document], begun: Begun, said: Sequence[str]) -> tuple[Withheld, ...]:
        """Return the works of which words stand in the documents, with the traces of these words."""
        met = [(work, found) for work in self._works if (found := tuple(runs_met(work, *begun)))]
        if not met:
            return ()
        every = [_withheld(work, tuple(map(written, found))) for work, found in met]
        marks = Copied(every, documents, said).marks
        free = frozenset(_printed_by_right(self.cleared))
        left = (
            (work, tuple(written(one) for one in found if written(one) in marks and one[1] not in free))
            for work, found in met
        )
        return tuple(_withheld(work, found) for work, found in left if found)

    def pictures(self, prints: Prints) -> Iterator[Withheld]:
        """Yield the pictures that came with them: by their bytes and, where that was kept, by their looks."""
        for work in self._works:
            for file, digest in work.pictures if work.statement.status not in FREE else ():
                yield Withheld(
                    asset_id=f"{work.issue}/{work.slug}:{file}",
                    article=f"{work.issue}/{work.slug}",
                    channels=tuple(Channel),
                    reasons=(),
                    sentence=_sentence(work),
                    sha256=(digest,),
                    fingerprints=prints.of_digest(digest),
                )

    @cached_property
    def _works(self) -> tuple[TakenWork, ...]:
        us = self.rights.planned.config.identity
        return tuple(
            one for one in self.rights.taken.works if is_foreign_work(one.statement, us) and not self._lies_here(one)
        )

    def _lies_here(self, work: TakenWork) -> bool:
        """Whether an article of the issue, or a folder elsewhere, is the work, so that its own statement decides."""
        for article in (item.article for item in self.cleared):
            same_page = article.captured and article.text_rights.source_url == work.statement.source_url
            if (same_page and work.statement.source_url) or self.rights.taken.of(article.body) is work:
                return True
        marks = frozenset(work.hashes)
        return any(
            len(marks.intersection(one.hashes)) >= FEWEST and (not one.ours or self._is_cleared(one))
            for one in self.articles
        )

    def _is_cleared(self, one: StoredArticle) -> bool:
        planned = self.rights.planned
        try:
            article = load_article(planned.root, one.issue, one.slug)
        except InputError:
            return False
        context = edition_context(planned.config, planned.issue, planned.issue.outputs[0])
        return decide(
            article.text_rights,
            IntendedUse(edition=context, treatment=Treatment.FULL_VERBATIM, verbatim=True),
            policy=planned.config.rights,
            profiles=self.rights.profiles,
            stored=self.rights.stored,
            background=background_of_text(planned.config.identity, article, {}, self.rights.taken),
        ).ok


def is_foreign_work(statement: RightsStatement, us: Identity) -> bool:
    """Return whether what was read of a work says that it is somebody else's."""
    house = ours(us)
    named = [party.name for party in (*statement.holders, *filter(None, (statement.publisher,)))]
    if statement.source_url and house.is_site(statement.source_url):
        return False
    return bool(statement.source_url) or not all(map(house.is_name, named)) or (not named and bool(statement.notices))


def _printed_by_right(cleared: Sequence[ClearedItem]) -> Iterator[int]:
    """Yield the hashes of the runs that cleared texts of somebody else's have by their own stored originals."""
    for item in cleared:
        if item.entry.use in FULL_USES and not item.refused and item.article.text_rights.status is not Status.OWN:
            yield from map(hash_of, runs(running_text(item.article.source_text)))


def _withheld(work: TakenWork, shingles: tuple[str, ...]) -> Withheld:
    return Withheld(
        asset_id=f"{work.slug}#text",
        article=f"{work.issue}/{work.slug}",
        channels=tuple(Channel),
        reasons=(),
        sentence=_sentence(work),
        shingles=shingles,
    )


def _sentence(work: TakenWork) -> str:
    whose = f" of {work.whose}" if work.whose else ""
    return f"It was added as a work{whose}, and its folder is gone, so nothing says that it is cleared."
