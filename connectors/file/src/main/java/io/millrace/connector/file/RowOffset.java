package io.millrace.connector.file;

import java.util.AbstractMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The source offset behind one row, as a map of four entries that costs 64 bytes a row: Connect asks for its entries
 * once a commit, not once a row. *Immutable.*
 */
final class RowOffset extends AbstractMap<String, Object> {

    static final String POSITION = "position";
    static final String LINE = "line";
    static final String START = "start";
    static final String TAIL = "tail";

    private final long position;
    private final long line;
    private final String start;
    private final LastBytes tail;

    /** {@code start} is the {@link Fingerprint} of the file's first bytes, {@code tail} are those before the position. */
    RowOffset(long position, long line, String start, LastBytes tail) {
        this.position = position;
        this.line = line;
        this.start = start;
        this.tail = tail;
    }

    /** With the position that it belongs to: whoever sets another need not know of this. */
    private String tailText() {
        return position + ":" + tail.fingerprint();
    }

    /** What {@link #TAIL} says of that position; nothing when it belongs to another one. */
    static Fingerprint tailAt(long position, Map<String, Object> offset) {
        String mark = position + ":";
        return offset.get(TAIL) instanceof String text && text.startsWith(mark)
                ? Fingerprint.parse(text.substring(mark.length()))
                : Fingerprint.NONE;
    }

    @Override
    public @Nullable Object get(@Nullable Object key) {
        if (POSITION.equals(key)) {
            return position;
        }
        if (LINE.equals(key)) {
            return line;
        }
        if (TAIL.equals(key)) {
            return tailText();
        }
        return START.equals(key) ? start : null;
    }

    @Override
    public boolean containsKey(@Nullable Object key) {
        return POSITION.equals(key) || LINE.equals(key) || START.equals(key) || TAIL.equals(key);
    }

    @Override
    public int size() {
        return 4;
    }

    @Override
    public Set<Map.Entry<String, Object>> entrySet() {
        return Map.<String, Object>of(POSITION, position, LINE, line, START, start, TAIL, tailText())
                .entrySet();
    }
}
