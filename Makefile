# pennypress: make demo shows it, make test proves it. Both need only Go and make.

SHELL := /bin/bash
BIN := bin/pennypress
STATICCHECK := honnef.co/go/tools/cmd/staticcheck@v0.8.2

# The corpora and scorers that make quality and parts of make bench use; they
# are not part of this repository.
SHARED ?= ../shared

# No cgo anywhere; the same setting for tests and build lets them share the cache.
export CGO_ENABLED := 0

.PHONY: build demo test check quality bench agree drill format vet staticcheck race tidy fuzz hostile vulnerabilities browser load clean

build:
	go build -o $(BIN) ./cmd/pennypress

demo: build
	./$(BIN) demo

test:
	go test ./...

# What must hold beside the tests.
check: format vet staticcheck tidy race vulnerabilities

format:
	@files=$$(gofmt -l $$(git ls-files '*.go')); if [ -n "$$files" ]; then echo "not formatted:"; echo "$$files"; exit 1; fi

vet:
	go vet ./...

staticcheck:
	go run $(STATICCHECK) ./...

tidy:
	go mod tidy -diff
	go mod verify

race:
	CGO_ENABLED=1 go test -race -short ./...

vulnerabilities:
	@out=$$(go run golang.org/x/vuln/cmd/govulncheck@latest ./... 2>&1); status=$$?; \
	if [ $$status -eq 3 ]; then echo "$$out"; exit 1; \
	elif [ $$status -ne 0 ]; then echo "no vulnerability scan: its database cannot be reached"; fi

# Each fuzz target for FUZZTIME; their seeds run with make test.
FUZZTIME ?= 20s
fuzz:
	@set -e; for dir in $$(grep -rl --include='*_test.go' '^func Fuzz' . | xargs -n1 dirname | sort -u); do \
		for target in $$(grep -rhoE --include='*_test.go' '^func Fuzz[A-Za-z0-9]+' $$dir/*_test.go | cut -c6- | sort -u); do \
			echo "$$dir $$target"; go test -run '^$$' -fuzz "^$$target$$" -fuzztime $(FUZZTIME) $$dir; done; done

# The hostile web in three rounds: by one process, by four, by four that are killed.
hostile:
	go test ./cmd/pennypress -run 'TestHostile' -long -timeout 30m -v

# Scores on the corpora, where they are.
quality: build
	@if [ ! -d "$(SHARED)/eval" ]; then echo "make quality: no corpora at $(SHARED): skipped"; exit 0; fi; set -e; \
	python3 $(SHARED)/eval/content.py --corpus $(SHARED)/corpus/content -- ./$(BIN) extract; \
	python3 $(SHARED)/eval/entities.py --gold $(SHARED)/corpus/entities -- ./$(BIN) entities; \
	python3 $(SHARED)/eval/entities.py --gold $(SHARED)/corpus/entities-spec -- ./$(BIN) entities; \
	python3 $(SHARED)/eval/feeds.py --corpus $(SHARED)/corpus/feeds -- ./$(BIN) discover; \
	python3 $(SHARED)/eval/search.py --bin ./$(BIN) $(SHARED)/corpus/search/semantics $(SHARED)/corpus/search/reuters $(SHARED)/corpus/search/cranfield

# How many made-up articles searching and taking in are measured with: 200000 and
# 1000000 take hours. An index can be kept for the next run: see index/bleve/measure_test.go.
BENCH_ARTICLES ?= 2000
bench:
	go test -run '^$$' -bench . -benchmem ./...
	go test ./index/bleve -run TestMeasure -v -timeout 12h -measure $(BENCH_ARTICLES) -fts5
	@cd testdata/ingest; if go mod download 2>/dev/null; then go run . -articles $(BENCH_ARTICLES); fi
	@cd testdata/bench; if go mod download 2>/dev/null; then go run . -corpus $(abspath $(SHARED))/corpus/content; \
	else echo "no comparison with other extractors: their modules cannot be reached"; fi

# DuckDB reads one dataset in every format: it must be the same in each.
agree:
	PENNYPRESS_AGREE=1 go test -count=1 -v -run '^TestAgree$$' ./index/export

# KILLS times kill -9 in the midst of imports and as often of crawls: nothing
# acknowledged may be lost, nothing be there twice.
KILLS ?= 50
drill:
	PENNYPRESS_KILLS=$(KILLS) go test -count=1 -v -timeout 60m -run '^TestDrill' ./cmd/pennypress

# The pages in a real Chromium, looked at by axe-core too, which npm brings.
# SHOTS names a folder for pictures of every page.
SHOTS ?=
AXE := axe-core@4.14.1
browser:
	go vet -tags browser ./index/web
	@set -e; dir=$$(mktemp -d); trap 'rm -rf "$$dir"' EXIT; \
	(cd "$$dir" && npm pack --silent $(AXE) >/dev/null && tar xzf axe-core-*.tgz package/axe.min.js); \
	AXE="$$dir/package/axe.min.js" SHOTS="$(SHOTS)" go test -count=1 -tags browser -run 'TestBrowser|TestAccessible|TestPictures' ./index/web

# Many clients against a large store while articles arrive. LOADDIR keeps the
# store, which takes minutes to fill, for the next time.
LOAD ?= -load.articles 200000 -load.clients 64 -load.for 60s
LOADDIR ?=
load:
	go test -count=1 -v -timeout 60m -run TestLoad ./index/web $(LOAD) -load.dir "$(LOADDIR)"

clean:
	rm -rf bin
