import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.ParsedSchema;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.avro.AvroSchema;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.SchemaMetadata;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.rest.RestService;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.rest.entities.Config;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.rest.entities.Metadata;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.rest.entities.SchemaReference;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import org.apache.flink.avro.shaded.org.apache.avro.Schema;
import org.apache.flink.avro.shaded.org.apache.avro.generic.GenericData;
import org.apache.flink.avro.shaded.org.apache.avro.generic.GenericRecord;
import org.apache.flink.formats.avro.registry.confluent.ConfluentRegistryAvroDeserializationSchema;
import org.apache.flink.formats.avro.registry.confluent.ConfluentRegistryAvroSerializationSchema;

/**
 * What users of Confluent's Java client of a registry do with it, and of Flink's Avro format, which is built on it. Each
 * step prints a line, "ok NAME" or "no NAME: why". Java runs it from its source, with the jars of the peer.
 */
public class ConfluentClient {
    private static final String A = "{\"name\":\"a\",\"type\":\"int\"}";
    private static final String B = "{\"name\":\"b\",\"type\":\"string\",\"default\":\"none\"}";
    private static final String CLASH = "{\"name\":\"c\",\"type\":\"string\"}";

    private static String url;
    private static SchemaRegistryClient client;
    private static RestService rest;

    private interface Step {
        void run() throws Exception;
    }

    /** The registry's address, and a record that our serializer wrote to the topic from-millrace. */
    public static void main(String[] args) {
        url = args[0];
        client = fresh();
        rest = new RestService(url);
        step("a schema registered twice has one id, by the cache and by the registry", ConfluentClient::registers);
        step("by id, by subject and version, by schema", ConfluentClient::finds);
        step("versions and subjects are listed", ConfluentClient::lists);
        step("an evolved schema is compatible, one that clashes is told and refused with 409", ConfluentClient::evolves);
        step("what is no schema is refused with 422", () -> refused(422, 42201, () ->
                rest.registerSchema("{\"type\":\"record\"}", "java-none")));
        step("what is not there is refused with its code", ConfluentClient::misses);
        step("types of other subjects are referred to", ConfluentClient::refers);
        step("a normalized schema is found", ConfluentClient::normalizes);
        step("levels and configs", ConfluentClient::configs);
        step("modes", ConfluentClient::modes);
        step("deletion, softly and for good", ConfluentClient::deletes);
        step("metadata, and the latest version that has it", ConfluentClient::metadata);
        step("contexts with ids of their own", ConfluentClient::contexts);
        step("imports keep their ids", ConfluentClient::imports);
        step("contexts, types, versions of the server", ConfluentClient::server);
        step("Flink's format reads what our serializer wrote", () -> flinkReads(Base64.getDecoder().decode(args[1])));
        step("Flink's format writes what our deserializer reads", ConfluentClient::flinkWrites);
        System.out.println("end");
    }

    private static void registers() throws Exception {
        int id = client.register("java", record("R", A));
        same(id, client.register("java", record("R", A)));
        same(id, fresh().register("java", record("R", A)));
        same(id, fresh().register("java-other", record("R", A)));
        same(id, rest.registerSchema(record("R", A).canonicalString(), "java"));
    }

    private static void finds() throws Exception {
        SchemaRegistryClient fresh = fresh();
        int id = fresh.getId("java", record("R", A));
        same(record("R", A), fresh.getSchemaById(id));
        same(record("R", A), fresh.getSchemaBySubjectAndId("java", id));
        same(1, fresh.getVersion("java", record("R", A)));
        SchemaMetadata latest = fresh.getLatestSchemaMetadata("java");
        same(id, latest.getId());
        same(1, latest.getVersion());
        same("AVRO", latest.getSchemaType());
        same(record("R", A).canonicalString(), latest.getSchema());
        same(id, fresh.getSchemaMetadata("java", 1).getId());
        same(record("R", A).canonicalString(), rest.getOnlySchemaById(id));
        same(record("R", A).canonicalString(), rest.getVersionSchemaOnly("java", 1));
        same(record("R", A).canonicalString(), rest.getLatestVersionSchemaOnly("java"));
    }

    private static void lists() throws Exception {
        int id = client.getId("java", record("R", A));
        same(List.of(1), client.getAllVersions("java"));
        same(true, client.getAllSubjects().containsAll(List.of("java", "java-other")));
        same(List.of("java", "java-other"), List.copyOf(client.getAllSubjectsByPrefix("java")));
        same(List.of("java", "java-other"), List.copyOf(client.getAllSubjectsById(id)));
        same(2, client.getAllVersionsById(id).size());
        same(List.of(record("R", A)), client.getSchemas("java-other", false, true));
    }

