package io.millrace.registry.journal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.client.call.Answer;
import io.millrace.client.group.Assignor;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the registry that writes: of those that are eligible the one with the smallest member id. The bytes are
 * Confluent's, so that registries of both kinds can be in one group. <i>Immutable.</i>
 */
final class LeaderChoice implements Assignor {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int VERSION = 1;
    private static final int SAME_ADDRESS_TWICE = 1;

    private final Identity own;

    LeaderChoice(Identity own) {
        this.own = own;
    }

    @Override
    public String protocolType() {
        return "sr";
    }

    @Override
    public String name() {
        return "v0";
    }

    @Override
    public byte[] subscription() {
        return own.encode();
    }

    @Override
    public void assign(List<Member> members, Answer<Map<String, byte[]>> assignments) {
        try {
            byte[] choice = choose(members);
            Map<String, byte[]> all = new HashMap<>();
            members.forEach(member -> all.put(member.id(), choice));
            assignments.done(all, null);
        } catch (IOException e) {
            assignments.done(null, e);
        }
    }

    private static byte[] choose(List<Member> members) throws IOException {
        Set<String> urls = new HashSet<>();
        String leader = null;
        Identity chosen = null;
        for (Member member : members) {
            Identity identity = Identity.decode(member.subscription());
            urls.add(identity.url());
            if (identity.eligible() && (leader == null || member.id().compareTo(leader) < 0)) {
                leader = member.id();
                chosen = identity;
            }
        }
        ObjectNode node = JsonNodeFactory.instance
                .objectNode()
                .put("version", VERSION)
                .put("error", urls.size() == members.size() ? 0 : SAME_ADDRESS_TWICE);
        if (leader != null && chosen != null) {
            node.put("master", leader).set("master_identity", chosen.node());
        }
        return RecordCodec.bytes(node);
    }

    /** The leader that an assignment names; null when it names none. */
    static @Nullable Identity leader(byte[] assignment) throws IOException {
        if (assignment.length == 0) {
            return null;
        }
        JsonNode node = JSON.readTree(assignment);
        if (node.path("error").asInt(0) != 0) {
            throw new IOException(
                    "two registries of the group give the same address: set a host name that tells them apart");
        }
        JsonNode identity = node.path("master_identity");
        return identity.isObject() ? Identity.of(identity) : null;
    }
}
