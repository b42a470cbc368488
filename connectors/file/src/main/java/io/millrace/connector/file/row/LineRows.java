package io.millrace.connector.file.row;

import org.apache.kafka.connect.data.Schema;

/** A line is a string. *Loop-owned.* */
final class LineRows implements Rows {

    @Override
    public Schema schema() {
        return Schema.STRING_SCHEMA;
    }

    @Override
    public Object value(byte[] bytes, int from, int to) throws BadRow {
        Utf8.check(bytes, from, to);
        return Utf8.text(bytes, from, to);
    }
}
