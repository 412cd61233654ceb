# `make demo` holds a conversation; `make test` runs every suite. `make help` lists the rest.

SHELL := /bin/sh
CARGO ?= cargo
CC ?= cc
PREFIX ?= /usr/local

RELEASE := target/release
EMULATOR := target/debug/convai-emulator
ifeq ($(shell uname -s),Darwin)
LIBRARY := $(RELEASE)/libconvai.dylib
else
LIBRARY := $(RELEASE)/libconvai.so
endif

export CONVAI_EMULATOR ?= $(CURDIR)/$(EMULATOR)
export CONVAI_LIBRARY ?= $(CURDIR)/$(LIBRARY)

.PHONY: help library emulator demo header install test check clean

help:
	@echo "make demo             a conversation with a character, from a C program"
	@echo "make test             every suite"
	@echo "make library          the optimised library, shared and static, in $(RELEASE)"
	@echo "make emulator         the emulator of the service"
	@echo "make header           include/convai.h again, after a change in src/ffi"
	@echo "make install PREFIX=  header, library, CMake and pkg-config files"
	@echo "make wheel            the Python wheel and source distribution, in dist/"
	@echo "make clean            throw all build products away"

# The crate types are named because link-time optimisation is switched off where an rlib is built along.
library:
	$(CARGO) rustc --release --lib --crate-type cdylib,staticlib

emulator:
	$(CARGO) build -p convai-emulator

demo: library emulator
	sh examples/c/demo.sh

header:
	CONVAI_WRITE_HEADER=1 $(CARGO) test -q --test header
