package io.millrace.broker;

import static io.millrace.broker.OneThread.batch;
import static io.millrace.broker.OneThread.values;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.storage.disk.MemoryDisk;
import io.millrace.wire.message.RecordsData;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.junit.jupiter.api.Test;

/** One fetch of many partitions, most of which are in no memory any more. */
class ColdFetchTest {
    private static final String LARGE = "x".repeat(20_000);
    private final OneThread world = new OneThread(new MemoryDisk(), Map.of("tail.bytes", "1048576"), false).open();

    @Test
    void partitionsReadSideBySideStayWithinTheBoundAndLoseNothing() {
        int partitions = 12;
        int records = 15;
        world.createTopic("t", partitions);
        for (int i = 0; i < records; i++) {
            for (int partition = 0; partition < partitions; partition++) {
                world.produce("t", partition, batch(LARGE + i, -1, -1));
            }
        }
        world.turnOften();

        long[] next = new long[partitions];
        int fetches = 0;
        while (sum(next) < (long) partitions * records) {
            List<PartitionData> found = fetch("t", next, 150_000, 45_000);
            int bytes = found.stream().mapToInt(ColdFetchTest::bytes).sum();
            assertThat(bytes).isBetween(1, 150_000);
            // Within their share; and the first of those that have something is never passed over.
            assertThat(found).allSatisfy(each -> assertThat(bytes(each)).isLessThanOrEqualTo(45_000));
            for (PartitionData each : found) {
                List<String> values = values(each);
                for (int i = 0; i < values.size(); i++) {
                    assertThat(values.get(i)).isEqualTo(LARGE + (next[each.partitionIndex()] + i));
                }
                next[each.partitionIndex()] += values.size();
            }
            fetches++;
        }
        assertThat(next).containsOnly(records);
        // 180 batches of 20 KB, seven at a time at most.
        assertThat(fetches).isBetween(26, 60);
        world.close();
    }

    @Test
    void moreThanOneTurnTakesAreAllAnswered() {
        int partitions = 4_500;
        world.createTopic("many", partitions);
        List<Integer> some = new ArrayList<>();
        for (int partition = 0; partition < partitions; partition += 50) {
            some.add(partition);
            world.produce("many", partition, batch(LARGE + partition, -1, -1));
        }
        for (int partition : some) {
            world.produce("many", partition, batch(LARGE, -1, -1));
        }
        world.turnOften();

        List<PartitionData> found = fetch("many", new long[partitions], 100 << 20, 30_000);

        assertThat(found).hasSize(partitions);
        for (PartitionData each : found) {
            boolean has = each.partitionIndex() % 50 == 0;
            assertThat(values(each)).isEqualTo(has ? List.of(LARGE + each.partitionIndex()) : List.of());
            assertThat(each.highWatermark()).isEqualTo(has ? 2 : 0);
        }
        world.close();
    }

    private List<PartitionData> fetch(String topic, long[] offsets, int maxBytes, int partitionBytes) {
        List<FetchRequestData.FetchPartition> all = new ArrayList<>();
        for (int partition = 0; partition < offsets.length; partition++) {
            all.add(new FetchRequestData.FetchPartition()
                    .setPartition(partition)
                    .setFetchOffset(offsets[partition])
                    .setPartitionMaxBytes(partitionBytes));
        }
        FetchRequestData request = new FetchRequestData()
                .setMaxWaitMs(0)
                .setMinBytes(1)
                .setMaxBytes(maxBytes)
                .setTopics(List.of(
                        new FetchRequestData.FetchTopic().setTopic(topic).setPartitions(all)));
        return world.ask(FetchResponseData.class, ApiKeys.FETCH, 12, request)
                .responses()
                .get(0)
                .partitions();
    }

    private static int bytes(PartitionData data) {
        return RecordsData.slices(data.records()).stream()
                .mapToInt(ByteBuffer::remaining)
                .sum();
    }

    private static long sum(long[] offsets) {
        long sum = 0;
        for (long offset : offsets) {
            sum += offset;
        }
        return sum;
    }
}
