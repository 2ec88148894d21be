"""What an article folder holds is remembered, so that its words are known again when it is gone."""

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from publishkit.errors import InputError
from publishkit.model.rights import Status
from publishkit.permissions.stored_files import Prints
from publishkit.rights.copies.taken_works import forget_drafts, remember
from publishkit.workspace.article import CAPTURED, load_article, parse_captured

IMAGES = "images/"


def remember_added(root: Path, place: tuple[str, str], files: Mapping[str, bytes], body: str, *, merged: bool) -> None:
    """Remember what `add` read: *files* are those it wrote into *place*, an issue and a slug; *body* is the text.

    With *merged* it is a new version of what was there.
    """
    captured = parse_captured(files[CAPTURED], CAPTURED)
    if captured:
        if merged and not captured.from_page:
            forget_drafts(root, place)
        pictures = [(name, sha256(data).hexdigest()) for name, data in files.items() if name.startswith(IMAGES)]
        remember(root, place, captured.text, body, from_page=captured.from_page, pictures=pictures)


def remember_deleted(root: Path, place: tuple[str, str]) -> None:
    """Remember an article whose folder is deleted, with how its pictures look; of one that cannot be read nothing is known."""
    try:
        article = load_article(root, *place)
    except InputError:
        return
    prints, pictures = Prints(root), list[tuple[str, str]]()
    for file, asset in article.assets.items():
        prints(asset.data)
        pictures.append((file, asset.sha256))
    captured = article.captured
    if captured or article.text_rights.status is not Status.OWN:
        statement = captured.text if captured else article.text_rights
        from_page = bool(captured and captured.from_page)
        remember(root, place, statement, article.body, from_page=from_page, pictures=pictures)
