"""A status is weighed against the statement's own fields, as a program asks that knows nothing else: `rights decide --json`."""

import json
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import tomlkit
from typer.testing import CliRunner

from publishkit.cli.rights import rights
from publishkit.model.decision import Identity
from publishkit.rights.gate.claim_reasons import gives_reason
from publishkit.rights.gate.claim_rules import is_claimant, is_person
from publishkit.rights.gate.contradiction import Contradiction
from publishkit.rights.gate.status_rules import doubts_of_ground
from publishkit.rights.ours import ours
from tests.support.workspaces import CONFIG

USE: dict[str, Any] = {
    "edition": {"channel": "web", "date": "2026-11-20", "publisher_type": "nonprofit"},
    "treatment": "full_verbatim",
}
BASE: dict[str, Any] = {
    "title": "Low Water",
    "creators": [{"name": "Ada Quill"}],
    "publisher": {"name": "Example Times"},
    "source_url": "https://example.org/a",
    "first_published": "2024-11-18",
}
"""As every row of the truth table has it; alone it speaks against nothing (T16)."""
THEM: list[dict[str, str]] = [{"name": "Courier Press Northmouth plc"}]
BY: dict[str, Any] = {"license_id": "CC-BY-4.0"}
WORDS = "Commissioned by us in May and paid in full."
IMAGE: dict[str, Any] = {"asset_kind": "image"}


def notice(text: str) -> list[dict[str, str]]:
    return [{"text": text, "sha256": sha256(text.encode()).hexdigest()}]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("house")
    (root / "publishkit.toml").write_text(tomlkit.dumps(CONFIG), "utf-8")
    return root


@pytest.fixture(scope="module")
def nowhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("nowhere")


