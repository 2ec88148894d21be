"""Findings for people, machines and editors. Every function returns text; only `cli/` prints it."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from io import StringIO
from typing import TYPE_CHECKING, Any

from publishkit.errors import RightsError
from publishkit.model.artifact import Artifact, Finding
from publishkit.model.decision import Decision
from publishkit.model.owed import Withheld
from publishkit.model.rights import Channel
from publishkit.model.statement import Treatment
from publishkit.proof.seals import Sealed
from publishkit.rights.gate.reasons import REASONS, in_the_way
from publishkit.rights.proposal import claim_command

if TYPE_CHECKING:
    from rich.console import RenderableType


@dataclass(frozen=True, kw_only=True, slots=True)
class LeftOut:
    """A text or picture that was not cleared."""

    article: str
    asset: str
    reasons: tuple[str, ...]
    """Codes."""
    sentence: str = ""
    """For people only."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    """What a command has to say at its end."""

    edition: str
    findings: tuple[Finding, ...] = ()
    artifacts: tuple[Artifact, ...] = ()
    withheld: tuple[LeftOut, ...] = ()
    exit_code: int = 0
    sealed: Sealed | None = None
    """Who vouches for a finished edition; None where nobody was asked."""


def left_out(withheld: Iterable[Withheld]) -> tuple[LeftOut, ...]:
    """Return what an edition withholds, as reports name it."""
    return tuple(
        LeftOut(article=item.article, asset=item.asset_id, reasons=item.reasons, sentence=item.sentence)
        for item in withheld
    )


# --- for machines -----------------------------------------------------------------------------------------------------


def as_json(report: Report) -> str:
    """Return the stable JSON of `build`, `check` and `verify` (a change is a changelog entry and a version)."""
    told = {
        "edition": report.edition,
        "findings": [asdict(finding) for finding in report.findings],
        "artifacts": [
            {"name": a.name, "media_type": a.media_type, "bytes": len(a.data), "sha256": a.sha256}
            for a in report.artifacts
        ],
        "withheld": [{"article": w.article, "asset": w.asset, "reasons": list(w.reasons)} for w in report.withheld],
        "exit_code": report.exit_code,
    }
    if report.sealed:
        told["seal"] = _seal(report.sealed)
    return json.dumps(told, ensure_ascii=False, indent=2)


def _seal(sealed: Sealed) -> Mapping[str, Any]:
    """Return the seal's three states: `kept`, `not checked`, `broken`; of the whole, of the ledger, of the signature."""
    return {
        "state": sealed.state,
        "message": sealed.told,
        "ledger": {"state": sealed.ledger.state, "message": sealed.ledger.told, "line": sealed.line or None},
        "signature": {"state": sealed.signature.state, "message": sealed.signature.told, "key": sealed.key or None},
    }


SARIF_LEVEL: Mapping[str, str] = {"error": "error", "warning": "warning", "info": "note"}

_PLACE = re.compile(r"(?P<path>[^#]*?)(?::(?P<line>\d+))?(?:: (?P<field>\S.*))?(?:#(?P<anchor>.*))?")
"""`file`, `file:12`, `file: section[1].title`, `file#a03`, `letter.pdf, page 3`."""


def as_sarif(report: Report, meanings: Mapping[str, str], version: str = "") -> str:
    """Return the findings as SARIF 2.1.0; *meanings* says what a code means."""
    codes = sorted({finding.code for finding in report.findings})
    driver: dict[str, Any] = {"name": "publishkit", "rules": [_rule(code, meanings.get(code, code)) for code in codes]}
    if version:
        driver["version"] = version
    results = [_result(finding, codes.index(finding.code)) for finding in report.findings]
    told = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{"tool": {"driver": driver}, "results": results, "columnKind": "unicodeCodePoints"}],
    }
    return json.dumps(told, ensure_ascii=False, indent=2)


def _rule(code: str, meaning: str) -> Mapping[str, Any]:
    return {"id": code, "shortDescription": {"text": meaning}, "help": {"text": f"publishkit explain {code}"}}


def _result(finding: Finding, index: int) -> Mapping[str, Any]:
    text = f"{finding.message} ({finding.hint})" if finding.hint else finding.message
    return {
        "ruleId": finding.code,
        "ruleIndex": index,
        "level": SARIF_LEVEL[finding.severity],
        "message": {"text": text},
        "locations": [_location(finding.where)],
    }


