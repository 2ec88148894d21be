"""What speaks against a work being our own: whoever else is named, whatever others reserve, wherever else it stood."""

import re
from collections.abc import Callable

from publishkit.model.rights import Party, TdmState
from publishkit.model.statement import RightsStatement, Signal
from publishkit.rights.detect.license_words import licenses_in
from publishkit.rights.detect.notices import origin_named, phrases_in_lines
from publishkit.rights.gate.case import Case
from publishkit.rights.gate.contradiction import (
    RESERVING_FIELDS,
    RESERVING_SIGNS,
    Contradiction,
    Found,
    agencies,
    copyright_stated,
    cut,
    field_reserves,
    in_file,
    mining_reserved,
    named_agencies,
    noticed,
    on_own_site,
    readings,
    recalled,
)
from publishkit.rights.notices.copyright_line import copyright_name
from publishkit.rights.notices.reservation import noticed_words
from publishkit.rights.ours import ARTICLES, LEGAL, WORD, fold_name, ours, parts_of, words_of
from publishkit.rights.phrases import and_list, long_date
from publishkit.rights.pictures.credit_line import agencies_in
from publishkit.rights.pictures.origin import lent_by
from publishkit.rights.terms import read_address
from publishkit.words import plain

OWN_WORK = frozenset(
    {("own", "work"), ("eigenes", "werk"), ("travail", "personnel"), ("private",), ("privat",), ("self",)}
)
"""What people write who made a picture themselves."""
HOUSE = re.compile(
    r"news\w*|courier|times|posts?|gazett\w*|journal\w*|herald|guardian|tribune|observer|telegraph|mail|mirror|review|chronicle|"
    r"press\w*|media|magazin\w*|daily|weekly|monthly|radio|tv|network|agency|agentur|agence|agencia|agenzia|agencja|group\w*|"
    r"\w*zeitung|\w*blatt|\w*anzeiger|\w*nachrichten|\w*kurier|spiegel|\w*verlag|\w*redaktion|\w*rundfunk|bote|revue|monde|"
    r"diario|periodico|giornale|corriere|gazeta|dziennik|tygodnik|jornal|folha|krant|dagblad|tidning\w*|avis\w*|noviny|"
    r"staff|desk|team|bureau|board|council|society|association|foundation|stiftung|verein|university|universit\w+|institut\w*|"
    r"museum|muse\w|ministry|ministerium|departments?|office|committee|club|blog|studios?|pictures|images|photos?|archiv\w*|"
    r"library|bibliothek|union|trust|com|org|net|online"
)
"""Words by which a name is a house's and no person's, folded."""
INITIALS = frozenset("e v o a s z as ab se ag sa".split())
"""Forms of bodies that are letters or words of people's names, too."""
NAMING_FIELDS = frozenset({"copyright", "owner", "licensor", "supplier", "credit", "source"})
NAMING_SIGNS = frozenset({"holder", "rights-holder", "owner", "copyright"})


def against_own(case: Case) -> Found:
    """Yield what speaks against it, the gravest first; where it comes from counts only beside another sign.

    But for a workspace, which knows where each of its texts stood: there it counts by itself. So does a publisher on whose own
    site it stands: name and address say the same.
    """
    claim = _Ownership(case)
    strong = tuple(claim.strong())
    yield from strong
    if strong or case.background.of_workspace or (claim.homes and on_own_site(case.statement)):
        yield from claim.homes


