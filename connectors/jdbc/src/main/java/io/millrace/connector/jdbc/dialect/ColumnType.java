package io.millrace.connector.jdbc.dialect;

/** What a column holds, as records say it; a database has its own names for each. */
public enum ColumnType {
    /** Short; bytes widen to it. */
    INT16,
    /** Integer. */
    INT32,
    /** Long. */
    INT64,
    /** Float. */
    FLOAT32,
    /** Double. */
    FLOAT64,
    /** Boolean. */
    BOOLEAN,
    /** String. */
    TEXT,
    /** byte[] or ByteBuffer. */
    BYTES,
    /** BigDecimal. */
    DECIMAL,
    /** java.util.Date at midnight, UTC. */
    DATE,
    /** java.util.Date on 1970-01-01, UTC. */
    TIME,
    /** java.util.Date. */
    TIMESTAMP
}
