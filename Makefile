# One command each for people who use the checks (demo) and people who change them (test, lint, lock).
# Only python3 (3.11 or newer, with venv) and make have to be there beforehand.

PYTHON ?= python3
UV ?= uv
# `make lock LOCK_FLAGS=--upgrade` moves every pin; without it only what pyproject.toml asks for changes.
LOCK_FLAGS ?=

# Debian names of the programs some tests run; what each is for stands in scripts/system-packages.
SYSTEM_PACKAGES := libreoffice-writer libreoffice-calc fonts-noto-cjk poppler-utils chromium postgresql

BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
COMPILE := $(UV) pip compile --quiet --generate-hashes --universal --python-version 3.11 --no-emit-index-url --no-strip-extras \
	--custom-compile-command "make lock" $(LOCK_FLAGS)
# The package itself is built without isolation, so that every build tool is hashed as well.
BUILD_TOOLS := setuptools>=64\nwheel\n

DEMO := samples/clean-form2021.docx samples/faulty-form2019.docx samples/faulty-form2021.html samples/clean-form2019.txt

.DEFAULT_GOAL := help
.PHONY: help demo test test-archive test-web lint bench fuzz silence manual lock clean system bytecode

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: .venv/.runtime bytecode ## check the sample reports; pages, marked Word files, JSON and a workbook go to out/demo/
	@mkdir -p out/demo
	@$(BIN)/gikvalidate check $(DEMO) --lang zh --format terminal --format html --format xlsx -o out/demo || [ $$? -eq 1 ]
	@for file in $(DEMO); do \
		$(BIN)/gikvalidate check "$$file" --format json --format html --format docx -o out/demo || [ $$? -eq 1 ] || exit 2; \
	done
	@echo; echo "The same findings for each report, as a page, as a Word file with comments, and as JSON:"
	@ls out/demo/*.checked.*
	@echo; echo "All of them on one page and in one workbook:"; ls out/demo/findings.*

test: .venv/.dev system bytecode lint ## lint, type-check and run the whole suite
	@$(BIN)/pytest -n auto

test-archive: .venv/.dev system bytecode ## the archive's whole tests, on SQLite, a real PostgreSQL and a real cluster; about 15 minutes
	@GIKVALIDATE_ARCHIVE=all $(BIN)/pytest -n auto tests/archive

test-web: .venv/.dev system bytecode ## the page's whole tests, in Chromium and with killed servers
	@GIKVALIDATE_WEB=all GIKVALIDATE_UPLOADS=50 $(BIN)/pytest -n auto tests/web

lint: .venv/.dev ## ruff, mypy and the import contract
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(BIN)/lint-imports

bench: .venv/.dev bytecode ## run the benchmarks
	@for script in $(wildcard benchmarks/bench_*.py); do echo "== $$script"; $(BIN)/python "$$script" || exit 1; done

fuzz: .venv/.dev ## read files broken at random for five minutes; none may do more than be refused
	@$(BIN)/python tests/read/fuzz.py --minutes 5 --seed $$(date +%s)

silence: .venv/.dev ## check 10 000 random consistent reports; no rule may fire
	@GIKVALIDATE_SEEDS=0-5000 $(BIN)/pytest -n auto tests/test_silence.py -k no_rule_fires

manual: .venv/.runtime ## write the manual of the rules and their JSON Schema
	@$(BIN)/gikvalidate rules manual docs/rules
	@$(BIN)/gikvalidate rules schema > schemas/rule.schema.json

lock: ## refresh the lock files from pyproject.toml (maintainers; needs uv)
	printf '$(BUILD_TOOLS)' | $(COMPILE) pyproject.toml - -o requirements.lock
	printf '$(BUILD_TOOLS)' | $(COMPILE) --extra ocr -c requirements.lock pyproject.toml - -o requirements-ocr.lock
	printf '$(BUILD_TOOLS)' | $(COMPILE) --extra dev --extra ocr -c requirements-ocr.lock pyproject.toml - -o requirements-dev.lock

clean: ## remove everything the other targets made
	rm -rf .venv out build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .coverage
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# An editable installation is compiled when it first runs, and where Python is told to write no bytecode, as it often is
# in containers, by every process anew: some half a second of each.
bytecode: | $(BIN)/python
	@$(BIN)/python -m compileall -q gikvalidate

system:
	@scripts/system-packages $(SYSTEM_PACKAGES)

$(BIN)/python:
	@version=$$($(PYTHON) -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) || version=missing; \
	case $$version in \
		missing|2.*|3.[0-9]|3.10) echo "Python 3.11 or newer is needed, $(PYTHON) is $$version; try: make PYTHON=python3.12" >&2; exit 1;; \
	esac
	@$(PYTHON) -m venv .venv

.venv/.runtime: requirements.lock pyproject.toml setup.py | $(BIN)/python
	@echo "Installing what $< names into .venv (the first time takes a minute or two) ..."
	@$(PIP) install --require-hashes -r $<
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

# The dev lock holds the runtime and the ocr lock and more, so it settles both stamps.
.venv/.dev: requirements-dev.lock requirements.lock pyproject.toml setup.py | $(BIN)/python
	@echo "Installing what $< names into .venv (the first time takes a minute or two) ..."
	@$(PIP) install --require-hashes -r $<
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch .venv/.runtime $@
