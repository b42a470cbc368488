package io.millrace.streams.runtime;

import io.millrace.client.group.GroupMember;
import io.millrace.client.group.Offset;
import io.millrace.client.produce.Appender;
import io.millrace.streams.errors.StreamsException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.IllegalGenerationException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.jspecify.annotations.Nullable;

/**
 * Commits progress, one commit at a time: buffered stores are flushed, then everything written so far is acknowledged,
 * then the positions as they were at the flush are committed. Tasks may process on meanwhile. <i>Loop-owned.</i>
 *
 * <pre>IDLE --begin--> FLUSHING --acknowledged--> COMMITTING --committed, or the group moved on--> IDLE</pre>
 */
final class Committer {
    private final Appender appender;
    private final GroupMember member;
    private final TopicSink sink;
    private boolean busy;
    private long round;
    private long commits;
    private @Nullable Throwable failure;

    Committer(Appender appender, GroupMember member, TopicSink sink) {
        this.appender = appender;
        this.member = member;
        this.sink = sink;
    }

    boolean idle() {
        return !busy;
    }

    long commits() {
        return commits;
    }

    /** Begins a commit of the tasks' progress; none must be on its way. */
    void begin(Collection<ActiveTask> tasks) {
        Map<TopicPartition, Offset> offsets = new HashMap<>();
        for (ActiveTask task : tasks) {
            task.flush();
            task.collectProgress(offsets);
        }
        if (offsets.isEmpty()) {
            return;
        }
        busy = true;
        long thisRound = ++round;
        appender.flush(why -> {
            if (thisRound != round) {
                return;
            }
            // Which record failed, the sink has heard and asked the handler; if it said to go on, so do the offsets.
            if (sink.failed()) {
                busy = false;
            } else {
                member.commit(offsets, refused -> ended(thisRound, tasks, offsets, refused));
            }
        });
    }

    private void ended(
            long thisRound,
            Collection<ActiveTask> tasks,
            Map<TopicPartition, Offset> offsets,
            @Nullable Throwable refused) {
        if (thisRound != round) {
            return;
        }
        busy = false;
        if (refused == null) {
            commits++;
            tasks.forEach(task -> task.knownCommitted(offsets));
        } else if (!groupMovedOn(refused)) {
            failure = refused;
        }
    }

    /** The member hears of it by itself; what was not committed is read again by whoever owns it next. */
    private static boolean groupMovedOn(Throwable refused) {
        return refused instanceof RebalanceInProgressException
                || refused instanceof IllegalGenerationException
                || refused instanceof UnknownMemberIdException;
    }

    /** Forgets the commit that is on its way: its tasks are no longer this thread's. */
    void abandon() {
        round++;
        busy = false;
    }

    void orThrow() {
        if (failure != null) {
            throw new StreamsException("progress could not be committed", failure);
        }
    }
}
