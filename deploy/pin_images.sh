#!/usr/bin/env bash
# Writes the digest that each image's tag has in the registry now into docker-compose.yaml and the Dockerfile (or the files given):
# what is run is what was looked at, whatever the tag points to later. Needs docker with buildx, and the Internet.
set -euo pipefail
[ $# -gt 0 ] || set -- docker-compose.yaml Dockerfile
for file in "$@"; do
  { grep -oE '[a-z0-9./_-]+:[A-Za-z0-9._-]+@sha256:[0-9a-f]{64}' "$file" || true; } | sort -u | while read -r pinned; do
    tag=${pinned%@*}
    digest=$(docker buildx imagetools inspect --format '{{.Manifest.Digest}}' "$tag")
    [[ $digest =~ ^sha256:[0-9a-f]{64}$ ]] || { echo "pin_images: no digest of $tag (got: ${digest:-nothing}); is this machine on the Internet?" >&2; exit 2; }
    sed "s|$pinned|$tag@$digest|g" "$file" > "$file.new" && cat "$file.new" > "$file" && rm "$file.new"
    echo "$file: $tag@$digest"
  done
done
