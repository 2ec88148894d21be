"""Where the door goes, and where it never goes, however the way there is spelled."""

from contextlib import suppress

import pytest

from publishkit.capture.door.door import Door
from publishkit.capture.door.fetch import fetch
from publishkit.capture.door.guard import is_public, parse_target, shown
from publishkit.errors import ExternalError, InputError
from tests.support.sites import PUBLIC, Sites, World, moved, page


@pytest.mark.parametrize(
    "address", ["93.184.216.34", "2606:2800:220:1::1", "64:ff9b::5db8:d822", "::ffff:8.8.8.8", "2002:5db8:d822::1"]
)
def test_addresses_of_the_whole_world_are_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.8.8", "0.0.0.0", "0.1.2.3", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1",
        "169.254.169.254", "100.64.0.1", "100.127.255.255", "192.0.0.8", "192.0.0.9", "192.0.2.1", "192.88.99.1",
        "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255",
        "::", "::1", "::7f00:1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "fe80::1", "fe80::1%lo",
        "fc00::1", "fd12:3456::1", "fec0::1", "ff02::1", "ff0e::1", "100::1", "2001:db8::1", "2001:20::1", "3fff::1",
        "5f00::1", "4000::1", "64:ff9b::a00:1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "2002:a00:1::1",
        "2002:7f00:1::", "2001:0:5db8:d822:0:0:f5ff:fffe", "2001:0:a00:1:0:0:a247:27dd", "no address", "",
    ],
)  # fmt: skip
def test_no_other_address_is_public(address: str) -> None:
    """Loopback, private, link-local, shared, special, multicast, reserved, and each of them inside a tunnel's address."""
    assert not is_public(address)


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "127.1", "0x7f.1", "2130706433", "0177.0.0.1", "017700000001", "0x7f000001", "0", "[::1]", "[::ffff:127.0.0.1]", "[::]",
     "[64:ff9b::7f00:1]", "127.0.0.1.", "１２７.0.0.1", "169.254.169.254", "192.168.0.1"],
)  # fmt: skip
def test_however_loopback_is_spelled_it_is_not_gone_to(host: str, sites: Sites, world: World) -> None:
    with pytest.raises((InputError, ExternalError)):
        fetch(f"http://{host}/", door=world.door())
    assert (world.dialled, sites.asked) == ([], [])


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("ftp://gazette.example/a", "is no web address"),
        ("file:///etc/passwd", "is no web address"),
        ("gopher://gazette.example/", "is no web address"),
        ("gazette.example/ferry", "is no web address"),
        ("http:///ferry", "is no web address"),
        ("https://gazette.example:99999/", "no web address|names port"),
        ("https://gazette.example/\x00", "is no web address"),
        ("https://gazette.example/" + "a" * 9000, "is no web address"),
        ("https://editor:secret@gazette.example/", "carries a name or password"),
        ("https://editor@gazette.example/", "carries a name or password"),
        ("https://gazette.example\\@evil.example/", "carries a name or password"),
        ("https://gazette.example:8080/", "names port 8080"),
        ("http://gazette.example:22/", "names port 22"),
        ("http://[::1%25lo]/", "is no name of a host"),
        ("http://gaz ette.example/", "is no name of a host"),
        ("http://ga%7Aette.example/", "is no name of a host"),
        ("http://a..example/", "is no (name of a host|web address)"),
    ],
)
def test_what_is_no_address_of_the_web_is_refused_with_a_sentence(
    address: str, words: str, door: Door, sites: Sites
) -> None:
    with pytest.raises(InputError, match=words) as stop:
        fetch(address, door=door)
    assert "secret" not in str(stop.value)
    assert stop.value.problems[0].hint
    assert sites.asked == []


