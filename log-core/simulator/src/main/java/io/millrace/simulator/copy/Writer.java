package io.millrace.simulator.copy;

import io.millrace.base.Rng;
import io.millrace.client.LogClient;
import io.millrace.client.produce.AppendConfig;
import io.millrace.simulator.check.Mark;
import io.millrace.simulator.scenario.Options;
import io.millrace.simulator.scenario.Stage;
import io.millrace.simulator.world.VirtualLoop;
import io.millrace.simulator.world.World;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes the input in transactions: most it commits, some it aborts, and at times another one with its id comes while it
 * still goes on, a zombie by then. <i>Loop-owned.</i>
 */
final class Writer {
    private static final int RETRY_MS = 20;

    private final World world;
    private final Options options;
    private final Ledger ledger;
    private final int index;
    private final String name;
    private final VirtualLoop loop;
    private final Rng rng;
    private final LogClient client;
    private final AppendConfig config;
    private final List<Life> lives = new ArrayList<>();
    private Life life;
    private boolean ready;
    private int number;
    private boolean busy;

    Writer(Stage stage, Ledger ledger, int index) {
        this.world = stage.world();
        this.options = stage.options();
        this.ledger = ledger;
        this.index = index;
        this.name = "writer" + index;
        this.loop = world.loop(name);
        this.rng = world.fork();
        this.client = LogClient.open(stage.client(name), loop, stage.network().transport(name), world.fork());
        this.config = Life.config(options, name, 2_000 + rng.nextInt(8_000));
        this.life = newLife();
    }

    void begin() {
        loop.execute(() -> live(life));
    }

    boolean isDone() {
        return number >= options.recordsPerProducer() && !busy;
    }

    private Life newLife() {
        return new Life(world, ledger, name + "." + lives.size(), loop, client, config);
    }

    private void live(Life fresh) {
        List<Life> earlier = List.copyOf(lives);
        lives.add(fresh);
        life = fresh;
        ready = false;
        busy = true;
        fresh.init(earlier, () -> {
            if (fresh == life) {
                ready = true;
                pause();
            }
        });
    }

    private void pause() {
        busy = false;
        loop.schedule(1 + rng.nextInt(options.pauseMs()), this::transaction);
    }

    private void transaction() {
        if (number >= options.recordsPerProducer()) {
            return;
        }
        busy = true;
        if (life.isOver()) {
            anew();
            return;
        }
        Life mine = life;
        write(mine, mine.begin(), 1 + rng.nextInt(options.burst()));
    }

    private void write(Life mine, Deal deal, int left) {
        try {
            for (int i = left; i > 0; i--) {
                Mark mark = new Mark(index, 0, number, rng.nextInt(options.partitions()));
                if (!mine.append(Copies.INPUT, mark, rng.nextInt(options.largestValueBytes()), deal)) {
                    int rest = i;
                    loop.schedule(RETRY_MS, () -> write(mine, deal, rest));
                    return;
                }
                number++;
            }
        } catch (RuntimeException e) {
            // The transaction has failed already; nothing more goes into it.
            heal(mine, deal);
            return;
        }
        switch (rng.nextInt(8)) {
            case 0 -> loop.schedule(rng.nextInt(200), () -> heal(mine, deal));
            case 1 -> superseded(mine, deal);
            default -> loop.schedule(rng.nextInt(30), () -> commit(mine, deal));
        }
    }

    private void commit(Life mine, Deal deal) {
        if (!mine.canAbort()) {
            anew();
            return;
        }
        if (mine.transactions().failure() != null) {
            heal(mine, deal);
            return;
        }
        mine.commit(deal, failure -> {
            if (failure == null) {
                pause();
            } else {
                heal(mine, deal);
            }
        });
    }

    private void heal(Life mine, Deal deal) {
        if (!mine.canAbort()) {
            anew();
            return;
        }
        mine.abort(deal, failure -> {
            if (failure == null) {
                pause();
            } else {
                heal(mine, deal);
            }
        });
    }

    /** Somebody else gets its id; it does not know, and commits at some time. */
    private void superseded(Life old, Deal deal) {
        world.tell(name, "zombie", deal.toString());
        live(newLife());
        loop.schedule(rng.nextInt(400), () -> {
            if (old.canAbort() && old.transactions().failure() == null) {
                old.commit(deal, failure -> {
                    if (failure != null && old.isOver()) {
                        world.tell(name, "fenced", deal.toString());
                    }
                });
            }
        });
    }

    private void anew() {
        world.tell(name, "begins anew", life.state());
        life.close();
        live(newLife());
    }

    String state() {
        return name + ": " + number + " written, " + (busy ? "busy" : "idle") + (ready ? "" : ", not ready") + ", "
                + life.state();
    }
}
