import pytest

from explant.config.names.tumor_stages import ajcc_stage, holds, t_category


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("IIA", "IIA"), ("stage iia", "IIA"), ("Stage: IIa", "IIA"), ("2a", "IIA"), ("II A", "IIA"),
        ("3", "III"), ("0", "0"), ("IV", "IV"), ("pIIIC", "IIIC"), ("AJCC stage IB", "IB"),
        ("pathologic stage II", "II"), ("IA1", "IA1"), ("stage x", None), ("V", None),
        ("IIII", None), ("early", None), ("2.5", None),
    ],
)  # fmt: skip
def test_ajcc_stage(text, stage):
    assert ajcc_stage(text) == stage


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("T1C", "T1c"), ("pT1c", "T1c"), ("t2", "T2"), ("ypT0", "T0"), ("T1mi", "T1mi"),
        ("Tis", "Tis"), ("TX", "TX"), ("T4b", "T4b"), ("pT2(m)", "T2"), ("N1", None), ("2", None),
    ],
)  # fmt: skip
def test_t_category(text, category):
    assert t_category(text) == category


@pytest.mark.parametrize(
    ("declared", "value", "notation", "expected"),
    [
        ("II", "IIB", "ajcc_stage", True),
        ("I", "II", "ajcc_stage", False),
        ("I", "IV", "ajcc_stage", False),
        ("stage 2", "IIB", "ajcc_stage", True),
        ("IIA", "II", "ajcc_stage", False),
        ("IIA", "IIB", "ajcc_stage", False),
        ("T1", "T1mi", "t_category", True),
        ("T1", "Tis", "t_category", False),
        ("Tis", "Tis", "t_category", True),
        ("T1c", "T1", "t_category", False),
        ("Luminal A", "luminal a", "text", True),
        ("Luminal", "luminal a", "text", False),
    ],
)
def test_groups_hold_values(declared, value, notation, expected):
    assert holds(declared, value, notation) is expected
