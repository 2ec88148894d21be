"""Changes of a finished edition that break nothing owed: under fresh digests everywhere it is as good as before."""

import json
import zipfile
from io import BytesIO
from unicodedata import normalize

import pikepdf

from tests.proof.mutations.hand import Change, Files, book, named, paper, pattern, text, zipped
from tests.proof.mutations.pages import PAGE, SHEET, each, own_style, styled

STYLES = """
opacity:.9 | opacity:1 | filter:none | filter:grayscale(1) | mask:none | clip-path:none | clip-path:inset(0) | transform:none | transform:rotate(-2deg)
transform:translateY(-4px) | transform:scale(.95) | scale:1 | rotate:2deg | translate:0 4px | zoom:1 | font-size:.9em | font-size:clamp(.8rem, 2vw, 1rem)
font-size:calc(1em - 1px) | letter-spacing:.02em | letter-spacing:-.01em | text-indent:1em | text-indent:-1em;padding-left:1em | margin-left:-1.5em | margin:0 auto
position:relative;top:-2px | z-index:1;position:relative | overflow:hidden | overflow:hidden;max-height:20em | display:flex | display:contents | visibility:visible
color:#333 | color:var(--ink) | color:rgb(0 0 0 / .8) | color:hsl(200 20% 20%) | color:color-mix(in srgb, black 80%, white) | background:#fff | background:#1d2326;color:#fff
line-height:1.2;overflow:hidden | mix-blend-mode:normal | word-spacing:.1em | text-transform:none | white-space:pre-line | content-visibility:auto | columns:2
"""
SHEETS = """
@media print { .site { display: none } } | .credit:hover { opacity: .9 } | .credit::before { content: "* " } | .nobody { display: none }
@media (prefers-color-scheme: dark) { .credit { color: #fff } } | @supports (display: grid) { .credit { display: grid } } | .single { & .credit { margin: 1em } }
@keyframes k { from { opacity: 0 } to { opacity: 1 } } .credit { animation: k 1s } | :root { --x: block } .credit { display: var(--x) } | .credit { container: c / inline-size }
"""


def _packed_again(files: Files) -> None:
    """The same files in the EPUB, packed less well."""
    name = named(files, ".epub")
    with zipfile.ZipFile(BytesIO(files[name])) as packed:
        files[name] = zipped({info.filename: packed.read(info) for info in packed.infolist()}, level=1)


def _other_order(files: Files) -> None:
    """The same files in the EPUB in another order, the media type first."""
    name = named(files, ".epub")
    with zipfile.ZipFile(BytesIO(files[name])) as packed:
        inside = {info.filename: packed.read(info) for info in packed.infolist()}
    rest = sorted(inside.keys() - {"mimetype"}, reverse=True)
    files[name] = zipped({entry: inside[entry] for entry in ("mimetype", *rest)})


def _other_line_ends(files: Files) -> None:
    files["email.txt"] = files["email.txt"].replace(b"\n", b"\r\n")


def _written_otherwise(files: Files) -> None:
    """A record without its line breaks."""
    files["rights.json"] = json.dumps(json.loads(files["rights.json"])).encode()


def _in_parts(files: Files) -> None:
    """Letters with their marks apart, in the first page that has such letters."""
    for name in sorted(name for name in files if name.startswith("web/") and name.endswith(".html")):
        apart = normalize("NFD", files[name].decode()).encode()
        if apart != files[name]:
            files[name] = apart
            return
    raise AssertionError("no page has a letter with a mark")


def _saved_again(pdf: pikepdf.Pdf) -> None:
    """Every object numbered anew."""


OTHERS: dict[str, Change] = {
    "the book is packed less well": _packed_again,
    "the book is packed in another order": _other_order,
    "the PDF is saved by another program": paper(_saved_again),
    "the mail's text has other line ends": _other_line_ends,
    "a record is on one line": _written_otherwise,
    "a page has a comment more": pattern(PAGE, "</body>", "<!-- set on a Friday --></body>"),
    "a page has other white space": text(PAGE, "\n", "\n\n"),
    "a page has a class more": pattern(PAGE, '<body class="single"', '<body class="single wide"'),
    "a credit stands in an open details": pattern(
        PAGE, r'(<div class="credit".*?</div>)', r"<details open><summary></summary>\1</details>"
    ),
    "a details holds what nobody owes": pattern(
        PAGE, "</main>", "<details><summary>More</summary><p>About us.</p></details></main>"
    ),
    "a name is written in parts": _in_parts,
    "a page lets other things be dead": styled("nav .here { pointer-events: none } .folio { filter: grayscale(1) }"),
    "the style sheet has a comment more": lambda files: files.update({SHEET: files[SHEET] + b"/* ours */"}),
    "the book's style has a rule more": book(
        lambda inside: inside.update({"EPUB/css/book.css": inside["EPUB/css/book.css"] + b"p { margin: 0 }"})
    ),
}

HARMLESS: dict[str, Change] = {
    **{f"style: {css}": own_style(css) for css in each(STYLES)},
    **{f"sheet: {css}": styled(css) for css in each(SHEETS)},
    **OTHERS,
}
