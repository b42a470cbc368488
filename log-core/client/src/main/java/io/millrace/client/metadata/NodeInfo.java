package io.millrace.client.metadata;

import io.millrace.base.Endpoint;
import org.jspecify.annotations.Nullable;

/**
 * A node of the cluster. <i>Immutable.</i>
 *
 * @param id its number
 * @param endpoint where it listens
 * @param rack where it stands, if it says so
 */
public record NodeInfo(int id, Endpoint endpoint, @Nullable String rack) {}
