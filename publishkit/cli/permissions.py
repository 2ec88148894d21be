"""`publishkit rights request` and `rights grant`: ask for a permission, and record the answer with its proof."""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, TypeVar

import typer

from publishkit.cli.workspace import Workspace, locate
from publishkit.errors import InputError, Problem

if TYPE_CHECKING:
    from publishkit.model.rights import Channel
    from publishkit.model.statement import PermissionGrant, Treatment
    from publishkit.permissions.grant import Letter
    from publishkit.press.ask import Drafted
    from publishkit.press.permit import Recorded

T = TypeVar("T", bound=StrEnum)
Kind = Literal["email", "letter", "contract", "purchase", "web_form", "verbal"]
"""The members of `GrantKind`, spelled out so that `--help` need not load the model."""
SHORT = {
    "full": "full_verbatim",
    "edited": "full_edited",
    "resized": "image_resized",
    "cropped": "image_cropped",
    "recoloured": "image_recoloured",
    "overlay": "image_overlay",
}
"""Short names of treatments on the command line."""


Slug = Annotated[str, typer.Argument(help="Its slug, the beginning of it, its number, or words of its title.")]
Issue = Annotated[str | None, typer.Option(help="The issue's folder name; by default the newest.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object.")]
Proof = Annotated[
    Path | None, typer.Option("--from", metavar="FILE", help="The mail (.eml), letter (.pdf) or text that proves it.")
]
Grantor = Annotated[str | None, typer.Option(metavar="NAME", help="Who gave it; read from a mail.")]
IsHolder = Annotated[
    bool | None,
    typer.Option("--holder/--not-holder", help="Whether the grantor holds the rights or may speak for the holder."),
]
Channels = Annotated[
    list[str] | None, typer.Option("--channels", "--channel", help="email,web,pdf,epub: what the letter names.")
]
Treatments = Annotated[
    list[str] | None,
    typer.Option("--treatments", help="full (the default), abridged, translated, edited; cropped … for pictures."),
]
Territories = Annotated[
    list[str] | None, typer.Option("--territories", help="WORLD (the default) or countries: PL,DE.")
]
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
    article: Slug,
    letter: Proof = None,
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
    """Record a permission with its proof: the letter is stored and hashed, rights.toml says what it covers.

    From a mail are read: who sent it, when, and its Message-ID. Everything else is what you say; write only what the
    letter says. Run it again with the same letter to correct what you said.
    """
    from publishkit.model.statement import GrantKind
    from publishkit.permissions.grant import GrantDetails
    from publishkit.press.permit import Permission, record_permission

    details = GrantDetails(
        grantor=grantor,
        holder=holder,
        channels=_channels(channels),
        treatments=_treatments(treatments),
        territories=tuple(code.upper() for code in _words(territories)) or None,
        given_on=date.date() if date else None,
        valid_from=from_date.date() if from_date else None,
        valid_until=until.date() if until else None,
        commercial=commercial,
        paywall=paywall,
        ads=ads,
        sponsors=sponsors,
        max_words=max_words,
        credit=credit,
        kind=GrantKind(kind) if kind else None,
        reference=reference,
    )
    root, issue_id = locate(workspace, issue)
    permission = Permission(
        slug=_slug(root, issue_id, article),
        details=details,
        letter=letter,
        pictures=tuple(picture or ()),
        text=text or not picture,
    )
    now = datetime.now(tz=UTC).replace(microsecond=0)
    recorded = record_permission(root, issue_id, permission, now=now, write=not dry_run)
    _print_recorded(recorded, as_json=as_json)


def _slug(root: Path, issue_id: str, article: str) -> str:
    """Return the slug of the article that is called so: by its number, the beginning of its slug, words of its title."""
    from publishkit.workspace.outline import read_outline

    return read_outline(root, issue_id).find(article).slug


def _words(given: Sequence[str] | None) -> list[str]:
    return [word.strip() for part in given or () for word in part.split(",") if word.strip()]


def _channels(given: Sequence[str] | None) -> "tuple[Channel, ...] | None":
    from publishkit.model.rights import Channel

    return _chosen(given, "--channels", {channel.value: channel for channel in Channel}, all_word="all")


def _treatments(given: Sequence[str] | None) -> "tuple[Treatment, ...] | None":
    from publishkit.model.statement import Treatment

    names = {treatment.value: treatment for treatment in Treatment}
    return _chosen(given, "--treatments", {**names, **{short: names[name] for short, name in SHORT.items()}})


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


