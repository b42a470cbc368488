package io.millrace.storage.log;

import io.millrace.base.Rng;
import io.millrace.storage.disk.Disk;
import io.millrace.storage.disk.MemoryDisk;

class MemoryLogStoreTest extends LogStoreContract {
    @Override
    Disk disk() {
        return new MemoryDisk(Rng.seeded(11));
    }
}
