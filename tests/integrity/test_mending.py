"""What becomes of results that are not what Explant wrote, at the start of a run."""

import os
import shutil
from dataclasses import replace

import pytest

from explant.integrity.manifest import MANIFEST, manifest_of
from explant.integrity.mending import WAS_ADOPTED, foreseen, mend, settle
from explant.integrity.records import FOLDER, Record, kept, publish, records_in, rewrite

FILES = {
    "ingest": {"measurements.csv": b"a\n1\n2\n3\n", "columns.csv": b"a\n9\n"},
    "ingest-problems": {"problems.csv": b"severity\nwarning\n"},
    "analyse": {"paired.csv": b"p\n0.01\n0.02\n", "trends.csv": b"p\n"},
    "marker_figures": {"figures/a.svg": b"<svg/>", "figures/a.pdf": b"%PDF"},
    "report": {"report.html": b"<p>", "run.json": b'{"seed": 1, "started": "today"}'},
}
NAMES = [name for files in FILES.values() for name in files]
STEPS = ["ingest", "analyse", "marker_figures", "report"]


def write(results, record_name, files, read=()):
    stage = results / "stage"
    stage.mkdir(parents=True)
    for name, data in files.items():
        (stage / name.split("/")[-1]).write_bytes(data)
    record = Record(
        record_name.split("-")[0], {n: kept(d, n) for n, d in files.items()}, dict(read)
    )
    publish(results, record_name, record, stage)
    shutil.rmtree(stage)


@pytest.fixture
def results(tmp_path):
    """Results of a run that came to its end."""
    folder = tmp_path / "study"
    for record_name, files in FILES.items():
        write(folder, record_name, files)
    assert settle(folder, STEPS, ended=True) == []
    return folder


def planned(name):
    return True


def known():
    return NAMES


def start(results, planned=planned):
    return mend(results, planned, known)


def contents(results):
    return {name: (results / name).read_bytes() for name in NAMES if (results / name).exists()}


def times(results):
    return {name: (results / name).stat().st_mtime_ns for name in NAMES}


def everything(results):
    return {
        path.relative_to(results): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in results.rglob("*")
        if path.is_file()
    }


def test_nothing_is_said_of_what_explant_wrote(results):
    before, when = contents(results), times(results)
    assert foreseen(results, planned, known) == start(results) == []
    assert contents(results) == before
    assert times(results) == when
    assert settle(results, STEPS, ended=True) == start(results) == []


def other_cell(path):
    data = path.read_bytes()
    path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))


ALTERATIONS = {
    "a cell": other_cell,
    "a cut": lambda path: path.write_bytes(path.read_bytes()[:-2]),
    "a row more": lambda path: path.write_bytes(path.read_bytes() + b"1\n"),
    "emptied": lambda path: path.write_bytes(b""),
    "a folder": lambda path: (path.unlink(), path.mkdir()),
}


@pytest.mark.parametrize("time", ["new", "older", "the same"])
@pytest.mark.parametrize("alteration", ALTERATIONS)
@pytest.mark.parametrize("name", NAMES)
def test_an_altered_file_is_set_aside_whatever_its_time(results, name, alteration, time):
    path, others = results / name, contents(results)
    before = path.stat()
    ALTERATIONS[alteration](path)
    altered = path.read_bytes() if path.is_file() else None
    if time != "new":
        when = before.st_mtime_ns - (10**12 if time == "older" else 0)
        os.utime(path, ns=(when, when))
    told, as_it_was = foreseen(results, planned, known), everything(results)
    assert everything(results) == as_it_was
    assert len(told) == 1
    assert told[0].startswith(f"{name} is not as Explant wrote it (")
    (sentence,) = start(results)
    aside = results / "altered" / f"{name.rpartition('.')[0]}.1.{name.rpartition('.')[2]}"
    assert sentence.startswith(f"{name} is not as Explant wrote it (")
    assert sentence.endswith(f"): it was moved to {aside} and is made again.")
    assert not path.exists()
    if altered is not None:
        assert aside.read_bytes() == altered
    with_it = {"problems.csv": "columns.csv"}.get(name, name)
    assert contents(results) == {k: v for k, v in others.items() if k not in (name, with_it)}


