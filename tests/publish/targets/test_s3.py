"""S3 on loopback (moto): what is asked of the store, and what people are told when it refuses."""

import re
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import unquote

import httpx
import pytest

from publishkit.errors import ExternalError
from publishkit.publish.files import stored_file
from publishkit.publish.targets.base import LOCK, MANIFEST
from publishkit.publish.targets.registry import open_target
from publishkit.publish.targets.s3 import CODES
from tests.publish.targets.places import download, page, publish, small_site

PUBLISHER = """
import sys
from publishkit.publish.files import made_file
from publishkit.publish.targets.registry import open_target
from publishkit.publish.targets.transfer import publish_files
files = [made_file(f"{n:02}.html", b"page %d" % n) for n in range(40)]
target = open_target(sys.argv[1], {"endpoint": sys.argv[2]})
publish_files(target, files, dry_run=False, prune=False, tell=lambda _line: None)
"""


@pytest.fixture
def target(s3, bucket):
    made = open_target(f"s3://{bucket}/weekly", {"endpoint": s3.url, "timeout": 5})
    yield made
    made.close()


def written(s3) -> list[str]:
    """Paths of what was put, in order, without the lock."""
    puts = [unquote(line).split("/weekly/")[1] for line in s3.seen if line.startswith("PUT")]
    return [path for path in puts if path != LOCK]


def test_one_object_is_put_for_each_change_and_none_for_none(s3, target):
    """Before new files are put, the list says which; after them, that they are there."""
    publish(target, small_site())
    assert (written(s3)[0], written(s3)[-1]) == (MANIFEST, MANIFEST)
    assert len(written(s3)) == 11
    s3.order()
    publish(target, small_site())
    assert s3.seen == []
    publish(target, small_site(w2="corrected"))
    assert written(s3) == ["w2/index.html", MANIFEST]


def test_downloads_are_put_before_pages_and_the_manifest_last(s3, target):
    publish(target, small_site())
    order = written(s3)[1:]
    assert {path.rpartition(".")[2] for path in order[:3]} == {"css", "pdf"}
    assert order[-3:] == ["index.html", "feed.xml", MANIFEST]


@pytest.mark.parametrize(
    ("path", "media_type", "caching"),
    [
        ("index.html", "text/html; charset=utf-8", "public, max-age=300, must-revalidate"),
        ("w1/letter.pdf", "application/pdf", "public, max-age=31536000, immutable"),
        ("feed.xml", "application/xml", "public, max-age=900, must-revalidate"),
    ],
)
def test_readers_get_the_media_type_and_the_caching(target, client, bucket, path, media_type, caching):
    publish(target, small_site())
    answer = client.head_object(Bucket=bucket, Key=f"weekly/{path}")
    assert (answer["ContentType"], answer["CacheControl"]) == (media_type, caching)


def test_wrong_headers_are_mended(target, client, bucket):
    """The right bytes put by another tool, as application/octet-stream: a browser would offer to save the page."""
    client.put_object(Bucket=bucket, Key="weekly/index.html", Body=b"index.html")
    assert "index.html" in publish(target, small_site()).written
    assert client.head_object(Bucket=bucket, Key="weekly/index.html")["ContentType"].startswith("text/html")


def test_a_publisher_killed_half_way_leaves_no_lock_in_the_way_and_the_rest_is_sent(s3, bucket):
    """SIGKILL while the store keeps it waiting: the next run takes over the lock and sends only what is missing."""
    s3.order(stall_after=16)
    address = f"s3://{bucket}/weekly"
    process = subprocess.Popen([sys.executable, "-c", PUBLISHER, address, s3.url])
    until = time.monotonic() + 60
    while len(written(s3)) < 17 and time.monotonic() < until:
        time.sleep(0.05)
    process.kill()
    process.wait()
    s3.order()
    target = open_target(address, {"endpoint": s3.url})
    done = publish(target, [page(f"{n:02}.html", f"page {n}") for n in range(40)])
    target.close()
    assert (len(done.written), done.unchanged) == (25, 15)
    assert len(written(s3)) == 26


def test_several_at_a_time_but_never_a_page_before_its_downloads(s3, target):
    files = [download(f"{n}.pdf") for n in range(20)] + [page(f"{n}.html") for n in range(20)]
    publish(target, files)
    order = [path.rpartition(".")[2] for path in written(s3)]
    assert order == ["json"] + ["pdf"] * 20 + ["html"] * 20 + ["json"]


def test_wrong_keys_are_told_and_never_shown(s3, bucket, monkeypatch):
    """moto, told to look at keys, knows none of ours."""
    httpx.post(f"{s3.url}/moto-api/reset-auth", content=b"0")
    try:
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAWRONGWRONGWRONG1")
        target = open_target(f"s3://{bucket}", {"endpoint": s3.url})
        with pytest.raises(ExternalError) as refusal:
            publish(target, small_site())
        target.close()
    finally:
        httpx.post(f"{s3.url}/moto-api/reset-auth", content=b"100000000")
    assert refusal.value.exit_code == 5
    assert str(refusal.value).startswith(f"s3://{bucket}/{MANIFEST}: the store does not know this access key")
    assert "WRONG" not in str(refusal.value)


