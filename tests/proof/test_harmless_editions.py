"""What an edition says by right is no copy: briefs and links of pages of every kind leave the house."""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from publishkit.press.build import Build, build_issue
from publishkit.rights.copies.verbatim import body_sha256
from tests.support.command import run
from tests.support.workspaces import SampleArticle, brief_article, write_workspace

TITLE = "Harbour council poised to choose second candidate for the empty crane driver’s seat"
BODY = (
    (
        "The vote is on Monday. Two people have applied, and one of them has driven a crane before; the other has a cousin on "
        "the board, and a certificate that nobody in the office has been able to read."
    ),
    (
        "Whoever wins will have to climb forty-one rungs each morning, and the rungs are the reason that the last driver left "
        "in the spring of this year, without saying where to."
    ),
)
SUMMARY = "Who may sit up there is decided next week. We would have asked about the coffee."
URL = (
    "https://courier.example/2026/11/harbour-council-poised-to-choose-second-candidate-for-the-empty-crane-drivers-seat"
)
NOTICE = "© 2026 Quayside Courier. All rights reserved. No part of this page may be reproduced without our written permission."


def page(
    *body: str,
    title: str = TITLE,
    head: str = "",
    above: str = "",
    below: str = "",
    publisher: str = "Quayside Courier",
    footer: str = NOTICE,
) -> bytes:
    """Return a news page with its title in four places and its publisher in three."""
    return (
        f'<!doctype html><html lang="en"><head><title>{title} – {publisher}</title><meta property="og:site_name" '
        f'content="{publisher}"><meta property="og:title" content="{title}">{head}</head><body><nav>Home News {publisher}</nav>'
        f"{above}<article><h1>{title}</h1><p>By Ada Quill</p><p>20 November 2026</p>"
        + "".join(f"<p>{text}</p>" for text in body or BODY)
        + f"</article>{below}<footer><p>{footer}</p></footer></body></html>"
    ).encode()


def news(source: bytes | None = None, **over: Any) -> SampleArticle:
    """Return a page of a newspaper, used as a brief; *over* changes its head, rights or entry."""
    body = over.pop("body", "\n\n".join(BODY))
    kind = over.pop("kind", "page.html")
    entry = {"use": "brief", "summary": SUMMARY, "summary_by": "Ines Falk", **over.pop("entry", {})}
    if entry["use"] == "link":
        entry = {"use": "link"}
    head = {
        "title": TITLE,
        "bylines": [{"name": "Ada Quill"}],
        "publisher": {"name": "Quayside Courier"},
        "published": "2026-11-20",
        "source_url": URL,
        **over.pop("head", {}),
    }
    rights = {"status": "all_rights_reserved", "copyright_line": "© 2026 Quayside Courier", **over.pop("rights", {})}
    return SampleArticle(
        slug=over.pop("slug", "crane"),
        entry=entry,
        head=head,
        body=body,
        rights=rights,
        pictures=over.pop("pictures", []),
        files={f"source/{kind}": source if source is not None else page()},
        **over,
    )


def notices(*texts: str) -> dict[str, Any]:
    return {"notices": [{"text": t, "sha256": sha256(t.encode()).hexdigest(), "lang": "en"} for t in texts]}


def ours(body: str, **over: Any) -> SampleArticle:
    head = {"title": over.pop("title", "Our own piece"), "bylines": [{"name": "Bo Marl"}], "language": "en"}
    return SampleArticle(slug=over.pop("slug", "own"), head=head, body=body, pictures=[], files={}, **over)


FREED = (
    'This article is licensed under <a rel="license" href="https://creativecommons.org/licenses/by/4.0/">CC BY 4.0</a>.'
)


