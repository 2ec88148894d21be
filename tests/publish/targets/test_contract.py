"""What every target keeps, whatever it is: tried on a folder, S3 (moto), SFTP (sshd) and a further store."""

import dataclasses
import json
import re
import threading
from hashlib import sha256

import pytest

from publishkit.errors import ExternalError, InputError
from publishkit.publish.files import stored_file
from publishkit.publish.targets.base import LOCK, MANIFEST
from publishkit.publish.targets.registry import TARGETS
from tests.publish.targets.places import PLACES, as_read, page, publish, small_site


def test_every_kind_is_tried():
    assert set(PLACES) == set(TARGETS)


def test_the_first_publish_brings_everything(place):
    site = small_site()
    done = publish(place.target, site)
    assert place.site == as_read(site)
    assert done.written == tuple(sorted(file.path for file in site))
    assert (done.verified, done.unchanged) == (len(site), 0)
    assert done.bytes == sum(file.bytes for file in site)
    assert LOCK not in place.read()


def test_a_second_publish_without_a_change_writes_nothing(place):
    publish(place.target, small_site())
    before = place.times()
    done = publish(place.target, small_site())
    assert (done.written, done.unchanged, done.bytes) == ((), 9, 0)
    assert place.times() == before


def test_only_what_changed_is_sent(place):
    publish(place.target, small_site())
    before = place.times()
    done = publish(place.target, small_site(w2="corrected"))
    assert done.written == ("w2/index.html",)
    assert place.site["w2/index.html"] == b"corrected"
    after = place.times()
    assert {path for path in after if after[path] != before[path]} <= {"w2/index.html", MANIFEST}


def test_a_dry_run_says_everything_and_does_nothing(place):
    publish(place.target, [*small_site(), page("old.html")])
    place.put("notes.txt", b"mine")
    before = place.read()
    told: list[str] = []
    done = publish(place.target, small_site(w1="new"), dry_run=True, prune=True, tell=told.append)
    assert done.would_write == ("w1/index.html",)
    assert (done.would_delete, done.foreign) == (("old.html",), ("notes.txt",))
    assert (done.written, done.deleted) == ((), ())
    assert told == [
        "would send w1/index.html (3 bytes)",
        "would delete old.html (8 bytes)",
    ]
    assert place.read() == before


def test_a_dry_run_into_nothing_makes_nothing(place):
    assert len(publish(place.target, small_site(), dry_run=True).would_write) == 9
    assert place.read() == {}


def test_without_prune_nothing_goes(place):
    """Files of others (CNAME, a favicon) and pages of an earlier site stay, and are named."""
    place.put("CNAME", b"letter.example.org")
    publish(place.target, [*small_site(), page("old.html")])
    done = publish(place.target, small_site())
    assert place.site == as_read(small_site()) | {"CNAME": b"letter.example.org", "old.html": b"old.html"}
    assert (done.deleted, done.former, done.foreign) == ((), ("old.html",), ("CNAME",))
    assert publish(place.target, small_site()).former == ("old.html",)


def test_prune_takes_away_what_an_earlier_publish_wrote(place):
    """Nothing of others, in the target or above it, and not what steers the host."""
    theirs = {"drafts/a.txt": b"mine", "../other/b.txt": b"theirs", "../letter-2/c.txt": b"theirs"}
    for path, data in theirs.items():
        place.put(path, data)
    publish(place.target, [*small_site(), page("w0/old.html"), page("CNAME"), page("ads.txt")])
    done = publish(place.target, small_site(), prune=True, keep=("ads.*",))
    assert done.deleted == ("w0/old.html",)
    assert (done.former, done.foreign) == (("CNAME", "ads.txt"), ("drafts/a.txt",))
    assert place.site == as_read(small_site()) | theirs | {"CNAME": b"CNAME", "ads.txt": b"ads.txt"}


def test_prune_is_refused_where_nothing_says_what_is_ours(place):
    """A folder of somebody else's: its files are named, in a dry run too, and nothing is written."""
    place.put("other-site/index.html", b"1")
    place.put("notes.txt", b"2")
    for dry_run in (True, False):
        with pytest.raises(InputError, match=r"nothing there is known to be ours: notes\.txt, other-site/index\.html"):
            publish(place.target, small_site(), prune=True, dry_run=dry_run)
    assert place.read() == {"other-site/index.html": b"1", "notes.txt": b"2"}
    publish(place.target, small_site())
    assert publish(place.target, small_site(), prune=True).deleted == ()
    assert place.site == as_read(small_site()) | {"other-site/index.html": b"1", "notes.txt": b"2"}


