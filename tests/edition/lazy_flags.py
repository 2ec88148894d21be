"""Ways to clear somebody else's work by one flag, and statements that are right as they are: tables for `test_lazy_flags`."""

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import tomlkit
from PIL import Image, ImageDraw

from publishkit.capture.store import update_article
from publishkit.press.add import Wanted, add_source, issue_folder
from publishkit.workspace.rights_file import update_rights
from tests.support.workspaces import SampleArticle, png, write_workspace

NOTICE = (
    "All rights reserved. No part may be reproduced without the prior written consent of Courier Press Northmouth plc."
)
STORY = (
    "<p>The gates of the barrier will not be shut this winter, the council said on Tuesday night in Northmouth.</p>" * 4
)


def page(
    *, head: str = "", article: str = "", foot: str = "", caption: str = "The gates. Photo: Dan Ferris/Reuters"
) -> str:
    """Return a saved page of the Northmouth Courier."""
    return f"""<!doctype html><html lang="en"><head><title>Barrier bill climbs</title>
<meta property="og:site_name" content="Northmouth Courier">
<link rel="canonical" href="https://northmouth-courier.example/news/barrier">{head}</head><body><main><article>
<h1>Barrier bill climbs</h1><p class="byline">By Gale Abbott</p>{STORY}
<figure><img src="https://northmouth-courier.example/img/gates.jpg" alt="Gates"><figcaption>{caption}</figcaption></figure>
{STORY}{article}</article></main><footer>{foot}</footer></body></html>"""


RESERVED = page(
    head='<meta name="tdm-reservation" content="1">', foot=f"<p>© 2026 Courier Press Northmouth plc. {NOTICE}</p>"
)
SIGNED = page(foot="<p>© 2026 Northmouth Courier</p>")
SILENT = page(caption="The gates at dusk")
DATED = page(head='<meta property="article:published_time" content="2026-11-17">', caption="The gates at dusk")
LICENSED = page(
    article='<p>This article is licensed under <a rel="license" '
    'href="https://creativecommons.org/licenses/by-nc-nd/4.0/">CC BY-NC-ND 4.0</a>.</p>',
    caption="The gates at dusk",
)
OPEN = page(
    article='<p>This article is licensed under <a rel="license" '
    'href="https://creativecommons.org/licenses/by/4.0/">CC BY 4.0</a>.</p>'
)
SITE = page(
    foot='<p>Unless otherwise noted, content on this site is licensed under <a rel="license" '
    'href="https://creativecommons.org/licenses/by/4.0/">CC BY 4.0</a>.</p>',
    caption="The gates at dusk",
)
DISPUTED = page(
    article='<p>This article is licensed under <a rel="license" '
    'href="https://creativecommons.org/licenses/by/4.0/">CC BY 4.0</a>.</p>',
    foot=f"<p>{NOTICE}</p>",
)
DATA = page(
    article='<p>The data set is licensed under <a href="https://creativecommons.org/licenses/by/4.0/">CC BY 4.0</a>.</p>'
)

CC_BY: dict[str, Any] = {"license_id": "CC-BY-4.0", "license_uri": "https://creativecommons.org/licenses/by/4.0/"}
CLEAN: dict[str, Any] = dict.fromkeys(
    ("holders", "copyright_line", "copyright_year", "notices", "tdm", "signals", "terms_url", "conflict", "agencies"),
    None,
)
"""Everything that speaks against it, taken out of [text]."""
Edit = Callable[[Path], None]


def text(**changes: Any) -> Edit:
    """Set keys of [text]; None takes one out."""

    def edit(folder: Path) -> None:
        file = folder / "rights.toml"
        file.write_text(update_rights(file.read_text("utf-8"), changes), "utf-8")

    return edit


def head(**changes: Any) -> Edit:
    """Set keys of the front matter."""

    def edit(folder: Path) -> None:
        file = folder / "article.md"
        file.write_text(update_article(file.read_text("utf-8"), changes, None), "utf-8")

    return edit


def picture(*, file: bytes | None = None, src: str | None = "kept", only: bool = False, **rights: Any) -> Edit:
    """Give the first picture a file and a statement; *only* keeps nothing of the old one."""

    def edit(folder: Path) -> None:
        path = folder / "rights.toml"
        tree = tomlkit.parse(path.read_text("utf-8"))
        one: Any = tree["picture"][0]
        (folder / "images").mkdir(exist_ok=True)
        (folder / "images/01.png").write_bytes(file or png())
        one["file"], one["alt"] = "images/01.png", "Gates"
        if src != "kept":
            one.pop("src", None)
        kept = {} if only else {key: value for key, value in one.get("rights", {}).items() if key not in rights}
        one["rights"] = {**kept, **{key: value for key, value in rights.items() if value is not None}}
        path.write_text(tomlkit.dumps(tree), "utf-8")

    return edit


