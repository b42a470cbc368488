package io.millrace.connect.herder;

import io.millrace.base.Loop;
import io.millrace.connect.herder.config.PluginKeys;
import io.millrace.connect.herder.config.Refused;
import io.millrace.connect.herder.config.Report;
import io.millrace.connect.herder.view.ConnectorInfo;
import io.millrace.connect.herder.view.ConnectorView;
import io.millrace.connect.plugin.PluginInfo;
import io.millrace.connect.plugin.Plugins;
import io.millrace.connect.storage.StoredConnector;
import io.millrace.connect.storage.Stores;
import io.millrace.connect.storage.TargetState;
import io.millrace.connect.task.ConnectorKeys;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * All connectors of a worker: what is asked about them, and what changes them. Answers come on the loop or on a thread of a
 * plug-in's call; {@link Refused} says what cannot be done. <i>Any thread;</i> the state is the loop's.
 */
public final class Herder {
    private static final int MAX_NAME = 512;

    private final Ground ground;
    private final Plugins plugins;
    private final Positions positions;
    private final String workerId;
    private final Map<String, Life> lives = new TreeMap<>();
    private @Nullable String gaveWay;

    Herder(Ground ground, Plugins plugins, Positions positions, String workerId) {
        this.ground = ground;
        this.plugins = plugins;
        this.positions = positions;
        this.workerId = workerId;
    }

    /** A connector that was put, and whether it is new. */
    public record Put(boolean created, ConnectorInfo info) {}

    /** Starts what was stored; completes when all are on their way. */
    CompletableFuture<Void> restore(Stores stores) {
        return onLoop(() -> {
            for (StoredConnector stored : stores.connectorsRead()) {
                Set<String> topics = stores.statuses().topicsRead().getOrDefault(stored.name(), Set.of());
                Life life = new Life(ground, stored, null, topics);
                lives.put(stored.name(), life);
                life.restore();
            }
            return CompletableFuture.completedFuture(null);
        });
    }

    /** Ends all, and leaves what is stored. */
    CompletableFuture<Void> leave() {
        return call(() -> endAll(true));
    }

    /** Ends all because another worker runs the connectors from now on; whatever is asked after this is refused with that. */
    CompletableFuture<Void> giveWay(String why) {
        return call(() -> {
            gaveWay = why;
            return endAll(false);
        });
    }

    private CompletableFuture<Void> endAll(boolean tell) {
        boolean ours = tell && gaveWay == null;
        return CompletableFuture.allOf(
                lives.values().stream().map(life -> life.leave(ours)).toArray(CompletableFuture<?>[]::new));
    }

    // ---- questions ----

    /** Why this worker runs nothing any more, another having taken its place; empty while it works. */
    public CompletableFuture<Optional<String>> gaveWay() {
        return call(() -> CompletableFuture.completedFuture(Optional.ofNullable(gaveWay)));
    }

    /** All connectors by name. */
    public CompletableFuture<List<ConnectorView>> views() {
        return onLoop(() -> CompletableFuture.completedFuture(lives.values().stream()
                .filter(life -> !life.isLeaving())
                .map(life -> life.view(workerId))
                .toList()));
    }

    /** One connector. */
    public CompletableFuture<ConnectorView> view(String name) {
        return with(name, life -> CompletableFuture.completedFuture(life.view(workerId)));
    }

    /** As it was configured, secrets hidden. */
    public CompletableFuture<ConnectorInfo> info(String name) {
        return with(name, Life::info);
    }

    /** The topics that it has used. */
    public CompletableFuture<Set<String>> topics(String name) {
        return with(name, life -> CompletableFuture.completedFuture(new TreeSet<>(life.topics())));
    }

    /** Where it is, by partition of its source or its topics. */
    public CompletableFuture<Map<Map<String, ?>, Map<String, ?>>> offsets(String name) {
        return with(name, life -> life.shape().thenCompose(shape -> positions.of(name, shape.kind())));
    }

    // ---- changes ----

    /** A new connector; its config is checked first, every key at once. */
    public CompletableFuture<ConnectorInfo> create(
            String name, Map<String, String> given, @Nullable TargetState initial) {
        return named(name, given)
                .thenCompose(config -> check(config)
                        .thenCompose(report -> onLoop(() -> {
                            if (lives.containsKey(name)) {
                                throw new Refused(Refused.CONFLICT, "Connector " + name + " already exists");
                            }
                            return create(name, config, initial, report);
                        })));
    }

    /** A new connector, or a new config for one; a value that came back as it is shown stays what it was. */
    public CompletableFuture<Put> put(String name, Map<String, String> given) {
        return named(name, given)
                .thenCompose(config -> onLoop(() -> {
                    Life life = lives.get(name);
                    return life == null || life.isLeaving()
                            ? create(name, config, null).thenApply(info -> new Put(true, info))
                            : update(name, life, config).thenApply(info -> new Put(false, info));
                }));
    }

    /** Changes some keys; null takes one out. */
    public CompletableFuture<ConnectorInfo> patch(String name, Map<String, @Nullable String> changes) {
        return with(name, life -> {
            Map<String, String> config = new LinkedHashMap<>(life.config());
            changes.forEach((key, value) -> {
                if (value == null) {
                    config.remove(key);
                } else {
                    config.put(key, value);
                }
            });
            return named(name, config).thenCompose(whole -> update(name, life, whole));
        });
    }

    /** Ends and forgets it. */
    public CompletableFuture<Void> delete(String name) {
        return with(name, life -> life.delete().thenRunAsync(() -> lives.remove(name, life), ground.loop()::execute));
    }

