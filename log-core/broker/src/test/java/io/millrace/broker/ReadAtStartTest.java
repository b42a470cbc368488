package io.millrace.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.base.Rng;
import io.millrace.storage.disk.Disk;
import io.millrace.storage.disk.DiskFile;
import io.millrace.storage.disk.MemoryDisk;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What a start reads of the partitions' segments. */
class ReadAtStartTest {
    /** Almost what a batch may have. */
    private static final String VALUE = "x".repeat(1_000_000);

    private final MemoryDisk disk = new MemoryDisk(Rng.seeded(9));
    private final Map<String, Long> read = new TreeMap<>();

    @Test
    void nothingAfterACleanStop() {
        OneThread world = new OneThread(disk, Map.of(), false).open();
        world.createTopic("t", 2);
        for (int i = 0; i < 4; i++) {
            world.produce("t", i % 2, OneThread.batch(VALUE, -1, -1));
            world.pass(50);
        }
        world.close();

        OneThread again = new OneThread(metered(), Map.of(), false).open();

        assertThat(read).containsKey("checkpoint").doesNotContainKeys(segment(0), segment(1));
        assertThat(again.produce("t", 0, OneThread.batch("y", -1, -1)).baseOffset())
                .isEqualTo(2);
        again.close();
    }

    @Test
    void afterACrashNoHeadersThatASnapshotStandsFor() throws IOException {
        OneThread world = new OneThread(disk, Map.of(), false).open();
        world.createTopic("t", 1);
        for (int i = 0; i < 70; i++) {
            world.produce("t", 0, OneThread.batch(VALUE, -1, -1));
        }
        world.pass(50);

        assertThat(disk.list("t-0")).contains("00000000000000000068.snapshot");
    }

    private static String segment(int partition) {
        return "t-" + partition + "/00000000000000000000.log";
    }

    private Disk metered() {
        return (Disk) Proxy.newProxyInstance(
                Disk.class.getClassLoader(), new Class<?>[] {Disk.class}, (proxy, method, arguments) -> {
                    Object answer = call(disk, method, arguments);
                    return answer instanceof DiskFile file ? metered((String) arguments[0], file) : answer;
                });
    }

    private DiskFile metered(String path, DiskFile file) {
        return (DiskFile) Proxy.newProxyInstance(
                Disk.class.getClassLoader(), new Class<?>[] {DiskFile.class}, (proxy, method, arguments) -> {
                    Object answer = call(file, method, arguments);
                    if (method.getName().equals("read")) {
                        read.merge(path, ((Integer) answer).longValue(), Long::sum);
                    }
                    return answer;
                });
    }

    private static Object call(Object on, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(on, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
