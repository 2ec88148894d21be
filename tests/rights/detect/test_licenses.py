"""Licenses in running text, in eight languages."""

import itertools

import pytest

from publishkit.model.rights import LicenseScope, Status
from publishkit.rights.detect.license_words import licenses_in, rights_statement
from tests.rights.detect.reading import Reader

WORDS = {
    "en": ("Creative Commons", "Attribution", "NonCommercial", "NoDerivatives", "ShareAlike"),
    "pl": (
        "licencja Creative Commons",
        "Uznanie autorstwa",
        "Użycie niekomercyjne",
        "Bez utworów zależnych",
        "Na tych samych warunkach",
    ),
    "de": (
        "Creative Commons Lizenz",
        "Namensnennung",
        "Nicht-kommerziell",
        "Keine Bearbeitung",
        "Weitergabe unter gleichen Bedingungen",
    ),
    "fr": (
        "licence Creative Commons",
        "Attribution",
        "Pas d’Utilisation Commerciale",
        "Pas de Modification",
        "Partage dans les Mêmes Conditions",
    ),
    "es": ("licencia Creative Commons", "Atribución", "NoComercial", "SinDerivadas", "CompartirIgual"),
    "it": (
        "licenza Creative Commons",
        "Attribuzione",
        "Non commerciale",
        "Non opere derivate",
        "Condividi allo stesso modo",
    ),
    "pt": ("licença Creative Commons", "Atribuição", "NãoComercial", "SemDerivações", "CompartilhaIgual"),
    "nl": ("Creative Commons-licentie", "Naamsvermelding", "NietCommercieel", "GeenAfgeleideWerken", "GelijkDelen"),
}
ELEMENTS = {"BY": (1,), "BY-SA": (1, 4), "BY-ND": (1, 3), "BY-NC": (1, 2), "BY-NC-SA": (1, 2, 4), "BY-NC-ND": (1, 2, 3)}


@pytest.mark.parametrize(("language", "code"), list(itertools.product(WORDS, ELEMENTS)))
def test_all_six_licenses_are_read_by_name(language: str, code: str) -> None:
    words = WORDS[language]
    for between in ("-", " - ", ", ", " – "):
        name = f"{words[0]} {between.join(words[at] for at in ELEMENTS[code])} 4.0"
        assert [one.id for one in licenses_in(f"({name} International).")] == [f"CC-{code}-4.0"], name


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("see http://creativecommons.org/licenses/by-nc-nd/3.0/us/deed.en_US for terms", ["CC-BY-NC-ND-3.0-US"]),
        ("(//creativecommons.org/licenses/by-sa/4.0/legalcode)", ["CC-BY-SA-4.0"]),
        ("https://i.creativecommons.org/l/by-nc/4.0/88x31.png", ["CC-BY-NC-4.0"]),
        ("CC0 1.0", ["CC0-1.0"]),
        ("https://creativecommons.org/publicdomain/mark/1.0/deed.de", ["CC-PDM-1.0"]),
        ("Lizenz: CC BY-SA 3.0 DE", ["CC-BY-SA-3.0-DE"]),
        ("CC BY-SA 4.0 DE", ["CC-BY-SA-4.0"]),
        ("Creative Commons by-nc-nd/3.0/de: CC BY-NC-ND 3.0 DE", ["CC-BY-NC-ND-3.0-DE"]),
        ("Creative Commons Attribution 3.0 United States License", ["CC-BY-3.0-US"]),
        ("Open Government Licence v3.0", ["OGL-UK-3.0"]),
        ("CC BY 4.0 or CC BY-NC 4.0", ["CC-BY-4.0", "CC-BY-NC-4.0"]),
    ],
)
def test_what_a_line_names(text: str, ids: list[str]) -> None:
    assert [one.id for one in licenses_in(text)] == ids


