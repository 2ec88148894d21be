"""What was saved beside a page: its own pictures and nothing else of the editor's, and what its site told machines."""

import os
from pathlib import Path

import pytest

from publishkit.capture.beside import read_page_pictures, read_site_files

PICTURE = b"\xff\xd8\xff\xe0 a picture"
PAGE = "https://gazette.example/news/ferry"


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "downloads" / "The ferry.html"
    for folder in ("The ferry_files", "The ferry-Dateien", "private"):
        (path.parent / folder).mkdir(parents=True)
        (path.parent / folder / "pier 1.jpg").write_bytes(PICTURE)
    path.write_text("<html>")
    (path.parent / "mine.jpg").write_bytes(PICTURE)
    (tmp_path / "secret.jpg").write_bytes(PICTURE)
    return path


@pytest.mark.parametrize(
    "address",
    [
        "./The%20ferry_files/pier%201.jpg",
        "The ferry_files/pier 1.jpg",
        "The%20ferry-Dateien/pier%201.jpg?w=800",
    ],
)
def test_pictures_of_the_page_are_read(page: Path, address: str) -> None:
    assert read_page_pictures(str(page), [address]) == {address: PICTURE}


@pytest.mark.parametrize(
    "address",
    [
        "mine.jpg",
        "./private/pier 1.jpg",
        "../secret.jpg",
        "The ferry_files/../private/pier 1.jpg",
        "The ferry_files/../../secret.jpg",
        "The%20ferry_files/%2e%2e/%2e%2e/secret.jpg",
        "The ferry_files/link.jpg",
        "The ferry_files/around.jpg",
        "The ferry_link/secret.jpg",
        "The ferry_files",
        "The ferry.html",
        "The ferry_files/pipe",
        "The ferry_files/\0.jpg",
        "/etc/hostname",
        "file:///etc/hostname",
        "//host/share/x.jpg",
        "\\\\host\\share\\x.jpg",
        "The ferry_files/" + "x" * 5_000,
        "",
    ],
)
def test_nothing_else_of_the_editors_is(page: Path, tmp_path: Path, address: str) -> None:
    own = page.parent / "The ferry_files"
    (own / "link.jpg").symlink_to(tmp_path / "secret.jpg")
    (own / "around.jpg").symlink_to(own / "around.jpg")
    (page.parent / "The ferry_link").symlink_to(tmp_path)
    os.mkfifo(own / "pipe")
    found = read_page_pictures(str(page), [address])
    assert found == {}


def test_very_large_pictures_are_left_out(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = ["The ferry_files/pier 1.jpg", "The ferry-Dateien/pier 1.jpg"]
    monkeypatch.setattr("publishkit.capture.beside.MAX_PICTURES", len(PICTURE) + 3)
    assert list(read_page_pictures(str(page), names)) == names[:1]
    monkeypatch.setattr("publishkit.capture.beside.MAX_PICTURE", len(PICTURE) - 1)
    assert read_page_pictures(str(page), names) == {}


def test_standard_input_has_nothing_beside_it() -> None:
    assert read_page_pictures("-", ["-_files/a.jpg"]) == {}
    assert read_site_files("-", PAGE).robots == ""


def test_headers_are_those_of_the_last_response(page: Path) -> None:
    Path(f"{page}.headers").write_text(
        "HTTP/1.1 301 Moved\r\nTDM-Reservation: 0\r\n\r\nHTTP/2 200\r\ntdm-reservation: 1\r\nX-Robots-Tag: noindex\r\nx-robots-tag: noai\r\n\r\n"
    )
    assert read_site_files(str(page), None).headers == {"tdm-reservation": "1", "x-robots-tag": "noindex, noai"}


@pytest.mark.parametrize("around", [False, True])
def test_files_of_the_site_stand_in_a_folder_with_the_name_of_its_host(page: Path, *, around: bool) -> None:
    folder = page.parent / "gazette.example"
    (folder / ".well-known").mkdir(parents=True)
    (folder / "robots.txt").write_text("User-agent: *\n")
    (folder / ".well-known" / "tdmrep.json").write_text("[]")
    name = folder / "news" / "ferry.html" if around else page
    found = read_site_files(str(name), PAGE)
    assert (found.robots, found.tdmrep) == ("User-agent: *\n", "[]")
    assert read_site_files(str(name), "https://other.example/").robots == ""


@pytest.mark.parametrize("address", ["https://../", "https://a/../b", "http://[", "no address", None])
def test_a_host_is_a_name_or_nothing(page: Path, address: str | None) -> None:
    (page.parent / "robots.txt").write_text("User-agent: *\n")
    assert read_site_files(str(page), address).robots == ""
