"""The head of an article as the systems of the web write it: which line is its title, kicker, deck, who wrote it and when."""

from dataclasses import dataclass

import pytest

from publishkit.capture.page.saved_page import read_page
from publishkit.press.adding.propose_rights import readers

TEXT = {
    "en": (
        "The harbour council met on Tuesday evening to settle a quarrel that had lasted for most of the winter, and nobody expected it to be short.",
        "Fishermen from the northern quay had asked for two more berths, while the sailing club wanted to keep the same water free for its school.",
        "After three hours the chair proposed a trial year, with the berths let by the month and the school given first choice of the dates.",
        "In the end the berths will be painted in April, and the harbour master has promised to publish how often each of them was used.",
    ),
    "de": (
        "Der Hafenrat traf sich am Dienstagabend, um einen Streit zu schlichten, der den größten Teil des Winters gedauert hatte, wie es heißt.",
        "Die Fischer vom Nordkai hatten um zwei weitere Liegeplätze gebeten, der Segelverein wollte dasselbe Wasser für seine Schule freihalten.",
        "Nach drei Stunden schlug der Vorsitzende ein Probejahr vor, in dem die Plätze monatsweise vergeben werden und die Schule zuerst wählt.",
    ),
    "ja": (
        "港の会議は火曜日の夜に開かれ、冬の間ずっと続いていた争いを終わらせるための話し合いが三時間にわたって行われた。",
        "漁師たちはさらに二つの場所を求め、帆走クラブは夏の学校のために同じ水面を空けておきたいと述べた。議長は一年間の試行を提案した。",
        "投票は議事録が認めるよりも接戦であった。二人の議員は開票の前に退席し、そのうちの一人は時計を見間違えたと後で語った。",
    ),
    "ar": (
        "اجتمع مجلس الميناء مساء الثلاثاء لتسوية خلاف استمر معظم فصل الشتاء، ولم يتوقع أحد في القاعة أن يكون الاجتماع قصيرا أو سهلا على الحاضرين.",
        "طلب الصيادون رصيفين إضافيين، بينما أراد نادي الإبحار إبقاء المياه نفسها خالية لمدرسته الصيفية وقواربه في الأشهر القادمة.",
        "بعد ثلاث ساعات اقترح الرئيس سنة تجريبية تؤجر فيها الأرصفة بالشهر وتمنح المدرسة الخيار الأول بين مايو وسبتمبر من كل عام.",
    ),
    "he": (
        "מועצת הנמל התכנסה ביום שלישי בערב כדי ליישב מחלוקת שנמשכה רוב החורף, ואיש בחדר לא ציפה שהישיבה תהיה קצרה או קלה לנוכחים.",
        "הדייגים מהרציף הצפוני ביקשו שני מקומות עגינה נוספים, ואילו מועדון השיט רצה לשמור את אותם המים פנויים עבור בית הספר שלו.",
        "אחרי שלוש שעות הציע היושב ראש שנת ניסיון שבה יושכרו מקומות העגינה לפי חודש ולבית הספר תינתן זכות בחירה ראשונה.",
    ),
    "el": (
        "Το συμβούλιο του λιμανιού συνεδρίασε το βράδυ της Τρίτης για να λύσει μια διαμάχη που κράτησε σχεδόν όλο τον χειμώνα, όπως λέγεται.",
        "Οι ψαράδες της βόρειας προβλήτας ζήτησαν δύο ακόμη θέσεις, ενώ ο ναυτικός όμιλος ήθελε να μείνει ελεύθερο το ίδιο νερό για τη σχολή του.",
        "Ύστερα από τρεις ώρες ο πρόεδρος πρότεινε μια δοκιμαστική χρονιά, με τις θέσεις να νοικιάζονται τον μήνα και τη σχολή να διαλέγει πρώτη.",
    ),
    "ko": (
        "항만 위원회는 화요일 저녁 겨우내 이어진 다툼을 끝내기 위해 모였고, 회의가 짧게 끝날 것이라고 생각한 사람은 아무도 없었다고 한다.",
        "북쪽 부두의 어민들은 자리를 두 곳 더 달라고 했고, 요트 클럽은 여름 학교를 위해 같은 수면을 비워 두기를 원했다고 관계자가 말했다.",
        "세 시간 뒤 의장은 일 년 동안 시험 삼아 달마다 자리를 빌려주고 학교가 먼저 날짜를 고르게 하자고 제안했으며 표결은 팽팽했다.",
    ),
    "uk": (
        "Рада порту зібралася у вівторок увечері, щоб залагодити суперечку, яка тривала більшу частину зими, і ніхто не чекав, що це буде швидко.",
        "Рибалки з північного причалу просили ще два місця, а вітрильний клуб хотів лишити ту саму воду вільною для своєї літньої школи та човнів.",
        "Через три години голова запропонував пробний рік, коли місця здають на місяць, а школа першою обирає дні між травнем і вереснем.",
    ),
}  # fmt: skip
MENU = '<header><div class="logo"><a href="/">Quay Letter</a></div><nav><ul><li><a href="/news">News</a></li><li><a href="/sport">Sport</a></li></ul></nav></header>'
FOOT = "<footer><p>© 2026 Quay Letter Ltd. All rights reserved.</p></footer>"


