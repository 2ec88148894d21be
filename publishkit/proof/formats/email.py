"""What there is to say about a finished mail: will it arrive whole, can everybody read it, can everybody leave."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from itertools import pairwise
from urllib.parse import urldefrag, urlsplit

from lxml import etree, html

from publishkit.edition.records.announced import Announced, announce
from publishkit.model.artifact import Artifact, Finding, Level
from publishkit.model.config import Config
from publishkit.model.edition import Edition
from publishkit.proof.clients.weigh import client_findings
from publishkit.proof.formats.markup import finding

PAGE, TEXT, MESSAGE = "email.html", "email.txt", "email.eml"

SIZES: tuple[tuple[int, Level], ...] = ((102_000, "error"), (95_000, "warning"), (80_000, "info"))
"""Bytes of HTML at which Gmail cuts a mail, will probably cut it, may one day cut it."""
STYLES: tuple[tuple[int, Level], ...] = ((16_384, "error"), (8_192, "warning"))
"""Characters of <style> at which Gmail drops all of it (caniemail, html-style note 6; 8,192 is the older limit)."""
PREHEADER = range(35, 111)
"""Characters that preview lines show."""
SAY_FORM = '`mail = "full"`, "teaser", "line" or "none" under an article in issue.toml says how the mail shows it'
TOKEN = re.compile(r"@@PK_[A-Z0-9_]*@?@?")
KNOWN_TOKENS = frozenset({"@@PK_UNSUB_URL@@"})
ITEM = re.compile(r"a\d{2,}")
FORBIDDEN = ("script", "form", "iframe", "object", "embed", "video", "audio", "svg", "canvas", "input", "link", "base")
CONDITION = re.compile(r"<!--\[if ")
CONDITION_END = re.compile(r"<!\[endif\]-->")
FILE_NAME = re.compile(r"[\w-]+\.(?:jpe?g|png|gif|webp)", re.IGNORECASE)
MOJIBAKE = re.compile(r"\ufffd|[\u0080-\u009f]|Ã[\u00a1-\u00bf]|â€[\u0098-\u009d™œ“]")


@dataclass(frozen=True, kw_only=True, slots=True)
class Mail:
    """The finished mail, opened."""

    edition: Announced
    house: Config | None
    """publishkit.toml; None where only the finished files are at hand."""
    page: str
    text: str
    message: bytes
    """b"" when it is not among the files."""
    remarks: tuple[str, ...]
    root: html.HtmlElement

    def elements(self, *tags: str) -> Iterator[html.HtmlElement]:
        """Yield the elements named *tags* in order."""
        return (element for element in self.root.iter(*tags) if isinstance(element.tag, str))


def check_email(edition: Edition | Announced, artifacts: Mapping[str, Artifact]) -> Iterator[Finding]:
    """Yield everything there is to say about the edition's mail; nothing when there is none.

    E001: a mail has both its HTML and its text, and neither is empty.
    """
    page, text, message = artifacts.get(PAGE), artifacts.get(TEXT), artifacts.get(MESSAGE)
    if page is None and text is None:
        return
    missing = [name for name, part in ((PAGE, page), (TEXT, text)) if part is None or not part.data.strip()]
    if page is None or text is None or missing:
        yield from (finding("E001", "error", name, "is missing or empty") for name in missing)
        return
    mail = Mail(
        edition=announce(edition),
        house=edition.config if isinstance(edition, Edition) else None,
        page=page.data.decode(),
        text=text.data.decode(),
        message=message.data if message else b"",
        remarks=page.remarks,
        root=html.document_fromstring(page.data.decode()),
    )
    for check in CHECKS:
        yield from check(mail)


def check_size(mail: Mail) -> Iterator[Finding]:
    """E002: the HTML is small enough that Gmail shows it whole, styles and unsubscribe link included."""
    size = len(mail.page.encode())
    for limit, level in SIZES:
        if size >= limit:
            message = f"{size:,} bytes; Gmail cuts a mail at about 102,000"
            yield finding("E002", level, PAGE, message, f'{SAY_FORM}; `mail = "auto"` in the issue fills what fits')
            return


def check_styles(mail: Mail) -> Iterator[Finding]:
    """E003: the style block that stays is under Gmail's limit, over which it is dropped."""
    size = sum(len(style.text or "") for style in mail.elements("style"))
    for limit, level in STYLES:
        if size > limit:
            yield finding("E003", level, PAGE, f"{size:,} characters of style; Gmail drops more than {limit:,}")
            return


