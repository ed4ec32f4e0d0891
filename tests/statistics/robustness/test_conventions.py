import pytest

from explant.statistics.robustness.conventions import CONVENTIONS


def test_every_convention_says_where_it_is_documented_and_how_it_was_checked():
    for convention in CONVENTIONS:
        assert convention.source.startswith("https://")
        assert convention.rule.endswith(".")
        assert convention.checked


# Whether p is exact for n differences without zeros and ties, with ties, and with a zero.
EXACT = {
    "R 4.5": [(49, True, False, False), (50, False, False, False)],
    "R 4.6": [(49, True, True, True), (50, False, False, False)],
    "SciPy": [(13, True, True, True), (14, True, False, False), (51, False, False, False)],
    "GraphPad": [(199, True, True, True), (201, False, False, False)],
    "jamovi since": [(5, False, False, False)],
    "SPSS": [(5, False, False, False)],
}


@pytest.mark.parametrize("program", EXACT)
def test_when_each_program_is_exact(program):
    choose = next(c.choose for c in CONVENTIONS if c.software.startswith(program))
    for n, plain, ties, zero in EXACT[program]:
        assert choose(n, 0, False).exact == plain
        assert choose(n, 0, True).exact == ties
        assert choose(n, 1, False).exact == zero
