package io.millrace.broker.session;

import io.millrace.base.Clock;
import io.millrace.base.Rng;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.message.FetchRequestData.FetchTopic;
import org.apache.kafka.common.message.FetchRequestData.ForgottenTopic;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * All fetch sessions of a node, of a bounded number. <i>Any thread</i>, behind a lock of its own that is held for one
 * walk over a session's partitions.
 *
 * <pre>
 * request of epoch 0 : full; begins a session where there is room, and ends the one it names
 * request of epoch -1: full; ends the one it names
 * any other epoch    : what changed since the last one; of that session, and with the epoch that comes next
 * </pre>
 */
public final class FetchSessions {
    private static final int FIRST_EPOCH = 0;
    private static final int FINAL_EPOCH = -1;
    private static final int NO_SESSION = 0;
    private static final int FIRST_VERSION_BY_TOPIC_ID = 13;
    /** As long a session is left alone, whoever else wants its place. */
    private static final long KEPT_MS = 120_000;

    private final int slots;
    private final Rng rng;
    private final Clock clock;
    private final Object lock = new Object();
    /** The one unused for longest first. */
    private final Map<Integer, FetchSession> sessions = new LinkedHashMap<>(16, 0.75f, true);

    /** At most so many; 0 for none. Their numbers must not be those of an earlier run, hence the random ones. */
    public FetchSessions(int slots, Rng rng, Clock clock) {
        this.slots = slots;
        this.rng = rng;
        this.clock = clock;
    }

    /** What a request begins: the error is NONE exactly when the context is there. */
    public record Begun(Errors error, @Nullable FetchContext context) {}

    /** Takes a request; {@code names} tells the name of the topic of an id, null when there is none. */
    public Begun begin(FetchRequestData request, short version, Function<Uuid, @Nullable String> names) {
        boolean byTopicId = version >= FIRST_VERSION_BY_TOPIC_ID;
        List<FetchAsked> asked = asked(request, byTopicId, names);
        int epoch = request.sessionEpoch();
        if (epoch == FIRST_EPOCH || epoch == FINAL_EPOCH) {
            if (request.sessionId() != NO_SESSION) {
                synchronized (lock) {
                    sessions.remove(request.sessionId());
                }
            }
            return new Begun(Errors.NONE, new Full(once(asked), epoch == FIRST_EPOCH, byTopicId));
        }
        synchronized (lock) {
            return goOn(request, asked, byTopicId);
        }
    }

    private Begun goOn(FetchRequestData request, List<FetchAsked> asked, boolean byTopicId) {
        FetchSession session = sessions.get(request.sessionId());
        if (session == null) {
            return new Begun(Errors.FETCH_SESSION_ID_NOT_FOUND, null);
        }
        if (session.epoch() != request.sessionEpoch()) {
            return new Begun(Errors.INVALID_FETCH_SESSION_EPOCH, null);
        }
        if (session.byTopicId() != byTopicId) {
            return new Begun(Errors.FETCH_SESSION_TOPIC_ID_ERROR, null);
        }
        asked.forEach(session::ask);
        for (ForgottenTopic topic : request.forgottenTopicsData()) {
            for (int partition : topic.partitions()) {
                session.forget(new FetchKey(topic.topicId(), topic.topic(), partition));
            }
        }
        if (session.size() == 0) {
            sessions.remove(session.id());
            return new Begun(Errors.NONE, new Full(List.of(), false, byTopicId));
        }
        int next = session.advance(nowMs());
        return new Begun(Errors.NONE, new Incremental(session, next, session.asked()));
    }

    private static List<FetchAsked> asked(
            FetchRequestData request, boolean byTopicId, Function<Uuid, @Nullable String> names) {
        List<FetchAsked> asked = new ArrayList<>();
        for (FetchTopic topic : request.topics()) {
            String knownAs = byTopicId ? names.apply(topic.topicId()) : topic.topic();
            for (FetchPartition partition : topic.partitions()) {
                asked.add(new FetchAsked(topic.topicId(), topic.topic(), partition, knownAs));
            }
        }
        return asked;
    }

