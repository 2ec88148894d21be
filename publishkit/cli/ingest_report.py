"""What `add` tells the editor: what was found, what it is allowed to do, what needs a look."""

from collections.abc import Iterator

from publishkit.articles.dry_run import as_json
from publishkit.cli.ingest import Plan, Taken
from publishkit.model.rights import Status, TdmState

NOT_CLEARED = frozenset({Status.ALL_RIGHTS_RESERVED, Status.UNKNOWN, Status.NO_REPUBLICATION})


def report(taken: Taken, slug: str, *, written: bool, plan: Plan | None = None) -> str:
    """Return a few lines about one source."""
    return "\n".join(
        [
            f"{slug or taken.document.name}  {_state(written=written, plan=plan)}",
            *(f"  {line}" for line in _lines(taken, plan)),
        ]
    )


def _state(*, written: bool, plan: Plan | None) -> str:
    if not written:
        return "(dry run: nothing written)"
    return "merged with what is there" if plan is not None and plan.merged else "added"


def _lines(taken: Taken, plan: Plan | None) -> Iterator[str]:
    found, text = taken.found, taken.rights.text
    data = as_json(found, text, taken.document.name, "")
    yield f"title      {found.title or '(none)'}"
    if found.bylines:
        yield f"by         {', '.join(byline.name for byline in found.bylines)}"
    if data["published"] or found.publisher:
        yield f"published  {' · '.join(filter(None, [str(data['published'] or ''), found.publisher or '']))}"
    yield f"text       {len(found.text.split())} words, {len(found.pictures)} picture(s), {len(found.dropped)} piece(s) left out"
    yield f"rights     {_words(text.status)}{_holders(taken)}"
    if text.status in NOT_CLEARED:
        yield '           This text will not be cleared for printing in full. You can set `use = "brief"` with a summary by a person,'
        yield "           record a permission (`publishkit rights grant`), or take the entry out."
    if text.tdm.state is TdmState.RESERVED:
        yield "           Text and data mining is reserved: a person, not a program, has to write the summary."
    for clash in plan.clashes if plan else ():
        yield f"clash      {clash}"
    for question in found.review:
        yield f"look at    {question}"


def _words(status: Status) -> str:
    return status.value.replace("_", " ")


def _holders(taken: Taken) -> str:
    holders = ", ".join(holder.name for holder in taken.rights.text.holders)
    return f" ({holders})" if holders else ""
