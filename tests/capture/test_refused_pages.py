"""Pages that hold no article: walls, errors, lists, shops; and articles that sound like one of them."""

import pytest

from publishkit.capture.page.saved_page import read_page
from publishkit.press.adding.propose_rights import readers

READERS = readers()
TEASERS = "".join(
    f'<div><h3><a href="/{n}">Ship number {n} has passed the rock in the night without a light</a></h3>'
    f"<p>The keeper saw ship number {n} pass in the night, wrote it into the book and went to wake the other keeper.</p></div>"
    for n in range(8)
)
LINES = "".join(
    f'<li><a href="/{n}">Ship number {n} has passed the rock in the night without a light</a> <time>{n} May 2026</time></li>'
    for n in range(1, 9)
)
NO_ARTICLE = {
    "a server that fails": ("<title>502 Bad Gateway</title><center><h1>502 Bad Gateway</h1></center><hr><center>nginx</center>", "an error page"),
    "a number for a title": ("<title>429</title><h1>Too Many Requests</h1><p>Please slow down and try again in a few minutes.</p>", "an error page"),
    "missing, in a sentence of German": ("<title>Fehler</title><h1>Diese Seite gibt es nicht (mehr)</h1><p>Nutzen Sie bitte unsere Suche.</p>", "an error page"),
    "for legal reasons": ("<title>Rock</title><h1>451: Unavailable due to legal reasons</h1><p>Access cannot be granted at this time.</p>", "an error page"),
    "consent, in French": ("<title>Le Phare</title><h1>Le respect de votre vie privée est notre priorité</h1><p>Nous et nos 847 partenaires stockons des informations sur votre appareil.</p><button>Continuer sans accepter</button>", "consent"),
    "consent, in Dutch": ("<title>De Toren</title><h1>De Toren</h1><p>Wij en onze 12 partners bewaren informatie op uw apparaat.</p>", "consent"),
    "a blocker of advertisements": ("<title>Rock</title><article><h1>Please turn off your ad blocker</h1><p>Our journalism is paid for by advertising; reload the page afterwards.</p></article>", "blocker"),
    "an old browser": ("<title>Update</title><h1>Your browser is not supported</h1><p>Please download one of these great browsers.</p>", "browser is too old"),
    "maintenance": ("<title>Site maintenance</title><h1>We’ll be back soon!</h1><p>We are performing some maintenance at the moment.</p>", "maintained"),
    "to sign in": ("<title>Log in | Rock</title><h1>Log in</h1><form><input><input type=password><button>Log in</button></form><p>Forgot your password?</p>", "sign in"),
    "for sale": ("<title>rock.example</title><h1>rock.example</h1><p>This domain is for sale. Related searches: lamps, rocks.</p>", "for sale"),
    "a folder": ("<title>Index of /2026</title><h1>Index of /2026</h1><pre><a href=a.html>a.html</a> 02-Nov-2026</pre>", "list of files"),
    "a shop": ("<title>Lamp | Shop</title><h1>Brass lamp</h1><p>€ 79.00</p><button>Add to cart</button><p>Hand-made brass lamp with a glass chimney.</p>", "sells something"),
    "before its program runs": ("<title>Rock</title><h1>Rock</h1><p>Loading…</p>", "without its program"),
    "what a program answers": ('{"error": "unauthorized", "message": "Token missing"}', "data for programs"),
    "teasers under a word": (f"<title>ships | Rock</title><h1>Tag: ships</h1>{TEASERS}", "list of 8 other pages"),
    "a wall that works": ("<title>Making sure you&#39;re not a bot!</title><h1>Making sure you&#39;re not a bot!</h1><p>Loading...</p><details><summary>Why am I seeing this?</summary><p>The keeper of this rock has set up a gate against those who copy every page of it by the thousand, which costs him his lamp oil and his sleep.</p></details>", "whether you are human"),
    "a wall, in Russian": ("<title>Ой!</title><h1>Подтвердите, что вы не робот</h1><p>Запросы с вашего устройства похожи на автоматические. Нажмите, чтобы продолжить.</p>", "whether you are human"),
    "a cache that fails": ("<title>503 Service Unavailable</title><h1>Error 503 Backend fetch failed</h1><p>Backend fetch failed</p><h3>Guru Meditation:</h3><p>XID: 1212</p>", "an error page"),
    "to sign in by mail": ("<title>Log in</title><form><h1>Log in to read on</h1><p>Registered readers can read five articles a month free of charge.</p><input name=email><button>Next</button></form>", "sign in"),
    "a page that leads on": ('<title>Redirecting…</title><meta http-equiv=refresh content="0; url=https://rock.example/a"><p>You are being redirected to <a href=/a>the article</a>. If nothing happens, click the link.</p>', "leads on"),
    "how to reach the paper": ("<title>Contact – Rock</title><h1>Contact</h1><p>The Rock, 3 Quay Street. Telephone 555-0102, weekdays from nine to five. For letters to the editor please give your full name.</p>", "the site itself"),
    "teasers that go on": ("<title>Rock</title><h1>Rock</h1>" + "".join(f"<article><h2><a href=/{n}>Story {n} of the outer rock</a></h2><p>The keeper of the lamp saw ship number {n} pass in the night without a light, wrote it into the book, and went to wake the other keeper, who […]</p><a href=/{n}>Continue reading</a></article>" for n in range(5)), "list of 5 other pages"),
    "who a reporter is": (f"<title>Ada Example | Rock</title><h1>Ada Example</h1><p>Ada Example is the Rock's correspondent for lamps. She joined the paper in 2011 after eight years at the harbour board, and has covered four storms, two wrecks and the long inquiry into the light at Northmouth. She lives on the quay with a dog.</p><h2>Latest</h2><ul>{LINES}</ul>", "list of 8 other pages"),
    "what an author wrote": (f"<title>Ada Example | Rock</title><h1>Ada Example</h1><p>Ada Example writes about lamps.</p><h2>Latest by Ada Example</h2><ul>{LINES}</ul>", "list of 8 other pages"),
    "what a search found": (f"<title>lamp - Search</title><h1>Search results for “lamp”</h1><p>About 1,240 results</p>{TEASERS.replace('h3', 'div')}", "list of 8 other pages"),
}  # fmt: skip
PROSE = (
    "<p>The lamp on the outer rock was out for an hour on Monday, and in that hour nobody passed, which the keeper says was luck.</p>"
    "<p>Every keeper since has told the story at his own table, and every keeper has told it a little differently from the last.</p>"
)


