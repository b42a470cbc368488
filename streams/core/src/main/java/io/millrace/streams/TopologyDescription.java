package io.millrace.streams;

import io.millrace.streams.processor.TopicNameExtractor;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a topology looks like; its text is that of Kafka Streams, so that the same tools draw it. *Immutable.* */
public interface TopologyDescription {
    /** The parts that run as tasks. */
    Set<Subtopology> subtopologies();

    /** The stores that every instance holds whole. */
    Set<GlobalStore> globalStores();

    /** Nodes that are connected, by records or by a store. */
    interface Subtopology {
        /** Its number. */
        int id();

        /** Its nodes. */
        Set<Node> nodes();
    }

    /** A store that is filled from all of a topic. */
    interface GlobalStore {
        /** Reads the topic. */
        Source source();

        /** Fills the store. */
        Processor processor();

        /** Its number, counted with those of the sub-topologies. */
        int id();
    }

    /** A step. */
    interface Node {
        /** Its name. */
        String name();

        /** The nodes it gets records from. */
        Set<Node> predecessors();

        /** The nodes it passes records to. */
        Set<Node> successors();
    }

    /** A step that reads topics. */
    interface Source extends Node {
        /** The topics. */
        Set<String> topicSet();
    }

    /** A step that works on records. */
    interface Processor extends Node {
        /** The stores it uses. */
        Set<String> stores();
    }

    /** A step that writes to a topic. */
    interface Sink extends Node {
        /** The topic, or null when the extractor chooses it. */
        @Nullable
        String topic();

        /** What chooses the topic, or null. */
        @Nullable
        TopicNameExtractor<?, ?> topicNameExtractor();
    }
}
