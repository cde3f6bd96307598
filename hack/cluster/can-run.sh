#!/usr/bin/env bash
# Exits with 0 when this machine can make a one-node cluster. Else prints in one sentence what it lacks, and exits with 1.
set -uo pipefail

lack() {
  echo "$*"
  exit 1
}

# A new group, and the namespaces with a mount as the node's root is one: some containers forbid either, even to root.
can_group() { mkdir "$1" 2>/dev/null && rmdir "$1"; }
can_mount() {
  mkdir "$1"/{lower,upper,overlay,root} &&
    unshare --net --pid --ipc --uts --mount --propagation private --fork --kill-child --mount-proc \
      mount -t overlay overlay -o "lowerdir=$1/lower,upperdir=$1/upper,workdir=$1/overlay" "$1/root" 2>/dev/null
}

[ "$(id -u)" -eq 0 ] || lack "a one-node cluster takes root"
[ -d /sys/fs/cgroup/memory ] || lack "a one-node cluster of these parts takes cgroup v1 at /sys/fs/cgroup"
command -v kubectl >/dev/null || lack "kubectl is not on PATH"
can_group "/sys/fs/cgroup/memory/postrider-probe-$$" || lack "no control group can be made in /sys/fs/cgroup/memory"
probe=$(mktemp -d "${TMPDIR:-/tmp}/postrider-probe-XXXXXX") || lack "no folder can be made in ${TMPDIR:-/tmp}"
trap 'rm -rf "$probe"' EXIT
can_mount "$probe" || lack "no namespaces of the kernel with an overlay of ${TMPDIR:-/tmp} can be made"
