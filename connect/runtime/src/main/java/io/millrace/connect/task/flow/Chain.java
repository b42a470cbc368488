package io.millrace.connect.task.flow;

import io.millrace.connect.plugin.LoaderSwap;
import io.millrace.connect.plugin.PluginKind;
import io.millrace.connect.plugin.Plugins;
import io.millrace.connect.task.ConnectorKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.transforms.Transformation;
import org.apache.kafka.connect.transforms.predicates.Predicate;
import org.jspecify.annotations.Nullable;

/** A connector's transformations in order, each with the predicate that it heeds. Owned by one thread. */
public final class Chain<R extends ConnectRecord<R>> {
    private final List<Link<R>> links;
    private final Retries retries;

    private Chain(List<Link<R>> links, Retries retries) {
        this.links = links;
        this.retries = retries;
    }

    /** As the config names them; throws when one cannot be made. */
    public static <R extends ConnectRecord<R>> Chain<R> of(
            Map<String, String> config, Plugins plugins, PluginMetrics meters, Retries retries) {
        List<Link<R>> links = new ArrayList<>();
        for (String alias : config.getOrDefault(ConnectorKeys.TRANSFORMS, "").split(",")) {
            if (!alias.isBlank()) {
                links.add(link(ConnectorKeys.TRANSFORMS + "." + alias.strip() + ".", config, plugins, meters));
            }
        }
        return new Chain<>(links, retries);
    }

    /** Whether every record passes as it is. */
    public boolean isEmpty() {
        return links.isEmpty();
    }

    /** The record as it came out, or null when it was left out; throws {@link StageFailure}. */
    public @Nullable R apply(R record) throws InterruptedException {
        R current = record;
        for (int i = 0; i < links.size(); i++) {
            Link<R> link = links.get(i);
            R next;
            try {
                next = link.apply(current);
            } catch (Exception e) {
                next = again(link, current, e);
            }
            if (next == null) {
                return null;
            }
            current = next;
        }
        return current;
    }

    /** Ends the transformations and predicates. */
    public void close() {
        for (Link<R> link : links) {
            link.transformation.close();
            if (link.predicate != null) {
                link.predicate.close();
            }
        }
    }

    private @Nullable R again(Link<R> link, R record, Exception first) throws InterruptedException {
        try {
            return retries.afterFailure(first, () -> new Outcome<>(link.apply(record)))
                    .record();
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            throw new StageFailure(
                    Stage.TRANSFORMATION, link.transformation.it().getClass().getName(), "", e);
        }
    }

    private static <R extends ConnectRecord<R>> Link<R> link(
            String prefix, Map<String, String> config, Plugins plugins, PluginMetrics meters) {
        Made<Transformation<R>> transformation = transformation(prefix, config, plugins, meters);
        String alias = config.getOrDefault(prefix + "predicate", "").strip();
        if (alias.isEmpty()) {
            return new Link<>(transformation, null, false);
        }
        boolean negate = Boolean.parseBoolean(
                config.getOrDefault(prefix + "negate", "false").strip());
        return new Link<>(
                transformation,
                predicate(ConnectorKeys.PREDICATES + "." + alias + ".", config, plugins, meters),
                negate);
    }

    @SuppressWarnings("unchecked") // A transformation takes the records of any connector.
    private static <R extends ConnectRecord<R>> Made<Transformation<R>> transformation(
            String prefix, Map<String, String> config, Plugins plugins, PluginMetrics meters) {
        Made<Transformation<R>> made = (Made<Transformation<R>>)
                (Made<?>) Made.of(plugins, PluginKind.TRANSFORMATION, chosen(prefix, config), Transformation.class);
        try (LoaderSwap swap = LoaderSwap.to(made.loader())) {
            Made.meter(made.it(), meters);
            made.it().configure(Made.Chosen.under(prefix, config));
        }
        return made;
    }

    @SuppressWarnings("unchecked") // A predicate takes the records of any connector.
    private static <R extends ConnectRecord<R>> Made<Predicate<R>> predicate(
            String prefix, Map<String, String> config, Plugins plugins, PluginMetrics meters) {
        Made<Predicate<R>> made = (Made<Predicate<R>>)
                (Made<?>) Made.of(plugins, PluginKind.PREDICATE, chosen(prefix, config), Predicate.class);
        try (LoaderSwap swap = LoaderSwap.to(made.loader())) {
            Made.meter(made.it(), meters);
            made.it().configure(Made.Chosen.under(prefix, config));
        }
        return made;
    }

    private static Made.Chosen chosen(String prefix, Map<String, String> config) {
        String type = config.get(prefix + "type");
        if (type == null) {
            throw new ConnectException(prefix + "type is missing: expected a class or alias");
        }
        return new Made.Chosen(type, config.get(prefix + "plugin.version"), Map.of());
    }

    private record Link<R extends ConnectRecord<R>>(
            Made<Transformation<R>> transformation,
            @Nullable Made<Predicate<R>> predicate,
            boolean negate) {
        @Nullable
        R apply(R record) {
            Thread thread = Thread.currentThread();
            Made<Predicate<R>> asked = predicate;
            if (asked != null) {
                thread.setContextClassLoader(asked.loader());
                if (asked.it().test(record) == negate) {
                    return record;
                }
            }
            thread.setContextClassLoader(transformation.loader());
            return transformation.it().apply(record);
        }
    }

    /** What came out: null when the record was left out. */
    private record Outcome<R>(@Nullable R record) {}
}
