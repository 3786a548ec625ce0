# Caseward: what a person types. `make` alone prints this list.
SHELL := /bin/sh
.DEFAULT_GOAL := help
BIN := .venv/bin
CASE := el-monte-2022
KEPT := build/$(CASE)-kept
AGENCY := build/agency
LOAD := /var/tmp/caseward-load
ASSETS := assets
BUILT := src/caseward/web/static/site.css src/caseward/web/locale/es/LC_MESSAGES/django.mo
AUDIT := $(BIN)/caseward audit examples/$(CASE) --policy policies/us-ca-los-angeles/adult.yaml --as-of 2022-06-14 --out build/$(CASE)
# Answers may not hang on the order of a hash table; one test varies this, everything else keeps it still.
export PYTHONHASHSEED := 0

.PHONY: help demo serve agency assets test lint types unit journeys docs bench bench-quick load faults fuzz fuzz-receipts fuzz-api agree lock audit security clean install-demo install-web install-dev need-report need-node need-looking need-browser need-java need-postgresql need-running need-faults

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: install-demo ## build the environment, audit the published El Monte case into build/el-monte-2022, keep and verify it beside
	$(AUDIT)
	@rm -rf $(KEPT)
	@$(BIN)/caseward init $(KEPT) --origin probation.example/$(CASE) --zone America/Los_Angeles >/dev/null
	$(BIN)/caseward import $(KEPT) examples/$(CASE)
	$(BIN)/caseward verify $(KEPT)

serve: install-web $(BUILT) ## a working agency on this machine: 2,000 made-up people, a sign-in for each role, in a browser
	@[ -e $(AGENCY)/kept.toml ] || $(MAKE) --no-print-directory agency
	$(BIN)/caseward serve $(AGENCY) --policy policies/us-ca-los-angeles/adult.yaml --name 'Trial agency' --trial

agency: install-web
	@rm -rf $(AGENCY) $(AGENCY)-people
	$(BIN)/caseward synth --terms 2000 --seed 1 --from $$(date -d '23 months ago' +%Y-%m-01) --months 24 --flaws 0 \
	  --policy policies/us-ca-los-angeles/adult.yaml --format csv --out $(AGENCY)-people
	@$(BIN)/caseward init $(AGENCY) --origin probation.example/trial --zone America/Los_Angeles >/dev/null
	$(BIN)/caseward import $(AGENCY) $(AGENCY)-people

assets: $(BUILT) ## build the stylesheet and the script of the web application

test: install-dev $(BUILT) need-browser need-java need-postgresql need-running ## everything that CI runs: lint, types, walls, tests
	@$(MAKE) --no-print-directory --keep-going lint types unit

lint: install-dev ## style, layout and the walls between rooms
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-logo

types: install-dev ## mypy, strict
	$(BIN)/mypy

unit: install-dev $(BUILT) need-browser need-java need-postgresql need-running ## the tests alone
	$(BIN)/pytest -q -n 2 --dist loadfile --no-loadscope-reorder
	CASEWARD_WEB_ON=postgresql $(BIN)/pytest -q -n 2 --dist loadfile --no-loadscope-reorder tests/casework

journeys: install-dev $(BUILT) need-browser need-postgresql ## a day of each role in a browser, on SQLite and on PostgreSQL
	$(BIN)/pytest -q tests/web/test_journeys_in_browser.py
	CASEWARD_WEB_ON=postgresql $(BIN)/pytest -q tests/web/test_journeys_in_browser.py

docs: install-dev ## write the pages and the picture that are drawn from the code
	$(BIN)/python -m tools.make_docs
	$(AUDIT) >/dev/null
	cp build/$(CASE)/timeline.svg docs/images/el-monte-timeline.svg

bench: install-dev ## measure, and write docs/measured.md (half an hour on a quiet machine)
	$(BIN)/python -m benchmarks.run

bench-quick: install-dev ## the engine against DuckDB, Polars and a plain pass in a minute; fails below the targets
	$(BIN)/python -m benchmarks.quick

load: install-dev $(BUILT) need-postgresql ## an hour and 14 GB: 200 officers at work on 100,000 people in PostgreSQL (TERMS=8000 OFFICERS=100); goes on where it stopped
	$(BIN)/python -m benchmarks.load.making --folder $(LOAD) --terms $${TERMS:-106000}
	$(BIN)/python -m benchmarks.load.run --folder $(LOAD) --terms $${TERMS:-106000} --officers $${OFFICERS:-200}

fuzz: install-dev agree ## ten thousand broken records and policies, every parser by atheris (SECONDS_EACH=180), and `make agree`
	HYPOTHESIS_PROFILE=long CASEWARD_FUZZ_EXAMPLES=$${CASEWARD_FUZZ_EXAMPLES:-10000} $(BIN)/pytest -q -n 2 -m long tests/fuzz
	$(BIN)/python -m tests.fuzz.atheris_targets --seconds $${SECONDS_EACH:-180}

faults: install-dev need-faults ## hours, as root: processes killed, power cut, disks full, clocks set; goes on where it stopped (KILLS=100000 …)
	$(BIN)/python -m tests.faults.sqlite_kills --kills $${KILLS:-10000}
	$(BIN)/python -m tests.faults.power_cuts --cuts $${CUTS:-10000}
	$(BIN)/python -m tests.faults.torn_writes --cuts $${CUTS:-10000}
	$(BIN)/python -m tests.faults.syscalls
	$(BIN)/python -m tests.faults.disk_full --episodes $${EPISODES:-1000}
	$(BIN)/python -m tests.faults.writers --appends $${APPENDS:-1000000}
	$(BIN)/python -m tests.faults.clock_steps --steps $${STEPS:-10000}
	$(BIN)/python -m tests.faults.postgres_kills --kills $${SERVER_KILLS:-2000}
	$(BIN)/python -m tests.faults.postgres_sessions --appends $${SESSION_APPENDS:-1000000}
	$(BIN)/python -m tests.faults.witness_forks --submissions $${SUBMISSIONS:-10000}
	$(BIN)/python -m tests.faults.flips

