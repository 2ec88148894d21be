"""The house's logo, colors and footer words: in every format, of every theme; and a theme for one issue."""

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from publishkit.errors import InputError
from publishkit.press.build import Build, build_issue
from tests.support.workspaces import write_workspace

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 80"><rect width="400" height="80" rx="12" fill="{}"/>'
    '<circle cx="40" cy="40" r="24" fill="#ffffff"/></svg>'
)
FOOTER = "Paid for by 212 members. No advertising."
BRAND: dict[str, Any] = {
    "logo": "brand/logo.svg",
    "logo_dark": "brand/dark.svg",
    "footer": FOOTER,
    "color": {"accent": "#7a2e4d"},
}


def write(root: Path, brand: dict[str, Any], **issue: Any) -> Path:
    write_workspace(root, config={"brand": brand}, issue=issue)
    (root / "brand").mkdir()
    (root / "brand/logo.svg").write_text(SVG.format("#7a2e4d"), "utf-8")
    (root / "brand/dark.svg").write_text(SVG.format("#f49cbb"), "utf-8")
    return root


def built(root: Path) -> Build:
    return build_issue(root, "2026-w47", lambda _step: None)


def files(made: Build) -> dict[str, bytes]:
    return {file.name: file.data for file in made.artifacts}


@pytest.fixture(scope="module")
def branded(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The files of an edition with a brand."""
    made = built(write(tmp_path_factory.mktemp("branded"), BRAND))
    assert [str(one) for one in made.findings if one.severity == "error"] == []
    assert made.exit_code == 0
    return files(made)


def epub(made: dict[str, bytes]) -> dict[str, bytes]:
    book = next(data for name, data in made.items() if name.endswith(".epub"))
    with zipfile.ZipFile(io.BytesIO(book)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def test_the_logo_stands_in_every_format(branded: dict[str, bytes]) -> None:
    """As a picture of the edition's own: nothing is fetched from anywhere else."""
    mail, page = branded["email.html"].decode(), branded["web/index.html"].decode()
    assert 'src="https://quay.example/letter/2026-w47/images/logo.png" width="320"' in mail
    assert 'src="images/logo.png" width="320" height="64"' in page
    assert "web/images/logo.png" in branded
    book = epub(branded)
    assert "EPUB/images/logo.png" in book
    assert b"images/logo.png" in book["EPUB/text/title.xhtml"]
    pdf = next(data for name, data in branded.items() if name.endswith(".pdf"))
    assert b"/Width 960" in pdf


def test_on_a_dark_ground_stands_the_dark_logo(branded: dict[str, bytes]) -> None:
    assert 'srcset="images/logo-dark.png" media="(prefers-color-scheme: dark)"' in branded["web/index.html"].decode()
    mail = branded["email.html"].decode()
    assert 'class="night"' in mail
    assert ".day{display:none!important}" in mail.replace(" ", "").replace("\n", "")


def test_the_houses_words_stand_at_the_end_of_every_format(branded: dict[str, bytes]) -> None:
    for name in ("email.html", "email.txt", "web/index.html", "web/low-water.html"):
        assert FOOTER in branded[name].decode(), name
    assert FOOTER in epub(branded)["EPUB/text/colophon.xhtml"].decode()


def test_colors_are_the_houses_with_dark_pairs(branded: dict[str, bytes]) -> None:
    sheet = branded["web/style.css"].decode()
    light, _, dark = sheet.partition("@media (prefers-color-scheme: dark)")
    assert "--accent: #7a2e4d" in light
    assert "--accent: #f49cbb" in dark


def test_without_a_dark_logo_a_see_through_one_stands_on_the_papers_color(tmp_path: Path) -> None:
    """Dark letters on nothing would not be seen in night mode."""
    brand = {key: value for key, value in BRAND.items() if key != "logo_dark"}
    made = files(built(write(tmp_path, brand, outputs=["web", "epub"])))
    for data in (made["web/images/logo.png"], epub(made)["EPUB/images/logo.png"]):
        with Image.open(io.BytesIO(data)) as logo:
            assert not logo.has_transparency_data
            assert logo.convert("RGB").getpixel((0, 0)) == (0xFB, 0xFA, 0xF6)


def test_a_logo_that_is_the_name_takes_its_place_and_is_read_as_it(tmp_path: Path) -> None:
    made = files(built(write(tmp_path, {**BRAND, "logo_is_name": True}, outputs=["web"])))
    head = made["web/index.html"].decode().partition('<h1 class="name">')[2].partition("</h1>")[0]
    assert 'alt="The Quay"' in head
    assert head.endswith("</picture>")


def test_an_issue_may_have_a_theme_of_its_own(tmp_path: Path) -> None:
    """Named in its manifest; the workspace's stays for the others."""
    root = write(tmp_path, BRAND, outputs=["web"], theme="digest")
    sheet = files(built(root))["web/style.css"].decode()
    assert "--mono" in sheet
    assert "--accent: #7a2e4d" in sheet


def test_a_theme_is_named_by_a_word(tmp_path: Path) -> None:
    root = write(tmp_path, {}, outputs=["web"])
    config = root / "publishkit.toml"
    config.write_text(f'theme = "digest"\n{config.read_text("utf-8")}', "utf-8")
    assert "--mono" in files(built(root))["web/style.css"].decode()


@pytest.mark.parametrize(
    ("brand", "told"),
    [
        (
            {"color": {"accent": "#ffcc00"}},
            r"brand.color.accent: cannot be read on panel #f3efe4: its contrast is 1.31:1",
        ),
        ({"color": {"accent": "teal"}}, 'brand.color.accent: is not a color: write it as "#rrggbb"'),
        ({"color": {"acent": "#000000"}}, "brand.color.acent: unknown key (did you mean `accent`?)"),
        ({"logo": "brand/lost.svg"}, "brand.logo: there is no file `brand/lost.svg`"),
        ({"logo": "../logo.svg"}, "brand.logo: '../logo.svg' leaves the workspace"),
        ({"logo": "publishkit.toml"}, "brand.logo: is not a JPEG, PNG"),
        ({"logo_dark": "brand/dark.svg"}, "brand.logo: is missing (`logo_dark` is its pair on a dark ground)"),
    ],
)
def test_a_wrong_brand_is_told_with_its_place_and_a_hint(tmp_path: Path, brand: dict[str, Any], told: str) -> None:
    root = write(tmp_path, brand)
    with pytest.raises(InputError) as caught:
        built(root)
    assert any(line.startswith("publishkit.toml:") and told in line for line in str(caught.value).splitlines())


def test_a_pale_color_is_told_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        built(write(tmp_path, {"color": {"accent": "#ffcc00"}}))
    assert caught.value.problems[0].line > 0
