# shellcheck shell=bash
# Sourced by node.sh: a default class of volumes, and a few folders of the node that are such volumes.

make_volumes() {
  until kubectl apply -f - <<-END
	{"apiVersion": "storage.k8s.io/v1", "kind": "StorageClass", "provisioner": "kubernetes.io/no-provisioner",
	 "metadata": {"name": "node", "annotations": {"storageclass.kubernetes.io/is-default-class": "true"}}}
	END
  do sleep 0.2; done
  for name in volume-{1..4}; do make_volume "$name"; done
  start volumes keep_volumes
}

make_volume() {
  mkdir -p "/var/lib/volumes/$1"
  kubectl create -f - <<-END
	{"apiVersion": "v1", "kind": "PersistentVolume", "metadata": {"name": "$1"}, "spec": {
	 "capacity": {"storage": "2Gi"}, "accessModes": ["ReadWriteOnce"], "storageClassName": "node", "persistentVolumeReclaimPolicy": "Retain",
	 "local": {"path": "/var/lib/volumes/$1"},
	 "nodeAffinity": {"required": {"nodeSelectorTerms": [{"matchExpressions": [{"key": "kubernetes.io/os", "operator": "Exists"}]}]}}}}
	END
}

# A volume that nobody claims any more is emptied and offered again, as a cluster's provisioner does.
keep_volumes() {
  kubectl get pv --watch --no-headers -o custom-columns=NAME:.metadata.name,PHASE:.status.phase | while read -r name phase; do
    [ "$phase" = Released ] || continue
    kubectl delete pv "$name" --ignore-not-found
    rm -rf "/var/lib/volumes/$name"
    make_volume "$name"
  done
}
