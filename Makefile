# make run     the shipped example, from spreadsheet to report
# make run CONFIG=config/mine.yaml
#              a study of your own; mistakes in its config are told with their lines
# make run STUDIES=config/examples
#              every config of a folder, or of a file that lists them; results/index.html leads to all
# make draft SHEET=data/raw/mine.xlsx CONFIG=config/mine.yaml
#              a config for a spreadsheet of your own; printed if CONFIG is left out
# make template CONFIG=config/mine.yaml
#              an empty spreadsheet for a planned study, where the config says or SHEET=…
# make freeze CONFIG=config/mine.yaml
#              the plan's hash and date beside the config, before data exist (docs/history.md)
# make test    the tests of every change
# make test-more   those that take long: thousands of random sheets, killed runs (EXPLANT_KILLED_RUNS=20
#              kills 20 instead of 10), long walks through the page, other studies, real data
# make check   formatters, linters, types, layers
# make config  regenerate config/ from the models
# make compare BEFORE=main
#              the tables of all shipped configs at that git revision against now, cell by cell
# make calibration   simulate whether tests and intervals keep their levels (docs/calibration.md)
# make recovery      simulate whether the examples give back what was put in (the same page)
# make fuzz          read 20,000 random sheets (docs/reading.md)
# make shapes        draft sheets as labs have them, and say of each what became of it
# make mutations     which mistakes in a sheet are seen (docs/reading.md)
# make mutants       which small mistakes in the statistics no test sees (docs/mutants.md)
# make slurm   install what Snakemake needs to submit jobs to Slurm (docs/cluster.md)
# make faults  kill runs, fill disks, set limits, alter files: what is survived (docs/faults.md)
# make lock    renew requirements.lock from pyproject.toml
# make clean   remove the environments, Snakemake's memory and all results; histories stay
PYTHON ?= python3
CORES ?= 4
ARGS ?=
# Tests run in two processes; the one that is done takes over tests of the other.
JOBS ?= 2
# Runs the environment's Python, after installing the packages of requirements.lock if need be.
ENVIRONMENT := "$(PYTHON)" workflow/environment.py
EXPLANT := PYTHONPATH=src $(ENVIRONMENT) -m explant

.PHONY: run draft template freeze test test-more check format config slurm lock compare benchmark calibration \
  recovery fuzz mutations mutants shapes clean

run:
	$(if $(CONFIG),@$(EXPLANT) check "$(CONFIG)")
	$(ENVIRONMENT) -m snakemake --cores $(CORES) $(if $(CONFIG),--configfile "$(CONFIG)") \
	  $(if $(STUDIES),--config "studies=$(STUDIES)") $(ARGS)

draft:
	@test -n "$(SHEET)" || { echo "Which spreadsheet? make draft SHEET=data/raw/mine.xlsx" >&2; exit 2; }
	@$(EXPLANT) draft "$(SHEET)" $(if $(CONFIG),--output "$(CONFIG)") $(ARGS)

template:
	@test -n "$(CONFIG)" || { echo "Which config? make template CONFIG=config/mine.yaml" >&2; exit 2; }
	@$(EXPLANT) template "$(CONFIG)" $(if $(SHEET),"$(SHEET)") $(ARGS)

freeze:
	@test -n "$(CONFIG)" || { echo "Which config? make freeze CONFIG=config/mine.yaml" >&2; exit 2; }
	@$(EXPLANT) freeze "$(CONFIG)" $(ARGS)

# What one process has compiled no other compiles again, whatever the caller has set.
test test-more: export PYTHONDONTWRITEBYTECODE =

test:
	$(ENVIRONMENT) -m pytest --numprocesses $(JOBS) --dist worksteal --hypothesis-profile few \
	  -m "not more" $(ARGS)

test-more:
	$(ENVIRONMENT) -m pytest --numprocesses $(JOBS) --dist worksteal --hypothesis-profile many \
	  -m more $(ARGS)

check:
	$(ENVIRONMENT) -m ruff check .
	$(ENVIRONMENT) -m ruff format --check .
	$(ENVIRONMENT) -m mypy
	PYTHONPATH=src $(ENVIRONMENT) -c "from importlinter.cli import lint_imports_command; lint_imports_command()" --no-cache
	$(ENVIRONMENT) -m snakefmt --check Snakefile workflow
	$(ENVIRONMENT) -m snakemake --lint

format:
	$(ENVIRONMENT) -m ruff check --fix .
	$(ENVIRONMENT) -m ruff format .
	$(ENVIRONMENT) -m snakefmt Snakefile workflow

config:
	PYTHONPATH=src $(ENVIRONMENT) -m explant.config.documentation

slurm:
	$(ENVIRONMENT) -m pip install --quiet "snakemake-executor-plugin-slurm>=2.8"

lock:
	$(ENVIRONMENT) -m pip install --quiet uv
	$(ENVIRONMENT) -m uv pip compile pyproject.toml --group dev --universal --generate-hashes \
	  --python-version 3.11 --no-header --no-annotate --quiet --output-file requirements.lock

compare:
	@test -n "$(BEFORE)" || { echo "Compare with which git revision? make compare BEFORE=main" >&2; exit 2; }
	$(ENVIRONMENT) benchmarks/compare_tables.py --before "$(BEFORE)" --cores $(CORES) $(ARGS)

benchmark:
	$(ENVIRONMENT) benchmarks/run.py
	$(ENVIRONMENT) benchmarks/inference.py

calibration:
	$(ENVIRONMENT) calibration/run.py

recovery:
	$(ENVIRONMENT) calibration/recovery.py $(ARGS)

fuzz:
	PYTHONPATH=src $(ENVIRONMENT) -m tests.spreadsheet.fuzz $(or $(ARGS),20000)

mutations:
	PYTHONPATH=src $(ENVIRONMENT) -m tests.spreadsheet.mutations $(ARGS)

mutants:
	mkdir -p results
	PYTHONPATH=src $(ENVIRONMENT) -m tests.mutants $(or $(ARGS),300 results/mutants.txt)

faults:
	PYTHONPATH=src $(ENVIRONMENT) -m tests.faults $(ARGS)

shapes:
	PYTHONPATH=src $(ENVIRONMENT) -m tests.shapes $(ARGS)

clean:
	rm -rf .snakemake
	@# What was planned and run when cannot be made again.
	find results -mindepth 1 -depth ! -name .gitkeep ! -path "results/*/history.jsonl" -delete 2>/dev/null || true
	@$(ENVIRONMENT) --remove
