package io.millrace.benchmarks.registry.tool;

import io.millrace.registry.client.SchemaRegistryClient;
import io.millrace.registry.client.SchemaRegistryClientFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;

/** Our client: schemas that it has not seen are registered, and then asked for by a client that knows none. */
public final class ClientRun {
    private static final int WARM_UP = 3;

    private ClientRun() {}

    /** With the registry's address, a name that no other run uses, and how many calls of each kind to make. */
    public static void main(String[] args) throws Exception {
        int calls = Integer.parseInt(args[2]);
        Map<String, String> settings = Map.of("schema.registry.url", args[0]);
        for (int round = 0; round <= WARM_UP; round++) {
            List<Schema> schemas = new ArrayList<>();
            for (int i = 0; i < calls; i++) {
                schemas.add(
                        new Schema.Parser()
                                .parse(
                                        "{\"type\":\"record\",\"name\":\"" + args[1] + "_" + round + "_" + i
                                                + "\",\"fields\":[{\"name\":\"id\",\"type\":\"long\"},{\"name\":\"name\",\"type\":\"string\"}]}"));
            }
            int[] ids = new int[calls];
            try (SchemaRegistryClient client = SchemaRegistryClientFactory.newClient(settings)) {
                String subject = args[1] + "-" + round + "-";
                Told.perCall(
                        "register",
                        calls,
                        round == WARM_UP,
                        i -> ids[i] = client.register(subject + i, schemas.get(i)));
            }
            try (SchemaRegistryClient client = SchemaRegistryClientFactory.newClient(settings)) {
                Told.perCall("get", calls, round == WARM_UP, i -> client.getById(ids[i]));
            }
        }
    }
}
