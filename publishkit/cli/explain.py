"""`publishkit explain`: what a code means and how to mend it."""

from typing import Annotated

import typer


def explain(
    code: Annotated[str, typer.Argument(help="A code of a finding, reason or duty: R001, R-ARR, D-TDM.")],
) -> None:
    """Say what a code means and how to mend it."""
    from difflib import get_close_matches

    from publishkit.check.codes import explain_code, meanings
    from publishkit.errors import InputError, Problem

    known = explain_code(code.upper())
    if known is None:
        near = get_close_matches(code.upper(), list(meanings()), n=1)
        hint = f"did you mean {near[0]}?" if near else "codes stand beside every finding, reason and duty"
        raise InputError(Problem(place=code, message="is no code of ours", hint=hint))
    typer.echo(known)
