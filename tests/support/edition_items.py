"""The items of the edition made by hand: pictures, texts, credit lines, and what is stated of each. See `editions.py`."""

import io
from datetime import date
from functools import cache
from hashlib import sha256
from typing import Any

from PIL import Image, ImageDraw

from publishkit.model.article import Asset
from publishkit.model.credits import CreditBlock, Line, Span
from publishkit.model.edition import Block, Item, Note, OmittedPicture, PlacedPicture
from publishkit.model.rights import (
    Channel,
    Notice,
    NoticeWhere,
    Party,
    Status,
    TdmReservation,
    TdmState,
)
from publishkit.model.statement import RightsStatement

CHANNELS = (Channel.EMAIL, Channel.WEB, Channel.PDF, Channel.EPUB)

BY = "https://creativecommons.org/licenses/by/4.0/"
BY_ND = "https://creativecommons.org/licenses/by-nd/4.0/"
TIDES = "https://estuary.example/tide-clocks"
WATT = "https://kueste.example/das-watt-schlaeft-nicht"
HARBOR = "https://courier.example/2026/11/harbor-vote"
LEVEES = "https://deltareview.example/essays/levees"
LAMPS = "https://lamplighters.example/notes/last-keeper"
URL = "https://lantern.example/letter/2026-w47/"

NOTICE = (
    "Downloading, reproduction, storage, transmision or any other use of the content available at courier.example - "
    "regardless of its nature and form of expresion (in particular textual, photografic, audiovisual) - requires prior "
    "and explicit consent of Northern Courier Media\u00a0Ltd., based in Port\u00a0Ellery. The\u00a0prohibition covers the "
    "use of this content for text and data mining within the meaning of Article\u00a04 of Directive\u00a0(EU)\u00a02019/790 , "
    "incuding the training of machine learning systems. Making the content available to third parties as part of a press "
    "review is not  allowed. Details can be found  here ."
)
"""With no-break spaces, doubled spaces and misspellings, as notices come."""


# --- pictures ---------------------------------------------------------------------------------------------------------


def _encode(image: Image.Image, kind: str) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **({"quality": 82} if kind == "JPEG" else {"optimize": True}))
    return out.getvalue()


def _hills(width: int, height: int) -> Image.Image:
    """A low shore under a wide sky, in the theme's colors."""
    image = Image.new("RGB", (width, height), "#dfe6e2")
    draw = ImageDraw.Draw(image)
    for step in range(height // 2):
        shade = 226 - step * 60 // max(1, height // 2)
        draw.line((0, step, width, step), fill=(shade, shade + 4, min(255, shade + 8)))
    draw.ellipse((width * 0.68, height * 0.14, width * 0.76, height * 0.14 + width * 0.08), fill="#e3a07a")
    for index, color in enumerate(("#8fb3ad", "#5d8f8c", "#1f5a5f")):
        top = height * (0.48 + 0.15 * index)
        crest = [(width * i / 8, top + height * 0.05 * ((i * (3 + index)) % 4)) for i in range(9)]
        draw.polygon([*crest, (width, height), (0, height)], fill=color)
    return image


def _chart(width: int, height: int) -> Image.Image:
    """A small bar chart: two tides a day."""
    image = Image.new("RGB", (width, height), "#fbfaf6")
    draw = ImageDraw.Draw(image)
    draw.line((width * 0.06, height * 0.88, width * 0.94, height * 0.88), fill="#1d2326", width=3)
    for index, level in enumerate((3, 7, 4, 8, 3, 6, 2, 5, 3, 7)):
        left = width * (0.08 + 0.085 * index)
        draw.rectangle((left, height * (0.88 - 0.09 * level), left + width * 0.055, height * 0.88), fill="#1f5a5f")
    return image


def _harbor(width: int, height: int) -> Image.Image:
    """A quay of houses under a grey sky, with windows and masts."""
    image = Image.new("RGB", (width, height), "#c9ced0")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, height * 0.74, width, height), fill="#3d5568")
    for index, (level, color) in enumerate(
        zip((5, 8, 4, 7, 9, 3, 6), ("#8a3f32", "#d8c38f", "#6b7a5e") * 3, strict=False)
    ):
        left, top = width * (0.02 + 0.14 * index), height * (0.74 - 0.06 * level)
        draw.rectangle((left, top, left + width * 0.12, height * 0.74), fill=color)
        draw.polygon(
            [(left, top), (left + width * 0.06, top - height * 0.07), (left + width * 0.12, top)], fill="#2f2a28"
        )
        for floor in range(level - 1):
            window = (
                left + width * 0.03,
                top + height * 0.06 * floor + 6,
                left + width * 0.05,
                top + height * 0.06 * floor + 14,
            )
            draw.rectangle(window, fill="#f2e9b8" if (index * 5 + floor * 3) % 4 else "#1f2a33")
    for mast in (0.31, 0.44, 0.83):
        draw.line((width * mast, height * 0.3, width * mast, height * 0.86), fill="#171717", width=3)
        draw.ellipse((width * (mast - 0.07), height * 0.84, width * (mast + 0.07), height * 0.93), fill="#f4f1ea")
    return image


