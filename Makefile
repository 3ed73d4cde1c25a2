# The front door. `make run` and `make test` set everything up from Python 3.11+ and pip (or uv).

PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin
GRAPH ?=
NPM_INSTALL = npm install --no-audit --no-fund --loglevel=error

.DEFAULT_GOAL := help
.PHONY: help run web docs clients browser realtime test real thorough lint types imports check extras changelog wheel clean

help: ## Show this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 11

run: $(VENV)/.run ## Install with the embedded voices and serve the voice assistant
	$(BIN)/ten-lite run $(GRAPH)

web: ## Build the page to talk in (needs Node 20.19 or later and its npm)
	cd clients && $(NPM_INSTALL) && npm run build --silent

docs: $(VENV)/.docs ## Build the docs, to be read with `ten-lite docs`
	$(BIN)/python docs/build_site.py

clients: web ## Check style and types of what is in clients/, and test it
	cd clients && npm run check --silent && npm test --silent

browser: $(VENV)/.run web ## Try the page in Chromium, which npm fetches (Linux; elsewhere TEN_LITE_CHROME=FILE)
	cd clients/browser-tests && $(NPM_INSTALL) && npm test --silent

realtime: $(VENV)/.run ## Try the Realtime API with OpenAI's client for JavaScript (needs openssl)
	cd clients/openai-realtime && $(NPM_INSTALL) && npm run check --silent && npm test --silent

test: $(VENV)/.test ## Install what the tests need and run all that run in virtual time
	$(BIN)/python -m pytest -n 2 --dist worksteal -m "not real_time and not weights"

real: $(VENV)/.test ## Test what needs the wall clock: processes, threads of SDKs, the real voices
	$(BIN)/python -m pytest -n 2 --dist worksteal -m "real_time or weights"

thorough: $(VENV)/.test ## Run the randomized tests with twenty times as many cases
	$(BIN)/python -m pytest -n 2 --dist worksteal -m "hypothesis or randomized" --hypothesis-profile thorough

lint: $(VENV)/.test ## Check style and formatting rules
	$(BIN)/ruff check .

types: $(VENV)/.test ## Check types strictly
	$(BIN)/mypy ten_lite extensions examples

imports: $(VENV)/.test ## Check that every room imports only rooms below it
	$(BIN)/lint-imports

check: lint types imports test real ## Everything a change must pass

extras: $(VENV)/.test ## Try no extra and all of them, lowest and newest versions, Python 3.11-3.13 (needs uv)
	$(BIN)/python -m tests.installs

changelog: $(VENV)/.test ## Show what changed since the last release, from changelog.d/
	$(BIN)/towncrier build --draft --version next

wheel: $(VENV)/.test docs ## Build the wheel and the source distribution into dist/
	$(BIN)/python -m build

clean: ## Remove the environment and everything built
	rm -rf $(VENV) dist build ten_lite/_docs .mypy_cache .ruff_cache .pytest_cache .hypothesis

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

$(VENV)/.docs: pyproject.toml | $(VENV)/bin/python
	@if command -v uv >/dev/null 2>&1; then uv pip install --python $(BIN)/python -e '.[docs]'; \
	else $(BIN)/python -m pip install --quiet -e '.[docs]'; fi
	@touch $@
