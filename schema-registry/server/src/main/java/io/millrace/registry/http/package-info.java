/** The Confluent Schema Registry's REST surface. */
@NullMarked
package io.millrace.registry.http;

import org.jspecify.annotations.NullMarked;
