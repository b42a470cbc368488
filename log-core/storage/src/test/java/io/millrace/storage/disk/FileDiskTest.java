package io.millrace.storage.disk;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class FileDiskTest extends DiskContract {
    @TempDir
    Path root;

    private Disk disk;

    @BeforeEach
    void open() throws IOException {
        disk = new FileDisk(root.resolve("data"));
    }

    @Override
    Disk disk() {
        return disk;
    }
}
