#!/usr/bin/env bash
# Prints, as the last line of stdout, the folder of a registry with the images that no container registry is needed for: `pause:1`, `redis:7` and
# `dotnet:10`, made of Debian packages and of this machine's .NET runtimes. Takes root.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$here/../lib.sh"
. "$here/registry.sh"

[ "$(id -u)" -eq 0 ] || fail "making images without a container registry takes root"
dotnet_root=$(dirname "$(readlink -f "$(command -v dotnet)")")
runtime=$(dotnet --list-runtimes | awk '$1 == "Microsoft.AspNetCore.App" && $2 ~ /^10\./ { version = $2 } END { print version }')
[ -n "$runtime" ] || fail "this machine has no ASP.NET Core runtime 10"
key=$(cat "$here/get-base-images.sh" "$here/push-image.sh" | sha256sum | head -c 8)
name=base-images-$runtime-$key
final=$cache/$name
build=$cache/base-images.build

# The same user as in the vendor's images. The shell stays: this base is for a cluster that nobody depends on.
push_dotnet() {
  local tree=$build/dotnet part
  cp -a "$("$here/../get-debian-tree.sh" dotnet libssl3 ca-certificates tzdata libstdc++6 zlib1g | tail -n 1)" "$tree"
  mkdir -p "$tree/usr/share/dotnet/shared"
  cp -a "$dotnet_root"/{dotnet,host} "$tree/usr/share/dotnet/"
  for part in Microsoft.NETCore.App Microsoft.AspNetCore.App; do
    mkdir -p "$tree/usr/share/dotnet/shared/$part"
    cp -a "$dotnet_root/shared/$part/$runtime" "$tree/usr/share/dotnet/shared/$part/"
  done
  ln -s ../share/dotnet/dotnet "$tree/usr/bin/dotnet"
  echo 'app:x:1654:1654::/home/app:/usr/sbin/nologin' >>"$tree/etc/passwd"
  "$here/push-image.sh" "$registry_address" dotnet:10 "$tree" '{"Env": ["PATH=/usr/sbin:/usr/bin:/sbin:/bin", "APP_UID=1654"], "User": "1654"}'
}

push_redis() {
  local tree
  tree=$("$here/../get-debian-tree.sh" redis redis-server | tail -n 1)
  "$here/push-image.sh" "$registry_address" redis:7 "$tree" '{"Env": ["PATH=/usr/sbin:/usr/bin:/sbin:/bin"], "Entrypoint": ["redis-server"]}'
}

# What holds a pod's namespaces has nothing to do but to wait.
push_pause() {
  private_apt "$build/apt" bookworm
  unpack_packages "$build/apt" busybox-static
  "$here/push-image.sh" "$registry_address" pause:1 "$build/apt/root" '{"Entrypoint": ["/bin/busybox", "sleep", "2147483647"]}'
}

if [ ! -d "$final" ]; then
  hold_lock base-images
fi
if [ ! -d "$final" ]; then
  say "making the base images, about two minutes"
  rm -rf --one-file-system "$build" # what an interrupted run left
  mkdir -p "$build/registry"
  start_registry "$("$here/get-node-tree.sh" | tail -n 1)" "$build/registry"
  trap 'kill "$registry_process"; rm -rf --one-file-system "$build"' EXIT
  push_pause
  push_redis
  push_dotnet
  rm -rf "$cache"/base-images-*-*
  mv -T "$build/registry" "$final"
  say "made in $SECONDS s"
fi
echo "$final"
