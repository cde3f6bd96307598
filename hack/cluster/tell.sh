#!/usr/bin/env bash
# Runs beside the node for serve.sh: writes a kubeconfig for this machine, says what to export, and keeps the cluster by waiting.
set -euo pipefail
: "${served:?}" "${served_registry:?}" "${api_address:?}"
. "$(dirname "${BASH_SOURCE[0]}")/settings.sh"

sed "s|https://$node_address:6443|https://$api_address|" "$KUBECONFIG" >"$served/kubeconfig"
cat <<END
The cluster is there until this is interrupted. To use it:

export KUBECONFIG=$served/kubeconfig
export REGISTRY=$served_registry DOTNET_CONTAINER_INSECURE_REGISTRIES=$served_registry
export BASE=$served_registry/dotnet:10 REDIS_IMAGE=$served_registry/redis:7

END
exec sleep infinity
