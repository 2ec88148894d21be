"""What WeasyPrint said while it drew the PDF, as findings. Its messages are matched by their beginnings (WeasyPrint 70)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from publishkit.model.artifact import Artifact
from publishkit.model.finding import Finding, Level


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    """What a remark means."""

    code: str
    severity: Level
    says: re.Pattern[str]
    hint: str


RULES = (
    Rule(
        code="P002",
        severity="error",
        says=re.compile(r"\.notdef glyph"),
        hint="add a font that has this sign to the theme's fonts/ or to [fonts] dirs in publishkit.toml",
    ),
    Rule(
        code="P003",
        severity="error",
        says=re.compile(r"Failed to |Font-face .* cannot be loaded|Relative URI reference without a base"),
        hint="the PDF is drawn from the edition's own pictures and the theme's fonts alone: take the address out",
    ),
    Rule(
        code="P004",
        severity="error",
        says=re.compile(r"No anchor #|.* target points to undefined|Anchor defined twice"),
        hint="a link inside the edition leads nowhere, or to two places",
    ),
    Rule(
        code="P005",
        severity="error",
        says=re.compile(r"Image .* has no required alt|Missing required"),
        hint="add `alt` to the picture in rights.toml, or mark it `decorative = true`",
    ),
    Rule(
        code="P006",
        severity="warning",
        says=re.compile(r"Ignored |Invalid |Unknown rule|Parse error|Unsupported|Expected"),
        hint="the theme's templates/pdf/style.css says something WeasyPrint does not know",
    ),
)
OTHER = Rule(code="P007", severity="warning", says=re.compile(r""), hint="said by WeasyPrint while drawing the pages")


def check_remarks(artifact: Artifact) -> Iterator[Finding]:
    """P002-P007: nothing was missing, refused or misunderstood while the pages were drawn; each remark once."""
    for remark in dict.fromkeys(artifact.remarks):
        rule = next((rule for rule in RULES if rule.says.match(remark)), OTHER)
        yield Finding(code=rule.code, severity=rule.severity, where=artifact.name, message=remark, hint=rule.hint)
