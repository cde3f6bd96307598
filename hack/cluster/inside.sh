#!/usr/bin/env bash
# The first process of the cluster's namespaces: when it ends, all others do. Starts the node in a root of its own, waits until
# it is ready, and runs the command on the host's files. What it needs is exported by run.sh.
set -euo pipefail
: "${here:?}" "${work:?}" "${images:?}" "${api:?}" "${programs:?}" "${tree:?}" "${cgroup:?}"
. "$here/../lib.sh"
. "$here/settings.sh"

root=$work/root
mkdir -p "$work"/{upper,overlay,root,logs,containerd,kubelet,volumes}

make_root() {
  mount -t overlay overlay -o "lowerdir=$tree,upperdir=$work/upper,workdir=$work/overlay" "$root"
  mount -t proc proc "$root/proc"
  mount -t sysfs sysfs "$root/sys"
  mount --rbind /sys/fs/cgroup "$root/sys/fs/cgroup"
  mount --rbind /dev "$root/dev"
  mount -t tmpfs tmpfs "$root/run"
  mkdir -p "$root"/opt/{api,programs,scripts,tools} "$root"/var/{log/node,lib/{registry,containerd,kubelet,volumes}} "$root"/etc/kubernetes
  mount --bind "$api" "$root/opt/api"
  mount --bind "$programs" "$root/opt/programs"
  mount --bind "$here" "$root/opt/scripts"
  touch "$root/opt/tools/kubectl"
  mount --bind "$(command -v kubectl)" "$root/opt/tools/kubectl"
  mount --bind "$images" "$root/var/lib/registry"
  mount --bind "$work/logs" "$root/var/log/node"
  mount --bind "$work/containerd" "$root/var/lib/containerd"
  mount --bind "$work/kubelet" "$root/var/lib/kubelet"
  mount --bind "$work/volumes" "$root/var/lib/volumes"
  [ -z "${served:-}" ] || { mkdir "$root/var/lib/doors" && mount --bind "$served/doors" "$root/var/lib/doors"; }
}

# The kubelet sets these for the whole machine when they differ: it is shown files that say what it wants.
pretend_kernel_settings() {
  local setting
  for setting in vm/overcommit_memory=1 kernel/panic=10 kernel/panic_on_oops=1 kernel/keys/root_maxkeys=1000000 kernel/keys/root_maxbytes=25000000; do
    mkdir -p "$work/settings/${setting%/*}"
    echo "${setting#*=}" >"$work/settings/${setting%=*}"
    mount --bind "$work/settings/${setting%=*}" "$root/proc/sys/${setting%=*}"
  done
}

use_node() { kubectl "$@" >/dev/null 2>&1; }

wait_until() {
  local what=$1 left=900
  shift
  until "$@"; do
    ((left--)) || { tail -n 5 "$work"/logs/* >&2; fail "$what: not within 90 s"; }
    sleep 0.1
  done
}

node_is_ready() { use_node wait --for=condition=Ready "node/$node_name" --timeout=1s; }
account_exists() { use_node get serviceaccount default; }
volumes_exist() { use_node get pv volume-4; }

make_root
pretend_kernel_settings
echo "$node_address $node_name" >>"$root/etc/hosts"
hostname "$node_name"
export cgroup
unshare --mount --propagation private "$here/enter-root.sh" "$root" /opt/scripts/node.sh >"$work/logs/node.log" 2>&1 &
export KUBECONFIG=$root/etc/kubernetes/admin.kubeconfig
wait_until "the API server and its node" node_is_ready
wait_until "the controllers" account_exists
wait_until "the volumes" volumes_exist
say "the node is ready after $SECONDS s"
"$@"
