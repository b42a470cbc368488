/** Serializers and deserializers of Protobuf messages with their schemas. */
@NullMarked
package io.millrace.registry.serde.protobuf;

import org.jspecify.annotations.NullMarked;
