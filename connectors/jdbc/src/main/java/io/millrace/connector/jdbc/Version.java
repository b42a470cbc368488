package io.millrace.connector.jdbc;

/** What this build calls itself. */
final class Version {
    private Version() {}

    static String of(Class<?> any) {
        String version = any.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
