package io.millrace.broker;

import io.millrace.base.Clock;
import io.millrace.base.Endpoint;
import io.millrace.base.Loop;
import io.millrace.base.Rng;
import io.millrace.broker.api.Node;
import io.millrace.broker.coordinate.CatalogHost;
import io.millrace.broker.coordinate.GroupHosts;
import io.millrace.broker.coordinate.ProducerIds;
import io.millrace.broker.coordinate.TopicCommands;
import io.millrace.broker.coordinate.TopicDefaults;
import io.millrace.broker.coordinate.Topics;
import io.millrace.broker.partition.Partition;
import io.millrace.broker.partition.PartitionKey;
import io.millrace.broker.partition.Partitions;
import io.millrace.broker.session.FetchSessions;
import io.millrace.broker.transact.TransactionHosts;
import io.millrace.coordinator.catalog.CatalogImage;
import io.millrace.coordinator.catalog.Features;
import io.millrace.coordinator.catalog.TopicImage;
import io.millrace.coordinator.catalog.TopicNames;
import io.millrace.coordinator.config.Resource;
import io.millrace.storage.disk.Disk;
import io.millrace.storage.log.DiskThreads;
import io.millrace.storage.log.LogConfig;
import io.millrace.storage.log.LogId;
import io.millrace.storage.log.LogStore;
import io.millrace.wire.message.MetadataRecord.RegisterBroker;
import java.io.IOException;
import java.util.List;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopic;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopicConfig;
import org.apache.kafka.common.message.CreateTopicsResponseData.CreatableTopicResult;
import org.apache.kafka.common.protocol.Errors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of a node from its disk to accepting work: open and recover the logs, load the catalog, register, open the
 * topics' partitions, load the groups. Each step begins the next one; none waits. <i>Loop-owned</i> by the catalog's
 * loop once the logs are open.
 */
final class Boot {
    private static final Logger LOG = LoggerFactory.getLogger(Boot.class);

    private final BrokerConfig config;
    private final Limits limits;
    private final Loop diskLoop;
    private final Rng rng;
    private final Broker.Opened opened;
    private final LogStore store;
    private final Partitions partitions;
    private final Topics topics;
    private final CatalogHost catalog;
    private final Partition metadata;
    private final PartitionKey metadataKey = new PartitionKey(Uuid.METADATA_TOPIC_ID, 0);
    private CatalogImage image = CatalogImage.EMPTY;
    private boolean failed;

    /** Opens and recovers the logs on the calling thread. */
    Boot(
            BrokerConfig config,
            Disk disk,
            List<Loop> loops,
            DiskThreads disks,
            Clock clock,
            Rng rng,
            Broker.Opened opened)
            throws IOException {
        this.config = config;
        this.limits = Limits.of(config.settings());
        this.diskLoop = disks.writer();
        this.rng = rng;
        this.opened = opened;
        this.store = LogStore.open(disk, limits.store(CatalogHost.newId(rng).toString()), disks, clock);
        this.partitions = new Partitions(loops);
        Loop loop = partitions.shardOf(metadataKey).loop();
        TopicDefaults defaults = limits.topicDefaults();
        this.topics = new Topics(store, partitions, loop, limits::topicDefaults);
        LogConfig logConfig = defaults.log().keepingAll();
        LogId id = new LogId(Uuid.METADATA_TOPIC_ID, TopicNames.CLUSTER_METADATA, 0);
        this.metadata =
                Partition.open(store.openLog(id, loop, logConfig), 0, defaults.producerExpirationMs(), loop.clock());
        this.catalog = new CatalogHost(loop, metadata, limits.catalog(), Rng.seeded(rng.nextLong()), this::published);
    }

    /** Goes on on the loops. */
    void begin() {
        catalog.loop().execute(() -> {
            partitions.shardOf(metadataKey).add(metadataKey, metadata);
            catalog.load(failure -> {
                if (failure != null) {
                    fail(failure);
                } else {
                    deleteLeftovers();
                    register();
                }
            });
        });
    }

    private void published(CatalogImage newer) {
        image = newer;
        topics.follow(newer);
    }

    /** Topics whose deletion was committed, but whose files were not all gone when the node ended. */
    private void deleteLeftovers() {
        for (LogId id : store.recovered()) {
            if (id.topicId().equals(Uuid.METADATA_TOPIC_ID) || image.topic(id.topicId()) != null) {
                continue;
            }
            if (catalog.wasRemoved(id.topicId())) {
                store.delete(id);
            } else {
                LOG.warn("{} belongs to no topic that was ever created here; its files are left alone", id);
            }
        }
    }

