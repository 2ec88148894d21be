"""Changes of the records beside an edition: one value each, as a hand changes it that wants to say something else."""

from collections.abc import Callable
from typing import Any

from tests.proof.mutations.hand import Change, both, record


def _text(told: Any, asset: str) -> Any:
    return next(one for one in told["items"] if one["asset"] == asset)


def _set(asset: str, key: str, value: Any) -> Callable[[Any], None]:
    return lambda told: _text(told, asset).update({key: value})


def _whole(key: str, value: Any) -> Callable[[Any], None]:
    return lambda told: told.update({key: value})


def _listed(key: str, value: Any) -> Callable[[Any], None]:
    """The second item of the first section of `edition.json`."""
    return lambda told: told["sections"][0]["items"][1].update({key: value})


def _duty(code: str, asset: str, **values: Any) -> Callable[[Any], None]:
    """Every row of a duty of an asset in `proof.json`."""

    def edit(told: Any) -> None:
        for row in told["duties"]:
            if (row["duty"], row["asset"]) == (code, asset):
                row.update(values)

    return edit


def _not_withheld(asset: str) -> Callable[[Any], None]:
    def edit(told: Any) -> None:
        told["withheld"] = [one for one in told["withheld"] if one["asset"] != asset]

    return edit


def _without(duty: str, asset: str) -> Callable[[Any], None]:
    def edit(told: Any) -> None:
        told["duties"] = [row for row in told["duties"] if (row["duty"], row["asset"]) != (duty, asset)]

    return edit


HOUSE, LAMP, BRIEF = "a-house-in-the-mud#text", "what-the-lamp-says#text", "northmouth-barrier#text"
CC0 = "https://creativecommons.org/publicdomain/zero/1.0/"