class _Ownership:
    """One work that is said to be ours."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.us = ours(case.us)
        self.background = case.background
        self.told = readings(case)
        makers = [party.name for one in self.told for party in one.creators if party.role != "agency"]
        makers += [signal.value for signal in self.background.signals if signal.kind == "creator"]
        self.authors = frozenset(words_of(name) for name in makers)
        self.homes = tuple(self._homes())
        """Where it comes from, when that is not us."""

    def strong(self) -> Found:
        """Yield what speaks against it by itself."""
        yield from self._named(self.case.statement)
        if self.background.proposed:
            yield from recalled(self._named(self.background.proposed))
        yield from self._done()
        yield from self._file()
        reserved = any(told.tdm.state is TdmState.RESERVED or told.tdm.ai_training == "deny" for told in self.told)
        if reserved and not (self._at_home or self.case.us.reserves_mining):
            yield mining_reserved()

    # --- whose name it may bear

    def _is_ours(self, name: str) -> bool:
        return self.us.is_name(name) or all(self.us.is_name(part) for part in parts_of(name) or (name,))

    def _may_sign(self, name: str) -> bool:
        """Whether *name* is us, or the author of a work that stood nowhere else: whoever writes for us may keep the ©."""
        known = (self.us.is_name(part) or self._is_author(part) for part in parts_of(name) or (name,))
        return self.us.is_name(name) or all(known)

    def _is_author(self, name: str) -> bool:
        return words_of(name) in self.authors and not self.homes

    # --- where it stood

    def _homes(self) -> Found:
        if not self.us.known:
            return
        for told in self.told:
            if told.publisher and not (self._is_ours(told.publisher.name) or self._is_self_signed(told)):
                yield Contradiction(
                    "publisher", told.publisher.name, f"it first appeared in {cut(told.publisher.name)}"
                )
        proposed = self.background.proposed
        # What a page of ours shows is kept wherever that site keeps its pictures.
        shown = None if proposed and self.us.is_site(proposed.source_url) else self.background.src
        for address in (*(told.source_url for told in self.told), shown):
            host = read_address(address).host
            if host and not self.us.is_site(address):
                yield Contradiction("host", host, f"it comes from {cut(host)}")
        yield from self._article()

    def _is_self_signed(self, told: RightsStatement) -> bool:
        """Whether what is named as its publisher is its author, who signed a text that stood nowhere: no house had it first."""
        name = told.publisher.name if told.publisher else ""
        nowhere = not any(read_address(one.source_url).host for one in self.told)
        return nowhere and words_of(name) in self.authors and not sounds_like_a_house(name)

    def _article(self) -> Found:
        """Yield the article of somebody else a picture stands in, where nothing says who made the picture."""
        article, picture = self.background.article, self.case.statement
        if article is None or picture.creators or picture.holders or picture.credit_line or picture.copyright_line:
            return
        publisher, host = article.publisher.name if article.publisher else "", read_address(article.source_url).host
        told = "and nothing says whose picture it is"
        if publisher and not self._is_ours(publisher):
            yield Contradiction("article", publisher, f"it stands in an article of {cut(publisher)}, {told}")
        elif host and not self.us.is_site(article.source_url):
            yield Contradiction("article", host, f"it stands in an article from {cut(host)}, {told}")

    @property
    def _at_home(self) -> bool:
        """Whether it stands on a site of ours and nowhere else."""
        return not self.homes and any(self.us.is_site(told.source_url) for told in self.told)

    # --- who and what is named

    def _named(self, told: RightsStatement) -> Found:
        yield from self._parties(told)
        yield from self._lines(told)
        yield from self._notices(told)
        yield from self._signs(told)

    def _parties(self, told: RightsStatement) -> Found:
        for party in told.holders:
            if not (self._may_sign(party.name) or is_open_data(party.name)):
                yield Contradiction("holder", party.name, f"the rights holder is {cut(party.name)}")
        yield from agencies(named_agencies(told), self._is_ours)

    def _lines(self, told: RightsStatement) -> Found:
        if line := told.copyright_line:
            name = copyright_name(line if "©" in line else f"© {line}")
            signed = name is None or self._may_sign(name) or self._may_sign(after_sign(line)) or is_open_data(line)
            if not signed or not all(map(self._is_ours, map(_agency_name, agencies_in(line)))):
                yield copyright_stated(line)
        credit = told.credit_line
        if credit and "©" in credit and not (self._may_sign(after_sign(credit)) or is_open_data(credit)):
            yield Contradiction("credit", credit, f"its credit is “{cut(credit)}”")
        elif credit and self._is_lent(credit):
            yield lent(credit)
        elif credit and not self.case.is_text and is_taken_from(credit, self._may_sign):
            yield Contradiction("credit", credit, f"its credit is “{cut(credit)}”")

    def _notices(self, told: RightsStatement) -> Found:
        for notice in told.notices:
            name, line = copyright_name(notice.text), noticed_words(notice.text)
            first = next((one.value for one in phrases_in_lines(notice.text.splitlines()) if one.kind == "synd"), None)
            if first and not self._is_ours(origin_named(first) or first):
                yield noticed(notice.text, first)
                continue
            signed = name is not None and self._may_sign(name)
            if (name and not signed) or (line and not (signed or self._at_home or self.us.is_named_in(notice.text))):
                yield noticed(notice.text, line or notice.text)

    def _signs(self, told: RightsStatement) -> Found:
        for sign in told.signals:
            name = copyright_name(sign.value) if sign.kind == "copyright" else sign.value
            if sign.kind in NAMING_SIGNS and name and not self._may_sign(name):
                yield Contradiction("holder", name, f"the page names {cut(name)} as holder")
            elif sign.kind in RESERVING_SIGNS and not (told.notices or self._at_home or self._is_our_reserving(sign)):
                yield noticed(sign.value, sign.value)
            elif sign.kind == "courtesy" and told.credit_line != sign.value and self._is_lent(sign.value):
                yield lent(sign.value)

    def _is_our_reserving(self, sign: Signal) -> bool:
        """Whether we reserve ourselves: an editor's camera writes it into every picture."""
        name = copyright_name(sign.value)
        return self.us.is_named_in(sign.value) or (name is not None and self._may_sign(name))

    def _is_lent(self, credit: str) -> bool:
        """Whether a credit thanks somebody else for the picture: what is ours, nobody has to lend us."""
        name = lent_by(credit)
        return name is not None and not (name and self._is_ours(name))

    def _done(self) -> Found:
        """Yield what an editor did who did not take it for ours: named terms, asked, got leave, called it taken over."""
        statement, profile = self.case.statement, self.case.profile
        if statement.profile:
            name = profile.name if profile else statement.profile
            if not self._is_ours(name):
                yield Contradiction("terms", name, f"the terms of {cut(name)} are named")
        for address in filter(None, (statement.terms_url, statement.acquire_url)):
            host = read_address(address).host
            if host and self.us.known and not self.us.is_site(address) and not licenses_in(address):
                yield Contradiction("terms", host, f"it names the terms of {cut(host)}")
        for grant in statement.grants:
            if not self._may_sign(grant.grantor.name):
                clause = f"{cut(grant.grantor.name)} gave permission on {long_date(grant.granted_on)}"
                yield Contradiction("permission", grant.grantor.name, clause)
        for request in statement.requests:
            asked = long_date(request.asked_on) or ""
            yield Contradiction("request", asked, f"permission was asked for on {asked}")
        if any(told.partner_content and not self._first_in_ours(told) for told in self.told):
            yield Contradiction("elsewhere", "partner_content", "it is marked as taken over from somebody else")

    def _first_in_ours(self, told: RightsStatement) -> bool:
        """Whether whoever published it first, which is who holds it, is us."""
        return bool(told.holders) and all(self._is_ours(party.name) for party in told.holders)

    # --- what the picture file says

    def _file(self) -> Found:
        for signal in self.background.signals:
            if signal.kind == "caption":
                yield from self._credited(signal)
            elif signal.kind in NAMING_FIELDS:
                yield from self._named_in_file(signal)
            elif signal.kind in RESERVING_FIELDS:
                if field_reserves(signal.value) and not self.us.is_named_in(signal.value):
                    yield in_file(signal)
            elif signal.kind in {"web-statement", "licensor-url"} and self._is_foreign_page(signal.value):
                yield in_file(signal)

    def _credited(self, signal: Signal) -> Found:
        """Yield what the end of a caption says: an agency, or a © of somebody else; a maker's name alone is no sign."""
        strange = [one.name for one in agencies_in(signal.value) if not self._is_ours(one.name)]
        signed = ("©" in signal.value or "(c)" in signal.value.lower()) and not is_open_data(signal.value)
        if strange or (signed and not self._may_sign(after_sign(signal.value.replace("(c)", "©").replace("(C)", "©")))):
            yield in_file(signal)
        elif self._is_lent(signal.value):
            yield lent(signal.value)

    def _is_foreign_page(self, address: str) -> bool:
        host = read_address(address).host
        return bool(host) and self.us.known and not self.us.is_site(address) and not licenses_in(address)

    def _named_in_file(self, signal: Signal) -> Found:
        value = signal.value
        if strange := [one.name for one in agencies_in(value) if not self._is_ours(one.name)]:
            yield Contradiction("file", value, f"the picture file names {and_list(strange)}")
            return
        signed = signal.kind == "copyright"
        name = (copyright_name(value) or copyright_name(f"© {value}")) if signed else value
        known = name is None or self._may_sign(name) or self._may_sign(value) or words_of(value) in OWN_WORK
        if not known and (self.us.known or signed or signal.kind == "owner"):
            yield in_file(signal)