def _recorded_lines(recorded: "Recorded") -> Iterator[str]:
    """Yield what was stored, read and recorded, in sentences."""
    if proof := recorded.proof:
        done = "Stored before" if recorded.stored_before else "Stored" if recorded.written else "Would be stored"
        yield f"{done}: {proof.path} (private; sha256 {proof.sha256})"
    if recorded.letter:
        yield _read_line(recorded.letter)
    done = "Recorded" if recorded.written else "Would be recorded"
    for asset, permission in recorded.grants.items():
        yield f"{done} in {recorded.place}, {asset}: {_covers(permission)}."
    if not recorded.written:
        yield "Nothing was written (--dry-run)."


def _read_line(letter: "Letter") -> str:
    from publishkit.rights.phrases import long_date

    head = letter.head
    read = [head.name, f"<{head.address}>" if head.address else "", long_date(head.sent_on) or "", head.message_id]
    found = ", ".join(part for part in read if part)
    if found:
        return f"Read from the mail: {found}"
    return "Read from it: nothing but its hash; the rest is what you said."


def _covers(permission: "PermissionGrant") -> str:
    from publishkit.rights.phrases import CHANNELS, and_list, long_date

    formats = and_list([CHANNELS[channel] for channel in permission.channels])
    start = f", from {long_date(permission.valid_from)}" if permission.valid_from else ""
    end = f", until {long_date(permission.valid_until)}" if permission.valid_until else ", without an end date"
    return f"permission of {permission.grantor.name}, {long_date(permission.granted_on)}, for {formats}{start}{end}"


# --- the letter that asks ---------------------------------------------------------------------------------------------


class Use(StrEnum):
    """What is asked for: uses of the manifest that print the work itself."""

    FULL = "full"
    ABRIDGED = "abridged"
    TRANSLATED = "translated"


def request(  # noqa: PLR0917  one argument for each option
    article: Slug,
    picture: Annotated[
        list[str] | None,
        typer.Option(metavar="FILE", help="Ask for this picture, not for the text; may be repeated."),
    ] = None,
    text: Annotated[bool, typer.Option("--text", help="With --picture: ask for the text, too.")] = False,
    to: Annotated[str, typer.Option(metavar="ADDRESS", help="Mail address of the holder; or fill it in later.")] = "",
    language: Annotated[
        str | None, typer.Option(metavar="LANG", help="Language of the letter; by default the article's.")
    ] = None,
    use: Annotated[Use | None, typer.Option(help="What to ask for; by default as issue.toml has it, or full.")] = None,
    until: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], metavar="DATE", help="Ask for use until this day; by default without end."),
    ] = None,
    answer_by: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], metavar="DATE", help="Day you need the answer; two days before the issue."),
    ] = None,
    output: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Folder for the letter; by default evidence/requests.")
    ] = None,
    issue: Issue = None,
    workspace: Workspace = None,
    as_json: AsJson = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print the letter; write nothing.")] = False,
) -> None:
    """Draft the letter that asks the holder for permission, as text and as a mail to open, read and send yourself.

    It says what would be used, where, for how long, and with which credit, and what to answer. publishkit never sends it.
    """
    from publishkit.press.ask import Question, draft_request

    root, issue_id = locate(workspace, issue)
    question = Question(
        slug=_slug(root, issue_id, article),
        pictures=tuple(picture or ()),
        text=text or not picture,
        to=to.strip(),
        language=language,
        use=use.value if use else None,
        until=until.date() if until else None,
        answer_by=answer_by.date() if answer_by else None,
        output=output,
    )
    drafted = draft_request(root, issue_id, question, today=datetime.now(tz=UTC).date(), write=not dry_run)
    if as_json:
        sys.stdout.write(json.dumps(drafted.as_json(), ensure_ascii=False) + "\n")
    elif dry_run:
        typer.echo(f"{drafted.letter.subject}\n\n{drafted.letter.text}", nl=False)
    else:
        _print_drafted(drafted)
    if dry_run and not as_json:
        for line in drafted.notes:
            typer.echo(f"→ {line}", err=True)


def _print_drafted(drafted: "Drafted") -> None:
    for file in drafted.files:
        typer.echo(file)
    typer.echo("")
    for line in drafted.notes:
        typer.echo(f"→ {line}")