OFFICIAL = [
    # As the deeds name them, of 2.0 to 4.0.
    ("Creative Commons Namensnennung-Keine kommerzielle Nutzung-Keine Bearbeitung 3.0 Deutschland Lizenz", "CC-BY-NC-ND-3.0-DE"),
    ("Creative-Commons-Lizenz: Namensnennung, keine kommerzielle Nutzung, Weitergabe unter gleichen Bedingungen", "CC-BY-NC-SA"),
    ("Creative Commons Paternité - Pas d'Utilisation Commerciale - Partage à l'Identique 2.0 France", "CC-BY-NC-SA-2.0-FR"),
    ("Creative Commons Reconocimiento-NoComercial-SinObraDerivada 3.0 España", "CC-BY-NC-ND-3.0-ES"),
    ("Creative Commons Reconeixement-NoComercial-CompartirIgual 3.0 España", "CC-BY-NC-SA-3.0-ES"),
    ("Creative Commons Erkännande-IckeKommersiell-DelaLika 4.0", "CC-BY-NC-SA-4.0"),
    ("Creative Commons Navngivelse-IkkeKommerciel-DelPåSammeVilkår 4.0 International", "CC-BY-NC-SA-4.0"),
    ("Creative Commons Navngivelse-IkkeKommersiell-IngenBearbeidelse 3.0 Norge", "CC-BY-NC-ND-3.0-NO"),
    ("Creative Commons Nimeä-EiKaupallinen-EiMuutoksia 4.0 Kansainvälinen", "CC-BY-NC-ND-4.0"),
    ("Creative Commons Uveďte původ-Neužívejte komerčně-Zachovejte licenci 4.0 Mezinárodní", "CC-BY-NC-SA-4.0"),
    ("Creative Commons Nevezd meg! - Ne add el! - Így add tovább! 4.0", "CC-BY-NC-SA-4.0"),
    ("Creative Commons «Attribution-NonCommercial» («Атрибуция-Некоммерческое использование») 4.0 Всемирная", "CC-BY-NC-4.0"),
    ("Creative Commons Із Зазначенням Авторства - Поширення На Тих Самих Умовах 4.0", "CC-BY-SA-4.0"),
    ("Creative Commons Αναφορά Δημιουργού-Μη Εμπορική Χρήση-Όχι Παράγωγα Έργα 4.0", "CC-BY-NC-ND-4.0"),
    ("Creative Commons Atıf-GayriTicari-AynıLisanslaPaylaş 4.0 Uluslararası Lisansı", "CC-BY-NC-SA-4.0"),
    ("クリエイティブ・コモンズ 表示 - 非営利 - 改変禁止 4.0 国際 ライセンス", "CC-BY-NC-ND-4.0"),
    ("本作品采用知识共享署名-非商业性使用-相同方式共享 4.0 国际许可协议进行许可", "CC-BY-NC-SA-4.0"),
    ("크리에이티브 커먼즈 저작자표시-비영리-변경금지 4.0 국제 라이선스", "CC-BY-NC-ND-4.0"),
    ("user contributions licensed under cc by-sa. rev 12", "CC-BY-SA"),
    ("Datenlizenz Deutschland – Namensnennung – Version 2.0", "DL-DE-BY-2.0"),
    ("Datenlizenz Deutschland – Zero – Version 2.0", "DL-DE-ZERO-2.0"),
    ("Licence Ouverte / Open Licence version 2.0", "etalab-2.0"),
    ("the Norwegian Licence for Open Government Data (NLOD) 2.0", "NLOD-2.0"),
    ("Licence Art Libre", "LAL-1.3"),
    ("the GNU Free Documentation License, version 1.2", "GFDL-1.2"),
    ("Open Government Licence", "OGL-UK"),
    ("Jane has waived all copyright and related or neighboring rights to this work", "CC0-1.0"),
    ("<https://creativecommons.org/licenses/by/3.0/deed.de> Creative Commons Namensnennung 3.0 DE", "CC-BY-3.0"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "code"), OFFICIAL)
def test_official_names_of_many_languages(text: str, code: str) -> None:
    """The names of all versions, old and new; beside an address, the address is the truth."""
    assert [one.id for one in licenses_in(text)] == [code]


@pytest.mark.parametrize(
    "text",
    [
        "<https://www.facebook.com/creativecommons> Facebook",
        "CC by Ada @ Flickr",
        "https://evil.example/creativecommons.org/licenses/by/4.0/",
        "https://creativecommons.org.evil.example/licenses/by/4.0/",
        "notcreativecommons.org/licenses/by/4.0/",
        "cc: by mail to the editor",
        "CCTV by night",
        "ACC BY-law 4.0",
        "The attribution of the painting is non-commercial.",
    ],
)
def test_what_is_no_license(text: str) -> None:
    assert licenses_in(text) == ()


def test_a_rights_statement_keeps_its_identity() -> None:
    """Http and versioned, never rewritten."""
    assert (
        rights_statement("see https://rightsstatements.org/vocab/NoC-US/1.0/")
        == "http://rightsstatements.org/vocab/NoC-US/1.0/"
    )
    assert rights_statement("https://rightsstatements.org/") is None


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("InC", Status.ALL_RIGHTS_RESERVED),
        ("InC-OW-EU", Status.ORPHAN),
        ("InC-NC", Status.PUBLISHER_TERMS),
        ("NoC-US", Status.PUBLIC_DOMAIN_US_ONLY),
        ("NoC-CR", Status.UNKNOWN),
        ("CNE", Status.UNKNOWN),
        ("NKC", Status.UNKNOWN),
    ],
)
def test_rights_statements_mean_what_the_table_says(reader: Reader, code: str, status: Status) -> None:
    uri = f"http://rightsstatements.org/vocab/{code}/1.0/"
    data = f'<script type="application/ld+json">{{"@type":"Article","url":"https://gazette.example/ferry","license":"{uri}"}}</script>'
    found = reader.page(head=data).rights.text
    assert (found.status, found.rs_uri, bool(found.conflict)) == (status, uri, code == "NoC-CR")


