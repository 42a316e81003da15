#!/usr/bin/env bash
# Renew the three lock files after a change in pyproject.toml. Needs uv on the path or in the virtual environment.
set -euo pipefail
cd "$(dirname "$0")/.."
PATH="$PWD/.venv/bin:$PATH"
compile() { uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 "$@"; }
compile pyproject.toml --output-file requirements.lock
compile pyproject.toml --extra dev --constraint requirements.lock --output-file requirements-dev.lock
compile pyproject.toml --extra assets --constraint requirements.lock --output-file requirements-assets.lock
