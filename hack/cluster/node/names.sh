# shellcheck shell=bash
# Sourced by node.sh: the cluster's DNS, one line per Service.

start_names() {
  mkdir -p /run/names
  start dnsmasq dnsmasq --keep-in-foreground --no-resolv --no-hosts "--local=/$cluster_domain/" --addn-hosts=/run/names --listen-address="$node_address" \
    --bind-interfaces --log-facility=- --user=root --pid-file=/run/dnsmasq.pid
  start names keep_names
}

# Every change of a Service rewrites the file, and the hangup makes dnsmasq read it.
keep_names() {
  kubectl get services --all-namespaces --watch --no-headers | while read -r _; do
    service_names >/run/names.new
    mv /run/names.new /run/names/services
    kill -HUP "$(cat /run/dnsmasq.pid)"
  done
}

service_names() {
  kubectl get services --all-namespaces -o \
    "jsonpath={range .items[*]}{.spec.clusterIP} {.metadata.name}.{.metadata.namespace}.svc.$cluster_domain{'\n'}{end}" | grep -v None
}
