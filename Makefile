# The verbs of ``python -m helpers``, for those who like make: each only hands over, and VERB --help says the rest.
#   make report   set up, run every notebook, build the site (build/report) and single files (build/single)
#   make report CORPUS=folder   the same for a folder of your own texts (build/folder)
#   make class    pack one zip for a class, and the teacher's key: build/class
#   make export   write TEI of each text and the tables as CSV and Parquet: build/export
#   make pdf      print the single files to build/pdf: needs Chromium or Chrome
#   make test     set up, then make check, pytest and a strict nbval of every notebook
#   make check    ruff, its formatter, mypy, biome where npm brought it, and the rules of the house: half a minute
#   make run      run the notebooks in place: the only thing that writes their outputs
#   make lab      open JupyterLab on the first notebook
#   make student  copy the notebooks to student/ without outputs and solutions
#   make bench    measure time and memory beside other packages, in an environment of its own: build/bench
#   make bench BENCH="--sizes 5 1000 --rounds 1"   the same in a few minutes instead of 20
#   make lock     write requirements.lock anew after a change of pyproject.toml
#   make clean    remove what was built and cached (not .venv, not student/)

PYTHON ?= python3
VENV ?= .venv
LAB_OPTIONS ?=
export VENV
unexport CORPUS
# A folder's name is handed over as it is: nothing in it is read by make or by a shell.
export CORPUS_FOLDER := $(value CORPUS)

.PHONY: setup report lab student class export pdf run test check bench lock clean

setup report student class export pdf run test check lock clean:
	@$(PYTHON) -m helpers $@

lab:
	@$(PYTHON) -m helpers lab $(LAB_OPTIONS)

bench:
	@$(PYTHON) -m helpers bench $(BENCH)
