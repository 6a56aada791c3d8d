# Backprop Explorer. `make help` lists what there is; python3 (3.11 or newer) and make are all it needs.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Python compiles what is imported by itself, and only that.
PIP_INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile
# One worker a processor; each has its own server and browser.
PYTEST := $(BIN)/python -m pytest --numprocesses=auto --dist=worksteal

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run serve cluster dev test lint types js unit browser translations lock benchmarks audit clean

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## /\1|/p' $(MAKEFILE_LIST) | while IFS='|' read -r name text; do \
		printf '%-14s%s\n' "$$name" "$$text"; done

run: $(VENV)/.app ## set everything up and start the app
	@$(BIN)/python -m ui.limits >/dev/null # a wrong limit in the environment stops here
	$(BIN)/streamlit run app.py

# One thread a product: a class has more pages than there are processors.
serve: $(VENV)/.app ## set everything up and start the server for a class: docs/hosting.md
	OPENBLAS_NUM_THREADS=1 $(BIN)/python server.py

cluster: $(VENV)/.app $(VENV)/.nginx ## N=2 servers behind nginx: docs/hosting.md
	$(BIN)/python -m deploy.cluster $(if $(N),-n $(N)) $(if $(PORT),--port $(PORT))

dev: $(VENV)/.app ## start the app and run it again whenever the source changes
	$(BIN)/streamlit run app.py --server.fileWatcherType=auto --server.runOnSave=true

# pytest runs the linters, mypy and the tests of the JavaScript too: they take the time of one processor only.
test: $(VENV)/.chromium $(VENV)/.node $(VENV)/.redis ## set everything up and check everything
	$(PYTEST)

lint: $(VENV)/.test ## style and layout of the Python code
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: $(VENV)/.test ## mypy, strict
	$(BIN)/mypy

js: $(VENV)/.node ## unit tests of the JavaScript
	node --test tests/js/*.test.mjs

unit: $(VENV)/.test ## all of pytest but the browser
	$(PYTEST) -m 'not browser'

browser: $(VENV)/.chromium ## the browser tests alone
	$(PYTEST) tests/browser

translations: $(VENV)/.test ## collect the interface texts, update and compile the catalogues
	$(BIN)/python -m ui.locale.update

lock: ## write constraints.txt anew: the newest versions the requirements allow
	rm -rf .lock-venv
	$(PYTHON) -m venv .lock-venv
	.lock-venv/bin/python -m pip install --quiet -r requirements.txt -r requirements-test.txt
	{ echo '# Exact versions for run and test, written by `make lock`.'; \
		.lock-venv/bin/python -m pip freeze; } > constraints.txt
	rm -rf .lock-venv

benchmarks: $(VENV)/.chromium ## speed of the engine, of a click and of a class
	$(BIN)/python -m benchmarks.engine
	$(BIN)/python -m benchmarks.click_to_paint
	$(BIN)/python -m benchmarks.first_page
	$(BIN)/python -m benchmarks.load
	$(BIN)/python -m benchmarks.opening
	$(BIN)/python -m benchmarks.playing
	$(BIN)/python -m benchmarks.clinic

# It asks an index for what is known of each package: not part of `make test`, which needs no network once set up.
audit: $(BIN)/python ## are there known vulnerabilities in what the app needs? asks the network
	$(PYTHON) -m venv .audit-venv
	.audit-venv/bin/python -m pip install --quiet --disable-pip-version-check pip-audit
	.audit-venv/bin/pip-audit --requirement constraints.txt --no-deps --disable-pip --strict
	rm -rf .audit-venv

clean: ## remove the virtual environment and every cache
	rm -rf $(VENV) .lock-venv .audit-venv .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache build *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# --- Set-up. Each stamp is newer than what it was made from, so nothing is installed twice. ---

# $(call apt_install,package): a Debian or Ubuntu package, where one may install it.
apt_install = { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -qq \
	&& DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends $(1) >/dev/null; }

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo 'Python 3.11 or newer is needed; try: make PYTHON=python3.12 …' >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || $(call apt_install,python3-venv) \
		|| { echo 'Python lacks its venv module; on Debian or Ubuntu: apt-get install python3-venv' >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.app: requirements.txt constraints.txt | $(BIN)/python
	$(PIP_INSTALL) -r requirements.txt -c constraints.txt
	@touch $@

$(VENV)/.test: requirements-test.txt $(VENV)/.app
	$(PIP_INSTALL) -r requirements-test.txt -c constraints.txt
	@touch $@

# After .chromium only so that two apt-get never run at once under `make -j`.
$(VENV)/.node: | $(VENV)/.chromium
	@command -v node >/dev/null || $(call apt_install,nodejs) \
		|| { echo 'node is needed for the JavaScript tests: install Node.js 18 or newer' >&2; exit 1; }
	@touch $@

# Without it the tests of rooms that several processes share are skipped.
$(VENV)/.redis: | $(VENV)/.node
	@command -v redis-server >/dev/null || $(call apt_install,redis-server) || echo 'no redis-server: its tests are skipped'
	@touch $@

$(VENV)/.nginx: | $(VENV)/.app
	@command -v nginx >/dev/null || test -x /usr/sbin/nginx || $(call apt_install,nginx-light) \
		|| { echo 'nginx is needed; on Debian or Ubuntu: apt-get install nginx-light' >&2; exit 1; }
	@touch $@

CHROMIUM_STARTS := $(BIN)/python tests/browser/chromium.py

$(VENV)/.chromium: tests/browser/chromium.py $(VENV)/.test
	@$(CHROMIUM_STARTS) \
		|| { $(BIN)/playwright install chromium && $(CHROMIUM_STARTS); } \
		|| { $(call apt_install,chromium) && $(CHROMIUM_STARTS); } \
		|| { echo 'The browser tests need a Chromium: install one, or name it: make CHROMIUM=/path/to/it …' >&2; exit 1; }
	@touch $@
