import pytest

from explant.config.names.tumor_stages import ajcc_stage, holds, t_category


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("IIA", "IIA"), ("stage iia", "IIA"), ("Stage: IIa", "IIA"), ("2a", "IIA"), ("II A", "IIA"),
        ("3", "III"), ("0", "0"), ("IV", "IV"), ("pIIIC", "IIIC"), ("AJCC stage IB", "IB"),
        ("pathologic stage II", "II"), ("IA1", "IA1"), ("stage x", None), ("V", None),
        ("IIII", None), ("early", None), ("2.5", None),
        ("Stage IIB (T2N1M0)", "IIB"), ("pT2N1M0 (IIB)", "IIB"), ("T1cN0M0 - IA", "IA"),
        ("ypT2N0", None), ("II-III", None), ("pT2pN1M0, stage 2 B", "IIB"),
        ("pT1c pN0(sn) cM0, IA", "IA"), ("AJCC 8: IIIA", "IIIA"), ("Stadium IIA, G2", "IIA"),
        ("cT2 cN1 cM0 → IIB, ypT1 ypN0 → IA", None), ("cIIA / pIIA", "IIA"),
        ("T2N1M0", None), ("T4dN3cM1 IV", "IV"), ("IIA (2.5 cm)", "IIA"), ("grade 3", None),
    ],
)  # fmt: skip
def test_ajcc_stage(text, stage):
    assert ajcc_stage(text) == stage


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("T1C", "T1c"), ("pT1c", "T1c"), ("t2", "T2"), ("ypT0", "T0"), ("T1mi", "T1mi"),
        ("Tis", "Tis"), ("TX", "TX"), ("T4b", "T4b"), ("pT2(m)", "T2"), ("N1", None), ("2", None),
        ("pT2N1M0", "T2"), ("cT1c cN0 cM0", "T1c"), ("ypT2(m)N1a", "T2"), ("T2-3", None),
        ("T2 N1 M0 (IIB)", "T2"), ("pT2, pN1", "T2"), ("II", None), ("cT3N1 / ypT1N0", None),
        ("cT2N0, pT2N1", "T2"), ("TisN0M0", "Tis"), ("T2 or 3", None), ("CT 2019", None),
        ("T1mi (sn)", "T1mi"), ("stage IIA", None), ("pTX pN1", "TX"),
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
