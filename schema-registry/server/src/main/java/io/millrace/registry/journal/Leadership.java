package io.millrace.registry.journal;

import io.millrace.base.Loop;
import io.millrace.client.LogClient;
import io.millrace.client.call.Done;
import io.millrace.client.group.GroupConfig;
import io.millrace.client.group.GroupMember;
import io.millrace.client.group.MemberListener;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who of the group writes, as this registry was last told. Joins on the client's loop; may be asked by any thread.
 *
 * <pre>
 * UNKNOWN --assigned--> KNOWN (mine, another's, nobody's) --revoke, lost--> UNKNOWN
 * </pre>
 */
final class Leadership implements MemberListener {
    private static final Logger LOG = LoggerFactory.getLogger(Leadership.class);
    private static final long TRY_AGAIN_MS = 1_000;

    private final Identity own;
    private final Loop loop;
    private final GroupMember member;
    /** Runs its argument when no write is on the way. */
    private final Consumer<Runnable> whenIdle;

    private volatile CompletableFuture<Leader> leader = new CompletableFuture<>();

    Leadership(LogClient client, Loop loop, GroupConfig group, Identity own, Consumer<Runnable> whenIdle) {
        this.own = own;
        this.loop = loop;
        this.whenIdle = whenIdle;
        this.member = client.member(group, new LeaderChoice(own), this);
    }

    /**
     * Who leads. <i>Immutable.</i>
     *
     * @param identity the leader, or null when nobody may lead
     * @param mine whether it is this one
     * @param generation the group's
     */
    record Leader(@Nullable Identity identity, boolean mine, int generation) {}

    void join() {
        member.join();
    }

    void leave(Done done) {
        member.leave(done);
    }

    /** Completes when the group has told. */
    CompletableFuture<Leader> leader() {
        return leader;
    }

    /** Whether this one leads in that generation still. */
    boolean leadsIn(int generation) {
        Leader now = now();
        return now != null && now.mine() && now.generation() == generation;
    }

    /** What the group has told, or null. */
    @Nullable
    Leader now() {
        CompletableFuture<Leader> told = leader;
        return told.isDone() && !told.isCompletedExceptionally() ? told.join() : null;
    }

    @Override
    public void assigned(int generation, byte[] assignment) {
        try {
            Identity told = LeaderChoice.leader(assignment);
            boolean mine = told != null && told.sameAddress(own);
            if (leader.isDone()) {
                leader = new CompletableFuture<>();
            }
            leader.complete(new Leader(told, mine, generation));
            LOG.info("schemas are written by {}", told == null ? "nobody: no registry is eligible" : told.url());
        } catch (IOException e) {
            LOG.error("no leader: {}", e.getMessage());
            loop.schedule(TRY_AGAIN_MS, member::rejoin);
        }
    }

    /** Gives the lead up, but not before what is on the way has an end: the next leader must not miss it. */
    @Override
    public void revoke(Runnable done) {
        forget();
        whenIdle.accept(done);
    }

    @Override
    public void lost() {
        forget();
    }

    @Override
    public void failed(Throwable failure) {
        forget();
        leader.completeExceptionally(failure);
        LOG.error("out of the registries' group for good: {}", failure.getMessage());
    }

    private void forget() {
        if (leader.isDone()) {
            leader = new CompletableFuture<>();
        }
    }
}
