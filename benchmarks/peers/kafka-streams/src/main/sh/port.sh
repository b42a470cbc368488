#!/usr/bin/env bash
# Ports the benchmark's jobs to Kafka Streams: the same text with other imports. Usage: port.sh PROJECT-ROOT TARGET-FOLDER
set -eu
root=$1
target=$2

port() {
  mkdir -p "$2"
  for file in "$1"/*.java; do
    # It reads the input for the feed, which is not the job's.
    [ "$(basename "$file")" = FlightInput.java ] && continue
    sed -e 's/io\.millrace\.benchmarks\.streams\.job/io.millrace.peers.streams/g' \
      -e 's/io\.millrace\.examples\.flights/io.millrace.peers.streams.flights/g' \
      -e 's/io\.millrace\.streams/org.apache.kafka.streams/g' "$file" >"$2/$(basename "$file")"
  done
}

rm -rf "$target"
port "$root/benchmarks/src/main/java/io/millrace/benchmarks/streams/job" "$target/io/millrace/peers/streams"
port "$root/examples/src/main/java/io/millrace/examples/flights" "$target/io/millrace/peers/streams/flights"
