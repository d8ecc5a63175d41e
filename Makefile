# Few verbs, the same on a laptop, in the README and in CI.
#   make report   set up, run every notebook, build the site (build/report) and single files (build/single)
#   make report CORPUS=folder   the same for a folder of your own texts (build/folder)
#   make pdf      print the single files to build/pdf: needs Chromium or Chrome
#   make test     set up, then make check, pytest and a strict nbval of every notebook
#   make check    ruff, its formatter, mypy and the rules of the house: under half a minute
#   make run      run the notebooks in place: the only thing that writes their outputs
#   make lab      open JupyterLab on the first notebook
#   make student  copy the notebooks to student/ without outputs and solutions
#   make bench    measure time and memory beside other packages, in an environment of its own: build/bench
#   make bench BENCH="--sizes 5 1000 --rounds 1"   the same in a few minutes instead of 45
#   make lock     write requirements.lock anew after a change of pyproject.toml
#   make clean    remove what was built and cached (not .venv, not student/)

SHELL := /bin/bash
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready
LAB_OPTIONS ?=
NBVAL := --nbval --nbval-current-env --nbval-sanitize-with tests/nbval.cfg

# Compiled bytecode is what makes a kernel start in 3 seconds and not in 15.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: report pdf check test run lab student bench lock clean setup

report: $(READY)
	$(BIN)/python -m helpers report $(if $(CORPUS),"$(CORPUS)")

pdf: $(READY)
	$(BIN)/python -m helpers pdf

check: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check helpers tests
	$(BIN)/mypy
	$(BIN)/python -m pytest -p tests.quick_start -q tests/test_house.py

test: check
	$(BIN)/python -m pytest -p tests.quick_start -n 2 --dist loadfile $(NBVAL) tests notebooks

run: $(READY)
	$(BIN)/python -m helpers run

lab: $(READY)
	$(BIN)/jupyter lab --LabApp.extension_manager=readonly $(LAB_OPTIONS) notebooks/00_start_here.ipynb

student: $(READY)
	$(BIN)/python -m helpers student

bench: $(READY)
	$(BIN)/uv venv --quiet --allow-existing --python $(BIN)/python build/bench
	$(BIN)/uv pip install --quiet --python build/bench/bin/python --compile-bytecode \
	  --constraint requirements.lock --group bench --editable .
	build/bench/bin/python -m tests.benchmarks.bench $(BENCH)

setup: $(READY)

$(READY): pyproject.toml requirements.lock
	@echo "Setting up $(VENV), once: about a minute."
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check "uv>=0.8,<1"
	$(BIN)/uv pip sync --python $(BIN)/python --quiet --compile-bytecode requirements.lock
	$(BIN)/uv pip install --python $(BIN)/python --quiet --no-deps --editable .
	@mkdir -p $(VENV)/etc/jupyter/labconfig
	@echo '{"disabledExtensions": {"@jupyterlab/apputils-extension:announcements": true}}' \
	  > $(VENV)/etc/jupyter/labconfig/page_config.json
	@touch $(READY)

lock: $(READY)
	$(BIN)/uv pip compile --quiet --group test --group report pyproject.toml --universal --generate-hashes \
	  --no-emit-index-url --no-annotate --no-header -o requirements.lock

clean:
	rm -rf build .mypy_cache .pytest_cache .ruff_cache .hypothesis *.egg-info
	find helpers tests notebooks \( -name __pycache__ -o -name .ipynb_checkpoints \) -prune -exec rm -rf {} +
