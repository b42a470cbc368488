package io.millrace.broker.admin;

import io.millrace.base.Key;
import io.millrace.broker.api.Api;
import io.millrace.broker.api.Call;
import io.millrace.broker.api.Node;
import io.millrace.broker.coordinate.Topics;
import io.millrace.coordinator.catalog.CatalogImage;
import io.millrace.coordinator.catalog.TopicImage;
import io.millrace.coordinator.catalog.TopicNames;
import io.millrace.coordinator.config.ConfigSource;
import io.millrace.coordinator.config.ConfigTable;
import io.millrace.coordinator.config.ConfigValue;
import io.millrace.coordinator.config.NodeConfigs;
import io.millrace.coordinator.config.NodeValues;
import io.millrace.coordinator.config.Resource;
import io.millrace.coordinator.config.TopicConfigs;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.message.DescribeConfigsRequestData;
import org.apache.kafka.common.message.DescribeConfigsRequestData.DescribeConfigsResource;
import org.apache.kafka.common.message.DescribeConfigsResponseData;
import org.apache.kafka.common.message.DescribeConfigsResponseData.DescribeConfigsResourceResult;
import org.apache.kafka.common.message.DescribeConfigsResponseData.DescribeConfigsResult;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/** DescribeConfigs: the configuration in force of topics and of this node, and where each value comes from. */
final class DescribeConfigsApi implements Api {
    private static final byte UNKNOWN_TYPE = 0;

    private final Node node;
    private final Topics topics;
    private final NodeValues file;
    private final List<Key<?>> keys;

    /** Of those topics, and of that node, with what its file says of those keys. */
    DescribeConfigsApi(Node node, Topics topics, Map<String, String> file, List<Key<?>> keys) {
        this.node = node;
        this.topics = topics;
        this.file = NodeValues.ofFile(file);
        this.keys = keys;
    }

    @Override
    public ApiKeys key() {
        return ApiKeys.DESCRIBE_CONFIGS;
    }

    @Override
    public void handle(Call call) {
        DescribeConfigsRequestData request = call.body(DescribeConfigsRequestData.class);
        DescribeConfigsResponseData response = new DescribeConfigsResponseData();
        for (DescribeConfigsResource resource : request.resources()) {
            DescribeConfigsResult result = new DescribeConfigsResult()
                    .setResourceType(resource.resourceType())
                    .setResourceName(resource.resourceName());
            describe(resource, request, result);
            response.results().add(result);
        }
        call.answer(response);
    }

    private void describe(
            DescribeConfigsResource asked, DescribeConfigsRequestData request, DescribeConfigsResult result) {
        Resource resource = new Resource(asked.resourceType(), asked.resourceName());
        String name = resource.name();
        CatalogImage image = topics.served().image();
        switch (resource.type()) {
            case Resource.TOPIC -> describeTopic(asked, request, result);
            case Resource.NODE -> {
                String fault = name.isEmpty() ? null : ConfigChanges.nodeFault(node, name);
                if (fault != null) {
                    refuse(result, Errors.INVALID_REQUEST, fault);
                } else {
                    describeNode(asked, request, result);
                }
            }
            case Resource.GROUP, Resource.CLIENT_METRICS -> {
                ConfigTable table = ConfigTable.of(resource.type());
                if (name.isEmpty() || table == null) {
                    refuse(result, Errors.INVALID_REQUEST, "a resource of this type has a name");
                } else {
                    result.setConfigs(describe(table, image.configs(resource), asked, request));
                }
            }
            case Resource.LOGGERS ->
                refuse(result, Errors.INVALID_REQUEST, "the levels of loggers are set where the node is started");
            default -> refuse(result, Errors.INVALID_REQUEST, "no type of resource has number " + resource.type());
        }
    }

    private List<DescribeConfigsResourceResult> describe(
            ConfigTable table,
            Map<String, String> set,
            DescribeConfigsResource asked,
            DescribeConfigsRequestData request) {
        return table.describe(
                set, values(), asked.configurationKeys(), request.includeSynonyms(), request.includeDocumentation());
    }

    private NodeValues values() {
        return topics.served().image().nodeValues(node.id(), file);
    }

    private void describeTopic(
            DescribeConfigsResource asked, DescribeConfigsRequestData request, DescribeConfigsResult result) {
        String fault = TopicNames.fault(asked.resourceName());
        TopicImage topic = topics.served().image().topic(asked.resourceName());
        if (fault != null) {
            refuse(result, Errors.INVALID_TOPIC_EXCEPTION, fault);
        } else if (topic == null) {
            refuse(result, Errors.UNKNOWN_TOPIC_OR_PARTITION, Errors.UNKNOWN_TOPIC_OR_PARTITION.message());
        } else {
            result.setConfigs(describe(TopicConfigs.TABLE, topic.configs(), asked, request));
        }
    }

    /** By its number: everything. Without a name: what was set for all nodes at run time. */
    private void describeNode(
            DescribeConfigsResource asked, DescribeConfigsRequestData request, DescribeConfigsResult result) {
        List<String> named = asked.configurationKeys();
        boolean cluster = asked.resourceName().isEmpty();
        NodeValues all = values();
        NodeValues values = cluster ? new NodeValues(Map.of(), all.cluster(), Map.of()) : all;
        for (Key<?> key : keys) {
            boolean wanted = named == null || named.isEmpty() || named.contains(key.name());
            if (wanted && (!cluster || values.cluster().containsKey(key.name()))) {
                List<ConfigValue> synonyms = NodeConfigs.synonyms(values, key.name(), key.fallback());
                if (cluster) {
                    synonyms.removeIf(each -> each.source() != ConfigSource.DYNAMIC_CLUSTER);
                }
                result.configs().add(describe(key, synonyms, request));
            }
        }
    }

    private static DescribeConfigsResourceResult describe(
            Key<?> key, List<ConfigValue> synonyms, DescribeConfigsRequestData request) {
        String value = key.fallback();
        for (int i = synonyms.size() - 1; i >= 0; i--) {
            // The strongest one under this very name; the others are told as synonyms.
            value = synonyms.get(i).name().equals(key.name()) ? synonyms.get(i).text() : value;
        }
        return new DescribeConfigsResourceResult()
                .setName(key.name())
                .setValue(key.secret() ? null : value)
                .setReadOnly(!NodeConfigs.dynamic(key.name()))
                .setIsSensitive(key.secret())
                .setConfigSource(synonyms.get(0).source().id())
                .setConfigType(typeOf(key))
                .setDocumentation(request.includeDocumentation() ? key.says() : null)
                .setSynonyms(request.includeSynonyms() && !key.secret() ? ConfigTable.wire(synonyms) : List.of());
    }

    /** Kafka's numbers for types of values. */
    private static byte typeOf(Key<?> key) {
        return switch (key.type()) {
            case "boolean" -> 1;
            case "string", "path" -> 2;
            case "int" -> 3;
            case "long" -> 5;
            default -> UNKNOWN_TYPE;
        };
    }

    private static void refuse(DescribeConfigsResult result, Errors error, String message) {
        result.setErrorCode(error.code()).setErrorMessage(message);
    }
}
