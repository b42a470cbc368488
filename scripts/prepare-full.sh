#!/usr/bin/env bash
# Prepares the optional tools of `mvn verify -Pfull`: kcat, Chromium, what cuts the power
# of a file system, and kafkajs with its client of schema registries for Node.js. Debian
# and its kin.
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
  npm install --silent --no-audit --no-fund --prefix "$root/target/foreign" kafkajs@2.2.4 @kafkajs/confluent-schema-registry@3.8.0
else
  echo "npm is not installed: the kafkajs tests will be skipped" >&2
fi
kcat -V | head -n 2
/usr/bin/chromedriver --version
[ -d "$root/target/foreign/node_modules/kafkajs" ] && echo "kafkajs 2.2.4 in target/foreign"
[ -d "$root/target/foreign/node_modules/@kafkajs/confluent-schema-registry" ] &&
  echo "@kafkajs/confluent-schema-registry 3.8.0 in target/foreign"
exit 0
