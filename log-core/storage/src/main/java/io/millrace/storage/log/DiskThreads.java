package io.millrace.storage.log;

import io.millrace.base.Loop;
import java.util.concurrent.Executor;

/**
 * Who waits for the disk. <i>Immutable.</i>
 *
 * @param writer writes, syncs, and looks after the logs
 * @param readers read what is cold, several at a time where they are several threads, so that it waits for no sync
 * @param syncer syncs segments for checkpoints, so that no group waits for that
 */
public record DiskThreads(Loop writer, Executor readers, Executor syncer) {
    /** One for all. */
    public static DiskThreads one(Loop loop) {
        return new DiskThreads(loop, loop, Runnable::run);
    }
}
