"""The editor's preflight of links: what they say, where they lead, and whether readers can tell before they follow them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from urllib.parse import unquote, urlsplit

from lxml import html

from publishkit.edition.preflight.words import fold, is_ours, place_of, vocabulary
from publishkit.model.artifact import Finding, Level
from publishkit.model.edition import Edition
from publishkit.web import plain_address

SHORTENERS = frozenset(
    """adf.ly b.link bit.do bit.ly bitly.com bl.ink buff.ly clck.ru cutt.ly dlvr.it fb.me ff.im goo.gl goo.su hubs.ly ht.ly
    ift.tt is.gd j.mp kutt.it lnkd.in mcaf.ee mz.cm ow.ly po.st qr.ae rb.gy rebrand.ly s.id shorturl.at snip.ly soo.gd
    spr.ly short.io short.gy shrtco.de t.co t.ly t2m.io tiny.cc tiny.one tinyurl.com tr.im trib.al u.to urlz.fr v.gd
    vk.cc wp.me x.co yourls.org zpr.io""".split()
)
"""Services that hide where a link leads, whoever uses them. A house's own short domain, and youtu.be, say whose it is."""
SAME_HOUSE = {
    "youtu.be": "youtube.com",
    "twitter.com": "x.com",
    "fb.com": "facebook.com",
    "amzn.to": "amazon.com",
    "dx.doi.org": "doi.org",
}
ARCHIVES = frozenset(
    {"web.archive.org", "archive.org", "archive.ph", "archive.is", "archive.today", "perma.cc", "webcitation.org"}
)
"""They show pages of others."""
SECOND = frozenset({"ac", "co", "com", "edu", "gob", "gov", "gv", "ne", "net", "nom", "or", "org"})
"""Second-level names under which countries let others register: co.uk, com.br, gov.pl."""
ADDRESS = re.compile(
    r"(?P<scheme>https?://)?(?P<host>(?:[\w-]+\.)+[a-z]{2,24})(?P<rest>(?::\d+)?(?:[/?#]\S*)?)", re.IGNORECASE
)
ENDINGS = frozenset(
    """com org net edu gov info eu de fr es it nl pt pl uk us ca au ch at be br mx in jp cn ru se no dk fi ie gr cz hu ro bg tr
    il ar cl nz za kr tw hk sg int museum news press bank app dev""".split()
)
"""Endings by which words are taken for an address without https: "example.org", not "Node.js" or "etc.and"."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Link:
    """A link that readers see."""

    words: str
    """What it says, an image's description included."""
    target: str
    where: str
    lang: str
    ours: bool
    block: int
    """In which paragraph of its text."""


def links_of(edition: Edition) -> Iterator[tuple[str, Sequence[Link]]]:
    """Yield (text, its links) for the letter and every article."""
    manifest = f"issues/{edition.id}/issue.toml"
    letter = [block.html for block in edition.editorial]
    yield "the editorial", tuple(_in(letter, f"{manifest}: editorial", edition.language, ours=True))
    for item in edition.items:
        markup = [*(block.html for block in item.blocks), *(note.html for note in item.notes)]
        where = place_of(edition, item) if item.full else manifest
        yield item.slug, tuple(_in(markup, where, item.lang, ours=is_ours(item) or not item.full))


def _in(markup: Sequence[str], where: str, lang: str, *, ours: bool) -> Iterator[Link]:
    for number, piece in enumerate(markup):
        if "<a" not in piece:
            continue
        root = html.fragment_fromstring(piece, create_parent="div")
        parts = {part: n for n, part in enumerate(root.xpath(".//p | .//li | .//td | .//h3 | .//h4"))}
        for link in root.xpath(".//a[@href]"):
            if link.get("class") in {"noteref", "backlink"}:
                continue
            above = next((parts[element] for element in link.iterancestors() if element in parts), 0)
            words = " ".join(" ".join((link.text_content(), *link.xpath(".//img/@alt"))).split())
            target = link.get("href", "")
            yield Link(words=words, target=target, where=where, lang=lang, ours=ours, block=number * 1000 + above)


def check_links(edition: Edition) -> Iterator[Finding]:
    """A022, L020-L023: what links say, and where they lead."""
    for _, links in links_of(edition):
        for link in links:
            yield from _empty(link)
            yield from _says_another(link)
        own = [link for link in links if link.ours]
        for link in own:
            yield from _shortened(link)
        yield from _generic(own)
        yield from _same_words(own)


def _say(code: str, where: str, message: str, hint: str, severity: Level = "warning") -> Finding:
    return Finding(code=code, severity=severity, where=where, message=message, hint=hint)


def _empty(link: Link) -> Iterator[Finding]:
    """L023: nothing to see, and nothing to hear."""
    if not link.words:
        hint = "put words between the brackets, or take the link out"
        yield _say("L023", link.where, f"a link without words leads to {link.target}; nobody can see it", hint)


