"""The many ways in which pages give a license, or seem to: what is said, of what, by whom."""

import pytest

from tests.rights.detect.reading import Reader, questions

CC = "creativecommons.org/licenses"
PAGE = "https://gazette.example/ferry"


def data(words: str) -> dict[str, str]:
    return {"head": f'<script type="application/ld+json">{words}</script>'}


def article(license: str) -> dict[str, str]:
    return data(f'{{"@type":"NewsArticle","url":"{PAGE}","license":{license}}}')


def end(words: str) -> dict[str, str]:
    return {"end": f"<p>{words}</p>"}


CHOOSER = f"""<p xmlns:cc="http://creativecommons.org/ns#"><a property="dct:title" rel="cc:attributionURL" href="{PAGE}">The ferry returns</a> by
<a rel="cc:attributionURL dct:creator" property="cc:attributionName" href="/ada">Ada Example</a> is licensed under
<a href="https://{CC}/by-nc-sa/4.0/?ref=chooser-v1" target="_blank" rel="license noopener noreferrer">CC BY-NC-SA 4.0
<img style="height:22px" src="https://mirrors.creativecommons.org/presskit/icons/cc.svg?ref=chooser-v1" alt=""></a></p>"""
CLEARED = "This article was published under CC BY 4.0."

THIS = [
    ({"end": CHOOSER}, "CC-BY-NC-SA-4.0"),
    ({"end": f'<link itemprop="license" href="//{CC}/by/4.0/legalcode">'}, "CC-BY-4.0"),
    ({"end": f'<meta itemprop="license" content="https://{CC}/by/4.0/">'}, "CC-BY-4.0"),
    (article('"CC BY-SA 4.0"'), "CC-BY-SA-4.0"),
    (article(f'["https://{CC}/by/4.0/", "https://gazette.example/terms"]'), "CC-BY-4.0"),
    (article(f'{{"@id":"http://www.{CC}/by-nc/4.0/deed.en"}}'), "CC-BY-NC-4.0"),
    (end("Except where otherwise noted, this article is licensed under a Creative Commons Attribution-NonCommercial-NoDerivatives 4.0 International (CC BY-NC-ND 4.0) License."), "CC-BY-NC-ND-4.0"),
    (end(f'Este artigo está licenciado com uma Licença <a href="https://{CC}/by-nc-nd/4.0/">Creative Commons - Atribuição-NãoComercial-SemDerivações 4.0 Internacional</a>.'), "CC-BY-NC-ND-4.0"),
    (end(f'Esta obra está bajo una <a rel="license" href="http://{CC}/by-nc-sa/2.5/ar/">Licencia Creative Commons Atribución-NoComercial-CompartirIgual 2.5 Argentina</a>.'), "CC-BY-NC-SA-2.5-AR"),
    (end('This text is available under <a href="https://spdx.org/licenses/CC-BY-4.0.html">CC-BY-4.0</a>.'), "CC-BY-4.0"),
    (end(f'This article is available under <a href="https://www.{CC}/BY-SA/4.0/DEED.EN">this licence</a>.'), "CC-BY-SA-4.0"),
    (end(f'This article is licensed under <a href="https://{CC}/by/3.0/igo/legalcode">CC BY 3.0 IGO</a>.'), "CC-BY-3.0-IGO"),
    (end(f'This article is licensed under <a href="https://{CC}/by-nd-nc/1.0/">a licence</a>.'), "CC-BY-NC-ND-1.0"),
    (end("This article is dual-licensed under CC BY-SA 3.0 and the GFDL."), "CC-BY-SA-3.0"),
    (end("Text: CC BY 4.0 / Photos: CC BY-NC 4.0 Ida Example"), "CC-BY-4.0"),
    (end("Text: Ada Beispiel, Lizenz: CC BY-SA 4.0; Bild: Bo Beispiel, alle Rechte vorbehalten"), "CC-BY-SA-4.0"),
    (end("Der Text dieses Artikels ist lizenziert unter CC BY-NC-ND 4.0 (Namensnennung, nicht kommerziell, keine Bearbeitung)."), "CC-BY-NC-ND-4.0"),
    (end("Ten artykuł można przedrukować na warunkach licencji CC BY-ND 4.0."), "CC-BY-ND-4.0"),
    (end(f'Cet article est mis à disposition selon les termes de la <a rel="license" href="https://{CC}/by-nc-nd/4.0/deed.fr">Licence Creative Commons Attribution - Pas d’Utilisation Commerciale - Pas de Modification 4.0 International</a>.'), "CC-BY-NC-ND-4.0"),
    (end("Il testo di questo articolo è rilasciato con licenza CC BY 4.0."), "CC-BY-4.0"),
    (end("Op dit artikel is een Creative Commons Naamsvermelding-GelijkDelen 4.0-licentie van toepassing."), "CC-BY-SA-4.0"),
    (end("Texten är licensierad enligt CC BY-SA 4.0."), "CC-BY-SA-4.0"),
    (end(f'本文采用 <a rel="license" href="https://{CC}/by-nc-sa/4.0/deed.zh-hans">知识共享署名-非商业性使用-相同方式共享 4.0</a> 许可。'), "CC-BY-NC-SA-4.0"),
    (end(f'Цей текст доступний на умовах ліцензії <a href="https://{CC}/by/4.0/deed.uk">Creative Commons Із Зазначенням Авторства 4.0</a>.'), "CC-BY-4.0"),
    (end(f'Text je dostupný pod licencí <a rel="license" href="https://{CC}/by-sa/3.0/cz/">CC BY-SA 3.0 CZ</a>.'), "CC-BY-SA-3.0-CZ"),
    ({"end": f'<p class="meta"><time>2026-05-05</time> in Code — <a href="#">Permalink</a>, <a rel="license" href="https://{CC}/by-sa/3.0/">License</a> — share this</p>'}, "CC-BY-SA-3.0"),
    ({**end(CLEARED), "footer": "<p>© 2026 Harbour Gazette</p>"}, "CC-BY-4.0"),
    ({**end(CLEARED), "footer": "<p>© 2026 Harbour Gazette. Some rights reserved.</p>"}, "CC-BY-4.0"),
]  # fmt: skip

