#!/usr/bin/env bash
# Prepares the optional tools of `mvn verify -Pfull`: kcat, Chromium, what cuts the power
# of a file system, and for Node.js kafkajs and two clients of schema registries, in the
# versions of scripts/foreign. Debian and its kin.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
sudo=
[ "$(id -u)" = 0 ] || sudo=sudo
if ! command -v kcat >/dev/null 2>&1; then
  $sudo apt-get update -qq
  $sudo apt-get install -y -qq kcat
fi
if [ ! -x /usr/bin/chromium ] || [ ! -x /usr/bin/chromedriver ]; then
  $sudo apt-get update -qq
  $sudo apt-get install -y -qq chromium chromium-driver
fi
if ! command -v xfs_io >/dev/null 2>&1 || ! command -v mkfs.ext4 >/dev/null 2>&1; then
  $sudo apt-get update -qq
  $sudo apt-get install -y -qq e2fsprogs xfsprogs
fi
if command -v npm >/dev/null 2>&1; then
  mkdir -p "$root/target/foreign"
  cp "$root/scripts/foreign/package.json" "$root/scripts/foreign/package-lock.json" "$root/target/foreign/"
  npm ci --silent --ignore-scripts --no-audit --no-fund --prefix "$root/target/foreign"
else
  echo "npm is not installed: the tests with clients of Node.js will be skipped" >&2
fi
kcat -V | head -n 2
/usr/bin/chromedriver --version
for client in kafkajs @kafkajs/confluent-schema-registry @confluentinc/schemaregistry; do
  package="$root/target/foreign/node_modules/$client/package.json"
  [ -f "$package" ] && echo "$client $(sed -n 's/^ *"version": "\(.*\)".*/\1/p' "$package") in target/foreign"
done
exit 0
