"""Credit lines: who made it, where it first appeared, under which terms, what was changed. Worded here, placed by themes.

Every fact stands once, and nothing is said of a text that was not looked at: `Checked` has the three states.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from publishkit.model import issue
from publishkit.model.credits import CreditBlock, Line, Span, Word
from publishkit.model.decision import Checked
from publishkit.model.issue import Use
from publishkit.model.rights import Status, TdmState
from publishkit.model.statement import PermissionGrant, RightsStatement
from publishkit.rights.notices.reservation import names_mining, withheld_by

Filling = Mapping[str, Span | str]
GROUP = re.compile(r"\[([^\[\]]*)\]")
GAP = re.compile(r"\{(\w+)\}")
RIGHT_TO_LEFT = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
"""Hebrew, Arabic and the scripts between them."""
ISOLATE, END = "\u2068", "\u2069"
"""Keep a name together that runs the other way, so that what stands after it stays there (UAX #9, section 2.4)."""
ENDS = tuple(".!?…。！？؟۔")
"""A sentence that ends so needs no full stop."""
STOPS = (".", "。", "۔")
LETTER = re.compile(r"[^\W\d_]")
ADDRESS = re.compile(r"://|^\S+@\S+$")
"""An address of the web or of mail: a mark at its end would be taken for a part of it."""

FULL_USES = issue.FULL_USES


@dataclass(frozen=True, kw_only=True, slots=True)
class LicenseShown:
    """A license as readers see it."""

    name: str
    """"CC BY-ND 4.0"; "" when not openly licensed."""
    uri: str
    frees: bool = False
    """Whether it is none: CC0 and the Public Domain Mark say that nobody's leave is needed."""


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
    """Our publisher's name; of a work that bears somebody else's, that name."""
    year: str
    """Of the edition."""
    title_lang: str = ""
    """Language of the work's title; "" where it is that of our words."""
    changes: str = ""
    unchanged: Checked = Checked.NOT_CHECKED
    """Whether a text printed as it is was compared with its original, and what came of it."""
    own_words: Checked = Checked.NOT_CHECKED
    """Whether our summary was compared with the original, and what came of it."""
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


def is_license(shown: LicenseShown) -> bool:
    """Return whether a name is that of a license which somebody gives: one that frees everything is still given.

    >>> (
    ...     is_license(LicenseShown(name="CC0 1.0", uri="", frees=True)),
    ...     is_license(LicenseShown(name="DL-DE-ZERO-2.0", uri="", frees=True)),
    ... )
    (False, True)
    """
    return bool(shown.name) and not (shown.frees and re.match(r"CC0|CC PDM|Public Domain|PDM", shown.name))


def credit_block(statement: RightsStatement, facts: CreditFacts) -> CreditBlock:
    """Return the label and the credit lines that stand with a text in every format."""
    return CreditBlock(
        label=item_label(statement, facts),
        lines=tuple(_each_once(_lines(statement, facts))),
        lines_top=tuple(_exactly(text, statement) for text in facts.exact_top),
    )


def item_label(statement: RightsStatement, facts: CreditFacts) -> str:
    """Return the line under the headline: "Full text · CC BY-ND 4.0"."""
    words = facts.words
    if facts.use not in FULL_USES:
        return words[f"label_{facts.use}"]
    own = statement.status is Status.OWN and not facts.theirs
    label = words["label_own" if own and facts.use == "full" else f"label_{facts.use}"]
    terms = label_terms(statement, facts)
    return fill_text(words["label_with_terms"], label=label, terms=terms) if terms else label


def label_terms(statement: RightsStatement, facts: CreditFacts) -> str:
    """Return under what a text is printed, as a label has it: "CC BY-ND 4.0", "by permission"; "" when nothing is to be said."""
    words = facts.words
    if is_license(facts.license) and statement.status in {Status.PUBLIC_DOMAIN, Status.LICENSED_OPEN}:
        return facts.license.name
    return {
        Status.PERMISSION: words["label_permission"],
        Status.PUBLIC_DOMAIN: words["label_public_domain"],
        Status.PUBLIC_DOMAIN_US_ONLY: words["label_public_domain_us"],
        Status.US_GOVERNMENT_WORK: words["label_us_government"],
        Status.PUBLISHER_TERMS: words["label_terms"],
    }.get(statement.status, facts.license.name)


def _lines(statement: RightsStatement, facts: CreditFacts) -> Iterator[Line]:
    for text in facts.exact:
        yield _exactly(text, statement)
    yield fill(facts.words[_template(statement, facts)], _filling(statement, facts))
    if facts.origin_line:
        yield (Span(text=facts.origin_line, kind="notice"),)
    if facts.use not in FULL_USES:
        yield from _reservation(statement, facts)
        return
    if facts.share_alike:
        yield fill(facts.words["share_alike"], {})
    if statement.copyright_line and statement.status is not Status.OWN:
        yield (Span(text=statement.copyright_line, kind="copyright"),)
    for text in facts.taglines:
        yield _exactly(text, statement)


def _each_once(lines: Iterable[Line]) -> Iterator[Line]:
    """Yield the lines, but for one whose words stand whole in a line before it."""
    said: list[str] = []
    for line in lines:
        words = "".join(span.text for span in line)
        if not any(words in before for before in said):
            yield line
        said.append(words)


def _exactly(text: str, statement: RightsStatement) -> Line:
    """Return a credit in its holder's own letters, linked to the original as one piece."""
    return (Span(text=text, href=statement.source_url or ""),)


def _template(statement: RightsStatement, facts: CreditFacts) -> str:
    if facts.use not in FULL_USES:
        return "credit_brief" if facts.use == "brief" else "credit_link"
    if facts.license.frees:
        return "credit_licensed" if is_license(facts.license) else "credit_public_domain"
    return {
        Status.OWN: "credit_own",
        Status.PERMISSION: "credit_permission",
        Status.PUBLISHER_TERMS: "credit_terms",
        Status.LICENSED_OPEN: "credit_licensed",
        Status.US_GOVERNMENT_WORK: "credit_us_government",
        Status.PUBLIC_DOMAIN_US_ONLY: "credit_public_domain_us",
    }.get(statement.status, "credit_public_domain")


def _filling(statement: RightsStatement, facts: CreditFacts) -> Filling:
    words, url = facts.words, statement.source_url or ""
    full, own = facts.use in FULL_USES, statement.status is Status.OWN
    title = fill_text(words["quoted_title"], title=statement.title or "")
    return {
        # A brief links its headline and "Read the original"; of our own text the reader is there already.
        "title": Span(text=title, href=url if full and not own else "", kind="title", theirs=facts.title_lang),
        "authors": Span(text=facts.authors, kind="author"),
        "publisher": Span(text="" if own and not facts.theirs else _publisher(statement), kind="publisher"),
        "copyright": Span(text=_own_copyright(statement, facts) if own else "", kind="copyright"),
        "date": facts.published,
        "license": Span(text=_license_named(facts), href=facts.license.uri, kind="license"),
        "holder": owner_name(statement) or (facts.grant.grantor.name if facts.grant else ""),
        "reference": facts.granted_on,
        "change": Span(text=change_note(facts), kind="change"),
        "summary": summary_note(facts),
        "read": Span(text=words["read_original"], href=url, kind="source") if url else "",
    }


IN_WORDS = re.compile(r"\b(?:Licen[cs]e|Licence Ouverte|Lizenz|Datenlizenz)\b")
"""A license whose name is words and no sign: a sentence sets an article before it in some languages."""


def _license_named(facts: CreditFacts) -> str:
    name = facts.license.name
    return fill_text(facts.words["named_license"], license=name) if IN_WORDS.search(name) else name


def _publisher(statement: RightsStatement) -> str:
    return statement.publisher.name if statement.publisher else ""


def _own_copyright(statement: RightsStatement, facts: CreditFacts) -> str:
    """Return the line of a text that is ours: as its author wants it, else of our house."""
    return statement.copyright_line or f"© {facts.year} {facts.house}"


def owner_name(statement: RightsStatement) -> str:
    """Return the rights holder's name, else the publisher's; "" when neither is known."""
    if statement.holders:
        return statement.holders[0].name
    return statement.publisher.name if statement.publisher else ""


def change_note(facts: CreditFacts) -> str:
    """Return what was done to the text, as licenses want it said; "" of a text that was compared with nothing."""
    words, changes = facts.words, as_sentence(facts.changes)
    if facts.use == "translated":
        made = fill_text(words["change_translated"], language=facts.translated_from, name=facts.translator)
        return f"{made} {changes}".strip()
    if facts.use == "abridged":
        return changes or words["change_abridged"]
    if changes:
        return changes
    left_out = words["change_left_out"] if facts.pictures_left_out else ""
    if facts.unchanged is Checked.KEPT:
        return words["change_pictures" if facts.pictures_left_out else "change_none"]
    if facts.unchanged is Checked.BROKEN:
        return f"{words['change_edited']} {left_out}".strip()
    return left_out


def as_sentence(words: str) -> str:
    """Return the editor's own words as a sentence.

    >>> as_sentence("one paragraph left out")
    'One paragraph left out.'
    """
    words = words.strip()
    told = words[:1].upper() + words[1:]
    return told if not told or told.endswith(ENDS) else f"{told}."


def summary_note(facts: CreditFacts) -> str:
    """Return whose words the summary is in: said where it was compared with the original, or somebody answers for it."""
    if facts.use != "brief":
        return fill_text(facts.words["chosen_by"], name=facts.summary_by) if facts.summary_by else ""
    if facts.own_words is Checked.KEPT or (facts.own_words is Checked.NOT_CHECKED and facts.summary_by):
        return fill_text(facts.words["summary_own"], name=facts.summary_by)
    return ""


RESERVED = frozenset({Status.ALL_RIGHTS_RESERVED, Status.NO_REPUBLICATION})
"""Statuses under which a notice that was found may say that all rights are reserved."""


def _reservation(statement: RightsStatement, facts: CreditFacts) -> Iterator[Line]:
    """Yield the copyright line, and what the source reserves: a bare © reserves nothing by itself."""
    line = statement.copyright_line or ""
    start = [Span(text=line, kind="copyright")] if line else []
    key = _reserved(statement)
    if not key and not facts.has_notice:
        yield from [tuple(start)] if start else []
        return
    holder = owner_name(statement)
    named = bool(holder) and holder not in line
    notice = Span(text=facts.words["full_notice"], href=facts.rights_anchor) if facts.has_notice else ""
    told = (key if named else f"{key}_unnamed") if key else "notice_alone"
    sentence = fill(facts.words[told], {"holder": holder, "notice": notice})
    gap = " " if line.endswith(ENDS) else ". "
    yield (*start, *([Span(text=gap)] if start else []), *sentence)


def _reserved(statement: RightsStatement) -> str:
    """Return the sentence that says what is reserved, "" where no notice of the source says so, or its © line says it all."""
    mining = statement.tdm.state is TdmState.RESERVED
    if statement.copyright_line and withheld_by(statement.copyright_line):
        return "reserved_mining" if mining and not names_mining(statement.copyright_line) else ""
    if statement.status in RESERVED and any(withheld_by(notice.text) for notice in statement.notices):
        return "reserved_tdm" if mining else "reserved"
    return "reserved_mining" if mining else ""


# --- sentences with gaps ----------------------------------------------------------------------------------------------


def fill(template: str, filling: Filling) -> Line:
    """Return *template* with its gaps filled; a group with an empty gap vanishes, an empty gap outside one stays empty.

    A full stop is not set after a name that ends in one.

    >>> from publishkit.model.credits import plain
    >>> plain(fill("{title}[ by {authors}][, {date}].", {"title": "Low Water", "authors": "Ada"}))
    'Low Water by Ada.'
    >>> plain(fill("{name}. {word}.", {"name": "Acme Inc.", "word": "Yes"}))
    'Acme Inc. Yes.'
    """
    kept = GROUP.sub(
        lambda group: group[1] if all(_text(filling, gap) for gap in GAP.findall(group[1])) else "", template
    )
    return tuple(_joined(_stopped_once(_spans(kept, filling)), getattr(template, "lang", "")))


def fill_text(template: str, **filling: str) -> str:
    r"""Return *template* filled as plain words; in the language *template* is borrowed from, if it is.

    >>> fill_text("No. {number}", number="47")
    'No. 47'
    >>> ascii(fill_text("{title}, 2026", title="\u05d9\u05dd"))
    "'\\u2068\\u05d9\\u05dd\\u2069, 2026'"
    """
    words = "".join(span.text for span in fill(template, filling))
    return Word(words, template.lang) if isinstance(template, Word) else words


def _text(filling: Filling, gap: str) -> str:
    value = filling.get(gap, "")
    return value.text if isinstance(value, Span) else value


def _spans(template: str, filling: Filling) -> Iterator[Span]:
    turned = _is_turned(template, filling)
    for n, part in enumerate(GAP.split(template)):
        value = filling.get(part, "") if n % 2 else part
        span = value if isinstance(value, Span) else Span(text=value)
        yield replace(span, text=isolated(span.text, turned=turned)) if n % 2 else span


def _is_turned(template: str, filling: Filling) -> bool:
    """Whether the sentence runs from right to left: by its first letter, or by the label in it where it has none of its own."""
    own = GAP.sub("", template)
    first = LETTER.search(own) or LETTER.search(_text(filling, "label"))
    return bool(first and RIGHT_TO_LEFT.match(first[0]))


def _stopped_once(spans: Iterable[Span]) -> Iterator[Span]:
    before = ""
    for span in spans:
        after = before.rstrip(END)
        text = span.text[1:] if after.endswith(ENDS) and span.text.startswith(STOPS) else span.text
        before = text or before
        yield replace(span, text=text) if text != span.text else span


def isolated(text: str, *, turned: bool = False) -> str:
    r"""Return *text* kept together, once, where it holds words that run another way than those around it.

    Those run from left to right, or, when they are *turned*, from right to left.

    >>> isolated("Ada"), ascii(isolated(isolated("\u05d9\u05dd"))), ascii(isolated("CC BY 4.0", turned=True))
    ('Ada', "'\\u2068\\u05d9\\u05dd\\u2069'", "'\\u2068CC BY 4.0\\u2069'")
    """
    other = LETTER.search(RIGHT_TO_LEFT.sub("", text)) if turned else RIGHT_TO_LEFT.search(text)
    apart = other is not None and not ADDRESS.search(text)
    return f"{ISOLATE}{text}{END}" if apart and ISOLATE not in text else text


def _joined(spans: Iterable[Span], lang: str) -> Iterator[Span]:
    """Yield the spans with neighbours that are plain words made one, and empty ones left out."""
    words = ""
    for span in spans:
        if not (span.href or span.kind):
            words += span.text
            continue
        if words:
            yield Span(text=words, lang=lang)
            words = ""
        if span.text:
            yield span
    if words:
        yield Span(text=words, lang=lang)