RIGHTS: dict[str, Change] = {
    "a license is another": record(
        "rights.json", _set(LAMP, "license_uri", "https://creativecommons.org/licenses/by/4.0/")
    ),
    "a license's id is another": record("rights.json", _set(LAMP, "license_id", "CC-BY-4.0")),
    "a license is another, in both ways": record(
        "rights.json", lambda told: _text(told, LAMP).update({"license_id": "CC0-1.0", "license_uri": CC0})
    ),
    "a status is ours": record("rights.json", _set(HOUSE, "status", "own")),
    "a withheld work is in the public domain": record("rights.json", _set(BRIEF, "status", "public_domain")),
    "a decision has another reason": record(
        "rights.json", lambda told: _text(told, HOUSE)["decision"].update({"reasons": ["R-OWN"]})
    ),
    "a holder is another": record("rights.json", _set(BRIEF, "holders", ["Estuary Reading Room"])),
    "the terms in ODRL are gone": record("rights.json", _set(HOUSE, "odrl", None)),
    "an author is another": record("rights.json", _set(HOUSE, "creators", ["Ines Haloran"])),
    "a title is another": record("rights.json", _set(HOUSE, "title", "A home in the mud")),
    "a copyright line is another": record("rights.json", _set(HOUSE, "copyright_line", "© 2025 Estuary Reading Room")),
    "a copyright line is gone": record("rights.json", _set(HOUSE, "copyright_line", None)),
    "a source is another": record("rights.json", _set(HOUSE, "source_url", "https://mirror.example/")),
    "a notice is altered": record(
        "rights.json", lambda told: _text(told, BRIEF)["notices"][0].update({"text": "All content may be used."})
    ),
    "a notice is gone": record("rights.json", _set(BRIEF, "notices", [])),
    "a duty is not named": record(
        "rights.json", lambda told: _text(told, HOUSE)["decision"].update({"duties": ["D-ATTRIB"]})
    ),
    "a text failed": record("rights.json", lambda told: _text(told, HOUSE)["decision"].update({"proof": "failed"})),
    "an item is gone": record("rights.json", lambda told: told["items"].remove(_text(told, HOUSE))),
    "an item is of another article": record("rights.json", _set(HOUSE, "id", "a05")),
    "a picture's credit is another": record(
        "rights.json", _set("what-the-lamp-says#img1", "credit_line", "Woodcut: Somebody")
    ),
    "a picture's license is another": record("rights.json", _set("what-the-lamp-says#img1", "license_uri", CC0)),
    "a picture's file is another": record(
        "rights.json", _set("what-the-lamp-says#img1", "file", "woerter-im-watt-01.jpg")
    ),
    "a withheld picture is printed": record(
        "rights.json", lambda told: _text(told, "northmouth-barrier#img1")["use"].update({"web": "image"})
    ),
    "the rights sentence is another": record(
        "rights.json", lambda told: told.update({"rights": "All rights reserved."})
    ),
    "mining is not reserved": record("rights.json", lambda told: told["tdm"].update({"reserved": False})),
    "the date is another": record("rights.json", lambda told: told.update({"date": "2020-01-01"})),
    "a format is not named": record("rights.json", lambda told: told.update({"channels": ["email"]})),
    "the publication is another": record("rights.json", lambda told: told.update({"publication": "Another"})),
}
EDITION: dict[str, Change] = {
    f"{key} is another": record("edition.json", _whole(key, value))
    for key, value in {
        "name": "Another", "number": 99, "title": "Another", "date": "2020-01-01", "language": "fr", "dir": "rtl",
        "url": "https://mirror.example/", "publisher": "Somebody", "deck": "Another.", "rights": "All rights reserved.",
        "tdm_reserved": False, "tdm_policy": "https://mirror.example/", "contributors": [["Somebody", "aut"]],
    }.items()
} | {
    f"an item's {key} is another": record("edition.json", _listed(key, value))
    for key, value in {
        "slug": "other", "title": "Another", "label": "Ours · CC BY 4.0", "page": "other.html", "license_uri": CC0,
        "source_url": "https://mirror.example/", "authors": ["Somebody"], "canonical": "https://mirror.example/",
        "published": "1999-01-01",
    }.items()
} | {
    "a book is another": record("edition.json", lambda told: told["books"][0].update({"sha256": "0" * 64})),
    "a book's size is another": record("edition.json", lambda told: told["books"][0].update({"bytes": 1})),
    "a book is not named": record("edition.json", lambda told: told["books"].pop()),
    "an item is not listed": record("edition.json", lambda told: told["sections"][0]["items"].pop()),
    "the revision is another": record("edition.json", lambda told: told["history"].update({"revision": 2})),
    "the small cover is another file": record("edition.json", lambda told: told["cover"].update({"small": "web/images/tide-hours-01.jpg"})),
    "the cover is another file": record("edition.json", lambda told: told["cover"].update({"file": "web/images/tide-hours-01.jpg"})),
}  # fmt: skip
PROOF: dict[str, Change] = {
    "it did not pass": record("proof.json", lambda told: told.update({"passed": False})),
    "a duty is gone": record("proof.json", _without("D-ATTRIB", HOUSE)),
    "a license's duty is gone": record("proof.json", _without("D-LINK-LICENCE", HOUSE)),
    "a notice's duty is gone": record("proof.json", _without("D-KEEP-NOTICE", BRIEF)),
    "a duty is settled": record("proof.json", _duty("D-ATTRIB", HOUSE, reason="agreed by telephone", state="settled")),
    "a duty owes less": record("proof.json", _duty("D-ATTRIB", HOUSE, strings=["A house in the mud"])),
    "a duty owes another name": record(
        "proof.json", _duty("D-ATTRIB", HOUSE, strings=["A house in the mud", "Somebody", "Wrackline", "CC BY 4.0"])
    ),
    "a duty owes another link": record("proof.json", _duty("D-LINK-LICENCE", HOUSE, links=[CC0])),
    "a notice owes less": record("proof.json", _duty("D-KEEP-NOTICE", BRIEF, strings=["© 2026 Northmouth Courier"])),
    "a duty is for a person": record("proof.json", _duty("D-ATTRIB", HOUSE, duty="D-NO-ENDORSE", state="manual")),
    "a duty says it is missing": record("proof.json", _duty("D-ATTRIB", HOUSE, state="missing")),
    "a duty was found elsewhere": record("proof.json", _duty("D-ATTRIB", HOUSE, state="settled")),
    "a withheld picture is not known": record("proof.json", _not_withheld("northmouth-barrier#img1")),
    "an item's title is another": record(
        "proof.json", lambda told: told["items"][1].update({"title": "A home in the mud"})
    ),
    "an item's label is another": record("proof.json", lambda told: told["items"][1].update({"label": "Ours"})),
    "it is of another edition": record("proof.json", lambda told: told.update({"edition": "2026-w46"})),
}
BUILD: dict[str, Change] = {
    "the date is another": record("build.json", lambda told: told.update({"date": "2020-01-01"})),
    "the revision is another": record("build.json", lambda told: told.update({"revision": 7})),
    "the subject is another": record("build.json", lambda told: told["mail"].update({"subject": "Something else"})),
    "the letter's name is another": record("build.json", lambda told: told["mail"].update({"name": "Another"})),
    "the letter's address is another": record(
        "build.json", lambda told: told["mail"].update({"url": "https://mirror.example/"})
    ),
    "the mail is not named": record("build.json", lambda told: told.update({"mail": None})),
    "an error was found": record(
        "build.json",
        lambda told: told["findings"].append(
            {"code": "R102", "severity": "error", "where": "x", "message": "x", "hint": ""}
        ),
    ),
    "it is of another edition": record("build.json", lambda told: told.update({"edition": "2026-w46"})),
}


