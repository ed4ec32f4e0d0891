"""A remembered plan is the plan of the config as it is now, and of nothing else."""

import json
from pathlib import Path

import pytest

from explant.config import loading
from explant.config.loading import load_plan
from explant.problems import ProblemsError
from explant.run.starting import checked_plan as module
from explant.run.starting.checked_plan import PLANS, checked_plan, is_new, is_remembered
from explant.run.starting.read_sheet import headings_of

ROOT = Path(__file__).resolve().parents[3]
CONFIGS = sorted((ROOT / "config").rglob("*.yaml"))


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)


def no_headings(plan):
    raise AssertionError("No pattern is in this config.")


@pytest.fixture
def read(monkeypatch) -> list[int]:
    """How often a config was read as YAML."""
    times: list[int] = []

    def counting(*arguments):
        times.append(1)
        return load_plan(*arguments)

    monkeypatch.setattr(loading, "load_plan", counting)
    return times


@pytest.mark.parametrize("config", CONFIGS, ids=lambda path: path.stem)
def test_a_remembered_plan_is_the_same(config, monkeypatch) -> None:
    monkeypatch.chdir(ROOT)
    whole = load_plan([config], {}, lambda plan: headings_of(plan, "code"))
    lines = [line.split("#")[0] for line in config.read_text(encoding="utf-8").splitlines()]
    assert bool(module._as_text(whole, [config], {})) == (
        not any("each_" in line for line in lines)
    )


def test_the_second_time_no_yaml_is_read(read, tmp_path) -> None:
    config = tmp_path / "mine.yaml"
    config.write_bytes((ROOT / "config" / "config.yaml").read_bytes())
    assert not is_remembered([config], {}, "code")
    first = checked_plan([config], {}, "code", no_headings)
    assert is_remembered([config], {}, "code")
    assert not is_remembered([config], {"study": "other"}, "code")
    again = checked_plan([config], {}, "code", no_headings)
    assert read == [1]
    assert again == first == load_plan([config])


def test_a_config_is_new_until_a_start_had_it(tmp_path) -> None:
    config = tmp_path / "config" / "config.yaml"
    config.parent.mkdir()
    config.write_bytes((ROOT / "config" / "config.yaml").read_bytes())
    assert is_new([config], {})
    checked_plan([Path("config/config.yaml")], {}, "code", no_headings)
    assert not is_new([str(config)], {})
    assert not is_new([], {})
    assert is_new([config], {"study": "other"})
    config.write_bytes(config.read_bytes() + b"\n")
    assert is_new([config], {})
    PLANS.write_text("[1", encoding="utf-8")
    assert is_new([config], {})


def test_another_byte_word_or_code_is_read_anew(read, tmp_path) -> None:
    config = tmp_path / "mine.yaml"
    config.write_bytes((ROOT / "config" / "config.yaml").read_bytes())
    checked_plan([config], {}, "code", no_headings)
    assert checked_plan([config], {"study": "other"}, "code", no_headings).study.name == "other"
    checked_plan([config], {}, "other code", no_headings)
    config.write_text(
        config.read_text(encoding="utf-8").replace("alpha: 0.05", "alpha: 0.01"), encoding="utf-8"
    )
    assert checked_plan([config], {}, "code", no_headings).inference.alpha == 0.01
    assert len(read) == 4


def test_a_fault_is_told_each_time(read, tmp_path) -> None:
    config = tmp_path / "mine.yaml"
    config.write_text("markers: 3\n", encoding="utf-8")
    for _ in range(2):
        with pytest.raises(ProblemsError):
            checked_plan([config], {}, "code", no_headings)
    assert len(read) == 2
    with pytest.raises(ProblemsError, match="does not exist"):
        checked_plan([tmp_path / "none.yaml"], {}, "code", no_headings)


def test_markers_of_another_file_are_read_each_time(read, tmp_path) -> None:
    text = (ROOT / "config" / "config.yaml").read_text(encoding="utf-8")
    config, names = tmp_path / "mine.yaml", tmp_path / "names.txt"
    group = f'markers:\n  panel: {{unit: "#", each_in: {names}}}\n  CD25:'
    config.write_text(text.replace("markers:\n  CD25:", group), encoding="utf-8")
    for written in ("A\nB\n", "A\nB\nC\n"):
        names.write_text(written, encoding="utf-8")
        plan = checked_plan([config], {}, "code", no_headings)
        assert set(written.split()) < set(plan.markers)


def test_a_config_that_is_saved_while_it_is_read_is_not_remembered(tmp_path, monkeypatch) -> None:
    config = tmp_path / "mine.yaml"
    before = (ROOT / "config" / "config.yaml").read_bytes()
    config.write_bytes(before)

    def saved_meanwhile(files, *arguments):
        config.write_bytes(before.replace(b"alpha: 0.05", b"alpha: 0.01"))
        return load_plan(files, *arguments)

    with monkeypatch.context() as patch:
        patch.setattr(loading, "load_plan", saved_meanwhile)
        assert checked_plan([config], {}, "code", no_headings).inference.alpha == 0.01
    config.write_bytes(before)
    assert checked_plan([config], {}, "code", no_headings).inference.alpha == 0.05


def test_what_was_damaged_is_read_again(read, tmp_path) -> None:
    config = tmp_path / "mine.yaml"
    config.write_bytes((ROOT / "config" / "config.yaml").read_bytes())
    first = checked_plan([config], {}, "code", no_headings)
    kept = json.loads(PLANS.read_text(encoding="utf-8"))
    PLANS.write_text(json.dumps({key: text[:50] for key, text in kept.items()}), encoding="utf-8")
    assert checked_plan([config], {}, "code", no_headings) == first
    assert len(read) == 2


def test_only_the_last_configs_are_kept(tmp_path) -> None:
    config = tmp_path / "mine.yaml"
    config.write_bytes((ROOT / "config" / "config.yaml").read_bytes())
    for number in range(module.MOST + 3):
        checked_plan([config], {}, f"code {number}", no_headings)
    assert len(json.loads(PLANS.read_text(encoding="utf-8"))) == module.MOST
