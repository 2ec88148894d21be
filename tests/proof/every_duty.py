"""A small real workspace that owes every duty there is, and ways to break the files it makes."""

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import tomlkit
from PIL import Image, ImageDraw

from publishkit.edition.body import parse_body
from publishkit.edition.records.proof_record import ProofRecord, parse_proof
from publishkit.model.artifact import Artifact
from publishkit.model.edition import Edition
from publishkit.model.owed import Owed
from publishkit.model.rights import Channel
from publishkit.press.build import Build, build_issue
from publishkit.proof.reading import channel_of
from publishkit.rights.copies.verbatim import body_sha256
from publishkit.send.letter.message import sample_message
from tests.proof.hand import repacked
from tests.support.workspaces import NOTICE, SampleArticle, brief_article, png, write_workspace

EVERY = ["email", "web", "pdf", "epub"]
PIXEL = "https://count.harbournews.example/pixel.gif?story=eels"
TAGLINE = "Harbour News is a nonprofit newsroom that counts every eel."
XMP = (
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description '
    'rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmpRights="http://ns.adobe.com/xap/1.0/rights/" '
    'xmpRights:WebStatement="https://marl.example/rights"><dc:creator><rdf:Seq><rdf:li>Bo Marl</rdf:li></rdf:Seq>'
    '</dc:creator><dc:rights><rdf:Alt><rdf:li xml:lang="x-default">© 2026 Bo Marl &amp; Daughters</rdf:li></rdf:Alt>'
    "</dc:rights></rdf:Description></rdf:RDF></x:xmpmeta>"
).encode()
EELS = """\
The eels came back to the upper weir in the third week of October, and nobody had ordered them to do so.

## What the counters saw

Volunteers with torches counted four hundred and eleven in a single night,[^1] which is [more than in any year](https://harbournews.example/eels/table) since the sluice was built.

::: pull
Nobody had ordered them to do so.
:::

The river board says it will wait for [a second count](https://riverboard.example/plans) before it changes the rules of the sluice.

[^1]: The count ran from dusk to three.
"""
LAMP = """\
The keeper of the last gas lamp on the mole has handed in his ladder after forty-one winters of lighting it.

![The lamp](images/lamp.png)

He says that he will miss the moths, and the dog that barked at him every evening at the same corner of the mole.
"""


def profile(id_: str, **values: Any) -> dict[str, Any]:
    """Return a publisher's terms, read on the day of the issue."""
    return {"id": id_, "terms_checked_on": tomlkit.parse("d = 2026-11-19")["d"], **values}


PROFILES = (
    profile(
        "harbour-news",
        name="Harbour News",
        license_id="CC-BY-ND-4.0",
        license_uri="https://creativecommons.org/licenses/by-nd/4.0/",
        license_is_default=True,
        terms_url="https://harbournews.example/republish",
        credit={
            "required": "This story first appeared in Harbour News, {date_long}.",
            "placement": "top",
            "tagline": TAGLINE,
            "keep_links": True,
            "canonical": True,
        },
        allow={"resale": False, "ads_against_item": False},
        pixel={"required_in": ["web", "email"], "url": PIXEL},
    ),
    profile(
        "mole-papers",
        name="Mole Papers",
        terms_url="https://mole.example/terms",
        credit={"required": "© Mole Papers {year}, with thanks", "placement": "bottom"},
        images={"default": "same_license"},
    ),
    profile(
        "weir-wire",
        name="Weir Wire",
        terms_url="https://weir.example/terms",
        credit={"required": "{author} for Weir Wire", "placement": "byline"},
    ),
)


def photograph(size: tuple[int, int] = (2600, 1700), **options: Any) -> bytes:
    """Return a JPEG larger than any format shows, with whatever metadata is asked for."""
    picture = Image.new("RGB", size, "#8fb3ad")
    draw = ImageDraw.Draw(picture)
    for n in range(60):
        x, y = n * 331 % size[0], n * 197 % size[1]
        draw.ellipse((x, y, x + 300 + n * 5, y + 180 + n * 7), fill=(n * 4, 255 - n * 3, n * 37 % 256))
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=80, **options)
    return out.getvalue()


def head(title: str, author: str, publisher: str, url: str) -> dict[str, Any]:
    """Return the front matter of somebody else's text."""
    return {
        "title": title,
        "bylines": [{"name": author}],
        "publisher": {"name": publisher},
        "published": "2026-11-02",
        "source_url": url,
    }


