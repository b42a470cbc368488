package io.millrace.platform.launch;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Keys of the {@code server.properties} that comes with Apache Kafka, and of the {@code schema-registry.properties} that
 * comes with Confluent's registry, which are none of ours: what stands for them here, or
 * that nothing has to. A name that ends in {@code *} is that of all keys that begin so. <i>Immutable.</i>
 */
final class StockKeys {
    private static final String SECURITY =
            "this log asks nobody to log in and does not encrypt: keep its port to those "
                    + "who may read and write, and leave the key out";
    private static final String ONE_LISTENER = "the one listener is --kafka HOST:PORT";
    private static final String REGISTRY_EXTENSIONS = "the registry takes no extensions: leave the key out";
    private static final String DURABILITY = "durability=sync or durability=os says when records are on disk";

    /** These say something that would not come true if they were passed over. */
    private static final Map<String, String> INSTEAD = new LinkedHashMap<>();

    /** These say how another architecture is set up; without it nothing is lost. */
    private static final List<String> NOTHING = List.of(
            "process.roles",
            "controller.*",
            "zookeeper.*",
            "broker.id.generation.enable",
            "inter.broker.*",
            "num.network.threads",
            "num.io.threads",
            "num.recovery.threads.per.data.dir",
            "num.replica.fetchers",
            "replica.*",
            "background.threads",
            "socket.send.buffer.bytes",
            "socket.receive.buffer.bytes",
            "socket.listen.backlog.size",
            "queued.max.requests",
            "default.replication.factor",
            "offsets.topic.replication.factor",
            "transaction.state.log.replication.factor",
            "transaction.state.log.min.isr",
            "share.coordinator.*",
            "debug",
            "inter.instance.protocol",
            "schema.registry.inter.instance.protocol",
            "kafkastore.group.id",
            "kafkastore.write.max.retries",
            "kafkastore.init.wait.for.reader",
            "schema.cache.size",
            "schema.cache.expiry.secs",
            "schema.canonicalize.on.consume",
            "metadata.encoder.*",
            "associations.enable",
            "enable.store.health.check",
            "response.http.headers.config",
            "request.logger.name",
            "shutdown.graceful.ms");

    static {
        INSTEAD.put("broker.id", "node.id");
        INSTEAD.put("log.dir", "--data DIR");
        INSTEAD.put("log.dirs", "--data DIR, which is one directory");
        INSTEAD.put("listeners", ONE_LISTENER);
        INSTEAD.put("port", ONE_LISTENER);
        INSTEAD.put("host.name", ONE_LISTENER);
        INSTEAD.put("advertised.host.name", "advertised.listeners=HOST:PORT");
        INSTEAD.put("advertised.port", "advertised.listeners=HOST:PORT");
        INSTEAD.put("log.flush.interval.messages", DURABILITY);
        INSTEAD.put("log.flush.interval.ms", DURABILITY);
        INSTEAD.put("listener.security.protocol.map", SECURITY);
        INSTEAD.put("authorizer.class.name", SECURITY);
        INSTEAD.put("security.inter.broker.protocol", SECURITY);
        INSTEAD.put("super.users", SECURITY);
        INSTEAD.put("master.eligibility", "leader.eligibility");
        INSTEAD.put("avro.compatibility.level", "schema.compatibility.level");
        INSTEAD.put("kafkastore.connection.url", "kafkastore.bootstrap.servers");
        INSTEAD.put("confluent.schema.registry.auth.mechanism", SECURITY);
        INSTEAD.put("authentication.method", SECURITY);
        INSTEAD.put("resource.extension.class", REGISTRY_EXTENSIONS);
        INSTEAD.put("schema.registry.resource.extension.class", REGISTRY_EXTENSIONS);
        INSTEAD.put("schema.providers", REGISTRY_EXTENSIONS);
    }

    private StockKeys() {}

    /** What to use instead of the key, or do; null where nothing is known of it. */
    static @Nullable String instead(String name) {
        return INSTEAD.get(name);
    }

    /** Whether the key may be passed over. */
    static boolean meansNothing(String name) {
        return NOTHING.stream()
                .anyMatch(each ->
                        each.endsWith("*") ? name.startsWith(each.substring(0, each.length() - 1)) : name.equals(each));
    }

    /** By name, in the order of the documentation. */
    static Map<String, String> replaced() {
        return Collections.unmodifiableMap(INSTEAD);
    }

    /** All that may be passed over. */
    static List<String> passedOver() {
        return NOTHING;
    }
}
