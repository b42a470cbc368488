package io.millrace.registry.serde.protobuf;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import io.millrace.registry.client.RegisteredSchema;
import io.millrace.registry.client.RestClientException;
import io.millrace.registry.client.SchemaReference;
import io.millrace.registry.client.SchemaRegistryClient;
import io.millrace.registry.client.SchemaText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/** Files of messages as a registry keeps them: the base64 of their descriptor, and references to what they import. */
final class Files {
    static final String FORMAT = "serialized";
    private static final int IMPORTS_DEEP_MAX = 50;

    private final SchemaRegistryClient client;

    Files(SchemaRegistryClient client) {
        this.client = client;
    }

    /** The schema of a file, once all that it imports is registered, or looked up where the settings say so. */
    SchemaText text(FileDescriptor file, ProtobufConfig config) throws IOException, RestClientException {
        List<SchemaReference> references = new ArrayList<>();
        for (FileDescriptor imported : file.getDependencies()) {
            if (!config.skipKnown() || KnownTypes.file(imported.getName()) == null) {
                references.add(reference(imported, config));
            }
        }
        return new SchemaText(
                "PROTOBUF", Base64.getEncoder().encodeToString(file.toProto().toByteArray()), references);
    }

    /** The descriptor, null where the text is no base64 of one. */
    static @Nullable FileDescriptorProto proto(SchemaText text) {
        try {
            return FileDescriptorProto.parseFrom(Base64.getDecoder().decode(text.schema()));
        } catch (IllegalArgumentException | InvalidProtocolBufferException e) {
            return null;
        }
    }

    /** The file with all that it imports. */
    FileDescriptor file(SchemaText text) {
        try {
            return file("default", text, 0);
        } catch (RestClientException | IOException e) {
            throw new SerializationException("an import of a schema cannot be had: " + e.getMessage(), e);
        }
    }

    private SchemaReference reference(FileDescriptor imported, ProtobufConfig config)
            throws IOException, RestClientException {
        String subject = config.referenceSubject().apply(imported.getName());
        SchemaText text = text(imported, config);
        boolean normalize = config.common().normalize();
        boolean registers = config.common().autoRegister() && !config.lookupOnly();
        RegisteredSchema known =
                registers ? client.register(subject, text, normalize) : client.lookUp(subject, text, normalize);
        // Registries before 8 tell no version where they register.
        int version = known.version() > 0
                ? known.version()
                : client.lookUp(subject, text, normalize).version();
        return new SchemaReference(imported.getName(), subject, version);
    }

    private FileDescriptor file(String name, SchemaText text, int depth) throws IOException, RestClientException {
        FileDescriptorProto proto = proto(text);
        if (!text.schemaType().equals("PROTOBUF") || proto == null || depth > IMPORTS_DEEP_MAX) {
            throw new SerializationException("the schema " + name + " is of type " + text.schemaType()
                    + (depth > IMPORTS_DEEP_MAX
                            ? " and lies more than " + IMPORTS_DEEP_MAX + " imports deep"
                            : ", and was not told as a Protobuf descriptor"));
        }
        List<FileDescriptor> imports = new ArrayList<>();
        for (String imported : proto.getDependencyList()) {
            FileDescriptor known = KnownTypes.file(imported);
            imports.add(known != null ? known : file(imported, referred(text, imported), depth + 1));
        }
        try {
            return FileDescriptor.buildFrom(proto, imports.toArray(new FileDescriptor[0]));
        } catch (DescriptorValidationException e) {
            throw new SerializationException("the schema " + name + " cannot be used: " + e.getMessage(), e);
        }
    }

    private SchemaText referred(SchemaText text, String imported) throws IOException, RestClientException {
        for (SchemaReference reference : text.references()) {
            if (reference.name().equals(imported)) {
                return client.getSchemaVersion(reference.subject(), reference.version(), FORMAT)
                        .schema();
            }
        }
        throw new SerializationException("a schema imports " + imported + " and has no reference of that name");
    }
}
