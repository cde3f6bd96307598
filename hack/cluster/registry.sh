# shellcheck shell=bash
# Sourced: the configuration of a registry on plain HTTP, without accounts.

# registry_config ADDRESS FOLDER
registry_config() {
  cat <<-END
	version: 0.1
	log: {level: warn, accesslog: {disabled: true}}
	storage: {filesystem: {rootdirectory: $2}}
	http: {addr: "$1"}
	END
}

# start_registry TREE FOLDER: a registry on loopback over a folder; sets registry_address. End it by `kill "$registry_process"`.
# It runs in the tree's own root, with a mount that goes when it ends.
start_registry() {
  registry_address=localhost:$(free_port)
  registry_config "$registry_address" /mnt/registry >"$2.yml"
  unshare --mount --propagation private bash -c '
    mount -t tmpfs tmpfs "$0/mnt" && mkdir "$0/mnt/registry" && cp "$1.yml" "$0/mnt/registry.yml" &&
    mount --bind "$1" "$0/mnt/registry" && exec chroot "$0" docker-registry serve /mnt/registry.yml' "$1" "$2" 2>"$2.log" &
  registry_process=$!
  until curl --silent --fail "http://$registry_address/v2/" >/dev/null; do
    kill -0 "$registry_process" 2>/dev/null || fail "the registry did not start: $(tail -n 1 "$2.log")"
    sleep 0.1
  done
}

free_port() {
  local port
  while :; do
    port=$((20000 + RANDOM % 10000))
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || break
  done
  echo "$port"
}
