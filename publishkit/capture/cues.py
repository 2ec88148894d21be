"""The words around an article that are not the article: where it ends, what is a button, what points elsewhere, what sells."""

import re
from functools import lru_cache

from publishkit.words import Folding

ENDS = frozenset(
    line.strip()
    for line in """
    see also|read also|read more|read next|related|related articles|related stories|related topics|more on this story|more from
    you may also like|you might also like|recommended|recommended for you|most read|most popular|trending|more stories|up next
    comments|join the conversation|share this article|sign up for our newsletter|article tags|tags|topics|more on
    siehe auch|mehr zum thema|mehr lesen|lesen sie auch|lesen sie mehr|auch interessant|das könnte sie auch interessieren|themen
    meistgelesen|kommentare|artikel-tools|weitere artikel|weitere themen|zur startseite|zum thema|mehr von|schlagwörter
    lire aussi|à lire aussi|voir aussi|sur le même sujet|les plus lus|commentaires|articles liés
    lee también|te puede interesar|ver también|más información|lo más leído|comentarios|noticias relacionadas|temas relacionados
    leggi anche|potrebbe interessarti|articoli correlati|i più letti|commenti|leia também|leia mais|veja também|mais lidas|comentários
    czytaj więcej|czytaj także|czytaj też|zobacz także|zobacz też|zobacz również|najczęściej czytane|komentarze|tagi
    lees ook|lees verder|meer over|reacties|läs mer|läs också|läs även|mest läst|les også|læs også|lue aiheesta|lue myös|luetuimmat
    přečtěte si také|související|související témata|diskuze|čtěte také|prečítajte si|olvasta már|kapcsolódó|citește și
    читайте также|читайте також|теги|комментарии|коментарі|темы|関連記事|あわせて読みたい|関連ニュース|おすすめ記事|관련기사|관련 기사|추천기사
    related people|related content|article tools|about the author|author|authors|our standards|read more about|the latest|latest news|latest articles|latest stories|more news|top stories|editor's picks|most viewed|sponsored content
    zum selben thema|weitere informationen|dieses thema im programm|schlagwörter zu diesem artikel|passend zum thema|auch lesenswert|unsere auswahl|das könnte sie interessieren|das könnte dich auch interessieren|mehr nachrichten|zum autor|über den autor|über die autorin|zur person|ähnliche nachrichten|ähnliche artikel|artikel teilen|diesen artikel teilen|themen des artikels|aus dem ressort|empfehlungen der redaktion|leserkommentare|diskussion
    la rédaction vous conseille|dans la même rubrique|à la une|sur le même thème|articles similaires|thèmes associés|mots clés|en savoir plus|archivado en|más noticias|lo último|noticias destacadas|te recomendamos|etiquetas|compartir en|argomenti|articoli recenti|altre notizie|ultime notizie|mais notícias|últimas notícias|relacionados|assuntos|tópicos
    powiązane|polecamy|polecane|zobacz więcej|najnowsze|tematy|meer nieuws|gerelateerd|lees meer|ämnen|relaterat|senaste nytt|mer nytt|les mer|relaterte saker|emner|relaterede|læs mere|mere om emnet|lisää aiheesta|uusimmat|suosittelemme|štítky|nejčtenější|další články|mohlo by vás zajímat|súvisiace|najčítanejšie|kapcsolódó cikkek|ajánlott|articole similare|citește mai mult
    по теме|новости по теме|другие новости|ещё по теме|смотрите также|по темі|інші новини|схожі новини|свързани|още по темата|σχετικά άρθρα|διαβάστε επίσης|δείτε επίσης|ilgili haberler|benzer haberler|etiketler|önerilen|vezane vijesti|povezano|susijusios|saistītie|baca juga|berita terkait|tag|tin liên quan|xem thêm|chủ đề
    関連ニュース|関連トピック|関連キーワード|関連リンク|関連書籍|人気記事|アクセスランキング|ランキング|この記事をシェア|最新ニュース|おすすめ情報|相关新闻|相关阅读|相关文章|相关报道|延伸阅读|推荐阅读|热门|热门新闻|更多新闻|相關新聞|延伸閱讀|熱門新聞|标签|關鍵字|많이 본 뉴스|인기기사|주요뉴스|댓글|이 기사를 공유|태그|연관기사
    ข่าวที่เกี่ยวข้อง|อ่านเพิ่มเติม|อ่านต่อ|แท็ก|ข่าวล่าสุด|ข่าวยอดนิยม|اقرأ أيضا|اقرأ أيضاً|اقرأ المزيد|مواضيع ذات صلة|أخبار ذات صلة|الأكثر قراءة|المزيد|وسوم|كلمات دليلية|مطالب مرتبط|כתבות נוספות|עוד בנושא|קראו עוד|תגיות|תגובות|कीवर्ड|यह भी पढ़ें|ये भी पढ़ें|संबंधित खबरें|टैग|और पढ़ें|আরও পড়ুন|habari zinazohusiana
    """.replace("\n", "|").split("|")
    if line.strip()
)
"""A line that is just one of these: what follows is no longer the article (folded, without signs around it)."""