@dataclass(frozen=True, kw_only=True)
class Template:
    """A page of one system, "[text]" standing for its paragraphs, and what a reader sees at its head."""

    html: str
    head: str = ""
    lang: str = "en"
    title: str
    kicker: str = ""
    deck: str = ""
    people: tuple[tuple[str, str], ...] = ()
    published: str = ""
    modified: str = ""
    paragraph: str = "<p>{}</p>"

    @property
    def page(self) -> str:
        text = "".join(self.paragraph.format(one) for one in TEXT[self.lang])
        return (
            f'<!doctype html><html lang="{self.lang}"><head><meta charset="utf-8">{self.head}</head>'
            f"<body>{MENU}{self.html.replace('[text]', text)}{FOOT}</body></html>"
        )


def ld(fields: str) -> str:
    return f'<script type="application/ld+json">{{"@context":"https://schema.org",{fields}}}</script>'


SITE = '<meta property="og:site_name" content="Quay Letter">'
ADA = (("Ada Example", "author"),)
TEMPLATES = {
    "wordpress, block theme": Template(
        head=f'<title>Two berths too many &#8211; Quay Letter</title>{SITE}<meta property="og:title" content="Two berths too many"><meta property="og:description" content="The harbour council met on Tuesday evening to settle a quarrel that had lasted for most of the winter, and nobody [&hellip;]">',
        html='<main class="wp-block-group"><div class="wp-block-group"><div class="taxonomy-category wp-block-post-terms"><a href="/c/harbour" rel="tag">Harbour</a></div><h1 class="wp-block-post-title">Two berths too many</h1>'
        '<div class="wp-block-group"><div class="wp-block-post-author-name"><a href="/author/ada/">Ada Example</a></div><div class="wp-block-post-date"><time datetime="2026-03-03T09:00:00+01:00">March 3, 2026</time></div></div></div>'
        '<div class="entry-content wp-block-post-content">[text]</div></main>',
        title="Two berths too many", kicker="Harbour", people=ADA, published="2026-03-03T09:00:00+01:00",
    ),
    "wordpress, classic theme": Template(
        head=f"<title>Two berths too many | Quay Letter</title>{SITE}" + ld('"@graph":[{"@type":"Article","headline":"Two berths too many","author":{"name":"quayadmin","@id":"#p"},"datePublished":"2026-03-03T08:00:00+00:00","dateModified":"2026-03-04T10:30:00+00:00"},{"@type":"WebSite","name":"Quay Letter"}]'),
        html='<article class="post type-post"><header class="entry-header"><h1 class="entry-title">Two berths too many</h1><div class="entry-meta"><span class="posted-on">Posted on <time class="entry-date published" datetime="2026-03-03T09:00:00+01:00">March 3, 2026</time></span>'
        '<span class="byline"> by <span class="author vcard"><a class="url fn n" href="/author/ada/">Ada Example</a></span></span></div></header><div class="entry-content">[text]</div>'
        '<footer class="entry-footer"><span class="cat-links">Posted in <a href="/c/harbour">Harbour</a></span></footer></article><aside class="widget-area sidebar"><h2 class="widget-title">Recent Posts</h2><ul><li><a href="/x">Bo Nobody: the ferry that never came</a></li></ul></aside>',
        title="Two berths too many", people=ADA, published="2026-03-03T08:00:00+00:00", modified="2026-03-04T10:30:00+00:00",
    ),
    "ghost": Template(
        head=f'<title>Two berths too many</title>{SITE}<meta property="article:published_time" content="2026-03-03T08:00:00.000Z"><meta name="twitter:label1" content="Written by"><meta name="twitter:data1" content="Ada Example">',
        html='<article class="gh-article post"><header class="gh-article-header gh-canvas"><a class="gh-article-tag" href="/tag/harbour/">Harbour</a><h1 class="gh-article-title is-title">Two berths too many</h1><p class="gh-article-excerpt is-body">Three hours, one vote and a clock that was wrong.</p>'
        '<div class="gh-article-meta"><h4 class="gh-article-author-name"><a href="/author/ada/">Ada Example</a></h4><div class="gh-article-meta-content"><time class="gh-article-meta-date" datetime="2026-03-03">03 Mar 2026</time><span class="gh-article-meta-length">4 min read</span></div></div></header>'
        '<section class="gh-content gh-canvas">[text]</section></article>',
        title="Two berths too many", kicker="Harbour", deck="Three hours, one vote and a clock that was wrong.", people=ADA, published="2026-03-03T08:00:00+00:00",
    ),
    "a newsletter with a subtitle": Template(
        head=f'<title>Two berths too many - by Ada Example - Quay Letter</title>{SITE}<meta property="og:title" content="Two berths too many"><meta name="author" content="Ada Example"><meta name="description" content="Three hours and two berths">',
        html='<article class="typography newsletter-post post"><div class="post-header"><h1 class="post-title published">Two berths too many</h1><h3 class="subtitle">Three hours and two berths</h3><div class="byline-wrapper"><a href="https://quay.example/@ada">Ada Example</a><div class="meta">Mar 03, 2026</div></div></div><div class="available-content"><div class="body markup">[text]<h3>What comes next</h3>[text]</div></div></article>',
        title="Two berths too many", deck="Three hours and two berths", people=ADA, published="2026-03-03",
    ),
    "a static site": Template(
        head='<title>Two berths too many :: Quay Letter</title><meta name="author" content="Ada Example"><meta property="og:site_name" content="Quay Letter">',
        html='<main><article><h1 class="post-title">Two berths too many</h1><p class="post-meta"><time datetime="2026-03-03 09:00:00 +0100 CET">March 3, 2026</time> · Ada Example · 3 min read</p><div class="post-content">[text]</div></article></main>',
        title="Two berths too many", people=ADA, published="2026-03-03T09:00:00+01:00",
    ),
    "a platform of essays": Template(
        head='<title>Two berths too many. Three hours and a vote | by Ada Example | Harbour Essays | Medium</title><meta property="og:title" content="Two berths too many"><meta property="og:site_name" content="Medium"><meta property="article:published_time" content="2026-03-03T08:00:00.000Z">',
        html='<article><div><h1 class="pw-post-title">Two berths too many</h1><h2 class="pw-subtitle-paragraph">Three hours and a vote in a small town</h2><div class="speechify-ignore"><a rel="noopener follow" href="/@ada">Ada Example</a><span>·</span><button>Follow</button><span>3 min read</span><span>·</span><span>Mar 3, 2026</span></div></div>[text]</article>',
        title="Two berths too many", deck="Three hours and a vote in a small town", people=ADA, published="2026-03-03T08:00:00+00:00",
        paragraph='<p class="pw-post-body-paragraph ab cd">{}</p>',
    ),
    "drupal": Template(
        head=f'<title>Two berths too many | Quay Letter</title>{SITE}<meta name="dcterms.date" content="2026-03-03T09:00+01:00"><link rel="canonical" href="https://quay.example/node/1">',
        html='<div class="breadcrumb"><ol><li><a href="/">Home</a></li><li><a href="/news">News</a></li></ol></div><article class="node node--type-article"><h1 class="page-title"><span class="field field--name-title">Two berths too many</span></h1><div class="field field--name-field-subtitle field__item">A town learned to vote with a wrong clock.</div>'
        '<div class="node__meta">Submitted by <span class="field--name-uid"><span lang="" typeof="schema:Person" property="schema:name">Ada Example</span></span> on 3 March 2026</div><div class="field field--name-body">[text]</div></article>',
        title="Two berths too many", deck="A town learned to vote with a wrong clock.", people=ADA, published="2026-03-03T09:00:00+01:00",
    ),
    "typo3": Template(
        lang="de", head=f"<title>Zwei Plätze zu viel - Quay Letter</title>{SITE}",
        html='<div class="news news-single"><div class="article"><div class="header"><span class="news-list-category">Hafen</span><h1 itemprop="headline">Zwei Plätze zu viel</h1></div><p class="extra"><span class="news-list-date"><time itemprop="datePublished" datetime="2026-03-03">03.03.2026</time></span><span class="news-list-author">Von Ada Beispiel</span></p>'
        '<div class="teaser-text"><p>Drei Stunden, zwei Plätze und eine Uhr, die falsch ging: Wie eine kleine Stadt abstimmen lernte.</p></div><div class="news-text-wrap" itemprop="articleBody">[text]</div></div></div>',
        title="Zwei Plätze zu viel", kicker="Hafen", deck="Drei Stunden, zwei Plätze und eine Uhr, die falsch ging: Wie eine kleine Stadt abstimmen lernte.", people=(("Ada Beispiel", "author"),), published="2026-03-03", paragraph='<p class="bodytext">{}</p>',
    ),
    "blogger": Template(
        head='<title>Quay Letter: Two berths too many</title><meta content="blogger" name="generator"><meta property="og:title" content="Two berths too many">' + ld('"@type":"BlogPosting","headline":"Two berths too many","author":{"@type":"Person","name":"Ada Example"},"publisher":{"@type":"Organization","name":"Blogger"},"datePublished":"2026-03-03T09:00:00+01:00"'),
        html='<div class="titlewrapper"><h1 class="title"><a href="/">Quay Letter</a></h1></div><h2 class="date-header"><span>Tuesday, March 3, 2026</span></h2><div class="post hentry"><h3 class="post-title entry-title">Two berths too many</h3><div class="post-body entry-content">[text]</div><div class="post-footer"><span class="post-author vcard">Posted by <span class="fn">Ada Example</span></span></div></div>',
        title="Two berths too many", people=ADA, published="2026-03-03T09:00:00+01:00",
    ),
    "a ministry": Template(
        head='<title>Two more berths for the northern quay - GOV.EXAMPLE</title><meta name="dc.publisher" content="Ministry of Harbours"><meta property="article:published_time" content="2026-03-03T09:00:00+00:00"><meta property="article:modified_time" content="2026-03-05T16:00:00+00:00">',
        html='<main class="govuk-main-wrapper"><span class="govuk-caption-xl">Press release</span><h1 class="gem-c-heading">Two more berths for the northern quay</h1><p class="gem-c-lead-paragraph">The ministry pays for a trial year, and the town decides afterwards.</p>'
        '<div class="gem-c-metadata"><dl><dt>From:</dt><dd><a href="/orgs/mh">Ministry of Harbours</a></dd><dt>Published</dt><dd>3 March 2026</dd><dt>Last updated</dt><dd>5 March 2026</dd></dl></div><div class="govspeak">[text]</div></main>',
        title="Two more berths for the northern quay", kicker="Press release", deck="The ministry pays for a trial year, and the town decides afterwards.", published="2026-03-03T09:00:00+00:00", modified="2026-03-05T16:00:00+00:00",
    ),
    "a paper whose h1 is in the trail": Template(
        lang="de", head=f'<title>Hafenstreit: Zwei Plätze zu viel | Quay Letter</title>{SITE}<meta property="og:title" content="Zwei Plätze zu viel">' + ld('"@type":"NewsArticle","headline":"Hafenstreit: Zwei Plätze zu viel","author":[{"@type":"Person","name":"Ada Beispiel"}],"datePublished":"2026-03-03T09:00:00+01:00"'),
        html='<nav class="breadcrumb"><a href="/">Start</a><h1>Hafenstreit: Zwei Plätze zu viel</h1></nav><article><h2><span class="article__kicker">Hafenstreit</span> <span class="article__headline">Zwei Plätze zu viel</span></h2><div class="infos">03.03.2026, 09:00 Uhr <span class="article__author">Von Ada Beispiel</span></div><figure><img src="/a.jpg" width="900"><figcaption>Der Kai im März, vom Meer aus gesehen, wie ihn die Fischer kennen. (Foto: Ida Bild)</figcaption></figure>'
        '<p><strong>Drei Stunden lang stritt der Rat um zwei Plätze; am Ende entschied eine Uhr, die falsch ging.</strong></p>[text]</article>',
        title="Zwei Plätze zu viel", kicker="Hafenstreit", deck="Drei Stunden lang stritt der Rat um zwei Plätze; am Ende entschied eine Uhr, die falsch ging.", people=(("Ada Beispiel", "author"),), published="2026-03-03T09:00:00+01:00",
    ),
    "a deck set larger than the text": Template(
        head=f"<title>Two berths too many</title>{SITE}",
        html='<div class="x1"><h1 class="css-a1">Two berths too many</h1><p class="css-z9">A vote of three hours, two berths and one wrong clock divides a town that thought it was one.</p><div class="css-b2">Ada Example</div><div class="css-c3">3 March 2026, 9:00</div><div class="css-body">[text]</div></div>',
        title="Two berths too many", deck="A vote of three hours, two berths and one wrong clock divides a town that thought it was one.", people=ADA, published="2026-03-03T09:00:00", paragraph='<p class="css-q4">{}</p>',
    ),
    "the first paragraph is no deck": Template(
        head=f'<title>Two berths too many</title>{SITE}<meta property="og:description" content="{TEXT["en"][0]}">',
        html='<article><h1>Two berths too many</h1><p class="byline">By Ada Example and Bo Nobody</p>[text]</article>',
        title="Two berths too many", people=(*ADA, ("Bo Nobody", "author")),
    ),
    "a description only the data has": Template(
        head=f'<title>Two berths too many</title>{SITE}<meta property="og:description" content="Why a small town votes about two berths for a whole evening.">',
        html='<article><h1>Two berths too many</h1><p class="byline">By Ada Example</p>[text]</article>',
        title="Two berths too many", deck="Why a small town votes about two berths for a whole evening.", people=ADA,
    ),
    "a description that is cut off": Template(
        head=f'<title>Two berths too many</title>{SITE}<meta property="og:description" content="Why a small town votes about two berths for a whole ...">',
        html='<article><h1>Two berths too many</h1><p class="byline">By Ada Example</p>[text]</article>',
        title="Two berths too many", people=ADA,
    ),
    "subheads are no decks": Template(
        head=f"<title>Two berths too many</title>{SITE}",
        html="<article><h1>Two berths too many</h1><h2>An evening in March</h2>[text]<h2>What comes next</h2>[text]</article>",
        title="Two berths too many",
    ),
    "japanese news": Template(
        lang="ja", head='<title>二つの場所をめぐる争い｜港新聞</title><meta property="og:site_name" content="港新聞"><meta property="og:title" content="二つの場所をめぐる争い：港新聞">',
        html='<main><article><p class="label">社会</p><h1 class="title">二つの場所をめぐる争い</h1><div class="info"><span class="reporter">記者・田中太郎</span><time>2026年3月3日 9時00分</time></div>[text]</article></main>',
        title="二つの場所をめぐる争い", kicker="社会", people=(("田中太郎", "author"),), published="2026-03-03T09:00:00",
    ),
    "arabic news": Template(
        lang="ar", head='<title>خلاف على رصيفين - رسالة الميناء</title><meta property="og:site_name" content="رسالة الميناء">',
        html='<article dir="rtl"><span class="category">محليات</span><h1>خلاف على رصيفين</h1><h2 class="subtitle">ثلاث ساعات من النقاش وساعة معطلة على باب القاعة</h2><div class="meta"><span class="author">بقلم: آدا مثال</span><span class="date">٣ مارس ٢٠٢٦</span></div>[text]</article>',
        title="خلاف على رصيفين", kicker="محليات", deck="ثلاث ساعات من النقاش وساعة معطلة على باب القاعة", people=(("آدا مثال", "author"),), published="2026-03-03",
    ),
    "hebrew news": Template(
        lang="he", head='<title>מחלוקת על שני רציפים | מכתב הרציף</title><meta property="og:site_name" content="מכתב הרציף">',
        html='<article dir="rtl"><h1>מחלוקת על שני רציפים</h1><h2 class="subtitle">שלוש שעות של ויכוח ושעון מקולקל מעל הדלת של האולם</h2><div class="author">מאת: עדה דוגמה</div><div class="date">3 במרץ 2026</div>[text]</article>',
        title="מחלוקת על שני רציפים", deck="שלוש שעות של ויכוח ושעון מקולקל מעל הדלת של האולם", people=(("עדה דוגמה", "author"),), published="2026-03-03",
    ),
    "greek news": Template(
        lang="el", head='<title>Δύο θέσεις και ένα ρολόι - Γράμμα του Μώλου</title><meta property="og:site_name" content="Γράμμα του Μώλου"><meta property="article:published_time" content="2026-03-03T09:00:00+02:00">',
        html='<article><h1>Δύο θέσεις και ένα ρολόι</h1><div class="article-summary">Τρεις ώρες συζήτησης, δύο θέσεις και ένα ρολόι που πήγαινε λάθος.</div><div class="author">Συντάκτης: Άντα Παράδειγμα</div>[text]</article>',
        title="Δύο θέσεις και ένα ρολόι", deck="Τρεις ώρες συζήτησης, δύο θέσεις και ένα ρολόι που πήγαινε λάθος.", people=(("Άντα Παράδειγμα", "author"),), published="2026-03-03T09:00:00+02:00",
    ),
    "korean news": Template(
        lang="ko", head='<title>두 자리를 둘러싼 다툼 - 부두신문</title><meta property="og:site_name" content="부두신문"><meta property="og:title" content="두 자리를 둘러싼 다툼">',
        html='<div class="article_view"><h1 class="headline">두 자리를 둘러싼 다툼</h1><h2 class="sub_tit">세 시간 회의 끝에 일 년 시험 운영, 시계는 틀려 있었다</h2><div class="info"><span class="writer">김철수 기자</span><span class="date">입력 2026.03.03 09:00</span></div><div class="article_body">[text]</div></div>',
        title="두 자리를 둘러싼 다툼", deck="세 시간 회의 끝에 일 년 시험 운영, 시계는 틀려 있었다", people=(("김철수", "author"),), published="2026-03-03T09:00:00",
    ),
    "ukrainian news": Template(
        lang="uk", head='<title>Два місця біля причалу — Лист із набережної</title><meta property="og:site_name" content="Лист із набережної">',
        html='<article class="post"><header class="post_header"><h1 class="post_title">Два місця біля причалу</h1><div class="post_time">Вівторок, 3 березня 2026, 09:00</div><div class="post_author"><a href="/authors/1/">Ада Приклад</a></div></header><div class="post_text">[text]</div></article>',
        title="Два місця біля причалу", people=(("Ада Приклад", "author"),), published="2026-03-03T09:00:00",
    ),
    "several people in roles": Template(
        head=f"<title>Two berths too many</title>{SITE}",
        html='<article><h1>Two berths too many</h1><p class="byline">By Ada Example</p><p class="byline">Photographs by Ida Picture</p><time datetime="2026-03-03T09:00:00+01:00">3 March 2026</time>[text]<p><em>Translated from the Spanish by Eli Tongue</em></p></article>',
        title="Two berths too many", people=(*ADA, ("Ida Picture", "photographer"), ("Eli Tongue", "translator")), published="2026-03-03T09:00:00+01:00",
    ),
    "one author a line, the data knows one": Template(
        head=f"<title>Two berths too many</title>{SITE}" + ld('"@type":"NewsArticle","headline":"Two berths too many","author":[{"@type":"Person","name":"Ada Example"}]'),
        html='<article><h1>Two berths too many</h1><div class="bylines"><div class="byline"><address class="name"><a href="/authors/bo">Bo Nobody</a></address></div><div class="byline"><address class="name"><a href="/authors/ada">Ada Example</a></address></div></div>[text]</article>',
        title="Two berths too many", people=(("Bo Nobody", "author"), *ADA),
    ),
    "a name in bold opens the text": Template(
        head=f"<title>Two berths too many</title>{SITE}" + ld('"@type":"Article","headline":"Two berths too many","author":{"@type":"Person","name":"Quay Letter"},"publisher":{"name":"Quay Letter"}'),
        html='<article class="post"><h1 class="entry-title">Two berths too many</h1><span class="byline">by <span class="author vcard">Quay Letter</span></span><div class="entry-content"><p><strong>Ada Example/Bo Nobody</strong></p>[text]</div></article>',
        title="Two berths too many", people=(*ADA, ("Bo Nobody", "author")),
    ),
    "words of the interface are no authors": Template(
        head=f"<title>Two berths too many</title>{SITE}",
        html='<article><h1>Two berths too many</h1><div class="author-contact-wrapper"><a href="#">Twitter</a> <a href="#">Facebook</a></div><p class="byline">Dive Deeper</p>[text]<div class="related"><h3>Related</h3><div class="story"><a class="author" href="/authors/bo">Bo Nobody</a></div></div></article>',
        title="Two berths too many",
    ),
    "a person pictured is no author": Template(
        head=f"<title>Mayor Vera Chain resigns over two berths</title>{SITE}",
        html='<article><h1>Mayor Vera Chain resigns over two berths</h1><div class="meta">3 March 2026</div><p class="tags"><a href="/tag/vera-chain">Vera Chain</a></p><figure><img src="/vera.jpg" width="900"><figcaption>Vera Chain</figcaption></figure>[text]</article>',
        title="Mayor Vera Chain resigns over two berths", published="2026-03-03",
    ),
    "the house and an agency": Template(
        lang="de", head='<title>Zwei Plätze zu viel</title><meta property="og:site_name" content="Hafenbote">' + ld('"@type":"NewsArticle","headline":"Zwei Plätze zu viel","author":{"@type":"Person","name":"Hafenbote und AFP"},"publisher":{"name":"Hafenbote"}'),
        html='<article><h1>Zwei Plätze zu viel</h1><p class="author">Von Hafenbote und AFP</p>[text]</article>',
        title="Zwei Plätze zu viel", people=(("Hafenbote und AFP", "agency"),),
    ),
    "a document saved from an editor": Template(
        html='<p class="title c1"><span>Two berths too many</span></p><p class="subtitle c2"><span>Three hours and one wrong clock</span></p>[text]',
        title="Two berths too many", deck="Three hours and one wrong clock", paragraph='<p class="c3"><span>{}</span></p>',
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", TEMPLATES)
def test_head_of_an_article_is_read_as_a_reader_sees_it(name: str) -> None:
    """Each field as a reader of the page would say it, "" where the page says nothing."""
    template = TEMPLATES[name]
    found = read_page(template.page, readers())
    assert found.title == template.title
    assert found.kicker == template.kicker
    assert found.deck == template.deck
    assert tuple((one.name, one.role) for one in found.bylines) == template.people
    assert (found.published.isoformat() if found.published else "") == template.published
    assert (found.modified.isoformat() if found.modified else "") == template.modified
    assert found.language == template.lang
