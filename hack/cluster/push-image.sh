#!/usr/bin/env bash
# push-image.sh REGISTRY NAME:TAG TREE CONFIG: makes an image of one layer out of a folder and pushes it. CONFIG is the `config` object of an
# image, as JSON: Env, Entrypoint, User.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"

registry=$1 name=${2%:*} tag=${2#*:} tree=$3 config=$4
stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT

digest_of() { echo "sha256:$(sha256sum "$1" | cut -d ' ' -f 1)"; }
size_of() { stat -c %s "$1"; }
call() { curl --silent --show-error --fail "$@" || fail "the registry at $registry does not take $name"; }

# A blob goes to the address that the answer to an empty POST names.
push_blob() {
  local place
  place=$(call -X POST -D - -o /dev/null "http://$registry/v2/$name/blobs/uploads/" | sed -n 's/\r$//; s/^Location: //Ip')
  call -X PUT -H 'Content-Type: application/octet-stream' -T "$1" "$place&digest=$(digest_of "$1")" >/dev/null
}

tar --directory "$tree" --numeric-owner --exclude=./dev/* --sort=name -cf "$stage/layer.tar" .
gzip -1 -n -c "$stage/layer.tar" >"$stage/layer"
cat >"$stage/config" <<END
{"architecture": "amd64", "os": "linux", "config": $config, "rootfs": {"type": "layers", "diff_ids": ["$(digest_of "$stage/layer.tar")"]},
 "history": [{"created_by": "${0##*/}"}]}
END
media=application/vnd.docker
cat >"$stage/manifest" <<END
{"schemaVersion": 2, "mediaType": "$media.distribution.manifest.v2+json",
 "config": {"mediaType": "$media.container.image.v1+json", "size": $(size_of "$stage/config"), "digest": "$(digest_of "$stage/config")"},
 "layers": [{"mediaType": "$media.image.rootfs.diff.tar.gzip", "size": $(size_of "$stage/layer"), "digest": "$(digest_of "$stage/layer")"}]}
END
push_blob "$stage/layer"
push_blob "$stage/config"
call -X PUT -H "Content-Type: $media.distribution.manifest.v2+json" --data-binary "@$stage/manifest" "http://$registry/v2/$name/manifests/$tag" >/dev/null
say "$name:$tag, $(($(size_of "$stage/layer") / 1048576)) MiB"
