"""What servers are told: the same for each kind of file as the site says itself, tried on real ones where they are installed."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from publishkit.publish.files import Addresses, SiteFile
from publishkit.publish.hosting import rule_of, server_config
from publishkit.publish.output import load_finished
from publishkit.publish.site.site import make_site
from publishkit.publish.targets.base import CACHE_CONTROL
from publishkit.theme.load import load_theme
from publishkit.workspace.load import load_config
from tests.publish.small_shelf import build_small, publish_small
from tests.support.command import run

AT = Addresses(base="https://quay.example/letter/")


@pytest.fixture(scope="module")
def letter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with an edition and its book; `www/letter` is the site."""
    root = tmp_path_factory.mktemp("letter")
    name = build_small(root, 1, outputs=["web", "epub"])
    (root / "static").mkdir()
    (root / "static/kit.woff2").write_bytes(b"wOF2")
    (root / "www").mkdir()
    publish_small(root, root / "www/letter", [name])
    return root


@pytest.fixture(scope="module")
def files(letter: Path) -> tuple[SiteFile, ...]:
    """The files of the site."""
    theme = load_theme("almanac", (letter / "themes",))
    return make_site(letter, load_config(letter), theme, load_finished(letter, ["2026-w01"]))


def test_the_table_says_of_every_file_what_the_site_says(files: tuple[SiteFile, ...]) -> None:
    """Media type and caching are those that a store is given with each object."""
    for file in files:
        rule = rule_of(file.path)
        assert rule is not None, file.path
        assert (rule.media_type, rule.cache) == (file.media_type, file.cache), file.path


def test_the_command_prints_it(letter: Path) -> None:
    for kind in ("nginx", "caddy", "apache"):
        done = run("hosting", kind, cwd=letter)
        assert (done.exit_code, "feeds/" in done.stdout) == (0, True)
    done = run("hosting", "iis", cwd=letter)
    assert (done.exit_code, "nginx, caddy, apache" in done.stderr) == (2, True)


def test_where_it_stood_before_leads_to_where_it_stands() -> None:
    old = ("https://old.example/brief",)
    assert (
        r"# location ^~ /brief/ { rewrite ^/brief/(.*)$ https://quay.example/letter/$1 permanent; }"
        in server_config("nginx", AT, old)
    )
    assert "# redir @moved https://quay.example/letter/{re.moved.1} permanent" in server_config("caddy", AT, old)
    assert '# RedirectMatch 301 "^/brief/(.*)$" "https://quay.example/letter/$1"' in server_config("apache", AT, old)


@pytest.mark.parametrize(
    ("kind", "names"),
    [("apache", {".htaccess"}), ("netlify", {"_headers", "_redirects"}), ("github", {".nojekyll"}), ("", set())],
)
def test_files_for_hosts_go_along(letter: Path, tmp_path: Path, kind: str, names: set[str]) -> None:
    root = Path(shutil.copytree(letter, tmp_path / "copy"))
    config = root / "publishkit.toml"
    settings = f'\n[publish]\nhosting = "{kind}"\nmoved_from = ["https://old.example/brief/"]\n'
    config.write_text(config.read_text() + settings)
    publish_small(root, tmp_path / "www", ["2026-w01"])
    assert {".htaccess", "_headers", "_redirects", ".nojekyll"} & {
        one.name for one in (tmp_path / "www").iterdir()
    } == names
    if kind == "netlify":
        told = (tmp_path / "www/_headers").read_text().split("\n/")
        assert "/letter/opds/issues/*\n  Content-Type: application/opds-publication+json" in "/" + "\n/".join(told)
        assert len(told) == len({row.partition("\n")[0] for row in told}) < 100  # Cloudflare Pages reads a hundred
        line = "https://old.example/brief/* https://quay.example/letter/:splat 301\n"
        assert (tmp_path / "www/_redirects").read_text() == line


# --- real servers -----------------------------------------------------------------------------------------------------


def _nginx(root: Path, port: int, folder: Path) -> tuple[list[str], str]:
    (folder / "kit.conf").write_text(server_config("nginx", AT))
    types = next((p for p in _beside("nginx", "etc/nginx/mime.types") if p.exists()), None)
    known = f"include {types};" if types else ""
    temporary = " ".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"daemon off; pid {folder}/pid; error_log {folder}/log; events {{}}\nhttp {{ {known} access_log off; {temporary}\n"
        f"server {{ listen 127.0.0.1:{port}; root {root};\n include {folder}/kit.conf; }} }}\n"
    )
    return ["nginx", "-p", str(folder), "-c", str(folder / "nginx.conf")], "nginx"


