"""Licenses as published: Creative Commons ports, retired deeds, other open licenses, what SPDX has an id for."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple


def _codes(text: str) -> frozenset[str]:
    return frozenset(text.split())


VERSIONS = ("1.0", "2.0", "2.1", "2.5", "3.0", "4.0")

PORTS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "1.0": _codes("fi il nl"),
        "2.0": _codes("at au be br ca cl de es fr hr it jp kr nl pl tw uk za"),
        "2.1": _codes("au es jp"),
        "2.5": _codes("ar au bg br ca ch cn co dk es hr hu il in it mk mt mx my nl pe pl pt scotland se si tw za"),
        "3.0": _codes(
            "at au br ch cl cn cr cz de ec ee eg es fr gr gt hk hr ie igo it lu nl no nz ph pl pr pt ro rs sg th tw ug us "
            "ve vn za"
        ),
        "4.0": frozenset(),
    }
)
"""Version -> jurisdictions of its ports (Creative Commons RDF of 2020); 2.1 exists only ported, 4.0 never."""

RETIRED = frozenset(
    {"nd", "nc", "sa", "nc-sa", "nd-nc", "sampling", "sampling+", "nc-sampling+", "devnations", "publicdomain"}
)
"""Path names of licenses Creative Commons has withdrawn; never cleared by a program."""

SPDX_PORTED = frozenset(
    {
        "CC-BY-2.5-AU",
        *(f"CC-BY-3.0-{port}" for port in ("AT", "AU", "DE", "IGO", "NL", "US")),
        "CC-BY-NC-3.0-DE",
        "CC-BY-NC-ND-3.0-DE",
        "CC-BY-NC-ND-3.0-IGO",
        "CC-BY-NC-SA-2.0-DE",
        "CC-BY-NC-SA-2.0-FR",
        "CC-BY-NC-SA-2.0-UK",
        "CC-BY-NC-SA-3.0-DE",
        "CC-BY-NC-SA-3.0-IGO",
        "CC-BY-ND-3.0-DE",
        "CC-BY-SA-2.0-UK",
        "CC-BY-SA-2.1-JP",
        "CC-BY-SA-3.0-AT",
        "CC-BY-SA-3.0-DE",
        "CC-BY-SA-3.0-IGO",
    }
)
"""The only ports SPDX knows (license-expression 30.4.4)."""


class Other(NamedTuple):
    """A license that is not Creative Commons."""

    name: str
    uri: str
    cleared: bool = False
    """Whether a credit and a link are all it asks, so that a program may clear it."""


_OGL = "https://www.nationalarchives.gov.uk/doc/open-government-licence/version"
_GNU = "https://www.gnu.org/licenses"

OTHER: Mapping[str, Other] = MappingProxyType(
    {
        "OGL-UK-1.0": Other("Open Government Licence v1.0", f"{_OGL}/1/"),
        "OGL-UK-2.0": Other("Open Government Licence v2.0", f"{_OGL}/2/"),
        "OGL-UK-3.0": Other("Open Government Licence v3.0", f"{_OGL}/3/", cleared=True),
        "etalab-2.0": Other(
            "Licence Ouverte 2.0", "https://www.etalab.gouv.fr/licence-ouverte-open-licence/", cleared=True
        ),
        "DL-DE-BY-2.0": Other("Datenlizenz Deutschland BY 2.0", "https://www.govdata.de/dl-de/by-2-0", cleared=True),
        "DL-DE-ZERO-2.0": Other("Datenlizenz Deutschland Zero 2.0", "https://www.govdata.de/dl-de/zero-2-0"),
        "NLOD-2.0": Other("NLOD 2.0", "https://data.norge.no/nlod/en/2.0", cleared=True),
        "OGL-Canada-2.0": Other(
            "Open Government Licence – Canada 2.0",
            "https://open.canada.ca/en/open-government-licence-canada",
            cleared=True,
        ),
        "LAL-1.3": Other("Free Art License 1.3", "https://artlibre.org/licence/lal/en/"),
        "GFDL-1.1": Other("GFDL 1.1", f"{_GNU}/old-licenses/fdl-1.1.html"),
        "GFDL-1.2": Other("GFDL 1.2", f"{_GNU}/old-licenses/fdl-1.2.html"),
        "GFDL-1.3": Other("GFDL 1.3", f"{_GNU}/fdl-1.3.html"),
        "ODbL-1.0": Other("ODbL 1.0", "https://opendatacommons.org/licenses/odbl/1-0/"),
        "ODC-By-1.0": Other("ODC-By 1.0", "https://opendatacommons.org/licenses/by/1-0/"),
    }
)
"""SPDX id -> license. Those not `cleared` are recognized and named, and left to an editor."""