def _asset(name: str, image: Image.Image) -> Asset:
    kind = "PNG" if name.endswith("png") else "JPEG"
    return Asset(
        name=name, media_type=f"image/{kind.lower()}", data=_encode(image, kind), width=image.width, height=image.height
    )


@cache
def shore() -> PlacedPicture:
    """The cover, and the first picture of a01."""
    return PlacedPicture(
        id="a01-img1",
        name="tide-clocks-01.jpg",
        alt="A low shore in three bands of green under a pale sky with a small orange sun.",
        decorative=False,
        caption="The estuary at Port Ellery an hour before the ebb.",
        credit=(
            Span(text="Picture: Mara Lindqvist / Estuary Papers, "),
            Span(text="CC BY 4.0", href=BY, kind="license"),
        ),
        lang="en",
        channels=CHANNELS,
        book=_asset("tide-clocks-01.jpg", _hills(1600, 900)),
        screen=_asset("tide-clocks-01.jpg", _hills(1200, 675)),
    )


@cache
def chart() -> PlacedPicture:
    """The second picture of a01, a PNG narrower than the page."""
    return PlacedPicture(
        id="a01-img2",
        name="tide-clocks-02.png",
        alt="Ten bars: high water swings between two and eight feet over five days.",
        decorative=False,
        caption="High water over five days, in feet.",
        credit=(Span(text="Picture: Estuary Papers, "), Span(text="CC BY 4.0", href=BY, kind="license")),
        lang="en",
        channels=CHANNELS,
        book=_asset("tide-clocks-02.png", _chart(1000, 640)),
        screen=_asset("tide-clocks-02.png", _chart(1000, 640)),
    )


@cache
def withheld_picture() -> Asset:
    """The picture of a03 that nobody cleared."""
    return _asset("harbor-vote-01.jpg", _harbor(640, 360))


# --- texts ------------------------------------------------------------------------------------------------------------


def prose(*paragraphs: str) -> Block:
    """Return a block of plain paragraphs."""
    return Block(kind="html", html="\n".join(f"<p>{paragraph}</p>" for paragraph in paragraphs))


def _noteref(number: int) -> str:
    return (
        f'<sup><a class="noteref" role="doc-noteref" href="#a01-fn{number}" id="a01-fnref{number}">{number}</a></sup>'
    )


