# The house's few commands; `make` alone lists them. What is needed before: Python 3.11 or newer, git, make.
# Everything is installed into .venv by uv from uv.lock; nothing else on the machine is touched.

PYTHON ?= python3
WORKERS ?= auto
UV := .venv/bin/uv
RUN := $(UV) run --no-sync
# The demo needs no developer's tools, and leaves them in place where they are.
SYNC := $(UV) sync --quiet --locked --inexact --no-default-groups
SYNC_ALL := $(UV) sync --quiet --locked --all-extras --all-groups
# Another virtual environment that happens to be active is none of ours.
unexport VIRTUAL_ENV
# Where the package cache lies on another disk, links would only warn.
export UV_LINK_MODE ?= copy

.DEFAULT_GOAL := help
.PHONY: help demo test style check check-all bench docs ready ready-all

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 12

demo: ready ## invent Pirkanmaa's people, run the chain on them, open the web service with them
	@$(RUN) polku demo $(if $(CLIENTS),--clients $(CLIENTS)) $(if $(PORT),--port $(PORT))

test: ready-all ## every test, in random order, on all cores
	$(RUN) pytest -n $(WORKERS) --dist loadgroup

style: ready-all ## style, types and imports
	$(RUN) ruff check
	$(RUN) ruff format --check
	$(RUN) mypy
	$(RUN) lint-imports

check: style ## style, and the house's own rules
	$(RUN) pytest tests/house -q

check-all: check ## check, then every test with many more examples, then small benchmarks
	HYPOTHESIS_PROFILE=thorough $(RUN) pytest -n $(WORKERS) --dist loadgroup
	$(RUN) python -m benchmarks --small

bench: ready-all ## seconds and memory of the large steps, beside named references
	$(RUN) python -m benchmarks
	$(RUN) python -m benchmarks.estimation
	$(RUN) python -m benchmarks.estimation_coverage
	$(RUN) python -m benchmarks.lottery
	$(RUN) python -m benchmarks.producers

docs: ready-all ## write the pages that are made from the code
	$(RUN) python -m tests.house.command_pages --write

ready: $(UV)
	@$(SYNC)

ready-all: $(UV)
	@$(SYNC_ALL)

# uv lies inside .venv, so that nothing but Python itself is expected of the machine.
$(UV):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Polku needs Python 3.11 or newer, and '$(PYTHON)' is not. Install it, or name another: make PYTHON=python3.12 ..." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "'$(PYTHON)' cannot make a virtual environment. On Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	@echo "Installing into .venv (a minute or two the first time)"
	@$(PYTHON) -m venv .venv
	@.venv/bin/python -m pip install --quiet --disable-pip-version-check 'uv>=0.13'
