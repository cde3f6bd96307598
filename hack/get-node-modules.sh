#!/usr/bin/env bash
# get-node-modules.sh DIR: installs what DIR/package.json asks for outside of the tree, and prints, as the last
# line of stdout, the folder that holds the copy of package.json and its node_modules.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

[ $# -eq 1 ] || fail "usage: ${0##*/} DIR"
[ -f "$1/package.json" ] || fail "$1 holds no package.json"
command -v npm >/dev/null || fail "npm is not on PATH: install Node.js"

files=("$1/package.json")
install=(install)
if [ -f "$1/package-lock.json" ]; then
  files+=("$1/package-lock.json")
  install=(ci)
fi
key=$(cat "${files[@]}" | sha256sum | cut -d ' ' -f 1)
final=$cache/node/$key
build=$final.build

if [ ! -d "$final" ]; then
  mkdir -p "$cache/node"
  hold_lock "node/$key"
fi
if [ ! -d "$final" ]; then
  say "npm ${install[0]} for $1"
  rm -rf "$build" # what an interrupted run left
  trap 'rm -rf "$build"' EXIT
  mkdir "$build"
  cp "${files[@]}" "$build/"
  # No registry's name may enter a lock file: it would not hold on another machine.
  (cd "$build" && npm_config_omit_lockfile_registry_resolved=true npm "${install[@]}" --no-audit --no-fund >&2) ||
    fail "npm ${install[0]} failed for $1"
  mkdir -p "$build/node_modules" # npm makes none when nothing is asked for
  mv -T "$build" "$final"
fi
echo "$final"
