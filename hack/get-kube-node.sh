#!/usr/bin/env bash
# Prints, as the last line of stdout, a folder with kubelet, kube-scheduler and kube-proxy of the version that get-kube-apiserver.sh
# builds: from the cache, or from the same source.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$here/lib.sh"
. "$here/kubernetes.sh"

name=kube-node-$version
build=$cache/$name.build
log=$cache/$name.log
programs=(kubelet kube-scheduler kube-proxy)

answer_if_complete() {
  local program
  for program in "${programs[@]}"; do
    [ -x "$cache/$name/$program" ] || return 0
  done
  echo "$cache/$name"
  exit
}

answer_if_complete
hold_lock "$name"
answer_if_complete
say "building ${programs[*]} v$version from Debian's source, about 8 minutes on 2 cores (log: $log)"
stage_extras() { :; }
build_kubernetes "${programs[@]}"
echo "$cache/$name"
