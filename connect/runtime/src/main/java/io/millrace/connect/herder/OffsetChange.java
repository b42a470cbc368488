package io.millrace.connect.herder;

import io.millrace.connect.herder.config.Refused;
import io.millrace.connect.herder.config.Shape;
import io.millrace.connect.plugin.LoaderSwap;
import io.millrace.connect.plugin.PluginClass;
import io.millrace.connect.plugin.PluginKind;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.connector.Connector;
import org.apache.kafka.connect.sink.SinkConnector;
import org.apache.kafka.connect.source.SourceConnector;
import org.jspecify.annotations.Nullable;

/**
 * Moves a connector that is stopped, or sends it back to its beginning. Its class is asked first: it may refuse, or keep
 * positions elsewhere that it moves itself. <i>Any thread.</i>
 */
final class OffsetChange {
    private final Ground ground;
    private final Positions positions;
    private final String name;
    private final Map<String, String> config;
    private final Shape shape;

    OffsetChange(Ground ground, Positions positions, String name, Map<String, String> config, Shape shape) {
        this.ground = ground;
        this.positions = positions;
        this.name = name;
        this.config = config;
        this.shape = shape;
    }

    /** Null for a position that is to be taken out. */
    CompletableFuture<String> alter(Map<Map<String, ?>, @Nullable Map<String, ?>> changes) {
        if (shape.kind() == PluginKind.SINK) {
            Map<TopicPartition, Long> sink = Positions.ofSink(changes);
            return ask(made -> made instanceof SinkConnector of && of.alterOffsets(config, sink))
                    .thenCompose(taken -> positions.putSink(name, sink).thenApply(done -> says("altered", taken)));
        }
        return ask(made -> made instanceof SourceConnector of && of.alterOffsets(config, plain(changes)))
                .thenCompose(taken -> positions.putSource(name, changes).thenApply(done -> says("altered", taken)));
    }

    CompletableFuture<String> reset() {
        if (shape.kind() == PluginKind.SINK) {
            return positions.ofGroup(name).thenCompose(committed -> {
                Map<TopicPartition, Long> none = new HashMap<>();
                committed.keySet().forEach(partition -> none.put(partition, null));
                return ask(made -> made instanceof SinkConnector of && of.alterOffsets(config, none))
                        .thenCompose(taken -> positions.dropSink(name).thenApply(done -> says("reset", taken)));
            });
        }
        Map<Map<String, ?>, @Nullable Map<String, ?>> none = positions.noneOfSource(name);
        return ask(made -> made instanceof SourceConnector of && of.alterOffsets(config, plain(none)))
                .thenCompose(taken -> positions.putSource(name, none).thenApply(done -> says("reset", taken)));
    }

    private CompletableFuture<Boolean> ask(Predicate<Connector> work) {
        return ground.foreign().call(() -> {
            PluginClass plugin = ground.validation().connector(config);
            Connector made = plugin.create(Connector.class);
            try (LoaderSwap swap = LoaderSwap.to(plugin.loader())) {
                return work.test(made);
            } catch (UnsupportedOperationException e) {
                throw new Refused(Refused.BAD, "connector " + name + " does not let its offsets be changed");
            } catch (RuntimeException e) {
                throw new Refused(
                        Refused.BAD,
                        "connector " + name + " refuses these offsets: "
                                + shape.secrets(config).scrub(String.valueOf(e.getMessage())));
            }
        });
    }

    private static Map<Map<String, ?>, Map<String, ?>> plain(Map<Map<String, ?>, @Nullable Map<String, ?>> changes) {
        return new HashMap<>(changes);
    }

    private static String says(String what, boolean taken) {
        return taken
                ? "The offsets for this connector have been " + what + " successfully"
                : "The Connect framework-managed offsets for this connector have been " + what
                        + " successfully. However, if this connector manages offsets externally, they will need to be"
                        + " manually " + what + " in the system that the connector uses.";
    }
}
