"""Every phrase in its language is found, and sentences of everyday news are not."""

import re

import pytest

from publishkit.rights.detect.notices import origin_named, phrases_in_lines
from publishkit.rights.notices.notice import MINING, MODAL, PHRASES, TOPICS, TRAINING, find_notices, phrases_in
from publishkit.words import lowered, plain

STORY = "The bridge was closed on Monday, and the town went to work by boat instead.\n" * 12

RESERVED = [
    ("en", "All rights reserved."),
    ("en", "No part of this publication, in whole or in part, may be reproduced."),
    ("pl", "Wszelkie prawa zastrzeżone."),
    ("de", "Alle Rechte vorbehalten."),
    ("fr", "Tous droits réservés."),
    ("fr", "Tous droits de reproduction et de diffusion réservés."),
    ("es", "Todos los derechos reservados."),
    ("it", "© RIPRODUZIONE RISERVATA"),
    ("pt", "Todos os direitos reservados."),
    ("nl", "Alle rechten voorbehouden."),
    ("cs", "Všechna práva vyhrazena."),
    ("sk", "Všetky práva vyhradené."),
    ("uk", "Усі права захищені."),
    ("ru", "Все права защищены."),
    ("fi", "Kaikki oikeudet pidätetään."),
    ("sv", "Alla rättigheter förbehållna."),
    ("da", "Alle rettigheder forbeholdes."),
    ("no", "Alle rettigheter reservert."),
    ("hu", "Minden jog fenntartva."),
    ("tr", "Tüm hakları saklıdır."),
    ("ja", "記事・写真の無断転載を禁じます。"),
    ("ko", "무단 전재 및 재배포 금지"),
    ("zh", "版权所有"),
]
PROHIBITED = [
    ("en", "Reproduction, e.g. in print, etc., requires the prior written consent of the publisher."),
    ("en", "The material on this site may not be reproduced, distributed or transmitted."),
    ("en", "Unauthorized republication of our content is prohibited."),
    ("en", "Any use of these articles is strictly prohibited."),
    ("pl", "Kopiowanie, m.in. w celach naukowych, bez pisemnej zgody wydawcy jest zabronione."),
    ("de", "Nachdruck und Vervielfältigung nur mit schriftlicher Genehmigung des Verlags."),
    ("de", "Eine Weiterverwendung über den persönlichen Gebrauch hinaus ist nicht gestattet."),
    ("fr", "Reproduction interdite sans autorisation."),
    ("es", "Prohibida la reproducción total o parcial de los contenidos."),
    ("es", "Queda vedada la reproducción de los textos sin la previa autorización."),
    ("it", "È vietata la riproduzione, anche parziale."),
    ("pt", "É proibida a reprodução total ou parcial."),
    ("nl", "Niets mag worden overgenomen zonder schriftelijke toestemming van de uitgever."),
    ("sv", "Kopiering av innehållet utan skriftligt tillstånd är förbjuden."),
    ("cs", "Publikování nebo šíření obsahu je bez písemného souhlasu zakázáno."),
    ("uk", "Передрук матеріалів заборонено без дозволу редакції."),
    ("ru", "Перепечатка материалов без разрешения редакции запрещена."),
]
RESERVED_MINING = [
    ("en", "Use of our content for text and data mining is expressly reserved."),
    ("pl", "Eksploracja tekstów i danych w rozumieniu art. 26(3) jest zastrzeżona."),
    ("de", "Text- und Data-Mining im Sinne von § 44b UrhG bleibt vorbehalten."),
    ("fr", "La fouille de textes et de données est interdite."),
    ("es", "Se reserva la minería de textos y datos."),
    ("it", "È riservata l'estrazione di testo e di dati."),
    ("pt", "É reservada a prospeção de textos e dados."),
    ("xx", "Rights under article 4 of Directive 2019/790 are reserved."),
    ("ja", "当サイトの記事のAI学習を禁じます。"),
    (
        "en",
        "We expressly reserve the right to carry out text and data mining on our content under Article 4 of Directive (EU) 2019/790.",
    ),
    ("en", "Use of our articles to train AI models is not permitted."),
    ("en", "No part of this site may be used for the purpose of training artificial intelligence technologies."),
    ("en", "Crawling our site for machine learning purposes is prohibited without our written permission."),
    ("en", "The publisher opts out of text and data mining."),
    ("en", "You may not use this content to train, develop or improve large language models."),
    ("en", "Rights for TDM are reserved under Art. 4(3) DSM."),
    ("en", "Any scraping, extraction or ingestion of this content by AI systems requires a licence."),
    (
        "de",
        "Wir behalten uns eine Nutzung unserer Inhalte für kommerzielles Text- und Data-Mining gemäß § 44b UrhG vor.",
    ),
    ("de", "Die Nutzung der Inhalte zum Training von KI-Systemen ist untersagt."),
    ("de", "Text und Data Mining im Sinne des § 44b Abs. 3 UrhG bleibt vorbehalten."),
    ("de", "Das Auslesen unserer Seiten für KI-Anwendungen ist nicht gestattet."),
    ("de", "Der Verlag widerspricht der Verwendung seiner Texte für Text- und Data-Mining."),
    ("fr", "La fouille de textes et de données est interdite conformément à l'article L. 122-5-3 du CPI."),
    ("fr", "L'éditeur s'oppose à toute fouille de textes et de données de ses contenus."),
    ("fr", "Nous nous réservons les droits de fouille de textes et de données."),
    ("fr", "Toute utilisation pour l'entraînement d'une intelligence artificielle est interdite."),
    ("es", "Queda prohibida la minería de textos y datos de estos contenidos."),
    ("es", "Nos oponemos expresamente a la minería de datos conforme al artículo 67.3 del Real Decreto-ley 24/2021."),
    ("es", "Se prohíbe utilizar este contenido para entrenar sistemas de inteligencia artificial."),
    ("it", "È vietata l'estrazione di testo e di dati ai sensi dell'art. 70-quater della legge 633/1941."),
    ("it", "L'editore si riserva i diritti di estrazione di testo e dati (text and data mining)."),
    ("it", "È vietato l'uso dei contenuti per addestrare sistemi di intelligenza artificiale."),
    ("pt", "É proibida a prospeção de textos e dados dos nossos conteúdos."),
    ("pt", "Reservamos os direitos de mineração de textos e dados."),
    ("pt", "É expressamente proibido usar este conteúdo para treinar sistemas de inteligência artificial."),
    ("pl", "Wydawca zastrzega sobie prawo do eksploracji tekstów i danych na podstawie art. 26³ ust. 2 ustawy."),
    ("pl", "Zabrania się wykorzystywania treści do trenowania modeli sztucznej inteligencji."),
    ("pl", "Nie wyrażamy zgody na eksplorację tekstów i danych (TDM)."),
    ("pl", "Korzystanie z treści w celu uczenia maszynowego wymaga zgody wydawcy."),
    ("nl", "Wij behouden ons het recht voor op tekst- en datamining als bedoeld in artikel 15o Auteurswet."),
    ("nl", "Tekst- en datamining is niet toegestaan."),
    ("nl", "Het gebruik van deze inhoud voor het trainen van AI is verboden."),
    ("sv", "Text- och datautvinning är förbjuden utan tillstånd."),
    ("sv", "Vi förbehåller oss rätten till text- och datautvinning."),
    ("sv", "Innehållet får inte användas för att träna AI."),
    ("ja", "当サイトの記事をAI学習に利用することを禁じます。"),
    ("ja", "生成AIの学習への無断使用を禁止します。"),
    ("da", "Tekst- og datamining er ikke tilladt."),
    ("cs", "Vydavatel si vyhrazuje právo na vytěžování textů a dat."),
]
HARMLESS = [
    "Reuters recently reported that the bridge is closed.",
    "The court ruled that machine learning or artificial intelligence is here to stay.",
    "The minister said that use of the road is prohibited in winter.",
    "The results of the study may not be published before spring.",
    "The ministry reserved judgement on artificial intelligence in schools.",
    "The company wants to train large language models on the letters of sailors.",
    "Data mining found the wreck.",
    "He reserved a table for two.",
    "Künstliche Intelligenz soll in Schulen verboten werden.",
    "L'intelligence artificielle est interdite aux examens.",
    "The use of drones requires a written permission of the harbour master before noon.",
    "The copyright holder was a sailor.",
    "Copying the old boat took nine years.",
    "Text and data mining of ships' logs helped the team to find the wreck earlier.",
    "The company trains its AI models in a hall outside the town.",
    "Die Hochschule bietet einen Kurs in Text- und Data-Mining an.",
    "Le chercheur a expliqué la fouille de textes et de données aux élèves.",
    "Studenci uczą się eksploracji tekstów i danych na trzecim roku.",
    "Training the dog requires patience, and no artificial intelligence.",
    "The firm does not say how its AI was trained.",
    "You may mine our texts freely for research.",
]


