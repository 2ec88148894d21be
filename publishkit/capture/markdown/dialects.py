r"""What Hugo, Jekyll, Pandoc, Obsidian and newsletter programs add to Markdown, as CommonMark and HTML; what has no words is told.

Code stays as it is. Every pattern is bounded, so that reading costs what the text is long.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape as html_escape

from publishkit.capture.commonmark import escape
from publishkit.capture.extracted import Dropped
from publishkit.capture.markdown.pandoc import common_lines, examples_of
from publishkit.workspace.body_forms import is_formula
from publishkit.workspace.formula import FormulaError, parse_formula

FENCE = re.compile(r"^(?P<lead>[ >\t]{0,40}(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?)(?P<mark>`{3,}|~{3,})(?P<info>[^\n]*)$")
CODE_SPAN = r"(?P<code>(?<!`)(?P<ticks>`{1,9})(?!`)(?:(?!\n[ \t]*\n).){1,2000}?(?<!`)(?P=ticks)(?!`))"


@dataclass(slots=True)
class Plain:
    """A text without dialect, and what was taken out of it."""

    text: str = ""
    dropped: list[Dropped] = field(default_factory=list)

    def drop(self, text: str, reason: str) -> str:
        """Note what was taken out; return what stands in its place: nothing."""
        self.dropped.append(Dropped(text=" ".join(text.split())[:500], reason=reason))
        return ""


def plain_markdown(text: str) -> Plain:
    """Return *text* as CommonMark with HTML in it."""
    plain = Plain()
    for rewrite in (_code_blocks, _lines):
        text = rewrite(text, plain)
    plain.text = "".join(part if code else _inline(part, plain) for part, code in _parts(text))
    return plain


def _parts(text: str) -> Iterator[tuple[str, bool]]:
    """Yield runs of lines, and whether each is a fenced piece of code."""
    run: list[str] = []
    mark = ""
    for line in re.findall(r"[^\n]*\n|[^\n]+", text):
        found = FENCE.match(line.rstrip("\n"))
        if mark:
            run.append(line)
            if found and found["mark"].startswith(mark) and not found["info"].strip():
                yield "".join(run), True
                run, mark = [], ""
        elif found and not (found["mark"][0] == "`" and "`" in found["info"]):
            yield "".join(run), False
            run, mark = [line], found["mark"]
        else:
            run.append(line)
    yield "".join(run), bool(mark)


# --- pieces of code and comments, which may hold anything -------------------------------------------------------------


HIGHLIGHT = re.compile(
    r"^[ \t]*(?:\{%-?\s{0,9}highlight\s{1,9}(?P<liquid>[\w+#.-]{1,40})[^%\n]{0,200}%\}|\{\{[<%]\s{0,9}highlight\s{1,9}\"?(?P<hugo>[\w+#.-]{1,40})[^\n]{0,200}?[>%]\}\})[ \t]*\n"
    r"(?P<lines>(?:(?!^[ \t]*(?:\{%|\{\{[<%])).*\n){0,3000}?)"
    r"^[ \t]*(?:\{%-?\s{0,9}endhighlight\s{0,9}-?%\}|\{\{[<%]\s{0,9}/\s{0,9}highlight\s{0,9}[>%]\}\})[ \t]*$",
    re.MULTILINE,
)
LIQUID_COMMENT = re.compile(
    r"\{%-?\s{0,9}comment\s{0,9}-?%\}(?P<text>(?:(?!\{%).){0,5000}?)\{%-?\s{0,9}endcomment\s{0,9}-?%\}", re.DOTALL
)
OBSIDIAN_COMMENT = re.compile(r"(?:(?<=\s)|\A)%%(?P<text>(?:(?!%%).){1,5000})%%(?=\s|\Z|[.,;:])", re.DOTALL)


def _code_blocks(text: str, plain: Plain) -> str:
    text = HIGHLIGHT.sub(_fenced, text) if "highlight" in text else text
    if "%%" not in text and "endcomment" not in text:
        return text
    return "".join(part if code else _without_comments(part, plain) for part, code in _parts(text))


def _fenced(found: re.Match[str]) -> str:
    mark = "`" * max(3, 1 + max((len(run) for run in re.findall(r"`+", found["lines"])), default=0))
    return f"\n{mark}{found['liquid'] or found['hugo']}\n{found['lines']}{mark}\n"


def _without_comments(text: str, plain: Plain) -> str:
    for pattern in (LIQUID_COMMENT, OBSIDIAN_COMMENT):
        text = pattern.sub(lambda found: plain.drop(found["text"], "a comment in the source"), text)
    return text


# --- whole lines ------------------------------------------------------------------------------------------------------


CONTENTS = re.compile(r"\s*(?:\[TOC\]|\[\[_?TOC_?\]\]|\{:\s?toc\s?\}|\[toc\]|\$\{toc\})\s*", re.IGNORECASE)
CLASSES = re.compile(r"\s*\{:[^{}\n]{0,300}\}\s*|\s*\{(?:[.#][\w:.-]{1,60}\s?){1,9}\}\s*")
"""kramdown's attributes of the block above."""
TAGS = re.compile(r"\s*(?:#(?=[\w/-]*[^\W\d_])[\w/-]{1,80}[ \t,]*){1,40}")
DIV = re.compile(r"\s*(?P<mark>:{3,})\s*(?P<name>\{[^{}\n]{0,300}\}|[\w-]{1,60}(?:\s*\{[^{}\n]{0,300}\})?)?\s*:*\s*")
CALLOUT = re.compile(
    r"(?P<quote>\s{0,3}(?:>[ \t]?){1,9})\[!(?P<kind>[\w-]{1,40})(?:\|[^\]\n]{0,60})?\][+-]?[ \t]*(?P<title>.*)"
)
HEADING_NAME = re.compile(r"(?P<words>#{1,6}[ \t].*?\S)[ \t]+\{:?[ ]?[#.][^{}\n]{0,200}\}[ \t]*#*[ \t]*")
BLOCK_NAME = re.compile(
    r"(?P<words>[^\n^]*\S)[ \t]+\^(?=[\w-]*[A-Za-z])[A-Za-z0-9-]{1,60}[ \t]*|[ \t]*\^(?=[\w-]*[A-Za-z])[A-Za-z0-9-]{3,60}[ \t]*"
)


