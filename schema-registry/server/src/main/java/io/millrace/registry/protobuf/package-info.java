/** Protocol Buffers as a type of schema: our reader and writer of {@code .proto} texts, linked by Google's library. */
@NullMarked
package io.millrace.registry.protobuf;

import org.jspecify.annotations.NullMarked;