def test_a_file_of_others_in_the_way_is_overwritten_only_when_asked_for(place):
    """Their home page stands where ours would: refused by name. The same bytes are no clash."""
    place.put("index.html", b"<h1>Ours since 1998")
    place.put("w1/index.html", b"w1/index.html")
    with pytest.raises(InputError, match=r"a file that publishkit did not put there .*: index\.html"):
        publish(place.target, small_site())
    assert place.read() == {"index.html": b"<h1>Ours since 1998", "w1/index.html": b"w1/index.html"}
    told: list[str] = []
    assert publish(place.target, small_site(), dry_run=True, adopt=True, tell=told.append).adopted == ("index.html",)
    assert "would send index.html (10 bytes, over a file that is not ours)" in told
    assert publish(place.target, small_site(), adopt=True).adopted == ("index.html",)
    assert place.site == as_read(small_site())


def test_the_site_of_another_publication_is_left_alone(place):
    publish(place.target, small_site(), publication="tag:estuary.example,2026:letter")
    before = place.read()
    for dry_run in (True, False):
        with pytest.raises(InputError, match=r"another publication: its list says 'tag:estuary\.example,2026:letter'"):
            publish(place.target, small_site(w1="x"), publication="tag:quay.example,2026:letter", dry_run=dry_run)
    assert place.read() == before
    assert publish(place.target, small_site(w1="x"), publication="tag:estuary.example,2026:letter").written


def test_what_a_cut_publish_sent_is_known_as_ours(place, tmp_path):
    """Also a page that another build of the site has otherwise, or not at all."""
    gone = stored_file("index.html", tmp_path / "gone.html", size=3, digest="0" * 64, cache="page")
    first = [page("w3/index.html"), *(file for file in small_site(w1="first") if file.path != "index.html"), gone]
    with pytest.raises(ExternalError):
        publish(place.target, first)
    publish(place.target, small_site(w1="second"), prune=True)
    assert place.site == as_read(small_site(w1="second"))


def test_a_manifest_that_lies_is_noticed(place):
    """Gone, of another size, or of the same size but written by somebody else: sent again."""
    publish(place.target, small_site())
    place.remove("index.html")
    place.put("w1/index.html", b"something else")
    place.put("w2/index.html", b"w2/INDEX.html")
    done = publish(place.target, small_site())
    assert done.written == ("index.html", "w1/index.html", "w2/index.html")
    assert place.site == as_read(small_site())


@pytest.mark.parametrize("left", [b"{", b'{"files": {"index.html": 3}}'])
def test_without_a_manifest_the_files_themselves_are_looked_at(place, left):
    publish(place.target, small_site())
    before = place.read()
    place.put(MANIFEST, left)
    done = publish(place.target, small_site())
    assert (done.written, done.unchanged) == ((), 9)
    assert place.read() == before


def test_a_manifest_of_a_later_version_is_not_touched(place):
    publish(place.target, small_site())
    place.put(MANIFEST, json.dumps({"publishkit_site": 99}).encode())
    with pytest.raises(ExternalError, match=r"later publishkit .*update publishkit here"):
        publish(place.target, small_site(w1="new"))
    assert place.site == as_read(small_site())


def test_two_at_the_same_time_are_refused(place):
    """The second one is told who, since when, and where."""
    caught: list[str] = []

    def second() -> None:
        try:
            publish(place.target, small_site(home="second"), owner="bob@newsroom")
        except ExternalError as refusal:
            caught.append(str(refusal))

    def tell(line: str) -> None:
        if not caught:
            other = threading.Thread(target=second)
            other.start()
            other.join(30)

    publish(place.target, small_site(), owner="ada@newsroom", tell=tell)
    assert re.search(r"ada@newsroom is publishing there .* \d+ seconds", caught[0])
    assert caught[0].startswith(place.target.address)
    assert place.site == as_read(small_site())


