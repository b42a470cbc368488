package io.millrace.benchmarks.torture;

import java.nio.file.Path;

/** Where the node's data lies, and what a strike does to it. Used by one thread. */
interface Ground extends AutoCloseable {
    /** The node's data goes here. */
    Path data();

    /** Just before the node is killed: what is to be lost is lost. */
    void cut();

    /** After the node is dead, before it starts again. */
    void mend();

    @Override
    void close();

    /** A directory of this machine, to which a kill does nothing: the kernel keeps what was written. */
    record Kept(Path data) implements Ground {
        @Override
        public void cut() {
            // The kill is all.
        }

        @Override
        public void mend() {
            // Nothing was cut.
        }

        @Override
        public void close() {
            // The directory is its owner's.
        }
    }
}
