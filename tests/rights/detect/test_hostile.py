"""Foreign text is hostile: searched in linear time, kept as text, never active."""

import json
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publishkit.capture.extracted import CONTROL
from publishkit.model.article import RightsFile
from publishkit.model.statement import Signal
from publishkit.rights.detect.found import Detection, Found
from publishkit.rights.detect.license_words import license_lines, licenses_in
from publishkit.rights.detect.mining import read_headers, read_robots, read_tdmrep
from publishkit.rights.detect.notices import origin_named
from publishkit.rights.detect.picture import detect_picture
from publishkit.rights.detect.text import agencies_of_text, detect_text
from publishkit.rights.notices.copyright_line import choose_copyright, copyright_lines, copyright_name
from publishkit.rights.notices.notice import MAX_NOTICE, find_notices
from publishkit.rights.pictures.credit_line import clean_credit, read_credit, split_credit
from publishkit.words import TURNING
from publishkit.workspace.rights_file import write_rights
from publishkit.workspace.toml.parse import parse_toml
from tests.rights.detect.reading import Reader, questions

SIZE = 5_000_000
WHOLE = 3
"""Bits that are read at full size; the others at a tenth of it."""
BITS = (
    "All rights reserved. \n", "All rights reserved ", "reproduction ", "reproduction requires prior written consent from X, \n", "may not be ",
    "© ", "©", "© A, Inc., Ltd. \n", "© 2024 A/B \n", "Copyright 2024 ", "(", "2024-", "A. ", "creative commons ", "CC BY ", "CC BY-NC-",
    "by-nc-", "https://creativecommons.org/licenses/by/4.0/ ", "This article is licensed under CC BY 4.0. ", "permission of A.b.",
    "autorisation ", "published in the ", "user-agent: gptbot\n", "\u202e", "\u00a0", " ", "a ", "[", "{",
    "Text: ", "Bild: A, ", "is not under ", "text and data mining ", "training of ai ", "entrenar ",
)  # fmt: skip
WORDS = st.lists(
    st.sampled_from(
        [
            *BITS,
            *"©().,;:|/-\n\t",
            "2024",
            "CC",
            "NC",
            "BY",
            "Ltd.",
            "creativecommons.org/licenses/",
            "without",
            "consent",
            "of",
            "by",
            "Foto:",
            "AP",
            "dpa",
        ]
    )
    | st.text(max_size=8),
    max_size=60,
).map("".join)


def judged(text: str) -> Detection:
    lines = text.splitlines()
    return detect_text(
        Found(
            notices=find_notices(text), copyright_line=choose_copyright(text), lines=lines, signals=license_lines(lines),
            bylines=(text,), opening=text,
        )
    )  # fmt: skip


