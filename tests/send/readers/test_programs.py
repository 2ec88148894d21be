"""Lists as other programs write them: nobody who left comes in, nobody who reads is lost, and each row says why."""

import io
from pathlib import Path

import pytest

from publishkit.errors import InputError
from publishkit.press.sending.readers import demand_readers
from publishkit.send.readers.layout import parse_columns, programs
from publishkit.send.readers.subscriber import Consent, Subscriber, parse_subscriber
from publishkit.send.readers.suppress import SuppressionOrder, suppress_readers
from publishkit.send.readers.table import Row, open_table
from publishkit.send.state.store import Store
from tests.send.readers.test_subscriber import CONSENT, NOW


def taken(text: str | bytes, place: str = "readers.csv", *columns: str) -> tuple[str, list[Subscriber], list[str]]:
    """Return the program, the readers and why each other row is refused; as `audience import` would."""
    raw = text if isinstance(text, bytes) else text.encode()
    readers, refused = [], []
    with open_table(io.BytesIO(raw), place, "", parse_columns(columns)) as table:
        demand_readers(table, CONSENT)
        for row in table.rows:
            found = parse_subscriber(row, CONSENT, NOW) if isinstance(row, Row) else row
            if isinstance(found, Subscriber):
                readers.append(found)
            else:
                refused.append(found.reason)
    return table.layout.program, readers, refused


def names(readers: list[Subscriber]) -> str:
    return " ".join(reader.address.partition("@")[0] for reader in readers)


HERE = Path(__file__).parent / "exports"
EXPORTS = {
    "Mailchimp": ("mailchimp.csv", "ada bob", 0),
    "Ghost": ("ghost.csv", "ada", 2),
    "Substack": ("substack.csv", "free paid", 1),
    "Substack (subscriber dashboard)": ("substack-subscriber-dashboard.csv", "ada", 1),
    "Buttondown": ("buttondown.csv", "ada bo", 3),
    "beehiiv": ("beehiiv.csv", "ada", 2),
    "Kit": ("kit.csv", "ada cold", 3),
    "Brevo": ("brevo.csv", "ada", 1),
    "MailerLite": ("mailerlite.csv", "ada", 2),
    "MailPoet": ("mailpoet.csv", "ada", 3),
    "Mailman 3": ("mailman-3.csv", "ada", 3),
    "Mailman 2": ("mailman-2.csv", "ada", 3),
    "phpList": ("phplist.csv", "ada", 3),
    "phpList (titles in words)": ("phplist-titles-in-words.csv", "ada", 3),
    "listmonk": ("listmonk.csv", "ada", 2),
    "Google Groups": ("google-groups.csv", "ada own", 2),
    "Google Contacts": ("google-contacts.csv", "ada", 2),
    "Outlook": ("outlook.csv", "ada", 0),
    "HubSpot": ("hubspot.csv", "ada", 3),
    "Constant Contact": ("constant-contact.csv", "ada", 1),
    "CiviCRM": ("civicrm.csv", "ada", 4),
    "Keila": ("keila.csv", "ada", 2),
    "Sendy": ("sendy.csv", "ada", 0),
}
"""Small exports written for these tests, with the columns of each program; who of them reads; and how many do not."""
LEAVERS = {
    "Mailchimp (unsubscribed)": ("mailchimp-unsubscribed.csv", "unsubscribed"),
    "Mailchimp (cleaned)": ("mailchimp-cleaned.csv", "bounced"),
}


def export(program: str) -> bytes:
    return (HERE / (EXPORTS | LEAVERS)[program][0]).read_bytes()


@pytest.mark.parametrize("program", EXPORTS)
def test_an_export_brings_its_readers_and_nobody_else(program: str):
    _, reading, refused = EXPORTS[program]
    known, readers, reasons = taken(export(program))
    assert (known, names(readers), len(reasons)) == (program, reading, refused), reasons


@pytest.mark.parametrize("program", LEAVERS)
def test_an_export_of_leavers_is_known_and_the_command_for_it_named(program: str):
    reason = LEAVERS[program][1]
    with pytest.raises(InputError, match=rf"readers who left.*audience suppress readers\.csv --reason {reason}"):
        taken(export(program))


def test_in_an_export_of_leavers_an_empty_cell_keeps_nobody(store: Store):
    order = SuppressionOrder(scope="readers", reason="unsubscribed", now=NOW)
    with open_table(io.BytesIO(export("Mailchimp (unsubscribed)")), "gone.csv") as table:
        assert suppress_readers(store, table, order, lambda _note: None).suppressed == 2


def test_every_program_that_is_known_is_tried_and_cited():
    assert {one.name for one in programs()} == EXPORTS.keys() | LEAVERS.keys()


