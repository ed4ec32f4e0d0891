"""What the Snakefile does before its rules: read the plan, take the lock, prepare parameters.

Everything here runs at every start, also when there is nothing to do, so nothing heavy is imported.
"""

import atexit
import logging
import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Any, NoReturn

from explant.characters import shown
from explant.config.models import Plan
from explant.config.models.network import files_of
from explant.config.models.settings import Step
from explant.figures.figure_kinds import kinds_of, planned_figures
from explant.figures.figure_names import FORMATS
from explant.figures.kit.color_warnings import color_warnings
from explant.history.events import Asked, now
from explant.history.kept_plans import kept
from explant.integrity.outdated import hash_of, have_made_again
from explant.integrity.records import Record, records_in
from explant.problems import ProblemsError
from explant.run.between_runs import belonging, closing_words, lock, recording
from explant.run.between_runs.jobs_heard import LOGGER
from explant.run.between_runs.kept_results import after_run, before_run
from explant.run.between_runs.old_figures import remove_old_figures
from explant.run.starting.callable_python import make_callable
from explant.run.starting.checked_plan import is_remembered
from explant.run.starting.named_files import plan_with_files
from explant.run.starting.parameters import parameters
from explant.run.starting.preflight import refusal, short, told
from explant.run.starting.read_sheet import cells_of, code_key
from explant.run.steps import fork_server
from explant.run.steps.provenance import RUN_STARTED
from explant.run.steps.staging import FAILURE_FILE

STUDIES = "studies"
"""The key of a config that lists others."""
ENDED = "The run that this job belongs to has ended."
NOTHING = "Nothing to be done"
"""How Snakemake begins the line that it ends with then."""


