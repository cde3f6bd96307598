# shellcheck shell=bash
# Sourced by the get-*.sh scripts: the cache, their messages, and two ways to Debian packages.

cache=${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/postrider
failure_status=1

say() { printf '%s: %s\n' "${0##*/}" "$*" >&2; }

fail() {
  say "$*"
  exit "$failure_status"
}

# hold_lock NAME: waits for, then holds until exit, the lock of one cache entry.
hold_lock() {
  command -v flock >/dev/null || fail "flock (of util-linux) is not on PATH"
  mkdir -p "$cache"
  exec 9>"$cache/$1.lock"
  flock -n 9 && return
  say "another run is making $1; waiting for it"
  flock 9
}

# apt_install PACKAGE...: from the machine's own sources, starting none of the packages' services.
apt_install() {
  local as_root=()
  command -v apt-get >/dev/null || fail "this machine has no apt-get: install $* by hand"
  if [ "$(id -u)" -ne 0 ]; then
    sudo -n true 2>/dev/null || fail "installing $* takes root or passwordless sudo, and this user has neither"
    as_root=(sudo -n)
  fi
  (
    policy=/usr/sbin/policy-rc.d
    if [ ! -e "$policy" ]; then
      trap '"${as_root[@]}" rm -f "$policy"' EXIT
      printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" tee "$policy" >/dev/null
      "${as_root[@]}" chmod 755 "$policy"
    fi
    apt_get() { "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300 "$@" >&2; }
    # Missing or stale package lists make the first try fail; only the second one's error matters.
    apt_get install -y --no-install-recommends "$@" 2>/dev/null && exit
    apt_get update
    apt_get install -y --no-install-recommends "$@"
  ) || fail "apt-get could not install $*"
}

# The Debian mirror that this machine's own apt uses.
debian_mirror() {
  # shellcheck disable=SC1091,SC2016
  apt-get indextargets --no-release-info 'Created-By: Packages' 'Component: main' --format '$(RELEASE) $(REPO_URI)' |
    awk -v codename="$(. /etc/os-release && echo "${VERSION_CODENAME:-sid}")" \
      '($1 == codename || $1 ~ /^(sid|unstable|testing|stable|oldstable)$/) && !found++ { print $2 }'
}

# private_apt DIR SUITE: makes DIR/apt.conf, with which (-c) apt sees SUITE of that mirror alone and keeps
# its lists and downloads in DIR: no root needed, nothing of the machine's own apt touched.
private_apt() {
  local dir=$1 suite=$2 mirror keyring signed=''
  mirror=$(debian_mirror) || true
  [ -n "$mirror" ] || {
    say "no Debian mirror found in an apt configuration of this machine"
    return 1
  }
  for keyring in /usr/share/keyrings/debian-archive-keyring.{gpg,pgp}; do
    [ -e "$keyring" ] && signed="[signed-by=$keyring] "
  done
  mkdir -p "$dir"/lists/partial "$dir"/cache/archives/partial "$dir"/none
  : >"$dir/status" # nothing counts as installed, so dependencies resolve within SUITE
  printf '%s\n' "deb $signed$mirror $suite main" "deb-src $signed$mirror $suite main" >"$dir/sources.list"
  cat >"$dir/apt.conf" <<-END
	Dir::Etc::sourcelist "$dir/sources.list";
	Dir::Etc::sourceparts "$dir/none";
	Dir::Etc::preferences "$dir/none/preferences";
	Dir::Etc::preferencesparts "$dir/none";
	Dir::State::lists "$dir/lists";
	Dir::State::status "$dir/status";
	Dir::Cache "$dir/cache";
	Acquire::Languages "none";
	Acquire::Retries "3";
	// The cache may lie in a home directory that apt's own sandbox user cannot enter.
	APT::Sandbox::User "root";
	// The machine's hooks are for its own lists; one of them may even empty its archive folder.
	#clear APT::Update::Post-Invoke;
	#clear APT::Update::Post-Invoke-Success;
	END
  # Without Error-Mode, apt-get calls an update that reached nothing a success.
  apt-get -qq -c "$dir/apt.conf" -o APT::Update::Error-Mode=any update >&2
}

# unpack_packages DIR PACKAGE...: downloads them by DIR/apt.conf and unpacks them in DIR/root; installs nothing.
unpack_packages() {
  local dir=$1 deb
  shift
  mkdir -p "$dir/debs" "$dir/root"
  (cd "$dir/debs" && apt-get -qq -c "$dir/apt.conf" download "$@" >&2) || return
  for deb in "$dir"/debs/*.deb; do
    dpkg -x "$deb" "$dir/root" || return
  done
  rm -r "$dir/debs"
}
