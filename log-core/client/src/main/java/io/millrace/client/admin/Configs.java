package io.millrace.client.admin;

import io.millrace.client.call.Answer;
import io.millrace.client.call.Done;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.message.DescribeConfigsRequestData;
import org.apache.kafka.common.message.DescribeConfigsRequestData.DescribeConfigsResource;
import org.apache.kafka.common.message.DescribeConfigsResponseData;
import org.apache.kafka.common.message.DescribeConfigsResponseData.DescribeConfigsResourceResult;
import org.apache.kafka.common.message.DescribeConfigsResponseData.DescribeConfigsResult;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData.AlterConfigsResource;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData.AlterableConfig;
import org.apache.kafka.common.message.IncrementalAlterConfigsResponseData;
import org.apache.kafka.common.message.IncrementalAlterConfigsResponseData.AlterConfigsResourceResponse;
import org.apache.kafka.common.protocol.ApiKeys;
import org.jspecify.annotations.Nullable;

/** Configurations of topics, nodes and groups. <i>Loop-owned.</i> */
public final class Configs {
    private final Calls calls;

    Configs(Calls calls) {
        this.calls = calls;
    }

    /** The entries of each resource by name. */
    public void describe(Collection<ConfigResource> resources, Answer<Map<ConfigResource, Map<String, Entry>>> answer) {
        List<DescribeConfigsResource> asked = new ArrayList<>();
        for (ConfigResource resource : resources) {
            asked.add(new DescribeConfigsResource()
                    .setResourceType(resource.type().id())
                    .setResourceName(resource.name())
                    .setConfigurationKeys(null));
        }
        calls.onAnyNode(
                "configs",
                ApiKeys.DESCRIBE_CONFIGS,
                version -> new DescribeConfigsRequestData().setResources(asked),
                DescribeConfigsResponseData.class,
                Configs::read,
                answer);
    }

    /** Changes entries of one resource; the rest stays. */
    public void alter(ConfigResource resource, Collection<Change> changes, Done done) {
        AlterConfigsResource altered =
                new AlterConfigsResource().setResourceType(resource.type().id()).setResourceName(resource.name());
        for (Change change : changes) {
            altered.configs()
                    .add(new AlterableConfig()
                            .setName(change.name)
                            .setConfigOperation((byte) change.operation.ordinal())
                            .setValue(change.value));
        }
        calls.<IncrementalAlterConfigsResponseData, Boolean>onAnyNode(
                "change of configs of " + resource,
                ApiKeys.INCREMENTAL_ALTER_CONFIGS,
                version -> {
                    IncrementalAlterConfigsRequestData request = new IncrementalAlterConfigsRequestData();
                    request.resources().add(altered.duplicate());
                    return request;
                },
                IncrementalAlterConfigsResponseData.class,
                response -> {
                    for (AlterConfigsResourceResponse each : response.responses()) {
                        Calls.check(each.errorCode(), each.errorMessage());
                    }
                    return true;
                },
                (changed, failure) -> done.done(failure));
    }

    private static Map<ConfigResource, Map<String, Entry>> read(DescribeConfigsResponseData response) {
        Map<ConfigResource, Map<String, Entry>> all = new LinkedHashMap<>();
        for (DescribeConfigsResult result : response.results()) {
            Calls.check(result.errorCode(), result.errorMessage());
            Map<String, Entry> entries = new LinkedHashMap<>();
            for (DescribeConfigsResourceResult each : result.configs()) {
                entries.put(
                        each.name(),
                        new Entry(each.name(), each.value(), each.configSource(), each.isSensitive(), each.readOnly()));
            }
            ConfigResource.Type type = ConfigResource.Type.forId(result.resourceType());
            all.put(new ConfigResource(type, result.resourceName()), entries);
        }
        return all;
    }

    /** What happens to an entry; in the order of their numbers in the protocol. */
    public enum Operation {
        /** It gets the value. */
        SET,
        /** It gets its default again. */
        DELETE,
        /** Its list gets the value too. */
        APPEND,
        /** Its list loses the value. */
        SUBTRACT
    }

    /**
     * A change of one entry. <i>Immutable.</i>
     *
     * @param name of the entry
     * @param operation what happens to it
     * @param value null to delete
     */
    public record Change(
            String name, Operation operation, @Nullable String value) {}

    /**
     * An entry. <i>Immutable.</i>
     *
     * @param name its name
     * @param value null when it has none, or is secret
     * @param source where the value comes from, by the protocol's number: 1 topic, 2 to 4 node, 5 default, 8 group
     * @param sensitive whether the value is kept secret
     * @param readOnly whether it cannot be changed while the node runs
     */
    public record Entry(String name, @Nullable String value, byte source, boolean sensitive, boolean readOnly) {}
}