def _agency_name(party: Party) -> str:
    return party.name


def sounds_like_a_house(name: str) -> bool:
    """Return whether a name may be a paper's, an agency's or an office's rather than a person's.

    >>> sounds_like_a_house("The Northern Courier"), sounds_like_a_house("Jo Guest")
    (True, False)
    """
    words = WORD.findall(fold_name(name))
    house = bool((LEGAL - INITIALS) & {*words}) or any(HOUSE.fullmatch(word) for word in words)
    return house or "." in name.strip(".")[3:] or bool(words and words[0] in ARTICLES) or bool(agencies_in(name))


def lent(credit: str) -> Contradiction:
    """Return a credit that thanks somebody for the picture."""
    return Contradiction("credit", credit, f"its credit says that somebody else gave it (“{cut(credit)}”)")


def after_sign(line: str) -> str:
    """Return the names behind the © of a line, years left out.

    >>> after_sign("Foto: © 2024 Ada Example")
    'Ada Example'
    """
    rest = line.rpartition("©")[2] if "©" in line else line
    return " ".join(word for word in rest.split() if not word.strip(".,-–").isdigit())


LONGEST = 300
PLACES = (
    r"youtube|twitter|instagram|facebook|tiktok|telegram|reddit|tumblr|pinterest|snapchat|linkedin|bluesky|mastodon|vimeo|twitch|whatsapp|flickr"
    r"|wikimedia(?: commons)?|wikipedia|netflix|disney\+?|hbo|warner bros\.?|paramount|amazon prime(?: video)?|google(?: (?:maps|earth|street view|images))?"
    r"|bing(?: maps)?|apple maps|mapbox|maxar(?: technologies)?|planet labs(?: pbc)?|airbus(?: ds| defence and space)?|canva|freepik|pixabay|pexels|unsplash"
)
AT_A_PLACE = re.compile(rf"(?:^|[^\w.])(?:{PLACES})(?!\w)|(?:^|[\s/(])@\w|\b(?:x|twitter)\.com\b", re.IGNORECASE)
"""Where pictures of many people are shown, and who makes films, maps and pictures from space."""
OF_A_WORK = re.compile(
    r"^\W*(?:film ?stills?|(?:movie |tv |video )?(?:stills?|scenes?|frames?|screenshots?|screen ?grabs?|screen captures?) (?:from|of|out of|by)\b|stills? ?[:：]"
    r"|szenenbild|filmbild|standbild|screenshots? aus|photogramme|capture d.écran d|image extraite|fotograma|captura de|fotogramma|schermata"
    r"|kadr z|zrzut z|skärmbild från|スクリーンショット)",
    re.IGNORECASE,
)
"""A picture out of a film, a broadcast or a page."""
SCREENSHOT = re.compile(
    r"^\W*(?:screenshots?|screen ?grabs?|capture d.écran|captura(?: de pantalla)?|zrzut ekranu|bildschirmfoto)\s?[:：]\s?",
    re.IGNORECASE,
)
LABEL = re.compile(r"^[^\W\d_][\w .-]{0,30}[:：]\s*")
VIA = re.compile(r"(?:^|\s)via\s+(?P<whom>\S.{0,60})", re.IGNORECASE)
COMPANY = re.compile(
    r"(?<!\w)(?:inc|ltd|llc|llp|plc|corp|gmbh|s\.?a\.?r\.?l|pty|technolog(?:y|ies)|systems|entertainment|productions|pictures|studios|films"
    r"|broadcasting|television|aerospace|satellites?|stock)\.?(?!\w)",
    re.IGNORECASE,
)
OPEN_DATA = re.compile(
    r"open ?street ?map|\bosm\b|natural ?earth|copernicus|sentinel|geobasis|geonames|eurostat|\bdata\b|\bdaten\b|\bkartendaten\b|\bgeodaten\b"
    r"|\bdonnées\b|\bdatos\b|\bdati\b|\bdados\b|\bdane\b|\bgegevens\b",
    re.IGNORECASE,
)
"""What a map or a chart of one's own is drawn from."""
OPEN_TERMS = re.compile(
    r"\b(?:odbl|odc-by|open database licen[cs]e|dl-de|datenlizenz|open government licen[cs]e|ogl|etalab|licence ouverte|public domain|nlod)\b"
    r"|open ?street ?map contributors|openstreetmap[- ](?:mitwirkende|contributeurs|colaboradores|bidragsytere)|współtwórcy openstreetmap"
    r"|crown copyright and database|contains (?:modified )?(?:copernicus|os data)",
    re.IGNORECASE,
)


