package io.millrace.registry.http;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

/** How often each route was asked, with what status and in what time. <i>Any thread.</i> */
final class Traffic {
    /** Upper bounds of the times in seconds; the last bucket has none. */
    static final double[] SECONDS = {0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5};

    private final Map<String, Route> routes = new ConcurrentSkipListMap<>();

    /** The counts of a method at a path, as it is written where it is mounted. */
    Route of(String method, String path) {
        return routes.computeIfAbsent(method + " " + path, any -> new Route(method, path));
    }

    /** All routes in order. */
    Iterable<Route> routes() {
        return routes.values();
    }

    /** One route's counts. <i>Any thread.</i> */
    static final class Route {
        private final String method;
        private final String path;
        private final Map<Integer, LongAdder> byStatus = new ConcurrentHashMap<>();
        private final LongAdder[] buckets = new LongAdder[SECONDS.length + 1];
        private final LongAdder nanos = new LongAdder();

        private Route(String method, String path) {
            this.method = method;
            this.path = path;
            for (int i = 0; i < buckets.length; i++) {
                buckets[i] = new LongAdder();
            }
        }

        void answered(int status, long tookNanos) {
            byStatus.computeIfAbsent(status, any -> new LongAdder()).increment();
            nanos.add(tookNanos);
            double seconds = tookNanos / 1e9;
            int bucket = 0;
            while (bucket < SECONDS.length && seconds > SECONDS[bucket]) {
                bucket++;
            }
            buckets[bucket].increment();
        }

        String method() {
            return method;
        }

        String path() {
            return path;
        }

        Map<Integer, LongAdder> byStatus() {
            return byStatus;
        }

        long inBucket(int bucket) {
            return buckets[bucket].sum();
        }

        double seconds() {
            return nanos.sum() / 1e9;
        }
    }
}
