package io.millrace.connect.task.sink;

import io.millrace.base.Loop;
import io.millrace.client.ClientThread;
import io.millrace.client.admin.Admin;
import io.millrace.client.call.Answer;
import io.millrace.client.consume.Fetched;
import io.millrace.client.consume.Fetcher;
import io.millrace.client.group.ConsumerProtocol;
import io.millrace.client.group.GroupMember;
import io.millrace.client.group.MemberListener;
import io.millrace.client.group.Offset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.OffsetOutOfRangeException;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;

/**
 * A sink task's member and fetcher: they live on the client's loop, so that heartbeats go on while the task waits for its
 * database. <i>Loop-owned,</i> but for the public methods, which any thread may call.
 */
final class Inlet implements MemberListener {
    private static final long RETRY_MS = 500;
    private static final long LOOK_SOON_MS = 500;

    private final ClientThread client;
    private final Map<String, String> config;
    private final SinkSettings settings;
    private final Inbox inbox;
    private final Map<TopicPartition, Integer> seeks = new HashMap<>();
    private @Nullable SinkTopics topics;
    private @Nullable GroupMember member;
    private @Nullable Fetcher fetcher;
    private Loop.@Nullable Timer looking;
    private int assignment;
    private boolean ended;

    Inlet(ClientThread client, Map<String, String> config, SinkSettings settings, Inbox inbox) {
        this.client = client;
        this.config = config;
        this.settings = settings;
        this.inbox = inbox;
    }

    /** Looks for the topics, then joins the group. */
    void start() {
        client.run(log -> {
            SinkTopics wanted = new SinkTopics(log, config);
            topics = wanted;
            Fetcher fetching = log.fetcher(settings.fetch());
            fetching.onArrival(this::drain);
            fetching.onOutOfRange(this::outOfRange);
            fetcher = fetching;
            GroupMember joining = log.member(settings.group(), wanted, this);
            member = joining;
            lookThenJoin(wanted, joining);
        });
    }

    private void lookThenJoin(SinkTopics wanted, GroupMember joining) {
        wanted.look((changed, failure) -> {
            if (ended) {
                return;
            }
            if (failure != null) {
                client.loop().schedule(RETRY_MS, () -> lookThenJoin(wanted, joining));
                return;
            }
            joining.join();
            lookLater();
        });
    }

    /** Commits positions of the current generation. */
    CompletableFuture<Void> commit(Map<TopicPartition, Offset> positions) {
        return client.tell((log, done) -> {
            GroupMember current = member;
            if (current == null || ended) {
                done.done(new ConnectException("not in the group"));
            } else {
                current.commit(positions, done);
            }
        });
    }

    /** Goes on elsewhere: what was fetched before has a lower number than this seek. */
    void seek(TopicPartition partition, long offset, int seek) {
        client.run(log -> {
            if (seeks.containsKey(partition) && fetcher != null && !ended) {
                seeks.put(partition, seek);
                fetcher.seek(partition, offset);
            }
        });
    }

    /** Fetches no more of these for now. */
    void pause(Collection<TopicPartition> partitions) {
        client.run(log -> with(partitions, Fetcher::pause));
    }

    /** Undoes {@link #pause}. */
    void resume(Collection<TopicPartition> partitions) {
        client.run(log -> with(partitions, Fetcher::resume));
    }

    /** Gives slices back that are not read any more. */
    void release(List<Fetched> slices) {
        client.run(log -> slices.forEach(Fetched::close));
    }

    /** Leaves the group, so that the others get the partitions at once. */
    CompletableFuture<Void> leave() {
        return client.tell((log, done) -> {
            ended = true;
            if (looking != null) {
                looking.cancel();
            }
            if (fetcher != null) {
                fetcher.close();
            }
            GroupMember leaving = member;
            if (leaving == null) {
                done.done(null);
                return;
            }
            leaving.leave(failure -> {
                leaving.close();
                done.done(failure);
            });
        });
    }

    @Override
    public void assigned(int generation, byte[] bytes) {
        List<TopicPartition> partitions = ConsumerProtocol.assignment(bytes).partitions();
        int current = ++assignment;
        findPositions(current, partitions, (positions, failure) -> {
            Fetcher to = fetcher;
            if (ended || current != assignment || to == null) {
                return;
            }
            if (positions == null) {
                inbox.put(new Event.Failed(failure == null ? new ConnectException("no positions") : failure));
                return;
            }
            inbox.put(new Event.Assigned(positions));
            positions.keySet().forEach(partition -> seeks.put(partition, 0));
            to.assign(positions);
        });
    }

    @Override
    public void revoke(Runnable done) {
        assignment++;
        drop();
        inbox.put(new Event.Revoked(() -> client.loop().execute(done)));
    }

    @Override
    public void lost() {
        assignment++;
        List<TopicPartition> lost = List.copyOf(seeks.keySet());
        drop();
        inbox.put(new Event.Lost(lost));
    }