def licensed(body: str, slug: str = "free", **over: Any) -> SampleArticle:
    """Return an openly licensed article, printed in full, with the page it was taken from."""
    head = {
        "title": "Rungs",
        "bylines": [{"name": "Cy Long"}],
        "source_url": f"https://free.example/{slug}",
        "language": "en",
    }
    return SampleArticle(
        slug=slug,
        head={**head, "publisher": {"name": "Free Press"}, **over.pop("head", {})},
        body=body,
        rights={
            "status": "licensed_open",
            "license_id": "CC-BY-4.0",
            "license_uri": "https://creativecommons.org/licenses/by/4.0/",
        },
        pictures=[],
        files={"source/page.html": page(body, title="Rungs", publisher="Free Press", footer=FREED)},
        **over,
    )


LONG = (
    "What the harbour council said, what it meant, what it will do about the crane, and why nobody who works below it has been "
    "asked in all the eleven years since it was put up there"
)
OURS = (
    "Our letter has counted the boats on the first Sunday of each month since we began, and it has never once come to the "
    "same number as the harbour office, which counts from inside."
)
JAPANESE_TITLE = "港の議会、係船料を来春から倍に　漁師らは強く反対"
JAPANESE = (
    "港の議会は火曜日の夜、九対二で係船料を倍にすることを決めた。来年の春から六メートルを超えるすべての船が対象になる。"
)
ARABIC_TITLE = "مجلس الميناء يضاعف الرسوم على القوارب التي يزيد طولها على ستة أمتار"
RUSSIAN_TITLE = "Совет гавани удвоил сборы для всех лодок длиннее шести метров с будущей весны"

