package io.millrace.connector.jdbc;

/** A PostgreSQL to test on. */
record Server(String url, String user, String password) {
    /** The address of one of its schemas. */
    String in(String schema) {
        return url + (url.contains("?") ? "&" : "?") + "currentSchema=" + schema;
    }
}