    @Override
    public void failed(Throwable failure) {
        inbox.put(new Event.Failed(failure));
    }

    private void drop() {
        seeks.clear();
        if (fetcher != null) {
            fetcher.assign(Map.of());
        }
    }

    private void drain() {
        Fetcher from = fetcher;
        if (from == null) {
            return;
        }
        List<Event> arrived = new ArrayList<>();
        for (Fetched slice = from.poll(); slice != null; slice = from.poll()) {
            Integer seek = seeks.get(slice.partition());
            if (seek == null) {
                slice.close();
            } else {
                arrived.add(new Event.Arrived(slice, seek));
            }
        }
        if (!arrived.isEmpty()) {
            inbox.put(arrived);
        }
    }

    private void with(Collection<TopicPartition> partitions, Change change) {
        if (fetcher != null && !ended) {
            List<TopicPartition> owned =
                    partitions.stream().filter(seeks::containsKey).toList();
            change.on(fetcher, owned);
        }
    }

    private void findPositions(int current, List<TopicPartition> partitions, Answer<Map<TopicPartition, Long>> answer) {
        if (partitions.isEmpty()) {
            answer.done(Map.of(), null);
            return;
        }
        GroupMember owner = member;
        if (owner == null) {
            return;
        }
        owner.committed(partitions, (committed, failure) -> {
            if (ended || current != assignment) {
                return;
            }
            if (committed == null) {
                // Nothing may be read before it is known where to begin.
                client.loop().schedule(RETRY_MS, () -> retryPositions(current, partitions, answer));
                return;
            }
            Map<TopicPartition, Long> positions = new HashMap<>();
            committed.forEach((partition, offset) -> positions.put(partition, offset.offset()));
            fillIn(current, partitions, positions, answer);
        });
    }

    private void retryPositions(
            int current, List<TopicPartition> partitions, Answer<Map<TopicPartition, Long>> answer) {
        if (!ended && current == assignment) {
            findPositions(current, partitions, answer);
        }
    }

    private void fillIn(
            int current,
            List<TopicPartition> partitions,
            Map<TopicPartition, Long> positions,
            Answer<Map<TopicPartition, Long>> answer) {
        Map<TopicPartition, Long> missing = new HashMap<>();
        for (TopicPartition partition : partitions) {
            if (!positions.containsKey(partition)) {
                missing.put(partition, spec());
            }
        }
        if (missing.isEmpty()) {
            answer.done(positions, null);
            return;
        }
        if (settings.reset() == SinkSettings.Reset.NONE) {
            answer.done(null, new ConnectException("no committed position of " + missing.keySet()));
            return;
        }
        client.client().admin().listOffsets(missing, (found, failure) -> {
            if (ended || current != assignment) {
                return;
            }
            if (found == null) {
                client.loop().schedule(RETRY_MS, () -> retryPositions(current, partitions, answer));
                return;
            }
            found.forEach((partition, at) -> positions.put(partition, Math.max(0, at.offset())));
            answer.done(positions, null);
        });
    }

    private long spec() {
        return settings.reset() == SinkSettings.Reset.LATEST ? Admin.LATEST : Admin.EARLIEST;
    }

    private void outOfRange(TopicPartition partition, long position) {
        if (settings.reset() == SinkSettings.Reset.NONE) {
            inbox.put(new Event.Failed(
                    new OffsetOutOfRangeException(partition + ": offset " + position + " is outside the log")));
            return;
        }
        int current = assignment;
        client.client().admin().listOffsets(Map.of(partition, spec()), (found, failure) -> {
            if (ended || current != assignment || fetcher == null || !seeks.containsKey(partition)) {
                return;
            }
            if (found == null) {
                client.loop().schedule(RETRY_MS, () -> {
                    if (!ended && current == assignment) {
                        outOfRange(partition, position);
                    }
                });
                return;
            }
            Admin.FoundOffset at = found.get(partition);
            fetcher.seek(partition, at == null ? 0 : Math.max(0, at.offset()));
        });
    }

    private void lookLater() {
        SinkTopics wanted = topics;
        if (wanted == null || ended) {
            return;
        }
        long delayMs =
                wanted.isWaiting() ? Math.min(LOOK_SOON_MS, settings.lookIntervalMs()) : settings.lookIntervalMs();
        looking = client.loop().schedule(delayMs, () -> look(wanted));
    }

    private void look(SinkTopics wanted) {
        wanted.look((changed, failure) -> {
            GroupMember current = member;
            Fetcher fetching = fetcher;
            if (ended || current == null || fetching == null) {
                return;
            }
            Throwable why = fetching.failure();
            if (Boolean.TRUE.equals(changed)) {
                current.rejoin();
            } else if (why != null) {
                inbox.put(new Event.Failed(why));
            }
            lookLater();
        });
    }

    @FunctionalInterface
    private interface Change {
        void on(Fetcher fetcher, Collection<TopicPartition> partitions);
    }
}
