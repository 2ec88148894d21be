"""Files of readers from any program: what is read, and what is refused, by line."""

import codecs
import io
import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from publishkit.errors import InputError
from publishkit.send.readers.cells import state_of
from publishkit.send.readers.columns import field_of
from publishkit.send.readers.records import LONGEST, Unread
from publishkit.send.readers.table import Row, open_table


def read(data: bytes | str, encoding: str = "") -> tuple[str, list[Row | Unread], Sequence[str]]:
    """Return form and encoding, rows, and what was not read."""
    raw = data.encode() if isinstance(data, str) else data
    with open_table(io.BytesIO(raw), "readers.csv", encoding) as table:
        rows = list(table.rows)
        return f"{table.form}, {table.encoding}", rows, table.ignored


def fields(data: bytes | str) -> list[dict[str, str]]:
    return [{str(name): cell for name, cell in row.fields.items()} for row in read(data)[1] if isinstance(row, Row)]


ADA = {"address": "ada@example.org", "name": "Ada"}


@pytest.mark.parametrize(
    ("data", "form"),
    [
        ("email,name\nada@example.org,Ada\n", "CSV, utf-8"),
        ("\n\nemail,name\n\nada@example.org,Ada", "CSV, utf-8"),
        ("E-Mail-Adresse;Voller Name\r\nada@example.org;Ada\r\n", "CSV with ;, utf-8"),
        ("sep=;\r\nemail;name\r\nada@example.org;Ada\r\n", "CSV with ;, utf-8"),
        ("Courriel\tNom complet\nada@example.org\tAda\n", "TSV, utf-8"),
        ("name|email\nAda|ada@example.org\n", "CSV with |, utf-8"),
        ('"email","name"\n"ada@example.org","Ada"\n', "CSV, utf-8"),
        ("email,name\rada@example.org,Ada\r", "CSV, utf-8"),
        ('{"email": "ada@example.org", "name": "Ada"}\n', "JSON Lines, utf-8"),
        ('\ufeff{"Email": "ada@example.org", "Full name": "Ada", "shoe": null}\n', "JSON Lines, utf-8-sig"),
        ("\ufeffemail,name\nada@example.org,Ada\n", "CSV, utf-8-sig"),
    ],
)
def test_every_form_says_the_same(data: str, form: str):
    assert (read(data)[0], fields(data)) == (form, [ADA])


@pytest.mark.parametrize(
    ("title", "field"),
    [
        ("Email Address", "address"), ("e_mail", "address"), ("Adresse e-mail", "address"),
        ("Correo electrónico", "address"), ("Электронная почта", "address"), ("メールアドレス", "address"),
        ("البريد الإلكتروني", "address"), ("Adres e-mail", "address"), ("Sähköposti", "address"), ("이메일", "address"),
        ("Prénom", "first-name"), ("Nazwisko", "last-name"), ("Imię", "first-name"), ("Sprache", "language"),
        ("OPTIN_TIME", "consent-date"), ("Źródło zgody", "consent-source"), ("Status", "status"), ("Shoe size", ""),
    ],
)  # fmt: skip
def test_titles_are_known_in_many_languages(title: str, field: str):
    assert field_of(title) == field


def test_two_columns_for_one_field_are_named():
    with pytest.raises(
        InputError, match=r"line 1: columns 1 and 3 could both be the address .* --column \"Email=address\""
    ):
        read("Email,name,E-Mail\na@b.example,A,b@b.example\n")


def test_columns_that_are_not_read_are_named():
    assert read("email,Shoe size,tags\na@b.example,39,x\n")[2] == ["Shoe size", "tags"]
    assert read('{"email": "a@b.example", "shoe": 39}\n{"mail": "b@b.example", "hat": true}\n')[2] == ["shoe", "hat"]


def test_a_file_without_titles_gives_its_addresses():
    assert fields("ada@example.org\nbob@example.org\n") == [
        {"address": "ada@example.org"},
        {"address": "bob@example.org"},
    ]
    assert fields("Ada,ada@example.org\nBob,bob@example.org\n")[1] == {"address": "bob@example.org"}


