# Guildhall. `make` alone prints what can be made.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.NOTPARALLEL:

DATA ?= ./data
FUZZTIME ?= 60s
# Tests are linked without what only a debugger reads, and vetted apart.
TESTFLAGS ?= -timeout 40m -vet=off -ldflags=-w
# Tests wait for servers half of their time: more packages than processors run at once.
ATONCE ?= $(shell echo $$(($$(getconf _NPROCESSORS_ONLN) + 1)))
VERSION = $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
LDFLAGS = -X main.version=$(VERSION)
LINT := bin/tools/golangci-lint-$(shell awk '$$1 ~ "/golangci-lint/v2$$" { print $$2 }' tools/go.mod)
SUMS = find . \( -name .git -o -name node_modules -o -path ./bin -o -path '$(DATA)' \) -prune -o -type f -exec cksum {} + | sort -k 3

.PHONY: help
help: ## Print this help.
	@awk -F ':.*## ' '/^[a-z][a-z0-9-]*:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: run
run: web ## Serve on this machine with a private PostgreSQL in DATA (./data).
	@scripts/deps postgresql
	go run -ldflags '$(LDFLAGS)' ./cmd/guildhall serve --data '$(DATA)' $(ARGS)

.PHONY: test
test: deps web generated vet lint arch web-test race web-e2e ## Run everything that guards the project.
	@echo "==> make test: everything passed"

.PHONY: web
web: web/dist/index.html ## Build the web application, which is part of the program.

.PHONY: dev
dev: web/node_modules/.package-lock.json ## Serve the web application on :5173 as it is written; `make run` serves the API beside it.
	cd web && npx vite

.PHONY: build
build: web ## Build bin/guildhall, one static program.
	CGO_ENABLED=0 go build -trimpath -ldflags '$(LDFLAGS)' -o bin/guildhall ./cmd/guildhall

.PHONY: bench
bench: ## Measure against the floors; BENCH holds its flags.
	@scripts/deps postgresql
	go run ./bench $(BENCH)

.PHONY: fuzz
fuzz: deps ## Fuzz every target for FUZZTIME (60s) each, stopping at the first crasher.
	@go test -list '^Fuzz' ./... | awk '/^Fuzz/ { name[n++] = $$1 } /^ok/ { for (i = 0; i < n; i++) print $$2, name[i]; n = 0 }' | \
	while read -r pkg name; do echo "==> $$name in $$pkg"; go test -run '^$$' -fuzz "^$$name\$$" -fuzztime '$(FUZZTIME)' "$$pkg" </dev/null; done

.PHONY: update
update: ## Generate code again and rewrite the golden files.
	go generate ./...
	cd web && node tools/schema.mjs
	UPDATE=1 go test -count=1 ./arch/... ./app/... ./domain/documents

.PHONY: fmt
fmt: $(LINT) ## Format the Go code.
	$(LINT) fmt

.PHONY: clean
clean: ## Remove what was built; the data folder stays.
	rm -rf bin web/dist/*

.PHONY: deps
deps: ## Find PostgreSQL's programs, Redis, HAProxy, Node.js, a C compiler and readers of PDF, and install what is missing.
	@scripts/deps postgresql redis haproxy compiler node pdf

.PHONY: generated
generated: ## Check that generated files are current.
	@echo "==> generated files"; before=$$(mktemp); trap 'rm -f "$$before"' EXIT; $(SUMS) >"$$before"; go generate ./...; \
	$(SUMS) | diff "$$before" - || { echo "go generate changed the files above: read the difference and keep it" >&2; exit 1; }

# What is checked is compiled as race compiles it, and so but once.
.PHONY: vet
vet: ## Run go vet.
	@echo "==> go vet"
	@CGO_ENABLED=1 go vet -race ./...

.PHONY: lint
lint: $(LINT) ## Run golangci-lint.
	@echo "==> golangci-lint"
	@CGO_ENABLED=1 GOFLAGS="$$(go env GOFLAGS) -race" $(LINT) run

.PHONY: arch
arch: ## Check the shape of the code: imports, sizes, names, dependencies.
	@echo "==> shape"
	@go test $(TESTFLAGS) ./arch/...

.PHONY: race
race: ## Run every test with the race detector.
	@echo "==> every test, with the race detector"
	@CGO_ENABLED=1 GORACE="atexit_sleep_ms=50 $${GORACE:-}" go test -race -p $(ATONCE) $(TESTFLAGS) $$(go list ./... | grep -v /arch$$)

.PHONY: web-test
web-test: web web/tools/node_modules/.package-lock.json ## Check the web application: types, lint, the API's types, its own tests, its size.
	@echo "==> the web application"
	@cd web && node tools/schema.mjs --check && npx tsc && npx biome ci . && npx vitest run && node e2e/budget.mjs

.PHONY: web-e2e
web-e2e: build ## Try the web application in a browser, against the program on all three tiers.
	@scripts/deps node postgresql chromium
	@echo "==> the web application in a browser"
	@cd web && npx vitest run --config e2e/vitest.config.ts

# What the web application consists of, and is built from.
web/dist/index.html: web/node_modules/.package-lock.json web/index.html web/vite.config.ts $(shell find web/src web/public -type f)
	@echo "==> building the web application"
	@cd web && npx vite build --logLevel warn

web/node_modules/.package-lock.json: web/package-lock.json | node
	@echo "==> installing what the web application is built with"
	@cd web && npm ci --loglevel error && touch node_modules/.package-lock.json

web/tools/node_modules/.package-lock.json: web/tools/package-lock.json | node
	@cd web/tools && npm ci --loglevel error && touch node_modules/.package-lock.json

.PHONY: node
node:
	@scripts/deps node

# The linter is built once for each version that tools/go.mod names.
$(LINT):
	@echo "==> building $(notdir $@), once; this takes a few minutes"
	@go -C tools build -o '../$@' github.com/golangci/golangci-lint/v2/cmd/golangci-lint
