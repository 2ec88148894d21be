"""Secrets: where they come from, and that they stay there."""

import pickle
from pathlib import Path

import pytest

from publishkit.errors import InputError
from publishkit.send.secrets import Secret, Secrets, system_keyring

VALUE = 'pm-7f3a"b&c/d+e=f-0123456789'


def test_from_the_environment_first(tmp_path: Path):
    file = tmp_path / "token"
    file.write_text("from-the-file\n")
    both = {"PUBLISHKIT_X": VALUE, "PUBLISHKIT_X_FILE": str(file)}
    assert Secrets(both, lambda _name: "from-the-keyring").need("X").reveal() == VALUE


def test_from_a_file_as_containers_mount_it(tmp_path: Path):
    file = tmp_path / "token"
    file.write_text("from-the-file\n")
    environ = {"PUBLISHKIT_X": "", "PUBLISHKIT_X_FILE": str(file)}
    assert Secrets(environ, lambda _name: "from-the-keyring").need("X").reveal() == "from-the-file"


def test_from_the_keyring_at_last():
    assert Secrets({}, {"X": "from-the-keyring"}.get).need("X").reveal() == "from-the-keyring"
    assert Secrets({}).find("X") is None


def test_a_real_keyring_is_asked_under_our_name(monkeypatch):
    import keyring
    from keyring.backend import KeyringBackend
    from keyring.errors import KeyringLocked

    class Mine(KeyringBackend):
        priority = 9

        def get_password(self, service: str, username: str) -> str | None:
            if username == "LOCKED":
                raise KeyringLocked
            return "ring-0123456789" if (service, username) == ("publishkit", "X") else None

        def set_password(self, service: str, username: str, password: str) -> None:
            raise NotImplementedError

    before = keyring.get_keyring()
    keyring.set_keyring(Mine())
    try:
        assert Secrets({}, system_keyring).need("X").reveal() == "ring-0123456789"
        assert Secrets({}, system_keyring).find("Y") is None
        with pytest.raises(InputError, match="keyring publishkit LOCKED: cannot be read"):
            Secrets({}, system_keyring).find("LOCKED")
    finally:
        keyring.set_keyring(before)


def test_without_the_extra_there_is_no_keyring(monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "keyring", None)
    assert system_keyring("X") is None


@pytest.mark.parametrize("text", ["two\nlines", "größe", "tab\there", "x" * 9000])
def test_what_no_secret_holds_is_refused_and_not_shown(text):
    """A line break would begin a header of its own; a letter outside ASCII would be shown by the codec's error."""
    with pytest.raises(InputError, match="PUBLISHKIT_X: holds a line break or a character outside ASCII") as caught:
        Secrets({"PUBLISHKIT_X": text}).find("X")
    assert text not in str(caught.value)


def test_a_file_that_is_not_there(tmp_path: Path):
    with pytest.raises(InputError, match="PUBLISHKIT_X_FILE: names a file that cannot be read: No such file"):
        Secrets({"PUBLISHKIT_X_FILE": str(tmp_path / "none")}).find("X")
    tmp_path.joinpath("binary").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="it is no text"):
        Secrets({"PUBLISHKIT_X_FILE": str(tmp_path / "binary")}).find("X")


def test_a_secret_does_not_show_itself():
    secret = Secret(VALUE)
    for shown in (repr(secret), str(secret), f"{secret}", f"{[secret]}", "%s" % secret):  # noqa: UP031
        assert VALUE not in shown and "hidden" in shown
    with pytest.raises(TypeError):
        pickle.dumps(secret)
    assert not hasattr(secret, "__dict__")


@pytest.mark.parametrize(
    "shown",
    [VALUE, VALUE[:12], VALUE[5:], "pm-7f3a%22b%26c%2Fd%2Be%3Df-0123456789", 'pm-7f3a\\"b&c/d+e=f-0123456789'],
)
def test_every_form_a_provider_may_repeat_is_hidden(shown):
    secrets = Secrets({"PUBLISHKIT_X": VALUE})
    secrets.need("X")
    assert secrets.hide(f"key {shown}, sorry") == "key [hidden], sorry"


def test_basic_authorization_is_hidden_after_any_user_name():
    import base64

    secrets = Secrets({"PUBLISHKIT_X": VALUE})
    secrets.need("X")
    for user in ("api", "a", "me@x.example"):
        coded = base64.b64encode(f"{user}:{VALUE}".encode()).decode()
        shown = secrets.hide(f"Basic {coded}")
        assert "[hidden]" in shown
        left = shown.removeprefix("Basic ").split("[hidden]")
        assert len("".join(left)) <= len(user) * 4 // 3 + 12