def is_open_data(credit: str) -> bool:
    """Whether a credit names the open data that a map or a chart was drawn from: that is owed, and says nobody else drew it.

    >>> is_open_data("Map data © OpenStreetMap contributors, ODbL"), is_open_data("Map data © 2026 Google")
    (True, False)
    """
    told = credit[:LONGEST]
    return OPEN_DATA.search(told) is not None and (OPEN_TERMS.search(told) is not None or bool(licenses_in(told)))


def is_taken_from(credit: str, known: Callable[[str], bool]) -> bool:
    """Whether a credit says that the picture is another's: shown at a place, out of a film, by a company; none is *known* as us.

    >>> (
    ...     is_taken_from("Screenshot: Kanal 9", lambda name: False),
    ...     is_taken_from("Photo: Marta Vogel", lambda name: False),
    ... )
    (True, False)
    >>> is_taken_from("Ann Weller via Instagram", lambda name: name == "Ann Weller")
    False
    """
    told = plain(credit[:LONGEST])
    if any(known(part) for part in (told, *parts_of(told))) or is_open_data(told):
        return False
    if (
        AT_A_PLACE.search(told)
        or OF_A_WORK.search(told)
        or (SCREENSHOT.match(told) and SCREENSHOT.sub("", told).strip())
    ):
        return True
    via = VIA.search(told)
    return via is not None or COMPANY.search(LABEL.sub("", told)) is not None
