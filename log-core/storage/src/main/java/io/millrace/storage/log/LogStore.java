package io.millrace.storage.log;

import io.millrace.base.Clock;
import io.millrace.base.Loop;
import io.millrace.storage.disk.Disk;
import java.io.IOException;
import java.util.List;

/** All logs under one data directory: opens, recovers, creates, deletes. <i>Any thread</i>, one at a time. */
public final class LogStore implements AutoCloseable {
    private LogStore() {}

    /**
     * Opens the directory and recovers it from its journal, on the calling thread. The disk loop must be turned by
     * somebody else, or by the caller afterwards.
     */
    public static LogStore open(Disk disk, StoreConfig config, Loop diskLoop, Clock clock) throws IOException {
        throw new UnsupportedOperationException();
    }

    /** The directory's own cluster id. */
    public String clusterId() {
        throw new UnsupportedOperationException();
    }

    /** The logs found in the directory. */
    public List<LogId> recovered() {
        throw new UnsupportedOperationException();
    }

    /**
     * Opens the log, creating its directory when it is missing. Creation is journaled: it is durable before any append
     * to any log that comes after it is acknowledged. Throws {@link io.millrace.storage.segment.CorruptLog} when committed bytes are damaged.
     */
    public PartitionLog openLog(LogId id, Loop owner, LogConfig config) throws IOException {
        throw new UnsupportedOperationException();
    }

    /** Forgets the log at once and deletes its files on the disk loop. Called on the log's owner loop. */
    public void delete(LogId id) {
        throw new UnsupportedOperationException();
    }

    /** Writes out, syncs and marks the directory clean. The disk loop and the owners must not append any more. */
    @Override
    public void close() throws IOException {
        throw new UnsupportedOperationException();
    }
}
