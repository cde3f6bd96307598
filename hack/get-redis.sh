#!/usr/bin/env bash
# Makes sure that redis-server 7 or later is on PATH; prints its path as the last line of stdout.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

usable() {
  local version
  version=$(redis-server --version 2>/dev/null | sed -n 's/.* v=\([0-9]*\)\..*/\1/p')
  [ "${version:-0}" -ge 7 ]
}

if ! usable; then
  say "installing the Debian package redis-server with apt-get, which takes root or passwordless sudo"
  apt_install redis-server
  # The tests start servers of their own; the package's service must not come up at the next boot either.
  if [ -d /run/systemd/system ]; then
    if [ "$(id -u)" -eq 0 ]; then
      systemctl disable --now redis-server >&2
    else
      sudo -n systemctl disable --now redis-server >&2
    fi
  fi
  hash -r
  usable || fail "redis-server on PATH is still not version 7 or later: install one by hand"
fi
command -v redis-server
