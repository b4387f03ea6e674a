# Each target is one command that a person could type.
.DEFAULT_GOAL := help
.PHONY: help setup demo scenarios test faults search load bench rehearsal lint format package audit clean

SCENARIO ?= happy

help: ## what there is
	@sed -n 's/^\([a-z]*\):.*## /make \1\t/p' Makefile | expand -t 18

setup: ## install and build what the other commands need; they do it themselves too
	@sandbox/setup --verbose

demo: ## one whole run on a local stack; SCENARIO=name for a prepared fault
	@sandbox/demo --scenario $(SCENARIO)

scenarios: ## the scenarios, each with what it shows
	@sandbox/setup --no-build && SANDBOX_READY=1 sandbox/scenario

test: ## all tests, of the scripts, unit, in a browser and on the local stack
	@sandbox/setup --no-build --with-browser
	@SANDBOX_READY=1 sandbox/run-with-tools pytest --rootdir sandbox --config-file sandbox/pyproject.toml sandbox/tests
	mvn -B -T 2 verify

faults: ## the fault campaign: a whole execution for each fault at each call; ends with FAULTS {json}
	@sandbox/faults

search: ## 10,000 random schedules of several faults, people and rivals, in virtual time; ends with SEARCH {json}
	@sandbox/search

load: ## a hundred executions at once, a quarter of them failing, under throttling; ends with LOAD {json}
	@sandbox/load

bench: ## how the functions start and the egress audit grows with the network; ends with BENCH {json}
	@sandbox/bench

rehearsal: ## the first run in an AWS account, taken on a local stack; ends with REHEARSAL {json}
	@sandbox/rehearsal

lint: ## template, state machines, sample files, types and format of the code (the Java compiler runs with all warnings as errors)
	@sandbox/lint

format: ## put all Java and Python code into the format that lint checks
	@sandbox/spotless apply
	@sandbox/setup --no-build
	@SANDBOX_READY=1 sandbox/run-with-tools ruff format --no-cache --config sandbox/pyproject.toml sandbox

package: ## the functions' zips, the egress audit and the simulator
	mvn -B package -DskipTests

audit: ## ./egress-audit --help; its arguments in ARGS
	@./egress-audit $(or $(ARGS),--help)

clean: ## stop every local stack and remove all that was made
	@[ ! -d sandbox/.venv/tools ] || SANDBOX_READY=1 sandbox/stack down --all
	mvn -q -B clean
	rm -rf sandbox/.venv sandbox/run sandbox/runtime/target sandbox/authorization/node_modules
