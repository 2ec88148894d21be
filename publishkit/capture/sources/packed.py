"""A zip archive of somebody else's, read within limits; names inside of it are looked up and never become paths."""

import io
import re
import zipfile
import zlib
from collections.abc import Collection

from lxml import etree

from publishkit.capture.files import stop_at

MAX_PACKED = 50_000_000
MAX_UNPACKED = 200_000_000
MAX_MEMBERS = 2_000
MAX_XML = 8_000_000
MAX_MEMBER = 40_000_000
"""Bytes of a picture."""
SAVE = "save it again in your program, or paste its text into a .txt file"
ENTITIES = re.compile(rb"<!ENTITY", re.IGNORECASE)
DAMAGES = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError, ValueError)
"""What reading a damaged, encrypted or oddly packed archive ends in."""


class Packed:
    """The members of an archive by name."""

    def __init__(self, name: str, data: bytes) -> None:
        """Open the archive *data*, which the editor called *name*.

        Raises:
            InputError: it is damaged, too large, or has too many members.
        """
        self.name = name
        if len(data) > MAX_PACKED:
            raise stop_at(name, f"is larger than {MAX_PACKED // 1_000_000} MB", "an article is far smaller")
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except DAMAGES as cause:
            raise stop_at(name, "cannot be read: its packing is damaged", SAVE) from cause
        members = self._zip.infolist()
        if len(members) > MAX_MEMBERS:
            raise stop_at(name, f"holds {len(members):,} files; more than {MAX_MEMBERS:,} are not read", SAVE)
        if sum(member.file_size for member in members) > MAX_UNPACKED:
            raise stop_at(
                name, f"would unpack to more than {MAX_UNPACKED // 1_000_000} MB", "an article is far smaller"
            )
        self._members = {member.filename: member for member in members}

    @property
    def names(self) -> Collection[str]:
        """Names of the members, as they stand there."""
        return self._members.keys()

    def read(self, member: str, most: int = MAX_MEMBER) -> bytes:
        """Return the bytes of *member*; b"" when there is none.

        Raises:
            InputError: it is damaged, encrypted, or larger than *most*.
        """
        info = self._members.get(member)
        if info is None:
            return b""
        if info.file_size > most:
            raise stop_at(self.name, f"holds a part larger than {most // 1_000_000} MB ({member[:80]})", SAVE)
        try:
            with self._zip.open(info) as stream:
                return stream.read(most + 1)[:most]
        except DAMAGES as cause:
            why = "it is encrypted" if info.flag_bits & 1 else "its packing is damaged"
            raise stop_at(self.name, f"cannot be read: {why}", SAVE) from cause

    def xml(self, member: str) -> etree._Element | None:
        """Return the root of the XML in *member*; None when there is none.

        Raises:
            InputError: it is no XML, too large, or declares entities.
        """
        data = self.read(member, MAX_XML)
        return parse_xml(self.name, data) if data else None


def parse_xml(name: str, data: bytes, *, recover: bool = False) -> etree._Element:
    """Return the root of the XML *data* of the source *name*; nothing outside of it is read.

    Raises:
        InputError: it is no XML, or declares entities: what is written in a line may unfold to gigabytes.
    """
    refuse_entities(name, data)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=recover)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as cause:
        raise stop_at(name, "cannot be read: its XML is damaged", SAVE) from cause
    if root is None:
        raise stop_at(name, "cannot be read: its XML is damaged", SAVE)
    return root


def refuse_entities(name: str, data: bytes) -> None:
    """Raise when XML declares entities of its own.

    Raises:
        InputError: it does; also in UTF-16.
    """
    if ENTITIES.search(data) or ENTITIES.search(data[:200_000].replace(b"\0", b"")):
        raise stop_at(name, "declares entities of its own, which may unfold without end; it is not read", SAVE)
