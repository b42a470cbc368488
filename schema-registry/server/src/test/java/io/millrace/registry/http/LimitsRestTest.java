package io.millrace.registry.http;

import static io.millrace.registry.http.TestRegistry.body;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.base.Settings;
import io.millrace.embedded.EmbeddedLog;
import io.millrace.embedded.Millrace;
import io.millrace.registry.RegistryConfig;
import io.millrace.registry.RegistryKeys;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How much an operator lets be asked for, in the names of Confluent's keys. */
class LimitsRestTest {
    @Test
    void listsAndBodiesAreBounded() {
        Map<String, String> keys = new HashMap<>(Map.of(
                "schema.search.default.limit", "2",
                "schema.search.max.limit", "3",
                "subject.search.default.limit", "4",
                "subject.version.search.max.limit", "1",
                "context.search.max.limit", "1",
                "size.limit.filter.enabled", "true",
                "size.limit.filter.max.request.body.size", "200"));
        try (EmbeddedLog log = Millrace.log().inMemory().inProcessOnly().start()) {
            keys.put("kafkastore.bootstrap.servers", log.inProcessServers());
            try (TestRegistry rest = TestRegistry.with(RegistryConfig.from(Settings.of(keys, RegistryKeys.ALL)))) {
                for (int i = 0; i < 5; i++) {
                    rest.register("s" + i, "\"int\"");
                }
                rest.register("s0", "\"long\"");
                rest.register(":.c:s", "\"int\"");

                assertThat(rest.get("/schemas").json()).hasSize(2);
                assertThat(rest.get("/schemas?limit=100").json()).hasSize(3);
                assertThat(rest.get("/schemas?offset=5&limit=-1").json()).hasSize(1);
                assertThat(rest.get("/subjects").json()).hasSize(4);
                assertThat(rest.get("/subjects?limit=6").json()).hasSize(6);
                assertThat(rest.get("/subjects/s0/versions").body()).isEqualTo("[1]");
                assertThat(rest.get("/subjects/s0/versions?offset=1&limit=9").body())
                        .isEqualTo("[2]");
                assertThat(rest.get("/contexts").body()).isEqualTo("[\".\"]");
                assertThat(rest.post("/subjects/s/versions", body("\"" + "x".repeat(200) + "\""))
                                .code())
                        .isEqualTo("413/413");
            }
        }
    }
}
