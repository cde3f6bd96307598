#!/usr/bin/env bash
# get-debian-tree.sh NAME PACKAGE...: prints, as the last line of stdout, a folder with a minimal Debian bookworm and those packages in it,
# from the cache or made by debootstrap, of which nothing is installed here. Takes root.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

[ $# -ge 1 ] || fail "usage: ${0##*/} NAME PACKAGE..."
key=$(printf '%s\n' "$@" | sha256sum | head -c 8)
name=debian-$1-$key
shift
final=$cache/$name
build=$cache/$name.build
log=$cache/$name.log

strap() {
  local keyring options=(--no-check-gpg)
  for keyring in /usr/share/keyrings/debian-archive-keyring.{gpg,pgp}; do
    [ -e "$keyring" ] && options=("--keyring=$keyring")
  done
  DEBOOTSTRAP_DIR=$build/apt/root/usr/share/debootstrap sh "$build/apt/root/usr/sbin/debootstrap" --variant=minbase "${options[@]}" \
    "--include=$(IFS=, && echo "$*")" bookworm "$build/tree" "$(debian_mirror)" >>"$log" 2>&1
}

if [ ! -d "$final" ]; then
  [ "$(id -u)" -eq 0 ] || fail "making a Debian tree ($name) takes root"
  hold_lock "$name"
fi
if [ ! -d "$final" ]; then
  say "making $name, about a minute (log: $log)"
  rm -rf --one-file-system "$build" # what an interrupted run left
  trap 'rm -rf --one-file-system "$build"' EXIT
  mkdir -p "$build"
  : >"$log"
  private_apt "$build/apt" bookworm 2>>"$log" || fail "the package lists of Debian bookworm cannot be had (log: $log)"
  unpack_packages "$build/apt" debootstrap 2>>"$log" || fail "debootstrap cannot be had (log: $log)"
  strap "$@" || {
    tail -n 20 "$log" >&2
    fail "debootstrap failed (log: $log)"
  }
  rm -rf "$build"/tree/var/cache/apt/archives/*.deb "$build"/tree/var/lib/apt/lists/* "$build"/tree/usr/share/{doc,man,locale}/*
  mv -T "$build/tree" "$final"
  say "made in $SECONDS s"
fi
echo "$final"