def _location(where: str) -> Mapping[str, Any]:
    found = _PLACE.fullmatch(where)
    path, line = (found["path"], found["line"]) if found else (where, None)
    physical: dict[str, Any] = {"artifactLocation": {"uri": path.partition(",")[0].replace(" ", "%20")}}
    if line:
        physical["region"] = {"startLine": int(line)}
    return {"physicalLocation": physical, "logicalLocations": [{"fullyQualifiedName": where}]}


# --- for people -------------------------------------------------------------------------------------------------------

STYLE: Mapping[str, str] = {"error": "bold red", "warning": "yellow", "info": "dim"}


def as_text(report: Report, width: int = 100, *, color: bool = False) -> str:
    """Return the report for people: files, what was left out, findings, and one line that sums up."""
    parts = [*_files(report.artifacts), *_left_out(report.withheld), *_findings(report.findings)]
    parts += [*_sealed(report.sealed), _summary(report)]
    return _rendered(parts, width, color=color)


def _rendered(parts: Iterable["RenderableType"], width: int, *, color: bool) -> str:
    from rich.console import Console

    out = StringIO()
    console = Console(
        file=out,
        width=width,
        force_terminal=color,
        color_system="standard" if color else None,
        highlight=False,
        emoji=False,
    )
    for part in parts:
        console.print(part)
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines())


def _table(title: str, *columns: str) -> Any:
    from rich import box
    from rich.table import Table

    table = Table(
        title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False
    )
    for column in columns:
        table.add_column(column, justify="right" if column == "Size" else "left", overflow="fold")
    return table


def _choices(actions: Iterable[str]) -> Any:
    from rich.table import Table

    grid = Table.grid(padding=(0, 1))
    grid.add_column()
    grid.add_column(overflow="fold")  # a command cut short cannot be typed
    for action in actions:
        grid.add_row("–", _plain(action))
    return grid


def _plain(words: str) -> Any:
    """Return words of articles and files, in which brackets are brackets and no styles."""
    from rich.text import Text

    return Text(words)


def _files(artifacts: Sequence[Artifact]) -> Iterator["RenderableType"]:
    shown = [artifact for artifact in artifacts if "/fonts/" not in artifact.name and "/images/" not in artifact.name]
    if shown:
        table = _table("Files", "Name", "Size")
        for artifact in shown:
            table.add_row(_plain(artifact.name), _size(len(artifact.data)))
        yield from (table, "")


def _size(count: int) -> str:
    """Return a size for people.

    >>> _size(36794), _size(4_300_000)
    ('36.8 kB', '4.3 MB')
    """
    return f"{count / 1e6:.1f} MB" if count >= 1_000_000 else f"{count / 1e3:.1f} kB"


def _left_out(withheld: Sequence[LeftOut]) -> Iterator["RenderableType"]:
    if withheld:
        table = _table("Left out", "Text or picture", "Why")
        reasons: dict[tuple[str, str], list[str]] = {}
        for item in withheld:
            reasons.setdefault((item.article, item.sentence or ", ".join(item.reasons)), []).append(item.asset)
        for (_, sentence), assets in reasons.items():
            parts = (asset.rpartition("#")[2] for asset in assets[1:])
            table.add_row(_plain(", ".join((assets[0], *parts))), _plain(sentence))
        yield from (table, "")


def _findings(findings: Sequence[Finding]) -> Iterator["RenderableType"]:
    from rich.padding import Padding
    from rich.text import Text

    if findings:
        yield Text("Findings", style="bold")
    for finding in findings:
        yield Text.assemble((finding.severity, STYLE[finding.severity]), f" {finding.code} {finding.where}")
        yield Padding(_plain(finding.message), (0, 0, 0, 4))
        if finding.hint:
            yield Padding(Text(finding.hint, style="dim"), (0, 0, 0, 4))
    if findings:
        yield ""


def _sealed(sealed: Sealed | None) -> Iterator["RenderableType"]:
    from rich.text import Text

    if sealed:
        style = {"kept": "green", "not checked": "yellow", "broken": "bold red"}[sealed.state]
        yield Text.assemble("Seal ", (sealed.state, style), f": {sealed.told}")
        yield ""


def _summary(report: Report) -> str:
    counts = [(level, sum(finding.severity == level for finding in report.findings)) for level in STYLE]
    told = [f"{count} {level}{'s' if count > 1 and level != 'info' else ''}" for level, count in counts if count]
    if report.exit_code == RightsError.exit_code:
        told = ["not cleared, nothing is written", *told]
    state = ", ".join(told) if told else "nothing to mend"
    return f"{report.edition}: {state}" + ("" if report.exit_code == 0 else f" (exit {report.exit_code})")


