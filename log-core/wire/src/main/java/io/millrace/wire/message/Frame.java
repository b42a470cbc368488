package io.millrace.wire.message;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * An encoded message, its size in front, ready for a gathering write. <i>Immutable.</i>
 *
 * @param parts in order; record slices stand among them as they were given
 * @param sizeInBytes of all parts, the four bytes of the size included
 */
public record Frame(List<ByteBuffer> parts, int sizeInBytes) {}
