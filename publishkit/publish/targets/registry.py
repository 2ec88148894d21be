"""Which kind of target an address names."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from publishkit.errors import ExternalError, InputError, Problem
from publishkit.publish.targets.address import Address, Options, check_options, parse_address, shown
from publishkit.publish.targets.base import Target
from publishkit.publish.targets.folder import FolderTarget


@dataclass(frozen=True, kw_only=True, slots=True)
class Kind:
    """One kind of target."""

    open: Callable[[Address, Options], Target]
    options: Mapping[str, type]
    """Option -> str, or float for seconds."""
    module: str = ""
    """The library it stands on; "" for the standard library."""
    package: str = ""
    """What to install to get it."""


def open_target(address: str, options: Options) -> Target:
    """Return the target at *address*; close it in the end. Nothing is written.

    Raises:
        InputError: the address or an option is wrong.
        ExternalError: the library for it is missing, or the server does not let us in.
    """
    parsed = parse_address(address)
    kind = TARGETS.get(parsed.scheme)
    if kind is None:
        message = f"nothing here publishes to {parsed.scheme}:"
        hint = f"known are a folder, {', '.join(f'{name}:' for name in sorted(TARGETS) if name != 'file')}"
        raise InputError(Problem(place=shown(address), message=message, hint=hint))
    check_options(address, options, kind.options)
    _demand(address, kind)
    return kind.open(parsed, options)


def _demand(address: str, kind: Kind) -> None:
    try:
        if kind.module:
            import_module(kind.module)
    except ImportError as cause:
        message = f"needs {kind.module}, which is not installed here"
        hint = f"pip install '{kind.package}'"
        raise ExternalError(Problem(place=shown(address), message=message, hint=hint)) from cause


def _open_folder(address: Address, options: Options) -> Target:
    return FolderTarget(Path(address.path))


def _open_s3(address: Address, options: Options) -> Target:
    from publishkit.publish.targets.s3 import open_s3

    return open_s3(address, options)


def _open_sftp(address: Address, options: Options) -> Target:
    from publishkit.publish.targets.sftp import open_sftp

    return open_sftp(address, options)


def _open_store(address: Address, options: Options) -> Target:
    from publishkit.publish.targets.fsspec_store import open_store

    return open_store(address, options)


TARGETS: Mapping[str, Kind] = {
    "file": Kind(open=_open_folder, options={}),
    "s3": Kind(
        open=_open_s3,
        options={"endpoint": str, "region": str, "profile": str, "acl": str, "timeout": float},
        module="boto3",
        package="publishkit[s3]",
    ),
    "sftp": Kind(
        open=_open_sftp,
        options={"key_file": str, "known_hosts": str, "timeout": float},
        module="paramiko",
        package="publishkit[sftp]",
    ),
    "gs": Kind(open=_open_store, options={}, module="gcsfs", package="publishkit[gs]"),
    "az": Kind(open=_open_store, options={}, module="adlfs", package="publishkit[az]"),
}
