"""`python -m benchmarks` (make bench): how long an edition takes, and how much memory.

Twelve articles of 1,000 words with twelve photographs are built cold, in fresh processes and without caches, and
compared with what WeasyPrint alone needs for the same pages. Each time is the best of three. Ten thousand statements are
decided by the rights gate, and a thousand stored pictures are looked for in twenty.
`python -m benchmarks send 10000 100000` measures sending instead, `python -m benchmarks capture` reading saved pages, `python -m
benchmarks mail` making the mail.
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.alone import prepare_alone
from benchmarks.decide import LINES, Deciding, measure_deciding
from benchmarks.measure import Cost, best_of, run, tree_peak
from benchmarks.pictures import SHOWN, STORED, measure_pictures
from benchmarks.workspace import ISSUE, write_workspace

PUBLISHKIT = (sys.executable, "-m", "publishkit")
MOST_RATIO, MOST_MEMORY, MOST_HELP, MOST_DECIDING, MOST_PICTURES = 1.6, 300, 0.25, 1.0, 2.0
"""The targets: times, MiB, seconds, seconds, seconds."""


def main() -> int:
    """Print the figures; return 1 when a target is missed."""
    with TemporaryDirectory(prefix="publishkit-bench-") as folder:
        root = Path(folder, "workspace")
        write_workspace(root)
        build = (*PUBLISHKIT, "build", ISSUE)
        edition = best_of(3, lambda: run(build, root, fresh=("out", ".publishkit")))
        alone = prepare_alone(root, Path(folder, "alone"))
        weasyprint = best_of(3, lambda: run(alone.command, alone.folder, environment=alone.environment))
        peak = tree_peak(build, root, fresh=("out", ".publishkit"))
        help_ = best_of(5, lambda: run((*PUBLISHKIT, "--help"), root))
        deciding = measure_deciding(Path(folder, "deciding"))
        met = _report(root, edition, weasyprint, peak, help_)
        return 0 if all((_report_deciding(deciding), _report_pictures(), met)) else 1


def _report(root: Path, edition: Cost, weasyprint: Cost, peak: int, help_: Cost) -> bool:
    ratio = edition.seconds / weasyprint.seconds
    print(f"12 articles of 1,000 words, 12 photographs; Python {sys.version.split()[0]}")
    for path in sorted((root / "out" / ISSUE).iterdir()):
        if path.is_file():
            print(f"    {path.name:<32}{path.stat().st_size / 1024:>9.0f} KiB")
    print(f"all formats, checked and proved     {edition.seconds:6.2f} s  ({edition.cpu_seconds:.2f} s of processor)")
    print(
        f"WeasyPrint alone, the same pages    {weasyprint.seconds:6.2f} s  ({weasyprint.cpu_seconds:.2f} s of processor)"
    )
    met = [
        _target("ratio", f"{ratio:.2f}", met=ratio <= MOST_RATIO, wanted=f"at most {MOST_RATIO}"),
        _target(
            "memory of all processes",
            f"{peak / 2**20:.0f} MiB",
            met=peak / 2**20 < MOST_MEMORY,
            wanted=f"under {MOST_MEMORY} MiB",
        ),
        _target(
            "publishkit --help", f"{help_.seconds:.3f} s", met=help_.seconds < MOST_HELP, wanted=f"under {MOST_HELP} s"
        ),
    ]
    return all(met)


def _report_deciding(deciding: Deciding) -> bool:
    print(f"to start and decide nothing         {deciding.nothing.seconds:6.2f} s")
    print(f"decisions in a second               {deciding.per_second:6,.0f}")
    name, wanted = f"{LINES:,} statements decided", f"under {MOST_DECIDING} s"
    return _target(name, f"{deciding.seconds:.2f} s", met=deciding.seconds < MOST_DECIDING, wanted=wanted)


def _report_pictures() -> bool:
    seconds = measure_pictures()
    name = f"{SHOWN} pictures among {STORED:,} stored"
    return _target(name, f"{seconds:.2f} s", met=seconds < MOST_PICTURES, wanted=f"under {MOST_PICTURES} s")


def _target(name: str, value: str, *, met: bool, wanted: str) -> bool:
    print(f"{name:<36}{value:>9}  {'met' if met else 'MISSED'}: {wanted}")
    return met


if __name__ == "__main__":
    if sys.argv[1:2] == ["send"]:
        from benchmarks.send import main as measure_sending

        sys.exit(measure_sending(sys.argv[2:]))
    if sys.argv[1:2] == ["capture"]:
        from benchmarks.capture import main as measure_capture

        sys.exit(measure_capture(sys.argv[2:]))
    if sys.argv[1:2] == ["mail"]:
        from benchmarks.mail import main as measure_mail

        sys.exit(measure_mail(sys.argv[2:]))
    sys.exit(main())
