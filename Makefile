# Everything runs through these; each sets itself up first. Needs Python 3.11 or newer, and make.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

# The first Python on the path that is new enough; PYTHON=… chooses another.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
STAMP := .venv/.ready
TOOLS := .venv/tools
MUTANTS := .venv/mutants
CODE := bot handlers prompts storage tests benchmarks
SCRIPTS := scripts/bite scripts/library scripts/mutants scripts/sbom
PIP := -m pip --disable-pip-version-check --quiet

.PHONY: help setup demo test coverage bench figures soak bites mutants lint format audit library sbom lock clean

help: ## this list
	@awk -F':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' Makefile

setup: $(STAMP) ## create .venv with everything pinned and hashed, and .venv/bin/interlude

$(STAMP): requirements.txt requirements-cluster.txt requirements-dev.txt pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed: PYTHON=/path/to/python make setup" >&2; exit 1; }
	@test -x $(BIN)/python || "$(PYTHON)" -m venv .venv
	$(BIN)/python $(PIP) install --require-hashes -r requirements.txt -r requirements-cluster.txt -r requirements-dev.txt
	$(BIN)/python $(PIP) install --no-deps --no-build-isolation --no-index -e .
	@touch $@

demo: $(STAMP) ## a therapist and a client live one week, printed as a transcript
	@$(BIN)/interlude demo $(ARGS)

test: lint ## lint, types, and every test, on every core
	$(BIN)/mypy
	$(BIN)/pytest -n auto --dist loadfile $(ARGS)

coverage: $(STAMP) ## every test with branch coverage, which takes twice as long
	$(BIN)/pytest -n auto --dist loadfile --cov --cov-report=term:skip-covered $(ARGS)

bench: $(STAMP) ## the speed table, side by side with peers
	@$(BIN)/python -m benchmarks $(ARGS)

figures: $(STAMP) ## what takes minutes: fuzz, forgery, guesses, erasing …, each beside its target
	@$(BIN)/python -m tests.figures $(ARGS)

soak: $(STAMP) ## simulated lives with every fault, one a seed: 10,000 of 2 days, some of 9; 20 clients, 30 days: ARGS="--size big"
	@$(BIN)/python -m tests.faults $(ARGS)

bites: $(STAMP) ## break the code on purpose, one place at a time: the tests must notice
	@$(BIN)/python scripts/bite $(ARGS)

$(MUTANTS)/.ready: requirements.txt requirements-cluster.txt requirements-dev.txt requirements-mutants.txt | $(STAMP)
	@test -x $(MUTANTS)/bin/python || $(BIN)/python -m venv $(MUTANTS)
	$(MUTANTS)/bin/python $(PIP) install --require-hashes -r requirements.txt -r requirements-cluster.txt -r requirements-dev.txt -r requirements-mutants.txt
	@touch $@

mutants: $(MUTANTS)/.ready ## mutation score of the modules that guard people (minutes to an hour)
	@$(BIN)/python scripts/mutants $(ARGS)

lint: $(STAMP) ## ruff, both halves
	$(BIN)/ruff check $(CODE) $(SCRIPTS)
	$(BIN)/ruff format --check $(CODE) $(SCRIPTS)

format: $(STAMP) ## ruff, fixing what it can
	$(BIN)/ruff check --fix $(CODE) $(SCRIPTS)
	$(BIN)/ruff format $(CODE) $(SCRIPTS)

$(TOOLS)/.ready: requirements-tools.txt | $(STAMP)
	@test -x $(TOOLS)/bin/python || $(BIN)/python -m venv $(TOOLS)
	$(TOOLS)/bin/python $(PIP) install --require-hashes -r requirements-tools.txt
	@touch $@

audit: $(TOOLS)/.ready ## known vulnerabilities in what is pinned
	$(TOOLS)/bin/pip-audit --strict --require-hashes --disable-pip -r requirements.txt
	$(TOOLS)/bin/pip-audit --strict --require-hashes --disable-pip -r requirements-cluster.txt
	$(TOOLS)/bin/pip-audit --strict --require-hashes --disable-pip -r requirements-dev.txt

sbom: $(TOOLS)/.ready ## build/sbom.cdx.json: what is shipped, with versions and hashes (CycloneDX)
	@mkdir -p build
	$(TOOLS)/bin/cyclonedx-py requirements requirements.txt --pyproject pyproject.toml \
		--short-PURLs --output-reproducible --validate --of JSON -o build/sbom.cdx.json
	$(BIN)/python scripts/sbom build/sbom.cdx.json

library: $(STAMP) ## docs/library.md from prompts/activities and prompts/pathways
	@$(BIN)/python scripts/library

lock: $(TOOLS)/.ready ## pin and hash again: requirements*.in -> requirements*.txt
	scripts/lock $(ARGS)

clean: ## remove .venv and caches
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage .coverage.* build *.egg-info
