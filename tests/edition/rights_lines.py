"""An issue that holds every kind of text and picture, and its rights lines as a page that a lawyer and an editor can read.

`.venv/bin/python -m tests.edition.rights_lines` writes the pages anew, one a language, into `tests/edition/golden/`. Read them
before they are committed.
"""

import sys
import tempfile
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import tomlkit

from publishkit.edition.assemble import assemble
from publishkit.edition.body import parse_body
from publishkit.edition.items import draw_pictures
from publishkit.edition.language import word_languages
from publishkit.model.credits import Line, Word
from publishkit.model.edition import Edition, Item
from publishkit.press.build import clear, read
from publishkit.rights.copies.verbatim import body_sha256
from publishkit.rights.credit import FULL_USES
from tests.support.workspaces import NOTICE, SampleArticle, png, write_workspace

GOLDEN = Path(__file__).parent / "golden"
BORROWING = "fa"
"""A language without words, that runs from right to left."""
LETTER = b"From: desk@mole.example\n\nYou may.\n"
TEXT = "The gate stood open all winter.\n\nNobody had asked who held the key, and the key had not asked either."
TERMS = {
    "id": "weir-wire",
    "name": "Weir Wire",
    "terms_checked_on": tomlkit.parse("d = 2026-11-19")["d"],
    "terms_url": "https://weir.example/terms",
    "credit": {
        "required": "{author} for Weir Wire",
        "placement": "byline",
        "tagline": "Weir Wire is read on both banks.",
    },
}
RESERVING = {"text": NOTICE, "sha256": sha256(NOTICE.encode()).hexdigest(), "lang": "en"}

FRIENDLY = "Reed & Weir is read on both banks of the river."
"""A notice that reserves nothing."""


def text(slug: str, status: str, *, use: str = "full", same: bool = False, **more: Any) -> SampleArticle:
    """Return an article of somebody else's; *same* says that it is as it was captured, *more* goes into its statement."""
    head = {
        "language": more.pop("lang", "en"),
        "title": more.pop("title", f"{slug.replace('-', ' ').capitalize()}"),
        "bylines": [{"name": more.pop("by", "Ines Aal")}],
        **({"publisher": {"name": publisher}} if (publisher := more.pop("publisher", "Reed & Weir")) else {}),
        "published": "2026-11-02",
        "source_url": f"https://{more.pop('host', 'reed.example')}/{slug}",
    }
    entry = {"use": use, **more.pop("entry", {})}
    known = {"body_sha256": body_sha256(parse_body(TEXT, "a01").paragraphs)} if same else {}
    pictures = more.pop("pictures", [])
    files = {one["file"]: png(seed=n + 20 * len(slug)) for n, one in enumerate(pictures, 1)}
    body = (TEXT if use in FULL_USES else "") + "".join(f"\n\n![x]({one['file']})" for one in pictures)
    source = more.pop("source", "")
    files |= {"source/paste.txt": source.encode()} if source else {}
    rights = {"status": status, **known, **more}
    return SampleArticle(slug=slug, entry=entry, head=head, body=body, rights=rights, pictures=pictures, files=files)


def cc(slug: str, name: str, **more: Any) -> SampleArticle:
    """Return an openly licensed text."""
    return text(slug, "licensed_open", license_id=name, **more)


def picture(number: int, caption: str, status: str, **rights: Any) -> dict[str, Any]:
    """Return a picture's entry in rights.toml."""
    name = rights.pop("license", "")
    return {
        "file": f"images/{number:02}.png",
        "caption": caption,
        "alt": "A gate.",
        "rights": {"status": status, **({"license_id": name} if name else {}), **rights},
    }


def gallery() -> list[dict[str, Any]]:
    """Return pictures whose credits were written in every way editors write them."""
    by, source = "CC-BY-4.0", {"source_url": "https://commons.example/gate"}
    return [
        picture(2, "Ours, signed.", "own", credit_line="Drawing: Bo Marl"),
        picture(3, "The gate, to scale. Drawing: Ines Haller, CC BY 4.0", "licensed_open", license=by),
        picture(4, "A comma first.", "licensed_open", license=by, credit_line=", Jo Wick,"),
        picture(
            5,
            "License in the credit.",
            "licensed_open",
            license="CC-BY-SA-4.0",
            credit_line="Jane Roe / Wikimedia Commons, CC BY-SA 4.0",
            **source,
        ),
        picture(
            6, "License in the middle.", "licensed_open", license=by, credit_line="Jane Roe (CC BY 4.0) via Commons"
        ),
        picture(
            7,
            "Maker and holder are one.",
            "licensed_open",
            license=by,
            creators=[{"name": "Marta Luz"}],
            holders=[{"name": "Marta Luz"}],
            copyright_line="© Marta Luz 2019",
        ),
        picture(8, "Nobody named.", "licensed_open", license=by, **source),
        picture(9, "Old.", "public_domain", basis="died 1871", creators=[{"name": "Obadiah Quill"}]),
        picture(10, "Given away.", "licensed_open", license="CC0-1.0", creators=[{"name": "Ada Zero"}]),
        picture(11, "Not cleared.", "unknown", credit_line="© Courier/Dan Ferris"),
        picture(12, "Not cleared either.", "unknown"),
    ]


