// Registers, encodes and decodes with kafkajs' client of schema registries: writes a topic for Java, reads one of Java's.
const { isDeepStrictEqual } = require('util');
const { Kafka, logLevel } = require('kafkajs');
const { SchemaRegistry, SchemaType } = require('@kafkajs/confluent-schema-registry');

const [brokers, host, schema, wrong] = process.argv.slice(2);
const kafka = new Kafka({ clientId: 'kafkajs', brokers: [brokers], logLevel: logLevel.ERROR });
const registry = new SchemaRegistry({ host });
const count = 100;

const record = (i) => ({
  name: 'név ' + i,
  number: i * 1e12,
  score: i / 8,
  note: i % 2 === 0 ? null : 'odd',
  kind: i % 3 === 0 ? 'ARRIVAL' : 'DEPARTURE',
  tags: ['a', 'b'].slice(0, i % 3),
  sizes: { width: i, height: 2 * i },
  blob: Buffer.from([0, i, 255]),
  place: { code: 'VIE' },
});

async function readAll(topic) {
  const consumer = kafka.consumer({ groupId: 'js', maxWaitTimeInMs: 100 });
  await consumer.connect();
  await consumer.subscribe({ topics: [topic], fromBeginning: true });
  const seen = [];
  await new Promise((resolve, reject) => consumer.run({
    eachMessage: async ({ message }) => {
      try {
        seen.push(await registry.decode(message.value));
      } catch (e) {
        reject(e);
      }
      if (seen.length === count) resolve();
    },
  }));
  await consumer.disconnect();
  return seen;
}

async function main() {
  const { id } = await registry.register({ type: SchemaType.AVRO, schema }, { subject: 'from-js-value' });
  const again = await registry.register({ type: SchemaType.AVRO, schema }, { subject: 'from-js-value' });
  let refusal = 'none';
  try {
    await registry.register({ type: SchemaType.AVRO, schema: wrong }, { subject: 'from-js-value' });
  } catch (e) {
    refusal = e.message;
  }
  const producer = kafka.producer();
  await producer.connect();
  const messages = [];
  for (let i = 0; i < count; i++) messages.push({ key: 'k' + i, value: await registry.encode(id, record(i)) });
  await producer.send({ topic: 'from-js', messages });
  await producer.disconnect();

  const seen = await readAll('from-java');
  // As plain data: a map's entries come in any order, and records are of classes that the client makes.
  const plain = (value) => JSON.parse(JSON.stringify({ ...value, blob: [...value.blob] }));
  const equal = seen.filter((value, i) => isDeepStrictEqual(plain(value), plain(record(i)))).length;
  console.log(JSON.stringify({
    id,
    sameId: again.id === id,
    latest: (await registry.getLatestSchemaId('from-js-value')) === id,
    byVersion: (await registry.getRegistryId('from-js-value', 1)) === id,
    bySchema: (await registry.getRegistryIdBySchema('from-js-value', { type: SchemaType.AVRO, schema })) === id,
    decoded: equal,
    refusal,
  }));
}

main().then(() => process.exit(0), (e) => { console.error(e); process.exit(1); });
