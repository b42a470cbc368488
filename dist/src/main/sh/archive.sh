#!/usr/bin/env bash
# Writes the application CDS archive: one run of the work that a start and a job need, recorded at its exit.
# usage: archive.sh DISTRIBUTION JAVA_HOME PROJECT_ROOT
set -eu
home=$1 java=$2/bin/java
classpath=
for jar in "$home"/lib/*.jar; do classpath=$classpath:$jar; done
data=$(mktemp -d)
trap 'rm -rf "$data"' EXIT
rm -f "$home/lib/millrace.jsa"
"$java" -XX:+UseSerialGC -Xlog:disable -Xlog:all=error:stderr -Xmx1g -XX:ArchiveClassesAtExit="$home/lib/millrace.jsa" \
  -Dmillrace.root="$3" -cp "${classpath#:}" io.millrace.platform.cli.Main rehearse --data "$data" >/dev/null
