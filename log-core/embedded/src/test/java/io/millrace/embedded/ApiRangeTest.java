package io.millrace.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.ApiVersionsRequestData;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.message.ApiVersionsResponseData.ApiVersion;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AbstractResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What ApiVersions lists is carried out, in every version from the lowest to the highest. */
@Timeout(120)
class ApiRangeTest {
    /** Answers in which nothing is wrong but that the request is minimal. */
    private static final Map<ApiKeys, Set<Errors>> EXPECTED = Map.ofEntries(
            Map.entry(ApiKeys.JOIN_GROUP, Set.of(Errors.NONE, Errors.MEMBER_ID_REQUIRED)),
            Map.entry(ApiKeys.HEARTBEAT, Set.of(Errors.UNKNOWN_MEMBER_ID)),
            Map.entry(ApiKeys.LEAVE_GROUP, Set.of(Errors.UNKNOWN_MEMBER_ID, Errors.NONE)),
            Map.entry(ApiKeys.SYNC_GROUP, Set.of(Errors.UNKNOWN_MEMBER_ID)),
            Map.entry(ApiKeys.DESCRIBE_GROUPS, Set.of(Errors.NONE, Errors.GROUP_ID_NOT_FOUND)),
            Map.entry(ApiKeys.DELETE_GROUPS, Set.of(Errors.GROUP_ID_NOT_FOUND)),
            Map.entry(ApiKeys.ELECT_LEADERS, Set.of(Errors.NONE, Errors.ELECTION_NOT_NEEDED)),
            Map.entry(ApiKeys.UNREGISTER_BROKER, Set.of(Errors.BROKER_ID_NOT_REGISTERED)),
            Map.entry(ApiKeys.DESCRIBE_ACLS, Set.of(Errors.SECURITY_DISABLED)),
            Map.entry(ApiKeys.CREATE_ACLS, Set.of(Errors.SECURITY_DISABLED)),
            Map.entry(ApiKeys.DELETE_ACLS, Set.of(Errors.SECURITY_DISABLED)),
            Map.entry(ApiKeys.OFFSET_DELETE, Set.of(Errors.GROUP_ID_NOT_FOUND)),
            Map.entry(ApiKeys.ADD_PARTITIONS_TO_TXN, Set.of(Errors.NONE, Errors.INVALID_PRODUCER_ID_MAPPING)),
            Map.entry(ApiKeys.ADD_OFFSETS_TO_TXN, Set.of(Errors.INVALID_PRODUCER_ID_MAPPING)),
            Map.entry(ApiKeys.END_TXN, Set.of(Errors.INVALID_PRODUCER_ID_MAPPING)),
            Map.entry(ApiKeys.TXN_OFFSET_COMMIT, Set.of(Errors.INVALID_PRODUCER_ID_MAPPING)),
            Map.entry(ApiKeys.DESCRIBE_TRANSACTIONS, Set.of(Errors.TRANSACTIONAL_ID_NOT_FOUND)),
            Map.entry(ApiKeys.CONSUMER_GROUP_DESCRIBE, Set.of(Errors.GROUP_ID_NOT_FOUND)));

    private static EmbeddedLog log;

    @BeforeAll
    static void start() {
        log = Millrace.log().inMemory().start();
    }

    @AfterAll
    static void stop() {
        log.close();
    }

    @Test
    void everyListedVersionIsAnswered() throws Exception {
        Stock.createTopic(log.bootstrapServers(), "ranged", 1, Map.of());
        List<String> asked = new ArrayList<>();
        try (RawClient client = new RawClient(log.bootstrapServers())) {
            MinimalRequests requests = new MinimalRequests("ranged", idOf(client, "ranged"));
            for (ApiVersion listed : table(client, 0).apiKeys()) {
                ApiKeys api = ApiKeys.forId(listed.apiKey());
                // Older Produce is named for librdkafka's sake, as Apache Kafka does, and not carried out.
                int from = api == ApiKeys.PRODUCE ? 3 : listed.minVersion();
                for (int version = from; version <= listed.maxVersion(); version++) {
                    AbstractResponse answer = client.askAsStock(api, version, requests.of(api, version));

                    assertThat(answer.errorCounts().keySet())
                            .as("%s version %d: %s", api, version, answer)
                            .isSubsetOf(EXPECTED.getOrDefault(api, Set.of(Errors.NONE)));
                    asked.add(api + " " + version);
                }
            }
        }
        assertThat(asked).hasSizeGreaterThan(100).contains("PRODUCE 13", "FETCH 4", "FETCH 18", "METADATA 0");
    }

    @Test
    void everyVersionOfApiVersionsGivesTheSameTable() throws Exception {
        try (RawClient client = new RawClient(log.bootstrapServers())) {
            ApiVersionsResponseData first = table(client, 0);
            for (int version = 1; version <= 4; version++) {
                assertThat(table(client, version).apiKeys()).isEqualTo(first.apiKeys());
                assertThat(table(client, version).finalizedFeatures())
                        .extracting(feature -> feature.name())
                        .isEqualTo(version < 3 ? List.of() : List.of("group.version", "transaction.version"));
            }
        }
    }

    @Test
    void anUnknownVersionOfApiVersionsIsAnsweredSoThatTheClientCanAskAgain() throws Exception {
        try (RawClient client = new RawClient(log.bootstrapServers())) {
            // api 18, version 99, correlation id 7, client id "x", no tagged fields
            client.send(new byte[] {0, 0, 0, 12, 0, 18, 0, 99, 0, 0, 0, 7, 0, 1, 'x', 0});

            byte[] frame = client.readFrame();

            assertThat(frame[3]).isEqualTo((byte) 7);
            assertThat(frame[5]).isEqualTo((byte) Errors.UNSUPPORTED_VERSION.code());
            assertThat(table(client, 4).errorCode()).isZero();
        }
    }

    @Test
    void whatIsNotCarriedOutIsNotListed() throws Exception {
        Set<ApiKeys> listed = new TreeSet<>();
        try (RawClient client = new RawClient(log.bootstrapServers())) {
            table(client, 4).apiKeys().forEach(each -> listed.add(ApiKeys.forId(each.apiKey())));
        }

        assertThat(listed)
                .doesNotContain(
                        ApiKeys.ALTER_CLIENT_QUOTAS,
                        ApiKeys.GET_TELEMETRY_SUBSCRIPTIONS,
                        ApiKeys.SHARE_GROUP_HEARTBEAT,
                        ApiKeys.SASL_HANDSHAKE);
    }

    private static ApiVersionsResponseData table(RawClient client, int version) throws Exception {
        return (ApiVersionsResponseData) client.ask(
                ApiKeys.API_VERSIONS,
                version,
                new ApiVersionsRequestData().setClientSoftwareName("test").setClientSoftwareVersion("1"));
    }

    private static Uuid idOf(RawClient client, String topic) throws Exception {
        MetadataResponseData metadata = (MetadataResponseData) client.ask(
                ApiKeys.METADATA,
                12,
                new MetadataRequestData()
                        .setTopics(List.of(new MetadataRequestData.MetadataRequestTopic().setName(topic))));
        return metadata.topics().find(topic).topicId();
    }
}
