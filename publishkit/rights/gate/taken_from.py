"""What a credit says of a picture that somebody else shows or sells, though no agency is named and nobody signed ©."""

import re
from collections.abc import Callable

from publishkit.rights.detect.license_words import licenses_in
from publishkit.rights.ours import parts_of
from publishkit.words import plain

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
