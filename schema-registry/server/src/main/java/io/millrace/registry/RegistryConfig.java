package io.millrace.registry;

import io.millrace.base.Endpoint;
import io.millrace.base.Settings;
import io.millrace.client.config.SecurityConfig;
import io.millrace.registry.compat.Level;
import java.util.List;
import java.util.Map;

/**
 * What a registry shall be. <i>Immutable.</i>
 *
 * @param bootstrapServers nodes of the log that keeps the schemas
 * @param security how connections to them are secured
 * @param topic the topic that keeps them
 * @param replicationFactor its copies when it is made here, -1 for the cluster's default
 * @param timeoutMs a write's patience
 * @param initTimeoutMs the start's patience
 * @param groupId the group that chooses the leader
 * @param level the compatibility level where nothing else is set
 * @param eligible whether this one may lead
 * @param modeMutable whether modes may be changed
 * @param maxSchemaBytes the largest schema
 * @param maxBodyBytes the largest body of a request
 * @param limits how much of a list one answer has
 * @param advertised where the other registries of the cluster reach this one
 */
public record RegistryConfig(
        String bootstrapServers,
        SecurityConfig security,
        String topic,
        short replicationFactor,
        int timeoutMs,
        int initTimeoutMs,
        String groupId,
        Level level,
        boolean eligible,
        boolean modeMutable,
        int maxSchemaBytes,
        int maxBodyBytes,
        SearchLimits limits,
        Endpoint advertised) {

    private static final Endpoint USUAL = new Endpoint("127.0.0.1", 8081);

    /** Checked. */
    public RegistryConfig {
        Endpoint.parseList(bootstrapServers);
    }

    /** Binds the registry's keys; throws IllegalArgumentException that names a bad one. */
    public static RegistryConfig from(Settings settings) {
        return new RegistryConfig(
                withoutProtocols(settings.get(RegistryKeys.BOOTSTRAP_SERVERS)),
                SecurityConfig.from(settings, RegistryKeys.SECURITY_PREFIX),
                settings.get(RegistryKeys.TOPIC),
                settings.get(RegistryKeys.TOPIC_REPLICATION_FACTOR).shortValue(),
                settings.get(RegistryKeys.TIMEOUT_MS),
                settings.get(RegistryKeys.INIT_TIMEOUT_MS),
                settings.get(RegistryKeys.GROUP_ID),
                Level.of(settings.get(RegistryKeys.COMPATIBILITY_LEVEL)),
                settings.get(RegistryKeys.LEADER_ELIGIBILITY),
                settings.get(RegistryKeys.MODE_MUTABILITY),
                settings.get(RegistryKeys.SCHEMA_MAX_BYTES),
                settings.get(RegistryKeys.SIZE_LIMIT_ENABLED)
                        ? settings.get(RegistryKeys.SIZE_LIMIT_BYTES)
                        : Integer.MAX_VALUE,
                SearchLimits.from(settings),
                USUAL);
    }

    /** Confluent's files name a protocol before each server; here the keys of {@link SecurityConfig} say which it is. */
    private static String withoutProtocols(String servers) {
        return servers.replaceAll("(^|,)\\s*(PLAINTEXT|SSL|SASL_PLAINTEXT|SASL_SSL)://", "$1");
    }

    /** Defaults, on this log. */
    public static RegistryConfig on(String bootstrapServers) {
        return from(Settings.of(
                Map.of(RegistryKeys.BOOTSTRAP_SERVERS.name(), bootstrapServers), List.copyOf(RegistryKeys.ALL)));
    }

    /** The same, reached by the others at that address. */
    public RegistryConfig advertised(Endpoint endpoint) {
        return new RegistryConfig(
                bootstrapServers,
                security,
                topic,
                replicationFactor,
                timeoutMs,
                initTimeoutMs,
                groupId,
                level,
                eligible,
                modeMutable,
                maxSchemaBytes,
                maxBodyBytes,
                limits,
                endpoint);
    }
}
