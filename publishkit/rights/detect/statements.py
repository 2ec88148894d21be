"""rightsstatements.org: twelve standard statements, and what each means for us (reference 1.2)."""

from collections.abc import Mapping
from types import MappingProxyType

from publishkit.model.rights import Status

RS_STATUS: Mapping[str, Status] = MappingProxyType(
    {
        "InC": Status.ALL_RIGHTS_RESERVED,
        "InC-OW-EU": Status.ORPHAN,
        "InC-EDU": Status.ALL_RIGHTS_RESERVED,
        "InC-NC": Status.PUBLISHER_TERMS,
        "InC-RUU": Status.ORPHAN,
        "NoC-CR": Status.UNKNOWN,
        "NoC-NC": Status.PUBLISHER_TERMS,
        "NoC-OKLR": Status.UNKNOWN,
        "NoC-US": Status.PUBLIC_DOMAIN_US_ONLY,
        "CNE": Status.UNKNOWN,
        "UND": Status.UNKNOWN,
        "NKC": Status.UNKNOWN,
    }
)
CONTRACTS = frozenset({"NoC-CR", "NoC-OKLR"})
"""No copyright, but contracts or other laws: an editor reads them (a conflict)."""
CLEARING = frozenset({Status.PUBLIC_DOMAIN_US_ONLY, Status.PUBLISHER_TERMS})
"""Statuses that open a door: taken from a statement about this work only."""
