package io.millrace.broker.admin;

import io.millrace.broker.api.Api;
import io.millrace.broker.api.Call;
import io.millrace.coordinator.config.ConfigChange;
import io.millrace.coordinator.config.ConfigChange.Edit;
import io.millrace.coordinator.config.ConfigChange.Kind;
import io.millrace.coordinator.config.Resource;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData;
import org.apache.kafka.common.message.IncrementalAlterConfigsResponseData;
import org.apache.kafka.common.message.IncrementalAlterConfigsResponseData.AlterConfigsResourceResponse;
import org.apache.kafka.common.protocol.ApiKeys;

/** IncrementalAlterConfigs: sets, removes, extends and shortens single values. */
final class IncrementalAlterConfigsApi implements Api {
    private final ConfigChanges changes;

    IncrementalAlterConfigsApi(ConfigChanges changes) {
        this.changes = changes;
    }

    @Override
    public ApiKeys key() {
        return ApiKeys.INCREMENTAL_ALTER_CONFIGS;
    }

    @Override
    public void handle(Call call) {
        IncrementalAlterConfigsRequestData request = call.body(IncrementalAlterConfigsRequestData.class);
        List<ConfigChange> asked = new ArrayList<>();
        request.resources().forEach(resource -> {
            List<Edit> edits = new ArrayList<>();
            resource.configs()
                    .forEach(config ->
                            edits.add(new Edit(kind(config.configOperation()), config.name(), config.value())));
            asked.add(new ConfigChange(new Resource(resource.resourceType(), resource.resourceName()), false, edits));
        });
        changes.make(asked, request.validateOnly(), outcomes -> {
            IncrementalAlterConfigsResponseData response = new IncrementalAlterConfigsResponseData();
            outcomes.forEach(outcome -> response.responses()
                    .add(new AlterConfigsResourceResponse()
                            .setResourceType(outcome.resource().type())
                            .setResourceName(outcome.resource().name())
                            .setErrorCode(outcome.error().code())
                            .setErrorMessage(outcome.message())));
            call.answer(response);
        });
    }

    private static Kind kind(byte operation) {
        return switch (operation) {
            case 0 -> Kind.SET;
            case 1 -> Kind.DELETE;
            case 2 -> Kind.APPEND;
            case 3 -> Kind.SUBTRACT;
            default -> Kind.UNKNOWN;
        };
    }
}
