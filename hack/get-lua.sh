#!/usr/bin/env bash
# Makes sure that a Lua interpreter of 5.1 or later is on PATH; prints its path as the last line of stdout.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

find_lua() { command -v lua5.4 || command -v lua5.3 || command -v lua5.1 || command -v lua; }

if ! find_lua >/dev/null; then
  say "installing the Debian package lua5.4 with apt-get, which takes root or passwordless sudo"
  apt_install lua5.4
  hash -r
fi
find_lua || fail "there is still no Lua on PATH: install one by hand"
