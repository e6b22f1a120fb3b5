# Thin names for big/make.py, which also works without make. More for pytest: make test ARGS="-k minutes"

# The first python3 that really runs: a version manager's shim can exist and fail.
PYTHON := $(shell for p in python3 python3.13 python3.12 /usr/bin/python3; do $$p -c "" 2>/dev/null && echo $$p && break; done)

help run test bench pictures lock:
	@$(or $(PYTHON),python3) big/make.py $@ $(if $(ARGS),-- $(ARGS))

.PHONY: help run test bench pictures lock
