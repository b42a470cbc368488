package io.millrace.broker.api;

import java.util.function.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.protocol.Errors;

/** Who knows which transactions are open. <i>Any thread.</i> */
@FunctionalInterface
public interface Vouching {
    /**
     * NONE when the owner of the transactional id writes to the partition in a transaction; on any thread.
     *
     * @param add whether the partition joins the transaction by this, as it does for clients of transaction.version 2
     */
    void vouch(
            String transactionalId,
            long producerId,
            short epoch,
            TopicPartition partition,
            boolean add,
            Consumer<Errors> answer);
}