@pytest.mark.parametrize(
    ("data", "how"),
    [
        (b"", "it is empty"),
        (b"p\n0.01\n", "1 row instead of 2"),
        (b"p\n0.01\n0.024\n", "13 bytes instead of 12"),
        (b"p\n0.01\n0.03\n", "as long as before, with something else in it"),
    ],
)
def test_it_is_said_how_a_table_differs(results, data, how):
    (results / "paired.csv").write_bytes(data)
    assert f"paired.csv is not as Explant wrote it ({how})" in start(results)[0]


def test_no_file_that_was_set_aside_is_overwritten(results):
    for number in (1, 2):
        (results / "paired.csv").write_bytes(b"%d" % number)
        start(results)
        write(results, "analyse", FILES["analyse"])
        settle(results, STEPS, ended=True)
    assert sorted(path.name for path in (results / "altered").iterdir()) == [
        "paired.1.csv",
        "paired.2.csv",
    ]
    assert (results / "altered" / "paired.1.csv").read_bytes() == b"1"


def test_many_are_told_in_one_sentence(results):
    for name in ("paired.csv", "trends.csv", "columns.csv"):
        (results / name).write_bytes(b"")
    (sentence,) = start(results)
    assert sentence.startswith("3 files are not as Explant wrote them: they were moved to ")
    assert all(name in sentence for name in ("paired.csv", "trends.csv", "columns.csv"))


def test_the_same_bytes_at_another_time_get_their_time_again(results):
    when = times(results)
    for shift, name in ((-(10**13), "paired.csv"), (10**15, "measurements.csv")):
        os.utime(results / name, ns=(when[name], when[name] + shift))
    assert start(results) == []
    assert times(results) == when
    assert not (results / "altered").exists()


def test_a_copy_of_the_folder_is_what_it_was(results, tmp_path):
    copy = tmp_path / "copy"
    shutil.copytree(results, copy, copy_function=shutil.copy)
    when = times(results)
    assert start(copy) == []
    assert times(copy) == when


def test_a_removed_file_is_told_only_if_the_last_run_had_ended(results):
    (results / "paired.csv").unlink()
    assert foreseen(results, planned, known) == ["Missing, and made again by a run: paired.csv."]
    assert start(results) == ["paired.csv was missing and is made again."]
    # As if this run were killed, or Snakemake had removed the outputs of a step that failed.
    (results / "trends.csv").unlink()
    assert start(results) == []


def test_a_figure_of_an_earlier_plan_goes_and_its_altered_twin_is_kept(results):
    (results / "figures/a.svg").write_bytes(b"<svg>mine</svg>")
    (sentence,) = start(results, lambda name: name != "figures/a.svg" and "a.pdf" not in name)
    assert "again" not in sentence
    assert (results / "altered/figures/a.1.svg").read_bytes() == b"<svg>mine</svg>"
    assert not (results / "figures/a.pdf").exists()


@pytest.mark.parametrize("damage", [b"", b"{}", b"\xff", b"{"])
def test_a_damaged_manifest_is_set_aside_and_written_again(results, damage):
    before = (results / MANIFEST).read_bytes()
    (results / MANIFEST).write_bytes(damage)
    assert foreseen(results, planned, known) == [
        "manifest.json is not as Explant wrote it: a run writes it again."
    ]
    (sentence,) = start(results)
    assert "manifest.json is not as Explant wrote it" in sentence
    assert (results / MANIFEST).read_bytes() == before
    assert (results / "altered" / "manifest.1.json").read_bytes() == damage
    assert contents(results).keys() == set(NAMES)


def test_a_manifest_of_other_results_is_no_witness(results, tmp_path):
    other = tmp_path / "other"
    write(other, "analyse", {"paired.csv": b"p\n1\n"})
    settle(other, STEPS, ended=True)
    shutil.copy(other / MANIFEST, results / MANIFEST)
    assert "manifest.json is not as Explant wrote it" in start(results)[0]
    assert contents(results).keys() == set(NAMES)


def test_a_removed_manifest_is_written_again(results):
    before = (results / MANIFEST).read_bytes()
    (results / MANIFEST).unlink()
    assert start(results) == ["manifest.json was missing: it is written again."]
    assert (results / MANIFEST).read_bytes() == before


def test_without_its_records_the_manifest_is_the_witness(results):
    shutil.rmtree(results / FOLDER)
    (results / "paired.csv").write_bytes(b"p\n0.04\n0.02\n")
    (sentence,) = start(results)
    assert "paired.csv is not as Explant wrote it" in sentence
    assert settle(results, STEPS, ended=True) == []
    assert start(results) == []