    private static void evolves() throws Exception {
        same(true, client.testCompatibility("java", record("R", A, B)));
        same(List.of(), client.testCompatibilityVerbose("java", record("R", A, B)));
        same(false, client.testCompatibility("java", record("R", A, CLASH)));
        String told = String.join("\n", client.testCompatibilityVerbose("java", record("R", A, CLASH)));
        same(true, told.contains("READER_FIELD_MISSING_DEFAULT_VALUE") && told.contains("/fields/1"));
        refused(409, 40901, () -> client.register("java", record("R", A, CLASH)));
        int id = client.register("java", record("R", A, B));
        same(id, fresh().getLatestSchemaMetadata("java").getId());
        same(List.of(1, 2), client.getAllVersions("java"));
    }

    private static void misses() throws Exception {
        refused(404, 40401, () -> client.getLatestSchemaMetadata("java-none"));
        refused(404, 40401, () -> client.getAllVersions("java-none"));
        refused(404, 40402, () -> client.getSchemaMetadata("java", 9));
        refused(404, 40403, () -> client.getSchemaById(Integer.MAX_VALUE));
        refused(404, 40403, () -> client.getVersion("java", record("Other", A)));
        refused(422, 42202, () -> rest.getVersion("java", -7));
    }

    private static void refers() throws Exception {
        int place = client.register("java-place", record("Place", A));
        List<SchemaReference> references = List.of(new SchemaReference("ns.Place", "java-place", 1));
        ParsedSchema trip = client.parseSchema("AVRO", text("Trip", "{\"name\":\"to\",\"type\":\"ns.Place\"}"), references)
                .orElseThrow();
        int id = client.register("java-trip", trip);
        ParsedSchema read = fresh().getSchemaById(id);
        same(references, read.references());
        same(true, String.valueOf(read.rawSchema()).contains("Place"));
        same(List.of(id), rest.getReferencedBy("java-place", 1));
        refused(422, 42206, () -> client.deleteSubject("java-place"));
        same(record("Place", A), fresh().getSchemaById(place));
    }

    private static void normalizes() throws Exception {
        String odd = "{\"name\":\"a\",\"type\":\"int\",\"y\":2,\"x\":1}";
        String other = "{\"name\":\"a\",\"type\":\"int\",\"x\":1,\"y\":2}";
        int id = client.register("java-normal", record("N", odd), true);
        same(id, fresh().register("java-normal", record("N", other), true));
        same(id, fresh().getId("java-normal", record("N", other), true));
        same(1, fresh().getVersion("java-normal", record("N", other), true));
    }

    private static void configs() throws Exception {
        refused(404, 40408, () -> rest.getConfig("java-level"));
        same("BACKWARD", client.getCompatibility(null));
        same("FULL", client.updateCompatibility("java-level", "FULL"));
        same("FULL", client.getCompatibility("java-level"));
        Config config = new Config("NONE");
        config.setNormalize(true);
        client.updateConfig("java-level", config);
        same("NONE", client.getConfig("java-level").getCompatibilityLevel());
        same(true, client.getConfig("java-level").isNormalize());
        client.deleteConfig("java-level");
        refused(404, 40408, () -> rest.getConfig("java-level"));
        refused(422, 42203, () -> client.updateCompatibility("java-level", "SIDEWAYS"));
    }

    private static void modes() throws Exception {
        same("READWRITE", client.getMode());
        refused(404, 40409, () -> client.getMode("java-mode"));
        client.register("java-mode", record("M", A));
        same("READONLY", client.setMode("READONLY", "java-mode"));
        same("READONLY", client.getMode("java-mode"));
        refused(422, 42205, () -> client.register("java-mode", record("M", A, B)));
        client.deleteMode("java-mode");
        client.register("java-mode", record("M", A, B));
        refused(422, 42204, () -> client.setMode("SOMETIMES", "java-mode"));
    }

    private static void deletes() throws Exception {
        String subject = "java/odd name?";
        client.register(subject, record("D", A));
        client.register(subject, record("D", A, B));
        same(1, client.deleteSchemaVersion(subject, "1"));
        refused(404, 40406, () -> client.deleteSchemaVersion(subject, "1"));
        same(List.of(1), rest.getDeletedOnlyVersions(subject));
        same(List.of(1, 2), client.getAllVersions(subject, true));
        same(1, client.deleteSchemaVersion(subject, "1", true));
        refused(404, 40405, () -> client.deleteSubject(subject, true));
        same(List.of(2), client.deleteSubject(subject));
        refused(404, 40404, () -> client.deleteSubject(subject));
        same(true, rest.getDeletedOnlySubjects(null).contains(subject));
        same(true, client.getAllSubjects(true).contains(subject));
        same(List.of(2), client.deleteSubject(subject, true));
        same(false, client.getAllSubjects(true).contains(subject));
    }

