"""The house: who publishes the page, under all the names the page gives it."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from publishkit.capture.bylines import PAPER, is_name
from publishkit.capture.extracted import Candidate
from publishkit.capture.page.structured import Structured, as_list, is_page, text_value
from publishkit.capture.page.tree import key_of, text_of
from publishkit.capture.paste.lines import weight

LONGEST = 9
"""Words of a house's name; what is longer is the title of the article."""
PLATFORMS = frozenset("blogger blogspot wordpress wordpresscom medium tumblr substack ghost wix squarespace".split())
"""What a page is made with is not who publishes it."""
BODY = re.compile(
    r"\b(?:trust|council|society|group|team|club|church|school|university|institut\w*|foundation|association|project|collective|network|union|party"
    r"|ministry|office|department|museum|library|studios?|labs?|house|centre|center|forum|initiative|alliance|coalition|agency|company|books|blog"
    r"|verein|stiftung|verlag|universität|hochschule|amt|redaktion|fundacja|stowarzyszenie|instytut|fundación|asociación|fondation|association)\b",
    re.IGNORECASE,
)
"""Words by which a name is a body's."""
BARS = re.compile(
    r"\s+(?:[|–—•·»«:-]|::|--|ㅣ|｜|－)\s+|\s?(?:[|｜ㅣ»]|--)\s?|\s?[-－](?=[^\s-]{1,12}[|｜ㅣ])|(?<=[\u3040-\u9fff\uac00-\ud7a3])_"
)
"""What parts a title from the names of the section and the house."""
HOST = re.compile(r"^(?:https?:)?//|^www\.|^[\w-]+(?:\.[\w-]+)+$")
WWW = frozenset({"www", "m", "amp", "mobile", "news", "en", "de", "edition"})


@dataclass(frozen=True, kw_only=True, slots=True)
class House:
    """Who publishes a page."""

    name: str = ""
    names: tuple[str, ...] = ()
    """All the page calls it, its host's name too."""
    said: tuple[str, ...] = ()
    """What its data calls it; not who signs at the foot, and not its host."""
    people: tuple[str, ...] = ()
    """Whom its data gives as a person who wrote it, with a name that no body has."""
    candidates: Sequence[Candidate] = ()

    def is_person(self, text: str) -> bool:
        """Whether a name of the house is that of the person who wrote the page: whose site it is.

        >>> House(names=("Ada Example",), people=("Ada Example",)).is_person("Ada Example")
        True
        """
        key = _plain(text)
        return all(any(key == _plain(name) for name in names) for names in (self.people, self.names))

    def is_said(self, text: str) -> bool:
        """Whether the page's data gives a text as a name of the house."""
        key = _plain(text)
        return any(key == _plain(name) for name in self.said)

    def is_it(self, text: str) -> bool:
        """Whether a text is only a name of the house.

        >>> house = House(names=("Harbour Post", "harbourpost.example"))
        >>> house.is_it("The Harbour Post"), house.is_it("Harbour"), house.is_it("Harbour Post Sports")
        (True, False, False)
        """
        key = _plain(text)
        return bool(key) and any(key == _plain(name) for name in self.names)

    def is_like(self, text: str) -> bool:
        """Whether a text is the house's name, a shorter form of it, or an account of the house."""
        key = _plain(text)
        if not key or self.is_it(text):
            return bool(key)
        words = text.split()
        if len(words) == 1 and len(key) > 3 and any(key in map(key_of, name.split()) for name in self.names):
            return True
        for name in self.names:
            first = name.split()[0] if name.split() else ""
            if len(key) > 2 and text.isupper() and len(words) == 1 and _plain(name).startswith(key):
                return True
            if (
                len(words) == 2
                and len(first) > 3
                and words[0].lower() == first.lower()
                and len(words[1].strip(".")) < 3
            ):
                return True
        return False


def find_house(data: Structured, signed: str = "") -> House:
    """Return the house of a page; *signed* is whom the copyright line names."""
    found = [(_short(name), source) for name, source in _named(data, signed) if 1 < len(name) < 120]
    good = [
        (name, source)
        for name, source in found
        if not re.match(r"^(?:https?:)?//", name) and len(name.split()) <= LONGEST
    ]
    made = [(name, source) for name, source in good if key_of(name) not in PLATFORMS]
    worded = [(name, source) for name, source in made if not HOST.search(name)]
    best = next(iter([*_preferred(made, worded), *good]), ("", ""))[0]
    names = tuple(dict.fromkeys([name for name, _ in good] + list(_of_host(data))))
    said = tuple(name for name, source in good if source not in {"copyright line", "twitter:site"})
    people = tuple(name for name in _persons(data.article.get("author")) if is_name(name) and not is_body(name))
    return House(
        name=best,
        names=names,
        said=said,
        people=people,
        candidates=[Candidate(value=name, source=source) for name, source in good],
    )


def _persons(author: object) -> Iterator[str]:
    """Yield the names that JSON-LD gives to persons."""
    for one in as_list(author):
        if isinstance(one, Mapping) and "Person" in as_list(one.get("@type")):
            yield text_value(one)


