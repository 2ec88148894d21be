"""The words of copyright lines, in many languages: signs, reservations, what ends a name, what is none."""

import re

from publishkit.rights.notices.reserved_words import RESERVED_IN

YEARS = r"(?:(?:19|20)\d\d|25[5-9]\d)(?!\d)(?: ?[-,/&] ?(?:(?:19|20)\d\d(?!\d)|\d\d(?!\d)|present|today|now|heute|hoy|oggi|aujourd'hui))?(?: ?-(?= ?(?:,|$)))?"
SIGNS = r"©|\([cс]\)|(?<![a-z])copyrights?(?![a-z])|版[权權]所有|著作[权權権](?:所有|者)|저작권자|저작권(?= ?[©ⓒ])|(?:جميع )?(?:ال)?حقوق (?:النشر |الطبع )?محفوظة"
COPYRIGHT = re.compile(
    rf"(?:{SIGNS})(?:[ :®\u2063]{{0,3}}(?:{SIGNS})){{0,2}}[ :®\u2063]{{0,3}}(?P<year>{YEARS})?", re.IGNORECASE
)
"""Where a copyright line begins; every repetition is bounded."""
DOUBLE = re.compile(r"(?:©|\([cс]\))[ :]{0,2}copyright|copyright[ :]{0,2}(?:©|\([cс]\))", re.IGNORECASE)
"""Word and sign together: said of a whole site or text, hardly ever of a picture."""

