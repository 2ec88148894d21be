"""Bylines, and the other words around an article that are not the article: where it ends, what is a button."""

import re

from publishkit.model.article import Byline, Role

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
    """.replace("\n", "|").split("|")
    if line.strip()
)
"""A line that is just one of these: what follows is no longer the article (folded, without a final colon)."""

TEASERS = re.compile(
    r"^(?:read (?:more|also|next)|see also|related|more|watch|listen|don't miss|recommended|sign up|subscribe|lesen sie auch|lesen sie"
    r" (?:dazu|hier)|mehr (?:dazu|zum thema)|siehe auch|auch interessant|lire aussi|à lire aussi|lee también|leggi anche|leia (?:também|mais)"
    r"|czytaj (?:więcej|także|też|również)|zobacz (?:także|też|również)|lees ook|läs (?:mer|också|även)|les også|læs også|lue (?:myös|aiheesta)"
    r"|čtěte také|читайте (?:также|також)|関連記事|click here|tap here|contact|newsletter)\b\s*(?:[:：>»→|-]|$)",
    re.IGNORECASE,
)
"""A line that opens so points to something else."""

BUTTONS = re.compile(
    r"^(?:share(?: (?:this|on|via|with|article|full article).*)?|tweet|facebook|twitter|x|whatsapp|telegram|e-?mail|mail|copy(?: link)?|link kopieren|print|drucken"
    r"|pinterest|linkedin|reddit|tumblr|flipboard|bluesky|messenger|pocket|teilen|merken|speichern|save|bookmark|partager|imprimer"
    r"|compartir|condividi|udostępnij|skopiuj link|dela|jaa|del|sdílet|поделиться|поділитися|follow(?: us)?.*|subscribe(?: now)?"
    r"|sign in|log ?in|register|anmelden|menu|menü|search|suche|home|startseite|advertisement.*|anzeige|werbung|publicidad|publicité"
    r"|reklama|annons|mainos|skip to .*|view image in fullscreen|bild vergrößern|enlarge(?: this)? image|play|pause|close|schließen"
    r"|show more|load more|next|previous|weiter|zurück|listen(?: to this article)?|artikel anhören|vorlesen|\d+\s*(?:min|minutes?|minuten)\b.*"
    r"|\d+ (?:comments?|kommentare?|shares?)|comments? \d*|článek|skopírovat odkaz|video|fotogalerie|copy url|print article|gift article|加入|保存"
    r"|story continues below.*|this advertisement has not loaded yet.*|article content|\(?\d+\s?[/|]\s?\d+\)?|image \d+ (?:of|/) \d+|in pictures)$",
    re.IGNORECASE,
)
"""A whole line that is a button, an advertisement mark or a counter."""

BYLINE_OPENINGS = (
    r"by(?:line)?|written by|reported by|words by|story by|text by|von|text|geschrieben von|verfasst von|ein(?:e)? \w+ von|par|propos recueillis par"
    r"|texte(?: de)?|texto(?: de)?|testo(?: di)?|écrit par|por|escrito por|di|scritto da|a cura di|autor(?:ka|zy|in|en|es|a|e|i|ski)?|author|auteur|autore|opracowanie|napisał(?:a)?|door|av|af|tekst|text av|teksti|kirjoittaja|napsal"
    r"|автор(?:ы|и)?|текст|szerző|írta|de către|skribent|reporter|文|取材|記者"
)
UPDATED = re.compile(
    r"\b(?:updated?|last updated|modified|aktualisiert|zuletzt|stand|mis à jour|modifié|actualizado|aggiornato|atualizado|aktualizacja|aktualizováno"
    r"|bijgewerkt|uppdaterad|opdateret|oppdatert|päivitetty|обновлено|оновлено|更新|수정|업데이트)\b",
    re.IGNORECASE,
)

OPENING = re.compile(rf"^(?:{BYLINE_OPENINGS})(?:\s*[:：]\s*|\s+)(?=\S)", re.IGNORECASE)
BETWEEN = re.compile(
    r"\s*(?:,|;|\||/|·|•|&|\band\b|\bund\b|\bet\b|\by\b|\be\b|\boraz\b|\bi\b|\ben\b|\boch\b|\bja\b|\ba\b|\bи\b|\bта\b)\s+",
    re.IGNORECASE,
)
PARTICLE = r"(?:von|van|der|den|de|del|della|di|da|dos|das|du|la|le|el|al|bin|ibn|ter|zu|zur|af|av|y|e|i)"
WORD = r"(?:(?:Mc|Mac|O['’]|D['’]|[dl]['’])?[^\W\d_][\w'’.-]*)"
AGENCY = re.compile(
    r"^(?:AP|AFP|dpa|DPA|APA|ATS|PAP|EFE|ANSA|ČTK|Reuters|REUTERS|Bloomberg|(?:The )?Associated Press|Agence France-Presse|Press Association|PA"
    r"|[\w. ]+ (?:Staff|Newsroom|Redaktion|Desk|News Agency))$"
)
TITLES = re.compile(
    r"\b(?:staff (?:writer|reporter)|(?:senior |chief |political |science )?(?:correspondent|reporter|editor|writer)|(?:chef)?redakteur(?:in)?|redaktionsleiter(?:in)?|volontär(?:in)?|korrespondent(?:in)?|journalist(?:e|in|a)?|redacción|redakcja|기자|記者)\b.*$",
    re.IGNORECASE,
)

GLUED_TITLE = re.compile(
    r"(?<=[a-zß-ÿ])[A-Z][\w-]{2,20}(?: [A-Z][\w-]{2,20})? (?:Writer|Reporter|Editor|Correspondent)$"
)
"""“Ada ExampleHarbour Writer”: two elements of a page, copied as one line."""

NO_NAMES = frozenset(
    {"입력", "수정", "등록", "댓글", "기사", "뉴스", "사회", "정치", "経済", "社会", "政治", "国際", "写真", "速報"}
)
"""Short words that look like a name in scripts without capitals."""


def ends_article(line: str) -> bool:
    """Tell whether a whole line says that the article is over.

    >>> ends_article("See also"), ends_article("See also the second part of this series.")
    (True, False)
    """
    return " ".join(line.lower().replace("\u00a0", " ").split()).rstrip(":： ") in ENDS


def is_furniture(line: str) -> bool:
    """Tell whether a whole line is a button, a counter or a pointer to another article.

    >>> is_furniture("READ MORE: The bridge is closed")
    True
    """
    folded = " ".join(line.replace("\u00a0", " ").split())
    return not any(char.isalnum() for char in folded) or bool(BUTTONS.match(folded) or TEASERS.match(folded))


def parse_byline(line: str) -> tuple[Byline, ...]:
    """Return the people a byline names; empty when the line does not open like one.

    >>> [byline.name for byline in parse_byline("By Ada Example and Bo Nobody")]
    ['Ada Example', 'Bo Nobody']
    >>> parse_byline("By the time the rain stopped, the bridge was gone.")
    ()
    """
    text = " ".join(line.split())
    match = OPENING.match(text)
    if match is None or len(text) > 160:
        return ()
    return split_names(text[match.end() :])


def split_names(text: str) -> tuple[Byline, ...]:
    """Return the names in a list of names; empty when one of its parts does not look like a name."""
    text = re.sub(r"\s*(?:@\w+|\S+@\S+|\bin [A-Z]\w+.*)$", "", " ".join(text.split()))
    text = GLUED_TITLE.sub("", text)
    parts = [TITLES.sub("", part).strip(" ,.-–—|") for part in BETWEEN.split(text)]
    names = [part for part in parts if part]
    if (
        len(names) == 2
        and is_name(names[0])
        and re.fullmatch(r"[^\W\d_a-zß-ÿ][^\W\d_]{2,20}", names[1])
        and not AGENCY.match(names[1])
    ):
        names = names[:1]  # "Ada Example, Warsaw": where it was written
    if not names or not all(is_name(name) or AGENCY.match(name) for name in names):
        return ()
    return tuple(Byline(name=name, role=_role(name)) for name in names)


def is_name(text: str) -> bool:
    """Tell whether *text* looks like one person's name: two to five words that open with a capital.

    >>> is_name("Adam Zygiel"), is_name("Cooperation with Russia tightens"), is_name("Vincent van Gogh")
    (True, False, True)
    """
    words = text.split()
    if text in NO_NAMES:
        return False
    if not 2 <= len(words) <= 5 or len(text) > 50 or re.search(r"[\d:;!?()\"“”„»«]|\.$", text):
        return bool(re.fullmatch(r"[\uac00-\ud7a3]{2,4}|[\u4e00-\u9fff\u3040-\u30ff]{2,6}", text))
    capitals = [word for word in words if not re.fullmatch(PARTICLE, word)]
    return len(capitals) >= 2 and all(
        re.fullmatch(WORD, word) and re.sub("^[dl]['’]", "", word)[:1].isupper() for word in capitals
    )


def _role(name: str) -> Role:
    return "agency" if AGENCY.match(name) else "author"