END_OPENINGS = re.compile(
    r"^(?:trending|(?:video|story|photo)s? of the (?:week|day)|popular (?:videos|stories|now)|in other news|recommended videos|partnerangebote|teilen sie ihre meinung|diskutieren sie|kommentar(?:e)? (?:schreiben|verfassen)|\w+ gutscheine|stellenangebote|top[- ]jobs|most (?:read|popular|viewed)|more (?:from|on|in|about|like|stories)|related (?:articles|stories|news|topics|posts|content|coverage|people)|latest (?:news|stories|articles|from|in|posts)|recommended (?:for|from|stories|articles)|you (?:may|might) (?:also )?(?:like|be)|read more (?:on|from|about|news)|about the authors?|follow .{2,30} on|stay up to date|sign up (?:for|to)|our standards|share (?:or comment|this|on)|join the (?:conversation|discussion)|article tags"
    r"|mehr (?:zum|von|aus|zu|über|ähnliche)|weitere (?:informationen|artikel|themen|nachrichten|videos|meldungen|beiträge)|passend zum|das könnte (?:sie|dich)|lesen sie (?:auch|mehr|weiter)|auch interessant|über (?:den|die) autor|zur (?:homepage|startseite|übersicht)|themen (?:dieses|des|zum)|schlagwörter|diesen? artikel (?:teilen|merken|kommentieren)|(?:jetzt )?newsletter (?:abonnieren|bestellen)|folgen sie|\d+ kommentare?|forum: \d+"
    r"|sur le même|la rédaction vous|plus (?:d'articles|d’articles|sur)|dans la même|à lire (?:aussi|également)|partager (?:cet|sur|l)|más (?:sobre|noticias|en|información)|te puede|también te|lo más|noticias relacionadas|ti potrebbe|leggi (?:anche|tutte)|altri articoli|mais (?:sobre|lidas|notícias)|veja (?:também|mais)"
    r"|czytaj (?:też|także|więcej)|zobacz (?:też|także|więcej)|więcej (?:na|o|z)|lees (?:ook|meer|verder)|meer (?:over|van|uit)|läs (?:mer|också|även)|mer (?:om|från)|les (?:også|mer)|mer (?:fra|om)|læs (?:også|mere)|mere (?:om|fra)|lue (?:myös|lisää)|lisää (?:aiheesta|uutisia)|přečtěte|související|čtěte|další (?:články|zprávy)|mohlo by|súvisiac"
    r"|читайте (?:также|також|ещё)|ещё (?:по|на)|больше (?:новостей|по)|главное (?:на|за)|більше|διαβάστε|ilgili|baca juga|更多|相关|延伸|推荐|關聯|相關|関連|おすすめ|あわせて|こちらも|관련|추천|많이 본|เกี่ยวข้อง|อ่านเพิ่ม|اقرأ|مواضيع|المزيد|עוד ב|לכל|यह भी|ये भी|संबंधित)",
    re.IGNORECASE,
)
"""A short line without a full stop that opens so heads a list of other texts."""

TEASERS = re.compile(
    r"^(?:read (?:more|also|next)|see also|related|more|watch|listen|don't miss|recommended|sign up|subscribe|lesen sie auch|lesen sie (?:dazu|hier|mehr)|mehr (?:dazu|zum thema)|zum artikel|zum thema|hintergrund|siehe auch|auch interessant|passend dazu"
    r"|lire aussi|à lire aussi|lee también|lea también|leggi anche|leia (?:também|mais)|czytaj (?:więcej|także|też|również)|zobacz (?:także|też|również)|lees ook|läs (?:mer|också|även)|les også|læs også|lue (?:myös|aiheesta)"
    r"|čtěte také|přečtěte si|читайте (?:также|також)|관련기사|관련 기사|baca juga|ilgili haber|اقرأ أيضا|اقرأ أيضاً|यह भी पढ़ें|ये भी पढ़ें|click here|tap here|contact|newsletter|podcast)(?:\b|(?<=[^\w\s]))\s*(?:[:：>»→|–-]|$)"
    r"|^(?:関連記事|関連ニュース|あわせて読みたい|相关阅读|相关新闻|延伸阅读|延伸閱讀|อ่านเพิ่มเติม|ข่าวที่เกี่ยวข้อง|[■▼▶►◆●][ \u3000]?(?:関連|あわせて|こちらも)|[➤►▶→](?!.{20,}?[.!?]\s\S.{20}))",
    re.IGNORECASE,
)
"""A line that opens so points to something else."""

