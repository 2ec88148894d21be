"""May this be printed? One decision per asset and format, made before anything is rendered."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from publishkit.edition.body import Body, parse_body
from publishkit.edition.wording import compare_with_original, read_wording, stored_words, tells_enough
from publishkit.model.article import Article, Picture
from publishkit.model.config import Config
from publishkit.model.decision import (
    Background,
    Checked,
    Claim,
    Decision,
    EditionContext,
    Identity,
    IntendedUse,
    Outcome,
    Stored,
)
from publishkit.model.issue import Entry, Issue, Revision, Revisions
from publishkit.model.profile import Profile
from publishkit.model.rights import Channel, Status, TdmState, Withdrawal, WithdrawalKind
from publishkit.model.statement import RightsStatement, Treatment
from publishkit.rights.copies.taken_works import NOTHING_TAKEN, TakenWorks
from publishkit.rights.copies.verbatim import (
    Comparison,
)
from publishkit.rights.credit import FULL_USES
from publishkit.rights.earlier import NOTHING_EARLIER, Earlier
from publishkit.rights.gate.decide import decide
from publishkit.rights.pictures.metadata import credited_in, read_picture_metadata
from publishkit.rights.pictures.origin import supplied_by
from publishkit.rights.profiles import propose_profile
from publishkit.workspace.load import Planned

TREATMENT: Mapping[str, Treatment] = {
    "full": Treatment.FULL_VERBATIM,
    "abridged": Treatment.ABRIDGED,
    "translated": Treatment.TRANSLATED,
    "brief": Treatment.BRIEF,
    "quote": Treatment.QUOTE,
    "link": Treatment.LINK_ONLY,
}


def treatment_of(entry: Entry) -> Treatment:
    """Return what is done with the text: a link with a summary of ours beside it is judged as a brief is."""
    told = entry.use == "link" and f"{entry.summary}{entry.note}".strip()
    return Treatment.BRIEF if told else TREATMENT[entry.use]


@dataclass(frozen=True, kw_only=True, slots=True)
class ClearedPicture:
    """A picture and what was decided about it in each format."""

    picture: Picture
    decisions: Mapping[Channel, Decision]
    channels: tuple[Channel, ...]
    """Formats it is printed in: cleared there, and its article shows pictures there."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ClearedItem:
    """An entry with its article, its parsed body, and the decisions."""

    id: str
    entry: Entry
    """As it will be printed: `brief` when the house rule made it one."""
    asked: Entry
    """As the manifest says."""
    article: Article
    body: Body
    source: str
    """Everything stored of the original as plain text; "" when nothing is."""
    decisions: Mapping[Channel, Decision]
    pictures: tuple[ClearedPicture, ...]
    compared: Comparison | None = None
    """Our text beside the stored original; None where none is stored, and where the text is not printed unchanged."""
    terms: Profile | None = None
    """The publisher's terms its statement names."""
    proposed: Profile | None = None
    """The terms its page seems to be under, where the statement names none; never applied."""
    retraction: Revision | None = None
    """Why it was taken back after the issue had come out; `entry` is then a bare link that bears at most its title."""

    @property
    def unchanged(self) -> Checked:
        """Whether the text is the original's, word for word."""
        if self.compared is None:
            return Checked.NOT_CHECKED
        return Checked.KEPT if self.compared.same else Checked.BROKEN

    @property
    def own_words(self) -> Checked:
        """Whether our words about the source are our own."""
        if any(reason.code == "R-SUMMARY-NEAR-COPY" for one in self.decisions.values() for reason in one.reasons):
            return Checked.BROKEN
        return Checked.KEPT if tells_enough(self.entry, self.source) else Checked.NOT_CHECKED

    @property
    def refused(self) -> tuple[tuple[Channel, Decision], ...]:
        """Formats in which the use asked is not allowed; what was taken back is not asked for any more."""
        if self.retraction:
            return ()
        return tuple((channel, decision) for channel, decision in self.decisions.items() if not decision.ok)


def clear_issue(
    planned: Planned,
    profiles: Mapping[str, Profile],
    stored: Stored,
    earlier: Earlier = NOTHING_EARLIER,
    taken: TakenWorks = NOTHING_TAKEN,
) -> tuple[ClearedItem, ...]:
    """Return every entry of the issue with its decisions, in reading order.

    *earlier* is what other editions printed, *taken* what came into the workspace.
    """
    printed: Counter[str] = Counter()
    """Texts under each publisher's terms that stand earlier in the issue: with other editions', what a cap counts."""
    quoted: Counter[str] = Counter()
    """Characters quoted from each publisher so far: short extracts count together (CJEU C-5/08, 49-50)."""
    items = []
    for number, entry in enumerate(planned.issue.entries, 1):
        article = taken_back(planned.articles[entry.slug], planned.revisions, planned.config.publication.publisher)
        source, captured = source_name(article), stored_words(article)
        terms = article.text_rights.profile or source
        quoted[source] += len(entry.quote) + read_wording(entry, captured).quoted_chars
        case = _ArticleCase(
            planned=planned,
            article=article,
            captured=captured,
            profiles=profiles,
            stored=stored,
            used_from_source=printed[terms],
            earlier=earlier,
            taken=taken,
            quoted=quoted[source],
        )
        items.append(case.clear(f"a{number:02}", entry))
        printed[terms] += entry.use in FULL_USES
    return tuple(items)


