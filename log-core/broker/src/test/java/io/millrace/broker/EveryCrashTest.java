package io.millrace.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.base.Rng;
import io.millrace.storage.disk.DiskWatcher.Operation;
import io.millrace.storage.disk.MemoryDisk;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A whole node whose power is cut at every sync, rename and deletion of a run that does all that there is to do. */
class EveryCrashTest {
    private static final Set<Operation> POINTS = EnumSet.of(
            Operation.SYNC, Operation.SYNC_DIRECTORY, Operation.RENAME, Operation.DELETE, Operation.TRUNCATE);
    /** Primes, so that the sample does not follow the script's own beat. */
    private static final int SAMPLED = 31;

    private static final int STRIDE = Integer.getInteger("millrace.crash.stride", 2);

    /** Nobody catches it: what was running ends there. */
    private static final class PowerCut extends Error {
        private static final long serialVersionUID = 1;
    }

    @Test
    void someOfThem() {
        crashAtEvery(SAMPLED);
    }

    @Test
    @Tag("full")
    void manyOfThemOrAllWhenAskedTo() {
        crashAtEvery(STRIDE);
    }

    private static void crashAtEvery(int stride) {
        MemoryDisk whole = new MemoryDisk(Rng.seeded(1));
        NodeScript[] all = new NodeScript[1];
        int points = run(whole, Integer.MAX_VALUE, all);
        OneThread closed =
                new OneThread(whole, NodeScript.SETTINGS, false).life(2).open();
        all[0].model.check(closed, "without a cut");
        closed.close();
        assertThat(points).as("the run has so many points").isGreaterThan(200);
        for (int point = 0; point < points; point += stride) {
            MemoryDisk disk = new MemoryDisk(Rng.seeded(point));
            NodeScript[] script = new NodeScript[1];
            run(disk, point, script);
            String story = "point " + point;
            NodeScript cut = script[0];
            OneThread again =
                    new OneThread(disk, NodeScript.SETTINGS, false).life(2).open();
            if (cut != null) {
                cut.model.check(again, story);
                NodeScript after = cut.on(again);
                after.worksOn();
                again.pass(100);
                disk.crash();
                again.abandon();
                OneThread third =
                        new OneThread(disk, NodeScript.SETTINGS, false).life(3).open();
                after.model.check(third, story + ", once more");
                third.close();
            } else {
                again.close();
            }
        }
    }

    /** Returns how many points there were. */
    private static int run(MemoryDisk disk, int cutAt, NodeScript[] script) {
        int[] seen = {0};
        disk.watch((operation, path, done) -> {
            // Before a sync nothing of it is there, and what was written may be torn; behind it all of it is.
            if (POINTS.contains(operation) && seen[0]++ == cutAt) {
                disk.watch((o, p, d) -> {});
                disk.crash();
                throw new PowerCut();
            }
        });
        OneThread world = new OneThread(disk, NodeScript.SETTINGS, false);
        try {
            world.open();
            script[0] = new NodeScript(world);
            script[0].run();
            world.close();
        } catch (PowerCut cut) {
            world.abandon();
        }
        return seen[0];
    }
}
