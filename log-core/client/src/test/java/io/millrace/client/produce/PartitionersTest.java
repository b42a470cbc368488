package io.millrace.client.produce;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;

class PartitionersTest {
    @Property
    void keysGoWhereKafkasProducerPutsThem(@ForAll byte[] key, @ForAll @IntRange(min = 1, max = 1000) int partitions) {
        assertThat(Partitioners.forKey(key, partitions)).isEqualTo(BuiltInPartitioner.partitionForKey(key, partitions));
    }

    @Property
    void aSliceCountsAsItsBytes(@ForAll byte[] key, @ForAll @IntRange(max = 9) int before) {
        byte[] wide = new byte[before + key.length + 3];
        System.arraycopy(key, 0, wide, before, key.length);

        assertThat(Partitioners.murmur2(wide, before, key.length)).isEqualTo(Partitioners.murmur2(key, 0, key.length));
    }
}