def ask(root: Path, statement: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return the answer of the command for one line."""
    use = {**USE, "treatment": "image"} if statement.get("asset_kind") == "image" else USE
    line = json.dumps({"statement": {**BASE, **statement}, "use": use} | more) + "\n"
    result = CliRunner().invoke(rights, ["decide", "--json", "--workspace", str(root)], input=line)
    assert result.exit_code == 0, result.output
    answer: dict[str, Any] = json.loads(result.stdout)
    return answer


def codes(answer: dict[str, Any]) -> set[str]:
    return {reason["code"] for reason in answer["reasons"]}


AGAINST: dict[str, dict[str, Any]] = {
    "own, a holder": {"status": "own", "holders": THEM},
    "own, a © line": {"status": "own", "copyright_line": "© 2026 Northmouth Courier"},
    "own, a © line in words": {"status": "own", "copyright_line": "Copyright 2026 Northmouth Courier"},
    "own, a notice": {"status": "own", "notices": notice("All rights reserved. No part may be reproduced.")},
    "own, a notice in Polish": {"status": "own", "notices": notice("Wszelkie prawa zastrzeżone. Kopiowanie zabronione.")},
    "own, mining reserved": {"status": "own", "tdm": {"state": "reserved"}},
    "own, training denied": {"status": "own", "tdm": {"state": "unset", "ai_training": "deny"}},
    "own, an agency": {"status": "own", "agencies": [{"name": "Reuters"}]},
    "own, an agency as author": {"status": "own", "creators": [{"name": "AFP", "role": "agency"}]},
    "own, a credit with ©": {"status": "own", **IMAGE, "credit_line": "© Dan Reed | Coast Pictures"},
    "own, a credit with an agency": {"status": "own", **IMAGE, "credit_line": "Photo: Dan Ferris/Getty Images"},
    "own, a publisher's terms": {"status": "own", "profile": "propublica"},
    "own, an agency's terms": {"status": "own", "profile": "afp"},
    "own, permission asked": {"status": "own", "requests": [{"asked_on": "2026-11-01"}]},
    "own, taken over": {"status": "own", "partner_content": True},
    "own, a sign of an agency": {"status": "own", "signals": [{"kind": "agency", "value": "By Reuters"}]},
    "own, our name beside theirs": {"status": "own", "holders": [{"name": "Quay Readers"}, *THEM]},
    "own, a name that only sounds like ours": {"status": "own", "holders": [{"name": "The Quay Street Journal"}]},
    "own, an author beside an agency": {"status": "own", "copyright_line": "© 2026 Ada Quill / Reuters"},
    "own, an author and an agency": {"status": "own", "creators": [{"name": "Tom Hale / Reuters"}]},
    "own, an agency's photographer": {"status": "own", **IMAGE, "creators": [{"name": "Tom Hale (AP Photo)"}]},
    "own, an agency without its role": {"status": "own", **IMAGE, "creators": [{"name": "AFP"}]},
    "own, a courtesy": {"status": "own", **IMAGE, "credit_line": "Courtesy of the Harbour Museum"},
    "own, with permission": {"status": "own", **IMAGE, "credit_line": "With kind permission of Bo Marl"},
    "own, provided by": {"status": "own", **IMAGE, "credit_line": "Photo provided by Northmouth Town Council"},
    "own, a handout": {"status": "own", **IMAGE, "credit_line": "Police handout"},
    "own, lent in German": {"status": "own", **IMAGE, "credit_line": "Foto: mit freundlicher Genehmigung des Hafenmuseums"},
    "own, lent in French": {"status": "own", **IMAGE, "credit_line": "Avec l’aimable autorisation du Musée du Port"},
    "own, lent in Spanish": {"status": "own", **IMAGE, "credit_line": "Cortesía del Museo del Puerto"},
    "own, lent in Italian": {"status": "own", **IMAGE, "credit_line": "Per gentile concessione del Museo del Porto"},
    "own, lent in Portuguese": {"status": "own", **IMAGE, "credit_line": "Cedida por Museu do Porto"},
    "own, lent in Polish": {"status": "own", **IMAGE, "credit_line": "Zdjęcie dzięki uprzejmości Muzeum Portu"},
    "own, lent in Dutch": {"status": "own", **IMAGE, "credit_line": "Met toestemming van het Havenmuseum"},
    "own, lent in Swedish": {"status": "own", **IMAGE, "credit_line": "Med tillstånd av Hamnmuseet"},
    "own, lent in Japanese": {"status": "own", **IMAGE, "credit_line": "写真：港湾博物館提供"},
    "own, a sign of a courtesy": {"status": "own", **IMAGE, "signals": [{"kind": "courtesy", "value": "Courtesy of Bo Marl"}]},
    "own, a © line that goes on to an agency": {"status": "own", "copyright_line": "© 2026 The Quay. Text: Reuters"},
    "own, first published elsewhere": {
        "status": "own",
        "notices": notice("This article was first published by The Guardian and is republished with permission."),
    },
    "own, reprinted in German": {"status": "own", "notices": notice("Dieser Text erschien zuerst in der Neuen Hafenzeitung.")},
    "own, from space": {"status": "own", **IMAGE, "credit_line": "Satellite image: Maxar Technologies"},
    "own, a film": {"status": "own", **IMAGE, "credit_line": "Still from the film “Roma” (Netflix)"},
    "own, a film in German": {"status": "own", **IMAGE, "credit_line": "Szenenbild aus „Roma“"},
    "own, a broadcast": {"status": "own", **IMAGE, "credit_line": "Screenshot: YouTube / Kanal 9"},
    "own, an account": {"status": "own", **IMAGE, "credit_line": "via Twitter/@wetterfrosch"},
    "own, a shared picture": {"status": "own", **IMAGE, "credit_line": "Wikimedia Commons / Jane Roe"},
    "own, a map of a company": {"status": "own", **IMAGE, "credit_line": "Map data © 2026 Google"},
    "licensed, held by an agency": {"status": "licensed_open", **BY, "holders": [{"name": "Getty Images"}]},
    "licensed, by an agency's staff": {"status": "licensed_open", **BY, "creators": [{"name": "Reuters Staff"}]},
    "licensed, a notice": {"status": "licensed_open", **BY, "notices": notice("No part may be reproduced without consent.")},
    "licensed, a © line that reserves": {"status": "licensed_open", **BY, "copyright_line": "© X. All rights reserved."},
    "licensed, an agency": {"status": "licensed_open", **BY, "agencies": [{"name": "Reuters"}]},
    "licensed, an agency's credit": {"status": "licensed_open", **BY, **IMAGE, "credit_line": "Dan Ferris / AFP"},
    "licensed, of the site": {"status": "licensed_open", **BY, "license_applies_to": "site"},
    "licensed, of something else": {"status": "licensed_open", **BY, "license_applies_to": "other"},
    "licensed, of pictures": {"status": "licensed_open", **BY, "license_applies_to": "image"},
    "licensed picture, of texts": {"status": "licensed_open", **BY, **IMAGE, "license_applies_to": "text"},
    "CC0, a notice": {"status": "licensed_open", "license_id": "CC0-1.0", "notices": notice("All rights reserved.")},
    "public domain, a holder": {"status": "public_domain", "basis": "author died 1911", "holders": THEM},
    "public domain, a ©": {"status": "public_domain", "basis": "author died 1911", "copyright_line": "© 2026 X Press"},
    "public domain, a notice": {"status": "public_domain", "basis": "author died 1911", "notices": notice("All rights reserved.")},
    "public domain, a license": {"status": "public_domain", "basis": "author died 1911", **BY},
    "public domain, mining reserved": {"status": "public_domain", "basis": "author died 1911", "tdm": {"state": "reserved"}},
    "public domain, died lately": {"status": "public_domain", "basis": "the author died in 1987"},
    "public domain, published lately": {"status": "public_domain", "basis": "first published 1999"},
    "public domain, in copyright": {
        "status": "public_domain",
        "basis": "author died 1911",
        "rs_uri": "http://rightsstatements.org/vocab/InC/1.0/",
    },
    "public domain, a copyright year": {"status": "public_domain", "basis": "author died 1911", "copyright_year": 2024},
    "own, a sign that reserves": {"status": "own", "signals": [{"kind": "prohibit", "value": "may not be reproduced"}]},
    "government, an agency holds it": {"status": "us_government_work", "holders": [{"name": "Associated Press"}]},
    "government, a ©": {"status": "us_government_work", "copyright_line": "© 2026 Daily Wrap"},
    "government, a notice": {"status": "us_government_work", "notices": notice("All rights reserved.")},
    "government, somebody else holds it": {"status": "us_government_work", "holders": THEM},
    "government, a news site's own page": {
        "status": "us_government_work",
        "publisher": {"name": "Northmouth Courier Ltd"},
        "source_url": "https://www.northmouthcourier.example/a",
    },
    "government, by an agency's writer": {
        "status": "us_government_work",
        "creators": [{"name": "Jane Doe, The Associated Press"}],
        "source_url": "https://www.state.gov/a",
    },
    "government, of the United Kingdom": {"status": "us_government_work", "source_url": "https://www.gov.uk/a"},
    "government, of Canada": {"status": "us_government_work", "source_url": "https://www.canada.ca/a"},
    "government, of a State": {"status": "us_government_work", "source_url": "https://www.ca.gov/a"},
    "government, only in the address": {"status": "us_government_work", "source_url": "https://usgs.gov.news.example.com/a"},
    "government, with another one": {
        "status": "us_government_work",
        **IMAGE,
        "source_url": "https://www.nasa.gov/a",
        "credit_line": "ESA/Hubble & NASA",
    },
    "public domain, a later translation": {
        "status": "public_domain",
        "basis": "Chekhov died in 1904; English translation by M. Reed, 2010",
    },
    "public domain, an annotated edition": {
        "status": "public_domain",
        "basis": "Annotated edition of 2015 of a work by Kafka, who died in 1924",
    },
    "government, another's on its page": {
        "status": "us_government_work",
        "holders": [{"name": "U.S. News & World Report"}],
        "source_url": "https://www.nasa.gov/a",
    },
    "public domain in the US, published lately": {
        "status": "public_domain_us_only",
        "basis": "Published in the United States in 2015",
    },
    "public domain in the US, not yet 95 years": {"status": "public_domain_us_only", "basis": "first published 1931"},
    "public domain in the US, a © of this year": {
        "status": "public_domain_us_only",
        "basis": "first published 1920",
        "copyright_line": "© 2026 X Press",
    },
    "public domain in the US, an agency": {"status": "public_domain_us_only", "agencies": [{"name": "AFP"}]},
}  # fmt: skip


@pytest.mark.parametrize("name", AGAINST)
@pytest.mark.parametrize("where", ["house", "nowhere"])
def test_what_speaks_against_it_limits_it(name: str, where: str, request: pytest.FixtureRequest) -> None:
    """A text to a brief, a picture to nothing; with a person's words it is cleared, and the claim is told."""
    root: Path = request.getfixturevalue(where)
    answer = ask(root, AGAINST[name])
    assert "R-CLAIM-CONTRADICTED" in codes(answer), answer
    assert answer["ok"] is False
    assert answer["outcome"] == ("BLOCK" if "asset_kind" in AGAINST[name] else "ALLOW_BRIEF")
    claimed = ask(root, {**AGAINST[name], "claimed_by": "Owen Pascall", "because": WORDS})
    assert "R-CLAIM-CONTRADICTED" not in codes(claimed)
    assert "R-CLAIMED" in codes(claimed)
    assert claimed["ok"] is (AGAINST[name]["status"] != "public_domain_us_only")


FOR: dict[str, dict[str, Any]] = {
    "own": {"status": "own"},
    "own, no address": {"status": "own", "source_url": None},
    "own, our holder": {"status": "own", "holders": [{"name": "Quay Readers"}]},
    "own, the publication as holder": {"status": "own", "holders": [{"name": "The Quay"}]},
    "own, our ©": {"status": "own", "copyright_line": "© 2026 Quay Readers"},
    "own, our © with another hyphen": {"status": "own", "copyright_line": "© 2026 Quay-Readers. All rights reserved."},
    "own, first published in ours": {
        "status": "own",
        "notices": notice("This piece was first published in The Quay in 2016."),
    },
    "own, a photographer": {"status": "own", **IMAGE, "credit_line": "Photo: Marta Vogel"},
    "own, a still life": {"status": "own", **IMAGE, "credit_line": "Still life with pears. Drawing: Emily Post"},
    "own, a map of open data": {
        "status": "own",
        **IMAGE,
        "credit_line": "Map data © OpenStreetMap contributors, ODbL",
        "copyright_line": "© OpenStreetMap contributors, ODbL",
    },
    "own, a map of open data in German": {
        "status": "own",
        **IMAGE,
        "credit_line": "Kartendaten © OpenStreetMap-Mitwirkende",
    },
    "own, what our camera writes": {
        "status": "own",
        **IMAGE,
        "copyright_line": "© 2026 Quay Readers. All rights reserved.",
        "signals": [{"kind": "reserved", "value": "© 2026 Quay Readers. All rights reserved."}],
    },
    "public domain, digitised of late": {
        "status": "public_domain",
        "basis": "author died 1911; scan of 2019 from the 1890 edition",
    },
    "public domain, a translation of long ago": {"status": "public_domain", "basis": "Homer; translated in 1879"},
    "public domain, by kind": {"status": "public_domain", "basis": "Traditional song, anonymous, 18th century"},
    "public domain, an official text": {
        "status": "public_domain",
        "basis": "Akt urzędowy, art. 4 ustawy o prawie autorskim",
    },
    "government, by its credit": {
        "status": "us_government_work",
        **IMAGE,
        "source_url": None,
        "credit_line": "USDA photo",
    },
    "own, our license and ©": {"status": "own", **BY, "copyright_line": "© The Quay, 2026"},
    "own, our own notice": {"status": "own", "notices": notice("© 2026 Quay Readers. All rights reserved.")},
    "own, mining reserved on our page": {
        "status": "own",
        "publisher": {"name": "Quay Readers"},
        "source_url": "https://quay.example/a",
        "tdm": {"state": "reserved"},
    },
    "own, a freelancer": {"status": "own", "holders": [{"name": "Ada Quill"}], "publisher": None, "source_url": None},
    "own, a freelancer's ©": {
        "status": "own",
        "copyright_line": "© 2026 Ada Quill",
        "publisher": {"name": "The Quay"},
        "source_url": "https://quay.example/a",
    },
    "own picture, a maker's credit": {"status": "own", **IMAGE, "credit_line": "Drawing: Bo Marl"},
    "own, an author called like an agency": {
        "status": "own",
        "creators": [{"name": "Ada Keystone"}, {"name": "Bo Imago"}],
    },
    "licensed": {"status": "licensed_open", **BY},
    "licensed, a © line": {"status": "licensed_open", **BY, "copyright_line": "© 2026 Ada Quill"},
    "licensed, of this": {"status": "licensed_open", **BY, "license_applies_to": "this", "holders": THEM},
    "licensed, mining reserved": {"status": "licensed_open", **BY, "tdm": {"state": "reserved"}},
    "licensed, mining reserved by a notice": {
        "status": "licensed_open",
        **BY,
        "tdm": {"state": "reserved"},
        "notices": notice("Text and data mining of our pages is reserved (Section 44b UrhG)."),
    },
    "CC0": {"status": "licensed_open", "license_id": "CC0-1.0", "holders": THEM},
    "public domain, long dead": {"status": "public_domain", "basis": "author died 1911"},
    "public domain, in German": {"status": "public_domain", "basis": "gestorben am 3. Mai 1931"},
    "public domain, marked": {"status": "public_domain", "license_id": "CC-PDM-1.0"},
    "public domain, a library says so": {
        "status": "public_domain",
        "rs_uri": "http://rightsstatements.org/vocab/NoC-OKLR/1.0/",
    },
    "a government's work": {"status": "us_government_work", "holders": [{"name": "NASA"}]},
    "a government's work, by its full name": {
        "status": "us_government_work",
        "holders": [{"name": "U.S. Department of Commerce / National Oceanic and Atmospheric Administration"}],
        "publisher": {"name": "NOAA"},
        "source_url": "https://www.noaa.gov/a",
    },
}
AT_HOME = {"edition": {**USE["edition"], "territories": ["US"]}}


@pytest.mark.parametrize(
    ("basis", "free"),
    [
        ("", True),
        ("Published in the United States in 1930", True),
        ("Published in the United States in 1931", False),
        ("Published in the United States in 2015", False),
        ("Published in Boston in 1950, its copyright was not renewed", True),
        ("Published in Boston in 1970, its copyright was not renewed", False),
        ("Published in Boston in 1970 without a copyright notice", True),
        ("Its author died in 1950, and it was never published", True),
    ],
)
def test_the_public_domain_of_the_united_states_counts_from_publication(basis: str, free: bool, house: Path) -> None:
    """Ninety-five years, or a form that was missed while forms were asked for; by the day of the edition."""
    statement = {"status": "public_domain_us_only", "basis": basis}
    answer = ask(house, statement, use={**USE, **AT_HOME})
    assert (answer["outcome"] == "ALLOW_FULL") is free, answer


def test_a_publisher_on_whose_site_it_stands_speaks_against_its_being_ours(house: Path) -> None:
    """Name and address say the same: two signs; an address that bears no such name is none by itself."""
    theirs = {"status": "own", "publisher": {"name": "Le Monde"}, "source_url": "https://www.lemonde.fr/a"}
    told = ask(house, theirs)
    assert told["outcome"] == "ALLOW_BRIEF"
    assert "it first appeared in Le Monde and it comes from lemonde.fr" in told["reasons"][0]["sentence"]
    assert ask(house, {**theirs, "source_url": "https://example.org/a"})["ok"] is True


@pytest.mark.parametrize("name", FOR)
def test_what_is_right_is_cleared(name: str, house: Path) -> None:
    """Without a question: nothing of it speaks against the status."""
    answer = ask(house, FOR[name])
    assert (answer["outcome"], answer["ok"]) == ("ALLOW_FULL", True), answer
    assert not {code for code in codes(answer) if code.startswith("R-CLAIM")}


def test_nobody_knows_who_we_are(nowhere: Path) -> None:
    """Then every name is somebody else's, but for the author's own; a line may say who asks."""
    ours_by_name = {"status": "own", "holders": [{"name": "Quay Readers"}]}
    assert ask(nowhere, ours_by_name)["ok"] is False
    assert ask(nowhere, ours_by_name, us={"names": ["Quay Readers"]})["ok"] is True
    assert ask(nowhere, {"status": "own", "holders": [{"name": "Ada Quill"}]})["ok"] is True


@pytest.mark.parametrize(
    ("name", "source", "ok"),
    [
        ("Ada Quill", None, True),
        ("Ada Quill", "https://adaquill.example/rye", False),
        ("Northmouth Courier", None, False),
        ("The Guardian", None, False),
        ("Reuters", None, False),
        ("Hafenblatt", None, False),
        ("Quill Media Ltd", None, False),
    ],
)
def test_an_author_may_sign_what_stood_nowhere_and_a_paper_may_not(
    name: str, source: str | None, ok: bool, house: Path
) -> None:
    """Who signs the text as its author is no house that had it first; a paper that calls itself the author is one."""
    signed = {"creators": [{"name": name}], "copyright_line": f"© {name} 2026", "publisher": {"name": name}}
    assert ask(house, {"status": "own", "source_url": source, **signed})["ok"] is ok


@pytest.mark.parametrize(
    "basis",
    [
        "",
        "public domain",
        "it is free",
        "gemeinfrei",
        "PD",
        "yes",
        "found on the web",
        "taken from Google Images",
        "free to use with credit",
        "no author is named there",
        "im Netz gefunden und benutzt",
        "Wikipedia says so",
        "somebody told me",
        "No copyright notice on the page",
        "It is on the internet, so public domain",
        "Es ist nur eine Nachricht",
        "Autor unbekannt, Foto aus dem Netz",
    ],
)
def test_public_domain_asks_for_its_ground(basis: str, house: Path) -> None:
    answer = ask(house, {"status": "public_domain", "basis": basis})
    assert (answer["outcome"], codes(answer)) == ("ALLOW_BRIEF", {"R-PD-NO-GROUND"})


def test_a_bare_copyright_line_is_said_to_be_one(house: Path) -> None:
    """“© 2024 Name” reserves nothing that silence does not; a notice does."""
    bare = ask(house, {"status": "all_rights_reserved", "copyright_line": "© 2024 Name"})
    assert [reason["sentence"] for reason in bare["reasons"]] == [
        "Only a copyright line was found (“© 2024 Name”): no license, and no permission is on file."
    ]
    told = {"status": "all_rights_reserved", "copyright_line": "© 2024 Name", "notices": notice("All rights reserved.")}
    assert "reserves all rights" in ask(house, told)["reasons"][0]["sentence"]


def test_a_house_of_two_asks_for_the_second(house: Path) -> None:
    """The policy of the line counts; the same person twice is one."""
    claim = {**AGAINST["own, a holder"], "claimed_by": "Owen Pascall", "because": WORDS}
    policy = {"two_people": True}
    assert "R-CLAIM-SECOND-PERSON" in codes(ask(house, claim, policy=policy))
    assert "R-CLAIM-SECOND-PERSON" in codes(ask(house, {**claim, "approved_by": "owen  PASCALL"}, policy=policy))
    assert ask(house, {**claim, "approved_by": "Marit Ashdown"}, policy=policy)["ok"] is True


def test_a_claim_answers_what_it_names(house: Path) -> None:
    """With `claimed_against` only what stands there is settled; a notice that came later asks again, and is named."""
    mark = "holder: Courier Press Northmouth plc"
    claim = {**AGAINST["own, a holder"], "claimed_by": "Owen Pascall", "because": WORDS, "claimed_against": [mark]}
    assert ask(house, {**claim, "publisher": None, "source_url": None})["ok"] is True
    fresh = {**claim, "publisher": None, "notices": notice("All rights reserved.")}
    (told,) = [r["sentence"] for r in ask(house, fresh)["reasons"] if r["code"] == "R-CLAIM-OUTDATED"]
    assert told.startswith(
        "Since Owen Pascall claimed it, more was found: a notice stands with it (“All rights reserved.”)"
    )


@pytest.mark.parametrize(
    ("because", "enough"),
    [
        ("", False),
        ("x", False),
        ("ok", False),
        ("own", False),
        ("It is our own text.", False),
        ("Das ist unser eigener Text", False),
        ("c'est notre propre texte", False),
        ("............", False),
        ("because because because because", False),
        ("asdf asdf asdf", False),
        ("public domain license free", False),
        ("Commissioned by us in May.", True),
        ("We have a paid subscription to the newspaper", False),
        ("We have paid for the newspaper every month for years", False),
        ("Unser Chef hat die Zeitung abonniert und bezahlt", False),
        ("Nous avons acheté le journal au kiosque", False),
        ("It is only a short article after all", False),
        ("My boss has permission somewhere in his mail", False),
        ("Written by a friend of ours for the Post", False),
        ("permission license contract author", False),
        ("We bought the article from its author in May", True),
        ("Our agency subscription does not cover it, but Hester wrote it in 2024", True),
        ("Written for the Post in 2012; the rights reverted to her in 2020 by contract", True),
        ("Hester wrote it for us and the Post in 2019", True),
        ("Art. 5 of our contract of 2024 with the author", True),
        ("Ada Quill ist bei uns angestellt.", True),
        ("Napisane dla nas na umowę o dzieło.", True),
        ("これは私たちの編集部が書いた記事です", True),
        ("It is on the internet for free", False),
        ("I am sure nobody will mind this", False),
        ("See above, nothing else to say", False),
        ("Wir haben das selbst so entschieden", False),
        ("no reason needed here today", False),
        ("The author is long dead I believe", False),
        ("I think she wrote it for us", False),
        ("No permission was needed for this one", False),
        ("licence free on the internet", False),
        ("Das steht kostenlos im Internet herum", False),
        ("Ça ne dérange personne à mon avis", False),
        ("Está gratis en internet para todos", False),
        ("È disponibile gratis sul web", False),
        ("Ninguém se vai importar com isto", False),
        ("Nikomu to przecież nie przeszkadza", False),
        ("誰も気にしないと思いますから大丈夫", False),
        ("The author died in 1911; the © is that of the scan.", True),
        ("She wrote it while not employed by the Courier.", True),
        ("The footer is the theme's; the article itself says CC BY.", True),
        ("Die Autorin hat uns die Rechte schriftlich übertragen.", True),
        ("L'auteur nous a cédé ses droits par contrat.", True),
        ("Lo encargamos y pagamos en mayo.", True),
        ("Commissionato da noi e pagato.", True),
        ("Escrito pela nossa jornalista em maio.", True),
        ("Autorka przeniosła na nas prawa umową z maja.", True),
        ("Geschreven door onze redacteur in mei.", True),
        ("Написано нашим сотрудником в мае.", True),
        ("우리 기자가 5월에 직접 쓴 기사입니다", True),
    ],
)
def test_a_reason_says_where_the_right_comes_from(because: str, enough: bool) -> None:
    """Who wrote, ordered, bought, signed or died; not that it is free on the web, or that somebody decided so."""
    assert gives_reason(because) is enough


@pytest.mark.parametrize(
    ("name", "person"),
    [
        ("Owen Pascall", True),
        ("Łucja Żak", True),
        ("王小明", True),
        ("Cher", True),
        ("", False),
        (" ", False),
        ("x", False),
        ("the editor", False),
        ("me", False),
        ("Redaktion", False),
        ("Quay Readers", False),
        ("Editorial Team", False),
        ("The Editorial Board", False),
        ("Editor-in-chief", False),
        ("News desk", False),
        ("Legal department", False),
        ("Équipe éditoriale", False),
        ("Zespół redakcyjny", False),
        ("編集部", False),
        ("Leopold Staff", True),
        ("Ann Weller, editor", True),
        ("Ann Weller", True),
        ("N. N.", False),
        ("Somebody", False),
        ("CEO", False),
        ("intern", False),
        ("Test", False),
        ("ChatGPT", False),
        ("Claude", False),
        ("Ltd", False),
        ("The Quay", False),
        ("desk@quay.example", False),
        ("Claude Lefèvre", True),
        ("Emily Post", True),
        ("Kim Se-ri", True),
    ],
)
def test_a_person_claims_it(name: str, person: bool) -> None:
    """No office, no team, not the house; an editor whom the house counts among its names is a person."""
    assert is_person(name, Identity(names=("The Quay", "Quay Readers", "Ann Weller"))) is person


def test_who_works_for_a_house_that_bears_the_name_is_a_person() -> None:
    house = Identity(names=("The Weller Letter", "Ann Weller"), people=("Ann Weller",))
    assert is_person("Ann Weller", house) and not is_person("The Weller Letter", house)


@pytest.mark.parametrize(
    ("name", "taken"),
    [
        ("Northern Post Ltd", False),
        ("Northern Post", False),
        ("The Northern Post", False),
        ("Marsh Courier Newspapers", False),
        ("Marsh Courier", False),
        ("Dora Penn, Marsh Courier", True),
        ("Emily Post", True),
        ("Imke Fries", True),
    ],
)
def test_whose_it_is_said_to_be_does_not_claim_it_for_us(name: str, taken: bool) -> None:
    """Neither the holder nor the publisher, by any part of its name; who bears a right under their own name is a person."""
    found = [
        Contradiction("holder", "Marsh Courier Newspapers Ltd", ""),
        Contradiction("publisher", "The Marsh Courier", ""),
        Contradiction("copyright line", "© 2026 Northern Post Ltd", ""),
        Contradiction("holder", "Imke Fries", ""),
    ]
    assert is_claimant(name, Identity(names=("The Quay",)), found) is taken


def test_a_house_that_is_its_editors_only_is_no_person() -> None:
    house = Identity(names=("Fenside Cooperative", "The Reed Bed"), people=("Hester Quaye",))
    assert not any(is_claimant(name, house, ()) for name in house.names) and is_claimant("Hester Quaye", house, ())


def test_a_form_of_company_makes_no_other_holder(house: Path, tmp_path: Path) -> None:
    terms = {"id": "g", "kind": "verbal", "granted_on": "2026-11-01", "channels": ["web"]}
    grant = {**terms, "grantor": {"name": "Northern Post Limited"}}
    told = ask(house, {"status": "permission", "holders": [{"name": "Northern Post Ltd"}], "grants": [grant]})
    assert "R-GRANT-WRONG-HOLDER" not in codes(told)


def test_a_government_that_nothing_names_made_nothing(house: Path) -> None:
    """Without page, publisher or maker there is nobody whose work it could be."""
    nobody: dict[str, Any] = {"status": "us_government_work", "source_url": None, "publisher": None, "creators": []}
    assert "R-CLAIM-CONTRADICTED" in codes(ask(house, nobody))
    assert ask(house, {**nobody, "creators": [{"name": "NOAA"}]})["ok"] is True


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ("All rights reserved. No part may be reproduced without prior written permission.", True),
        ("© 2026 Grist Magazine, Inc. All rights reserved.", False),
        ("You may republish this story free of charge, but not without written permission for its pictures.", False),
    ],
)
def test_terms_that_the_page_denies_are_asked_about(house: Path, words: str, asked: bool) -> None:
    """That the rest is reserved says every page; that nothing may be reproduced is another thing."""
    told = ask(house, {"status": "publisher_terms", "profile": "grist", "notices": notice(words)})
    assert ("R-CLAIM-CONTRADICTED" in codes(told)) is asked


