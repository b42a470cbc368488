package io.millrace.coordinator.catalog;

import io.millrace.wire.message.MetadataRecord;
import io.millrace.wire.message.MetadataRecord.RemoveTopic;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.DeleteTopicsRequestData;
import org.apache.kafka.common.message.DeleteTopicsRequestData.DeleteTopicState;
import org.apache.kafka.common.message.DeleteTopicsResponseData;
import org.apache.kafka.common.message.DeleteTopicsResponseData.DeletableTopicResult;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** One DeleteTopics request against the catalog: each topic stands or falls alone. <i>Loop-owned.</i> */
final class TopicDeletion {
    private static final short FIRST_WITH_IDS = 6;

    private final CatalogMachine catalog;
    private final List<MetadataRecord> records = new ArrayList<>();
    private final Set<Uuid> named = new HashSet<>();
    private final Set<Uuid> namedTwice = new HashSet<>();

    TopicDeletion(CatalogMachine catalog) {
        this.catalog = catalog;
    }

    List<MetadataRecord> records() {
        return records;
    }

    static List<DeleteTopicState> asked(DeleteTopicsRequestData request, short version) {
        return version >= FIRST_WITH_IDS
                ? request.topics()
                : request.topicNames().stream()
                        .map(name -> new DeleteTopicState().setName(name))
                        .toList();
    }

    DeleteTopicsResponseData delete(DeleteTopicsRequestData request, short version) {
        DeleteTopicsResponseData answer = new DeleteTopicsResponseData();
        List<DeleteTopicState> asked = asked(request, version);
        for (DeleteTopicState each : asked) {
            Uuid id = idOf(each.name(), each.topicId());
            if (id != null && !named.add(id)) {
                namedTwice.add(id);
            }
        }
        for (DeleteTopicState each : asked) {
            Uuid id = idOf(each.name(), each.topicId());
            // Of a topic that is named twice, by name and by id perhaps, nobody can tell what was meant: it stays.
            if (id == null || named.remove(id)) {
                answer.responses().add(delete(each.name(), each.topicId()));
            }
        }
        return answer;
    }

    private @Nullable Uuid idOf(@Nullable String name, Uuid id) {
        String known = name == null ? catalog.topicName(id) : name;
        return known == null ? null : catalog.topicId(known);
    }

    private DeletableTopicResult delete(@Nullable String askedName, Uuid askedId) {
        boolean byId = !askedId.equals(Uuid.ZERO_UUID);
        if (askedName != null && byId) {
            return refused(
                    askedName,
                    askedId,
                    Errors.INVALID_REQUEST,
                    "a topic to delete is named by its name or by its id, not both");
        }
        if (askedName == null && !byId) {
            return refused(null, askedId, Errors.INVALID_REQUEST, "a topic to delete has neither name nor id");
        }
        String name = askedName == null ? catalog.topicName(askedId) : askedName;
        Uuid id = name == null ? null : catalog.topicId(name);
        if (name == null || id == null) {
            Errors unknown = byId ? Errors.UNKNOWN_TOPIC_ID : Errors.UNKNOWN_TOPIC_OR_PARTITION;
            return refused(askedName, askedId, unknown, unknown.message());
        }
        if (TopicNames.isInternal(name)) {
            return refused(name, id, Errors.INVALID_REQUEST, name + " is the log's own, and stays");
        }
        if (namedTwice.contains(id)) {
            return refused(name, id, Errors.INVALID_REQUEST, "the request names this topic twice");
        }
        records.add(new RemoveTopic(id));
        return new DeletableTopicResult().setName(name).setTopicId(id);
    }

    private static DeletableTopicResult refused(@Nullable String name, Uuid id, Errors error, String why) {
        return new DeletableTopicResult()
                .setName(name)
                .setTopicId(id)
                .setErrorCode(error.code())
                .setErrorMessage(why);
    }
}