def _html(old: str, new: str, slug: str = "a-house-in-the-mud") -> Callable[[Any], None]:
    def edit(told: Any) -> None:
        one = next(one for one in told["items"] if one["slug"] == slug)
        one["html"] = one["html"].replace(old, new)

    return edit


TEXTS: dict[str, Change] = {
    "a feed's credit is misspelt": record("texts.json", _html("Ines Halloran", "Ines Haloran")),
    "a feed's credit is gone": record("texts.json", _html("Wrackline", "")),
    "a feed's copyright line is gone": record("texts.json", _html("© 2025 Ines Halloran", "")),
    "a feed's link is another": record("texts.json", _html("https://wrackline.example/", "https://mirror.example/")),
    "a feed's license is another": record("texts.json", _html("licenses/by/4.0/", "licenses/by-nc/4.0/")),
    "a feed's notice is altered": record(
        "texts.json", _html("All content of this website", "All content on this website", "northmouth-barrier")
    ),
    "a feed's verbatim text is another": record(
        "texts.json", _html("a coast has no shape", "a coast has a shape", "what-the-lamp-says")
    ),
    "a feed hides the credit": record("texts.json", _html('<p dir="ltr">©', '<p style="display:none">©')),
    "a feed's text is another article's": record(
        "texts.json", lambda told: told["items"][1].update({"html": told["items"][2]["html"]})
    ),
    "a feed has an item more": record(
        "texts.json", lambda told: told["items"].append({**told["items"][1], "id": "a99"})
    ),
    "a feed's slug is another": record("texts.json", lambda told: told["items"][1].update({"slug": "other"})),
}
BOTH: dict[str, Change] = {
    "a duty is gone from proof and rights": both(
        record("proof.json", _without("D-LINK-LICENCE", HOUSE)),
        record("rights.json", lambda told: _text(told, HOUSE)["decision"]["duties"].remove("D-LINK-LICENCE")),
    ),
    "a withheld text is not known": record("proof.json", _not_withheld("the-drowned-lane#text")),
}
"""Records changed so that they agree with each other: only a seal sees it. Of a text nothing may be stored to look for."""

RECORDS: dict[str, Change] = {
    f"{name}: {told}": change
    for name, table in {
        "rights.json": RIGHTS,
        "edition.json": EDITION,
        "proof.json": PROOF,
        "build.json": BUILD,
        "texts.json": TEXTS,
    }.items()
    for told, change in table.items()
}
