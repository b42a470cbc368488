package io.millrace.embedded;

import io.millrace.storage.disk.ForwardingDisk;
import io.millrace.storage.disk.MemoryDisk;
import java.io.IOException;

/** A disk as one life of a process sees it: once the power is cut, nothing that this life still tries comes through. */
final class PoweredDisk extends ForwardingDisk {
    private final MemoryDisk disk;
    private boolean cut;

    PoweredDisk(MemoryDisk disk) {
        super(disk);
        this.disk = disk;
    }

    /** Cuts the power: the disk loses what was not synced, this life loses the disk. */
    synchronized void cutPower() {
        cut = true;
        disk.crash();
    }

    private void alive() throws IOException {
        if (cut) {
            throw new IOException("the power is cut");
        }
    }

    @Override
    protected synchronized <T> T look(Look<T> look) throws IOException {
        alive();
        return super.look(look);
    }

    @Override
    protected synchronized void change(Change change) throws IOException {
        alive();
        super.change(change);
    }
}
