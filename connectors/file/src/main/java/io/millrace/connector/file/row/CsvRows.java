package io.millrace.connector.file.row;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/** A row of RFC 4180 under a header: columns are fields by name. *Loop-owned.* */
final class CsvRows implements Rows {

    private final CsvSplit split;
    private final Fields fields;
    private final int columns;
    private final int[] columnOfField;

    private CsvRows(CsvSplit split, Fields fields, List<String> header) {
        this.split = split;
        this.fields = fields;
        this.columns = header.size();
        this.columnOfField = new int[fields.count()];
        for (int i = 0; i < columnOfField.length; i++) {
            columnOfField[i] = header.indexOf(fields.name(i));
        }
    }

    /** Rows under the header in [from, to); without declared fields every column is a required string. */
    static CsvRows under(
            byte[] bytes, int from, int to, byte separator, @Nullable Fields declared, @Nullable String schemaName)
            throws BadRow {
        CsvSplit split = new CsvSplit(separator);
        int columns = split.split(bytes, from, to);
        List<String> header = List.of(Arrays.copyOf(split.texts(), columns));
        Set<String> names = new HashSet<>();
        for (String name : header) {
            if (name.isBlank()) {
                throw new BadRow("the header has a column without a name");
            }
            if (!names.add(name)) {
                throw new BadRow("the header names the column " + name + " twice");
            }
        }
        Fields fields = declared == null ? Fields.strings(header, schemaName) : declared;
        for (int i = 0; i < fields.count(); i++) {
            if (!names.contains(fields.name(i))) {
                throw new BadRow("the header has no column " + fields.name(i) + "; it has " + header);
            }
        }
        return new CsvRows(split, fields, header);
    }

    @Override
    public Schema schema() {
        return fields.schema();
    }

    @Override
    public @Nullable Object value(byte[] bytes, int from, int to) throws BadRow {
        if (from == to && columns > 1) {
            return null;
        }
        int found = split.split(bytes, from, to);
        if (found != columns) {
            throw new BadRow(found + (found == 1 ? " column" : " columns") + ", but the header has " + columns);
        }
        Struct struct = new Struct(fields.schema());
        for (int i = 0; i < columnOfField.length; i++) {
            int column = columnOfField[i];
            String text = split.texts()[column];
            if (text.isEmpty() && !split.isQuoted(column) && fields.isOptional(i)) {
                continue;
            }
            Object value = fields.type(i).of(text);
            if (value == null) {
                throw new BadRow(
                        "column " + fields.name(i) + ": no " + fields.type(i).says() + ": " + text);
            }
            struct.put(fields.field(i), value);
        }
        return struct;
    }
}
