"""What of the lines at the head of a text the front matter holds already: whom the byline names, the day of publication."""

from collections.abc import Collection, Sequence
from datetime import date

from publishkit.capture.bylines import is_name, split_names
from publishkit.capture.cues import SALUTATION
from publishkit.capture.dates import find_dates
from publishkit.capture.page.body.among import is_signed
from publishkit.capture.page.body.outline import Run
from publishkit.capture.page.tree import key_of


def names_author(text: str, names: Collection[str]) -> bool:
    """Return whether a line names an author of the byline; beside a byline that is known, any name alone does."""
    keys = [one for name in names if (one := key_of(name))]
    people = [key_of(one.name) for one in split_names(text)] if keys and len(text) < 60 else []
    named = bool(people) and set(people) <= set(keys)
    return (
        (len(text) < 60 and ((is_name(text) and bool(keys)) or key_of(text) in keys)) or named or is_signed(text, keys)
    )


def is_date_above(run: Run, after: Sequence[Run], days: Collection[date], *, in_text: bool) -> bool:
    """Return whether a line is a date that the front matter holds, one of its *days*: none of a letter and none of what is quoted.

    Where no day is known, the line is that of a text only behind its first paragraph (*in_text*).
    """
    if not is_date(run.text) or any(SALUTATION.match(one.text) for one in after):
        return False
    if any(box.tag == "blockquote" for box in run.box.chain):
        return False
    found = [date(one.value.year, one.value.month, one.value.day) for one in find_dates(run.text)]
    return any(abs(day - other).days < 2 for day in found for other in days) if days else not in_text


def is_date(text: str) -> bool:
    """Return whether a line is a date and little else."""
    found = sum(one.end - one.start for one in find_dates(text))
    return found > 0.4 * len(text) and not text.endswith(".")
