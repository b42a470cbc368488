package io.millrace.broker;

import io.millrace.base.Rng;
import io.millrace.storage.disk.DiskFile;
import io.millrace.storage.disk.MemoryDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;

/** All files of a disk, to be damaged one at a time. */
final class DiskImage {
    /** By path. */
    private final Map<String, byte[]> files = new TreeMap<>();

    static DiskImage of(MemoryDisk disk) throws IOException {
        DiskImage image = new DiskImage();
        for (String name : disk.list("")) {
            image.take(disk, name);
        }
        return image;
    }

    private void take(MemoryDisk disk, String path) throws IOException {
        if (isDirectory(disk, path)) {
            for (String name : disk.list(path)) {
                take(disk, path + "/" + name);
            }
            return;
        }
        try (DiskFile file = disk.open(path)) {
            ByteBuffer content = ByteBuffer.allocate((int) file.size());
            file.read(content, 0);
            files.put(path, content.array());
        }
    }

    private static boolean isDirectory(MemoryDisk disk, String path) {
        try {
            disk.list(path);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    Map<String, byte[]> files() {
        return files;
    }

    /** A disk that has all of it, but for one file, which is another one. */
    MemoryDisk with(String path, byte[] other) throws IOException {
        MemoryDisk disk = new MemoryDisk(Rng.seeded(1));
        for (Map.Entry<String, byte[]> each : files.entrySet()) {
            int slash = each.getKey().lastIndexOf('/');
            if (slash > 0) {
                disk.createDirectories(each.getKey().substring(0, slash));
            }
            try (DiskFile file = disk.open(each.getKey())) {
                file.write(ByteBuffer.wrap(each.getKey().equals(path) ? other : each.getValue()), 0);
                file.sync();
            }
        }
        return disk;
    }
}
