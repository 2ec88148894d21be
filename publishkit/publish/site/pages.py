"""The site's own pages and icon, and the files for crawlers: `sitemap.xml`, `robots.txt`, the reservation of text mining."""

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lxml import etree
from PIL import Image, ImageDraw, ImageFont

from publishkit.edition.language import OURS, Vocabulary
from publishkit.edition.records.public_record import EditionRecord
from publishkit.model.issue import stamp
from publishkit.model.rights import Channel
from publishkit.publish.files import Addresses, SiteFile, book_path, json_bytes, made_file, xml_bytes
from publishkit.publish.site.template_values import ShownIssue, ShownSection, Site, shown_sections
from publishkit.theme.load import Theme
from publishkit.theme.speech import tongue

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
    vocabulary: Vocabulary = OURS

    def page(self, path: str, template: str, here: str, **values: Any) -> SiteFile:
        """Return the page at *path*; *here* is the entry of the navigation it stands under."""
        up = "../" * path.count("/")
        return self._made(path, template, {"up": up, "here": here, "canonical": self.at.to(path), **values})

    def lost(self) -> SiteFile:
        """Return `404.html`, which is shown at any address and so names everything from the root of the host."""
        return self._made("404.html", "site/notfound.html", {"up": self.at.root, "here": "", "canonical": ""})

    def _made(self, path: str, template: str, values: Mapping[str, Any]) -> SiteFile:
        words = self.vocabulary.of(self.site.language)
        shared = {
            "site": self.site,
            "t": words,
            # Bylines and labels come from the editions' records, which say nothing of what was borrowed.
            "borrowed": tongue(getattr(words["credit_licensed"], "lang", "")),
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
    years = [(year, len(of_year)) for year, of_year in by_year.items()]
    latest = by_year[years[0][0]]
    yield maker.page(
        "archive/index.html", "site/archive.html", "archive", years=years, sections=sections, latest=latest
    )
    for year, of_year in by_year.items():
        yield maker.page(f"archive/{year}.html", "site/year.html", "archive", year=year, issues=of_year, years=years)


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


# --- files for crawlers -----------------------------------------------------------------------------------------------


SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
MOST = 50_000
"""Addresses in one sitemap (sitemaps.org); more need an index of sitemaps."""


def crawler_files(records: Sequence[EditionRecord], lists: Sequence[str], at: Addresses) -> Iterator[SiteFile]:
    """Yield the files; *lists* are the addresses of the site's own pages."""
    rows = [(address, "") for address in lists] + list(_edition_pages(records, at))
    parts = [rows[n : n + MOST] for n in range(0, len(rows), MOST)]
    if len(parts) == 1:
        yield made_file("sitemap.xml", _urls(parts[0]), cache="feed")
    else:
        names = [f"sitemap-{n}.xml" for n in range(1, len(parts) + 1)]
        yield from (made_file(name, _urls(part), cache="feed") for name, part in zip(names, parts, strict=True))
        yield made_file("sitemap.xml", _index([at.to(name) for name in names]), cache="feed")
    yield made_file("robots.txt", _robots(at).encode(), cache="feed")
    yield made_file(".well-known/tdmrep.json", tdmrep(records, at), cache="feed")


def _edition_pages(records: Sequence[EditionRecord], at: Addresses) -> Iterator[tuple[str, str]]:
    """Yield (address, moment of its last change) of each page; not of an article whose canonical address is elsewhere (D-CANONICAL)."""
    for record in records:
        yield record.url, stamp(record.changed)
        for item in record.items:
            if item.page and item.canonical == at.item(record, item):
                yield item.canonical, stamp(record.changed_of(item.slug))


def _urls(rows: Sequence[tuple[str, str]]) -> bytes:
    root = etree.Element(f"{{{SITEMAP}}}urlset", nsmap={None: SITEMAP})
    for address, day in rows:
        node = etree.SubElement(root, f"{{{SITEMAP}}}url")
        etree.SubElement(node, f"{{{SITEMAP}}}loc").text = address
        if day:
            etree.SubElement(node, f"{{{SITEMAP}}}lastmod").text = day
    return xml_bytes(root)


def _index(addresses: Sequence[str]) -> bytes:
    root = etree.Element(f"{{{SITEMAP}}}sitemapindex", nsmap={None: SITEMAP})
    for address in addresses:
        node = etree.SubElement(root, f"{{{SITEMAP}}}sitemap")
        etree.SubElement(node, f"{{{SITEMAP}}}loc").text = address
    return xml_bytes(root)


def _robots(at: Addresses) -> str:
    return (
        f"# What is reserved from text and data mining: {at.root}.well-known/tdmrep.json, and each page's own head.\n"
        f"User-agent: *\nAllow: {at.root}\nDisallow: {at.root}search/\n\nSitemap: {at.to('sitemap.xml')}\n"
    )


def tdmrep(records: Sequence[EditionRecord], at: Addresses) -> bytes:
    """Return `tdmrep.json` (W3C TDMRep, 2024): everything reserved, by path; what is not named is not reserved."""
    rules = [rule for record in records for rule in _rules(record, at)]
    return json_bytes(rules)


def _rules(record: EditionRecord, at: Addresses) -> Iterator[Mapping[str, Any]]:
    """Yield the reserved files of an edition: an article's page, or what holds the whole edition."""
    for item in record.items:
        if item.page and item.tdm_reserved:
            yield _rule(f"{at.root}{record.edition}/{item.page}", item.tdm_policy)
    if record.tdm_reserved:
        yield _rule(f"{at.root}{record.edition}/$", record.tdm_policy)
        yield _rule(f"{at.root}{record.edition}/index.html", record.tdm_policy)
        for book in record.books:
            yield _rule(f"{at.root}{book_path(book.name)}", record.tdm_policy)


def _rule(location: str, policy: str) -> Mapping[str, Any]:
    return {"location": location, "tdm-reservation": 1, **({"tdm-policy": policy} if policy else {})}
