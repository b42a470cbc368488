/** Connect's data as Avro and back. */
@NullMarked
package io.millrace.registry.converter;

import org.jspecify.annotations.NullMarked;