@dataclass(frozen=True)
class Run:
    """One start of the workflow.

    Parameters
    ----------
    plan
        The study's plan.
    basedir
        Folder of the Snakefile.
    results
        The study's folder as rules name it, braces doubled for Snakemake.
    code_key
        Hash of every file of the library and the scripts.
    folder
        The study's folder where it is, relative to the working directory. Another workflow that
        uses this one can put it elsewhere.
    held
        The study's lock, held while this object lives.
    steps
        Rules that were asked for their parameters: those of the workflow.
    recorded
        What each step recorded when it ran last.
    foreseen
        Whether something will have to be made: the config is new, or there is no report, or one
        older than its config or spreadsheet.
    past
        The study's history before this start; None where it is not asked for.
    """

    plan: Plan
    basedir: Path
    results: str
    code_key: str
    folder: Path
    held: lock.Held | None
    steps: set[str] = field(default_factory=set)
    said: list[str] = field(default_factory=list)
    past: recording.Past | None = None
    recorded: Mapping[str, Record] = field(default_factory=dict)
    foreseen: bool = False

    @property
    def spreadsheet(self) -> str:
        """Path of the spreadsheet as Snakemake wants it, braces doubled."""
        return escaped(self.plan.spreadsheet.path)

    def figures(
        self, *, step: Step | None = None, formats: Sequence[str] = FORMATS, without: str = ""
    ) -> list[str]:
        """Files of the figures that one step draws, or of all.

        Parameters
        ----------
        step
            Name of the step; all figures when left out.
        formats, without
            Endings that are meant if the plan makes them; place whose figures are left out.
        """
        return [
            f"{self.results}/figures/{figure.stem}.{ending}"
            for figure in planned_figures(self.plan)
            if step in (None, figure.kind.step) and figure.kind.place != without
            for ending in self.plan.figures.every_format
            if ending in formats
        ]

    def missing(self, outputs: Iterable[str]) -> list[str]:
        """Outputs that are not there while the report is, which is made from all of them.

        Parameters
        ----------
        outputs
            Outputs of all rules, with braces doubled.
        """
        if not (self.folder / closing_words.REPORT).is_file():
            return []
        names = [str(output) for output in outputs]
        files = {name: Path(name.replace("{{", "{").replace("}}", "}")) for name in names}
        # Another workflow that uses this one has outputs of its own.
        ours = {name: file for name, file in files.items() if file.is_relative_to(self.folder)}
        return [name for name, file in ours.items() if not file.exists()]

    def drawn_from(self, step: Step) -> dict[str, str]:
        """Files of the tables that the figures of one step are drawn from, by name."""
        kinds = [kind for kind in kinds_of(step) if kind.subjects(self.plan)]
        names = [name for kind in kinds for name in kind.drawn_from]
        return {name: f"{self.results}/{name}.csv" for name in dict.fromkeys(names)}

    def reported_figures(self, report: Callable[..., Any], *, step: Step) -> list[Any]:
        """Files of the figures of one step, the SVGs marked for Snakemake's own report.

        Parameters
        ----------
        report
            Snakemake's function that marks an output.
        step
            Name of the step.
        """
        planned = {figure.stem: figure for figure in planned_figures(self.plan)}
        marked: list[Any] = []
        for file in self.figures(step=step):
            path = PurePosixPath(file)
            figure = planned[path.stem]
            marked.append(
                report(
                    file,
                    caption=f"../report/{figure.kind.caption}.rst",
                    category="Figures",
                    subcategory=figure.kind.category,
                    labels={"figure": figure.title},
                )
                if path.suffix == ".svg"
                else file
            )
        return marked

    @property
    def network_files(self) -> list[str]:
        """Files of the network study, the table of symbols first; none without such a study."""
        if self.plan.network is None:
            return []
        return [escaped(file) for file in files_of(self.plan.network)]

    @property
    def interactome_files(self) -> dict[str, str]:
        """Files of the network's interactome by name; none without one."""
        network = self.plan.network
        if network is None or network.interactome is None:
            return {}
        files = {"interactome": network.interactome.file, "symbols": network.symbols.file}
        if network.interactome.proteins:
            files["proteins"] = network.interactome.proteins
        return {name: escaped(file) for name, file in files.items()}

    def spec(self, step: Step, script: str) -> dict[str, Any]:
        """Parameters of a rule: what it reads of the plan, and a fingerprint of its code.

        Snakemake compares parameters as a set of values without names, so a rule has one value.
        """
        self.steps.add(step)
        try:
            spec = parameters(self.plan, step, script, self.basedir, self.code_key)
        except ProblemsError as error:
            _stop(str(error))
        if step == "report" and self.past is not None:
            # What the report says of the plan's past: with it, and with nothing else, this reruns.
            spec["history"] = self.past.known.plain()
        if self.held is not None:
            have_made_again(self.folder, self.recorded.get(step), hash_of(spec))
        return spec

    @told
    def begin(self) -> None:
        """Before the first job: forget an earlier failure, and write down that a run starts."""
        closing_words.at_exit(closing_words.without_hooks, self.folder, self.said)
        (self.folder / "logs" / FAILURE_FILE).unlink(missing_ok=True)
        closing_words.say(recording.begin(self.past) if self.past is not None else ())

    def foresee_work(self, on_this_machine: bool) -> None:
        """Import for the steps while Snakemake finds out which there are, if there will be any.

        Parameters
        ----------
        on_this_machine
            Whether the steps run here, not on the nodes of a cluster.
        """
        if self.held is not None and on_this_machine and self.foreseen:
            there = (self.folder / closing_words.REPORT).is_file()
            fork_server.start(fork_server.FOR_REPORT if there else ())

    def share_imports(self, jobs: int, on_this_machine: bool) -> None:
        """Let the steps of this run fork from one process that has imported the libraries.

        Parameters
        ----------
        jobs
            How many are to run: a few, such as those of a new title, share too little.
        on_this_machine
            Whether the steps run here, not on the nodes of a cluster.
        """
        if on_this_machine and jobs >= fork_server.FEWEST_JOBS:
            fork_server.start()

    def success(self) -> str:
        """What to say after a complete run: the findings, what changed, and where to look."""
        altered = self._on_manifest(ended=True)
        ended = recording.end(self.folder, self.past)
        altered += "".join(f"\n{sentence}" for sentence in ended.said)
        self.said.append(closing_words.after_success(self.folder, ended) + altered)
        return self.said[-1]

    def failure(self) -> str:
        """What to say after a failed run: the failing step's own sentence."""
        self._on_manifest(ended=False)
        recording.fail(self.folder)
        self.said.append(closing_words.after_failure(self.folder))
        return self.said[-1]

    def nothing_to_do(self) -> str:
        """What to say after a run in which every result was there already."""
        altered = self._on_manifest(ended=True)
        return closing_words.with_nothing_to_do(self.folder) + altered

    def _on_manifest(self, *, ended: bool) -> str:
        """Write the manifest, and give what there is to say of it as further lines."""
        said = after_run(self.folder, self.steps, ended=ended)
        return "".join(f"\n{sentence}" for sentence in said)

    def heard(self, line: str) -> bool:
        """Say at the end what a line of Snakemake means, if it is that there is nothing to do.

        Returns
        -------
        bool
            That the line is to be shown.
        """
        if line.startswith(NOTHING):
            self.say_at_exit(self.nothing_to_do())
        return True

    def say_at_exit(self, message: str) -> None:
        """Print a message after everything that Snakemake prints."""
        # A name of the spreadsheet could hold commands for the terminal.
        self.said.append(message)
        atexit.register(print, f"\n{shown(message)}", file=sys.stderr, flush=True)


