"""Keys that sign finished editions: make one, read the one that is configured, name the ones that are trusted."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from publishkit.disk import write_whole
from publishkit.edition.records.records import SIGNATURE
from publishkit.errors import ExternalError, InputError, Problem, PublishkitError
from publishkit.model.config import Config
from publishkit.proof.finished import read_finished
from publishkit.proof.signature import PublicKey, SigningKey, key_problem, new_key, parse_public, read_private
from publishkit.send.secrets import Secrets
from publishkit.workspace.load import load_config

VARIABLE = "PUBLISHKIT_SIGNING_KEY_FILE"
"""Names the key's file where publishkit.toml does not."""
IGNORED = (".publishkit",)
"""Folders of a workspace that Git does not keep."""


@dataclass(frozen=True, kw_only=True, slots=True)
class MadeKey:
    """A key that was made."""

    file: Path
    public: PublicKey


def make_key(file: Path, comment: str) -> MadeKey:
    """Write a new private key to *file*, readable by its owner only, and its public half to `<file>.pub`.

    Raises:
        InputError: the file is there already: a key is never overwritten.
        ExternalError: it cannot be written, or signing needs a package that is not installed.
    """
    beside = file.with_name(f"{file.name}.pub")
    if file.exists() or beside.exists():
        hint = "name another file; what it signed could no longer be checked"
        raise InputError(Problem(place=str(file), message="is there already", hint=hint))
    private, public = new_key(comment)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as opened:
            opened.write(private)
        write_whole(beside, f"{public.line}\n".encode())
    except OSError as cause:
        raise ExternalError(Problem(place=str(file), message=f"cannot be written: {cause.strerror}")) from cause
    return MadeKey(file=file, public=public)


def signing_key(root: Path, config: Config, environ: Mapping[str, str] | None = None) -> SigningKey | None:
    """Return the key that signs the workspace's editions; None when none is configured.

    Raises:
        InputError: its file cannot be read, is no key, is not the one publishkit.toml expects, or lies where Git keeps it.
        ExternalError: signing needs a package that is not installed.
    """
    variables = os.environ if environ is None else environ
    named = variables.get(VARIABLE, "") or config.seal.key_file
    if not named:
        return None
    place = VARIABLE if variables.get(VARIABLE) else "publishkit.toml: seal.key_file"
    path = (root / Path(named).expanduser()).resolve()
    if path.is_relative_to(root.resolve()) and path.relative_to(root.resolve()).parts[0] not in IGNORED:
        hint = "keep it outside, as in ~/.ssh/the-letter: who has the workspace must not be able to sign for you"
        raise InputError(Problem(place=place, message="names a key inside the workspace", hint=hint))
    passphrase = Secrets(variables).find("SIGNING_PASSPHRASE")
    try:
        key = read_private(path.read_bytes(), passphrase.reveal().encode() if passphrase else None)
    except OSError as cause:
        hint = "`publishkit seal keygen FILE` makes a key"
        raise InputError(
            Problem(place=place, message=f"{named} cannot be read: {cause.strerror}", hint=hint)
        ) from cause
    except ValueError as cause:
        raise key_problem(place, cause) from cause
    if config.seal.public_key and _expected(config).raw != key.public.raw:
        message = "is not the key that `public_key` names"
        raise InputError(Problem(place=place, message=message, hint=f"its public half is {key.public.line}"))
    return key


def _expected(config: Config) -> PublicKey:
    try:
        return parse_public(config.seal.public_key)
    except ValueError as cause:
        raise key_problem("publishkit.toml: seal.public_key", cause) from cause


def trusted_keys(named: str, root: Path | None) -> tuple[PublicKey, ...]:
    """Return the public keys an edition may be signed with: the one *named* (a line or a `.pub` file), else the workspace's.

    Raises:
        InputError: what is named is no public key.
    """
    if named:
        return (_named(named),)
    if root is None:
        return ()
    try:
        config = load_config(root)
    except PublishkitError:
        return ()  # a workspace that cannot be read has other troubles; its editions can be verified all the same
    return (_expected(config),) if config.seal.public_key else ()


def _named(named: str) -> PublicKey:
    try:
        if named.startswith("ssh-"):
            return parse_public(named)
        return parse_public(Path(named).expanduser().read_text("utf-8"))
    except OSError as cause:
        raise InputError(Problem(place="--key", message=f"{named} cannot be read: {cause.strerror}")) from cause
    except ValueError as cause:
        raise key_problem("--key", cause) from cause


def sign_finished(root: Path, edition_id: str) -> PublicKey:
    """Sign the edition that lies in `out/` with the workspace's key; return its public half.

    Raises:
        InputError: there is no such edition, or no key is configured.
        ProofError: it is not what was proved.
        ExternalError: it cannot be written, or signing needs a package that is not installed.
    """
    key = signing_key(root, load_config(root))
    if key is None:
        hint = (
            f"set `key_file` under [seal] in publishkit.toml, or {VARIABLE}; `publishkit seal keygen FILE` makes a key"
        )
        raise InputError(Problem(place="publishkit.toml: seal", message="no key is configured", hint=hint))
    folder = root / "out" / edition_id
    edition = read_finished(folder, f"build it again: `publishkit build {edition_id}`")
    try:
        write_whole(folder / SIGNATURE, key.sign(edition.contents["SHA256SUMS"]))
    except OSError as cause:
        raise ExternalError(
            Problem(place=f"out/{edition_id}", message=f"cannot be written: {cause.strerror}")
        ) from cause
    return key.public
