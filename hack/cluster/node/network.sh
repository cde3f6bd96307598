# shellcheck shell=bash
# Sourced by node.sh: the network of the node, which is all that the namespace has. There is no route out of it.

make_network() {
  ip link set lo up
  # A bridge without ports stands for the network card: not every kernel has dummy interfaces.
  ip link add node0 type bridge
  ip address add "$node_address/24" dev node0
  ip link set node0 up
  # What no rule of the proxy turns into a pod's address ends here.
  ip route add "$service_range" dev node0
  echo 1 >/proc/sys/net/ipv4/ip_forward
  # Else an answer from a pod on the same bridge would not be turned back into the Service's address.
  [ ! -e /proc/sys/net/bridge ] || echo 1 >/proc/sys/net/bridge/bridge-nf-call-iptables
}
