"""Files that are dropped on the desk: a source becomes an article, a letter the proof of a permission."""

from collections.abc import Mapping
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from publishkit.capture.sources.registry import read_any
from publishkit.desk.deeds import Done, Here, taken
from publishkit.errors import Problem, RightsError
from publishkit.permissions.grant import GrantDetails
from publishkit.press.add import Wanted, add_source, issue_folder
from publishkit.press.clearing.permit import Permission, record_permission
from publishkit.workspace.outline import read_outline


def collect_file(here: Here, name: str, data: bytes, answers: Mapping[str, str]) -> Done:
    """Take in a file that was dropped on the desk; its *name* says what it is, and never where it goes.

    *answers* are `section`, `slug` and `merge`, as `Collect` has them.

    Raises:
        PublishkitError: it cannot be read as an article.
    """
    plain = _plain_name(name, "dropped")
    with TemporaryDirectory(prefix="publishkit-desk-") as place:
        path = Path(place) / plain
        path.write_bytes(data)
        document = replace(read_any(str(path), BytesIO(), lambda _: []), name=plain)
    section, slug, merge = (answers.get(key, "").strip() or None for key in ("section", "slug", "merge"))
    wanted = Wanted(section=section, slug=slug, merge=merge)
    return taken(add_source(issue_folder(here.root, here.issue), document, BytesIO(), wanted))


def take_letter(here: Here, article: str, name: str, data: bytes, says: str) -> Done:
    """Record what the holder's answer permits; *says* are its own words that do, where reading it left a doubt.

    Raises:
        PublishkitError: the letter cannot be read, or permits nothing.
    """
    with TemporaryDirectory(prefix="publishkit-desk-") as place:
        path = Path(place) / _plain_name(name, "letter.txt")
        path.write_bytes(data)
        slug = read_outline(here.root, here.issue).find(article).slug if article else None
        details = GrantDetails(says=says.strip() or None)
        permission = Permission(slug=slug, details=details, letter=path)
        recorded = record_permission(here.root, here.issue, permission, now=here.now, write=True)
    if not recorded.permits and recorded.reading is not None:
        stops = [Problem(place=path.name, message=one.sentence, hint=one.hint) for one in recorded.reading.obstacles]
        raise RightsError(*(stops or [Problem(place=path.name, message="permits nothing", hint="ask again")]))
    effects = (
        f"{asset} · {effect.channel}: {effect.now}" for asset, rows in recorded.effects.items() for effect in rows
    )
    return Done(
        said=("The permission is recorded, and the letter is kept as its proof.",),
        article=recorded.slug,
        notes=(*effects, *recorded.steps),
    )


def _plain_name(name: str, otherwise: str) -> str:
    """Return the last part of a file name from outside, without what could lead elsewhere."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(sign for sign in last if sign.isprintable()).lstrip(".")[-80:] or otherwise