def test_results_from_before_the_manifest_are_adopted(results):
    shutil.rmtree(results / FOLDER)
    (results / MANIFEST).unlink()
    (results / "notes.txt").write_text("mine", encoding="utf-8")
    before = contents(results)
    assert start(results) == [WAS_ADOPTED]
    assert contents(results) == before
    settle(results, STEPS, ended=True)
    manifest = manifest_of((results / MANIFEST).read_text(encoding="utf-8"))
    assert manifest.files.keys() == set(NAMES)
    assert all(written.adopted for written in manifest.files.values())
    assert start(results) == []
    (results / "paired.csv").write_bytes(b"")
    assert "paired.csv is not as Explant wrote it" in start(results)[0]
    # What a step makes again is adopted no longer.
    write(results, "analyse", {"paired.csv": b"p\n0.5\n"})
    settle(results, STEPS, ended=True)
    manifest = manifest_of((results / MANIFEST).read_text(encoding="utf-8"))
    assert not manifest.files["paired.csv"].adopted
    assert manifest.files["trends.csv"].adopted


@pytest.mark.parametrize("record", [b'{"seed": 1, "state": {}}', b'{"history": {}}', b"[", None])
def test_results_of_which_nothing_is_known_any_more_are_not_adopted(results, record):
    shutil.rmtree(results / FOLDER)
    (results / MANIFEST).unlink()
    (results / "paired.csv").write_bytes(b"p\n0.04\n0.02\n")
    (results / "run.json").unlink()
    if record is not None:
        (results / "run.json").write_bytes(record)
    names = set(contents(results))
    before = everything(results)
    (said,) = foreseen(results, planned, known)
    assert "a run makes them again" in said
    assert everything(results) == before
    (said,) = start(results)
    assert f"Explant wrote {len(names)} files" in said
    assert contents(results) == {}
    assert (results / "altered/paired.1.csv").read_bytes() == b"p\n0.04\n0.02\n"
    assert start(results) == []


def test_a_folder_of_records_without_records_vouches_for_nothing(results):
    for record in (results / FOLDER).iterdir():
        record.unlink()
    (results / MANIFEST).unlink()
    start(results)
    assert set(contents(results)) == {"problems.csv"}


def test_a_run_that_was_killed_before_any_step_had_ended_adopts_nothing(tmp_path):
    (tmp_path / FOLDER).mkdir()
    (tmp_path / "problems.csv").write_bytes(b"severity\n")
    assert start(tmp_path) == []
    assert records_in(tmp_path) == {}


def test_a_failed_run_puts_what_is_there_on_the_manifest(results):
    start(results)
    (results / "paired.csv").unlink()
    settle(results, STEPS, ended=False)
    manifest = manifest_of((results / MANIFEST).read_text(encoding="utf-8"))
    assert set(NAMES) - manifest.files.keys() == {"paired.csv"}
    assert start(results) == []


def test_what_another_plan_made_is_on_no_manifest(results):
    settle(results, ["ingest", "analyse", "report"], ended=True)
    manifest = manifest_of((results / MANIFEST).read_text(encoding="utf-8"))
    assert not [name for name in manifest.files if name.startswith("figures/")]


def test_an_alteration_during_the_run_is_told_at_its_end(results):
    (results / "paired.csv").write_bytes(b"")
    assert settle(results, STEPS, ended=True) == [
        "paired.csv was altered during this run (it is empty): run again, and it is made again."
    ]


NEW = {"paired.csv": b"p\n0.5\n", "trends.csv": b"p\n"}


@pytest.mark.parametrize("moved", [[], ["paired.csv"], ["paired.csv", "trends.csv"]])
def test_a_run_that_was_killed_while_a_step_published_accuses_nobody(results, moved):
    start(results)
    folder = results / FOLDER
    old = (folder / "analyse.json").read_bytes()
    write(results, "analyse", NEW)
    (folder / "analyse.json").rename(folder / "analyse.next")
    (folder / "analyse.json").write_bytes(old)
    for name in NEW.keys() - set(moved):
        (results / name).write_bytes(FILES["analyse"][name])
    assert start(results) == []
    assert not list(folder.glob("*.next"))
    now = {name: data for name, data in contents(results).items() if name in NEW}
    assert now in (FILES["analyse"], NEW, {"trends.csv": NEW["trends.csv"]})


