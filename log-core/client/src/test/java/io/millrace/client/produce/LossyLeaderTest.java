package io.millrace.client.produce;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.base.Rng;
import io.millrace.base.Settings;
import io.millrace.client.ScriptedCluster.Held;
import io.millrace.client.World;
import io.millrace.client.config.ClientKeys;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A leader that deduplicates as the protocol says, behind a network that loses requests and answers. */
class LossyLeaderTest {
    static LongStream seeds() {
        return LongStream.range(0, 150);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everyRecordArrivesOnceAndInOrderWhateverIsLost(long seed) {
        try (World world = new World(seed)) {
            Rng rng = Rng.seeded(seed);
            Leader leader = new Leader(world, rng);
            world.cluster.nodes = 2;
            world.cluster.topic("t", 3);
            world.cluster.on(ApiKeys.PRODUCE, leader::produce);
            Appender appender = world.client.appender(AppendConfig.from(Settings.of(
                    Map.of("batch.size", "150", "linger.ms", "1", "delivery.timeout.ms", "1000000"), ClientKeys.ALL)));
            Map<Integer, List<String>> expected = new HashMap<>();
            List<Throwable> failures = new ArrayList<>();
            int[] acknowledged = {0};

            for (int i = 0; i < 400; i++) {
                int partition = rng.nextInt(3);
                String value = "v" + i;
                assertThat(appender.append(
                                "t",
                                partition,
                                i,
                                null,
                                value.getBytes(StandardCharsets.UTF_8),
                                null,
                                (offset, failure) -> {
                                    acknowledged[0]++;
                                    if (failure != null) {
                                        failures.add(failure);
                                    }
                                }))
                        .isTrue();
                expected.computeIfAbsent(partition, p -> new ArrayList<>()).add(value);
                if (rng.nextInt(8) == 0) {
                    world.pass(rng.nextInt(4));
                }
                if (rng.nextInt(60) == 0) {
                    world.cluster.lead("t", partition, rng.nextInt(2));
                }
            }
            leader.healthyAfter(200);
            world.until(() -> acknowledged[0] == 400);

            assertThat(failures).isEmpty();
            assertThat(leader.values()).isEqualTo(expected);
        }
    }

    /** Replicated perfectly: whichever node leads, the log is the same. */
    private static final class Leader {
        private final World world;
        private final Rng rng;
        private final Map<Integer, State> partitions = new HashMap<>();
        private int faultsLeft = Integer.MAX_VALUE;

        private Leader(World world, Rng rng) {
            this.world = world;
            this.rng = rng;
        }

        void healthyAfter(int faults) {
            faultsLeft = faults;
        }

        Map<Integer, List<String>> values() {
            Map<Integer, List<String>> values = new HashMap<>();
            partitions.forEach((partition, state) -> values.put(partition, state.values));
            return values;
        }

        ApiMessage produce(Held held) {
            int fault = faultsLeft > 0 ? rng.nextInt(12) : -1;
            if (fault >= 0 && fault < 6) {
                faultsLeft--;
            }
            int node = held.link.endpoint.port() - 100;
            switch (fault) {
                case 0 -> {
                    held.link.cut();
                    return null;
                }
                case 1 -> {
                    Produced.answer(held, produced -> apply(produced, node), 0);
                    held.link.cut();
                    return null;
                }
                case 2 -> {
                    return Produced.answer(held, Errors.NOT_ENOUGH_REPLICAS, -1);
                }
                case 3 -> {
                    return Produced.answer(
                            held,
                            produced -> apply(produced, node) == 0
                                    ? Errors.REQUEST_TIMED_OUT.code()
                                    : apply(produced, node),
                            -1);
                }
                case 4 -> {
                    ApiMessage late = Produced.answer(held, produced -> apply(produced, node), 1);
                    world.loop.schedule(1 + rng.nextInt(30), () -> held.answer(late));
                    return null;
                }
                case 5 -> {
                    return Produced.answer(
                            held,
                            produced -> rng.nextInt(2) == 0 ? Errors.KAFKA_STORAGE_ERROR.code() : apply(produced, node),
                            1);
                }
                default -> {
                    return Produced.answer(held, produced -> apply(produced, node), 1);
                }
            }
        }

        private int apply(Produced batch, int node) {
            int leader = world.cluster
                    .topics
                    .get("t")
                    .partitions()
                    .get(batch.partition())
                    .leaderId();
            if (leader != node) {
                return Errors.NOT_LEADER_OR_FOLLOWER.code();
            }
            return partitions
                    .computeIfAbsent(batch.partition(), p -> new State())
                    .append(batch);
        }
    }

    private static final class State {
        private final List<String> values = new ArrayList<>();
        private final LinkedHashMap<Integer, Integer> lastFive = new LinkedHashMap<>();
        private int epoch = -1;
        private int nextSequence = -1;

        int append(Produced batch) {
            if (epoch == batch.epoch() && lastFive.containsKey(batch.sequence())) {
                return Errors.NONE.code();
            }
            boolean unknown = epoch < 0;
            boolean fits = batch.epoch() == epoch ? batch.sequence() == nextSequence : batch.sequence() == 0;
            if (!unknown && (!fits || batch.epoch() < epoch)) {
                return Errors.OUT_OF_ORDER_SEQUENCE_NUMBER.code();
            }
            if (epoch != batch.epoch()) {
                lastFive.clear();
            }
            epoch = batch.epoch();
            nextSequence = batch.sequence() + batch.count();
            lastFive.put(batch.sequence(), values.size());
            if (lastFive.size() > 5) {
                lastFive.remove(lastFive.keySet().iterator().next());
            }
            values.addAll(batch.values());
            return Errors.NONE.code();
        }
    }
}
