"""The plan of a publish: site, manifest and listing in; what is sent, kept and taken away, in which order, out."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest

from publishkit.errors import ExternalError, InputError
from publishkit.publish.files import Cache, SiteFile, content, made_file
from publishkit.publish.targets.base import LOCK, MANIFEST, UPLOAD, StoredFile
from publishkit.publish.targets.plan import (
    KEPT,
    LONGEST,
    Plan,
    SiteManifest,
    check_names,
    make_plan,
    manifest_entry,
    manifest_file,
    name_fault,
    parse_manifest,
    prunable,
    waves,
)

PAGE = made_file("w1/index.html", b"<p>Low water")
ENTRY = manifest_entry(PAGE, "t1")
NO_MANIFEST = SiteManifest()
OURS = SiteManifest(files={PAGE.path: ENTRY})


class Look:
    """Answers whether the target holds a file, and remembers which it was asked about."""

    def __init__(self, answer: bool) -> None:
        self.answer = answer
        self.asked: list[tuple[SiteFile, StoredFile]] = []

    def __call__(self, file: SiteFile, found: StoredFile) -> bool:
        self.asked.append((file, found))
        return self.answer


def stored(path: str = PAGE.path, size: int = PAGE.bytes, tag: str = "t1") -> StoredFile:
    return StoredFile(path, size, tag)


def known(**changes: Any) -> SiteManifest:
    """The manifest, its one line changed."""
    return SiteManifest(files={PAGE.path: replace(ENTRY, **changes)})


@pytest.mark.parametrize(
    ("manifest", "found", "looks", "sent"),
    [
        pytest.param(OURS, stored(), None, False, id="as we left it"),
        pytest.param(OURS, None, None, True, id="gone"),
        pytest.param(NO_MANIFEST, None, None, True, id="new"),
        pytest.param(OURS, stored(size=11), None, True, id="a byte less"),
        pytest.param(OURS, stored(size=13), None, True, id="a byte more"),
        pytest.param(NO_MANIFEST, stored(size=13), None, True, id="of another size, and not known"),
        pytest.param(known(sha256="0" * 64), stored(), None, True, id="other words"),
        pytest.param(known(bytes=11), stored(), None, True, id="other bytes"),
        pytest.param(known(media_type="text/plain"), stored(), None, True, id="another media type"),
        pytest.param(known(cache="feed"), stored(), None, True, id="other caching"),
        pytest.param(OURS, stored(tag="t2"), True, False, id="written again, the same"),
        pytest.param(OURS, stored(tag="t2"), False, True, id="written again, something else"),
        pytest.param(known(sha256="0" * 64), stored(tag="t2"), True, False, id="the manifest is out of date"),
        pytest.param(NO_MANIFEST, stored(), True, False, id="not known, the same"),
        pytest.param(NO_MANIFEST, stored(), False, True, id="not known, something else"),
        pytest.param(SiteManifest(former=(PAGE.path,)), stored(), True, False, id="of an earlier site"),
        pytest.param(known(tag=""), stored(tag=""), None, False, id="a target without tags"),
    ],
)
def test_a_file_is_sent_unless_it_is_there(
    manifest: SiteManifest, found: StoredFile | None, looks: bool | None, sent: bool
) -> None:
    """Manifest and listing decide; *looks* is what a close look says where they do not agree, None where none is taken."""
    look = Look(answer=bool(looks))
    plan = make_plan([PAGE], manifest, [found] if found else [], look)
    assert plan.send == ((PAGE,) if sent else ())
    assert plan.same == ({} if sent else {PAGE.path: manifest_entry(PAGE, found.tag if found else "")})
    assert look.asked == ([] if looks is None else [(PAGE, found)])
    assert (plan.former, plan.foreign, plan.leftovers, plan.sizes) == ((), (), (), {})


def test_files_are_sent_in_the_order_of_the_site() -> None:
    files = [made_file(name, b"x") for name in ("b", "a", "c", "d")]
    plan = make_plan(files, NO_MANIFEST, [stored("c", 1)], Look(answer=True))
    assert [file.path for file in plan.send] == ["b", "a", "d"]
    assert list(plan.same) == ["c"]


@pytest.mark.parametrize(
    ("path", "manifest", "kind"),
    [
        ("old.html", SiteManifest(files={"old.html": ENTRY}), "former"),
        ("old.html", SiteManifest(former=("old.html",)), "former"),
        ("old.html", OURS, "foreign"),
        ("CNAME", NO_MANIFEST, "foreign"),
        (f"a/{MANIFEST}", NO_MANIFEST, "foreign"),
        (f"a/{LOCK}", NO_MANIFEST, "foreign"),
        (f"{UPLOAD}1", NO_MANIFEST, "leftovers"),
        (f"a/b/{UPLOAD}1", NO_MANIFEST, "leftovers"),
        (f"{UPLOAD}1", SiteManifest(former=(f"{UPLOAD}1",)), "leftovers"),
        (f"a/{UPLOAD}1/b", NO_MANIFEST, "foreign"),
        (f"a{UPLOAD}", NO_MANIFEST, "foreign"),
        (MANIFEST, NO_MANIFEST, None),
        (LOCK, NO_MANIFEST, None),
    ],
)
def test_what_is_no_part_of_the_site(path: str, manifest: SiteManifest, kind: str | None) -> None:
    """Ours once, never ours, half sent, or what we keep for ourselves: each in one place, with its size."""
    plan = make_plan([PAGE], manifest, [stored(), stored(path, 7)], Look(answer=True))
    found = {"former": plan.former, "foreign": plan.foreign, "leftovers": plan.leftovers}
    assert found == {name: (path,) if name == kind else () for name in found}
    assert plan.sizes == ({path: 7} if kind else {})


def test_what_is_no_part_of_the_site_is_sorted() -> None:
    listing = [stored(path, size) for size, path in enumerate(["z", f"{UPLOAD}2", "b/o", "a", f"a/{UPLOAD}1", "b/n"])]
    plan = make_plan([PAGE], SiteManifest(former=("z", "b/o")), listing, Look(answer=False))
    assert (plan.former, plan.foreign) == (("b/o", "z"), ("a", "b/n"))
    assert plan.leftovers == (f"{UPLOAD}2", f"a/{UPLOAD}1")
    assert plan.sizes == {"z": 0, f"{UPLOAD}2": 1, "b/o": 2, "a": 3, f"a/{UPLOAD}1": 4, "b/n": 5}


# --- what is taken away -----------------------------------------------------------------------------------------------


LEFT = Plan(
    send=(PAGE,),
    same={},
    former=("CNAME", "old.html", "w0/index.html"),
    foreign=("theirs.html", "x.txt"),
    leftovers=(f"{UPLOAD}1",),
)


@pytest.mark.parametrize(
    ("prune", "keep", "recalled", "doomed"),
    [
        (False, KEPT, (), ()),
        (True, KEPT, (), ("old.html", "w0/index.html")),
        (True, (), (), ("CNAME", "old.html", "w0/index.html")),
        (True, ("*.html",), (), ("CNAME",)),
        (True, ("*",), (), ()),
        (True, ("OLD.html", "cname"), (), ("CNAME", "old.html", "w0/index.html")),
        (True, ("w0/*", "CNAME"), (), ("old.html",)),
        (False, KEPT, ("old.html",), ("old.html",)),
        (False, KEPT, ("w0/*", "*.txt"), ("w0/index.html",)),
        (False, ("*",), ("w0/*",), ("w0/index.html",)),
        (False, ("*",), ("CNAME",), ("CNAME",)),
        (False, KEPT, ("x.txt",), ("x.txt",)),
        (True, KEPT, ("nothing",), ("old.html", "w0/index.html")),
    ],
)
def test_what_is_taken_away(prune: bool, keep: Sequence[str], recalled: Sequence[str], doomed: tuple[str, ...]) -> None:
    """Never what is not ours, nor what matches a pattern in *keep*; always what was recalled by its full name."""
    assert prunable(LEFT, prune=prune, keep=keep, recalled=recalled) == doomed


@pytest.mark.parametrize(
    ("path", "stays"),
    [
        (".git/config", True),
        (".well-known/security.txt", True),
        (".htaccess", True),
        (".htpasswd", True),
        (".nojekyll", True),
        ("CNAME", True),
        ("_headers", True),
        ("_redirects", True),
        ("a/CNAME", False),
        (".gitignore", False),
    ],
)
def test_what_steers_the_host_stays_though_we_wrote_it(path: str, stays: bool) -> None:
    plan = replace(LEFT, former=(path,), foreign=())
    assert prunable(plan, prune=True) == (() if stays else (path,))


# --- the manifest -----------------------------------------------------------------------------------------------------


def test_the_manifest_is_the_same_for_the_same_site() -> None:
    """A line for each file; paths sorted."""
    other = made_file("größe.css", b"p{}", cache="immutable")
    manifest = SiteManifest(files={PAGE.path: ENTRY, other.path: manifest_entry(other, "t2")}, former=("z", "a"))
    file = manifest_file(manifest)
    assert (file.path, file.media_type, file.cache) == (MANIFEST, "application/json", "feed")
    assert content(file).decode() == (
        '{\n"publishkit_site":1,\n"files":{\n'
        f'"größe.css":{{\n"sha256":"{other.sha256}",\n"bytes":3,\n'
        '"media_type":"text/css; charset=utf-8",\n"cache":"immutable",\n"tag":"t2"\n},\n'
        f'"w1/index.html":{{\n"sha256":"{sha256(b"<p>Low water").hexdigest()}",\n"bytes":12,\n'
        '"media_type":"text/html; charset=utf-8",\n"cache":"page",\n"tag":"t1"\n}\n},\n'
        '"former":[\n"a",\n"z"\n]\n}\n'
    )
    assert parse_manifest(content(file), "x") == replace(manifest, former=("a", "z"))


LINE = {"sha256": "s", "bytes": 3, "media_type": "m", "cache": "c", "tag": "t"}


@pytest.mark.parametrize(
    ("told", "files", "former"),
    [
        ({}, (), ()),
        ({"former": ["a", "b"]}, (), ("a", "b")),
        ({"files": {"a": LINE}}, ("a",), ()),
        ({"publishkit_site": 1, "files": {"a": LINE}, "former": ["b"]}, ("a",), ("b",)),
        ({"files": {"a": {**LINE, "more": 1}}}, ("a",), ()),
        ({"files": {"a": {"sha256": "s"}, "b": LINE}}, ("b",), ()),
        ({"files": {"a": {**LINE, "sha256": 1}}, "former": ["b"]}, (), ()),
        ({"files": {"a": {**LINE, "bytes": "3"}}, "former": ["b"]}, (), ()),
        ({"files": {"a": {**LINE, "bytes": True}}, "former": ["b"]}, (), ()),
        ({"files": {"a": {**LINE, "media_type": None}}, "former": ["b"]}, (), ()),
        ({"files": {"a": {**LINE, "cache": []}}, "former": ["b"]}, (), ()),
        ({"files": {"a": {**LINE, "tag": 1}}, "former": ["b"]}, (), ()),
        ({"files": [], "former": ["b"]}, (), ()),
        ({"files": {"a": 3}, "former": ["b"]}, (), ()),
        ({"former": 3}, (), ()),
        ([], (), ()),
    ],
)
def test_a_manifest_is_read_for_what_it_is_worth(told: object, files: tuple[str, ...], former: tuple[str, ...]) -> None:
    """A line that is not whole is left out; a value of another kind makes all of it worthless."""
    manifest = parse_manifest(json.dumps(told).encode(), "x")
    assert (tuple(manifest.files), manifest.former) == (files, former)
    for entry in manifest.files.values():
        assert (entry.sha256, entry.bytes, entry.media_type, entry.cache, entry.tag) == ("s", 3, "m", "c", "t")


@pytest.mark.parametrize(
    ("version", "shown"), [("2", "2"), ("0", "0"), ('"1"', "'1'"), ("null", "None"), (f'"{"x" * 99}"', f"'{'x' * 19}")]
)
def test_a_manifest_of_another_form_is_refused(version: str, shown: str) -> None:
    with pytest.raises(ExternalError) as refusal:
        parse_manifest(f'{{"publishkit_site": {version}}}'.encode(), "s3://letters")
    (problem,) = refusal.value.problems
    assert (problem.place, problem.hint) == (f"s3://letters/{MANIFEST}", "update publishkit here")
    assert problem.message == f"was written by a later publishkit (form {shown}, known is 1)"


# --- names ------------------------------------------------------------------------------------------------------------


CHARACTER = "holds a character that is not allowed in names"
LEAVES = "leaves the target"
EMPTY = "has an empty part"
LONG = "is longer than 1000 bytes"
RESERVED = "is a name publishkit keeps for itself"
NAMES: Mapping[str, str] = {
    "index.html": "",
    "2026-w47/größe & maß.html": "",
    "a..b/...": "",
    ".hidden": "",
    "ab:c": "",
    "a/b:c": "",
    f"a/{MANIFEST}": "",
    f"a/{LOCK}": "",
    f"{UPLOAD}1/a": "",
    f"a{UPLOAD}1": "",
    "x" * LONGEST: "",
    "ö" * (LONGEST // 2): "",
    "a\x00b": CHARACTER,
    "a\nb": CHARACTER,
    "a\u00a0b": CHARACTER,
    "a\u202eb": CHARACTER,
    "a\ud800b": CHARACTER,
    "a\\b": CHARACTER,
    "../a\\b": CHARACTER,
    "/a": LEAVES,
    "//a": LEAVES,
    "..": LEAVES,
    "../a": LEAVES,
    "a/../b": LEAVES,
    "a/..": LEAVES,
    "C:": LEAVES,
    "c:/a": LEAVES,
    "": EMPTY,
    "a/": EMPTY,
    "a//b": EMPTY,
    ".": EMPTY,
    "./a": EMPTY,
    "a/./b": EMPTY,
    "x" * (LONGEST + 1): LONG,
    "ö" * (LONGEST // 2) + "x": LONG,
    MANIFEST: RESERVED,
    LOCK: RESERVED,
    f"{MANIFEST}/a": RESERVED,
    f"{LOCK}/a": RESERVED,
    UPLOAD: RESERVED,
    f"a/{UPLOAD}1": RESERVED,
}


@pytest.mark.parametrize(("name", "fault"), NAMES.items(), ids=[ascii(name)[:30] for name in NAMES])
def test_a_name_is_refused_for_what_is_wrong_with_it(name: str, fault: str) -> None:
    assert name_fault(name) == fault


@pytest.mark.parametrize(
    ("names", "problems"),
    [
        (["a.html", "b/a.html"], []),
        (["b/a.html", "b/c.html", "bc"], []),
        ([], ["site: has no files (an empty site is never published: it would only take files away)"]),
        (["../a"], ["site: '../a': the name leaves the target"]),
        (["a//b", "/c"], ["site: 'a//b': the name has an empty part", "site: '/c': the name leaves the target"]),
        (["a.html", "a.html"], ["site: 'a.html': stands twice: also as 'a.html'"]),
        (["A.html", "x", "a.html"], ["site: 'a.html': stands twice: also as 'A.html'"]),
        (["straße", "STRASSE"], ["site: 'STRASSE': stands twice: also as 'straße'"]),
        (["a", "a/b"], ["site: 'a/b': needs a folder where 'a' is a file"]),
        (["a/b", "a"], ["site: 'a/b': needs a folder where 'a' is a file"]),
        (["X/Y/z/1", "x/y"], ["site: 'X/Y/z/1': needs a folder where 'x/y' is a file"]),
        (["a", "a/b", "a/b/c"], [
            "site: 'a/b': needs a folder where 'a' is a file",
            "site: 'a/b/c': needs a folder where 'a' is a file",
            "site: 'a/b/c': needs a folder where 'a/b' is a file",
        ]),
        (["../A", "x", "X", "x/y"], [
            "site: '../A': the name leaves the target",
            "site: 'X': stands twice: also as 'x'",
            "site: 'x/y': needs a folder where 'x' is a file",
        ]),
    ],
)  # fmt: skip
def test_every_fault_of_a_site_is_named(names: list[str], problems: list[str]) -> None:
    files = [made_file(name, b"x") for name in names]
    if not problems:
        check_names(files)
        return
    with pytest.raises(InputError) as refusal:
        check_names(files)
    assert [str(problem) for problem in refusal.value.problems] == problems


# --- order ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "media_type", "cache", "wave"),
    [
        ("letter.pdf", "", "page", "first"),
        ("letter.epub", "", "page", "first"),
        ("style.css", "", "page", "first"),
        ("search.js", "", "page", "first"),
        ("notes", "", "page", "first"),
        ("picture.svg", "", "page", "first"),
        ("picture.svg", "", "feed", "first"),
        ("old.html", "", "immutable", "first"),
        ("index.html", "", "immutable", "first"),
        ("feed.xml", "", "immutable", "first"),
        ("a.html", "", "page", "pages"),
        ("a.html", "", "feed", "pages"),
        ("a", "text/html", "page", "pages"),
        ("a", "TEXT/HTML ; charset=utf-8", "page", "pages"),
        ("a.xhtml", "application/xhtml+xml", "page", "pages"),
        ("anindex.html", "", "page", "pages"),
        ("index.html/a", "text/html", "page", "pages"),
        ("index.html", "", "page", "home"),
        ("index.html", "application/xhtml+xml", "page", "home"),
        ("w1/index.html", "", "page", "lists"),
        ("feed.json", "application/feed+json", "page", "feeds"),
        ("feed.json", "application/feed+json; charset=utf-8", "page", "feeds"),
        ("feed", "application/atom+xml;type=entry", "page", "feeds"),
        ("feed", "application/rss+xml", "page", "feeds"),
        ("feed", "application/rss", "page", "feeds"),
        ("opds", "application/opds+json", "page", "feeds"),
        ("opds", "application/opds-publication+json", "page", "feeds"),
        ("index.json", "", "page", "feeds"),
        ("sitemap.xml", "", "page", "feeds"),
        ("sitemap", "text/xml", "page", "feeds"),
        ("opensearch", "application/opensearchdescription+xml", "page", "feeds"),
        ("robots.txt", "", "page", "feeds"),
        ("letter.pdf", "", "feed", "feeds"),
    ],
)
def test_each_kind_of_file_has_its_wave(path: str, media_type: str, cache: Cache, wave: str) -> None:
    """Told by the files of each wave beside it."""
    beside = {
        "first": made_file("m.png", b""),
        "pages": made_file("m.html", b""),
        "lists": made_file("m/index.html", b""),
        "home": made_file("index.html", b"", media_type="text/html"),
        "feeds": made_file("m.xml", b""),
    }
    file = made_file(path, b"x", media_type=media_type, cache=cache)
    ordered = waves([file, *reversed(beside.values())])
    assert len(ordered) == len(beside)
    assert [name for name, files in zip(beside, ordered, strict=True) if file in files] == [wave]


def test_pages_that_list_others_go_deepest_first_and_files_by_name() -> None:
    names = ["index.html", "b/index.html", "a/c/index.html", "a/index.html", "b.pdf", "a.pdf", "a/c/d/index.html"]
    assert [[file.path for file in wave] for wave in waves([made_file(name, b"") for name in names])] == [
        ["a.pdf", "b.pdf"],
        ["a/c/d/index.html"],
        ["a/c/index.html"],
        ["a/index.html", "b/index.html"],
        ["index.html"],
    ]
    assert waves([]) == []
