package io.millrace.client.produce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.base.Settings;
import io.millrace.client.ScriptedCluster.Held;
import io.millrace.client.World;
import io.millrace.client.config.ClientKeys;
import io.millrace.client.group.GroupOffsets.Committer;
import io.millrace.client.group.Offset;
import io.millrace.client.transact.TransactionState;
import io.millrace.client.transact.Transactions;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.message.AddOffsetsToTxnResponseData;
import org.apache.kafka.common.message.AddPartitionsToTxnRequestData;
import org.apache.kafka.common.message.AddPartitionsToTxnResponseData;
import org.apache.kafka.common.message.AddPartitionsToTxnResponseData.AddPartitionsToTxnPartitionResult;
import org.apache.kafka.common.message.AddPartitionsToTxnResponseData.AddPartitionsToTxnPartitionResultCollection;
import org.apache.kafka.common.message.AddPartitionsToTxnResponseData.AddPartitionsToTxnTopicResult;
import org.apache.kafka.common.message.AddPartitionsToTxnResponseData.AddPartitionsToTxnTopicResultCollection;
import org.apache.kafka.common.message.EndTxnRequestData;
import org.apache.kafka.common.message.EndTxnResponseData;
import org.apache.kafka.common.message.FindCoordinatorRequestData;
import org.apache.kafka.common.message.FindCoordinatorResponseData;
import org.apache.kafka.common.message.InitProducerIdRequestData;
import org.apache.kafka.common.message.InitProducerIdResponseData;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.TxnOffsetCommitRequestData;
import org.apache.kafka.common.message.TxnOffsetCommitResponseData;
import org.apache.kafka.common.message.TxnOffsetCommitResponseData.TxnOffsetCommitResponsePartition;
import org.apache.kafka.common.message.TxnOffsetCommitResponseData.TxnOffsetCommitResponseTopic;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The older protocol, where partitions are added by a call: a cluster without transaction.version. */
class TransactionsTest {
    private final World world = new World();
    private Errors addError = Errors.NONE;
    private Errors endError = Errors.NONE;
    private Errors initError = Errors.NONE;
    private Errors offsetError = Errors.NONE;
    private Errors produceError = Errors.NONE;
    private short epoch = 3;
    private Appender appender;
    private Transactions transactions;

