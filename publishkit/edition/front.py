"""R030: the picture that `[cover]` asks for, where it cannot stand on the front, and what stands there instead."""

from collections.abc import Iterator, Sequence
from difflib import get_close_matches

from publishkit.edition.clear import ClearedItem, ClearedPicture
from publishkit.model.artifact import Finding
from publishkit.model.issue import Cover, Issue
from publishkit.model.rights import Channel

INSTEAD = {
    Channel.EMAIL: "the mail begins without a picture",
    Channel.WEB: "the page begins without a picture, and its preview shows the number of the issue",
    Channel.PDF: "the first page has the number of the issue",
    Channel.EPUB: "the cover has the number of the issue",
}
"""What becomes of the front of each format."""


def cover_findings(issue: Issue, cleared: Sequence[ClearedItem], place: str) -> Iterator[Finding]:
    """R030: the cover is replaced in a format; yields why, what stands there, and the way out. *place* is the manifest."""
    item = next((item for item in cleared if issue.cover and item.article.slug == issue.cover.article), None)
    if issue.cover is None or item is None:
        return
    picture = next((one for one in item.pictures if one.picture.file == issue.cover.picture), None)
    if picture is None:
        yield _finding(
            place, f"{item.article.slug} has no picture {issue.cover.picture}", issue.outputs, _near(item, issue.cover)
        )
        return
    for why, channels in _reasons(item, picture).items():
        ask = f"clear it (`publishkit rights show {item.article.slug}`), or name another picture under [cover]"
        yield _finding(place, f"{picture.picture.file} of {item.article.slug} is not shown there: {why}", channels, ask)


def _finding(place: str, why: str, channels: Sequence[Channel], hint: str) -> Finding:
    told = "; ".join(INSTEAD[channel] for channel in channels if channel in INSTEAD)
    return Finding(
        code="R030",
        severity="warning",
        where=f"{place}: cover",
        message=f"the cover is replaced in {', '.join(channel.value for channel in channels)}: {why.rstrip('.')}. Instead {told}",
        hint=hint,
    )


def _near(item: ClearedItem, cover: Cover) -> str:
    files = [one.picture.file for one in item.pictures if one.picture.file]
    near = get_close_matches(cover.picture, files, n=1)
    return f"did you mean `{near[0]}`?" if near else "name a picture of its rights.toml"


def _reasons(item: ClearedItem, picture: ClearedPicture) -> dict[str, list[Channel]]:
    """Return why the picture is not printed -> the formats."""
    found: dict[str, list[Channel]] = {}
    for channel, decision in picture.decisions.items():
        if channel in picture.channels:
            continue
        if item.retraction:
            why = "its article was taken back"
        elif not decision.ok:
            why = " ".join(reason.sentence for reason in decision.reasons)
        else:
            why = f"its article is printed as `{item.entry.use}`, without pictures"
        found.setdefault(why, []).append(channel)
    return found
