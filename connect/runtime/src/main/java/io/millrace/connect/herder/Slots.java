package io.millrace.connect.herder;

import io.millrace.connect.herder.view.TaskView;
import io.millrace.connect.task.RestartPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The places of one connector's tasks, by number. <i>Loop-owned.</i> */
final class Slots {
    private final Ground ground;
    private final Slot.Home home;
    private final List<Slot> slots = new ArrayList<>();

    Slots(Ground ground, Slot.Home home) {
        this.ground = ground;
        this.home = home;
    }

    int size() {
        return slots.size();
    }

    @Nullable
    Slot at(int number) {
        return number >= 0 && number < slots.size() ? slots.get(number) : null;
    }

    /** Those of them, as they are now. */
    List<Slot> which(Predicate<Slot> wanted) {
        return slots.stream().filter(wanted).toList();
    }

    boolean haveFailed() {
        return slots.stream().anyMatch(slot -> slot.condition().isFailed());
    }

    void each(Consumer<Slot> done) {
        slots.forEach(done);
    }

    List<TaskView> views() {
        return slots.stream().map(Slot::view).toList();
    }

    /** Runs that many; there are none before. */
    void run(int count, RestartPolicy policy, boolean source) {
        for (int i = 0; i < count; i++) {
            slots.add(new Slot(ground, home, i, policy, source));
        }
        slots.forEach(Slot::run);
    }

    /** Completes when the threads of all are gone or given up; the places are gone at once. */
    CompletableFuture<Void> end() {
        List<Slot> old = List.copyOf(slots);
        slots.clear();
        return Turns.all(old.stream().map(Slot::stop).toList());
    }
}