def test_no_keys_at_all_are_told(s3, bucket, monkeypatch, tmp_path):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    for name in ("AWS_SHARED_CREDENTIALS_FILE", "AWS_CONFIG_FILE"):
        monkeypatch.setenv(name, str(tmp_path / "none"))
    target = open_target(f"s3://{bucket}", {"endpoint": s3.url})
    with pytest.raises(ExternalError, match=r"there is no key to sign in with.*AWS_ACCESS_KEY_ID"):
        publish(target, small_site())
    target.close()


def test_a_profile_that_is_not_there_is_told(s3):
    with pytest.raises(ExternalError, match="there is no such profile"):
        open_target("s3://letters", {"profile": "nobodys"})


@pytest.mark.parametrize(
    ("status", "code"),
    [("403 Forbidden", "AccessDenied"), ("507 Insufficient Storage", "QuotaExceeded"), ("400 Bad Request", "Odd")],
)
def test_a_store_that_refuses_writing_is_told_in_a_sentence(s3, target, client, bucket, status, code):
    """Read-only, full, or something unheard of: the site there stands, and what the store said is not repeated."""
    publish(target, small_site())
    before = client.list_objects_v2(Bucket=bucket)["Contents"]
    s3.order(status=status, code=code)
    with pytest.raises(ExternalError) as refusal:
        publish(target, small_site(w1="new"))
    message = CODES[code][0] if code in CODES else "the store refused with Odd"
    assert str(refusal.value).startswith(f"s3://{bucket}/weekly/{LOCK}: {message} (")
    assert "secret-of-the-store" not in str(refusal.value)
    assert client.list_objects_v2(Bucket=bucket)["Contents"] == before


def test_a_connection_cut_half_way_is_told_and_the_rest_is_sent_next_time(s3, bucket, monkeypatch):
    monkeypatch.setattr("publishkit.publish.targets.s3.ATTEMPTS", 1)
    target = open_target(f"s3://{bucket}/weekly", {"endpoint": s3.url})
    s3.order(cut_after=5)
    with pytest.raises(ExternalError, match=r"cut the connection .*publish again and only the rest is sent"):
        publish(target, small_site())
    s3.order()
    done = publish(target, small_site())
    target.close()
    assert done.unchanged == 4
    assert len(done.written) == 5


def test_a_store_that_does_not_answer_is_given_up(s3, bucket, monkeypatch):
    monkeypatch.setattr("publishkit.publish.targets.s3.ATTEMPTS", 1)
    target = open_target(f"s3://{bucket}/weekly", {"endpoint": s3.url, "timeout": 0.5})
    s3.order(stall_after=0)
    with pytest.raises(ExternalError, match=r"does not answer in time .*option `timeout`"):
        publish(target, [page("index.html")])
    target.close()


def test_no_store_there_is_told(s3, monkeypatch):
    monkeypatch.setattr("publishkit.publish.targets.s3.ATTEMPTS", 1)
    target = open_target("s3://letters", {"endpoint": "http://127.0.0.1:1"})
    with pytest.raises(ExternalError, match="the store cannot be reached"):
        publish(target, small_site(), dry_run=True)
    target.close()


def test_no_bucket_there_is_told(s3):
    target = open_target("s3://no-such-bucket", {"endpoint": s3.url})
    with pytest.raises(ExternalError, match="there is no such bucket"):
        publish(target, small_site(), dry_run=True)
    target.close()


def test_a_lock_left_on_another_machine_is_explained_and_taken_over_after_an_hour(target, client, bucket, monkeypatch):
    lock = b'{"owner": "eve@laptop\\u001b[31m", "machine": "elsewhere", "process": 1, "turn": 2}'
    client.put_object(Bucket=bucket, Key=f"weekly/{LOCK}", Body=lock)
    with pytest.raises(ExternalError) as refusal:
        publish(target, small_site())
    assert re.search(r"eve@laptop\[31m is publishing there \(last sign of life \d+ seconds ago\)", str(refusal.value))
    assert f"delete s3://{bucket}/weekly/{LOCK}" in str(refusal.value)
    monkeypatch.setattr("publishkit.publish.targets.object_store.STALE", -1.0)
    assert len(publish(target, small_site()).written) == 9


def test_a_store_without_conditional_writes_is_locked_too(s3, target, client, bucket):
    """It answers 501 to `If-None-Match`: then it is looked first, and read back after."""
    s3.order(no_conditions=True)
    publish(target, small_site())
    lock = b'{"owner": "eve@laptop", "machine": "elsewhere", "process": 1, "turn": 2}'
    client.put_object(Bucket=bucket, Key=f"weekly/{LOCK}", Body=lock)
    with pytest.raises(ExternalError, match="eve@laptop is publishing there"):
        publish(target, small_site(w1="new"))


def test_a_download_that_no_longer_is_what_the_site_says_is_never_put(s3, target, tmp_path: Path):
    book = tmp_path / "a.pdf"
    book.write_bytes(b"changed")
    with pytest.raises(ExternalError, match="what arrived is not what was to be sent"):
        publish(target, [stored_file("a.pdf", book, size=7, digest="0" * 64, cache="immutable")])
    assert written(s3) == [MANIFEST]