def both(*edits: Edit) -> Edit:
    """Make several edits."""

    def edit(folder: Path) -> None:
        for one in edits:
            one(folder)

    return edit


def without(*names: str) -> Edit:
    """Delete files of the article folder."""

    def edit(folder: Path) -> None:
        for name in names:
            (folder / name).unlink()

    return edit


def signed(**exif: str) -> bytes:
    """Return a photograph whose file says *exif* (`artist`, `copyright`)."""
    made = Image.new("RGB", (64, 48), "#336")
    ImageDraw.Draw(made).rectangle((5, 5, 30, 30), fill="#ca3")
    told = Image.Exif()
    for tag, name in ((315, "artist"), (33432, "copyright")):
        if name in exif:
            told[tag] = exif[name]
    out = io.BytesIO()
    made.save(out, "PNG", exif=told)
    return out.getvalue()


@dataclass(frozen=True, kw_only=True)
class Route:
    """One way to print what is somebody else's: a page that was added, and what a lazy editor changed after it."""

    name: str
    page: str
    edit: Edit
    picture: bool = False
    """Whether it is the picture that must not be printed; the text then may."""


def claims(*routes: tuple[str, str, Edit]) -> tuple[Route, ...]:
    return tuple(Route(name=name, page=page, edit=edit) for name, page, edit in routes)


def shows(*routes: tuple[str, str, Edit]) -> tuple[Route, ...]:
    return tuple(Route(name=name, page=page, edit=edit, picture=True) for name, page, edit in routes)


OWN: dict[str, Any] = {"status": "own"}
NOT_HERE: dict[str, Any] = {"publisher": None, "source_url": None, "canonical_url": None}
OURS_NOW: dict[str, Any] = {
    "publisher": {"name": "Quay Readers"},
    "source_url": "https://quay.example/letter/x",
    "canonical_url": None,
}
DEAD: dict[str, Any] = {"status": "public_domain", "basis": "author died 1911"}
OPENED: dict[str, Any] = {"status": "licensed_open", **CC_BY, "license_applies_to": "this"}
CLEARED_TEXT = text(**OWN, **CLEAN, claimed_by="Owen Pascall", because="Commissioned by us in May and paid in full.")
"""The text is settled, so that its picture would be shown."""

