# shellcheck shell=bash
# Sourced by node.sh: one all-powerful token for the parts of the cluster, and the key of service accounts.

make_credentials() {
  local token certificate
  token=$(head -c 16 /dev/urandom | od -An -tx1 | tr -d ' \n')
  openssl genrsa -out "$k8s/accounts.key" 2048 2>/dev/null
  openssl rsa -in "$k8s/accounts.key" -pubout -out "$k8s/accounts.pub" 2>/dev/null
  echo "$token,admin,admin,system:masters" >"$k8s/tokens.csv"
  make_certificate
  certificate=$(base64 -w 0 "$k8s/ca.crt")
  cat >"$k8s/admin.kubeconfig.new" <<-END
	{"apiVersion": "v1", "kind": "Config", "current-context": "here",
	 "contexts": [{"name": "here", "context": {"cluster": "here", "user": "admin"}}],
	 "clusters": [{"name": "here", "cluster": {"server": "https://$node_address:6443", "certificate-authority-data": "$certificate"}}],
	 "users": [{"name": "admin", "user": {"token": "$token"}}]}
	END
  mv "$k8s/admin.kubeconfig.new" "$k8s/admin.kubeconfig"
}

make_certificate() {
  openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=postrider-cluster -keyout "$k8s/ca.key" -out "$k8s/ca.crt" 2>/dev/null
  openssl req -newkey rsa:2048 -nodes -subj /CN=kube-apiserver -keyout "$k8s/api.key" -out "$k8s/api.csr" 2>/dev/null
  openssl x509 -req -in "$k8s/api.csr" -CA "$k8s/ca.crt" -CAkey "$k8s/ca.key" -CAcreateserial -days 2 -out "$k8s/api.crt" 2>/dev/null \
    -extfile <(echo "subjectAltName=IP:$node_address,IP:$api_service,IP:127.0.0.1,DNS:kubernetes.default.svc,DNS:kubernetes.default,DNS:kubernetes")
}
