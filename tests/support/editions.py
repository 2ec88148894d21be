"""A complete edition made by hand, without the pipeline: every feature a format must be able to draw.

    edition = make_edition()                      # the whole thing
    edition = make_edition(editorial=(), cover=None)  # any field of `Edition` changed

Two sections, five items: a01 CC BY with footnotes, table, list, pull block and two figures; a02 CC BY-ND in German;
a03 a brief of an all-rights-reserved page (its notice on the credits page, its picture omitted and withheld); a04 a
quotation; a05 a text by permission. All people, publishers and addresses are invented.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from publishkit.edition.language import load_words
from publishkit.model.config import Config, EmailIdentity, Publication
from publishkit.model.credits import ColophonLine, CreditsPage, Line, RightsEntry, Span
from publishkit.model.decision import Decision, Outcome, PublisherType, Reason, Severity
from publishkit.model.edition import Edition, EditionSection, Item
from publishkit.model.issue import Cover, Entry, Issue, Section
from publishkit.model.owed import Owed, Withheld
from publishkit.model.statement import Duty, Treatment
from tests.support.edition_items import (
    BY,
    BY_ND,
    CHANNELS,
    HARBOR,
    LAMPS,
    LEVEES,
    NOTICE,
    TIDES,
    URL,
    WATT,
    brief,
    cc_by,
    cc_by_nd,
    notice,
    permitted,
    prose,
    quotation,
    shore,
    withheld_picture,
)

# --- the page of credits, the colophon, what is owed ------------------------------------------------------------------


def _linked(text: str, uri: str) -> Line:
    return (Span(text=f"{text} "), Span(text=uri, href=uri, kind="license"))


def _entry(item: Item, *lines: Line, **more: Any) -> RightsEntry:
    fields: dict[str, Any] = {"notices": (), "pictures": (), "omitted": (), **more}
    return RightsEntry(
        id=f"rights-{item.id}",
        item_id=item.id,
        number=item.number,
        title=item.title,
        lang=item.lang,
        lines=lines,
        **fields,
    )


def _credits(items: tuple[Item, ...]) -> CreditsPage:
    tides, watt, harbor, levees, keeper = items
    return CreditsPage(
        intro="This issue is a collection. Each text and picture stays under its own terms.",
        entries=(
            _entry(
                tides,
                (Span(text="Mara Lindqvist and Ines Amaral, Estuary Papers, 9 November 2026. Full text."),),
                _linked("CC BY 4.0,", BY),
                (Span(text="Original: "), Span(text=TIDES, href=TIDES, kind="source")),
            ),
            _entry(
                watt,
                (Span(text="Jürgen Öhlschläger, Küstenblätter, 3 November 2026. Full text. No changes."),),
                _linked("CC BY-ND 4.0,", BY_ND),
                (Span(text="Original: "), Span(text=WATT, href=WATT, kind="source")),
            ),
            _entry(
                harbor,
                (Span(text="Adele Norrby, Northern Courier, 18 November 2026. Summary and link."),),
                (Span(text="Rights holder: Northern Courier Media Ltd."),),
                (Span(text="Original: "), Span(text=HARBOR, href=HARBOR, kind="source")),
                notices=(notice(),),
                omitted=("Picture (© Coastal News | O. Brandt) not reproduced: no permission.",),
            ),
            _entry(
                levees,
                (Span(text="Pilar Sandoval, Delta Review, 1 November 2026. Quotation and link."),),
                (Span(text="Original: "), Span(text=LEVEES, href=LEVEES, kind="source")),
            ),
            _entry(
                keeper,
                (
                    Span(
                        text="Tom Achebe & Rós O’Dea, The Lamplighters’ Society, 2 October 2026. Full text, by permission."
                    ),
                ),
                (Span(text="Rights holder: The Lamplighters’ Society"),),
                (Span(text="Original: "), Span(text=LAMPS, href=LAMPS, kind="source")),
            ),
        ),
        pictures=(
            (Span(text="Mara Lindqvist / Estuary Papers, CC BY 4.0 (1)"),),
            (Span(text="Estuary Papers, CC BY 4.0 (1)"),),
        ),
        licenses=(_linked("CC BY 4.0:", BY), _linked("CC BY-ND 4.0:", BY_ND)),
        own=(
            Span(
                text="Our own texts, summaries, selection and layout: © 2026 The Lantern Association, licensed under "
            ),
            Span(text="CC BY 4.0", href=BY, kind="license"),
            Span(text="."),
        ),
        tdm="Text and data mining is reserved for: Port Ellery fills its oldest basin. The reservation does not apply to "
        "items marked Creative Commons or public domain.",
    )


def _colophon() -> tuple[ColophonLine, ...]:
    contact = "mailto:rights@lantern.example"
    return (
        ColophonLine(label="Publisher", line=(Span(text="The Lantern Association, 4 Quay Row, Port Ellery"),)),
        ColophonLine(label="Editors", line=(Span(text="June Okafor and Piet van Dijk"),)),
        ColophonLine(label="Frequency", line=(Span(text="Weekly"),)),
        ColophonLine(
            label="Contact",
            line=(
                Span(text="If you hold rights in something shown here, write to "),
                Span(text="rights@lantern.example", href=contact),
                Span(text="; we remove or correct within 7 days."),
            ),
        ),
        ColophonLine(
            label="Fonts",
            line=(Span(text="PK Serif and PK Sans, cut from Literata and Inter; SIL Open Font License 1.1."),),
        ),
        ColophonLine(label="Made with", line=(Span(text="publishkit, free software under the AGPL-3.0-or-later."),)),
    )


_TEXTS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "a01": (("The clock was the river", "Mara Lindqvist", "Ines Amaral", "Estuary Papers", "CC BY 4.0"), (TIDES, BY)),
    "a02": (("Das Watt schläft nicht", "Jürgen Öhlschläger", "Küstenblätter", "CC BY-ND 4.0"), (WATT, BY_ND)),
    "a03": (("Adele Norrby", "Northern Courier", "18 November 2026"), (HARBOR,)),
    "a04": (("Pilar Sandoval", "Delta Review", "1 November 2026"), (LEVEES,)),
    "a05": (("The last keeper of Skerry Lamp", "Tom Achebe", "Rós O’Dea", "The Lamplighters’ Society"), (LAMPS,)),
}
"""Item -> what must be readable and what must be a link, within the item."""


def _owed(items: tuple[Item, ...]) -> tuple[Owed, ...]:
    owed: list[Owed] = []
    for channel in CHANNELS:
        for item in items:
            strings, links = _TEXTS[item.id]
            duty = "D-ATTRIB" if item.full else "D-ATTRIB-BRIEF"
            owed.append(
                Owed(
                    item=item.id,
                    asset_id=f"{item.slug}#text",
                    channel=channel,
                    duty=duty,
                    strings=strings,
                    links=links,
                )
            )
        for number, text in ((1, "Mara Lindqvist / Estuary Papers"), (2, "Estuary Papers")):
            owed.append(
                Owed(
                    item="a01",
                    asset_id=f"tide-clocks#img{number}",
                    channel=channel,
                    duty="D-ATTRIB",
                    strings=(text, "CC BY 4.0"),
                    links=(BY,),
                )
            )
        owed.append(
            Owed(
                item="a03",
                asset_id="harbor-vote#text",
                channel=channel,
                duty="D-KEEP-NOTICE",
                strings=(NOTICE,),
                near=False,
            )
        )
    return tuple(owed)


def _withheld() -> tuple[Withheld, ...]:
    """The hashes that need the proof's own arithmetic (shingles, fingerprints) are left to its tests."""
    return (
        Withheld(
            asset_id="harbor-vote#img1",
            article="harbor-vote",
            channels=CHANNELS,
            reasons=("R-IMAGE-NO-RIGHTS",),
            sentence="No license or permission is recorded for this picture.",
            names=("harbor-vote-01.jpg",),
            sha256=(withheld_picture().sha256,),
        ),
    )