def articles(letter: str) -> list[SampleArticle]:
    """Return eight articles under eight kinds of rights; *letter* is the hash of the permission letter."""
    notice = {"text": NOTICE, "sha256": sha256(NOTICE.encode()).hexdigest(), "lang": "en"}
    grant = {
        "kind": "email",
        "grantor": {"name": "Reuters"},
        "grantor_is_holder": True,
        "granted_on": "2026-11-01",
        "channels": EVERY,
        "treatments": ["full_verbatim", "image", "image_resized"],
        "credit": "REUTERS/Jane Doe",
        "evidence": [{"path": "evidence/reuters.eml", "sha256": letter}],
    }
    own = SampleArticle(
        pictures=[
            {
                "file": "images/01.jpg",
                "caption": "The quay at dawn.",
                "alt": "Boats.",
                "rights": {
                    "status": "own",
                    "credit_line": "Photo: Bo Marl",
                    "claimed_by": "Jo Brandt",
                    "because": "Bo Marl & Daughters took it for us and gave us every right in it.",
                },
            }
        ],
        files={"images/01.jpg": photograph(xmp=XMP)},
        body="The harbour wakes at four.\n\n![x](images/01.jpg)\n\nNobody has counted the boats since the great storm.",
    )
    eels = SampleArticle(
        slug="eels",
        head=head("Eels return to the weir", "Ann Reed", "Harbour News", "https://harbournews.example/eels"),
        body=EELS,
        rights={
            "status": "licensed_open",
            "profile": "harbour-news",
            "body_sha256": body_sha256(parse_body(EELS, "a01").paragraphs),
            "copyright_line": "© 2026 Harbour News",
            "notices": [notice],
            "claimed_by": "Jo Brandt",
            "because": "The notice is that of the site's shop; its articles say their license themselves.",
        },
        pictures=[],
        files={},
    )
    salt = SampleArticle(
        slug="salt",
        entry={
            "use": "translated",
            "translator": "Ines Falk",
            "translated_from": "pt",
            "changes": "One paragraph left out.",
        },
        head=head("The price of salt", "Rui Sal", "Sal e Mar", "https://salemar.example/sal"),
        body="Salt was never cheap on this coast.\n\n![Pans](images/pans.jpg)\n\nThe pans are raked at noon, when the wind is still.",
        rights={"status": "licensed_open", "license_uri": "https://creativecommons.org/licenses/by-sa/4.0/"},
        pictures=[
            {
                "file": "images/pans.jpg",
                "caption": "Salt pans at noon.",
                "alt": "White heaps.",
                "rights": {
                    "status": "licensed_open",
                    "license_uri": "https://creativecommons.org/licenses/by/2.0/",
                    "creators": [{"name": "Marta Luz"}],
                    "source_url": "https://commons.example/pans",
                    "copyright_line": "© Marta Luz 2019",
                    "tdm": {"state": "reserved", "scope": "image"},
                },
            }
        ],
        files={"images/pans.jpg": photograph((1500, 900))},
    )
    lamp = SampleArticle(
        slug="lamp",
        head=head("The last gas lamp", "Jo Wick", "Mole Papers", "https://mole.example/lamp"),
        body=LAMP,
        rights={
            "status": "publisher_terms",
            "profile": "mole-papers",
            "body_sha256": body_sha256(parse_body(LAMP, "a01").paragraphs),
        },
        pictures=[
            {
                "file": "images/lamp.png",
                "caption": "The lamp in March.",
                "alt": "A lamp.",
                "rights": {"status": "permission", "holders": [{"name": "Reuters"}], "grants": [grant]},
            }
        ],
        files={"images/lamp.png": png(size=(900, 600), seed=3)},
    )
    wire = SampleArticle(
        slug="wire",
        head=head("Rain on the weir", "Tom Wehr", "Weir Wire", "https://weir.example/rain"),
        body="It rained for nine days.\n\nOn the tenth day the gauge was gone, and so was the shed it stood in.",
        rights={"status": "publisher_terms", "profile": "weir-wire"},
        pictures=[],
        files={},
    )
    reuters = SampleArticle(
        slug="strike",
        head=head("Pilots end their strike", "Jane Doe", "Reuters", "https://reuters.example/strike"),
        body="The pilots went back to work on Monday.\n\nThey had asked for a second boat and were given half of one.",
        rights={"status": "permission", "holders": [{"name": "Reuters"}], "grants": [grant]},
        pictures=[],
        files={},
    )
    old = SampleArticle(
        slug="almanac",
        head=head("An almanac of fogs", "Obadiah Quill", "The Old Almanac", "https://archive.example/fogs"),
        body="Fog in the morning, says the almanac, and fog in the evening; of noon it says nothing.",
        rights={"status": "public_domain", "basis": "author died 1871"},
        pictures=[],
        files={},
    )
    quoted = SampleArticle(
        slug="oyster",
        entry={
            "use": "quote",
            "quote": "An oyster waits better than we do.",
            "summary": "The essay follows one oyster bed through a hundred years of weather, law and appetite, and ends in a kitchen.",
            "summary_by": "Ines Falk",
        },
        head=head("Oysters and patience", "Lia Ostra", "Shell Review", "https://shell.example/oysters"),
        body="An oyster waits better than we do.",
        rights={"status": "licensed_open", "license_uri": "https://creativecommons.org/licenses/by/4.0/"},
        pictures=[],
        files={},
    )
    return [own, eels, salt, lamp, wire, reuters, old, quoted, brief_article()]


