"""The audit of an issue for a terminal, and as one page that can be printed and handed on."""

from collections.abc import Iterator, Mapping
from importlib.resources import files
from io import StringIO
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from jinja2 import Environment, StrictUndefined

from publishkit.permissions.audit_values import ArticleShown, AssetShown, RightsReport
from publishkit.rights.phrases import day_of, long_date, visible

if TYPE_CHECKING:
    from rich.text import Text


MARKS = {"found": "✓", "settled": "✓", "gate": "✓", "manual": "○", "missing": "✗", "unproved": "–", "not_checked": "?"}
LEGEND = "✓ found in the finished file, or checked before printing; ○ for a person to tick; ? not checked, for want of an original; ✗ missing; – not built"
PROOF = {
    "passed": "every duty was found in out/{issue}/",
    "failed": "out/{issue}/ does not show everything it owes",
    "none": "not built yet: nothing is proved",
    "unreadable": "out/{issue}/proof.json cannot be read: nothing is proved",
}
STALE = "; but files were changed since: build again"

LEDGER = {False: "the ledger holds {0}, and every line stands", True: "the ledger is broken: {1}"}

LONGEST = 240
"""Characters of a foreign text in one cell; the JSON and the page have it whole."""

LONGEST_ON_PAGE = 20_000
"""Characters of one foreign text; a longer notice is cut, said to be cut, and known by its hash."""

PLACES = 4
"""Places named for one duty in one format; the JSON has all."""

STATES = {
    "found": "found",
    "settled": "kept",
    "gate": "checked before printing",
    "manual": "for a person to tick",
    "missing": "missing",
    "not_checked": "not checked: nothing to compare with",
    "unproved": "not built",
}
"""How a duty stands, as the page words it."""


# --- for a terminal ---------------------------------------------------------------------------------------------------


def report_text(report: RightsReport, width: int = 100, *, color: bool = False) -> str:
    """Return the audit as text of at most *width* columns."""
    from rich.console import Console

    out = StringIO()
    console = Console(
        file=out,
        width=width,
        force_terminal=color,
        color_system="standard" if color else None,
        highlight=False,
        emoji=False,
        markup=False,
    )
    for part in _parts(report):
        console.print(part)
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines())


def _parts(report: RightsReport) -> Iterator[Any]:
    yield _text(f"{report.publication} {report.number}, {long_date(report.date)} ({report.issue})", "bold")
    stale = STALE if report.proof in {"passed", "failed"} and not report.proof_is_current else ""
    yield _text(PROOF[report.proof].format(issue=report.issue) + stale)
    if unchecked := not_checked(report):
        yield _text(f"not checked, for want of an original to compare with: {', '.join(unchecked)}")
    if report.ledger:
        yield _text(LEDGER[bool(report.ledger.broken)].format(report.ledger.held, report.ledger.broken))
    for article in report.articles:
        yield ""
        yield _text(f"{article.slug}: {article.title}", "bold")
        yield _table(report, article)
    yield ""
    yield _text(LEGEND, "dim")


def not_checked(report: RightsReport) -> list[str]:
    """Return the articles of which something owed could be compared with nothing."""
    return [
        article.slug
        for article in report.articles
        if any(
            found.state == "not_checked"
            for asset in article.assets
            for duty in asset.duties
            for found in duty.formats.values()
        )
    ]


def _table(report: RightsReport, article: ArticleShown) -> Any:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), expand=True)
    for head, ratio in (("item", None), ("rights", 4), ("use", 4), ("duties", 4)):
        table.add_column(head, overflow="fold", ratio=ratio, header_style="dim")
    for asset in article.assets:
        table.add_row(
            _text(asset.asset.partition("#")[2]),
            _lines(_rights(asset)),
            _lines(_use(asset)),
            _lines(_duties(report, asset)),
        )
    return table


def _rights(asset: AssetShown) -> Iterator[str]:
    yield asset.status.replace("_", " ")
    if asset.holders:
        yield " / ".join(asset.holders)
    if asset.permitted_by:
        yield asset.permitted_by
    for grant in asset.grants:
        until = f", until {grant.valid_until.isoformat()}" if grant.valid_until else ""
        yield f"{grant.kind} of {grant.granted_on.isoformat()}{until}{f', {grant.contact}' if grant.contact else ''}"
    if asset.claimed_by:
        agreed = f", {asset.approved_by} agrees" if asset.approved_by else ""
        yield f"claimed by {asset.claimed_by}{agreed}: “{asset.because}”"
    for proof in asset.evidence:
        yield f"{proof.path.rpartition('/')[2]}: {'unchanged' if proof.state == 'ok' else proof.state.upper()}"
    if asset.notes:
        yield f"note: {asset.notes}"


def _use(asset: AssetShown) -> Iterator[str]:
    """Yield what is done where, then why; each sentence once."""
    uses = asset.uses
    yield from (used if len(uses) == 1 else f"{used}: {', '.join(formats)}" for used, formats in uses.items())
    yield from asset.why


def _duties(report: RightsReport, asset: AssetShown) -> Iterator[str]:
    for duty in asset.duties:
        states = {duty.formats[channel].state for channel in report.channels if channel in duty.formats}
        if len(states) == 1 and len(duty.formats) == len(report.channels):
            yield f"{MARKS[states.pop()]} {duty.code}"
        else:
            marks = " ".join(f"{MARKS[found.state]} {channel}" for channel, found in duty.formats.items())
            yield f"{duty.code}: {marks}"
    if not asset.duties:
        yield "none"


def _lines(lines: Iterator[str]) -> "Text":
    return _text("\n".join(visible(line.replace("\n", " "), LONGEST) for line in lines))


def _text(words: str, style: str = "") -> "Text":
    from rich.text import Text

    return Text(visible(words), style=style)


# --- as a page --------------------------------------------------------------------------------------------------------


def report_page(report: RightsReport, meanings: Mapping[str, str]) -> str:
    """Return the page; *meanings* says what a code means."""
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters["shown"] = lambda text: visible(text, LONGEST_ON_PAGE)
    environment.filters["day"] = lambda moment: long_date(day_of(moment))
    environment.tests["web_address"] = is_web_address
    page = environment.from_string(
        files("publishkit.permissions").joinpath("templates/rights_report.html").read_text("utf-8")
    )
    codes = {duty.code for asset in report.assets for duty in asset.duties}
    codes |= {code for asset in report.assets for one in asset.decisions for code, _ in one.reasons}
    return page.render(
        report=report,
        texts=[asset for asset in report.assets if asset.kind == "text"],
        pictures=[asset for asset in report.assets if asset.kind != "text"],
        codes={code: meanings[code] for code in sorted(codes) if code in meanings},
        states=STATES,
        unchecked=not_checked(report),
        places=PLACES,
    )


def is_web_address(url: str) -> bool:
    """Whether *url* may be a link.

    >>> is_web_address("https://press.example/a"), is_web_address("javascript:alert(1)")
    (True, False)
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.netloc)
