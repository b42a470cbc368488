package io.millrace.connect.herder;

import io.millrace.connect.herder.ConnectorRunner.Wishes;
import io.millrace.connect.task.PluginMeters;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.connect.connector.ConnectorContext;
import org.apache.kafka.connect.sink.SinkConnectorContext;
import org.apache.kafka.connect.source.SourceConnectorContext;
import org.apache.kafka.connect.storage.OffsetStorageReader;

/** What connectors see of the runtime. */
final class Contexts {
    private Contexts() {}

    /** Common to both. <i>Any thread.</i> */
    private abstract static class Common implements ConnectorContext {
        private final Wishes wishes;
        private final PluginMeters meters;

        Common(Wishes wishes, PluginMeters meters) {
            this.wishes = wishes;
            this.meters = meters;
        }

        @Override
        public void requestTaskReconfiguration() {
            wishes.newTasks();
        }

        @Override
        public void raiseError(Exception why) {
            wishes.failed(why);
        }

        @Override
        public PluginMetrics pluginMetrics() {
            return meters;
        }
    }

    /** A sink's. <i>Any thread.</i> */
    static final class OfSink extends Common implements SinkConnectorContext {
        OfSink(Wishes wishes, PluginMeters meters) {
            super(wishes, meters);
        }
    }

    /** A source's. <i>Any thread.</i> */
    static final class OfSource extends Common implements SourceConnectorContext {
        private final OffsetStorageReader reader;

        OfSource(Wishes wishes, PluginMeters meters, OffsetStorageReader reader) {
            super(wishes, meters);
            this.reader = reader;
        }

        @Override
        public OffsetStorageReader offsetStorageReader() {
            return reader;
        }
    }
}
