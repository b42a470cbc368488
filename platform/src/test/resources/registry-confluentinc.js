// What users of Confluent's client of schema registries for Node.js do with it.
const assert = require('assert');
const {
  AvroDeserializer, AvroSerializer, CelExecutor, Compatibility, HeaderSchemaIdSerializer, JsonDeserializer,
  JsonSerializer, ProtobufDeserializer, ProtobufSerializer, SchemaRegistryClient, SerdeType,
} = require('@confluentinc/schemaregistry');
const { counting, refusal, run, say, step, types } = require('./foreign-steps.js');

const [host, fromJava] = process.argv.slice(2);
const client = fresh();
const plain = (value) => JSON.parse(JSON.stringify(value));

function fresh(url = host) {
  return new SchemaRegistryClient({ baseURLs: [url], cacheCapacity: 100, maxRetries: 0 });
}

const avro = (name, ...fields) => ({
  schemaType: 'AVRO', schema: JSON.stringify({ type: 'record', name, namespace: 'ns', fields }) });
const A = { name: 'a', type: 'int' };
const B = { name: 'b', type: 'string', default: 'none' };
const CLASH = { name: 'c', type: 'string' };

async function avroSteps() {
  const subject = 'confluentinc-avro-value';
  const topic = 'confluentinc-avro';
  let first;
  let second;
  await step('Avro: a schema registered twice has one id, by the cache and by the registry', async () => {
    first = await client.register(subject, avro('R', A));
    assert.strictEqual(await client.register(subject, avro('R', A)), first);
    assert.strictEqual(await fresh().register(subject, avro('R', A)), first);
    assert.strictEqual(await fresh().getId(subject, avro('R', A)), first);
    assert.strictEqual(await client.getVersion(subject, avro('R', A)), 1);
    assert.strictEqual((await client.getBySubjectAndId(subject, first)).schema, avro('R', A).schema);
  });
  await step('Avro: the latest version has all its parts', async () => {
    const latest = await fresh().getLatestSchemaMetadata(subject);
    assert.strictEqual(latest.subject, subject);
    assert.strictEqual(latest.version, 1);
    assert.strictEqual(latest.id, first);
    assert.strictEqual(latest.schema, avro('R', A).schema);
    assert.deepStrictEqual(await fresh().getSchemaMetadata(subject, 1), latest);
  });
  await step('Avro: what was written with the latest schema is read', async () => {
    const bytes = await new AvroSerializer(client, SerdeType.VALUE, { useLatestVersion: true }).serialize(topic, { a: 7 });
    assert.strictEqual(bytes.readInt32BE(1), first);
    assert.deepStrictEqual(plain(await new AvroDeserializer(fresh(), SerdeType.VALUE, {}).deserialize(topic, bytes)), { a: 7 });
  });
  await step('Avro: a schema made from the data is registered', async () => {
    const serializer = new AvroSerializer(client, SerdeType.VALUE, { autoRegisterSchemas: true });
    const bytes = await serializer.serialize('confluentinc-auto', { word: 'té', count: 3 });
    assert.deepStrictEqual(await client.getAllVersions('confluentinc-auto-value'), [1]);
    assert.deepStrictEqual(
      plain(await new AvroDeserializer(fresh(), SerdeType.VALUE, {}).deserialize('confluentinc-auto', bytes)),
      { word: 'té', count: 3 });
  });
  await step('Avro: an evolved schema reads what the older one wrote', async () => {
    const old = await new AvroSerializer(client, SerdeType.VALUE, { useSchemaId: first }).serialize(topic, { a: 7 });
    second = await client.register(subject, avro('R', A, B));
    assert.notStrictEqual(second, first);
    const reader = new AvroDeserializer(fresh(), SerdeType.VALUE, { useLatestVersion: true });
    assert.deepStrictEqual(plain(await reader.deserialize(topic, old)), { a: 7, b: 'none' });
  });
  await step('Avro: an incompatible schema is refused with 409, naming the field', async () => {
    const error = await refusal(client.register(subject, avro('R', A, CLASH)));
    assert.strictEqual(error.status, 409);
    assert.strictEqual(error.errorCode, 40901);
    assert.match(error.message, /READER_FIELD_MISSING_DEFAULT_VALUE/);
    assert.match(error.message, /\/fields\/1/);
    assert.strictEqual(await client.testSubjectCompatibility(subject, avro('R', A, CLASH)), false);
    assert.strictEqual(await client.testCompatibility(subject, 1, avro('R', A, B)), true);
  });
  await step('Avro: a schema that is none is refused with 422', async () => {
    const error = await refusal(client.register(subject, { schemaType: 'AVRO', schema: '{"type":"record"}' }));
    assert.strictEqual(error.status, 422);
    assert.strictEqual(error.errorCode, 42201);
  });
  await step('Avro: a type of another subject is referred to', async () => {
    await client.register('confluentinc-place', avro('Place', { name: 'code', type: 'string' }));
    const trip = avro('Trip', { name: 'to', type: 'ns.Place' });
    trip.references = [{ name: 'ns.Place', subject: 'confluentinc-place', version: 1 }];
    await client.register('confluentinc-trip-value', trip);
    const serializer = new AvroSerializer(client, SerdeType.VALUE, { useLatestVersion: true });
    const bytes = await serializer.serialize('confluentinc-trip', { to: { code: 'VIE' } });
    assert.deepStrictEqual(
      plain(await new AvroDeserializer(fresh(), SerdeType.VALUE, {}).deserialize('confluentinc-trip', bytes)),
      { to: { code: 'VIE' } });
    assert.strictEqual((await refusal(client.deleteSubject('confluentinc-place'))).errorCode, 42206);
  });
  await step('Avro: 50 reads at once fetch the schema once, and later ones not at all', async () => {
    const counted = await counting(host);
    const bytes = await new AvroSerializer(client, SerdeType.VALUE, { useSchemaId: first }).serialize(topic, { a: 7 });
    const reader = new AvroDeserializer(fresh(counted.url), SerdeType.VALUE, {});
    await Promise.all(Array.from({ length: 50 }, () => reader.deserialize(topic, bytes)));
    await reader.deserialize(topic, bytes);
    assert.strictEqual(counted.count('GET', '/schemas/ids/' + first), 1);
    counted.close();
  });
  await step('Avro: reads what Java wrote', async () => {
    const seen = await new AvroDeserializer(client, SerdeType.VALUE, {}).deserialize('from-java', Buffer.from(fromJava, 'base64'));
    assert.deepStrictEqual(plain(seen), { code: 'VIE', note: 'név' });
  });
  await step('Avro: writes what Java reads', async () => {
    const serializer = new AvroSerializer(client, SerdeType.VALUE, { useLatestVersion: true });
    say({ told: (await serializer.serialize('from-java', { code: 'BUD', note: 'tér' })).toString('base64') });
  });
}

