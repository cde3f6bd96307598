#!/usr/bin/env bash
# run.sh REGISTRY-FOLDER COMMAND...: runs COMMAND in the network of a one-node Kubernetes with real pods, KUBECONFIG set, and takes the
# cluster down when it ends, however it ends. REGISTRY-FOLDER is what the cluster's registry serves as localhost:5000.
# Everything lives in namespaces of the kernel (network, mounts, processes), which go with their first process, and in one folder under TMPDIR:
# the host's interfaces, routes, rules, mounts and files are not touched. What the host looked like before and after is compared at the end.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$here/../lib.sh"

[ $# -ge 2 ] || fail "usage: ${0##*/} REGISTRY-FOLDER COMMAND..."
lacking=$("$here/can-run.sh") || fail "$lacking"
images=$(realpath "$1")
shift

api=$("$here/../get-kube-apiserver.sh" | tail -n 1) || fail "no kube-apiserver"
programs=$("$here/../get-kube-node.sh" | tail -n 1) || fail "no kubelet"
tree=$("$here/get-node-tree.sh" | tail -n 1) || fail "no containerd"
work=$(mktemp -d "${TMPDIR:-/tmp}/postrider-cluster-XXXXXX")
cgroup=${work##*/}
export here work images api programs tree cgroup

# A control group is removed with rmdir, children first, when its last process is gone.
remove_cgroups() {
  local controller
  for controller in /sys/fs/cgroup/*/; do
    [ ! -d "$controller$cgroup" ] || find "$controller$cgroup" -depth -type d -exec rmdir {} + || return
  done
}

retry() {
  local left=300
  until "$@" 2>/dev/null; do
    ((left--)) || fail "what is left of the cluster cannot be removed: $*"
    sleep 0.1
  done
}

take_down() {
  local status=$?
  trap - EXIT
  trap '' INT TERM HUP
  [ -z "${namespace:-}" ] || kill -KILL "$namespace" 2>/dev/null || true
  wait 2>/dev/null || true
  retry remove_cgroups
  [ "$status" -eq 0 ] || keep_logs
  retry rm -rf --one-file-system "$work"
  if "$here/host-state.sh" "$tree" "$cgroup" | diff "$before" - >&2; then
    say "the host is as it was: mounts, interfaces, addresses, routes, rules, hosts file, kernel settings, control groups, processes"
  else
    say "the host is NOT as it was (< before, > after)"
    status=1
  fi
  rm -f "$before"
  exit "$status"
}

keep_logs() {
  [ -z "${LOGS:-}" ] || { mkdir -p "$LOGS" && cp "$work"/logs/* "$LOGS/" && say "logs of the cluster's programs: $LOGS"; } || true
}

before=$(mktemp)
trap take_down EXIT
trap 'exit 130' INT TERM HUP
"$here/host-state.sh" "$tree" "$cgroup" >"$before"
for controller in /sys/fs/cgroup/*/; do
  mkdir "$controller$cgroup" 2>/dev/null || true # one of them may be mounted for reading only
done
say "starting a one-node Kubernetes in $work"
# Neither does a killed script leave anything running: each of these goes with its parent.
setpriv --pdeathsig KILL unshare --net --pid --ipc --uts --mount --propagation private --fork --kill-child --mount-proc "$here/inside.sh" "$@" <&0 &
namespace=$!
wait "$namespace"
