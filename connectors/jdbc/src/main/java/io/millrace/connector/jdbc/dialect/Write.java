package io.millrace.connector.jdbc.dialect;

/** What becomes of the rows. */
public enum Write {
    /** Each is added. */
    INSERT,
    /** Each is added, or replaces the one of its key; no key may come twice in one write. */
    UPSERT,
    /** Those of the keys go. */
    DELETE
}
