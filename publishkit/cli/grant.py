"""`publishkit rights grant`: the answer to a request, read and recorded with its proof."""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, TypeVar

import typer

from publishkit.cli.workspace import Workspace, locate, slug_of
from publishkit.errors import InputError, Problem, RightsError

if TYPE_CHECKING:
    from publishkit.model.rights import Channel
    from publishkit.model.statement import GrantKind, PermissionGrant, Treatment
    from publishkit.permissions.answer.reading import Reading
    from publishkit.press.clearing.permit import Permission, Recorded

T = TypeVar("T", bound=StrEnum)
Kind = Literal["email", "letter", "contract", "purchase", "web_form", "verbal"]
"""The members of `GrantKind`, spelled out so that `--help` need not load the model."""
MOST_LINES = 40
"""Lines of a letter that are shown; the whole is in the file."""
TERMS = {
    "permission": "the permission",
    "channels": "formats",
    "treatments": "what may be done",
    "territories": "countries",
    "languages": "language of the translation",
    "valid_until": "last day",
    "max_issues": "one issue",
    "commercial": "commercial use",
    "ads": "advertising",
    "sponsors": "sponsors",
    "paywall": "paywall",
    "credit": "credit",
    "conditions": "conditions",
    "grantor": "who permits",
    "grantor_is_holder": "who holds the rights",
    "pictures": "pictures",
}
"""Keys of a permission, as the output calls them."""
SAID = ("channels", "valid_until", "commercial", "ads", "sponsors", "paywall", "credit")
"""Terms that are either the letter's or the editor's word."""
SHORT = {
    "full": "full_verbatim",
    "edited": "full_edited",
    "resized": "image_resized",
    "cropped": "image_cropped",
    "recoloured": "image_recoloured",
    "overlay": "image_overlay",
}
"""Short names of treatments on the command line."""


Slug = Annotated[
    str | None,
    typer.Argument(
        help="Its slug, the beginning of it, its number, or words of its title; by default what the letter's token asked about."
    ),
]
Issue = Annotated[str | None, typer.Option(help="The issue's folder name; by default the newest.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object.")]
Proof = Annotated[
    Path | None,
    typer.Option("--from", metavar="FILE", help="The mail (.eml, .msg), letter (.pdf) or text that proves it."),
]
Grantor = Annotated[str | None, typer.Option(metavar="NAME", help="Who gave it; read from a mail.")]
IsHolder = Annotated[
    bool | None,
    typer.Option("--holder/--not-holder", help="Whether the grantor holds the rights or may speak for the holder."),
]
Channels = Annotated[
    list[str] | None,
    typer.Option("--channels", "--channel", help="email,web,pdf,epub: where the letter does not name them."),
]
Treatments = Annotated[
    list[str] | None,
    typer.Option("--treatments", help="full, abridged, translated, edited; cropped … for pictures."),
]
Territories = Annotated[list[str] | None, typer.Option("--territories", help="WORLD or countries: PL,DE.")]
GivenOn = Annotated[
    datetime | None, typer.Option(formats=["%Y-%m-%d"], metavar="DATE", help="The day it was given; read from a mail.")
]
FirstDay = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], metavar="DATE", help="First day of use.")]
LastDay = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], metavar="DATE", help="Last day of use.")]
Commercial = Annotated[bool, typer.Option("--commercial", help="It covers commercial editions.")]
Paywall = Annotated[bool, typer.Option("--paywall", help="It covers use behind a paywall.")]
Ads = Annotated[bool, typer.Option("--ads", help="It covers editions with advertising.")]
Sponsors = Annotated[bool, typer.Option("--sponsors", help="It covers editions with sponsors.")]
MaxWords = Annotated[int | None, typer.Option(metavar="N", help="It covers at most so many words.")]
Credit = Annotated[str | None, typer.Option(metavar="TEXT", help="The credit, exactly as they want it.")]
Says = Annotated[
    str | None, typer.Option(metavar="WORDS", help="The letter's own words that permit, where reading it left a doubt.")
]
Because = Annotated[
    str | None, typer.Option(metavar="REASON", help="Why more is recorded than the letter says, or who may speak.")
]
KindGiven = Annotated[
    Kind | None, typer.Option(help="How it was given; email for a .eml, else letter. verbal never suffices.")
]
Reference = Annotated[str | None, typer.Option(help="Number of the contract or invoice; the Message-ID of a mail.")]
Pictures = Annotated[
    list[str] | None, typer.Option(metavar="FILE", help="It is for this picture, not the text; may be repeated.")
]
TextToo = Annotated[bool, typer.Option("--text", help="With --picture: it is for the text, too.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would be recorded; write nothing.")]


