package io.millrace.storage.segment;

import io.millrace.storage.disk.Disk;
import io.millrace.storage.disk.DiskFile;
import java.io.IOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/** Files kept open, the least recently used closed first, so that partitions at rest hold none. <i>Any thread.</i> */
public final class OpenFiles implements AutoCloseable {
    private final Disk disk;
    private final int limit;
    private final Map<String, Lease> open = new LinkedHashMap<>(16, 0.75f, true);
    private boolean closed;

    /** At most that many files stay open beyond those in use. */
    public OpenFiles(Disk disk, int limit) {
        this.disk = disk;
        this.limit = limit;
    }

    /** The file, opened if it is not, created if it is missing; stays open until the lease is closed. */
    public synchronized Lease acquire(String path) throws IOException {
        if (closed) {
            throw new IOException(path + " is not opened any more: the node is closing");
        }
        Lease lease = open.get(path);
        if (lease == null) {
            lease = new Lease(disk.open(path));
            open.put(path, lease);
            closeOldest();
        }
        lease.users++;
        lease.idle = false;
        return lease;
    }

    /** The file's length; it is not kept open for that. */
    long size(String path) throws IOException {
        synchronized (this) {
            Lease lease = open.get(path);
            if (lease != null) {
                return lease.file.size();
            }
        }
        try (DiskFile file = disk.open(path)) {
            return file.size();
        }
    }

    /** Whether there is such a file. */
    boolean exists(String path) throws IOException {
        return disk.exists(path);
    }

    /** Closes the file when nobody uses it any more; the next one to acquire it opens it anew. */
    public synchronized void forget(String path) throws IOException {
        Lease lease = open.remove(path);
        if (lease != null) {
            lease.forgotten = true;
            lease.closeIfUnused();
        }
    }

    /** Closes the files that nobody used since the last call. */
    public synchronized void closeIdle() throws IOException {
        for (Iterator<Lease> leases = open.values().iterator(); leases.hasNext(); ) {
            Lease lease = leases.next();
            if (lease.users == 0 && lease.idle) {
                leases.remove();
                lease.file.close();
            }
            lease.idle = true;
        }
    }

    /** As {@link #closeAll}, and opens none any more. */
    @Override
    public synchronized void close() throws IOException {
        closed = true;
        closeAll();
    }

    /** Closes all files, those in use when they are given back; who acquires one opens it anew. */
    public synchronized void closeAll() throws IOException {
        for (Lease lease : open.values()) {
            lease.forgotten = true;
            lease.closeIfUnused();
        }
        open.clear();
    }

    private void closeOldest() throws IOException {
        Iterator<Lease> leases = open.values().iterator();
        while (open.size() > limit && leases.hasNext()) {
            Lease lease = leases.next();
            if (lease.users == 0 && leases.hasNext()) {
                leases.remove();
                lease.file.close();
            }
        }
    }

    /** One use of an open file. */
    public final class Lease implements AutoCloseable {
        private final DiskFile file;
        private int users;
        private boolean forgotten;
        private boolean idle;

        private Lease(DiskFile file) {
            this.file = file;
        }

        /** The open file. */
        public DiskFile file() {
            return file;
        }

        @Override
        public void close() throws IOException {
            synchronized (OpenFiles.this) {
                users--;
                closeIfUnused();
            }
        }

        private void closeIfUnused() throws IOException {
            if (forgotten && users == 0) {
                file.close();
            }
        }
    }
}