async function subjectSteps() {
  const subject = 'confluentinc/odd name %2F?';
  await step('a subject of any name is registered, listed and deleted, softly and for good', async () => {
    await client.register(subject, avro('Odd', A));
    await client.register(subject, avro('Odd', A, B));
    assert.ok((await client.getAllSubjects()).includes(subject));
    assert.strictEqual(await client.deleteSubjectVersion(subject, 1), 1);
    assert.strictEqual(await client.deleteSubjectVersion(subject, 1, true), 1);
    assert.deepStrictEqual(await client.deleteSubject(subject), [2]);
    assert.ok(!(await client.getAllSubjects()).includes(subject));
    assert.deepStrictEqual(await client.deleteSubject(subject, true), [2]);
    const error = await refusal(fresh().getLatestSchemaMetadata(subject));
    assert.strictEqual(error.status, 404);
    assert.strictEqual(error.errorCode, 40401);
  });
  await step('levels and configs are set and read', async () => {
    assert.strictEqual((await refusal(client.getCompatibility('confluentinc-level'))).errorCode, 40408);
    assert.strictEqual(await client.updateCompatibility('confluentinc-level', Compatibility.FULL_TRANSITIVE), 'FULL_TRANSITIVE');
    assert.strictEqual(await client.getCompatibility('confluentinc-level'), 'FULL_TRANSITIVE');
    const update = { compatibility: Compatibility.NONE, normalize: true };
    assert.deepStrictEqual(await client.updateConfig('confluentinc-level', update), update);
    assert.deepStrictEqual(await client.getConfig('confluentinc-level'), { compatibilityLevel: 'NONE', normalize: true });
    assert.strictEqual(await client.getDefaultCompatibility(), 'BACKWARD');
    assert.strictEqual((await client.getDefaultConfig()).compatibilityLevel, 'BACKWARD');
  });
}