def test_money_stops_at_a_notice_that_excludes_it(house: Path) -> None:
    """Beside a license that is silent about it, and where the edition makes money."""
    words = notice("Nutzung nur für nicht kommerzielle Zwecke gestattet.")
    licensed = {"status": "licensed_open", **BY, "license_applies_to": "this", "notices": words}
    paid = {**USE, "edition": {**USE["edition"], "ads": True, "publisher_type": "forprofit"}}
    assert ask(house, licensed)["ok"] is True
    assert ask(house, licensed, use=paid)["ok"] is False


@pytest.mark.parametrize(
    ("basis", "doubted"),
    [
        ("author died 1911", False),
        ("author died in 1956", True),
        ("author died in 1955", False),
        ("Jan Nowak, zm. 1967", True),
        ("† 12. März 1931", False),
        ("(1880–1965)", True),
        ("(1831-1911)", False),
        ("published anonymously in 1868", False),
        ("first published 1999", True),
        ("author died 1911; digitised 2019", False),
        ("§ 5 UrhG, Bekanntmachung von 2023", False),
        ("dedicated by its author in 2021 (CC0)", False),
        ("author died 1904; translated by M. Reed, 2010", True),
        ("author died 1904; reprint of 2010", False),
    ],
)
def test_the_years_of_a_ground_are_counted(basis: str, doubted: bool) -> None:
    """Seventy years from the end of the year of death, by the day of the edition."""
    assert bool(list(doubts_of_ground(basis, date(2026, 11, 20)))) is doubted


@pytest.mark.parametrize(
    ("name", "is_us"),
    [
        ("Estuary Reading Room", True),
        ("ESTUARY READING ROOM e.V.", True),
        ("Estuary Reading Room picture desk", True),
        ("The Estuary", True),
        ("Estuary", True),
        ("Marit Ashdown", True),
        ("The Estuary Times", False),
        ("Estuary Reading Room Daily Courier", False),
        ("Ashdown", False),
        ("Reading Room", False),
        ("", False),
    ],
)
def test_who_we_are(name: str, is_us: bool) -> None:
    us = Identity(names=("The Estuary", "Estuary Reading Room"), people=("Marit Ashdown",))
    assert ours(us).is_name(name) is is_us


def test_a_treatment_may_be_called_as_issue_toml_calls_it(house: Path) -> None:
    """`full` is the full text unchanged, `link` a bare link."""
    assert ask(house, {"status": "own"}, use={**USE, "treatment": "full"})["max_treatment"] == "full_verbatim"
    assert ask(house, {"status": "unknown"}, use={**USE, "treatment": "link"})["ok"] is True