def test_consent_is_read_where_a_program_has_it():
    _, readers, _ = taken(export("Mailchimp"))
    assert [f"{reader.consent_at:%Y-%m-%d}" for reader in readers] == ["2024-03-05", "2023-03-05"]
    _, readers, _ = taken(export("MailPoet"))
    assert f"{readers[0].consent_at:%Y-%m-%d}" == "2024-01-02", "the confirmation counts before the entry"


def test_what_a_program_does_not_say_is_told():
    with open_table(io.BytesIO(export("listmonk")), "readers.csv") as table:
        assert "who only left a list is still `enabled`" in table.layout.caution


# --- files of programs nobody named -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "left", "reads"),
    [
        ("deactivated", "2024-06-01 10:00:00", ""),
        ("Info", "Status: inactif", "Status: actif"),
        ("isexcludedfromcampaigns", "true", "false"),
        ("Abo beendet", "ja", "nein"),
        ("Abo", "nein", "ja"),
        ("Newsletter gewünscht?", "Nein danke", "Ja, gerne"),
        ("Souhaite recevoir la lettre", "Non merci", "Oui"),
        ("IsEmailBounced", "true", "false"),
        ("Email Marketing Consent", "NEVER_SUBSCRIBED", "SUBSCRIBED"),
        ("Accepts Email Marketing", "no", "yes"),
        ("Stop Time", "02/15/2024", ""),
        ("Unsubscribed", "2024-05-05 10:00 UTC", ""), ("unsubscribed_at", "1715000000", ""), ("opted_out", "t", "f"), ("Opt-Out", "x", ""),
        ("do not email", "Y", "N"), ("DoNotContact", "true", "false"), ("HasOptedOutOfEmail", "1", "0"), ("is_suppressed", "yes", "no"),
        ("Removed", "see mail of May 3", ""), ("email_disabled", "TRUE", "FALSE"), ("Bounced?", "hard", ""), ("Spam complaint", "2024-01-01", ""),
        ("Abgemeldet am", "03.05.2024", ""), ("Abgemeldet", "ja", "nein"), ("Kündigung", "Ende Mai", ""), ("Austritt", "31.12.2025", ""),
        ("Widerruf", "X", ""), ("kein Newsletter", "x", ""), ("Keine Mails bitte", "ja", "nein"), ("nicht anschreiben", "1", "0"),
        ("Werbesperre", "J", "N"), ("Désabonné le", "3 mai 2024", ""), ("Désinscrit", "oui", "non"), ("Ne pas contacter", "vrai", "faux"),
        ("Fecha de baja", "03/05/2024", ""), ("Dado de baja", "sí", "no"), ("Disiscritto", "sì", "no"), ("Uitgeschreven", "ja", "nee"),
        ("Data wypisania", "2024-05-03", ""), ("Отписан", "да", "нет"), ("not subscribed", "yes", "no"), ("退订", "是", "否"),
        ("Subscribed", "no", "yes"), ("subscribed_to_news", "false", "true"), ("Newsletter", "nein", "ja"), ("active", "0", "1"),
        ("Einwilligung", "nein", "ja"), ("Consentement", "non", "oui"), ("Acepta boletín", "no", "sí"), ("email_verified", "f", "t"), ("Inscrit", "☐", "☑"),
        ("Status", "abbestellt", "aktiv"), ("Statut", "inactif", "actif"), ("Estado", "dado de baja", "suscrito"), ("State", "cancelled", "active"),
        ("Mail-Status", "unzustellbar", "angemeldet"), ("Subscription state", "paused", "subscribed"), ("Foo", "unsubscribed", "subscribed"),
    ],
)  # fmt: skip
def test_whatever_says_that_a_reader_left_is_understood(title: str, left: str, reads: str):
    _, readers, refused = taken(
        f"E-Mail;{title}\nada@reader.example;{reads}\ngone@reader.example;{left}\ncy@reader.example;{reads}\n"
    )
    assert (names(readers), len(refused)) == ("ada cy", 1)


@pytest.mark.parametrize(
    ("title", "one", "other"),
    [
        ("Ausgang", "", "1.5.2024"),
        ("Tags", "vip", "unsubscribed"),
        ("Kategorie", "Ehrenmitglied", "passiv"),
        ("date_out", "", "2024-05-01"),
        ("S", "a", "u"),
        ("Infos per Mail?", "gerne", "lieber nicht"),
        ("Lists", "news", ""),
        ("Kommentar", "", "bitte keine Newsletter mehr"),
        ("Notes", "", "asked to be removed from the list"),
        ("Email OK?", "Y", "N"), ("Kontakt", "ja", "nein"), ("Versand", "x", ""), ("Flag", "1", "0"), ("Will nicht mehr", "x", ""), ("", "ja", "nein"),
        ("Status", "A", "P"), ("Newsletter", "weekly", "monthly"), ("Bemerkung", "nett", "hat sich im Mai abgemeldet"), ("Notes", "", "please unsubscribe me"),
        ("Tags", "vip", "vip, unsubscribed"), ("Commentaire", "", "ne veut plus de lettre"), ("Mailing", "oui", "non"), ("Subscription", "B", "K"),
    ],
)  # fmt: skip
def test_what_could_say_so_and_is_not_understood_stops_the_import_by_name(title: str, one: str, other: str):
    text = f'E-Mail;{title}\nada@reader.example;"{one}"\nbo@reader.example;"{other}"\n'
    with pytest.raises(InputError) as stop:
        taken(text)
    name = title or "2"
    assert f'--column "{name}=opt-out"' in str(stop.value) and "could say who left and is not understood" in str(
        stop.value
    )
    assert names(taken(text, "readers.csv", f"{name}=ignore")[1]) == "ada bo"


