package io.millrace.coordinator.consumer.assign;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.coordinator.consumer.assign.ServerAssignor.Candidate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;

class AssignorTest {
    private static final Uuid A = new Uuid(1, 1);
    private static final Uuid B = new Uuid(1, 2);

    private final ServerAssignor uniform = new UniformAssignor();
    private final ServerAssignor range = new RangeAssignor();

    @Test
    void rangeGivesRunsAndTheSameOnesOfTopicsOfEqualSize() {
        var shares = range.assign(List.of(member("m2", Set.of(A, B)), member("m1", Set.of(A, B))), Map.of(A, 5, B, 5));

        assertThat(shares.get("m1"))
                .containsExactly(part(A, 0), part(A, 1), part(A, 2), part(B, 0), part(B, 1), part(B, 2));
        assertThat(shares.get("m2")).containsExactly(part(A, 3), part(A, 4), part(B, 3), part(B, 4));
    }

    @Test
    void rangePutsStaticMembersFirstByTheirInstance() {
        var shares = range.assign(
                List.of(
                        member("a", Set.of(A)),
                        new Candidate("z", "instance-1", new TreeSet<>(Set.of(A)), new TreeSet<>())),
                Map.of(A, 1));

        assertThat(shares.get("z")).containsExactly(part(A, 0));
        assertThat(shares.get("a")).isEmpty();
    }

    @Test
    void uniformTakesFromThoseWhoHaveMostWhenSomebodyComes() {
        SortedSet<Part> all = new TreeSet<>();
        for (int i = 0; i < 6; i++) {
            all.add(part(A, i));
        }
        Candidate old = new Candidate("old", null, new TreeSet<>(Set.of(A)), all);

        var shares = uniform.assign(List.of(old, member("new", Set.of(A))), Map.of(A, 6));

        assertThat(shares.get("old")).containsExactly(part(A, 0), part(A, 1), part(A, 2));
        assertThat(shares.get("new")).hasSize(3);
    }

    @Property(tries = 500)
    void everyPartitionHasOneSubscriberAsItsOwner(@ForAll long seed, @ForAll @IntRange(min = 1, max = 12) int members) {
        World world = new World(seed, members, false);
        for (ServerAssignor each : List.of(uniform, range)) {
            world.isPartitioned(each.assign(world.candidates, world.sizes));
        }
    }

    @Property(tries = 500)
    void uniformIsBalancedToOneWhereAllSubscribeToTheSame(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 12) int members) {
        World world = new World(seed, members, true);

        var sizes = uniform.assign(world.candidates, world.sizes).values().stream()
                .mapToInt(SortedSet::size)
                .summaryStatistics();

        assertThat(sizes.getMax() - sizes.getMin()).as("seed %d", seed).isLessThanOrEqualTo(1);
    }

    @Property(tries = 500)
    void uniformLeavesNoMoveThatWouldLevel(@ForAll long seed, @ForAll @IntRange(min = 1, max = 12) int members) {
        World world = new World(seed, members, false);
        var shares = uniform.assign(world.candidates, world.sizes);

        for (Candidate taker : world.candidates) {
            for (var giver : shares.entrySet()) {
                boolean could = giver.getValue().stream()
                        .anyMatch(part -> taker.topics().contains(part.topic()));
                int more = giver.getValue().size() - shares.get(taker.id()).size();
                assertThat(could && more >= 2).as("seed %d", seed).isFalse();
            }
        }
    }

    @Property(tries = 500)
    void uniformMovesNothingWhenNothingChangedAndOnlyItsOwnWhenAMemberLeaves(
            @ForAll long seed, @ForAll @IntRange(min = 2, max = 12) int members) {
        World world = new World(seed, members, true);
        var shares = uniform.assign(world.candidates, world.sizes);
        List<Candidate> again = world.having(shares);

        assertThat(uniform.assign(again, world.sizes)).isEqualTo(shares);
        List<Candidate> rest = again.subList(1, again.size());
        var without = uniform.assign(rest, world.sizes);
        for (Candidate each : rest) {
            assertThat(without.get(each.id())).as("seed %d", seed).containsAll(shares.get(each.id()));
        }
    }

    private static Candidate member(String id, Set<Uuid> topics) {
        return new Candidate(id, null, new TreeSet<>(topics), new TreeSet<>());
    }

    private static Part part(Uuid topic, int number) {
        return new Part(topic, number);
    }

    /** Members with subscriptions and leftovers at random. */
    private static final class World {
        private final long seed;
        private final Map<Uuid, Integer> sizes = new HashMap<>();
        private final List<Candidate> candidates = new ArrayList<>();

        private World(long seed, int members, boolean alike) {
            this.seed = seed;
            Random random = new Random(seed);
            for (int i = 0; i <= random.nextInt(5); i++) {
                sizes.put(new Uuid(7, i), random.nextInt(20));
            }
            for (int i = 0; i < members; i++) {
                SortedSet<Uuid> topics = new TreeSet<>(sizes.keySet());
                topics.removeIf(topic -> !alike && random.nextBoolean());
                SortedSet<Part> had = new TreeSet<>();
                for (int left = random.nextInt(10); left > 0; left--) {
                    had.add(new Part(new Uuid(7, random.nextInt(6)), random.nextInt(22)));
                }
                candidates.add(new Candidate("m" + i, random.nextBoolean() ? null : "i" + i, topics, had));
            }
        }

        private List<Candidate> having(SortedMap<String, SortedSet<Part>> shares) {
            return candidates.stream()
                    .map(each -> new Candidate(each.id(), each.instanceId(), each.topics(), shares.get(each.id())))
                    .toList();
        }

        private void isPartitioned(SortedMap<String, SortedSet<Part>> shares) {
            Set<Part> expected = new HashSet<>();
            sizes.forEach((topic, size) -> {
                if (candidates.stream().anyMatch(each -> each.topics().contains(topic))) {
                    for (int i = 0; i < size; i++) {
                        expected.add(new Part(topic, i));
                    }
                }
            });
            List<Part> given = new ArrayList<>();
            for (Candidate each : candidates) {
                SortedSet<Part> share = shares.get(each.id());
                assertThat(share)
                        .as("seed %d", seed)
                        .allMatch(part -> each.topics().contains(part.topic()));
                given.addAll(share);
            }
            assertThat(given).as("seed %d", seed).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(expected);
        }
    }
}