SITE = [
    (data(f'[{{"@type":"WebPage","@id":"{PAGE}","license":"https://{CC}/by-nd/4.0/"}}]'), "CC-BY-ND-4.0"),
    ({"head": '<meta name="license" content="CC BY 4.0">'}, "CC-BY-4.0"),
    ({"head": f'<meta property="article:license" content="https://{CC}/by/4.0/">'}, "CC-BY-4.0"),
    ({"head": f'<meta name="dcterms.rights" content="https://{CC}/by/4.0/">'}, "CC-BY-4.0"),
    ({"head": f'<link rel="dcterms.license" href="https://{CC}/by/4.0/">'}, "CC-BY-4.0"),
    ({"footer": f'<p>Text is available under the <a rel="license" href="//{CC}/by-sa/4.0/">Creative Commons Attribution-ShareAlike 4.0 License</a>; additional terms may apply.</p>'}, "CC-BY-SA-4.0"),
    ({"footer": f'<p>© 2026 Ada Example. This work is licensed under a <a href="https://{CC}/by/4.0/">CC BY 4.0</a> licence.</p>'}, "CC-BY-4.0"),
    ({"end": f'<div class="sidebar"><p>This blog is licensed under <a rel="license" href="https://{CC}/by-sa/3.0/at/deed.de">CC BY-SA 3.0 AT</a></p></div>'}, "CC-BY-SA-3.0-AT"),
    ({"footer": f'<p>© 2026 Theme Heron by 4000ff | Our texts are under Creative Commons "BY-NC-SA" <a href="https://{CC}/by-nc-sa/3.0/">.</a></p>'}, "CC-BY-NC-SA-3.0"),
    ({"end": f'<div class="widget"><p>Alle Inhalte dieses Blogs stehen unter einer <a href="https://{CC}/by-nc-sa/3.0/de/">Creative-Commons-Lizenz: Namensnennung, keine kommerzielle Nutzung, Weitergabe unter gleichen Bedingungen</a></p></div>'}, "CC-BY-NC-SA-3.0-DE"),
    ({"end": f'<div class="widget"><a rel="license" href="https://{CC}/by-sa/3.0/de/"><img alt="Creative Commons License" src="https://i.creativecommons.org/l/by-sa/3.0/de/88x31.png"></a><p>Der Inhalt dieser Seite steht unter einer Creative Commons Lizenz.</p></div>'}, "CC-BY-SA-3.0-DE"),
    ({"footer": "<p>Soweit nicht anders gekennzeichnet, stehen unsere Texte auf dieser Seite unter einer Creative Commons Namensnennung - Keine Bearbeitung 3.0 Deutschland Lizenz.</p>"}, "CC-BY-ND-3.0-DE"),
    ({"footer": '<img src="/cc.svg" alt="CC BY-SA 4.0">'}, "CC-BY-SA-4.0"),
    (end(f'Los textos de este sitio pueden reproducirse bajo <a href="https://{CC}/by/4.0/deed.es">CC BY 4.0</a>; las fotografías no.'), "CC-BY-4.0"),
    (end(f'We believe in the free flow of information. Republish our articles for free, online or in print, under a <a href="https://{CC}/by-nd/4.0/">Creative Commons licence</a>.'), "CC-BY-ND-4.0"),
]  # fmt: skip

