"""Results of another plan are made again, also where Snakemake has forgotten of which they are."""

import pytest

from explant.integrity.outdated import hash_of, have_made_again
from explant.integrity.records import Record, kept


@pytest.mark.parametrize(
    ("name", "value", "same"),
    [
        ("plan", {"alpha": 0.01}, False),
        ("plan", {"seed": 1, "alpha": 0.05}, False),
        ("code", "other", False),
        ("history", "other", True),
    ],
)
def test_what_makes_other_results_has_another_hash(name, value, same):
    spec = {"plan": {"alpha": 0.05, "seed": 1}, "code": "c", "history": "h"}
    assert (hash_of(spec | {name: value}) == hash_of(spec)) == same


def record(tmp_path, contents, parameters="now"):
    for name, data in contents.items():
        (tmp_path / name).write_bytes(data)
    return Record("analyse", {n: kept(d, n) for n, d in contents.items()}, {}, parameters)


FILES = {"paired.csv": b"p\n0.1\n", "trends.csv": b"p\n"}


@pytest.mark.parametrize(
    ("parameters", "left"),
    [("now", set(FILES)), ("", set(FILES)), ("before", {"paired.csv"})],
)
def test_a_step_of_other_parameters_lacks_its_smallest_file(tmp_path, parameters, left):
    found = have_made_again(tmp_path, record(tmp_path, FILES, parameters), "now")
    assert {path.name for path in tmp_path.iterdir()} == left
    assert found == (left != set(FILES))


def test_a_step_that_has_not_run_lacks_all(tmp_path):
    assert not have_made_again(tmp_path, None, "now")


def test_the_report_stays_until_the_new_one_is_complete(tmp_path):
    files = {"report.html": b"", "summary.txt": b"", "run.json": b"", "prism.pzfx": b"<xml>"}
    assert have_made_again(tmp_path, record(tmp_path, files, "before"), "now")
    assert {path.name for path in tmp_path.iterdir()} == set(files) - {"prism.pzfx"}
    (tmp_path / "prism.pzfx").unlink(missing_ok=True)
    assert not have_made_again(tmp_path, record(tmp_path, {"report.html": b""}, "before"), "now")