def check_alternatives(mail: Mail) -> Iterator[Finding]:
    """E004: every picture has an alternative text (empty for ornaments), and none is a file name."""
    for image in mail.elements("img"):
        alt = image.get("alt")
        if alt is None:
            yield finding(
                "E004",
                "error",
                _at(image),
                "a picture without alternative text",
                '`publishkit rights set ARTICLE PICTURE alt="…"` says what it shows',
            )
        elif FILE_NAME.fullmatch(alt.strip()):
            yield finding("E004", "error", _at(image), f"the alternative text is a file name: `{alt}`")


def check_picture_sizes(mail: Mail) -> Iterator[Finding]:
    """E005: every picture says its width in pixels, for Word; one whose width may shrink says no height, which Yahoo would keep."""
    for image in mail.elements("img"):
        if not (image.get("width") or "").isdecimal():
            yield finding("E005", "error", _at(image), "a picture without its width in pixels")
        elif image.get("height") and "height:auto" in (image.get("style") or "").replace(" ", ""):
            yield finding(
                "E005",
                "error",
                _at(image),
                "a picture with a height that Yahoo keeps where it is shown narrower",
                "leave the attribute out",
            )


def check_unsubscribe(mail: Mail) -> Iterator[Finding]:
    """E006: readers can leave: twice in the HTML (top and end; the end may be cut off), once in the text."""
    links = [link for link in mail.elements("a") if link.get("href") == "@@PK_UNSUB_URL@@"]
    if not links:
        yield finding("E006", "error", PAGE, "no unsubscribe link", 'link to "@@PK_UNSUB_URL@@"')
    elif len(links) == 1:
        yield finding("E006", "warning", PAGE, "one unsubscribe link only; a cut mail loses the one at its end")
    if "@@PK_UNSUB_URL@@" not in mail.text:
        yield finding("E006", "error", TEXT, "no unsubscribe link", 'print "@@PK_UNSUB_URL@@"')


def check_same_links(mail: Mail) -> Iterator[Finding]:
    """E007: the text has every link of the HTML."""
    for address in dict.fromkeys(urldefrag(link.get("href", "")).url for link in mail.elements("a")):
        if address.startswith("http") and address not in mail.text:
            yield finding("E007", "warning", TEXT, f"the HTML links to {address}, the text does not")


def check_addresses(mail: Mail) -> Iterator[Finding]:
    """E008: pictures come over https, links are whole addresses: a mail has no page to be relative to."""
    for image in mail.elements("img"):
        if urlsplit(image.get("src", "")).scheme != "https":
            yield finding("E008", "error", _at(image), f"a picture that is not fetched over https: {image.get('src')}")
    for link in mail.elements("a"):
        address = link.get("href", "")
        if not (TOKEN.fullmatch(address) or urlsplit(address).scheme in ("http", "https", "mailto", "tel")):
            yield finding("E008", "error", _at(link), f"a link that leads nowhere from a mail: {address or '(empty)'}")


def check_forbidden(mail: Mail) -> Iterator[Finding]:
    """E009: nothing that mail programs strip or that makes them suspicious: scripts, forms, frames, events."""
    for element in mail.elements(*FORBIDDEN):
        yield finding("E009", "error", _at(element), f"<{element.tag!s}> has no place in a mail")
    for element in mail.root.iter(etree.Element):
        for name in element.attrib:
            if str(name).startswith("on"):
                yield finding("E009", "error", _at(element), f"an event attribute: {name}")


def check_tables(mail: Mail) -> Iterator[Finding]:
    """E010: a table of the layout says so (role), a table of data has headings; else screen readers count its cells."""
    for table in mail.elements("table"):
        if table.get("role") not in ("presentation", "none", "table") and table.find(".//th") is None:
            yield finding(
                "E010",
                "error",
                _at(table),
                "a table with neither a role nor headings",
                "the theme must say which it is",
            )
    for comment in mail.root.iter(etree.Comment):
        for tag in re.findall(r"<table\b[^>]*>", comment.text or ""):
            if 'role="presentation"' not in tag:
                yield finding("E010", "error", PAGE, "a table for Word without role")


