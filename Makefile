# The two commands of the README are `make chat` and `make test`; `make help` lists the rest.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV ?= .venv
BIN := $(VENV)/bin
RUN := $(BIN)/icpc-assistant

.DEFAULT_GOAL := help
# Where the public question sets of training/README.md lie.
DATA ?= data
# How long each target is fuzzed.
SECONDS ?= 60

.PHONY: help chat ask index eval test lint bench fuzz audit train train-intent env env-test clean

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

chat: env ## set up everything and start the chat on http://127.0.0.1:7860
	$(RUN) chat

ask: env ## ask one question: make ask Q="When was …?"
	$(RUN) ask $(if $(Q),"$(Q)",)

index: env ## build or update the index
	$(RUN) index

eval: env-test ## ask the dev questions; say what got better or worse than the baseline
	$(RUN) eval gate

test: env-test ## set up everything and run all tests
	$(BIN)/python -m pytest

lint: env-test ## ruff and mypy --strict
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: env-test ## the benchmarks (an hour), rewriting the tables in benchmarks/README.md
	$(BIN)/python benchmarks/run.py --write

fuzz: env-test ## fuzz what reads text from outside: make fuzz SECONDS=60 (for each of its readers)
	$(BIN)/python -m pip install -q --disable-pip-version-check -c constraints.txt -e '.[fuzz]'
	$(BIN)/python fuzz/run.py --seconds $(SECONDS)

audit: ## hold the pinned versions against the published advisories (needs a network)
	$(PYTHON) -m venv $(VENV)-audit
	$(VENV)-audit/bin/python -m pip install -q --disable-pip-version-check pip-audit==2.10.1
	$(VENV)-audit/bin/python .ci/audit.py

train-intent: env-test ## train the reader of questions anew
	$(BIN)/python training/train_intent.py

train: env-test ## train the reader anew, in resumable steps: make train DATA=folder
	$(BIN)/python training/train_reader.py public --data $(DATA)
	$(BIN)/python training/train_reader.py invented --known 0.5 --false 0.3 --data $(DATA)
	$(BIN)/python training/train_reader.py adapter

env: $(VENV)/.ready
env-test: $(VENV)/.ready-test

$(VENV)/.ready: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q --disable-pip-version-check -c constraints.txt torch
	$(BIN)/python -m pip install -q --disable-pip-version-check -c constraints.txt -e .
	@touch $@

$(VENV)/.ready-test: $(VENV)/.ready
	$(BIN)/python -m pip install -q --disable-pip-version-check -c constraints.txt -e '.[test]'
	@touch $@

clean: ## remove the environment and the index versions
	rm -rf $(VENV) $(VENV)-audit index/2* index/current index/.building-* index/.lock
