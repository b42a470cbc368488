package io.millrace.storage.segment;

import java.util.Arrays;

/** Which leader epoch begins at which offset. <i>Immutable.</i> */
public final class Epochs {
    /** Before the first batch. */
    public static final Epochs NONE = new Epochs(new int[0], new long[0]);

    private final int[] epochs;
    private final long[] starts;

    private Epochs(int[] epochs, long[] starts) {
        this.epochs = epochs;
        this.starts = starts;
    }

    /** With a batch of the epoch at the offset; the same when the epoch is not newer than the latest. */
    public Epochs with(int epoch, long offset) {
        if (epoch <= latest()) {
            return this;
        }
        int count = epochs.length;
        int[] moreEpochs = Arrays.copyOf(epochs, count + 1);
        long[] moreStarts = Arrays.copyOf(starts, count + 1);
        moreEpochs[count] = epoch;
        moreStarts[count] = offset;
        return new Epochs(moreEpochs, moreStarts);
    }

    /** Of a log that begins at the offset: the epoch that it lies in begins there, older ones are forgotten. */
    public Epochs startingAt(long offset) {
        int first = 0;
        while (first + 1 < epochs.length && starts[first + 1] <= offset) {
            first++;
        }
        if (epochs.length == 0 || (first == 0 && starts[0] >= offset)) {
            return this;
        }
        long[] laterStarts = Arrays.copyOfRange(starts, first, starts.length);
        laterStarts[0] = Math.max(laterStarts[0], offset);
        return new Epochs(Arrays.copyOfRange(epochs, first, epochs.length), laterStarts);
    }

    /** In the format of Apache Kafka's leader-epoch-checkpoint. */
    public String file() {
        StringBuilder text = new StringBuilder("0\n").append(epochs.length).append('\n');
        for (int i = 0; i < epochs.length; i++) {
            text.append(epochs[i]).append(' ').append(starts[i]).append('\n');
        }
        return text.toString();
    }

    /** The newest, -1 when there is none. */
    public int latest() {
        return epochs.length == 0 ? -1 : epochs[epochs.length - 1];
    }

    /** The epoch that the offset was written in, -1 when it is not known. */
    public int at(long offset) {
        int found = -1;
        for (int i = 0; i < epochs.length && starts[i] <= offset; i++) {
            found = epochs[i];
        }
        return found;
    }

    /**
     * The offset after the last one of the epoch or of the largest one below it: for epochs whose records are all deleted
     * that is where the log begins. -1 when no epoch is known.
     */
    public long endOffset(int epoch, long logEndOffset) {
        if (epochs.length == 0) {
            return -1;
        }
        for (int i = 0; i < epochs.length; i++) {
            if (epochs[i] > epoch) {
                return starts[i];
            }
        }
        return logEndOffset;
    }

    /** As {@code epoch:offset} pairs with commas, or {@code -}. */
    public String format() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < epochs.length; i++) {
            text.append(i == 0 ? "" : ",").append(epochs[i]).append(':').append(starts[i]);
        }
        return text.length() == 0 ? "-" : text.toString();
    }

    /** Reads what {@link #format} wrote. */
    public static Epochs parse(String text) {
        Epochs parsed = NONE;
        if (!text.equals("-")) {
            for (String pair : text.split(",", -1)) {
                int colon = pair.indexOf(':');
                parsed = parsed.with(
                        Integer.parseInt(pair.substring(0, colon)), Long.parseLong(pair.substring(colon + 1)));
            }
        }
        return parsed;
    }
}