@pytest.mark.parametrize("name", NO_ARTICLE)
def test_what_is_no_article_is_refused_with_its_kind(name: str) -> None:
    html, told = NO_ARTICLE[name]
    with pytest.raises(ValueError, match=r"save that page and add the file") as stop:
        read_page(html, READERS)
    assert told in str(stop.value)


@pytest.mark.parametrize(
    "title",
    ["Page not found: a history of the 404 error", "Are you human?", "Access denied", "Your browser is not supported, grandfather", "Down for maintenance", "404"],
)  # fmt: skip
@pytest.mark.parametrize(
    "head", ['<meta property="og:type" content="article">', '<meta name="author" content="Ada Example"><meta property="article:published_time" content="2026-03-03">']
)  # fmt: skip
def test_an_article_about_walls_is_one(title: str, head: str) -> None:
    html = f"<html lang=en><head><title>{title} | Rock</title>{head}</head><body><article><h1>{title}</h1><p>By Ada Example</p>{PROSE}</article></body></html>"
    assert "outer rock" in read_page(html, READERS).text


@pytest.mark.parametrize("title", ["404: the page that was not there", "Are you a robot?", "Contact", "Log in"])
def test_a_signed_text_of_three_paragraphs_is_an_article_whatever_it_is_about(title: str) -> None:
    """Without a date, as a page of a small site has it."""
    more = "<p>“Page not found,” the archivist says, and laughs; please verify you are human, said the other one to nobody.</p>"
    html = f"<html lang=en><head><title>{title}</title></head><body><article><h1>{title}</h1><p>By Ada Example</p>{PROSE}{more}</article></body></html>"
    assert "outer rock" in read_page(html, READERS).text


