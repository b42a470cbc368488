package io.millrace.simulator.copy;

import io.millrace.client.call.Answer;
import io.millrace.client.call.Done;
import io.millrace.client.group.GroupOffsets.Committer;
import io.millrace.client.group.Offset;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/** A place in a group, by whichever protocol. <i>Loop-owned.</i> */
interface Seat {
    void join();

    /** As whom the group knows this member now. */
    Committer committer();

    void committed(Collection<TopicPartition> partitions, Answer<Map<TopicPartition, Offset>> answer);

    void leave(Done done);

    /** Without a word. */
    void close();

    /** Who sits there. */
    interface Guest {
        /** These are its own from now on, besides what it has. */
        void assigned(int epoch, Set<Integer> partitions);

        /** These are to be given up, when what is under way has ended. */
        void revoke(Set<Integer> partitions, Runnable done);

        /** All are another's already. */
        void lost();

        void failed(Throwable why);
    }
}
