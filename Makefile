# make run | test | build | lint | bench | bar-corpus | install | clean; on macOS also app | test-macos

GO     ?= go
PREFIX ?= $(HOME)/.local

# Where bash, zsh and fish look for completions; those of bash and fish are
# found by the name of the command.
COMPLETIONS = $(DESTDIR)$(PREFIX)/share
COMPLETION_FOLDERS = bash-completion/completions zsh/site-functions fish/vendor_completions.d

# On Linux nothing needs a C compiler, a C library or a header. On macOS the
# frameworks do, and darwinkit needs all slices on the heap (HeapFlag in
# internal/desktop/mac/appkit).
ifneq ($(shell uname -s),Darwin)
export CGO_ENABLED = 0
TRY = try
else
TRY = agent
export GOFLAGS := $(shell $(GO) env GOFLAGS) -gcflags=all=-d=variablemakethreshold=0
endif

.PHONY: build run test test-mac-load lint bench bar-corpus install clean setup app test-macos

# On macOS the agent is perch with AppKit, which takes its time to be loaded; the
# commands are perch without it.
build:
	mkdir -p build
ifeq ($(shell uname -s),Darwin)
	CGO_ENABLED=0 $(GO) build -trimpath -ldflags '-s -w' -o build/ ./cmd/perch
	$(GO) build -trimpath -ldflags '-s -w' -o build/perch-agent ./cmd/perch
	$(GO) build -trimpath -ldflags '-s -w' -o build/ ./cmd/perch-bar
else
	$(GO) build -trimpath -ldflags '-s -w' -o build/ ./cmd/perch ./cmd/perch-bar
endif

run: build
	@sh scripts/setup.sh run
	build/perch $(TRY)

test:
	@sh scripts/setup.sh test
	$(GO) test ./...

# What macOS compiles is checked on every system: all of it by darwincheck, and
# what needs no C there by go vet too; Fyne does need it. The agent's command line
# starts in a millisecond because it does not link Fyne; the last check keeps it so.
lint:
	@unformatted=$$(gofmt -l .); if [ -n "$$unformatted" ]; then echo "gofmt -w is due for: $$unformatted"; exit 1; fi
	$(GO) vet ./...
	$(GO) tool staticcheck ./...
	$(GO) run ./internal/darwincheck ./...
	@export GOOS=darwin CGO_ENABLED=0; for arch in arm64 amd64; do \
		echo "$(GO) vet for darwin/$$arch"; \
		GOARCH=$$arch $(GO) vet $$(GOARCH=$$arch $(GO) list -f '{{.ImportPath}} {{.Deps}} {{.TestImports}} {{.XTestImports}}' ./... | \
			grep -v -e fyne -e perch/bar/paint | cut -d ' ' -f 1) || exit 1; \
	done
	@deps=$$($(GO) list -deps ./cmd/perch) || exit 1; \
	if echo "$$deps" | grep -i fyne; then echo "cmd/perch must not import Fyne"; exit 1; fi

# Compares Perch with i3 and bspwm, and its bar with polybar, where they are installed.
bench: build
	@sh scripts/setup.sh bench
	$(GO) run ./internal/bench

# Runs bar configurations of other people, each confined: LIST has repository, commit
# and path in each line, SOURCES their files in folders OWNER-NAME.
bar-corpus: build
	@sh scripts/setup.sh test
	$(GO) run ./internal/barcorpus --list '$(LIST)' --sources '$(SOURCES)' --out build/bar-corpus $(ARGS)

# Perch.app, signed with SIGN_IDENTITY: the name of a certificate in the keychain, or
# "-" for no name (ad hoc). With "-" every build is another program for macOS, which
# then wants its permission given anew; a certificate of one's own, made once in
# Keychain Access, keeps it.
SIGN_IDENTITY ?= -
APP ?= build/Perch.app

ifeq ($(shell uname -s),Darwin)
app: build
	$(GO) run ./internal/macapp -version "$$(build/perch --version | sed -n '1s/^perch \([^ ]*\).*/\1/p')" build '$(APP)'
	for name in perch perch-bar; do \
		codesign --force --sign '$(SIGN_IDENTITY)' --identifier "org.perch.Perch.$$name" "$(APP)/Contents/MacOS/$$name" || exit 1; \
	done
	codesign --force --sign '$(SIGN_IDENTITY)' --identifier org.perch.Perch '$(APP)'
	codesign --verify --strict '$(APP)'
else
app:
	@echo "make app needs macOS: the agent there links AppKit." >&2; exit 1
endif

# A hundred thousand windows of macOS, on the played frameworks: minutes.
test-mac-load:
	PERCH_CHURN=100000 $(GO) test -count 1 -timeout 30m -v -run TestNothingIsLeftOfWindows ./internal/desktop/mac

# What no machine but a Mac can show: the tests, but for those on X servers, whether
# Apple's headers declare what the bindings do, and windows of TextEdit that are
# tiled, switched and focused. An agent has to run for the latter.
test-macos: app
	$(GO) test $$($(GO) list -f '{{.ImportPath}} {{.Deps}} {{.TestImports}} {{.XTestImports}}' ./... | grep -v perch/internal/xserver | cut -d ' ' -f 1)
	$(GO) run ./internal/sdkcheck -cc "$$(xcrun -f clang)" "$$(xcrun --show-sdk-path)"
	'$(APP)/Contents/MacOS/perch' doctor --self-test

ifeq ($(shell uname -s),Darwin)
install: app
	install -d "$(HOME)/Applications"
	rm -rf "$(HOME)/Applications/Perch.app"
	ditto '$(APP)' "$(HOME)/Applications/Perch.app"
	$(GO) run ./internal/macapp -login "$(HOME)/Applications/Perch.app"
	@# Scripts that call these commands find Perch, unless there are those of others.
	install -d '$(PREFIX)/bin'
	for name in perch aerospace sketchybar borders; do \
		[ -e "$(PREFIX)/bin/$$name" ] || ln -s "$(HOME)/Applications/Perch.app/Contents/MacOS/$$name" "$(PREFIX)/bin/$$name" || exit 1; \
	done
	@echo "Start Perch with: open ~/Applications/Perch.app"
else
install: build
	install -d '$(DESTDIR)$(PREFIX)/bin'
	install -m 755 build/perch build/perch-bar '$(DESTDIR)$(PREFIX)/bin'
	@# Scripts that call AeroSpace's and SketchyBar's commands find Perch, unless there are those.
	for name in aerospace sketchybar; do \
		[ -e "$(DESTDIR)$(PREFIX)/bin/$$name" ] || ln -s perch "$(DESTDIR)$(PREFIX)/bin/$$name" || exit 1; \
	done
	build/perch man '$(DESTDIR)$(PREFIX)/share/man'
	install -d $(patsubst %,'$(COMPLETIONS)/%',$(COMPLETION_FOLDERS))
	build/perch completion bash >'$(COMPLETIONS)/bash-completion/completions/perch'
	ln -sf perch '$(COMPLETIONS)/bash-completion/completions/aerospace'
	build/perch completion zsh >'$(COMPLETIONS)/zsh/site-functions/_perch'
	build/perch completion fish >'$(COMPLETIONS)/fish/vendor_completions.d/perch.fish'
	ln -sf perch.fish '$(COMPLETIONS)/fish/vendor_completions.d/aerospace.fish'
endif

setup:
	@sh scripts/setup.sh all

clean:
	rm -rf build
