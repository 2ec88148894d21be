"""Reading a source goes nowhere, whatever it names: only an address that an editor gives is gone to."""

import gzip
import io
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from publishkit.press.add import Wanted, look_at_source

OPENED: list[str] = []
_watching = [False]


LEAVING = (
    "socket.connect",
    "socket.get",
    "socket.send",
    "urllib.",
    "http.client",
    "ftplib.",
    "smtplib.",
    "subprocess.",
    "os.system",
)
"""A library that is loaded may try whether this machine has IPv6, with a socket that leads nowhere."""


def _hear(event: str, arguments: tuple[object, ...]) -> None:
    if _watching[0] and event.startswith(LEAVING):
        OPENED.append(f"{event} {arguments}")


sys.addaudithook(_hear)


@contextmanager
def watched() -> Iterator[list[str]]:
    """Yield what is opened while the block runs."""
    OPENED.clear()
    _watching[0] = True
    try:
        yield OPENED
    finally:
        _watching[0] = False


WORDS = "The ferry was built in 1961 and carried four hundred people an hour across the harbour, in every weather. " * 4
PAGE = f"""<?xml version="1.0"?>
<!DOCTYPE html [<!ENTITY own SYSTEM "http://127.0.0.1:9/entity">]>
<html manifest="http://127.0.0.1:9/m"><head><title>The ferry returns</title><base href="http://127.0.0.1:9/">
<meta http-equiv="refresh" content="0; url=http://127.0.0.1:9/"><link rel="stylesheet" href="http://127.0.0.1:9/a.css">
<link rel="canonical" href="http://127.0.0.1:9/ferry"><link rel="license" href="http://127.0.0.1:9/license">
<script src="http://127.0.0.1:9/a.js"></script><meta property="og:image" content="http://127.0.0.1:9/a.jpg"></head>
<body><article><h1>The ferry returns</h1><p>{WORDS}</p><figure><img src="http://127.0.0.1:9/b.jpg"></figure><p>{WORDS}&own;</p>
<iframe src="http://127.0.0.1:9/frame"></iframe></article></body></html>"""
MARKDOWN = f"""---
title: The ferry returns
url: http://127.0.0.1:9/ferry
---

{WORDS}

![Quay](http://127.0.0.1:9/quay.png)
"""


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("ferry.html", PAGE.encode()),
        ("ferry.html.gz", gzip.compress(PAGE.encode())),
        ("ferry.md", MARKDOWN.encode()),
        ("ferry.txt", f"The ferry returns\n\n{WORDS}\n\nhttp://127.0.0.1:9/ferry\n".encode()),
        (
            "ferry.warc",
            b"WARC/1.0\r\nWARC-Type: resource\r\nWARC-Target-URI: http://127.0.0.1:9/ferry\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n%b\r\n\r\n"
            % (len(PAGE), PAGE.encode()),
        ),
    ],
)
def test_no_source_makes_us_go_anywhere(name: str, data: bytes, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(data)
    with watched() as opened:
        found = look_at_source(None, str(tmp_path / name), io.BytesIO(), Wanted()).taken.found
    assert "built in 1961" in found.text
    assert opened == []


def test_what_opens_sockets_is_not_even_loaded(tmp_path: Path) -> None:
    (tmp_path / "ferry.md").write_text(MARKDOWN, "utf-8")
    script = f"import io, sys\nfrom publishkit.press.adding.take import take\ntake({str(tmp_path / 'ferry.md')!r}, io.BytesIO(), None)\nprint(sorted({{'httpcore', 'httpx', 'protego'}} & set(sys.modules)))"
    done = subprocess.run(
        (sys.executable, "-c", script), capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2]
    )
    assert done.stdout.strip() == "[]"


def test_the_watch_would_hear_one(tmp_path: Path) -> None:
    with socket.socket() as caller, watched() as opened, pytest.raises(OSError, match=r"refused|denied|not allowed"):
        caller.connect(("127.0.0.1", 1))
    assert opened


@pytest.mark.parametrize("address", ["file:///etc/passwd", "ftp://quay.example/a", "gopher://quay.example/"])
def test_what_is_no_web_address_is_refused_before_anything_else_is_asked(address: str) -> None:
    """Whatever the workspace lacks: the address is what is wrong."""
    from publishkit.errors import InputError

    with pytest.raises(InputError, match="is no web address"):
        look_at_source(None, address, io.BytesIO(), Wanted())