@pytest.mark.parametrize(
    ("data", "status"),
    [
        ('"@id":"https://gazette.example/ferry#article"', Status.LICENSED_OPEN),
        ('"mainEntityOfPage":{"@id":"http://www.gazette.example/ferry/"}', Status.LICENSED_OPEN),
        ('"headline":"The ferry returns"', Status.LICENSED_OPEN),
        ('"@id":"https://gazette.example/another"', Status.UNKNOWN),
        ('"headline":"Another story"', Status.UNKNOWN),
    ],
)
def test_a_license_in_the_data_counts_when_the_data_is_about_this_page(
    reader: Reader, data: str, status: Status
) -> None:
    uri = "https://creativecommons.org/licenses/by-nd/4.0/"
    head = f'<script type="application/ld+json">{{"@type":"NewsArticle",{data},"license":"{uri}"}}</script>'
    assert reader.page(head=head).rights.text.status is status


def test_a_license_of_a_picture_in_the_data_is_that_pictures_only(reader: Reader) -> None:
    uri = "https://creativecommons.org/licenses/by-sa/4.0/"
    head = f'<script type="application/ld+json">{{"@type":"NewsArticle","url":"https://gazette.example/ferry","image":{{"@type":"ImageObject","contentUrl":"https://gazette.example/img/pier-1.jpg?w=3","license":"{uri}","creditText":"Ida Example","acquireLicensePage":"javascript:alert(1)"}}}}</script>'
    figures = "".join(
        f'<figure><img src="/img/pier-{n}.jpg"><figcaption>The pier, seen from the sea {n}.</figcaption></figure>'
        for n in (1, 2)
    )
    taken = reader.page(head=head, top=figures)
    assert taken.rights.text.license_id is None
    first, second = (picture.rights for picture in taken.rights.picture)
    assert (first.license_id, first.credit_line, first.acquire_url) == ("CC-BY-SA-4.0", "Ida Example", None)
    assert (second.license_id, second.status) == (None, Status.UNKNOWN)


@pytest.mark.parametrize(
    ("place", "scope", "status"),
    [
        ("end", LicenseScope.THIS, Status.LICENSED_OPEN),
        ("head", LicenseScope.SITE, Status.UNKNOWN),
        ("footer", LicenseScope.SITE, Status.UNKNOWN),
    ],
)
def test_a_link_marked_as_license_means_what_its_place_means(
    reader: Reader, place: str, scope: LicenseScope, status: Status
) -> None:
    uri = "https://creativecommons.org/licenses/by-nc-sa/3.0/de/deed.de"
    link = f'<link rel="license" href="{uri}">' if place == "head" else f'<a rel="license" href="{uri}">Lizenz</a>'
    found = reader.page(**{place: link}).rights.text
    assert (found.license_id, found.license_applies_to, found.status) == ("CC-BY-NC-SA-3.0-DE", scope, status)
    assert found.license_uri == "https://creativecommons.org/licenses/by-nc-sa/3.0/de/"
    assert {sign.where for sign in found.signals} == {"article" if place == "end" else place}


def test_the_publishers_own_terms_are_no_license(reader: Reader) -> None:
    head = '<script type="application/ld+json">{"@type":"Article","url":"https://gazette.example/ferry","license":"https://gazette.example/legal"}</script>'
    found = reader.page(head=head).rights.text
    assert (found.status, found.terms_url, found.license_id) == (
        Status.ALL_RIGHTS_RESERVED,
        "https://gazette.example/legal",
        None,
    )


@pytest.mark.parametrize(
    "line",
    [
        "This article is published under a Creative Commons Attribution 4.0 International License.",
        "Dieser Beitrag steht unter der Lizenz CC BY 4.0.",
        "Ten tekst jest dostępny na licencji Creative Commons Uznanie autorstwa 4.0.",
        "Cet article est publié sous licence Creative Commons Attribution 4.0.",
        "Este artículo está bajo una licencia Creative Commons Atribución 4.0.",
        "Questo articolo è distribuito con licenza Creative Commons Attribuzione 4.0.",
        "Este texto está disponível sob a licença Creative Commons Atribuição 4.0.",
        "Dit artikel is gepubliceerd onder CC BY 4.0.",
    ],
)
def test_a_pasted_text_that_speaks_of_itself_is_licensed(reader: Reader, line: str) -> None:
    found = reader.pasted(end=line).rights.text
    assert (found.status, found.license_id, found.license_applies_to) == (
        Status.LICENSED_OPEN,
        "CC-BY-4.0",
        LicenseScope.THIS,
    )


