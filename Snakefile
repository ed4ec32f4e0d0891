"""Explant: a spreadsheet of paired ex-vivo assays in, one report out."""

import sys

sys.path.insert(0, f"{workflow.current_basedir}/src")

from explant.run import startup

if workflow.modifier.is_main_snakefile():
    FILES = workflow.configfiles or [startup.DEFAULT_CONFIG]
    OVERRIDES = workflow.config_settings.config
else:
    # Another workflow that uses this one as a module says it in `config`.
    FILES, OVERRIDES = startup.named_in(config)

RUN = startup.begin(
    basedir=workflow.current_basedir,
    config_files=FILES,
    overrides=OVERRIDES,
    may_write=workflow.exec_mode.name == "DEFAULT" and not workflow.dryrun,
    is_job=workflow.exec_mode.name != "DEFAULT",
    moved=workflow.modifier.modify_path,
)
RESULTS = RUN.results


report: "workflow/report/workflow.rst"


include: "workflow/rules/ingest.smk"
include: "workflow/rules/analyse.smk"
include: "workflow/rules/sensitivity.smk"
include: "workflow/rules/figures.smk"
include: "workflow/rules/verification.smk"


if RUN.network_files:

    include: "workflow/rules/network.smk"


include: "workflow/rules/report.smk"


localrules:
    all,


rule all:
    default_target: True
    input:
        rules.report.output,
        rules.workbook.output,
        # Snakemake misses no other file while the report, which is made from them, is there.
        RUN.missing(file for rule in workflow.rules for file in rule.output),


onstart:
    RUN.clear_failure()
    RUN.share_imports(on_this_machine=workflow.local_exec)


onsuccess:
    RUN.say_at_exit(RUN.success())


onerror:
    RUN.say_at_exit(RUN.failure())