    @BeforeEach
    void script() {
        world.cluster.topic("t", 2);
        world.cluster.on(ApiKeys.FIND_COORDINATOR, held -> {
            FindCoordinatorResponseData answer = new FindCoordinatorResponseData();
            String key = held.body(FindCoordinatorRequestData.class)
                    .coordinatorKeys()
                    .get(0);
            answer.coordinators()
                    .add(new FindCoordinatorResponseData.Coordinator()
                            .setKey(key)
                            .setHost("node")
                            .setPort(100));
            return answer;
        });
        world.cluster.on(
                ApiKeys.INIT_PRODUCER_ID,
                held -> new InitProducerIdResponseData()
                        .setErrorCode(initError.code())
                        .setProducerId(7)
                        .setProducerEpoch(epoch++));
        world.cluster.on(ApiKeys.ADD_PARTITIONS_TO_TXN, this::added);
        world.cluster.on(ApiKeys.END_TXN, held -> new EndTxnResponseData().setErrorCode(endError.code()));
        world.cluster.on(ApiKeys.ADD_OFFSETS_TO_TXN, held -> new AddOffsetsToTxnResponseData());
        world.cluster.on(ApiKeys.TXN_OFFSET_COMMIT, held -> {
            TxnOffsetCommitResponseTopic topic = new TxnOffsetCommitResponseTopic().setName("t");
            topic.partitions().add(new TxnOffsetCommitResponsePartition().setErrorCode(offsetError.code()));
            return new TxnOffsetCommitResponseData().setTopics(List.of(topic));
        });
        world.cluster.on(ApiKeys.PRODUCE, held -> Produced.answer(held, produceError, 0));
        appender = world.client.appender(
                AppendConfig.from(Settings.of(Map.of("transactional.id", "me", "linger.ms", "0"), ClientKeys.ALL)));
        transactions = appender.transactions();
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void aPartitionIsAddedBeforeItsFirstBatchAndOnlyOnce() {
        init();
        transactions.begin();
        append(0);
        append(1);
        settle();
        append(0);
        assertThat(commit()).isNull();

        List<ApiKeys> order = world.cluster.seen.stream()
                .map(held -> held.request.api())
                .filter(api -> List.of(ApiKeys.ADD_PARTITIONS_TO_TXN, ApiKeys.PRODUCE, ApiKeys.END_TXN)
                        .contains(api))
                .toList();
        assertThat(order)
                .containsExactly(ApiKeys.ADD_PARTITIONS_TO_TXN, ApiKeys.PRODUCE, ApiKeys.PRODUCE, ApiKeys.END_TXN);
        Held first = world.cluster.seen(ApiKeys.PRODUCE).get(0);
        assertThat(first.request.version()).isLessThanOrEqualTo((short) 11);
        assertThat(first.body(ProduceRequestData.class).transactionalId()).isEqualTo("me");
        assertThat(Produced.of(first).get(0).epoch()).isEqualTo(3);
        assertThat(ended().committed()).isTrue();
        assertThat(transactions.state()).isEqualTo(TransactionState.READY);
    }

    @Test
    void theNextTransactionGoesOnCountingUnderTheSameEpoch() {
        init();
        for (int i = 0; i < 2; i++) {
            transactions.begin();
            append(0);
            assertThat(commit()).isNull();
        }

        List<Held> produced = world.cluster.seen(ApiKeys.PRODUCE);
        assertThat(produced).hasSize(2);
        assertThat(Produced.of(produced.get(1)).get(0).sequence()).isEqualTo(1);
        assertThat(Produced.of(produced.get(1)).get(0).epoch()).isEqualTo(3);
    }

    @Test
    void anAbortAfterAFailedRecordBeginsANewEpoch() {
        init();
        transactions.begin();
        produceError = Errors.RECORD_LIST_TOO_LARGE;
        append(0);
        settle();
        produceError = Errors.NONE;

        assertThat(transactions.state()).isEqualTo(TransactionState.ABORTABLE_ERROR);
        assertThatThrownBy(() -> append(0)).isInstanceOf(KafkaException.class);
        assertThatThrownBy(() -> transactions.commit(failure -> {})).isInstanceOf(KafkaException.class);
        assertThat(abort()).isNull();
        assertThat(ended().committed()).isFalse();
        InitProducerIdRequestData bump = last(ApiKeys.INIT_PRODUCER_ID).body(InitProducerIdRequestData.class);
        assertThat(bump.producerId()).isEqualTo(7);
        assertThat(bump.producerEpoch()).isEqualTo((short) 3);
        transactions.begin();
        append(0);
        assertThat(commit()).isNull();
        Produced after = Produced.of(last(ApiKeys.PRODUCE)).get(0);
        assertThat(after.epoch()).isEqualTo(4);
        assertThat(after.sequence()).isZero();
    }

    @Test
    void aTransactionThatWroteNothingAsksNothing() {
        init();
        transactions.begin();
        assertThat(commit()).isNull();

        assertThat(world.cluster.seen(ApiKeys.END_TXN)).isEmpty();
    }

    @Test
    void aFenceIsFatal() {
        init();
        transactions.begin();
        append(0);
        endError = Errors.INVALID_PRODUCER_EPOCH;

        assertThat(commit()).isInstanceOf(ProducerFencedException.class);
        assertThat(transactions.state()).isEqualTo(TransactionState.FATAL_ERROR);
        assertThatThrownBy(transactions::begin).isInstanceOf(ProducerFencedException.class);
        assertThatThrownBy(() -> transactions.abort(failure -> {})).isInstanceOf(ProducerFencedException.class);
    }

    @Test
    void whatPassesIsAskedAgain() {
        initError = Errors.CONCURRENT_TRANSACTIONS;
        List<Throwable> told = new ArrayList<>();
        transactions.init(told::add);
        world.pass(50);
        initError = Errors.NONE;
        world.until(() -> !told.isEmpty());
        assertThat(told).containsExactly((Throwable) null);

        transactions.begin();
        addError = Errors.COORDINATOR_LOAD_IN_PROGRESS;
        append(0);
        world.pass(50);
        addError = Errors.NONE;
        assertThat(commit()).isNull();
        assertThat(world.cluster.seen(ApiKeys.PRODUCE)).hasSize(1);
    }

    @Test
    void aTopicWithoutRightsCanOnlyBeAborted() {
        init();
        transactions.begin();
        addError = Errors.TOPIC_AUTHORIZATION_FAILED;
        append(0);

        assertThat(commit()).isInstanceOf(KafkaException.class);
        assertThat(transactions.state()).isEqualTo(TransactionState.ABORTABLE_ERROR);
        assertThat(world.cluster.seen(ApiKeys.PRODUCE)).isEmpty();
        assertThat(abort()).isNull();
        assertThat(transactions.state()).isEqualTo(TransactionState.READY);
    }

    @Test
    void positionsJoinBeforeTheyAreSentAndTheCommitWaitsForThem() {
        init();
        transactions.begin();
        List<Throwable> sent = new ArrayList<>();
        transactions.sendOffsets(
                "g", new Committer(4, "m", null), Map.of(new TopicPartition("t", 0), Offset.of(9)), sent::add);
        assertThat(commit()).isNull();

        assertThat(sent).containsExactly((Throwable) null);
        assertThat(world.cluster.seen(ApiKeys.ADD_OFFSETS_TO_TXN)).hasSize(1);
        TxnOffsetCommitRequestData request = last(ApiKeys.TXN_OFFSET_COMMIT).body(TxnOffsetCommitRequestData.class);
        assertThat(request.generationId()).isEqualTo(4);
        assertThat(request.memberId()).isEqualTo("m");
        assertThat(request.producerId()).isEqualTo(7);
        assertThat(world.cluster.seen(ApiKeys.END_TXN)).hasSize(1);
    }

    @Test
    void positionsOfAMemberThatIsGoneCanOnlyBeAborted() {
        init();
        transactions.begin();
        offsetError = Errors.ILLEGAL_GENERATION;
        List<Throwable> sent = new ArrayList<>();
        transactions.sendOffsets("g", Committer.NOBODY, Map.of(new TopicPartition("t", 0), Offset.of(9)), sent::add);
        world.until(() -> !sent.isEmpty());

        assertThat(transactions.state()).isEqualTo(TransactionState.ABORTABLE_ERROR);
        assertThat(abort()).isNull();
    }

    @Test
    void recordsOutsideATransactionAreRefused() {
        assertThatThrownBy(() -> append(0)).isInstanceOf(IllegalStateException.class);
        init();
        assertThatThrownBy(() -> append(0)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> transactions.commit(failure -> {})).isInstanceOf(IllegalStateException.class);
        transactions.begin();
        assertThatThrownBy(transactions::begin).isInstanceOf(IllegalStateException.class);
    }

    private AddPartitionsToTxnResponseData added(Held held) {
        AddPartitionsToTxnTopicResultCollection topics = new AddPartitionsToTxnTopicResultCollection();
        held.body(AddPartitionsToTxnRequestData.class).v3AndBelowTopics().forEach(topic -> {
            AddPartitionsToTxnPartitionResultCollection results = new AddPartitionsToTxnPartitionResultCollection();
            topic.partitions()
                    .forEach(partition -> results.add(new AddPartitionsToTxnPartitionResult()
                            .setPartitionIndex(partition)
                            .setPartitionErrorCode(addError.code())));
            topics.add(new AddPartitionsToTxnTopicResult().setName(topic.name()).setResultsByPartition(results));
        });
        return new AddPartitionsToTxnResponseData().setResultsByTopicV3AndBelow(topics);
    }

    private void init() {
        List<Throwable> told = new ArrayList<>();
        transactions.init(told::add);
        world.until(() -> !told.isEmpty());
        assertThat(told).containsExactly((Throwable) null);
    }

    private Throwable commit() {
        List<Throwable> told = new ArrayList<>();
        transactions.commit(told::add);
        world.until(() -> !told.isEmpty());
        return told.get(0);
    }

    private Throwable abort() {
        List<Throwable> told = new ArrayList<>();
        transactions.abort(told::add);
        world.until(() -> !told.isEmpty());
        return told.get(0);
    }

    private void append(int partition) {
        assertThat(appender.append(
                        "t", partition, 1, null, "v".getBytes(StandardCharsets.UTF_8), null, (offset, failure) -> {}))
                .isTrue();
    }

    private void settle() {
        world.pass(5);
    }

    private EndTxnRequestData ended() {
        return last(ApiKeys.END_TXN).body(EndTxnRequestData.class);
    }

    private Held last(ApiKeys api) {
        List<Held> seen = world.cluster.seen(api);
        return seen.get(seen.size() - 1);
    }
}
