// Creates a topic, produces, consumes in a group, commits, describes: with kafkajs, at the versions that it knows.
const { Kafka, CompressionTypes, logLevel } = require('kafkajs');

const kafka = new Kafka({ clientId: 'kafkajs', brokers: [process.argv[2]], logLevel: logLevel.ERROR });
const count = 300;

async function main() {
  const admin = kafka.admin();
  await admin.connect();
  await admin.createTopics({ topics: [{ topic: 'js', numPartitions: 3 }] });
  const producer = kafka.producer({ idempotent: true, maxInFlightRequests: 1 });
  await producer.connect();
  const messages = [...Array(count).keys()].map((i) => ({ key: 'k' + i, value: 'v' + i, headers: { n: '' + i } }));
  await producer.send({ topic: 'js', acks: -1, compression: CompressionTypes.GZIP, messages });
  await producer.disconnect();

  const consumer = kafka.consumer({ groupId: 'js-group', maxWaitTimeInMs: 100 });
  await consumer.connect();
  await consumer.subscribe({ topics: ['js'], fromBeginning: true });
  const seen = new Set();
  let headers = 0;
  await new Promise((resolve) => consumer.run({
    eachMessage: async ({ message }) => {
      seen.add(message.value.toString());
      if (message.headers.n.toString() === message.value.toString().slice(1)) headers++;
      if (seen.size === count) resolve();
    },
  }));
  const group = (await admin.describeGroups(['js-group'])).groups[0];
  await consumer.disconnect();

  const offsets = await admin.fetchOffsets({ groupId: 'js-group', topics: ['js'] });
  const committed = offsets[0].partitions.reduce((sum, p) => sum + Number(p.offset), 0);
  const ends = await admin.fetchTopicOffsets('js');
  const end = ends.reduce((sum, p) => sum + Number(p.high), 0);
  const groups = (await admin.listGroups()).groups.map((g) => g.groupId);
  const configs = await admin.describeConfigs({ resources: [{ type: 2, name: 'js' }] });
  await admin.deleteGroups(['js-group']);
  await admin.deleteTopics({ topics: ['js'] });
  const left = await admin.listTopics();
  await admin.disconnect();
  console.log(JSON.stringify({
    seen: seen.size, headers, state: group.state, committed, end, listed: groups.includes('js-group'),
    configs: configs.resources[0].configEntries.length > 10, deleted: !left.includes('js'),
  }));
}

main().then(() => process.exit(0), (e) => { console.error(e); process.exit(1); });
