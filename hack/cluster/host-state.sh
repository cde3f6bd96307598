#!/usr/bin/env bash
# host-state.sh NODE-TREE CGROUP: prints what a cluster could have left behind on this machine, in an order that allows comparing.
set -uo pipefail
tree=$1 cgroup=$2

section() {
  echo "== $1"
  shift
  { "$@" 2>/dev/null || true; } | sort
}

# Without the counters of packets, which move by themselves.
rules() { chroot "$tree" sh -c 'iptables-save; ip6tables-save' | grep -v '^#' | sed 's/\[[0-9:]*\]//'; }
kernel_settings() { (cd /proc/sys && grep -H . vm/overcommit_memory kernel/panic kernel/panic_on_oops kernel/keys/root_max* net/ipv4/ip_forward net/netfilter/nf_conntrack_max); }
processes() { pgrep -af "$cgroup" | grep -vE 'run\.sh|host-state\.sh|pgrep'; }

section mounts cut -d ' ' -f 2-4 /proc/self/mounts
section interfaces ls /sys/class/net
section addresses sh -c "cut -d ' ' -f 1,6 /proc/net/if_inet6; grep -A1 -E '32 host LOCAL|link' /proc/net/fib_trie"
section routes cut -f 1-3,8 /proc/net/route
section rules rules
section hosts cat /etc/hosts /etc/resolv.conf
section kernel kernel_settings
section cgroups find /sys/fs/cgroup -maxdepth 2 -name "$cgroup*"
section processes processes
