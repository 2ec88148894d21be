"""Links inside an edition that is cut into several documents: `#rights-a03` must lead to the file that has it."""

import re
from collections.abc import Mapping

ID = re.compile(r'<[a-zA-Z][^<>]*?\sid="([^"]+)"')
LINK = re.compile(r'(?P<before><a\b[^<>]*?\shref=")#(?P<id>[^"]+)')
"""In tags only: `<` in text is always escaped, so words about HTML stay as they are."""


def join_anchors(documents: Mapping[str, str]) -> dict[str, str]:
    """Return *documents* (name in one folder -> markup) with every link to an id elsewhere leading to its document.

    An id in the document itself comes first, then the first document that has it; a link to an id nobody has stays.

    >>> join_anchors({"a.html": '<a href="#x">', "b.html": '<p id="x">'})["a.html"]
    '<a href="b.html#x">'
    """
    ids = {name: set(ID.findall(text)) for name, text in documents.items()}
    homes = {anchor: name for name in reversed(tuple(documents)) for anchor in sorted(ids[name])}

    def joined(name: str, text: str) -> str:
        def target(found: re.Match[str]) -> str:
            home = "" if found["id"] in ids[name] else homes.get(found["id"], "")
            return f"{found['before']}{home}#{found['id']}"

        return LINK.sub(target, text)

    return {name: joined(name, text) for name, text in documents.items()}
