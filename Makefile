# rmad. `make` lists the commands; `make demo` shows what rmad does; `make test` runs every test.

SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help setup build release run demo test test-crash simulate test-systemd fuzz sanitize bench lint format docs
.PHONY: package-build install deb clean

# Where `make run` and `make demo` keep their files.
VAR ?= var
export VAR

# Arguments of `make bench`: BENCH=--quick for small numbers.
BENCH ?=

help: ## List these commands
	@awk 'BEGIN { FS = ":.*## " } /^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: ## See rmad at work, from a dropped file to a closed return (about a minute after the build)
	@scripts/setup.sh demo
	@scripts/build.sh debug
	@.build/venv/bin/python scripts/demo/demo.py

test: ## Set up, build and run every test
	@scripts/test.sh

run: ## Run the daemon in the foreground on ./var, with Config/rmad.yaml
	@scripts/run.sh

setup: ## Install what is missing: Debian packages (apt-get) and Python modules (in .build/venv)
	@scripts/setup.sh test

build: ## Build for development
	@scripts/setup.sh build
	@scripts/build.sh debug

release: ## Build for use: .build/release/rmad
	@scripts/setup.sh build
	@scripts/build.sh release

bench: ## Measure: latency, throughput, memory, against a Python pipeline
	@scripts/bench.sh $(BENCH)

package-build: ## Build for another machine: .build/package/rmad, with Swift's runtime linked in
	@scripts/setup.sh build
	@scripts/build.sh package

# Where `make install` puts things; DESTDIR stands in front of all of them.
prefix ?= /usr/local
sysconfdir ?= /etc
export DESTDIR prefix sysconfdir

install: ## Install below prefix (/usr/local) and sysconfdir (/etc), with DESTDIR in front; run make package-build first
	@scripts/install.sh

deb: ## Build the Debian package: .build/package/rmad_VERSION_ARCHITECTURE.deb
	@scripts/setup.sh package
	@scripts/build.sh package
	@scripts/deb.sh

test-crash: ## Kill the daemon at every sync, rename and unlink of a small run, and make every fault (about 20 minutes)
	@scripts/setup.sh test
	@scripts/build.sh debug
	@.build/venv/bin/python Tests/Faults/run.py --sweep all

# Arguments of `make simulate`; without SEED chance chooses one, and the result names it.
DAYS ?= 1000
SEED ?=

simulate: ## Let a simulated house live for years: make simulate DAYS=5000 SEED=7
	@scripts/setup.sh test
	@scripts/build.sh tests
	@RMAD_SIMULATE_DAYS=$(DAYS) $(if $(SEED),RMAD_SIMULATE_SEED=$(SEED)) swift test --skip-build --filter SimulationTests

test-systemd: ## Prove the package under a real systemd in a machine of its own (root; about five minutes)
	@scripts/setup.sh systemd
	@scripts/build.sh package
	@scripts/test-systemd.sh

# How long `make fuzz` searches, and which parser alone.
SECONDS_DEFAULT := 300
fuzz: ## Search for inputs that trap a parser: SECONDS=300, PARSER=json for one alone
	@scripts/setup.sh build
	@scripts/fuzz.sh $(or $(SECONDS),$(SECONDS_DEFAULT)) $(PARSER)

sanitize: ## Run tests of rooms with C and threads under the sanitizers (SANITIZER=address or thread alone)
	@scripts/setup.sh test
	@scripts/sanitize.sh $(SANITIZER)

lint: ## Check the form of sources and scripts
	@scripts/lint.sh

format: ## Bring the Swift sources into form
	@swift format --in-place --recursive --parallel Package.swift $(wildcard Sources Tests Benchmarks docs)

docs: build ## Write the documents that are made from the code (docs/states.md, docs/schemas/ …)
	@.build/debug/rmad docs --write

clean: ## Remove what was built; ./var and its returns stay
	@rm -rf .build
