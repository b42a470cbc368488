package io.millrace.coordinator.catalog;

import io.millrace.base.Check;
import io.millrace.coordinator.config.NodeValues;
import io.millrace.coordinator.config.Resource;
import io.millrace.coordinator.replay.Decision;
import io.millrace.coordinator.replay.Machine;
import io.millrace.wire.message.MetadataRecord;
import io.millrace.wire.message.MetadataRecord.BrokerFeature;
import io.millrace.wire.message.MetadataRecord.Config;
import io.millrace.wire.message.MetadataRecord.FeatureLevel;
import io.millrace.wire.message.MetadataRecord.Partition;
import io.millrace.wire.message.MetadataRecord.ProducerIds;
import io.millrace.wire.message.MetadataRecord.RegisterBroker;
import io.millrace.wire.message.MetadataRecord.RemoveTopic;
import io.millrace.wire.message.MetadataRecord.Topic;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/** Brokers, topics, features and producer ids, folded from the metadata log. <i>Loop-owned.</i> */
final class CatalogMachine implements Machine<MetadataRecord> {
    private static final int PRODUCER_IDS_A_BLOCK = 1000;

    private final Map<String, TopicState> topics = new HashMap<>();
    private final Map<Uuid, TopicState> topicsById = new HashMap<>();
    private final Map<String, String> namesByCollisionKey = new HashMap<>();
    private final TreeMap<Integer, RegisterBroker> brokers = new TreeMap<>();
    private final TreeMap<Resource, Map<String, String>> configs = new TreeMap<>();
    private final Map<String, Short> features = new TreeMap<>();
    private long applied;
    private long featuresEpoch;
    private long nextProducerId;
    private int partitions;
    private @Nullable CatalogImage image;

    /** One topic under construction; its image is made when it is asked for. */
    private static final class TopicState {
        private final String name;
        private final Uuid id;
        private final List<@Nullable Partition> partitions = new ArrayList<>();
        private final Map<String, String> configs = new TreeMap<>();
        private @Nullable TopicImage image;

        private TopicState(String name, Uuid id) {
            this.name = name;
            this.id = id;
        }

        private TopicImage image() {
            TopicImage made = image;
            if (made == null) {
                Check.that(!partitions.contains(null), "topic %s lacks a partition", name);
                made = new TopicImage(
                        name,
                        id,
                        Collections.unmodifiableList(new ArrayList<>(partitions)),
                        Collections.unmodifiableMap(new TreeMap<>(configs)));
                image = made;
            }
            return made;
        }
    }

    @Override
    public void apply(MetadataRecord record) {
        image = null;
        applied++;
        if (record instanceof RegisterBroker broker) {
            brokers.put(broker.brokerId(), broker);
        } else if (record instanceof Topic topic) {
            TopicState state = new TopicState(topic.name(), topic.topicId());
            topics.put(topic.name(), state);
            topicsById.put(topic.topicId(), state);
            namesByCollisionKey.put(TopicNames.collisionKey(topic.name()), topic.name());
        } else if (record instanceof Partition partition) {
            set(partition);
        } else if (record instanceof Config config) {
            set(config);
        } else if (record instanceof RemoveTopic remove) {
            remove(remove.topicId());
        } else if (record instanceof ProducerIds ids) {
            nextProducerId = ids.nextProducerId();
        } else if (record instanceof FeatureLevel feature) {
            set(feature);
        }
    }

    private void set(Partition partition) {
        TopicState state = topicsById.get(partition.topicId());
        if (state == null) {
            return;
        }
        while (state.partitions.size() <= partition.partitionId()) {
            state.partitions.add(null);
            partitions++;
        }
        state.partitions.set(partition.partitionId(), partition);
        state.image = null;
    }

    private void set(Config config) {
        if (config.resourceType() != Resource.TOPIC) {
            set(new Resource(config.resourceType(), config.resourceName()), config.name(), config.value());
            return;
        }
        TopicState state = topics.get(config.resourceName());
        if (state == null) {
            return;
        }
        String value = config.value();
        if (value == null) {
            state.configs.remove(config.name());
        } else {
            state.configs.put(config.name(), value);
        }
        state.image = null;
    }

    /** Images hold these maps, so each change makes new ones. */
    private void set(Resource resource, String key, @Nullable String value) {
        Map<String, String> changed = new TreeMap<>(configs.getOrDefault(resource, Map.of()));
        if (value == null) {
            changed.remove(key);
        } else {
            changed.put(key, value);
        }
        if (changed.isEmpty()) {
            configs.remove(resource);
        } else {
            configs.put(resource, Collections.unmodifiableMap(changed));
        }
    }

