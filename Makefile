# Every command of this file creates what it needs. See README.md.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SERVE ?= 1
DEMO_SECRET := demo-only-$(shell id -u)-do-not-use-this-for-a-real-village

help: ## Show what can be done
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/'

install: $(VENV)/.installed ## Create .venv with the locked libraries

$(VENV)/.installed: requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

browser: ## Find a browser, or install Debian's with Chinese fonts
	tests/journeys/install-browser

servers: ## Find nginx and Caddy, or unpack Debian's beside the project
	tests/docs/install-servers

demo: install ## Make an invented township, build its site, serve both (SERVE=0: only build)
	$(BIN)/cunshi db upgrade
	test -e var/demo.txt || { mkdir -p var; $(BIN)/cunshi demo load > var/demo.part; mv var/demo.part var/demo.txt; }
	$(BIN)/cunshi site build
	$(BIN)/cunshi site check
	@cat var/demo.txt
ifeq ($(SERVE),1)
	@echo; echo "门户 http://127.0.0.1:8000   公开网站 http://127.0.0.1:8001   （Ctrl-C 停止）"
	@trap 'kill 0' EXIT; \
	$(BIN)/cunshi site serve --port 8001 & \
	CUNSHI_SECRET_KEY='$(DEMO_SECRET)' $(BIN)/gunicorn --log-level warning --workers 2 --bind 127.0.0.1:8000 'portal.app:create_app()'
endif

test: install browser servers ## Run every check and test
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -n 2 --dist worksteal

bench: $(VENV)/.bench ## Measure speed beside what would be used instead
	$(BIN)/python -m pytest -s tests/bench -o addopts=--import-mode=importlib

judge: install browser $(VENV)/.judges .cache/judge/.installed ## Let outside judges look at the demo site (needs Java and Node)
	$(MAKE) --no-print-directory demo SERVE=0
	$(BIN)/python -m pytest tests/judge -o addopts=--import-mode=importlib
	$(BIN)/python -m tests.judge

pictures: install browser $(VENV)/.judges ## Take docs/pictures: every screen and page in three sizes, in print, scripts off
	$(BIN)/python -m pytest tests/pictures -o addopts=--import-mode=importlib

$(VENV)/.bench: requirements-bench.lock $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-bench.lock
	touch $@

$(VENV)/.judges: requirements-judge.lock $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-judge.lock
	touch $@

.cache/judge/.installed: tests/judge/package-lock.json
	@command -v java >/dev/null && command -v npm >/dev/null || { \
	echo 'make judge needs Java 11 and Node 18.16 with npm, or newer (Debian: apt-get install default-jre-headless nodejs npm)' >&2; exit 1; }
	mkdir -p .cache/judge && cp tests/judge/package*.json .cache/judge/
	npm ci --prefix .cache/judge --ignore-scripts --no-audit --no-fund --silent
	touch $@

lock: ## Lock the libraries anew
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --extra dev --python-version 3.11 --no-emit-index-url pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --extra judge --python-version 3.11 --no-emit-index-url -c requirements.lock pyproject.toml -o requirements-judge.lock
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --extra bench --python-version 3.11 --no-emit-index-url -c requirements.lock pyproject.toml -o requirements-bench.lock

.PHONY: help install browser servers demo test bench judge pictures lock
