package io.millrace.coordinator.catalog;

/** One configuration key of topics. <i>Immutable.</i> */
public record TopicConfig(String name, Type type, String defaultValue, boolean honoured, String doc) {
    /** Kafka's types of configuration values, by their number in DescribeConfigs. */
    public enum Type {
        /** true or false. */
        BOOLEAN(1),
        /** Text. */
        STRING(2),
        /** A number of 32 bits. */
        INT(3),
        /** A number of 64 bits. */
        LONG(5),
        /** A fraction. */
        DOUBLE(6),
        /** Texts, with commas between. */
        LIST(7);

        private final byte id;

        Type(int id) {
            this.id = (byte) id;
        }

        /** The number on the wire. */
        public byte id() {
            return id;
        }
    }
}
