"""Everything stored in a workspace that an issue does not print: works of earlier issues, and those not in its manifest.

Their words and pictures may get into an edition as well as those it withholds itself. What is kept of them
(`stored_files.py`) says where to look; a work that is met is read again, and its own rights statement decides. Nothing of
it goes into a public record, which would tell strangers what lies here.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from itertools import chain

from publishkit.edition.body import parse_body
from publishkit.edition.clear import ClearedItem, edition_context
from publishkit.edition.issue_rights import IssueRights
from publishkit.edition.quoting import Quoting
from publishkit.edition.said_by_right import CREDIT, Bodies, length, of_article
from publishkit.edition.withheld import Holdings, printed_by_right
from publishkit.errors import InputError
from publishkit.model.article import Article, Asset
from publishkit.model.decision import Decision, Identity, IntendedUse, Stored
from publishkit.model.owed import Withheld
from publishkit.model.rights import Channel, Status
from publishkit.model.statement import RightsStatement, Treatment
from publishkit.permissions.gone_works import Begun, GoneWorks
from publishkit.permissions.stored_files import (
    Prints,
    StoredArticle,
    StoredManifest,
    further_words,
    read_articles,
    read_manifests,
    runs_met,
)
from publishkit.proof.copied import Copied, first_letters
from publishkit.proof.leaks import find_leaks
from publishkit.proof.read.document import Document, Reading
from publishkit.proof.record import Leak
from publishkit.rights.copies.traces import Trace, hash_of, written
from publishkit.rights.evidence import read_stored
from publishkit.rights.gate.decide import decide
from publishkit.rights.ours import ours
from publishkit.workspace.article import load_article

SHORT = 5
"""Words of a name that can be no copy."""
GONE = (
    "say it in words of your own, or quote a sentence or two, in quotation marks; if you may print it, add its source again, and "
    "record what allows it"
)
"""What to do about a work whose folder is gone."""
UNREADABLE = "Its files cannot be read, so nothing says that it is cleared."


@dataclass(frozen=True, kw_only=True)
class Finished:
    """An edition whose files are made, as the search for works from elsewhere sees it."""

    cleared: Sequence[ClearedItem]
    readings: Mapping[Channel, Reading]
    withheld: Sequence[Withheld]
    """What the edition withholds itself, which is not told twice."""
    said: Sequence[str]

    @cached_property
    def strictly_said(self) -> tuple[str, ...]:
        """What may be said whatever it has in common with anything: titles as their originals have them, quotations, names."""
        foreign = [item for item in self.cleared if item.article.text_rights.status is not Status.OWN]
        whole = {text for item in foreign for text in (item.article.head.title, item.entry.quote)}
        return tuple(text for text in self.said if text in whole or length(text) <= SHORT)


@dataclass(frozen=True, kw_only=True)
class StoredWorks:
    """All article folders and manifests of a workspace, as one issue sees them."""

    rights: IssueRights
    """Of the issue."""
    articles: Sequence[StoredArticle] = ()
    """Those that the issue's manifest does not name."""
    manifests: Sequence[StoredManifest] = ()
    """Of other issues."""
    _ours: dict[date, frozenset[int]] = field(default_factory=dict)

    @cached_property
    def _days(self) -> Mapping[str, date]:
        return {manifest.issue: manifest.day for manifest in self.manifests}

    @property
    def holdings(self) -> Holdings:
        """What the edition of the issue is made with."""
        prints = Prints(self.rights.planned.root)
        return Holdings(ours_before=self.ours_before, further_words=self.further_words, prints=prints)

    def ours_before(self, day: date) -> frozenset[int]:
        """Return the hashes of all runs of our own words in issues of before *day*."""
        day = min(day, self.rights.planned.issue.date)
        if day not in self._ours:
            words = (manifest.hashes for manifest in self.manifests if manifest.day < day)
            texts = (one.hashes for one in self.articles if one.ours and self._days.get(one.issue, date.max) < day)
            self._ours[day] = frozenset(chain(*words, *texts))
        return self._ours[day]

    def further_words(self, slug: str) -> Iterator[str]:
        """Yield what is stored of an article of the issue besides the original that was read."""
        return further_words(self.rights.planned.root / "issues" / self.rights.planned.id / "articles" / slug)

    def find_leaks(self, build: "Finished") -> Iterator[Leak]:
        """Yield what the finished files hold of works that lie elsewhere, or lay there once, and are not cleared."""
        documents = [document for reading in build.readings.values() for document in reading.written]
        known = self.articles or self.rights.taken.works
        begun = first_letters(documents) if known else (frozenset[int](), frozenset[int]())
        gone = GoneWorks(rights=self.rights, articles=self.articles, cleared=build.cleared)
        yield from self._texts(build, documents, begun)
        texts = gone.texts(documents, begun, build.strictly_said)
        for leak in find_leaks(texts, build.readings, build.strictly_said) if texts else ():
            yield replace(leak, hint=GONE)
        pictures = (*self._pictures(build), *self._gone_pictures(build, gone))
        yield from find_leaks(pictures, build.readings) if pictures else ()

    # --- texts --------------------------------------------------------------------------------------------------------

    def _texts(self, build: "Finished", documents: Sequence[Document], begun: Begun) -> Iterator[Leak]:
        met = [(one, found) for one in self.articles if not one.ours and (found := tuple(runs_met(one, *begun)))]
        every = [_withheld(one, "", tuple(map(written, found))) for one, found in met]
        marks = Copied(every, documents, build.strictly_said).marks
        told = {mark for item in build.withheld for mark in item.shingles}
        quoting = Quoting(build.cleared, self.rights.planned.issue, self.rights.planned.config.rights)
        for item in build.cleared:  # what the issue quotes of its own items counts with the rest
            tuple(quoting.of(item.article, item.terms))
        for one, found in met:
            left = [trace for trace in found if (mark := written(trace)) in marks and mark not in told]
            if left and (leaks := tuple(self._uncleared(one, left, build, quoting))):
                told.update(map(written, left))
                yield from leaks

    def _uncleared(
        self, one: StoredArticle, found: Sequence[Trace], build: "Finished", quoting: Quoting
    ) -> Iterator[Leak]:
        article = self._read(one)
        if article is None:
            item = _withheld(one, UNREADABLE, tuple(map(written, found)))
            yield from find_leaks((item,), build.readings, build.strictly_said)
            return
        decision = (
            self._decided(one, article.text_rights, Treatment.FULL_VERBATIM)
            if is_foreign(article, self.rights.planned.config.identity)
            else None
        )
        if decision is None:
            return
        by_right = {hash_of(run) for run in printed_by_right(article, build.cleared)}
        first = article.text_rights.first_published
        day = date(first.year, first.month, first.day) if first else self._days.get(one.issue, date.max)
        ours = self.ours_before(day)
        left = tuple(written(trace) for trace in found if trace[1] not in by_right and trace[1] not in ours)
        sentence = decision.reasons[0].sentence if decision.reasons else ""
        item = replace(_withheld(one, sentence, left), reasons=tuple(reason.code for reason in decision.reasons))
        paragraphs = parse_body(article.body, "a").paragraphs
        spared = Bodies(paragraphs).spared(build.said, CREDIT)
        quoted = quoting.of(article, self.rights.profiles.get(article.text_rights.profile or ""))
        said = (*build.strictly_said, *spared, *of_article(article, paragraphs), *quoted)
        yield from find_leaks((item,), build.readings, said)

    def _read(self, one: StoredArticle) -> Article | None:
        try:
            return load_article(self.rights.planned.root, one.issue, one.slug)
        except InputError:
            return None

    def _decided(self, one: StoredArticle, statement: RightsStatement, treatment: Treatment) -> Decision | None:
        """Return why a work is not cleared; None when its own statement clears it, for this issue or for its own."""
        planned = self.rights.planned
        context = edition_context(planned.config, planned.issue, planned.issue.outputs[0])
        days = dict.fromkeys((planned.issue.date, self._days.get(one.issue, planned.issue.date)))
        stored = Stored()
        with suppress(InputError):  # a proof outside of the workspace proves nothing
            stored = read_stored(planned.root, (statement,), self.rights.profiles.values())
        decisions = [
            decide(
                statement,
                IntendedUse(edition=replace(context, date=day), treatment=treatment, verbatim=True),
                policy=planned.config.rights,
                profiles=self.rights.profiles,
                stored=stored,
            )
            for day in days
        ]
        return None if any(decision.ok for decision in decisions) else decisions[0]

    # --- pictures -----------------------------------------------------------------------------------------------------

    def _pictures(self, build: "Finished") -> Iterator[Withheld]:
        """Yield the stored pictures that the files hold, by their bytes or their looks, and that are not cleared."""
        found = {item.asset_id: (one, item) for one in self.articles for item in _stored_pictures(one)}
        met = (
            {leak.asset_id for leak in find_leaks([item for _, item in found.values()], build.readings)}
            if found
            else set()
        )
        clear = {asset.sha256 for item in build.cleared if met for asset in _licensed_pictures(item)}
        for place, (one, item) in found.items():
            if place in met and clear.isdisjoint(item.sha256) and (told := self._uncleared_picture(one, item)):
                yield told

    def _gone_pictures(self, build: "Finished", gone: GoneWorks) -> Iterator[Withheld]:
        """Yield those of works that are gone; what stands in the workspace by itself is judged there."""
        here = {picture.sha256 for one in self.articles for picture in one.pictures}
        here |= {asset.sha256 for item in build.cleared for asset in _licensed_pictures(item)}
        told = {digest for item in build.withheld for digest in item.sha256}
        for item in gone.pictures(Prints(self.rights.planned.root)):
            if (here | told).isdisjoint(item.sha256):
                yield item

    def _uncleared_picture(self, one: StoredArticle, item: Withheld) -> Withheld | None:
        article = self._read(one)
        file = item.asset_id.partition(":")[2]
        picture = next((picture for picture in article.pictures if picture.file == file), None) if article else None
        if article is None or picture is None or not is_foreign(article, self.rights.planned.config.identity):
            return None
        decision = self._decided(one, picture.rights, Treatment.IMAGE_RESIZED)
        if decision is None:
            return None
        sentence = decision.reasons[0].sentence if decision.reasons else ""
        return replace(item, asset_id=picture.rights.asset_id, sentence=sentence)