fuzz-receipts: install-dev ## hours: ten million changed receipts (make fuzz-receipts N=10000000) before three checkers; goes on where it stopped
	$(BIN)/python -m tests.fuzz.receipts --number $${N:-10000000}

fuzz-api: install-dev ## half an hour: whatever the description of the programming interface allows, and much that it does not
	CASEWARD_API_EXAMPLES=$${EXAMPLES:-1000} $(BIN)/pytest -q -n 2 tests/casework/test_api_by_its_description.py

agree: install-dev ## an hour: the engine against the reference on a million made-up subjects and policies; goes on where it stopped
	$(BIN)/python -m tests.generative.deep --plain --pairs $${CASEWARD_AGREE_PLAIN:-2000} --subjects 4
	$(BIN)/python -m tests.generative.deep --pairs $${CASEWARD_AGREE_PAIRS:-1000000}

lock: install-dev ## write locks/ from pyproject.toml (make lock UPGRADE=--upgrade takes newer versions)
	tools/lock $(UPGRADE)

audit: install-dev ## ask the public advisory service about the locked dependencies, where it can be reached
	tools/advisories

security: install-dev $(BUILT) ## known weaknesses of dependencies, secrets in the tree, and a baseline scan of the application as it is served
	-tools/advisories
	$(BIN)/pytest -q tests/security

clean: ## remove what can be built again, except .venv
	rm -rf build dist tests/web/node_modules .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find src tests tools benchmarks -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true

install-demo: ; @tools/install demo && $(MAKE) --no-print-directory need-report
install-web: ; @tools/install web && $(MAKE) --no-print-directory need-report
install-dev: ; @tools/install dev && $(MAKE) --no-print-directory need-report need-looking

# What Python packages cannot bring: the text layout library, a font, and (for tests) tools that look into a PDF.
FONTS := /usr/share/fonts /usr/local/share/fonts /Library/Fonts "$$HOME/.local/share/fonts" "$$HOME/.fonts"
LAYOUT := import ctypes; [ctypes.CDLL(f\"lib{name}.so.0\") for name in (\"pango-1.0\", \"pangoft2-1.0\", \"harfbuzz\")]
need-report:
	@tools/need 'laying out the PDF report' '$(BIN)/python -c "$(LAYOUT)" || $(BIN)/python -c "import weasyprint"' \
	  libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz0b
	@tools/need 'the letters of the report' 'find $(FONTS) -name DejaVuSans.ttf | grep -q .' fonts-dejavu-core
need-looking:
	@tools/need 'tests that look into the PDF' 'command -v pdftotext && command -v pdftoppm' poppler-utils

# Spark runs on Java.
need-java:
	@tools/need 'tests of the distributed runner' 'command -v java' openjdk-17-jre-headless

# The record is kept in PostgreSQL as well; the tests make a cluster of their own and need no running server.
need-postgresql:
	@tools/need 'tests on PostgreSQL' 'command -v initdb || ls /usr/lib/postgresql/*/bin/initdb' postgresql
	@tools/need 'ending a cluster in tests' 'command -v ps' procps
	@[ "$$(id -u)" != 0 ] || chmod a+rw /dev/null # the server runs as another user, and some containers keep this for root

# The files by which an agency runs it, and those that people send it, are given to the programs that read them.
need-running:
	@tools/need "checking nginx's file" 'PATH=$$PATH:/usr/sbin; command -v nginx && command -v openssl' nginx-light openssl
	@tools/need 'scanning what people send' 'PATH=$$PATH:/usr/sbin; command -v clamd' clamav-daemon
	@tools/need "checking systemd's units" 'command -v systemd-analyze' systemd

# The web application's stylesheet and script are made of the U.S. Web Design System and htmx, from npm.
need-node:
	@tools/need 'building the pages of the web application' 'command -v node && command -v npm' nodejs npm

src/caseward/web/static/site.css: $(ASSETS)/package-lock.json $(ASSETS)/build.mjs $(ASSETS)/site.js $(ASSETS)/site.scss $(ASSETS)/_own.scss | need-node
	cd $(ASSETS) && npm ci --ignore-scripts --loglevel=error --no-progress && node build.mjs
	@touch $@

# What Django reads of a language, from the catalogue that people write.
src/caseward/web/locale/%.mo: src/caseward/web/locale/%.po
	$(BIN)/python -m tools.make_languages

# What only the longest runs use: strace makes system calls fail, libfaketime sets the clock of a process.
need-faults:
	@tools/need 'making system calls fail' 'command -v strace' strace
	@tools/need 'setting the clock of a process' 'ls /usr/lib/*/faketime/libfaketime.so.1' faketime
	@tools/need 'disks to be cut off' 'command -v mkfs.ext4 && command -v losetup' e2fsprogs mount

# What only tests use: a browser, and the accessibility checker that is put into each page. npm writes the file below last.
CHECKER := tests/web/node_modules/.package-lock.json
need-browser: install-dev
	@tools/need 'tests in a browser' 'command -v chromium' chromium
	@tools/need 'fetching the accessibility checker of the tests' 'command -v node && command -v npm' nodejs npm
	@$(MAKE) -s --no-print-directory $(CHECKER)

$(CHECKER): tests/web/package-lock.json
	cd tests/web && npm ci --ignore-scripts --loglevel=error --no-progress
	@touch $@
