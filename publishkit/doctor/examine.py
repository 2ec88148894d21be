"""Examine this machine: look for every need, install what is missing where asked and allowed, look again."""

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from publishkit.doctor.platforms import Command, Platform, commands_for
from publishkit.doctor.probe import BUILD_PROBES, TEST_PROBES, Need, lacking
from publishkit.errors import ExternalError, Problem

NO_LINE = "no package manager publishkit knows can get that here: docs/setup.md says what is needed"
STDERR = 2  # the descriptor, not sys.stderr, which may be a wrapper without one
QUIET_APT = {"DEBIAN_FRONTEND": "noninteractive"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Diagnosis:
    """Everything that was looked for, and the one line that gets what is missing."""

    needs: tuple[Need, ...]
    line: str
    """Shell command; "" when nothing is missing or no package can help."""

    @property
    def missing(self) -> tuple[Need, ...]:
        """What was not found."""
        return lacking(self.needs)

    @property
    def versions(self) -> dict[str, str]:
        """Engines and libraries met while looking -> their versions."""
        return dict(pair for need in self.needs for pair in need.versions)

    @property
    def stops(self) -> bool:
        """True when something is missing that nothing goes on without."""
        return any(need.required for need in self.missing)


def examine(*, tests: bool, platform: Platform | None) -> Diagnosis:
    """Look for everything a build needs; with *tests*, for what the tests need too."""
    probes = (*BUILD_PROBES, *TEST_PROBES) if tests else BUILD_PROBES
    needs = tuple(probe() for probe in probes)
    return Diagnosis(needs=needs, line=one_line(platform, lacking(needs)))


def mend(diagnosis: Diagnosis, *, tests: bool, platform: Platform | None, tell: Callable[[str], None]) -> Diagnosis:
    """Install what is missing where this user may, and look again.

    What is only wanted is tried last, and its failure is told, not raised.

    Raises:
        ExternalError: the package manager failed.
    """
    if platform is None or not diagnosis.line or not may_install(platform):
        return diagnosis
    install(platform, [need for need in diagnosis.missing if need.required], tell)
    try:
        install(platform, [need for need in diagnosis.missing if not need.required], tell)
    except ExternalError as failure:
        tell(f"going on without: {failure}")
    return examine(tests=tests, platform=platform)


def demand(diagnosis: Diagnosis) -> None:
    """Stop unless everything required is here.

    Raises:
        ExternalError: something required is missing; the hint is the line that installs it.
    """
    if diagnosis.stops:
        names = ", ".join(need.name for need in diagnosis.missing if need.required)
        hint = f"run: {diagnosis.line}" if diagnosis.line else NO_LINE
        raise ExternalError(Problem(place="doctor", message=f"this machine lacks {names}", hint=hint))


# --- installing -------------------------------------------------------------------------------------------------------


def one_line(platform: Platform | None, needs: Sequence[Need]) -> str:
    """Return the line a person runs in a shell to get *needs*; "" when no package can help."""
    commands = _commands(platform, needs)
    return " && ".join(shlex.join((*_prefix(platform, command), *command)) for command in commands)


def pip_install(packages: Sequence[str]) -> Command:
    """Return the command that brings Python *packages* to the interpreter that is running."""
    return (sys.executable, "-m", "pip", "install", *packages)


def _commands(platform: Platform | None, needs: Sequence[Need]) -> tuple[Command, ...]:
    """Return the package manager's commands, then pip's, which works on a system we do not know, too."""
    system = commands_for(platform, [need.name for need in needs]) if platform else ()
    packages = [package for need in needs for package in need.packages]
    return (*system, pip_install(packages)) if packages else system


def _prefix(platform: Platform | None, command: Command) -> Command:
    """`sudo` before the package manager, for everybody but root."""
    if platform is None:
        return ()
    own = command[0] not in {platform.install[0], *platform.refresh[:1]}
    return () if own or not platform.needs_root or is_root() else ("sudo",)


def is_root() -> bool:
    """True when this process may install packages itself."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def may_install(platform: Platform) -> bool:
    """True when `--fix` can go ahead without asking anybody for a password."""
    return platform.unattended and (not platform.needs_root or is_root() or _has_free_sudo())


def _has_free_sudo() -> bool:
    sudo = shutil.which("sudo")
    return bool(sudo) and subprocess.run(("sudo", "-n", "true"), capture_output=True, check=False).returncode == 0


def install(platform: Platform, needs: Sequence[Need], tell: Callable[[str], None]) -> None:
    """Run the package manager for *needs*; *tell* hears each command before it runs.

    Raises:
        ExternalError: a command failed; the hint is the line to run by hand.
    """
    for command in _commands(platform, needs):
        full = (*_prefix(platform, command), *command)
        tell(shlex.join(full))
        code = _run(full)
        if code != 0:
            raise ExternalError(
                Problem(
                    place="doctor",
                    message=f"`{shlex.join(full)}` failed with code {code}",
                    hint=f"run it yourself: {one_line(platform, needs)}",
                )
            )


def _run(command: Command) -> int:
    """Run with the tool's own words on stderr: stdout is for our result."""
    if command[0] == "sudo":
        command = ("sudo", "-n", "env", *(f"{name}={value}" for name, value in QUIET_APT.items()), *command[1:])
    environment = os.environ | QUIET_APT
    return subprocess.run(command, env=environment, stdout=STDERR, stdin=subprocess.DEVNULL, check=False).returncode