ROUTES = (
    *claims(
        # --- own
        ("own, nothing else", RESERVED, text(**OWN)),
        ("own, origin editor", RESERVED, text(**OWN, origin="editor", confidence="high", reviewed_by="Owen Pascall")),
        ("own, of a page with a bare ©", SIGNED, text(**OWN)),
        ("own, of a page that says nothing", SILENT, text(**OWN)),
        ("own, holders out", RESERVED, text(**OWN, holders=None)),
        ("own, holders and © out, notice left", RESERVED, text(**OWN, holders=None, copyright_line=None)),
        ("own, notice out, © left", RESERVED, text(**OWN, holders=None, notices=None)),
        ("own, only the reservation of mining left", RESERVED, text(**OWN, **{**CLEAN, "tdm": {"state": "reserved"}})),
        ("own, all of it out", RESERVED, text(**OWN, **CLEAN)),
        ("own, all out, and no publisher or address", RESERVED, both(text(**OWN, **CLEAN), head(**NOT_HERE))),
        ("own, all out, and we are the publisher", RESERVED, both(text(**OWN, **CLEAN), head(**OURS_NOW))),
        (
            "own, all out and no record of it, front matter left",
            RESERVED,
            both(text(**OWN, **CLEAN), without("ingest.json")),
        ),
        ("own, our own name as holder", RESERVED, text(**OWN, holders=[{"name": "Quay Readers"}])),
        ("own, our own © instead", RESERVED, text(**OWN, **{**CLEAN, "copyright_line": "© 2026 Quay Readers"})),
        ("own, with our license", SIGNED, text(**OWN, **CC_BY)),
        ("own, the rights file written anew", RESERVED, lambda folder: _write(folder, '[text]\nstatus = "own"\n')),
        ("own, claimed by x", RESERVED, text(**OWN, claimed_by="x", because="x")),
        ("own, claimed without a reason", RESERVED, text(**OWN, claimed_by="Owen Pascall")),
        ("own, a reason and nobody", RESERVED, text(**OWN, because="Commissioned by us in May and paid in full.")),
        ("own, the status again as reason", RESERVED, text(**OWN, claimed_by="Owen Pascall", because="It is our own text.")),
        ("own, ok as reason", RESERVED, text(**OWN, claimed_by="Owen Pascall", because="ok ok ok ok")),
        ("own, claimed by nobody in particular", RESERVED, text(**OWN, claimed_by="the editor", because="Commissioned by us in May.")),
        ("own, claimed by the house", RESERVED, text(**OWN, claimed_by="Quay Readers", because="Commissioned by us in May.")),
        (
            "own, and the evidence the claim answered is another",
            RESERVED,
            text(
                **OWN,
                claimed_by="Owen Pascall",
                because="Commissioned by us in May and paid in full.",
                claimed_against=["publisher: Northmouth Courier"],
            ),
        ),
        # --- openly licensed
        ("a license out of the air", SILENT, text(**OPENED)),
        ("a license out of the air, over a ©", SIGNED, text(**OPENED)),
        ("a license over a notice", RESERVED, text(**OPENED)),
        ("a license, the notice taken out", RESERVED, text(**OPENED, **CLEAN)),
        ("a license without address or scope", SIGNED, text(status="licensed_open", license_id="CC-BY-4.0")),
        ("a wider license than the one that was read", LICENSED, text(**OPENED)),
        (
            "the address of another license",
            LICENSED,
            text(license_id=None, license_uri="https://creativecommons.org/licenses/by/4.0/"),
        ),
        ("public domain instead of the license", LICENSED, text(**DEAD)),
        ("CC0 instead of the license", LICENSED, text(status="licensed_open", license_id="CC0-1.0", license_uri=None)),
        ("the site's license, confirmed by a flag", SITE, text(status="licensed_open")),
        ("the site's license, said to be this text's", SITE, text(**OPENED)),
        ("a dispute, emptied", DISPUTED, text(**OPENED, conflict=None)),
        ("a dispute, emptied, with the notice", DISPUTED, text(**OPENED, conflict=None, notices=None)),
        ("the license of a data set", DATA, text(**OPENED)),
        ("the license of something else on the page", OPEN, text(license_applies_to="other")),
        ("the license of the pictures", OPEN, text(license_applies_to="image")),
        # --- nobody's
        ("public domain, nothing else", SILENT, text(status="public_domain")),
        ("public domain because it is", SILENT, text(status="public_domain", basis="it is in the public domain")),
        ("public domain by an author who died lately", SILENT, text(status="public_domain", basis="author died 2019")),
        ("public domain by life dates", SILENT, text(status="public_domain", basis="Gale Abbott (1901-1987)")),
        ("public domain over a ©", SIGNED, text(**DEAD)),
        ("public domain over a notice", RESERVED, text(**DEAD)),
        ("public domain, all of it out", RESERVED, text(**DEAD, **CLEAN)),
        ("public domain of a page of this year", DATED, text(**DEAD, **CLEAN)),
        ("a government's work over a notice", RESERVED, text(status="us_government_work")),
        # --- terms of another publisher
        ("the terms of another publisher", SILENT, text(status="publisher_terms", profile="grist")),
        ("own, and the terms of a publisher", SILENT, both(text(**OWN, profile="grist"), head(**NOT_HERE))),
    ),
    *shows(
        ("picture own, of the page", OPEN, picture(**OWN)),
        ("picture own, credit out", OPEN, picture(**OWN, credit_line=None, agencies=None)),
        ("picture own, written anew", OPEN, picture(**OWN, only=True)),
        ("picture own, written anew, no address", OPEN, picture(**OWN, only=True, src=None)),
        ("picture own, our name as maker", OPEN, picture(**OWN, only=True, creators=[{"name": "Quay Readers"}])),
        ("picture own, the text is settled", RESERVED, both(CLEARED_TEXT, picture(**OWN))),
        ("picture with the license of the text", OPEN, picture(**OPENED)),
        ("picture with the license of the text, credit out", OPEN, picture(**OPENED, only=True)),
        ("picture, nobody's", OPEN, picture(**DEAD)),
        (
            "picture own, its file is an agency's",
            OPEN,
            both(picture(file=signed(copyright="© Reuters"), only=True, **OWN), without("ingest.json")),
        ),
        (
            "picture own, its file is somebody else's",
            OPEN,
            both(
                picture(file=signed(artist="Dan Ferris", copyright="2026 Coast Pictures Ltd"), only=True, src=None, **OWN,
                        credit_line="Photo: Bo Marl"),
                without("ingest.json"),
            ),
        ),
        (
            "picture own without a word, in an article of others",
            OPEN,
            both(picture(only=True, src=None, **OWN), without("ingest.json")),
        ),
        (
            "picture own with the © of others, in an article of others",
            OPEN,
            both(picture(only=True, src=None, **OWN, credit_line="© Dan Reed | Coast Pictures"), without("ingest.json")),
        ),
        (
            "picture licensed, its file reserves it",
            OPEN,
            both(
                picture(file=signed(copyright="© 2026 Coast Pictures. All rights reserved."), only=True, src=None, **OPENED,
                        creators=[{"name": "Dan Reed"}]),
                without("ingest.json"),
            ),
        ),
    ),
)  # fmt: skip


