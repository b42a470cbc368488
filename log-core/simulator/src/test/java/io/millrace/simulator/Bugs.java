package io.millrace.simulator;

import io.millrace.simulator.scenario.Sabotage;
import io.millrace.storage.disk.Disk;
import io.millrace.storage.disk.DiskFile;
import io.millrace.storage.disk.ForwardingDisk;
import io.millrace.wire.message.RecordsData;
import io.millrace.wire.message.Request;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32C;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.record.internal.BaseRecords;

/** Bugs that a node could have, made at its rim: no code of the node has a switch for them. */
final class Bugs {
    private static final String JOURNAL = "journal/";
    private static final int CRC = 17;
    private static final int ATTRIBUTES = 21;
    private static final int PRODUCER_ID = 43;
    private static final int PRODUCER_EPOCH = 51;
    private static final int BASE_SEQUENCE = 53;

    private Bugs() {}

    /** The journal's syncs return before anything is on the disk, so acknowledgements leave too early. */
    static final Sabotage ACKNOWLEDGES_BEFORE_SYNC = new Sabotage() {
        @Override
        public Disk disk(Disk disk) {
            return new ForwardingDisk(disk) {
                @Override
                public DiskFile open(String path) throws IOException {
                    DiskFile file = super.open(path);
                    return !path.startsWith(JOURNAL)
                            ? file
                            : new ForwardingFile(file) {
                                @Override
                                public void sync() {
                                    // Says that it is done.
                                }
                            };
                }
            };
        }
    };

    /** Recovery finds nothing in the journal of the life before, so the log goes on too early. */
    static final Sabotage GIVES_OFFSETS_AGAIN = new Sabotage() {
        @Override
        public Disk disk(Disk disk) {
            Set<String> old = journalFiles(disk);
            return new ForwardingDisk(disk) {
                @Override
                public DiskFile open(String path) throws IOException {
                    DiskFile file = super.open(path);
                    return !old.contains(path)
                            ? file
                            : new ForwardingFile(file) {
                                @Override
                                public int read(ByteBuffer into, long position) throws IOException {
                                    int from = into.position();
                                    int count = super.read(into, position);
                                    for (int i = 0; i < count; i++) {
                                        into.put(from + i, (byte) 0);
                                    }
                                    return count;
                                }
                            };
                }
            };
        }
    };

    /** The node takes no note of who produces, so what is sent again is stored again. */
    static final Sabotage STORES_DUPLICATES = new Sabotage() {
        @Override
        public Request request(Request request) {
            if (request.body() instanceof ProduceRequestData produce) {
                produce.topicData().forEach(topic -> topic.partitionData().forEach(Bugs::makeAnonymous));
            }
            return request;
        }
    };

    private static Set<String> journalFiles(Disk disk) {
        try {
            List<String> names = disk.exists("journal") ? disk.list("journal") : List.of();
            return Set.copyOf(names.stream().map(name -> JOURNAL + name).toList());
        } catch (IOException e) {
            throw new IllegalStateException("a disk in memory fails when told to only", e);
        }
    }

    private static void makeAnonymous(PartitionProduceData data) {
        RecordsData.slices((BaseRecords) data.records()).forEach(Bugs::makeAnonymous);
    }

    static void makeAnonymous(ByteBuffer batch) {
        int at = batch.position();
        batch.putLong(at + PRODUCER_ID, -1);
        batch.putShort(at + PRODUCER_EPOCH, (short) -1);
        batch.putInt(at + BASE_SEQUENCE, -1);
        CRC32C crc = new CRC32C();
        crc.update(batch.slice(at + ATTRIBUTES, batch.remaining() - ATTRIBUTES));
        batch.putInt(at + CRC, (int) crc.getValue());
    }
}