def _tide_clocks() -> tuple[Block, ...]:
    return (
        prose(
            "Before the railway brought its own hour to Port Ellery, the town kept two times. There was the time of the "
            f"church, which governed bread and burial, and the time of the quay, which governed everything else.{_noteref(1)} "
            "A bargain struck “at the second water” was a bargain with a clock in it, and the clock was the river.",
            "The tide comes fifty minutes later each day, more or less, and the <em>more or less</em> is where people used "
            'to make a living. Pilots kept <a href="https://estuary.example/pilot-books">pilot books</a>: columns of '
            "figures in brown ink, copied by daughters and corrected by drowning. No two agree.",
        ),
        Block(kind="figure", picture=shore()),
        prose(
            "What survives of that knowledge is a habit of speech. Ask the woman who sells whelks by the slip when she "
            "closes and she will say “dead low”, and if you look at your watch she will look at you.",
        ),
        Block(kind="html", html='<h3 id="a01-three-ways">Three ways to be late</h3>'),
        Block(
            kind="html",
            html="<p>The harbor office lists, with some pride, the commonest mistakes:</p>\n<ul>\n"
            "<li>trusting the printed table when the wind has stood in the north for three days;</li>\n"
            "<li>forgetting that the tables are kept in winter time all year;</li>\n"
            "<li>asking a telephone.</li>\n</ul>",
        ),
        Block(kind="pull", html="The clock was the river, and the river was never wrong; only early."),
        prose(
            "Dr. Ines Amaral, who measures such things for the university, put four instruments on four piers and let "
            f"them argue for a winter.{_noteref(2)} The differences are small enough to ignore and large enough to strand "
            "a ferry, which happened twice while she was there to write it down.",
        ),
        Block(
            kind="html",
            html='<table>\n<caption>High water, first week of November</caption>\n<thead><tr><th scope="col">Pier</th>'
            '<th scope="col">Printed</th><th scope="col">Measured</th><th scope="col">Minutes off</th></tr></thead>\n'
            "<tbody>\n<tr><td>Customs House</td><td>06:12</td><td>06:09</td><td>−3</td></tr>\n"
            "<tr><td>Coal Stairs</td><td>06:19</td><td>06:31</td><td>+12</td></tr>\n"
            "<tr><td>St. Brannock’s</td><td>06:40</td><td>06:58</td><td>+18</td></tr>\n</tbody>\n</table>",
        ),
        Block(kind="figure", picture=chart()),
        prose(
            'Nobody in Port Ellery was surprised by her paper. It was read aloud in the <span lang="cy">Tafarn y '
            "Cei</span>, where the regulars agreed with every figure and disputed the spelling of the piers.",
            "The town has one public clock left that knows about water. It stands in the ticket hall, it has a third "
            "hand, and it was repaired this spring by subscription. The third hand is painted red. Children are told that "
            "it shows where the moon would be if it worked for the council.",
        ),
    )


def _watt() -> tuple[Block, ...]:
    return (
        prose(
            "Wer nachts am Deich steht, hört das Watt arbeiten. Es knistert, als würde jemand Seide falten, und das "
            "Geräusch kommt von Millionen kleiner Krebse, die ihre Röhren öffnen, sobald das Wasser geht.",
            "Die Forscherin Heike Brodersen hat dem Geräusch drei Winter lang zugehört. Ihre Aufnahmen zeigen, dass die "
            "Nacht im Schlick einen genauen Stundenplan hat: erst die Krebse, dann die Würmer, kurz vor der Flut die "
            "Vögel, die beide fressen.",
        ),
        Block(
            kind="html",
            html="<blockquote>\n<p>„Stille gibt es dort nicht. Es gibt nur Zeiten, in denen wir nicht hinhören.“</p>\n"
            "</blockquote>",
        ),
        prose(
            "Für die Küstenschutzplanung ist das mehr als eine hübsche Beobachtung. Wo Bagger nachts arbeiten, "
            "verschiebt sich der Plan um Stunden, und die Vögel kommen zu spät.",
        ),
    )


# --- credits ----------------------------------------------------------------------------------------------------------


def _licensed(title: str, href: str, people: str, publisher: str, day: str, license: tuple[str, str]) -> Line:
    return (
        Span(text="“"),
        Span(text=title, href=href, kind="title"),
        Span(text="” by "),
        Span(text=people, kind="author"),
        Span(text=", "),
        Span(text=publisher, kind="publisher"),
        Span(text=f", {day}. Licensed under "),
        Span(text=license[0], href=license[1], kind="license"),
        Span(text=". "),
        Span(text="No changes.", kind="change"),
        Span(text=" Original: "),
        Span(text=href, href=href, kind="source"),
    )


def _sourced(title: str, href: str, people: str, publisher: str, day: str, own: str) -> Line:
    return (
        Span(text="Source: "),
        Span(text=people, kind="author"),
        Span(text=", “"),
        Span(text=title, kind="title"),
        Span(text="”, "),
        Span(text=publisher, kind="publisher"),
        Span(text=f", {day}. {own}"),
        Span(text="Read the original", href=href, kind="source"),
        Span(text="."),
    )


def _permitted() -> Line:
    return (
        Span(text="“"),
        Span(text="The last keeper of Skerry Lamp", href=LAMPS, kind="title"),
        Span(text="” by "),
        Span(text="Tom Achebe & Rós O’Dea", kind="author"),
        Span(text=", "),
        Span(text="The Lamplighters’ Society", kind="publisher"),
        Span(
            text=", 2 October 2026. Reproduced with permission of The Lamplighters’ Society (2026); not covered by any "
        ),
        Span(text="open license. "),
        Span(text="No changes.", kind="change"),
        Span(text=" Original: "),
        Span(text=LAMPS, href=LAMPS, kind="source"),
    )


