"""A change of a digit, a row or a column is noticed; only what is named may differ."""

import subprocess
import sys

import pytest
from benchmarks.compare_tables import Table, main, run_configs

from benchmarks import compare_tables

PAIRED = """\
marker,contrast,groups,p,bf10,method
CD25,first,,0.0123,286.2328333893056,Welch
CD25,second,,0.5,0.23601286614514747,Welch
"""
BETWEEN = 'marker,groups,group_sizes\nA,"ER+, HER2− − rest","12, 8"\nB,"I, II, III","3, 4, 5"\n'
TRENDS = 'marker,levels\nA,"0, low"\n'


@pytest.fixture
def compared(tmp_path, capsys):
    def compare(before, after, table="paired", expected_status=0):
        for side, text in (("before", before), ("after", after)):
            file = tmp_path / side / "study" / f"{table}.csv"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        status = main(["--folders", str(tmp_path / "before"), str(tmp_path / "after")])
        assert status == expected_status
        return capsys.readouterr().out

    return compare


def test_equal_tables(compared):
    out = compared(PAIRED, PAIRED)
    assert "study/paired.csv: 2 rows, 6 columns, 12 cells equal\n" in out
    assert out.endswith("Equal, but for what is named above.\n")


def test_a_changed_last_digit(compared):
    out = compared(PAIRED, PAIRED.replace("0.0123", "0.0124"), expected_status=1)
    assert "11 cells equal; 1 DIFFERENCES" in out
    assert "marker=CD25, contrast=first: p was '0.0123', is '0.0124'" in out


@pytest.mark.parametrize("spelling", ["0.50", "5e-1", ""])
def test_a_number_spelled_otherwise(compared, spelling):
    out = compared(PAIRED, PAIRED.replace(",0.5,", f",{spelling},"), expected_status=1)
    assert f"p was '0.5', is '{spelling}'" in out


def test_a_lost_row_names_itself_and_no_other(compared):
    out = compared(PAIRED, "".join(PAIRED.splitlines(True)[::2]), expected_status=1)
    assert "6 cells equal; 1 DIFFERENCES" in out
    assert "row marker=CD25, contrast=first is lost" in out


def test_a_new_row(compared):
    more = PAIRED + "CD25,third,,0.5,1.0,Welch\n"
    out = compared(PAIRED, more, expected_status=1)
    assert "row marker=CD25, contrast=third is new" in out


def test_one_of_two_rows_alike_is_lost(compared):
    out = compared("note\na\na\n", "note\na\n", table="other", expected_status=1)
    assert "row number 2 is lost" in out


def test_rows_in_another_order(compared):
    head, *rows = PAIRED.splitlines(True)
    out = compared(PAIRED, head + "".join(reversed(rows)), expected_status=1)
    assert "the rows have another order" in out


def test_a_lost_column(compared):
    out = compared(PAIRED, PAIRED.replace(",p,", ",q,"), expected_status=1)
    assert "new: q" in out
    assert "column p is lost" in out


def test_columns_in_another_order(compared):
    after = "b,a\n2,1\n"
    assert "the columns have another order" in compared("a,b\n1,2\n", after, expected_status=1)


def test_a_new_column_is_told(compared):
    head, *rows = PAIRED.splitlines()
    after = "\n".join([f"verdict,{head}", *(f"evidence,{row}" for row in rows)]) + "\n"
    assert "12 cells equal; new: verdict\n" in compared(PAIRED, after)


def test_a_lost_and_a_new_table(tmp_path, compared, capsys):
    compared(PAIRED, PAIRED)
    (tmp_path / "before/study/paired.csv").rename(tmp_path / "before/study/other.csv")
    assert main(["--folders", str(tmp_path / "before"), str(tmp_path / "after")]) == 1
    out = capsys.readouterr().out
    assert "study/other.csv: LOST" in out
    assert "study/paired.csv: new" in out


def test_folders_without_tables_are_not_equal(tmp_path):
    assert main(["--folders", str(tmp_path), str(tmp_path)]) == 1


def test_the_last_digits_of_bf10(compared):
    out = compared(PAIRED, PAIRED.replace("286.2328333893056", "286.23283338931"))
    assert "11 cells equal; 1 × bf10 (last digits, from another quadrature)" in out
    out = compared(PAIRED, PAIRED.replace("286.2328333893056", "286.2328343893056"), "paired", 1)
    assert "bf10 was" in out


