#!/usr/bin/env bash
# Writes the application CDS archive: the classes that one run of a start, of commands and of a job loads, laid out as
# the virtual machine has them in memory. A static archive, since it holds classes of old formats too (picocli's are),
# which the kind that is written at exit leaves out: a tenth less CPU in a start.
# usage: archive.sh DISTRIBUTION JAVA_HOME PROJECT_ROOT
set -eu
home=$1 java=$2/bin/java
# The class path must be the launcher's, jar by jar: names in the order of their bytes, whatever the language.
given=${LC_ALL-unset}
LC_ALL=C
classpath=
for jar in "$home"/lib/*.jar; do classpath=$classpath:$jar; done
if [ "$given" = unset ]; then unset LC_ALL; else LC_ALL=$given; fi
# As the launcher has them: an archive is of full use only to a machine with the options that it was made with.
newer=()
major=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$2/release")
[ "${major:-17}" -lt 24 ] || newer=(--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
rm -f "$home/lib/millrace.jsa"

run() { "$@" >"$work/out" 2>&1 || { cat "$work/out" >&2; exit 1; }; }
run "$java" ${newer[@]+"${newer[@]}"} -XX:+UseSerialGC -Xmx1g -XX:DumpLoadedClassList="$work/classes" \
  -Dfile.encoding=UTF-8 -Dio.netty.jfr.enabled=false -Dmillrace.root="$3" -Dmillrace.plugins="$home/plugins" -cp "${classpath#:}" \
  io.millrace.platform.cli.Main rehearse --data "$work/data"
# Only G1 writes objects into an archive; every collector reads them.
run "$java" ${newer[@]+"${newer[@]}"} -XX:+UseG1GC -Xmx1g -Xshare:dump -XX:SharedClassListFile="$work/classes" \
  -XX:SharedArchiveFile="$home/lib/millrace.jsa" -cp "${classpath#:}"