def read_stored_works(rights: IssueRights) -> StoredWorks:
    """Return what the workspace of an issue holds besides."""
    planned = rights.planned
    return StoredWorks(
        rights=rights,
        articles=tuple(read_articles(planned.root, {(planned.id, slug) for slug in planned.articles})),
        manifests=tuple(one for one in read_manifests(planned.root) if one.issue != planned.id),
    )


def is_foreign(article: Article, us: Identity) -> bool:
    """Return whether anything says that an article is somebody else's; a draft of ours may have no statement yet."""
    statement, house = article.text_rights, ours(us)
    if statement.status not in (Status.UNKNOWN, Status.OWN) or article.source_text or statement.notices:
        return True
    named = [party.name for party in (*statement.holders, *filter(None, (statement.publisher,)))]
    away = bool(statement.source_url) and not house.is_site(statement.source_url)
    return away or not all(map(house.is_name, named))


def _withheld(one: StoredArticle, sentence: str, shingles: tuple[str, ...]) -> Withheld:
    return Withheld(
        asset_id=f"{one.slug}#text",
        article=f"{one.issue}/{one.slug}",
        channels=tuple(Channel),
        reasons=(),
        sentence=sentence,
        shingles=shingles,
    )


def _stored_pictures(one: StoredArticle) -> Iterator[Withheld]:
    for picture in one.pictures:
        yield replace(
            _withheld(one, "", ()),
            asset_id=f"{one.issue}/{one.slug}:{picture.file}",
            sha256=(picture.sha256,),
            fingerprints=picture.fingerprints,
        )


def _licensed_pictures(item: ClearedItem) -> Iterator[Asset]:
    """Yield the pictures of an item that somebody else's license or permission clears."""
    for picture in item.pictures:
        if picture.channels and picture.picture.rights.status is not Status.OWN:
            yield item.article.assets[picture.picture.file]
