package io.millrace.client.call;

/** Something made from a client, which ends with it unless it was closed before. <i>Loop-owned.</i> */
public interface Part extends AutoCloseable {
    @Override
    void close();

    /** Whether it has ended. */
    boolean isClosed();
}
