# Every target sets up what it needs in .venv, once, and again when a lock file has changed.

.DEFAULT_GOAL := help
.PHONY: help demo run test check crash fuzz marked bench fmt texts lock clean setup-run setup-dev

python := .venv/bin/python
workers := $(shell echo $$(( $$(nproc 2>/dev/null || echo 2) * 3 / 2 ))) # half of what a test does is waiting
export PYTHON

help: ## this list
	@echo 'make TARGET [ARGS=…] [PYTHON=/path/to/python3.11]'
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  \1\t\2/p' Makefile | expand -t 10

demo: setup-run ## a page on which an invented network runs; ARGS=--tell plays one mission in the terminal
	@$(python) main.py demo $(ARGS)

run: setup-run ## run the bot with the token in .env
	@$(python) main.py run $(ARGS)

# In huge pages: on a virtual machine the tests took up to three times as long without. Python takes its memory from
# malloc for that, whose pages are huge in glibc; other C libraries pass over the second line alone.
test: export PYTHONMALLOC := malloc
test: export GLIBC_TUNABLES := glibc.malloc.hugetlb=1:glibc.malloc.arena_max=1
test: setup-dev ## all tests, with the coverage floor; ARGS='tests/i18n -k day' for some, without it
	@bash scripts/browser $(ARGS)
	@$(python) -m pytest $(or $(ARGS),-n $(workers) --dist worksteal --cov --cov-report=term)

check: setup-dev ## types, imports, migrations, texts, lint, format, locks
	@bash scripts/check

crash: setup-dev ## kill the bot at random moments of a played day, and look for losses; ARGS='--kills 50 --database postgresql'
	@$(python) -m tests.crash $(ARGS)

fuzz: setup-dev ## feed the running bot with generated updates; ARGS='--updates 100000 --seed 1 --database postgresql'
	@$(python) -m tests.fuzz $(ARGS)

marked: setup-dev ## mark everything personal in a played day, and look for it in all that was written; ARGS='--database postgresql'
	@$(python) -m tests.marked $(ARGS)

bench: setup-dev ## measure: B=matching [ARGS=--quick]
	@$(python) -m benchmarks $(B) $(ARGS)

fmt: setup-dev ## format, and mend what can be mended
	@$(python) -m ruff format .
	@$(python) -m ruff check --fix .

texts: setup-dev ## bring the translations up to date with the texts in the code
	@$(python) -m i18n.catalogues

lock: setup-dev ## pin what pyproject.toml asks for; ARGS=--upgrade for the newest
	@bash scripts/lock $(ARGS)

clean: ## remove .venv and everything that was made from the code; data and settings stay
	rm -rf .venv .coverage .coverage.* .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

setup-run:
	@bash scripts/setup requirements.lock

setup-dev:
	@bash scripts/setup requirements-dev.lock
