"""A letter that is hard to carry, and three readers who are hard to write to."""

from datetime import UTC, datetime

from publishkit.send.letter.letter import Letter
from publishkit.send.letter.message import Mailing, Reader

SUBJECT = "Größe und Gezeiten: 潮の満ち引き, “low water” & 50 % mehr"
MAILING = Mailing(
    edition="2026-w47",
    subject=SUBJECT,
    from_address="letter@lantern.example",
    from_name="The Lantern, Größe",
    reply_to="editors@lantern.example",
    list_id="weekly.lantern.example",
    list_name="The Lantern",
    archive="https://lantern.example/letter/2026-w47/",
    rights="https://lantern.example/letter/2026-w47/rights.json",
    unsubscribe_mail="unsubscribe@lantern.example",
)
PAGE = """<!DOCTYPE html>
<html lang="de"><body>
<p>Größe, 潮 and 50 % more. A line that begins with a dot follows.</p>
.
..two
<p><a href="@@PK_UNSUB_URL@@">Leave this letter</a></p>
</body></html>
"""
TEXT = "Größe, 潮\n.\n..two\nFrom here\n\nLeave: @@PK_UNSUB_URL@@\n"
LETTER = Letter(mailing=MAILING, page=PAGE, text=TEXT, moment=datetime(2026, 11, 20, 6, tzinfo=UTC))


def unsubscribe(token: str) -> str:
    return f"https://lantern.example/u/{token}"


READERS = (
    Reader(address="ada@example.org", name="Ada Lovelace", unsubscribe=unsubscribe("aaa-1_A")),
    Reader(address="b.müller".replace("ü", "ue") + "+letter@mail.example.org", name='Bärbel "B." Müller, geb. 潮',
           unsubscribe=unsubscribe("bbb-2_B")),
    Reader(address="Carl.O'Hara@EXAMPLE.net", unsubscribe=unsubscribe("ccc-3_C")),
)  # fmt: skip
KEY = "6f1f6c0e-5f4b-5a44-9d0e-0c9f4f6f2a11"


def reader(number: int) -> Reader:
    return Reader(address=f"reader{number}@example.org", name=f"Reader {number}", unsubscribe=unsubscribe(f"t{number}"))
