package io.millrace.registry.client;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.function.LongSupplier;

/**
 * Schemas by what names them for ever, an id or a guid, each fetched once however many ask at the same time. What is
 * found is kept; that a name is unknown is believed only for a short while. Any thread.
 */
final class SingleFlight<K, V> {
    /** Fetches one schema from the registry. */
    interface Fetch<K, V> {
        V schema(K name) throws IOException, RestClientException;
    }

    private static final class Flight<V> {
        final CompletableFuture<V> landing = new CompletableFuture<>();
        volatile long believedUntilNanos;
        volatile boolean missing;
    }

    private final ConcurrentHashMap<K, Flight<V>> flights = new ConcurrentHashMap<>();
    private final int schemasMax;
    private final long missingTtlNanos;
    private final LongSupplier nanos;
    private final Fetch<K, V> fetch;

    SingleFlight(int schemasMax, long missingTtlMs, LongSupplier nanos, Fetch<K, V> fetch) {
        this.schemasMax = schemasMax;
        this.missingTtlNanos = missingTtlMs * 1_000_000;
        this.nanos = nanos;
        this.fetch = fetch;
    }

    V get(K id) throws IOException, RestClientException {
        Flight<V> flight = flights.get(id);
        if (flight != null && flight.missing && nanos.getAsLong() - flight.believedUntilNanos >= 0) {
            flights.remove(id, flight);
            flight = null;
        }
        if (flight == null) {
            Flight<V> mine = new Flight<>();
            flight = flights.putIfAbsent(id, mine);
            if (flight == null) {
                fly(id, mine);
                flight = mine;
            }
        }
        return landed(flight);
    }

    void clear() {
        flights.clear();
    }

    private void fly(K id, Flight<V> flight) {
        makeRoom();
        try {
            flight.landing.complete(fetch.schema(id));
        } catch (RestClientException e) {
            if (e.getStatus() == 404 && missingTtlNanos > 0) {
                flight.believedUntilNanos = nanos.getAsLong() + missingTtlNanos;
                flight.missing = true;
            } else {
                flights.remove(id, flight);
            }
            flight.landing.completeExceptionally(e);
        } catch (IOException | RuntimeException | Error e) {
            flights.remove(id, flight);
            flight.landing.completeExceptionally(e);
        }
    }

    private void makeRoom() {
        Iterator<Flight<V>> all = flights.values().iterator();
        while (flights.size() > schemasMax && all.hasNext()) {
            if (all.next().landing.isDone()) {
                all.remove();
            }
        }
    }

    private static <V> V landed(Flight<V> flight) throws IOException, RestClientException {
        try {
            return flight.landing.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for a schema");
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof RestClientException refusal) {
                throw new RestClientException(refusal);
            }
            throw new IOException(cause == null ? e.getMessage() : cause.getMessage(), cause);
        }
    }
}
