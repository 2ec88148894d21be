"""Where a picture or a video of HTML really is: the largest version, the page of a player."""

import re
from urllib.parse import parse_qs, urlsplit

from lxml.html import HtmlElement


def largest(image: HtmlElement) -> str:
    """The address of the largest version of a picture."""
    names = ("data-srcset", "srcset")
    listed = next((image.get(name) for name in names if image.get(name)), "") or ""
    sized = [
        (float(found[2]), found[1])
        for found in re.finditer(r"(\S{1,2000})\s{1,9}(\d{1,5}(?:\.\d{1,3})?)[wx]", listed[:20_000])
    ]
    plain = next(
        (
            value
            for name in ("data-src", "data-original", "data-lazy-src", "src")
            if (value := (image.get(name) or "").strip())
        ),
        "",
    )
    return max(sized)[1] if sized else plain


def watched(address: str) -> str:
    """The page of a video, of the address of its player."""
    address = f"https:{address}" if address.startswith("//") else address
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    tube = re.search(r"(?:^|\.)youtube(?:-nocookie)?\.com$", parts.netloc)
    if tube and (found := re.match(r"/embed/([\w-]{5,20})$", parts.path)):
        start = parse_qs(parts.query).get("start", [""])[0]
        return f"https://www.youtube.com/watch?v={found[1]}" + (f"&t={start}s" if start.isdecimal() else "")
    if parts.netloc == "player.vimeo.com" and (found := re.match(r"/video/(\d{3,12})", parts.path)):
        return f"https://vimeo.com/{found[1]}"
    return address
