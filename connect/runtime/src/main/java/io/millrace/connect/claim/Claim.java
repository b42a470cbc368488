package io.millrace.connect.claim;

import io.millrace.base.Loop.Timer;
import io.millrace.client.ClientThread;
import io.millrace.client.LogClient;
import io.millrace.client.group.GroupConfig;
import io.millrace.client.group.GroupMember;
import io.millrace.client.group.MemberListener;
import io.millrace.connect.claim.OneHolder.Holder;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The right to run the connectors of a group, which one worker has at a time: two that read the same topics would run every
 * connector twice and overwrite each other's positions. It is a membership in that group.
 *
 * <pre>
 * WAITING --chosen--> HELD --out of the group, another was chosen--> GONE
 * WAITING --another has it, refused--> GONE
 * </pre>
 *
 * A worker that falls out of the group while nobody else is there goes on: the log may just be away. <i>Any thread;</i> the
 * state is the loop's.
 */
public final class Claim implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Claim.class);
    /** The shortest that Apache Kafka's brokers take by default. */
    private static final int SESSION_MS = 6_000;

    private static final int HEARTBEAT_MS = 2_000;
    private static final int REBALANCE_MS = 10_000;
    private static final long TELL_MS = 2_000;
    private static final long TRY_AGAIN_MS = 1_000;
    private static final int PATIENCE_SECONDS = 60;
    private static final long FAREWELL_MS = 2_000;

    private final ClientThread client;
    private final String groupId;
    private final @Nullable String instanceId;
    private final OneHolder chooser;
    private final CompletableFuture<Void> held = new CompletableFuture<>();
    private final CompletableFuture<String> gone = new CompletableFuture<>();
    private @Nullable GroupMember member;
    private @Nullable Timer hint;
    private int standing = OneHolder.NEW;

    private Claim(ClientThread client, String groupId, String workerId, boolean inProcess) {
        this.client = client;
        this.groupId = groupId;
        // A log of this process ended with the worker that had it: under a fixed name the next need not wait for the
        // session of that one to end.
        this.instanceId = inProcess ? "millrace-connect" : null;
        this.chooser = new OneHolder(workerId, () -> standing);
    }

    /**
     * Completes when this worker has the right; fails with IllegalStateException that names the worker that has it. One
     * that ended without a word is waited for, until its session is over.
     *
     * @param inProcess whether the log is in this JVM
     */
    public static CompletableFuture<Claim> take(
            ClientThread client, String groupId, String workerId, boolean inProcess) {
        Claim claim = new Claim(client, groupId, workerId, inProcess);
        client.run(claim::join);
        return claim.held
                .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .exceptionallyCompose(failure -> CompletableFuture.failedFuture(claim.told(failure)))
                .thenApply(nothing -> claim);
    }

    /** Called once, on the loop, with the reason in one line, when another worker has the right from now on. */
    public void onGone(Consumer<String> told) {
        gone.thenAccept(told);
    }

    /** Gives it back, so that the next worker need not wait. */
    @Override
    public void close() {
        try {
            client.tell((log, done) -> {
                        GroupMember joined = member;
                        if (joined == null) {
                            done.done(null);
                        } else {
                            joined.leave(done);
                        }
                    })
                    .get(FAREWELL_MS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("left group {} without a farewell: {}", groupId, e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void join(LogClient log) {
        GroupMember joining = log.member(
                new GroupConfig(groupId, instanceId, SESSION_MS, HEARTBEAT_MS, REBALANCE_MS), chooser, new Listener());
        member = joining;
        hint = client.loop()
                .schedule(
                        TELL_MS,
                        () -> LOG.info(
                                "group {}: no answer yet; if another worker ended without a word, its session ends"
                                        + " within {} s",
                                groupId,
                                SESSION_MS / 1_000));
        joining.join();
    }

    private void chosen(GroupMember joined, Holder holder) {
        boolean mine = holder.memberId().equals(joined.memberId())
                || !holder.instanceId().isEmpty() && holder.instanceId().equals(instanceId);
        if (mine) {
            standing = OneHolder.HAS;
            endHint();
            held.complete(null);
        } else {
            joined.leave(failure -> {});
            lose("group " + groupId + " has a worker already, at " + holder.workerId()
                    + "; one worker runs the connectors of a group: stop that one, or give this one a group.id and"
                    + " topics of its own");
        }
    }

    private void lose(String why) {
        endHint();
        if (!held.isDone()) {
            held.completeExceptionally(new IllegalStateException("connect: " + why));
        } else if (!held.isCompletedExceptionally()) {
            gone.complete(why);
        }
    }

    private void endHint() {
        Timer planned = hint;
        if (planned != null) {
            planned.cancel();
            hint = null;
        }
    }

    private RuntimeException told(Throwable failure) {
        return failure instanceof IllegalStateException told
                ? told
                : new IllegalStateException(
                        "connect: group " + groupId + " did not let this worker in within " + PATIENCE_SECONDS
                                + " s: its nodes do not answer, or its members change all the time",
                        failure);
    }

    private final class Listener implements MemberListener {
        @Override
        public void assigned(int generation, byte[] assignment) {
            GroupMember joined = member;
            if (joined == null) {
                return;
            }
            try {
                chosen(joined, Holder.read(assignment));
            } catch (IllegalArgumentException e) {
                // Came too late for this choice; the next has us in it.
                client.loop().schedule(TRY_AGAIN_MS, joined::rejoin);
            }
        }

        /** The connectors run on: who holds the right keeps it. */
        @Override
        public void revoke(Runnable done) {
            done.run();
        }

        @Override
        public void lost() {
            if (standing == OneHolder.HAS) {
                standing = OneHolder.HAD;
                LOG.warn("group {} has put this worker out for its silence; joining again", groupId);
            }
        }

        @Override
        public void failed(Throwable failure) {
            lose("group " + groupId + " does not have this worker: " + failure.getMessage());
        }
    }
}