ISSUES: dict[str, Callable[[], list[SampleArticle]]] = {
    "title and publisher in a row": lambda: [news()],
    "a bare link": lambda: [news(entry={"use": "link"})],
    "a long title": lambda: [news(page(title=LONG), head={"title": LONG})],
    "a kicker above the title": lambda: [
        news(page(above="<p>Harbour and crane</p>"), head={"kicker": "Harbour and crane"})
    ],
    "a title repeated in the text": lambda: [news(page(f"“{TITLE}”, we wrote last week. {BODY[0]}", BODY[1]))],
    "a title without its original": lambda: [news(b"")],
    "our own headline out of the title": lambda: [
        news(entry={"headline": "Second candidate for the empty crane driver’s seat"})
    ],
    "title and description are one": lambda: [news(page(head=f'<meta property="og:description" content="{TITLE}">'))],
    "the description is the first paragraph": lambda: [
        news(page(head=f'<meta property="og:description" content="{BODY[0]}">'), head={"deck": BODY[0]})
    ],
    "the publisher speaks of itself": lambda: [
        news(page(*BODY, "The Quayside Courier, founded 1871, by Ada Quill, Quayside Courier, 20 November 2026."))
    ],
    "a notice in the text": lambda: [
        news(page(*BODY, NOTICE), rights=notices(NOTICE), body="\n\n".join((*BODY, NOTICE)))
    ],
    "a notice that asks for nothing": lambda: [
        news(
            page(
                *BODY,
                below="<p>Contact the editors at the address below. We answer on Tuesdays if the tide allows it.</p>",
            ),
            rights=notices(
                f"{NOTICE} Contact the editors at the address below. We answer on Tuesdays if the tide allows it."
            ),
        )
    ],
    "breadcrumbs": lambda: [news(page(above=f"<div>Home › News › Harbour › {TITLE}</div>"))],
    "teasers of the other brief": lambda: [
        news(page(below="<ul><li>The ice house is to be sold again, and this time to somebody who has ice</li></ul>")),
        news(
            page("Nobody knows why.", title="The ice house is to be sold again, and this time to somebody who has ice"),
            slug="ice",
            head={
                "title": "The ice house is to be sold again, and this time to somebody who has ice",
                "source_url": "https://courier.example/ice",
            },
            body="Nobody knows why.",
        ),
    ],
    "an address in percent signs": lambda: [
        news(
            page(title=RUSSIAN_TITLE),
            head={
                "title": RUSSIAN_TITLE,
                "source_url": "https://gazeta.example/%D0%A1%D0%BE%D0%B2%D0%B5%D1%82-%D0%B3%D0%B0%D0%B2%D0%B0%D0%BD%D0%B8-%D1%83%D0%B4%D0%B2%D0%BE%D0%B8%D0%BB-%D1%81%D0%B1%D0%BE%D1%80%D1%8B",
            },
        )
    ],
    "an address in punycode": lambda: [news(head={"source_url": "https://xn--hafen-knigswinter-7nc.example/kran"})],
    "from right to left": lambda: [news(page(title=ARABIC_TITLE), head={"title": ARABIC_TITLE})],
    "Japanese, in our own words": lambda: [
        news(
            page(JAPANESE, title=JAPANESE_TITLE),
            head={"title": JAPANESE_TITLE, "language": "ja"},
            body=JAPANESE,
            entry={"summary": "六メートルより大きな船の持ち主には、春から二倍の料金がかかりそうだ。議会の票は割れた。"},
        )
    ],
    "Japanese, a link": lambda: [
        news(page(JAPANESE, title=JAPANESE_TITLE), head={"title": JAPANESE_TITLE}, body=JAPANESE, entry={"use": "link"})
    ],
    "a quotation": lambda: [
        news(
            entry={
                "use": "quote",
                "summary": "",
                "quote": BODY[0][23:110],
                "note": f"{SUMMARY} {SUMMARY} {SUMMARY} {SUMMARY}",
            }
        )
    ],
    "a quotation in the summary": lambda: [
        news(
            entry={
                "summary": f"{SUMMARY} {SUMMARY} The rungs, it says, “are the reason that the last driver left in the spring”. {SUMMARY} {SUMMARY}"
            }
        )
    ],
    "two pages of one publisher": lambda: [
        news(page(*BODY, NOTICE), rights=notices(NOTICE)),
        news(
            page("It was a quiet day.", NOTICE, title="Nothing happened"),
            slug="quiet",
            head={"title": "Nothing happened", "source_url": "https://courier.example/q"},
            rights=notices(NOTICE),
            body="It was a quiet day.",
        ),
    ],
    "a free text that the page has, too": lambda: [
        licensed(BODY[1]),
        news(page(BODY[0], BODY[1])),
    ],
    "in full here, a link there": lambda: [
        licensed(BODY[1]),
        licensed(BODY[1], slug="again", entry={"use": "link"}, head={"source_url": "https://free.example/free"}),
    ],
    "a credit with an agency": lambda: [
        news(
            page(
                below="<p>Photograph: Dan Reed, Coast Pictures and Harbour News Agency, all rights reserved, 2026</p>"
            ),
            pictures=[
                {
                    "file": "",
                    "caption": "The crane.",
                    "rights": {
                        "status": "all_rights_reserved",
                        "credit_line": "Photograph: Dan Reed, Coast Pictures and Harbour News Agency, all rights reserved, 2026",
                    },
                }
            ],
        )
    ],
    "our name in the page": lambda: [
        news(
            page(
                *BODY,
                "The letter The Quay of Quay Readers, rights@quay.example, has told us so, No. 47, 20 November 2026.",
            )
        )
    ],
    "an author with a long office": lambda: [
        news(
            page(above="<p>Ada Quill, Professor of Cranes and Harbours at the University of the Northern Coast</p>"),
            head={
                "bylines": [
                    {
                        "name": "Ada Quill",
                        "affiliation": "Professor of Cranes and Harbours at the University of the Northern Coast",
                    }
                ]
            },
        )
    ],
    "a pasted text with its title twice": lambda: [
        news(
            f"{TITLE}\n{TITLE}\nAda Quill\nQuayside Courier\n\n{BODY[0]}\n\n{BODY[1]}\n\n{NOTICE}".encode(),
            kind="paste.txt",
            rights=notices(NOTICE),
        )
    ],
    "words of every day": lambda: [
        ours("The vote is on Monday, and at the end of the day it is what it is, as they say here."),
        news(),
    ],
    "an original with our label": lambda: [
        news(page(*BODY, "Read the original. Summary in our own words. Credits and rights."))
    ],
}


