#!/usr/bin/env bash
# The end-to-end run on a cluster: that of KUBECONFIG, else a one-node cluster made here, which takes root. By environment: PREVIOUS (the commit that is
# upgraded from; HEAD~1), LOGS (a folder: there the programs of a cluster made here leave their logs when the run fails). With KUBECONFIG also
# REGISTRY (host and path of a registry that this machine pushes to and the nodes pull from), BASE and REDIS_IMAGE (base image of the programs, a Redis 7).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. hack/lib.sh
. hack/cluster/registry.sh

CHECKOUT=$PWD
WORK=$(mktemp -d "${TMPDIR:-/tmp}/postrider-e2e-XXXXXX")
PREVIOUS_CHECKOUT=$WORK/previous
TAG=e2e-$(date +%s)
PREVIOUS_TAG=$TAG-previous
export CHECKOUT WORK PREVIOUS_CHECKOUT TAG PREVIOUS_TAG DOTNET_CONTAINER_INSECURE_REGISTRIES

clean_up() {
  local status=$?
  if [ -n "${running:-}" ]; then
    kill "$running" 2>/dev/null || true
    wait "$running" || true
  fi
  [ -z "${registry_process:-}" ] || kill "$registry_process" 2>/dev/null || true
  git worktree remove --force "$PREVIOUS_CHECKOUT" 2>/dev/null || true
  rm -rf "$WORK"
  exit "$status"
}

# publish REGISTRY: both sets of images and the pod of the application.
publish() {
  export REGISTRY=$1
  TAG=$PREVIOUS_TAG "$PREVIOUS_CHECKOUT/hack/publish-images.sh"
  hack/publish-images.sh
  PROJECTS=tests/ClusterPod hack/publish-images.sh
}

on_own_cluster() {
  local base
  base=$(hack/cluster/get-base-images.sh | tail -n 1) || fail "no base images"
  cp -a "$base" "$WORK/registry"
  start_registry "$(hack/cluster/get-node-tree.sh | tail -n 1)" "$WORK/registry"
  export DOTNET_CONTAINER_INSECURE_REGISTRIES=$registry_address BASE=$registry_address/dotnet:10
  publish "$registry_address"
  kill "$registry_process"
  registry_process=
  export REGISTRY=localhost:5000 REDIS_IMAGE=localhost:5000/redis:7
  in_background hack/cluster/run.sh "$WORK/registry" "${run[@]}"
}

on_given_cluster() {
  [ -n "${REGISTRY:-}" ] || fail "with KUBECONFIG set, REGISTRY has to name a registry (host and path) that this machine pushes to and the nodes pull from"
  export REDIS_IMAGE=${REDIS_IMAGE:-redis:7.4}
  publish "$REGISTRY"
  in_background "${run[@]}"
}

# A signal is then heard at once, and passed on.
in_background() {
  "$@" &
  running=$!
  wait "$running" || return
  running=
}

[ -n "${KUBECONFIG:-}" ] || [ "$(id -u)" -eq 0 ] || fail "a one-node cluster takes root; set KUBECONFIG to use a cluster that is there"
trap clean_up EXIT
trap 'exit 130' INT TERM HUP
git worktree add --quiet --detach "$PREVIOUS_CHECKOUT" "${PREVIOUS:-HEAD~1}" || fail "there is no commit ${PREVIOUS:-HEAD~1} to upgrade from"
dotnet build tests/ClusterEndToEnd -c Release -v quiet -nologo || fail "the build failed"
run=(dotnet "$CHECKOUT/tests/ClusterEndToEnd/bin/Release/net10.0/postrider-cluster-e2e.dll")
hack/get-helm.sh >/dev/null || fail "nothing that renders charts"
if [ -n "${KUBECONFIG:-}" ]; then on_given_cluster; else on_own_cluster; fi