    private static void metadata() throws Exception {
        int one = client.register("java-meta", told("1", A));
        int two = client.register("java-meta", told("2", A, B));
        same("1", fresh().getSchemaById(one).metadata().getProperties().get("major"));
        same(one, fresh().getLatestWithMetadata("java-meta", Map.of("major", "1"), false).getId());
        same(two, fresh().getLatestWithMetadata("java-meta", Map.of("major", "2"), false).getId());
        refused(404, 40402, () -> fresh().getLatestWithMetadata("java-meta", Map.of("major", "3"), false));
    }

    private static void contexts() throws Exception {
        String subject = ":.java:parcels";
        same(1, client.register(subject, record("First", A)));
        same(2, client.register(subject + "-more", record("Second", A)));
        same(record("First", A), fresh().getSchemaBySubjectAndId(subject, 1));
        same(true, client.getAllSubjects().contains(subject));
        same(List.of(subject, subject + "-more"), List.copyOf(client.getAllSubjectsByPrefix(":.java:")));
        same(true, rest.getAllContexts().contains(".java"));
        RestService there = new RestService(url + "/contexts/.java");
        same(1, there.getLatestVersion("parcels").getId());
        same(2, there.registerSchema(record("Second", A).canonicalString(), "parcels-more"));
    }

    private static void imports() throws Exception {
        same("IMPORT", client.setMode("IMPORT", ":.java-import:s"));
        same(4711, client.register(":.java-import:s", record("I", A), 3, 4711));
        same(List.of(3), client.getAllVersions(":.java-import:s"));
        same(4711, fresh().getId(":.java-import:s", record("I", A)));
    }

    private static void server() throws Exception {
        same(".", rest.getAllContexts().get(0));
        same(true, rest.getSchemaTypes().contains("AVRO"));
        same(false, rest.getSchemaRegistryServerVersion().getVersion().isEmpty());
        same(true, String.valueOf(rest.getClusterId().getScope()).contains("schema-registry"));
    }

    private static void flinkReads(byte[] written) throws Exception {
        GenericRecord record = ConfluentRegistryAvroDeserializationSchema.forGeneric(place(), url).deserialize(written);
        same("VIE", record.get("code").toString());
        same("név", record.get("note").toString());
    }

    private static void flinkWrites() throws Exception {
        GenericRecord record = new GenericData.Record(place());
        record.put("code", "BUD");
        record.put("note", null);
        byte[] bytes = ConfluentRegistryAvroSerializationSchema.forGeneric("from-flink-value", place(), url)
                .serialize(record);
        System.out.println("told " + Base64.getEncoder().encodeToString(bytes));
    }

    private static Schema place() {
        return new Schema.Parser().parse(text(
                "Place",
                "{\"name\":\"code\",\"type\":\"string\"},{\"name\":\"note\",\"type\":[\"null\",\"string\"],\"default\":null}"));
    }

    private static SchemaRegistryClient fresh() {
        return new CachedSchemaRegistryClient(url, 100);
    }

    private static AvroSchema record(String name, String... fields) {
        return new AvroSchema(text(name, fields));
    }

    private static AvroSchema told(String major, String... fields) {
        Metadata metadata = new Metadata(Map.of(), Map.of("major", major), Set.of());
        return record("Told", fields).copy(metadata, null);
    }

    private static String text(String name, String... fields) {
        return "{\"type\":\"record\",\"name\":\"" + name + "\",\"namespace\":\"ns\",\"fields\":[" + String.join(",", fields)
                + "]}";
    }

    private static void step(String name, Step step) {
        try {
            step.run();
            System.out.println("ok " + name);
        } catch (Exception | AssertionError e) {
            System.out.println("no " + name + ": " + e + " at " + List.of(e.getStackTrace()));
        }
    }

    private static void refused(int status, int code, Callable<?> call) throws Exception {
        try {
            Object answer = call.call();
            throw new AssertionError("taken: " + answer);
        } catch (RestClientException e) {
            same(Map.of(status, code), Map.of(e.getStatus(), e.getErrorCode()));
        }
    }

    private static void same(Object wanted, Object got) {
        if (!wanted.equals(got)) {
            throw new AssertionError("not " + wanted + " but " + got);
        }
    }
}
