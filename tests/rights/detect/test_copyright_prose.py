"""A sentence that quotes somebody's imprint makes nobody the holder, and a printed © carries nothing but its line."""

import pytest

from publishkit.rights.notices.copyright_line import choose_copyright, choose_placed, copyright_name

STORY = "The council met twice that winter.\n"


@pytest.mark.parametrize(
    "sentence",
    [
        "The *Northern Courier* (© 2026 Northern Courier Media Ltd, all rights reserved) wrote in March: “Nobody minds.”",
        "Its imprint reads “© 2026 Northern Courier Media Ltd. All rights reserved.”",
        'Its imprint reads "© 2026 Northern Courier Media Ltd", and nobody minds.',
        "Im Impressum steht „© 2026 Nordkurier GmbH. Alle Rechte vorbehalten.“, und doch wurde es kopiert.",
        "The old notice © 2026 Northern Courier Media Ltd was printed under each of them.",
        "Le journal (© 2026 Gazette du Nord SA, tous droits réservés) écrivait en mars que personne ne s'en soucie.",
    ],
)
def test_an_imprint_quoted_in_a_sentence_is_not_the_line_of_the_text(sentence: str) -> None:
    assert choose_copyright(STORY + sentence) is None
    assert choose_copyright(f"{STORY}{sentence}\n© 2026 Tom Rudd") == "© 2026 Tom Rudd"


@pytest.mark.parametrize(
    ("line", "printed"),
    [
        ("*© 2026 Tom Rudd*", "© 2026 Tom Rudd"),
        ("**© 2026 [Tom Rudd](https://rudd.example)**", "© 2026 Tom Rudd"),
        ("> © 2026 Tom Rudd", "© 2026 Tom Rudd"),
        ("(© 2026 Tom Rudd)", "© 2026 Tom Rudd"),
        ("© 2026 Tom Rudd) wrote in", "© 2026 Tom Rudd"),
        ("We asked again. © 2026 Tom Rudd", "© 2026 Tom Rudd"),
        ("© 2026 Otto Lind ∙ Privacy ∙ Terms", "© 2026 Otto Lind"),
        ("© 2026 Otto Lind · Impressum", "© 2026 Otto Lind"),
        ("Ditchwater © 2026 · Powered by Ghost", "Ditchwater © 2026"),
        ("© 2026 Otto Lind | WordPress Theme by Pier", "© 2026 Otto Lind"),
        ("© 2026 Otto Lind | All rights reserved", "© 2026 Otto Lind | All rights reserved"),
        ("News of Friday, 9 May | © Ida Press GmbH | Parliament puts off its vote on the bridge", "© Ida Press GmbH"),
        ("Harbour Gazette (© 2026 Example Media). All rights reserved",) * 2,
        ("This article is © 2026 Northern Courier Media Ltd and may not be copied.",) * 2,
        ("Alle Rechte vorbehalten. © 2026 Nordkurier GmbH",) * 2,
        ("(c) Jo Guest 2026",) * 2,
    ],
)
def test_a_line_is_printed_without_marks_menus_and_the_rest_of_its_sentence(line: str, printed: str) -> None:
    assert choose_copyright(STORY + line) == printed


@pytest.mark.parametrize("dot", "∙⋅‧◦▪●│¦")
def test_whatever_parts_a_footer_ends_the_name(dot: str) -> None:
    signed = choose_placed([(f"© 2026 Otto Lind {dot} Privacy {dot} Terms", "footer")])
    assert signed is not None
    assert (signed.name, signed.line) == ("Otto Lind", "© 2026 Otto Lind")


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Copyright © 2026. Steady improvement under the mild influence of coffee.", None),
        ("© 2026. Getting better at it with every pot of tea.", None),
        ("© 2026. Society for the Protection of Piers and Quays", "Society for the Protection of Piers and Quays"),
        ("© 2026. Pier and Quay of the old harbour Ltd.", "Pier and Quay of the old harbour Ltd."),
        (
            "pierletter, 2018-2026 © All rights reserved. Operated by PIER LETTER LIMITED, a company",
            "PIER LETTER LIMITED",
        ),
        ("© 2026 Owned and operated by Pier Letter LLC", "Pier Letter LLC"),
    ],
)
def test_a_motto_behind_the_year_is_nobodys_name_and_who_runs_a_site_is_named(line: str, name: str | None) -> None:
    assert copyright_name(line) == name