BUTTONS = re.compile(
    r"^(?:click to (?:share|e-?mail|print|copy).{0,60}|klick(?:en)?,? (?:um|zum).{0,60}|cliquez pour .{0,60}|haz clic para .{0,60}|.{0,60}\((?:opens in new window|wird in neuem fenster geöffnet|ouvre dans une nouvelle fenêtre|se abre en una ventana nueva)\)|view author archive|get author rss feed|share(?: (?:this|on|via|with|article|full article|\d+).*)?|tweet(?:en)?|facebook|x|twitter|whatsapp|telegram|e-?mail|mail|copy(?: link)?|link kopieren|den link .{0,40}kopieren.*|print|drucken|send|xing|threads|viber|line|snapchat|feedback"
    r"|pinterest|linkedin|reddit|tumblr|flipboard|bluesky|messenger|pocket|teilen|twittern|senden|merken|speichern|anhören|hören|lesen|save|bookmark|partager|imprimer|copier le lien|lien copié|écouter|suivre|(?:diesen )?artikel (?:teilen|anhören|vorlesen|drucken|merken|hören)|.{0,30} teilen"
    r"|compartir|condividi|ascolta|udostępnij|skopiuj link|copiar enlace|enviar por email|escuchar|dela|jaa|del(?: artiklen)?|gem på læseliste|sdílet|поделиться|поділитися|ссылка скопирована|слушать|follow(?: us| on| @?\w+)?|follow .{1,40} on .{1,20}|subscribe(?: now| today)?!?|abonnieren|kommentieren.*"
    r"|sign in|log ?in|register|anmelden|registrieren|menu|menü|search|suche|home|startseite|advertisement.*|ad|anzeige|werbung|publicidad|publicité|passer la publicité|pubblicità|reklame|reklam|iklan|quảng cáo|広告|광고|广告|โฆษณา|إعلان|פרסומת|विज्ञापन|\[pr\]|pr|publi"
    r"|reklama|annons(?:e)?|mainos|skip to .*|zum inhalt.*|direkt zum.*|view image in fullscreen|bild vergrößern|zeigt weitere informationen zum bild|enlarge(?: this)? image|이미지 확대보기|この記事の画像を見る.*|画像を拡大|全文表示|play|pause|close|schließen|autoplay|weitere videos"
    r"|show (?:more|less)|vis mer|afficher plus|zobrazit vše|load more|read more|see more|view (?:more|all)|mehr(?: anzeigen| lesen)?|next|previous|weiter|zurück|listen(?: to this article)?|artikel anhören|vorlesen|(?:lesezeit|lesedauer|reading time|temps de lecture|tiempo de lectura)\b.{0,25}|\d+\s*(?:-?\s?min|minutes?|minuten|minuti|minutos|minut|分|분)\b.{0,30}"
    r"|\d+ (?:comments?|kommentare?|commentaires?|comentarios?|commenti|komentarz\w*|reacties?|kommentit|shares?|postings?)|comments?(?: \d*)?|comment|kommentare?(?: ?drucken)?|commentaires?|comentarios|commenti|komentarze|reacties|kommenter|kommentit|diskuze|댓글.{0,12}|\d+ ?댓글.{0,12}|좋아요|공유|스크랩|글자 ?크기.{0,10}|닫기|인쇄(?:하기)?|공유(?:하기)?|기사 ?공유|스크랩 ?하기|.{0,60}에 공유하기.{0,20}|(?:사진 )?확대|가|小字号|大字号|打印.{0,4}|مشاركة.{0,20}|شارك.{0,20}|نسخ الرابط|העתק קישור|기사저장|ポスト|シェア(?:する)?|ツイート|印刷(?:する)?|.{0,12}でシェアする|ブックマーク|はてなブックマーク.*|コメント.{0,6}|保存|分享.{0,8}|打印|字号.{0,8}|收藏|แชร์|พิมพ์|مشاركة|شارك|טען עוד|שתפו|שיתוף|शेयर(?: करें)?"
    r"|článek|skopírovat odkaz|video|audio|bildbeitrag|audiobeitrag|videobeitrag|fotogalerie|fotostrecke(?: ansehen| öffnen)?|bildergalerie|copy url|print article|gift article|加入|video starten.*|inhaltsverzeichnis|hauptinhalt|neuer bereich|sommaire|in kürze:?|kort fortalt|auf dieser seite:?|powered by|aa|\+?text ?size|small|medium|large|trending|up next|kopiert|link kopiert!?|copied|link copied!?"
    r"|from wikipedia,.{0,40}|aus wikipedia,.{0,40}|wikipédia, .{0,40}|de wikipedia, .{0,40}|da wikipedia, .{0,40}|z wikipedii, .{0,40}|出典: フリー百科事典.{0,20}|维基百科，.{0,20}|\[edit\]|\[bearbeiten.{0,30}\]|view author publications|search author on:?|pubmed|google scholar|view \d+ images?|kommentare öffnen|zur merkliste hinzufügen|artikel zum hören.{0,20}|.{0,120}\((?:m/w/d|w/m/d|d/m/w|m/f/d|m/w/x|h/f)\).{0,80}|story continues below.*|article continues below.*|this advertisement has not loaded yet.*|article content|placeholder image.*|\(?\d+\s?[/|]\s?\d+\)?|\d{1,4}|\d{1,2}:\d\d|image \d+ (?:of|/) \d+|in pictures|breadcrumb trail links|drobečková navigace|pfadnavigation|by|von|par|por|author of the article:?|i'm in|i’m in)$",
    re.IGNORECASE,
)
"""A whole line that is a button, an advertisement mark or a counter."""
RUN_OF_BUTTONS = frozenset(
    "facebook twitter x whatsapp telegram instagram linkedin reddit pinterest tumblr email e-mail mail print share copy link flipboard xing messenger bluesky threads send teilen twittern senden drucken kopieren kommentare tweet save post pocket line"
    " folgen auf: bookmark comments comment kopiert! kopiert".split()
)
"""Words of which whole lines are made beside an article: “Facebook Twitter Whatsapp E-Mail Drucken Link kopieren”."""

