"""A published site changed in one place by the most careful hand: ways to take a credit away, or to put back what is withheld."""

import io
import json
import re
import zipfile
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from tests.proof.mutations.hand import Change, Files, added, gone, pattern, text
from tests.publish.small_shelf import BOATS, DUES
from tests.support.workspaces import png

MANIFEST = ".publishkit-site.json"
WITHHELD_PICTURE = png("#9c4420", seed=5)
ONE, TWO = "2026-w01", "2026-w02"
"""The edition an article was taken out of, and the one that was corrected."""


def sealed_again(files: Mapping[str, bytes]) -> Files:
    """Return the files with every digest made anew: in the proofs, the checksums and the list of what was published."""
    left = dict(files)
    for edition in sorted({name.partition("/")[0] for name in left if name.endswith("/SHA256SUMS")}):
        _seal_edition(left, edition)
    if MANIFEST in left:
        told = json.loads(left[MANIFEST])
        told["files"] = {
            name: {**told["files"].get(name, {"media_type": "", "cache": "", "tag": ""}), **_measured(data)}
            for name, data in left.items()
            if name != MANIFEST
        }
        left[MANIFEST] = json.dumps(told).encode()
    return left


def _measured(data: bytes) -> dict[str, Any]:
    return {"bytes": len(data), "sha256": sha256(data).hexdigest()}


def _seal_edition(files: Files, edition: str) -> None:
    here = {name.removeprefix(f"{edition}/"): data for name, data in files.items() if name.startswith(f"{edition}/")}
    try:
        proof = json.loads(here["proof.json"])
        for one in proof["files"]:
            name = one["name"].removeprefix("web/")
            data = here.get(name, files.get(name))
            one["sha256"] = sha256(data).hexdigest() if data else one["sha256"]
        files[f"{edition}/proof.json"] = here["proof.json"] = json.dumps(proof, ensure_ascii=False).encode()
    except (ValueError, KeyError, TypeError):
        pass
    books = re.findall(r"\.\./\S+", here.pop("SHA256SUMS").decode())
    sums = {**here, **{name: files[name[3:]] for name in books if name[3:] in files}}
    lines = [f"{sha256(data).hexdigest()}  {name}\n" for name, data in sorted(sums.items())]
    files[f"{edition}/SHA256SUMS"] = "".join(lines).encode()


def record(name: str, change: Any) -> Change:
    """Return a change of a JSON file: *change* is called with what it holds, and changes it."""

    def changed(files: Files) -> None:
        told = json.loads(files[name])
        change(told)
        files[name] = json.dumps(told, ensure_ascii=False).encode()

    return changed


def _item(told: Any, slug: str) -> Any:
    return next(item for section in told["sections"] for item in section["items"] if item["slug"] == slug)


def _entry(told: Any, end: str) -> Any:
    return next(item for item in told["items"] if item["id"].endswith(end))


def in_entry(end: str, old: str, new: str) -> Change:
    """Return a change of the markup of one article in the JSON feed."""

    def change(told: Any) -> None:
        entry = _entry(told, end)
        assert re.search(old, entry["content_html"], re.DOTALL), entry["content_html"]
        entry["content_html"] = re.sub(old, new, entry["content_html"], flags=re.DOTALL)

    return record("feeds/articles.json", change)


def before(end: str, words: str, name: str) -> Change:
    """Return a change that puts *words* before the last *end* of a file."""

    def change(files: Files) -> None:
        at = files[name].rindex(end.encode())
        files[name] = files[name][:at] + words.encode() + files[name][at:]

    return change


def _in_utf16(files: Files) -> None:
    files["notes.txt"] = f"\ufeff{DUES}".encode("utf-16-le")


def _book() -> bytes:
    """Return a small EPUB with words of the article that was taken out."""
    out = io.BytesIO()
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata/><manifest><item id="a" href="a.xhtml" '
        'media-type="application/xhtml+xml"/></manifest><spine><itemref idref="a"/></spine></package>'
    )
    container = (
        '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0"><rootfiles><rootfile '
        'full-path="p.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
    )
    with zipfile.ZipFile(out, "w") as book:
        book.writestr("mimetype", "application/epub+zip")
        book.writestr("META-INF/container.xml", container)
        book.writestr("p.opf", package)
        book.writestr("a.xhtml", f'<html xmlns="http://www.w3.org/1999/xhtml"><body><p>{BOATS}</p></body></html>')
    return out.getvalue()


def _posted(told: Any) -> None:
    """Post the words of the withheld page under the brief, the last article of the newest edition."""
    for word in re.findall(r"\w+", DUES.lower()):
        told.setdefault(word, [8])


def _unposted(told: Any) -> None:
    del told["quill"]