@told
def begin(
    basedir: str,
    config_files: Sequence[str | Path],
    overrides: Mapping[str, Any],
    *,
    may_write: bool,
    is_job: bool = False,
    moved: Callable[[str], str] = str,
    alone: bool = True,
) -> Run:
    """Read the plan and take the study's lock, or end the program with a plain message.

    Parameters
    ----------
    basedir
        Folder of the Snakefile.
    config_files
        The config's files.
    overrides
        What is said beside them, or instead of them.
    may_write
        Whether this start may run jobs: then the study is locked against a second run.
    is_job
        Whether this is a job of a run, begun by the run itself, perhaps on another computer.
    moved
        Gives the place of a file of results, if another workflow uses this one and moves them.
    alone
        Whether this study is the whole workflow, so that it may say how the run ends.
    """
    try:
        make_callable(Path(basedir))
    except ValueError as error:
        _stop(str(error))
    code = code_key(Path(basedir))
    files = [short(Path(file)) for file in config_files]
    known = is_remembered(files, overrides, code)
    try:
        plan = plan_with_files(files, overrides, code)
    except ProblemsError as error:
        _stop(str(error))
    if may_write:
        closing_words.say(color_warnings(plan))
    results = f"results/{plan.folder}"
    folder = Path(moved(results))
    # Scripts run in Python processes of their own, which find the library by this variable.
    source = str(Path(basedir) / "src")
    inherited = [path for path in os.environ.get("PYTHONPATH", "").split(os.pathsep) if path]
    os.environ["PYTHONPATH"] = os.pathsep.join(dict.fromkeys([source, *inherited]))
    if may_write and (why := refusal(folder)):
        _stop(why)
    try:
        held = belonging.take(folder) if may_write else None
    except lock.AnotherRunError as error:
        _stop(str(error))
    if not is_job:
        _look_at_results(plan, folder, may_write=may_write)
    if held is not None:
        remove_old_figures(folder / "figures", plan)
    if is_job and not belonging.join(folder):
        _stop(ENDED)
    run = Run(
        plan=plan,
        basedir=Path(basedir),
        results=escaped(results),
        code_key=code,
        folder=folder,
        held=held,
        foreseen=not known
        or _outdated(folder / closing_words.REPORT, [*files, Path(plan.spreadsheet.path)]),
    )
    run = replace(run, past=_past(run, files, may_write=may_write), recorded=records_in(folder))
    if may_write and alone:
        # Snakemake calls no hook where there is nothing to do: it logs one line and ends.
        logging.getLogger(LOGGER).addFilter(lambda record: run.heard(record.getMessage()))
    return run


def _outdated(report: Path, sources: Iterable[Path]) -> bool:
    """Whether there is no report, or a source was saved after it."""
    if not report.is_file():
        return True
    made = report.stat().st_mtime_ns
    return any(source.is_file() and source.stat().st_mtime_ns > made for source in sources)


def _look_at_results(plan: Plan, folder: Path, *, may_write: bool) -> None:
    """Set aside what Explant did not write, before Snakemake looks at it."""
    closing_words.say(before_run(plan, folder, may_write=may_write))


def _past(run: Run, files: Sequence[Path], *, may_write: bool) -> recording.Past:
    """What is known of the runs before; what a killed one has left open is closed."""
    told = recording.settle(run.folder) if may_write else []
    at = f"{(os.environ.get(RUN_STARTED) or now())[:19]}+00:00"
    try:
        cells = cells_of(Path(run.plan.spreadsheet.path), run.code_key)
    except ProblemsError as error:
        _stop(str(error))
    past = recording.past(run.folder, files, Asked(kept(run.plan), cells), at)
    closing_words.say([*told, *past.warnings] if may_write else ())
    return past


def escaped(text: str) -> str:
    """A path as Snakemake wants it, braces doubled."""
    return text.replace("{", "{{").replace("}", "}}")


def _stop(message: str) -> NoReturn:
    sys.exit(shown(message))
