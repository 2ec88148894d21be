"""Bytes -> text, in the order browsers use: byte order mark, declaration, UTF-8, a guess that says so."""

import codecs
import re

BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
DECLARED = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]{2,40})""", re.IGNORECASE)
ALIASES = {"iso-8859-1": "cp1252", "latin-1": "cp1252", "latin1": "cp1252", "us-ascii": "cp1252", "ascii": "cp1252", "iso-8859-9": "cp1254",
           "gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932", "ks_c_5601-1987": "cp949", "euc-kr": "cp949", "x-sjis": "cp932"}  # fmt: skip
"""What these names mean on the web (WHATWG Encoding)."""


def decode(data: bytes, *, markup: bool) -> tuple[str, str, str]:
    """Return (text, charset, why); *markup* may declare its charset in the first 1,024 bytes.

    >>> decode("Źródło".encode(), markup=False)
    ('Źródło', 'utf-8', 'utf-8')
    """
    for mark, name in BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(name, "replace"), name, "bom"
    declared = _declared(data[:1024]) if markup else None
    if declared and declared != "utf-8":
        # A page that claims another charset and is good UTF-8 was saved again by its browser.
        try:
            return data.decode("utf-8"), "utf-8", "utf-8"
        except UnicodeDecodeError:
            return data.decode(declared, "replace"), declared, "declared"
    try:
        return data.decode("utf-8"), "utf-8", "declared" if declared else "utf-8"
    except UnicodeDecodeError:
        return _guess(data)


def _declared(head: bytes) -> str | None:
    match = DECLARED.search(head)
    if match is None:
        return None
    name = match[1].decode("ascii").lower()
    name = ALIASES.get(name, name)
    try:
        return "utf-8" if name.startswith("utf") else codecs.lookup(name).name
    except LookupError:
        return None


def _guess(data: bytes) -> tuple[str, str, str]:
    import charset_normalizer

    best = charset_normalizer.from_bytes(data[:200_000]).best()
    name = best.encoding if best is not None else "cp1252"
    return data.decode(name, "replace"), name, "guessed"