def _lines(text: str, plain: Plain) -> str:
    done: list[str] = []
    examples = examples_of(text)
    for part, code in _parts(text):
        lines = part.split("\n") if code else list(common_lines(part.split("\n"), examples, plain.drop))
        done.append(part if code else "\n".join(_rewritten(lines, plain)))
    return "".join(done)


def _rewritten(lines: Sequence[str], plain: Plain) -> Iterator[str]:
    boxes: list[str] = []
    for number, line in enumerate(lines):
        first = line.lstrip()[:1]
        if first == ":" and (box := DIV.fullmatch(line)):
            yield _box(line, box["name"], boxes)
        elif (first in {"[", "{", "$"} and CONTENTS.fullmatch(line)) or (first == "{" and CLASSES.fullmatch(line)):
            yield ""
        elif first == "#" and TAGS.fullmatch(line):
            yield plain.drop(line, "tags of the source")
        elif first == ">" and (found := CALLOUT.fullmatch(line)):
            title = found["title"].strip() or found["kind"].replace("-", " ").capitalize()
            yield f"{found['quote']}**{title.strip('*')}**\n{found['quote'].rstrip()}"
        elif first == "#" and (found := HEADING_NAME.fullmatch(line)):
            yield found["words"]
        elif "^" in line and (found := BLOCK_NAME.fullmatch(line)):
            yield found["words"] or ""
        elif _is_contents_list(lines, number):
            yield ""
        else:
            yield line


def _is_contents_list(lines: Sequence[str], number: int) -> bool:
    """Whether a line only holds the place of kramdown's contents (`* TOC` before `{:toc}`)."""
    below = lines[number + 1] if number + 1 < len(lines) else ""
    return bool(
        re.fullmatch(r"\s*(?:[-*+]|1\.)[ \t]+\S.{0,60}", lines[number])
        and re.fullmatch(r"\s*\{:\s?toc\b[^}\n]{0,60}\}\s*", below)
    )


def _box(line: str, name: str | None, boxes: list[str]) -> str:
    """A fence of a box: our own pull quotes stay, of others only what is inside."""
    if name:
        boxes.append(name.strip())
        return line if boxes[-1] == "pull" else ""
    return line if not boxes or boxes.pop() == "pull" else ""


# --- within a line ----------------------------------------------------------------------------------------------------


