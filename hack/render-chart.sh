#!/usr/bin/env bash
# Writes what is made of the chart: its copy of the definitions, config/default, config/rbac and the renders that tests compare with.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. hack/lib.sh

helm=$(hack/get-helm.sh | tail -n 1) || fail "no helm, and no renderer in its place"
cases=tests/Operator.Tests/Charts

# render OUTPUT VALUES...
render() {
  local output=$1 rendered
  shift
  rendered=$("$helm" template postrider charts/postrider --namespace postrider-system "$@") || fail "$output: the chart does not render"
  printf '# Written by make manifests from charts/postrider. Do not edit.\n%s\n' "$rendered" >"$output"
}

cp config/crd/postrider.dev_*.yaml charts/postrider/files/
render config/default/postrider.yaml
# Accounts and rights alone, for who runs the programs in another way.
{
  echo '# Written by make manifests from charts/postrider. Do not edit.'
  awk 'BEGIN { RS = "\n?---\n" } /(^|\n)kind: (Cluster)?Role(Binding)?(\n|$)|(^|\n)kind: ServiceAccount(\n|$)/ { print "---\n" $0 }' config/default/postrider.yaml
} >config/rbac/rbac.yaml
mkdir -p "$cases/Golden"
for values in "$cases"/Values/*.yaml; do
  render "$cases/Golden/${values##*/}" --values "$values"
done
