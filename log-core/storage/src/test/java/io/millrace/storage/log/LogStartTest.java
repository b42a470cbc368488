package io.millrace.storage.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.base.Rng;
import io.millrace.storage.disk.MemoryDisk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LogStartTest {
    private final MemoryDisk disk = new MemoryDisk(Rng.seeded(1));

    @Test
    void whatWasDeletedStaysDeletedAfterAPowerCut() throws IOException {
        World world = new World(disk, World.small()).open();
        PartitionLog log = world.log("t", 0);
        for (int i = 0; i < 40; i++) {
            log.append(Batches.sized(1000 + i, 300, 1, i), 0);
        }
        world.turn();
        List<Long> answers = new ArrayList<>();
        List<Long> moves = new ArrayList<>();
        log.onStartMoved(moves::add);

        log.deleteRecords(17, (start, failure) -> answers.add(start));
        log.deleteRecords(5, (start, failure) -> answers.add(start));
        assertThat(answers).as("before it is durable").isEmpty();
        world.turn();

        assertThat(answers).containsExactly(17L, 17L);
        assertThat(moves).containsExactly(17L);
        disk.crash();
        World again = new World(disk, World.small()).open();
        assertThat(again.log("t", 0).startOffset()).isEqualTo(17);
        again.close();
        World clean = new World(disk, World.small()).open();
        assertThat(clean.log("t", 0).startOffset()).isEqualTo(17);
        clean.close();
    }

    @Test
    void aClosedLogAnswersWhoWaitsForADeletion() throws IOException {
        World world = new World(disk, World.small()).open();
        PartitionLog log = world.log("t", 0);
        log.append(Batches.of(1, "a", "b"), 0);
        world.turn();
        List<String> answers = new ArrayList<>();

        log.deleteRecords(1, (start, failure) -> answers.add(String.valueOf(failure)));
        log.close();
        log.deleteRecords(1, (start, failure) -> answers.add(String.valueOf(failure)));

        assertThat(answers).hasSize(2).allMatch(answer -> answer.contains("closed"));
    }
}
