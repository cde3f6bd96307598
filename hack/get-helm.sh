#!/usr/bin/env bash
# Prints, as the last line of stdout, a program that understands `template NAME CHART --namespace NS --values FILE`:
# helm where it is on PATH, else the renderer of chart-renderer/, from the cache or built from Debian bookworm's packages.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$here/lib.sh"

command -v helm && exit

sources=("$here"/chart-renderer/*.go)
name=chart-renderer-$(cat "${sources[@]}" | sha256sum | head -c 8)
final=$cache/$name/chart-renderer
build=$cache/chart-renderer.build
log=$cache/chart-renderer.log
# What helm itself is made of, and Go.
packages=(golang-go golang-github-masterminds-sprig-dev golang-k8s-sigs-yaml-dev golang-github-xeipuuv-gojsonschema-dev)

go_packages() {
  apt-get -c "$build/apt/apt.conf" -s --no-install-recommends install "${packages[@]}" |
    awk '$1 == "Inst" && $2 ~ /^golang-/ { print $2 }'
}

compile() {
  local goroots=("$build"/apt/root/usr/lib/go-*)
  env -u GOBIN -u GOFLAGS GOENV=off GOROOT="${goroots[-1]}" GOPATH="$build/apt/root/usr/share/gocode" \
    GOCACHE="$build/gocache" GO111MODULE=off CGO_ENABLED=0 "${goroots[-1]}/bin/go" build -o "$1" "${sources[@]}"
}

if [ ! -x "$final" ]; then
  hold_lock chart-renderer
fi
if [ ! -x "$final" ]; then
  say "helm is not on PATH: building the chart renderer from Debian bookworm's packages, half a minute (log: $log)"
  rm -rf "$build" # what an interrupted run left
  trap 'rm -rf "$build"' EXIT
  mkdir -p "$build/stage"
  : >"$log"
  private_apt "$build/apt" bookworm 2>>"$log" || fail "the package lists of Debian bookworm cannot be had (log: $log)"
  mapfile -t found < <(go_packages 2>>"$log")
  [ ${#found[@]} -gt 0 ] || fail "the dependencies of ${packages[*]} do not resolve (log: $log)"
  unpack_packages "$build/apt" "${found[@]}" 2>>"$log" || fail "a package did not download (log: $log)"
  compile "$build/stage/chart-renderer" 2>>"$log" || {
    tail -n 20 "$log" >&2
    fail "the chart renderer does not build (log: $log)"
  }
  rm -rf "${cache:?}/$name"
  mv -T "$build/stage" "$cache/$name"
  say "built in $SECONDS s"
fi
echo "$final"
