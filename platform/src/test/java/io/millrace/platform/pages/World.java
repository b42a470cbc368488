package io.millrace.platform.pages;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.millrace.base.Endpoint;
import io.millrace.client.ClientThread;
import io.millrace.client.admin.Admin;
import io.millrace.client.admin.NewTopic;
import io.millrace.client.config.ClientConfig;
import io.millrace.client.group.Offset;
import io.millrace.client.produce.AppendConfig;
import io.millrace.client.produce.Appender;
import io.millrace.embedded.EmbeddedLog;
import io.millrace.embedded.Millrace;
import io.millrace.rest.Edge;
import io.millrace.streams.KafkaStreams;
import io.millrace.streams.StreamsBuilder;
import io.millrace.streams.StreamsConfig;
import io.millrace.streams.Topology;
import io.millrace.streams.kstream.Consumed;
import io.millrace.streams.kstream.GlobalKTable;
import io.millrace.streams.kstream.Grouped;
import io.millrace.streams.kstream.Produced;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Serdes;

/** A log in memory, a job, a registry and a worker that only say what they are told to, and the page that shows them. */
final class World implements AutoCloseable {
    static final String MARKER = "marker-s3cr3t";
    static final Schema FLIGHT = new Schema.Parser().parse("""
                    {"type":"record","name":"Flight","fields":[{"name":"airline","type":"string"},
                     {"name":"origin","type":["null","string"],"default":null},{"name":"delay","type":"int"},
                     {"name":"left","type":{"type":"long","logicalType":"timestamp-millis"}}]}""");
    static final int SCHEMA_ID = 7;
    private static final String CONNECTORS = """
            {"airports-file":{"info":{"name":"airports-file","config":{"connector.class":"io.millrace.connector.file.FileSourceConnector",
              "topic":"airports"},"tasks":[],"type":"source"},"status":{"name":"airports-file","type":"source",
              "connector":{"state":"RUNNING","worker_id":"w"},"tasks":[{"id":0,"state":"RUNNING","worker_id":"w"}]}},
             "flights-file":{"info":{"name":"flights-file","config":{"connector.class":"io.millrace.connector.file.FileSourceConnector",
              "topic":"flights"},"tasks":[],"type":"source"},"status":{"name":"flights-file","type":"source",
              "connector":{"state":"RUNNING","worker_id":"w"},"tasks":[{"id":0,"state":"RUNNING","worker_id":"w"}]}},
             "delays-table":{"info":{"name":"delays-table","config":{"connector.class":"io.millrace.connector.jdbc.JdbcSinkConnector",
              "topics":"delays","connection.password":"%s","errors.deadletterqueue.topic.name":"delays-dead"},
              "tasks":[],"type":"sink"},"status":{"name":"delays-table","type":"sink",
              "connector":{"state":"RUNNING","worker_id":"w"},"tasks":[{"id":0,"state":"%s","worker_id":"w"%s}]}}}
            """;
    private static final String TRACE =
            "org.apache.kafka.connect.errors.ConnectException: Exiting task\\n\\tat a.B.c(B.java:1)\\n"
                    + "Caused by: org.postgresql.util.PSQLException: ERROR: relation is gone at"
                    + " jdbc:postgresql://app:%1$s@db/x?password=%1$s\\n\\tat d.E.f(E.java:2)\\n";
    private static final long PATIENCE_S = 20;

    final EmbeddedLog log = Millrace.log().inMemory().inProcessOnly().start();
    final ClientThread client = ClientThread.start("world", ClientConfig.to(log.inProcessServers()));
    final Edge edge = Edge.start();
    final Map<String, String> registryAnswers = new ConcurrentHashMap<>();
    final Map<String, String> workerAnswers = new ConcurrentHashMap<>();
    final Topologies topologies = new Topologies();
    volatile String failure;
    volatile String shortage;
    final Pages pages;
    private final Appender appender;
    private final HttpServer registry = stub(registryAnswers);
    private final HttpServer worker = stub(workerAnswers);
    private final HttpClient http = HttpClient.newHttpClient();
    private KafkaStreams job;

    World() throws Exception {
        appender = client.<Appender>ask((log, answer) -> answer.done(log.appender(AppendConfig.defaults()), null))
                .get(PATIENCE_S, TimeUnit.SECONDS);
        pages = Pages.start(
                edge,
                new Endpoint("127.0.0.1", 0),
                PagesSources.of(log.inProcessServers())
                        .registry(url(registry))
                        .connect(url(worker), "connect-configs")
                        .topologies(topologies)
                        .log(new LogState(() -> failure, () -> shortage)));
        workerAnswers.put("/connectors", "{}");
        registryAnswers.put("/subjects", "[]");
    }

    URI url() {
        return URI.create("http://" + pages.endpoint());
    }

    void create(String topic, int partitions) throws Exception {
        client.<Admin.Outcomes>ask(
                        (log, answer) -> log.admin().createTopics(List.of(new NewTopic(topic, partitions)), answer))
                .get(PATIENCE_S, TimeUnit.SECONDS)
                .orThrow();
    }

    /** Returns when it is in the log. */
    void write(String topic, int partition, long timestamp, byte[] key, byte[] value) throws Exception {
        client.tell((log, done) -> {
                    if (!appender.append(topic, partition, timestamp, key, value, null, null)) {
                        throw new AssertionError("the appender is full");
                    }
                    appender.flush(done);
                })
                .get(PATIENCE_S, TimeUnit.SECONDS);
    }

