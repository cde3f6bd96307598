#!/usr/bin/env bash
# Prints, as the last line of stdout, the path of a current apiextensions-apiserver (only CRDs and their objects,
# but with CEL rules, server-side field validation and OpenAPI v3), from the cache or built from Debian sid.
# sid moves: when the server cannot be had this exits 3 with one sentence, and callers skip aloud.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$here/lib.sh"
failure_status=3

package=golang-k8s-apiextensions-apiserver-dev
source=$here/crd-server/main.go
source_key=$(sha256sum "$source" | head -c 8)
build=$cache/crd-server.build
log=$cache/crd-server.log

cached() {
  local found
  found=$(compgen -G "$cache/crd-server-*-$source_key/apiextensions-apiserver" | sort -V | tail -n 1) || return
  [ -n "$found" ] && echo "$found"
}

# give_up REASON: the log's last line says what the tool itself complained of.
give_up() { fail "the modern CRD server cannot be had: $1 ($(tail -n 1 "$log" 2>/dev/null); log: $log)"; }

# The Go packages that the server needs, and sid's Go. Their other dependencies (gcc, libc...) are not needed to build.
go_packages() {
  apt-get -c "$build/apt/apt.conf" -s --no-install-recommends install "$package" golang-go |
    awk '$1 == "Inst" && $2 ~ /^golang-/ { print $2 }'
}

compile() {
  local release=$1 output=$2 goroots=("$build"/apt/root/usr/lib/go-*)
  local variables=k8s.io/component-base/version
  env -u GOBIN -u GOFLAGS GOENV=off GOROOT="${goroots[-1]}" GOPATH="$build/apt/root/usr/share/gocode" \
    GOCACHE="$build/gocache" GO111MODULE=off CGO_ENABLED=0 \
    "${goroots[-1]}/bin/go" build -o "$output" \
    -ldflags "-X $variables.gitVersion=v1.$release -X $variables.gitMajor=1 -X $variables.gitMinor=${release%%.*}" \
    "$source"
}

cached && exit
hold_lock crd-server
cached && exit

say "building the current CRD server from Debian sid's packages, about 5 minutes on 2 cores (log: $log)"
rm -rf "$build" # what an interrupted run left
trap 'rm -rf "$build"' EXIT
mkdir -p "$build/stage"
: >"$log"
private_apt "$build/apt" sid 2>>"$log" || give_up "no package lists of Debian sid"
version=$(apt-cache -c "$build/apt/apt.conf" show "$package" 2>>"$log" | sed -n 's/^Version: 0\.\([0-9.]*\).*/\1/p' | head -n 1) || true
[ -n "$version" ] || give_up "no $package in Debian sid"
mapfile -t packages < <(go_packages 2>>"$log")
[ ${#packages[@]} -gt 0 ] || give_up "the dependencies of $package do not resolve"
unpack_packages "$build/apt" "${packages[@]}" 2>>"$log" || give_up "a package did not download"
compile "$version" "$build/stage/apiextensions-apiserver" 2>>"$log" || give_up "it does not build"
"$build/stage/apiextensions-apiserver" --help >/dev/null 2>>"$log" || give_up "it does not start"
final=$cache/crd-server-1.$version-$source_key
rm -rf "$final"
mv -T "$build/stage" "$final"
say "built v1.$version in $SECONDS s"
echo "$final/apiextensions-apiserver"
