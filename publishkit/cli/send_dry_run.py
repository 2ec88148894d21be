"""`publishkit send --dry-run`: every message made, a few kept, none sent."""

import json
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from publishkit.send.run.dry_run import Rehearsed
    from publishkit.send.run.office import Office

FOLDER = ".publishkit/dry-run"
"""Private, as addresses are in it."""


def rehearse(office: "Office", issue: str, list_name: str, *, as_json: bool) -> None:
    """Make every message and print what sending would be."""
    from publishkit.cli.progress import progress
    from publishkit.cli.send_office import utc_now
    from publishkit.send.run.dry_run import dry_run

    letter = office.letter(issue, utc_now())
    with progress(f"{issue}: making messages") as tell:
        made = dry_run(office, letter, list_name, lambda count: tell(f"{issue}: {count:,} messages made"))
    _keep(office, issue, made)
    typer.echo(_json(issue, list_name, made) if as_json else _text(office, issue, list_name, made))
    if not made.count or made.refused_count:
        raise typer.Exit(1)


def _keep(office: "Office", issue: str, made: "Rehearsed") -> None:
    """Write the samples, and take away those of an earlier run."""
    from publishkit.errors import ExternalError, Problem

    folder = office.root / FOLDER / issue
    try:
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)
        for old in folder.glob("*.eml"):
            old.unlink()
        for name, data in made.samples.items():
            (folder / f"{name}.eml").write_bytes(data)
    except OSError as cause:
        message = f"the samples cannot be written: {cause.strerror}"
        raise ExternalError(Problem(place=str(folder), message=message)) from cause


def _text(office: "Office", issue: str, list_name: str, made: "Rehearsed") -> str:
    rows = [f"{issue} to {list_name} by {office.config.send.transport}: a dry run, nothing was sent"]
    rows += [f"  readers     {made.count:,}; {made.suppressed:,} suppressed"]
    rows += [f"  size        {made.total / 1e6:,.1f} MB in all, the largest message {made.largest / 1000:,.0f} kB"]
    rows += [f"  made in     {made.seconds:,.1f} s"]
    if made.estimated is not None:
        rows += [f"  sending     about {made.estimated.total_seconds() / 60:,.0f} minutes at the rate of the account"]
    if made.days > 1:
        rows += [f"  quota       {made.days} days, with --in-parts"]
    rows += [f"  refused     {line}" for line in made.refused]
    if made.refused_count > len(made.refused):
        rows += [f"  refused     and {made.refused_count - len(made.refused):,} more"]
    rows += [f"  samples     {FOLDER}/{issue}/{name}.eml" for name in made.samples]
    if not made.count:
        rows += [f"  next        `publishkit audience import FILE --list {list_name}` brings readers in"]
    return "\n".join(rows)


def _json(issue: str, list_name: str, made: "Rehearsed") -> str:
    told = {
        "issue": issue,
        "list": list_name,
        "readers": made.count,
        "suppressed": made.suppressed,
        "bytes": made.total,
        "largest": made.largest,
        "seconds": round(made.seconds, 2),
        "estimated_seconds": made.estimated.total_seconds() if made.estimated is not None else None,
        "days": made.days,
        "refused": made.refused_count,
        "samples": [f"{FOLDER}/{issue}/{name}.eml" for name in made.samples],
    }
    return json.dumps(told, ensure_ascii=False, indent=2)
