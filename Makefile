# Two commands for everybody: `make run` and `make test`. Both set up what they need.

VENV ?= .venv
BIN := $(VENV)/bin
PYTHON ?= $(firstword $(foreach name,python3 python3.13 python3.12 python3.11,$(if $(shell $(name) -c 'import sys; print(sys.version_info >= (3, 11) or "")' 2>/dev/null | grep True),$(name))))
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check
LOCK_FLAGS := --python-version 3.11 --universal --generate-hashes --quiet \
	--no-emit-index-url --no-emit-find-links --no-header --no-annotate

.PHONY: run chat test bench lint types format schema lock clean

run: $(VENV)/run.ready ## start the bot with its simulator
	@$(BIN)/alur run $(ARGS)

chat: $(VENV)/run.ready ## talk to it in the terminal
	@$(BIN)/alur chat $(ARGS)

# Tests start hundreds of processes: their bytecode has to be kept, whatever the machine
# says. And most of them wait for something, so four share two cores well.
test: $(VENV)/test.ready ## pass every test
	PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n 4 --dist worksteal $(ARGS)

bench: $(VENV)/run.ready ## measure it; writes benchmarks/RESULTS.md
	$(BIN)/python -m benchmarks $(ARGS)

lint: $(VENV)/test.ready
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: $(VENV)/test.ready
	$(BIN)/mypy

format: $(VENV)/test.ready
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

schema: $(VENV)/test.ready ## write schema/*.json anew, for editors
	$(BIN)/python -m bot.dialogue.jsonschema

lock: ## write the locks anew; needs uv
	uv pip compile pyproject.toml --extra fast --extra pictures --extra s3 --group build $(LOCK_FLAGS) -o requirements.lock $(ARGS)
	uv pip compile pyproject.toml --extra fast --extra pictures --extra s3 --group dev $(LOCK_FLAGS) -o requirements-dev.lock $(ARGS)

clean:
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis

$(VENV)/python.ready:
	@test -n "$(PYTHON)" || { echo "alur needs Python 3.11 or newer; install it, or name it: make PYTHON=..." >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/run.ready: $(VENV)/python.ready requirements.lock pyproject.toml
	@echo "Setting up in $(VENV) ..."
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/test.ready: $(VENV)/run.ready requirements-dev.lock
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@
