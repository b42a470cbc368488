package io.millrace.broker.admin;

import io.millrace.broker.api.Api;
import io.millrace.broker.api.Call;
import io.millrace.broker.api.Node;
import io.millrace.broker.coordinate.Topics;
import io.millrace.coordinator.catalog.CatalogImage;
import io.millrace.coordinator.config.Resource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.message.ListConfigResourcesRequestData;
import org.apache.kafka.common.message.ListConfigResourcesResponseData;
import org.apache.kafka.common.message.ListConfigResourcesResponseData.ConfigResource;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/** ListConfigResources: what has a configuration. Version 0 asks for clients' metrics alone. */
final class ListConfigResourcesApi implements Api {
    private static final Set<Byte> TYPES =
            Set.of(Resource.TOPIC, Resource.NODE, Resource.CLIENT_METRICS, Resource.GROUP, Resource.LOGGERS);

    private final Node node;
    private final Topics topics;

    ListConfigResourcesApi(Node node, Topics topics) {
        this.node = node;
        this.topics = topics;
    }

    @Override
    public ApiKeys key() {
        return ApiKeys.LIST_CONFIG_RESOURCES;
    }

    @Override
    public void handle(Call call) {
        List<Byte> asked = call.body(ListConfigResourcesRequestData.class).resourceTypes();
        Set<Byte> types = new HashSet<>(call.version() == 0 ? List.of(Resource.CLIENT_METRICS) : asked);
        if (types.isEmpty()) {
            types.addAll(TYPES);
        }
        if (!TYPES.containsAll(types)) {
            call.answer(new ListConfigResourcesResponseData().setErrorCode(Errors.UNSUPPORTED_VERSION.code()));
            return;
        }
        CatalogImage image = topics.served().image();
        Set<Resource> found = new TreeSet<>();
        image.configs().keySet().stream()
                .filter(each -> each.type() != Resource.NODE)
                .forEach(found::add);
        image.topics().keySet().forEach(name -> found.add(new Resource(Resource.TOPIC, name)));
        found.add(Resource.node(node.id()));
        ListConfigResourcesResponseData response = new ListConfigResourcesResponseData();
        found.stream()
                .filter(each -> types.contains(each.type()))
                .forEach(each -> response.configResources()
                        .add(new ConfigResource().setResourceName(each.name()).setResourceType(each.type())));
        call.answer(response);
    }
}