# --- items ------------------------------------------------------------------------------------------------------------


def _statement(slug: str, status: Status, title: str, url: str, **more: Any) -> RightsStatement:
    return RightsStatement(asset_id=f"{slug}#text", status=status, title=title, source_url=url, **more)


_BLANK: dict[str, Any] = {
    "dir": "ltr",
    "lang": "en",
    "title_href": "",
    "dateline": "",
    "published": "",
    "minutes": 1,
    "notes": (),
    "quote": "",
    "note": "",
    "license_uri": "",
    "omitted": (),
    "full": True,
}


def _item(**fields: Any) -> Item:
    return Item(**{**_BLANK, **fields})


def cc_by() -> Item:
    """a01: everything a full text can hold."""
    title = "The clock was the river"
    credit = _licensed(
        title, TIDES, "Mara Lindqvist and Ines Amaral", "Estuary Papers", "9 November 2026", ("CC BY 4.0", BY)
    )
    return _item(
        id="a01",
        number=1,
        slug="tide-clocks",
        use="full",
        kicker="Essay",
        title=title,
        deck="For three hundred years Port Ellery told time by water. One clock in town still does, and it was repaired by "
        "subscription.",
        byline="By Mara Lindqvist and Ines Amaral, University of the Estuary",
        dateline="Port Ellery",
        published="9 November 2026",
        minutes=3,
        words=430,
        blocks=_tide_clocks(),
        notes=(
            Note(
                number=1,
                id="a01-fn1",
                ref_id="a01-fnref1",
                html='Parish accounts, 1741, quoted in <a href="https://estuary.example/accounts">Two Times</a>, p. 12.',
            ),
            Note(
                number=2,
                id="a01-fn2",
                ref_id="a01-fnref2",
                html="I. Amaral, <em>Four piers and one moon</em>, 2026.",
            ),
        ),
        credit=CreditBlock(label="Full text · CC BY 4.0", lines=(credit, (Span(text="© 2026 The authors"),))),
        source_url=TIDES,
        license_uri=BY,
        statement=_statement(
            "tide-clocks",
            Status.LICENSED_OPEN,
            title,
            TIDES,
            creators=(Party(name="Mara Lindqvist", role="aut"), Party(name="Ines Amaral", role="aut")),
            publisher=Party(name="Estuary Papers"),
            license_id="CC-BY-4.0",
            license_uri=BY,
            copyright_year=2026,
            copyright_line="© 2026 The authors",
            first_published=date(2026, 11, 9),
        ),
    )


def cc_by_nd() -> Item:
    """a02: German, no derivatives: must be printed as it is."""
    title = "Das Watt schläft nicht"
    credit = _licensed(title, WATT, "Jürgen Öhlschläger", "Küstenblätter", "3 November 2026", ("CC BY-ND 4.0", BY_ND))
    return _item(
        id="a02",
        number=2,
        slug="watt",
        use="full",
        lang="de",
        kicker="Natur",
        title=title,
        deck="Was man hört, wenn das Wasser geht.",
        byline="By Jürgen Öhlschläger",
        published="3 November 2026",
        words=120,
        blocks=_watt(),
        credit=CreditBlock(label="Full text · CC BY-ND 4.0", lines=(credit,)),
        source_url=WATT,
        license_uri=BY_ND,
        statement=_statement(
            "watt",
            Status.LICENSED_OPEN,
            title,
            WATT,
            creators=(Party(name="Jürgen Öhlschläger", role="aut"),),
            publisher=Party(name="Küstenblätter"),
            license_id="CC-BY-ND-4.0",
            license_uri=BY_ND,
            first_published=date(2026, 11, 3),
        ),
    )


