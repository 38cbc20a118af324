# slmkit: the targets people use. Everything heavy goes into one cache per user.
CACHE  ?= $(if $(XDG_CACHE_HOME),$(XDG_CACHE_HOME),$(HOME)/.cache)/slmkit
PYTHON ?= python3
OUT    ?= build/demo
GO     ?= go
SLMKIT := bin/slmkit

# A virtual environment is named by what is in it, so a new pin makes a new one.
venv    = $(CACHE)/python-$(shell cat $(1) | cksum | cut -d' ' -f1)
RECIPE := $(call venv,export/pytorch/requirements.txt)
PEERS  := $(call venv,export/pytorch/requirements-peers.txt)
ZIG    := $(call venv,inference/t5/requirements.txt)

.DEFAULT_GOAL := help
.PHONY: help build runtime demo picture wasm static cross check libslmkit sanitize lint release model model-dialogues
.PHONY: curve oracle bench bench-peers man clean
.PHONY: test test-all test-race test-pure test-wasm test-avx2 test-neon test-browser test-web test-transformersjs
.PHONY: test-image test-install test-libslmkit test-clients test-contracts test-load
.PHONY: FORCE

## help: list the targets
help:
	@sed -n 's/^## \([^:]*\): /\1|/p' $(MAKEFILE_LIST) | awk -F '|' '{ printf "%-20s %s\n", $$1, $$2 }'

## build: compile bin/slmkit
build: $(SLMKIT)
$(SLMKIT): FORCE
	$(GO) build -o $@ ./cmd/slmkit

## runtime: fetch ONNX Runtime into the cache unless it is there
runtime: build
	@$(SLMKIT) doctor --install -q

## demo: run the whole chain on the banking pack and the bundled model
demo: runtime
	$(SLMKIT) run testdata/demo/slmkit.yaml -o $(OUT)

## test: run all tests
test: runtime
	$(GO) test ./... ./.ci/noskip

## test-all: run all tests; a test that is skipped fails
# A skip would hide that a test has stopped to test: CI has all that a test may need.
test-all test-race: SHELL := bash
test-all test-race: .SHELLFLAGS := -o pipefail -c
test-all: runtime
	$(GO) test -timeout 30m -json ./... ./.ci/noskip | $(GO) run ./.ci/noskip

## test-race: run tests with the race detector, fewer cases of each, and no simulations or scripts, which run on one core
test-race: runtime
	$(GO) test -race -short -timeout 30m -skip '^TestSimulated|^TestScripts$$|^TestGateMatrix$$|^TestReadme$$|^TestLongestIsABound$$|^TestPackage$$|^TestModelScripts$$/^(bench|calibrate|dialogue|settings)' -json ./... | $(GO) run ./.ci/noskip

## test-pure: run the scripts of commands that run a model, in a build without cgo
test-pure:
	CGO_ENABLED=0 $(GO) test ./inference/t5
	CGO_ENABLED=0 $(GO) test -run '^TestScripts$$/^(pure|generate|serve)$$|^TestModelScripts$$' -skip '^TestModelScripts$$/^(bench_sweep|calibrate)$$' ./cmd/slmkit

## test-avx2: run the tests of kernels and exports as on a processor with AVX2 and nothing newer (five minutes)
HASWELL := qemu-x86_64 -cpu Haswell,-pcid,-x2apic,-tsc-deadline,-invpcid,-hle,-rtm
test-avx2: runtime
	@command -v qemu-x86_64 >/dev/null || { echo 'make test-avx2 emulates a processor with qemu-x86_64: apt-get install qemu-user'; exit 1; }
	$(GO) test -short -timeout 60m -exec '$(HASWELL)' ./inference/exact ./inference/ort
	$(GO) test -short -timeout 60m -exec '$(HASWELL)' -run 'Caution|Exact|Exporters|Kernels|Levels|Looks|Packed|Pick|Probes|Refused' ./inference

## test-neon: run the tests of the kernels as on a 64-bit Arm processor (three minutes)
test-neon: $(ZIG)/done
	@command -v qemu-aarch64 >/dev/null || { echo 'make test-neon emulates a processor with qemu-aarch64: apt-get install qemu-user'; exit 1; }
	@mkdir -p build
	CC="$(ZIG_CC) -target aarch64-linux-musl" GOOS=linux GOARCH=arm64 CGO_ENABLED=1 $(GO) test -c -o build/t5-arm64.test ./inference/t5
	cd inference/t5 && qemu-aarch64 $(CURDIR)/build/t5-arm64.test -test.short

