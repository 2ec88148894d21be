"""What `publishkit add` says of the articles it took: what was found in each, what is missing, and what to type next."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from publishkit.cli.arrange import inert_line
from publishkit.errors import InputError

if TYPE_CHECKING:
    from publishkit.press.add import Added


def report_of(added: "Added") -> str:
    """Return a few lines for people: what was found, what may be done with it, what needs a look."""
    state = "(dry run: nothing written)"
    if added.plan:
        state = "merged with what is there" if added.plan.merged else "added"
    head = f"{added.slug or added.taken.document.name}  {state}"
    return "\n".join([head, *(f"  {line}" for line in _lines(added))])


def _lines(added: "Added") -> Iterator[str]:
    from publishkit.model.rights import TdmState
    from publishkit.rights.copies.near_copy import in_words, units
    from publishkit.rights.license import statement_license

    found, text = added.taken.found, added.taken.rights.text
    published = added.as_json("")["published"]
    yield f"title      {found.title or '(none)'}"
    if found.bylines:
        yield f"by         {', '.join(byline.name for byline in found.bylines)}"
    if published or found.publisher:
        yield f"published  {' · '.join(filter(None, [str(published or ''), found.publisher or '']))}"
    counts = (
        ("word", in_words(units(found.text))),
        ("picture", len(found.pictures)),
        ("piece left out", len(found.dropped)),
    )
    yield f"text       {' · '.join(_counted(name, number) for name, number in counts if number or name == 'word')}"
    if not added.said:
        named = (
            [statement_license(text.license_id, text.license_uri).name] if text.license_id or text.license_uri else []
        )
        named += [holder.name for holder in text.holders]
        status = text.status.value.replace("_", " ") + (f" ({', '.join(named)})" if named else "")
        merged = added.plan is not None and added.plan.merged
        # What an editor stated earlier stands in the article's own file, and is not what the source says.
        yield f"rights     the source says: {status}; what was stated here stays" if merged else f"rights     {status}"
    for said in added.said:
        yield f"rights     {inert_line(said.sentence)}"
    if text.tdm.state is TdmState.RESERVED:
        yield "           Text and data mining is reserved: a person, not a program, has to write the summary."
    yield from _clashes(added)
    if added.plan is None:
        for question in found.review:
            yield f"look at    {question}"
        if added.taken.may_be_ours:
            yield "look at    is it yours? `publishkit add --own` says so"


def _clashes(added: "Added") -> Iterator[str]:
    for clash in added.plan.clashes if added.plan else ():
        yield f"clash      {inert_line(str(clash))}"
    if added.plan and added.plan.clashes:
        yield f"           `publishkit add --settle {added.slug}` shows both wordings, and settles them"


PRINTED = {
    "full": "in full",
    "abridged": "as an abridgment",
    "translated": "as a translation",
    "brief": "as a brief",
    "quote": "as a quotation",
    "link": "as a link",
}
"""How an article is printed, in words."""


def _counted(name: str, number: int) -> str:
    """Return a number of things.

    >>> _counted("word", 2), _counted("piece left out", 1), _counted("piece left out", 2)
    ('2 words', '1 piece left out', '2 pieces left out')
    """
    first, space, rest = name.partition(" ")
    return f"{number:,} {first}{'s' if number != 1 else ''}{space}{rest}"


def print_standing(folder: Path, done: "list[Added]") -> None:
    """Print what each article still lacks, and the one command to type next."""
    from publishkit.press.status import UNTOLD, issue_status

    try:
        found = issue_status(folder.parent.parent, folder.name)
    except InputError:
        return
    told = {str(problem) for one in done if one.unclaimed for problem in one.unclaimed.problems}
    for problem in (one for one in found.problems if str(one) not in told):
        typer.echo(f"publishkit: {problem}", err=True)
    stands = [(added, one) for added in done if added.slug and (one := found.of(added.slug))]
    for added, one in stands:
        lead = f"{one.slug}: " if len(stands) > 1 else ""
        typer.echo(
            f"{lead}{one.text} {PRINTED.get(one.use, one.use)}" if "cleared" in one.text else f"{lead}{one.text}"
        )
        for missing in one.missing:
            typer.echo(f"  {'missing' if missing.stops else 'look at':<10} {inert_line(missing.sentence)}")
        for question in added.taken.found.review if one.text == UNTOLD else ():
            typer.echo(f"  {'look at':<10} {inert_line(question.replace('ARTICLE', one.slug))}")
        if len(stands) > 1 and one.next:
            typer.echo(f"  {'next':<10} {one.next}")
    step = next((one.next for _, one in stands[:1] if one.next), found.next)
    if step:
        typer.echo(f"Next: {typer.style(step, bold=True)}")
