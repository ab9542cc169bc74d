# Pantau: everything a newcomer needs. `make` alone lists the targets.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DAYS ?= 3

.DEFAULT_GOAL := help
.PHONY: help setup compiled demo up stop status test bench train train-tags train-salience train-tone train-topics lint lock docs pictures pin-images clean

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(VENV)/.ready ## install what Pantau runs on into .venv, from the lock

# Every task of Airflow, and many a test, is a process that imports: without this each compiles 400 files anew, in two seconds,
# where the machine lets Python keep nothing (PYTHONDONTWRITEBYTECODE).
compiled: setup
	@$(BIN)/python -m compileall -q include dags plugins

demo: compiled ## the newsroom, Airflow, a backfill of 3 days and a poll of the present; then a report (DAYS=3)
	@$(BIN)/pantau stack demo --days $(DAYS)

up: compiled ## the same with the real feeds of seeds/ (UP_DAYS=n backfills n past days, politely)
	@$(BIN)/pantau stack up --days $(or $(UP_DAYS),0)

stop: ## end every process that was started; the data stays in .pantau
	@if [ -x $(BIN)/pantau ]; then $(BIN)/pantau stack stop; else echo "nothing was set up here"; fi

status: setup ## where every discovered URL ended, per day and outlet
	@$(BIN)/pantau status

# The types are checked beside the tests, which at times wait; what is wrong with them is said at the end.
test: $(VENV)/.ready-dev compiled ## lint, types and the whole test suite, set-up included
	@$(BIN)/python -m compileall -q -x '/test_[^/]*$$' tests
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .
	@told=$$(mktemp); nice $(BIN)/mypy > $$told 2>&1 & types=$$!; \
	$(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder; tests=$$?; \
	wait $$types; types=$$?; [ $$types -eq 0 ] || cat $$told; rm -f $$told; [ $$types -eq 0 ] && exit $$tests

bench: setup ## measure dedupe, floods of one template, events, sources, tags, searches, and a day of 10,000 pages through the DAG, one JSON line a measure (BENCH="10000 100000 1000000": 20 min more)
	@$(BIN)/python -m lab.dedupe_bench $(or $(BENCH),10000 50000)
	@$(BIN)/python -m lab.flood_bench $(or $(FLOOD),5000 20000)
	@$(BIN)/python -m lab.events_bench $(or $(EVENTS),2000 20000)
	@$(BIN)/python -m lab.sources_bench $(or $(SOURCES),200)
	@$(BIN)/python -m lab.tag_bench $(or $(TAGGED),2000)
	@$(BIN)/python -m lab.search_bench $(or $(SEARCHED),20000)
	@$(BIN)/python -m lab.day_bench $(or $(DAY_PAGES),10000)

train: setup ## train the judge of pairs on labelled pairs and write seeds/dedupe/judge.yaml (PAIRS="a.jsonl.gz b.jsonl.gz")
	@$(BIN)/python -m lab.judge_training $(PAIRS)

train-tags: setup ## train the model of names on marked sentences and write seeds/tags (NER="a.conll b.conll" TEXTS="c.jsonl.gz" NEWS=part-of-a-name JOBS=2)
	@$(BIN)/python -m lab.tag_training --ner $(NER) $(if $(TEXTS),--texts $(TEXTS)) $(if $(NEWS),--news $(NEWS)) $(if $(JOBS),--jobs $(JOBS))

train-salience: setup ## learn from marked articles whom an article is about and write seeds/tags (GOLD=articles.jsonl.gz)
	@$(BIN)/python -m lab.salience_training --gold $(GOLD)

train-tone: setup ## learn the tone of headlines and write seeds/tags (TONE=headlines.csv)
	@$(BIN)/python -m lab.tone_training --tone $(TONE)

train-topics: setup ## learn topics from the outlets' own sections and write seeds/tags (TOPICS="a.jsonl.gz b.jsonl.gz")
	@$(BIN)/python -m lab.topic_training --topics $(TOPICS)

lint: $(VENV)/.ready-dev ## format, lint and type-check the code
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix . && $(BIN)/mypy

lock: setup ## compile requirements*.in into the locks, for all platforms, with the hash of every file
	@$(BIN)/uv pip compile -q --universal --python-version 3.11 --no-emit-index-url --generate-hashes requirements.in -o requirements.txt
	@$(BIN)/uv pip compile -q --universal --python-version 3.11 --no-emit-index-url --generate-hashes requirements-dev.in -o requirements-dev.txt

docs: setup ## write docs/data-dictionary.md and docs/settings.md anew from the migrations and the settings
	@$(BIN)/python -m lab.dictionary && $(BIN)/python -m lab.settings_list

pictures: $(VENV)/.ready-dev ## take the README's pictures of a running demo (make demo first); needs a Chromium
	@$(BIN)/python -m lab.pictures

pin-images: ## write the digests the images' tags have today into docker-compose.yaml and Dockerfile (needs docker)
	@bash deploy/pin_images.sh

clean: stop ## stop, then delete .venv and all data in .pantau
	@if [ -x $(BIN)/pantau ]; then $(BIN)/pantau stack forget; fi; rm -rf $(VENV) .pantau

# uv installs in seconds what pip takes minutes for; where it cannot reach the registry pip is set up for, pip does it. Compiled at
# once, as pip does: every task of Airflow is a process that imports, and some machines let none of them keep what it compiled.
# Nothing is installed whose hash is not in the lock: uv itself and the builder of our own package (setuptools) are in it as well.
$(VENV)/.ready: requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: make PYTHON=python3.12 …"; exit 2; }
	@echo "Memasang Pantau ke $(VENV) (beberapa menit pada kali pertama) …"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@awk '/^uv==/ {found = 1} found {print} found && !/\\$$/ {exit}' requirements.txt > $(VENV)/uv.txt
	@test -x $(BIN)/uv || $(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r $(VENV)/uv.txt
	@$(BIN)/uv pip install -q --compile-bytecode --require-hashes --python $(BIN)/python -r requirements.txt || $(BIN)/python -m pip install -q --require-hashes -r requirements.txt
	@$(BIN)/uv pip install -q --python $(BIN)/python --no-deps --no-build-isolation -e . || $(BIN)/python -m pip install -q --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.ready-dev: $(VENV)/.ready requirements-dev.txt
	@$(BIN)/uv pip install -q --compile-bytecode --require-hashes --python $(BIN)/python -r requirements-dev.txt || $(BIN)/python -m pip install -q --require-hashes -r requirements-dev.txt
	@touch $@
