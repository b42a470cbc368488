package io.millrace.connect.claim;

import io.millrace.client.call.Answer;
import io.millrace.client.group.Assignor;
import io.millrace.connect.storage.Json;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Gives all to one member: to whoever has it, else to whoever had it last and still runs, else to the one with the smallest
 * id. <i>Loop-owned.</i>
 */
final class OneHolder implements Assignor {
    /** Never held it. */
    static final int NEW = 0;
    /** Held it, and fell out of the group. */
    static final int HAD = 1;
    /** Holds it. */
    static final int HAS = 2;

    private final String workerId;
    private final IntSupplier standing;

    OneHolder(String workerId, IntSupplier standing) {
        this.workerId = workerId;
        this.standing = standing;
    }

    /**
     * Who holds it.
     *
     * @param memberId in the group
     * @param instanceId its static name, empty when it has none
     * @param workerId where it answers
     */
    record Holder(String memberId, String instanceId, String workerId) {
        /** Throws IllegalArgumentException when it is none. */
        static Holder read(byte[] assignment) {
            Map<String, @Nullable Object> fields = Json.readObject(assignment);
            return new Holder(text(fields, "member"), text(fields, "instance"), text(fields, "worker"));
        }

        byte[] bytes() {
            return Json.bytes(Map.of("version", 1, "member", memberId, "instance", instanceId, "worker", workerId));
        }
    }

    @Override
    public String protocolType() {
        return "connect";
    }

    /** Not one of Kafka Connect's: its workers and ours do not share connectors, and the group refuses to mix them. */
    @Override
    public String name() {
        return "millrace-one";
    }

    @Override
    public byte[] subscription() {
        return Json.bytes(Map.of("version", 1, "worker", workerId, "standing", standing.getAsInt()));
    }

    @Override
    public void assign(List<Member> members, Answer<Map<String, byte[]>> assignments) {
        Map<String, byte[]> all = new HashMap<>();
        try {
            byte[] chosen = choose(members).bytes();
            members.forEach(member -> all.put(member.id(), chosen));
        } catch (IllegalArgumentException e) {
            assignments.done(null, e);
            return;
        }
        assignments.done(all, null);
    }

    static Holder choose(List<Member> members) {
        Member best = null;
        long bestStanding = -1;
        String worker = "";
        for (Member member : members) {
            Map<String, @Nullable Object> fields = Json.readObject(member.subscription());
            long its = fields.get("standing") instanceof Number number ? number.longValue() : NEW;
            if (best == null
                    || its > bestStanding
                    || its == bestStanding && member.id().compareTo(best.id()) < 0) {
                best = member;
                bestStanding = its;
                worker = text(fields, "worker");
            }
        }
        if (best == null) {
            throw new IllegalArgumentException("a group without members");
        }
        return new Holder(best.id(), best.instanceId() == null ? "" : best.instanceId(), worker);
    }

    private static String text(Map<String, @Nullable Object> fields, String key) {
        return fields.get(key) instanceof String text ? text : "";
    }
}
