"""Each output of the shipped example, altered in each way: noticed, set aside, made again.

What a start makes of an alteration is asked in process, of each output in each way. The ways leave
the same folder behind, so that one run an output tells how it is made again, and one run a way how
all are.
"""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from explant.config.loading import load_plan
from explant.integrity.manifest import MANIFEST
from explant.integrity.records import files_of, records_in
from explant.run.between_runs.kept_results import before_run
from tests.faults.every import only_of_all
from tests.workflow.test_altered_files import WAYS, noticed_and_remade
from tests.workflow.test_altered_files import files_of as contents_of

pytestmark = [pytest.mark.workflow, pytest.mark.more, only_of_all]

ASIDE = "altered"


def found_by_a_run(results):
    """What Snakemake finds after the start: files, and what is known of those that are there."""
    there = {
        path.relative_to(results).as_posix(): path.read_bytes()
        for path in results.rglob("*")
        if path.is_file() and not {ASIDE, ".explant"} & set(path.relative_to(results).parts)
    }
    known = {
        name: replace(each, stamp=None) for name, each in files_of(records_in(results)).items()
    }
    return there, known


def put_back(results, contents, records):
    shutil.rmtree(results / ASIDE, ignore_errors=True)
    shutil.rmtree(results / ".explant")
    shutil.copytree(records, results / ".explant")
    for name, data in contents.items():
        path = results / name
        if not path.is_file() or path.read_bytes() != data:
            path.write_bytes(data)


def test_every_output_in_every_way_is_noticed_and_set_aside(complete, tmp_path, monkeypatch):
    monkeypatch.chdir(complete.path)
    results = Path("results") / complete.study
    plan = load_plan([Path("config/config.yaml")])
    before_run(plan, results, may_write=True)
    (results / ".explant" / "complete").touch()
    records = shutil.copytree(results / ".explant", tmp_path / "records")
    contents = {name: data for name, data in found_by_a_run(results)[0].items() if "/." not in name}
    names = [*files_of(records_in(results)), MANIFEST]
    # The same as in a copy of the manifest, and far more than the tables.
    assert {"paired.csv", "report.html", "run.json", "figures/forest.pdf"} < set(names)
    for name in names:
        left = {}
        for way, alter in WAYS.items():
            path = results / name
            alter(path)
            altered = path.read_bytes() if path.exists() else None
            (foreseen,) = before_run(plan, results, may_write=False)
            assert name in foreseen, (name, way)
            assert (path.read_bytes() if path.exists() else None) == altered
            (said,) = before_run(plan, results, may_write=True)
            assert name in said, (name, way)
            kept = [file.read_bytes() for file in (results / ASIDE).rglob("*") if file.is_file()]
            assert kept == ([] if altered is None else [altered]), (name, way)
            left[way] = found_by_a_run(results)
            put_back(results, contents, records)
        assert all(each == left["removed"] for each in left.values()), name
        there = {*left["removed"][0]}
        assert name not in there or name == MANIFEST


def test_each_output_is_made_again(complete):
    expected = contents_of(complete.results)
    names = [*expected, "run.json"]
    ways = list(WAYS)
    for place, name in enumerate(names):
        way = ways[place % len(ways)]
        WAYS[way](complete.results / name)
        noticed_and_remade(complete, expected, [name], way, ())
    assert complete.run().last_lines[-1].startswith("Nothing to do")


@pytest.mark.parametrize("way", WAYS)
def test_all_outputs_are_made_again(complete, way):
    expected = contents_of(complete.results)
    names = [*expected, "run.json"]
    for name in names:
        WAYS[way](complete.results / name)
    noticed_and_remade(complete, expected, names, way, ())
    assert complete.run().last_lines[-1].startswith("Nothing to do")
