"""Files made to cost time: each is refused or read in a few seconds."""

import io
import time
from contextlib import suppress
from pathlib import Path

import pytest

from publishkit.errors import InputError
from publishkit.press.adding.take import take
from tests.support.made_sources import PROSE, epub

TEXT = "".join(f"<p>{words}</p>" for words in PROSE)
ITEM = '<p class=MsoListParagraph style="mso-list:l0 level9"><span style="mso-list:Ignore">1.</span>'
HOSTILE = {
    "open pictures": ("a.html", f"<!DOCTYPE html><p>data:image{'<img ' * 300_000}".encode()),
    "open shared pictures": ("a.html", f"<html><!--\n Page saved with SingleFile\n--><style>{'--sf-img-1:url(data:image/' * 100_000}{TEXT}".encode()),
    "open styles": ("a.txt", f"Version:1.0\nStartHTML:1\n{'<style' * 200_000}<!--StartFragment-->{TEXT}".encode()),
    "many generators": ("a.html", f"<!DOCTYPE html>{'<meta name=generator ' * 9_000}{TEXT}".encode()),
    "open addresses": ("a.epub", epub({"one.xhtml": f"<h1>T</h1>{TEXT}{'<img src=' * 200_000}"})),
    "lists in lists": ("a.html", ("<html><meta name=generator content='Microsoft Word'>" + ITEM * 20_000).encode()),
    "short lines": ("a.eml", b"MIME-Version: 1.0\r\nFrom: a\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n" + b"x\r\n" * 300_000),
}  # fmt: skip


@pytest.mark.parametrize("case", HOSTILE)
def test_what_is_made_to_cost_time_does_not(case: str, tmp_path: Path) -> None:
    name, data = HOSTILE[case]
    (tmp_path / name).write_bytes(data)
    began = time.process_time()
    with suppress(InputError):
        take(str(tmp_path / name), io.BytesIO(), None)
    assert time.process_time() - began < 15
