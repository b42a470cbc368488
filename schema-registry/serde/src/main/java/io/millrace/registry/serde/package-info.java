/** Serializers and deserializers with schema ids. */
@NullMarked
package io.millrace.registry.serde;

import org.jspecify.annotations.NullMarked;
