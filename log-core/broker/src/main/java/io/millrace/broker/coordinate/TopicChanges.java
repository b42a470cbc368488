package io.millrace.broker.coordinate;

import io.millrace.coordinator.catalog.CatalogImage;
import io.millrace.coordinator.catalog.TopicImage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What lies between two images of the catalog, for the partitions. The maps have no order of their own, and a simulated
 * world must repeat: so all is in the order of names. <i>Immutable.</i>
 *
 * @param gone topics that are no more
 * @param fresh topics that are new, or have new partitions
 * @param changed topics that were there and are kept by another configuration now
 */
record TopicChanges(List<TopicImage> gone, List<Fresh> fresh, List<TopicImage> changed) {
    /** The partitions of a topic from the first number on. */
    record Fresh(TopicImage topic, int first) {}

    static TopicChanges between(CatalogImage before, CatalogImage after, boolean sameDefaults) {
        List<TopicImage> gone = new ArrayList<>();
        List<Fresh> fresh = new ArrayList<>();
        List<TopicImage> changed = new ArrayList<>();
        for (TopicImage topic : before.topicsById().values()) {
            if (after.topic(topic.id()) == null) {
                gone.add(topic);
            }
        }
        for (TopicImage topic : after.topicsById().values()) {
            TopicImage old = before.topic(topic.id());
            if (old == null) {
                fresh.add(new Fresh(topic, 0));
                continue;
            }
            if (old.partitionCount() < topic.partitionCount()) {
                fresh.add(new Fresh(topic, old.partitionCount()));
            }
            if (!sameDefaults || (old != topic && !old.configs().equals(topic.configs()))) {
                changed.add(topic);
            }
        }
        gone.sort(Comparator.comparing(TopicImage::name));
        fresh.sort(Comparator.comparing(each -> each.topic().name()));
        changed.sort(Comparator.comparing(TopicImage::name));
        return new TopicChanges(gone, fresh, changed);
    }
}
