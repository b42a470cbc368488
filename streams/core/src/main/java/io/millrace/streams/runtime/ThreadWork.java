package io.millrace.streams.runtime;

import io.millrace.base.PumpedLoop;
import io.millrace.base.Settings;
import io.millrace.client.LogClient;
import io.millrace.client.admin.Admin;
import io.millrace.client.consume.FetchConfig;
import io.millrace.client.consume.Fetcher;
import io.millrace.client.group.ConsumerProtocol;
import io.millrace.client.group.GroupConfig;
import io.millrace.client.group.GroupMember;
import io.millrace.client.produce.AppendConfig;
import io.millrace.client.produce.Appender;
import io.millrace.streams.errors.MissingSourceTopicException;
import io.millrace.streams.errors.StreamsException;
import io.millrace.streams.processor.TaskId;
import io.millrace.streams.runtime.assign.AssignmentData;
import io.millrace.streams.runtime.assign.SubscriptionData;
import io.millrace.streams.task.GlobalStore;
import io.millrace.streams.topology.BuiltTopology;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * What a stream thread does between two turns of its loop: follow its group, open tasks, feed them, commit. Callbacks of
 * the client only note what happened, so that no task is ever entered twice. <i>Loop-owned.</i>
 */
final class ThreadWork {
    private static final long LAST_COMMIT_MS = 30_000;
    private static final long ASK_ALL_TO_STOP_MS = 10_000;
    private static final long LEAVE_MS = 2_000;

    private final RuntimeConfig config;
    private final PumpedLoop loop;
    private final LogClient client;
    private final TaskFactory factory;
    private final FetchConfig fetchConfig;
    private final GroupConfig groupConfig;
    private final Fetcher fetcher;
    private final Fetcher restorer;
    private final Appender appender;
    private final GroupMember member;
    private final TopicSink sink;
    private final TaskSet tasks;
    private final Committer committer;
    private final Membership membership = new Membership();

    private int generation = -1;
    private boolean owning;
    private boolean lastCommitBegun;
    private boolean asking;
    private boolean allShallStop;
    private boolean toldToStop;
    private long commitDueNanos;
    private @Nullable StreamsException failure;

    ThreadWork(
            RuntimeConfig config,
            BuiltTopology topology,
            Map<String, GlobalStore> globals,
            PumpedLoop loop,
            LogClient client,
            Settings settings) {
        this.config = config;
        this.loop = loop;
        this.client = client;
        fetchConfig = FetchConfig.from(settings);
        groupConfig = GroupConfig.from(settings);
        AppendConfig appendConfig = AppendConfig.from(settings);
        fetcher = client.fetcher(fetchConfig);
        restorer = client.fetcher(FetchConfig.from(config.restoreClient()));
        appender = client.appender(appendConfig);
        sink = new TopicSink(
                loop,
                appender,
                config.task().productionHandler(),
                appendConfig.bufferMemoryBytes() / 2,
                appendConfig.deliveryTimeoutMs());
        factory = new TaskFactory(config, topology, globals, sink);
        tasks = new TaskSet(sink, loop.clock());
        member = client.member(
                groupConfig,
                new LeaderAssignor(
                        config, topology, client.metadata(), client.admin(), this::self, why -> failure = why),
                membership);
        committer = new Committer(appender, member, sink);
        fetcher.onOutOfRange(this::relocate);
    }

    private SubscriptionData self() {
        return new SubscriptionData(config.processId(), generation, allShallStop, tasks.ids());
    }

    void join() {
        commitDueNanos = loop.clock().nanos() + config.commitIntervalMs() * 1_000_000L;
        member.join();
    }

    /** One round; waits when there is nothing to do. */
    void step() {
        followGroup();
        boolean busy = tasks.open(restorer);
        if (owning) {
            tasks.offer(fetcher);
            busy |= tasks.process();
            commitWhenDue();
        }
        orThrow();
        loop.turn(busy ? 0 : patienceMs());
    }

