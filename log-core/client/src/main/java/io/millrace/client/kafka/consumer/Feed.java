package io.millrace.client.kafka.consumer;

import io.millrace.client.consume.FetchConfig;
import io.millrace.client.consume.Fetched;
import io.millrace.client.consume.Fetcher;
import io.millrace.client.consume.RecordWalk;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of slices from the fetcher, on the client's loop, to the user's thread, and of positions back. A slice that was
 * fetched for a position that moved since is dropped.
 */
final class Feed {
    private static final Logger LOG = LoggerFactory.getLogger(Feed.class);
    private static final int KEPT_WALKS = 8;

    private final Desk desk;
    private final OffsetReset policy;
    private final Runnable unsettled;
    /** Arrived, in order, not yet read to the end; the user's thread's. */
    private final ArrayDeque<Delivery> ready = new ArrayDeque<>();

    private final ArrayDeque<RecordWalk> walks = new ArrayDeque<>();
    /** The loop's. */
    private final Map<TopicPartition, Place> places = new HashMap<>();

    private @Nullable Fetcher fetcher;

    Feed(Desk desk, FetchConfig config, OffsetReset policy, Runnable unsettled) {
        this.desk = desk;
        this.policy = policy;
        this.unsettled = unsettled;
        desk.send(() -> open(config));
    }

    private void open(FetchConfig config) {
        Fetcher made = desk.client().fetcher(config);
        fetcher = made;
        made.onArrival(() -> hand(made));
        made.onOutOfRange((partition, offset) -> told(partition, position -> outOfRange(position, offset)));
        made.onTruncation((partition, end, epoch) -> told(partition, position -> truncated(position, end, epoch)));
        made.onFailure((partition, why) -> told(partition, position -> position.failure = Desk.thrown(why)));
    }

    /** Fetches from where the position is now. */
    void begin(Position position) {
        TopicPartition partition = position.partition;
        Place place = new Place(position, position.version);
        long offset = position.offset;
        boolean paused = position.paused;
        int epoch = position.epoch.orElse(-1);
        onFetcher(f -> {
            places.put(partition, place);
            f.add(partition, offset, epoch);
            if (paused) {
                f.pause(Set.of(partition));
            }
        });
    }

    void end(TopicPartition partition) {
        onFetcher(f -> {
            places.remove(partition);
            f.remove(partition);
        });
        sweep();
    }

    void pause(Position position) {
        onFetcher(f -> {
            if (f.assignment().contains(position.partition)) {
                f.pause(Set.of(position.partition));
            }
        });
    }

    void resume(Position position) {
        while (!position.parked.isEmpty()) {
            ready.addFirst(position.parked.removeLast());
        }
        onFetcher(f -> {
            if (f.assignment().contains(position.partition)) {
                f.resume(Set.of(position.partition));
            }
        });
    }

    /** The slice to read next, or null; what moved is dropped, what is paused is parked. */
    @Nullable
    Delivery head() {
        for (Delivery head = ready.peek(); head != null; head = ready.peek()) {
            if (!head.current()) {
                close(head);
            } else if (head.position.paused || head.position.going) {
                head.position.parked.add(ready.remove());
            } else {
                return head;
            }
        }
        return null;
    }

    /** Whether there is something to read. */
    boolean isReady() {
        return head() != null;
    }

    RecordWalk walk(Delivery delivery) {
        RecordWalk walk = delivery.walk;
        if (walk == null) {
            RecordWalk kept = walks.poll();
            walk = (kept == null ? new RecordWalk() : kept).over(delivery.fetched);
            delivery.walk = walk;
        }
        return walk;
    }

    /** The head was read to its end, or is not wanted. */
    void close(Delivery head) {
        ready.remove(head);
        giveBack(head);
    }

    /** Drops what was parked for a position that moved. */
    void sweep(Position position) {
        position.parked.forEach(this::giveBack);
        position.parked.clear();
    }

    private void sweep() {
        ready.removeIf(delivery -> {
            boolean gone = !delivery.current();
            if (gone) {
                giveBack(delivery);
            }
            return gone;
        });
    }

    private void giveBack(Delivery delivery) {
        RecordWalk walk = delivery.walk;
        if (walk != null && walks.size() < KEPT_WALKS) {
            walks.add(walk);
        }
        desk.send(delivery.fetched::close);
    }

    private void hand(Fetcher from) {
        List<Delivery> arrived = new ArrayList<>(1);
        for (Fetched fetched = from.poll(); fetched != null; fetched = from.poll()) {
            Place place = places.get(fetched.partition());
            if (place == null) {
                fetched.close();
            } else {
                arrived.add(new Delivery(fetched, place.position, place.version));
            }
        }
        if (!arrived.isEmpty()) {
            desk.execute(() -> arrived.forEach(this::take));
        }
    }

    private void take(Delivery delivery) {
        if (!delivery.current()) {
            giveBack(delivery);
            return;
        }
        delivery.position.highWatermark = delivery.fetched.highWatermark();
        delivery.position.lastStableOffset = delivery.fetched.lastStableOffset();
        ready.add(delivery);
    }

    private void told(TopicPartition partition, java.util.function.Consumer<Position> what) {
        Place place = places.get(partition);
        if (place != null) {
            desk.execute(() -> {
                if (place.position.assigned && place.position.version == place.version) {
                    what.accept(place.position);
                }
            });
        }
    }

    private void outOfRange(Position position, long offset) {
        if (policy.isNone()) {
            position.failure = new OffsetOutOfRangeException(Map.of(position.partition, offset));
            return;
        }
        LOG.warn(
                "the log of {} holds no offset {}, or no more: going on by {}={}",
                position.partition,
                offset,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                policy.name());
        position.reset(policy.spec());
        sweep(position);
        unsettled.run();
    }

    /** A leader's log parted from what was read: what the user has not seen yet is read again, and no user is left behind. */
    private void truncated(Position position, long end, int epoch) {
        if (!position.known()) {
            return;
        }
        if (end >= 0 && position.offset <= end) {
            again(position);
        } else if (policy.isNone()) {
            position.failure = new LogTruncationException(
                    Map.of(position.partition, position.offset),
                    end < 0
                            ? Map.of()
                            : Map.of(position.partition, new OffsetAndMetadata(end, Optional.of(epoch), "")));
        } else if (end >= 0) {
            LOG.warn(
                    "the log of {} was truncated: going on at {} instead of {}",
                    position.partition,
                    end,
                    position.offset);
            position.ready(end, Optional.of(epoch));
            again(position);
        } else {
            LOG.warn("the log of {} was truncated: nothing read is left of it", position.partition);
            position.reset(policy.spec());
            sweep(position);
            unsettled.run();
        }
    }

    private void again(Position position) {
        position.version++;
        sweep(position);
        begin(position);
    }

    private void onFetcher(java.util.function.Consumer<Fetcher> what) {
        desk.send(() -> {
            Fetcher made = fetcher;
            if (made != null && !made.isClosed()) {
                what.accept(made);
            }
        });
    }

    /**
     * Whom a partition is fetched for.
     *
     * @param position the user's
     * @param version of it then
     */
    private record Place(Position position, int version) {}
}