async function jsonSteps() {
  const subject = 'confluentinc-json-value';
  const topic = 'confluentinc-json';
  const json = (properties) => ({ schemaType: 'JSON', schema: JSON.stringify({
    $schema: 'http://json-schema.org/draft-07/schema#', type: 'object', properties, additionalProperties: false }) });
  await step('JSON: registered, written, read', async () => {
    const id = await client.register(subject, json({ a: { type: 'integer' } }));
    assert.strictEqual(await fresh().register(subject, json({ a: { type: 'integer' } })), id);
    assert.strictEqual((await client.getBySubjectAndId(subject, id)).schemaType, 'JSON');
    const serializer = new JsonSerializer(client, SerdeType.VALUE, { useLatestVersion: true, validate: true });
    const bytes = await serializer.serialize(topic, { a: 7 });
    assert.deepStrictEqual(await new JsonDeserializer(fresh(), SerdeType.VALUE, { validate: true }).deserialize(topic, bytes), { a: 7 });
    await refusal(serializer.serialize(topic, { a: 'seven' }));
  });
  await step('JSON: evolved', async () => {
    await client.register(subject, json({ a: { type: 'integer' }, b: { type: 'string' } }));
    assert.strictEqual((await fresh().getLatestSchemaMetadata(subject)).version, 2);
  });
  await step('JSON: an incompatible schema is refused with 409', async () => {
    const error = await refusal(client.register(subject, json({ a: { type: 'string' } })));
    assert.strictEqual(error.status, 409);
    assert.match(error.message, /TYPE_CHANGED/);
  });
  await step('JSON: a schema of another subject is referred to', async () => {
    await client.register('confluentinc-json-place', {
      schemaType: 'JSON', schema: JSON.stringify({ $id: 'https://example.org/place.json', type: 'string' }) });
    const trip = json({ to: { $ref: 'https://example.org/place.json' } });
    trip.references = [{ name: 'https://example.org/place.json', subject: 'confluentinc-json-place', version: 1 }];
    await client.register('confluentinc-json-trip-value', trip);
    const serializer = new JsonSerializer(client, SerdeType.VALUE, { useLatestVersion: true, validate: true });
    const bytes = await serializer.serialize('confluentinc-json-trip', { to: 'VIE' });
    const reader = new JsonDeserializer(fresh(), SerdeType.VALUE, { validate: true });
    assert.deepStrictEqual(await reader.deserialize('confluentinc-json-trip', bytes), { to: 'VIE' });
  });
}

async function protobufSteps() {
  const { create, createFileRegistry, fromBinary } = require('@bufbuild/protobuf');
  const { FileDescriptorProtoSchema, FileDescriptorSetSchema } = require('@bufbuild/protobuf/wkt');
  const subject = 'confluentinc-protobuf-value';
  const topic = 'confluentinc-protobuf';
  const proto = (fields, head = '') => ({
    schemaType: 'PROTOBUF', schema: 'syntax = "proto3";\npackage ns;\n' + head + '\nmessage Parcel {\n  ' + fields + '\n}\n' });
  let id;
  await step('Protobuf: registered, and read as text and serialized', async () => {
    id = await client.register(subject, proto('int32 a = 1;'));
    assert.strictEqual(await fresh().register(subject, proto('int32 a = 1;')), id);
    assert.match((await fresh().getBySubjectAndId(subject, id)).schema, /int32 a = 1;/);
    const { schema } = await fresh().getBySubjectAndId(subject, id, 'serialized');
    const file = fromBinary(FileDescriptorProtoSchema, Buffer.from(schema, 'base64'));
    assert.strictEqual(file.messageType[0].name, 'Parcel');
    assert.strictEqual(await fresh().getId(subject, { schemaType: 'PROTOBUF', schema }), id);
  });
  await step('Protobuf: evolved', async () => {
    await client.register(subject, proto('int32 a = 1;\n  string b = 2;'));
    assert.strictEqual((await fresh().getLatestSchemaMetadata(subject)).version, 2);
  });
  await step('Protobuf: an incompatible schema is refused with 409', async () => {
    const error = await refusal(client.register(subject, proto('string a = 1;')));
    assert.strictEqual(error.status, 409);
    assert.match(error.message, /FIELD_SCALAR_KIND_CHANGED/);
  });
  await step('Protobuf: a message is written with its own schema, and read', async () => {
    const { schema } = await fresh().getBySubjectAndId(subject, id, 'serialized');
    const file = fromBinary(FileDescriptorProtoSchema, Buffer.from(schema, 'base64'));
    file.name = 'parcel.proto';
    const files = createFileRegistry(create(FileDescriptorSetSchema, { file: [file] }));
    const Parcel = files.getMessage('ns.Parcel');
    const serializer = new ProtobufSerializer(client, SerdeType.VALUE, { autoRegisterSchemas: true });
    serializer.registry.add(Parcel);
    const bytes = await serializer.serialize('confluentinc-protobuf-auto', create(Parcel, { a: 7 }));
    const reader = new ProtobufDeserializer(fresh(), SerdeType.VALUE, {});
    assert.strictEqual((await reader.deserialize('confluentinc-protobuf-auto', bytes)).a, 7);
  });
}

