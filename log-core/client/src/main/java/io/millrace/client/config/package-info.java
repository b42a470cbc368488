/** Configuration keys under Kafka's own names, one declaration each. */
@NullMarked
package io.millrace.client.config;

import org.jspecify.annotations.NullMarked;