def write_desk(root: Path) -> Path:
    """Write the workspace."""
    letter = b"From: desk@reuters.example\n\nYou may.\n"
    (root / "evidence").mkdir(parents=True)
    (root / "evidence/reuters.eml").write_bytes(letter)
    (root / "rights/profiles").mkdir(parents=True)
    for terms in PROFILES:
        (root / f"rights/profiles/{terms['id']}.toml").write_text(tomlkit.dumps(terms), "utf-8")
    config = {
        "rights": {"tracking_pixels": "web+email"},
        "publication": {"tdm_reserved": True, "tdm_policy": "https://quay.example/tdm.json"},
    }
    return write_workspace(root, articles(sha256(letter).hexdigest()), config=config, issue={"outputs": EVERY})


@dataclass(frozen=True, kw_only=True)
class Made:
    """The built edition: its files, and what `proof.json` says they owe."""

    build: Build
    edition: Edition
    files: Mapping[str, Artifact]
    record: ProofRecord

    def name(self, suffix: str) -> str:
        """Return the file that ends so."""
        return next(name for name in self.files if name.endswith(suffix))

    def in_channel(self, channel: Channel) -> dict[str, Artifact]:
        """Return the files of one format."""
        return {name: file for name, file in self.files.items() if channel_of(name) is channel}


def make(root: Path) -> Made:
    """Build the workspace's issue."""
    build = build_issue(write_desk(root), "2026-w47", lambda _step: None)
    assert build.exit_code == 0, [str(finding) for finding in build.findings if finding.severity == "error"]
    assert build.edition
    files = {artifact.name: artifact for artifact in build.artifacts}
    return Made(build=build, edition=build.edition, files=files, record=parse_proof(files["proof.json"].data))


# --- breaking what is finished ----------------------------------------------------------------------------------------

Change = Callable[[str], str]


def telling_word(text: str) -> str:
    """Return the longest word of *text*, by which it can be broken."""
    words: list[str] = re.findall(r"[^\W\d_]+|\d+", text)
    return max(words, key=len)


def broken(word: str) -> str:
    """Return *word* with another letter in its middle."""
    return f"{word[: len(word) // 2]}q{word[len(word) // 2 :]}"


def misspell(words: set[str]) -> Change:
    """Return a change that breaks these words wherever a reader sees them; tags and their attributes stay."""
    pattern = re.compile(
        r"(?P<tag><[^>]*>)|\b(?:" + "|".join(sorted(map(re.escape, words), key=len, reverse=True)) + r")\b"
    )
    return lambda text: pattern.sub(lambda found: found["tag"] or broken(found[0]), text)


def mislead(links: set[str]) -> Change:
    """Return a change that leads these links elsewhere."""

    def change(text: str) -> str:
        for href in sorted(links, key=len, reverse=True):
            for form in (href, href.replace("&", "&amp;")):
                text = re.sub(re.escape(form) + r"(?![\w/-])", "https://elsewhere.example/", text)
        return text

    return change


def changed(made: Made, channel: Channel, change: Change) -> dict[str, Artifact]:
    """Return the files of a format with every text in them changed; not for PDF."""
    files = made.in_channel(channel)
    for name, artifact in files.items():
        if name.endswith((".html", ".txt")):
            files[name] = Artifact(
                name=name, media_type=artifact.media_type, data=change(artifact.data.decode()).encode()
            )
        elif name.endswith(".epub"):
            files[name] = Artifact(name=name, media_type=artifact.media_type, data=rewritten(artifact.data, change))
    if channel is Channel.EMAIL:
        files["email.eml"] = sample_message(made.edition, files["email.html"], files["email.txt"])
    return files


def rewritten(book: bytes, change: Change, suffix: str = ".xhtml") -> bytes:
    """Return an EPUB with its documents changed."""
    with zipfile.ZipFile(io.BytesIO(book)) as packed:
        texts = {name: packed.read(name).decode() for name in packed.namelist() if name.endswith(suffix)}
    return repacked(book, {name: change(text).encode() for name, text in texts.items()})


def rows_of(owed: Owed) -> tuple[str, str, Channel]:
    """Return what a row is known by."""
    return owed.duty, owed.asset_id, owed.channel
