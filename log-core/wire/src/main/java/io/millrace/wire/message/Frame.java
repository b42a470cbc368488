package io.millrace.wire.message;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * An encoded message, its size in front, ready for a gathering write. <i>Immutable.</i>
 *
 * @param parts in order; records stand among them as they were given
 * @param sizeInBytes of all parts, the four bytes of the size included
 */
public record Frame(List<Part> parts, int sizeInBytes) {
    /** A piece of the message. */
    public sealed interface Part permits InMemory, InFile {}

    /** From position to limit, which are not to be moved. */
    public record InMemory(ByteBuffer bytes) implements Part {}

    /** Not read yet. */
    public record InFile(FileBytes bytes) implements Part {}

    /** The parts of a message that lies in memory as a whole, as every request does. */
    public List<ByteBuffer> buffers() {
        List<ByteBuffer> buffers = new ArrayList<>(parts.size());
        for (Part part : parts) {
            if (!(part instanceof InMemory memory)) {
                throw new IllegalStateException("a part of the message lies in a file");
            }
            buffers.add(memory.bytes());
        }
        return buffers;
    }
}
