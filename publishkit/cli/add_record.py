"""`publishkit add --settle`, `--restore` and `--explain`: what was captured of an article, looked at again."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from publishkit.cli.arrange import inert_line
from publishkit.errors import InputError, Problem

if TYPE_CHECKING:
    from publishkit.model.article import Clash
    from publishkit.press.adding.record import Explained, LeftOut, Recorded, Side

SHOWN = 300
"""Characters of a left-out piece that the list shows."""


def look_back(
    words: Sequence[str],
    asked: Mapping[str, bool],
    take: str | None,
    place: tuple[Path, str],
    *,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Do what is *asked*, of the article and with the numbers or the field in *words*, in the issue at *place*.

    Raises:
        InputError: more than one thing is asked, or something is missing.
    """
    chosen = [option for option, wanted in asked.items() if wanted]
    if take and chosen != ["--settle"]:
        raise InputError(Problem(place="--take", message="needs --settle", hint="add --settle ARTICLE N --take theirs"))
    if len(chosen) > 1:
        raise InputError(Problem(place="add", message=f"{' and '.join(chosen)} exclude each other", hint="one by one"))
    article, *rest = words
    if chosen == ["--explain"]:
        _explain(place, article, rest, as_json=as_json)
        return
    numbers = _numbers(rest, chosen[0])
    if chosen == ["--settle"]:
        _settle(place, article, numbers, take, dry_run=dry_run, as_json=as_json)
    else:
        _restore(place, article, numbers, dry_run=dry_run, as_json=as_json)


def _numbers(words: Sequence[str], option: str) -> list[int]:
    for word in words:
        if not word.isdecimal() or len(word) > 9:
            hint = f"`publishkit add {option} ARTICLE` lists them with their numbers"
            raise InputError(Problem(place=option, message=f"`{inert_line(word)[:40]}` is no number", hint=hint))
    return [int(word) for word in words]


def _settle(
    place: tuple[Path, str],
    article: str,
    numbers: list[int],
    take: str | None,
    *,
    dry_run: bool,
    as_json: bool,
) -> None:
    from publishkit.press.adding.record import read_recorded, settle

    if not take:
        found = read_recorded(*place, article)
        if as_json:
            typer.echo(json.dumps([asdict(clash) for clash in found.clashes], ensure_ascii=False))
        else:
            typer.echo("\n".join(_clashes(found, numbers)))
        return
    if not numbers:
        hint = "`publishkit add --settle ARTICLE` lists them with their numbers"
        raise InputError(Problem(place="--take", message="which ones is not said", hint=hint))
    side: Side = "theirs" if take == "theirs" else "mine"
    _tell(settle(*place, article, numbers, side, write=not dry_run).said)


def _clashes(found: "Recorded", numbers: Sequence[int]) -> Iterator[str]:
    if not found.clashes:
        yield f"{found.slug}: no clash is open"
        return
    for number, clash in enumerate(found.clashes, 1):
        if not numbers or number in numbers:
            yield from _clash(number, clash)
    yield f"`publishkit add --settle {found.slug} N --take theirs` takes the source's wording, `--take mine` keeps yours for good"


def _clash(number: int, clash: "Clash") -> Iterator[str]:
    after = " ".join(clash.after.split())
    behind = f", behind “{inert_line(after[:50])}{'…' if len(after) > 50 else ''}”" if after else ""
    yield f"{number:>3}  {inert_line(clash.key)}{behind}"
    for name, value in (("yours", clash.kept), ("source", clash.found), ("before", clash.base)):
        if value is not None or name != "before":
            yield f"     {name:<7} {_wording(value)}"


def _wording(value: object) -> str:
    if value is None:
        return "(nothing)"
    if isinstance(value, str):
        return inert_line(" ".join(value.split()))
    return inert_line(json.dumps(value, ensure_ascii=False, default=str))


def _restore(place: tuple[Path, str], article: str, numbers: list[int], *, dry_run: bool, as_json: bool) -> None:
    from publishkit.press.adding.record import read_recorded, restore

    if numbers:
        _tell(restore(*place, article, numbers, write=not dry_run).said)
        return
    found = read_recorded(*place, article)
    if as_json:
        typer.echo(json.dumps([asdict(piece) for piece in found.dropped], ensure_ascii=False))
        return
    for number, piece in enumerate(found.dropped, 1):
        typer.echo(_left_out(number, piece))
    told = f"`publishkit add --restore {found.slug} N` puts one back where it stood"
    typer.echo(told if found.dropped else f"{found.slug}: nothing was left out")


def _left_out(number: int, piece: "LeftOut") -> str:
    words = " ".join(piece.text.split())
    more = "…" if len(words) > SHOWN else ""
    reason = "back in the text" if piece.restored else piece.reason
    return f"{number:>3}  {inert_line(reason)}: {inert_line(words[:SHOWN])}{more}"


def _explain(place: tuple[Path, str], article: str, rest: Sequence[str], *, as_json: bool) -> None:
    from publishkit.press.adding.record import explain

    if len(rest) != 1:
        hint = "add --explain ARTICLE title"
        raise InputError(Problem(place="--explain", message="needs an article and one field", hint=hint))
    found = explain(*place, article, rest[0])
    if as_json:
        typer.echo(json.dumps(asdict(found), ensure_ascii=False))
    else:
        typer.echo("\n".join(_explained(found)))


def _explained(found: "Explained") -> Iterator[str]:
    changed = (
        f" (you changed it; `add` wrote {inert_line(found.machine) or 'nothing'})" if found.now != found.machine else ""
    )
    yield f"{found.field}: {inert_line(found.now) or '(nothing)'}{changed}"
    for one in found.candidates:
        mark = "taken" if one.chosen else ""
        why = f": {inert_line(one.why)}" if one.why else ""
        yield f"  {mark:<6} {inert_line(one.value)}  ({inert_line(one.source)}){why}"
    if not found.candidates:
        yield "  no candidates are recorded for it"


def _tell(said: Sequence[object]) -> None:
    for one in said:
        typer.echo(inert_line(str(one)))
