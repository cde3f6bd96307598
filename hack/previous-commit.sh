#!/usr/bin/env bash
# Prints the commit that an upgrade starts from: the youngest one on this branch (first parents) whose programs, chart or manifests are not those of
# this folder. Exits with 1, and a sentence, when the history that is here has none.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. hack/lib.sh

programs=(core cluster dispatcher operator charts config global.json Directory.Build.props Directory.Packages.props)

git rev-parse --quiet --verify HEAD >/dev/null 2>&1 || fail "no commit to upgrade from: this folder is not a clone"
if [ -n "$(git status --porcelain -- "${programs[@]}")" ]; then
  git rev-parse HEAD
  exit
fi
# Of a shallow clone the oldest commit seems to have changed everything, and has no parent here.
changed=$(git log -1 --first-parent --format=%H -- "${programs[@]}")
git rev-parse --quiet --verify "$changed^1" ||
  fail "no commit to upgrade from: the history that is here, as long as $(git rev-list --count HEAD), holds none with other programs"
