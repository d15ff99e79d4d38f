# The commands of the house. Everything is made inside this folder; a target is made again only when
# what it depends on has changed, so a second start needs no network.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
.PHONY: help install run demo test cover check fix bench lock

PORT ?= 8000
PYTHON3 ?= python3
PYTHON := .venv/bin/python
UV := .tools/bin/uv
PYTEST := -m pytest -n auto --maxprocesses 4 --dist worksteal
PAPERS := barnet-ces-2018-06-06 barnet-ces-2021-06-07 lbbd-cabinet-2018-06-19
NEW_SECRET := $$($(PYTHON) -c 'import secrets; print(secrets.token_urlsafe(64))')

export UV_PYTHON_DOWNLOADS := never
export PIP_DISABLE_PIP_VERSION_CHECK := 1

help:  ## Show this list
	@sed -n 's/^\([a-z]*\):.*  ## /\1\t/p' $(firstword $(MAKEFILE_LIST)) | expand -t 10

install: .venv/.app static/build/app.css  ## Create .venv and the front-end assets

run: demo  ## From an empty machine to the site at 127.0.0.1:8000 (PORT) with finished papers in out/
	@for paper in $(PAPERS); do \
		if $(PYTHON) manage.py build_report --list | grep -q "^$$paper "; then \
			$(PYTHON) manage.py build_report $$paper --format all --output out; fi; done
	@$(PYTHON) manage.py demo --sign-ins
	@echo "The tracker is at http://127.0.0.1:$(PORT)/ (Ctrl-C stops it)"
	@TODAY=$${TODAY-$$($(PYTHON) manage.py demo --day)} $(PYTHON) manage.py runserver 127.0.0.1:$(PORT)

demo: install  ## Migrate, and fill an empty database with the demonstration
	@$(PYTHON) manage.py migrate --verbosity 0
	@$(PYTHON) manage.py demo

# pytest ends with 5 where none of the chosen tests needs a database.
test: .venv/.dev static/build/app.css  ## Run all tests on SQLite, and those of the database on PostgreSQL: make test ARGS="-k action -x"
	@$(PYTHON3) tools/system.py chromium libatomic postgresql
	@status=0; \
	echo "== SQLite"; env -u DATABASE_URL $(PYTHON) $(PYTEST) $(ARGS) || status=$$?; \
	echo "== PostgreSQL"; $(PYTHON) -m tools.postgres $(PYTHON) $(PYTEST) --migrations $(ARGS) || \
		{ code=$$?; [ $$code = 5 ] || status=$$code; }; \
	exit $$status

cover: .venv/.dev static/build/app.css  ## Run the tests once with coverage of code and templates; fail under 95
	@$(PYTHON3) tools/system.py chromium libatomic
	@env -u DATABASE_URL $(PYTHON) -m coverage run $(PYTEST) $(ARGS)
	@$(PYTHON) -m coverage combine --quiet
	@$(PYTHON) -m coverage report

check: export PYTHONDONTWRITEBYTECODE := 1
check: export DATABASE_URL := sqlite://:memory:
check: export DEVELOPMENT := 1
check: .venv/.dev  ## Check formatting, lint, types, import layers, templates, migrations and settings; writes nothing
	.venv/bin/ruff format --check --no-cache .
	.venv/bin/ruff check --no-cache .
	.venv/bin/mypy --cache-dir /dev/null .
	.venv/bin/lint-imports --no-cache --no-logo
	find templates -name '*.html' -exec .venv/bin/djade --check --target-version 5.2 {} +
	$(PYTHON) manage.py makemigrations --check --dry-run
	@echo $(PYTHON) manage.py check --deploy
	@env -u DEVELOPMENT -u DEBUG SECRET_KEY=$(NEW_SECRET) ALLOWED_HOSTS=tracker.example \
		$(PYTHON) manage.py check --deploy --fail-level WARNING

fix: .venv/.dev  ## Mend what ruff and djade can mend by themselves
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .
	find templates -name '*.html' -exec .venv/bin/djade --target-version 5.2 {} +

bench: .venv/.dev static/build/app.css  ## Measure the promises of the README on a PostgreSQL of their own
	@$(PYTHON3) tools/system.py postgresql
	@$(PYTHON) -m tools.postgres $(PYTHON) -m benchmarks.run $(ARGS)

lock: COMPILE = $(UV) pip compile --quiet --universal --generate-hashes --no-header --no-annotate $(ARGS)
lock: .tools/.uv  ## Resolve requirements/ and package-lock.json again: make lock ARGS=--upgrade
	$(COMPILE) pyproject.toml --output-file requirements/app.txt
	$(COMPILE) pyproject.toml --group dev --constraint requirements/app.txt --output-file requirements/dev.txt
	$(COMPILE) --group tools --output-file requirements/tools.txt
	$(COMPILE) --group node --output-file requirements/node.txt
	$(call npm,$(if $(ARGS),update,install) --package-lock-only)

# --- what the commands stand on ---------------------------------------------------------------

.tools/.uv: requirements/tools.txt
	@$(PYTHON3) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Python 3.11 or newer is needed: make PYTHON3=python3.11")'
	@$(PYTHON3) tools/system.py venv
	@echo "Preparing .tools"
	@$(PYTHON3) -m venv --clear .tools
	@.tools/bin/python -m pip install --quiet --require-hashes --requirement $<
	@touch $@

# Make .venv hold exactly what one file of requirements/ lists.
define sync
	@test -x $(PYTHON) || $(UV) venv --quiet --clear --python $(PYTHON3) .venv
	@echo "Installing requirements/$(1).txt"
	@$(UV) pip sync --quiet --python $(PYTHON) --require-hashes requirements/$(1).txt
	@touch $@
endef

# The development set holds the application's: once there, it is kept up to date instead of it.
.venv/.app: requirements/app.txt | .tools/.uv
	$(call sync,$(if $(wildcard .venv/.dev),dev,app))

.venv/.dev: requirements/dev.txt | .tools/.uv
	$(call sync,dev)
	@touch .venv/.app

# The machine's npm where it is recent enough, else one of our own.
define npm
	@case "$$(npm --version 2>/dev/null)" in \
	9.* | [1-9][0-9].*) npm=npm ;; \
	*) npm=.tools/bin/npm; echo "Installing requirements/node.txt"; \
		$(UV) pip install --quiet --python .tools --require-hashes -r requirements/node.txt ;; \
	esac; $$npm $(1)
endef

node_modules/.package-lock.json: package-lock.json | .tools/.uv
	@echo "Installing package-lock.json"
	$(call npm,ci)

static/build/app.css: tools/assets.py node_modules/.package-lock.json $(wildcard static/src/*.scss) .venv/.app
	@$(PYTHON) -m tools.assets
