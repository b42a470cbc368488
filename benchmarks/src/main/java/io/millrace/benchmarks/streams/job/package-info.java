/**
 * The jobs that are measured, and the run that measures them, written with the streams API alone: the build compiles the
 * same text a second time with Kafka Streams' package in the imports.
 */
@NullMarked
package io.millrace.benchmarks.streams.job;

import org.jspecify.annotations.NullMarked;
