# One command each. `make help` lists them.
PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
FLASK := $(BIN)/flask --app app

export COURSE_BASE_URL ?= http://$(HOST):$(PORT)

.DEFAULT_GOAL := help
.PHONY: pages help run test check bench bench-kill bench-finish bench-statistics format strings lock

help: ## List the commands
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/make \1\t\2/' | expand -t 16

# The stamp's name holds the lock's hash: a changed lock is installed, an unchanged one costs nothing.
RUN_STAMP := $(VENV)/.run-$(shell cat requirements.txt | cksum | cut -d' ' -f1)
DEV_STAMP := $(VENV)/.dev-$(shell cat requirements.txt requirements-dev.txt | cksum | cut -d' ' -f1)

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed."; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "Python has no venv: on Debian, install python3-venv."; exit 1; }

$(RUN_STAMP): requirements.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

$(DEV_STAMP): requirements-dev.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

run: $(RUN_STAMP) ## Bring up the site with the course and, at first, a demonstration cohort
	@COURSE_REQUIRE_SECOND_FACTOR=0 $(FLASK) serve --host $(HOST) --port $(PORT)

test: $(DEV_STAMP) ## Run every test that this machine can run, and name what it cannot
	@unset COURSE_BASE_URL; $(BIN)/python -m pytest -n auto --dist loadgroup

pages: $(DEV_STAMP) ## Look at every page of the course in each language with axe: many minutes
	@unset COURSE_BASE_URL; COURSE_TEST_EVERY_PAGE=1 $(BIN)/python -m pytest -n auto tests/browser/test_course_pages.py tests/browser/test_whole_course.py

check: $(DEV_STAMP) ## Format, lint, types, imports, templates, translations, course: no test
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/djlint course/web/templates --lint --quiet
	$(BIN)/python scripts/check_translations.py
	@unset COURSE_BASE_URL; $(FLASK) course check

bench: $(DEV_STAMP) ## Measure against a bare route in one run; never part of the tests
	$(BIN)/python bench/run.py

bench-kill: $(DEV_STAMP) ## Kill the server every second under 6,000 submissions, and check what is stored
	$(BIN)/python bench/kill.py

bench-finish: $(DEV_STAMP) ## Let 10,000 learners hand in 60, 10 and 1 s before a deadline, and judge what is promised
	$(BIN)/python bench/finish.py

bench-statistics: $(DEV_STAMP) ## Open the statistics of 100 learners and of 10,000 with 1,000,000 answers
	$(BIN)/python bench/quiz_statistics.py

format: $(DEV_STAMP) ## Put code into its format
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

strings: $(DEV_STAMP) ## Bring the message catalogues up to date with the code
	$(BIN)/python scripts/check_translations.py --update

lock: $(DEV_STAMP) ## Write the locked requirements anew from the .in files
	UV_PYTHON_DOWNLOADS=never $(BIN)/uv pip compile -q --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header requirements.in -o requirements.txt
	UV_PYTHON_DOWNLOADS=never $(BIN)/uv pip compile -q --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header requirements-dev.in -o requirements-dev.txt
