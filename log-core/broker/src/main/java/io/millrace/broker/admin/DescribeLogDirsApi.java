package io.millrace.broker.admin;

import io.millrace.broker.api.Api;
import io.millrace.broker.api.Call;
import io.millrace.broker.api.Join;
import io.millrace.broker.partition.Partition;
import io.millrace.broker.partition.Partitions;
import io.millrace.storage.log.LogId;
import io.millrace.storage.log.LogStore;
import java.util.HashSet;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.message.DescribeLogDirsRequestData;
import org.apache.kafka.common.message.DescribeLogDirsResponseData;
import org.apache.kafka.common.message.DescribeLogDirsResponseData.DescribeLogDirsPartition;
import org.apache.kafka.common.message.DescribeLogDirsResponseData.DescribeLogDirsResult;
import org.apache.kafka.common.message.DescribeLogDirsResponseData.DescribeLogDirsTopic;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** DescribeLogDirs: the data directory, its room, and how large which partition is in it. */
final class DescribeLogDirsApi implements Api {
    private final LogStore store;
    private final Partitions partitions;

    DescribeLogDirsApi(LogStore store, Partitions partitions) {
        this.store = store;
        this.partitions = partitions;
    }

    @Override
    public ApiKeys key() {
        return ApiKeys.DESCRIBE_LOG_DIRS;
    }

    @Override
    public void handle(Call call) {
        @Nullable Set<TopicPartition> asked = asked(call.body(DescribeLogDirsRequestData.class));
        Queue<Size> sizes = new ConcurrentLinkedQueue<>();
        Join join = new Join(() -> call.answer(answer(sizes)));
        for (Partitions.Shard shard : partitions.shards()) {
            join.begin();
            shard.loop().run(() -> {
                for (Partition partition : shard.all()) {
                    LogId id = partition.id();
                    if (asked == null || asked.contains(new TopicPartition(id.topic(), id.partition()))) {
                        sizes.add(new Size(id, partition.log().sizeBytes()));
                    }
                }
                join.done();
            });
        }
        join.done();
    }

    private static @Nullable Set<TopicPartition> asked(DescribeLogDirsRequestData request) {
        if (request.topics() == null) {
            return null;
        }
        Set<TopicPartition> asked = new HashSet<>();
        request.topics()
                .forEach(topic ->
                        topic.partitions().forEach(number -> asked.add(new TopicPartition(topic.topic(), number))));
        return asked;
    }

    private DescribeLogDirsResponseData answer(Queue<Size> sizes) {
        Map<String, DescribeLogDirsTopic> topics = new TreeMap<>();
        for (Size size : sizes) {
            topics.computeIfAbsent(size.id.topic(), name -> new DescribeLogDirsTopic().setName(name))
                    .partitions()
                    .add(new DescribeLogDirsPartition()
                            .setPartitionIndex(size.id.partition())
                            .setPartitionSize(size.bytes));
        }
        DescribeLogDirsResult result = new DescribeLogDirsResult()
                .setErrorCode((store.failure() == null ? Errors.NONE : Errors.KAFKA_STORAGE_ERROR).code())
                .setLogDir(store.directory())
                .setTotalBytes(store.totalBytes())
                .setUsableBytes(store.usableBytes());
        topics.values().forEach(topic -> {
            topic.partitions().sort((a, b) -> Integer.compare(a.partitionIndex(), b.partitionIndex()));
            result.topics().add(topic);
        });
        DescribeLogDirsResponseData response = new DescribeLogDirsResponseData();
        response.results().add(result);
        return response;
    }

    private record Size(LogId id, long bytes) {}
}
