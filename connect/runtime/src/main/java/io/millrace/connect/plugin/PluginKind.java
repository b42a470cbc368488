package io.millrace.connect.plugin;

import org.apache.kafka.common.config.provider.ConfigProvider;
import org.apache.kafka.connect.sink.SinkConnector;
import org.apache.kafka.connect.source.SourceConnector;
import org.apache.kafka.connect.storage.Converter;
import org.apache.kafka.connect.storage.HeaderConverter;
import org.apache.kafka.connect.transforms.Transformation;
import org.apache.kafka.connect.transforms.predicates.Predicate;

/** What a plug-in class is for. */
public enum PluginKind {
    /** Brings records in. */
    SOURCE("source", SourceConnector.class),
    /** Takes records out. */
    SINK("sink", SinkConnector.class),
    /** Between data and bytes. */
    CONVERTER("converter", Converter.class),
    /** The same for headers. */
    HEADER_CONVERTER("header_converter", HeaderConverter.class),
    /** Changes records one by one. */
    TRANSFORMATION("transformation", Transformation.class),
    /** Decides which records a transformation changes. */
    PREDICATE("predicate", Predicate.class),
    /** Looks up values that a config refers to. */
    CONFIG_PROVIDER("config_provider", ConfigProvider.class);

    private final String text;
    private final Class<?> type;

    PluginKind(String text, Class<?> type) {
        this.text = text;
        this.type = type;
    }

    /** As the REST interface names it. */
    public String text() {
        return text;
    }

    /** The type that its classes extend. */
    public Class<?> type() {
        return type;
    }

    /** Whether it is a connector. */
    public boolean isConnector() {
        return this == SOURCE || this == SINK;
    }
}