def _write(folder: Path, rights: str) -> None:
    (folder / "rights.toml").write_text(rights, "utf-8")


def workspace_of(route: Route, root: Path) -> Path:
    """Return a workspace whose one article was added from the page of *route* and then changed."""
    write_workspace(root, [], issue={"section": [{"title": "News", "article": []}]})
    source = root / "saved.html"
    source.write_text(route.page, "utf-8")
    issue = issue_folder(root, "2026-w47")
    added = add_source(issue, str(source), io.BytesIO(), Wanted(use="full"))
    route.edit(issue / "articles" / str(added.slug))
    return root


# --- statements that are right as they are ----------------------------------------------------------------------------


AT_HOME: dict[str, Any] = {
    "publisher": {"name": "Quay Readers", "url": "https://quay.example/"},
    "source_url": "https://quay.example/letter/low",
}
ABROAD: dict[str, Any] = {
    "publisher": {"name": "The Paper"},
    "source_url": "https://paper.example/a",
    "published": "2026-11-01",
}


def article(
    rights: Mapping[str, Any], *pictures: Mapping[str, Any], files: bytes | None = None, **more: Any
) -> SampleArticle:
    """Return an article by Ada Quill with this statement, and its pictures with theirs."""
    shown = [
        {"file": f"images/{n:02}.png", "alt": "Boats", **{key: one[key] for key in ("src",) if key in one},
         "rights": {key: value for key, value in one.items() if key != "src"}}
        for n, one in enumerate(pictures, 1)
    ]  # fmt: skip
    data = {one["file"]: files or png(seed=n) for n, one in enumerate(shown)}
    body = "Boats left on the ebb.\n\n" + "\n\n".join(f"![Boats]({name})" for name in data)
    told = {"title": "Low Water", "bylines": [{"name": "Ada Quill"}], **more}
    return SampleArticle(head=told, body=body, rights=dict(rights), pictures=shown, files=data)


def notice(words: str) -> list[dict[str, str]]:
    return [{"text": words, "sha256": sha256(words.encode()).hexdigest(), "lang": "en"}]


LICENSED_BY_THEM: dict[str, Any] = {
    "status": "licensed_open",
    **CC_BY,
    "license_applies_to": "this",
    "holders": [{"name": "Ada Quill"}],
    "copyright_line": "© 2026 Ada Quill",
}

