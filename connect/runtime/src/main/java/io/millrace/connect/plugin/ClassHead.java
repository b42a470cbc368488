package io.millrace.connect.plugin;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The beginning of a class file: who it is and whom it extends. <i>Immutable.</i>
 *
 * @param name with dots
 * @param usable a public class that is neither abstract nor an interface
 * @param parents superclass and interfaces
 */
record ClassHead(String name, boolean usable, List<String> parents) {
    private static final int PUBLIC = 0x0001;
    private static final int INTERFACE_OR_ABSTRACT = 0x0200 | 0x0400;

    /** Reads it without loading the class; null when these bytes are no class file. */
    static @Nullable ClassHead read(InputStream from) throws IOException {
        DataInputStream in = new DataInputStream(from);
        if (in.readInt() != 0xCAFEBABE) {
            return null;
        }
        in.readInt();
        int size = in.readUnsignedShort();
        String[] texts = new String[size];
        int[] classes = new int[size];
        for (int i = 1; i < size; i++) {
            int tag = in.readUnsignedByte();
            switch (tag) {
                case 1 -> texts[i] = in.readUTF();
                case 7 -> classes[i] = in.readUnsignedShort();
                case 8, 16, 19, 20 -> in.readUnsignedShort();
                case 15 -> in.skipNBytes(3);
                case 3, 4, 9, 10, 11, 12, 17, 18 -> in.readInt();
                case 5, 6 -> {
                    // These two take the place of two.
                    in.readLong();
                    i++;
                }
                default -> {
                    return null;
                }
            }
        }
        int flags = in.readUnsignedShort();
        String name = texts[classes[in.readUnsignedShort()]];
        List<String> parents = new ArrayList<>();
        int parent = in.readUnsignedShort();
        if (parent != 0) {
            parents.add(dotted(texts[classes[parent]]));
        }
        for (int left = in.readUnsignedShort(); left > 0; left--) {
            parents.add(dotted(texts[classes[in.readUnsignedShort()]]));
        }
        boolean usable = (flags & PUBLIC) != 0 && (flags & INTERFACE_OR_ABSTRACT) == 0;
        return new ClassHead(dotted(name), usable, parents);
    }

    private static String dotted(@Nullable String internal) {
        return internal == null ? "" : internal.replace('/', '.');
    }
}
