#!/usr/bin/env bash
# A one-node cluster that stays until this is interrupted, to be used from outside as any other: says what to export for it.
# The cluster keeps its own network; what is open on this machine's loopback are one port of its API server and one of its registry.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$here/../lib.sh"
. "$here/registry.sh"

lacking=$("$here/can-run.sh") || fail "$lacking"
base=$("$here/get-base-images.sh" | tail -n 1) || fail "no base images"
tree=$("$here/get-node-tree.sh" | tail -n 1) || fail "no containerd"
served=$(mktemp -d "${TMPDIR:-/tmp}/postrider-served-XXXXXX")
# The registry has the same name here and for the node.
served_registry=localhost:$(free_port)
api_address=127.0.0.1:$(free_port)
export served served_registry api_address
mkdir "$served/doors"

# open_door ADDRESS NAME: connections to the address go to the socket that the node keeps under that name. In a root of its own, with a mount that goes with it.
open_door() {
  setpriv --pdeathsig KILL unshare --mount --propagation private bash -c '
    mount --bind "$1" "$0/mnt" && exec chroot "$0" socat "TCP-LISTEN:${2##*:},bind=127.0.0.1,reuseaddr,fork" "UNIX-CONNECT:/mnt/$3"' "$tree" "$served/doors" "$1" "$2" &
  doors+=($!)
}

clean_up() {
  local status=$?
  trap '' INT TERM HUP
  # The cluster's own script takes it down.
  [ -z "${cluster:-}" ] || kill "$cluster" 2>/dev/null || true
  [ -z "${cluster:-}" ] || wait "$cluster" || true
  [ ${#doors[@]} -eq 0 ] || kill "${doors[@]}" 2>/dev/null || true
  rm -rf "$served"
  exit "$status"
}

doors=()
trap clean_up EXIT
trap 'exit 130' INT TERM HUP
cp -a "$base" "$served/registry"
open_door "$api_address" api
open_door "$served_registry" registry
setpriv --pdeathsig TERM "$here/run.sh" "$served/registry" "$here/tell.sh" &
cluster=$!
wait "$cluster"
