#!/usr/bin/env bash
# Makes an image of the name that the Dockerfile starts from, where none can be pulled: Debian bookworm by debootstrap, with the
# Node.js of the development dependency "node", the machine's npm, and the user "node". Does nothing where one is there.
# Ends with 3 where this machine cannot do it. Needs root, buildah and debootstrap, and the Debian mirror.
set -euo pipefail

image=docker.io/library/node:24-bookworm-slim
project=$(cd "$(dirname "$0")/../.." && pwd)
buildah=(buildah --storage-driver vfs)

cannot() {
  echo "$*" >&2
  exit 3
}
"${buildah[@]}" inspect --type image "$image" >/dev/null 2>&1 && exit 0
[[ $(id -u) == 0 ]] || cannot 'only root can make a base image'
command -v debootstrap >/dev/null || cannot 'debootstrap is not installed'

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
root=$work/root
debootstrap --variant=minbase bookworm "$root" >"$work/log" 2>&1 ||
  cannot "debootstrap failed: $(tail -n 3 "$work/log" | tr '\n' ' ')"
rm -rf "$root"/var/cache/apt/* "$root"/var/lib/apt/lists/* "$root"/var/log/*

cp "$project/node_modules/node/bin/node" "$root/usr/local/bin/node"
npm=$(npm root --global)/npm
[[ -f $npm/bin/npm-cli.js ]] || cannot "there is no npm in $npm"
mkdir -p "$root/usr/local/lib/node_modules"
cp -rL "$npm" "$root/usr/local/lib/node_modules/npm"
for name in npm npx; do
  ln -s "../lib/node_modules/npm/bin/$name-cli.js" "$root/usr/local/bin/$name"
done
chroot "$root" /usr/sbin/useradd --uid 1000 --user-group --create-home --shell /bin/bash node

container=$("${buildah[@]}" from scratch)
"${buildah[@]}" add -q "$container" "$root" / >/dev/null
"${buildah[@]}" config --env PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin --cmd node "$container"
# A build inside trusts whom the machine trusts, also where its connections are looked into on the way.
if [[ -n ${NODE_EXTRA_CA_CERTS:-} ]]; then
  "${buildah[@]}" add -q "$container" "$(realpath "$NODE_EXTRA_CA_CERTS")" /etc/ssl/certs/machine.pem >/dev/null
  "${buildah[@]}" config --env NODE_EXTRA_CA_CERTS=/etc/ssl/certs/machine.pem "$container"
fi
"${buildah[@]}" commit -q --rm "$container" "$image" >/dev/null
echo "made $image"
