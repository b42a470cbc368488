package io.millrace.broker.api;

import io.millrace.base.Key;
import io.millrace.base.Settings;
import io.millrace.broker.coordinate.Topics;
import io.millrace.coordinator.catalog.TopicImage;
import io.millrace.coordinator.catalog.TopicNames;
import io.millrace.coordinator.config.TopicConfigs;
import java.util.List;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.message.DescribeConfigsRequestData;
import org.apache.kafka.common.message.DescribeConfigsRequestData.DescribeConfigsResource;
import org.apache.kafka.common.message.DescribeConfigsResponseData;
import org.apache.kafka.common.message.DescribeConfigsResponseData.DescribeConfigsResourceResult;
import org.apache.kafka.common.message.DescribeConfigsResponseData.DescribeConfigsResult;
import org.apache.kafka.common.message.DescribeConfigsResponseData.DescribeConfigsSynonym;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** DescribeConfigs: the configuration in force of topics and of this node, and where each value comes from. */
public final class DescribeConfigsApi implements Api {
    private static final byte STATIC_BROKER_CONFIG = 4;
    private static final byte DEFAULT_CONFIG = 5;
    private static final byte UNKNOWN_TYPE = 0;

    private final Node node;
    private final Topics topics;
    private final Settings settings;
    private final List<Key<?>> keys;

    /** Of those topics, and of that node with its settings of those keys. */
    public DescribeConfigsApi(Node node, Topics topics, Settings settings, List<Key<?>> keys) {
        this.node = node;
        this.topics = topics;
        this.settings = settings;
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
            DescribeConfigsResource resource, DescribeConfigsRequestData request, DescribeConfigsResult result) {
        ConfigResource.Type type = ConfigResource.Type.forId(resource.resourceType());
        if (type == ConfigResource.Type.TOPIC) {
            describeTopic(resource, request, result);
        } else if (type == ConfigResource.Type.BROKER) {
            describeNode(resource, request, result);
        } else {
            refuse(result, Errors.INVALID_REQUEST, "this node has no configuration of type " + type);
        }
    }

    private void describeTopic(
            DescribeConfigsResource resource, DescribeConfigsRequestData request, DescribeConfigsResult result) {
        String fault = TopicNames.fault(resource.resourceName());
        @Nullable TopicImage topic = topics.served().image().topic(resource.resourceName());
        if (fault != null) {
            refuse(result, Errors.INVALID_TOPIC_EXCEPTION, fault);
        } else if (topic == null) {
            refuse(result, Errors.UNKNOWN_TOPIC_OR_PARTITION, "there is no topic " + resource.resourceName());
        } else {
            result.setConfigs(TopicConfigs.describe(
                    topic.configs(),
                    resource.configurationKeys(),
                    request.includeSynonyms(),
                    request.includeDocumentation()));
        }
    }

    private void describeNode(
            DescribeConfigsResource resource, DescribeConfigsRequestData request, DescribeConfigsResult result) {
        String name = resource.resourceName();
        if (name.isEmpty()) {
            return; // the cluster-wide dynamic defaults, of which none is set
        }
        if (!name.equals(Integer.toString(node.id()))) {
            refuse(result, Errors.INVALID_REQUEST, "this node is " + node.id() + ", not " + name);
            return;
        }
        for (Key<?> key : keys) {
            if (resource.configurationKeys() == null
                    || resource.configurationKeys().contains(key.name())) {
                result.configs().add(describe(key, request));
            }
        }
    }

    private DescribeConfigsResourceResult describe(Key<?> key, DescribeConfigsRequestData request) {
        byte source = settings.has(key) ? STATIC_BROKER_CONFIG : DEFAULT_CONFIG;
        String value = key.secret() ? null : String.valueOf(settings.get(key));
        DescribeConfigsResourceResult entry = new DescribeConfigsResourceResult()
                .setName(key.name())
                .setValue(value)
                .setReadOnly(true)
                .setIsSensitive(key.secret())
                .setConfigSource(source)
                .setConfigType(typeOf(key))
                .setDocumentation(request.includeDocumentation() ? key.says() : null);
        if (request.includeSynonyms()) {
            entry.synonyms()
                    .add(new DescribeConfigsSynonym()
                            .setName(key.name())
                            .setValue(value)
                            .setSource(source));
        }
        return entry;
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