@pytest.mark.parametrize(("language", "line"), [*RESERVED, *PROHIBITED])
def test_a_notice_is_found_in_its_language(language: str, line: str) -> None:
    (notice,) = find_notices(f"{STORY}\n{line}\n")
    assert (notice.text, notice.lang) == (line, language)


@pytest.mark.parametrize(("language", "line"), RESERVED_MINING)
def test_a_reservation_of_mining_is_found(language: str, line: str) -> None:
    (notice,) = find_notices(f"{STORY}\n{line}\n")
    assert "TDM" in {phrase.kind for phrase in phrases_in(notice.text)}


@pytest.mark.parametrize("line", HARMLESS)
def test_everyday_news_is_no_notice(line: str) -> None:
    """In the middle of a text; the last line of a page is where notices stand, so a few are left to the editor there."""
    assert find_notices(f"{STORY}{line}\n{STORY}") == ()


@pytest.mark.parametrize("line", [*HARMLESS[:10], *HARMLESS[11:]])
def test_everyday_news_is_no_notice_even_at_the_end(line: str) -> None:
    assert find_notices(f"{STORY}{line}\n") == ()


@pytest.mark.parametrize(
    ("kind", "line"),
    [
        ("republish", "You are free to republish this story online or in print."),
        ("republish", "Republish our articles for free."),
        ("republish", "Zachęcamy do nieodpłatnego przedruku."),
        ("republish", "Dieser Text darf kostenlos weiterverbreitet werden."),
        ("republish", "Vous pouvez librement republier cet article."),
        ("republish", "Puedes republicar este artículo."),
        ("republish", "Puoi ripubblicare questo articolo."),
        ("republish", "Você pode republicar este artigo."),
        ("pd", "This map is in the public domain."),
        ("pd", "Die Karte ist gemeinfrei."),
        ("usgov", "This is a work of the United States government."),
        ("synd", "This story was originally published by Port Review."),
        ("synd", "Ten artykuł po raz pierwszy ukazał się w Gazecie Portowej."),
        ("synd", "Dieser Artikel ist zuerst bei der Hafenzeitung erschienen."),
        ("synd", "Cet article a été initialement publié par Port Revue."),
        ("synd", "Este artículo fue publicado originalmente por Revista del Puerto."),
        ("synd", "Questo articolo è stato pubblicato per la prima volta su Rivista del Porto."),
        ("synd", "Este artigo foi publicado originalmente em Revista do Porto."),
        ("synd", "First published in The Courier."),
        ("synd", "*Originally appeared in the Northmouth Courier, 3 May.*"),
        ("synd", "This article was republished from The Courier."),
        ("synd", "Reprinted from *The Courier*."),
        ("synd", "Zuerst erschienen in der Hafenzeitung."),
        ("synd", "Nachdruck aus der Hafenzeitung, Heft 3."),
        ("synd", "Publié initialement dans Port Revue."),
        ("synd", "Publicado originalmente en Revista del Puerto."),
        ("synd", "Pubblicato originariamente su Rivista del Porto."),
        ("synd", "Publicado originalmente em Revista do Porto."),
        ("synd", "Pierwodruk w Gazecie Portowej."),
        ("synd", "Eerder verschenen in Havenkrant."),
        ("synd", "Först publicerad i Hamnbladet."),
        ("synd", "Først bragt i Havnebladet."),
        ("synd", "Původně vyšlo v Přístavních novinách."),
        ("synd", "Вперше опубліковано в «Портовій газеті»."),
        ("synd", "Впервые опубликовано в «Портовой газете»."),
        ("synd", "この記事は「港湾新聞」から転載しました。"),
    ],
)
def test_invitations_origins_and_the_public_domain_are_signs(kind: str, line: str) -> None:
    assert kind in {sign.kind for sign in phrases_in_lines([line])}


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("This story was originally published by Port Review and is republished here.", "Port Review"),
        ("Dieser Artikel ist zuerst erschienen bei Hafenzeitung.", "Hafenzeitung"),
        ("Cet article a été initialement publié par Port Revue, le 3 mai.", "Port Revue"),
        ("Republished with permission.", None),
        ("*First published in The Courier.*", "Courier"),
        ("This article was republished from Port Review under CC BY 4.0.", "Port Review"),
        ("Zuerst erschienen in der Hafenzeitung.", "Hafenzeitung"),
        ("Eerder verschenen in Havenkrant.", "Havenkrant"),
        ("This story is republished under CC BY 4.0.", None),
    ],
)
def test_who_published_first_is_the_holder(line: str, name: str | None) -> None:
    assert origin_named(line) == name


