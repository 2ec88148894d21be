"""Which names are those of bodies of the United States government, whose works have no copyright at home."""

import re

from publishkit.rights.ours import fold_name, words_of

BODIES = frozenset(
    (
        "nasa noaa nih cdc usgs epa usda nist nps fda usaf usn uscg usmc nsf doe dod doj dot hhs hud gpo gao ftc fcc fema faa "
        "usfws fws blm usfs nws nnsa darpa usaid uspto bls irs"
    ).split()
)
"""Short names that are a body's whole name."""
KINDS = re.compile(
    r"\b(?:government|department|dept|congress|senate|house of representatives|army|navy|air force|marine corps|coast guard|space force"
    r"|geological survey|forest service|fish and wildlife service|census bureau|supreme court|embassy|environmental protection agency"
    r"|administration|commission|printing office|publishing office|attorney|botanic garden|patent and trademark office)\b"
)
OF_THE_UNION = re.compile(r"\b(?:united states|u ?s a?|us|usa)\b")
NAMED = re.compile(
    r"\b(?:national (?:aeronautics and space|oceanic and atmospheric|archives and records) administration|national park service"
    r"|national institutes? of health|national weather service|national science foundation|library of congress|the white house"
    r"|centers for disease control(?: and prevention)?|environmental protection agency|federal register|census bureau|geological survey"
    r"|national institute of standards and technology|food and drug administration|fish and wildlife service|bureau of land management"
    r"|federal emergency management agency|federal bureau of investigation|federal aviation administration"
    r"|federal communications commission|federal trade commission|bureau of labor statistics)\b"
)
"""Names that say no country and still are of no other."""


def is_of_government(name: str) -> bool:
    """Whether *name* is a federal body's.

    >>> (
    ...     is_of_government("NASA"),
    ...     is_of_government("U.S. Department of Commerce"),
    ...     is_of_government("U.S. News & World Report"),
    ... )
    (True, True, False)
    """
    words = words_of(name)
    parts = [part for part in re.split(r"[/,;()]|\s[-–—|]\s", name) if part.strip()]
    if len(parts) > 1:
        return all(map(is_of_government, parts))
    told = " ".join(re.findall(r"[^\W_]+", fold_name(name)))
    alone = bool(words) and set(words) - {"us", "u", "s"} <= BODIES and bool(set(words) & BODIES)
    return alone or bool(NAMED.search(told)) or bool(OF_THE_UNION.search(told) and KINDS.search(told))
