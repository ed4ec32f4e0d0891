"""Explant: a spreadsheet of paired ex-vivo assays in, one report out."""

import sys

ROOT = workflow.current_basedir

if hasattr(ROOT, "ref"):

    include: "workflow/rules/unpacked.smk"


ROOT = str(ROOT)
sys.path.insert(0, f"{ROOT}/src")

from explant.run.starting import asked_of_snakemake, needs, scattering, startup

if workflow.modifier.is_main_snakefile():
    asked_of_snakemake.end_at_once()

IS_JOB = workflow.exec_mode.name != "DEFAULT"
MAY_WRITE = not IS_JOB and asked_of_snakemake.runs_jobs()


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
