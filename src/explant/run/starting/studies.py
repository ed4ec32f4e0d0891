"""Many studies in one run: each a module of the workflow, with its own folder and lock.

What is wrong with one of them is said and leaves the others alone.
"""

import re
import sys
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import chain, count
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import quote

from explant.characters import shown
from explant.config.models import Plan
from explant.config.yaml_files.reading import read_yaml
from explant.history.events import now
from explant.numbers import counted
from explant.problems import ProblemsError
from explant.run.between_runs import closing_words, lock
from explant.run.between_runs.jobs_heard import JobsHeard
from explant.run.starting import startup
from explant.run.starting.named_files import plan_with_files
from explant.run.starting.read_sheet import cells_of, code_key
from explant.run.starting.startup import ENDED
from explant.run.steps.nameless_logs import Nameless
from explant.run.steps.provenance import place_in_project
from explant.run.steps.staging import FAILURE_FILE, orphaned
from explant.whole_files import write_whole

KEY = startup.STUDIES
INDEX = Path("results/index.html")
PROCESS = re.compile(r" \(process \d+ on [^)]*\)")
BETWEEN = "__"
"""Between the name of a study and that of a rule."""
WORKBOOK = "results.xlsx"
CONFIGS = (".yaml", ".yml")
LISTS = re.compile(rb"^studies\s*:", re.MULTILINE)
"""How a file begins a line if it lists studies."""
FILES = {
    "Report": closing_words.REPORT,
    "Supplement": "supplement.html",
    "Workbook": WORKBOOK,
    "Problems in the spreadsheet": closing_words.MARKED_COPY,
}


@dataclass(frozen=True)
class Study:
    """One of many studies.

    Parameters
    ----------
    config
        Its config file.
    plan
        Its plan; None where it is refused before there is one.
    refused
        Why it is not run; empty where it is.
    results
        Folder of the results of all studies.
    """

    config: Path
    plan: Plan | None
    refused: str = ""
    results: Path = INDEX.parent

    @property
    def folder(self) -> Path:
        """Where its results go."""
        return self.results / (self.plan.folder if self.plan else self.config.stem)

    @property
    def title(self) -> str:
        """What people know it by."""
        return self.plan.report.title if self.plan else self.config.as_posix()


@dataclass
class Studies:
    """All studies of a run, and what becomes of them.

    Parameters
    ----------
    listed
        The studies, in the order of their list.
    runs
        What their modules began, by the name of the module.
    jobs
        What Snakemake says of the jobs.
    index
        The page that leads to them.
    """

    listed: Sequence[Study]
    runs: dict[str, startup.Run] = field(default_factory=dict)
    jobs: JobsHeard = field(default_factory=JobsHeard)
    index: Path = INDEX

    @property
    def modules(self) -> dict[str, Study]:
        """The studies that are run, by the name under which Snakemake knows them."""
        named: dict[str, Study] = {}
        for study in self.listed:
            if not study.refused:
                word = re.sub(r"[\W_]+", "_", study.folder.name).strip("_")
                # A rule's name begins with a letter; two folders can have one name as a rule.
                names = [word] if word[:1].isalpha() else []
                numbered = (f"study_{number}" for number in count(1))
                named[next(name for name in chain(names, numbered) if name not in named)] = study
        return named

    @property
    def refused(self) -> bool:
        """Whether a study is refused."""
        return any(study.refused for study in self.listed)

    def is_complete(self, name: str) -> bool:
        """Whether a study that was run has all of its results.

        Parameters
        ----------
        name
            Name of its module.
        """
        folder = self.runs[name].folder
        return (
            (folder / closing_words.REPORT).is_file()
            and not (folder / "logs" / FAILURE_FILE).is_file()
            and not self.jobs.lacks(lambda rule: rule.startswith(name + BETWEEN))
        )

    def end_well(self) -> None:
        """Say at the end what became of each study, and lead to all from one page."""
        self.jobs.listen()
        # After the locks were taken, so before they are let go.
        closing_words.at_exit(self.end)

    def end(self) -> None:
        """Write the page that leads to the studies, and say what each of them found."""
        from explant.pages.studies_page import StudyEntry, studies_page

        names = {id(study): name for name, study in self.modules.items()}
        titles = Counter(study.title for study in self.listed)
        entries, lines = [], []
        for study in self.listed:
            name = names.get(id(study), "")
            complete = bool(name) and self.is_complete(name)
            said = study.refused
            if name:
                said = self.runs[name].success() if complete else self.runs[name].failure()
            summary = study.folder / closing_words.SUMMARY
            found = summary.read_text(encoding="utf-8") if complete and summary.is_file() else ""
            lines.append(f"{study.title} ({study.config})\n{said}\n")
            # The folder of a study that is refused may be that of another one.
            there = FILES if name else {}
            address = quote(study.folder.relative_to(self.index.parent).as_posix())
            entries.append(
                StudyEntry(
                    title=study.title
                    if titles[study.title] == 1
                    else f"{study.title} ({study.folder.name})",
                    description=study.plan.study.description if study.plan else "",
                    config=place_in_project(study.config.as_posix()),
                    findings=found.splitlines(),
                    files=[
                        (title, f"{address}/{file}")
                        for title, file in there.items()
                        if _has_content(study.folder / file)
                    ],
                    trouble="" if complete else _for_everybody(said, study),
                )
            )
        written = f"{now()[:16].replace('T', ' ')} UTC"
        self.index.parent.mkdir(parents=True, exist_ok=True)
        write_whole(self.index, studies_page(entries, written).encode())
        complete_ones = sum(not entry.trouble for entry in entries)
        of = counted(len(entries), "study", "studies")
        lines.append(f"{complete_ones} of {of} complete: {self.index}")
        print("\n" + shown("\n".join(lines)), file=sys.stderr, flush=True)