RIGHT: Mapping[str, SampleArticle] = {
    # --- ours
    "our text, and not a word more": article(OWN),
    "our text with our page's address": article(OWN, **AT_HOME),
    "our text, we are named as holder": article({**OWN, "holders": [{"name": "Quay Readers"}]}, **AT_HOME),
    "our text, our holder in capitals with a form": article({**OWN, "holders": [{"name": "QUAY READERS e. V."}]}),
    "our text with our ©": article({**OWN, "copyright_line": "© 2026 Quay Readers"}, **AT_HOME),
    "our text with the publication's ©": article({**OWN, "copyright_line": "© The Quay"}),
    "our text with our license": article({**OWN, **CC_BY}, **AT_HOME),
    "our text with our license and ©": article({**OWN, **CC_BY, "copyright_line": "© 2026 The Quay / Quay Readers"}),
    "our text that reserves its rights": article(
        {**OWN, "copyright_line": "© 2026 Quay Readers. All rights reserved."}, **AT_HOME
    ),
    "our text with our own notice": article({**OWN, "notices": notice("© Quay Readers. All rights reserved.")}, **AT_HOME),
    "our text, mining reserved by ourselves": article({**OWN, "tdm": {"state": "reserved"}}, **AT_HOME),
    "our text from a host below ours": article(OWN, publisher={"name": "Quay Readers"}, source_url="https://blog.quay.example/1"),
    "our text from a name and host we also go by": article(
        {**OWN, "holders": [{"name": "Harbour Circle"}]}, publisher={"name": "Harbour Circle"}, source_url="https://circle.example/a"
    ),
    "a freelancer who keeps the ©": article({**OWN, "holders": [{"name": "Ada Quill"}], "copyright_line": "© 2026 Ada Quill"}),
    "a freelancer and the house": article({**OWN, "copyright_line": "© 2026 Ada Quill / The Quay"}, **AT_HOME),
    "a text of our editor": article({**OWN, "holders": [{"name": "Ines Falk"}]}),
    "our text, claimed although nothing speaks against it": article({**OWN, "claimed_by": "Ines Falk", "because": "ours"}),
    "our text that is also in somebody's terms by mistake, settled": article(
        {**OWN, "claimed_by": "Ines Falk", "because": "Commissioned by us in May; the Paper reprinted it later."}, **ABROAD
    ),
    # --- theirs
    "a license of this text": article(LICENSED_BY_THEM, **ABROAD),
    "a license of this text by name only": article({"status": "licensed_open", "license_id": "CC-BY-SA-4.0"}, **ABROAD),
    "a license said in a notice": article(
        {**LICENSED_BY_THEM, "notices": notice("© Ada Quill. This article is licensed under CC BY 4.0.")}, **ABROAD
    ),
    "a license and a reservation of mining": article({**LICENSED_BY_THEM, "tdm": {"state": "reserved"}}, **ABROAD),
    "a license of the texts only": article({**LICENSED_BY_THEM, "license_applies_to": "text"}, **ABROAD),
    "an agency that licenses its own text": article(
        {**LICENSED_BY_THEM, "holders": [{"name": "Lusa"}], "agencies": [{"name": "Lusa", "role": "agency"}]}, **ABROAD
    ),
    "CC0": article({"status": "licensed_open", "license_id": "CC0-1.0"}, **ABROAD),
    "public domain, an author long dead": article(DEAD, **ABROAD),
    "public domain, published long ago": article({"status": "public_domain", "basis": "published anonymously in 1868"}, **ABROAD),
    "public domain by law": article({"status": "public_domain", "basis": "§ 5 UrhG (amtliches Werk von 2023)"}, **ABROAD),
    "public domain, marked": article(
        {"status": "public_domain", "license_uri": "https://creativecommons.org/publicdomain/mark/1.0/"}, **ABROAD
    ),
    "a government's work": article({"status": "us_government_work", "holders": [{"name": "NASA"}]}, **ABROAD),
    # --- pictures
    "our drawing in our text": article(OWN, {**OWN, "credit_line": "Drawing: Bo Marl"}),
    "our drawing in their text": article(LICENSED_BY_THEM, {**OWN, "credit_line": "Drawing: Bo Marl"}, **ABROAD),
    "our chart in their text": article(
        LICENSED_BY_THEM, {**OWN, "creators": [{"name": "Quay Readers picture desk"}], "credit_line": "Chart: Quay Readers"}, **ABROAD
    ),
    "our photograph without a word in our text": article(OWN, OWN),
    "our photographer's file": article(OWN, {**OWN, "credit_line": "Photo: Bo Marl"}, files=signed(artist="Bo Marl", copyright="Bo Marl")),
    "our photographer keeps the ©": article(OWN, {**OWN, "creators": [{"name": "Bo Marl"}], "credit_line": "© Bo Marl"}),
    "our file with our ©": article(OWN, OWN, files=signed(artist="Bo Marl", copyright="© 2026 Quay Readers")),
    "a licensed photograph from its own page": article(
        OWN,
        {
            **OPENED,
            "creators": [{"name": "Jonna Petersdotter"}],
            "holders": [{"name": "Jonna Petersdotter"}],
            "credit_line": "Foto: Jonna Petersdotter",
            "source_url": "https://commons.example.org/wiki/File:Priel.jpg",
            "src": "https://commons.example.org/wiki/File:Priel.jpg",
        },
    ),
    "an old print": article(OWN, {"status": "public_domain", "basis": "etching of 1640, Wenceslaus Hollar (1607-1677)"}),
}  # fmt: skip
