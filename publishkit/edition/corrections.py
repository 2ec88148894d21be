"""Is the notice true? What changed since the edition that is out, and what changed without a word to readers."""

from collections.abc import Collection, Iterator, Mapping

from publishkit.model.artifact import Finding


def correction_findings(
    issue_id: str, named: Collection[str], before: Mapping[str, str], now: Mapping[str, str]
) -> Iterator[Finding]:
    """C001: an article is said to be corrected and is as it was. C002: another one changed, and nothing says so.

    *named* are the articles the revision speaks of; *before* and *now* are path -> SHA-256 of everything an edition is
    made from.
    """
    changed = {path for path in {*before, *now} if before.get(path) != now.get(path)}
    articles = f"issues/{issue_id}/articles/"
    touched = {path.removeprefix(articles).partition("/")[0] for path in changed if path.startswith(articles)}
    plan = f"issues/{issue_id}/issue.toml"
    for slug in sorted(named):
        if slug not in touched and plan not in changed:
            yield Finding(
                code="C001",
                severity="warning",
                where=f"{articles}{slug}/article.md",
                message="is as it was in the edition that is out; only the notice is new",
                hint="if its words were to change, change them now and run `publishkit correct` again",
            )
    for slug in sorted(touched - set(named)):
        yield Finding(
            code="C002",
            severity="warning",
            where=f"{articles}{slug}",
            message="changed too since the edition that is out, and readers are not told",
            hint=f"`publishkit correct {issue_id} {slug} --note …` tells them",
        )
