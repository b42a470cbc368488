package io.millrace.connect.task.flow;

import io.millrace.connect.plugin.Plugins;
import io.millrace.connect.task.ConnectorKeys;
import io.millrace.connect.task.TaskDefaults;
import java.util.Map;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.storage.Converter;
import org.apache.kafka.connect.storage.HeaderConverter;
import org.jspecify.annotations.Nullable;

/**
 * A task's three converters, called directly, with retries as the config says; what fails is a {@link StageFailure}.
 * Owned by one thread.
 */
public final class Codec {
    private final Made<Converter> key;
    private final Made<Converter> value;
    private final Made<HeaderConverter> header;
    private final Retries retries;

    /** As the connector's config says, else the worker's. */
    public Codec(
            Map<String, String> config, TaskDefaults worker, Plugins plugins, PluginMetrics meters, Retries retries) {
        Map<String, String> defaults = worker.properties();
        key = Made.converter(ConnectorKeys.KEY_CONVERTER, config, defaults, plugins, meters);
        value = Made.converter(ConnectorKeys.VALUE_CONVERTER, config, defaults, plugins, meters);
        header = Made.headerConverter(ConnectorKeys.HEADER_CONVERTER, config, defaults, plugins, meters);
        this.retries = retries;
    }

    /** A key's bytes. */
    public byte @Nullable [] key(String topic, Headers headers, @Nullable Schema schema, @Nullable Object data)
            throws InterruptedException {
        return write(Stage.KEY_CONVERTER, key, topic, headers, schema, data);
    }

    /** A value's bytes. */
    public byte @Nullable [] value(String topic, Headers headers, @Nullable Schema schema, @Nullable Object data)
            throws InterruptedException {
        return write(Stage.VALUE_CONVERTER, value, topic, headers, schema, data);
    }

    /** A key's data. */
    public SchemaAndValue key(String topic, Headers headers, byte @Nullable [] bytes) throws InterruptedException {
        return read(Stage.KEY_CONVERTER, key, topic, headers, bytes);
    }

    /** A value's data. */
    public SchemaAndValue value(String topic, Headers headers, byte @Nullable [] bytes) throws InterruptedException {
        return read(Stage.VALUE_CONVERTER, value, topic, headers, bytes);
    }

    /** A header's bytes. */
    public byte @Nullable [] header(String topic, String name, @Nullable Schema schema, @Nullable Object data)
            throws InterruptedException {
        Thread.currentThread().setContextClassLoader(header.loader());
        try {
            return header.it().fromConnectHeader(topic, name, schema, data);
        } catch (Exception e) {
            return again(
                    Stage.HEADER_CONVERTER, header, e, () -> header.it().fromConnectHeader(topic, name, schema, data));
        }
    }

    /** A header's data. */
    public SchemaAndValue header(String topic, String name, byte @Nullable [] bytes) throws InterruptedException {
        Thread.currentThread().setContextClassLoader(header.loader());
        try {
            return header.it().toConnectHeader(topic, name, bytes);
        } catch (Exception e) {
            return again(Stage.HEADER_CONVERTER, header, e, () -> header.it().toConnectHeader(topic, name, bytes));
        }
    }

    /** Ends the converters. */
    public void close() {
        key.close();
        value.close();
        header.close();
    }

    private byte @Nullable [] write(
            Stage stage,
            Made<Converter> converter,
            String topic,
            Headers headers,
            @Nullable Schema schema,
            @Nullable Object data)
            throws InterruptedException {
        Thread.currentThread().setContextClassLoader(converter.loader());
        try {
            return converter.it().fromConnectData(topic, headers, schema, data);
        } catch (Exception e) {
            return again(stage, converter, e, () -> converter.it().fromConnectData(topic, headers, schema, data));
        }
    }

    private SchemaAndValue read(
            Stage stage, Made<Converter> converter, String topic, Headers headers, byte @Nullable [] bytes)
            throws InterruptedException {
        Thread.currentThread().setContextClassLoader(converter.loader());
        try {
            return converter.it().toConnectData(topic, headers, bytes);
        } catch (Exception e) {
            return again(stage, converter, e, () -> converter.it().toConnectData(topic, headers, bytes));
        }
    }

    private <T> T again(Stage stage, Made<?> who, Exception first, Retries.Operation<T> operation)
            throws InterruptedException {
        try {
            return retries.afterFailure(first, operation);
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            throw new StageFailure(stage, who.it().getClass().getName(), "", e);
        }
    }
}
