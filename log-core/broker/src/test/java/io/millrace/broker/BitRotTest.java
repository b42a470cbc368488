package io.millrace.broker;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.millrace.base.Rng;
import io.millrace.storage.disk.MemoryDisk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/**
 * Bits flipped, pages zeroed and ends cut off in every kind of file of a node that was stopped. It is as if nothing had
 * happened, or the damage is named; nothing is served that was not written, and nothing acknowledged is missing without
 * an error.
 */
class BitRotTest {
    private static final int PAGE = 4096;

    private final ListAppender<ILoggingEvent> told = new ListAppender<>();

    @BeforeEach
    void listen() {
        told.start();
        ((Logger) LoggerFactory.getLogger("io.millrace")).addAppender(told);
    }

    @AfterEach
    void listenNoMore() {
        ((Logger) LoggerFactory.getLogger("io.millrace")).detachAppender(told);
    }

    /** One way to damage one file. */
    private record Damage(String path, String how, byte[] content) {
        @Override
        public String toString() {
            return path + " " + how;
        }
    }

    private record Stopped(DiskImage image, NodeModel model) {
        boolean has(String suffix) {
            return image.files().keySet().stream().anyMatch(path -> path.endsWith(suffix));
        }
    }

    private static Stopped closed() throws IOException {
        MemoryDisk disk = new MemoryDisk(Rng.seeded(1));
        OneThread world = new OneThread(disk, NodeScript.SETTINGS, false).open();
        NodeScript script = new NodeScript(world);
        script.run();
        world.close();
        return new Stopped(DiskImage.of(disk), script.model);
    }

    private static Stopped killed() throws IOException {
        MemoryDisk disk = new MemoryDisk(Rng.seeded(1));
        OneThread world = new OneThread(disk, NodeScript.SETTINGS, false).open();
        NodeScript script = new NodeScript(world);
        script.run();
        // What is in the page cache is there, so that damage to the journal's last group takes nothing.
        world.pass(200);
        world.abandon();
        disk.kill();
        return new Stopped(DiskImage.of(disk), script.model);
    }

    @Test
    void aSampleOfAClosedNodesFiles() throws IOException {
        Stopped closed = closed();
        // Written at a clean stop.
        assertThat(closed.has(".snapshot")).isTrue();
        damage(closed, 2, 11);
    }

    @Test
    void aSampleOfAKilledNodesFiles() throws IOException {
        damage(killed(), 2, 12);
    }

    @Test
    @Tag("full")
    void manyOfAClosedNodesFiles() throws IOException {
        damage(closed(), Integer.getInteger("millrace.rot.samples", 12), 13);
    }

    @Test
    @Tag("full")
    void manyOfAKilledNodesFiles() throws IOException {
        damage(killed(), Integer.getInteger("millrace.rot.samples", 12), 14);
    }

    private void damage(Stopped stopped, int flipsAKind, long seed) throws IOException {
        Map<String, Integer> seen = new TreeMap<>();
        List<String> wrong = new ArrayList<>();
        for (Damage each : damages(stopped.image, flipsAKind, Rng.seeded(seed))) {
            seen.merge(kind(each.path), 1, Integer::sum);
            try {
                check(stopped, each);
            } catch (IOException | RuntimeException | AssertionError e) {
                wrong.add(each + ": "
                        + String.valueOf(e.getMessage()).lines().limit(4).toList());
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(seen.keySet())
                .contains(
                        ".index",
                        ".journal",
                        ".log",
                        ".timeindex",
                        "checkpoint",
                        "leader-epoch-checkpoint",
                        "meta.properties",
                        "partition.metadata");
    }

    private void check(Stopped stopped, Damage damage) throws IOException {
        told.list.clear();
        MemoryDisk disk = stopped.image.with(damage.path, damage.content);
        OneThread world = new OneThread(disk, NodeScript.SETTINGS, false).life(2);
        try {
            world.tryOpen();
        } catch (IOException refused) {
            world.abandon();
            assertThat(messages(refused)).as("%s is named", damage).contains(damage.path);
            return;
        }
        NodeModel.Health health = stopped.model.checkDamaged(world, damage.toString());
        if (!health.whole()) {
            assertThat(String.join("\n", said())).as("%s is named", damage).contains(damage.path);
        }
        world.close();
    }

    private static String messages(Throwable failure) {
        StringBuilder all = new StringBuilder();
        for (Throwable at = failure; at != null; at = at.getCause()) {
            all.append(at.getMessage()).append('\n');
        }
        return all.toString();
    }

    private List<String> said() {
        return told.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    private static String kind(String path) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        return name.contains(".") && Character.isDigit(name.charAt(0)) ? name.substring(name.lastIndexOf('.')) : name;
    }

    private static List<Damage> damages(DiskImage image, int flipsAKind, Rng rng) {
        Map<String, List<String>> kinds = new LinkedHashMap<>();
        image.files().forEach((path, content) -> {
            if (content.length > 0) {
                kinds.computeIfAbsent(kind(path), key -> new ArrayList<>()).add(path);
            }
        });
        List<Damage> all = new ArrayList<>();
        kinds.forEach((kind, paths) -> {
            for (int i = 0; i < flipsAKind; i++) {
                // Every log is asked in its turn, not the one with the most segments.
                String path = paths.get((i * 7 + rng.nextInt(paths.size())) % paths.size());
                byte[] content = image.files().get(path);
                all.add(flipped(path, content, written(content, rng), rng.nextInt(8)));
                all.add(cut(path, content, rng.nextInt(content.length)));
                all.add(zeroed(path, content, rng.nextInt(content.length) / PAGE * PAGE));
            }
            String first = paths.get(0);
            all.add(cut(first, image.files().get(first), 0));
        });
        return all;
    }

    /** Half of the time where a batch begins, since headers are what little is checked of. */
    private static int written(byte[] content, Rng rng) {
        int among = rng.nextInt(2) == 0 ? Math.min(64, content.length) : content.length;
        return rng.nextInt(among);
    }

    private static Damage flipped(String path, byte[] content, int at, int bit) {
        byte[] other = content.clone();
        other[at] ^= (byte) (1 << bit);
        return new Damage(path, "flipped at " + at + "." + bit, other);
    }

    private static Damage cut(String path, byte[] content, int size) {
        return new Damage(path, "cut at " + size + " of " + content.length, Arrays.copyOf(content, size));
    }

    private static Damage zeroed(String path, byte[] content, int from) {
        byte[] other = content.clone();
        Arrays.fill(other, from, Math.min(other.length, from + PAGE), (byte) 0);
        return new Damage(path, "zeroed from " + from, other);
    }
}