NOTHING = [
    {"head": '<meta name="dc.rights" content="info:eu-repo/semantics/openAccess">'},
    {"head": '<meta name="dcterms.rights" content="Open access">'},
    end('Learn more about <a href="https://creativecommons.org/share-your-work/">Creative Commons</a>.'),
    end('Read about <a href="https://creativecommons.org/licenses/">licences</a>.'),
    {"end": '<section id="comments"><p>This text of mine is licensed under CC BY 4.0.</p></section>'},
    end("This article is not under a Creative Commons license; CC BY 4.0 was withdrawn in 2024."),
    end("Contains public sector information licensed under the Open Government Licence v3.0."),
    {"end": f'<div itemscope itemtype="https://schema.org/ImageObject"><a itemprop="license" href="https://{CC}/by/4.0/">License</a></div>'},
]  # fmt: skip

NOTHING += [
    {"end": "<aside><h2>News</h2><ul><li>Car maker releases traffic data under Creative Commons</li></ul><a href='https://www.facebook.com/creativecommons'>Facebook</a></aside>"},
    {"end": f'<aside><p>The pictures in this blog are under a <a rel="license" href="https://{CC}/by-nc-nd/3.0/">Creative Commons Attribution-NonCommercial-NoDerivs 3.0</a> license.</p></aside>'},
    {"end": f'<aside><a rel="license" href="https://{CC}/by-nc-nd/3.0/"><img alt="CC" src="https://licensebuttons.net/l/by-nc-nd/3.0/88x31.png"></a><p>All photos here are under <a rel="license" href="https://{CC}/by-nc-nd/3.0/">CC BY-NC-ND 3.0</a>.</p></aside>'},
    end(f'Foto: Ada Beispiel, via Wikimedia Commons | Lizenz: <a href="https://{CC}/by-sa/4.0">CC BY-SA 4.0</a>'),
    end("In this article we look at pictures that a museum released under a CC BY 4.0 license."),
    end("This article uses material from an encyclopedia, which is released under CC BY-SA 3.0."),
    end('Write, for instance, "This work is licensed under CC BY 4.0" below your own texts.'),
    {"footer": f'<p>© Ada Example / flickr.com | <a href="https://{CC}/by/2.0/">CC BY 2.0</a></p>'},
    {"footer": "<p>Map data are licensed under CC BY-SA 2.0.</p>"},
]  # fmt: skip

CONFLICTS = [
    {
        "end": f'<aside><h2>Creative Commons</h2><p>All posts of this site are under a <a rel="license" href="https://{CC}/by-sa/4.0/">Creative Commons license</a>, unless the post says otherwise.</p></aside>',
        "footer": "Copyright © 2026 gazette.example. All Rights Reserved. | Theme by Somebody",
    },
    {"footer": f'<p>All articles are under <a href="https://{CC}/by/4.0/">CC BY-NC 4.0</a>.</p>'},
    article(f'["https://{CC}/by/4.0/", "https://{CC}/by-nc/4.0/"]'),
    {**end(CLEARED), "footer": "<p>© 2026 Harbour Gazette. All rights reserved.</p>"},
    {**end(CLEARED), "top": '<p class="byline">By Ada Example, Reuters</p>'},
    {**end(CLEARED), **article(f'"https://{CC}/by-sa/4.0/"')},
    {**end(CLEARED), "footer": "<p>Nachdruck nur mit schriftlicher Genehmigung des Verlags.</p>"},
]