def grant(  # noqa: PLR0917  one argument for each option
    article: Slug = None,
    letter: Proof = None,
    says: Says = None,
    because: Because = None,
    grantor: Grantor = None,
    holder: IsHolder = None,
    channels: Channels = None,
    treatments: Treatments = None,
    territories: Territories = None,
    date: GivenOn = None,
    from_date: FirstDay = None,
    until: LastDay = None,
    commercial: Commercial = False,
    paywall: Paywall = False,
    ads: Ads = False,
    sponsors: Sponsors = False,
    max_words: MaxWords = None,
    credit: Credit = None,
    kind: KindGiven = None,
    reference: Reference = None,
    picture: Pictures = None,
    text: TextToo = False,
    issue: Issue = None,
    workspace: Workspace = None,
    as_json: AsJson = False,
    dry_run: DryRun = False,
) -> None:
    """Read the answer to a request and record what it permits: the letter is stored and hashed, its words stand beside.

    What the letter says is recorded, and no more. A refusal, an auto-reply or a mail passed on permits nothing; where a
    doubt remains, nothing is recorded until --says names the words that permit. Run it again to correct what you said.
    """
    from publishkit.permissions.grant import GrantDetails
    from publishkit.press.clearing.permit import Permission

    details = GrantDetails(
        grantor=grantor,
        holder=holder,
        channels=_channels(channels),
        treatments=_treatments(treatments),
        territories=tuple(code.upper() for code in _words(territories)) or None,
        given_on=date.date() if date else None,
        valid_from=from_date.date() if from_date else None,
        valid_until=until.date() if until else None,
        commercial=commercial or None,
        paywall=paywall or None,
        ads=ads or None,
        sponsors=sponsors or None,
        max_words=max_words,
        credit=credit,
        kind=_kind(kind),
        reference=reference,
        says=says,
        because=because,
    )
    root, issue_id = locate(workspace, issue)
    slug = slug_of(root, issue_id, article) if article else None
    permission = Permission(slug=slug, details=details, letter=letter, pictures=tuple(picture or ()), text=text or None)
    _record(root, issue_id if issue else None, permission, write=not dry_run, as_json=as_json)


def _record(root: Path, issue_id: str | None, permission: "Permission", *, write: bool, as_json: bool) -> None:
    """Record the permission; where the letter leaves a doubt, a person at the terminal is asked once for its words."""
    from publishkit.press.clearing.permit import record_permission

    now = datetime.now(tz=UTC).replace(microsecond=0)
    recorded = record_permission(root, issue_id, permission, now=now, write=write)
    details = permission.details
    if not recorded.permits and not as_json and details.says is None and (words := _asked_for_words(recorded)):
        said = replace(permission, details=replace(details, says=words))
        recorded = record_permission(root, issue_id, said, now=now, write=write)
    _print_recorded(recorded, as_json=as_json)
    if not recorded.permits:
        raise typer.Exit(RightsError.exit_code)


def _asked_for_words(recorded: "Recorded") -> str:
    """Return the words of a doubtful letter that permit, as the editor copies them; "" where nobody can be asked."""
    reading = recorded.reading
    if reading is None or reading.firm or not (sys.stdin.isatty() and sys.stdout.isatty()):
        return ""
    for line in _doubt_lines(reading):
        typer.echo(line)
    typer.echo("\nWhich of these words permit it? Copy them here, or press Enter to record nothing: ", nl=False)
    return sys.stdin.readline().strip()


def _words(given: Sequence[str] | None) -> list[str]:
    return [word.strip() for part in given or () for word in part.split(",") if word.strip()]


def _channels(given: Sequence[str] | None) -> "tuple[Channel, ...] | None":
    from publishkit.model.rights import Channel

    return _chosen(given, "--channels", {channel.value: channel for channel in Channel}, all_word="all")


def _treatments(given: Sequence[str] | None) -> "tuple[Treatment, ...] | None":
    from publishkit.model.statement import Treatment

    names = {treatment.value: treatment for treatment in Treatment}
    return _chosen(given, "--treatments", {**names, **{short: names[name] for short, name in SHORT.items()}})


def _kind(given: Kind | None) -> "GrantKind | None":
    from publishkit.model.statement import GrantKind

    return GrantKind(given) if given else None


def _chosen(
    given: Sequence[str] | None, place: str, known: Mapping[str, T], *, all_word: str = ""
) -> tuple[T, ...] | None:
    """Return the members named in lists like `email,web`; None when nothing is named.

    Raises:
        InputError: a word names none; carries every such word with the nearest known one.
    """
    from difflib import get_close_matches

    words = [word.lower() for word in _words(given)]
    if not words:
        return None
    if all_word and all_word in words:
        return tuple(known.values())
    problems = []
    for word in words:
        if word not in known:
            near = get_close_matches(word, known, n=1)
            hint = f"did you mean `{near[0]}`?" if near else f"one of {', '.join(known)}"
            problems.append(Problem(place=place, message=f"{word[:40]!r} is not a choice", hint=hint))
    if problems:
        raise InputError(*problems)
    return tuple(dict.fromkeys(known[word] for word in words))


