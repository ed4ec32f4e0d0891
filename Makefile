# make run     the shipped example, from spreadsheet to report
# make run CONFIG=config/mine.yaml
#              a study of your own; mistakes in its config are told with their lines
# make draft SHEET=data/raw/mine.xlsx CONFIG=config/mine.yaml
#              a config for a spreadsheet of your own; printed if CONFIG is left out
# make template CONFIG=config/mine.yaml
#              an empty spreadsheet for a planned study, where the config says or SHEET=…
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
# make lock    renew requirements.lock from pyproject.toml
PYTHON ?= python3
CORES ?= 4
ARGS ?=
# Tests run in two processes; the one that is done takes over tests of the other.
JOBS ?= 2
BIN := .venv/bin
EXPLANT = PYTHONPATH=src $(BIN)/python -m explant
INSTALLED := .venv/installed

.PHONY: run draft template test test-more check format config lock compare benchmark calibration recovery fuzz \
  mutations shapes clean

run: $(INSTALLED)
	$(if $(CONFIG),@$(EXPLANT) check "$(CONFIG)")
	$(BIN)/snakemake --cores $(CORES) $(if $(CONFIG),--configfile "$(CONFIG)") $(ARGS)

draft: $(INSTALLED)
	@test -n "$(SHEET)" || { echo "Which spreadsheet? make draft SHEET=data/raw/mine.xlsx" >&2; exit 2; }
	@$(EXPLANT) draft "$(SHEET)" $(if $(CONFIG),--output "$(CONFIG)") $(ARGS)

template: $(INSTALLED)
	@test -n "$(CONFIG)" || { echo "Which config? make template CONFIG=config/mine.yaml" >&2; exit 2; }
	@$(EXPLANT) template "$(CONFIG)" $(if $(SHEET),"$(SHEET)") $(ARGS)

test: $(INSTALLED)
	$(BIN)/python -m pytest --numprocesses $(JOBS) --dist worksteal --hypothesis-profile few \
	  -m "not more" $(ARGS)

test-more: $(INSTALLED)
	$(BIN)/python -m pytest --numprocesses $(JOBS) --dist worksteal --hypothesis-profile many \
	  -m more $(ARGS)

check: $(INSTALLED)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	PYTHONPATH=src $(BIN)/lint-imports --no-cache
	$(BIN)/snakefmt --check Snakefile workflow
	$(BIN)/snakemake --lint

format: $(INSTALLED)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/snakefmt Snakefile workflow

config: $(INSTALLED)
	PYTHONPATH=src $(BIN)/python -m explant.config.documentation

lock: $(INSTALLED)
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile pyproject.toml --group dev --universal --generate-hashes \
	  --python-version 3.11 --no-header --no-annotate --quiet --output-file requirements.lock

compare: $(INSTALLED)
	@test -n "$(BEFORE)" || { echo "Compare with which git revision? make compare BEFORE=main" >&2; exit 2; }
	$(BIN)/python benchmarks/compare_tables.py --before "$(BEFORE)" --cores $(CORES) $(ARGS)

benchmark: $(INSTALLED)
	$(BIN)/python benchmarks/run.py
	$(BIN)/python benchmarks/inference.py

calibration: $(INSTALLED)
	$(BIN)/python calibration/run.py

recovery: $(INSTALLED)
	$(BIN)/python calibration/recovery.py $(ARGS)

fuzz: $(INSTALLED)
	PYTHONPATH=src $(BIN)/python -m tests.spreadsheet.fuzz $(or $(ARGS),20000)

mutations: $(INSTALLED)
	PYTHONPATH=src $(BIN)/python -m tests.spreadsheet.mutations $(ARGS)

shapes: $(INSTALLED)
	PYTHONPATH=src $(BIN)/python -m tests.shapes $(ARGS)

clean:
	rm -rf .venv .snakemake results/*

$(INSTALLED): requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Explant needs Python 3.11 or later, and $(PYTHON) is " + sys.version.split()[0] + ". Name another one: make run PYTHON=python3.12")'
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "Python lacks its venv module. On Debian: apt install python3-venv"; exit 1; }
	$(PYTHON) -m venv --clear .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $(INSTALLED)
