package io.millrace.net;

import java.util.HashMap;
import java.util.Map;

/** Counts the connections of one listener, in all and for each address. <i>Any thread</i>, behind its own lock. */
final class Admission {
    private final int most;
    private final int mostOfOne;
    private final Map<String, Integer> ofAddress = new HashMap<>();
    private int all;

    Admission(int most, int mostOfOne) {
        this.most = most;
        this.mostOfOne = mostOfOne;
    }

    /** Whether there is room for one more from there; if so, {@link #left} is owed. */
    synchronized boolean enter(String address) {
        int its = ofAddress.getOrDefault(address, 0);
        if (all >= most || its >= mostOfOne) {
            return false;
        }
        all++;
        ofAddress.put(address, its + 1);
        return true;
    }

    /** One that had entered is gone. */
    synchronized void left(String address) {
        all--;
        ofAddress.computeIfPresent(address, (key, count) -> count == 1 ? null : count - 1);
    }
}