    /** Of a partition that stands twice what stands last counts, as within a session. */
    private static List<FetchAsked> once(List<FetchAsked> asked) {
        if (asked.size() < 2) {
            return asked;
        }
        Map<FetchKey, FetchAsked> last = new LinkedHashMap<>();
        asked.forEach(each -> last.put(each.key(), each));
        return last.size() == asked.size() ? asked : List.copyOf(last.values());
    }

    /** A new session, or null when no other one may be dropped for it. */
    private @Nullable FetchSession create(boolean byTopicId, int size) {
        long nowMs = nowMs();
        if (sessions.size() >= slots && !evict(size, nowMs)) {
            return null;
        }
        int id = 1 + rng.nextInt(Integer.MAX_VALUE - 1);
        while (sessions.containsKey(id)) {
            id = 1 + rng.nextInt(Integer.MAX_VALUE - 1);
        }
        FetchSession session = new FetchSession(id, byTopicId, nowMs);
        sessions.put(id, session);
        return session;
    }

    /** As Apache Kafka: one that nobody used for long, else the smallest of those that had their time. */
    private boolean evict(int size, long nowMs) {
        FetchSession victim = null;
        for (FetchSession each : sessions.values()) {
            if (nowMs - each.usedMs() > KEPT_MS) {
                victim = each;
                break;
            }
            if (nowMs - each.createdMs() > KEPT_MS
                    && each.size() < size
                    && (victim == null || each.size() < victim.size())) {
                victim = each;
            }
        }
        if (victim == null) {
            return false;
        }
        sessions.remove(victim.id());
        return true;
    }

    private long nowMs() {
        return TimeUnit.NANOSECONDS.toMillis(clock.nanos());
    }

    /** A request that names all its partitions. */
    private final class Full implements FetchContext {
        private final List<FetchAsked> asked;
        private final boolean wantsSession;
        private final boolean byTopicId;

        private Full(List<FetchAsked> asked, boolean wantsSession, boolean byTopicId) {
            this.asked = asked;
            this.wantsSession = wantsSession;
            this.byTopicId = byTopicId;
        }

        @Override
        public List<FetchAsked> asked() {
            return asked;
        }

        @Override
        public FetchResponseData answer(List<PartitionData> found) {
            if (FetchAnswer.inconsistent(found)) {
                return FetchAnswer.refusal(Errors.INCONSISTENT_TOPIC_ID, NO_SESSION);
            }
            FetchAnswer answer = new FetchAnswer(wantsSession ? remember(found) : NO_SESSION);
            for (int i = 0; i < found.size(); i++) {
                answer.add(asked.get(i), found.get(i));
            }
            return answer.done();
        }

        private int remember(List<PartitionData> found) {
            synchronized (lock) {
                FetchSession session = create(byTopicId, found.size());
                if (session == null) {
                    return NO_SESSION;
                }
                asked.forEach(session::ask);
                for (int i = 0; i < found.size(); i++) {
                    session.tell(asked.get(i), found.get(i));
                }
                return session.id();
            }
        }
    }

    /** A request that names what changed. */
    private final class Incremental implements FetchContext {
        private final FetchSession session;
        private final int nextEpoch;
        private final List<FetchAsked> asked;

        private Incremental(FetchSession session, int nextEpoch, List<FetchAsked> asked) {
            this.session = session;
            this.nextEpoch = nextEpoch;
            this.asked = asked;
        }

        @Override
        public List<FetchAsked> asked() {
            return asked;
        }

        @Override
        public FetchResponseData answer(List<PartitionData> found) {
            synchronized (lock) {
                if (session.epoch() != nextEpoch) {
                    // Somebody else went on with it while this one was read.
                    return FetchAnswer.refusal(Errors.INVALID_FETCH_SESSION_EPOCH, NO_SESSION);
                }
                if (FetchAnswer.inconsistent(found)) {
                    return FetchAnswer.refusal(Errors.INCONSISTENT_TOPIC_ID, session.id());
                }
                FetchAnswer answer = new FetchAnswer(session.id());
                for (int i = 0; i < found.size(); i++) {
                    if (session.tell(asked.get(i), found.get(i))) {
                        answer.add(asked.get(i), found.get(i));
                    }
                }
                return answer.done();
            }
        }
    }
}