## test-browser: open the HTML pages and a packaged model in Chromium: three widths, paper, dark, keyboard, 100,000 examples (a minute)
BROWSER  := $(CACHE)/browser-$(shell cat testdata/browser/package-lock.json | cksum | cut -d' ' -f1)
CHROMIUM ?= $(shell command -v chromium || command -v chromium-browser || command -v google-chrome)
needs_chromium = @test -n "$(CHROMIUM)" || { echo 'make $@ needs Chromium: apt-get install chromium, or name it: make $@ CHROMIUM=/path/to/chrome'; exit 1; }
test-browser: build $(BROWSER)/done
	$(needs_chromium)
	@rm -rf build/browser && mkdir -p build/browser
	MODULES="$(BROWSER)/node_modules" SLMKIT="$(SLMKIT)" CHROMIUM="$(CHROMIUM)" OUT=build/browser node --test testdata/browser/report.test.mjs testdata/browser/web.test.mjs testdata/browser/serve.test.mjs

## picture: take the pictures that README shows: of the demo's report, and of the page of serve
picture: demo $(BROWSER)/done
	$(needs_chromium)
	@profile=$$(mktemp -d) && trap "rm -rf $$profile" EXIT && $(CHROMIUM) --headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking \
		--disable-component-update --disable-sync --user-data-dir=$$profile --hide-scrollbars --force-device-scale-factor=1.5 --window-size=1180,1330 \
		--virtual-time-budget=5000 --screenshot=$(CURDIR)/testdata/demo/report.png file://$(abspath $(OUT))/report.html
	MODULES="$(BROWSER)/node_modules" SLMKIT="$(SLMKIT)" CHROMIUM="$(CHROMIUM)" node testdata/browser/picture.mjs testdata/demo/page.png

$(BROWSER)/done: testdata/browser/package.json testdata/browser/package-lock.json

## cross: vet code and tests for the systems that slmkit is built for, without cgo
# Linux on Arm has no file of its own: test-pure has those of Linux, darwin/arm64 those of Arm.
SYSTEMS := darwin/arm64 windows/amd64
cross:
	@for system in $(SYSTEMS); do echo "vet for $$system, without cgo"; \
		CGO_ENABLED=0 GOOS=$${system%/*} GOARCH=$${system#*/} $(GO) vet ./... || exit 1; done

## check: what CI runs, format, vet for all systems, all tests, the race detector, pure and installed builds, sanitizers, demo
check: lint cross test-wasm test-all test-race test-pure test-install sanitize
	$(MAKE) demo OUT=build/check

## wasm: compile the kernels and the readers of values to WebAssembly, with the Clang in the Python package ziglang
WASM    := malloc free t5_make t5_matrix_at t5_vector_set t5_matrix_init t5_pack t5_outline t5_free t5_state_new t5_state_free \
	t5_join t5_feed t5_settle t5_pick t5_logits t5_score
ZIG_CC   = $(ZIG)/bin/python -m ziglang cc
VALUES  := values_room values_lexicon values_fit
WASM_CC  = $(ZIG_CC) -target wasm32-wasi -mexec-model=reactor -mcpu=generic+simd128+bulk_memory+sign_ext+nontrapping_fptoint \
	-ffp-contract=off -Wl,--strip-all
T5_CC    = $(WASM_CC) -O3 $(WASM:%=-Wl,--export=%)
VALUES_CC = $(WASM_CC) -Os $(VALUES:%=-Wl,--export=%)
wasm: $(ZIG)/done
	cd inference/t5 && $(T5_CC) -o t5.wasm wasm.c
	cd inference/web/values && $(VALUES_CC) -o values.wasm values.c

## test-wasm: hold t5.wasm and values.wasm to their sources
test-wasm: $(ZIG)/done
	@mkdir -p build
	cd inference/t5 && $(T5_CC) -o $(CURDIR)/build/t5.wasm wasm.c
	cd inference/web/values && $(VALUES_CC) -o $(CURDIR)/build/values.wasm values.c
	@cmp build/t5.wasm inference/t5/t5.wasm && cmp build/values.wasm inference/web/values/values.wasm || { echo 't5.wasm or values.wasm is not what its sources give: make wasm'; exit 1; }

