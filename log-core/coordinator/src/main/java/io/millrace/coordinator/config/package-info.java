/** The configuration keys that Kafka's administrators know, what their values may be, and how a value in force is found. */
@NullMarked
package io.millrace.coordinator.config;

import org.jspecify.annotations.NullMarked;
