"""Addresses that a page links to: made whole, without what tracks a reader, never one that runs a program."""

import re
from urllib.parse import parse_qsl, urljoin, urlsplit

TRACKING = re.compile(
    r"utm_\w{1,30}|fbclid|gclid|dclid|gbraid|wbraid|msclkid|yclid|igshid|mc_[ce]id|mkt_tok|vero_id|_hs(?:enc|mi)|twclid|ttclid|li_fat_id|wt_?mc(?:_\w{1,30})?|xtor|at_medium|at_campaign|cmpid|ns_campaign|ref_src|spm|__twitter_impression",
    re.IGNORECASE,
)
"""Parameters of an address that tell its owner who came from where."""
REDIRECTS = re.compile(r"https?://(?:www\.)?google\.[a-z.]{2,6}/url$|https?://l\.(?:facebook|instagram)\.com/l\.php$|https?://out\.reddit\.com/", re.IGNORECASE)  # fmt: skip
"""Addresses that only lead on: the real one stands in `q`, `url` or `u`."""


def clean_address(href: str, base: str = "") -> str:
    """Return a web or mail address, made whole, without what tracks its reader; "" when it is none or leads nowhere else.

    >>> clean_address("/tide?id=7&utm_source=mail&fbclid=x", "https://quay.example/a")
    'https://quay.example/tide?id=7'
    >>> clean_address("https://www.google.com/url?q=https://quay.example/&sa=D")
    'https://quay.example/'
    >>> clean_address("javascript:alert(1)"), clean_address("#top", "https://quay.example/")
    ('', '')
    """
    href = "".join(href.split()) if len(href) < 20_000 else ""
    if not href or href.startswith("#"):
        return ""
    try:
        parts = urlsplit(urljoin(base, href))
        for _ in range(3):
            if not REDIRECTS.match(f"{parts.scheme}://{parts.netloc}{parts.path}"):
                break
            told = dict(parse_qsl(parts.query))
            parts = urlsplit(told.get("q") or told.get("url") or told.get("u") or "")
    except ValueError:
        return ""
    if parts.scheme == "mailto":
        return parts.geturl()
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        return ""
    if parts.query and any(TRACKING.fullmatch(part.partition("=")[0]) for part in parts.query.split("&")):
        kept = "&".join(part for part in parts.query.split("&") if not TRACKING.fullmatch(part.partition("=")[0]))
        parts = parts._replace(query=kept)
    return parts.geturl()
