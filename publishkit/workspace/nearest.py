"""What somebody probably meant by a key or a value that cannot be: by its letters, or by what people call it."""

import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches


def nearest_key(key: str, known: Sequence[str]) -> str:
    """Return the known key that *key* is a slip of, "" where none is near.

    >>> nearest_key("licence", ["license", "status"])
    'license'
    """
    return next(iter(get_close_matches(key[:60], known, n=1, cutoff=0.6)), "")


def nearest_choice(given: object, choices: Sequence[str]) -> str:
    """Return the choice somebody probably meant, "" where none is near: by its letters, or by what people call it.

    >>> nearest_choice("Public domain", ["own", "public_domain"]), nearest_choice("ours", ["own", "public_domain"])
    ('public_domain', 'own')
    """
    if not isinstance(given, str):
        return ""
    word = re.sub(r"[^a-z0-9]+", "_", given[:60].lower()).strip("_")
    called = next((choice for choice, names in CALLED.items() if choice in choices and word in names.split()), "")
    near = get_close_matches(word, choices, n=1, cutoff=0.6)
    begun = [choice for choice in choices if len(word) > 2 and (choice.startswith(word) or word.startswith(choice))]
    return word if word in choices else called or (near[0] if near else "") or (begun[0] if len(begun) == 1 else "")


CALLED: Mapping[str, str] = {
    "own": "our ours mine us we self staff house in_house original own_work",
    "public_domain": "pd cc0 free no_copyright publicdomain gemeinfrei",
    "us_government_work": "usgov us_gov government federal",
    "licensed_open": "cc cc_by cc_by_sa cc_by_nd cc_by_nc creative_commons open license licensed open_license ccby",
    "publisher_terms": "terms profile republish syndication",
    "permission": "permitted granted grant allowed consent authorized authorised letter ok",
    "all_rights_reserved": "arr reserved copyright copyrighted protected closed theirs",
    "no_republication": "forbidden no never",
    "unknown": "none unclear unsure",
    "full": "complete whole entire verbatim all",
    "abridged": "shortened short cut edited excerpt",
    "translated": "translation",
    "brief": "summary summarised summarized digest",
    "quote": "quotation citation cite",
    "link": "url reference pointer bare_link link_only",
}
"""A choice -> what else people write for it."""
