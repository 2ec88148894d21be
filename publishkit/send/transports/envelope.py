"""The headers our messages carry with providers that write the rest of the head themselves."""

from collections.abc import Mapping

from publishkit.send.headers import BIDI
from publishkit.send.letter import Letter
from publishkit.send.message import Mailing, Reader, message_id

REFERENCE = "X-PK-Ref"
METADATA = "pk_ref"
"""Under which name providers keep our reference, and give it back in their events."""


def reference(mailing: Mailing, reader: Reader) -> str:
    """Return our name for one reader's message: what every provider takes as a tag, the same whenever it is sent.

    It is the Message-ID's left side, `pk.2026-w47.6d0e…`, with hyphens.
    """
    return message_id(mailing, reader)[1:].partition("@")[0].replace(".", "-")


def common_headers(mailing: Mailing) -> Mapping[str, str]:
    """Return the headers all readers' messages have alike."""
    phrase = f'"{mailing.list_name}" ' if mailing.list_name.isascii() and '"' not in mailing.list_name else ""
    return {
        "List-Id": f"{phrase}<{mailing.list_id}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Archived-At": f"<{mailing.archive}>",
        "X-Publishkit-Rights": mailing.rights,
    }


def own_headers(letter: Letter, reader: Reader) -> Mapping[str, str]:
    """Return the headers that are *reader*'s own."""
    return {"List-Unsubscribe": f"<{reader.unsubscribe}>", REFERENCE: reference(letter.mailing, reader)}


def display(address: str, name: str) -> str:
    r"""Return `"Ada Byron" <ada@example.org>` for an API that takes one text; the provider encodes it.

    >>> display("ada@example.org", 'Ada "A." Byron')
    '"Ada \\"A.\\" Byron" <ada@example.org>'
    """
    shown = BIDI.sub("", name).strip()
    if not shown:
        return address
    quoted = shown.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{quoted}" <{address}>'
