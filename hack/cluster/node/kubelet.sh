# shellcheck shell=bash
# Sourced by node.sh: the kubelet, and the proxy that turns addresses of Services into those of pods.

kubelet_config() {
  cat <<-END
	apiVersion: kubelet.config.k8s.io/v1beta1
	kind: KubeletConfiguration
	cgroupDriver: cgroupfs
	cgroupRoot: /$cgroup
	failSwapOn: false
	clusterDNS: [$node_address]
	clusterDomain: $cluster_domain
	authentication: {anonymous: {enabled: true}, webhook: {enabled: false}}
	authorization: {mode: AlwaysAllow}
	evictionHard: {memory.available: 50Mi, nodefs.available: 1%, imagefs.available: 1%}
	# Nothing is collected in the life of this node.
	imageGCHighThresholdPercent: 100
	imageGCLowThresholdPercent: 99
	END
}

start_kubelet() {
  kubelet_config >"$k8s/kubelet.yaml"
  start kubelet kubelet "--kubeconfig=$k8s/admin.kubeconfig" "--config=$k8s/kubelet.yaml" "--hostname-override=$node_name" \
    "--node-ip=$node_address" --container-runtime=remote --container-runtime-endpoint=unix:///run/containerd/containerd.sock \
    --volume-plugin-dir=/var/lib/kubelet/plugins
  # Limits of connection tracking belong to the whole machine: they are left alone.
  start kube-proxy kube-proxy "--kubeconfig=$k8s/admin.kubeconfig" "--hostname-override=$node_name" --proxy-mode=iptables \
    "--cluster-cidr=$pod_range" --conntrack-max-per-core=0 --conntrack-tcp-timeout-established=0 --conntrack-tcp-timeout-close-wait=0
}
