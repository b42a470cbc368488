package io.millrace.coordinator.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.millrace.base.Rng;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import org.apache.kafka.common.message.ConsumerGroupDescribeResponseData.Member;
import org.apache.kafka.common.message.ListGroupsRequestData;
import org.apache.kafka.common.message.ListGroupsResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Groups that go from one protocol to the other while they have members (KIP-848). */
class MigrationTest {
    private static final int SIZE = 6;

    private World world = world(MigrationPolicy.BIDIRECTIONAL);
    private final List<ClassicClient> classics = new ArrayList<>();
    private final List<ConsumerClient> moderns = new ArrayList<>();

    private static World world(MigrationPolicy policy) {
        GroupLimits d = GroupLimits.DEFAULT;
        World world = new World(new GroupLimits(
                d.minSessionTimeoutMs(),
                d.maxSessionTimeoutMs(),
                d.maxSize(),
                0,
                4096,
                d.offsetsRetentionMs(),
                d.offsetsRetentionCheckMs(),
                d.consumers(),
                policy));
        world.catalog = ConsumerClient.catalog(Map.of("t", SIZE));
        return world;
    }

    private ClassicClient classic(String name, boolean eager) {
        ClassicClient client = new ClassicClient(world, name, eager);
        classics.add(client);
        return client;
    }

    private ConsumerClient modern(String id) {
        ConsumerClient client = new ConsumerClient(world, id);
        moderns.add(client);
        return client;
    }

    /** Everybody does what is next, so often that all must be done; nobody has what another has. */
    private void turn() {
        for (int round = 0; round < 40; round++) {
            classics.forEach(ClassicClient::poll);
            assertNoneIsOwnedTwice();
            moderns.forEach(client -> {
                client.beat();
                client.follow();
            });
            assertNoneIsOwnedTwice();
            world.pass(100);
        }
    }

    private void assertNoneIsOwnedTwice() {
        Map<String, String> owners = new HashMap<>();
        classics.forEach(client -> take(owners, client.name, client.owned));
        moderns.forEach(client -> take(owners, client.id, client.owned));
    }

    private static void take(Map<String, String> owners, String client, SortedSet<String> owned) {
        for (String partition : owned) {
            String other = owners.put(partition, client);
            assertThat(other).as("%s has %s, and so has", client, partition).isNull();
        }
    }

    private void assertAllShared() {
        List<Integer> shares = new ArrayList<>();
        classics.forEach(client -> shares.add(client.owned.size()));
        moderns.forEach(client -> shares.add(client.owned.size()));
        int least = SIZE / shares.size();
        assertThat(shares).allMatch(share -> share == least || share == least + 1);
        assertThat(shares.stream().mapToInt(Integer::intValue).sum()).isEqualTo(SIZE);
        assertThat(classics).allMatch(ClassicClient::isCalm);
    }

