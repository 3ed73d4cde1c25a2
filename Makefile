# The front door. `make run` and `make test` set everything up from Python 3.11+ and pip (or uv).

PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin
GRAPH ?=

.DEFAULT_GOAL := help
.PHONY: help run test lint types imports check clients extras wheel clean

help: ## Show this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 10

run: $(VENV)/.run ## Install with the embedded voices and serve the voice assistant
	$(BIN)/ten-lite run $(GRAPH)

test: $(VENV)/.test ## Install what the tests need and run all of them
	$(BIN)/python -m pytest

lint: $(VENV)/.test ## Check style and formatting rules
	$(BIN)/ruff check .

types: $(VENV)/.test ## Check types strictly
	$(BIN)/mypy ten_lite extensions

imports: $(VENV)/.test ## Check that every room imports only rooms below it
	$(BIN)/lint-imports

check: lint types imports test ## Everything a change must pass

clients: ## Install what the browser clients need, check and test them (needs Node)
	@set -e; for package in clients/*/package.json; do \
		cd "$(CURDIR)/$$(dirname "$$package")"; \
		npm install --no-audit --no-fund --loglevel=error; \
		npm run --silent --if-present check; \
		npm run --silent --if-present test; \
	done

extras: $(VENV)/.test ## Try all extras at lowest and newest versions on Python 3.11-3.13 (needs uv)
	$(BIN)/python -m tests.installs

wheel: $(VENV)/.test ## Build the wheel and the source distribution into dist/
	$(BIN)/python -m build

clean: ## Remove the environment and everything built
	rm -rf $(VENV) dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis

# uv when it is there, else pip; both give the same environment
$(VENV)/bin/python:
	@if command -v uv >/dev/null 2>&1; then uv venv --python $(PYTHON) --seed $(VENV); \
	else $(PYTHON) -m venv $(VENV); fi

$(VENV)/.run: pyproject.toml | $(VENV)/bin/python
	@if command -v uv >/dev/null 2>&1; then uv pip install --python $(BIN)/python -e '.[local]'; \
	else $(BIN)/python -m pip install --quiet -e '.[local]'; fi
	@touch $@

$(VENV)/.test: pyproject.toml | $(VENV)/bin/python
	@if command -v uv >/dev/null 2>&1; then uv pip install --python $(BIN)/python -e '.[local,dev]'; \
	else $(BIN)/python -m pip install --quiet -e '.[local,dev]'; fi
	@touch $@ $(VENV)/.run