PROMO = re.compile(
    r"^(?:subscribe|sign up|join (?:our|the|us|over)|get (?:our|unlimited|full|exclusive|in touch|all the|more)|support (?:our|independent|local|quality)|already (?:a|an|have)|register (?:now|to|for|/)|view more offers|log in (?:to|or)|create an account|unlimited (?:digital|online)|exclusive (?:articles|access|content)|access (?:articles|to)|enjoy (?:unlimited|additional)|share your thoughts|don't have an account|(?:this|the) (?:content|article|story|video) is (?:reserved|exclusive|only|for|available)|thanks for (?:signing|subscribing|reading)|thank you for|vielen dank|danke, dass|es ist ein fehler"
    r"|by (?:signing up|subscribing|clicking|submitting|continuing|entering)|we apologize|try refreshing|please (?:enable|try|check|sign|log|note that your)|for more stories|(?:do you have|got) a (?:story|tip|news)|email[: ]|you can (?:email|follow|unsubscribe|read more)|interested in|have something to say|original reporting|add us as|add .{2,30} to your google|stay up to date|i (?:agree|would like|accept) to|daily puzzles|opportunity to engage|our (?:journalism|newsletter)|follow (?:us|our)|click here|to (?:read|continue|comment)"
    r"|abonnieren sie|melden sie sich|jetzt (?:abonnieren|anmelden|testen|registrieren|weiterlesen|kostenlos|digital|in der app)|registrieren sie|sie (?:sind|haben|möchten|können) (?:bereits|noch|die digital|den newsletter)|mit (?:der|ihrer) anmeldung|starten sie mit|lesen sie (?:jetzt|weiter|diesen)|exklusiv für|unser newsletter|der newsletter|das beste aus|wir verwenden|um diesen|dieser (?:artikel|inhalt|beitrag) (?:ist|wurde|erschien)|über dieses thema berichtet|ihre meinung zählt|chcete-li článek|zum weiterlesen"
    r"|abonnez-vous|inscrivez-vous|recevez|déjà abonné|cet article est réservé|il vous reste|votre (?:inscription|abonnement)|suscríbete|regístrate|recibe|este (?:contenido|artículo) es|iscriviti|abbonati|ricevi|registrati|sei già|assine|inscreva-se|receba|este conteúdo|zaloguj|zapisz się|prenumeruj|subskrybuj|wykup|abonneer|meld je aan|schrijf je in|prenumerera|logga in|abonner|abonnér|tilmeld dig|meld deg på|tilaa|kirjaudu|předplaťte|přihlaste|odebírejte"
    r"|подпи(?:сывайтесь|шитесь|саться)|подписка|уважаемые читатели|підпи(?:сатися|суйтесь)|abone ol|üye ol|giriş yap|εγγραφείτε|berlangganan|đăng ký)"
    r"|会員(?:登録|限定|になると)|有料(?:会員|記事)|ログイン(?:して|する)|購読|今すぐ登録|新規登録|무료 ?회원|구독(?:하기|하세요|료)|로그인|회원가입|기사제보|저작권자|무단 ?전재|订阅|訂閱|登录后|登入|扫码|關注我們|关注我们|สมัครสมาชิก|ติดตาม(?:ข่าว|เรา)|اشترك|تابعونا|سجل الدخول|הירשמו|הצטרפו|सब्सक्राइब|ऐप डाउनलोड|डाउनलोड करें",
    re.IGNORECASE,
)
"""What asks to subscribe, to sign in, to write in."""
CONSENT = re.compile(
    r"cookies?\b|consent|einwilligung|personenbezogen|datenschutz|données personnelles|datos personales|dati personali|dados pessoais|dane osobowe|osobní údaje|persoonsgegevens|персональных данных|privacy|datenverarbeitung|third[- ]part(?:y|ies)|drittanbieter|legitimate interest|berechtigte[sn]? interesse|partners?\b.{0,40}\b(?:store|access)|个人信息|同意|クッキー|쿠키",
    re.IGNORECASE,
)
"""Words of a box that asks for consent: two of them in a paragraph, and it is none of the article's."""
SHORT_PROMO = 260
"""Characters of such a line; a longer one is prose that happens to open so."""

