"""New workspaces and new issues: files a person then owns."""

import json
import shutil
import tempfile
from datetime import date
from pathlib import Path

from publishkit.disk import write_folder
from publishkit.errors import InputError, Problem
from publishkit.workspace.folder import CONFIG, issue_ids, peek, told_unwritable
from publishkit.workspace.lock import locked

ISSUE = '''# {id}: what is planned. `publishkit add SOURCE` writes an entry below; `publishkit check` says what is missing.
number = {number}
date = {date}
title = {title}
# outputs = ["email", "web", "pdf", "epub"]
# editorial = """A letter from the editor, in Markdown."""
# editorial_by = ""

# [[section]]
# title = "News"
#
# [[section.article]]
# slug = "low-water"            # folder in articles/
# use = "full"                  # full | abridged | translated | brief | quote | link
#
# [[section.article]]
# slug = "harbour-dues"
# use = "brief"                 # title, our own words, link
# summary = "Two to four sentences of our own."
# summary_by = "Jane Editor"    # a person
'''

MAKEFILE = """# make issue [ISSUE=2026-w47]: build the newest issue, or the one named.
PUBLISHKIT ?= $(or $(shell command -v publishkit),$(shell cat .publishkit/command 2>/dev/null),publishkit)
ISSUE ?=

.PHONY: help issue check verify
help:    ## what can be made
\t@grep -E '^[a-z]+: +##' $(MAKEFILE_LIST) | sed 's/: *##/\\t/'
issue:   ## build the edition into out/
\t@$(PUBLISHKIT) build $(ISSUE)
check:   ## every finding, nothing written
\t@$(PUBLISHKIT) check $(ISSUE)
verify:  ## open the finished files again and prove every credit and notice
\t@$(PUBLISHKIT) verify $(or $(ISSUE:%=out/%),out)
"""

THEME = """# Our own look: what is not said here comes from the parent theme. `publishkit theme check` says what is wrong with it.
api = 1
parent = "almanac"

# [color.light]
# accent = "#1f5a5f"
"""

IGNORED = "out/\n.publishkit/\n"


def create_issue(root: Path, issue_id: str, day: date, title: str) -> Path:
    """Write `issues/<id>/issue.toml` and return it; its number follows the highest one.

    The folder is there whole or not at all.

    Raises:
        InputError: the issue exists.
        ExternalError: the disk is full or refuses, or another command is editing.
    """
    with locked(root):
        return _create_issue(root, issue_id, day, title)


def _create_issue(root: Path, issue_id: str, day: date, title: str) -> Path:
    place = f"issues/{issue_id}"
    folder = root / place
    if folder.exists():
        raise InputError(Problem(place=place, message="exists already", hint="choose another name"))
    number = 1 + max((_number(root, other) for other in issue_ids(root)), default=0)
    text = ISSUE.format(id=issue_id, number=number, date=day.isoformat(), title=json.dumps(title, ensure_ascii=False))
    with told_unwritable(place):
        folder.parent.mkdir(exist_ok=True)
        fresh = Path(tempfile.mkdtemp(prefix=f".{issue_id}-", dir=folder.parent))
        try:
            fresh.chmod(0o755)
            (fresh / "articles").mkdir()
            write_folder(fresh, {"issue.toml": text.encode()})
            fresh.rename(folder)
        except BaseException:
            shutil.rmtree(fresh, ignore_errors=True)
            raise
    return folder / "issue.toml"


def _number(root: Path, issue_id: str) -> int:
    found = peek(root / "issues" / issue_id / "issue.toml", "number")
    return found if isinstance(found, int) else 0


def create_workspace(folder: Path, sample: Path, command: str, identity: str = "") -> None:
    """Write a workspace into *folder* that builds at once: config, Makefile, a theme of its own, the sample issue.

    *sample* is a workspace to take config and issues from; *command* runs publishkit on this machine; *identity* becomes
    the publication's `id`, which nobody else has.

    On failure *folder* is as it was.

    Raises:
        InputError: *folder* holds something already.
        ExternalError: the disk is full or refuses.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError(Problem(place=str(folder), message="is not empty", hint="name a new folder"))
    config = (sample / CONFIG).read_text("utf-8")
    if identity:
        line = f'id = "{identity}"  # readers\' programs know the letter by it: never change it, whatever the address\n'
        config = config.replace("[publication]\n", f"[publication]\n{line}", 1)
    texts = {
        CONFIG: _with_own_theme(config),
        "Makefile": MAKEFILE,
        "themes/house/theme.toml": THEME,
        ".gitignore": IGNORED,
        ".publishkit/command": f"{command}\n",
    }
    left = shutil.ignore_patterns("*.py", "drawn", "__pycache__")
    there = folder.exists()
    with told_unwritable(str(folder)):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            shutil.copytree(sample / "issues", folder / "issues", ignore=left)
            write_folder(folder, {name: text.encode() for name, text in texts.items()})
        except BaseException:
            _take_away(folder, itself=not there)
            raise


def _take_away(folder: Path, *, itself: bool) -> None:
    """Delete what a failure left in *folder*; *itself* too, unless somebody else made it."""
    for path in folder.glob("*") if folder.is_dir() else ():
        shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)
    if itself:
        shutil.rmtree(folder, ignore_errors=True)


def _with_own_theme(config: str) -> str:
    if "[theme]" in config:
        return config.replace('name = "almanac"', 'name = "house"')
    return f'{config.rstrip()}\n\n[theme]\nname = "house"\n'
