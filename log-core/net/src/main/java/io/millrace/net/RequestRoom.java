package io.millrace.net;

import io.millrace.base.Check;
import java.util.ArrayDeque;

/**
 * How many bytes of requests a node has in hand: those that began to arrive and are not handled yet, of all its
 * connections. Room is given in the order of asking, for a whole request and before its first byte is kept; so one that
 * has room always comes to its end, and nobody waits behind others for ever. The last one may be larger than what was
 * left: a request that is larger than all the room still gets through, alone. <i>Any thread</i>, behind its own lock.
 */
public final class RequestRoom {
    private final long mostBytes;
    private final ArrayDeque<Claim> waiting = new ArrayDeque<>();
    private long takenBytes;

    /** Room for so many bytes. */
    public RequestRoom(long mostBytes) {
        Check.that(mostBytes > 0, "room for %d bytes", mostBytes);
        this.mostBytes = mostBytes;
    }

    /** Room for whatever comes. */
    public static RequestRoom unbounded() {
        return new RequestRoom(Long.MAX_VALUE);
    }

    boolean isUnbounded() {
        return mostBytes == Long.MAX_VALUE;
    }

    /** Asks for room; {@code granted} runs later, on any thread, unless the claim has room at once. */
    Claim claim(int sizeBytes, Runnable granted) {
        Claim claim = new Claim(sizeBytes, granted);
        synchronized (this) {
            if (waiting.isEmpty() && takenBytes < mostBytes) {
                take(claim);
            } else {
                waiting.add(claim);
            }
        }
        return claim;
    }

    private void take(Claim claim) {
        takenBytes += claim.sizeBytes;
        claim.state = State.HELD;
    }

    private void giveBack(Claim claim) {
        ArrayDeque<Claim> next = new ArrayDeque<>();
        synchronized (this) {
            if (claim.state == State.HELD) {
                takenBytes -= claim.sizeBytes;
            } else if (claim.state == State.WAITING) {
                waiting.remove(claim);
            }
            claim.state = State.ENDED;
            while (!waiting.isEmpty() && takenBytes < mostBytes) {
                Claim head = waiting.remove();
                take(head);
                next.add(head);
            }
        }
        next.forEach(head -> head.granted.run());
    }

    private enum State {
        WAITING,
        HELD,
        ENDED
    }

    /** One request's room, or its place among those that wait for it. */
    final class Claim {
        private final int sizeBytes;
        private final Runnable granted;
        private State state = State.WAITING;

        private Claim(int sizeBytes, Runnable granted) {
            this.sizeBytes = sizeBytes;
            this.granted = granted;
        }

        boolean waits() {
            synchronized (RequestRoom.this) {
                return state == State.WAITING;
            }
        }

        /** No room is needed any more; a second time does nothing. */
        void end() {
            giveBack(this);
        }
    }
}
