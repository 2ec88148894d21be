"""Formulas of TeX: MathML that is whole, words a voice can say, and a reason where it is none."""

import pytest
from lxml import etree

from publishkit.workspace.formula import FormulaError, parse_formula


@pytest.mark.parametrize(
    ("tex", "words"),
    [
        ("a^2+b^2=c^2", "a² + b² = c²"),
        (r"\int_0^1 x^2\,dx = \frac13", "∫₀¹ x² dx = 1/3"),
        (r"x = \frac{-b \pm \sqrt{b^2-4ac}}{2a}", "x = (−b±√(b² − 4ac))/2a"),
        (r"e^{i\pi}+1=0", "e^(iπ) + 1 = 0"),
        (r"\sum_{i=1}^{n} i", "∑_(i = 1)ⁿ i"),
        (r"\sin x + \alpha_{ij}", "sin x + α_(ij)"),
        (r"\begin{pmatrix}a&b\\c&d\end{pmatrix}", "(a, b; c, d)"),
        (r"\hat{x} \in \mathbb{R}^3", "x̂ ∈ ℝ³"),
        (r"10^{-6}\,\text{m}", "10⁻⁶ m"),
        (r"\sqrt[3]{x}", "³√x"),
    ],
)
def test_a_formula_can_be_said(tex: str, words: str) -> None:
    """Mail and voices have no other form of it; exponents stay exponents."""
    assert parse_formula(tex).words == words


def test_its_markup_is_well_formed_and_says_itself() -> None:
    formula = parse_formula(r"x < \frac{1}{2}", block=True)
    root = etree.fromstring(formula.markup)
    assert (root.tag, root.get("display")) == ("{http://www.w3.org/1998/Math/MathML}math", "block")
    assert root.get("alttext") == formula.words == "x < 1/2"
    assert formula.letters == "x<12"
    assert parse_formula(r"x < \frac{1}{2}", block=True) == formula


@pytest.mark.parametrize(
    ("tex", "why"),
    [
        (r"\foo{x}", r"the command \foo, which is unknown"),
        (r"\ce{H2O}", r"the command \ce"),
        (r"\frac{a", "lacks a part"),
        ("x^", "no TeX that can be set"),
        ("a & b", "no TeX that can be set"),
        ("{" * 500, "too long, or too deep"),
        ("x" * 6000, "too long, or too deep"),
        (r"\text{深さ}", "a letter that no font for formulas has: 深"),
        ("", "no TeX that can be set"),
    ],
)
def test_what_cannot_be_set_says_why(tex: str, why: str) -> None:
    with pytest.raises(FormulaError, match=why.replace("\\", "\\\\")):
        parse_formula(tex)


def test_nothing_in_a_formula_leads_elsewhere_or_runs() -> None:
    markup = parse_formula(r"\href{javascript:alert(1)}{x} + \color{red}{y}").markup
    assert [word for word in ("javascript", "href", "red") if word in markup] == []
