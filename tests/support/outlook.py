"""A small writer of Outlook's `.msg` files (MS-CFB, MS-OXMSG): what a mail program saves, made by hand."""

import struct
from collections.abc import Mapping
from datetime import UTC, datetime

SECTOR, SMALL = 512, 64
CUTOFF = 4096
FREE, END, FAT_SECTOR, NONE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
Folder = Mapping[str, "bytes | Folder"]


def outlook_message(
    body: str = "",
    *,
    subject: str = "Re: May we publish",
    name: str = "Ruth Vale",
    address: str = "ruth@press.example",
    headers: str = "",
    kind: str = "IPM.Note",
    page: str = "",
    attached: Folder | None = None,
) -> bytes:
    """Return the bytes of a `.msg` file; *attached* is another message's folder, from `message_folder`."""
    folder = message_folder(body, subject=subject, name=name, address=address, headers=headers, kind=kind, page=page)
    if attached is not None:
        folder = {**folder, "__attach_version1.0_#00000000": {"__substg1.0_3701000D": attached}}
    return compound_file(folder)


def message_folder(
    body: str, *, subject: str, name: str, address: str, headers: str = "", kind: str = "IPM.Note", page: str = ""
) -> "dict[str, bytes | Folder]":
    """Return the streams of one message."""
    texts = {"0037": subject, "0C1A": name, "5D01": address, "1000": body, "001A": kind, "007D": headers}
    folder: dict[str, bytes | Folder] = {
        f"__substg1.0_{tag}001F": text.encode("utf-16-le") for tag, text in texts.items() if text
    }
    if page:
        folder["__substg1.0_10130102"] = page.encode()
    submitted = (
        int((datetime(2026, 11, 17, tzinfo=UTC) - datetime(1601, 1, 1, tzinfo=UTC)).total_seconds()) * 10_000_000
    )
    entry = struct.pack("<HHIQ", 0x0040, 0x0039, 6, submitted)
    return {**folder, "__properties_version1.0": bytes(32) + entry}


def compound_file(root: Folder) -> bytes:
    """Return a compound file with the streams and folders of *root*."""
    entries: list[dict[str, object]] = []
    _walk("Root Entry", root, entries, kind=5)
    big, small = bytearray(), bytearray()
    small_fat: list[int] = []
    fat: list[int] = []
    for entry in entries:
        data = entry.pop("data")
        assert isinstance(data, bytes)
        entry["size"] = len(data)
        if entry["kind"] != 2 or not data:
            entry["start"] = END
        elif len(data) < CUTOFF:
            entry["start"] = len(small) // SMALL
            _chain(small_fat, -(-len(data) // SMALL))
            small += data.ljust(-(-len(data) // SMALL) * SMALL, b"\0")
        else:
            entry["start"] = len(big) // SECTOR
            _chain(fat, -(-len(data) // SECTOR))
            big += data.ljust(-(-len(data) // SECTOR) * SECTOR, b"\0")
    entries[0]["start"], entries[0]["size"] = (len(big) // SECTOR if small else END), len(small)
    big += _padded(bytes(small), fat)
    mini_start, mini_count = len(big) // SECTOR, -(-4 * len(small_fat) // SECTOR)
    big += _padded(struct.pack(f"<{len(small_fat)}I", *small_fat), fat, b"\xff")
    folder_start = len(big) // SECTOR
    big += _padded(b"".join(_entry(entry) for entry in entries), fat)
    count = 1
    while (len(fat) + count) * 4 > count * SECTOR:
        count += 1
    fat_start = len(fat)
    fat += [FAT_SECTOR] * count
    fat += [FREE] * (count * SECTOR // 4 - len(fat))
    big += struct.pack(f"<{len(fat)}I", *fat)
    assert count <= 109
    first = [fat_start + n for n in range(count)] + [FREE] * (109 - count)
    header = struct.pack(
        "<8s16sHHHHH6sIIIIIIIII109I",
        *(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", bytes(16), 0x3E, 3, 0xFFFE, 9, 6, bytes(6), 0, count, folder_start, 0),
        *(CUTOFF, mini_start if mini_count else END, mini_count, END, 0, *first),
    )
    return header + bytes(big)


def _walk(name: str, content: "bytes | Folder", entries: list[dict[str, object]], kind: int) -> int:
    number = len(entries)
    is_stream = isinstance(content, bytes)
    entry: dict[str, object] = {
        "name": name,
        "kind": 2 if is_stream else kind,
        "child": NONE,
        "right": NONE,
        "data": b"",
    }
    entries.append(entry)
    if isinstance(content, bytes):
        entry["data"] = content
        return number
    # A tree in which every sibling is the right one of the one before: unbalanced, and read by everybody.
    before = None
    for child, inner in sorted(content.items(), key=lambda one: (len(one[0]), one[0].upper())):
        at = _walk(child, inner, entries, kind=1)
        entries[number if before is None else before]["child" if before is None else "right"] = at
        before = at
    return number


def _chain(fat: list[int], sectors: int) -> None:
    fat += [len(fat) + n + 1 for n in range(sectors - 1)] + ([END] if sectors else [])


def _padded(data: bytes, fat: list[int], fill: bytes = b"\0") -> bytes:
    sectors = -(-len(data) // SECTOR)
    _chain(fat, sectors)
    return data.ljust(sectors * SECTOR, fill)


def _entry(entry: dict[str, object]) -> bytes:
    name = str(entry["name"]).encode("utf-16-le") + b"\0\0"
    return struct.pack(
        "<64sHBBIII16sIQQIQ",
        *(name, len(name), entry["kind"], 1, NONE, entry["right"], entry["child"], bytes(16), 0, 0, 0),
        *(entry["start"], entry["size"]),
    )
