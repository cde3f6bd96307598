#!/bin/sh
# enter-root.sh ROOT COMMAND...: runs the command with ROOT as the root of its mounts; to be called in a mount namespace of its own.
set -eu
cd "$1"
shift
mkdir -p mnt/old
pivot_root . mnt/old
cd /
umount -l mnt/old
# Mounts of pods have to be seen by containers and the other way round.
mount --make-rshared /
exec "$@"
