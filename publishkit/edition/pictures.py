"""Pictures on the page: which files are needed and in which sizes; how each is placed, credited, or named as left out."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

from publishkit.articles.images import Renditions, render_pictures
from publishkit.edition.clear import ClearedItem, ClearedPicture
from publishkit.edition.house import House
from publishkit.edition.required import license_of, picture_credits
from publishkit.errors import InputError, Problem
from publishkit.model.edition import OmittedPicture, PlacedPicture, plain
from publishkit.model.issue import Issue
from publishkit.model.rights import Status
from publishkit.rights.credit import LicenseShown, picture_credit

PictureKey = tuple[str, str]
"""(article slug, picture file)."""


AT_ONCE = 2
"""Pictures decoded at the same time: a photograph takes forty megabytes, and more of them hardly save time."""


def draw_pictures(cleared: Sequence[ClearedItem]) -> Mapping[PictureKey, Renditions]:
    """Return every picture printed anywhere in the sizes we print, named after its article (`low-water-01`).

    Raises:
        InputError: a picture file breaks off; carries every such file.
    """
    needed = [
        (item, number, picture.picture.file)
        for item in cleared
        for number, picture in enumerate(item.pictures, 1)
        if picture.channels
    ]
    problems: list[Problem] = []

    def draw(one: tuple[ClearedItem, int, str]) -> Renditions | None:
        item, number, file = one
        try:
            return render_pictures(item.article.assets[file], f"{item.article.slug}-{number:02}")
        except (OSError, ValueError, SyntaxError) as cause:
            place = f"{item.article.place}/{file}"
            problems.append(Problem(place=place, message=f"cannot be decoded: {cause}", hint="save the picture again"))
            return None

    # Pillow leaves the interpreter free while it works.
    with ThreadPoolExecutor(AT_ONCE) as pool:
        made = list(pool.map(draw, needed))
    if problems:
        raise InputError(*sorted(problems, key=str))
    return {(item.article.slug, file): drawn for (item, _, file), drawn in zip(needed, made, strict=True) if drawn}


def stands(item: ClearedItem, file: str, issue: Issue) -> bool:
    """Return whether a picture of *item* is shown at all: in its text, or on the cover. One that is only listed owes nothing."""
    on_cover = issue.cover is not None and (issue.cover.article, issue.cover.picture) == (item.article.slug, file)
    return on_cover or any(block.kind == "figure" and block.file == file for block in item.body.blocks)


def place_pictures(
    cleared: Sequence[ClearedItem], renditions: Mapping[PictureKey, Renditions], house: House
) -> Mapping[PictureKey, PlacedPicture]:
    """Return every printed picture, worded and placed."""
    placed = {}
    for item in cleared:
        for number, cleared_picture in enumerate(item.pictures, 1):
            key = (item.article.slug, cleared_picture.picture.file)
            if cleared_picture.channels:
                placed[key] = _place(item, number, cleared_picture, renditions[key], house)
    return placed


def _place(item: ClearedItem, number: int, cleared: ClearedPicture, made: Renditions, house: House) -> PlacedPicture:
    picture = cleared.picture
    own = picture.rights.status is Status.OWN
    bare = own and not picture.rights.license_id
    shown = LicenseShown(name="", uri="") if bare else license_of(cleared.decisions, picture.rights)
    return PlacedPicture(
        id=f"{item.id}-img{number}",
        name=made.screen.name,
        alt="" if picture.decorative else picture.alt,
        decorative=picture.decorative,
        caption=picture.caption,
        credit=picture_credit(picture.rights, shown, house.publisher, house.words, picture_credits(cleared)),
        lang=item.article.head.language or house.language,
        channels=cleared.channels,
        book=made.book,
        screen=made.screen,
        statement=picture.rights,
    )


def omitted_pictures(item: ClearedItem) -> tuple[OmittedPicture, ...]:
    """Return the pictures of an item that some format does not print, with the reason."""
    return tuple(_omitted(cleared) for cleared in item.pictures if set(cleared.channels) != set(cleared.decisions))


def _omitted(cleared: ClearedPicture) -> OmittedPicture:
    out = tuple(channel for channel in cleared.decisions if channel not in cleared.channels)
    refused = [cleared.decisions[channel] for channel in out if not cleared.decisions[channel].ok]
    why = refused[0].reasons[0].sentence if refused and refused[0].reasons else "Its article is not printed in full."
    return OmittedPicture(
        asset_id=cleared.picture.rights.asset_id,
        file=cleared.picture.file,
        credit=credit_of(cleared),
        channels=out,
        why=why,
        status=cleared.picture.rights.status,
    )


def credit_of(cleared: ClearedPicture) -> str:
    """Return the picture's credit as its source gives it; "" when none is known."""
    rights = cleared.picture.rights
    names = " / ".join(party.name for party in (*rights.creators, *rights.holders[:1], *rights.agencies))
    return rights.credit_line or names


def shown_credit(picture: PlacedPicture) -> str:
    """Return the words under a placed picture."""
    return plain(picture.credit)
