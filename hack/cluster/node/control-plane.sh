# shellcheck shell=bash
# Sourced by node.sh: etcd, API server, controllers, scheduler.

start_control_plane() {
  start etcd etcd --data-dir /var/lib/etcd --unsafe-no-fsync --log-level=warn
  start kube-apiserver kube-apiserver --etcd-servers=http://127.0.0.1:2379 --secure-port=6443 "--advertise-address=$node_address" \
    "--tls-cert-file=$k8s/api.crt" "--tls-private-key-file=$k8s/api.key" "--token-auth-file=$k8s/tokens.csv" --authorization-mode=RBAC \
    "--service-cluster-ip-range=$service_range" --service-account-issuer=https://kubernetes.default.svc \
    "--service-account-key-file=$k8s/accounts.pub" "--service-account-signing-key-file=$k8s/accounts.key" \
    --api-audiences=https://kubernetes.default.svc --allow-privileged
  until curl_ready; do sleep 0.2; done
  start kube-controller-manager kube-controller-manager "--kubeconfig=$k8s/admin.kubeconfig" --leader-elect=false \
    "--service-account-private-key-file=$k8s/accounts.key" "--root-ca-file=$k8s/ca.crt"
  start kube-scheduler kube-scheduler "--kubeconfig=$k8s/admin.kubeconfig" --leader-elect=false
}

# The port is open as soon as the server can answer.
curl_ready() { (exec 3<>"/dev/tcp/$node_address/6443") 2>/dev/null; }