def test_two_runs_of_one_state_have_one_manifest(results, tmp_path):
    again = tmp_path / "again"
    for record_name, files in FILES.items():
        if "run.json" in files:
            files = files | {"run.json": b'{"started": "tomorrow", "seed": 1}'}
        write(again, record_name, files)
    settle(again, STEPS, ended=True)
    assert (again / MANIFEST).read_bytes() == (results / MANIFEST).read_bytes()


KNOWN_NOW = b'{"seed": 1, "started": "today", "history": {"lines": 3}}'


def test_a_file_that_the_run_itself_writes_anew_is_what_explant_wrote(results):
    manifest = (results / MANIFEST).read_bytes()
    rewrite(results, "run.json", KNOWN_NOW)
    assert (results / "run.json").read_bytes() == KNOWN_NOW
    assert start(results) == []
    assert settle(results, STEPS, ended=True) == []
    # What it has become stands in no manifest: two runs of one state have the same.
    assert (results / MANIFEST).read_bytes() == manifest
    other_cell(results / "run.json")
    assert len(start(results)) == 1


@pytest.mark.parametrize("moved", [False, True])
def test_a_kill_while_it_is_written_anew_leaves_one_or_the_other(results, moved):
    (key,) = [key for key, each in records_in(results).items() if "run.json" in each.files]
    record = (results / FOLDER / f"{key}.json").read_bytes()
    old = (results / "run.json").read_bytes()
    rewrite(results, "run.json", KNOWN_NOW)
    (results / FOLDER / f"{key}.json").replace(results / FOLDER / f"{key}.next")
    (results / FOLDER / f"{key}.json").write_bytes(record)
    if not moved:
        (results / "run.json").write_bytes(old)
    assert start(results) == []
    assert (results / "run.json").read_bytes() == (KNOWN_NOW if moved else old)
    assert not list((results / FOLDER).glob("*.next"))


def a_link_to(where):
    def alter(path):
        path.unlink()
        path.symlink_to(where(path))

    return alter


def elsewhere(path, data):
    other = path.parents[1] / f"other-{path.name}"
    other.write_bytes(data)
    return other


def a_folder(path):
    path.unlink()
    path.mkdir()
    (path / "notes.txt").write_text("mine", encoding="utf-8")


def a_pipe(path):
    path.unlink()
    os.mkfifo(path)


@pytest.mark.parametrize(
    "alter",
    [
        a_link_to(lambda path: elsewhere(path, b"p\n0.04\n0.02\n")),
        a_link_to(lambda path: path.parent / "nowhere"),
        a_link_to(lambda path: path),
        a_folder,
        a_pipe,
    ],
    ids=["other bytes", "leads nowhere", "leads to itself", "folder", "pipe"],
)
def test_what_is_no_file_in_an_outputs_place_is_set_aside(results, alter):
    path = results / "paired.csv"
    alter(path)
    assert "paired.csv" in foreseen(results, planned, known)[0]
    assert os.path.lexists(path)
    (said,) = start(results)
    assert "paired.csv" in said
    assert not os.path.lexists(path)


def test_a_link_to_the_same_bytes_is_watched_like_a_file(results):
    path = results / "paired.csv"
    other = elsewhere(path, path.read_bytes())
    path.unlink()
    path.symlink_to(other)
    assert start(results) == []
    other.write_bytes(b"p\n0.04\n0.02\n")
    assert "paired.csv is not as Explant wrote it" in start(results)[0]
    assert other.read_bytes() == b"p\n0.04\n0.02\n"


@pytest.mark.parametrize("keep_records", [True, False])
def test_a_record_that_names_a_file_elsewhere_moves_none(results, keep_records):
    sheet = results.parent / "mine.xlsx"
    sheet.write_bytes(b"mine")
    told = manifest_of((results / MANIFEST).read_text(encoding="utf-8"))
    files = {**told.files, "../mine.xlsx": told.files["paired.csv"]}
    (results / MANIFEST).write_text(replace(told, files=files).text(), encoding="utf-8")
    record = results / FOLDER / "analyse.json"
    record.write_text(
        record.read_text(encoding="utf-8").replace("paired.csv", "../mine.xlsx"), encoding="utf-8"
    )
    if not keep_records:
        shutil.rmtree(results / FOLDER)
    start(results)
    assert sheet.read_bytes() == b"mine"
