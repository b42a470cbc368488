package io.millrace.storage.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

abstract class DiskContract {
    abstract Disk disk() throws IOException;

    static ByteBuffer text(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    static String read(Disk disk, String path) throws IOException {
        try (DiskFile file = disk.open(path)) {
            ByteBuffer into = ByteBuffer.allocate((int) file.size());
            file.read(into, 0);
            return new String(into.array(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void readsWhatWasWrittenAtAnyPosition() throws IOException {
        Disk disk = disk();
        try (DiskFile file = disk.open("a")) {
            file.write(text("world"), 6);
            file.write(new ByteBuffer[] {text("hel"), text(""), text("lo")}, 0);
            file.sync();

            ByteBuffer tail = ByteBuffer.allocate(100);
            assertThat(file.read(tail, 8)).isEqualTo(3);
            assertThat(file.read(ByteBuffer.allocate(1), 11)).isZero();
            assertThat(file.size()).isEqualTo(11);
        }
        assertThat(read(disk, "a")).isEqualTo("hello\0world");
    }

    @Test
    void writesAcrossPagesAndSendsThem() throws IOException {
        byte[] large = new byte[300_000];
        for (int i = 0; i < large.length; i++) {
            large[i] = (byte) (i * 31);
        }
        try (DiskFile file = disk().open("large")) {
            file.write(ByteBuffer.wrap(large), 5);
            ByteBuffer back = ByteBuffer.allocate(large.length);

            assertThat(file.read(back, 5)).isEqualTo(large.length);
            assertThat(back.array()).isEqualTo(large);
            ByteArrayOutputStream sent = new ByteArrayOutputStream();
            FileChannel channel = file.channel();
            file.load(5, large.length);
            if (channel != null) {
                assertThat(channel.transferTo(5, 1000, Channels.newChannel(sent)))
                        .isEqualTo(1000);
                assertThat(sent.toByteArray()).hasSize(1000).startsWith(large[0], large[1]);
            }
        }
    }

    @Test
    void cutsAFileAndGrowsItWithZeros() throws IOException {
        Disk disk = disk();
        try (DiskFile file = disk.open("a")) {
            file.write(text("0123456789"), 0);
            file.truncate(4);
            file.write(text("x"), 6);
        }
        assertThat(read(disk, "a")).isEqualTo("0123\0\0x");
    }

    @Test
    void listsRenamesAndDeletes() throws IOException {
        Disk disk = disk();
        disk.createDirectories("d/e");
        disk.open("d/b").close();
        disk.open("d/a").close();
        disk.open("d/e/f").close();
        disk.rename("d/b", "d/c");
        assertThat(disk.list("d")).containsExactly("a", "c", "e");

        disk.delete("d/a");
        disk.delete("d/a");
        disk.rename("d/e", "d/g");
        disk.deleteTree("d/g");
        disk.deleteTree("d/g");

        assertThat(disk.list("d")).containsExactly("c");
        assertThat(disk.exists("d/c")).isTrue();
        assertThat(disk.exists("d/a")).isFalse();
        disk.syncDirectory("d");
        disk.syncDirectory("");
    }

    @Test
    void renamesOverAFile() throws IOException {
        Disk disk = disk();
        try (DiskFile file = disk.open("new")) {
            file.write(text("new"), 0);
        }
        disk.open("old").close();

        disk.rename("new", "old");

        assertThat(read(disk, "old")).isEqualTo("new");
        assertThat(disk.list("")).containsExactly("old");
    }

    @Test
    void aDirectoryIsLockedOnce() throws Exception {
        Disk disk = disk();
        AutoCloseable lock = disk.lock(".lock");

        assertThatThrownBy(() -> disk.lock(".lock")).isInstanceOf(DirectoryInUse.class);

        lock.close();
        disk.lock(".lock").close();
    }

    @Test
    void aMissingDirectoryIsAnError() {
        assertThatThrownBy(() -> disk().open("nowhere/file")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> disk().list("nowhere")).isInstanceOf(IOException.class);
    }
}