def _host(address: str) -> str:
    try:
        host = (urlsplit(address).hostname or "").rstrip(".").lower()
    except ValueError:
        return ""
    return host.removeprefix("www.")


def _shortened(link: Link) -> Iterator[Finding]:
    """L020: an address that hides where it leads; the home of such a service is none."""
    host = _host(link.target)
    if host in SHORTENERS and urlsplit(link.target).path.strip("/"):
        hint = "follow it once, and write the address it leads to"
        yield _say("L020", link.where, f"{link.target} hides where it leads, and may one day lead elsewhere", hint)


# --- L021: words that are an address, and another one behind them -----------------------------------------------------


def _says_another(link: Link) -> Iterator[Finding]:
    """L021: the words are an address of one house, the link leads to another."""
    shown = ADDRESS.fullmatch(link.words.strip("<>()[]“”\"' .,;:"))
    target = _host(link.target)
    if shown is None or not target or "@" in link.words or target in SHORTENERS:
        return  # of a shortener it is said that nobody can tell; t.co stands behind every address of a post
    said = shown["host"].lower().removeprefix("www.")
    written = bool(shown["scheme"]) or shown["host"].lower().startswith("www.") or shown["rest"].startswith("/")
    if said.rpartition(".")[2] not in ENDINGS and not shown["scheme"]:
        return
    if _house(said) == _house(target) or _shows(target, link.target, said):
        return
    if not written and _mentions(link.target, said):
        return  # a name such as Booking.com, with a page about it
    hint = "let the words be those of the page, or the address the one they say"
    message = f"the words say {shown[0]}, and the link leads to {target}"
    yield _say("L021", link.where, message, hint, "error" if written else "warning")


def _house(host: str) -> str:
    """Return the part of a host's name that somebody registered.

    >>> _house("news.bbc.co.uk"), _house("en.wikipedia.org"), _house("youtu.be")
    ('bbc.co.uk', 'wikipedia.org', 'youtube.com')
    """
    host = SAME_HOUSE.get(host, host)
    labels = host.split(".")
    count = 3 if len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in SECOND else 2
    found = ".".join(labels[-count:])
    return SAME_HOUSE.get(found, found)


def _shows(host: str, target: str, said: str) -> bool:
    """Whether an archive shows the very page."""
    return (host in ARCHIVES or _house(host) in ARCHIVES) and (
        said in unquote(target).lower() or host != "web.archive.org"
    )


def _mentions(target: str, said: str) -> bool:
    name = fold(said.rpartition(".")[0].rpartition(".")[2])
    return name in fold(unquote(urlsplit(target).path)).replace("-", "") or name in fold(unquote(target))


# --- A022, L022: what the words say -----------------------------------------------------------------------------------


@cache
def _generic_words(language: str) -> frozenset[str]:
    """Return the link words that say nothing in *language*, and the English ones, which stand everywhere."""
    wanted = {"en", language.partition("-")[0].lower()}
    return frozenset(fold(word) for code in wanted for word in vocabulary().get(code, {}).get("link_words", ()))


def _plain(words: str) -> str:
    return fold(words).strip(" .,:;!?…>»→")


def _generic(links: Sequence[Link]) -> Iterator[Finding]:
    """A022: words that do not say where a link leads; who jumps from link to link hears nothing else."""
    found: dict[tuple[str, str], int] = {}
    for link in links:
        if _plain(link.words) in _generic_words(link.lang):
            found[link.where, link.words] = found.get((link.where, link.words), 0) + 1
    for (where, words), count in found.items():
        times = f", {count} times" if count > 1 else ""
        hint = "link the words that name what stands there"
        yield _say("A022", where, f"a link says only “{words}”{times}", hint)


DATED = re.compile(r"\b(?:19|20)\d\d$")
"""Posts and issues are linked by their day."""


def _same_words(links: Sequence[Link]) -> Iterator[Finding]:
    """L022: the same words lead to several places; one word in several paragraphs ("PDF") is understood there."""
    by_words: dict[tuple[str, str], list[Link]] = {}
    for link in links:
        words = _plain(link.words)
        if re.search(r"[^\W\d_]{2}", words) and not DATED.search(words):
            by_words.setdefault((link.where, words), []).append(link)
    for (where, _), same in by_words.items():
        targets = {plain_address(link.target): link.target for link in same}
        together = len({link.block for link in same}) < len(same)
        if len(targets) > 1 and (together or " " in _plain(same[0].words)):
            places = ", ".join(list(targets.values())[:3])
            hint = "say in the words which is which"
            level: Level = "warning" if together else "info"  # paragraphs apart, what stands around tells them apart
            yield _say("L022", where, f"“{same[0].words}” leads to {len(targets)} places: {places}", hint, level)