@pytest.mark.parametrize(
    "column",
    ["VIP;ja;nein", "Shoe size;39;41", "Order status;cancelled;shipped", "Zahlungsstatus;storniert;bezahlt", "Phone opt-out;yes;no", "HTML mail;1;0",
     "Unsubscribe link;https://a.example/u/1;https://a.example/u/2", "Emails opened;3;0", "Last sent;2024-01-01;2024-02-01", "Plan;cancelled;active",
     "Soft bounces;3;0", "Customer No;1;2", "Birthday;1980-01-01;1990-05-05", "Subscriber ID;a1;b2", "Notes;met at the fair;asked for two copies"],
)  # fmt: skip
def test_columns_of_other_matters_lose_no_reader(column: str):
    title, one, other = column.split(";")
    assert names(taken(f"E-Mail;{title}\nada@reader.example;{one}\nbo@reader.example;{other}\n")[1]) == "ada bo"


def test_remarks_are_read_row_by_row_when_a_person_says_so():
    text = "E-Mail;Bemerkung\nada@reader.example;nett\nbo@reader.example;im Mai ausgetreten\ncy@reader.example;\n"
    _, readers, refused = taken(text, "readers.csv", "Bemerkung=remarks")
    assert (names(readers), refused) == ("ada cy", ["has left: column 'Bemerkung' says 'im Mai ausgetreten'"])


def test_an_activation_that_is_missing_is_none_although_others_are_marked_as_gone():
    """CleverReach marks both by a day."""
    text = "email;registered;activated;deactivated\n" + "".join(
        f"{name}@reader.example;2024-01-01;{activated};{gone}\n"
        for name, activated, gone in (("ada", "2024-01-01", ""), ("bo", "2024-01-01", "2024-05-05"), ("cy", "", ""))
    )
    assert names(taken(text)[1]) == "ada"


def test_a_person_says_what_a_column_is():
    text = "E-Mail;Kontakt\nada@reader.example;ja\nbo@reader.example;nein\n"
    assert names(taken(text, "readers.csv", "Kontakt=opt-in")[1]) == "ada"
    assert names(taken(text, "readers.csv", "kontakt=opt-out")[1]) == "bo"
    assert names(taken(text, "readers.csv", "2=ignore")[1]) == "ada bo"
    with pytest.raises(InputError, match="--column names 'gone', which is no column"):
        taken(text, "readers.csv", "gone=ignore")
    with pytest.raises(InputError, match="roles are address, name"):
        parse_columns(["Kontakt=maybe"])


@pytest.mark.parametrize(
    "place",
    ["unsubscribed_2024.csv", "Abgemeldete.csv", "export/bounces.csv", "désabonnés.csv", "suppression-list.csv"],
)
def test_a_file_named_for_leavers_is_one(place: str):
    with pytest.raises(InputError, match=r"is a list of readers who left .by its name"):
        taken("ada@reader.example\nbo@reader.example\n", place)
    assert names(taken("email,status\nada@reader.example,active\nbo@reader.example,left\n", place)[1]) == "ada"


def test_a_file_in_which_everybody_left_is_one():
    with pytest.raises(
        InputError, match=r"column 'Status' says so in every row.*suppress readers\.csv --reason bounced"
    ):
        taken("E-Mail,Status\nada@reader.example,hard bounced\nbo@reader.example,bounced\n")


def test_a_confirmation_that_is_missing_is_none():
    """Where it is the only sign of who is a reader; a status says it better."""
    assert names(taken("email,confirmed at\nada@reader.example,2024-01-01\nbo@reader.example,\n")[1]) == "ada"
    assert (
        names(taken("email,confirmed at,status\nada@reader.example,2024-01-01,active\nbo@reader.example,,active\n")[1])
        == "ada bo"
    )


