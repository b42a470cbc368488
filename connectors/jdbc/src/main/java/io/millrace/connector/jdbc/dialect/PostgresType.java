package io.millrace.connector.jdbc.dialect;

/** The types in which values travel to PostgreSQL: name, and number (oid) of the type and of its array. */
enum PostgresType {
    INT2("smallint", 21, 1005),
    INT4("integer", 23, 1007),
    INT8("bigint", 20, 1016),
    FLOAT4("real", 700, 1021),
    FLOAT8("double precision", 701, 1022),
    BOOL("boolean", 16, 1000),
    TEXT("text", 25, 1009),
    BYTEA("bytea", 17, 1001),
    NUMERIC("numeric", 1700, 1231),
    DATE("date", 1082, 1182),
    TIME("time", 1083, 1183),
    TIMESTAMP("timestamp", 1114, 1115),
    TIMESTAMPTZ("timestamptz", 1184, 1185);

    final String sql;
    final int oid;
    final int arrayOid;

    PostgresType(String sql, int oid, int arrayOid) {
        this.sql = sql;
        this.oid = oid;
        this.arrayOid = arrayOid;
    }

    static PostgresType of(ColumnType type) {
        return switch (type) {
            case INT16 -> INT2;
            case INT32 -> INT4;
            case INT64 -> INT8;
            case FLOAT32 -> FLOAT4;
            case FLOAT64 -> FLOAT8;
            case BOOLEAN -> BOOL;
            case TEXT -> TEXT;
            case BYTES -> BYTEA;
            case DECIMAL -> NUMERIC;
            case DATE -> DATE;
            case TIME -> TIME;
            case TIMESTAMP -> TIMESTAMP;
        };
    }
}