_DUTIES: Mapping[str, tuple[str, ...]] = {
    "a01": ("D-ATTRIB", "D-LINK-SOURCE", "D-LINK-LICENCE", "D-INDICATE-CHANGES", "D-NO-EXTRA-TERMS"),
    "a02": ("D-ATTRIB", "D-LINK-SOURCE", "D-LINK-LICENCE", "D-VERBATIM", "D-NO-EXTRA-TERMS"),
    "a03": ("D-ATTRIB-BRIEF", "D-LINK-SOURCE", "D-KEEP-NOTICE", "D-TDM", "D-HUMAN-SUMMARY", "D-NO-IMAGES"),
    "a04": ("D-ATTRIB-BRIEF", "D-LINK-SOURCE"),
    "a05": ("D-ATTRIB", "D-VERBATIM"),
}

_TREATMENTS: Mapping[str, Treatment] = {
    "full": Treatment.FULL_VERBATIM,
    "brief": Treatment.BRIEF,
    "quote": Treatment.QUOTE,
}


def _decisions(items: tuple[Item, ...]) -> tuple[Decision, ...]:
    """One per item and channel, in the order of `CHANNELS`."""
    return tuple(
        Decision(
            asset_id=f"{item.slug}#text",
            outcome=Outcome.ALLOW_FULL if item.full else Outcome.ALLOW_BRIEF,
            ok=True,
            requested=_TREATMENTS[item.use],
            max_treatment=_TREATMENTS[item.use],
            reasons=(Reason(code="R-OK", severity=Severity.INFO, sentence="Cleared for this use."),),
            duties=tuple(Duty(code=code) for code in _DUTIES[item.id]),
            policy_version="test",
        )
        for item in items
        for _ in CHANNELS
    )


