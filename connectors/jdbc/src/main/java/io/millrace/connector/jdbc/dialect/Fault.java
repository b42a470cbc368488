package io.millrace.connector.jdbc.dialect;

/** What to do about an error of the database. */
public enum Fault {
    /** It may pass: try the same again later, on a new connection. */
    RETRY,
    /** A row is to blame; without it the rest can be written. */
    POISON,
    /** Nothing will be written until somebody changes the table, the rights or the configuration. */
    FATAL
}
