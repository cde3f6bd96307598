#!/usr/bin/env bash
# Prints, as the last line of stdout, a folder with kube-apiserver and etcd (and kube-controller-manager when
# built here): KUBEBUILDER_ASSETS, else the cache, else a build of Debian bookworm's source package.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$here/lib.sh"
. "$here/kubernetes.sh"

name=kube-$version
build=$cache/$name.build
log=$cache/$name.log

complete() { [ -x "$1/kube-apiserver" ] && [ -x "$1/etcd" ]; }

answer() {
  echo "$1"
  exit
}

if [ -n "${KUBEBUILDER_ASSETS:-}" ]; then
  complete "$KUBEBUILDER_ASSETS" || fail "KUBEBUILDER_ASSETS=$KUBEBUILDER_ASSETS does not hold kube-apiserver and etcd"
  answer "$KUBEBUILDER_ASSETS"
fi
complete "$cache/$name" && answer "$cache/$name"
hold_lock "$name"
complete "$cache/$name" && answer "$cache/$name"

say "building kube-apiserver v$version from Debian's source, about 8 minutes on 2 cores (log: $log)"
stage_extras() { cp "$build/apt/root/usr/bin/etcd" "$build/stage/"; }
build_kubernetes kube-apiserver kube-controller-manager
answer "$cache/$name"