def _caddy(root: Path, port: int, folder: Path) -> tuple[list[str], str]:
    (folder / "kit.caddy").write_text(server_config("caddy", AT))
    (folder / "Caddyfile").write_text(
        f"{{\n\tadmin off\n\tauto_https off\n}}\nhttp://127.0.0.1:{port} {{\n\troot * {root}\n\timport {folder}/kit.caddy\n}}\n"
    )
    return ["caddy", "run", "--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"], "caddy"


def _apache(root: Path, port: int, folder: Path) -> tuple[list[str], str]:
    modules = next(
        (p for p in _beside("apache2", "usr/lib/apache2/modules", "usr/lib/httpd/modules") if p.is_dir()), None
    )
    if modules is None:
        pytest.skip("the modules of Apache are not where they are looked for")
    (root / "letter/.htaccess").write_text(server_config("apache", AT))
    names = ("mpm_event", "authz_core", "dir", "alias", "headers", "mime")
    loaded = "\n".join(f"LoadModule {name}_module {modules}/mod_{name}.so" for name in names)
    (folder / "types").write_text("text/html html\n")
    (folder / "httpd.conf").write_text(
        f"ServerRoot {folder}\nServerName quay.example\nListen 127.0.0.1:{port}\n{loaded}\nPidFile {folder}/pid\n"
        f"ErrorLog {folder}/log\nTypesConfig {folder}/types\nDocumentRoot {root}\n"
        f"<Directory {root}>\nAllowOverride All\nRequire all granted\n</Directory>\n"
    )
    return ["apache2", "-X", "-f", str(folder / "httpd.conf")], "apache2"


def _beside(program: str, *paths: str) -> Iterator[Path]:
    """Yield where files of a program are: on the system, or in the tree that it was unpacked with."""
    found = Path(shutil.which(program) or "/usr/sbin/none").resolve()
    for base in (found.parent.parent.parent, Path("/")):
        yield from (base / path for path in paths)


STARTS: Mapping[str, Callable[[Path, int, Path], tuple[list[str], str]]] = {
    "nginx": _nginx,
    "caddy": _caddy,
    "apache2": _apache,
}


def _free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


@contextmanager
def serving(program: str, root: Path, folder: Path) -> Iterator[httpx.Client]:
    """Run a server on the site, and stop it in the end."""
    port = _free_port()
    command, _ = STARTS[program](root, port, folder)
    environment = {**os.environ, "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    with (folder / "out").open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out, env=environment)
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=10) as client:
            until = time.monotonic() + 20
            while process.poll() is None and time.monotonic() < until:
                try:
                    client.get("/")
                    break
                except httpx.TransportError:
                    time.sleep(0.1)
            assert process.poll() is None, (folder / "out").read_text() + _log(folder)
            yield client
    finally:
        process.terminate()
        process.wait(10)


def _log(folder: Path) -> str:
    return (folder / "log").read_text() if (folder / "log").exists() else ""


@pytest.mark.parametrize("program", STARTS)
def test_a_real_server_sends_every_file_as_it_should(
    letter: Path, files: tuple[SiteFile, ...], tmp_path: Path, program: str
) -> None:
    """Every file of the site with its media type and caching; pages of folders; 404; what is ours alone stays hidden."""
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not installed here")
    root = Path(shutil.copytree(letter / "www", tmp_path / "www"))
    for path in (tmp_path, *tmp_path.parents[:-2]):  # Debian's Apache changes to a user of its own when root starts it
        path.chmod(0o755) if path.stat().st_uid == os.getuid() and str(path).startswith("/tmp/pytest") else None
    (tmp_path / "server").mkdir()
    with serving(program, root, tmp_path / "server") as client:
        for file in files:
            answer = client.get(f"/letter/{file.path}")
            if file.path == "index.html" or file.path.endswith("/index.html"):
                answer = client.get(f"/letter/{file.path.removesuffix('index.html')}")
            assert answer.status_code == 200, file.path
            got = answer.headers["Content-Type"].replace(" ", "").lower(), answer.headers["Cache-Control"]
            assert got == (file.media_type.replace(" ", "").lower(), CACHE_CONTROL[file.cache]), file.path
            assert len(answer.content) == file.bytes, file.path
        assert client.get("/letter/.publishkit-site.json").status_code == 404
        lost = client.get("/letter/nothing/here.html")
        assert (lost.status_code, "text/html" in lost.headers["Content-Type"]) == (404, True)
        assert "<h1" in lost.text
        assert "immutable" not in lost.headers.get("Cache-Control", "")