def brief() -> Item:
    """a03: our own summary of a page whose publisher reserves everything."""
    credit = _sourced(
        "Council votes to fill the old basin", HARBOR, "Adele Norrby", "Northern Courier", "18 November 2026",
        "Summary in our own words. Summary by June Okafor. ",
    )  # fmt: skip
    reserved: Line = (
        Span(
            text="© Northern Courier. Northern Courier Media Ltd. reserves all rights, including text and data mining. "
        ),
        Span(text="Full notice", href="#rights-a03", kind="notice"),
        Span(text=". No picture reproduced."),
    )
    return _item(
        id="a03",
        number=3,
        slug="harbor-vote",
        use="brief",
        kicker="Council",
        title="Port Ellery fills its oldest basin",
        title_href=HARBOR,
        deck="",
        byline="",
        published="18 November 2026",
        minutes=0,
        words=58,
        blocks=(
            prose(
                "After nine years of argument the council has decided to fill the Customs Basin and build a square on it. "
                "The vote was eleven to ten. Boat owners have until spring to leave, and the heritage board has until "
                "Christmas to object, which it says it will.",
            ),
        ),
        note="The basin is where the red-handed clock of our first piece took its reading.",
        credit=CreditBlock(label="Summary and link", lines=(credit, reserved)),
        source_url=HARBOR,
        omitted=(
            OmittedPicture(
                asset_id="harbor-vote#img1",
                file="images/01.jpg",
                credit="© Coastal News | O. Brandt",
                channels=CHANNELS,
                why="No license or permission is recorded for this picture.",
            ),
        ),
        statement=_statement(
            "harbor-vote",
            Status.ALL_RIGHTS_RESERVED,
            "Council votes to fill the old basin",
            HARBOR,
            creators=(Party(name="Adele Norrby", role="aut"),),
            publisher=Party(name="Northern Courier"),
            holders=(Party(name="Northern Courier Media Ltd."),),
            copyright_line="© Northern Courier",
            notices=(notice(),),
            tdm=TdmReservation(state=TdmState.RESERVED),
            first_published=date(2026, 11, 18),
        ),
        full=False,
    )


def quotation() -> Item:
    """a04: a few words of somebody else, with quotation marks put by the theme."""
    return _item(
        id="a04",
        number=4,
        slug="levees",
        use="quote",
        kicker="Reading",
        title="What levees remember",
        title_href=LEVEES,
        deck="",
        byline="",
        published="1 November 2026",
        minutes=0,
        words=21,
        blocks=(prose("A long essay on the people who walk the dikes at night, and what they carry."),),
        quote="A levee is a promise made by the dead to people who have not met them.",
        credit=CreditBlock(
            label="Quotation and link",
            lines=(_sourced("What levees remember", LEVEES, "Pilar Sandoval", "Delta Review", "1 November 2026", ""),),
        ),
        source_url=LEVEES,
        statement=_statement(
            "levees",
            Status.ALL_RIGHTS_RESERVED,
            "What levees remember",
            LEVEES,
            creators=(Party(name="Pilar Sandoval", role="aut"),),
            publisher=Party(name="Delta Review"),
            first_published=date(2026, 11, 1),
        ),
        full=False,
    )


def permitted() -> Item:
    """a05: printed by permission, word for word."""
    title = "The last keeper of Skerry Lamp"
    return _item(
        id="a05",
        number=5,
        slug="last-keeper",
        use="full",
        kicker="Memoir",
        title=title,
        deck="A light that nobody needed, kept by someone who did.",
        byline="By Tom Achebe & Rós O’Dea",
        published="2 October 2026",
        words=66,
        blocks=(
            prose(
                "My father wound the lamp for eleven years after they sent the letter. He had read it, and put it under the "
                "foot of the table that rocked.",
                "“If they want it dark,” he said, “they know the way over.” Nobody came. The ships, which had satellites, "
                "went on passing us a light’s length off, and some of them, out of manners, blew.",
            ),
        ),
        credit=CreditBlock(label="Full text · by permission", lines=(_permitted(),)),
        source_url=LAMPS,
        statement=_statement(
            "last-keeper",
            Status.PERMISSION,
            title,
            LAMPS,
            creators=(Party(name="Tom Achebe", role="aut"), Party(name="Rós O’Dea", role="aut")),
            publisher=Party(name="The Lamplighters’ Society"),
            holders=(Party(name="The Lamplighters’ Society"),),
            first_published=date(2026, 10, 2),
        ),
    )


def notice() -> Notice:
    """The notice of a03."""
    return Notice(
        text=NOTICE, sha256=sha256(NOTICE.encode()).hexdigest(), lang="en", where=NoticeWhere.PAGE, url=HARBOR
    )