def test_a_file_without_an_address_is_refused():
    with pytest.raises(InputError, match=r"readers\.csv, line 1: no column is the mail address \(give it"):
        read("name,town\nAda,London\n")


@pytest.mark.parametrize("status", ["unsubscribed", "bounced", "Cleaned", "inactive", "abgemeldet", "???", "0"])
def test_a_status_we_do_not_know_means_no(status: str):
    assert state_of(status) != "reads"


@pytest.mark.parametrize("status", ["Subscribed", "ACTIVE", "opt-in", "angemeldet", "1"])
def test_a_status_that_means_yes(status: str):
    assert state_of(status) == "reads"


class TestEncoding:
    @pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
    def test_it_is_found(self, codec: str):
        assert fields("email,name\nada@example.org,Größe\n".encode(codec))[0]["name"] == "Größe"

    def test_utf_16_with_the_other_mark(self):
        data = codecs.BOM_UTF16_BE + "email,name\nada@example.org,Żółć\n".encode("utf-16-be")
        assert fields(data)[0]["name"] == "Żółć"

    def test_an_encoding_nobody_can_find_is_asked_for(self):
        data = "email,name\nada@example.org,Żółć\n".encode("iso8859_2")
        with open_table(io.BytesIO(data), "x", "iso-8859-2") as table:
            assert [row.fields["name"] for row in table.rows if isinstance(row, Row)] == ["Żółć"]

    @pytest.mark.parametrize("name", ["klingon", "rot13", "base64", "zlib", "\0"])
    def test_there_is_no_such_encoding(self, name: str):
        with pytest.raises(InputError, match="there is no encoding"):
            read("email\n", name)

    def test_what_is_asked_for_is_held_to(self):
        with pytest.raises(InputError, match=r"readers\.csv, line 2: is not UTF-8"):
            read("email,name\nada@example.org,Größe\n".encode("cp1252"), "utf-8")

    def test_two_encodings_in_one_file_are_named_by_line(self):
        """Rows of two programs pasted together: one of them would become nonsense."""
        data = "email,name\n" + "a@b.example,Größe Żółć\n" * 3
        with pytest.raises(InputError, match=r"line 5: is not UTF-8 \(save it as CSV in UTF-8, or name"):
            read(data.encode() + "b@b.example,Größe\n".encode("cp1252"))

    def test_neither_of_them(self):
        with pytest.raises(InputError, match="line 2: is neither UTF-8 nor Windows-1252"):
            read(b"email,name\na@b.example,\x81\x8d\n")

    @pytest.mark.parametrize("data", [b"PK\x03\x04xlsx", b"\xd0\xcf\x11\xe0xls"])
    def test_a_spreadsheet_is_named(self, data: bytes):
        with pytest.raises(InputError, match="is a spreadsheet, not text"):
            read(data)

    def test_a_mark_that_stands_for_lost_letters_is_kept(self):
        """U+FFFD in good UTF-8 is what another program left: the encoding is right."""
        assert fields("email,name\nada@example.org,Gr\ufffde\n")[0]["name"] == "Gr\ufffde"