def check_tokens(mail: Mail) -> Iterator[Finding]:
    """E011: only the tokens we fill stand in the mail, as links of ours, and none is left in the message."""
    for name, content in ((PAGE, mail.page), (TEXT, mail.text)):
        for token in dict.fromkeys(TOKEN.findall(content)):
            if token not in KNOWN_TOKENS:
                yield finding("E011", "error", name, f"an unknown token: {token}")
    words = TOKEN.findall("".join(mail.root.itertext()))
    for token in dict.fromkeys(word for word in words if word in KNOWN_TOKENS):
        yield finding("E011", "error", PAGE, f"a token among the words: {token}", "only a theme's links hold tokens")
    for element in mail.root.iter(etree.Element):
        ours = element.tag == "a" and not any(ITEM.fullmatch(up.get("id", "")) for up in element.iterancestors())
        for name, value in element.attrib.items():
            if "@@PK_" in value and not (ours and name == "href" and value in KNOWN_TOKENS):
                yield finding("E011", "error", _at(element), "a reader's own link in a place that is not ours")
    if b"@@PK_" in mail.message:
        yield finding("E011", "error", MESSAGE, "a token that was not filled")


def check_language(mail: Mail) -> Iterator[Finding]:
    """E012: language and direction stand on <html> and on a wrapper, for Gmail takes <html> and <body> away."""
    wrapper = mail.root.find(".//div[@role='article']")
    for element in (mail.root, wrapper):
        if element is None or not element.get("lang") or element.get("dir") != mail.edition.dir:
            yield finding("E012", "error", PAGE, "language or direction is not said on <html> and the wrapper")
            return


def check_headings(mail: Mail) -> Iterator[Finding]:
    """E013: one h1, and no level skipped."""
    levels = [int(str(heading.tag)[1]) for heading in mail.elements("h1", "h2", "h3", "h4", "h5", "h6")]
    if levels.count(1) != 1:
        yield finding("E013", "warning", PAGE, f"{levels.count(1)} headings of the first level; there should be one")
    skips = [(above, below) for above, below in pairwise(levels) if below > above + 1]
    for above, below in dict.fromkeys(skips):
        yield finding("E013", "warning", PAGE, f"a heading of level {below} right after level {above}")


def check_remarks(mail: Mail) -> Iterator[Finding]:
    """E014: what was left out to keep the mail whole; E015: what the inliner complained of."""
    for remark in mail.remarks:
        if remark.startswith("shortened "):
            where, _, message = remark.removeprefix("shortened ").partition(": ")
            yield finding("E014", "info", f"{PAGE}#{where}", message, SAY_FORM)
        else:
            yield finding("E015", "warning", PAGE, remark)


def check_subject(mail: Mail) -> Iterator[Finding]:
    """E016: the subject can be read in a list of mails, and the preheader adds to it."""
    subject, preheader = mail.edition.subject, mail.edition.preheader
    if not subject.strip() or len(subject) > 90:
        yield finding("E016", "error", PAGE, f"a subject of {len(subject)} characters; 1 to 90 are shown")
    elif len(subject) > 60:
        yield finding("E016", "info", PAGE, f"a subject of {len(subject)} characters; telephones show about 60")
    if re.match(r"(?i)(?:re|fwd?):", subject):
        yield finding("E016", "warning", PAGE, "a subject that pretends to be an answer")
    if not preheader or preheader == subject:
        hint = "write `preheader` in issue.toml"
        yield finding("E016", "warning", PAGE, "no preheader, or only the subject again", hint)
    elif len(preheader) not in PREHEADER:
        yield finding("E016", "info", PAGE, f"a preheader of {len(preheader)} characters; 35 to 110 are shown")


def check_conditions(mail: Mail) -> Iterator[Finding]:
    """E017: comments for Word are opened and closed, and so are their tables."""
    if len(CONDITION.findall(mail.page)) != len(CONDITION_END.findall(mail.page)):
        yield finding("E017", "error", PAGE, "conditional comments for Word are not balanced")
    comments = "".join(comment.text or "" for comment in mail.root.iter(etree.Comment))
    if len(re.findall(r"<table\b", comments)) != comments.count("</table>"):
        yield finding("E017", "error", PAGE, "tables in the comments for Word are not balanced")