SHORTCODE = r"(?P<shortcode>\{\{(?P<open>[<%])(?:/\*)?\s{0,9}(?P<end>/?)\s{0,9}(?P<name>[\w./-]{1,60})(?P<args>(?:(?![<%]?\{\{|[>%]\}\}).){0,2000}?)/?[>%]\}\})"
LIQUID = r"(?P<liquid>\{%-?\s{0,9}(?P<tag>\w{1,40})(?P<words>(?:(?!%\}).){0,2000}?)-?%\})"
OUTPUT = r"(?P<output>\{\{(?![<%])(?P<value>(?:(?!\{\{|\}\}).){1,500}?)\}\})"
EMBED = r"(?P<embed>!\[\[(?P<file>[^\[\]|\n]{1,300})(?:\|(?P<size>[^\[\]\n]{0,300}))?\]\])"
WIKI = r"(?P<wiki>(?<!!)\[\[(?P<page>[^\[\]|\n]{1,300})(?:\|(?P<shown>[^\[\]\n]{1,300}))?\]\](?![(\[]))"
BESIDE = r"(?P<beside>(?<=[\])*_`])\{:[^{}\n]{1,300}\})"
CAPTION = r"(?P<wordpress>\[caption\b(?P<box>[^\]\n]{0,500})\](?P<shows>(?:(?!\[/?caption).){0,3000}?)\[/caption\])"
FORMULA = (
    r"(?P<formula>(?<![\\$])\$\$(?:(?!\n[ \t]*\n)[^$`]){1,2000}?\$\$|(?<![\\$\w])\$(?=[^$\n]{0,300}[\\^_=])(?! )[^$\n`]{1,300}(?<! )\$(?![\d$])"
    r"|(?<!\\)\\\((?=(?:(?!\\\)).){0,300}(?:\\[a-zA-Z]|[\^_=]))(?:(?!\\\)|\n[ \t]*\n).){1,500}\\\)|(?<!\\)\\\[(?=(?:(?!\\\]).){0,300}(?:\\[a-zA-Z]{2}|\^|_\{))(?:(?!\\\]|\n[ \t]*\n).){1,2000}\\\])"
)
"""A formula in TeX between dollars, or between brackets with strokes, which Markdown would take for escaped signs."""
ANY = re.compile(f"{CODE_SPAN}|{FORMULA}|{SHORTCODE}|{LIQUID}|{OUTPUT}|{EMBED}|{WIKI}|{BESIDE}|{CAPTION}", re.DOTALL)
SIGNS = ("{{", "{%", "[[", "{:", "[caption", "$", "\\(", "\\[")
PICTURE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif|svg|tiff?|bmp)(?:$|[?#])", re.IGNORECASE)
ARGUMENT = re.compile(
    r"(?:(?P<key>[\w-]{1,60})\s?=\s?)?(?:\"(?P<double>(?:[^\"\\]|\\.){0,1000})\"|'(?P<single>[^']{0,1000})'|`(?P<raw>[^`]{0,1000})`|(?P<bare>[^\s\"'`=]{1,500}))"
)
FILTERED = re.compile(
    r"\s*[\"'](?P<path>[^\"'\n]{1,300})[\"']\s*\|\s*(?:relative_url|absolute_url|relURL|absURL|prepend)\b.*", re.DOTALL
)
BASE = re.compile(r"\s*(?:site\.(?:base_?url|url)|\.?Site\.BaseURL)(?:\s*\|.*)?", re.IGNORECASE | re.DOTALL)
VIDEOS: Mapping[str, str] = {
    "youtube": "https://www.youtube.com/watch?v={}", "vimeo": "https://vimeo.com/{}", "instagram": "https://www.instagram.com/p/{}/",
    "twitter": "https://x.com/i/status/{}", "tweet": "https://x.com/i/status/{}", "x": "https://x.com/i/status/{}",
    "spotify": "https://open.spotify.com/{}", "soundcloud": "https://soundcloud.com/{}",
}  # fmt: skip
"""Shortcodes that show something from elsewhere, and the address of that."""


def _inline(text: str, plain: Plain) -> str:
    if not any(sign in text for sign in SIGNS):
        return text
    return ANY.sub(lambda found: _replaced(found, plain), text)


def _replaced(found: re.Match[str], plain: Plain) -> str:
    kind = found.lastgroup or ""
    for name, rewrite in REWRITES.items():
        if found[name] is not None:
            shown = rewrite(found, plain)
            address = (
                found.string[max(0, found.start() - 3) : found.start()].rstrip(" ").endswith(("(", '"', "'", "<", ":"))
            )
            return shown if shown != "#" or address else ""
    return found[0] if kind else ""


def _shortcode(found: re.Match[str], plain: Plain) -> str:
    if "/*" in found[0][:8]:  # written so that the program shows it
        return found[0].replace("/*", "", 1).replace("*/", "", 1)
    name = found["name"].rpartition("/")[2].removesuffix(".html").lower()
    if found["end"]:
        return ""
    return _shown(name, found["args"], found[0], plain)


def _liquid(found: re.Match[str], plain: Plain) -> str:
    tag, words = found["tag"].lower(), found["words"].strip()
    if tag in {"raw", "endraw"} or tag.startswith("end"):
        return ""
    if tag in {"include", "include_relative", "include_cached", "render"}:
        file, _, words = words.partition(" ")
        name = file.strip("\"'").rpartition("/")[2].removesuffix(".html").removesuffix(".liquid").lower()
        return _shown(name, words, found[0], plain)
    return _shown(tag, words, found[0], plain)


def _shown(name: str, args: str, written: str, plain: Plain) -> str:
    """What an instruction of a site's program shows, as HTML; "" where it has no words of its own."""
    named, listed = _arguments(args)
    if name in {"ref", "relref", "link", "post_url"}:
        plain.drop(written, "a link to another text of the source")
        return "#"
    source = next(
        (named[key] for key in ("src", "url", "image", "image_path", "file", "path", "img") if key in named), ""
    )
    source = source or next((one for one in listed if PICTURE.search(one)), "")
    if source and (PICTURE.search(source) or name in {"figure", "image", "img", "picture"}):
        return _figure(source, named)
    if name in VIDEOS and (found := named.get("id") or next((one for one in reversed(listed)), "")):
        address = found if "://" in found else VIDEOS[name].format(found)
        plain.drop(written, f"shows something from elsewhere; its address stands in its place as a link ({address})")
        return f"<{address}>" if re.fullmatch(r"https?://[^\s<>]{1,500}", address) else ""
    return plain.drop(written, "an instruction for the program of the source's site")


def _arguments(args: str) -> tuple[dict[str, str], list[str]]:
    named: dict[str, str] = {}
    listed: list[str] = []
    for found in ARGUMENT.finditer(args):
        value = next(
            (one for one in (found["double"], found["single"], found["raw"], found["bare"]) if one is not None), ""
        )
        value = re.sub(r"\\(.)", r"\1", value)
        if found["key"]:
            named[found["key"].lower()] = value
        else:
            listed.append(value)
    return named, listed


def _figure(source: str, named: Mapping[str, str]) -> str:
    def told(*keys: str) -> str:
        return html_escape(" ".join(next((named[key] for key in keys if named.get(key)), "").split()))

    source = re.sub(r"^\{\{.{0,200}\}\}", "", source)
    caption, credit = (
        told("caption", "description", "title"),
        told("attr", "credit", "attribution", "photographer", "copyright"),
    )
    below = f"{caption} <cite>{credit}</cite>" if credit else caption
    words = f"<figcaption>{below}</figcaption>" if below else ""
    return f'<figure><img src="{html_escape(source)}" alt="{told("alt")}">{words}</figure>'


def _output(found: re.Match[str], plain: Plain) -> str:
    if path := FILTERED.fullmatch(found["value"]):
        return path["path"]
    if BASE.fullmatch(found["value"].strip()):
        return ""
    return plain.drop(found[0], "a value that the program of the source's site puts in")


def _embed(found: re.Match[str], plain: Plain) -> str:
    file, size = found["file"].strip(), (found["size"] or "").strip()
    if not PICTURE.search(file):
        return plain.drop(found[0], "another text of the vault, which was shown here")
    alt = "" if re.fullmatch(r"[\dx]{0,12}", size) else size
    return f"![{escape(alt)}](<{re.sub('[<>]', '', file)}>)"


def _wiki(found: re.Match[str], plain: Plain) -> str:
    page, shown = found["page"].strip(), (found["shown"] or "").strip()
    plain.drop(found[0], "a link to another text of the vault; its words stay")
    return shown or re.sub(r"^#+\^?", "", page).replace("#", " > ")


def _wordpress(found: re.Match[str], plain: Plain) -> str:
    picture = re.match(
        r"\s*(?:\[?!\[[^\]\n]{0,500}\]\([^)\n]{1,1000}\)(?:\]\([^)\n]{1,1000}\))?|(?:<a\b[^>]{0,1000}>)?\s*<img\b[^>]{0,2000}>\s*(?:</a>)?)",
        found["shows"],
    )
    if picture is None:
        return found["shows"]
    words = " ".join(found["shows"][picture.end() :].split())
    if picture[0].lstrip().startswith("<"):
        return f"<figure>{picture[0]}<figcaption>{words}</figcaption></figure>"
    return f"{picture[0]}\n*{words}*" if words else picture[0]


def _formula(found: re.Match[str], plain: Plain) -> str:
    """Return a formula between dollars, as a body reads it; words that are none as they were typed."""
    written = " ".join(found[0].split())
    mark = "$$" if written.startswith(("$$", "\\[")) else "$"
    tex = written.strip("$").strip() if written.startswith("$") else written[2:-2].strip()
    as_read = found[0] if written.startswith("$") else f"{mark}{tex}{mark}"
    try:
        return as_read if is_formula(tex) and parse_formula(tex).words else escape(written)
    except FormulaError:
        return escape(written)


REWRITES: Mapping[str, Callable[[re.Match[str], Plain], str]] = {
    "code": lambda found, _: found[0],
    "formula": _formula,
    "shortcode": _shortcode,
    "liquid": _liquid,
    "output": _output,
    "embed": _embed,
    "wiki": _wiki,
    "beside": lambda *_: "",
    "wordpress": _wordpress,
}
