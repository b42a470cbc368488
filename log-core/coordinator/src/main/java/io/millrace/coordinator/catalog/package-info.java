/**
 * Topics, partitions, configurations and producer ids as a pure state machine over the metadata log.
 *
 * <p>The broker makes one {@link io.millrace.coordinator.catalog.Catalog} on the metadata partition's loop, feeds it that
 * partition ({@code replay}, {@code loaded}, {@code committed}) and takes the immutable {@link
 * io.millrace.coordinator.catalog.CatalogImage} that is published at each commit to its other loops. A create's answer
 * comes after the image that has the topic was published.
 */
@NullMarked
package io.millrace.coordinator.catalog;

import org.jspecify.annotations.NullMarked;
