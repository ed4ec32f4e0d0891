"""Explant: a spreadsheet of paired ex-vivo assays in, one report out."""

import sys

ROOT = workflow.current_basedir

if hasattr(ROOT, "ref"):

    include: "workflow/rules/unpacked.smk"


ROOT = str(ROOT)
sys.path.insert(0, f"{ROOT}/src")

from explant.run.starting import asked_of_snakemake, checked_plan
from explant.run.steps import fork_server

IS_JOB = workflow.exec_mode.name != "DEFAULT"
MAY_WRITE = not IS_JOB and asked_of_snakemake.runs_jobs()

if workflow.modifier.is_main_snakefile():
    asked_of_snakemake.look_less_for_garbage()
    if (
        MAY_WRITE
        and workflow.local_exec
        and "studies" not in config
        and checked_plan.is_new(workflow.configfiles, workflow.config_settings.config)
    ):
        # Libraries are imported while all else here is read, and while Snakemake builds its graph.
        fork_server.start(fork_server.FOR_REPORT)

from explant.run.starting import needs, scattering, startup

if startup.STUDIES in config:

    include: f"{ROOT}/workflow/rules/studies.smk"

else:

    include: f"{ROOT}/workflow/rules/study.smk"


localrules:
    all,


rule all:
    default_target: True
    input:
        TARGETS,
