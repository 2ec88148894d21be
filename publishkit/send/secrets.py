"""Secrets are read from the environment, a file it names, or the system's keyring; never from a config, never shown."""

import base64
import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Never
from urllib.parse import quote

from publishkit.errors import InputError, Problem

PREFIX = "PUBLISHKIT_"
SERVICE = "publishkit"
"""Under which name the keyring keeps them: `keyring set publishkit SMTP_PASSWORD`."""
HIDDEN = "[hidden]"
FRAGMENT = 8
"""Characters in a row shared with a secret are hidden: providers like to repeat the first half of a wrong key."""
LONGEST = 8192
"""Characters of a secret; a file larger than this is something else."""
NAMED = re.compile(
    r"pass(word|wd|phrase)?$|pwd|secret|token|credential|(^|_)(api_?)?key(_id)?$|private|(^|_)auth$", re.IGNORECASE
)
"""How an option is called that somebody meant to put a secret into."""
Keyring = Callable[[str], str | None]


class Secret:
    """A value that does not show itself: not printed, not formatted, not pickled."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """Return the value, for the one call that needs it."""
        return self._value

    def __repr__(self) -> str:
        return f"Secret({HIDDEN})"

    __str__ = __repr__

    def __reduce__(self) -> Never:
        """A pickle is a text as well."""
        raise TypeError("a secret stays in its process")


class Secrets:
    """Where secrets are looked up, and what hides every one found from texts.

    >>> secrets = Secrets({"PUBLISHKIT_SMTP_PASSWORD": "correct-horse"})
    >>> secrets.need("SMTP_PASSWORD")
    Secret([hidden])
    >>> secrets.hide("535 bad login correct-horse")
    '535 bad login [hidden]'
    """

    def __init__(self, environ: Mapping[str, str], keyring: Keyring = lambda _name: None) -> None:
        self._environ = environ
        self._keyring = keyring
        self._forms: set[str] = set()

    def find(self, name: str) -> Secret | None:
        """Return the secret *name* (`SMTP_PASSWORD`), or None.

        Raises:
            InputError: the file named for it cannot be read, or the value holds what no secret can.
        """
        variable = f"{PREFIX}{name}"
        value = self._environ.get(variable) or self._from_file(f"{variable}_FILE") or self._keyring(name)
        if not value:
            return None
        if len(value) > LONGEST or not (value.isascii() and value.isprintable()):
            raise _wrong(variable, "holds a line break or a character outside ASCII", "copy it again")
        self._forms.update(_forms(value))
        return Secret(value)

    def need(self, name: str) -> Secret:
        """Return the secret *name*.

        Raises:
            InputError: it is nowhere.
        """
        if found := self.find(name):
            return found
        hint = f"or name a file in {PREFIX}{name}_FILE, or run `keyring set {SERVICE} {name}`"
        raise _wrong(f"{PREFIX}{name}", "is not set", hint)

    def hide(self, text: str) -> str:
        """Return *text* without any secret found so far: plain, quoted, in Base64, or a run of eight of its letters."""
        hidden = [False] * len(text)
        for form in self._forms:
            width = min(len(form), FRAGMENT)
            for start in range(len(text) - width + 1):
                if text[start : start + width] in form:
                    hidden[start : start + width] = [True] * width
        return "".join(_replaced(text, hidden))

    def _from_file(self, variable: str) -> str | None:
        if not (name := self._environ.get(variable)):
            return None
        try:
            with Path(name).open(encoding="utf-8") as file:
                return file.read(LONGEST + 2).rstrip("\r\n")
        except (OSError, ValueError) as cause:
            reason = cause.strerror if isinstance(cause, OSError) else "it is no text"
            raise _wrong(
                variable, f"names a file that cannot be read: {reason}", "look at its path and owner"
            ) from cause


def system_keyring(name: str) -> str | None:
    """Return the secret *name* from the system's keyring; None without one, or without the extra `keyring`.

    Raises:
        InputError: the keyring is locked or refuses.
    """
    try:
        import keyring
        from keyring.errors import KeyringError, NoKeyringError
    except ImportError:
        return None
    try:
        return keyring.get_password(SERVICE, name)
    except NoKeyringError:
        return None
    except KeyringError as cause:
        raise _wrong(f"keyring {SERVICE} {name}", "cannot be read", "unlock the keyring, then try again") from cause


def looks_secret(option: str) -> bool:
    """Return whether an option of this name was meant for a secret.

    >>> [name for name in ("api_key", "smtp_password", "keyring", "host", "token") if looks_secret(name)]
    ['api_key', 'smtp_password', 'token']
    """
    return bool(NAMED.search(option))


def _forms(value: str) -> Iterator[str]:
    """The ways a provider may repeat *value*: as it is, in a link, in JSON, and in Base64 after any user name."""
    yield from (value, quote(value, safe=""), json.dumps(value)[1:-1])
    for shift in range(3):
        coded = base64.b64encode(b"\0" * shift + value.encode()).decode()
        if len(inner := coded[4 if shift else 0 : -4]) >= FRAGMENT:
            yield inner


def _replaced(text: str, hidden: list[bool]) -> Iterator[str]:
    for place, (letter, gone) in enumerate(zip(text, hidden, strict=True)):
        if not gone:
            yield letter
        elif not place or not hidden[place - 1]:
            yield HIDDEN


def _wrong(place: str, message: str, hint: str) -> InputError:
    return InputError(Problem(place=place, message=message, hint=hint))
