package io.millrace.broker.admin;

import io.millrace.broker.api.Api;
import io.millrace.broker.api.Call;
import io.millrace.coordinator.config.ConfigChange;
import io.millrace.coordinator.config.ConfigChange.Edit;
import io.millrace.coordinator.config.ConfigChange.Kind;
import io.millrace.coordinator.config.Resource;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.message.AlterConfigsRequestData;
import org.apache.kafka.common.message.AlterConfigsResponseData;
import org.apache.kafka.common.message.AlterConfigsResponseData.AlterConfigsResourceResponse;
import org.apache.kafka.common.protocol.ApiKeys;

/** AlterConfigs: the whole configuration of a resource at once; what is not named goes back to its default. */
final class AlterConfigsApi implements Api {
    private final ConfigChanges changes;

    AlterConfigsApi(ConfigChanges changes) {
        this.changes = changes;
    }

    @Override
    public ApiKeys key() {
        return ApiKeys.ALTER_CONFIGS;
    }

    @Override
    public void handle(Call call) {
        AlterConfigsRequestData request = call.body(AlterConfigsRequestData.class);
        List<ConfigChange> asked = new ArrayList<>();
        request.resources().forEach(resource -> {
            List<Edit> edits = new ArrayList<>();
            resource.configs().forEach(config -> edits.add(new Edit(Kind.SET, config.name(), config.value())));
            asked.add(new ConfigChange(new Resource(resource.resourceType(), resource.resourceName()), true, edits));
        });
        changes.make(asked, request.validateOnly(), outcomes -> {
            AlterConfigsResponseData response = new AlterConfigsResponseData();
            outcomes.forEach(outcome -> response.responses()
                    .add(new AlterConfigsResourceResponse()
                            .setResourceType(outcome.resource().type())
                            .setResourceName(outcome.resource().name())
                            .setErrorCode(outcome.error().code())
                            .setErrorMessage(outcome.message())));
            call.answer(response);
        });
    }
}
