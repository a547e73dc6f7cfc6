# Everything a newcomer needs: `make run` and `make test`. Nothing has to be installed first but Python 3.11 or newer.
WEB_PORT ?= 8000
SMTP_PORT ?= 1025
INBOX_PORT ?= 8025
VENV := .venv
PYTHON := $(VENV)/bin/python
READY := $(VENV)/ready
JOBS ?= $(shell nproc 2>/dev/null || echo 2)

.DEFAULT_GOAL := help

help: ## Show this list
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(READY) ## Start Pulse with a believable organisation: web, worker and a local mail inbox
	@exec $(PYTHON) -m pulse demo --web-port $(WEB_PORT) --smtp-port $(SMTP_PORT) --inbox-port $(INBOX_PORT)

test: $(READY) check browser proxies ## Run every check and test, the browser's too
	$(PYTHON) -m pytest -n $(JOBS) $(if $(ENGINE),--engine $(ENGINE))

check: $(READY) ## Run the fast part: style, types, import contracts, dependencies
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports
	$(VENV)/bin/deptry .

attack: $(READY) ## Attack the anonymity at volume and print what was found
	$(PYTHON) -m tests.adversary

kill: $(READY) ## Kill processes at any moment and print what came of it
	$(PYTHON) -m tests.kills

bench: $(READY) ## Measure speed and size as ratios against a baseline in the same run
	$(PYTHON) -m tests.benchmarks

browser: $(READY)
	@$(PYTHON) -m tests.browser.provide

proxies: $(READY)
	@$(PYTHON) -m tests.proxies.provide

clean: ## Remove the environment, the databases and the inbox
	rm -rf $(VENV) var

lock: ## Pin the dependencies of pyproject.toml with hashes (needs uv)
	uv pip compile pyproject.toml --generate-hashes --python-version 3.11 --no-emit-index-url --quiet \
		--custom-compile-command "make lock" --output-file requirements.txt

$(READY): requirements.txt .ci/environment
	@.ci/environment $(VENV)
	@touch $(READY)

.PHONY: help run test check attack kill bench browser proxies clean lock