def collection() -> list[SampleArticle]:
    """Return one article of every kind."""
    grant = {
        "kind": "email",
        "grantor": {"name": "Mole Papers"},
        "grantor_is_holder": True,
        "granted_on": "2026-11-10",
        "channels": ["email", "web", "pdf", "epub"],
        "evidence": [{"path": "evidence/mole.eml", "sha256": sha256(LETTER).hexdigest()}],
    }
    reserving: dict[str, Any] = {
        "holders": [{"name": "Harbour Press Ltd"}],
        "copyright_line": "©\u00a0Harbour Press",
        "notices": [RESERVING],
    }
    summary = {"summary": "The council wants higher dues; skippers object.", "summary_by": "Ines Falk"}
    unsigned = {"summary": "The council wants higher dues; skippers object."}
    original = "Original words of somebody else, none of which we took over, at some length. " * 4
    return [
        SampleArticle(
            slug="own",
            head={"title": "Low Water", "language": "en", "bylines": [{"name": "Ada Quill"}]},
            pictures=[picture(1, "Ours, unsigned.", "own")],
            files={"images/01.png": png(seed=1)},
            body=f"{TEXT}\n\n![x](images/01.png)",
        ),
        SampleArticle(
            slug="own-signed",
            head={"title": "Ours, signed", "language": "en", "bylines": [{"name": "Ada Quill"}]},
            rights={"status": "own", "copyright_line": "© 2026 Ada Quill"},
            pictures=[],
            files={},
            body=TEXT,
        ),
        SampleArticle(
            slug="own-claimed",
            head={"title": "Ours, claimed", "language": "en", "bylines": [{"name": "Ada Quill"}]},
            rights={
                "status": "own",
                "copyright_line": "© 2026 The Courier",
                "claimed_by": "Owen Pascall",
                "because": "Commissioned by us in May; they reprinted it a week later.",
            },
            pictures=[],
            files={},
            body=TEXT,
        ),
        cc("by-unchanged", "CC-BY-4.0", same=True, copyright_line="© 2026 Ines Aal"),
        cc("by-not-compared", "CC-BY-4.0"),
        cc("by-edited-by-us", "CC-BY-4.0", body_sha256="0" * 64),
        cc("by-sa-abridged", "CC-BY-SA-4.0", use="abridged", entry={"changes": "one paragraph left out"}),
        cc(
            "by-sa-translated",
            "CC-BY-SA-4.0",
            use="translated",
            entry={"translator": "Ines Falk", "translated_from": "pl"},
        ),
        cc(
            "by-nd-without-pictures",
            "CC-BY-ND-4.0",
            same=True,
            pictures=[picture(1, "Withheld.", "all_rights_reserved", credit_line="© East News | KCNA")],
        ),
        cc("by-nd-not-compared", "CC-BY-ND-4.0"),
        cc("by-nc-no-publisher", "CC-BY-NC-4.0", same=True, publisher="", by="Acme Inc."),
        cc("zero", "CC0-1.0", same=True),
        cc("government-open", "OGL-UK-3.0", same=True, publisher="Harbour Office"),
        text("public-domain", "public_domain", basis="author died 1871", same=True),
        text("us-government", "us_government_work", same=True, publisher="NOAA", host="reed.example.gov"),
        text("terms", "publisher_terms", profile="weir-wire", same=True, publisher="Weir Wire"),
        text(
            "permission-exact",
            "permission",
            same=True,
            publisher="Mole Papers",
            holders=[{"name": "Mole Papers"}],
            copyright_line="© 2026 Mole Papers",
            grants=[{**grant, "credit": "First published in Mole Papers. © 2026 Mole Papers"}],
        ),
        text("permission", "permission", same=True, publisher="Mole Papers", holders=[{"name": "Mole Papers"}], grants=[grant]),
        text(
            "brief-compared",
            "all_rights_reserved",
            use="brief",
            entry=summary,
            source=original,
            tdm={"state": "reserved"},
            **reserving,
        ),
        text("brief-same-notice", "all_rights_reserved", use="brief", entry=summary, **reserving),
        text("brief-unsigned", "unknown", use="brief", entry=unsigned),
        text("brief-bare-copyright", "all_rights_reserved", use="brief", entry=summary, copyright_line="© 2026 Reed & Weir"),
        text("brief-friendly-notice", "all_rights_reserved", use="brief", entry=summary, copyright_line="© 2026 Reed & Weir",
             notices=[{"text": FRIENDLY, "sha256": sha256(FRIENDLY.encode()).hexdigest(), "lang": "en"}]),
        text("brief-mining-reserved", "unknown", use="brief", entry=summary, tdm={"state": "reserved"}),
        text("forbidden", "no_republication", use="brief", entry=summary, holders=[{"name": "The Wire Agency"}]),
        text("quotation", "all_rights_reserved", use="quote", entry={"quote": "Nobody had asked who held the key.", **summary,
             "summary": "An essay that follows one gate through a hundred years of weather, law and appetite, and ends in a kitchen."}),
        text("link", "orphan", use="link", title="A gate?", publisher="Yahoo!"),
        text("from-right-to-left", "unknown", use="link", title="גאות ושפל", lang="he", by="דנה לוי", publisher="הנמל"),
        cc("gallery", "CC-BY-4.0", same=True, pictures=gallery()),
    ]  # fmt: skip


