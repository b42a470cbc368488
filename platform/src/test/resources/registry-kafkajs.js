// What users of kafkajs' client of schema registries do with it.
const assert = require('assert');
const { SchemaRegistry, SchemaType } = require('@kafkajs/confluent-schema-registry');
const { counting, refusal, run, step, types } = require('./foreign-steps.js');

const [host] = process.argv.slice(2);
const registry = new SchemaRegistry({ host });
const plain = (value) => JSON.parse(JSON.stringify(value));

const avro = (name, ...fields) => JSON.stringify({ type: 'record', name, namespace: 'ns', fields });
const A = { name: 'a', type: 'int' };
const B = { name: 'b', type: 'string', default: 'none' };
const CLASH = { name: 'c', type: 'string' };

const register = (subject, schema, type = SchemaType.AVRO, references = undefined) =>
  registry.register({ type, schema, references }, { subject });

async function avroSteps() {
  const subject = 'kafkajs-avro';
  let first;
  let second;
  await step('Avro: a schema registered twice has one id', async () => {
    first = (await register(subject, avro('R', A))).id;
    assert.strictEqual((await register(subject, avro('R', A))).id, first);
    assert.strictEqual(await registry.getLatestSchemaId(subject), first);
    assert.strictEqual(await registry.getRegistryId(subject, 1), first);
    assert.strictEqual(await registry.getRegistryIdBySchema(subject, { type: SchemaType.AVRO, schema: avro('R', A) }), first);
  });
  await step('Avro: what was encoded is decoded by a client that has not seen the schema', async () => {
    const bytes = await registry.encode(first, { a: 7 });
    assert.deepStrictEqual(plain(await new SchemaRegistry({ host }).decode(bytes)), { a: 7 });
  });
  await step('Avro: an evolved schema reads what the older one wrote', async () => {
    const old = await registry.encode(first, { a: 7 });
    second = (await register(subject, avro('R', A, B))).id;
    assert.notStrictEqual(second, first);
    assert.strictEqual(await registry.getLatestSchemaId(subject), second);
    const readerSchema = JSON.parse(avro('R', A, B));
    assert.deepStrictEqual(plain(await registry.decode(old, { [SchemaType.AVRO]: { readerSchema } })), { a: 7, b: 'none' });
  });
  await step('Avro: an incompatible schema is refused with 409, naming the field', async () => {
    const error = await refusal(register(subject, avro('R', A, CLASH)));
    assert.strictEqual(error.status, 409);
    assert.match(error.message, /READER_FIELD_MISSING_DEFAULT_VALUE/);
    assert.match(error.message, /\/fields\/1/);
    assert.strictEqual(await registry.getLatestSchemaId(subject), second);
  });
  await step('Avro: a schema that is none is refused with 422', async () => {
    const body = { schema: '{"type":"record"}' };
    assert.strictEqual((await refusal(registry.api.Subject.register({ subject, body }))).status, 422);
  });
  await step('Avro: a type of another subject is referred to', async () => {
    await register('kafkajs-place', avro('Place', { name: 'code', type: 'string' }));
    const references = [{ name: 'ns.Place', subject: 'kafkajs-place', version: 1 }];
    const trip = avro('Trip', { name: 'to', type: 'ns.Place' });
    const { id } = await register('kafkajs-trip', trip, SchemaType.AVRO, references);
    const bytes = await registry.encode(id, { to: { code: 'VIE' } });
    assert.deepStrictEqual(plain(await new SchemaRegistry({ host }).decode(bytes)), { to: { code: 'VIE' } });
  });
  await step('Avro: 50 decodes at once fetch the schema once, and later ones not at all', async () => {
    const counted = await counting(host);
    const fresh = new SchemaRegistry({ host: counted.url });
    const bytes = await registry.encode(first, { a: 7 });
    await Promise.all(Array.from({ length: 50 }, () => fresh.decode(bytes)));
    await fresh.decode(bytes);
    assert.strictEqual(counted.count('GET', '/schemas/ids/' + first), 1);
    counted.close();
  });
  await step('Avro: bytes of a schema that nobody registered are refused with 404', async () => {
    const error = await refusal(registry.decode(Buffer.from([0, 0x7f, 0xff, 0xff, 0xff, 0])));
    assert.strictEqual(error.status, 404);
    assert.match(error.message, /2147483647 not found/);
  });
  await step('Avro: a context has ids of its own, by its path', async () => {
    const inContext = new SchemaRegistry({ host: host + '/contexts/.kafkajs' });
    const schema = avro('Parcel', A);
    assert.strictEqual((await inContext.register({ type: SchemaType.AVRO, schema }, { subject: 'parcels' })).id, 1);
    assert.strictEqual(await inContext.getLatestSchemaId('parcels'), 1);
    const bytes = await inContext.encode(1, { a: 7 });
    const other = new SchemaRegistry({ host: host + '/contexts/.kafkajs' });
    assert.deepStrictEqual(plain(await other.decode(bytes)), { a: 7 });
  });
  await step('Avro: a subject that is not there is refused with 404', async () => {
    const error = await refusal(registry.getLatestSchemaId('kafkajs-none'));
    assert.strictEqual(error.status, 404);
    assert.match(error.message, /'kafkajs-none' not found/);
  });
}

