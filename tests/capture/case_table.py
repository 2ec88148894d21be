"""What is right for each input in `cases/`: a row each, with the words that say of what kind it is."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Case:
    """What is right for one input; where nothing is said, as on most of the pages."""

    right: str
    body: str = "§1-6"
    title: str = "The quarrel over two berths"
    kicker: str = ""
    deck: str = ""
    people: tuple[tuple[str, str], ...] = (("Ada Example", "author"),)
    published: str | None = "2026-03-03T09:00+01:00"
    modified: str | None = None
    publisher: str | None = "Harbour Post"
    language: str = "en"
    pictures: tuple[tuple[str | None, str, str], ...] = ()
    """Address, caption, credit."""
    truncated: bool = False
    left: tuple[str, ...] = ()
    """What is left out and told, besides the usual."""
    asked: tuple[str, ...] = ()
    """What the editor is asked, besides what any text may lack."""


READ: dict[str, Case] = {
    "01-poem-br.html": Case(
        "four lines stay four lines",
        body="§1-3\n\nGrey the water, grey the wall,\\\ngrey the gulls above it all,\\\nand the berth that no one needs\\\nslowly filling up with weeds.\n\n§4-6",
    ),
    "02-blockquote-2p-cite.html": Case(
        "a quotation of two paragraphs, and whom it is from",
        body="§1-3\n\n> We never asked for the whole quay, only for the corner behind the crane.\n>\n> That corner has been empty since the ferry stopped calling here.\n>\n> *— Bo Sample, fisherman*\n\n§4-6",
    ),
    "04-ol-start.html": Case(
        "a list that starts at four",
        body="§1-3\n\n4. Paint the berths\n5. Publish the use\n6. Meet again\n\n§4-6",
    ),
    "05-table-caption.html": Case(
        "a table with its head, an empty cell, a cell over two columns, its caption and source",
        body="§1-3\n\n| Berth | Days used |\n| --- | --- |\n| [North 1](https://harbour.example/n1) | 112 |\n| North 2 |  |\n| All: 190 |  |\n\n: Use of the berths in 2025. Source: harbour office\n\n§4-6",
    ),
    "06-code.html": Case(
        "code in a line once and as code; a listing keeps what is set in",
        body="§1-3\n\nThe office uses a script, called with `berths --year 2026` every night.\n\n```python\ndef free(berths):\n    for b in berths:\n        if not b.used:\n            yield b\n```\n\n§4-6",
    ),
    "07-footnotes.html": Case(
        "notes are notes; no mark is glued to a word",
        body="§1-3\n\nThe rule goes back to a decree of 1911[^1], which nobody has repealed[^2] since then, as the clerk found out.\n\n§4-6\n\n[^1]: Harbour decree of 4 May 1911, section 7.\n\n[^2]: See the minutes of 1974.",
    ),
    "08-lazy-data-src.html": Case(
        "the real file of a picture that is loaded late",
        pictures=(("https://harbour.example/img/quay-1200.jpg", "The north quay in March.", "Cy Lens"),),
    ),
    "09-noscript-img.html": Case(
        "a picture for browsers without scripts",
        pictures=(("https://harbour.example/img/crane.jpg", "The old crane.", "Cy Lens / Harbour Post"),),
    ),
    "11-lead-doubled.html": Case(
        "the lead once",
        pictures=(("https://cdn.example/w_1200/quay.jpg", "The quay at dawn.", "Cy Lens"),),
    ),
    "12-dropcap.html": Case(
        "a capital that is set apart belongs to its word",
    ),
    "13-pullquote-aside.html": Case(
        "what repeats the text is not printed twice, and told",
        left=("“Nobody in the room expected it to be short.”",),
    ),
    "14-pullquote-div.html": Case(
        "the same without a name for it",
        left=("The vote was closer than the minutes admit.",),
    ),
    "15-newsletter-mid.html": Case(
        "a sign-up box is not text, and told",
        left=("Get the Harbour Letter", "Every Friday the best of the quay in your inbox. By signing up you accept our privacy policy."),
    ),
    "16-related-mid.html": Case(
        "a pointer is not text, and told",
        left=("Read more: Why the ferry stopped calling at the north quay",),
    ),
    "17-interview.html": Case(
        "questions in bold stay, and are no subheads",
        body="§1-2\n\n**Harbour Post: Why two berths and not three?**\n\nBecause the third would have blocked the slipway, and the school needs the slipway every single morning.\n\n**And who pays for the paint?**\n\nWe do. It is a few hundred euros, and we have already bought half of it for another job.\n\n**HP:** Will you meet again?\n\n**Sample:** In November, and with the numbers on the table this time.",
    ),
    "18-tweet.html": Case(
        "a post keeps its author and link",
        body="§1-3\n\n> Two berths, three hours, one vote. [pic.twitter.com/abc](https://t.co/abc)\n>\n> — Bo Sample (@bosample) [March 3, 2026](https://twitter.com/bosample/status/1)\n\n§4-6",
    ),
    "19-details.html": Case(
        "what opens on a click stays",
        body="§1-3\n\n**How the berths are let**\n\nEach berth is let by the month, and the price is set by the length of the boat and not by its width.\n\n§4-6",
    ),
    "20-dl.html": Case(
        "terms and what they mean",
        body="§1-3\n\nBerth\n: A place where one boat may lie.\n\nQuay\n: The wall along which the berths are painted.\n\n§4-6",
    ),
    "21-ruby.html": Case(
        "how a word is read is not glued to it; a short page has its paragraphs",
        body="港（みなと）の会議は火曜日の夜に開かれ、冬の間ずっと続いていた争いを終わらせるための話し合いが三時間にわたって行われた。\n\n漁師たちはさらに二つの場所を求め、帆走クラブは夏の学校のために同じ水面を空けておきたいと述べた。議長は一年間の試行を提案した。\n\n投票は議事録が認めるよりも接戦であった。二人の議員は開票の前に退席し、そのうちの一人は時計を見間違えたと後で語った。",
        title="二つの場所をめぐる争い",
        people=(("見本花子", "author"),),
        language="ja",
        left=("文・見本花子", "二つの場所をめぐる争い"),
    ),
    "23-nbsp-shy.html": Case(
        "no soft hyphens; firm spaces stay",
        body="§1-3\n\nDer Hafenmeister zahlte 12\xa0500\xa0€ für die Donaudampfschifffahrt, sagte er am Dienstag, und zwar am\u202f3.\u202fMärz, wie das Protokoll es festhält.\n\n§4-6",
    ),
    "24-rtl.html": Case(
        "an Arabic byline",
        body="اجتمع مجلس الميناء مساء الثلاثاء لتسوية خلاف استمر معظم فصل الشتاء، ولم يتوقع أحد في القاعة أن يكون الاجتماع قصيرا أو سهلا على الحاضرين.\n\nطلب الصيادون رصيفين إضافيين، بينما أراد نادي الإبحار إبقاء المياه نفسها خالية لمدرسته الصيفية وقواربه في الأشهر القادمة.\n\nبعد ثلاث ساعات اقترح الرئيس سنة تجريبية تؤجر فيها الأرصفة بالشهر وتمنح المدرسة الخيار الأول بين مايو وسبتمبر من كل عام.",
        title="خلاف على رصيفين",
        people=(("آدا مثال", "author"),),
        language="ar",
        left=("بقلم: آدا مثال", "خلاف على رصيفين"),
        asked=("body: only 379 characters; the page may be a teaser or a wall",),
    ),
    "25-live-blog.html": Case(
        "each entry with its time",
        body="§1\n\n## 20:00 Update from the hall\n\n§2\n\n## 19:00 Update from the hall\n\n§3\n\n## 18:00 Update from the hall\n\n§4",
        published="2026-03-03T17:00+01:00",
    ),
    "26-gallery.html": Case(
        "three pictures, three captions, two credits",
        pictures=(("https://harbour.example/g/1.jpg", "One: the wall.", "Cy Lens"), ("https://harbour.example/g/2.jpg", "Two: the crane.", "Di Shutter"), ("https://harbour.example/g/3.jpg", "Three: the school.", "")),
    ),
    "28-jsonld-body-only.html": Case(
        "a text that only the data has, in its paragraphs",
        published="2026-03-03",
        publisher=None,
        asked=("body: the page shows no text; it was taken from the page's own data",),
    ),
    "29-paywall-stub.html": Case(
        "cut off, and told; the wall is not text",
        body="§1-2",
        truncated=True,
        left=("Read on with Harbour Plus", "This article is for subscribers. Subscribe now for 1 euro a month."),
        asked=("body: only 310 characters; the page may be a teaser or a wall", "body: the page says it is not free to read; the text may be cut off"),
    ),
    "30-cookie-banner.html": Case(
        "a banner is not text",
        left=("We value your privacy\nWe and our 312 partners store and access information on your device such as cookies and process personal data to show you advertising.",),
    ),
    "32-audio-video.html": Case(
        "film and sound are links that say what was there; a still is no photograph",
        body="§1-3\n\n[Video: The vote in two minutes. Video: Cy Lens](https://harbour.example/v/a.mp4)\n\n[Video: The vote](https://www.youtube.com/embed/abc)\n\n[Audio: harbour.example](https://harbour.example/a.mp3)\n\n§4-6",
        asked=("body: Video: The vote in two minutes. Video: Cy Lens is not printed; a link to it stands in its place", "body: Video: The vote is not printed; a link to it stands in its place", "body: Audio: harbour.example is not printed; a link to it stands in its place"),
    ),
    "33-author-box.html": Case(
        "who wrote it is not text, and told",
        left=("About the author\nAda Example has written about harbours since 2009 and lives in a town without one. Follow her on Mastodon.",),
    ),
    "35-translator.html": Case(
        "a translator is named as one",
        body="§1-6\n\n*Translated from the Spanish by Eli Tongue*",
        people=(("Ada Example", "author"), ("Eli Tongue", "translator")),
    ),
    "37-hr-sections.html": Case(
        "a break between sections, once",
        body="§1-3\n\n* * *\n\n§4-6",
    ),
    "38-sup-sub.html": Case(
        "raised and lowered signs",
        body="§1-3\n\nThe dredger moved 300 m^3^ of mud and 2 t of CO~2~ went up on the 3^rd^ day, the office says in its note.\n\n§4-6",
    ),
    "39-emphasis-edges.html": Case(
        "emphasis with spaces at its edges; signs stay as typed",
        body="§1-3\n\nIt was *really* **very** late, and *the chair* said “*no*” to [a link with a space](https://harbour.example/a%20b), and \\*stars\\* and \\_under\\_ stay as typed.\n\n§4-6",
    ),
    "40-img-alt-only-credit.html": Case(
        "a credit in the place of a caption",
        pictures=(("https://harbour.example/img/q.jpg", "", "Getty Images"),),
    ),
    "41-script-in-body.html": Case(
        "no script, no pixel, nothing that tracks; what names the page stays",
        body="§1-3\n\nA bad link and an pixel and a [tracked link](https://harbour.example/z?id=7) stand here for the test.\n\n§4-6",
    ),
    "42-h1-logo.html": Case(
        "the title is not the house",
        left=("Harbour Post",),
    ),
    "43-deck-and-kicker.html": Case(
        "kicker and deck stand above, once",
        kicker="Harbour politics",
        deck="Three hours, two berths and a clock that was wrong: how a small town learned to vote.",
        left=("Three hours, two berths and a clock that was wrong: how a small town learned to vote.", "Harbour politics\nThe quarrel over two berths"),
    ),
    "44-correction-note.html": Case(
        "a correction stays",
        body="§1-6\n\n*Correction, 4 March: an earlier version gave the wrong year of the decree.*",
    ),
    "47-date-ambiguous.html": Case(
        "a date that can be read in two ways is asked for",
        published=None,
        left=("04/05/2026",),
        asked=("published: 04/05/2026 or 05/04/2026 (day and month could be either way round); the page does not say which",),
    ),
    "48-date-visible-only.html": Case(
        "a date in words",
        published="2026-03-03T09:00",
        left=("Published on 3 March 2026, 9:00",),
    ),
    "49-byline-jsonld-vs-visible.html": Case(
        "who signs, not whose account it is",
        published="2026-03-03",
    ),
    "50-adjacent-div-br.html": Case(
        "paragraphs made by line breaks",
    ),
    "51-fragment-crash.html": Case(
        "HTML without a page around it",
        title="Pasted HTML: the quarrel",
        published=None,
        publisher=None,
        left=("Pasted HTML: the quarrel",),
    ),
    "56-google-docs.html": Case(
        "title and deck by their styles, emphasis by its classes, real addresses, notes",
        body="§1-3\n\n## A subhead\n\n**Bold words** and *italic ones* with a [link](https://harbour.example/g)[^1] in one paragraph of a Google document.\n\n§4-6\n\n[^1]: A note.",
        title="Google Doc: the quarrel",
        deck="Three hours and two berths",
        people=(),
        published=None,
        publisher=None,
    ),
    "58-substack.html": Case(
        "a note, no pulled line, deck and date",
        body="§1-3\n\nA footnoted claim about the decree of the year 1911[^1] stands here, as it must.\n\n§4-6\n\n[^1]: Decree of 4 May 1911.",
        title="Substack: the quarrel",
        deck="Three hours and two berths",
        published="2026-03-03",
        publisher="Quay Letter",
        pictures=(("https://substackcdn.com/image/fetch/full.jpg", "Quay.", "Cy Lens"),),
        left=("Three hours and two berths", "Ada Example", "Mar 03, 2026", "Quay Letter is a reader-supported publication. To receive new posts and support my work, consider becoming a free or paid subscriber.", "A pulled line of the text.", "Subscribe Sign in\nSubstack: the quarrel"),
    ),
    "60-mastodon.html": Case(
        "the post from the page's description, and told",
        body="Two berths, three hours, one vote. The minutes do not say it, but the clock above the door was wrong.",
        title="",
        published="2026-03-03T09:00+00:00",
        publisher="Mastodon",
        asked=("body: the page shows no text without its program; its description was taken, which may be cut off", "title: the page names none", "body: only 101 characters; the page may be a teaser or a wall"),
    ),
    "63-short-news.html": Case(
        "one short paragraph, and nothing glued to it",
        body="The two berths on the north quay will be painted on Monday, the harbour office says. Walkers should use the other side.",
        title="Brief: berths painted on Monday",
        left=("Brief: berths painted on Monday",),
        asked=("body: only 119 characters; the page may be a teaser or a wall",),
    ),
    "64-hugo-toml.md": Case(
        "a head in TOML, a picture by shortcode",
        title="Hugo: the quarrel",
        deck="Three hours and two berths.",
        people=(("Ada Example", "author"), ("Bo Sample", "author")),
        publisher=None,
        pictures=((None, "The quay", "Cy Lens"),),
        left=("![](/img/a.jpg)",),
        asked=("front matter: `tags` is not taken over", "front matter: `draft` is not taken over"),
    ),
    "65-pandoc-title-block.md": Case(
        "a title block, a note in the line",
        body="§1-6\n\nA note[^1].\n\n[^1]: inline note here",
        title="Pandoc: the quarrel",
        people=(("Ada Example", "author"), ("Bo Sample", "author")),
        published="2026-03-03",
        publisher=None,
        pictures=((None, "The quay.", "Cy Lens"),),
        left=("![The quay. Photo: Cy Lens](p_files/quay.jpg)",),
    ),
    "67-ghost.md": Case(
        "the dates and the excerpt of an export",
        title="Ghost: the quarrel",
        deck="Three hours and two berths",
        published="2026-03-03T09:00+00:00",
        modified="2026-03-04T09:00+00:00",
        publisher=None,
        asked=("front matter: `slug` is not taken over",),
    ),
    "68-wikipedia.html": Case(
        "notes; the box, the remarks and the sources' heading left out and told; a figure",
        body="A **berth** is a place at a quay where one boat may lie, according to a definition that this page made up for itself and for nobody else.[^1] It is let by the month.\n\n## History\n\n§1-6\n\n[^1]: A made-up source, 2025.",
        title="Berth (mooring)",
        people=(),
        published=None,
        publisher="Wikipedia",
        pictures=(("https://upload.wikimedia.org/wikipedia/commons/thumb/a/ab/Q.jpg/500px-Q.jpg", "The quay in 2025", ""),),
        left=("From Wikipedia, the free encyclopedia", "For the bed, see Berth (sleeping).", "Kind\nPlace",
            "[edit]", "Berth (mooring)", "References\nCategories: Berths", "Text is available under the Creative Commons Attribution-ShareAlike 4.0 License; additional terms may apply.", "[citation needed]"),
        asked=('rights: CC BY-SA 4.0 (head) may be meant for the site or only a part of it; if it covers this text, a person says why: `publishkit rights confirm ARTICLE --by "NAME" --because "…"`',),
    ),
    "69-plain-md.md": Case(
        "a byline, a caption line, HTML within",
        body="§1-6\n\nAn **html** paragraph",
        title="Plain: the quarrel",
        published="2026-03-03",
        publisher=None,
        pictures=((None, "The quay.", "Cy Lens"),),
        left=("![The quay](p_files/quay.jpg)",),
    ),
    "editor-04-byline-in-markdown.md": Case(
        "a byline and a slanted deck under the title",
        body='The crane on the east quay has not turned since Tuesday. Nobody minded on Tuesday, because it was raining and the only\nship in was loading itself. By Thursday there were three ships, and the harbour master had started to answer his\ntelephone with the word "no".\n\nThe part that broke is a bearing the size of a dinner plate. It was made in 1986 by a firm that has since made toasters,\nand then nothing. A copy is being turned in a workshop in Leer by a man who learned the trade on ploughs.\n\n## What it costs\n\n| Day | Ships waiting | Demurrage, EUR |\n|-----|---------------|----------------|\n| Tue | 0 | 0 |\n| Wed | 1 | 4,200 |\n| Thu | 3 | 13,900 |\n\n:::pull\nIt was made in 1986 by a firm that has since made toasters, and then nothing.\n:::\n\nThe council meets on Monday.[^1] It will be told that the crane was on the list of things to replace in 2019, in 2021 and in 2024, and that the list was never lost.\n\n[^1]: Public session, seven in the evening, old customs house.',
        title="The crane that would not turn",
        deck="Our own report from the east quay.",
        people=(("Jo Brandt", "author"),),
        published=None,
        publisher=None,
        pictures=((None, "", ""),),
        left=("![The crane on the east quay, on Thursday](crane.jpg)",),
    ),
    "rights-01-add-crash.html": Case(
        "words in front of the page",
        body="The sea went out on Tuesday and for an hour the whole of the old mole stood dry, with weed on it and three bicycles, and people came down to look at it for as long as it lasted.\n\nBy four it was over and the bicycles were under again, where they belong, said the harbour master, who has one himself and has looked for it on every spring tide since the year before last.\n\nThe next low water of this kind is in October, when it will be dark, and nobody will go.",
        title="Low water in May",
        people=(),
        published=None,
        publisher="Harbour blog",
        left=("Deprecated: Something is deprecated in /www/settings.php on line 520\nHarbour blog\nLow water in May",),
    ),
}  # fmt: skip
