#!/usr/bin/env bash
# Prints, as the last line of stdout, a Debian tree with what a node needs beside Kubernetes itself.
set -euo pipefail
exec "$(dirname "${BASH_SOURCE[0]}")/../get-debian-tree.sh" node containerd runc containernetworking-plugins conntrack iptables iproute2 socat \
  dnsmasq-base docker-registry openssl util-linux mount procps