def test_a_short_article_below_many_links_is_one() -> None:
    """What stands above the headline leads elsewhere; the paragraphs below it do not."""
    top = "".join(
        f"<li><a href=/{n}>Another story of the rock, the lamp and ship number {n}</a></li>" for n in range(20)
    )
    story = "".join(
        f"<p>The lamp on the outer rock has been dark for {days} nights, and the keepers do not know when the boat will bring a new one.</p>"
        for days in ("two", "three", "four", "five")
    )
    html = f"<html lang=en><head><title>Lamp out</title></head><body><ul>{top}</ul><div><h1>Lamp out</h1><p>4 May 2026</p>{story}</div></body></html>"
    assert "outer rock" in read_page(html, READERS).text


@pytest.mark.parametrize(
    "head",
    [
        "<h1>The lamp is out again</h1><p><a href=/day>5 May 2026</a> <a href=/ada>Ada</a> <a href=/news>News</a></p>",
        "<h2><a href=/lamp-out>The lamp is out again</a></h2><div><a href=/rock>The outer rock</a> <a href=/c>Comment</a></div>",
    ],
)
def test_links_below_the_headline_say_when_and_who(head: str) -> None:
    """A short text in a frame full of other headlines: an old weblog."""
    others = "".join(f"<h3><a href=/{n}>Story of the rock number {n}</a></h3><p>{n} May 2026</p>" for n in range(12))
    html = f"<html lang=en><head><title>The lamp is out again</title></head><body>{head}{PROSE}<h4>Newest</h4>{others}</body></html>"
    assert "outer rock" in read_page(html, READERS).text


def test_a_choice_of_things_with_their_addresses_is_an_article() -> None:
    """“Ten lamps”: each has a paragraph, and its address written out behind it."""
    lamps = "".join(
        f"<p>{number}. Lamp</p><p>Lamp number {number} burns for eight hundred hours, is made of brass and glass, and was tried on the rock for a whole winter.</p>"
        f"<p><a href=https://lamp-{number}.example/made-for-lighthouses>https://lamp-{number}.example/made-for-lighthouses</a></p>"
        for number in range(1, 9)
    )
    html = f"<html lang=en><head><title>Eight lamps</title></head><body><h1>Eight lamps</h1>{lamps}</body></html>"
    found = read_page(html, READERS)
    assert found.title == "Eight lamps"
    assert found.text.count("burns for eight hundred hours") == 8


@pytest.mark.parametrize(
    "wall",
    ["Para seguir leyendo, regístrate gratis o suscríbete.", "Pour lire la suite de cet article, abonnez-vous.", "Already a subscriber? Log in.", "Aby czytać dalej, zaloguj się."],
)  # fmt: skip
def test_the_words_of_a_wall_are_no_text(wall: str) -> None:
    html = f"<html><head><title>Lamp out</title><meta property='og:type' content='article'></head><body><article><h1>Lamp out</h1><p>By Ada Example</p>{PROSE}<div>{wall}</div></article></body></html>"
    found = read_page(html, READERS)
    assert found.truncated
    assert wall not in found.text
    assert wall in {one.text for one in found.dropped}


def test_a_short_text_in_hangul_says_as_much_as_a_longer_one() -> None:
    """A banner that asks for consent stands beside it, as beside most texts."""
    text = "항만 위원회는 화요일 저녁 겨우내 이어진 다툼을 끝내기 위해 모였고, 회의가 짧게 끝날 것이라고 생각한 사람은 아무도 없었다고 한다. "
    banner = (
        "<div><p>We and our 312 partners store information on your device.</p><button>Accept all cookies</button></div>"
    )
    page = "<html lang=ko><title>두 자리</title><article><h1>두 자리를 둘러싼 다툼</h1><p>{}</p><p>{}</p></article>{}</html>"
    found = read_page(page.format(text * 2, text, banner), READERS)
    assert not any("teaser" in question for question in found.review)
    with pytest.raises(ValueError, match="consent"):
        read_page(page.format("두 자리.", "회의.", banner), READERS)
