package io.millrace.registry.client;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.function.LongSupplier;
import org.apache.avro.Schema;

/**
 * Schemas by id or guid, each fetched once however many ask at the same time. Neither ever changes its schema, so what is
 * found is kept; that one is unknown is believed only for a short while. Any thread.
 */
final class SchemasByKey<K> {
    /** Fetches one schema from the registry. */
    interface Fetch<K> {
        Schema schema(K key) throws IOException, RestClientException;
    }

    private static final class Flight {
        final CompletableFuture<Schema> landing = new CompletableFuture<>();
        volatile long believedUntilNanos;
        volatile boolean missing;
    }

    private final ConcurrentHashMap<K, Flight> flights = new ConcurrentHashMap<>();
    private final int schemasMax;
    private final long missingTtlNanos;
    private final LongSupplier nanos;
    private final Fetch<K> fetch;

    SchemasByKey(int schemasMax, long missingTtlMs, LongSupplier nanos, Fetch<K> fetch) {
        this.schemasMax = schemasMax;
        this.missingTtlNanos = missingTtlMs * 1_000_000;
        this.nanos = nanos;
        this.fetch = fetch;
    }

    Schema get(K id) throws IOException, RestClientException {
        Flight flight = flights.get(id);
        if (flight != null && flight.missing && nanos.getAsLong() - flight.believedUntilNanos >= 0) {
            flights.remove(id, flight);
            flight = null;
        }
        if (flight == null) {
            Flight mine = new Flight();
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

    private void fly(K id, Flight flight) {
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
        Iterator<Flight> all = flights.values().iterator();
        while (flights.size() > schemasMax && all.hasNext()) {
            if (all.next().landing.isDone()) {
                all.remove();
            }
        }
    }

    private static Schema landed(Flight flight) throws IOException, RestClientException {
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