def check_letters(mail: Mail) -> Iterator[Finding]:
    """E018: no characters that were read in the wrong encoding, and none that make Gmail cut the mail."""
    for name, content in ((PAGE, mail.page), (TEXT, mail.text)):
        if found := MOJIBAKE.search(content):
            around = content[max(0, found.start() - 20) : found.end() + 20]
            yield finding("E018", "warning", name, f"letters that look wrongly decoded: {around!a}")


def check_identity(mail: Mail) -> Iterator[Finding]:
    """E019: the mail says who sends it and from where; without an address and a way out it cannot be sent."""
    if mail.house is None:
        return
    email, publication = mail.house.email, mail.house.publication
    for key, value in (("from_address", email.from_address), ("unsubscribe_url", email.unsubscribe_url)):
        if not value:
            hint = f"write `{key}` under [email]"
            yield finding("E019", "info", "publishkit.toml", f"email.{key} is not set; email.eml has a stand-in", hint)
    if not publication.address:
        hint = "write `address` under [publication]"
        yield finding(
            "E019", "warning", "publishkit.toml", "no postal address; the law of most countries asks for one", hint
        )


def check_message(mail: Mail) -> Iterator[Finding]:
    """E020: the message holds both parts as they are, its lines are short, and leaving takes one click."""
    if not mail.message:
        return
    message = message_from_bytes(mail.message, policy=default)
    parts = [part for part in message.walk() if not part.is_multipart()]
    if message.defects or [part.get_content_type() for part in parts] != ["text/plain", "text/html"]:
        yield finding("E020", "error", MESSAGE, "not a message of text and HTML")
        return
    if any(len(line) > 998 for line in mail.message.split(b"\r\n")):
        yield finding("E020", "error", MESSAGE, "a line of more than 998 octets")
    if not re.search(rb"(?m)^List-Unsubscribe: <https://[^\r\n=?]+[^\r\n]*>\r$", mail.message):
        yield finding("E020", "error", MESSAGE, "no List-Unsubscribe with an https address on one line")
    yield from _same_head(mail, message)
    yield from _same_parts(mail, parts)


def _same_head(mail: Mail, message: EmailMessage) -> Iterator[Finding]:
    """The head says what the edition says: its subject, where it is published, where its rights stand."""
    url = mail.edition.url
    wanted = {"Subject": mail.edition.subject, "Archived-At": f"<{url}>", "X-Publishkit-Rights": f"{url}rights.json"}
    for name, value in wanted.items():
        told = " ".join(str(message.get(name, "")).split())
        if told != " ".join(value.split()):
            yield finding("E020", "error", MESSAGE, f"its {name} is “{told}”, not “{value}”")


def _same_parts(mail: Mail, parts: list[EmailMessage]) -> Iterator[Finding]:
    for part, content, name in zip(parts, (mail.text, mail.page), (TEXT, PAGE), strict=True):
        sent, whole = (text.replace("\r\n", "\n") for text in (str(part.get_content()), content))
        if not all(piece.strip() in sent for piece in re.split(r"@@PK_[A-Z0-9_]+@@", whole)):
            yield finding("E020", "error", MESSAGE, f"its {part.get_content_type()} is not {name}")


def check_clients(mail: Mail) -> Iterator[Finding]:
    """E040: nothing takes along what stands beside it; E041: what programs lack is held; E042: what adds may be missing.

    A finished edition is not judged by what became known later.
    """
    if mail.house is not None:
        yield from client_findings(mail.root, mail.house.email.clients, _at)


def _at(element: html.HtmlElement) -> str:
    """Return the place of *element*: the nearest id above it."""
    ids = element.xpath("ancestor-or-self::*/@id")
    return f"{PAGE}#{ids[-1]}" if ids else PAGE


CHECKS: tuple[Callable[[Mail], Iterator[Finding]], ...] = (
    check_size,
    check_styles,
    check_alternatives,
    check_picture_sizes,
    check_unsubscribe,
    check_same_links,
    check_addresses,
    check_forbidden,
    check_tables,
    check_tokens,
    check_language,
    check_headings,
    check_remarks,
    check_subject,
    check_conditions,
    check_letters,
    check_identity,
    check_message,
    check_clients,
)