    static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** In the registry's frame. */
    static byte[] flight(String airline, String origin, int delay, long left) throws IOException {
        GenericData.Record record = new GenericData.Record(FLIGHT);
        record.put("airline", airline);
        record.put("origin", origin);
        record.put("delay", delay);
        record.put("left", left);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(ByteBuffer.allocate(5).put((byte) 0).putInt(SCHEMA_ID).array());
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
        new GenericDatumWriter<GenericData.Record>(FLIGHT).write(record, encoder);
        encoder.flush();
        return out.toByteArray();
    }

    /** Counts flights by airline: from flights to delays. */
    void startJob() {
        StreamsBuilder builder = new StreamsBuilder();
        GlobalKTable<String, byte[]> airports =
                builder.globalTable("airports", Consumed.with(Serdes.String(), Serdes.ByteArray()));
        builder.stream("flights", Consumed.with(Serdes.String(), Serdes.ByteArray()))
                .leftJoin(airports, (key, flight) -> key, (flight, airport) -> flight)
                .selectKey((key, value) -> key)
                .groupByKey(Grouped.with(Serdes.String(), Serdes.ByteArray()))
                .count()
                .toStream()
                .to("delays", Produced.with(Serdes.String(), Serdes.Long()));
        Topology topology = builder.build();
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "flights-delays");
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, log.inProcessServers());
        settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 100);
        settings.put("auto.offset.reset", "earliest");
        job = new KafkaStreams(topology, settings);
        topologies.show("flights", "flights-delays", topology.describe(), job);
        job.start();
    }

    /** The pipeline of the demo, with a sink that failed. */
    void connectors() {
        registryAnswers.put("/subjects", "[\"flights-value\",\"airports-value\"]");
        registryAnswers.put("/subjects/flights-value/versions", "[1,2]");
        registryAnswers.put("/subjects/airports-value/versions", "[1]");
        registryAnswers.put("/config/flights-value", "{\"compatibilityLevel\":\"BACKWARD\"}");
        String text = '"' + FLIGHT.toString().replace("\"", "\\\"") + '"';
        registryAnswers.put("/schemas/ids/" + SCHEMA_ID, "{\"schema\":" + text + "}");
        for (int version = 1; version <= 2; version++) {
            registryAnswers.put(
                    "/subjects/flights-value/versions/" + version,
                    "{\"subject\":\"flights-value\",\"version\":" + version + ",\"id\":" + (SCHEMA_ID + version - 2)
                            + ",\"schema\":" + text + "}");
        }
        sink("FAILED");
        workerAnswers.put("/connectors/flights-file/topics", "{\"flights-file\":{\"topics\":[\"flights\"]}}");
        workerAnswers.put("/connectors/airports-file/topics", "{\"airports-file\":{\"topics\":[\"airports\"]}}");
        workerAnswers.put("/connectors/delays-table/topics", "{\"delays-table\":{\"topics\":[\"delays\"]}}");
    }

    /** From now on the sink's task is in this state. */
    void sink(String state) {
        String trace = state.equals("FAILED") ? ",\"trace\":\"" + TRACE.formatted(MARKER) + '"' : "";
        workerAnswers.put("/connectors", CONNECTORS.formatted(MARKER, state, trace));
    }

    /** Commits for the sink all that there is. */
    void commitSink() throws Exception {
        Map<TopicPartition, Long> latest =
                Map.of(new TopicPartition("delays", 0), Admin.LATEST, new TopicPartition("delays", 1), Admin.LATEST);
        Map<TopicPartition, Admin.FoundOffset> ends = client.<Map<TopicPartition, Admin.FoundOffset>>ask(
                        (log, answer) -> log.admin().listOffsets(latest, answer))
                .get(PATIENCE_S, TimeUnit.SECONDS);
        Map<TopicPartition, Offset> offsets = new HashMap<>();
        ends.forEach((partition, end) -> offsets.put(partition, Offset.of(end.offset())));
        client.tell((log, done) -> log.admin().alterGroupOffsets("connect-delays-table", offsets, done))
                .get(PATIENCE_S, TimeUnit.SECONDS);
    }

    HttpResponse<String> get(String path, String... headers) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(url().resolve(path)).timeout(Duration.ofSeconds(PATIENCE_S));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<java.io.InputStream> open(String path) throws Exception {
        return http.send(
                HttpRequest.newBuilder(url().resolve(path)).build(), HttpResponse.BodyHandlers.ofInputStream());
    }

    private static URI url(HttpServer server) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private static HttpServer stub(Map<String, String> answers) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
            server.createContext("/", exchange -> answer(exchange, answers));
            server.start();
            return server;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void answer(HttpExchange exchange, Map<String, String> answers) throws IOException {
        try (exchange) {
            String answer = answers.get(exchange.getRequestURI().getPath());
            byte[] body = text(answer == null ? "{\"error_code\":404,\"message\":\"not here\"}" : answer);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(answer == null ? 404 : 200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    /** The registry and the worker answer no more. */
    void stopParts() {
        registry.stop(0);
        worker.stop(0);
    }

    @Override
    public void close() {
        pages.close();
        edge.close();
        if (job != null) {
            job.close(Duration.ofSeconds(10));
        }
        stopParts();
        client.close();
        log.close();
    }
}