def source_name(article: Article) -> str:
    """Return under which name quotations from an article count together: its publisher's."""
    publisher = article.text_rights.publisher
    return publisher.name if publisher else f"article {article.slug}"


@dataclass(frozen=True, kw_only=True, slots=True)
class _ArticleCase:
    """One article with everything it is decided on."""

    planned: Planned
    article: Article
    captured: str
    """Everything stored of the original as plain text."""
    profiles: Mapping[str, Profile]
    stored: Stored
    used_from_source: int
    earlier: Earlier
    taken: TakenWorks
    quoted: int

    def clear(self, item_id: str, entry: Entry) -> ClearedItem:
        body = parse_body(self.article.body, item_id)
        compared = compare_with_original(self.article, body) if entry.use == "full" else None
        decisions = self._text_decisions(entry, body, compared)
        printed = entry
        gone = self.planned.revisions.retraction(entry.slug)
        if gone:
            printed = Entry(slug=entry.slug, use="link", headline=gone.title, pictures=False)
        elif any(not decision.ok for decision in decisions.values()) and self._brief_instead(entry):
            printed = entry.model_copy(update={"use": "brief"})
            compared = None
            decisions = self._text_decisions(printed, body, compared)
        return ClearedItem(
            id=item_id,
            entry=printed,
            asked=entry,
            article=replace(self.article, text_rights=as_cleared(self.article.text_rights, decisions)),
            body=body,
            source=self.captured,
            decisions=decisions,
            pictures=tuple(self._pictures(printed, decisions)),
            compared=compared,
            terms=self.profiles.get(self.article.text_rights.profile or ""),
            proposed=propose_profile(self.article.text_rights, self.profiles),
            retraction=gone,
        )

    def _brief_instead(self, entry: Entry) -> bool:
        wanted = self.planned.config.rights.on_not_cleared == "brief"
        return wanted and entry.use in FULL_USES and bool(entry.summary.strip())

    def _text_decisions(self, entry: Entry, body: Body, compared: Comparison | None) -> Mapping[Channel, Decision]:
        use = self._text_use(entry, body, compared)
        background = background_of_text(self._us, self.article, self.earlier.claims, self.taken)
        return {
            channel: self._decide(replace(use, edition=self._edition(channel)), self.article.text_rights, background)
            for channel in self.planned.issue.outputs
        }

    @property
    def _us(self) -> Identity:
        return self.planned.config.identity

    def _decide(self, use: IntendedUse, statement: RightsStatement, background: Background) -> Decision:
        return decide(
            statement,
            use,
            policy=self.planned.config.rights,
            profiles=self.profiles,
            stored=self.stored,
            background=background,
        )

    def _text_use(self, entry: Entry, body: Body, compared: Comparison | None) -> IntendedUse:
        """Return what is asked, in the first format; the others differ in nothing but the edition."""
        wording = read_wording(entry, self.captured)
        return IntendedUse(
            edition=self._edition(self.planned.issue.outputs[0]),
            treatment=treatment_of(entry),
            words=body.words,
            verbatim=compared.same if compared else None,
            difference_count=compared.count if compared else 0,
            first_difference=str(compared.first[0]) if compared and compared.first else "",
            # Nobody signed the summary of a source that wants a person: treated as a program's.
            summary_by="machine"
            if self._reserved and treatment_of(entry) is not Treatment.LINK_ONLY and not entry.summary_by.strip()
            else "human",
            quote_chars=len(entry.quote) + wording.quoted_chars,
            own_chars=wording.own_chars,
            longest_run=wording.likeness.longest_run,
            five_gram=wording.likeness.five_gram,
            repeated=wording.likeness.repeated,
            used_from_source_this_issue=self.used_from_source,
            used_from_source_this_month=self.used_from_source + self._earlier_this_month,
            issues_by_proof=dict(self.earlier.issues_by_proof),
            quoted_chars_from_source=self.quoted,
        )

    @property
    def _earlier_this_month(self) -> int:
        return self.earlier.texts_this_month.get(self.article.text_rights.profile or "", 0)

    @property
    def _reserved(self) -> bool:
        """Whether page or publisher reserve text and data mining."""
        statement = self.article.text_rights
        terms = self.profiles.get(statement.profile or "")
        return statement.tdm.state is TdmState.RESERVED or bool(terms and terms.tdm_reserved)

    def _edition(self, channel: Channel) -> EditionContext:
        return edition_context(self.planned.config, self.planned.issue, channel)

    def _pictures(self, entry: Entry, text: Mapping[Channel, Decision]) -> Iterator[ClearedPicture]:
        shown = entry.pictures and entry.use in FULL_USES
        for picture in self.article.pictures:
            background = background_of_picture(self._us, self.article, picture, self.earlier.claims)
            decisions = {
                channel: self._decide(self._picture_use(channel), picture.rights, background) for channel in text
            }
            own = picture.rights.status is Status.OWN
            channels = tuple(
                channel
                for channel, decision in decisions.items()
                if shown
                and picture.file
                and decision.ok
                and text[channel].ok
                and (own or not _bars_pictures(text[channel]))
            )
            stated = replace(picture, rights=as_cleared(picture.rights, decisions))
            yield ClearedPicture(picture=stated, decisions=decisions, channels=channels)

    def _picture_use(self, channel: Channel) -> IntendedUse:
        return IntendedUse(
            edition=self._edition(channel),
            treatment=Treatment.IMAGE_RESIZED,
            issues_by_proof=dict(self.earlier.issues_by_proof),
        )


