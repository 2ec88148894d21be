"""Name -> transport. A provider's library is loaded when its transport is opened, not before."""

from collections.abc import Mapping
from difflib import get_close_matches
from importlib import import_module
from pathlib import Path
from typing import cast

from publishkit.errors import InputError, Problem
from publishkit.model.config import Sending
from publishkit.send.secrets import Secrets
from publishkit.send.transports.bridge_providers import BRIDGED
from publishkit.send.transports.guarded import Guarded
from publishkit.send.transports.opening import TRANSPORT_PLACE, Opener, Opening

TRANSPORTS: Mapping[str, str] = {
    "file": "publishkit.send.transports.rehearsal:open_file",
    "null": "publishkit.send.transports.rehearsal:open_null",
    "smtp": "publishkit.send.transports.smtp:open_smtp",
    "ses": "publishkit.send.transports.ses:open_ses",
    "postmark": "publishkit.send.transports.postmark:open_postmark",
    "resend": "publishkit.send.transports.resend:open_resend",
    **dict.fromkeys(BRIDGED, "publishkit.send.transports.bridge:open_bridge"),
}
"""Where each transport's opener is."""


def open_transport(sending: Sending, secrets: Secrets, *, root: Path = Path()) -> Guarded:
    """Return the transport that `[send]` names, ready to use; *root* is the workspace's folder.

    Nothing is sent and, with most transports, nobody is asked yet.

    Raises:
        InputError: no such transport, wrong options, a secret that is missing, an extra that is not installed.
    """
    opener = _opener(sending.transport)
    inner = opener(Opening(name=sending.transport, sending=sending, secrets=secrets, root=root))
    return Guarded(inner, secrets, getattr(inner, "examine", None))


def _opener(name: str) -> Opener:
    if name not in TRANSPORTS:
        near = get_close_matches(name, TRANSPORTS, n=1)
        hint = f"did you mean `{near[0]}`?" if near else f"known: {', '.join(sorted(TRANSPORTS))}"
        raise InputError(Problem(place=TRANSPORT_PLACE, message=f"there is no `{name[:60]}`", hint=hint))
    module, function = TRANSPORTS[name].split(":")
    return cast("Opener", getattr(import_module(module), function))
