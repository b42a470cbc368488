package io.millrace.client.admin;

/**
 * A group, as the node that keeps it lists it. <i>Immutable.</i>
 *
 * @param id its name
 * @param protocolType what its members are, such as {@code consumer} or {@code connect}; empty when nobody ever was
 * @param groupProtocol by which they belong to it, {@code classic} or {@code consumer}; empty when the node is too old
 * @param state {@code Stable}, {@code Empty}, ...; empty when the node is too old to say
 */
public record GroupListing(String id, String protocolType, String groupProtocol, String state) {}