def _print_recorded(recorded: "Recorded", *, as_json: bool) -> None:
    if as_json:
        sys.stdout.write(json.dumps(recorded.as_json(), ensure_ascii=False) + "\n")
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(highlight=False, markup=False, emoji=False)
    if not recorded.permits:
        _print_doubt(recorded)
        return
    for line in _recorded_lines(recorded):
        console.print(Text(line), soft_wrap=True)
    for asset, rows in recorded.effects.items():
        console.print(Text(f"\nWhat the gate says about {asset}:"))
        table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), show_edge=False)
        for head in ("format", "before", "now"):
            table.add_column(head, header_style="dim")
        table.add_column("why", overflow="fold", header_style="dim")
        for row in rows:
            table.add_row(*map(Text, (row.channel, row.before, row.now, row.why)))
        console.print(table)
    console.print()
    for line in recorded.steps:
        console.print(Text(f"→ {line}"), soft_wrap=True)


def _print_doubt(recorded: "Recorded") -> None:
    """Say what stands in the way, with the letter's own words, on stderr; stdout is for what was recorded."""
    if recorded.reading is None:
        return
    for line in _doubt_lines(recorded.reading):
        typer.echo(line, err=True)
    typer.echo("\nNothing was recorded.", err=True)
    for line in recorded.steps:
        typer.echo(f"→ {line}", err=True)


def _doubt_lines(reading: "Reading") -> Iterator[str]:
    from publishkit.rights.phrases import visible

    for obstacle in reading.obstacles:
        yield f"error: --from: {visible(obstacle.sentence)}"
    if reading.own:
        yield "\nThe letter's own words:"
        lines = [visible(line, 200) for line in reading.own.splitlines() if line.strip()]
        yield from (f"  {line}" for line in lines[:MOST_LINES])
        if len(lines) > MOST_LINES:
            yield f"  … ({len(lines) - MOST_LINES} more lines)"


def _recorded_lines(recorded: "Recorded") -> Iterator[str]:
    """Yield what was stored, read and recorded, in sentences."""
    if proof := recorded.proof:
        done = "Stored before" if recorded.stored_before else "Stored" if recorded.written else "Would be stored"
        yield f"{done}: {proof.path} (private; sha256 {proof.sha256})"
    if recorded.reading:
        yield _read_line(recorded.reading)
    if recorded.token:
        yield f"It answers the request {recorded.token}."
    done = "Recorded" if recorded.written else "Would be recorded"
    for asset, permission in recorded.grants.items():
        yield f"{done} in {recorded.place}, {asset}: {_covers(permission)}."
    for permission in list(recorded.grants.values())[:1]:
        yield from _words_behind(permission)
    if not recorded.written:
        yield "Nothing was written (--dry-run)."


def _read_line(reading: "Reading") -> str:
    from publishkit.rights.phrases import long_date

    head = reading.head
    read = [head.name, f"<{head.address}>" if head.address else "", long_date(head.sent_on) or "", head.message_id]
    found = ", ".join(part for part in read if part)
    return f"Read from the mail: {found}" if found else "It is no mail: who wrote it, and when, is what you said."


def _words_behind(permission: "PermissionGrant") -> Iterator[str]:
    """Yield each recorded term beside the words it rests on, and which terms are the editor's own."""
    from publishkit.rights.phrases import and_list, visible

    rests_on = {
        "letter": "“{words}”",
        "form": "“{words}” (answer form)",
        "request": "as our request asked, to which the letter says yes",
        "editor": "“{words}” (as you read it)",
    }
    known = {term for quoted in permission.quoted for term in quoted.terms}
    own = [TERMS[key] for key in SAID if getattr(permission, key) not in {None, "", ()} and key not in known]
    if known or own:
        yield "\nWhat it rests on:"
    for quoted in permission.quoted:
        terms = and_list([TERMS.get(term, term) for term in quoted.terms])
        yield f"  {terms}: {rests_on[quoted.source].format(words=visible(quoted.words, 300))}"
    if own:
        yield f"  {and_list(own)}: your word; the letter does not say"
    if permission.because:
        yield f"  your reason: {visible(permission.because)}"


def _covers(permission: "PermissionGrant") -> str:
    from publishkit.rights.phrases import CHANNELS, TREATMENTS, and_list, long_date, territory_list

    formats = and_list([CHANNELS[channel] for channel in permission.channels])
    uses = and_list([TREATMENTS[treatment] for treatment in permission.treatments])
    start = f", from {long_date(permission.valid_from)}" if permission.valid_from else ""
    end = f", until {long_date(permission.valid_until)}" if permission.valid_until else ", without an end date"
    where = f" in {territory_list(permission.territories)}" if "WORLD" not in permission.territories else ""
    use = (
        "" if permission.treatments[0] in {"full_verbatim", "image"} and len(permission.treatments) < 3 else f"; {uses}"
    )
    issues = ", in one issue" if permission.max_issues == 1 else ""
    credit = f"; credit “{permission.credit}”" if permission.credit else ""
    money = "; not for commercial editions" if permission.commercial is False else ""
    given = f"permission of {permission.grantor.name}, {long_date(permission.granted_on)}"
    return f"{given}, for {formats}{where}{start}{end}{issues}{use}{money}{credit}"
