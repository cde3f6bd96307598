#!/bin/bash
# Runs in the node's own root: starts every program of the control plane and of the node, then waits for them.
set -euo pipefail
. /opt/scripts/settings.sh
. /opt/scripts/registry.sh
logs=/var/log/node
k8s=/etc/kubernetes
export KUBECONFIG=$k8s/admin.kubeconfig
export PATH=/opt/programs:/opt/api:/opt/tools:/usr/sbin:/usr/bin:/sbin:/bin

for part in network credentials containers control-plane kubelet names volumes doors; do
  . "/opt/scripts/node/$part.sh"
done

# start NAME PROGRAM ARGUMENT...: in the background, with a log file of its own.
start() {
  local name=$1
  shift
  "$@" >"$logs/$name.log" 2>&1 &
}

make_network
make_credentials
start_containers
start_control_plane
start_kubelet
start_names
make_volumes
open_doors
wait