# --- the whole --------------------------------------------------------------------------------------------------------


def load_labels(language: str = "en") -> Mapping[str, str]:
    """Return the words of the interface."""
    return load_words(language)


def make_config(**changes: Any) -> Config:
    """Return the settings of an invented association."""
    return Config(
        publication=Publication(
            name="The Lantern",
            slug="the-lantern",
            tagline="Slow news from the water’s edge",
            publisher="The Lantern Association",
            publisher_type=PublisherType.NONPROFIT,
            editors=("June Okafor", "Piet van Dijk"),
            address="4 Quay Row, Port Ellery",
            contact="rights@lantern.example",
            url="https://lantern.example/letter/",
            frequency="Weekly",
            license="CC-BY-4.0",
        ),
        email=EmailIdentity(
            from_name="The Lantern",
            from_address="letter@lantern.example",
            reply_to="editors@lantern.example",
            list_id="weekly.lantern.example",
            unsubscribe_url="https://lantern.example/u/{token}",
        ),
    ).model_copy(update=changes)


def _issue(items: tuple[Item, ...]) -> Issue:
    entries = tuple(
        Entry(
            slug=item.slug,
            use=item.use,
            quote=item.quote,
            note=item.note,
            summary_by="" if item.full else "June Okafor",
        )
        for item in items
    )
    return Issue(
        number=47,
        date=date(2026, 11, 20),
        title="Low water",
        outputs=CHANNELS,
        cover=Cover(article="tide-clocks", picture="images/01.jpg"),
        section=(
            Section(title="The shore", intro="Two ways of listening to the same mud.", article=entries[:2]),
            Section(title="Elsewhere", article=entries[2:]),
        ),
    )


def make_edition(**changes: Any) -> Edition:
    """Return the edition described above, with any of its fields changed."""
    items = (cc_by(), cc_by_nd(), brief(), quotation(), permitted())
    edition = Edition(
        id="2026-w47",
        config=make_config(),
        issue=_issue(items),
        name="The Lantern",
        number=47,
        title="Low water",
        date=date(2026, 11, 20),
        date_shown="20 November 2026",
        language="en",
        dir="ltr",
        url=URL,
        subject="The Lantern 47: Low water",
        preheader="A town that told time by water, the sound of mud at night, and a basin about to vanish.",
        editorial=(
            prose(
                "Dear reader, this week we stayed close to the ground, which here means close to the mud. Low water is the "
                "hour when the shore shows its workings: chains, ribs, the stone the ferry always finds.",
                "We hope you find it too. <em>Bring boots.</em>",
            ),
        ),
        editorial_by="June Okafor",
        cover=shore(),
        sections=(
            EditionSection(id="s1", title="The shore", intro="Two ways of listening to the same mud.", items=items[:2]),
            EditionSection(id="s2", title="Elsewhere", intro="", items=items[2:]),
        ),
        credits=_credits(items),
        colophon=_colophon(),
        labels=load_labels(),
        rights_sentence="© 2026 The Lantern Association for our own texts, selection and layout. All other material belongs "
        "to its owners and is used under the terms listed here.",
        usage_terms="Items are under different terms; see Credits and rights.",
        languages=("en", "de"),
        contributors=(
            ("Mara Lindqvist", "aut"),
            ("Ines Amaral", "aut"),
            ("Jürgen Öhlschläger", "aut"),
            ("Tom Achebe", "aut"),
            ("Rós O’Dea", "aut"),
        ),
        tdm_reserved=True,
        tdm_policy="https://lantern.example/tdm.json",
        decisions=_decisions(items),
        owed=_owed(items),
        withheld=_withheld(),
    )
    return replace(edition, **changes)
