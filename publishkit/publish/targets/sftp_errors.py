"""What an SFTP server and the network say, in a sentence with a hint."""

import errno
import socket
from collections.abc import Sequence

from paramiko import SSHException
from paramiko.ssh_exception import NoValidConnectionsError

from publishkit.errors import ExternalError, Problem

RESUME = "what was sent stays; publish again and only the rest is sent"


_SILENT = ("the server does not answer in time", f"raise the option `timeout`, or try later; {RESUME}")
_CUT = ("the server cannot be reached, or cut the connection", f"see the network; {RESUME}")
FAILURES: Sequence[tuple[type[Exception] | tuple[type[Exception], ...], tuple[str, str]]] = (
    (TimeoutError, _SILENT),
    (socket.gaierror, ("there is no server of that name", "see the address, and the network")),
    (PermissionError, ("the server does not let this user do that", "see who owns the folder on the server")),
    (FileNotFoundError, ("the folder above it is not there", "make it on the server, or see the address")),
    ((NoValidConnectionsError, ConnectionError, EOFError), _CUT),
    (SSHException, ("the connection failed", f"see the network; {RESUME}")),
    (ValueError, ("the key file cannot be used", "see the option `key_file`")),
)
"""The first that fits is said."""
CUT = {errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN}


def sftp_error(place: str, cause: Exception) -> ExternalError:
    """Return what to tell the person."""
    message, hint = _words(cause)
    return ExternalError(Problem(place=place, message=message, hint=hint))


def _words(cause: Exception) -> tuple[str, str]:
    for kind, words in FAILURES:
        if isinstance(cause, kind):
            return words
    if isinstance(cause, OSError) and (cause.errno in CUT or "closed" in str(cause).lower()):
        return _CUT
    # SFTP 3 has one word, "Failure", for a full disk, a quota, a file in the way of a folder.
    return "the server could not do it", f"its disk or quota may be full, or a file is in the way; {RESUME}"