# --- refused: exit 3 --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, slots=True)
class Refusal:
    """One item that may not be printed as asked, in one or more formats for the same reasons."""

    article: str
    asset: str
    channels: tuple[Channel, ...]
    asked: Treatment
    codes: tuple[str, ...]
    sentences: tuple[str, ...]
    actions: tuple[str, ...]
    """What the editor can do."""


def refusals(
    article: str,
    decisions: Mapping[Channel, Decision],
    *,
    called: str = "",
    may_be_ours: bool = False,
    way_on: str = "",
) -> tuple[Refusal, ...]:
    """Return the refusals of one text, formats with the same reasons together; () when everything is allowed.

    *called* is what commands may call the article; *may_be_ours* says that nobody else is named: then the first thing to
    ask is whose it is. *way_on* is what may clear it besides, with its command.
    """
    groups: dict[tuple[str, ...], list[tuple[Channel, Decision]]] = {}
    for channel, decision in decisions.items():
        if not decision.ok:
            sentences = tuple(reason.sentence for reason in in_the_way(decision))
            groups.setdefault(sentences, []).append((channel, decision))
    return tuple(
        _refusal(article, sentences, group, called or article, may_be_ours=may_be_ours, way_on=way_on)
        for sentences, group in groups.items()
    )


def _refusal(
    article: str,
    sentences: tuple[str, ...],
    group: Sequence[tuple[Channel, Decision]],
    called: str,
    *,
    may_be_ours: bool,
    way_on: str,
) -> Refusal:
    decision = group[0][1]
    codes = tuple(reason.code for reason in in_the_way(decision))
    return Refusal(
        article=article,
        asset=decision.asset_id,
        channels=tuple(channel for channel, _ in group),
        asked=decision.requested,
        codes=codes,
        sentences=sentences,
        actions=tuple(filter(None, (way_on, *_actions(called, decision, codes, may_be_ours=may_be_ours)))),
    )


TRY: Mapping[Treatment, str] = {
    Treatment.FULL_VERBATIM: "print it complete and unchanged: `publishkit rights set {article} use=full`",
    Treatment.BRIEF: 'write a summary of your own: `publishkit brief {article} --summary "…" --by "NAME"`',
    Treatment.QUOTE: 'quote a sentence of it beside words of your own: `use = "quote"`',
    Treatment.LINK_ONLY: "name it and link to it: `publishkit rights set {article} use=link`",
}
"""A lesser treatment that would be allowed, as an editor asks for it."""


def _actions(article: str, decision: Decision, codes: Sequence[str], *, may_be_ours: bool) -> Iterator[str]:
    if may_be_ours:
        yield f"is it yours? `publishkit rights own {article} --pictures`"
    for row in REASONS.values():  # in the order of the table
        if row.action and row.code in codes:
            step = row.action.format(article=article).removesuffix(".")
            yield step[0].lower() + step[1:]  # one of several in a list
    yield from (TRY[treatment].format(article=article) for treatment in decision.alternatives if treatment in TRY)
    if any(REASONS[code].remedy == "claim" for code in codes):
        yield (
            f"if it is true all the same, a person says so and why: `{claim_command(article)}` "
            f"(`publishkit explain {codes[-1]}`)"
        )
    elif any(REASONS[code].remedy == "other" for code in codes):
        yield f"see `publishkit explain {codes[0]}`"
    elif REASONS[codes[0]].remedy == "wording":
        yield f"change the words: `publishkit explain {codes[0]}`"
    else:
        yield f"ask the holder for permission: `publishkit rights request {article}` drafts the letter"
    yield f"leave it out: `publishkit remove {article}`"


def refused_as_left_out(refused: Iterable[Refusal]) -> tuple[LeftOut, ...]:
    """Return refused items as the JSON report names them."""
    return tuple(
        LeftOut(article=r.article, asset=r.asset, reasons=r.codes, sentence=" ".join(r.sentences)) for r in refused
    )


def refusal_table(refused: Sequence[Refusal], width: int = 100, *, color: bool = False) -> str:
    """Return the table of exit 3: item, format, reason, what the editor can do."""
    table = _table("Not cleared for the use asked", "Item", "Format", "Reason", "What you can do")
    for item in refused:
        formats = "all" if len(item.channels) == len(Channel) else ", ".join(channel.value for channel in item.channels)
        table.add_row(_plain(item.article), formats, _plain("\n".join(item.sentences)), _choices(item.actions))
        table.add_section()
    return _rendered([table], width, color=color)
