# shellcheck shell=bash
# Sourced by node.sh: containerd with a bridge for pods, and the registry that it pulls from.

containerd_config() {
  # restrict_oom_score_adj: without CAP_SYS_RESOURCE no pod would start.
  cat <<-END
	version = 2
	[plugins."io.containerd.grpc.v1.cri"]
	  sandbox_image = "$registry/pause:1"
	  restrict_oom_score_adj = true
	  [plugins."io.containerd.grpc.v1.cri".cni]
	    bin_dir = "/usr/lib/cni"
	    conf_dir = "/etc/cni/net.d"
	END
}

network_config() {
  cat <<-END
	{"cniVersion": "0.4.0", "name": "pods", "plugins": [
	  {"type": "bridge", "bridge": "pods0", "isGateway": true, "ipMasq": false, "hairpinMode": true,
	   "ipam": {"type": "host-local", "ranges": [[{"subnet": "$pod_range"}]], "routes": [{"dst": "0.0.0.0/0"}]}},
	  {"type": "portmap", "capabilities": {"portMappings": true}}]}
	END
}

start_containers() {
  mkdir -p /etc/cni/net.d
  network_config >/etc/cni/net.d/10-pods.conflist
  containerd_config >/etc/containerd/config.toml
  registry_config "$registry" /var/lib/registry >/etc/registry.yml
  start registry docker-registry serve /etc/registry.yml
  start containerd containerd
}
