# Everything a fresh machine needs, and everything a change must pass.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
JOBS ?= 2

.PHONY: demo test attacks proof benchmark lint format lock docs mapper galleri godkend wheel clean setup

setup: $(VENV)/.ready

# --no-build-isolation: hatchling comes from the lock file like everything else.
$(VENV)/.ready: requirements.lock pyproject.toml tools/system-packages
	tools/system-packages
	$(PYTHON) -m venv --clear $(VENV)
	@echo "Henter biblioteker. Det kan tage nogle minutter."
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

demo: setup
	rm -rf demo/moede.yaml demo/moede.skema.json
	$(BIN)/klyngepakke eksempel demo
	$(BIN)/klyngepakke byg demo

test: setup lint
	tools/system-packages --test
	$(BIN)/pytest -n $(JOBS) --dist loadgroup

# What stops each attack of a stranger's pack, and what each guard is worth; a long wait.
attacks: setup
	$(BIN)/python tools/attacks.py

# Every sheet of every pack in every theme, for few and for many; goes on where it was stopped.
proof: setup
	$(BIN)/python tools/proof.py

# What the engine costs beside what others cost, for docs/maalinger.md; a long wait, best alone.
benchmark: setup
	$(BIN)/python -m benchmarks.engine

lint: setup
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

format: setup
	$(BIN)/ruff format
	$(BIN)/ruff check --fix

# The reference, the schemas, the form for Word, the screens and the pictures, from the code.
docs: setup
	tools/system-packages --test
	$(BIN)/python -m tools.opslag
	$(BIN)/python tools/regler.py
	$(BIN)/klyngepakke skema moede > docs/skema/moede.json
	$(BIN)/klyngepakke skema pakke > docs/skema/pakke.json
	$(BIN)/klyngepakke skema klynge > docs/skema/klynge.json
	$(BIN)/klyngepakke skema udseende > docs/skema/udseende.json
	$(BIN)/python tools/promise.py
	$(BIN)/python tools/word.py
	$(BIN)/python tools/screens.py
	$(BIN)/python tools/pictures.py

# Finished kits, one zip each, for those who have no terminal: dist/mapper.
mapper: setup
	$(BIN)/python tools/mapper.py

# Every sheet in every theme, small, for docs/galleri.md.
galleri: setup
	$(BIN)/python tools/galleri.py

# Store the pages that tests compare with, as they look now.
godkend: setup
	KLYNGEPAKKE_OPDATER=ja $(BIN)/pytest tests/test_gallery.py

wheel: setup
	$(BIN)/python -m hatchling build -t wheel

# Needs uv; writes versions and hashes, and no addresses.
lock:
	uv pip compile --python-version 3.11 --universal --generate-hashes --no-emit-index-url \
	  --no-annotate --custom-compile-command 'make lock' --group dev --extra dask pyproject.toml -o requirements.lock

clean:
	rm -rf $(VENV) dist demo
