package io.millrace.storage.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.storage.disk.Disk;
import io.millrace.storage.disk.FileDisk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.record.internal.FileLogInputStream;
import org.apache.kafka.common.record.internal.FileRecords;
import org.apache.kafka.common.record.internal.Record;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileLogStoreTest extends LogStoreContract {
    @TempDir
    Path root;

    @Override
    Disk disk() throws IOException {
        return new FileDisk(root);
    }

    @Test
    void kafkasOwnClassesReadASegment() throws IOException {
        World world = world().open();
        PartitionLog log = world.log("t", 0);
        log.append(Batches.of(7, "a", "b"), 3);
        log.append(Batches.of(8, "c"), 3);
        world.settle();
        world.close();

        List<String> values = new ArrayList<>();
        Path segment = root.resolve("t-0/00000000000000000000.log");
        try (FileRecords records = FileRecords.open(segment.toFile(), false)) {
            for (FileLogInputStream.FileChannelRecordBatch batch : records.batches()) {
                batch.ensureValid();
                assertThat(batch.partitionLeaderEpoch()).isEqualTo(3);
                for (Record record : batch) {
                    values.add(record.offset() + "=" + StandardCharsets.UTF_8.decode(record.value()));
                }
            }
        }
        assertThat(values).containsExactly("0=a", "1=b", "2=c");
    }
}
