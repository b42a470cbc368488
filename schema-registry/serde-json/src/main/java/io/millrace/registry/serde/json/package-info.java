/** Serializers and deserializers of JSON with JSON Schemas. */
@NullMarked
package io.millrace.registry.serde.json;

import org.jspecify.annotations.NullMarked;