    /** Says what it is meant to do. */
    public CompletableFuture<Void> aim(String name, TargetState target) {
        return with(name, life -> life.aim(target));
    }

    /** Starts its object again, its tasks, or what of them has failed. */
    public CompletableFuture<ConnectorView> restart(String name, boolean includeTasks, boolean onlyFailed) {
        return with(
                name,
                life -> ground.stores()
                        .putRestart(name, includeTasks, onlyFailed)
                        .thenCompose(stored -> life.restart(includeTasks, onlyFailed))
                        .thenApply(done -> life.view(workerId)));
    }

    /** Starts one task again. */
    public CompletableFuture<Void> restartTask(String name, int task) {
        return with(name, life -> life.restartTask(task));
    }

    /** Forgets which topics it has used. */
    public CompletableFuture<Void> resetTopics(String name) {
        return with(name, life -> {
            life.forgetTopics();
            return CompletableFuture.completedFuture(null);
        });
    }

    /** Moves a connector that is stopped; null takes a position out. Says what was done. */
    public CompletableFuture<String> alterOffsets(String name, Map<Map<String, ?>, @Nullable Map<String, ?>> changes) {
        return atRest(name, change -> change.alter(changes));
    }

    /** Sends a connector that is stopped back to its beginning. Says what was done. */
    public CompletableFuture<String> resetOffsets(String name) {
        return atRest(name, OffsetChange::reset);
    }

    // ---- plug-ins ----

    /** All plug-ins, known without loading one. */
    public List<PluginInfo> plugins() {
        return plugins.list();
    }

    /** The keys of one plug-in, by class or alias. */
    public CompletableFuture<PluginKeys> pluginKeys(String classOrAlias) {
        return ground.foreign().call(() -> PluginKeys.of(plugins, classOrAlias));
    }

    /** Checks a config for a connector class without creating anything. */
    public CompletableFuture<Report> validate(String classOrAlias, Map<String, String> config) {
        return ground.foreign().call(() -> {
            Map<String, String> whole = new LinkedHashMap<>(config);
            String given = whole.putIfAbsent(ConnectorKeys.CLASS, classOrAlias);
            if (given != null && !PluginKeys.same(plugins, given, classOrAlias)) {
                throw new Refused(
                        Refused.BAD,
                        "Included connector type " + given + " does not match request type " + classOrAlias);
            }
            return ground.validation().validate(whole);
        });
    }

    // ---- how ----

    private CompletableFuture<ConnectorInfo> create(
            String name, Map<String, String> config, @Nullable TargetState initial, Report report) {
        TargetState target = initial == null ? TargetState.STARTED : initial;
        Life life = new Life(ground, new StoredConnector(name, config, target, List.of()), report.shape(), Set.of());
        lives.put(name, life);
        return life.create(initial)
                .whenCompleteAsync(
                        (done, failure) -> {
                            if (failure != null) {
                                lives.remove(name, life);
                            }
                        },
                        ground.loop()::execute)
                .thenCompose(done -> life.info());
    }

    private CompletableFuture<ConnectorInfo> update(String name, Life life, Map<String, String> sent) {
        Map<String, String> stored = life.config();
        return life.shape()
                .thenApply(shape -> shape.reveal(sent, stored))
                .thenCompose(config -> check(config)
                        .thenCompose(report -> with(
                                name, now -> now.update(config, report.shape()).thenCompose(done -> now.info()))));
    }

    private CompletableFuture<Report> check(Map<String, String> config) {
        return ground.foreign().call(() -> ground.validation().validate(config)).thenApply(report -> {
            if (report.errorCount() > 0) {
                throw new Refused(Refused.BAD, report.complaint());
            }
            return report;
        });
    }

    /** The config with its name in it, and in no contradiction to the one that was asked for. */
    private static CompletableFuture<Map<String, String>> named(String name, Map<String, String> config) {
        String within = config.get(ConnectorKeys.NAME);
        if (within != null && !within.equals(name)) {
            return CompletableFuture.failedFuture(new Refused(
                    Refused.BAD,
                    "Connector name configuration (" + within + ") doesn't match connector name in the URL or the"
                            + " request (" + name + ")"));
        }
        if (name.isBlank() || name.length() > MAX_NAME) {
            return CompletableFuture.failedFuture(
                    new Refused(Refused.BAD, "a connector's name has 1 to " + MAX_NAME + " characters"));
        }
        Map<String, String> whole = new LinkedHashMap<>(config);
        whole.put(ConnectorKeys.NAME, name);
        return CompletableFuture.completedFuture(Collections.unmodifiableMap(whole));
    }

    private CompletableFuture<String> atRest(String name, Function<OffsetChange, CompletableFuture<String>> work) {
        return with(
                name,
                life -> life.shape()
                        .thenCompose(shape -> life.whileStopped(
                                () -> work.apply(new OffsetChange(ground, positions, name, life.config(), shape)))));
    }

    private <T> CompletableFuture<T> with(String name, Function<Life, CompletableFuture<T>> work) {
        return onLoop(() -> {
            Life life = lives.get(name);
            if (life == null || life.isLeaving()) {
                throw Refused.noConnector(name);
            }
            return work.apply(life);
        });
    }

    private <T> CompletableFuture<T> onLoop(Supplier<CompletableFuture<T>> work) {
        return call(() -> {
            String why = gaveWay;
            if (why != null) {
                throw new Refused(Refused.CONFLICT, "This worker has stopped its connectors: " + why);
            }
            return work.get();
        });
    }

    private <T> CompletableFuture<T> call(Supplier<CompletableFuture<T>> work) {
        Loop loop = ground.loop();
        return CompletableFuture.supplyAsync(work, loop::execute).thenCompose(result -> result);
    }
}