$(ZIG)/done: inference/t5/requirements.txt

## libslmkit: compile the C library, libslmkit.so and libslmkit.a with slmkit.h, to build/lib
SHARED := $(if $(filter Darwin,$(shell uname -s)),dylib,so)
libslmkit:
	@mkdir -p build/lib
	$(GO) build -buildmode=c-shared -trimpath -ldflags '-s -w' -o build/lib/libslmkit.$(SHARED) ./cmd/libslmkit
	$(GO) build -buildmode=c-archive -trimpath -ldflags '-s -w' -o build/lib/libslmkit.a ./cmd/libslmkit
	@rm -f build/lib/libslmkit.h
	cp cmd/libslmkit/slmkit.h build/lib

## test-libslmkit: ask the C library from Python and C, and compare with slmkit serve (two minutes)
test-libslmkit: build libslmkit
	$(PYTHON) cmd/libslmkit/example/test_example.py $(SLMKIT) build/lib/libslmkit.$(SHARED) testdata/models/banking
	$(CC) -Wall -Wextra -Werror -pedantic -I build/lib cmd/libslmkit/example/example.c build/lib/libslmkit.a -lm -lpthread -ldl -o build/example
	build/example testdata/models/banking '"freeze my card"' | grep -q 'freeze_account()'
	$(CC) -Wall -Wextra -Werror -x c++ -fsyntax-only cmd/libslmkit/slmkit.h

## test-clients: ask slmkit serve with OpenAI's clients, LangChain, instructor, Pydantic AI, the AI SDK and Triton's client (a minute)
CLIENTS    := $(call venv,testdata/clients/requirements.txt)
CLIENTS_JS := $(CACHE)/clients-$(shell cat testdata/clients/package-lock.json | cksum | cut -d' ' -f1)
test-clients: build $(CLIENTS)/done $(CLIENTS_JS)/done
	PYTHONPATH=testdata $(CLIENTS)/bin/python testdata/clients/clients.py $(SLMKIT) testdata/models/banking $(abspath $(CLIENTS_JS))/node_modules

$(CLIENTS_JS)/done: testdata/clients/package.json testdata/clients/package-lock.json
$(CLIENTS)/done: testdata/clients/requirements.txt

## test-load: put 1,000 models in each other's place and end 100 servers under load (about ten minutes)
test-load:
	$(GO) test -v -count=1 -timeout 60m -run '^TestReload$$' ./inference/serve -reloads 1000
	$(GO) test -v -count=1 -timeout 60m -run '^TestServeEndsWell$$' ./cmd/slmkit -ends 100

## test-contracts: hold slmkit serve to OpenAI's types, KServe, Hugging Face, Rasa's form, promtool, and fuzz it by its OpenAPI document (a minute)
CONTRACTS := $(call venv,testdata/contracts/requirements.txt)
test-contracts: build $(CONTRACTS)/done
	PYTHONPATH=testdata $(CONTRACTS)/bin/python testdata/contracts/contracts.py $(SLMKIT) testdata/models/banking

$(CONTRACTS)/done: testdata/contracts/requirements.txt

## static: build build/slmkit-linux-amd64 and -arm64, which need nothing of the system, for images and Lambda (no ONNX Runtime)
static: build/slmkit-linux-amd64 build/slmkit-linux-arm64
build/slmkit-linux-%: $(ZIG)/done FORCE
	@mkdir -p build
	GOOS=linux GOARCH=$* CGO_ENABLED=1 CC="$(ZIG_CC) -target $(MACHINE_$*)-linux-musl" $(STATIC_GO) -o $@ ./cmd/slmkit
MACHINE_amd64 := x86_64
MACHINE_arm64 := aarch64
STATIC_GO     := $(GO) build -trimpath -tags netgo,osusergo -ldflags '-s -w -linkmode external -extldflags "-static -s"'

## test-image: run packaged images in containers, as Docker and SageMaker do, without an engine (as root; a minute)
STATIC := build/slmkit-linux-$(shell $(GO) env GOARCH)
test-image: build $(STATIC)
	@for tool in umoci runc skopeo curl nsenter; do command -v $$tool >/dev/null || { echo "make test-image runs containers with $$tool: apt-get install umoci runc skopeo curl util-linux"; exit 1; }; done
	@rm -rf build/image && mkdir -p build/image
	timeout 600 $(PYTHON) testdata/image/image.py $(SLMKIT) $(STATIC) testdata/models/banking build/image

