"""What a theme may rely on: the templates that are rendered, and the names that each is given. `docs/theme-reference.md` is made of it.

A name that goes away, or whose type changes, is a new version; one that comes is none.
"""

from collections.abc import Mapping
from dataclasses import dataclass

API = 1
"""Version of these names and of the keys of `theme.toml`; a theme says in `api` for which it is made."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Given:
    """A name that a template may use."""

    name: str
    type: str
    """A class of `publishkit/model/edition.py` and its like, or `text`, `list`, `table`, `function`, `yes or no`."""
    says: str


def _given(name: str, type_: str, says: str) -> Given:
    return Given(name=name, type=type_, says=says)


EDITION: tuple[Given, ...] = (
    _given("edition", "Edition", "Everything to be printed."),
    _given("t", "words", "Words of the interface in the edition's language: `t.contents`."),
    _given("tokens", "Tokens", "`theme.toml`, with the colors of the house laid over it."),
    _given("channel", "text", "`email`, `web`, `pdf` or `epub`."),
    _given("names", "Names", "Names and addresses of the edition's files."),
    _given(
        "notice_heading",
        "function",
        'What stands over a notice: `notice_heading(notice)` is "Notice, as published (English):".',
    ),
)
"""What every template of an edition is given."""

_TDM = _given("tdm", "table", "`tdm.reserved` and `tdm.policy`: whether mining of the page is reserved (TDMRep).")
_JSON = _given("jsonld", "text", "The page as schema.org has it: the content of a script element.")
_ITEM = _given("item", "Item", "The article.")
_WRAP = _given("wrap", "function", 'Text folded at 72 columns: `wrap(text)`, `wrap(text, "  ")` with an indent.')
_UNDERLINED = _given(
    "underlined", "function", 'Text with a line under it: `underlined(text)`, `underlined(text, "-")`.'
)
_FORM = _given(
    "form", "function", "How the mail shows an item: `form(item)` is `full`, `teaser` or `line`; others are not in it."
)
_NAMED_BY = _given(
    "named_by", "function", "Who is named beside a title that stands as a line: `named_by(item)`, a list of texts."
)
_CORRECTION: tuple[Given, ...] = (
    _given("subject", "text", "Subject of the mail."),
    _given("intro", "text", "The sentence that says which issue it is about."),
    _given("items", "table", "Item by its id: `items[change.item]`."),
)
_PLACE: tuple[Given, ...] = (
    _given("site", "Site", "The publication as its site names it."),
    _given("t", "words", "Words of the interface in the language of the publication."),
    _given("borrowed", "text", "Attributes of words that are in another language than the page."),
    _given("tokens", "Tokens", "`theme.toml`, with the colors of the house laid over it."),
    _given("channel", "text", "`web`."),
    _given("front", "yes or no", "Whether it is the home page."),
    _given("here", "text", "Which page it is: `home`, `archive`, `search`, `feeds`; or empty."),
    _given("up", "text", "The way to the home page: `../`; empty on the home page itself."),
    _given("canonical", "text", "Address of the page; empty for the page of what is not found."),
)
"""What every page of the site is given."""
_YEARS = _given("years", "list", "(year, number of its issues), the newest first.")
_SHEET: tuple[Given, ...] = (
    _given("tokens", "Tokens", "`theme.toml`, with the colors of the house laid over it."),
    _given("channel", "text", "`web`."),
)

_DRESS: tuple[Given, ...] = (
    _given("uid", "text", "The book's identifier."),
    _given("pages", "list", "Where pages of the PDF begin in the texts, for the list of pages: `label`, `href`."),
    _given("illustrations", "list", "The pictures of the texts, for the list of illustrations: `title`, `href`."),
    _given("faces", "list", "(Face, name of its file) of the fonts that the book carries."),
)

BESIDES: Mapping[str, tuple[Given, ...]] = {
    "email/email.html": (
        _given("cover", "PlacedPicture or none", "The cover, where no item of the mail shows it."),
        _FORM,
        _NAMED_BY,
        _given(
            "beginning",
            "function",
            "First paragraph of a text that is mailed as a teaser: `beginning(item)`, a Block or none.",
        ),
        _given("lead_picture", "function", "The picture over a teaser: `lead_picture(item)`, a PlacedPicture or none."),
        _given(
            "preheader_pad",
            "text",
            "What keeps the first words of the mail out of the preview line, behind the preheader.",
        ),
    ),
    "email/email.txt": (
        _FORM,
        _NAMED_BY,
        _given("shown", "function", "Blocks of an item as its form shows them: `shown(item)`."),
        _WRAP,
        _UNDERLINED,
        _given(
            "credit", "function", "A line of credit, and under it every address its words do not show: `credit(line)`."
        ),
        _given(
            "credits",
            "function",
            "The credits of an item, each address once: `credits(item.credit.lines)` is a list of texts.",
        ),
        _given("body", "function", "A block or note as plain text: `body(block)`."),
        _given(
            "addresses",
            "function",
            "The numbered addresses that no list has yet, one a line: `addresses()`; empty where they stand beside the words.",
        ),
        _given("width", "number", "Columns of the mail: 72."),
    ),
    "email/correction.html": _CORRECTION,
    "email/correction.txt": (*_CORRECTION, _WRAP, _UNDERLINED),
    "web/index.html": (
        _given("downloads", "list", "PDF and EPUB: `label` (a key of `t`), `href`, `name`, `size`, `sha256`."),
        _JSON,
        _TDM,
    ),
    "web/article.html": (
        _ITEM,
        _given("before", "Item or none", "The article before it that has a page."),
        _given("after", "Item or none", "The article after it that has a page."),
        _given("entry", "RightsEntry", "Its rights, with all its notices."),
        _given("canonical", "text", "Address that the page names as canonical."),
        _JSON,
        _TDM,
    ),
    "web/withdrawn.html": (_ITEM, _JSON, _TDM),
    "web/style.css": (),
    "pdf/issue.html": (
        _given("pictures_url", "text", "What stands before a picture's name in an address."),
        _given("plan", "Plan", "What stands where: the sheet, rooms of pictures, how articles begin."),
        _given("front", "Front", "The cover, fitted into one page."),
    ),
    "epub/cover.xhtml": (
        _given("cover_width", "number", "Of the cover, in pixels."),
        _given("cover_height", "number", "Of the cover, in pixels."),
    ),
    "epub/title.xhtml": (),
    "epub/section.xhtml": (_given("section", "EditionSection", "The section that begins."),),
    "epub/article.xhtml": (
        _ITEM,
        _given("section", "EditionSection", "The section it stands in."),
        _given("entry", "RightsEntry or none", "Its rights; none for an article that was taken back."),
    ),
    "epub/corrections.xhtml": (),
    "epub/credits.xhtml": (),
    "epub/colophon.xhtml": (),
    "epub/nav.xhtml": _DRESS,
    "epub/toc.ncx": _DRESS,
    "epub/book.css": _DRESS,
}
"""Template of an edition -> what it is given besides `EDITION`."""

OTHERS: Mapping[str, tuple[Given, ...]] = {
    "site/home.html": (
        *_PLACE,
        _given("newest", "ShownIssue", "The newest issue."),
        _given("earlier", "list", "Issues before it, the newest first."),
    ),
    "site/archive.html": (
        *_PLACE,
        _YEARS,
        _given("sections", "list", "Sections through all issues: `ShownSection`."),
        _given("latest", "list", "Issues of the newest year: `ShownIssue`."),
    ),
    "site/year.html": (
        *_PLACE,
        _YEARS,
        _given("year", "text", "The year."),
        _given("issues", "list", "Its issues, the newest first: `ShownIssue`."),
    ),
    "site/section.html": (
        *_PLACE,
        _given("section", "ShownSection", "The section, through all issues."),
        _given("year", "text", "The year whose articles it shows; empty for the newest of all."),
        _given("entries", "list", "The articles shown: `ShownEntry`."),
    ),
    "site/search.html": _PLACE,
    "site/feeds.html": (*_PLACE, _given("groups", "list", "Headings, each with its feeds.")),
    "site/notfound.html": _PLACE,
    "site/style.css": _SHEET,
    "serve/page.css": (_given("tokens", "Tokens", "`theme.toml`, with the colors of the house laid over it."),),
    "serve/page.html": (
        _given("lang", "text", "Language of the page."),
        _given("dir", "text", "Direction of the page: `ltr` or `rtl`."),
        _given("name", "text", "Of the publication."),
        _given("style", "text", "`serve/page.css`, filled."),
        _given("title", "text", "What the page says at its head."),
        _given("text", "text", "What it says."),
        _given("button", "text", "Words of the button; empty where there is none."),
        _given("label", "text", "Words beside the field for a mail address, named `email`; empty where there is none."),
    ),
}
"""Template of the site and of the page where readers leave -> all that it is given."""

FUNCTIONS: tuple[Given, ...] = (
    _given(
        "our",
        "function",
        "Words of ours for the text of an element: `our(t.number, number=47)`; where they are borrowed from another language, with `lang` and `dir`.",
    ),
    _given(
        "spoken",
        "function",
        "The same as attributes of an element that holds a credit line or a word: `<p{{ spoken(line) }}>`.",
    ),
    _given(
        "speech",
        "function",
        "`lang`, and `dir` where it differs, of words in the first language among words in the second: `speech(item.lang, edition.language)`.",
    ),
    _given("runs", "function", "`ltr` or `rtl`: the direction of somebody else's words."),
)
FILTERS: tuple[Given, ...] = (
    _given("safe_html", "function", "The cleaned markup of a block or note: `block | safe_html`."),
    _given("opening_html", "function", "The markup of a note's first paragraph, to stand beside its number."),
    _given("more_html", "function", "The blocks of a note behind its first paragraph."),
    _given("plain", "function", "The words of a credit line, without its links."),
    _given(
        "whole_words",
        "function",
        "Text whose hyphenated words are not parted at the end of a line, for pages of a fixed width.",
    ),
)

TEMPLATES: Mapping[str, tuple[Given, ...]] = {
    **{name: (*EDITION, *more) for name, more in BESIDES.items()},
    **OTHERS,
}
"""Every template that is rendered by its name -> all that it is given; any other is included, imported or extended."""
