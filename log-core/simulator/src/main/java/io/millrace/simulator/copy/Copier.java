package io.millrace.simulator.copy;

import io.millrace.base.Rng;
import io.millrace.client.LogClient;
import io.millrace.client.call.CallContext;
import io.millrace.client.consume.FetchConfig;
import io.millrace.client.consume.Fetched;
import io.millrace.client.consume.Fetcher;
import io.millrace.client.consume.RecordWalk;
import io.millrace.client.group.GroupOffsets.Committer;
import io.millrace.client.group.Offset;
import io.millrace.client.produce.AppendConfig;
import io.millrace.simulator.check.Mark;
import io.millrace.simulator.check.Violation;
import io.millrace.simulator.scenario.Stage;
import io.millrace.simulator.world.VirtualLoop;
import io.millrace.simulator.world.World;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.common.TopicPartition;

/**
 * A member of the group that copies committed records from input to output, with its positions in the same transaction.
 * <i>Loop-owned.</i>
 *
 * <pre>
 * WAITING --records--> COPYING --committed--> WAITING
 * COPYING --failed--> aborts, or begins anew --> goes back to the committed positions --> WAITING
 * </pre>
 */
final class Copier implements Seat.Guest {
    private static final int PROCESS_MS = 30;
    private static final int RETRY_MS = 50;

    private final Stage stage;
    private final World world;
    private final Ledger ledger;
    private final String name;
    private final VirtualLoop loop;
    private final Rng rng;
    private final LogClient client;
    private final Fetcher fetcher;
    private final Seat seat;
    private final AppendConfig config;
    /** Of all who had this transactional id. */
    private final List<Life> lives;

    private final RecordWalk walk = new RecordWalk();
    /** Next offset to copy, of what is owned and ready. */
    private final Map<Integer, Long> positions = new TreeMap<>();

    private final Set<Integer> owned = new TreeSet<>();
    private final List<Runnable> waiting = new ArrayList<>();
    private Life life;
    private boolean ready;
    private boolean copying;
    private boolean processDue;
    private boolean over;
    private int turn;

    Copier(Stage stage, Ledger ledger, String name, boolean classic, String transactionalId, List<Life> lives) {
        this.stage = stage;
        this.world = stage.world();
        this.ledger = ledger;
        this.name = name;
        this.loop = world.loop(name);
        this.rng = world.fork();
        CallContext context =
                new CallContext(stage.client(name), loop, stage.network().transport(name), world.fork());
        this.client = LogClient.open(context.config(), loop, context.transport(), world.fork());
        this.fetcher =
                client.fetcher(new FetchConfig(1, 200, 1 << 20, stage.options().fetchBytes(), true, ""));
        this.seat = classic ? new ClassicSeat(client, this) : new ConsumerSeat(context, client, world.fork(), this);
        this.config = Life.config(stage.options(), transactionalId, 2_000 + rng.nextInt(8_000));
        this.lives = lives;
        this.life = newLife();
        fetcher.onArrival(this::processSoon);
        fetcher.onOutOfRange((partition, position) -> {
            throw new Violation("NoGap", name + ": position " + position + " of " + partition + " is outside the log");
        });
    }

    void begin() {
        loop.execute(() -> {
            live(life);
            seat.join();
        });
    }

    /** Ends as a process that was told to, or as one that was killed. */
    void end(boolean leaves) {
        loop.execute(() -> {
            if (over) {
                return;
            }
            over = true;
            world.tell(name, leaves ? "leaves" : "is killed", "");
            dropAll();
            waiting.clear();
            life.close();
            if (leaves) {
                seat.leave(failure -> close());
            } else {
                close();
            }
        });
    }

    private void close() {
        seat.close();
        client.close();
    }

    private Life newLife() {
        return new Life(world, ledger, name, loop, client, config);
    }

    private void live(Life fresh) {
        List<Life> earlier = List.copyOf(lives);
        lives.add(fresh);
        life = fresh;
        ready = false;
        fresh.init(earlier, () -> {
            if (fresh == life) {
                ready = true;
                processSoon();
            }
        });
    }

    @Override
    public void assigned(int epoch, Set<Integer> partitions) {
        world.tell(name, "assigned", partitions + " in " + epoch);
        owned.addAll(partitions);
        findPositions();
    }

    /** Of what is owned and stands nowhere; the group's word counts, which waits for transactions that are under way. */
    private void findPositions() {
        List<TopicPartition> unknown = owned.stream()
                .filter(partition -> !positions.containsKey(partition))
                .map(Copier::partition)
                .toList();
        if (unknown.isEmpty() || over) {
            return;
        }
        int thisTurn = ++turn;
        seat.committed(unknown, (found, failure) -> {
            if (thisTurn != turn || over) {
                return;
            }
            if (found == null) {
                world.tell(name, "no positions", String.valueOf(failure));
                loop.schedule(RETRY_MS, () -> {
                    if (thisTurn == turn) {
                        findPositions();
                    }
                });
                return;
            }
            for (TopicPartition each : unknown) {
                Offset committed = found.get(each);
                positions.put(each.partition(), committed == null ? 0 : committed.offset());
                fetcher.add(each, positions.get(each.partition()));
            }
            world.tell(name, "begins", positions.toString());
        });
    }

    private void processSoon() {
        if (!processDue && !over) {
            processDue = true;
            loop.schedule(rng.nextInt(PROCESS_MS), this::process);
        }
    }

