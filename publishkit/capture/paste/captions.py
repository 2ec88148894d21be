"""Pasted text: lines that hold a caption and its credit, glued as a browser copies them."""

import re

from publishkit.capture.bylines import is_name
from publishkit.capture.extracted import CaptionCredit, Readers

CAPTION = 420
"""Characters a caption has at most."""
SLASHED = re.compile(r"(?P<caption>.{20,}\S) (?P<raw>[/|] (?P<credit>[^/|]{4,50}))$")
"""“The ferry at noon / Ada Example”."""
TAILS = (
    re.compile(
        r"(?P<caption>.{8,}[^\s(:|/-])(?P<raw>\(?(?:Image |Photo )?(?:Credits?|Photos?|Fotos?|Images?|Bild(?:quelle|rechte)?|Pictures?|Quelle|Source|Kuva|Zdjęcie|Fot\.|Фото):\s?(?P<credit>[^:]{2,120}))$"
    ),
    re.compile(r"(?P<caption>.{15,}[.!?»”\"’])\s?(?P<raw>(?P<credit>[A-Z][\w&.'’ -]{1,30}/[A-ZÀ-Þ][\w&.'’ -]{2,40}))$"),
    re.compile(
        r"(?P<caption>.{15,}\w) (?P<raw>(?P<credit>(?:AP|AFP|AAP|EPA|PA|dpa|REUTERS|Reuters) (?:Photo|Images?)?/?\s?[A-ZÀ-Þ][\w.'’ -]{2,40}))$"
    ),
    re.compile(r"(?P<caption>.{15,}[.!?])\s?(?P<raw>\((?P<credit>(?:[A-ZÀ-Þ][\w.'’&-]{1,20}(?:,? |(?=\)))){2,5})\))$"),
    re.compile(r"(?P<caption>.{6,}\.)\s?(?P<raw>(?P<credit>[가-힣]{2,4})\s?(?:선임)?기자)$"),
    re.compile(
        r"(?P<caption>.{6,}?)[\s\u3000]?(?P<raw>[（(＝=]\s?(?P<credit>[^（）()＝=。]{2,14})(?:氏|さん|記者)?(?:撮影|提供)[）)]?)$"
    ),
    re.compile(r"(?P<caption>.{6,}?)[\s\u3000]?(?P<raw>[（(][CcＣｃ][）)]\s?(?P<credit>[^（）()。]{2,20}))$"),
    re.compile(r"(?:(?P<caption>.{15,300}?) - )?(?P<raw>Copyright (?P<credit>[^/]{3,60}/\s?Copyright \d{4} .{2,60}))$"),
    re.compile(r"(?P<caption>.{15,}[.!?])\s{0,3}(?P<raw>\((?P<credit>[A-Z]{3,6})\))$"),
    SLASHED,
)
NAMED = (
    re.compile(
        r"(?P<caption>.{15,}[.!?…»”\"])\s(?P<raw>(?P<credit>(?:[A-ZÀ-Þ][A-ZÀ-Þ'’.-]+\s){1,4}\([A-Z][\w./ -]{1,30}\)))$"
    ),
    re.compile(
        r"(?P<caption>.{15,}[.!?…»”\"])\s?(?P<raw>\((?P<credit>(?:[A-ZÀ-Þ][\w.'’-]{1,20} ){2,4}(?:for|für|pour|para|per) (?:[A-ZÀ-Þ][\w.'’&-]{0,20} ?){1,5})\))$"
    ),
)
"""Captions that end in their credit without a mark between: “… at the pierCredit: PA”, “… 있다. 김철수 기자”, “…（代表撮影）”."""


def caption_of(text: str, readers: Readers) -> CaptionCredit | None:
    """Return caption and credit of a line that holds both, None when it does not."""
    if len(text) > CAPTION:
        return None
    for pattern in NAMED:
        if match := pattern.match(text):
            return CaptionCredit(caption=match["caption"].strip(), credit=match["credit"].strip(), raw=match["raw"])
    found = readers.caption_tail(text)
    if found is not None and found.credit and not found.caption.endswith(("(", "Image:")):
        return found
    for pattern in TAILS:
        match = pattern.match(text)
        if match and (pattern is not SLASHED or is_name(match["credit"])):
            raw = match["raw"].strip()
            return CaptionCredit(
                caption=match["caption"].rstrip(" (（=＝-–"), credit=match["credit"].strip(" ()（）."), raw=raw
            )
    return None
