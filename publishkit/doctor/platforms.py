"""What to run on this system to get what is missing: exact package names, per package manager."""

import shutil
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

Command = tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Platform:
    """One package manager: how it installs, and what it calls the things we need."""

    name: str
    install: Command
    """The command that takes package names."""
    packages: Mapping[str, tuple[str, ...]]
    """`Need.name` -> packages."""
    commands: Mapping[str, Command]
    """`Need.name` -> a command of its own, after the packages, where they alone do not do it."""
    refresh: Command = ()
    """Updates the package lists first; empty where installing does that."""
    needs_root: bool = True
    unattended: bool = True
    """May `--fix` run it, or is it for the person's own shell?"""


# Chromium without a package manager: the build Playwright drives, kept in the user's cache.
PLAYWRIGHT: Command = (sys.executable, "-m", "playwright", "install", "chromium-headless-shell")

APT = Platform(
    name="apt",
    refresh=("apt-get", "update"),
    install=("apt-get", "install", "-y", "--no-install-recommends"),
    packages={
        "pango": ("libpango-1.0-0", "libpangoft2-1.0-0"),
        "harfbuzz-subset": ("libharfbuzz-subset0",),
        "java": ("default-jre-headless",),
        "pdftotext": ("poppler-utils",),
        "chromium": ("chromium", "libatomic1"),  # Playwright's driver is linked against libatomic
        "postgresql": ("postgresql",),
        "sshd": ("openssh-server",),
    },
    commands={},
)
# Ubuntu's chromium packages only ask for a snap, which does not run in containers.
APT_UBUNTU = Platform(
    name="apt",
    refresh=APT.refresh,
    install=APT.install,
    packages={**APT.packages, "chromium": ("libatomic1",)},
    commands={"chromium": (*PLAYWRIGHT, "--with-deps")},
)
DNF = Platform(
    name="dnf",
    install=("dnf", "install", "-y"),
    packages={
        "pango": ("pango",),
        "harfbuzz-subset": ("harfbuzz",),
        "java": ("java-headless",),
        "pdftotext": ("poppler-utils",),
        "chromium": ("chromium",),
        "postgresql": ("postgresql-server",),
        "sshd": ("openssh-server",),
    },
    commands={},
)
APK = Platform(
    name="apk",
    install=("apk", "add"),
    packages={
        "pango": (
            "so:libgobject-2.0.so.0",
            "so:libpango-1.0.so.0",
            "so:libpangoft2-1.0.so.0",
            "so:libharfbuzz.so.0",
            "so:libfontconfig.so.1",
        ),
        "harfbuzz-subset": ("so:libharfbuzz-subset.so.0",),
        "java": ("openjdk21-jre-headless",),
        "pdftotext": ("poppler-utils",),
        "chromium": ("chromium",),
        "postgresql": ("postgresql",),
        "sshd": ("openssh-server",),
    },
    commands={},
)
BREW = Platform(
    name="brew",
    install=("brew", "install"),
    packages={
        "pango": ("pango",),
        "harfbuzz-subset": ("harfbuzz",),
        "java": ("temurin",),
        "pdftotext": ("poppler",),
        "postgresql": ("postgresql@17",),
        "sshd": ("openssh",),  # macOS has its own in /usr/sbin, which is found first
    },
    commands={"chromium": PLAYWRIGHT},
    needs_root=False,
)
MSYS2 = Platform(
    name="pacman (MSYS2 UCRT64 shell)",
    install=("pacman", "-S", "--noconfirm", "--needed"),
    packages={
        "pango": ("mingw-w64-ucrt-x86_64-pango",),
        "harfbuzz-subset": ("mingw-w64-ucrt-x86_64-harfbuzz",),
        "pdftotext": ("mingw-w64-ucrt-x86_64-poppler",),
        "postgresql": ("mingw-w64-ucrt-x86_64-postgresql",),
        "sshd": ("openssh",),
    },
    commands={
        "java": ("winget", "install", "--exact", "--id", "EclipseAdoptium.Temurin.21.JRE"),
        "chromium": PLAYWRIGHT,
    },
    needs_root=False,
    unattended=False,
)


def find_platform(system: str = sys.platform, os_release: Path = Path("/etc/os-release")) -> Platform | None:
    """Return the package manager of this machine; None when it is not one we know."""
    if system == "win32":
        return MSYS2
    if system == "darwin":
        return BREW
    if shutil.which("apt-get"):
        return APT_UBUNTU if _is_ubuntu(os_release) else APT
    return next((platform for platform in (DNF, APK) if shutil.which(platform.install[0])), None)


def _is_ubuntu(os_release: Path) -> bool:
    """True for Ubuntu and what is made from it."""
    try:
        lines = os_release.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return False
    named = [line.partition("=")[2].strip('"').split() for line in lines if line.startswith(("ID=", "ID_LIKE="))]
    return any("ubuntu" in names for names in named)


def commands_for(platform: Platform, names: Sequence[str]) -> tuple[Command, ...]:
    """Return what to run, in order, so that the needs called *names* are met.

    >>> commands_for(DNF, ["pango", "harfbuzz-subset"])
    (('dnf', 'install', '-y', 'pango', 'harfbuzz'),)
    >>> commands_for(DNF, ["fonts"])
    ()
    """
    packages = [package for name in names for package in platform.packages.get(name, ())]
    refresh = (platform.refresh,) if platform.refresh else ()
    install = (*refresh, (*platform.install, *packages)) if packages else ()
    return (*install, *(platform.commands[name] for name in names if name in platform.commands))