    ThreadState state() {
        if (!owning) {
            return generation < 0 ? ThreadState.STARTING : ThreadState.PARTITIONS_REVOKED;
        }
        return tasks.allRunning() && !asking ? ThreadState.RUNNING : ThreadState.PARTITIONS_ASSIGNED;
    }

    /** Whether another thread asked that all of the application stops. */
    boolean toldToStop() {
        return toldToStop;
    }

    long processed() {
        return tasks.processed();
    }

    long commits() {
        return committer.commits();
    }

    List<ThreadReport.TaskReport> report() {
        return tasks.report();
    }

    private long patienceMs() {
        long untilCommitMs = (commitDueNanos - loop.clock().nanos()) / 1_000_000L;
        return Math.max(1, Math.min(config.pollMs(), untilCommitMs));
    }

    private void commitWhenDue() {
        long now = loop.clock().nanos();
        if (committer.idle() && now - commitDueNanos >= 0) {
            commitDueNanos = now + config.commitIntervalMs() * 1_000_000L;
            committer.begin(tasks.running());
        }
    }

    private void orThrow() {
        if (failure != null) {
            throw failure;
        }
        if (membership.failure() != null) {
            throw new StreamsException("the group does not take this thread any more", membership.failure());
        }
        sink.orThrow();
        committer.orThrow();
        Throwable unreadable = fetcher.failure() != null ? fetcher.failure() : restorer.failure();
        if (unreadable != null) {
            throw new StreamsException("input cannot be read", unreadable);
        }
    }

    // ---- the group ----

    private void followGroup() {
        if (membership.takeLost()) {
            // Others may own the tasks by now: what is uncommitted is theirs to do again.
            committer.abandon();
            tasks.retain(Set.of());
            owning = false;
            lastCommitBegun = false;
            asking = false;
            generation = -1;
        }
        Membership.Assigned assigned = membership.takeAssigned();
        if (assigned != null) {
            take(assigned);
        }
        if (membership.revoking()) {
            giveUp();
        }
    }

    /** Commits what is done; the tasks stay, idle, since most of them will come back with the next assignment. */
    private void giveUp() {
        owning = false;
        if (!lastCommitBegun) {
            if (!committer.idle()) {
                return;
            }
            committer.begin(tasks.running());
            lastCommitBegun = true;
        }
        if (committer.idle()) {
            lastCommitBegun = false;
            membership.revoked();
        }
    }

    private void take(Membership.Assigned assigned) {
        ConsumerProtocol.Assignment assignment = ConsumerProtocol.assignment(assigned.assignment());
        byte[] userData = assignment.userData();
        AssignmentData data = userData == null
                ? new AssignmentData(AssignmentData.Verdict.RUN, List.of())
                : AssignmentData.decode(ByteBuffer.wrap(userData));
        boolean runs = verdict(data.verdict());
        if (!runs) {
            return;
        }
        // A generation that this thread did not see may have had another owner of its tasks: their state is stale then.
        boolean contiguous = assigned.generation() == generation + 1;
        tasks.retain(contiguous ? data.tasks() : List.of());
        generation = assigned.generation();
        owning = true;
        openWhenOutputsAreKnown(data.tasks(), new HashSet<>(assignment.partitions()));
    }

    /** A task must know the partitions of what it writes to: asked for at once, and made where the cluster does so. */
    private void openWhenOutputsAreKnown(List<TaskId> wanted, Set<TopicPartition> existing) {
        Set<String> outputs = factory.outputs(wanted);
        outputs.removeIf(topic -> client.metadata().known(topic) != null);
        if (outputs.isEmpty()) {
            open(wanted, existing);
            return;
        }
        int askedIn = generation;
        asking = true;
        // Nearly always they exist; asking for them to be made waits for its turn after other questions.
        client.metadata().refresh(outputs, (found, why) -> {
            if (found != null && found.keySet().containsAll(outputs)) {
                outputsKnown(askedIn, wanted, existing);
            } else {
                client.metadata().topics(outputs, (made, whyNot) -> {
                    if (made == null) {
                        failure = new StreamsException("output topics " + outputs + " are not to be had", whyNot);
                    } else {
                        outputsKnown(askedIn, wanted, existing);
                    }
                });
            }
        });
    }

