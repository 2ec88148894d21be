"""docs/codes.md, made from the tables of reasons, duties and findings. `python -m tests.support.codes_page` writes it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from publishkit.model.rights import Channel
from publishkit.proof.codes import findings
from publishkit.rights.gate.duties import DUTIES, DutyRow
from publishkit.rights.gate.reasons import REASONS

PAGE = Path(__file__).parents[2] / "docs/codes.md"

HEAD = """\
# Codes

Everything publishkit has to say about an article or an edition has a code, which is never used again for something else.
`publishkit explain CODE` says the same as this page: what it means and how to mend it. This page is made from the tables
that the program reads (`reasons.toml` and `duties.toml` in `publishkit/rights/gate/`, `findings.toml` in
`publishkit/proof/`); after a change of them, `python -m tests.support.codes_page` writes it again.

- [Reasons](#reasons): why the gate allows or refuses a use. How it decides stands in [rights.md](rights.md).
- [Duties](#duties): what must be true in the finished files, and how that is proved.
- [Findings](#findings): what the checks have to say about articles, files and the ledger.
"""

REASONS_HEAD = """\
## Reasons

`block`: nothing is printed. `limit`: less is printed than was asked. `warn`: allowed, and worth a look. `info`: why it is
allowed. The sentence here is the barest one; where names, dates and numbers are known, the gate says them.
"""

STEPS_HEAD = """\
### After a permission was recorded

`publishkit rights grant` says what still stands in the way, and what to do next:
"""

DUTIES_HEAD = """\
## Duties

What the decisions ask of the finished files. A text of which only a summary, a quotation or a link is printed owes the
duties marked “also briefs” and no others. Everything that is looked for fails with R101, too, where the item or the whole
file is not there.
"""

FINDINGS_HEAD = """\
## Findings

An error stops the edition: exit 1, or 4 where the proof failed. A warning or an info does not. “varies”: it depends on
what was found.
"""

FAMILIES: Mapping[str, str] = {
    "R": "Rights and their proof",
    "A": "Articles",
    "L": "Links",
    "E": "Email",
    "P": "PDF",
    "B": "EPUB",
    "W": "Web",
    "X": "Across formats",
    "C": "Corrections",
    "T": "Themes",
}
"""First letter of a finding -> what its family is about."""

PLACES: Mapping[str, str] = {
    "item": "beside the item",
    "edition": "anywhere in the edition",
    "page": "on the item's own page",
    "metadata": "in the file's metadata",
    "picture": "in the picture file",
    "outside": "in no file",
}


def codes_page() -> str:
    """Return the whole page."""
    return "\n".join((HEAD, *_reasons(), *_duties(), *_findings()))


def _reasons() -> Iterator[str]:
    yield REASONS_HEAD
    rows = (
        (f"`{row.code}`", row.severity, row.sentences[-1] if row.sentences else "", row.means, row.mend)
        for row in REASONS.values()
    )
    yield table(("code", "weighs", "says", "means", "what to do"), rows)
    yield STEPS_HEAD
    yield table(("code", "next"), ((f"`{row.code}`", row.next_step) for row in REASONS.values() if row.next_step))


def _duties() -> Iterator[str]:
    yield DUTIES_HEAD
    rows = ((f"`{row.code}`", row.promise or row.means, _owed_by(row), _proof(row)) for row in DUTIES.values())
    yield table(("code", "promise", "owed by", "proof"), rows)
    yield table(("code", "means", "what to do"), ((f"`{row.code}`", row.means, row.mend) for row in DUTIES.values()))


def _owed_by(row: DutyRow) -> str:
    whom = " and ".join({"text": "texts", "picture": "pictures"}[work] for work in row.of)
    where = "" if len(row.formats) == len(Channel) else f", in {', '.join(row.formats)}"
    return f"{whom}{where}{'; also briefs' if row.brief else ''}"


def _proof(row: DutyRow) -> str:
    if row.check == "files":
        return f"looked for {PLACES[row.where]}: {', '.join(row.proved_by)}"
    return f"{'ticked by an editor' if row.check == 'person' else 'settled beforehand'}. {row.because}"


def _findings() -> Iterator[str]:
    yield FINDINGS_HEAD
    rows = findings().values()
    for letter, family in FAMILIES.items():
        yield f"### {letter}: {family}\n"
        # The one finding with a name, W-NO-SOURCE-URL, is about an article and stands among those.
        its = [row for row in rows if (row.code[0] if "-" not in row.code else "A") == letter]
        told = ((f"`{row.code}`", row.level or "varies", row.means, row.mend) for row in its)
        yield table(("code", "level", "means", "what to do"), told)


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table of Markdown, with an empty line after it."""
    lines = (heads, ["---"] * len(heads), *(map(_cell, row) for row in rows))
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def _cell(text: str) -> str:
    """Return *text* with what would end the cell or begin a tag marked as plain; code between backticks has no tags."""
    parts = text.replace("|", "\\|").split("`")
    return "`".join(part if number % 2 else part.replace("<", "\\<") for number, part in enumerate(parts))


if __name__ == "__main__":
    PAGE.write_text(codes_page(), "utf-8")