    private void process() {
        processDue = false;
        Throwable failure = fetcher.failure();
        if (failure != null) {
            throw new Violation("Reading", name + " cannot go on: " + failure);
        }
        if (over || copying || !ready) {
            return;
        }
        List<Found> records = new ArrayList<>();
        Map<TopicPartition, Offset> next = new LinkedHashMap<>();
        for (int left = 1 + rng.nextInt(3); left > 0; left--) {
            try (Fetched fetched = fetcher.poll()) {
                if (fetched != null) {
                    read(fetched, records);
                    next.put(fetched.partition(), Offset.of(fetched.nextOffset()));
                }
            }
        }
        if (next.isEmpty()) {
            return;
        }
        if (records.isEmpty()) {
            arrivedAt(next);
            processSoon();
            return;
        }
        copying = true;
        Committer committer = seat.committer();
        if (stage.sabotage().offsetsBeforeSends()) {
            client.committed(Copies.GROUP)
                    .commit(() -> committer, next, failed -> transaction(records, next, committer));
        } else {
            transaction(records, next, committer);
        }
    }

    private void read(Fetched fetched, List<Found> into) {
        int partition = fetched.partition().partition();
        walk.over(fetched);
        while (walk.next()) {
            Found found = Inspector.found(walk.record());
            ledger.read(name, Copies.INPUT, partition, found);
            into.add(found);
        }
    }

    private void transaction(List<Found> records, Map<TopicPartition, Offset> next, Committer committer) {
        if (over) {
            return;
        }
        if (life.isOver()) {
            anew();
            return;
        }
        write(life, life.begin(), records, 0, next, committer);
    }

    private void write(
            Life mine,
            Deal deal,
            List<Found> records,
            int from,
            Map<TopicPartition, Offset> next,
            Committer committer) {
        if (over) {
            return;
        }
        try {
            for (int i = from; i < records.size(); i++) {
                Mark mark = records.get(i).mark();
                if (!mine.append(Copies.OUTPUT, mark, 0, deal)) {
                    int rest = i;
                    loop.schedule(RETRY_MS, () -> write(mine, deal, records, rest, next, committer));
                    return;
                }
            }
            if (rng.nextInt(10) == 0) {
                heal(mine, deal);
                return;
            }
            if (!stage.sabotage().offsetsBeforeSends()) {
                mine.transactions().sendOffsets(Copies.GROUP, committer, next, failure -> {
                    if (failure != null) {
                        world.tell(name, "offsets refused", failure.getClass().getSimpleName());
                    }
                });
            }
        } catch (RuntimeException e) {
            // The transaction has failed already.
            heal(mine, deal);
            return;
        }
        loop.schedule(rng.nextInt(20), () -> commit(mine, deal, next));
    }

    private void commit(Life mine, Deal deal, Map<TopicPartition, Offset> next) {
        if (over) {
            return;
        }
        if (!mine.canAbort() || mine.transactions().failure() != null) {
            heal(mine, deal);
            return;
        }
        mine.commit(deal, failure -> {
            if (over) {
                return;
            }
            if (failure == null) {
                world.tell(name, "copied", next.toString());
                arrivedAt(next);
                quiet();
            } else {
                heal(mine, deal);
            }
        });
    }

    private void heal(Life mine, Deal deal) {
        if (over) {
            return;
        }
        if (!mine.canAbort()) {
            anew();
            return;
        }
        mine.abort(deal, failure -> {
            if (failure == null) {
                goBack();
            } else {
                heal(mine, deal);
            }
        });
    }

    private void anew() {
        world.tell(name, "begins anew", life.state());
        if (lives.get(lives.size() - 1) != life) {
            // A newer one has its id: this one has no business here any more.
            world.tell(name, "fenced", "");
            end(rng.nextInt(2) == 0);
            return;
        }
        life.close();
        live(newLife());
        goBack();
    }

    /** Whatever became of the transaction: the group knows as far as what is committed goes. */
    private void goBack() {
        if (over) {
            return;
        }
        world.tell(name, "goes back", owned.toString());
        dropPositions(owned);
        findPositions();
        quiet();
    }

    private void quiet() {
        copying = false;
        List<Runnable> told = List.copyOf(waiting);
        waiting.clear();
        told.forEach(Runnable::run);
        processSoon();
    }

    private void arrivedAt(Map<TopicPartition, Offset> next) {
        next.forEach((partition, offset) ->
                positions.computeIfPresent(partition.partition(), (p, before) -> offset.offset()));
    }

    @Override
    public void revoke(Set<Integer> partitions, Runnable done) {
        world.tell(name, "revoked", partitions.toString());
        dropPositions(partitions);
        owned.removeAll(partitions);
        findPositions();
        if (copying) {
            waiting.add(done);
        } else {
            done.run();
        }
    }

    @Override
    public void lost() {
        if (!over) {
            world.tell(name, "lost", owned.toString());
            waiting.clear();
            dropAll();
        }
    }

    @Override
    public void failed(Throwable why) {
        throw new Violation("Membership", name + " cannot go on: " + why);
    }

    private void dropAll() {
        dropPositions(owned);
        owned.clear();
    }

    private void dropPositions(Set<Integer> partitions) {
        turn++;
        partitions.forEach(partition -> {
            if (positions.remove(partition) != null) {
                fetcher.remove(partition(partition));
            }
        });
    }

    private static TopicPartition partition(int partition) {
        return new TopicPartition(Copies.INPUT, partition);
    }

    String state() {
        return name + ": owns " + owned + " at " + positions + (copying ? ", copying" : "")
                + (ready ? "" : ", not ready") + ", " + life.state();
    }
}
