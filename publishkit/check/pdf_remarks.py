"""What WeasyPrint said while it drew the PDF, as findings. Its messages are matched by their beginnings (WeasyPrint 70)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from publishkit.check.missing_letters import missing_letters
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
NO_GLYPH = re.compile(r'\.notdef glyph rendered for Unicode string unsupported by fonts: "(?P<letter>.)"')
OTHER = Rule(code="P007", severity="warning", says=re.compile(r""), hint="said by WeasyPrint while drawing the pages")


def check_remarks(artifact: Artifact) -> Iterator[Finding]:
    """P002-P007: nothing was missing, refused or misunderstood while the pages were drawn; each remark once."""
    remarks = list(dict.fromkeys(artifact.remarks))
    lacking = [found["letter"] for remark in remarks if (found := NO_GLYPH.match(remark))]
    yield from missing_letters(lacking, artifact.name)
    for remark in (remark for remark in remarks if not NO_GLYPH.match(remark)):
        rule = next((rule for rule in RULES if rule.says.match(remark)), OTHER)
        yield Finding(code=rule.code, severity=rule.severity, where=artifact.name, message=remark, hint=rule.hint)
