package io.millrace.simulator.copy;

import io.millrace.client.LogClient;
import io.millrace.client.call.Answer;
import io.millrace.client.call.Done;
import io.millrace.client.group.ConsumerProtocol;
import io.millrace.client.group.GroupConfig;
import io.millrace.client.group.GroupMember;
import io.millrace.client.group.GroupOffsets.Committer;
import io.millrace.client.group.MemberListener;
import io.millrace.client.group.Offset;
import io.millrace.client.group.RangeAssignor;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.TopicPartition;

/** A member of a classic group: join, sync, and all is given up at each rebalance. <i>Loop-owned.</i> */
final class ClassicSeat implements Seat, MemberListener {
    private final GroupMember member;
    private final Guest guest;
    private final Set<Integer> owned = new TreeSet<>();

    ClassicSeat(LogClient client, Guest guest) {
        this.guest = guest;
        this.member = client.member(
                new GroupConfig(Copies.GROUP, null, 3_000, 500, 4_000),
                new RangeAssignor(List.of(Copies.INPUT), client.metadata()),
                this);
    }

    @Override
    public void join() {
        member.join();
    }

    @Override
    public Committer committer() {
        return new Committer(member.generation(), member.memberId(), null);
    }

    @Override
    public void committed(Collection<TopicPartition> partitions, Answer<Map<TopicPartition, Offset>> answer) {
        member.committed(partitions, answer);
    }

    @Override
    public void leave(Done done) {
        member.leave(done);
    }

    @Override
    public void close() {
        member.close();
    }

    @Override
    public void assigned(int generation, byte[] bytes) {
        owned.clear();
        if (bytes.length > 0) {
            ConsumerProtocol.assignment(bytes).partitions().forEach(each -> owned.add(each.partition()));
        }
        guest.assigned(generation, new TreeSet<>(owned));
    }

    @Override
    public void revoke(Runnable done) {
        guest.revoke(new TreeSet<>(owned), done);
    }

    @Override
    public void lost() {
        guest.lost();
    }

    @Override
    public void failed(Throwable failure) {
        guest.failed(failure);
    }
}