    private String type() {
        World.Answer<ListGroupsResponseData> answer = new World.Answer<>();
        world.groups.list(new ListGroupsRequestData(), answer);
        assertThat(answer.get().groups()).hasSize(1);
        return answer.get().groups().get(0).groupType();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void programsAreReplacedOneByOneAndBack(boolean eager) {
        classic("a", eager);
        classic("b", eager);
        classic("c", eager);
        turn();
        assertAllShared();
        assertThat(classics.get(0).commit(0, 42)).isEqualTo(Errors.NONE);
        assertThat(type()).isEqualTo("classic");

        for (String name : List.of("d", "e", "f")) {
            modern(name);
            turn();
            assertAllShared();
            assertThat(type()).isEqualTo("consumer");
            assertThat(classics.remove(0).leave()).isEqualTo(Errors.NONE);
            turn();
            assertAllShared();
        }
        assertThat(world.offset("t", 0)).isEqualTo(42);

        for (String name : List.of("g", "h", "i")) {
            classic(name, eager);
            turn();
            assertAllShared();
            assertThat(type()).isEqualTo("consumer");
            assertThat(moderns.remove(0).leave(-1)).isEqualTo(Errors.NONE);
            turn();
            assertAllShared();
        }
        assertThat(type()).isEqualTo("classic");
        assertThat(world.state()).isEqualTo("Stable");
        assertThat(world.offset("t", 0)).isEqualTo(42);
    }

    @Test
    void aRestartInTheMiddleChangesNothing() {
        classic("a", true);
        classic("b", false);
        turn();
        modern("c");
        world.restart();
        turn();
        assertAllShared();
        world.restart();
        assertThat(type()).isEqualTo("consumer");
        turn();
        assertAllShared();

        moderns.remove(0).leave(-1);
        world.restart();
        assertThat(type()).isEqualTo("classic");
        turn();
        assertAllShared();
        world.restart();
        turn();
        assertAllShared();
    }

    @Test
    void whoSpeaksWhatIsDescribed() {
        classic("a", true);
        turn();
        modern("b");
        turn();

        assertThat(ConsumerClient.describe(world).members())
                .extracting(Member::clientId, Member::memberType)
                .containsExactlyInAnyOrder(tuple("a", (byte) 0), tuple("client", (byte) 1));
        assertThat(ConsumerClient.describe(world).groupState()).isEqualTo("Stable");
    }

    @Test
    void aClassicMembersGenerationIsItsEpoch() {
        ClassicClient client = classic("a", true);
        turn();
        modern("b");
        turn();

        assertThat(client.commit(0, 1)).isEqualTo(Errors.NONE);
        client.generation--;
        assertThat(client.commit(0, 2)).isEqualTo(Errors.ILLEGAL_GENERATION);
        client.poll();
        assertThat(client.last).isEqualTo(Errors.ILLEGAL_GENERATION);
        turn();
        assertAllShared();
        assertThat(world.offset("t", 0)).isEqualTo(1);
    }

    @Test
    void whoIsSilentIsOut() {
        ClassicClient silent = classic("a", true);
        classic("b", true);
        turn();
        ConsumerClient last = modern("c");
        turn();
        classics.remove(silent);
        for (int second = 0; second < World.SESSION_MS / 1_000 + 2; second++) {
            world.pass(1_000);
            turn();
        }
        assertAllShared();

        moderns.remove(last);
        for (int second = 0; second < 50; second++) {
            world.pass(1_000);
            turn();
        }
        assertThat(type()).isEqualTo("classic");
        assertAllShared();
    }

    @Test
    void whoDoesNotJoinAgainInTimeIsOut() {
        ClassicClient slow = classic("a", true);
        turn();
        modern("b");
        moderns.get(0).beat();
        slow.poll();
        assertThat(slow.last).isEqualTo(Errors.REBALANCE_IN_PROGRESS);
        classics.remove(slow);
        for (int second = 0; second <= World.REBALANCE_MS / 1_000; second++) {
            world.pass(1_000);
            slow.mustJoin = false;
            slow.poll();
            turn();
        }
        assertThat(slow.last).isEqualTo(Errors.UNKNOWN_MEMBER_ID);
        assertAllShared();
    }

    @Test
    void aStaticMemberTakesItsPlaceInTheOtherProtocol() {
        classic("a", true).of("i1");
        classic("b", true).of("i2");
        turn();

        classics.remove(0);
        modern("c").of("i1");
        turn();
        assertAllShared();
        classics.remove(0);
        modern("d").of("i2");
        turn();
        assertAllShared();
        assertThat(ConsumerClient.describe(world).members()).hasSize(2);

        moderns.remove(0).leave(-2);
        classic("e", true).of("i1");
        turn();
        assertAllShared();
        ConsumerClient replaced = moderns.remove(0);
        classic("f", true).of("i2");
        turn();
        assertAllShared();
        assertThat(replaced.beat()).isEqualTo(Errors.GROUP_ID_NOT_FOUND);
        assertThat(type()).isEqualTo("classic");
    }

    @Test
    void thePolicyDecidesWhoMayChange() {
        for (MigrationPolicy policy : MigrationPolicy.values()) {
            world = world(policy);
            classics.clear();
            moderns.clear();
            classic("a", true);
            turn();
            ConsumerClient joins = new ConsumerClient(world, "b");
            Errors expected = policy.upgrades() ? Errors.NONE : Errors.GROUP_ID_NOT_FOUND;
            assertThat(joins.beat()).as("%s", policy).isEqualTo(expected);
            assertThat(classics.remove(0).leave()).isEqualTo(Errors.NONE);
            assertThat(joins.beat()).as("an empty one always may").isEqualTo(Errors.NONE);
            moderns.add(joins.follow());

            classic("c", true);
            turn();
            moderns.remove(0).leave(-1);
            assertThat(type()).as("%s", policy).isEqualTo(policy.downgrades() ? "classic" : "consumer");
            turn();
            assertAllShared();
        }
    }

    @Test
    void aGroupWithAnAssignorOfItsOwnStaysWhatItIs() {
        classic("a", true).userData = new byte[] {1};
        turn();

        ConsumerClient joins = new ConsumerClient(world, "b");
        assertThat(joins.beat()).isEqualTo(Errors.GROUP_ID_NOT_FOUND);
        assertThat(joins.last.errorMessage()).contains("assignor of their own");
        turn();
        assertAllShared();
    }

    @Test
    void aGroupOfOthersThanConsumersStaysWhatItIs() {
        World.Client connect = world.client("worker");
        connect.type = "connect";
        world.settle(connect);

        ConsumerClient joins = new ConsumerClient(world, "b");
        assertThat(joins.beat()).isEqualTo(Errors.GROUP_ID_NOT_FOUND);
        assertThat(joins.last.errorMessage()).contains("no consumers");
        assertThat(connect.heartbeat()).isEqualTo(Errors.NONE);
    }

    @Test
    void anythingMayHappenAtAnyTime() {
        for (int seed = 1; seed <= 150; seed++) {
            world = world(MigrationPolicy.BIDIRECTIONAL);
            classics.clear();
            moderns.clear();
            storm(Rng.seeded(seed));
            // Who left just before a restart is found again, and has one session's time to show up.
            for (long until = world.nowMs + World.SESSION_MS; world.nowMs <= until; ) {
                turn();
            }
            if (classics.size() + moderns.size() > 0) {
                assertAllShared();
                String expected = moderns.isEmpty() ? "classic" : "consumer";
                assertThat(type()).as("seed %d", seed).isEqualTo(expected);
            }
        }
    }

    private void storm(Rng rng) {
        int names = 0;
        for (int step = 0; step < 250; step++) {
            switch (rng.nextInt(24)) {
                case 0 -> {
                    if (classics.size() < 4) {
                        classic("classic" + names++, rng.nextInt(2) == 0);
                    }
                }
                case 1 -> {
                    if (moderns.size() < 4) {
                        modern("modern" + names++);
                    }
                }
                case 2 -> {
                    if (!classics.isEmpty()) {
                        ClassicClient leaving = classics.get(rng.nextInt(classics.size()));
                        if (leaving.isCalm()) {
                            classics.remove(leaving);
                            leaving.leave();
                        }
                    }
                }
                case 3 -> {
                    if (!moderns.isEmpty()) {
                        moderns.remove(rng.nextInt(moderns.size())).leave(-1);
                    }
                }
                case 4 -> {
                    if (rng.nextInt(4) == 0 && classics.stream().allMatch(ClassicClient::isCalm)) {
                        world.restart();
                    }
                }
                default -> {
                    int who = rng.nextInt(Math.max(1, classics.size() + moderns.size()));
                    if (who < classics.size()) {
                        classics.get(who).poll();
                    } else if (who < classics.size() + moderns.size()) {
                        moderns.get(who - classics.size()).beat();
                        moderns.get(who - classics.size()).follow();
                    }
                }
            }
            assertNoneIsOwnedTwice();
            world.pass(10);
        }
    }
}