@pytest.mark.parametrize(
    "line",
    [
        "First published in 1923, the guide has never been out of print.",
        "Originally published as a leaflet, the rules were soon forgotten.",
        "Zuerst erschienen drei Schiffe vor der Mole.",
        "The novel was first published in London.",
    ],
)
def test_a_book_that_a_text_speaks_of_is_no_origin_of_it(line: str) -> None:
    assert phrases_in_lines([line]) == ()


def test_a_study_that_was_published_elsewhere_is_no_origin_of_the_text() -> None:
    line = "The biologists said the study on eels was originally published in a journal of the port."
    assert phrases_in_lines([line]) == ()


@pytest.mark.parametrize(("_language", "line"), [*RESERVED, *PROHIBITED, *RESERVED_MINING])
def test_the_quick_look_never_hides_a_phrase(_language: str, line: str) -> None:
    """Stems stand in every text their pattern matches."""
    low = lowered(plain(line))
    for phrase in (*PHRASES, *MODAL, *MINING, *TRAINING, *TOPICS):
        for part, stems in zip(phrase.parts, phrase.stems, strict=True):
            assert not part.search(low) or any(stem in low for stem in stems), part.pattern


def test_stems_are_words_that_narrow() -> None:
    for phrase in (*PHRASES, *MODAL, *MINING, *TRAINING, *TOPICS):
        assert all(stem and not re.search(r"[()\\|]", stem) for stems in phrase.stems for stem in stems), phrase
