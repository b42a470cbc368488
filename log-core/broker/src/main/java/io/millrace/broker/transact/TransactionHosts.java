package io.millrace.broker.transact;

import io.millrace.base.Loop;
import io.millrace.broker.api.Vouching;
import io.millrace.broker.coordinate.GroupHosts;
import io.millrace.broker.coordinate.TopicCommands;
import io.millrace.broker.coordinate.Topics;
import io.millrace.broker.partition.PartitionKey;
import io.millrace.broker.partition.Partitions;
import io.millrace.coordinator.catalog.TopicImage;
import io.millrace.coordinator.catalog.TopicNames;
import io.millrace.coordinator.transaction.TransactionCoordinator;
import io.millrace.coordinator.transaction.TransactionLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopic;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopicConfig;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All transaction coordinators of this node, one a partition of {@code __transaction_state}. That topic is made when the
 * first transactional id shows up, so that a node without transactions does not pay for them. <i>Any thread.</i>
 */
public final class TransactionHosts implements Vouching {
    private static final Logger LOG = LoggerFactory.getLogger(TransactionHosts.class);

    private static final short BUMPING = 2;

    private final Topics topics;
    private final Partitions partitions;
    private final TopicCommands commands;
    private final Loop catalogLoop;
    private final Settings settings;
    private final MarkerWriter markers;
    private volatile List<TransactionHost> hosts = List.of();
    /** On the catalog's loop. */
    private final List<Consumer<Errors>> waiting = new ArrayList<>();

    private boolean creating;

    /**
     * How transactions are kept. <i>Immutable.</i>
     *
     * @param partitions of {@code __transaction_state} when it is made
     * @param tickMs how often open transactions are held against their timeouts
     */
    public record Settings(int partitions, TransactionLimits limits, long tickMs) {}

    /** What is asked of a coordinator, on its loop: the monotonic and the wall clock in milliseconds. */
    @FunctionalInterface
    public interface Ask {
        /** Asks. */
        void ask(TransactionCoordinator coordinator, long nowMs, long wallMs);
    }

    /** With none yet. */
    public TransactionHosts(
            Topics topics,
            Partitions partitions,
            TopicCommands commands,
            GroupHosts groups,
            Loop catalogLoop,
            Settings settings) {
        this.topics = topics;
        this.partitions = partitions;
        this.commands = commands;
        this.catalogLoop = catalogLoop;
        this.settings = settings;
        this.markers = new MarkerWriter(topics, partitions, groups);
    }

    /** Loads the coordinators where there is the topic; {@code done} gets null, or why they cannot be. */
    public void load(Consumer<@Nullable Throwable> done) {
        TopicImage topic = topics.served().image().topic(TopicNames.TRANSACTION_STATE);
        if (topic == null) {
            done.accept(null);
            return;
        }
        int count = topic.partitionCount();
        TransactionHost[] loaded = new TransactionHost[count];
        AtomicInteger left = new AtomicInteger(count);
        AtomicReference<@Nullable Throwable> failed = new AtomicReference<>();
        Consumer<@Nullable Throwable> one = failure -> {
            if (failure != null) {
                failed.compareAndSet(null, failure);
            }
            if (left.decrementAndGet() == 0) {
                Throwable why = failed.get();
                if (why == null) {
                    hosts = List.of(loaded);
                }
                done.accept(why);
            }
        };
        for (int i = 0; i < count; i++) {
            int index = i;
            PartitionKey key = new PartitionKey(topic.id(), index);
            Partitions.Shard shard = partitions.shardOf(key);
            shard.loop().execute(() -> {
                loaded[index] = new TransactionHost(
                        shard.loop(), shard.get(key), settings.limits(), settings.tickMs(), markers);
                loaded[index].load(one);
            });
        }
    }

    /** Makes the topic and its coordinators where they are missing; then calls back, on any thread. */
    public void ensure(Consumer<Errors> done) {
        if (!hosts.isEmpty()) {
            done.accept(Errors.NONE);
            return;
        }
        catalogLoop.run(() -> {
            if (!hosts.isEmpty()) {
                done.accept(Errors.NONE);
                return;
            }
            waiting.add(done);
            if (!creating) {
                creating = true;
                create();
            }
        });
    }

