"""The headers our messages carry with providers that write the rest of the head themselves."""

from collections.abc import Mapping

from publishkit.send.headers import BIDI
from publishkit.send.letter import Letter
from publishkit.send.message import REFERENCE, UNSUBSCRIBE, Mailing, Reader, list_unsubscribe, reference

METADATA = "pk_ref"
"""Under which name providers keep our reference, and give it back in their events."""


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
    """Return the headers that are *reader*'s own.

    Raises:
        InputError: the reader's unsubscribe address is not https, or too long.
    """
    return {
        UNSUBSCRIBE: list_unsubscribe(letter.mailing, reader),
        REFERENCE: reference(letter.mailing, reader),
    }


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