SALUTATION = re.compile(
    r"(?:dear|my dear(?:est)?|liebe[rs]?|sehr geehrte[rs]?|geehrte[rs]?|chère?s?|mon cher|ma chère|querid[oa]s?|estimad[oa]s?|car[oi]|cara|caríssim[oa]|gentile|prezad[oa]s?|beste|geachte|lieve|kære|kjære|käre|kära|rakas|hyvä"
    r"|drog[ia]|szanown[yai]|milý|milá|vážen[ýáí]|kedves|tisztelt|drag[ăa]|dragi|stimate|дорог(?:ой|ая|ие)|уважаем(?:ый|ая|ые)|шановн(?:ий|а|і)|αγαπητ(?:έ|ή|οί)|sevgili|sayın|親愛なる|亲爱的|親愛的|عزيز[يت]?|יקר)(?:\s|(?<=[なる的]))[^.!?]{1,50}[,!:，！]$",
    re.IGNORECASE,
)
"""“Dear Dam,”: the line that opens a letter."""
AROUND = " :：■▼▶►◆●[]【】<>＜＞|–-…"
"""Marks that stand around a cue word."""

_plain = Folding(case="lower", spaces="one")


def asks_consent(line: str) -> bool:
    """Tell whether a paragraph speaks of cookies and consent, as the box before a page does.

    >>> asks_consent("We and our partners use cookies; with your consent we process personal data.")
    True
    """
    found = {match.group().lower() for match in CONSENT.finditer(line[:1_000])}
    return len(found) > 1


def ends_article(line: str) -> bool:
    """Tell whether a whole line says that the article is over.

    >>> ends_article("See also"), ends_article("■関連記事"), ends_article("See also the second part of this series.")
    (True, True, False)
    """
    if len(line) > 80:
        return False
    folded = _plain(line).strip(AROUND)
    return folded in ENDS or (
        len(folded) <= 60
        and not line.rstrip().endswith((".", "!", "?", ",", "。"))
        and END_OPENINGS.match(folded) is not None
    )


@lru_cache(maxsize=4096)
def is_furniture(line: str) -> bool:
    """Tell whether a whole line is a button, a counter, a pointer to another article or an offer.

    >>> is_furniture("READ MORE: The bridge is closed"), is_furniture("Facebook Twitter Whatsapp Link kopieren")
    (True, True)
    """
    if len(line) > 300:
        return False
    folded = " ".join(line.replace("\u00a0", " ").split())
    if not any(char.isalnum() for char in folded) or BUTTONS.match(folded) or TEASERS.match(folded):
        return True
    if len(folded) <= SHORT_PROMO and PROMO.search(folded[:120]):
        return True
    words = folded.lower().split()
    return len(words) > 1 and sum(word in RUN_OF_BUTTONS for word in words) >= 0.7 * len(words)