## sanitize: run the tests of the kernels under address and undefined-behaviour sanitizers
sanitize:
	CGO_CFLAGS="$(SANITIZE)" CGO_LDFLAGS="$(SANITIZE)" $(GO) test -asan -short -count=1 ./inference/t5
SANITIZE := -fsanitize=undefined -fno-sanitize-recover=all

lint:
	@test -z "$$(gofmt -l . .ci)" || { gofmt -l . .ci; echo 'run: gofmt -w . .ci'; exit 1; }
	$(GO) vet ./... ./.ci ./.ci/noskip
	$(GO) mod tidy -diff

## test-web: answer prompts with the engine in JavaScript, and compare with infer --constrain (two minutes)
# The kernels as WebAssembly are the same in both, so tokens and probabilities are. Prompts of
# another domain and in odd characters are among them: there the model alone writes no valid call.
test-web: build
	@command -v node >/dev/null || { echo 'make test-web runs the engine in Node.js: apt-get install nodejs'; exit 1; }
	@rm -rf build/web && mkdir -p build/web
	$(SLMKIT) generate banking -n 6000 --seed 1 -o build/web/banking -q
	$(SLMKIT) generate home -n 2000 --seed 1 -o build/web/home -q
	cat build/web/banking/test.jsonl build/web/home/test.jsonl inference/web/testdata/texts.jsonl > build/web/prompts.jsonl
	for model in banking:int8 banking:fp32 home:int8; do \
		folder=testdata/models/$${model%:*} precision=$${model#*:} out=build/web/$${model%:*}-$${model#*:} && \
		$(SLMKIT) package $$folder --precision $$precision --format web -o $$out -q && \
		SLMKIT_CPU=wasm $(SLMKIT) infer --model $$folder --precision $$precision --constrain $$folder/actions.json --confidence build/web/prompts.jsonl -o $$out.jsonl -q && \
		node inference/web/testdata/answers.mjs $$out $$out.jsonl || exit 1; \
	done
	$(SLMKIT) tokenize --model testdata/models/banking inference/web/testdata/texts.jsonl -o build/web/ids.jsonl -q
	node inference/web/testdata/ids.mjs build/web/banking-int8 inference/web/testdata/texts.jsonl build/web/ids.jsonl
	node inference/web/testdata/spans.mjs build/web/banking-int8 inference/web/testdata/spans.jsonl
	node inference/web/testdata/values.mjs build/web/banking-int8 inference/web/testdata/values.jsonl

## test-transformersjs: run packaged models with transformers.js in Node.js and Chromium, in each precision of the tiny model (a minute)
TRANSFORMERSJS := $(CACHE)/transformersjs-$(shell cat testdata/bench/transformers-js/package-lock.json | cksum | cut -d' ' -f1)
TINY := inference/testdata/tiny inference/testdata/variants
test-transformersjs: build $(TRANSFORMERSJS)/done $(BROWSER)/done
	$(needs_chromium)
	@rm -rf build/transformersjs && mkdir -p build/transformersjs/tiny
	cp testdata/models/banking/tokenizer.json $(TINY:%=%/encoder_model*.onnx) $(TINY:%=%/decoder_model_merged*.onnx) inference/testdata/tiny/*config.json build/transformersjs/tiny
	$(SLMKIT) generate banking -n 1000 --seed 1 -o build/transformersjs/data -q
	for precision in fp32 uint8 q4; do \
		$(SLMKIT) package build/transformersjs/tiny --precision $$precision --format transformersjs -o build/transformersjs/$$precision -q && \
		$(SLMKIT) infer --model build/transformersjs/tiny --precision $$precision --max-new-tokens 12 build/transformersjs/data/test.jsonl -o build/transformersjs/$$precision.jsonl -q && \
		MODULES="$(TRANSFORMERSJS)/node_modules" node inference/web/testdata/transformers.mjs build/transformersjs/$$precision build/transformersjs/$$precision.jsonl $$precision && \
		MODULES="$(BROWSER)/node_modules" TRANSFORMERS="$(TRANSFORMERSJS)/node_modules" CHROMIUM="$(CHROMIUM)" node testdata/browser/transformers.mjs build/transformersjs/$$precision build/transformersjs/$$precision.jsonl $$precision || exit 1; \
	done

$(TRANSFORMERSJS)/done: testdata/bench/transformers-js/package.json testdata/bench/transformers-js/package-lock.json
$(TRANSFORMERSJS)/done $(CLIENTS_JS)/done $(BROWSER)/done:
	@command -v npm >/dev/null || { echo 'npm installs the JavaScript packages that this target needs: apt-get install nodejs npm'; exit 1; }
	mkdir -p $(@D) && cp $^ $(@D) && cd $(@D) && npm ci --ignore-scripts --no-audit --no-fund
	touch $@

## test-install: install slmkit as other projects do, with go install, the GitHub action and the GitLab job
test-install:
	$(GO) test ./.ci

## release: build the archives of all systems, checksums and SBOMs in build/release, without publishing them
GORELEASER := github.com/goreleaser/goreleaser/v2@v2.15.1
SBOM       := github.com/CycloneDX/cyclonedx-gomod/cmd/cyclonedx-gomod@v1.10.0
release: $(ZIG)/done
	GOBIN="$(CACHE)/bin" $(GO) install $(SBOM)
	PATH="$(CACHE)/bin:$$PATH" ZIG_CC="$(ZIG_CC)" $(GO) run $(GORELEASER) release --snapshot --clean --config .ci/goreleaser.yaml

## model: fine-tune, export and quantize a bundled model again, with PACK=home that of the other pack (about half an hour)
PACK ?= banking
model: build $(RECIPE)/done
	PATH="$(CURDIR)/bin:$$PATH" $(SHELL) export/pytorch/model.sh $(RECIPE)/bin/python build/model-$(PACK) $(PACK)

## model-dialogues: fine-tune the bundled model of banking on dialogues again (about five minutes)
model-dialogues: build $(RECIPE)/done
	PATH="$(CURDIR)/bin:$$PATH" $(SHELL) export/pytorch/dialogues.sh $(RECIPE)/bin/python testdata/models/banking build/model-dialogues

## curve: measure accuracy by templates again, on BANKING=PROMPTS.jsonl and HOUSE=PROMPTS.jsonl of people (two minutes)
curve:
	@test -n "$(BANKING)$(HOUSE)" || { echo 'make curve needs prompts of people: make curve BANKING=PROMPTS.jsonl HOUSE=PROMPTS.jsonl'; exit 1; }
	$(GO) run ./testdata/curve $(if $(BANKING),banking=$(BANKING)) $(if $(HOUSE),home=$(HOUSE))

## oracle: make the answers of Hugging Face that tests compare with again
oracle: build $(RECIPE)/done $(PEERS)/done
	PATH="$(CURDIR)/bin:$$PATH" $(SHELL) export/pytorch/oracle.sh $(RECIPE)/bin/python $(PEERS)/bin/python

## bench: the Go benchmarks
bench: runtime
	$(GO) test -run '^$$' -bench . -benchmem ./...

## bench-peers: time slmkit beside other tools on the same work; ONLY=serve for servers alone, ISA=avx2 as on a processor with AVX2 alone
SERVERS := $(CACHE)/servers-$(shell cat testdata/bench/requirements-serve.txt | cksum | cut -d' ' -f1)
bench-peers: runtime $(RECIPE)/done $(PEERS)/done $(SERVERS)/done
	$(PYTHON) testdata/bench/peers.py --slmkit $(SLMKIT) --python $(RECIPE)/bin/python --peers $(PEERS)/bin/python --servers $(SERVERS) --cache $(CACHE) $(if $(ONLY),--only $(ONLY)) $(if $(ISA),--isa $(ISA))

$(SERVERS)/done: testdata/bench/requirements-serve.txt $(PEERS)/done
	$(PEERS)/bin/pip install -q --upgrade --require-hashes --target $(@D) -r $<
	touch $@

$(RECIPE)/done: export/pytorch/requirements.txt
$(PEERS)/done: export/pytorch/requirements-peers.txt
$(RECIPE)/done $(PEERS)/done $(ZIG)/done $(CLIENTS)/done $(CONTRACTS)/done:
	$(PYTHON) -m venv $(@D)
	$(@D)/bin/pip install -q --require-hashes -r $<
	touch $@

## man: write man pages to build/man
man: build
	$(SLMKIT) man build/man

## clean: remove what was built here (the cache stays)
clean:
	rm -rf bin build
