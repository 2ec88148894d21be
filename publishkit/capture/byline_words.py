"""The words of bylines, in the languages of the press: what stands in front of names, agencies, buttons, family names."""

from collections.abc import Sequence

from publishkit.model.article import Role

BYLINE_OPENINGS = (
    r"(?:text|texte|texto|testo|words)(?: und | and | & | et | y | e )(?:fotos|photos?|pictures|foto)(?: by| von| de| di)?|by(?:line)?|(?:written|posted|published|submitted) by|gepostet von|eingestellt von|publié par|publicado por|postado por|pubblicato da|opublikowane przez|geplaatst door|upplagd av|diposting oleh|gönderen|опубликовано пользователем|reported by|reporting by|words(?: by)?|story by|text by|von unsere[mnr] \w{4,30}|von|text|geschrieben von|verfasst von|ein(?:e)? \w+ von|(?:kommentar|kolumne|analyse|interview|reportage|gastbeitrag|bericht) von"
    r"|par|propos recueillis par|texte(?: de)?|texto(?: de)?|testo(?: di)?|écrit par|rédigé par|por|escrito por|redactado por|di|scritto da|a cura di|articolo di"
    r"|autor(?:ka|zy|in|en|es|a|e|i|ski|stwo)?|author(?:s| of the article)?|auteurs?|autore|opracowanie|opracował(?:a)?|napisał(?:a)?|door|av|af|tekst|text av|tekst av|teksti|kirjoittaja|napsal(?:a)?|napísal(?:a)?"
    r"|автор(?:ы|и|ка)?|текст|писал(?:а)?|szerző|írta|de către|scris de|skribent|reporter|journalist|redigert av|skrevet av|skrevet af|skriven av|geschreven door|yazan|haber|tác giả|bài|oleh|penulis|ditulis oleh|na|imeandikwa na|mwandishi|deur|piše(?:ta|jo)?|pišu|napisao|eftir|skrywer"
    r"|συντάκτης|γράφει|του|της|από τον|από την|בקלם|מאת|כתב|כתבה|بقلم|(?:كتب|كتبت|نشر|أضيف|أعد)\s?بواسطة|بواسطة|كتبها?|كتبت|كتب|تحرير|إعداد|نویسنده|تحریر|लेखक|द्वारा|লেখক|โดย|เขียนโดย|文|取材|取材・文|張貼者|发帖者|發佈者|发布者|發表者|发表者|投稿者|게시자|記者|筆者|著者|作者|记者|撰文|撰稿|글|기자|취재"
)
"""What stands in front of the names of those who wrote it."""
LABELS = (
    r"interview|gespräch|entretien|entrevista|intervista|rozmowa|rozhovor|interjú|bericht|recherche|reportage|reportaje|reportagem|enquête|story|avtor(?:ica)?|besedilo|autor(?:ius|ė|s)|teksts|nga|gan|awdur|údar|höfundur|kiteb|egilea|ni|ulat ni|müəllif|muallif"
    r"|пише|аутор|зохиогч|ავტორი|հեղինակ|எழுத்து|எழுதியவர்|రచన|రచయిత|ಲೇಖಕ(?:ರು)?|ಬರಹ|എഴുത്ത്|ലേഖകൻ|લેખક|ਲੇਖਕ|লিখেছেন|مصنف|لیکوال|نوشتهٔ?|نگارنده|الكاتب|كتابة|ጸሐፊ|ደራሲ|ዘጋቢ|เรื่อง|ผู้เขียน|เรียบเรียง|អ្នកនិពន្ធ|ដោយ|ໂດຍ|ရေးသားသူ|文字|采写|採訪|执笔|執筆|文責|聞き手|글쓴이|지은이|작성자"
)
"""What stands, with a sign behind it, in front of such names: words that open other lines as well."""
PICTURES = r"(?:foto|photo|bild|picture|pict?|kuva|picha)s?|fotky|ảnh|фото|φωτο(?:γραφίες)?|図|图片?|圖片?|写真|撮影|사진|ภาพ|படங்கள்|ფოტო|عکس|صور|ምስል|תמונות"
"""What stands, with a sign behind it, in front of photographers in a line that has named the authors."""
OTHERS: Sequence[tuple[Role, str]] = (
    (
        "translator",
        (r"translat(?:ed|ion) from [\w ]{2,30}? by|translat(?:ed|ion)(?: by)?|translator|übersetz(?:t|ung|er|erin)(?: aus (?:dem|der) \w+)?(?: von)?|aus (?:dem|der) \w+(?: übersetzt)? von|deutsch von|traduction(?: de)?|traduit(?:e)?(?: d[eu] [\w’' ]{2,20}?)?(?: par)?|traduc(?:tor|tora|ción)(?: de)?|traducido por"
        r"|traduzione(?: di)?|tradotto da|traduttore|traduttrice|tradução(?: de)?|traduzido por|tradutora?|tłum(?:aczenie|aczył|aczyła|\.)|przekład|przełożył(?:a)?|vertal(?:ing|er)|vertaald door|překlad|přeložil(?:a)?|preklad|preložil(?:a)?"
        r"|översättning|översatt av|översättare|overs(?:ættelse|ættelse ved|at af)|oversett(?:else|else ved|telse|telse ved)|oversatt av|suom(?:ennos|entanut|entaja)|käännös|fordította|fordítás|traducere(?:a)?(?: de)?|tradus de"
        r"|перевод(?:чик|чица)?|перев[её]л(?:а)?|переклад(?:ач)?|превод|μετάφραση|çevir(?:en|i|di)|prevod|penerjemah|diterjemahkan oleh|dịch|người dịch|翻訳|訳|翻译|翻譯|译|译者|번역|옮긴이|แปลโดย|แปล|ترجمة|ترجمه|תרגום|תרגם|תרגמה|अनुवाद"),
    ),
    (
        "photographer",
        (r"photo(?:graph)?s by|pictures by|photograph(?:y|ed) by|photographers?|fotos von|fotos|fotograf(?:ie|en|in|o|a|ka)?|photographies?(?: de)?|photos(?: de| par)?|photographe|fotografías(?: de)?|fotografie(?: di)?|fotos de|fotos por|zdjęcia|foto’s|foto's(?: van)?"
        r"|foto(?:s|grafier)?(?: av| af)|bilder(?: von| av)?|valokuvat|kuvat|снимки|фотографии|фотограф|写真|撮影|摄影|攝影|사진|ภาพโดย|ถ่ายภาพ|تصوير|צילום|צילומים|छायांकन"),
    ),
    ("illustrator", r"illustrat(?:ions?|ed|or)(?: by)?|illustrationen(?: von)?|illustrations(?: de)?|ilustraciones(?: de)?|illustrazioni(?: di)?|ilustracje|イラスト"),
    ("editor", r"edited by|editing by|édité par|editado por|redigiert von|redaktor prowadząc[ya]|责任编辑|責任編輯|责编|責編|编辑"),
)  # fmt: skip
"""Roles beside the author's, and what stands in front of their names."""
AGENCIES = (
    r"AP|AFP|dpa|DPA|APA|ATS|SDA|PAP|EFE|ANSA|ČTK|TT|NTB|ANP|Belga|STT|Ritzau|Lusa|Reuters|REUTERS|Bloomberg|Kyodo|Yonhap|Xinhua|TASS|ANI|PTI|IANS|Anadolu|Europa Press|EP|KNA|epd|MTI|AAP|CNA|PA"
    r"|(?:[Tt]he )?Associated Press|Agence France-Presse|Press Association|PA Media|Deutsche Presse-Agentur|Anadolu Ajansı|(?:The )?Canadian Press|共同通信(?:社)?|時事通信(?:社)?|新华社|新華社|연합뉴스|뉴시스"
)
NO_NAMES = frozenset(
    {"입력", "수정", "등록", "댓글", "기사", "뉴스", "사회", "정치", "経済", "社会", "政治", "国際", "写真", "速報"}
)
"""Short words that look like a name in scripts without capitals."""
INTERFACE = frozenset(
    "twitter facebook whatsapp telegram instagram linkedin reddit pinterest youtube tiktok flipboard bluesky mastodon messenger email e-mail mail google apple android"
    " share tweet post follow read more dive deeper listen watch video audio photo photos print copy link save bookmark comment comments subscribe newsletter sign log login register menu search home page contact"
    " about us breaking news live updates update latest trending popular related topics tags category section politics business sport sports world opinion culture lifestyle entertainment weather"
    " blog social sharing industry view bio profile profiles article articles transcript written reviewed abuse"
    " image images caption credit source getty advertisement sponsored privacy policy cookie cookies terms conditions rights reserved copyright edition app store play next previous back top show hide all"
    " teilen twittern senden drucken merken anmelden abonnieren kommentare kommentar anzeige werbung startseite themen mehr lesen hören folgen politik wirtschaft kultur panorama lokales wetter datenschutz impressum"
    " partager imprimer abonnez-vous suivre commentaires accueil lire compartir guardar comentarios suscríbete seguir leer más condividi commenti leggi segui udostępnij komentarze czytaj więcej obserwuj"
    " deel delen reacties volg lees meer dela kommentera följ läs mer del kommenter følg læs jaa kommentit seuraa lue sdílet diskuze sledovat поделиться комментарии читать подписаться поділитися коментарі"
    " published updated posted monday tuesday wednesday thursday friday saturday sunday january february march july september october november december"
    " montag dienstag mittwoch donnerstag freitag samstag sonntag januar februar märz juni oktober dezember uhr min minuten minutes lesezeit".split()
)
"""Words of buttons, menus and calendars: two of them with capitals are nobody's name."""
FAMILY_KO = "김이박최정강조윤장임한오서신권황안송전홍유고문양손배백허남심노하곽성차주우구나민진지엄채원천방공현함변염여추도소석선설마길연위표명기반라왕금옥육인맹제모탁국어은편용예경봉사부"
FAMILY_ZH = "王李张張刘劉陈陳杨楊赵趙黄黃周吴吳徐孙孫胡朱高林何郭马馬罗羅梁宋郑鄭谢謝韩韓唐冯馮于董萧蕭程曹袁邓鄧许許傅沈曾彭吕呂苏蘇卢盧蒋蔣蔡贾賈丁魏薛叶葉阎余潘杜戴夏钟鍾汪田任姜范方石姚谭譚廖邹鄒熊金陆陸郝孔白崔康毛邱秦江史顾顧侯邵孟龙龍万萬段雷钱錢汤湯尹黎易常武乔喬贺賀赖賴龚龔文牛岳"
FAMILY_JA = "佐藤 鈴木 高橋 田中 渡辺 渡邊 伊藤 山本 中村 小林 加藤 吉田 山田 佐々木 山口 松本 井上 木村 林 斎藤 清水 山崎 阿部 森 池田 橋本 山下 石川 中島 前田 藤田 小川 後藤 岡田 長谷川 村上 近藤 石井 坂本 遠藤 青木 藤井 西村 福田 太田 三浦 藤原 岡本 松田 中川 中野 原田 小野 田村 竹内 金子 和田 中山 石田 上田 森田 柴田 酒井 工藤 横山 宮崎 宮本 内田 高木 安藤 島田 谷口 大野 高田 丸山 今井 河野 藤本 村田 武田 上野 杉山 増田 平野 菅原 久保 松井 千葉 岩崎 木下 松村 西田 中田 川口 平田 辻 関 永井 浜田 服部 沢田 本田 樋口 久保田 菊池 大西 秋山 渡部 矢野 吉川 広瀬 飯田 荒木 土屋 片山 熊谷 五十嵐 早川 児玉 星野 小池 大島 浅野 須藤 望月 永田 馬場 吉村 松下 川村 小松 岡崎 榎本 堀 奥村 植田 福島 本間 大久保 田口 八木 宮田 松岡 吉岡 成田 内藤 黒田 松本 三宅 横田 西川 石原 川崎 桜井 古賀 岸 滝沢 松永 尾崎 今村 川上 栗原 大谷 岩田 小島 水野 松尾 野口 野村 菊地 佐野 大塚 新井 市川 古川 松岡 大渡".split()
