package io.millrace.registry.http;

import io.millrace.registry.Catalog;
import io.millrace.registry.Registry;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.Unit;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** {@code /metrics} in Prometheus' text format; nothing of the library is loaded before the first time. */
final class MetricsRoutes {
    private final Registry registry;
    private final Traffic traffic;

    MetricsRoutes(Registry registry, Traffic traffic) {
        this.registry = registry;
        this.traffic = traffic;
    }

    void mount(Paths paths) {
        paths.get("/metrics", this::metrics);
    }

    private void metrics(RoutingContext context) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            PrometheusTextFormatWriter writer =
                    PrometheusTextFormatWriter.builder().build();
            writer.write(bytes, new MetricSnapshots(snapshots()));
            context.response()
                    .putHeader("Content-Type", writer.getContentType())
                    .putHeader("Cache-Control", "no-store")
                    .end(Buffer.buffer(bytes.toByteArray()));
        } catch (IOException e) {
            throw new UncheckedIOException("written to memory", e);
        }
    }

    private List<MetricSnapshot> snapshots() {
        List<MetricSnapshot> all = new ArrayList<>();
        Catalog catalog = registry.catalog();
        GaugeSnapshot.Builder schemas = GaugeSnapshot.builder()
                .name("millrace_registry_schemas")
                .help("Schemas by context, each counted once however many versions are it.");
        GaugeSnapshot.Builder subjects = GaugeSnapshot.builder()
                .name("millrace_registry_subjects")
                .help("Subjects with a version that is not deleted, by context.");
        GaugeSnapshot.Builder maxIds = GaugeSnapshot.builder()
                .name("millrace_registry_max_id")
                .help("The largest id that was given in a context.");
        catalog.counts().forEach((context, counts) -> {
            Labels labels = Labels.of("context", context);
            schemas.dataPoint(gauge(labels, counts.schemas()));
            subjects.dataPoint(gauge(labels, counts.subjects()));
            maxIds.dataPoint(gauge(labels, catalog.maxId(context)));
        });
        all.add(schemas.build());
        all.add(subjects.build());
        all.add(maxIds.build());
        all.add(gauge(
                "millrace_registry_leader", "1 where this registry is known to lead.", registry.isFresh() ? 1 : 0));
        all.add(gauge(
                "millrace_registry_topic_position",
                "The offset after the last record of the topic that is applied.",
                registry.position()));
        all.add(CounterSnapshot.builder()
                .name("millrace_registry_skipped_records")
                .help("Records of the topic that could not be read.")
                .dataPoint(CounterSnapshot.CounterDataPointSnapshot.builder()
                        .value(registry.skippedRecords())
                        .build())
                .build());
        requests(all);
        return all;
    }

    private void requests(List<MetricSnapshot> all) {
        CounterSnapshot.Builder requests =
                CounterSnapshot.builder().name("millrace_registry_requests").help("Requests by route and status.");
        HistogramSnapshot.Builder times = HistogramSnapshot.builder()
                .name("millrace_registry_request_seconds")
                .unit(Unit.SECONDS)
                .help("Time from a request's routing to the end of its answer.");
        for (Traffic.Route route : traffic.routes()) {
            if (route.byStatus().isEmpty()) {
                continue;
            }
            route.byStatus()
                    .forEach((status, count) -> requests.dataPoint(CounterSnapshot.CounterDataPointSnapshot.builder()
                            .labels(Labels.of(
                                    "method", route.method(), "path", route.path(), "status", Integer.toString(status)))
                            .value(count.sum())
                            .build()));
            ClassicHistogramBuckets.Builder buckets = ClassicHistogramBuckets.builder();
            for (int i = 0; i < Traffic.SECONDS.length; i++) {
                buckets.bucket(Traffic.SECONDS[i], route.inBucket(i));
            }
            buckets.bucket(Double.POSITIVE_INFINITY, route.inBucket(Traffic.SECONDS.length));
            times.dataPoint(HistogramSnapshot.HistogramDataPointSnapshot.builder()
                    .labels(Labels.of("method", route.method(), "path", route.path()))
                    .classicHistogramBuckets(buckets.build())
                    .sum(route.seconds())
                    .build());
        }
        all.add(requests.build());
        all.add(times.build());
    }

    private static GaugeSnapshot gauge(String name, String help, double value) {
        return GaugeSnapshot.builder()
                .name(name)
                .help(help)
                .dataPoint(gauge(Labels.EMPTY, value))
                .build();
    }

    private static GaugeSnapshot.GaugeDataPointSnapshot gauge(Labels labels, double value) {
        return GaugeSnapshot.GaugeDataPointSnapshot.builder()
                .labels(labels)
                .value(value)
                .build();
    }
}