def is_body(name: str) -> bool:
    """Return whether a name of two words or more is a paper's or another body's, and no person's.

    >>> is_body("Harbour Trust"), is_body("Ada Example")
    (True, False)
    """
    return bool(PAPER.search(name) or BODY.search(name))


def without_house(title: str, house: House, others: Collection[str] = ()) -> str:
    """Return a title without the house's name behind or in front of a bar, and the sections that stand between them.

    >>> without_house("Low water | News | Harbour Post", House(names=("Harbour Post",)))
    'Low water'
    """
    bars = list(BARS.finditer(title))
    for bar in bars:
        head = title[: bar.start()].strip()
        if weight(head) > 8 and key_of(head) in others and key_of(head) != key_of(title):
            return head
    while bars:
        bar = bars.pop()
        head, tail = title[: bar.start()].strip(), title[bar.end() :].strip()
        if len(head) < 4 or not house.is_it(tail):
            break
        title = head
        while bars and "|" in bars[-1].group() and len(title[bars[-1].end() :]) < 25 and bars[-1].start() > 3:
            title = title[: bars.pop().start()].strip()
        if (
            bars
            and (glued := re.match(r"^(.{10,}?)[-－]([^\s-]{1,8})$", title))
            and bar.group().strip() in {"ㅣ", "｜"}
        ):
            title = glued[1]
    front = BARS.search(title)
    if front and house.is_it(title[: front.start()]) and len(title) - front.end() > 12:
        title = title[front.end() :].strip()
    return "" if house.is_it(title) else title


def named_by_title(title: str, headline: str, tree: HtmlElement, data: Structured) -> str:
    """Return the name that follows the headline in the window's title, where the address or a link home says the same; else "".

    "Berth (mooring) - Wikipedia" at wikipedia.org; a section stands there as well.
    """
    tail = title.removeprefix(headline) if headline else ""
    name = re.sub(r"^\s*[|–—•·:-]+\s*", "", tail).strip()
    if tail == title or name == tail.strip() or not 1 < len(name) <= 40:
        return ""
    key = _plain(name)
    homes = [link for link in tree.iter("a") if (link.get("href") or "x").rstrip("/") in {"", home_of(data)}]
    said = [text_of(link) for link in homes] + [image.get("alt") or "" for link in homes for image in link.iter("img")]
    hosts = [part for value in _of_host(data) for part in value.split(".")]
    return name if key in map(_plain, (*said, *hosts)) else ""


def home_of(data: Structured) -> str:
    """Return the home of the site the page says it is from, "" when it does not say."""
    for value in (*data.links.get("canonical", ()), data.first("og:url")):
        parts = urlsplit(value)
        if parts.netloc:
            return f"{parts.scheme}://{parts.netloc}"
    return ""


def _short(name: str) -> str:
    """A name without the claims and sections some sites hang to it, and without the sign of an account."""
    parts = [part.strip() for part in re.split(r"\s[|｜]\s", name.strip().lstrip("@"))]
    return parts[0] if len(parts[0]) > 2 else name


def _preferred(made: Sequence[tuple[str, str]], worded: Sequence[tuple[str, str]]) -> Sequence[tuple[str, str]]:
    """The name the publisher's own data gives; a host's name only where no other place has words."""
    first = made[:1]
    return (
        [*worded[:1], *first] if first and re.match(r"^www\.|^[\w.-]+\.(?:com|org|net)\.\w\w$", first[0][0]) else first
    )


def _named(data: Structured, signed: str) -> Iterator[tuple[str, str]]:
    yield data.text("publisher"), "json-ld publisher"
    yield data.first("og:site_name"), "og:site_name"
    yield data.first("application-name", "apple-mobile-web-app-title"), "application-name"
    yield data.first("dc.publisher", "dcterms.publisher", "publisher", "citation_publisher"), "meta publisher"
    yield data.text("sourceOrganization"), "json-ld source organization"
    for node in data.nodes:
        if "WebSite" in as_list(node.get("@type")):
            yield text_value(node.get("name")), "json-ld site"
            yield text_value(node.get("publisher")), "json-ld site"
        elif is_page(node):
            yield text_value(node.get("publisher")), "json-ld page"
    yield signed, "copyright line"
    yield data.first("twitter:site").lstrip("@"), "twitter:site"


def _of_host(data: Structured) -> Iterator[str]:
    """The names in the page's own address: "harbourpost.example" and "harbourpost"."""
    for value in (*data.links.get("canonical", ()), data.first("og:url")):
        host = urlsplit(value).netloc.lower().removeprefix("www.")
        if host:
            yield host
            parts = [part for part in host.split(".") if part not in WWW]
            if parts and len(parts[0]) > 2:
                yield parts[0]


def _plain(text: str) -> str:
    """A name without article and ending of a host: "The Harbour Post", "harbourpost.com" -> "harbourpost"."""
    text = re.sub(r"^(?:https?:)?(?://)?(?:www\.)?", "", text.strip().lower())
    text = re.sub(r"\.(?:com|org|net|co|info|news|[a-z]{2})(?:\.[a-z]{2})?$|\s(?:online|digital|web)$", "", text)
    return key_of(re.sub(r"^(?:the|der|die|das|le|la|el|il|o|a)\s+", "", text))
