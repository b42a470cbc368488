package io.millrace.wire.record;

/** Takes the headers of one record, one after the other, as positions in {@link RecordCursor#buffer()}. */
@FunctionalInterface
public interface HeaderVisitor {
    /** One header; a value size of -1 is a null value. */
    void header(int keyPosition, int keySize, int valuePosition, int valueSize);
}
