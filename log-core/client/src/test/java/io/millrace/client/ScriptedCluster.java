package io.millrace.client;

import io.millrace.base.Endpoint;
import io.millrace.base.Loop;
import io.millrace.base.Transport;
import io.millrace.wire.message.Request;
import io.millrace.wire.message.Response;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.message.ApiVersionsResponseData.ApiVersion;
import org.apache.kafka.common.message.InitProducerIdResponseData;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataRequestData.MetadataRequestTopic;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseBroker;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponsePartition;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseTopic;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;

/**
 * Nodes that answer as a test says: by a script an API, or later by hand. Answers on a connection keep the order of its
 * requests, as sockets do.
 */
public final class ScriptedCluster implements Transport<Request, Response> {
    /** What a node does with a request: the body of its answer, or null to leave it for later. */
    public interface Script {
        ApiMessage answer(Held held);
    }

    private final Loop loop;
    private final Map<ApiKeys, Script> scripts = new EnumMap<>(ApiKeys.class);
    public final List<Link> links = new ArrayList<>();
    public final List<Held> seen = new ArrayList<>();
    public final Map<String, MetadataResponseTopic> topics = new LinkedHashMap<>();
    public int maxProduceVersion = ApiKeys.PRODUCE.latestVersion();
    public int nodes = 1;
    public boolean refuseConnections;

    ScriptedCluster(Loop loop) {
        this.loop = loop;
        on(ApiKeys.API_VERSIONS, held -> versions());
        on(ApiKeys.METADATA, held -> metadata((MetadataRequestData) held.request.body()));
        on(
                ApiKeys.INIT_PRODUCER_ID,
                held -> new InitProducerIdResponseData().setProducerId(7).setProducerEpoch((short) 0));
    }

    public void on(ApiKeys api, Script script) {
        scripts.put(api, script);
    }

    /** A topic whose partitions are led by node 0, or the given nodes. */
    public Uuid topic(String name, int partitions, int... leaders) {
        MetadataResponseTopic topic = new MetadataResponseTopic().setName(name).setTopicId(Uuid.randomUuid());
        for (int i = 0; i < partitions; i++) {
            int leader = leaders.length == 0 ? 0 : leaders[i % leaders.length];
            topic.partitions()
                    .add(new MetadataResponsePartition()
                            .setPartitionIndex(i)
                            .setLeaderId(leader)
                            .setLeaderEpoch(0)
                            .setReplicaNodes(List.of(leader))
                            .setIsrNodes(List.of(leader)));
        }
        topics.put(name, topic);
        return topic.topicId();
    }

    public void lead(String topic, int partition, int node) {
        MetadataResponsePartition led = topics.get(topic).partitions().get(partition);
        led.setLeaderId(node).setLeaderEpoch(led.leaderEpoch() + 1);
    }

    /** Requests of that API that came in so far. */
    public List<Held> seen(ApiKeys api) {
        return seen.stream().filter(held -> held.request.api() == api).toList();
    }

    /** Requests of that API that wait for an answer. */
    public List<Held> waiting(ApiKeys api) {
        return seen.stream()
                .filter(held -> held.request.api() == api && !held.answered && !held.link.closed)
                .toList();
    }

    public void cutAll() {
        List.copyOf(links).forEach(Link::cut);
    }

    @Override
    public Connection<Request, Response> connect(Endpoint endpoint, Loop on, Runnable onClose) {
        Link link = new Link(endpoint, onClose);
        links.add(link);
        if (refuseConnections) {
            on.execute(link::cut);
        }
        return link;
    }

    @Override
    public void close() {
        cutAll();
    }

    private ApiMessage versions() {
        ApiVersionsResponseData answer = new ApiVersionsResponseData();
        for (ApiKeys api : ApiKeys.clientApis()) {
            int max = api == ApiKeys.PRODUCE ? maxProduceVersion : api.latestVersion();
            answer.apiKeys()
                    .add(new ApiVersion()
                            .setApiKey(api.id)
                            .setMinVersion(api.oldestVersion())
                            .setMaxVersion((short) max));
        }
        return answer;
    }

    public MetadataResponseData metadata(MetadataRequestData request) {
        MetadataResponseData answer = new MetadataResponseData();
        for (int i = 0; i < nodes; i++) {
            answer.brokers()
                    .add(new MetadataResponseBroker()
                            .setNodeId(i)
                            .setHost("node")
                            .setPort(100 + i));
        }
        List<String> names = new ArrayList<>();
        if (request.topics() == null) {
            names.addAll(topics.keySet());
        } else {
            for (MetadataRequestTopic topic : request.topics()) {
                names.add(topic.name());
            }
        }
        for (String name : names) {
            MetadataResponseTopic known = topics.get(name);
            answer.topics()
                    .add(
                            known != null
                                    ? known.duplicate()
                                    : new MetadataResponseTopic()
                                            .setName(name)
                                            .setErrorCode(Errors.UNKNOWN_TOPIC_OR_PARTITION.code()));
        }
        return answer;
    }

    /** One connection. */
    public final class Link implements Connection<Request, Response> {
        public final Endpoint endpoint;
        private final Runnable onClose;
        private final ArrayDeque<Held> unanswered = new ArrayDeque<>();
        public boolean closed;

        private Link(Endpoint endpoint, Runnable onClose) {
            this.endpoint = endpoint;
            this.onClose = onClose;
        }

        @Override
        public void send(Request request, Callback<Response> callback) {
            Held held = new Held(request, callback, this);
            if (closed) {
                loop.execute(() -> callback.done(null, new Disconnected(endpoint + ": closed")));
                return;
            }
            unanswered.add(held);
            loop.execute(() -> arrive(held));
        }

        private void arrive(Held held) {
            if (closed) {
                return;
            }
            seen.add(held);
            Script script = scripts.get(held.request.api());
            ApiMessage body = script == null ? null : script.answer(held);
            if (body != null) {
                held.answer(body);
            }
        }

        /** The connection breaks: what is not answered will not be. */
        public void cut() {
            if (closed) {
                return;
            }
            closed = true;
            List<Held> lost = List.copyOf(unanswered);
            unanswered.clear();
            loop.execute(() -> {
                for (Held held : lost) {
                    held.callback.done(null, new Disconnected(endpoint + ": cut"));
                }
                onClose.run();
            });
        }

        @Override
        public void close() {
            cut();
        }

        private void deliver() {
            while (!unanswered.isEmpty() && unanswered.peek().answered) {
                Held held = unanswered.remove();
                Response response = new Response(
                        held.request.api(), held.request.version(), held.body, () -> held.closedResponses++);
                loop.execute(() -> held.callback.done(response, null));
            }
        }
    }

    /** A request that came in. */
    public static final class Held {
        public final Request request;
        public final Link link;
        private final Callback<Response> callback;
        private boolean answered;
        private ApiMessage body;
        public int closedResponses;

        private Held(Request request, Callback<Response> callback, Link link) {
            this.request = request;
            this.callback = callback;
            this.link = link;
        }

        public <T extends ApiMessage> T body(Class<T> type) {
            return type.cast(request.body());
        }

        public void answer(ApiMessage with) {
            if (!answered && !link.closed) {
                answered = true;
                body = with;
                link.deliver();
            }
        }
    }
}
