"""Credit lines: who made it, where it first appeared, under which terms, what was changed. Worded here, placed by themes."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from publishkit.model.edition import CreditBlock, Line, Span
from publishkit.model.issue import Use
from publishkit.model.rights import Status, TdmState
from publishkit.model.statement import PermissionGrant, RightsStatement
from publishkit.rights.reservation import only_signed

Filling = Mapping[str, Span | str]
GROUP = re.compile(r"\[([^\[\]]*)\]")
GAP = re.compile(r"\{(\w+)\}")
RIGHT_TO_LEFT = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
"""Hebrew, Arabic and the scripts between them; all our sentences run from left to right."""
ISOLATE, END = "\u2068", "\u2069"
"""Keep a name together that runs the other way, so that what stands after it stays there (UAX #9, section 2.4)."""

FULL_USES = frozenset({"full", "abridged", "translated"})
"""Uses that print the work itself."""


@dataclass(frozen=True, kw_only=True, slots=True)
class LicenseShown:
    """A license as readers see it."""

    name: str
    """"CC BY-ND 4.0"; "" when not openly licensed."""
    uri: str


@dataclass(frozen=True, kw_only=True, slots=True)
class CreditFacts:
    """What a credit needs besides the statement; already in the edition's language."""

    words: Mapping[str, str]
    """The label file."""
    use: Use
    authors: str
    """Joined as the language joins names; "" when unknown."""
    published: str
    """Day of first publication as shown."""
    license: LicenseShown
    house: str
    """Our publisher's name; of a work that bears somebody else's, that name, or "" where its copyright line says it."""
    year: str
    """Of the edition."""
    changes: str = ""
    translator: str = ""
    translated_from: str = ""
    """Name of the language."""
    summary_by: str = ""
    origin_line: str = ""
    """As the source wants it said: "First published in …"."""
    pictures_left_out: bool = False
    has_notice: bool = False
    rights_anchor: str = ""
    """`#rights-a01`: an anchor on the credits page, wherever a format keeps that page."""
    grant: PermissionGrant | None = None
    granted_on: str = ""
    exact_top: tuple[str, ...] = ()
    """Strings a profile wants printed exactly so, before the text."""
    exact: tuple[str, ...] = ()
    """Strings a grant or profile wants printed exactly so, after the text or anywhere."""
    taglines: tuple[str, ...] = ()
    """Paragraphs a publisher wants at the very end."""
    theirs: bool = False
    """Whether a work of ours bears the name of somebody else."""
    share_alike: bool = False
    """Whether our version of the text must carry the same license."""


def credit_block(statement: RightsStatement, facts: CreditFacts) -> CreditBlock:
    """Return the label and the credit lines that stand with a text in every format."""
    return CreditBlock(
        label=item_label(statement, facts),
        lines=tuple(_lines(statement, facts)),
        lines_top=tuple(_exactly(text, statement) for text in facts.exact_top),
    )


def item_label(statement: RightsStatement, facts: CreditFacts) -> str:
    """Return the line under the headline: "Full text · CC BY-ND 4.0"."""
    words = facts.words
    if facts.use not in FULL_USES:
        return words[f"label_{facts.use}"]
    if statement.status is Status.OWN and not facts.theirs:
        terms = facts.license.name
        return f"{words['label_own']} · {terms}" if terms else words["label_own"]
    terms = {
        Status.PERMISSION: words["label_permission"],
        Status.PUBLIC_DOMAIN: words["label_public_domain"],
        Status.PUBLIC_DOMAIN_US_ONLY: words["label_public_domain"],
        Status.US_GOVERNMENT_WORK: words["label_us_government"],
        Status.PUBLISHER_TERMS: words["label_terms"],
    }.get(statement.status, facts.license.name)
    return f"{words[f'label_{facts.use}']} · {terms}" if terms else words[f"label_{facts.use}"]


def _lines(statement: RightsStatement, facts: CreditFacts) -> Iterator[Line]:
    for text in facts.exact:
        yield _exactly(text, statement)
    yield fill(facts.words[_template(statement, facts)], _filling(statement, facts))
    if facts.origin_line:
        yield (Span(text=facts.origin_line, kind="notice"),)
    if facts.use not in FULL_USES:
        yield from _reservation(statement, facts)
        if facts.summary_by:
            yield fill(facts.words["summary_by" if facts.use == "brief" else "chosen_by"], {"name": facts.summary_by})
        return
    if facts.share_alike:
        license = Span(text=facts.license.name, href=facts.license.uri, kind="license")
        yield fill(facts.words["share_alike"], {"license": license})
    if statement.copyright_line:
        yield (Span(text=statement.copyright_line, kind="copyright"),)
    for text in facts.taglines:
        yield _exactly(text, statement)


def _exactly(text: str, statement: RightsStatement) -> Line:
    """Return a credit in its holder's own letters, linked to the original as one piece."""
    return (Span(text=text, href=statement.source_url or ""),)


def _template(statement: RightsStatement, facts: CreditFacts) -> str:
    if facts.use not in FULL_USES:
        return "credit_brief" if facts.use == "brief" else "credit_link"
    return {
        Status.OWN: "credit_own",
        Status.PERMISSION: "credit_permission",
        Status.PUBLISHER_TERMS: "credit_terms",
        Status.LICENSED_OPEN: "credit_licensed",
    }.get(statement.status, "credit_public_domain")


def _filling(statement: RightsStatement, facts: CreditFacts) -> Filling:
    words, url = facts.words, statement.source_url or ""
    title = fill_text(words["quoted_title"], title=statement.title or "")
    return {
        "title": Span(text=title, href=url, kind="title"),
        "authors": Span(text=facts.authors, kind="author"),
        "publisher": Span(text=_publisher(statement, facts), kind="publisher"),
        "date": facts.published,
        "license": Span(text=facts.license.name, href=facts.license.uri, kind="license"),
        "holder": owner_name(statement) or (facts.grant.grantor.name if facts.grant else ""),
        "reference": facts.granted_on,
        "change": Span(text=change_note(facts), kind="change"),
        "url": Span(text=url, href=url, kind="source"),
        "read": Span(text=words["read_original"], href=url, kind="source") if url else "",
        "year": facts.year,
    }


def _publisher(statement: RightsStatement, facts: CreditFacts) -> str:
    if statement.status is Status.OWN:
        return facts.house
    return statement.publisher.name if statement.publisher else ""


def owner_name(statement: RightsStatement) -> str:
    """Return the rights holder's name, else the publisher's; "" when neither is known."""
    if statement.holders:
        return statement.holders[0].name
    return statement.publisher.name if statement.publisher else ""


def change_note(facts: CreditFacts) -> str:
    """Return what was done to the text, as licenses want it said."""
    words = facts.words
    if facts.use == "translated":
        made = fill_text(words["change_translated"], language=facts.translated_from, name=facts.translator)
        return f"{made} {facts.changes}".strip()
    if facts.use == "abridged":
        return facts.changes or words["change_abridged"]
    return facts.changes or words["change_pictures" if facts.pictures_left_out else "change_none"]


def _reservation(statement: RightsStatement, facts: CreditFacts) -> Iterator[Line]:
    """Yield the copyright line, and the sentence that the source reserves its rights where it says more than whose they are."""
    reserved = statement.status in (Status.ALL_RIGHTS_RESERVED, Status.NO_REPUBLICATION) and not only_signed(statement)
    if not reserved and not statement.copyright_line:
        return
    start = [Span(text=statement.copyright_line, kind="copyright")] if statement.copyright_line else []
    if not reserved:
        yield tuple(start)
    else:
        yield from _reserved(statement, facts, start)
    if facts.pictures_left_out and statement.status in (Status.ALL_RIGHTS_RESERVED, Status.NO_REPUBLICATION):
        yield (Span(text=facts.words["no_picture"]),)


def _reserved(statement: RightsStatement, facts: CreditFacts, start: Sequence[Span]) -> Iterator[Line]:
    holder = owner_name(statement)
    key = "reserved_tdm" if statement.tdm.state is TdmState.RESERVED else "reserved"
    notice = Span(text=facts.words["full_notice"], href=facts.rights_anchor) if facts.has_notice else ""
    sentence = fill(facts.words[key if holder else f"{key}_unnamed"], {"holder": holder, "notice": notice})
    yield (*start, *([Span(text=". ")] if start else []), *sentence)


def picture_credit(
    statement: RightsStatement,
    license: LicenseShown,
    house: str,
    words: Mapping[str, str],
    exact: Sequence[str] = (),
) -> Line:
    """Return the credit under a picture: what must stand *exact*, else the line as given, else its makers; the license."""
    names = " / ".join(party.name for party in (*statement.creators, *statement.holders[:1]))
    ours = statement.copyright_line or house if statement.status is Status.OWN else ""
    given = " / ".join(exact) or statement.credit_line or names or ours
    name = "" if license.name and license.name in given else license.name
    credit = Span(text=given, href=statement.source_url or "", kind="author")
    return fill(
        words["picture_licensed"], {"credit": credit, "license": Span(text=name, href=license.uri, kind="license")}
    )


# --- sentences with gaps ----------------------------------------------------------------------------------------------


def fill(template: str, filling: Filling) -> Line:
    """Return *template* with its gaps filled; a group with an empty gap vanishes, an empty gap outside one stays empty.

    >>> from publishkit.model.edition import plain
    >>> plain(fill("{title}[ by {authors}][, {date}].", {"title": "Low Water", "authors": "Ada"}))
    'Low Water by Ada.'
    """
    kept = GROUP.sub(
        lambda group: group[1] if all(_text(filling, gap) for gap in GAP.findall(group[1])) else "", template
    )
    return tuple(_joined(_spans(kept, filling)))


def fill_text(template: str, **filling: str) -> str:
    r"""Return *template* filled as plain words.

    >>> fill_text("No. {number}", number="47")
    'No. 47'
    >>> ascii(fill_text("{title}, 2026", title="\u05d9\u05dd"))
    "'\\u2068\\u05d9\\u05dd\\u2069, 2026'"
    """
    return "".join(span.text for span in fill(template, filling))


def _text(filling: Filling, gap: str) -> str:
    value = filling.get(gap, "")
    return value.text if isinstance(value, Span) else value


def _spans(template: str, filling: Filling) -> Iterator[Span]:
    for n, part in enumerate(GAP.split(template)):
        value = filling.get(part, "") if n % 2 else part
        span = value if isinstance(value, Span) else Span(text=value)
        yield replace(span, text=_isolated(span.text)) if n % 2 and RIGHT_TO_LEFT.search(span.text) else span


def _isolated(text: str) -> str:
    return text if text.startswith(ISOLATE) else f"{ISOLATE}{text}{END}"


def _joined(spans: Iterable[Span]) -> Iterator[Span]:
    """Yield the spans with neighbours that are plain words made one, and empty ones left out."""
    words = ""
    for span in spans:
        if not (span.href or span.kind):
            words += span.text
            continue
        if words:
            yield Span(text=words)
            words = ""
        if span.text:
            yield span
    if words:
        yield Span(text=words)
