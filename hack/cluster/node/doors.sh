# shellcheck shell=bash
# Sourced by node.sh: sockets in the folder of serve.sh, by which a machine that is not in the cluster's network gets to its API server and registry.

open_doors() {
  [ -d /var/lib/doors ] || return 0
  start door-api socat UNIX-LISTEN:/var/lib/doors/api,fork "TCP:$node_address:6443"
  start door-registry socat UNIX-LISTEN:/var/lib/doors/registry,fork "TCP:127.0.0.1:${registry##*:}"
}