def test_a_hosts_name_is_asked_in_ascii(sites: Sites, world: World) -> None:
    """IDN: the wire carries xn--, whatever letters the editor typed."""
    sites.put("xn--bcher-kva.example/f%C3%A4hre?q=a%20b", page())
    fetched = fetch("https://BÜCHER.example/fähre?q=a b#top".replace("https", "http"), door=world.door())
    assert fetched.address == "http://xn--bcher-kva.example/f%C3%A4hre?q=a%20b"
    assert fetched.requested == "http://BÜCHER.example/fähre?q=a b#top"


def test_every_address_of_a_host_must_be_public(sites: Sites, world: World) -> None:
    world.names["gazette.example"] = [[PUBLIC, "10.0.0.7"]]
    with pytest.raises(InputError, match=r"is at 10\.0\.0\.7, an address that is not of the public network"):
        fetch("http://gazette.example/", door=world.door())
    assert world.dialled == []


def test_a_second_answer_of_the_name_server_does_not_slip_through(sites: Sites, world: World) -> None:
    """Rebinding: public when it is looked at, loopback a moment later. What is looked at is what is dialled."""
    for times in range(1, 8):
        world.names["gazette.example"] = [*[[PUBLIC]] * times, ["127.0.0.1"]]
        sites.put("gazette.example/", page())
        world.dialled.clear()
        with suppress(InputError, ExternalError):
            fetch("http://gazette.example/", door=world.door())
        assert {address for address, _ in world.dialled} <= {PUBLIC}
    assert world.dialled


def test_the_checked_address_is_dialled_and_the_host_keeps_its_name(sites: Sites, world: World) -> None:
    world.names["gazette.example"] = [["2606:2800:220:1::1", PUBLIC]]
    sites.put("gazette.example/", page())
    fetched = fetch("http://gazette.example/", door=world.door())
    assert set(world.dialled) == {("2606:2800:220:1::1", 80)}
    assert fetched.last.answer.ip == "2606:2800:220:1::1"
    assert [one.host for one in sites.asked] == ["gazette.example"] * 2


def test_a_redirect_into_the_house_is_not_followed(sites: Sites, world: World) -> None:
    """Every hop is looked at anew: cloud metadata, a router, a name that leads to one."""
    world.names["printer.example"] = [["192.168.1.9"]]
    for place in (
        "http://169.254.169.254/latest/meta-data/",
        "http://printer.example/",
        "//127.1/",
        "http://[::ffff:10.0.0.1]/",
    ):
        sites.put("gazette.example/", moved(place))
        with pytest.raises(InputError, match=r"leads to .*, which is at .* not of the public network") as stop:
            fetch("http://gazette.example/", door=world.door())
        assert str(stop.value).startswith("http://gazette.example/: ")
        assert "add the file" in stop.value.problems[0].hint
    assert {address for address, _ in world.dialled} == {PUBLIC}


@pytest.mark.parametrize(
    "place",
    [
        "http://editor:pw@gazette.example/b",
        "http://gazette.example:8080/",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "http://[/",
    ],
)
def test_a_redirect_to_no_address_of_the_web_is_not_followed(place: str, sites: Sites, door: Door) -> None:
    sites.put("gazette.example/", moved(place))
    with pytest.raises((InputError, ExternalError), match="leads to") as stop:
        fetch("http://gazette.example/", door=door)
    assert "pw" not in str(stop.value)
    assert sites.paths() == ["gazette.example/"]


def test_a_host_that_is_not_there(world: World) -> None:
    world.names["nowhere.example"] = [[]]
    with pytest.raises(ExternalError, match=r"there is no host nowhere\.example") as stop:
        fetch("http://nowhere.example/ferry", door=world.door())
    assert stop.value.exit_code == 5


def test_an_address_is_shown_without_what_a_terminal_would_obey() -> None:
    assert shown("https://a:b@gazette.example/\x1b[2J\u202e") == "https://gazette.example/?[2J"


def test_a_target_says_its_origin() -> None:
    target = parse_target("http://[2606:2800:220:1::1]:8080/a?b", frozenset({8080}))
    assert (target.origin, str(target)) == ("http://[2606:2800:220:1::1]:8080", "http://[2606:2800:220:1::1]:8080/a?b")
