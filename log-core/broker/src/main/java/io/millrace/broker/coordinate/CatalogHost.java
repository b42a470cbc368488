package io.millrace.broker.coordinate;

import io.millrace.base.Loop;
import io.millrace.base.Rng;
import io.millrace.broker.partition.Partition;
import io.millrace.coordinator.catalog.Catalog;
import io.millrace.coordinator.catalog.CatalogImage;
import io.millrace.coordinator.catalog.CatalogLimits;
import io.millrace.wire.message.BadRequest;
import io.millrace.wire.message.MetadataRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/** The catalog with its log, {@code __cluster_metadata-0}, on that partition's loop. Asking: <i>any thread.</i> */
public final class CatalogHost {
    private final Loop loop;
    private final Partition partition;
    private final Catalog catalog;
    private final Set<Uuid> removed = new HashSet<>();

    /** Over that partition, still empty; committed images go to the publisher, on the loop. */
    public CatalogHost(
            Loop loop, Partition partition, CatalogLimits limits, Rng rng, Consumer<CatalogImage> publisher) {
        this.loop = loop;
        this.partition = partition;
        this.catalog = new Catalog(limits, () -> newId(rng), log(), publisher);
    }

    /** Reads the log, then takes commands; {@code done} gets null, or why it cannot. On the loop. */
    public void load(Consumer<@Nullable Throwable> done) {
        log().read(this::replay, failure -> {
            if (failure == null) {
                partition.watch(catalog::committed, catalog::resign);
                catalog.loaded();
                if (partition.failed()) {
                    // While it was read nobody was told of a disk that failed.
                    catalog.resign();
                }
            }
            done.accept(failure);
        });
    }

    /** Whose loop this is. */
    public Loop loop() {
        return loop;
    }

    /** Asks the catalog, when the log takes what it decides. */
    public void ask(Consumer<Catalog> ask) {
        loop.run(() -> partition.admit(() -> ask.accept(catalog)));
    }

    /** The topics that the log says were deleted; complete once loaded. On the loop. */
    public boolean wasRemoved(Uuid topic) {
        return removed.contains(topic);
    }

    /** Ends it: who waits is told NOT_CONTROLLER. On the loop. */
    public void stop() {
        catalog.resign();
    }

    /** A random id that is not one of the reserved ones. */
    public static Uuid newId(Rng rng) {
        Uuid id;
        do {
            id = new Uuid(
                    rng.nextLong() & 0xFFFF_FFFF_FFFF_0FFFL | 0x4000L,
                    rng.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL | 0x8000_0000_0000_0000L);
            // An id that begins with a dash trips up command lines.
        } while (id.toString().startsWith("-"));
        return id;
    }

    private void replay(
            long offset,
            @Nullable ByteBuffer key,
            @Nullable ByteBuffer value,
            CoordinatorLog.@Nullable InTransaction none)
            throws IOException {
        if (value == null) {
            throw new IOException("the record at offset " + offset + " of __cluster_metadata has no value");
        }
        try {
            MetadataRecord record = MetadataRecord.decode(value);
            if (record instanceof MetadataRecord.RemoveTopic remove) {
                removed.add(remove.topicId());
            }
            if (record != null) {
                catalog.replay(offset, record);
            }
        } catch (BadRequest e) {
            throw new IOException("the record at offset " + offset + " of __cluster_metadata cannot be read", e);
        }
    }

    private CoordinatorLog<MetadataRecord> log() {
        return new CoordinatorLog<>(partition, loop, record -> null, MetadataRecord::encode, loop.clock());
    }
}
