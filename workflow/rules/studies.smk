# Many studies: each is this workflow once more, as a module under its own name.

from explant.run.starting import studies

STUDIES = studies.begin(
    config,
    workflow.configfiles,
    ROOT,
    may_write=MAY_WRITE,
    is_job=IS_JOB,
    moved=workflow.modifier.modify_path,
)

for NAME, STUDY in STUDIES.modules.items():
    # A module becomes a variable here, so none of ours may be called like it.
    MODULE = f"{NAME}__module"
    # Snakemake finds the beginning of the rules' names in a variable called like it.
    NAME__ = f"{NAME}__"

    module:
        name: MODULE
        snakefile:
            f"{ROOT}/Snakefile"
        config:
            {"configfile": str(STUDY.config)}

    use rule * from MODULE as NAME__*

    STUDIES.runs[NAME] = workflow.globals[MODULE].RUN


if MAY_WRITE:
    STUDIES.end_well()

# The last files of every study.
TARGETS = [getattr(rules, f"{NAME}__all").input for NAME in STUDIES.modules]
if STUDIES.refused:
    TARGETS.append("results/.refused")


# Fails, so that the run does not count as complete; what is wrong is said at the end.
rule refused:
    output:
        temp("results/.refused"),
    retries: 0
    localrule: True
    message:
        "Leave out the studies that are refused"
    shell:
        "false"


onstart:
    # As with --keep-going: a study that fails leaves the others alone.
    workflow.scheduler.keepgoing = True
    for run in STUDIES.runs.values():
        run.begin()
    for run in STUDIES.runs.values():
        run.share_imports(
            jobs=sum(1 for _ in workflow.dag.needrun_jobs()),
            on_this_machine=workflow.local_exec,
        )
        break