@pytest.mark.parametrize(("page", "code"), THIS)
def test_said_of_this_text(reader: Reader, page: dict[str, str], code: str) -> None:
    found = reader.page(**page)
    text = found.rights.text
    assert (text.license_id, text.license_applies_to.value, text.status.value) == (code, "this", "licensed_open")
    assert found.rights.picture == ()


@pytest.mark.parametrize(("page", "code"), SITE)
def test_said_of_the_site(reader: Reader, page: dict[str, str], code: str) -> None:
    text = reader.page(**page).rights.text
    assert (text.license_id, text.license_applies_to.value, text.status.value) == (code, "site", "unknown")


@pytest.mark.parametrize("page", NOTHING)
def test_said_of_something_else(reader: Reader, page: dict[str, str]) -> None:
    text = reader.page(**page).rights.text
    assert (text.license_id, text.conflict) == (None, ())
    assert text.status.value in {"unknown", "all_rights_reserved"}


@pytest.mark.parametrize("page", CONFLICTS)
def test_what_contradicts_itself_is_for_the_editor(reader: Reader, page: dict[str, str]) -> None:
    text = reader.page(**page).rights.text
    assert text.conflict and text.status.value == "unknown"


def test_a_dedication_to_the_public_domain(reader: Reader) -> None:
    words = 'To the extent possible under law, the author has waived all copyright to this text: <a rel="license" href="http://creativecommons.org/publicdomain/zero/1.0/">CC0</a>'
    for said in (words, "This article by Ada Example is under CC0."):
        text = reader.page(**end(said)).rights.text
        assert (text.license_id, text.status.value) == ("CC0-1.0", "public_domain")


def test_a_notice_about_pictures_is_asked_about_and_not_the_texts(reader: Reader) -> None:
    taken = reader.page(**end("Text: CC BY 4.0"), footer="<p>Photos: © Ida Example, all rights reserved</p>")
    text = taken.rights.text
    assert (text.status.value, text.holders, text.notices) == ("licensed_open", (), ())
    assert "a notice speaks of pictures (Photos: © Ida Example" in questions(taken)


@pytest.mark.parametrize(
    "head",
    [
        '<meta name="robots" content="index, max-image-preview:large, noai">',
        '<meta http-equiv="X-Robots-Tag" content="noai, noimageai">',
        '<meta http-equiv="TDM-Reservation" content="1">',
        '<link rel="license" type="application/rsl+xml" href="https://gazette.example/rsl.xml">',
        '<script type="application/rsl+xml"><rsl xmlns="https://rslstandard.org/rsl"><content url="/"><license><prohibits type="usage">ai-train</prohibits></license></content></rsl></script>',
    ],
)
def test_machines_are_kept_out_in_the_head(reader: Reader, head: str) -> None:
    text = reader.page(head=head).rights.text
    assert (text.tdm.state.value, text.status.value, text.license_id) == ("reserved", "unknown", None)


@pytest.mark.parametrize(
    ("footer", "end_", "holder"),
    [
        ("<p>© 2026 Harbour Media Ltd. We expressly reserve the right to text and data mining.</p>", "", "Harbour Media Ltd."),
        ("<p>© 2026 Theme Heron by 4000ff | Powered by WordPress</p>", "", None),
        ("<p>© 2026 Ada Rook, write to me, my pictures</p>", "", "Ada Rook"),
        ("<p>© 2026 Harbour Gazette<a href='/a'>About</a><a href='/b'>Privacy</a></p>", "", "Harbour Gazette"),
        ("", '<div class="teaser"><img src="/pier.jpg"><p>© Ida Example</p></div>', None),
        ("<p>© 2026 All rights reserved. HG is the registered trade mark of Somebody Else.</p>", "", "Harbour Gazette"),
        ("<p>Market data © 2026 Exchange Ltd.</p><p>Map data © OpenStreetMap contributors</p>", "", None),
        ("<p>© 2026 Harbour Gazette</p>", "<p>© 2026 Associated Agency. All rights reserved. This material may not be published.</p>", "Associated Agency"),
    ],
)  # fmt: skip
def test_who_signs_a_page(reader: Reader, footer: str, end_: str, holder: str | None) -> None:
    """A theme's author, a teaser's ©, a trade mark, a supplier of data are not the holder; a menu is no part of a name."""
    text = reader.page(footer=footer, end=end_).rights.text
    assert [party.name for party in text.holders] == ([holder] if holder else [])
