# One study: every step from its spreadsheet to its report.

IS_MODULE = not workflow.modifier.is_main_snakefile()

if IS_MODULE:
    # Another workflow that uses this one says its plan in `config`.
    from explant.run.starting import as_module

    FILES, OVERRIDES = as_module.named_in(config)
else:
    FILES = workflow.configfiles or [checked_plan.DEFAULT_CONFIG]
    OVERRIDES = workflow.config_settings.config

RUN = startup.begin(
    basedir=ROOT,
    config_files=FILES,
    overrides=OVERRIDES,
    may_write=MAY_WRITE,
    is_job=IS_JOB,
    moved=workflow.modifier.modify_path,
    alone=not IS_MODULE,
)
RESULTS = RUN.results

if not IS_MODULE:
    RUN.foresee_work(on_this_machine=workflow.local_exec)


report: "../report/workflow.rst"


include: "ingest.smk"
include: "analyse.smk"
include: "sensitivity.smk"
include: "figures.smk"
include: "verification.smk"


if RUN.network_files:

    include: "network.smk"


include: "report.smk"


# The last files of the study. Snakemake misses no other file while the report, which is made from
# them, is there.
TARGETS = [
    rules.report.output,
    rules.workbook.output,
    RUN.missing(
        file
        for rule in workflow.rules
        for file in rule.output
        if "temp" not in file.flags
    ),
]


if IS_MODULE and MAY_WRITE:
    as_module.begin_and_end(RUN, {rule.name for rule in workflow.modifier.rules})


onstart:
    RUN.begin()
    RUN.share_imports(
        jobs=sum(1 for _ in workflow.dag.needrun_jobs()),
        on_this_machine=workflow.local_exec,
    )


onsuccess:
    RUN.say_at_exit(RUN.success())
    asked_of_snakemake.wait_no_longer()


onerror:
    RUN.say_at_exit(RUN.failure())
    asked_of_snakemake.wait_no_longer()
