"""The pages of the site itself: home, archive by year and by section, search, feeds, and the page for what is not there.

And its icon: the first letter of its name in the theme's display face.
"""

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PIL import Image, ImageDraw, ImageFont

from publishkit.edition.words import load_words
from publishkit.model.rights import Channel
from publishkit.publish.addresses import Addresses
from publishkit.publish.files import SiteFile, made_file
from publishkit.publish.shown import ShownIssue, ShownSection, Site, shown_sections
from publishkit.theme.load import Theme

EARLIER = 8
"""Issues on the home page besides the newest."""
LATEST = 50
"""Articles on a section's first page; the rest stand under their years."""
ICON_SIZE = 192
"""Pixels; what telephones ask for."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PageMaker:
    """What every page is made with."""

    theme: Theme
    site: Site
    at: Addresses

    def page(self, path: str, template: str, here: str, **values: Any) -> SiteFile:
        """Return the page at *path*; *here* is the entry of the navigation it stands under."""
        up = "../" * path.count("/")
        return self._made(path, template, {"up": up, "here": here, "canonical": self.at.to(path), **values})

    def lost(self) -> SiteFile:
        """Return `404.html`, which is shown at any address and so names everything from the root of the host."""
        return self._made("404.html", "site/notfound.html", {"up": self.at.root, "here": "", "canonical": ""})

    def _made(self, path: str, template: str, values: Mapping[str, Any]) -> SiteFile:
        shared = {
            "site": self.site,
            "t": load_words(self.site.language),
            "tokens": self.theme.tokens,
            "channel": Channel.WEB,
            "front": path == "index.html",
        }
        return made_file(path, self.theme.render(template, {**shared, **values}).encode())


def page_files(maker: PageMaker, issues: Sequence[ShownIssue]) -> Iterator[SiteFile]:
    """Yield every page; *issues* come newest first and are at least one."""
    sections = shown_sections(issues)
    yield maker.page("index.html", "site/home.html", "home", newest=issues[0], earlier=issues[1 : 1 + EARLIER])
    yield from _archive(maker, issues, sections)
    for section in sections:
        yield from _section(maker, section)
    yield maker.page("search/index.html", "site/search.html", "search")
    yield maker.page("feeds/index.html", "site/feeds.html", "feeds", groups=_groups(maker.site))
    yield maker.lost()


def _archive(maker: PageMaker, issues: Sequence[ShownIssue], sections: Sequence[ShownSection]) -> Iterator[SiteFile]:
    by_year: dict[str, list[ShownIssue]] = {}
    for issue in issues:
        by_year.setdefault(issue.record.date[:4], []).append(issue)
    years = [(year, len(ours)) for year, ours in by_year.items()]
    latest = by_year[years[0][0]]
    yield maker.page(
        "archive/index.html", "site/archive.html", "archive", years=years, sections=sections, latest=latest
    )
    for year, ours in by_year.items():
        yield maker.page(f"archive/{year}.html", "site/year.html", "archive", year=year, issues=ours, years=years)


def _section(maker: PageMaker, section: ShownSection) -> Iterator[SiteFile]:
    def page(name: str, year: str, entries: Sequence[Any]) -> SiteFile:
        path = f"{section.path}{name}"
        return maker.page(path, "site/section.html", "archive", section=section, year=year, entries=entries)

    yield page("index.html", "", section.entries[:LATEST])
    for year in section.years:
        yield page(f"{year}.html", year, [e for e in section.entries if e.issue.record.date.startswith(year)])


def _groups(site: Site) -> list[tuple[str, list[Any]]]:
    groups: dict[str, list[Any]] = {}
    for feed in (*site.feeds, *site.catalogs):
        groups.setdefault(feed.title, []).append(feed)
    return list(groups.items())


def draw_icon(name: str, theme: Theme) -> bytes:
    """Return the icon as PNG, the same bytes for the same values."""
    colors = theme.tokens.color.light
    image = Image.new("RGB", (ICON_SIZE, ICON_SIZE), colors.accent)
    letter = next((char for char in name.removeprefix("The ") if char.isalnum()), "·").upper()
    draw = ImageDraw.Draw(image)
    draw.text((ICON_SIZE / 2, ICON_SIZE / 2), letter, font=_font(theme), fill=colors.paper, anchor="mm")
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def _font(theme: Theme) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    family = theme.tokens.type.display.family
    files = [face.file for face in theme.tokens.face if face.family == family and face.style == "normal"]
    return ImageFont.truetype(io.BytesIO(theme.font_data[files[0]]), 128) if files else ImageFont.load_default(128)
