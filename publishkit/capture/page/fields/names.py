"""How pages name the parts of an article's head, in the languages of their makers; a name is one sign of many."""

HEADLINE = frozenset("headline title entrytitle posttitle articletitle storytitle hed heading".split())
KICKER = frozenset(
    "kicker eyebrow overline topline dachzeile overtitle surtitre surtitle rubric antetitulo cintillo occhiello spitzmarke pretitle supertitle"
    " catchtitle catch label topic section category flag tagline keyword catline catlinks rubrik ressort kategorie categoria rubrique volanta".split()
)
DECK = frozenset(
    "standfirst deck dek lede lead leadtext subhead subheadline subheading subtitle subtit submanchette teasertext intro introduction introtext chapeau chapo entradilla bajada copete"
    " sommario occhiello catenaccio ingress perex abstract strapline vorspann excerpt summary synopsis description einleitung anleser lid sottotitolo soustitre sumario lead-in leadin"
    " manchet undertitel ingres appel tagline articledek".split()
)
AUTHOR = frozenset(
    "byline bylines author authors autor autoren autores auteur auteurs verfasser redator redactor writer writers signature firma firmas autore autori authorname autorzy contributor contributors journalist reporter".split()
)
NOT_AUTHOR = frozenset("bio biography quote cite comment comments caption related avatar".split())
TIME = frozenset(
    "published datepublished pubdate date dateline timestamp posted entrydate postdate publishdate publication time datum fecha data".split()
)
CHANGED = frozenset("updated modified datemodified update aktualisiert lastmodified".split())
