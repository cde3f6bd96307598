#!/usr/bin/env bash
# Publishes the images of both programs by the SDK's own container support. By environment: BASE (else the vendor's image, of the family that
# ContainerFamily in the project files names), REGISTRY (host and path; else the local Docker or Podman), TAG (else appVersion of the chart),
# ARCHIVE (a folder: archives are written there, nothing is pushed),
# PROJECTS (else operator and dispatcher).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. hack/lib.sh

tag=${TAG:-$(sed -n 's/^appVersion: //p' charts/postrider/Chart.yaml)}
for project in ${PROJECTS:-operator dispatcher}; do
  program=$(basename "$project" | sed 's/\([a-z]\)\([A-Z]\)/\1-\2/g; s/.*/\L&/')
  repository=postrider-$program
  settings=()
  [ -z "${BASE:-}" ] || settings+=("-p:ContainerBaseImage=$BASE")
  if [ -n "${ARCHIVE:-}" ]; then
    settings+=("-p:ContainerArchiveOutputPath=$(realpath -m "$ARCHIVE")/$repository.tar.gz")
  elif [ -n "${REGISTRY:-}" ]; then
    # The SDK takes the host alone; what follows it is part of the repository.
    settings+=("-p:ContainerRegistry=${REGISTRY%%/*}")
    [[ $REGISTRY != */* ]] || repository=${REGISTRY#*/}/$repository
  fi
  say "$repository:$tag"
  dotnet publish "$project" -c Release -t:PublishContainer "-p:ContainerRepository=$repository" "-p:ContainerImageTag=$tag" "${settings[@]}" -v quiet -nologo ||
    fail "the image of $project was not published"
done