def test_a_file_that_changed_meanwhile_is_refused_and_the_site_stands(place, tmp_path):
    """The site says which hash a file has; what arrives must have it."""
    publish(place.target, small_site())
    book = tmp_path / "letter.epub"
    book.write_bytes(b"other bytes")
    changed = stored_file("w1/letter.epub", book, size=11, digest=page("x").sha256, cache="immutable")
    with pytest.raises(ExternalError, match=r"w1/letter\.epub: what arrived is not what was to be sent"):
        publish(place.target, [*small_site(w1="links to it"), changed])
    assert place.site == as_read(small_site())
    assert place.site["w1/index.html"] == b"w1/index.html"
    assert LOCK not in place.read()


def test_a_file_that_is_gone_is_named(place, tmp_path):
    gone = stored_file("a.pdf", tmp_path / "gone.pdf", size=3, digest="0" * 64, cache="immutable")
    with pytest.raises(ExternalError, match=r"gone\.pdf: cannot be read: No such file"):
        publish(place.target, [*small_site(), gone])
    assert publish(place.target, small_site()).written
    assert place.site == as_read(small_site())


def test_what_a_cut_publish_left_is_not_sent_twice(place, tmp_path):
    gone = stored_file("index.html", tmp_path / "gone.html", size=3, digest="0" * 64, cache="page")
    with pytest.raises(ExternalError):
        publish(place.target, [*(file for file in small_site() if file.path != "index.html"), gone])
    assert "index.html" not in place.site
    done = publish(place.target, small_site())
    assert place.site == as_read(small_site())
    if place.site and place.target.parallel > 1:  # a folder is switched at the end: nothing of a cut publish stays
        assert done.written == ("feed.xml", "index.html")


def test_another_media_type_is_a_change(place):
    publish(place.target, small_site())
    site = [
        dataclasses.replace(file, media_type="text/plain") if "feed" in file.path else file for file in small_site()
    ]
    assert publish(place.target, site).written == ("feed.xml",)


NAMES = [
    "../up.html",
    "/etc/passwd",
    "a/../../up.html",
    "a//b.html",
    "./a.html",
    "a\\..\\b.html",
    "C:/a.html",
    "a\x00b",
    "a\nb",
    "",
    "x" * 1001,
    MANIFEST,
    LOCK,
    "a/.publishkit-upload-x",
]


def test_names_that_leave_the_target_are_refused_all_at_once(place):
    with pytest.raises(InputError) as refusal:
        publish(place.target, [*small_site(), *(page(name, "x") for name in NAMES)])
    assert len(refusal.value.problems) == len(NAMES)
    assert place.read() == {}


def test_names_that_cannot_stand_together_are_refused(place):
    site = [page("a"), page("a/b.html"), page("A.html"), page("a.html")]
    with pytest.raises(InputError) as refusal:
        publish(place.target, site)
    assert [str(problem) for problem in refusal.value.problems] == [
        "site: 'a.html': stands twice: also as 'A.html'",
        "site: 'a/b.html': needs a folder where 'a' is a file",
    ]


def test_names_that_differ_in_how_an_accent_is_written_are_refused(place):
    with pytest.raises(InputError, match="stands twice: also as"):
        publish(place.target, [page("caf\u00e9.html"), page("cafe\u0301.html")])


def test_an_empty_site_is_refused(place):
    """With prune it would take everything away."""
    publish(place.target, small_site())
    with pytest.raises(InputError, match="has no files"):
        publish(place.target, [], prune=True)
    assert place.site == as_read(small_site())


def test_downloads_go_before_pages_and_pages_before_what_lists_them(place):
    told: list[str] = []
    publish(place.target, small_site(), tell=told.append)
    sent = [re.sub(r" \(.*", "", line.removeprefix("send ")) for line in told]
    assert set(sent[:3]) == {"assets/style-1a2b.css", "w1/letter.pdf", "w2/letter.pdf"}
    assert set(sent[3:5]) == {"w1/größe & maß.html", "w2/größe & maß.html"}
    assert set(sent[5:7]) == {"w1/index.html", "w2/index.html"}
    assert sent[7:] == ["index.html", "feed.xml"]


def test_large_files_arrive_whole(place, tmp_path):
    """Beyond one piece of reading and writing."""
    book = tmp_path / "large.pdf"
    book.write_bytes(bytes(range(256)) * 12_345)
    digest = sha256(book.read_bytes()).hexdigest()
    file = stored_file("large.pdf", book, size=book.stat().st_size, digest=digest, cache="immutable")
    publish(place.target, [*small_site(), file])
    assert place.site["large.pdf"] == book.read_bytes()
