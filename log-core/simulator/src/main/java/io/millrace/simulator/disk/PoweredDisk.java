package io.millrace.simulator.disk;

import io.millrace.storage.disk.Disk;
import io.millrace.storage.disk.ForwardingDisk;
import java.io.IOException;

/**
 * A disk as one life of a node sees it. It can be told to lose its power in the midst of an operation; after that, or
 * after the node was killed, whoever still touches it gets a {@link PowerCut}. <i>Loop-owned.</i>
 */
public final class PoweredDisk extends ForwardingDisk {
    private long operations;
    private long cutAtOperation = Long.MAX_VALUE;
    private boolean off;

    /** A new life over what an earlier one left. */
    public PoweredDisk(Disk disk) {
        super(disk);
    }

    /** The power fails after that many more changes. */
    public void cutAfter(int changes) {
        cutAtOperation = operations + changes;
    }

    /** Ends this life. */
    public void off() {
        off = true;
    }

    /** Changes so far. */
    public long operations() {
        return operations;
    }

    @Override
    protected <T> T look(Look<T> look) throws IOException {
        check();
        return super.look(look);
    }

    /** Half of the cuts come before the operation, half after: both the lost and the unreported one happen. */
    @Override
    protected void change(Change change) throws IOException {
        check();
        operations++;
        if (operations >= cutAtOperation && operations % 2 == 0) {
            off = true;
            throw new PowerCut();
        }
        super.change(change);
        if (operations >= cutAtOperation) {
            off = true;
            throw new PowerCut();
        }
    }

    private void check() {
        if (off) {
            throw new PowerCut();
        }
    }

    @Override
    public String toString() {
        return "simulated disk";
    }
}
