# shellcheck shell=bash
# Sourced after lib.sh: Kubernetes programs built from Debian bookworm's source package, once, into the cache.

version=1.20.2

# The source, and what it takes to build it.
download() {
  private_apt "$build/apt" bookworm || fail "the package lists of Debian bookworm cannot be had"
  (cd "$build" && apt-get -qq -c "$build/apt/apt.conf" source --download-only kubernetes >&2) ||
    fail "Debian's source package kubernetes cannot be had"
  # Unpacked rather than installed: no root, no etcd service, and the Go release that this old source builds with.
  unpack_packages "$build/apt" golang-1.19-go golang-1.19-src golang-github-modern-go-reflect2-dev etcd-server ||
    fail "the Debian packages of Go 1.19, reflect2 and etcd cannot be had"
}

unpack_source() {
  local tree=$1 tarball=("$build"/kubernetes_*"$version".orig.tar.*)
  [ -e "${tarball[0]}" ] || fail "Debian bookworm's kubernetes is no longer $version: set KUBEBUILDER_ASSETS"
  mkdir -p "$tree"
  tar -xf "${tarball[0]}" -C "$tree" --strip-components=1
  # The vendored 1.0.1 makes the server die at the first custom resource when built by this Go.
  rm "$tree"/vendor/github.com/modern-go/reflect2/*.go
  cp "$build"/apt/root/usr/share/gocode/src/github.com/modern-go/reflect2/*.go "$tree/vendor/github.com/modern-go/reflect2/"
}

compile() {
  local goroot=$build/apt/root/usr/lib/go-1.19
  env -u GOBIN -u GOFLAGS GOENV=off GOROOT="$goroot" PATH="$goroot/bin:$PATH" \
    GOPATH="$build/go" GOCACHE="$build/gocache" GO111MODULE=off CGO_ENABLED=0 \
    KUBE_GIT_VERSION=v$version KUBE_GIT_COMMIT=deb KUBE_GIT_TREE_STATE=clean KUBE_GIT_MAJOR=1 KUBE_GIT_MINOR=20 \
    make -C "$1" WHAT="${*:2}" >"$log" 2>&1
}

# build_kubernetes PROGRAM...: leaves them, and what the caller's stage_extras adds to $build/stage, in $cache/$name; it holds the lock of $name.
build_kubernetes() {
  local tree=$build/go/src/k8s.io/kubernetes missing=() tool program
  for tool in make rsync; do
    command -v "$tool" >/dev/null || missing+=("$tool")
  done
  if [ ${#missing[@]} -gt 0 ]; then
    say "installing ${missing[*]} with apt-get, which takes root or passwordless sudo"
    apt_install "${missing[@]}"
  fi
  rm -rf "$build" # what an interrupted run left
  trap 'rm -rf "$build"' EXIT
  mkdir -p "$build/stage"
  download
  unpack_source "$tree"
  compile "$tree" "${@/#/cmd/}" || {
    tail -n 20 "$log" >&2
    fail "the build of $* failed; the whole log is $log"
  }
  for program in "$@"; do
    cp "$tree/_output/bin/$program" "$build/stage/"
  done
  stage_extras
  rm -rf "${cache:?}/$name"
  mv -T "$build/stage" "$cache/$name"
  say "built in $SECONDS s"
}