PAGES: dict[str, tuple[Change, str]] = {
    "byline": (pattern(f"{TWO}/low-water.html", r"By Ada Quill", "", times=0), "R102"),
    "credit line": (pattern(f"{TWO}/rungs.html", r"Cy Long", "", times=0), "R102"),
    "license link": (
        pattern(f"{TWO}/rungs.html", r'href="https://creativecommons[^"]*"', 'href="#top"', times=0),
        "R103",
    ),
    "source link": (pattern(f"{TWO}/rungs.html", r'href="https://free\.example[^"]*"', 'href="#top"', times=0), "R103"),
    "picture's credit": (pattern(f"{TWO}/low-water.html", r"Drawing: Bo Marl", "", times=0), "R153"),
    "credit that is hidden": (
        pattern(f"{TWO}/rungs.html", r"</head>", "<style>.credit,.byline,footer,aside,p{display:none}</style></head>"),
        "R102",
    ),
    "another picture": (added(f"{TWO}/images/low-water-01.png", png("#335577", seed=9)), "R153"),
    "summary by": (pattern(f"{TWO}/index.html", r"Ines Falk", "Somebody", times=0), "R102"),
    "correction": (text(f"{TWO}/low-water.html", "Eight boats, not seven.", ""), "R102"),
    "withdrawal": (text(f"{ONE}/low-water.html", "At its author", "For a reason of its author"), "R102"),
    "withheld words": (before("</main>", f"<p>{DUES}</p>", f"{TWO}/index.html"), "R114"),
    "withheld words in a comment": (before("</main>", f"<!-- {DUES} -->", f"{TWO}/rungs.html"), "R114"),
    "withheld words in an attribute": (before("</main>", f'<i title="{DUES}"></i>', f"{TWO}/rungs.html"), "R114"),
    "words that were taken back": (before("</main>", f"<p>{BOATS}</p>", f"{ONE}/low-water.html"), "R114"),
    "withheld picture as cover": (added(f"{TWO}/cover.jpg", WITHHELD_PICTURE), "R111"),
}
FEEDS: dict[str, tuple[Change, str]] = {
    "credit in JSON": (in_entry("w02/rungs", "Cy Long", ""), "R102"),
    "credit in Atom": (pattern("feeds/articles.atom", r"Rungs(.{0,40}?) by Cy Long", r"Rungs\1", times=0), "R102"),
    "byline in RSS": (pattern("feeds/articles.rss", r"By Ada Quill", "", times=0), "R134"),
    "license link in JSON": (
        in_entry("w02/rungs", r'href="https://creativecommons[^"]*"', 'href="https://x.example"'),
        "R103",
    ),
    "source link in JSON": (in_entry("w02/rungs", r'href="https://free[^"]*"', 'href="https://x.example"'), "R103"),
    "picture's credit in JSON": (in_entry("w02/low-water", r"Drawing: Bo Marl", ""), "R135"),
    "a strange picture in JSON": (in_entry("w02/rungs", r"$", '<img src="https://x.example/a.jpg">'), "R135"),
    "correction in JSON": (in_entry("w02/low-water", r"Eight boats, not seven\.", ""), "R102"),
    "summary by in JSON": (in_entry("w02/harbour-dues", "Ines Falk", ""), "R102"),
    "author in Atom": (pattern("feeds/articles.atom", r"<name>Cy Long</name>", "<name>Free Press</name>"), "R134"),
    "author in RSS": (pattern("feeds/articles.rss", r"<dc:creator>Cy Long</dc:creator>", ""), "R134"),
    "author in JSON": (record("feeds/articles.json", lambda t: _entry(t, "w02/rungs").pop("authors")), "R134"),
    "terms in Atom": (
        pattern("feeds/articles.atom", r"<rights>Full text[^<]*</rights>", "<rights>Ours</rights>"),
        "R134",
    ),
    "source in Atom": (pattern("feeds/articles.atom", r'<link rel="via"[^>]*/>', ""), "R134"),
    "rights of the whole in RSS": (pattern("feeds/articles.rss", r"<copyright>[^<]*", "<copyright>© Us"), "R134"),
    "makers in the list of an issue": (pattern("feeds/issues.atom", r"By Cy Long", ""), "R102"),
    "terms in the list of an issue": (pattern("feeds/issues.json", r" · Full text · CC BY 4\.0", ""), "R102"),
    "rights under an issue": (pattern("feeds/issues.rss", r"&lt;p&gt;© 2026 Quay Readers[^<]*", ""), "R102"),
    "an article that was taken back is not announced": (
        pattern("feeds/articles.atom", r"<entry[^>]*>(?:(?!</entry>).)*Withdrawn:.*?</entry>", ""),
        "R134",
    ),
    "reason of the withdrawal": (in_entry("w01/low-water", "At its author&#39;s wish", ""), "R102"),
    "an entry of nobody": (
        record(
            "feeds/articles.json", lambda t: t["items"].append({"id": "x", "title": "A guest", "content_html": "Hi"})
        ),
        "R135",
    ),
    "withheld words in JSON": (in_entry("w02/harbour-dues", "$", f"<p>{DUES}</p>"), "R114"),
    "withheld words in a section of characters": (
        before("</channel>", f"<webMaster><![CDATA[{DUES}]]></webMaster>", "feeds/articles.rss"),
        "R114",
    ),
    "withheld words in a comment of Atom": (before("</feed>", f"<!-- {DUES} -->", "feeds/articles.atom"), "R114"),
    "withheld words in an attribute of Atom": (before("</feed>", f'<x y="{DUES}"/>', "feeds/articles.atom"), "R114"),
    "withheld words, hidden in markup": (
        in_entry("w02/rungs", "$", f'<p style="display:none">{DUES.replace(" ", " <b></b>")}</p>'),
        "R114",
    ),
}
RECORDS: dict[str, tuple[Change, str]] = {
    "author": (record(f"{TWO}/edition.json", lambda t: _item(t, "rungs").update(authors=["Us"])), "R134"),
    "label": (record(f"{TWO}/edition.json", lambda t: _item(t, "rungs").update(label="Ours")), "R134"),
    "license": (record(f"{TWO}/edition.json", lambda t: _item(t, "rungs").update(license_uri="")), "R134"),
    "byline": (record(f"{TWO}/edition.json", lambda t: _item(t, "rungs").update(byline="")), "R134"),
    "rights of the whole": (record(f"{TWO}/edition.json", lambda t: t.update(rights="© Us")), "R134"),
    "makers in rights.json": (
        record(
            f"{TWO}/rights.json", lambda t: [one.update(creators=["Us"]) for one in t["items"] if "creators" in one]
        ),
        "R134",
    ),
    "a duty in proof.json": (
        record(f"{TWO}/proof.json", lambda t: t.update(duties=[d for d in t["duties"] if d["duty"] != "D-ATTRIB"])),
        "R134",
    ),
    "withheld words in edition.json": (record(f"{TWO}/edition.json", lambda t: t.update(note=DUES)), "R114"),
    "withheld words in rights.json": (record(f"{TWO}/rights.json", lambda t: t.update(note=DUES)), "R114"),
    "words that were taken back in proof.json": (record(f"{ONE}/proof.json", lambda t: t.update(note=BOATS)), "R114"),
    "contributor in OPDS 1.2": (
        pattern("opds/2026.xml", r"<contributor>\s*<name>Cy Long</name>\s*</contributor>", ""),
        "R134",
    ),
    "rights in OPDS 1.2": (pattern("opds/new.xml", r"<rights>[^<]*</rights>", "<rights>© Us</rights>"), "R134"),
    "contributor in OPDS 2.0": (
        record(f"opds/issues/{TWO}.json", lambda t: t["metadata"].pop("contributor")),
        "R134",
    ),
    "publisher in OPDS 2.0": (
        record(
            "opds/index.json", lambda t: t["groups"][0]["publications"][0]["metadata"].update(publisher={"name": "Us"})
        ),
        "R134",
    ),
    "reservation": (record(".well-known/tdmrep.json", lambda t: t.pop()), "R104"),
    "no reservation at all": (gone(".well-known/tdmrep.json"), "R104"),
    "an author in the search": (record("search/2026/0.json", _unposted), "R102"),
    "words of a withheld page in the search": (record("search/2026/0.json", _posted), "R135"),
}
BESIDE: dict[str, tuple[Change, str]] = {
    "withheld words at home": (before("</main>", f"<p>{DUES}</p>", "index.html"), "R114"),
    "withheld words in a comment at home": (before("</main>", f"<!-- {DUES} -->", "index.html"), "R114"),
    "withheld words in the head": (before("</head>", f'<meta name="x" content="{DUES}">', "index.html"), "R114"),
    "withheld words behind a picture": (
        before("</main>", f'<img alt="{DUES}" src="site/icon.png">', "archive/index.html"),
        "R114",
    ),
    "withheld words in a section": (before("</main>", f"<p>{DUES}</p>", "sections/news/index.html"), "R114"),
    "withheld words in a script": (
        before("", "//" + "".join(f"\\u{ord(letter):04x}" for letter in DUES), "site/search.js"),
        "R114",
    ),
    "withheld words in a style sheet": (before("", f'p::after{{content:"{DUES}"}}', "site/style.css"), "R114"),
    "withheld words in robots.txt": (before("", f"# {DUES}\n", "robots.txt"), "R114"),
    "withheld words in a file of nobody": (added("notes.txt", DUES.encode()), "R114"),
    "withheld words in two bytes a letter": (_in_utf16, "R114"),
    "withheld words in a drawing": (
        added("a.svg", f'<svg xmlns="http://www.w3.org/2000/svg"><text>{DUES}</text></svg>'.encode()),
        "R114",
    ),
    "withheld words in a catalog": (before("</feed>", f"<subtitle>{DUES}</subtitle>", "opds/new.xml"), "R114"),
    "a withheld picture at home": (added("site/vote.png", WITHHELD_PICTURE), "R111"),
    "the picture that was taken back": (added(f"{ONE}/images/low-water-01.png", png()), "R111"),
    "a book with what was taken back": (added("old/book.epub", _book()), "R114"),
    "the book that was taken back": (added("the-quay-2026-w01.epub", _book()), "R131"),
}
SITE_MUTATIONS: dict[str, tuple[Change, str]] = {
    f"{kind}: {name}": row
    for kind, rows in (("page", PAGES), ("feed", FEEDS), ("record", RECORDS), ("beside", BESIDE))
    for name, row in rows.items()
}
