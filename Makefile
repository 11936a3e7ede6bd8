# Everything runs in .venv, made here; on a fresh machine only Python 3.11+ and make are needed.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: maps test notebooks docs bench lint layers clean

maps: $(VENV)/.maps
	$(BIN)/treaty-atlas build

test: $(VENV)/.test
	$(BIN)/python -m tests.browser.install
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile

notebooks: $(VENV)/.test
	$(BIN)/python -m geo.notebooks

docs: $(VENV)/.docs
	$(BIN)/python docs/pages.py maps_out/docs

bench: $(VENV)/.test
	$(BIN)/python -m tests.browser.install
	$(BIN)/python -m benchmarks

lint: $(VENV)/.lint
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/python -m mypy

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

clean:
	rm -rf $(VENV) build dist *.egg-info