def begin(
    config: Mapping[str, Any],
    config_files: Sequence[str | Path],
    basedir: str,
    *,
    may_write: bool,
    is_job: bool,
    moved: Callable[[str], str] = str,
) -> Studies:
    """Read the plans of many studies, or end the program with a plain message.

    Parameters
    ----------
    config
        The config that has the key ``studies``: a folder of configs, or a list of files.
    config_files
        The files in which it stands.
    basedir
        Folder of the Snakefile.
    may_write
        Whether this start may run jobs.
    is_job
        Whether this is a job of a run, begun by the run itself.
    moved
        Gives the place of a file of results, if another workflow uses this one and moves them.
    """
    beside = [key for key in config if key != KEY]
    if beside:
        _stop(
            f"{KEY} stands alone in a config, or on the command line: {', '.join(beside)} belongs "
            "into the configs of the studies."
        )
    files = _files(config[KEY], {Path(file).resolve() for file in config_files})
    code = code_key(Path(basedir))
    index = Path(moved(INDEX.as_posix()))
    found = [_study(file, code, index.parent, is_job=is_job) for file in files]
    by_folder: dict[str, list[Study]] = {}
    for study in found:
        if study.plan is not None:
            by_folder.setdefault(study.folder.name.casefold(), []).append(study)
    for same in by_folder.values():
        if len(same) > 1:
            _stop(
                f"{' and '.join(str(study.config) for study in same)} have one folder for their "
                f"results, {same[0].folder}. Give each a study.name of its own."
            )
    studies = Studies(found, index=index)
    if not studies.modules:
        _stop("\n".join(study.refused for study in found))
    if may_write:
        for study in studies.modules.values():
            (study.folder / "logs" / FAILURE_FILE).unlink(missing_ok=True)
    return studies


def _files(listed: Any, own: set[Path]) -> list[Path]:
    if isinstance(listed, str):
        folder = Path(listed)
        if folder.is_file():
            if folder.resolve() in own:
                _stop(f"{KEY}: {folder} names itself. Name a folder of configs, or list the files.")
            return _files(_listed_in(folder), own | {folder.resolve()})
        if not folder.is_dir():
            _stop(f"{KEY}: there is no {listed}. Name a folder of configs, or list the files.")
        files = [file for file in sorted(folder.iterdir()) if _is_config(file, own)]
        if not files:
            _stop(f"{KEY}: there is no config (*.yaml) in {folder}.")
        return files
    if not isinstance(listed, list) or not listed or not all(isinstance(f, str) for f in listed):
        _stop(
            f"{KEY} is a folder of configs or a list of files, as [config/a.yaml, config/b.yaml]."
        )
    places = Counter(Path(file).resolve() for file in listed)
    if twice := [file for file in listed if places[Path(file).resolve()] > 1]:
        _stop(f"{KEY}: {' and '.join(dict.fromkeys(twice))} stands there twice.")
    return [Path(file) for file in listed]


def _is_config(file: Path, own: set[Path]) -> bool:
    """Whether a file of a folder is the config of a study: not hidden, and no list of studies."""
    if file.name.startswith(".") or file.suffix.lower() not in CONFIGS or file.is_dir():
        return False
    if file.resolve() in own:
        return False
    try:
        content = file.read_bytes()
    except OSError:
        # Told with the study.
        return True
    if not LISTS.search(content):
        return True
    try:
        return list(read_yaml(file)[0]) != [KEY]
    except ProblemsError:
        return True


def _listed_in(file: Path) -> Any:
    try:
        content, _ = read_yaml(file)
    except ProblemsError as error:
        _stop(str(error))
    if list(content) != [KEY]:
        _stop(f"{KEY}: {file} does not list studies; it has no {KEY}, or more than that.")
    return content[KEY]


def _study(file: Path, code: str, results: Path, *, is_job: bool) -> Study:
    if not file.exists():
        why = f"{file}: There is no such file. Correct the list of studies."
        return Study(file, None, why, results)
    plan = None
    try:
        plan = plan_with_files([file], {}, code)
        cells_of(Path(plan.spreadsheet.path), code)
    except ProblemsError as error:
        return Study(file, plan, str(error), results)
    study = Study(file, plan, results=results)
    if is_job:
        # The run that this job belongs to has left out what another one holds.
        return replace(study, refused=ENDED if orphaned(study.folder) else "")
    return replace(study, refused=lock.busy(lock.lock_file(study.folder)))


def _for_everybody(said: str, study: Study) -> str:
    """What the screen says, for a page that is sent to others: without folders and computers."""
    files = [study.config]
    with suppress(ProblemsError, KeyError, TypeError):
        # A study that is refused may have no plan.
        files.append(Path(read_yaml(study.config)[0]["spreadsheet"]["path"]))
    return PROCESS.sub("", Nameless(files)(said))


def _has_content(file: Path) -> bool:
    return file.is_file() and file.stat().st_size > 0


def _stop(message: str) -> NoReturn:
    sys.exit(shown(message))