    private void register() {
        RegisterBroker self = new RegisterBroker(
                limits.nodeId(),
                CatalogHost.newId(rng),
                0,
                List.of(),
                Features.supported(),
                null,
                false,
                false,
                List.of());
        catalog.ask(it -> it.registerBroker(self, outcome -> {
            if (outcome.error() != Errors.NONE) {
                fail(outcome.error().exception());
            } else {
                createOffsetsTopic(outcome.value().brokerEpoch());
            }
        }));
    }

    private void createOffsetsTopic(long brokerEpoch) {
        if (image.topic(TopicNames.CONSUMER_OFFSETS) != null) {
            topics.whenServed(() -> startGroups(brokerEpoch));
            return;
        }
        CreatableTopic topic = new CreatableTopic()
                .setName(TopicNames.CONSUMER_OFFSETS)
                .setNumPartitions(limits.offsetsPartitions())
                .setReplicationFactor((short) 1);
        topic.configs().add(new CreatableTopicConfig().setName("cleanup.policy").setValue("compact"));
        CreateTopicsRequestData request = new CreateTopicsRequestData();
        request.topics().add(topic);
        catalog.ask(it -> it.createTopics(request, answer -> {
            CreatableTopicResult result = answer.topics().iterator().next();
            if (result.errorCode() != Errors.NONE.code()) {
                fail(new IOException(TopicNames.CONSUMER_OFFSETS + ": " + result.errorMessage()));
            } else {
                topics.whenServed(() -> startGroups(brokerEpoch));
            }
        }));
    }

    private void startGroups(long brokerEpoch) {
        TopicImage offsets = topics.served().image().topic(TopicNames.CONSUMER_OFFSETS);
        if (offsets == null) {
            fail(new IOException(TopicNames.CONSUMER_OFFSETS + " was not created"));
            return;
        }
        GroupHosts.Ports ports = new GroupHosts.Ports(
                () -> topics.served().image(),
                group -> topics.served().image().configs(new Resource(Resource.GROUP, group)));
        GroupHosts.start(offsets, partitions, limits.groups(), rng, ports, (groups, failure) -> {
            if (groups == null) {
                fail(failure == null ? new IOException("no groups") : failure);
            } else {
                catalog.loop().run(() -> startTransactions(groups, brokerEpoch));
            }
        });
    }

    private void startTransactions(GroupHosts groups, long brokerEpoch) {
        TransactionHosts transactions = new TransactionHosts(
                topics, partitions, new TopicCommands(catalog, topics), groups, catalog.loop(), limits.transactions());
        transactions.load(failure -> {
            if (failure != null) {
                fail(failure);
            } else {
                catalog.loop().run(() -> ready(groups, transactions, brokerEpoch));
            }
        });
    }

    private void ready(GroupHosts groups, TransactionHosts transactions, long brokerEpoch) {
        topics.onDeleted(
                deleted -> groups.onEach((coordinator, nowMs, wallMs) -> coordinator.partitionsDeleted(deleted)));
        Node node = new Node(limits.nodeId(), store.clusterId());
        Handlers handlers = new Handlers(
                config,
                limits,
                node,
                catalog.loop().clock(),
                store,
                topics,
                partitions,
                groups,
                new TopicCommands(catalog, topics),
                new ProducerIds(catalog, node.id(), brokerEpoch),
                transactions,
                new FetchSessions(
                        config.settings().get(BrokerKeys.FETCH_SESSIONS),
                        Rng.seeded(rng.nextLong()),
                        catalog.loop().clock()));
        Endpoint address = new Endpoint(Endpoint.IN_PROCESS + config.name(), 0);
        Broker broker = new Broker(
                address,
                config.settings().get(BrokerKeys.ADVERTISED_LISTENERS).orElse(null),
                limits.edge(),
                limits.requestRoom(),
                handlers.apiVersions(),
                partitions,
                store,
                new Shutdown(store, diskLoop, partitions, catalog, topics, groups, transactions));
        try {
            broker.register();
        } catch (IllegalStateException e) {
            fail(e);
            return;
        }
        opened.done(broker, null);
    }

    private void fail(Throwable why) {
        if (failed) {
            return;
        }
        failed = true;
        new Shutdown(store, diskLoop, partitions, catalog, topics, null, null).run(() -> opened.done(null, why));
    }
}
