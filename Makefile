# Everything a contributor runs. `make` alone lists the targets.
# The first run sets up .venv (a minute or two); later runs start at once.

PYTHON ?= python3
FUZZ_SECONDS ?= 600
QUESTIONS ?= 1000000
SEED ?=
SECONDS ?= 60
PYTEST_WORKERS ?= auto
VENV ?= .venv
PORT ?= 8000

BIN := $(VENV)/bin
PY := $(BIN)/python
READY := $(VENV)/.ready
SCHEMA := src/slaclock/matrices/matrix.schema.json
AXE := $(VENV)/axe
PYODIDE := $(VENV)/pyodide
SITE := build/site
CORE := */slaclock/instants.py,*/slaclock/durations.py,*/slaclock/calendars/*,*/slaclock/deadlines.py,*/slaclock/clock/*

# Zones come from the tzdata package, whatever the machine has; see docs/explanation/rules-of-time.md.
PYTEST := PYTHONTZPATH= $(PY) -m pytest
PIP_INSTALL := PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore $(PY) -m pip install -qq

.DEFAULT_GOAL := help
.NOTPARALLEL:
.DELETE_ON_ERROR:

.PHONY: help
help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 12

.PHONY: demo
demo: $(READY)/demo ## print the shipped matrix, the deadlines of sample tickets, and one explanation
	@$(BIN)/slaclock demo

.PHONY: test
test: $(READY)/test ## run the tests and the examples in docstrings
	@$(PYTEST) -n $(PYTEST_WORKERS) -m "not slow"

.PHONY: oldest
oldest: $(READY)/oldest ## run the tests with the oldest release of each dependency
	@SLACLOCK_EXAMPLES=25 PYTHONTZPATH= $(VENV)-oldest/bin/python -m pytest -n $(PYTEST_WORKERS) -m "not slow" -q

.PHONY: test-all
test-all: $(READY)/test ## run the slow tests too
	@$(PYTEST) -n $(PYTEST_WORKERS)

.PHONY: lint
lint: $(READY)/lint ## check style and types
	@$(BIN)/ruff check --quiet
	@$(BIN)/ruff format --check --quiet
	@$(BIN)/mypy --no-error-summary

.PHONY: format
format: $(READY)/lint ## put the code in its standard form
	@$(BIN)/ruff check --quiet --fix-only
	@$(BIN)/ruff format --quiet

.PHONY: docs
docs: $(READY)/docs ## build the documentation; a warning is an error
	@PYTHONTZPATH= $(BIN)/sphinx-build -q -W --keep-going -b html docs docs/_build/html
	@echo "docs: docs/_build/html/index.html"

.PHONY: coverage
coverage: $(READY)/test ## measure branch coverage; the core must reach 100 %
	@$(PYTEST) -n $(PYTEST_WORKERS) -m "not slow" -q --cov --cov-report=; status=$$?; \
	$(BIN)/coverage report && \
	$(BIN)/coverage report --include='$(CORE)' --fail-under=100 && exit $$status

.PHONY: mutation
mutation: $(READY)/test ## change the core in small ways and see whether a test notices; PARTS=durations for less
	@PYTHONTZPATH= $(PY) -m tests.mutation $(PARTS)

.PHONY: mutation-changed
mutation-changed: $(READY)/test ## the same of the lines that changed since BASE, for three minutes at most
	@PYTHONTZPATH= $(PY) -m tests.mutation --changed $(BASE) --seconds 180

.PHONY: fuzz
fuzz: $(READY)/test ## knock on every door, then run all property tests, with new seeds for FUZZ_SECONDS
	@end=$$(( $$(date +%s) + $(FUZZ_SECONDS) )); \
	while [ $$(date +%s) -lt $$end ]; do \
	  seed=$$($(PY) -c 'import secrets; print(secrets.randbits(32))'); \
	  echo "seed $$seed"; \
	  env -u CI SLACLOCK_FUZZ=10 $(PYTEST) -n $(PYTEST_WORKERS) -q --hypothesis-seed=$$seed tests/fuzz || exit 1; \
	  [ $$(date +%s) -lt $$end ] || break; \
	  env -u CI $(PYTEST) -n $(PYTEST_WORKERS) -q -m hypothesis --hypothesis-seed=$$seed tests || exit 1; \
	done

# There is no atheris for every machine; all else that this needs is there for the tests.
.PHONY: fuzz-guided
fuzz-guided: $(READY)/test ## knock on the doors for texts and files with atheris, each for SECONDS
	@$(PIP_INSTALL) --only-binary atheris --group guided || { \
	  echo "fuzz-guided: skipped, since there is no atheris for this Python on this machine"; exit 0; }; \
	for door in $${DOORS:-$$(PYTHONTZPATH= $(PY) -m tests.fuzz.with_atheris --list)}; do \
	  PYTHONTZPATH= $(PY) -m tests.fuzz.with_atheris $$door --seconds $(SECONDS) || exit 1; \
	done

.PHONY: bench
bench: $(READY)/bench ## compare the speed with other libraries
	@PYTHONTZPATH= $(PY) benchmarks/run.py

.PHONY: speed
speed: $(READY)/test ## check that nothing became slower, by ratios; three minutes
	@PYTHONTZPATH= $(PY) benchmarks/gate.py

.PHONY: compare
compare: $(READY)/bench ## print what other libraries answer to the same questions, and how fast
	@PYTHONTZPATH= $(PY) benchmarks/compare.py

.PHONY: conformance
conformance: $(READY)/bench ## score slaclock and other libraries by the suite in conformance/ (some minutes)
	@PYTHONTZPATH= $(PY) -W ignore -m conformance.score --write docs/explanation/comparison.md

.PHONY: bench-clock
bench-clock: $(READY)/bench ## measure the clock of a ticket: long logs, and single questions
	@PYTHONTZPATH= $(PY) benchmarks/clock.py

.PHONY: bench-bulk
bench-bulk: $(READY)/bench ## compare the speed over a million tickets, and the memory over 100 million
	@PYTHONTZPATH= $(PY) benchmarks/bulk.py

.PHONY: bench-sql
bench-sql: $(READY)/bench ## measure the SQL in DuckDB over a million tickets, with pauses and without
	@PYTHONTZPATH= $(PY) benchmarks/sql.py

.PHONY: bench-parquet
bench-parquet: $(READY)/bench ## measure 100 million tickets from one Parquet file to another
	@PYTHONTZPATH= $(PY) benchmarks/parquet.py

.PHONY: bench-report
bench-report: $(READY)/bench ## measure a report over a million tickets against polars
	@PYTHONTZPATH= $(PY) benchmarks/report.py

.PHONY: bench-log
bench-log: $(READY)/bench ## measure reports over a log of a million updates, JSON Lines, and line breaks
	@PYTHONTZPATH= $(PY) benchmarks/report_kinds.py

.PHONY: screenshots
screenshots: $(READY)/browser playground ## take the pictures of the documentation, in Debian's Chromium
	@PYTHONTZPATH= PYTHONPATH=.:examples $(PY) docs/screenshots.py

.PHONY: a11y
a11y: $(READY)/browser ## look for violations of accessibility in the report, with axe-core in Chromium
	@SLACLOCK_AXE=$(AXE)/node_modules/axe-core/axe.min.js $(PYTEST) -q tests/reports/test_browser.py

.PHONY: docs-browser
docs-browser: $(READY)/browser docs ## look for dead links and violations of accessibility in the pages, in Chromium
	@SLACLOCK_AXE=$(AXE)/node_modules/axe-core/axe.min.js $(PYTEST) -q tests/test_docs_pages.py

.PHONY: proof
proof: $(READY)/proof ## prove with z3 the laws of the open clock, and that steps are their rules; two minutes
	@PYTHONTZPATH= $(PY) proof/run.py
	@$(PYTEST) -q tests/proof

.PHONY: small-world
small-world: $(READY)/test ## compare every short log with the per-second model (about 5 minutes on 2 processors)
	@PYTHONTZPATH= PYTHONPATH=. $(PY) -m tests.clock.small_world

.PHONY: differential
differential: $(READY)/test ## ask slaclock and an oracle QUESTIONS at random, a million, from a new SEED (about 8 minutes on 2 processors)
	@PYTHONTZPATH= PYTHONPATH=. $(PY) -m tests.differential --questions $(QUESTIONS) $(if $(SEED),--seed $(SEED))

# Twice, with another umask and zone, since neither may leave a trace; then installed alone, so
# that the list of what comes with it names nothing that only we use.
.PHONY: dist
dist: $(READY)/dist ## build the packages twice, see that they are the same bytes, and list what they need
	@rm -rf dist
	@$(PY) -m build -q --outdir dist . >/dev/null
	@(umask 077 && TZ=Asia/Kolkata $(PY) -m build -q --outdir dist/again . >/dev/null)
	@for made in dist/slaclock-*; do cmp $$made dist/again/$${made#dist/}; done
	@rm -rf dist/again $(VENV)-dist
	@$(MAKE) --no-print-directory VENV=$(VENV)-dist $(VENV)-dist/.ready/pip
	@PIP_DISABLE_PIP_VERSION_CHECK=1 $(VENV)-dist/bin/python -m pip install -qq dist/*.whl
	@$(BIN)/cyclonedx-py environment --output-reproducible --mc-type library \
	  --pyproject pyproject.toml -o dist/slaclock.cdx.json $(VENV)-dist/bin/python
	@cd dist && sha256sum slaclock-* slaclock.cdx.json

.PHONY: portal
portal: $(READY)/portal ## start the portal of the published ticket flow, at http://127.0.0.1:8000/
	@PYTHONTZPATH= PYTHONPATH=examples $(PY) -m portal --port $(PORT)

.PHONY: portal-test
portal-test: $(READY)/portal ## run the tests of the portal
	@$(PYTEST) -q tests/portal

.PHONY: portal-browser
portal-browser: $(READY)/browser ## walk through the portal in Chromium, with axe-core on every page
	@SLACLOCK_AXE=$(AXE)/node_modules/axe-core/axe.min.js $(PYTEST) -q tests/portal/test_browser.py

.PHONY: portal-load
portal-load: $(READY)/portal ## have 100 people use the portal, with 10,000 tickets, for half a minute
	@PYTHONTZPATH= $(PY) benchmarks/portal_load.py

.PHONY: newcomer
newcomer: ## walk from an empty folder to a first deadline, the tutorials and the portal, timed
	@$(PYTHON) benchmarks/newcomer.py

.PHONY: playground
playground: $(READY)/playground ## build the page that runs slaclock in a browser, with Pyodide
	@$(PY) examples/playground/build.py $(SITE)/playground $(PYODIDE)/node_modules/pyodide

.PHONY: playground-serve
playground-serve: playground ## show that page, at http://127.0.0.1:8000/playground/
	@$(PY) -m http.server --bind 127.0.0.1 --directory $(SITE) $(PORT)

.PHONY: playground-test
playground-test: $(READY)/browser playground ## ask that page under Node.js and in Chromium, with axe-core
	@SLACLOCK_AXE=$(AXE)/node_modules/axe-core/axe.min.js $(PYTEST) -q tests/playground

.PHONY: ways
ways: $(READY)/ways ## run the short ways in, such as Airflow, Celery and dbt
	@PYTHONTZPATH= $(VENV)-ways/bin/python -m pytest -q tests/examples/test_ways.py tests/integrations

.PHONY: django
django: $(READY)/django ## run the tests of the Django app, and of the help desk that it is wired into
	@$(PYTEST) -q tests/contrib
	@SLACLOCK_HELPDESK=1 $(PYTEST) -q tests/helpdesk

.PHONY: django-demo
django-demo: $(READY)/django ## start a django-helpdesk with deadlines, at http://127.0.0.1:8000/
	@cd examples/django_helpdesk && PYTHONTZPATH= $(abspath $(PY)) manage.py demo

.PHONY: spark
spark: $(READY)/spark ## run the tests on Spark with a million tickets (needs Java 17)
	@$(PYTEST) -q tests/bulk/test_spark.py

.PHONY: postgres
postgres: $(READY)/postgres ## run the tests of SQL, portal and Django on a PostgreSQL server that is started for them
	@tests/bulk/postgresql.sh env PYTHONTZPATH= $(PY) -m pytest -q \
	  tests/bulk/test_postgresql.py tests/portal/test_portal.py tests/contrib
	@SLACLOCK_HELPDESK=1 tests/bulk/postgresql.sh env PYTHONTZPATH= $(PY) -m pytest -q tests/helpdesk

.PHONY: schema
schema: $(READY)/demo ## write the JSON Schema of the data file
	@$(BIN)/slaclock schema > $(SCHEMA).new
	@mv $(SCHEMA).new $(SCHEMA)

.PHONY: clean
clean: ## remove .venv and all that is made
	@rm -rf $(VENV) .venv .venv-* docs/_build docs/jupyter_execute build dist htmlcov .coverage .coverage.* \
	  .hypothesis .mypy_cache .pytest_cache .ruff_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# A virtual environment with a pip that knows dependency groups (25.1). Debian without
# python3-venv cannot put pip into one, so there the system's pip does, from outside.
$(READY)/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "slaclock needs Python 3.11 or later; name one: make PYTHON=python3.12" >&2; exit 1; }
	@echo "setting up $(VENV)"
	@rm -rf $(VENV)
	@$(PYTHON) -m venv $(VENV) >/dev/null 2>&1 || { \
	  rm -rf $(VENV) && \
	  $(PYTHON) -m venv --without-pip $(VENV) && \
	  $(PYTHON) -m pip --python $(PY) install -qq --disable-pip-version-check pip; } || { \
	  echo "no pip could be put into $(VENV); install python3-venv or python3-pip" >&2; exit 1; }
	@$(PIP_INSTALL) 'pip>=25.1'
	@mkdir -p $(READY)
	@touch $@

# The demo needs the command line alone; every group beyond it works on all extras.
$(READY)/demo: pyproject.toml $(READY)/pip
	@echo "installing slaclock with its command line"
	@$(PIP_INSTALL) -e '.[cli]'
	@touch $@

$(READY)/test $(READY)/lint $(READY)/docs $(READY)/bench $(READY)/portal $(READY)/django $(READY)/proof $(READY)/dist $(READY)/dev: $(READY)/%: pyproject.toml $(READY)/pip
	@echo "installing slaclock and the group $*"
	@$(PIP_INSTALL) -e '.[all]' --group $*
	@touch $@

# In environments of their own, which make sets up as it does the first. The short ways in need
# dbt, and dbt older packages than the type check.
$(READY)/ways: pyproject.toml Makefile
	@$(MAKE) --no-print-directory VENV=$(VENV)-ways $(VENV)-ways/.ready/short
	@mkdir -p $(READY)
	@touch $@

$(READY)/short: pyproject.toml $(READY)/pip
	@echo "installing slaclock with the short ways in"
	@$(PIP_INSTALL) -e '.[all]' --group ways
	@touch $@

$(READY)/oldest: pyproject.toml tests/oldest.py
	@$(MAKE) --no-print-directory VENV=$(VENV)-oldest $(VENV)-oldest/.ready/bounded
	@mkdir -p $(READY)
	@touch $@

$(READY)/bounded: pyproject.toml tests/oldest.py $(READY)/pip
	@echo "installing slaclock with the oldest release of each dependency"
	@$(PY) tests/oldest.py > $(VENV)/oldest.txt
	@$(PIP_INSTALL) -c $(VENV)/oldest.txt -e '.[all]' --group test
	@touch $@

# What is no package of Python comes from Debian, and axe-core from npm; only where it is missing.
APT_INSTALL := export DEBIAN_FRONTEND=noninteractive; apt-get update -qq && apt-get install -y -qq
NPM_INSTALL := { command -v npm || { $(APT_INSTALL) npm; }; } >/dev/null && \
  npm install --silent --no-save --no-audit --no-fund

$(READY)/spark: pyproject.toml $(READY)/pip
	@echo "installing slaclock with Spark"
	@$(PIP_INSTALL) -e '.[all,spark]' --group test
	@command -v java >/dev/null || { $(APT_INSTALL) default-jre-headless; } >/dev/null
	@touch $@

$(READY)/browser: pyproject.toml $(READY)/pip
	@echo "installing slaclock with what drives a browser"
	@$(PIP_INSTALL) -e '.[all]' --group portal --group browser
	@command -v chromium >/dev/null || { $(APT_INSTALL) chromium; } >/dev/null
	@$(NPM_INSTALL) --prefix $(AXE) axe-core@4
	@touch $@

# The major number is that of its Python.
$(READY)/playground: $(READY)/pip
	@echo "fetching Pyodide"
	@$(NPM_INSTALL) --prefix $(PYODIDE) pyodide@314
	@touch $@

$(READY)/postgres: pyproject.toml $(READY)/pip
	@echo "installing slaclock with a driver for PostgreSQL"
	@$(PIP_INSTALL) -e '.[all]' --group portal --group django --group postgres
	@tests/bulk/postgresql.sh true
	@touch $@