@pytest.mark.parametrize(("at", "bit"), list(enumerate(BITS)))
def test_five_megabytes_are_read_in_linear_time(at: int, bit: str) -> None:
    """Of the processor, not of the clock; what tries every start with every end takes hours."""
    size = SIZE if at < WHOLE else SIZE // 10
    text = (bit * (size // len(bit) + 1))[:size]
    for read in (
        judged, read_credit, split_credit, clean_credit, licenses_in, lambda text: detect_picture(text, text, text, raw=text),
        lambda text: read_robots(text, "https://a.example/"), lambda text: read_tdmrep(text, "https://a.example/"), lambda text: read_headers({"link": text}),
    ):  # fmt: skip
        start = time.process_time()
        read(text)
        assert time.process_time() - start < 5, (bit, read)


def test_a_notice_without_end_is_cut_and_the_editor_told(reader: Reader) -> None:
    taken = reader.page(footer="<p>" + "All rights reserved. Any copying is prohibited. " * 10_000 + "</p>")
    assert [len(notice.text) for notice in taken.rights.text.notices] == [MAX_NOTICE]
    assert "very long" in questions(taken)


def test_names_and_credits_never_turn_the_page_round(reader: Reader) -> None:
    top = (
        '<figure><img src="/pier-1.jpg"><figcaption>The pier. Photo: \u202eelpmaxE adI\u202c/AFP</figcaption></figure>'
    )
    taken = reader.page(top=top, footer="<p>© 2026 \u202eGazette\u2066 Ltd.</p>")
    values = json.dumps([*map(str, taken.rights.picture), str(taken.rights.text)], ensure_ascii=False)
    assert not TURNING.search(values)
    assert [party.name for party in taken.rights.text.holders] == ["Gazette Ltd."]


def test_a_notice_that_turns_the_page_round_is_kept_and_named(reader: Reader) -> None:
    """Isolates stand in honest right-to-left text, and a notice is evidence; plain overrides are cut at the door."""
    taken = reader.page(footer="<p>All rights reserved\u2067.</p>")
    assert "\u2067" in taken.rights.text.notices[0].text and "direction of reading" in questions(taken)


def test_script_in_a_credit_is_text(reader: Reader) -> None:
    top = '<figure><img src="/pier-1.jpg"><figcaption>The pier. Photo: &lt;script&gt;alert(1)&lt;/script&gt; Ida Example/AFP</figcaption></figure>'
    (image,) = reader.page(top=top).rights.picture
    assert image.rights.credit_line is not None and "<script>" in image.rights.credit_line
    assert "script>alert(1)" in write_rights(RightsFile(picture=(image,)))


def test_addresses_that_run_are_no_addresses(reader: Reader) -> None:
    data = '"usageInfo":"javascript://%0aalert(1)","acquireLicensePage":"https://a.example/\\u0000x","license":"//a.example/\\"onload"'
    head = f'<script type="application/ld+json">{{"@type":"Article","url":"https://gazette.example/ferry",{data}}}</script>'
    found = reader.page(head=head).rights.text
    assert (found.terms_url, found.license_uri) == (None, None)
    parse_toml(write_rights(RightsFile(text=found)).encode(), RightsFile, "rights.toml")


def test_control_characters_are_gone(reader: Reader) -> None:
    taken = reader.read(
        "odd.txt",
        "The ferry returns\n\nBy Ada Example\n\n"
        + "The ferry was built in 1961, the port office said. " * 12
        + "\n\n© 2026 Harbour\x07 Gazette\n\nAll rights\x1b reserved.\n",
    )
    assert not CONTROL.search(write_rights(taken.rights))
    assert [notice.text for notice in taken.rights.text.notices] == ["All rights reserved."]


@settings(max_examples=250, deadline=None)
@given(WORDS)
def test_anything_is_judged_quickly_and_written_safely(text: str) -> None:
    """Whatever stands there: no exception, verbatim notices, a file that reads back, no license by chance."""
    text = CONTROL.sub("", text)
    found = judged(text)
    for notice in found.statement.notices:
        assert text[notice.start : notice.end] == notice.text
    back = parse_toml(write_rights(RightsFile(text=found.statement)).encode(), RightsFile, "rights.toml")
    assert back.text.notices == found.statement.notices
    if found.statement.license_id and "CC" not in text and "commons" not in text:
        raise AssertionError(found.statement.license_id)


@settings(max_examples=250, deadline=None)
@given(
    WORDS,
    WORDS,
    st.sampled_from(
        ["copyright", "credit", "license", "usage-terms", "web-statement", "instructions", "data-mining", "creator"]
    ),
)
def test_any_picture_is_judged_quickly(credit: str, caption: str, kind: str) -> None:
    credit, caption = CONTROL.sub("", credit), CONTROL.sub("", caption)
    found = detect_picture(
        clean_credit(credit), caption, raw=credit, signals=[Signal(kind=kind, value=credit, where="file")]
    )
    assert not TURNING.search(found.statement.credit_line or "")
    write_rights(RightsFile())


@settings(max_examples=300, deadline=None)
@given(WORDS)
def test_every_reader_of_a_line_takes_any_line(line: str) -> None:
    for read in (copyright_name, copyright_lines, licenses_in, origin_named, split_credit, read_credit):
        assert read(line) == read(line)
    agencies_of_text([line], line)


def test_a_hostile_page_is_read(tmp_path: Path) -> None:
    """Thousands of license links: bounded, and no clearance."""
    link = '<a rel="license" href="https://creativecommons.org/licenses/by/4.0/">x</a>'
    taken = Reader(tmp_path).page(end=link * 5_000)
    assert len(taken.rights.text.signals) <= 8
