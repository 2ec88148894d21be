"""A finished edition -> its letter: read from `out/<id>/`, and only when every byte is still what was proved."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from hashlib import file_digest, sha256
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from publishkit.errors import ExternalError, InputError, Problem, ProofError
from publishkit.model.config import Config
from publishkit.send.letter import Letter
from publishkit.send.message import SAMPLE_ADDRESS, TOKEN, Reader, make_mailing

SUMS = "SHA256SUMS"
PAGE, TEXT, BUILD, PROOF = "email.html", "email.txt", "build.json", "proof.json"
NEEDED = (PAGE, TEXT, BUILD, PROOF)
WAY_OUT = "PK_UNSUB_URL"


def read_letter(folder: Path, config: Config, moment: datetime, *, own_list: bool = True) -> Letter:
    """Return the letter of the edition in *folder* (`out/2026-w47`); *moment* is the Date of every message.

    Without *own_list* the readers are a provider's, who puts in its own address for leaving.

    Raises:
        InputError: there is no finished edition, it has no mail, or publishkit.toml does not say who sends it and how
            readers leave; carries every problem.
        ProofError: a file was changed or is missing since the edition was proved, or the proof failed.
        ExternalError: a file cannot be read.
    """
    files = _proved_files(folder)
    build, proof = (_record(files[name], f"{folder}/{name}") for name in (BUILD, PROOF))
    if proof.get("passed") is not True or proof.get("edition") != build.get("edition"):
        raise ProofError(_problem(folder, PROOF, "does not say that this edition was proved"))
    mail = build.get("mail")
    if not isinstance(mail, dict) or not all(isinstance(mail.get(key), str) for key in ("subject", "name", "url")):
        raise InputError(_problem(folder, BUILD, "does not say what the head of the mail says"))
    if problems := [*_config_problems(config, own_list=own_list), *_token_problems(folder, files)]:
        raise InputError(*problems)
    letter = Letter(
        mailing=make_mailing(
            config, edition=str(build["edition"]), subject=mail["subject"], name=mail["name"], url=mail["url"]
        ),
        page=_text(files[PAGE], f"{folder}/{PAGE}"),
        text=_text(files[TEXT], f"{folder}/{TEXT}"),
        moment=moment,
    )
    # Whatever could not stand in a header is said now, and not when the first reader's turn comes.
    way_out = _address(config, "x" * 71) if own_list else "https://example.org/"
    letter.message(Reader(address=SAMPLE_ADDRESS, unsubscribe=way_out))
    return letter


def _proved_files(folder: Path) -> Mapping[str, bytes]:
    """Return the files needed, read once: what is used is what was compared."""
    if not (folder / SUMS).is_file():
        hint = f"run `publishkit build {folder.name}`"
        raise InputError(Problem(place=str(folder), message="holds no finished edition", hint=hint))
    listed = dict(_listed(_read(folder / SUMS)))
    if PAGE not in listed:
        hint = 'add "email" to `outputs` of its issue.toml and build it again'
        raise InputError(Problem(place=str(folder), message="has no mail", hint=hint))
    problems: list[Problem] = []
    files: dict[str, bytes] = {}
    for name, digest in listed.items():
        if not _is_inside(name) or not (folder / name).is_file():
            problems.append(_problem(folder, name, "is missing"))
        elif name in NEEDED:
            files[name] = _read(folder / name)
            if sha256(files[name]).hexdigest() != digest:
                problems.append(_problem(folder, name, "was changed after it was proved"))
        elif _digest(folder / name) != digest:
            problems.append(_problem(folder, name, "was changed after it was proved"))
    problems += [
        _problem(folder, name, "is not among the files that were proved") for name in NEEDED if name not in listed
    ]
    if problems:
        raise ProofError(*problems)
    return files


def _listed(data: bytes) -> Iterator[tuple[str, str]]:
    for line in data.decode("utf-8", "replace").splitlines():
        digest, _, name = line.partition("  ")
        if name:
            yield name, digest


def _is_inside(name: str) -> bool:
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts and "\\" not in name and "\0" not in name


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as cause:
        raise ExternalError(Problem(place=str(file), message=f"cannot be read: {cause.strerror}")) from cause


def _digest(file: Path) -> str:
    try:
        with file.open("rb") as opened:
            return file_digest(opened, "sha256").hexdigest()
    except OSError as cause:
        raise ExternalError(Problem(place=str(file), message=f"cannot be read: {cause.strerror}")) from cause


def _text(data: bytes, place: str) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise ProofError(Problem(place=place, message="is not UTF-8")) from None


def _record(data: bytes, place: str) -> Mapping[str, Any]:
    try:
        told = json.loads(data)
    except ValueError:
        told = None
    if not isinstance(told, dict):
        raise ProofError(Problem(place=place, message="is not a record of publishkit"))
    return told


def _token_problems(folder: Path, files: Mapping[str, bytes]) -> Iterator[Problem]:
    for name in (PAGE, TEXT):
        if WAY_OUT not in TOKEN.findall(files[name].decode("utf-8", "replace")):
            hint = f"the theme's template must print @@{WAY_OUT}@@"
            yield Problem(place=f"{folder}/{name}", message="shows readers no way to leave", hint=hint)


def _config_problems(config: Config, *, own_list: bool) -> Iterator[Problem]:
    if not config.email.from_address:
        hint = 'from_address = "letter@your-domain.example"'
        yield Problem(place="publishkit.toml: email.from_address", message="is missing", hint=hint)
    template = config.email.unsubscribe_url
    if not own_list:
        return
    if "{token}" not in template or urlsplit(_address(config, "x")).scheme != "https":
        message = "must be an https address with {token} in it, by which readers leave (RFC 8058)"
        hint = 'unsubscribe_url = "https://your-domain.example/u/{token}"'
        yield Problem(place="publishkit.toml: email.unsubscribe_url", message=message, hint=hint)


def _address(config: Config, token: str) -> str:
    return config.email.unsubscribe_url.replace("{token}", token)


def _problem(folder: Path, name: str, message: str) -> Problem:
    return Problem(place=f"{folder}/{name}", message=message, hint=f"build it again: `publishkit build {folder.name}`")
