"""License ids and addresses: read any spelling, write the canonical one. The address is the truth, the id a convenience."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Literal, NamedTuple


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
UNKNOWN_TO_SPDX = frozenset({"etalab-1.0"})


Kind = Literal["cc", "public_domain", "open", "recognized", "retired", "incomplete", "unknown"]
"""What code may do with it: only the first three are ever cleared by a program."""


class Other(NamedTuple):
    """A license that is not Creative Commons."""

    name: str
    uri: str
    kind: Kind = "recognized"
    """`open` asks for credit and link, `public_domain` for nothing; a program clears only these two."""
    elements: tuple[str, ...] = ()
    """`("SA",)`: an adapted text carries the same license."""
    also: tuple[str, ...] = ()
    """Further names and addresses it is found under, in small letters."""


_OGL = "https://www.nationalarchives.gov.uk/doc/open-government-licence/version"
_GNU = "https://www.gnu.org/licenses"
_ETALAB = "https://www.etalab.gouv.fr/wp-content/uploads/2017/04"
_DL_DE = "https://www.govdata.de/dl-de"

OTHER: Mapping[str, Other] = MappingProxyType(
    {
        "OGL-UK-1.0": Other("Open Government Licence v1.0", f"{_OGL}/1/", "open"),
        "OGL-UK-2.0": Other("Open Government Licence v2.0", f"{_OGL}/2/", "open"),
        "OGL-UK-3.0": Other("Open Government Licence v3.0", f"{_OGL}/3/", "open"),
        "etalab-1.0": Other("Licence Ouverte 1.0", f"{_ETALAB}/ETALAB-Licence-Ouverte-v1.0.pdf", "open"),
        "etalab-2.0": Other(
            "Licence Ouverte 2.0",
            "https://www.etalab.gouv.fr/licence-ouverte-open-licence/",
            "open",
            also=(f"{_ETALAB}/etalab-licence-ouverte-v2.0.pdf", "licence ouverte / open licence 2.0"),
        ),
        "DL-DE-BY-2.0": Other("Datenlizenz Deutschland BY 2.0", f"{_DL_DE}/by-2-0", "open"),
        "DL-DE-ZERO-2.0": Other("Datenlizenz Deutschland Zero 2.0", f"{_DL_DE}/zero-2-0", "public_domain"),
        "NLOD-1.0": Other("NLOD 1.0", "https://data.norge.no/nlod/en/1.0", "open"),
        "NLOD-2.0": Other("NLOD 2.0", "https://data.norge.no/nlod/en/2.0", "open"),
        "OGL-Canada-2.0": Other(
            "Open Government Licence – Canada 2.0",
            "https://open.canada.ca/en/open-government-licence-canada",
            "open",
            also=("open government licence - canada", "open.canada.ca/fr/licence-du-gouvernement-ouvert-canada"),
        ),
        "LAL-1.2": Other(
            "Free Art License 1.2", "https://artlibre.org/licence/lal/licence-art-libre-12/", "open", ("SA",)
        ),
        "LAL-1.3": Other(
            "Free Art License 1.3",
            "https://artlibre.org/licence/lal/en/",
            "open",
            ("SA",),
            ("artlibre.org", "artlibre.org/licence/lal", "licence art libre", "licence art libre 1.3"),
        ),
        "GFDL-1.1": Other("GFDL 1.1", f"{_GNU}/old-licenses/fdl-1.1.html"),
        "GFDL-1.2": Other("GFDL 1.2", f"{_GNU}/old-licenses/fdl-1.2.html"),
        "GFDL-1.3": Other("GFDL 1.3", f"{_GNU}/fdl-1.3.html"),
        "ODbL-1.0": Other("ODbL 1.0", "https://opendatacommons.org/licenses/odbl/1-0/"),
        "ODC-By-1.0": Other("ODC-By 1.0", "https://opendatacommons.org/licenses/by/1-0/"),
    }
)
"""SPDX id -> license. Those merely `recognized` are named, and left to an editor."""

HOST = "https://creativecommons.org"

CC_URI = re.compile(
    r"(?:https?:)?(?://)?(?:www\.)?creativecommons\.org/(?:licenses|publicdomain)/(?P<code>[a-z+-]+)"
    r"(?:/(?P<version>[0-9]+(?:\.[0-9]+)?)(?:/(?P<port>(?!deed|legalcode|rdf)[a-z]+))?)?"
    r"(?:/(?:deed|legalcode|rdf)[^/]*)?/?"
)
CC_ID = re.compile(
    r"(?:creative commons|cc)[ _:-]?(?P<code>(?:by|nc|nd|sa)(?:[ _-](?:by|nc|nd|sa))*)"
    r"(?:[ _-]v?(?P<version>[0-9]+(?:\.[0-9]+)?)(?:[ _-](?:international|unported|generic|(?P<port>[a-z]+)))?)?"
)
PUBLIC_DOMAIN_IDS = {
    "cc0": "CC0-1.0",
    "cc0-1.0": "CC0-1.0",
    "cc-0": "CC0-1.0",
    "cc-zero": "CC0-1.0",
    "cc-pdm-1.0": "CC-PDM-1.0",
    "cc-pdm": "CC-PDM-1.0",
    "pdm": "CC-PDM-1.0",
    "pdm-1.0": "CC-PDM-1.0",
    "public-domain-mark-1.0": "CC-PDM-1.0",
    "scancode-cc-pdm-1.0": "CC-PDM-1.0",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class License:
    """One license as far as it could be read."""

    kind: Kind
    id: str
    """`CC-BY-NC-ND-3.0-US`, `CC0-1.0`, an SPDX id, or what was written when nothing fits."""
    name: str
    """As readers see it: "CC BY-NC-ND 3.0 US"."""
    uri: str | None = None
    """Canonical: https, closing slash, no deed, no language."""
    elements: tuple[str, ...] = ()
    """`("BY", "NC", "ND")`."""
    version: str = ""
    port: str = ""

    @property
    def spdx(self) -> str:
        """The id in SPDX; a port SPDX does not know becomes a `LicenseRef-`.

        >>> read_license("CC BY-NC-ND 3.0 US").spdx
        'LicenseRef-CC-BY-NC-ND-3.0-US'
        """
        known = self.kind != "unknown" and self.id not in UNKNOWN_TO_SPDX and (not self.port or self.id in SPDX_PORTED)
        return self.id if known else f"LicenseRef-{re.sub(r'[^A-Za-z0-9.-]+', '-', self.id)}"


@lru_cache(maxsize=1024)
def read_license(text: str | None) -> License:
    """Return the license that *text*, an id, a name or an address, speaks of; never raises.

    >>> read_license("//creativecommons.org/licenses/by-nd/4.0/deed.pl").id
    'CC-BY-ND-4.0'
    >>> read_license("CC-BY-ND-4.0").uri
    'https://creativecommons.org/licenses/by-nd/4.0/'
    >>> read_license("Creative Commons").kind
    'incomplete'
    """
    written = (text or "").strip()
    plain = re.sub(r"[?#].*$", "", written).rstrip(".,;) ").lower()
    return _from_uri(plain) or _from_id(plain, written) or _other(plain) or _unread(plain, written)


def statement_license(license_id: str | None, license_uri: str | None) -> License:
    """Return the license of a statement: of its address where it has one, else of its id."""
    return read_license(license_uri or license_id)


def contradicts(license_id: str | None, license_uri: str | None) -> bool:
    """Whether the id asks for more than the address it stands beside; only an editor can settle that.

    >>> contradicts("CC-BY-NC-4.0", "https://creativecommons.org/licenses/by/4.0/")
    True
    >>> contradicts("CC-BY-NC-ND-3.0", "https://creativecommons.org/licenses/by-nc-nd/3.0/us/")
    False
    """
    if not license_id or not license_uri:
        return False
    named, linked = read_license(license_id), read_license(license_uri)
    return named.kind in {"cc", "retired"} and not set(named.elements) <= set(linked.elements)


def _from_uri(plain: str) -> License | None:
    found = CC_URI.fullmatch(plain)
    if not found:
        return None
    code, version, port = found["code"], found["version"] or "", found["port"] or ""
    if code in {"zero", "mark"}:
        return _public_domain("CC0-1.0" if code == "zero" else "CC-PDM-1.0", version)
    if code in RETIRED:
        return _retired(code, version)
    return _creative_commons(code.split("-"), version, port)


def _from_id(plain: str, written: str) -> License | None:
    bare = plain.removeprefix("licenseref-")
    if name := PUBLIC_DOMAIN_IDS.get(re.sub(r"[ _]", "-", bare)):
        return _public_domain(name, "1.0")
    if bare == "cc-pddc":
        return _retired("publicdomain", "")
    if found := CC_ID.fullmatch(bare):
        elements = re.split(r"[ _-]", found["code"])
        if "-".join(elements) in RETIRED:
            return _retired("-".join(elements), found["version"] or "")
        return _creative_commons(elements, found["version"] or "", found["port"] or "")
    if re.match(r"(creative commons|cc)\b|cc-", bare):
        return License(kind="incomplete", id=written, name=written)
    return None


def _creative_commons(elements: list[str], version: str, port: str) -> License:
    rest = set(elements) - {"by"}
    order = ("BY", *(e.upper() for e in ("nc", "nd", "sa") if e in rest))
    sound = "by" in elements and len(elements) == len(order) and not {"nd", "sa"} <= rest
    exists = version in VERSIONS and (port in PORTS[version] if port else version != "2.1")
    name = " ".join(filter(None, ("CC", "-".join(order), version, port.upper())))
    if not (sound and exists):
        return License(kind="incomplete", id=name.replace(" ", "-"), name=name, elements=order)
    path = "by-nd-nc" if version == "1.0" and rest == {"nc", "nd"} else "-".join(order).lower()
    uri = "/".join(filter(None, (f"{HOST}/licenses/{path}/{version}", port))) + "/"
    return License(
        kind="cc", id=name.replace(" ", "-"), name=name, uri=uri, elements=order, version=version, port=port.upper()
    )


def _public_domain(name: str, version: str) -> License:
    shown = "CC0 1.0" if name == "CC0-1.0" else "Public Domain Mark 1.0"
    if version not in {"", "1.0"}:
        return License(kind="incomplete", id=name, name=shown)
    path = "zero" if name == "CC0-1.0" else "mark"
    return License(kind="public_domain", id=name, name=shown, uri=f"{HOST}/publicdomain/{path}/1.0/", version="1.0")


def _retired(code: str, version: str) -> License:
    name = " ".join(filter(None, ("CC", code.upper(), version)))
    elements = tuple(e.upper() for e in code.split("-") if e in {"nc", "nd", "sa"})
    return License(kind="retired", id=name.replace(" ", "-"), name=name, elements=elements, version=version)


def _other(plain: str) -> License | None:
    written, address = plain.removeprefix("licenseref-"), _bare_address(plain)
    for name, other in OTHER.items():
        known = (name.lower(), other.name.lower(), *other.also)
        if written in known or address in map(_bare_address, (other.uri, *other.also)):
            return License(kind=other.kind, id=name, name=other.name, uri=other.uri, elements=other.elements)
    return None


def _unread(plain: str, written: str) -> License:
    kind: Kind = "incomplete" if "creativecommons.org" in plain else "unknown"
    return License(kind=kind, id=written, name=written)


def _bare_address(address: str) -> str:
    return re.sub(r"^(https?:)?//(www\.)?|/+$", "", address.lower())
