"""License ids and addresses are read in every spelling and written in one."""

from itertools import product

import pytest

from publishkit.rights.license import OTHER, PORTS, read_license

SIX = ("by", "by-sa", "by-nd", "by-nc", "by-nc-sa", "by-nc-nd")
UNPORTED = ("1.0", "2.0", "2.5", "3.0", "4.0")


@pytest.mark.parametrize(("code", "version"), list(product(SIX, UNPORTED)))
def test_the_six_licenses_are_read_in_every_version(code: str, version: str) -> None:
    """Id and address lead to each other."""
    license = read_license(f"https://creativecommons.org/licenses/{code}/{version}/")
    assert (license.kind, license.id) == ("cc", f"CC-{code.upper()}-{version}")
    assert license.name == f"CC {code.upper()} {version}"
    assert license.uri
    assert read_license(license.id) == read_license(license.name) == read_license(license.uri) == license


@pytest.mark.parametrize(
    ("version", "port"), [(version, port) for version, ports in PORTS.items() for port in sorted(ports)]
)
def test_every_port_is_read(version: str, port: str) -> None:
    license = read_license(f"http://creativecommons.org/licenses/by/{version}/{port}/deed.{port}")
    assert (license.kind, license.id) == ("cc", f"CC-BY-{version}-{port.upper()}")
    assert license.uri == f"https://creativecommons.org/licenses/by/{version}/{port}/"
    assert read_license(license.id) == license


@pytest.mark.parametrize(
    "written",
    [
        "https://creativecommons.org/licenses/by-nd/4.0/",
        "http://creativecommons.org/licenses/by-nd/4.0",
        "//creativecommons.org/licenses/by-nd/4.0/",
        "https://www.creativecommons.org/licenses/by-nd/4.0/deed.en_US",
        "https://creativecommons.org/licenses/by-nd/4.0/legalcode",
        "https://creativecommons.org/licenses/by-nd/4.0/legalcode.de",
        "https://creativecommons.org/licenses/by-nd/4.0/legalcode.txt",
        "HTTPS://CREATIVECOMMONS.ORG/LICENSES/BY-ND/4.0/",
        "https://creativecommons.org/licenses/by-nd/4.0/.",
        "https://creativecommons.org/licenses/by-nd/4.0/?ref=chooser-v1",
        "https://creativecommons.org/licenses/by-nd/4.0/#deed",
        "creativecommons.org/licenses/by-nd/4.0",
        " CC-BY-ND-4.0 ",
        "cc by-nd 4.0",
        "CC BY ND 4.0",
        "CC_BY_ND_4.0",
        "CC BY-ND 4.0 International",
        "LicenseRef-CC-BY-ND-4.0",
    ],
)
def test_every_spelling_is_the_same_license(written: str) -> None:
    """Deed, legal code, http, no scheme, capitals, a full stop behind it."""
    assert read_license(written).uri == "https://creativecommons.org/licenses/by-nd/4.0/"


def test_the_first_nc_nd_license_is_spelled_the_other_way_round() -> None:
    license = read_license("https://creativecommons.org/licenses/by-nd-nc/1.0/")
    assert license.id == "CC-BY-NC-ND-1.0"
    assert license.uri == "https://creativecommons.org/licenses/by-nd-nc/1.0/"


@pytest.mark.parametrize(
    "written",
    [
        "https://creativecommons.org/licenses/by/4.0/us/",
        "https://creativecommons.org/licenses/by/2.1/",
        "https://creativecommons.org/licenses/by/5.0/",
        "https://creativecommons.org/licenses/by/3.0/xx/",
        "https://creativecommons.org/licenses/by-nd-sa/4.0/",
        "https://creativecommons.org/licenses/by/",
        "https://creativecommons.org/licenses/",
        "https://creativecommons.org/",
        "Creative Commons",
        "CC",
        "CC-BY",
        "CC BY-ND",
        "CC-UNSPECIFIED",
        "CC-BY-4.0-US",
        "https://creativecommons.org/publicdomain/zero/2.0/",
    ],
)
def test_half_a_creative_commons_license_is_none(written: str) -> None:
    """Rule 13: R-CC-INCOMPLETE; a 4.0 license has no ports."""
    assert read_license(written).kind == "incomplete"


@pytest.mark.parametrize(
    "written",
    [
        *(f"https://creativecommons.org/licenses/{code}/1.0/" for code in ("nd", "nc", "sa", "nc-sa", "nd-nc")),
        *(f"https://creativecommons.org/licenses/{code}/1.0/" for code in ("sampling", "sampling+", "nc-sampling+")),
        "https://creativecommons.org/licenses/devnations/2.0/",
        "https://creativecommons.org/licenses/publicdomain/",
        "CC-SA-1.0",
        "CC-PDDC",
    ],
)
def test_withdrawn_licenses_are_never_cleared_by_a_program(written: str) -> None:
    assert read_license(written).kind == "retired"


@pytest.mark.parametrize(
    "written", ["CC0", "CC0-1.0", "cc0 1.0", "http://creativecommons.org/publicdomain/zero/1.0/deed.de"]
)
def test_cc0_is_public_domain(written: str) -> None:
    license = read_license(written)
    assert (license.kind, license.id, license.name) == ("public_domain", "CC0-1.0", "CC0 1.0")
    assert license.uri == "https://creativecommons.org/publicdomain/zero/1.0/"


@pytest.mark.parametrize(
    "written", ["PDM", "CC-PDM-1.0", "LicenseRef-scancode-cc-pdm-1.0", "//creativecommons.org/publicdomain/mark/1.0"]
)
def test_the_public_domain_mark_is_public_domain(written: str) -> None:
    assert (read_license(written).kind, read_license(written).name) == ("public_domain", "Public Domain Mark 1.0")


def test_what_asks_for_credit_and_link_or_nothing_is_cleared_besides() -> None:
    """Rule 12: whose text must travel, and what is for data, is named and left to an editor."""
    left = {name for name in OTHER if read_license(name).kind == "recognized"}
    assert left == {"GFDL-1.1", "GFDL-1.2", "GFDL-1.3", "ODbL-1.0", "ODC-By-1.0"}
    assert {name for name in OTHER if read_license(name).kind == "public_domain"} == {"DL-DE-ZERO-2.0"}
    assert {read_license(name).kind for name in set(OTHER) - left} == {"open", "public_domain"}
    assert all(read_license(other.uri).id == name for name, other in OTHER.items())


@pytest.mark.parametrize("written", [None, "", "free to use", "https://example.org/terms", "MIT", "CCTV", "CCC-1.0"])
def test_anything_else_is_unknown(written: str | None) -> None:
    assert read_license(written).kind == "unknown"


def test_spdx_has_few_ports() -> None:
    """An id SPDX does not have becomes a LicenseRef."""
    assert read_license("CC-BY-3.0-US").spdx == "CC-BY-3.0-US"
    assert read_license("CC-BY-NC-ND-3.0-US").spdx == "LicenseRef-CC-BY-NC-ND-3.0-US"
    assert read_license("CC-PDM-1.0").spdx == "CC-PDM-1.0"