def _bars_pictures(decision: Decision) -> bool:
    """Whether the text's terms exclude pictures that came with it."""
    return any(duty.code == "D-NO-IMAGES" for duty in decision.duties)


def as_cleared(statement: RightsStatement, decisions: Mapping[Channel, Decision]) -> RightsStatement:
    """Return the statement as it is printed: what its license cleared, and no permission, is said to be licensed."""
    licensed = any(
        decision.outcome is Outcome.ALLOW_FULL and all(reason.code != "R-GRANT-OK" for reason in decision.reasons)
        for decision in decisions.values()
    )
    if statement.status is not Status.PERMISSION or not licensed:
        return statement
    return replace(statement, status=Status.LICENSED_OPEN)


def edition_context(config: Config, issue: Issue, channel: Channel) -> EditionContext:
    """Return the circumstances under which readers get *issue* in *channel*; judged on the issue's date."""
    terms, publication = config.edition, config.publication
    return EditionContext(
        channel=channel,
        date=issue.date,
        territories=publication.territories,
        language=issue.language or publication.language,
        price=terms.price,
        paywall=terms.paywall,
        registration_wall=terms.registration_wall,
        ads=terms.ads,
        ads_against_item=terms.ads_against_items,
        sponsors=terms.sponsors,
        publisher_type=publication.publisher_type,
        news_outlet=publication.news_outlet,
        drm=terms.drm,
        audience_size=terms.audience_size,
    )


# --- what was taken back ----------------------------------------------------------------------------------------------


def taken_back(article: Article, revisions: Revisions, house: str) -> Article:
    """Return *article* with every statement withdrawn that a retraction names, so that the gate refuses it everywhere.

    *house* decided it where the entry names nobody.
    """
    whole = revisions.retraction(article.slug)
    text = _withdrawn(article.text_rights, whole, house)
    pictures = tuple(
        replace(
            picture,
            rights=_withdrawn(picture.rights, whole or revisions.retraction(article.slug, picture.file), house),
        )
        for picture in article.pictures
    )
    return replace(article, text_rights=text, pictures=pictures)


def _withdrawn(statement: RightsStatement, entry: Revision | None, house: str) -> RightsStatement:
    if entry is None:
        return statement
    gone = Withdrawal(kind=WithdrawalKind.TAKEDOWN, on=entry.date, by=entry.by or house)
    return replace(statement, withdrawn=gone)


# --- what a work is judged on besides its statement: what was read when it came in, what its file says ----------------


Claims = Mapping[str, Claim]
"""Asset -> what the last build of the issue wrote down."""


def background_of_text(us: Identity, article: Article, claims: Claims, taken: TakenWorks = NOTHING_TAKEN) -> Background:
    """Return what is known of the text of *article*; of one that came from no page, what is remembered of the same words."""
    captured = article.captured
    before = None if captured and captured.from_page else taken.of(article.body)
    return Background(
        us=us,
        of_workspace=True,
        proposed=before.statement if before else captured.text if captured else None,
        from_page=before.from_page if before else bool(captured and captured.from_page),
        recorded=claims.get(article.text_rights.asset_id),
    )


def background_of_picture(us: Identity, article: Article, picture: Picture, claims: Claims) -> Background:
    """Return what is known of one picture of *article*; one that came with a page came from that page."""
    captured = article.captured
    read = captured.picture(picture) if captured else None
    asset = article.assets.get(picture.file)
    return Background(
        us=us,
        of_workspace=True,
        proposed=_from_its_page(read, captured.text) if read and captured else None,
        from_page=bool(read and captured and captured.from_page),
        signals=(
            *(read_picture_metadata(asset.data) if asset else ()),
            *credited_in(picture.caption, picture.alt),
            *supplied_by(picture.file, picture.src),
        ),
        src=picture.src or (read.src if read else None),
        article=article.text_rights,
        recorded=claims.get(picture.rights.asset_id),
    )


def _from_its_page(read: Picture, text: RightsStatement) -> RightsStatement:
    address = read.rights.source_url or text.source_url
    return replace(read.rights, source_url=address, publisher=read.rights.publisher or text.publisher)
