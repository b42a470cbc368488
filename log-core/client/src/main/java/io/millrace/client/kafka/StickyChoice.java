package io.millrace.client.kafka;

import io.millrace.client.metadata.TopicInfo;
import io.millrace.client.metadata.TopicInfo.PartitionInfo;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.IntUnaryOperator;

/** The partition that takes the next batch's worth of records without a key. <i>Any thread.</i> */
final class StickyChoice {
    private StickyChoice() {}

    /**
     * One of those that have a leader, or of all when none has; with the adaptive choice the rarer, the more batches of it
     * wait.
     */
    static int next(TopicInfo topic, boolean adaptive, IntUnaryOperator waiting) {
        int[] led = topic.partitions().stream()
                .filter(each -> each.leaderId() >= 0)
                .mapToInt(PartitionInfo::partition)
                .toArray();
        ThreadLocalRandom random = ThreadLocalRandom.current();
        if (led.length == 0) {
            return random.nextInt(topic.partitionCount());
        }
        if (!adaptive || led.length == 1) {
            return led[random.nextInt(led.length)];
        }
        int most = 0;
        for (int partition : led) {
            most = Math.max(most, waiting.applyAsInt(partition));
        }
        int sum = 0;
        for (int partition : led) {
            sum += most + 1 - waiting.applyAsInt(partition);
        }
        int drawn = random.nextInt(sum);
        for (int partition : led) {
            drawn -= most + 1 - waiting.applyAsInt(partition);
            if (drawn < 0) {
                return partition;
            }
        }
        return led[led.length - 1];
    }
}