# --- how files look ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("mark", [";", ",", "\t"])
def test_lines_before_the_titles_are_passed_over(codec: str, mark: str):
    lines = ["Mitglieder der Bücherei - Stand 3.11.2026", "", "Liste\u00a0A", "Nr,Nachname,Mailadresse,Austritt", "1,Größe,ada@reader.example,",
             "2,B,gone@reader.example,31.12.2025"]  # fmt: skip
    text = "\r\n".join(line if at < 3 else line.replace(",", mark) for at, line in enumerate(lines))
    with open_table(io.BytesIO(text.encode(codec)), "readers.csv") as table:
        assert table.preamble == "Mitglieder der Bücherei - Stand 3.11.2026 / Liste A"
    _, readers, refused = taken(text.encode(codec))
    assert (names(readers), readers[0].name, refused) == (
        "ada",
        "Größe",
        ["has left: column 'Austritt' says '31.12.2025'"],
    )


def test_a_cell_with_several_addresses_is_refused_with_its_reason():
    text = "email\nada@reader.example\nbo@reader.example\na@reader.example; b@reader.example\nc@reader.example d@reader.example\n"
    _, readers, refused = taken(text)
    assert names(readers) == "ada bo"
    assert all("holds 2 addresses" in reason and "(several)" in reason for reason in refused) and len(refused) == 2
    assert taken("email,name\nada@reader.example,Ada\na@reader.example,b@reader.example,Bo\n")[2] == [
        "has 3 cells under 2 titles"
    ]
    assert taken("email\na@reader.example;b@reader.example\n")[2] == ["holds several addresses (several)"]


def test_addresses_with_names_and_schemes_are_read():
    text = '"Byron, Ada" <ada@reader.example>\nmailto:bo@reader.example\ncy@reader.example (Cy)\n<di@reader.example>\n\u200bed@reader.example\u00a0\n'
    readers = taken(text)[1]
    assert [(reader.address[:2], reader.name) for reader in readers] == [
        ("ad", "Byron, Ada"),
        ("bo", ""),
        ("cy", "Cy"),
        ("di", ""),
        ("ed", ""),
    ]


def test_an_address_column_is_found_by_what_it_holds():
    assert names(taken("Nr,Wer,Ort\n1,ada@reader.example,Rom\n2,bo@reader.example,Ulm\n")[1]) == "ada bo"
    assert names(taken("E-Mail,Adresse\nada@reader.example,Weg 1\nbo@reader.example,Weg 2\n")[1]) == "ada bo"
    assert names(taken("Address,Contact email\n1 Road,ada@reader.example\n2 Road,bo@reader.example\n")[1]) == "ada bo"
    with pytest.raises(
        InputError, match=r"columns 1 and 2 could both be the address \('Mail privat' and 'Mail Büro'\)"
    ):
        taken("Mail privat;Mail Büro\na@reader.example;b@reader.example\n")


def test_the_days_of_a_column_tell_their_order():
    def days(*cells: str, said: str = "") -> list[str]:
        rows = "".join(f"r{at}@reader.example,{cell}\n" for at, cell in enumerate(cells))
        readers = taken(f"email,Created at\n{rows}", "readers.csv", *([said] if said else []))[1]
        return [f"{reader.consent_at:%m-%d}" for reader in readers]

    assert days("03/04/2024", "03/25/2024") == ["03-04", "03-25"]
    assert days("03/04/2024", "25/03/2024") == ["04-03", "03-25"]
    assert days("03/04/2024") == []
    assert days("03/04/2024", said="Created at=consent-date:month-first") == ["03-04"]


def test_json_objects_are_judged_as_rows_are():
    text = '{"email": "ada@reader.example", "state": "active"}\n{"mail": "gone@reader.example", "state": "cancelled"}\n'
    assert names(taken(text, "readers.jsonl")[1]) == "ada"


def test_nested_json_that_speaks_of_leaving_stops_the_import():
    text = '{"email": "ada@reader.example", "lists": [{"name": "news", "status": "unsubscribed"}]}\n'
    with pytest.raises(InputError, match="column 'lists' could say who left"):
        taken(text, "readers.jsonl")


def test_a_leaver_at_the_end_of_a_long_file_is_not_overlooked():
    """What a column holds is known only when all of it was seen."""
    rows = "".join(f"r{at}@reader.example,remark {at}\n" for at in range(5_000))
    with pytest.raises(InputError, match="it says 'has opted out'"):
        taken(f"email,Remarks\n{rows}gone@reader.example,has opted out\n")


def test_consent_for_all_does_not_stand_in_for_a_refusal():
    with open_table(
        io.BytesIO(b"email,consent\nada@reader.example,fair 2025\nbo@reader.example,withdrawn\n"), "readers.csv"
    ) as table:
        found = [
            parse_subscriber(row, Consent(source="form", at=CONSENT.at), NOW)
            for row in table.rows
            if isinstance(row, Row)
        ]
    assert [type(one).__name__ for one in found] == ["Subscriber", "Refused"]
