"""The guide of `docs/themes.md`, followed to the letter by somebody who never read our code."""

import re
from pathlib import Path

from publishkit.model.config import Config
from publishkit.model.issue import Issue
from publishkit.press.theming.begin import new_theme
from publishkit.press.theming.check import check_theme
from publishkit.theme.load import load_theme
from publishkit.theme.shades import branded
from publishkit.workspace.toml.parse import parse_toml
from tests.support.workspaces import CONFIG, write_workspace

GUIDE = (Path(__file__).parents[2] / "docs/themes.md").read_text("utf-8")
FENCED = re.compile(r"^```\w*\n(?P<text>.*?)^```", re.MULTILINE | re.DOTALL)
BLOCKS = [found["text"] for found in FENCED.finditer(GUIDE)]


def block(beginning: str) -> str:
    """Return the one example that begins so."""
    (found,) = (text for text in BLOCKS if text.startswith(beginning))
    return found


def test_the_theme_of_the_guide_has_nothing_to_mend(tmp_path: Path) -> None:
    """Begin, colors, masthead, styles, as the guide has them; then `theme check`."""
    command = block("publishkit theme new").split()
    assert command[2:] == [
        "new",
        "harbor",
        "--parent",
        "digest",
        "--extend",
        "web/index.html",
        "--extend",
        "email/email.html",
    ]
    root = write_workspace(tmp_path)
    new_theme(root, "harbor", "digest", ["web/index.html", "email/email.html"])
    folder = root / "themes/harbor"
    (folder / "theme.toml").write_text(block('api = 1\nparent = "digest"'), "utf-8")
    for path in ("web/index.html", "email/email.html", "web/style.css"):
        assert f"themes/harbor/templates/{path}`" in GUIDE
        (folder / "templates" / path).write_text(block(f'{{% extends "digest/{path}" %}}'), "utf-8")
    made = check_theme(load_theme("harbor", (root / "themes",)), "en", lambda _step: None)
    assert [str(finding) for finding in made.findings] == []
    page = next(file.data.decode() for file in made.files if file.name == "web/index.html")
    head = page.partition('<header class="masthead"')[2].partition("</header>")[0]
    assert head.index("No. 47") < head.index('<h1 class="name">')


def test_the_settings_of_the_guide_can_be_read() -> None:
    """What stands under `[brand]`, and a theme for one issue."""
    rest = {"publication": CONFIG["publication"]}
    text = "".join(
        f"[{name}]\n" + "".join(f'{key} = "{value}"\n' for key, value in table.items()) for name, table in rest.items()
    )
    brand = block("# publishkit.toml\n[brand]")
    config = parse_toml(f"{brand}\n{text}".encode(), Config, "publishkit.toml")
    assert branded(load_theme("almanac").tokens, config.brand, "publishkit.toml").color.dark.accent == "#f49cbb"
    manifest = block("# issues/2026-w48/issue.toml")
    issue = f'{manifest}date = 2026-11-27\n[[section]]\ntitle = "News"\n[[section.article]]\nslug = "low-water"\n'
    assert parse_toml(issue.encode(), Issue, "issue.toml").theme == "digest"