def test_a_lost_bf10(compared):
    assert "bf10 was" in compared(PAIRED, PAIRED.replace("286.2328333893056", ""), "paired", 1)


def test_lists_that_became_json(compared):
    after = (
        "marker,groups,group_sizes\n"
        'A,"[""ER+, HER2−"", ""rest""]","[12, 8]"\nB,"[""I"", ""II"", ""III""]","[3, 4, 5]"\n'
    )
    out = compared(BETWEEN, after, table="between")
    assert "2 cells equal; 2 × group_sizes (a JSON array); 2 × groups (a JSON array)" in out
    other = after.replace('""I""', '""IV""').replace("[12, 8]", "[8, 12]")
    out = compared(BETWEEN, other, "between", 1)
    assert out.count(" was ") == 2


def test_an_exception_holds_in_its_tables_only(compared):
    after = 'marker,levels\nA,"[""0"", ""low""]"\n'
    compared(TRENDS, after, table="trends")
    compared(TRENDS, after, table="other", expected_status=1)


def test_a_method_that_became_a_key(compared, monkeypatch):
    after = PAIRED.replace("Welch", "welch")
    compared(PAIRED, after, expected_status=1)
    monkeypatch.setitem(compare_tables.METHOD_KEYS, "Welch", "welch")
    compared(PAIRED, after)
    compared(PAIRED, PAIRED.replace("Welch", "student"), expected_status=1)


def test_few_cells_are_named_and_all_counted(compared):
    rows = [f"{row},{row}" for row in range(50)]
    before, after = ("\n".join(["marker,p", *rows, ""]) for rows in (rows, [f"{r}0" for r in rows]))
    out = compared(before, after, expected_status=1)
    assert "50 DIFFERENCES" in out
    assert out.count(" was ") == compare_tables.SHOWN


def test_a_table_is_read_as_text(tmp_path):
    (tmp_path / "a.csv").write_text('a,b\n007,"x, ""y"""\nNA,\n', encoding="utf-8")
    assert Table.read(tmp_path / "a.csv").rows == [["007", 'x, "y"'], ["NA", ""]]


@pytest.fixture
def repository(tmp_path, monkeypatch):
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "kept.txt").write_text("old", encoding="utf-8")
    git = ["git", "-c", "user.name=A", "-c", "user.email=a@b.c"]
    for command in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "One"]):
        subprocess.run([*git, *command], cwd=folder, check=True)
    (folder / "kept.txt").write_text("new", encoding="utf-8")
    (folder / "untracked.txt").write_text("new", encoding="utf-8")
    (folder / ".gitignore").write_text("ignored.txt\n", encoding="utf-8")
    (folder / "ignored.txt").write_text("", encoding="utf-8")
    monkeypatch.setattr(compare_tables, "PROJECT", folder)
    return folder


def test_a_revision_and_the_working_tree(repository, tmp_path):
    before, after = tmp_path / "before", tmp_path / "after"
    compare_tables.export_revision("HEAD", before)
    compare_tables.export_working_tree(after)
    assert (before / "kept.txt").read_text(encoding="utf-8") == "old"
    assert (after / "kept.txt").read_text(encoding="utf-8") == "new"
    assert {file.name for file in after.iterdir()} == {"kept.txt", "untracked.txt", ".gitignore"}


def test_every_config_runs_in_its_own_tree(tmp_path, monkeypatch):
    (tmp_path / "config/examples").mkdir(parents=True)
    for name in ("config", "examples/b", "examples/a"):
        (tmp_path / f"config/{name}.yaml").touch()
    runs = []

    def run(command, cwd, env, **_):
        runs.append((command[-1], cwd, "PYTHONPATH" in env))
        return subprocess.CompletedProcess(command, int("examples/b" in command[-1]), "why")

    monkeypatch.setenv("PYTHONPATH", "elsewhere")
    monkeypatch.setattr(subprocess, "run", run)
    with pytest.raises(RuntimeError, match=r"config/examples/b\.yaml failed in .*\nwhy"):
        run_configs(tmp_path, 1)
    names = ["config/config.yaml", "config/examples/a.yaml", "config/examples/b.yaml"]
    assert runs == [(name, tmp_path, False) for name in names]


def test_the_script_needs_no_package():
    script = compare_tables.__file__
    shown = subprocess.run([sys.executable, "-S", script, "--help"], capture_output=True, text=True)
    assert shown.returncode == 0
    assert "--before REV" in shown.stdout
