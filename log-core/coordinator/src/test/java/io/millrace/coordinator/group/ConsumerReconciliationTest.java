package io.millrace.coordinator.group;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Members come, go, crash, are slow, lose answers; topics grow; the node restarts: nobody ever shares a partition. */
class ConsumerReconciliationTest {
    private static final int STEPS = 120;

    @Property(tries = 300)
    void noPartitionIsOwnedTwiceAndInTheEndEachIsOwnedOnce(@ForAll long seed) {
        new Run(seed).play();
    }

    private static final class Run {
        private final long seed;
        private final Random random;
        private final World world = new World();
        private final Map<String, Integer> sizes = new HashMap<>(Map.of("t", 3, "u", 2));
        private final List<ConsumerClient> clients = new ArrayList<>();
        private int born;

        private Run(long seed) {
            this.seed = seed;
            this.random = new Random(seed);
            world.catalog = ConsumerClient.catalog(sizes);
        }

        private void play() {
            for (int i = 0; i < STEPS; i++) {
                step();
                nobodyShares();
            }
            settle();
        }

        private void step() {
            ConsumerClient one = clients.isEmpty() ? null : clients.get(random.nextInt(clients.size()));
            switch (random.nextInt(16)) {
                case 0 -> come();
                case 1 -> {
                    if (one != null && !one.waits) {
                        one.leave(-1);
                        clients.remove(one);
                    }
                }
                case 2 -> {
                    if (one != null && random.nextInt(3) == 0) {
                        // It crashes: what it had is free when its session is over.
                        clients.remove(one);
                    }
                }
                case 3 -> {
                    sizes.merge(random.nextBoolean() ? "t" : "u", 1, Integer::sum);
                    world.catalog = ConsumerClient.catalog(sizes);
                }
                case 4 -> restart();
                case 5 -> world.log.hold();
                case 6 -> world.log.release();
                case 7 -> world.pass(random.nextInt(1_000));
                case 8 -> {
                    if (one != null && !one.waits) {
                        one.topics = random.nextBoolean() ? List.of("t") : List.of("t", "u");
                        one.tellAll = true;
                    }
                }
                case 9, 10 -> {
                    // What a heartbeat says holds until its answer: nothing is taken up meanwhile.
                    if (one != null && !one.waits) {
                        one.follow();
                    }
                }
                default -> {
                    if (one != null && !one.waits) {
                        one.send(one.epoch == 0 || one.tellAll || random.nextInt(5) == 0);
                    }
                }
            }
        }

        private void come() {
            if (clients.size() < 6) {
                ConsumerClient client = new ConsumerClient(world, "m" + ++born);
                client.assignor = random.nextBoolean() ? "range" : null;
                client.topics = random.nextBoolean() ? List.of("t") : List.of("t", "u");
                clients.add(client);
            }
        }

        private void restart() {
            world.restart();
            world.log.release();
        }

        private void nobodyShares() {
            Set<String> all = new HashSet<>();
            for (ConsumerClient each : clients) {
                for (String part : each.owned) {
                    assertThat(all.add(part))
                            .as("seed %d: %s has one owner", seed, part)
                            .isTrue();
                }
            }
        }

        private void settle() {
            come();
            world.log.release();
            for (int round = 0; round < 30; round++) {
                // Crashed members time out on the way.
                world.pass(4_000);
                for (ConsumerClient each : List.copyOf(clients)) {
                    each.follow();
                    nobodyShares();
                    each.beat();
                }
            }
            clients.forEach(ConsumerClient::follow);
            nobodyShares();
            Set<String> owned = new HashSet<>();
            clients.forEach(each -> owned.addAll(each.owned));
            Set<String> expected = new HashSet<>();
            for (String topic : sizes.keySet()) {
                if (clients.stream().anyMatch(each -> each.topics.contains(topic))) {
                    for (int i = 0; i < sizes.get(topic); i++) {
                        expected.add(topic + "-" + i);
                    }
                }
            }
            assertThat(owned).as("seed %d", seed).isEqualTo(expected);
            assertThat(ConsumerClient.describe(world).groupState())
                    .as("seed %d", seed)
                    .isEqualTo("Stable");
        }
    }
}