def built(root: Path, articles: list[SampleArticle], outputs: tuple[str, ...] = ("web",), **over: Any) -> Build:
    whole = {"mail": "full"} if "email" in outputs else {}  # every text whole, whatever the mail weighs
    write_workspace(root, articles, issue={"outputs": list(outputs), **whole}, **over)
    return build_issue(root, over.get("issue_id", "2026-w47"), lambda _: None)


def errors(made: Build) -> list[str]:
    refused = [
        reason.sentence for item in made.cleared.refused for _, decision in item.refused for reason in decision.reasons
    ]
    return refused + [f"{f.code} {f.where}: {f.message}" for f in made.findings if f.severity == "error"]


@pytest.mark.parametrize("name", ISSUES)
def test_an_edition_that_copies_nothing_is_made(tmp_path: Path, name: str) -> None:
    """None is refused; an editor who is refused wrongly can do nothing about it."""
    assert errors(built(tmp_path, ISSUES[name]())) == []


def test_every_format_takes_every_brief(tmp_path: Path) -> None:
    """All of those in one issue of all formats."""
    articles = [article for make in ISSUES.values() for article in make()]
    for number, article in enumerate(articles):
        article.slug = f"{article.slug}-{number}"
    found = errors(built(tmp_path, articles, ("email", "web", "pdf", "epub")))
    assert [error for error in found if not error.startswith(("E", "P"))] == []


@pytest.mark.parametrize("name", ["cover.jpg", "cover-small.jpg", "low-water-01.png"])
def test_a_withheld_picture_with_a_name_of_ours_refuses_nothing(tmp_path: Path, name: str) -> None:
    """Our title page and the pictures that are cleared have names of their own making; the file itself is still looked for."""
    brief = brief_article()
    (data,) = brief.files.values()
    brief.pictures[0]["file"] = f"images/{name}"
    brief.files = {f"images/{name}": data}
    assert errors(built(tmp_path, [SampleArticle(), brief], ("web", "epub"))) == []


CC = {
    "license_id": "CC-BY-4.0",
    "license_uri": "https://creativecommons.org/licenses/by/4.0/",
    "license_applies_to": "this",
}
STATUSES: dict[str, dict[str, Any]] = {
    "own": {"status": "own"},
    "cc": {"status": "licensed_open", **CC, "holders": [{"name": "Ada Quill"}]},
    "free": {"status": "public_domain", "basis": "The author died in 1912"},
}
BODIES: dict[str, dict[str, Any]] = {"kept": {}, "edited": {"body_sha256": "0" * 64}, "compared with nothing": {}}
FOREIGN = {"source_url": "https://creek.example/a", "publisher": {"name": "Creek Press"}, "language": "en"}
USES: dict[str, dict[str, Any]] = {
    "full": {},
    "abridged, said how": {"use": "abridged", "changes": "two paragraphs left out"},
    "full, said how": {"changes": "a date was put right"},
    "translated": {"use": "translated", "translator": "Ines Falk", "translated_from": "de"},
}


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("status", STATUSES)
def test_what_was_built_is_proved_again(tmp_path: Path, status: str, body: str) -> None:
    """Whatever was done to a text that may be printed: `verify`, and so `publish`, agrees with `build`."""
    rights = {**STATUSES[status], **BODIES[body]}
    if body == "kept":
        rights["body_sha256"] = body_sha256(BODY)
    articles = [
        SampleArticle(
            slug=f"creek-{number}",
            entry=entry,
            head={
                "title": f"The creek, {number}",
                "bylines": [{"name": "Ada Quill"}],
                **(FOREIGN if status != "own" else {}),
            },
            body="\n\n".join(BODY),
            rights=dict(rights),
            pictures=[],
            files={},
        )
        for number, entry in enumerate(USES.values())
        if status != "own" or "use" not in entry
    ]
    root = write_workspace(tmp_path, articles, issue={"outputs": ["email", "web"]})
    made = run("build", cwd=root)
    assert made.exit_code == 0, made.stdout
    again = run("verify", "out/2026-w47", cwd=root)
    assert again.exit_code == 0, again.stdout