def write_collection(root: Path, language: str, *, without: frozenset[str] = frozenset()) -> Path:
    """Write the workspace; *without* are kinds that are left out."""
    (root / "evidence").mkdir(parents=True)
    (root / "evidence/mole.eml").write_bytes(LETTER)
    (root / "rights/profiles").mkdir(parents=True)
    (root / "rights/profiles/weir-wire.toml").write_text(tomlkit.dumps(TERMS), "utf-8")
    return write_workspace(
        root,
        [article for article in collection() if article.slug not in without],
        config={"publication": {"language": language, "license": "CC-BY-4.0", "editors": ["Jo Wick", "Ines Falk"]}},
    )


def edition_of(root: Path) -> Edition:
    """Return the assembled edition."""
    cleared = clear(read(root, "2026-w47"))
    refused = [(item.entry.slug, [d.reasons for _, d in item.refused]) for item in cleared.refused]
    assert not refused, refused
    return assemble(cleared.planned, cleared.items, draw_pictures(cleared.items))


def page(edition: Edition) -> str:
    """Return what readers are told of rights in *edition*, and nothing else."""
    return "\n".join(line.rstrip() for line in _lines(edition)) + "\n"


def _lines(edition: Edition) -> Iterator[str]:
    labels = edition.labels
    for item in edition.items:
        yield f"[{item.slug}]"
        yield from map(_told, filter(None, (item.byline, item.credit.label)))
        yield from map(_shown, item.credit.lines_top)
        yield from _pictures(item)
        yield from map(_shown, item.credit.lines)
        yield ""
    yield f"=== {_told(labels['credits_and_rights'])} ==="
    yield from (_told(edition.credits.intro), "")
    for entry in edition.credits.entries:
        yield f"{entry.number}  {entry.title}"
        yield from (f"   {_shown(line)}" for line in entry.lines)
        yield from (f"   {_told(sentence)}" for sentence in entry.omitted)
        yield from (f"   {_shown(line)}" for line in entry.same_notices)
        yield from (f"   {notice.text}" for notice in entry.notices)
    for label, lines in (
        (labels["pictures"], edition.credits.pictures),
        (labels["licenses"], edition.credits.licenses),
    ):
        yield from ("", _told(label), *(f"   {_shown(line)}" for line in lines))
    yield from ("", _shown(edition.credits.own), _told(edition.credits.tdm), "", f"=== {_told(labels['colophon'])} ===")
    yield from (f"{_told(row.label)} | {_shown(row.line)}" for row in edition.colophon)


def _pictures(item: Item) -> Iterator[str]:
    for block in item.blocks:
        if block.picture:
            yield f"   {block.picture.caption} | {_shown(block.picture.credit)}"


def _shown(line: Line) -> str:
    """Return a line in its words, the words of a link in ‹ ›; the language it is borrowed from before it."""
    borrowed = next((f"⟨{span.lang}⟩ " for span in line if span.lang), "")
    return borrowed + "".join(f"‹{span.text}›" if span.href and span.kind != "author" else span.text for span in line)


def _told(words: str) -> str:
    """Return words of the interface, the language they are borrowed from before them."""
    return f"⟨{words.lang}⟩ {words}" if isinstance(words, Word) else words


def main() -> None:
    """Write the page of every language."""
    for language in (*word_languages(), BORROWING):
        with tempfile.TemporaryDirectory() as folder:
            root = write_collection(Path(folder) / "w", language)
            (GOLDEN / f"rights-{language}.txt").write_text(page(edition_of(root)), "utf-8")
            sys.stdout.write(f"{language}\n")


if __name__ == "__main__":
    main()