async function annotationSteps() {
  const topic = 'confluentinc-told';
  const subject = topic + '-value';
  const told = (major, ...fields) => ({ ...avro('Told', ...fields), metadata: { properties: { major } } });
  await step('metadata tells versions apart', async () => {
    await client.updateConfig(subject, { compatibility: Compatibility.BACKWARD, compatibilityGroup: 'major' });
    const one = await client.register(subject, told('1', A));
    const two = await client.register(subject, told('2', A, CLASH));
    assert.strictEqual((await fresh().getLatestWithMetadata(subject, { major: '1' })).id, one);
    assert.strictEqual((await fresh().getLatestWithMetadata(subject, { major: '2' })).id, two);
    const serializer = new AvroSerializer(fresh(), SerdeType.VALUE, { useLatestWithMetadata: { major: '1' } });
    assert.strictEqual((await serializer.serialize(topic, { a: 7 })).readInt32BE(1), one);
  });
  await step('a rule that the registry keeps is run by the client', async () => {
    CelExecutor.register();
    const ruleSet = { domainRules: [
      { name: 'positive', kind: 'CONDITION', type: 'CEL', mode: 'WRITE', expr: 'message.a > 0' }] };
    await client.register('confluentinc-ruled-value', { ...avro('Ruled', A), ruleSet });
    const serializer = new AvroSerializer(fresh(), SerdeType.VALUE, { useLatestVersion: true });
    await serializer.serialize('confluentinc-ruled', { a: 7 });
    assert.match((await refusal(serializer.serialize('confluentinc-ruled', { a: -7 }))).message, /positive|Rule/);
  });
  await step('a context has ids of its own, by its subjects and by its path', async () => {
    const inContext = fresh(host + '/contexts/.confluentinc');
    assert.strictEqual(await inContext.register('parcels', avro('Parcel', A)), 1);
    assert.strictEqual(await fresh().getId(':.confluentinc:parcels', avro('Parcel', A)), 1);
    assert.deepStrictEqual(await inContext.getAllSubjects(), [':.confluentinc:parcels']);
    assert.strictEqual((await inContext.getBySubjectAndId('parcels', 1)).schema, avro('Parcel', A).schema);
  });
}

async function guidSteps() {
  const topic = 'confluentinc-guid';
  await step('a schema is found by its guid, and records name it in a header', async () => {
    const { guid } = await fresh().registerFullResponse(topic + '-value', avro('Guid', A));
    assert.match(guid, /^[0-9a-f-]{36}$/);
    assert.strictEqual((await fresh().getByGuid(guid)).schema, avro('Guid', A).schema);
    const headers = {};
    const serializer = new AvroSerializer(client, SerdeType.VALUE, {
      useLatestVersion: true, schemaIdSerializer: HeaderSchemaIdSerializer });
    const bytes = await serializer.serialize(topic, { a: 7 }, headers);
    assert.ok(headers.__value_schema_id);
    const reader = new AvroDeserializer(fresh(), SerdeType.VALUE, {});
    assert.deepStrictEqual(plain(await reader.deserialize(topic, bytes, headers)), { a: 7 });
  });
}

run(async () => {
  await avroSteps();
  await subjectSteps();
  const known = await types(host);
  if (known.includes('JSON')) await jsonSteps();
  if (known.includes('PROTOBUF')) await protobufSteps();
  await annotationSteps();
  await guidSteps();
});
