// Creates a topic, produces to it, consumes it in a group, and prints what it saw as one line of JSON.
const { Kafka, logLevel, CompressionTypes } = require('kafkajs');

async function main(bootstrap) {
  const kafka = new Kafka({ clientId: 'kafkajs-test', brokers: [bootstrap], logLevel: logLevel.NOTHING });
  const admin = kafka.admin();
  await admin.connect();
  await admin.createTopics({ waitForLeaders: true, topics: [{ topic: 'kafkajs', numPartitions: 2 }] });

  const producer = kafka.producer({ idempotent: true, maxInFlightRequests: 1 });
  await producer.connect();
  const messages = [];
  for (let i = 0; i < 50; i++) messages.push({ key: 'k' + (i % 5), value: 'v' + i, headers: { n: String(i) } });
  await producer.send({ topic: 'kafkajs', acks: -1, messages });
  await producer.send({ topic: 'kafkajs', compression: CompressionTypes.GZIP, messages: [{ key: 'k0', value: 'packed' }] });
  await producer.disconnect();

  const seen = [];
  const consumer = kafka.consumer({ groupId: 'kafkajs-readers' });
  await consumer.connect();
  await consumer.subscribe({ topic: 'kafkajs', fromBeginning: true });
  await new Promise((resolve, reject) => {
    const limit = setTimeout(() => reject(new Error('saw only ' + seen.length)), 30000);
    consumer.run({
      eachMessage: async ({ partition, message }) => {
        seen.push({ partition, key: message.key.toString(), value: message.value.toString(), headers: Object.keys(message.headers).length });
        if (seen.length === 51) { clearTimeout(limit); resolve(); }
      },
    }).catch(reject);
  });
  await consumer.commitOffsets([]);
  await consumer.disconnect();

  const metadata = await admin.fetchTopicMetadata({ topics: ['kafkajs'] });
  const offsets = await admin.fetchTopicOffsets('kafkajs');
  const groups = await admin.listGroups();
  const committed = await admin.fetchOffsets({ groupId: 'kafkajs-readers', topics: ['kafkajs'] });
  await admin.disconnect();
  process.stdout.write(JSON.stringify({
    seen,
    partitions: metadata.topics[0].partitions.length,
    end: offsets.reduce((sum, o) => sum + Number(o.high), 0),
    groups: groups.groups.map((g) => g.groupId),
    committed: committed[0].partitions.reduce((sum, p) => sum + Math.max(0, Number(p.offset)), 0),
  }) + '\n');
}

main(process.argv[2]).then(() => process.exit(0), (e) => { process.stderr.write(String(e.stack) + '\n'); process.exit(1); });
