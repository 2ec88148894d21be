"""Pasted pages in scripts without spaces or capitals, and in those read from the right: the same fields come out."""

from dataclasses import dataclass

import pytest

from publishkit.capture.paste.pasted import read_pasted
from publishkit.press.adding.propose_rights import readers


@dataclass(frozen=True, kw_only=True)
class Page:
    """A page as it is pasted, and what an editor reads in it."""

    text: str
    language: str
    title: str
    byline: str
    paragraphs: int
    published: str = "2026-03-03T17:47:00"


PAGES = {
    "Japanese": Page(
        text="""\
ホーム
ニュース
港の渡し船、９年ぶりに北埠頭へ戻る
文・田中太郎
2026年3月3日（火）17時47分
港の両岸を結んでいた渡し船が月曜日から再び運航する。港務局が金曜日に発表した。

渡し船は1961年に造られ、１時間に最大400人を運んでいた。港務局の担当者はこう話した。

切符はバスと同じ値段で、北埠頭には西からの風を防ぐ新しい屋根がある。
関連記事
沈む前に見ておきたい十の港
""",
        language="ja",
        title="港の渡し船、９年ぶりに北埠頭へ戻る",
        byline="田中太郎",
        paragraphs=3,
    ),
    "Chinese": Page(
        text="""\
首页
新闻
老渡轮九年后重返北码头
作者：张三
2026年3月3日 17:47
连接港口两岸的渡轮从星期一起重新开航，港务局星期五宣布了这一消息。

这艘渡轮建于1961年，每小时最多可载四百人过港，港务局的负责人这样说道。

船票和公共汽车一样便宜，北码头也有了新的屋顶，可以挡住从西边吹来的风。
相关新闻
十个值得一看的港口
""",
        language="zh",
        title="老渡轮九年后重返北码头",
        byline="张三",
        paragraphs=3,
    ),
    "Korean": Page(
        text="""\
홈
뉴스
오래된 나룻배, 9년 만에 북쪽 부두로 돌아오다
김철수 기자
입력 2026.03.03 17:47
수정 2026.03.03 18:10
항구의 양쪽을 잇던 나룻배가 월요일부터 다시 다닌다고 항만청이 금요일 밝혔다. 나룻배는 1961년에 만들어졌다.

한 시간에 최대 400명을 실어 날랐다고 항만청 관계자는 말했다. 표 값은 버스와 같고 북쪽 부두에는 새 지붕이 있다.

관련기사
가라앉기 전에 봐야 할 열 개의 항구
""",
        language="ko",
        title="오래된 나룻배, 9년 만에 북쪽 부두로 돌아오다",
        byline="김철수",
        paragraphs=2,
    ),
    "Thai": Page(
        text="""\
หน้าแรก
ข่าว
เรือข้ามฟากเก่ากลับมาที่ท่าเรือเหนือหลังจากเก้าปี
โดย สมชาย ใจดี
3 มีนาคม 2569 17:47 น.
เรือข้ามฟากที่เชื่อมสองฝั่งของท่าเรือจะกลับมาแล่นอีกครั้งตั้งแต่วันจันทร์ สำนักงานท่าเรือประกาศเมื่อวันศุกร์ว่าเรือข้ามฟากพร้อมแล้ว

เรือข้ามฟากสร้างขึ้นในปี 2504 และบรรทุกคนได้มากถึงสี่ร้อยคนต่อชั่วโมงข้ามท่าเรือ สำนักงานท่าเรือกล่าว
ข่าวที่เกี่ยวข้อง
สิบท่าเรือที่ควรดู
""",
        language="th",
        title="เรือข้ามฟากเก่ากลับมาที่ท่าเรือเหนือหลังจากเก้าปี",
        byline="สมชาย ใจดี",
        paragraphs=2,
    ),
    "Arabic": Page(
        text="""\
الرئيسية
أخبار
العبّارة القديمة تعود إلى الرصيف الشمالي بعد تسع سنوات
بقلم أحمد علي
٣ مارس ٢٠٢٦، ١٧:٤٧
تعود العبّارة التي كانت تربط ضفتي الميناء إلى الإبحار يوم الاثنين، كما أعلن مكتب الميناء يوم الجمعة.

بُنيت العبّارة عام ١٩٦١ وكانت تنقل ما يصل إلى أربعمئة شخص في الساعة عبر الميناء، كما قال مكتب الميناء.
اقرأ أيضا
عشرة موانئ
""",
        language="ar",
        title="العبّارة القديمة تعود إلى الرصيف الشمالي بعد تسع سنوات",
        byline="أحمد علي",
        paragraphs=2,
    ),
    "Hebrew": Page(
        text="""\
ראשי
חדשות
המעבורת הישנה חוזרת לרציף הצפוני אחרי תשע שנים
מאת דנה כהן
3 במרץ 2026, 17:47
המעבורת שחיברה את שתי גדות הנמל תשוט שוב מיום שני, הודיע משרד הנמל ביום שישי.

המעבורת נבנתה בשנת 1961 והובילה עד ארבע מאות איש בשעה ברחבי הנמל, אמר משרד הנמל.
כתבות נוספות
עשרה נמלים
""",
        language="he",
        title="המעבורת הישנה חוזרת לרציף הצפוני אחרי תשע שנים",
        byline="דנה כהן",
        paragraphs=2,
    ),
    "Hindi": Page(
        text="""\
होम
समाचार
पुरानी नाव नौ साल बाद उत्तरी घाट पर लौटी
राम कुमार द्वारा
3 मार्च 2026, 17:47
बंदरगाह के दोनों किनारों को जोड़ने वाली नाव सोमवार से फिर चलेगी, बंदरगाह कार्यालय ने शुक्रवार को बताया।

यह नाव 1961 में बनी थी और एक घंटे में चार सौ लोगों तक को बंदरगाह के पार ले जाती थी, कार्यालय ने कहा।
यह भी पढ़ें
दस बंदरगाह
""",
        language="hi",
        title="पुरानी नाव नौ साल बाद उत्तरी घाट पर लौटी",
        byline="राम कुमार",
        paragraphs=2,
    ),
    "Russian": Page(
        text="""\
Старый паром возвращается к северному причалу
Анна Примерова
3 марта 2026, 17:47
Паром, который соединял оба берега гавани, снова пойдёт с понедельника, сообщило в пятницу управление порта.

Паром построили в 1961 году, и за час он перевозил через гавань до четырёхсот человек, сказали в управлении.
Читайте также
Десять гаваней
""",
        language="ru",
        title="Старый паром возвращается к северному причалу",
        byline="Анна Примерова",
        paragraphs=2,
    ),
}


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_a_page_in_any_script(page: Page) -> None:
    """Title, author, moment and text are found; what stands below the cue word is dropped with its reason."""
    found = read_pasted(page.text, readers())
    assert (found.language, found.title) == (page.language, page.title)
    assert [byline.name for byline in found.bylines] == [page.byline]
    assert found.published is not None and found.published.isoformat() == page.published
    assert [block.kind for block in found.blocks] == ["paragraph"] * page.paragraphs
    last = page.text.splitlines()[-1]
    assert last in {dropped.text for dropped in found.dropped} and last not in found.text


