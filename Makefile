# Conflict Atlas. `make run` opens the dashboard, `make test` checks everything; both set up what they need.
# On Windows without make, README.md gives the same lines for PowerShell.

SHELL := /bin/bash
.DEFAULT_GOAL := help

VENV := .venv
BIN := $(VENV)/bin
RUN_STAMP := $(VENV)/.runtime-installed
DEV_STAMP := $(VENV)/.development-installed
NODE_STAMP := node_modules/.installed
NPM := bash .ci/npm $(BIN)/python
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check --no-input

# The tests share the processors, each process with its own databases, servers and browser; one that is done takes
# over from the others. PYTEST_FLAGS="-n 0" runs them one after the other, in one process that a debugger can enter.
# One process more than there are processors: those who wait for a browser leave theirs to another.
PYTEST_WORKERS := -n $(shell echo $$(( $$(getconf _NPROCESSORS_ONLN) + 1 ))) --maxprocesses 4 --dist worksteal

.PHONY: help run test test-thorough test-oldest test-newest lint coverage client bench data docs site pictures chromium clean

help:
	@echo "make run    set up and open the dashboard"
	@echo "make test   set up and run every check: lint, types, tests, browser tests"
	@echo "make test-thorough   the same, with four times the examples of the costly property tests"
	@echo "make lint   ruff, mypy, the walls between the packages, dead code, and the client's types and style"
	@echo "make client make the map's client anew from its modules, and test them"
	@echo "make bench  measure, beside what one would use instead"
	@echo "make data   join data/SOURCES.md; the heavy builds stand in data/build/"
	@echo "make docs   write the pages of docs/ that the program tells itself"
	@echo "make site   build docs/ as a site into site/"
	@echo "make coverage  run the tests of geo and events, and show what they do not reach"
	@echo "make test-oldest, make test-newest  the tests with the oldest and the newest libraries that are admitted"
	@echo "make pictures  make the guide's pictures anew, from the running program"
	@echo "make clean  remove the virtual environment and caches"

run: $(RUN_STAMP)
	$(BIN)/python -m streamlit run app.py $(RUN_FLAGS)

test: $(DEV_STAMP) chromium lint
	$(NPM) --silent test
	$(BIN)/python -m pytest $(PYTEST_WORKERS) $(PYTEST_FLAGS)

test-thorough: export ATLAS_THOROUGH = 1
test-thorough: test

lint: $(DEV_STAMP) $(NODE_STAMP)
	$(BIN)/python -m ruff check .
	$(BIN)/python -m ruff format --check --quiet .
	$(BIN)/python -m mypy
	$(BIN)/lint-imports --no-logo --no-cache
	$(BIN)/python -m vulture
	$(NPM) --silent run lint
	$(NPM) --silent run types

client: $(NODE_STAMP)
	$(NPM) --silent run format
	$(NPM) --silent run types
	$(NPM) --silent run build
	$(NPM) --silent test

bench: $(DEV_STAMP) chromium
	$(BIN)/python -m benchmarks $(BENCH_FLAGS)

data: $(DEV_STAMP)
	$(BIN)/python data/build/sources.py

docs: $(DEV_STAMP)
	$(BIN)/python docs/build.py

site: $(DEV_STAMP)
	NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --strict --quiet

# By branch, of geo and events; the lines that no test reaches are named, and shown in htmlcov/
coverage: $(DEV_STAMP)
	$(BIN)/python -m pytest $(PYTEST_WORKERS) --cov --cov-report=term:skip-covered --cov-report=html \
		tests/geo tests/events $(PYTEST_FLAGS)

# Each in a virtual environment of its own, .venv-oldest and .venv-newest, so that .venv stays as it is.
test-oldest test-newest: test-%: chromium
	$(BIN)/python .ci/resolved.py $* .venv-$*
	.venv-$*/bin/python -m pytest $(PYTEST_WORKERS) $(PYTEST_FLAGS)

pictures: chromium
	$(BIN)/python docs/pictures.py

# The browser tests draw the real map in a real Chromium.
chromium: $(DEV_STAMP)
	@bash .ci/chromium $(BIN)/python

# The first Python of 3.11 or newer that really starts. (A version manager's stand-in may exist and not start.)
$(BIN)/python:
	@found=; for candidate in $(PYTHON) python3 python3.13 python3.12 python3.11 python3.14 python; do \
		if $$candidate -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then \
			found=$$candidate; break; fi; done; \
	if [ -z "$$found" ]; then \
		echo "Conflict Atlas needs Python 3.11 or newer, and found none. Install it from https://www.python.org/downloads/" \
			"or name it: make run PYTHON=/path/to/python3" >&2; exit 1; fi; \
	echo "Making the virtual environment $(VENV) with $$($$found --version)"; \
	$$found -m venv $(VENV) || { rm -rf $(VENV); \
		echo "Python could not make a virtual environment. On Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }

$(RUN_STAMP): requirements.txt | $(BIN)/python
	@echo "Installing what the dashboard needs (a few minutes the first time)"
	@$(PIP) install -r requirements.txt
	@touch $@

$(DEV_STAMP): requirements-dev.txt $(RUN_STAMP)
	@echo "Installing what the tests need"
	@$(PIP) install -r requirements-dev.txt
	@touch $@

$(NODE_STAMP): package.json package-lock.json $(DEV_STAMP)
	@echo "Installing what the client is checked with"
	@$(NPM) ci --silent
	@touch $@

clean:
	rm -rf $(VENV) .venv-oldest .venv-newest node_modules site htmlcov .pytest_cache .mypy_cache .ruff_cache .hypothesis
