# The vocabulary of this house. `make issue` on a bare machine sets everything up first; a second run only builds.
#
#   make issue                  build the newest issue
#   make issue ISSUE=2026-w47   build that one
#   make PYTHON=python3.13 ...  choose the interpreter for .venv

PYTHON ?= python3
ISSUE ?=

bin := .venv/bin/python
publishkit := $(bin) -m publishkit
pip := $(bin) -m pip --disable-pip-version-check --quiet install
src := publishkit tests $(wildcard benchmarks) themes

.DEFAULT_GOAL := help
.PHONY: help issue desk send check quick test mutations lint types format bench lock doctor clean
.DELETE_ON_ERROR:

help:  ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

issue: .venv/.ready  ## build the newest issue, or ISSUE=2026-w47
	@$(publishkit) build $(ISSUE)

desk: .venv/.ready  ## the editor's desk in the browser, for the newest issue or ISSUE=2026-w47
	@$(publishkit) desk $(ISSUE)

send: .venv/.ready  ## send the newest issue, or ISSUE=2026-w47; asks for the number of readers first
	@$(publishkit) send now $(ISSUE)

check: .venv/.ready  ## every finding about an issue, without writing an edition
	@$(publishkit) check $(ISSUE)

quick: .venv/.ready-tests  ## lint, types and every pure test, in under a minute
	@$(call beside,types,$(bin) -m ruff check $(src) && $(bin) -m ruff format --check $(src) && $(pytest) -p tests.support.pure -rfE)

test: .venv/.ready-tests  ## everything: lint, types, layers, all tests
	@$(call beside,lint,$(pytest))

mutations: .venv/.ready-tests  ## every change of a finished edition that the proof must see; `make test` tries every fifth
	PUBLISHKIT_MUTATIONS=all $(pytest) tests/proof/test_mutations.py

lint: .venv/.ready-tests types  ## style, types and layers only
	$(bin) -m ruff check $(src)
	$(bin) -m ruff format --check $(src)
	.venv/bin/lint-imports

types: .venv/.ready-tests
	$(bin) -m mypy

pytest := $(bin) -m pytest -n 2 --dist worksteal

# Tests start many processes: what one of them compiled the next one loads, whatever the shell says.
quick test: export PYTHONDONTWRITEBYTECODE =

# Runs the target $(1) beside the command $(2), so that both cores are busy, and shows what it said when both are done.
beside = said=$$(mktemp); $(MAKE) --no-print-directory $(1) >$$said 2>&1 & checks=$$!; \
	{ $(2); }; tests=$$?; wait $$checks; checked=$$?; cat $$said; rm -f $$said; exit $$((tests | checked))

format: .venv/.ready-tests  ## put the code into the house's form
	$(bin) -m ruff check --fix-only $(src)
	$(bin) -m ruff format $(src)

bench: .venv/.ready-tests  ## measure speed and memory
	$(bin) -m benchmarks
	$(bin) -m benchmarks capture
	$(bin) -m benchmarks mail

doctor: .venv/.project  ## what this machine lacks
	@$(publishkit) doctor --tests

clean:  ## take away what the commands made, except the finished editions
	rm -rf .venv .publishkit .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis dist
	find publishkit tests -name __pycache__ -prune -exec rm -rf {} +

# --- set-up: each stamp is older than what it was made from only when there is work to do ---------------------------

# Says the one line to run when the interpreter is too old or Debian's venv half is missing.
define need_python
import sys
if sys.version_info < (3, 11):
    sys.exit("publishkit needs Python 3.11 or newer, this is %s: run `make PYTHON=python3.11` with one that is" % sys.version.split()[0])
try:
    import ensurepip, venv
except ImportError:
    sys.exit("python3-venv is missing: run `apt-get install -y python3-venv` (as root or with sudo)")
endef
export need_python

.venv/.made:
	@command -v $(PYTHON) >/dev/null || { echo "$(PYTHON) is missing: install Python 3.11 or newer with venv, then run make again" >&2; exit 1; }
	@$(PYTHON) -c "$$need_python"
	@echo "Setting up .venv (once; about a minute) ..." >&2
	@$(PYTHON) -m venv --clear .venv
	@touch $@

.venv/.locked: .venv/.made requirements.lock
	@$(pip) --require-hashes --requirement requirements.lock
	@touch $@

.venv/.project: .venv/.locked pyproject.toml
	@$(pip) --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.ready: .venv/.project
	@$(publishkit) doctor --fix
	@touch $@

.venv/.locked-tests: .venv/.locked tests/requirements.lock
	@$(pip) --require-hashes --requirement tests/requirements.lock
	@touch $@

.venv/.ready-tests: .venv/.project .venv/.locked-tests
	@$(publishkit) doctor --fix --tests
	@touch $@

# --- locks: names, versions, hashes; whichever index your own pip and uv are set to ----------------------------------

tested := ses providers postgres keyring s3 sftp
compile := .venv/lock/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 \
	--generate-hashes --no-header --annotation-style line pyproject.toml

lock:  ## choose new versions and write both lock files
	@$(PYTHON) -m venv --clear .venv/lock
	@.venv/lock/bin/python -m pip --disable-pip-version-check --quiet install uv
	$(compile) $(addprefix --extra ,$(tested)) --group build --group test --output-file tests/requirements.lock
	$(compile) --group build --constraints tests/requirements.lock --output-file requirements.lock
	@rm -rf .venv/lock