RESERVED = re.compile(
    r"all intellectual property rights (?:are )?reserved(?: to| by)?|(?:all|some|certain) rights? res\w{3,8}|alle rechten?(?: (?:sind |zijn )?(?:vorbehalten|voorbehouden))?|(?:einige|bestimmte) rechte vorbehalten"
    r"|(?:tous |certains )(?:les )?droits(?: de reproduction)?(?: (?:sont )?réservés)?|(?:algunos |todos los )?derechos reservados|algunos derechos"
    r"|tutti i diritti(?: (?:sono )?riservati)?|todos os direitos(?: (?:estão )?reservados)?|direitos reservados|dereitos reservados|tots els drets(?: reservats)?"
    r"|(?:wszelkie|wszystkie) prawa(?: zastrzeżone)?|všechna práva(?: vyhrazena)?|všetky práva(?: vyhradené)?|все права(?: (?:защищены|соблюдены|сохранены))?"
    r"|(?:усі|всі) права(?: (?:захищен|застережен)[оі])?|всички права(?: запазени)?|sva prava(?: (?:zadržana|pridržana))?|vse pravice(?: pridržane)?"
    r"|alle rettighe\w+(?: \w+)?|alla rättigheter(?: \w+)?|haki zote(?: zimehifadhiwa)?|tüm hakları(?: saklıdır)?|her hakkı saklıdır|toate drepturile(?: rezervate)?"
    r"|minden jog(?: fenntartva)?|kaikki oikeudet(?: pidätetään)?|visos teisės(?: saugomos)?|visas tiesības(?: \w+)?|kõik õigused(?: \w+)?|öll réttindi(?: \w+)?"
    r"|të gjitha të drejtat(?: janë)?(?: të)?(?: rezervuara)?|te gjitha te drejtat(?: te rezervuara)?|με επιφύλαξη παντός(?: νόμιμου)? δικαιώματος|hak cipta(?: dilindungi)?"
    r"|riproduzione riservata|reproducción prohibida|nachdruck verboten|无断|無断|版权所有|版權所有|무단|禁|不得[转轉]载?載?|保留[所]?有?[权權]利?|تمام\w{0,2} حقوق[^|]{0,20}محفوظ\w{0,3}"
    "|" + "|".join(RESERVED_IN.values()),
    re.IGNORECASE,
)
LEAD = re.compile(
    rf"[ ,.:|·•∙⋅‧◦▪●■│┃¦∣‖/®\u2063-]+|(?:{SIGNS}|by\b|from\b|tm\b|redaktion\b(?= ?\u2063)|(?:edito|editado|édité|publicado|herausgegeben|publié|published) (?:da|por|par|von|by)\b|cc[ -]by(?:-\w\w){{0,2}}(?: \d\.\d)?(?!\w)|(?:owned|held|operated|run|managed)(?: (?:and|&) (?:owned|operated|published|run|managed))?(?: or licensed)? by\b|betrieben (?:von|durch)\b|(?:exploité|géré|edité) par\b|operado por\b|gestito da\b|since\b|seit\b|desde\b|depuis\b|the contents? of this (?:web)?site|{YEARS}(?=[^a-zß-ÿ0-9]|$)|لـ? ?(?=[\u0600-\u06ff]))"
    r"|(?:mon|tue|wed|thu|fri|sat|sun)\w{0,6} [a-z]{3} \d{1,2} \d\d:\d\d:\d\d [\w:+-]{2,12}",
    re.IGNORECASE,
)
"""What may stand between the sign and the name, taken off piece by piece."""
STOP = re.compile(
    r" ?[|•·∙⋅‧◦▪●■│┃¦∣‖;<>\n\t™®†]|\u2063(?!,? ?(?:inc|ltd|llc|gmbh|ag|s\.?a|plc|b\.?v|corp|co)\b| (?:&|and|und|et|y|e) )| -{1,2} | // | ?\((?:https?:|www\.|about us|regn?|hrb)|\s{3,}"
    rf"|,? ?(?<!\d)(?:{YEARS})(?!\w)|: | (?-i:vom) "
    r"|(?-i:,? (?:is|are|was|has|ist|sind|wird|est|sont|è|é|jest|är|er|es (?:una?|el|la)|détenue?|edited|edito|gehört|ein teil|part of|eine? (?:marke|produkt|unternehmen|angebot)))(?!\w)"
    r"|,? (?:a|an|eine|une) (?:division|subsidiary|part|brand|member|company|marke|service|digital first|501\(c\)|[\w ]{2,40}? company)\b"
    r"|[,.]? ?\b(?:powered|designed?|developed|website|web ?site|site|realized|realised|built|made|hosted|managed|distributed|created|published|maintained) (?:&|and|und) \w{3,12} (?:by|von)\b"
    r"|[,.]? ?\b(?:powered|designed?|developed|website|web ?site|site|realized|realised|built|made|hosted|managed|distributed|created|published|maintained|umgesetzt|entwickelt|desarrollado|desenvolvido|diseñad[ao]|realizzato|réalisé|propulsé|gestaltet|erstellt) (?:by|von|por|par|da|de|with|mit|in|on|für)\b"
    r"|[,.]? (?:proudly|design ?(?:&|and|und|:)|webdesign|umsetzung|realisation|realisierung|hosting|content ?management|on the |site is|this (?:site|link|website|material|page)|opens in|the material|no reproduction|no part|reproduction|unauthori[sz]ed|use of|version|rev\b)"
    r"|,? (?:and/or|or (?:its|their|affiliated|related)|and its|oder (?:deren|seine)|registered (?:office|in|trade)|unless otherwise|in england no|user agreement|do not sell|all times|alle angaben|powered by)\b"
    r"|,? ?\b(?:terms (?:of|and|&)|privacy|contact us|contacts?\b|your ad choices|impressum|datenschutz|cookies?|kontakt|agb|nutzungsbedingungen|disclaimer|mentions légales|aviso legal|política|politica de|sitemap|about us|advertise|mediadaten|rss|feedback|login|legal notice|p\. ?iva|c\.f\.|rif\b|nit\b|cuit|cnpj|nif\b|issn|isnn|iban|tel\.|fax|e-?mail|p\.? ?o\.? box|unter der|licensed|lizen[sz]|creative commons|cc[ -]by|weitere rechte)"
    r"|copyright\b|©",
    re.IGNORECASE,
)
"""Where a name is over."""
_FORMS = (
    r"inc|ltd|limited|llc|llp|l\.l\.c|plc|corp|co|gmbh(?: & co\. ?kgaa| & co\. ?kg)?|ag|se|kg|eg|e\. ?v|m\. ?b\. ?h"
    r"|s\.? ?a\.?(?: de c\.v)?|s\. ?p\. ?a|s\. ?r\. ?l|s\. ?l\. ?u|s\. ?l|slu?|srl|spa|s\.a\.r\.l|sp\. ?z ?o\. ?o|a\. ?s|s\. ?r\. ?o|b\. ?v|n\. ?v|a/s|ab|asa|oyj?|pty|pvt|l\.p|zrt|kft|ооо|зао"
)
LEGAL = re.compile(rf",? ?(?:{_FORMS})\b\.?", re.IGNORECASE)
"""Forms of companies: they belong to the name although a comma or a full stop stands before or after them."""
HAS_LEGAL = re.compile(rf"(?:^|(?<=[ ,\u2063]))(?:{_FORMS})\b(?:\.|(?!\w))", re.IGNORECASE)
PARTS = re.compile(
    r"(?P<a>.{2,80}? (?:Inc\.|Ltd\.?|Limited|LLC|plc|GmbH(?: & Co\. ?KG)?)) (?=(?-i:[A-Z0-9]))(?!(?:&|and|und|Co|KG|in)\b).+"
    r"|(?:an?|eine?|un|une) (?:(?P<b>.{2,60}) (?:subsidiary|company|brand|publication|website|site)|(?:marke|produkt|angebot|unternehmen|publikation|service|brand|division|part|marca) (?:der|des|von|of|de) (?P<c>.{2,60}))$",
    re.IGNORECASE,
)
"""A company before its address; “a Harbour plc subsidiary”, “eine Marke der Harbour Gruppe”."""
NO_NAME = re.compile(
    r"(?:terms|privacy|legal|law|office|act|infringement|policy|background|wordpress(?:\.com|\.org)?(?: vip)?|about|home|contacts?|menu|impressum|imprint|here|this|the|us|we|our|you|all|alle|every|each|any|todos|tous|tutti|login|notice|policy|information|infos?|hinweise?|policies|protected|geschützt|hosted|site|website|blog"
    r"|datenschutz\w*|agb|cookies?|kontakt|sitemap|bilder|fotos?|photos?|bildrechte[\w ]*|images?|text|and|und|et|by|owners?|authors?|fundado|founded|established|gegründet|since|seit|desde|creative commons.*|cc by.*|cc-by.*|cc0.*)$"
    r"|(?:all|alle|every|todos|tous|tutti) (?:rights?|rechte|inhalte|contents?|images|bilder|texte|times|angaben|material\w*|photos|fotos)\b|alt materiale|allt material|todo el contenido|tout le contenu|tutto il materiale|wszystkie materiały|все материалы|всі матеріали|(?:fundado|founded|established|gegründet|background|photos?|fotos?|bilder|images?|bild|illustration|music|icons?|logo|maps?) ?(?:by|el|en|in|on|von|:|©|am)\b"
    r"|privacy|terms of|cookie|hinweis|printed from|https?:|\d[\d .,:-]*$|(?-i:of|for|to|in|on|and|or|und|oder|et|y|e|with|holder|owner|law|infringement|notice|policy|protection|office|act|issues?|reform|statement|claims?|sowie|agree\w*|is|are|ist|protected)(?: |$)",
    re.IGNORECASE,
)
TRADE_MARK = re.compile(
    r"[™®]? ?(?:is|are|es|ist|sind|est|è|é) (?:an?|the|una?|eine?|une|la|die) (?:registered|eingetragene|marca|marque|trade ?-?mark)", re.IGNORECASE
)  # fmt: skip
"""“Example is the registered trade mark of …”: a sentence about a name, not about the text."""
TOOL = re.compile(
    r"\b(?:powered by|wordpress theme|themes?\b(?! park)|templates?|plug-?ins?|forum software|shop software|blog software|cms\b|content management|designed by|developed by|coded by|web ?design by|website by|hosting by|cookie consent)",
    re.IGNORECASE,
)
"""Who made the site's looks or software is not whose text it is."""
SIGNED_BEFORE = re.compile(
    r"(?:powered|software|platform|theme|template|engine|forum|design(?:ed)?|background|maps?|data|quotes?|kurse|fonts?|icons?|video|weather|wetter)(?:\W\w{1,20}){0,2}? (?:by|from|von|de|daten|delayed|provided|software)\b[^|•·∙⋅‧◦▪●■│┃¦∣‖.\u2063]{0,40}$"
    r"|(?<!\w)(?:fotos?|photos?|photograph\w{0,4}|bild(?:er)?|images?|pictures?|credits?|illustrations?|grafik|video|zdjęci[ae]|kuva|foto's) ?\d{0,2}(?: ?[:/|]| by| von)? ?$"
    r"|\b(?:map data|kartendaten|kursdaten|marktdaten|wetterdaten|weather data|market data|stock quotes|kartographie|cartographie|forum software)[^|•·∙⋅‧◦▪●■│┃¦∣‖\u2063]{0,30}$",
    re.IGNORECASE,
)
"""What stands in front of the © of a theme, a software, a supplier of data, a map or a picture."""
TEXT_TOO = re.compile(
    r"\b(?:texte?s?|words|story|inhalte?|contents?|design|concept|konzept|site|artikel|article)\b", re.IGNORECASE
)
"""“Text and photos © …” is said of the text as well."""
