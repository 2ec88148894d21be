"""The audit of an issue as one page that can be printed and handed on: no script, nothing from elsewhere, all escaped."""

from collections.abc import Mapping
from importlib.resources import files
from urllib.parse import urlsplit

from jinja2 import Environment, StrictUndefined

from publishkit.edition.report_values import RightsReport
from publishkit.edition.shown import visible
from publishkit.rights.phrases import day_of, long_date

LONGEST = 20_000
"""Characters of one foreign text; a longer notice is cut, said to be cut, and known by its hash."""

PLACES = 4
"""Places named for one duty in one format; the JSON has all."""

STATES = {
    "found": "found",
    "settled": "kept",
    "gate": "checked before printing",
    "manual": "for a person to tick",
    "missing": "missing",
    "unproved": "not built",
}


def report_page(report: RightsReport, meanings: Mapping[str, str]) -> str:
    """Return the page; *meanings* says what a code means."""
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters["shown"] = lambda text: visible(text, LONGEST)
    environment.filters["day"] = lambda moment: long_date(day_of(moment))
    environment.tests["web_address"] = is_web_address
    page = environment.from_string(
        files("publishkit.edition").joinpath("templates/rights_report.html").read_text("utf-8")
    )
    codes = {duty.code for asset in report.assets for duty in asset.duties}
    codes |= {code for asset in report.assets for one in asset.decisions for code, _ in one.reasons}
    return page.render(
        report=report,
        texts=[asset for asset in report.assets if asset.kind == "text"],
        pictures=[asset for asset in report.assets if asset.kind != "text"],
        codes={code: meanings[code] for code in sorted(codes) if code in meanings},
        states=STATES,
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