async function jsonSteps() {
  const subject = 'kafkajs-json';
  const json = (properties, more = {}) => JSON.stringify({
    $schema: 'http://json-schema.org/draft-07/schema#', type: 'object', properties, additionalProperties: false, ...more });
  let id;
  await step('JSON: registered, encoded, decoded', async () => {
    ({ id } = await register(subject, json({ a: { type: 'integer' } }), SchemaType.JSON));
    assert.strictEqual((await register(subject, json({ a: { type: 'integer' } }), SchemaType.JSON)).id, id);
    const bytes = await registry.encode(id, { a: 7 });
    assert.deepStrictEqual(await new SchemaRegistry({ host }).decode(bytes), { a: 7 });
    await refusal(registry.encode(id, { a: 'seven' }));
  });
  await step('JSON: evolved', async () => {
    const next = await register(subject, json({ a: { type: 'integer' }, b: { type: 'string' } }), SchemaType.JSON);
    assert.strictEqual(await registry.getLatestSchemaId(subject), next.id);
  });
  await step('JSON: an incompatible schema is refused with 409', async () => {
    const error = await refusal(register(subject, json({ a: { type: 'string' } }), SchemaType.JSON));
    assert.strictEqual(error.status, 409);
    assert.match(error.message, /TYPE_CHANGED/);
  });
  await step('JSON: a schema of another subject is referred to', async () => {
    await register('kafkajs-json-place', JSON.stringify({ $id: 'https://example.org/place.json', type: 'string' }), SchemaType.JSON);
    const references = [{ name: 'https://example.org/place.json', subject: 'kafkajs-json-place', version: 1 }];
    const trip = json({ to: { $ref: 'https://example.org/place.json' } });
    const made = await register('kafkajs-json-trip', trip, SchemaType.JSON, references);
    const bytes = await registry.encode(made.id, { to: 'VIE' });
    assert.deepStrictEqual(await new SchemaRegistry({ host }).decode(bytes), { to: 'VIE' });
  });
}

async function protobufSteps() {
  const subject = 'kafkajs-protobuf';
  const proto = (fields, head = '') => 'syntax = "proto3";\npackage ns;\n' + head + '\nmessage Parcel {\n  ' + fields + '\n}\n';
  let id;
  await step('Protobuf: registered, encoded, decoded', async () => {
    ({ id } = await register(subject, proto('int32 a = 1;'), SchemaType.PROTOBUF));
    assert.strictEqual((await register(subject, proto('int32 a = 1;'), SchemaType.PROTOBUF)).id, id);
    const bytes = await registry.encode(id, { a: 7 });
    assert.deepStrictEqual(plain(await new SchemaRegistry({ host }).decode(bytes)), { a: 7 });
  });
  await step('Protobuf: evolved', async () => {
    const next = await register(subject, proto('int32 a = 1;\n  string b = 2;'), SchemaType.PROTOBUF);
    assert.strictEqual(await registry.getLatestSchemaId(subject), next.id);
  });
  await step('Protobuf: an incompatible schema is refused with 409', async () => {
    const error = await refusal(register(subject, proto('string a = 1;'), SchemaType.PROTOBUF));
    assert.strictEqual(error.status, 409);
    assert.match(error.message, /FIELD_SCALAR_KIND_CHANGED/);
  });
  await step('Protobuf: a file of another subject is imported', async () => {
    await register('kafkajs-place.proto', 'syntax = "proto3";\npackage ns;\nmessage Place {\n  string code = 1;\n}\n', SchemaType.PROTOBUF);
    const references = [{ name: 'place.proto', subject: 'kafkajs-place.proto', version: 1 }];
    const trip = proto('ns.Place to = 1;', 'import "place.proto";');
    const made = await register('kafkajs-protobuf-trip', trip, SchemaType.PROTOBUF, references);
    const bytes = await registry.encode(made.id, { to: { code: 'VIE' } });
    assert.deepStrictEqual(plain(await new SchemaRegistry({ host }).decode(bytes)), { to: { code: 'VIE' } });
  });
}

run(async () => {
  await avroSteps();
  const known = await types(host);
  if (known.includes('JSON')) await jsonSteps();
  if (known.includes('PROTOBUF')) await protobufSteps();
});