def test_an_update_of_a_korean_page_is_no_publication() -> None:
    found = read_pasted(PAGES["Korean"].text, readers())
    assert found.modified is not None and found.modified.isoformat() == "2026-03-03T18:10:00"


def test_a_japanese_page_signed_at_its_end_and_under_its_picture() -> None:
    """The photographer in the caption's brackets is the picture's; who signs the last paragraph wrote it."""
    found = read_pasted(
        """\
港の渡し船、９年ぶりに北埠頭へ戻る
2026年3月3日 17時47分 （3月4日 01時40分更新）

北埠頭に着く渡し船＝３日午後（山田花子撮影）

　港の両岸を結んでいた渡し船が月曜日から再び運航する。港務局が金曜日に発表した。渡し船は1961年に造られ、１時間に最大400人を運んでいた。
　切符はバスと同じ値段で、北埠頭には西からの風を防ぐ新しい屋根がある。港務局の担当者はこう話した。（田中太郎）
あわせて読みたい
""",
        readers(),
    )
    assert [byline.name for byline in found.bylines] == ["田中太郎"]
    assert [(picture.caption, picture.credit) for picture in found.pictures] == [
        ("北埠頭に着く渡し船＝３日午後", "山田花子")
    ]
    assert len(found.blocks) == 2


def test_a_korean_reporter_in_a_caption_took_the_picture() -> None:
    text = PAGES["Korean"].text.replace("수정 2026", "북쪽 부두의 나룻배가 보인다. 박영희 기자\n수정 2026")
    found = read_pasted(text, readers())
    assert [byline.name for byline in found.bylines] == ["김철수"]
    assert [picture.credit for picture in found.pictures] == ["박영희"]


def test_a_source_said_in_words_publishes() -> None:
    """“来源：…” beside the date says who published; it is no picture's credit."""
    text = PAGES["Chinese"].text.replace("2026年3月3日 17:47\n", "2026年3月3日 17:47\n来源：港口日报\n")
    found = read_pasted(text, readers())
    assert (found.publisher, found.pictures) == ("港口日报", ())