    private void set(FeatureLevel feature) {
        // Level 0 is kept: somebody said so, and the next start must not raise it again.
        features.put(feature.name(), feature.level());
        featuresEpoch = applied;
    }

    private void remove(Uuid id) {
        TopicState state = topicsById.remove(id);
        if (state != null) {
            topics.remove(state.name);
            namesByCollisionKey.remove(TopicNames.collisionKey(state.name));
            partitions -= state.partitions.size();
        }
    }

    /** What is applied, as one immutable value. */
    CatalogImage image() {
        CatalogImage made = image;
        if (made == null) {
            Map<String, TopicImage> byName = new HashMap<>();
            Map<Uuid, TopicImage> byId = new HashMap<>();
            for (TopicState state : topics.values()) {
                TopicImage topic = state.image();
                byName.put(topic.name(), topic);
                byId.put(topic.id(), topic);
            }
            made = new CatalogImage(
                    Collections.unmodifiableMap(byName),
                    Collections.unmodifiableMap(byId),
                    Collections.unmodifiableMap(new TreeMap<>(brokers)),
                    Collections.unmodifiableMap(new TreeMap<>(configs)),
                    finalised(),
                    featuresEpoch,
                    nextProducerId);
            image = made;
        }
        return made;
    }

    private Map<String, Short> finalised() {
        Map<String, Short> levels = new TreeMap<>(features);
        levels.values().removeIf(level -> level == 0);
        return Collections.unmodifiableMap(levels);
    }

    /** The id of the topic of that name. */
    @Nullable
    Uuid topicId(String name) {
        TopicState state = topics.get(name);
        return state == null ? null : state.id;
    }

    /** The name of the topic of that id. */
    @Nullable
    String topicName(Uuid id) {
        TopicState state = topicsById.get(id);
        return state == null ? null : state.name;
    }

    /** The topic whose name differs from this one in dots and underscores only. */
    @Nullable
    String collision(String name) {
        return namesByCollisionKey.get(TopicNames.collisionKey(name));
    }

    /** The topic as it is now; null when there is none. */
    @Nullable
    TopicImage topic(String name) {
        TopicState state = topics.get(name);
        return state == null ? null : state.image();
    }

    /** What was set on the resource; null when it is a topic that does not exist. */
    @Nullable
    Map<String, String> configs(Resource resource) {
        if (resource.type() == Resource.TOPIC) {
            TopicState state = topics.get(resource.name());
            return state == null ? null : state.configs;
        }
        return configs.getOrDefault(resource, Map.of());
    }

    /** What topics have that set nothing themselves, on that node. */
    NodeValues nodeValues(int nodeId, Map<String, String> file) {
        return NodeValues.ofFile(file)
                .with(
                        configs.getOrDefault(Resource.node(nodeId), Map.of()),
                        configs.getOrDefault(Resource.cluster(), Map.of()));
    }

    /** The level at which a feature is finalised, 0 when nobody did. */
    short featureLevel(String name) {
        return features.getOrDefault(name, (short) 0);
    }

    /** By id, in order. */
    TreeMap<Integer, RegisterBroker> brokers() {
        return brokers;
    }

    int partitions() {
        return partitions;
    }

    /** A broker that comes again gets a higher epoch. Features that nobody finalised yet are, at its highest level. */
    Decision<MetadataRecord, RegisterBroker> register(RegisterBroker broker) {
        RegisterBroker before = brokers.get(broker.brokerId());
        RegisterBroker now = new RegisterBroker(
                broker.brokerId(),
                broker.incarnationId(),
                before == null ? 0 : before.brokerEpoch() + 1,
                broker.endpoints(),
                broker.features(),
                broker.rack(),
                broker.fenced(),
                broker.inControlledShutdown(),
                broker.logDirs());
        List<MetadataRecord> records = new ArrayList<>();
        for (BrokerFeature feature : broker.features()) {
            if (!features.containsKey(feature.name()) && feature.maxVersion() > 0) {
                records.add(new FeatureLevel(feature.name(), feature.maxVersion()));
            }
        }
        records.add(now);
        return new Decision<>(records, now);
    }

    Decision<MetadataRecord, ProducerIdBlock> allocateProducerIds(int brokerId, long brokerEpoch) {
        ProducerIdBlock block = new ProducerIdBlock(nextProducerId, PRODUCER_IDS_A_BLOCK);
        return new Decision<>(
                List.of(new ProducerIds(brokerId, brokerEpoch, nextProducerId + PRODUCER_IDS_A_BLOCK)), block);
    }
}
