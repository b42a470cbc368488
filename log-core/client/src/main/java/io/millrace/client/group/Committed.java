package io.millrace.client.group;

import io.millrace.client.call.Answer;
import io.millrace.client.call.CallContext;
import io.millrace.client.call.Channels;
import io.millrace.client.call.Done;
import io.millrace.client.call.Part;
import io.millrace.client.metadata.Metadata;
import java.util.Collection;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;

/** A group's committed positions, for members and others, over connections of their own. <i>Loop-owned.</i> */
public final class Committed implements Part {
    private final CallContext context;
    private final Channels channels;
    private final GroupOffsets offsets;
    private boolean closed;

    /** {@link io.millrace.client.LogClient} makes it. */
    public Committed(CallContext context, Metadata metadata, String groupId) {
        this.context = context;
        this.channels = new Channels(context);
        this.offsets = new GroupOffsets(new Coordinator(context, metadata, channels, groupId));
    }

    /** Commits, with retries; the committer is asked for at each. */
    public void commit(Supplier<GroupOffsets.Committer> committer, Map<TopicPartition, Offset> positions, Done done) {
        if (positions.isEmpty()) {
            context.loop().execute(() -> done.done(null));
            return;
        }
        offsets.commit(committer, positions, done);
    }

    /** Commits once: what fails is told, also when it would pass. */
    public void commitOnce(GroupOffsets.Committer committer, Map<TopicPartition, Offset> positions, Done done) {
        if (positions.isEmpty()) {
            context.loop().execute(() -> done.done(null));
            return;
        }
        offsets.commitOnce(committer, positions, done);
    }

    /** The committed positions of these; those without one are left out. */
    public void positions(Collection<TopicPartition> partitions, Answer<Map<TopicPartition, Offset>> answer) {
        offsets.fetch(partitions, answer);
    }

    /** As above, asked by a member, whose epoch may be another one at each try. */
    public void positions(
            Collection<TopicPartition> partitions,
            Supplier<GroupOffsets.Committer> member,
            Answer<Map<TopicPartition, Offset>> answer) {
        offsets.fetch(partitions, member, answer);
    }

    @Override
    public void close() {
        closed = true;
        channels.close();
    }

    @Override
    public boolean isClosed() {
        return closed;
    }
}
