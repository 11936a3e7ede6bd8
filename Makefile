# Everything runs in .venv, made here; on a fresh machine only Python 3.11+ and make are needed.
# What checks the scripts of the pages (eslint, tsc) is in node_modules; without npm it is left out, and said.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: maps test notebooks lab docs bench lint lock sbom layers clean

maps: $(VENV)/.maps
	$(BIN)/treaty-atlas build

test: $(VENV)/.test
	$(BIN)/python -m tests.browser.install
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile

notebooks: $(VENV)/.test
	$(BIN)/python -m geo.notebooks

lab: $(VENV)/.notebooks
	$(BIN)/jupyter lab notebooks/01_what_the_treaty_changed.ipynb

docs: $(VENV)/.docs
	$(BIN)/python docs/pages.py maps_out/docs docs/api.md

bench: $(VENV)/.test
	$(BIN)/python -m tests.browser.install
	$(BIN)/python -m benchmarks

lint: $(VENV)/.lint $(VENV)/.supply node_modules/.lint
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/python -m mypy
	@if [ -e node_modules/.lint ]; then set -ex; \
	node_modules/.bin/eslint --max-warnings 0 geo/web/static; node_modules/.bin/tsc --project .; fi
	$(BIN)/python -m tools.supply audit

lock: $(VENV)/.supply
	$(BIN)/python -m tools.supply lock

sbom: $(VENV)/.supply
	$(BIN)/python -m tools.supply sbom

layers: $(VENV)/.layers
	$(BIN)/treaty-atlas layers

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

# One mark a set of packages; made anew when what is pinned changes.
$(VENV)/.maps: pyproject.toml requirements.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --constraint requirements.txt --editable .
	touch $@

$(VENV)/.%: pyproject.toml requirements.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --constraint requirements.txt --editable ".[$*]"
	touch $@

# What looks after these packages is left out where it cannot be had, and tools.supply says so.
$(VENV)/.supply: pyproject.toml requirements.txt | $(BIN)/python
	-@rm -f $@; $(BIN)/python -m pip install --quiet --constraint requirements.txt --editable ".[supply]" && touch $@

# The same for the packages of npm; where they cannot be had, no mark is made and the rest of lint goes on.
node_modules/.lint: package.json package-lock.json | $(BIN)/python
	@rm -f $@
	@if $(BIN)/python -m tests.browser.install npm && npm ci --silent; then touch $@; \
	else echo "npm or its packages cannot be had: eslint and tsc over geo/web/static are skipped"; fi

clean:
	rm -rf $(VENV) node_modules build dist *.egg-info
