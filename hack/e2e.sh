#!/usr/bin/env bash
# The end-to-end run on a cluster: that of KUBECONFIG, else a one-node cluster made here, which takes root. Ends with "N passed, N failed", of steps;
# where no cluster can be made, with "not run: ..." and a failure. By environment: PREVIOUS (the commit that is upgraded from; else as previous-commit.sh
# chooses), LOGS (a folder: there the programs of a cluster made here leave their logs when the run fails). With KUBECONFIG also REGISTRY
# (host and path of a registry that this machine pushes to and the nodes pull from), BASE and REDIS_IMAGE (base image of the programs, a Redis 7).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. hack/lib.sh
. hack/cluster/registry.sh

# Nothing that builds stays behind to wait for the next build.
export MSBUILDDISABLENODEREUSE=1 UseSharedCompilation=false

clean_up() {
  local status=$? passed=0 failed=0
  trap '' INT TERM HUP
  if [ -n "${running:-}" ]; then
    kill -- "-$running" 2>/dev/null || true
    wait "$running" || true
  fi
  [ -z "${registry_process:-}" ] || kill "$registry_process" 2>/dev/null || true
  read -r passed failed 2>/dev/null <"$WORK/tally" || true
  rm -rf "$WORK"
  # What comes after the last step, such as the host that is to be as before, can fail too.
  [ "$status" -eq 0 ] || [ "$failed" -gt 0 ] || failed=1
  echo "$passed passed, $failed failed"
  [ "$failed" -eq 0 ] || exit 1
}

# In a process group of its own: a signal to this script is heard at once, and passed on to all that runs.
in_background() {
  local status=0
  set -m
  setpriv --pdeathsig TERM "$@" </dev/null &
  running=$!
  set +m
  wait "$running" || status=$?
  running=
  return "$status"
}

# publish REGISTRY: both sets of images and the pod of the application.
publish() {
  export REGISTRY=$1
  in_background env TAG="$PREVIOUS_TAG" "$PREVIOUS_CHECKOUT/hack/publish-images.sh"
  in_background hack/publish-images.sh
  in_background env PROJECTS=tests/ClusterPod hack/publish-images.sh
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
  export REGISTRY=localhost:5000 REDIS_IMAGE=localhost:5000/redis:7 OWN_CLUSTER=1
  in_background hack/cluster/run.sh "$WORK/registry" "${run[@]}"
}

on_given_cluster() {
  export REDIS_IMAGE=${REDIS_IMAGE:-redis:7.4} OWN_CLUSTER=
  publish "$REGISTRY"
  in_background "${run[@]}"
}

# Before anything is built: whether there is a cluster to run on.
look_for_cluster() {
  local answer
  if [ -z "${KUBECONFIG:-}" ]; then
    lacking=$(hack/cluster/can-run.sh) && return
    say "$lacking; set KUBECONFIG to use a cluster that is there"
    echo "not run: $lacking, and KUBECONFIG names none"
    exit 1
  fi
  [ -n "${REGISTRY:-}" ] || fail "with KUBECONFIG set, REGISTRY has to name a registry (host and path) that this machine pushes to and the nodes pull from"
  command -v kubectl >/dev/null || fail "kubectl is not on PATH"
  answer=$(kubectl version --request-timeout=10s 2>&1) || fail "the cluster of KUBECONFIG=$KUBECONFIG cannot be reached: $(tail -n 1 <<<"$answer")"
  [ "$(kubectl auth can-i '*' '*' --all-namespaces 2>/dev/null)" = yes ] || fail "the user of KUBECONFIG=$KUBECONFIG is no administrator of its cluster: an installation has ClusterRoles and resource definitions"
}

# Out of the history by git archive, which leaves nothing in the clone.
check_out_previous() {
  PREVIOUS=${PREVIOUS:-$(hack/previous-commit.sh)} || PREVIOUS=
  if [ -z "$PREVIOUS" ]; then
    say "the upgrade will be from this very commit's programs under another tag"
    PREVIOUS_CHECKOUT=$CHECKOUT
  else
    git rev-parse --quiet --verify "$PREVIOUS^{commit}" >/dev/null || fail "there is no commit $PREVIOUS to upgrade from"
    say "the upgrade will be from $(git log -1 --format='%h (%s)' "$PREVIOUS")"
    mkdir "$PREVIOUS_CHECKOUT"
    git archive "$PREVIOUS" | tar -x -C "$PREVIOUS_CHECKOUT"
  fi
  export PREVIOUS PREVIOUS_CHECKOUT
}

look_for_cluster
CHECKOUT=$PWD
WORK=$(mktemp -d "${TMPDIR:-/tmp}/postrider-e2e-XXXXXX")
PREVIOUS_CHECKOUT=$WORK/previous
TAG=e2e-$(date +%s)
PREVIOUS_TAG=$TAG-previous
export CHECKOUT WORK TAG PREVIOUS_TAG
trap clean_up EXIT
trap 'exit 130' INT TERM HUP
check_out_previous
in_background dotnet build tests/ClusterEndToEnd -c Release -v quiet -nologo || fail "the build failed"
run=(dotnet "$CHECKOUT/tests/ClusterEndToEnd/bin/Release/net10.0/postrider-cluster-e2e.dll")
hack/get-helm.sh >/dev/null || fail "nothing that renders charts"
if [ -n "${KUBECONFIG:-}" ]; then on_given_cluster; else on_own_cluster; fi
