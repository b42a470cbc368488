package io.millrace.broker.transact;

import io.millrace.broker.api.Api;
import io.millrace.broker.api.Call;
import io.millrace.broker.api.Join;
import io.millrace.broker.coordinate.Topics;
import io.millrace.coordinator.catalog.TopicImage;
import io.millrace.wire.record.EndMarker;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.message.WriteTxnMarkersRequestData;
import org.apache.kafka.common.message.WriteTxnMarkersRequestData.WritableTxnMarker;
import org.apache.kafka.common.message.WriteTxnMarkersRequestData.WritableTxnMarkerTopic;
import org.apache.kafka.common.message.WriteTxnMarkersResponseData;
import org.apache.kafka.common.message.WriteTxnMarkersResponseData.WritableTxnMarkerPartitionResult;
import org.apache.kafka.common.message.WriteTxnMarkersResponseData.WritableTxnMarkerResult;
import org.apache.kafka.common.message.WriteTxnMarkersResponseData.WritableTxnMarkerTopicResult;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/** WriteTxnMarkers: how an administrator ends a transaction that hangs. */
final class WriteTxnMarkersApi implements Api {
    private final TransactionHosts transactions;
    private final Topics topics;

    WriteTxnMarkersApi(TransactionHosts transactions, Topics topics) {
        this.transactions = transactions;
        this.topics = topics;
    }

    @Override
    public ApiKeys key() {
        return ApiKeys.WRITE_TXN_MARKERS;
    }

    @Override
    public void handle(Call call) {
        WriteTxnMarkersRequestData request = call.body(WriteTxnMarkersRequestData.class);
        WriteTxnMarkersResponseData response = new WriteTxnMarkersResponseData();
        Join join = new Join(() -> call.answer(response));
        for (WritableTxnMarker asked : request.markers()) {
            WritableTxnMarkerResult result = new WritableTxnMarkerResult().setProducerId(asked.producerId());
            response.markers().add(result);
            for (WritableTxnMarkerTopic topic : asked.topics()) {
                WritableTxnMarkerTopicResult answers = new WritableTxnMarkerTopicResult().setName(topic.name());
                result.topics().add(answers);
                for (int partition : topic.partitionIndexes()) {
                    WritableTxnMarkerPartitionResult answer =
                            new WritableTxnMarkerPartitionResult().setPartitionIndex(partition);
                    answers.partitions().add(answer);
                    join.begin();
                    write(asked, new TopicPartition(topic.name(), partition), answer, join);
                }
            }
        }
        join.done();
    }

    private void write(WritableTxnMarker asked, TopicPartition at, WritableTxnMarkerPartitionResult answer, Join join) {
        TopicImage topic = topics.served().image().topic(at.topic());
        if (topic == null || at.partition() < 0 || at.partition() >= topic.partitionCount()) {
            answer.setErrorCode(Errors.UNKNOWN_TOPIC_OR_PARTITION.code());
            join.done();
            return;
        }
        EndMarker marker = new EndMarker(asked.transactionResult(), asked.coordinatorEpoch());
        // Who hangs has the epoch that is named: whatever its version, that is the one to end.
        transactions.markers().write(at, asked.producerId(), asked.producerEpoch(), marker, (short) 0, error -> {
            answer.setErrorCode(error.code());
            join.done();
        });
    }
}