    private void outputsKnown(int askedIn, List<TaskId> wanted, Set<TopicPartition> existing) {
        if (askedIn == generation) {
            asking = false;
            open(wanted, existing);
        }
    }

    private boolean verdict(AssignmentData.Verdict verdict) {
        switch (verdict) {
            case RUN:
                return true;
            case SHUT_DOWN:
                toldToStop = true;
                return false;
            case SOURCE_TOPIC_MISSING:
                failure = failure != null
                        ? failure
                        : new MissingSourceTopicException("a source topic does not exist; the leader's log names it");
                return false;
            default:
                failure = failure != null
                        ? failure
                        : new StreamsException("the group's leader cannot run the application; its log says why");
                return false;
        }
    }

    private void open(List<TaskId> wanted, Set<TopicPartition> existing) {
        Set<TaskId> have = tasks.ids();
        List<ActiveTask> opened = new ArrayList<>();
        int pauseAboveBytes = fetchConfig.maxBytes() / Math.max(1, 2 * existing.size());
        for (TaskId id : wanted) {
            if (!have.contains(id)) {
                opened.add(factory.open(id, wanted.size(), fetcher, existing, pauseAboveBytes));
            }
        }
        if (!opened.isEmpty()) {
            tasks.add(new Opening(opened, client.admin(), member, restorer, factory::resetPolicy));
        }
    }

    /** Where to go on when the log no longer has the position: only forwards, and only as the reset policy allows. */
    private void relocate(TopicPartition partition, long position) {
        String policy = factory.resetPolicy(partition);
        client.admin().listOffsets(Map.of(partition, Admin.EARLIEST), (found, why) -> {
            Admin.FoundOffset first = found == null ? null : found.get(partition);
            if (first == null) {
                failure = new StreamsException("the start of " + partition + " cannot be found", why);
            } else if (first.offset() <= position || policy.equals("none")) {
                failure = new StreamsException("position " + position + " of " + partition + " lies outside its log,"
                        + " which begins at " + first.offset() + ": was the topic deleted and made again?");
            } else {
                fetcher.seek(partition, first.offset());
            }
        });
    }

    // ---- the end ----

    /** Commits what is whole, unless output was lost or the group moved on. */
    void save() {
        tasks.retain(tasks.whole());
        if (!owning || sink.failed()) {
            return;
        }
        owning = false;
        turnUntil(committer::idle, LAST_COMMIT_MS);
        if (committer.idle()) {
            committer.begin(tasks.running());
            turnUntil(committer::idle, LAST_COMMIT_MS);
        }
    }

    /** Has the group's leader tell every thread of the application to stop. */
    void askAllToStop() {
        if (member.generation() < 0) {
            return;
        }
        allShallStop = true;
        member.rejoin();
        turnUntil(
                () -> {
                    membership.revoked();
                    return membership.failure() != null || membership.takeAssigned() != null;
                },
                ASK_ALL_TO_STOP_MS);
    }

    /** Closes the tasks and leaves; a static member goes without a word, to come back. */
    void leave() {
        tasks.retain(Set.of());
        if (groupConfig.instanceId() == null && membership.failure() == null) {
            // A join that is on its way would leave a member behind that nobody knows, and the group would wait for it.
            turnUntil(() -> !member.memberId().isEmpty() || membership.failure() != null, LEAVE_MS);
            boolean[] left = {false};
            member.leave(ignored -> left[0] = true);
            turnUntil(() -> left[0], LEAVE_MS);
        } else {
            member.close();
        }
    }

    private void turnUntil(BooleanSupplier reached, long timeoutMs) {
        long giveUpAt = loop.clock().nanos() + timeoutMs * 1_000_000L;
        while (!reached.getAsBoolean() && loop.clock().nanos() - giveUpAt < 0 && !sink.failed()) {
            loop.turn(10);
        }
    }
}