class TestRecords:
    def test_a_record_may_have_lines(self):
        data = 'email,note,name\nada@example.org,"one\ntwo ""three""\n",Ada\nbob@example.org,,Bob\n'
        assert [(row.line, row.fields["name"]) for row in read(data)[1] if isinstance(row, Row)] == [
            (2, "Ada"),
            (5, "Bob"),
        ]

    def test_a_quotation_mark_that_nothing_closes_costs_one_line(self):
        """Otherwise the rest of the file would be one cell."""
        data = 'email,name\n"ada@example.org,Ada\n' + "".join(f"r{n}@example.org,R\n" for n in range(500))
        rows = read(data)[1]
        assert rows[0] == Unread(2, "opens a quotation mark that is not closed")
        assert [row.line for row in rows[1:]] == list(range(3, 503))

    def test_two_such_lines_are_two(self):
        rows = read('email,name\n"ada@example.org,Ada\n"bob@example.org,Bob\ncy@example.org,Cy\n')[1]
        assert [(type(row).__name__, row.line) for row in rows] == [("Unread", 2), ("Unread", 3), ("Row", 4)]

    def test_quotation_marks_in_the_middle_are_just_that(self):
        assert fields('email,name\nada@example.org,"Bob" Smith\nbob@example.org,5" pipe\n') == [
            {"address": "ada@example.org", "name": "Bob Smith"},
            {"address": "bob@example.org", "name": '5" pipe'},
        ]

    @pytest.mark.parametrize("quote", ["", '"'])
    def test_a_line_of_ten_million_letters_is_refused_by_its_number(self, quote: str):
        data = f"email,name\n{quote}{'x' * 10_000_000}\nada@example.org,Ada\n"
        rows = read(data)[1]
        assert rows[0] == Unread(2, f"is longer than {LONGEST:,} characters")
        assert isinstance(rows[1], Row) and rows[1].line == 3

    def test_a_long_line_within_quotation_marks_is_refused_too(self):
        rows = read(f'email,name\n"ada@example.org,Ada\n{"x" * 100_000}\nbob@example.org,Bob\n')[1]
        assert [(type(row).__name__, row.line) for row in rows] == [("Unread", 2), ("Unread", 3), ("Row", 4)]

    def test_short_rows_have_what_they_have(self):
        assert fields("name,email,town\nAda\nBob,bob@example.org,,,\n") == [
            {"name": "Ada"},
            {"name": "Bob", "address": "bob@example.org"},
        ]

    def test_a_row_with_more_cells_than_titles_is_not_read_askew(self):
        """A comma that nobody quoted moves what stands behind it: a yes would stand under its neighbour's title."""
        rows = read("name,email,opted out\nByron, Ada,ada@example.org,yes\nBob,bob@example.org,no\n")[1]
        assert rows[0] == Unread(2, "has 4 cells under 3 titles")
        assert isinstance(rows[1], Row)

    @pytest.mark.parametrize(
        ("line", "reason"),
        [
            ("{", "is not JSON"),
            ("[1]", "is not a JSON object"),
            ("null", "is not a JSON object"),
            ('{"email": ["a@b.example"]}', "has an address that is neither text nor number"),
            ('{"email": {}}', "has an address that is neither text nor number"),
            ('{"a":' * 10_000, "is not JSON"),
            ("x" * 70_000, f"is longer than {LONGEST:,} characters"),
        ],
    )
    def test_a_line_of_json_that_is_none(self, line: str, reason: str):
        good = json.dumps({"email": "ada@example.org"})
        rows = read(f"{good}\n{line}\n{good}\n")[1]
        assert rows[1] == Unread(2, reason) and len(rows) == 3

    def test_tags_and_other_nested_values_lose_no_reader(self):
        assert fields('{"email": "ada@example.org", "tags": ["vip"], "metadata": {"shoe": 39}, "lists": []}\n') == [
            {"address": "ada@example.org"}
        ]

    def test_contacts_as_vcard_are_named(self):
        with pytest.raises(InputError, match=r"is vCard \(export the contacts as CSV"):
            read("BEGIN:VCARD\nVERSION:3.0\nEMAIL:ada@example.org\nEND:VCARD\n")

    def test_one_json_array_is_refused(self):
        with pytest.raises(InputError, match="write one JSON object on each line"):
            read('[{"email": "a@b.example"}]')


def test_a_file_that_is_not_there(tmp_path: Path):
    with (
        pytest.raises(InputError, match=r"gone\.csv: cannot be read: No such file"),
        open_table(tmp_path / "gone.csv", "gone.csv"),
    ):
        pass


@pytest.mark.parametrize("data", [b"", b"\n\n", b"\x00\x00\x00", b"\xff\xfe"])
def test_a_file_with_nothing_in_it_is_refused(data: bytes):
    with pytest.raises(InputError, match="no column is the mail address"):
        read(data)
