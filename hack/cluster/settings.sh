# shellcheck shell=bash
# Sourced: addresses inside of the cluster's own network, and the names by which its parts find each other.

node_name=node
node_address=10.210.0.1
pod_range=10.211.0.0/16
service_range=10.212.0.0/16
api_service=10.212.0.1
cluster_domain=cluster.local
# As nodes see it; a pull from localhost is by plain HTTP.
registry=${served_registry:-localhost:5000}