    private void create() {
        CreatableTopic topic = new CreatableTopic()
                .setName(TopicNames.TRANSACTION_STATE)
                .setNumPartitions(settings.partitions())
                .setReplicationFactor((short) 1);
        topic.configs().add(new CreatableTopicConfig().setName("cleanup.policy").setValue("compact"));
        CreateTopicsRequestData request = new CreateTopicsRequestData();
        request.topics().add(topic);
        commands.create(request, answer -> {
            short code = answer.topics().iterator().next().errorCode();
            if (code != Errors.NONE.code() && code != Errors.TOPIC_ALREADY_EXISTS.code()) {
                LOG.error("{} cannot be made: {}", TopicNames.TRANSACTION_STATE, Errors.forCode(code));
                catalogLoop.run(() -> created(Errors.COORDINATOR_NOT_AVAILABLE));
                return;
            }
            load(failure -> {
                if (failure != null) {
                    LOG.error("{} cannot be read: {}", TopicNames.TRANSACTION_STATE, failure.getMessage());
                }
                catalogLoop.run(() -> created(failure == null ? Errors.NONE : Errors.COORDINATOR_NOT_AVAILABLE));
            });
        });
    }

    private void created(Errors error) {
        creating = false;
        List<Consumer<Errors>> told = List.copyOf(waiting);
        waiting.clear();
        told.forEach(each -> each.accept(error));
    }

    /** Asks the coordinator of that transactional id; false, and nothing is asked, when there are none yet. */
    public boolean on(String transactionalId, Ask ask) {
        List<TransactionHost> now = hosts;
        if (now.isEmpty()) {
            return false;
        }
        TransactionHost host = now.get(Math.floorMod(transactionalId.hashCode() & Integer.MAX_VALUE, now.size()));
        host.loop().run(() -> host.ask(ask));
        return true;
    }

    /** Takes partitions into a transaction; see {@link TransactionCoordinator#add}. */
    void add(
            String id,
            long producerId,
            short epoch,
            List<TopicPartition> added,
            short clientVersion,
            Consumer<Errors> answer) {
        boolean mayWait = clientVersion >= BUMPING;
        boolean asked = on(
                id,
                (coordinator, nowMs, wallMs) ->
                        coordinator.add(id, producerId, epoch, added, clientVersion, mayWait, nowMs, wallMs, answer));
        if (!asked) {
            answer.accept(Errors.INVALID_PRODUCER_ID_MAPPING);
        }
    }

    /** Whether a transaction writes to all of these; see {@link TransactionCoordinator#verify}. */
    void verify(String id, long producerId, short epoch, List<TopicPartition> all, Consumer<Errors> answer) {
        boolean asked = on(id, (coordinator, nowMs, wallMs) -> coordinator.verify(id, producerId, epoch, all, answer));
        if (!asked) {
            answer.accept(Errors.INVALID_PRODUCER_ID_MAPPING);
        }
    }

    @Override
    public void vouch(
            String transactionalId,
            long producerId,
            short epoch,
            TopicPartition partition,
            boolean add,
            Consumer<Errors> answer) {
        if (add) {
            add(transactionalId, producerId, epoch, List.of(partition), BUMPING, answer);
        } else {
            verify(transactionalId, producerId, epoch, List.of(partition), answer);
        }
    }

    /** Asks every coordinator. */
    public void onEach(Ask ask) {
        hosts.forEach(host -> host.loop().run(() -> host.ask(ask)));
    }

    /** How many coordinators {@link #onEach} asks. */
    public int count() {
        return hosts.size();
    }

    MarkerWriter markers() {
        return markers;
    }

    /** Ends every coordinator; {@code done} runs on one of the loops, or at once where there is none. */
    public void stop(Runnable done) {
        List<TransactionHost> now = hosts;
        if (now.isEmpty()) {
            done.run();
            return;
        }
        AtomicInteger left = new AtomicInteger(now.size());
        for (TransactionHost host : now) {
            host.loop().execute(() -> {
                host.stop();
                if (left.decrementAndGet() == 0) {
                    done.run();
                }
            });
        }
    }
}