CC = "https://creativecommons.org/licenses/"
SAID = [
    # As journals, newsrooms and agencies for civic education say it, in words of our own.
    ("end", f'This is an open access paper distributed under the terms of the <a href="{CC}by/4.0/">Creative Commons Attribution License</a>, which permits use and reproduction in any medium.', "CC-BY-4.0", "licensed_open"),
    ("end", f'This article is licensed under a Creative Commons Attribution 4.0 International License. The images in this article are included in the Creative Commons licence. A copy: <a rel="license" href="{CC}by/4.0/">deed</a>.', "CC-BY-4.0", "licensed_open"),
    ("end", f'Dieser Text ist unter der Creative Commons Lizenz <a rel="license" href="{CC}by-nc-nd/3.0/de/">"CC BY-NC-ND 3.0 DE - Namensnennung - Nicht-kommerziell - Keine Bearbeitung 3.0 Deutschland"</a> veröffentlicht.', "CC-BY-NC-ND-3.0-DE", "licensed_open"),
    ("end", "Dieser Text darf mit Quellenangabe weiterverbreitet werden: CC BY-ND 4.0", "CC-BY-ND-4.0", "licensed_open"),
    ("footer", f'Unsere Inhalte stehen, soweit nicht anders vermerkt, unter der Lizenz <a rel="license" href="{CC}by-nc-sa/4.0/">Creative Commons BY-NC-SA 4.0.</a>', "CC-BY-NC-SA-4.0", "unknown"),
    ("footer", f'All charts, data, and articles of this house are open access under the <a href="{CC}by/4.0/">Creative Commons BY license</a>.', "CC-BY-4.0", "unknown"),
    ("footer", 'All content is available under the <a href="https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/">Open Government Licence v3.0</a>', "OGL-UK-3.0", "unknown"),
    ("end", f'Featured image: Ida Example via Flickr (<a href="{CC}by/2.0/">CC BY 2.0</a>)', None, "unknown"),
    ("end", "The musician published her album under a Creative Commons license (CC BY-NC) and gave it away.", None, "unknown"),
    ("end", "Creative Commons License (CC BY-NC-ND 3.0)", "CC-BY-NC-ND-3.0", "unknown"),
    ("end", "Licencja: CC BY 3.0 PL", "CC-BY-3.0-PL", "unknown"),
    ("end", f'Published under <a href="{CC}by/4.0/">CC BY 4.0</a>.', "CC-BY-4.0", "licensed_open"),
    ("end", f'The article is free and licensed under <a rel="license" href="{CC}by/4.0/">CC BY 4.0</a>.', "CC-BY-4.0", "licensed_open"),
    ("end", f'Este artículo se publica bajo la licencia <a href="{CC}by/4.0/">CC BY 4.0</a>.', "CC-BY-4.0", "licensed_open"),
    ("end", f'Dit artikel valt onder <a href="{CC}by/4.0/">CC BY 4.0</a>.', "CC-BY-4.0", "licensed_open"),
]  # fmt: skip


@pytest.mark.parametrize(("place", "words", "code", "status"), SAID)
def test_how_pages_say_it(reader: Reader, place: str, words: str, code: str | None, status: str) -> None:
    found = reader.page(**{place: f"<p>{words}</p>"}).rights.text
    assert (found.license_id, found.status.value, found.conflict) == (code, status, ())


OF_ANOTHER = (
    "The report is licensed under {}.", "Readers’ comments are licensed under {}.", "The museum has put its collection online under {}.",
    "The study was published in the open-access journal Marine Law under {}.", "Quotations from an encyclopedia are shared under {}.",
    "Der Bericht steht unter {}.", "El informe se publica bajo {}.", "Le rapport est publié sous licence {}.", "Raport jest dostępny na licencji {}.",
    "Last week’s story was licensed under {}.", "Unlike this article, our fact sheets are licensed under {}.", "The county’s tide tables are published under {}.",
    "The author’s book “Tides” is free to read and published under {}.",
)  # fmt: skip


@pytest.mark.parametrize("mark", ["", 'rel="license" '])
@pytest.mark.parametrize("words", OF_ANOTHER)
def test_a_license_of_another_work_clears_nothing(reader: Reader, words: str, mark: str) -> None:
    link = f'<a {mark}href="{CC}by/4.0/">CC BY 4.0</a>'
    assert reader.page(end=f"<p>{words.format(link)}</p>").rights.text.status is Status.UNKNOWN
