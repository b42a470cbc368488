package io.millrace.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.base.Loop;
import io.millrace.simulator.world.VirtualLoop;
import io.millrace.simulator.world.World;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WorldTest {
    private final List<String> done = new ArrayList<>();

    private static void turn(World world) {
        int left = 10_000;
        while (left-- > 0 && world.step()) {
            Thread.onSpinWait();
        }
    }

    @Test
    void keepsTheOrderWithinALoopAndChoosesItBetweenLoops() {
        Set<List<String>> orders = new HashSet<>();
        for (int seed = 0; seed < 50; seed++) {
            done.clear();
            World world = new World(seed);
            VirtualLoop a = world.loop("a");
            VirtualLoop b = world.loop("b");
            for (int i = 0; i < 3; i++) {
                String number = String.valueOf(i);
                a.execute(() -> done.add("a" + number));
                b.execute(() -> done.add("b" + number));
            }

            turn(world);

            assertThat(done).containsSubsequence("a0", "a1", "a2").containsSubsequence("b0", "b1", "b2");
            orders.add(List.copyOf(done));
        }
        assertThat(orders).hasSizeGreaterThan(10);
    }

    @Test
    void timePassesToTheNextTimerWhenNobodyHasWork() {
        World world = new World(1);
        VirtualLoop loop = world.loop("a");
        loop.schedule(5_000, () -> done.add("late"));
        loop.schedule(1_000, () -> done.add("early"));
        loop.schedule(3_000, () -> done.add("never")).cancel();

        turn(world);

        assertThat(done).containsExactly("early", "late");
        assertThat(world.clock().nanos()).isBetween(5_000_000_000L, 5_001_000_000L);
    }

    @Test
    void aTimerThatIsCancelledWhileItWaitsForItsLoopDoesNotRun() {
        World world = new World(1);
        VirtualLoop loop = world.loop("a");
        Loop.Timer second = loop.schedule(10, () -> done.add("second"));
        Loop.Timer[] both = {second};
        world.at(9_999_999, loop, () -> {
            loop.stall(50_000_000);
            loop.execute(() -> both[0].cancel());
        });

        turn(world);

        assertThat(done).isEmpty();
    }

    @Test
    void aKilledLoopRunsNothingOfWhatItHad() {
        World world = new World(1);
        VirtualLoop loop = world.loop("a");
        VirtualLoop other = world.loop("b");
        loop.execute(() -> done.add("queued"));
        loop.schedule(1, () -> done.add("timer"));
        loop.kill();
        other.schedule(5, () -> loop.execute(() -> done.add("after")));

        turn(world);

        assertThat(done).isEmpty();
    }

    @Test
    void aLoopKnowsItselfOnly() {
        World world = new World(1);
        VirtualLoop loop = world.loop("a");
        VirtualLoop other = world.loop("b");
        loop.execute(() -> done.add(loop.inLoop() + " " + other.inLoop()));

        turn(world);

        assertThat(done).containsExactly("true false");
        assertThat(loop.inLoop()).isFalse();
    }
}
