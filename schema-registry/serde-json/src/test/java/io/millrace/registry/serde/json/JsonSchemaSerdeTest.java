package io.millrace.registry.serde.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.registry.client.MockSchemaRegistry;
import io.millrace.registry.client.SchemaReference;
import io.millrace.registry.client.SchemaText;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class JsonSchemaSerdeTest {
    /** As a user would write it. */
    public static final class User {
        @JsonProperty("full_name")
        public String name;

        public int age;
        public List<Address> addresses;
        private String hidden = "h";
    }

    /** A class within a class. */
    public record Address(String street) {}

    /** Times of both kinds. */
    public static final class Times {
        public LocalDate day;
        public Date moment;
    }

    /** What Jackson writes by getters, a base class's too, and what may be absent. */
    public static class Based {
        private final int first;

        Based(int first) {
            this.first = first;
        }

        public int getNumber() {
            return first;
        }

        public boolean isOdd() {
            return first % 2 == 1;
        }
    }

    /** Nothing of it is a field of the name that it has in JSON. */
    public static final class Computed extends Based {
        public Optional<String> note = Optional.empty();

        Computed(int first) {
            super(first);
        }

        @JsonProperty("in_full")
        public String getFull() {
            return "n" + getNumber();
        }

        @JsonIgnore
        public String getSecret() {
            return "s";
        }

        public String notAGetter() {
            return "x";
        }
    }

    /** Words that are other words in JSON. */
    public enum Colour {
        @JsonProperty("r")
        RED,
        GREEN
    }

    /** Words that are numbers in JSON. */
    public enum Step {
        ONE,
        TWO;

        @JsonValue
        public int number() {
            return ordinal() + 1;
        }
    }

    /** Only ever a part of another. */
    public record Inner(String street) {}

    /** An object that is a part here and stands by itself there. */
    public static final class Twice {
        @JsonUnwrapped
        public Address here = new Address("Fir");

        public Address there = new Address("Oak");
        public Address other = new Address("Ash");
    }

    /** Two objects in one. */
    public static final class Unwrapping {
        @JsonUnwrapped
        public Inner here = new Inner("Fir");

        public int number = 1;
    }

    /** Beyond the generator of schemas. */
    public static final class Endless {
        @JsonUnwrapped
        public Address here = new Address("Fir");

        public List<Endless> more = List.of();
    }

    /** What Jackson writes in a way of its own. */
    public static final class Many {
        public Map<String, Integer> counts = Map.of("a", 1);
        public Map<Colour, List<Address>> nested = Map.of(Colour.RED, List.of(new Address("Elm")));
        public byte[] bytes = {1, 2};
        public BigDecimal amount = new BigDecimal("12.50");
        public BigInteger whole = BigInteger.TEN.pow(30);
        public UUID id = new UUID(1, 2);
        public URI where = URI.create("http://a/b");
        public Colour colour = Colour.RED;
        public Step step = Step.TWO;
        public char letter = 'x';
        public Instant at = Instant.EPOCH;
        public LocalDate day = LocalDate.EPOCH;
        public OptionalInt maybe = OptionalInt.of(3);
        public Optional<Address> home = Optional.of(new Address("Oak"));
        public Set<String> words = Set.of("w");
        public int[] numbers = {1};
        public Object anything = Map.of("k", List.of(1, "two"));
        public float ratio = 1.5f;

        public Unwrapping unwrapping = new Unwrapping();
        public List<Many> more = List.of();
    }

    private final ObjectMapper json = new ObjectMapper();
    private final MockSchemaRegistry registry = new MockSchemaRegistry();

    @Test
    void anObjectStandsAsJsonBehindAZeroByteAndItsId() throws Exception {
        byte[] bytes =
                serde(Map.of()).serializer().serialize("t", JsonData.of("{\"type\":\"string\"}", tree("\"Zoë\"")));

        assertThat(bytes).containsExactly(0, 0, 0, 0, 1, '"', 'Z', 'o', 0xC3, 0xAB, '"');
        assertThat(registry.getLatest("t-value", null).schema())
                .isEqualTo(new SchemaText("JSON", "{\"type\":\"string\"}"));
    }

    @Test
    void aClassGivesItsSchema() throws Exception {
        serde(Map.of()).serializer().serialize("t", user("Ann", 3));

        JsonNode schema = tree(registry.getLatest("t-value", null).schema().schema());
        assertThat(schema.path("$schema").asText()).isEqualTo("http://json-schema.org/draft-07/schema#");
        assertThat(schema.path("title").asText()).isEqualTo("User");
        assertThat(schema.path("additionalProperties")).isEqualTo(tree("false"));
        assertThat(schema.path("required")).isEqualTo(tree("[\"age\"]"));
        assertThat(schema.path("properties").path("age")).isEqualTo(tree("{\"type\":\"integer\"}"));
        assertThat(schema.path("properties").path("full_name"))
                .isEqualTo(tree("{\"oneOf\":[{\"type\":\"null\",\"title\":\"Not included\"},{\"type\":\"string\"}]}"));
        assertThat(schema.path("properties").has("hidden")).isFalse();
        assertThat(schema.toString()).contains("\"street\"");
    }

    @Test
    void gettersCountAsJacksonSeesThem() throws Exception {
        byte[] bytes =
                serde(Map.of("json.fail.invalid.schema", "true")).serializer().serialize("t", new Computed(3));

        JsonNode schema = tree(registry.getLatest("t-value", null).schema().schema());
        assertThat(payload(bytes)).isEqualTo("{\"note\":null,\"number\":3,\"odd\":true,\"in_full\":\"n3\"}");
        assertThat(schema.path("properties").properties())
                .extracting(Map.Entry::getKey)
                .containsExactlyInAnyOrder("note", "number", "odd", "in_full");
        assertThat(schema.path("required")).containsExactlyInAnyOrder(tree("\"number\""), tree("\"odd\""));
        assertThat(schema.path("properties").path("note").toString())
                .contains("\"null\"")
                .contains("\"string\"");
    }

    @Test
    void whatJacksonWritesOfAClassFitsTheSchemaOfTheClass() {
        Many outer = new Many();
        outer.more = List.of(new Many());

        for (String dates : List.of("true", "false")) {
            for (String open : List.of("true", "false")) {
                byte[] bytes = serde(Map.of(
                                "json.fail.invalid.schema", "true",
                                "json.write.dates.iso8601", dates,
                                "json.fail.unknown.properties", open))
                        .serializer()
                        .serialize("t" + dates + open, outer);
                assertThat(payload(bytes))
                        .contains("\"Fir\"")
                        .contains("\"AQI=\"")
                        .contains("\"colour\":\"r\"");
            }
        }
        assertThat(payload(serde(Map.of("json.fail.invalid.schema", "true"))
                        .serializer()
                        .serialize("w", new Twice())))
                .contains("Oak");
        assertThatThrownBy(() -> serde(Map.of()).serializer().serialize("e", new Endless()))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("no JSON schema can be derived from " + Endless.class.getName());
    }

    @Test
    void dataIsHeldAgainstTheSchemaThatIsChosenForIt() throws Exception {
        registry.register(
                "t-value",
                new SchemaText(
                        "JSON",
                        "{\"type\":\"object\",\"properties\":{\"full_name\":{\"type\":\"string\"},\"age\":{\"maximum\":9}}}"),
                false);
        Map<String, String> newest = Map.of("auto.register.schemas", "false", "use.latest.version", "true");
        Map<String, String> lax = new HashMap<>(newest);
        lax.put("latest.compatibility.strict", "false");

        assertThat(payload(serde(newest).serializer().serialize("t", user("Ann", 3))))
                .contains("Ann");
        assertThatThrownBy(() -> serde(newest).serializer().serialize("t", user("Ann", 30)))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("the schema chosen for it (latest.compatibility.strict)")
                .hasMessageContaining("/age");
        assertThat(payload(serde(lax).serializer().serialize("t", user("Ann", 30))))
                .contains("30");
        assertThatThrownBy(
                        () -> serde(Map.of("use.schema.id", "1")).serializer().serialize("t", user("Ann", 30)))
                .hasMessageContaining("id.compatibility.strict");
    }

    @Test
    void anObjectComesBackAsItsClassAndFitsItsOwnSchema() {
        JsonSchemaSerde<Object> serde =
                serde(Map.of("json.value.type", User.class.getName(), "json.fail.invalid.schema", "true"));

        byte[] bytes = serde.serializer().serialize("t", user("Ann", 3));
        User back = (User) serde.deserializer().deserialize("t", bytes);

        assertThat(back.name).isEqualTo("Ann");
        assertThat(back.age).isEqualTo(3);
        assertThat(back.addresses).containsExactly(new Address("Elm"));
    }

    @Test
    void withoutAClassItIsMapsAndLists() {
        byte[] bytes = serde(Map.of()).serializer().serialize("t", user(null, 3));

        Map<String, Object> expected = new HashMap<>();
        expected.put("full_name", null);
        expected.put("age", 3);
        expected.put("addresses", List.of(Map.of("street", "Elm")));
        assertThat(serde(Map.of()).deserializer().deserialize("t", bytes)).isEqualTo(expected);
    }

    @Test
    void aClassThatASchemaNamesIsTrustedOnlyWhenTheSettingsSaySo() throws Exception {
        String schema = "{\"javaType\":\"" + Address.class.getName() + "\"}";
        byte[] bytes = serde(Map.of()).serializer().serialize("t", JsonData.of(schema, tree("{\"street\":\"Elm\"}")));

        assertThat(serde(Map.of()).deserializer().deserialize("t", bytes)).isEqualTo(Map.of("street", "Elm"));
        assertThat(serde(Map.of("type.property", "javaType")).deserializer().deserialize("t", bytes))
                .isEqualTo(new Address("Elm"));
    }

    @Test
    void dataThatDoesNotFitIsRefusedOnBothSides() throws Exception {
        String schema = "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"integer\"}}}";
        JsonData bad = JsonData.of(schema, tree("{\"a\":\"x\"}"));
        JsonSchemaSerde<Object> strict = serde(Map.of("json.fail.invalid.schema", "true"));

        byte[] bytes = serde(Map.of()).serializer().serialize("t", bad);

        assertThatThrownBy(() -> strict.serializer().serialize("t", bad))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("topic t")
                .hasMessageContaining("/a");
        assertThatThrownBy(() -> strict.deserializer().deserialize("t", bytes))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("/a");
    }

    @Test
    void whatASchemaRefersToIsReadFromTheRegistry() throws Exception {
        registry.register("inner", new SchemaText("JSON", "{\"type\":\"integer\"}"), false);
        SchemaText outer = new SchemaText(
                "JSON",
                "{\"properties\":{\"a\":{\"$ref\":\"inner.json\"}}}",
                List.of(new SchemaReference("inner.json", "inner", 1)));
        JsonSchemaSerde<Object> strict = serde(Map.of("json.fail.invalid.schema", "true"));

        assertThat(strict.serializer().serialize("t", new JsonData(outer, tree("{\"a\":1}"))))
                .hasSize(5 + 7);
        assertThatThrownBy(() -> strict.serializer().serialize("t", new JsonData(outer, tree("{\"a\":\"x\"}"))))
                .hasMessageContaining("/a");
    }

    @Test
    void unknownPropertiesFailUnlessTheSettingsLetThemPass() throws Exception {
        byte[] bytes =
                serde(Map.of()).serializer().serialize("t", JsonData.of("{}", tree("{\"street\":\"Elm\",\"more\":1}")));

        assertThatThrownBy(() -> serde(Map.of("json.value.type", Address.class))
                        .deserializer()
                        .deserialize("t", bytes))
                .hasMessageContaining("more");
        assertThat(serde(Map.of("json.value.type", Address.class, "json.fail.unknown.properties", "false"))
                        .deserializer()
                        .deserialize("t", bytes))
                .isEqualTo(new Address("Elm"));
    }

    @Test
    void datesAreNumbersOrText() throws Exception {
        Times times = new Times();
        times.day = LocalDate.of(2026, 11, 24);
        times.moment = new Date(5);

        assertThat(payload(serde(Map.of("json.fail.invalid.schema", "true"))
                        .serializer()
                        .serialize("t", times)))
                .isEqualTo("{\"day\":\"2026-11-24\",\"moment\":5}");
        assertThat(payload(serde(Map.of("json.write.dates.iso8601", "true", "json.fail.invalid.schema", "true"))
                        .serializer()
                        .serialize("u", times)))
                .isEqualTo("{\"day\":\"2026-11-24\",\"moment\":\"1970-01-01T00:00:00.005+00:00\"}");
    }

    @Test
    void theGuidMayStandInAHeader() throws Exception {
        JsonSchemaSerde<Object> serde = serde(Map.of(
                "value.schema.id.serializer", "io.confluent.kafka.serializers.schema.id.HeaderSchemaIdSerializer"));
        Headers headers = new RecordHeaders();

        byte[] bytes = serde.serializer().serialize("t", headers, JsonData.of("{}", tree("[1]")));

        assertThat(bytes).containsExactly('[', '1', ']');
        assertThat(headers.lastHeader("__value_schema_id").value()).hasSize(17).startsWith(1);
        assertThat(serde.deserializer().deserialize("t", headers, bytes)).isEqualTo(List.of(1));
        assertThatThrownBy(() -> serde.serializer().serialize("t", JsonData.of("{}", tree("[1]"))))
                .hasMessageContaining("PrefixSchemaIdSerializer");
    }

    @Test
    void aBareTreeNeedsASchemaThatTheSettingsChoose() throws Exception {
        registry.register("t-value", new SchemaText("JSON", "{}"), false);

        assertThatThrownBy(() -> serde(Map.of()).serializer().serialize("t", tree("{}")))
                .hasMessageContaining("use.latest.version");
        assertThat(serde(Map.of("auto.register.schemas", "false", "use.latest.version", "true"))
                        .serializer()
                        .serialize("t", tree("{}")))
                .containsExactly(0, 0, 0, 0, 1, '{', '}');
    }

    @Test
    void settingsAndBytesThatAreWrongAreNamed() throws Exception {
        int avro = registry.register("a", org.apache.avro.Schema.create(org.apache.avro.Schema.Type.INT));

        assertThatThrownBy(() -> serde(Map.of("json.schema.spec.version", "draft_4")))
                .isInstanceOf(ConfigException.class);
        assertThatThrownBy(() -> serde(Map.of("json.value.type", "no.such.Class")))
                .isInstanceOf(ConfigException.class);
        assertThatThrownBy(() -> serde(Map.of()).deserializer().deserialize("t", new byte[] {1, 2, 3, 4, 5}))
                .hasMessageContaining("Unknown magic byte");
        assertThatThrownBy(() -> serde(Map.of()).deserializer().deserialize("t", new byte[] {0, 0, 0, 0, (byte) avro}))
                .hasMessageContaining("of type AVRO, not JSON");
        assertThat(serde(Map.of()).deserializer().deserialize("t", (byte[]) null))
                .isNull();
    }

    @Property(tries = 500)
    void damagedBytesAreReadOrRefusedAsSuch(@ForAll Random random) {
        for (Map<String, String> settings : List.of(
                Map.<String, String>of(),
                Map.of("json.value.type", User.class.getName(), "json.fail.invalid.schema", "true"))) {
            JsonSchemaSerde<Object> serde = serde(settings);
            byte[] bytes = serde.serializer().serialize("t", user("Ann", 3));
            for (int flips = random.nextInt(4); flips >= 0; flips--) {
                bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            }
            byte[] cut = Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
            try {
                serde.deserializer().deserialize("t", cut);
            } catch (SerializationException e) {
                assertThat(e.getMessage()).contains("topic t");
            }
        }
    }

    @Property(tries = 200)
    void anyTextAndNumberGoThereAndBack(
            @ForAll @CharRange(from = '\u0000', to = '\ud7ff') String text, @ForAll long number) {
        JsonSchemaSerde<Object> serde = serde(Map.of());
        JsonData data = JsonData.of(
                "{\"type\":\"object\"}", json.createObjectNode().put("t", text).put("n", number));

        Object back = serde.deserializer().deserialize("t", serde.serializer().serialize("t", data));

        JsonNode same = json.valueToTree(back);
        assertThat(same.path("t").asText()).isEqualTo(text);
        assertThat(same.path("n").asLong()).isEqualTo(number);
    }

    private JsonSchemaSerde<Object> serde(Map<String, ?> more) {
        Map<String, Object> settings = new HashMap<>(Map.of("schema.registry.url", "mock://unused"));
        settings.putAll(more);
        JsonSchemaSerde<Object> serde = new JsonSchemaSerde<>(registry);
        serde.configure(settings, false);
        return serde;
    }

    private JsonNode tree(String text) throws Exception {
        return json.readTree(text);
    }

    private static User user(String name, int age) {
        User user = new User();
        user.name = name;
        user.age = age;
        user.addresses = List.of(new Address("Elm"));
        return user;
    }

    private static String payload(byte[] bytes) {
        return new String(bytes, 5, bytes.length - 5, StandardCharsets.UTF_8);
    }
}
