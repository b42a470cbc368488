/** Avro as a type of schema: parsed by Apache Avro, compared by its rules, explained and linted by ours. */
@NullMarked
package io.millrace.registry.avro;

import org.jspecify.annotations.NullMarked;
