package io.millrace.broker.transact;

import io.millrace.base.Clock;
import io.millrace.broker.api.Api;
import io.millrace.broker.api.Node;
import io.millrace.broker.coordinate.GroupHosts;
import io.millrace.broker.coordinate.ProducerIds;
import io.millrace.broker.coordinate.Topics;
import io.millrace.broker.partition.Partitions;
import java.util.List;
import org.apache.kafka.common.protocol.Errors;

/** The requests about transactions. <i>Immutable.</i> */
public final class TransactionApis {
    private static final short FENCES_SINCE = 2;

    private TransactionApis() {}

    /** All of them. */
    public static List<Api> all(
            Node node,
            Topics topics,
            Partitions partitions,
            GroupHosts groups,
            ProducerIds ids,
            TransactionHosts transactions,
            Clock clock) {
        return List.of(
                new FindCoordinatorApi(node, transactions),
                new InitProducerIdApi(ids, transactions),
                new AddPartitionsToTxnApi(transactions, topics),
                new AddOffsetsToTxnApi(transactions, groups),
                new TxnOffsetCommitApi(topics, transactions, groups),
                new EndTxnApi(ids, transactions),
                new WriteTxnMarkersApi(transactions, topics),
                new DescribeTransactionsApi(transactions),
                new ListTransactionsApi(transactions, clock),
                new DescribeProducersApi(topics, partitions));
    }

    /** Old versions know PRODUCER_FENCED by another name. */
    static Errors asOf(Errors error, short version) {
        return error == Errors.PRODUCER_FENCED && version < FENCES_SINCE ? Errors.INVALID_PRODUCER_EPOCH : error;
    }
}
