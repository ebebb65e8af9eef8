# What there is to do here: `make help`. A virtual environment in .venv is made and filled when a target needs it.
#   PYTHON=python3.12   the interpreter .venv is made with
#   ARGS='-k margin'    handed on to the app, pytest or the benchmarks
PYTHON ?= python3
ARGS ?=
UPGRADE ?=

VENV := .venv
BIN := $(VENV)/bin
RUN_READY := $(VENV)/.requirements
DEV_READY := $(VENV)/.requirements-dev
PIP_INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check
# Exactly what the list says: pip looks for nothing else and builds nothing, then all that was asked for must be there.
INSTALL_LIST := $(PIP_INSTALL) --no-deps --only-binary :all: --require-hashes --requirement
COMPLETE := $(BIN)/python -m pip check --disable-pip-version-check || \
	{ echo "$(VENV) does not hold what the lists say: remove it and try again" >&2; exit 1; }
LOCK := $(BIN)/uv pip compile pyproject.toml --extra app --quiet --universal --python-version 3.11 --fork-strategy fewest \
	--no-strip-extras --generate-hashes --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" $(UPGRADE)
TEMPLATE := locale/messages.pot
EXTRACT := $(BIN)/python -m tools.messages

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run test check format bench messages catalogues documents picture lock

help:		## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { sub(/:.*/, "", $$1); printf "make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(RUN_READY)		## the app, at the address it prints
	$(BIN)/streamlit run app.py $(ARGS)

# The browser's files first, which take longest: the many small ones fill what is left. Bytecode is written even where
# the environment says otherwise: workers, servers and commands would compile the same files again, a dozen times.
test: $(DEV_READY)		## every test, in a real browser too; ARGS='-m "not browser"' for the quick ones
	chromium=$$(sh tests/browser/find_chromium.sh $(BIN)/playwright) && nginx=$$(sh tests/browser/find_nginx.sh) && \
		office=$$(sh tests/find_office.sh) && \
		CHROMIUM="$$chromium" NGINX="$$nginx" SOFFICE="$$office" OMP_NUM_THREADS=1 \
		PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest \
			--numprocesses $$($(BIN)/python -c "import os; print(min(4, (os.cpu_count() or 1) + 1))") --dist loadfile --no-loadscope-reorder \
			$(ARGS)

check: $(DEV_READY)		## style, types, what is generated, and the lists of requirements
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	@$(EXTRACT) | cmp - $(TEMPLATE) || { echo "$(TEMPLATE) is out of date: make messages" >&2; exit 1; }
	@$(BIN)/python -m tools.catalogues
	@! grep -n '://' requirements*.txt .ci/*.txt || { echo "No addresses in requirements" >&2; exit 1; }
	$(BIN)/python -m tools.lock

format: $(DEV_READY)		## mend what ruff can mend
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(DEV_READY)		## speed and accuracy, printed
	$(BIN)/python -m benchmarks $(ARGS)

messages: $(DEV_READY)		## the texts to translate, into locale/messages.pot
	@mkdir -p $(dir $(TEMPLATE))
	@$(EXTRACT) > $(TEMPLATE)

catalogues: messages		## the translations, brought up to date with the texts; new texts stay empty
	@$(BIN)/python -m tools.catalogues update

documents: $(DEV_READY)		## what is generated in docs/ and examples/
	$(BIN)/python -m tools.columns
	$(BIN)/python -m tools.examples

picture: $(DEV_READY)		## the picture in README.md, from a real browser
	CHROMIUM="$$(sh tests/browser/find_chromium.sh $(BIN)/playwright)" $(BIN)/python -m tools.picture

# Kept as they are where they still fit; `make lock UPGRADE=--upgrade` takes the newest versions.
lock: $(BIN)/uv		## requirements.txt and requirements-dev.txt, from pyproject.toml
	$(LOCK) --output-file requirements.txt
	$(LOCK) --group dev --constraint requirements.txt --output-file requirements-dev.txt

$(BIN)/pip:
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' || \
		{ echo "Python 3.11, 3.12 or 3.13 is needed; name one: make PYTHON=python3.12 ..." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && \
		apt-get update && apt-get install -y --no-install-recommends python3-venv; } || \
		{ echo "This Python makes no virtual environments; on Debian: apt-get install python3-venv" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(BIN)/uv: | $(BIN)/pip
	$(PIP_INSTALL) uv

$(RUN_READY): requirements.txt | $(BIN)/pip
	$(INSTALL_LIST) requirements.txt
	@$(COMPLETE)
	@touch $@

$(DEV_READY): requirements-dev.txt | $(BIN)/pip
	$(INSTALL_LIST) requirements-dev.txt
	@$(COMPLETE)
	@touch $(RUN_READY) $@
