package io.millrace.wire.message;

import java.nio.channels.FileChannel;

/** Bytes that stay in their file until the system itself sends them; nobody changes them meanwhile. <i>Immutable.</i> */
public interface FileBytes {
    /** The open file. */
    FileChannel channel();

    /** Where they begin. */
    long position();

    /** How many they are. */
    int sizeInBytes();
}
