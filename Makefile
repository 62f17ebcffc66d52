# `make` alone lists the targets. Everything is installed into .venv and made in git-ignored folders.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help course install maintain install-agents agents student class leaderboard book live-python \
  pdf serve constraints clean portal install-portal test test-slow test-web test-portal test-all \
  test-long test-user coverage lint release-check
MAKEFLAGS += --no-print-directory

PYTHON ?= python3
PORT ?= 8000
PORTAL_PORT ?= 8080
WORKERS ?= 2
# A file's tests share what they set up, so they stay in one process.
IN_PARALLEL := -n $(WORKERS) --dist loadfile
COVERED := 80  # [%] of lines, the floor of `make coverage`

# First on PATH: nbgrader starts `alembic`, and hatch and Sphinx their own programs, by name.
export PATH := $(CURDIR)/.venv/bin:$(PATH)
export PIP_DISABLE_PIP_VERSION_CHECK = 1
# Modules are compiled when they are first imported: most of what comes along never is. So Python
# must be allowed to keep what it compiled, whatever the shell says.
unexport PYTHONDONTWRITEBYTECODE
PIP_OPTIONS := -qq --no-compile
# First of all: a pip that needs a third of the time, and the build backend, of which pip would
# otherwise fetch an unpinned copy for each build.
INSTALLERS := pip hatchling editables
CHECKOUT := -e '.[fast,course]'
MAINTAIN := -e '.[fast,course,maintain]'
AGENTS := -e '.[fast,course,agents]'
PORTAL := -e '.[fast,course,portal]'

# A stamp is the last thing a recipe writes: an interrupted recipe leaves none and runs again.
INSTALLED := .venv/installed
MAINTAINED := .venv/maintained
AGENTS_INSTALLED := .venv/agents
PORTAL_INSTALLED := .venv/portal
STUDENT := build/student.stamp
CLASS := build/class.stamp
LEADERBOARD := build/leaderboard.stamp
BOOK := build/book.stamp

# What is in a folder counts, whatever it is called: programs, templates, points, styles.
files = $(shell find $(1) -type f -not -path '*/__pycache__/*' -not -path '*/sample_class/*')
WORLD := $(call files,supplychain)
# The rooms of autograde/ that a command may enter.
rooms = $(call files,$(addprefix autograde/,__init__.py __main__.py cli.py commands kit course $(1)))
RELEASE := $(call rooms,release)
GRADER := $(call rooms,handin jail examination grading)
BOARD := $(call rooms,handin jail training scoring leaderboard)
SOURCES := $(call files,solutions)
# A course does without it. Deadlines and extensions in it are those of a class, not the sample's.
RULES := $(wildcard course.toml)
SAMPLE := $(shell find autograde/sample_class -type f)
LIVE := $(call rooms,live)
PAGES := $(call files,chapters _static) _config.yml _toc.yml references.bib

help:  ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

course: class book  ## install, build the website, grade and rank the sample class
	@echo
	@echo "The website     _build/html/index.html   (make serve shows it)"
	@echo "The grades      build/class/class.html   and build/class/grades.csv"
	@echo "The leaderboard build/leaderboard/leaderboard.html"
	@echo "Student bundle  dist/student.zip"

install: $(INSTALLED)  ## create .venv and install everything into it

$(INSTALLED): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "This course needs Python 3.11 or later; $(PYTHON) is $$($(PYTHON) --version 2>&1)."; \
	  echo "Install a later one and name it:  make course PYTHON=python3.12"; exit 1; }
	@# Without a stamp what is there is half an installation: begin anew.
	@[ -f $@ ] || rm -rf .venv; rm -f $@
	@$(PYTHON) -m venv .venv || { \
	  echo "Python's venv module does not work; on Debian and Ubuntu install it with:"; \
	  echo "  sudo apt-get install python3-venv"; exit 1; }
	@echo "Installing what pyproject.toml names into .venv (about a minute) …"
	@python -m pip install $(PIP_OPTIONS) -c constraints.txt $(INSTALLERS)
	@python -m pip install $(PIP_OPTIONS) -c constraints.txt --no-build-isolation $(CHECKOUT)
	@touch $@

maintain: $(MAINTAINED)  ## what only maintainers need: the hook before commits, and mutants

$(MAINTAINED): $(INSTALLED)
	@python -m pip install $(PIP_OPTIONS) -c constraints.txt --no-build-isolation $(MAINTAIN)
	@touch $@

# PyPI's torch for Linux brings 5 GB for graphics cards. Where an index with builds for processors is
# named in PIP_EXTRA_INDEX_URL, pip prefers its "+cpu".
install-agents: $(AGENTS_INSTALLED)  ## Stable-Baselines3 and torch (1 GB), for tests with deep learners

agents: $(AGENTS_INSTALLED)  ## a quarter of an hour: what deep learners earn, where out of date
	@python -m benchmarks.agents

$(AGENTS_INSTALLED): $(INSTALLED)
	@python -m pip install $(PIP_OPTIONS) -c constraints.txt --no-build-isolation $(AGENTS)
	@touch $@

