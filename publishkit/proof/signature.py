"""Signatures of checksums as OpenSSH makes them (SSHSIG, Ed25519), so that anybody can check one without us.

    ssh-keygen -Y check-novalidate -n publishkit -s SHA256SUMS.sig < SHA256SUMS

The same key and the same checksums give the same bytes. Needs the package `cryptography` (`publishkit[seal]`).
"""

import base64
import binascii
import hashlib
import re
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

from publishkit.errors import ExternalError, InputError, Problem

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

NAMESPACE = "publishkit"
"""What a signature is for: one made for a Git commit or a file elsewhere does not count here."""
KIND = b"ssh-ed25519"
MAGIC = b"SSHSIG"
BEGIN, END = "-----BEGIN SSH SIGNATURE-----", "-----END SSH SIGNATURE-----"
WIDTH = 70
_HEAD = MAGIC + struct.pack(">I", 1)
_ARMOR = re.compile(f"{BEGIN}(.*){END}".replace(" ", ""))
"""White space between the two lines and in them means nothing."""
_PUBLIC = re.compile(r"ssh-ed25519\s+([A-Za-z0-9+/=]+)(?:\s+(.*\S))?\s*")


class BrokenSignatureError(ValueError):
    """Not a signature of ours; the message says why."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PublicKey:
    """The half of a key that everybody may have."""

    raw: bytes
    """32 bytes (RFC 8032)."""
    comment: str = ""
    """Whose it is, as its file says."""

    @property
    def line(self) -> str:
        """As `.pub` files and publishkit.toml have it: `ssh-ed25519 AAAA… name`."""
        return f"ssh-ed25519 {base64.b64encode(self._blob).decode()} {self.comment}".strip()

    @property
    def fingerprint(self) -> str:
        """As `ssh-keygen -l` prints it: `SHA256:…`."""
        return f"SHA256:{base64.b64encode(hashlib.sha256(self._blob).digest()).decode().rstrip('=')}"

    @property
    def _blob(self) -> bytes:
        return _string(KIND) + _string(self.raw)


def parse_public(text: str) -> PublicKey:
    """Return the public key that a line says.

    >>> key = parse_public("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHVcLwAf1u6GkB8JQ4oN2hZ4eE1nXcZ7F2Vb0t5lQ7hR desk")
    >>> (len(key.raw), key.comment)
    (32, 'desk')

    Raises:
        ValueError: it is no Ed25519 key of OpenSSH's.
    """
    found = _PUBLIC.fullmatch(text.strip())
    try:
        kind, raw = _strings(base64.b64decode(found[1], validate=True)) if found else (b"", b"")
    except (binascii.Error, struct.error, ValueError):
        kind, raw = b"", b""
    if not found or kind != KIND or len(raw) != 32:
        raise ValueError("is no Ed25519 public key: it begins with `ssh-ed25519 AAAA`")
    return PublicKey(raw=raw, comment=found[2] or "")


# --- making -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, slots=True)
class SigningKey:
    """The half of a key that nobody else may have."""

    private: "Ed25519PrivateKey"

    @property
    def public(self) -> PublicKey:
        """The other half."""
        return PublicKey(raw=self.private.public_key().public_bytes_raw())

    def sign(self, data: bytes) -> bytes:
        """Return the signature of *data*, as a file."""
        made = self.private.sign(_signed(data, b"sha512"))
        public = self.public
        blob = _HEAD + _string(_string(KIND) + _string(public.raw))
        blob += _string(NAMESPACE.encode()) + _string(b"") + _string(b"sha512") + _string(_string(KIND) + _string(made))
        packed = base64.b64encode(blob).decode()
        lines = [packed[at : at + WIDTH] for at in range(0, len(packed), WIDTH)]
        return "\n".join([BEGIN, *lines, END, ""]).encode()


def read_private(data: bytes, passphrase: bytes | None = None) -> SigningKey:
    """Return the key in a file of `ssh-keygen -t ed25519`.

    Raises:
        ValueError: it is no Ed25519 key, or the passphrase is missing or wrong.
        ExternalError: `cryptography` is not installed.
    """
    _demand_library()
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_ssh_private_key

    try:
        private = load_ssh_private_key(data, passphrase)
    except (TypeError, UnsupportedAlgorithm) as cause:
        raise ValueError("is locked: its passphrase belongs in PUBLISHKIT_SIGNING_PASSPHRASE") from cause
    except ValueError as cause:
        raise ValueError("is no key of `ssh-keygen -t ed25519`, or its passphrase is another") from cause
    if isinstance(private, Ed25519PrivateKey):
        return SigningKey(private=private)
    raise ValueError("is a key of another kind: `ssh-keygen -t ed25519` makes the right one")


def new_key(comment: str) -> tuple[bytes, PublicKey]:
    """Return a fresh private key as its file holds it, and its public half.

    Raises:
        ExternalError: `cryptography` is not installed.
    """
    _demand_library()
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    private = Ed25519PrivateKey.generate()
    data = private.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption())
    return data, PublicKey(raw=private.public_key().public_bytes_raw(), comment=comment)


def has_library() -> bool:
    """Return whether signatures can be made and checked on this machine."""
    from importlib.util import find_spec

    return find_spec("cryptography") is not None


def _demand_library() -> None:
    if not has_library():
        hint = "pip install 'publishkit[seal]'"
        raise ExternalError(Problem(place="seal", message="signing needs the package `cryptography`", hint=hint))


# --- checking ---------------------------------------------------------------------------------------------------------


def check_signature(data: bytes, signature: bytes) -> PublicKey:
    """Return whose signature of *data* this is.

    Raises:
        BrokenSignatureError: it is no signature, or one of other bytes or for another purpose.
        ExternalError: `cryptography` is not installed.
    """
    public, hashed, made = _parsed(signature)
    _demand_library()
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(public.raw).verify(made, _signed(data, hashed))
    except InvalidSignature as cause:
        raise BrokenSignatureError("is not a signature of these checksums") from cause
    return public


def _parsed(signature: bytes) -> tuple[PublicKey, bytes, bytes]:
    """Return whose signature it is, how the signed bytes were hashed, and the 64 bytes of it."""
    found = _ARMOR.fullmatch("".join(signature.decode("ascii", "replace").split()))
    try:
        blob = base64.b64decode(found[1] if found else "", validate=True)
        public, namespace, _, hashed, signed = _strings(blob[len(_HEAD) :]) if blob.startswith(_HEAD) else [b""] * 5
        kind, raw = _strings(public)
        kind_of_signature, made = _strings(signed)
    except (binascii.Error, struct.error, ValueError) as cause:
        raise BrokenSignatureError("is no SSH signature") from cause
    if kind != KIND or kind_of_signature != KIND or len(raw) != 32 or hashed not in {b"sha512", b"sha256"}:
        raise BrokenSignatureError("is not made with an Ed25519 key")
    if namespace != NAMESPACE.encode():
        told = namespace.decode("ascii", "replace")[:40]
        raise BrokenSignatureError(f"was made for “{told}”, not for “{NAMESPACE}”")
    return PublicKey(raw=raw), hashed, made


def _signed(data: bytes, hashed: bytes) -> bytes:
    """Return what is really signed (PROTOCOL.sshsig of OpenSSH, section 3)."""
    digest = hashlib.new(hashed.decode(), data).digest()
    return MAGIC + _string(NAMESPACE.encode()) + _string(b"") + _string(hashed) + _string(digest)


def _string(data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + data


def _strings(data: bytes) -> list[bytes]:
    """Return the strings that follow each other in *data* (RFC 4251, 5)."""
    found, at = [], 0
    while at < len(data):
        (size,) = struct.unpack(">I", data[at : at + 4])
        if at + 4 + size > len(data):
            raise ValueError("a string goes beyond the end")
        found.append(data[at + 4 : at + 4 + size])
        at += 4 + size
    return found


def key_problem(place: str, cause: ValueError) -> InputError:
    """Return the error that a key in *place* cannot be used."""
    return InputError(Problem(place=place, message=str(cause), hint="`publishkit seal keygen FILE` makes a key"))
