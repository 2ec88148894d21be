"""The examination: look, mend where asked and allowed, look again."""

from collections.abc import Callable
from dataclasses import dataclass

from publishkit.doctor.need import Need, lacking
from publishkit.doctor.platforms import Platform
from publishkit.doctor.probe import BUILD_PROBES
from publishkit.doctor.probe_tests import TEST_PROBES
from publishkit.doctor.repair import NO_LINE, install, may_install, one_line
from publishkit.errors import ExternalError, Problem


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