install-portal: $(PORTAL_INSTALLED)  ## Django and what else the hand-in portal needs

portal: $(PORTAL_INSTALLED)  ## the hand-in portal on localhost (PORTAL_PORT=8080)
	@python -m autograde portal serve --port $(PORTAL_PORT) \
	  $(if $(wildcard _build/html/index.html),--site _build/html)

$(PORTAL_INSTALLED): $(INSTALLED)
	@python -m pip install $(PIP_OPTIONS) -c constraints.txt --no-build-isolation $(PORTAL)
	@touch $@

student: $(STUDENT)  ## chapters and the student bundle from solutions/

$(STUDENT): $(INSTALLED) $(SOURCES) $(WORLD) $(RELEASE) $(RULES)
	@python -m autograde release
	@mkdir -p $(@D) && touch $@

class: $(CLASS)  ## grade the sample class

$(CLASS): $(STUDENT) $(SAMPLE) $(GRADER)
	@python -m autograde grade autograde/sample_class --out build/class \
	  --roster autograde/sample_class/roster.csv --rules autograde/sample_class/course.toml
	@touch $@

leaderboard: $(LEADERBOARD)  ## rank the sample class

$(LEADERBOARD): $(INSTALLED) $(WORLD) $(BOARD) $(SAMPLE) $(RULES)
	@# A small board with a known seed; a class gets six hidden chains, 20 runs on each, a secret.
	@python -m autograde benchmark autograde/sample_class --out build/leaderboard --seed 1 \
	  --chains 3 --runs 3 --public-runs 3 --names
	@mkdir -p $(@D) && touch $@

book: $(BOOK)  ## build the website into _build/html; a warning is an error

$(BOOK): $(STUDENT) $(LEADERBOARD) $(PAGES) $(LIVE)
	@python -m autograde.live.python.files
	@jupyter-book build . --warningiserror --keep-going --quiet
	@touch $@

live-python: $(BOOK)  ## let the site's cells run, once the files of Pyodide are at hand
	@python -m autograde.live.python_pages _build/html

pdf: $(BOOK)  ## print the whole book into build/book.pdf (needs Chromium)
	@jupyter-book build . --builder singlehtml --path-output build/print --quiet
	@python -m autograde.release.pdf build/print/_build/singlehtml build/book.pdf
	@echo "The book        build/book.pdf"

serve: $(BOOK)  ## show the website on localhost (PORT=8000)
	@echo "http://localhost:$(PORT)/index.html   (Ctrl-C ends it)"
	@python -m autograde.live.serving _build/html --port $(PORT)

test: $(INSTALLED)  ## the quick tests, on WORKERS processors
	@python -m pytest -m "not slow and not portal" $(IN_PARALLEL)

test-slow: $(BOOK) $(CLASS)  ## the slow tests that need no browser
	@python -m pytest -m "slow and not needs_chromium and not portal" $(IN_PARALLEL)

test-web: $(BOOK) $(CLASS)  ## the tests that drive Chromium
	@python -m pytest -m "needs_chromium and not portal" $(IN_PARALLEL)

test-portal: $(PORTAL_INSTALLED)  ## the tests of the hand-in portal
	@python -m pytest -m portal $(IN_PARALLEL) tests/portal

test-all: test test-slow test-web test-portal  ## all tests, each once

test-long: $(MAINTAINED) $(PORTAL_INSTALLED) $(BOOK)  ## hours: what is measured and committed, where it is out of date
	@python -m benchmarks.long

coverage: $(INSTALLED)  ## which lines the quick tests run; below the floor it fails
	@python -m pytest -q -m "not slow and not portal" $(IN_PARALLEL) --cov --cov-report=term \
	  --cov-fail-under=$(COVERED)

# `make test-user MARKED=as_user` tries all attacks, not only the quick ones.
MARKED ?= as_user and not slow

test-user: $(INSTALLED)  ## the tests of the walls as an ordinary user, whoever runs this
	@.ci/as_user "$(MARKED)"

lint: $(INSTALLED)  ## ruff, and whether what calls what agrees on types
	@ruff check .
	@mypy

release-check: $(INSTALLED)  ## is this checkout fit to be released?
	@python .ci/release_check.py

constraints:  ## resolve the ranges of pyproject.toml anew into constraints.txt
	@rm -rf build/constraints && $(PYTHON) -m venv build/constraints
	@build/constraints/bin/python -m pip install $(PIP_OPTIONS) --upgrade $(INSTALLERS)
	@build/constraints/bin/python -m pip install $(PIP_OPTIONS) --no-build-isolation $(MAINTAIN) $(AGENTS) \
	  $(PORTAL)
	@# "+cpu" names the builds of one index only.
	@{ sed -n '/^#/p' constraints.txt; \
	  build/constraints/bin/pip freeze --all --exclude setuptools --exclude-editable; } \
	  | sed 's/+cpu$$//' > build/constraints.txt
	@mv build/constraints.txt constraints.txt && rm -rf build/constraints

clean:  ## remove everything that is made, .venv included
	rm -rf .venv _build build dist
