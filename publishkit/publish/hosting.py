"""What a web server has to be told of the site: media types, caching, the page for what is not there, where it stood before.

One table says it, for every kind of file; nginx, Caddy and Apache, and hosts that read `_headers`, get it in their own words.
Documentation of the four, read 2026-11: nginx.org/en/docs/http/ngx_http_core_module.html (`types`, `default_type`),
caddyserver.com/docs/caddyfile/directives/header, httpd.apache.org/docs/2.4/mod/mod_headers.html (`expr=`),
docs.netlify.com/routing/headers and developers.cloudflare.com/pages/configuration/headers (a path that two rules match gets both
values, so no two rules here overlap).
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from publishkit.errors import InputError, Problem
from publishkit.publish.files import (
    FEEDS,
    MEDIA_TYPES,
    OPDS_ACQUISITION,
    OPDS_JSON,
    OPDS_NAVIGATION,
    OPDS_PUBLICATION,
    Addresses,
    Cache,
    SiteFile,
    made_file,
    media_type_of,
)
from publishkit.publish.targets.base import CACHE_CONTROL


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    """How files are sent whose path below the root of the site is *pattern*."""

    pattern: str
    """A regular expression of the kind that all of them read, for the whole path."""
    media_type: str
    cache: Cache


def _feed(pattern: str, media_type: str) -> Rule:
    return Rule(pattern=pattern, media_type=media_type, cache="feed")


RULES: Sequence[Rule] = (
    _feed(r"opds/index\.xml", OPDS_NAVIGATION),
    _feed(r"opds/issues/[^/]+\.json", OPDS_PUBLICATION),
    _feed(r"opds/[^/]+\.xml", OPDS_ACQUISITION),
    _feed(r"opds/[^/]+\.json", OPDS_JSON),
    *(_feed(rf"feeds/[^/]+\.{form}", media_type) for form, media_type in FEEDS.items()),
    _feed(r"search/.+\.json", "application/json"),
    _feed(r"sitemap[^/]*\.xml", "application/xml"),
    _feed(r"robots\.txt", "text/plain; charset=utf-8"),
    _feed(r"\.well-known/tdmrep\.json", "application/json"),
    Rule(pattern=r".+/SHA256SUMS", media_type="text/plain; charset=utf-8", cache="page"),
    *(
        Rule(
            pattern=rf".*\.{suffix.removeprefix('.')}",
            media_type=media_type,
            cache="immutable" if suffix == ".ttf" else "page",
        )
        for suffix, media_type in MEDIA_TYPES.items()
    ),
)
"""The first that fits counts; what none fits is sent as the server likes, for as long as a page."""


def rule_of(path: str) -> Rule | None:
    """Return how the file at *path* is sent.

    >>> rule_of("opds/2026.xml").cache, rule_of("CNAME")
    ('feed', None)
    """
    return next((rule for rule in RULES if re.fullmatch(rule.pattern, path)), None)


def server_config(kind: str, at: Addresses, moved_from: Sequence[str] = ()) -> str:
    """Return the lines for a server of *kind*; *moved_from* are addresses under which the site stood before.

    Raises:
        InputError: there are none for that kind.
    """
    if kind not in SERVERS:
        hint = f"known are {', '.join(SERVERS)}; for Netlify, Cloudflare Pages and GitHub Pages set `hosting` under [publish]"
        raise InputError(Problem(place="hosting", message=f"nothing is known of {kind!r:.40}", hint=hint))
    return "\n".join(SERVERS[kind](at, moved_from)) + "\n"


def hosting_files(
    kind: str, files: Sequence[SiteFile], at: Addresses, moved_from: Sequence[str] = ()
) -> Iterator[SiteFile]:
    """Yield the files by which a host of *kind* is told, beside *files* of the site; none for ""."""
    match kind:
        case "apache":
            yield made_file(".htaccess", server_config(kind, at, moved_from).encode(), media_type="text/plain")
        case "netlify":
            yield made_file("_headers", _headers(files, at).encode(), media_type="text/plain")
            if moved_from:
                lines = "".join(f"{old}* {at.base}:splat 301\n" for old in map(_slashed, moved_from))
                yield made_file("_redirects", lines.encode(), media_type="text/plain")
        case "github":
            yield made_file(".nojekyll", b"", media_type="text/plain")
        case _:
            return


def _slashed(address: str) -> str:
    return f"{address.rstrip('/')}/"


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '\\"') + '"'


def _pattern(at: Addresses, rule: Rule) -> str:
    return f"^{re.escape(at.root)}{rule.pattern}$"


# --- nginx ------------------------------------------------------------------------------------------------------------


def _nginx(at: Addresses, moved_from: Sequence[str]) -> Iterator[str]:
    """Locations have types of their own: `types` in the server would take the place of all that nginx knows."""
    yield f"# {at.base}: include this file in the server block; its root is the folder above {at.root}"
    yield f"error_page 404 {at.root}404.html;"
    yield r"location ~ /\.publishkit- { return 404; }"
    yield f"location {at.root} {{ index index.html; add_header Cache-Control {_quoted(CACHE_CONTROL['page'])}; }}"
    for rule in RULES:
        yield (
            f"location ~ {_quoted(_pattern(at, rule))} {{ types {{ }} default_type {_quoted(rule.media_type)}; "
            f"add_header Cache-Control {_quoted(CACHE_CONTROL[rule.cache])}; add_header X-Content-Type-Options nosniff; "
            f"{'gzip on; gzip_types *; gzip_vary on; ' if _is_text(rule.media_type) else ''}}}"
        )
    for old in moved_from:
        path = urlsplit(_slashed(old)).path
        yield f"# in the server block of {urlsplit(old).hostname}:"
        yield f"# location ^~ {path} {{ rewrite ^{re.escape(path)}(.*)$ {at.base}$1 permanent; }}"


def _is_text(media_type: str) -> bool:
    return media_type.startswith(("text/", "font/ttf", "application/json", "application/xml")) or "+" in media_type


# --- Caddy ------------------------------------------------------------------------------------------------------------


def _caddy(at: Addresses, moved_from: Sequence[str]) -> Iterator[str]:
    """In a `route` the lines keep their order: what is particular comes last and holds."""
    yield f"# {at.base}: import this file in the site block; its root is the folder above {at.root}"
    yield "encode gzip"
    yield f"route {at.root}* {{"
    yield "\t@publishkit path_regexp /\\.publishkit-"
    yield "\terror @publishkit 404"
    yield f"\theader Cache-Control {_quoted(CACHE_CONTROL['page'])}"
    yield "\theader X-Content-Type-Options nosniff"
    for number, rule in reversed(list(enumerate(RULES))):
        yield f"\t@kind{number} path_regexp {_pattern(at, rule)}"
        yield f"\theader @kind{number} Content-Type {_quoted(rule.media_type)}"
        yield f"\theader @kind{number} Cache-Control {_quoted(CACHE_CONTROL[rule.cache])}"
    yield "\tfile_server"
    yield "}"
    yield "handle_errors {"
    yield "\theader -Cache-Control"
    yield '\theader Content-Type "text/html; charset=utf-8"'
    yield f"\trewrite * {at.root}404.html"
    yield "\tfile_server"
    yield "}"
    for old in moved_from:
        path = urlsplit(_slashed(old)).path
        yield f"# in the site block of {urlsplit(old).hostname}:"
        yield f"# @moved path_regexp moved ^{re.escape(path)}(.*)$"
        yield f"# redir @moved {at.base}{{re.moved.1}} permanent"


# --- Apache -----------------------------------------------------------------------------------------------------------


def _apache(at: Addresses, moved_from: Sequence[str]) -> Iterator[str]:
    """Later lines hold; `expr` is asked for every answer (2.4.10 and later, mod_headers)."""
    yield f"# {at.base}: .htaccess in the folder of the site, or in its <Directory>; needs mod_headers, mod_alias, mod_dir"
    yield "DirectoryIndex index.html"
    yield "AddDefaultCharset utf-8"
    yield f"ErrorDocument 404 {at.root}404.html"
    yield r'RedirectMatch 404 "/\.publishkit-"'
    yield "<IfModule mod_headers.c>"
    yield "Header set X-Content-Type-Options nosniff"
    yield f"Header set Cache-Control {_quoted(CACHE_CONTROL['page'])}"
    for rule in reversed(RULES):
        asked = _quoted(f"expr=%{{REQUEST_URI}} =~ m#{_pattern(at, rule)}#")
        yield f"Header set Content-Type {_quoted(rule.media_type)} {asked}"
        yield f"Header set Cache-Control {_quoted(CACHE_CONTROL[rule.cache])} {asked}"
    yield "</IfModule>"
    for old in moved_from:
        path = urlsplit(_slashed(old)).path
        yield f"# at {urlsplit(old).hostname}:"
        yield f'# RedirectMatch 301 "^{re.escape(path)}(.*)$" "{at.base}$1"'


Writer = Callable[[Addresses, Sequence[str]], Iterator[str]]
SERVERS: Mapping[str, Writer] = {"nginx": _nginx, "caddy": _caddy, "apache": _apache}


# --- hosts that read a file -------------------------------------------------------------------------------------------


def _headers(files: Sequence[SiteFile], at: Addresses) -> str:
    """Return what such a host cannot know: types that a suffix does not say, and what may be kept for ever."""
    rows: dict[str, list[str]] = {}
    for file in files:
        rule = rule_of(file.path)
        if rule is None:
            continue
        where = f"{file.path.rpartition('/')[0]}/*" if rule.pattern.startswith("opds/issues/") else file.path
        if rule.cache == "immutable" and file.path.startswith("site/fonts/"):
            rows.setdefault("site/fonts/*", [f"Cache-Control: {CACHE_CONTROL['immutable']}"])
        elif rule.media_type != media_type_of(file.path):
            told = [f"Content-Type: {rule.media_type}", f"Cache-Control: {CACHE_CONTROL[rule.cache]}"]
            rows.setdefault(where, [line for line in told if file.path.count("/") == 1 or line.startswith("Content")])
    rows = {path: lines for path, lines in rows.items() if not path.endswith("/SHA256SUMS")}
    return "".join(f"{at.root}{path}\n" + "".join(f"  {line}\n" for line in lines) for path, lines in rows.items())
