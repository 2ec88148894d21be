"""The letter: what all readers of an edition get, rendered once, and what is put in for each of them."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from hashlib import sha256

from publishkit.send.message import Form, Mailing, Reader, make_form, replace_tokens


@dataclass(frozen=True, kw_only=True)
class Letter:
    """An edition's mail with its tokens still in place.

    The same letter, reader and moment give the same bytes, so that a batch tried again under its key is the same call.
    """

    mailing: Mailing
    page: str
    """`email.html` with `@@PK_…@@` tokens."""
    text: str
    """`email.txt`, likewise."""
    moment: datetime
    """Date header of every message: when the campaign was approved, in UTC."""

    @cached_property
    def sha256(self) -> str:
        """What an approval is bound to: every byte that reaches readers, but not the date."""
        told = repr(self.mailing).encode() + b"\0" + self.page.encode() + b"\0" + self.text.encode()
        return sha256(told).hexdigest()

    def message(self, reader: Reader) -> bytes:
        """Return the MIME message of *reader*, for transports that take one."""
        return self._form.message(reader)

    @cached_property
    def _form(self) -> Form:
        return make_form(self.mailing, page=self.page, text=self.text, moment=self.moment)

    def page_for(self, reader: Reader) -> str:
        """Return the HTML of *reader*, for providers that build the message themselves."""
        return replace_tokens(self.page, {"PK_UNSUB_URL": reader.unsubscribe}, markup=True)

    def text_for(self, reader: Reader) -> str:
        """Return the plain text of *reader*."""
        return replace_tokens(self.text, {"PK_UNSUB_URL": reader.unsubscribe})
