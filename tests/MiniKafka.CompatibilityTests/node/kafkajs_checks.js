// What kafkajs does with one broker: node SCRIPT BOOTSTRAP CHECK. A check that throws has failed.
const assert = require('node:assert/strict')
const { Kafka, CompressionTypes, logLevel } = require('kafkajs')

const topic = 'from-node'
const [bootstrap, check] = process.argv.slice(2)
const kafka = new Kafka({ clientId: 'checks', brokers: bootstrap.split(','), logLevel: logLevel.ERROR })

async function withAdmin (use) {
  const admin = kafka.admin()
  await admin.connect()
  try {
    return await use(admin)
  } finally {
    await admin.disconnect()
  }
}

const createTopic = (numPartitions = 1) => withAdmin(admin => admin.createTopics({ topics: [{ topic, numPartitions }], waitForLeaders: true }))

async function produce (count, compression, idempotent) {
  const producer = kafka.producer({ idempotent })
  await producer.connect()
  const messages = Array.from({ length: count }, (_, i) => ({ key: `k${i}`, value: `v${i}`, partition: 0, headers: { h: `${i}` } }))
  const [answer] = await producer.send({ topic, messages, compression })
  await producer.disconnect()
  assert.equal(Number(answer.baseOffset), 0)
}

async function consume (count) {
  const consumer = kafka.consumer({ groupId: 'checks', maxWaitTimeInMs: 100 })
  await consumer.connect()
  await consumer.subscribe({ topic, fromBeginning: true })
  const messages = []
  await new Promise((resolve, reject) => {
    consumer.on(consumer.events.CRASH, event => reject(event.payload.error))
    consumer.run({ eachMessage: async ({ message }) => messages.push(message) === count && resolve() }).catch(reject)
  })
  await consumer.disconnect()
  return messages
}

const checks = {
  async creates_and_deletes_topics () {
    assert.equal(await createTopic(3), true)
    assert.equal(await createTopic(3), false)
    await withAdmin(async admin => {
      const { topics } = await admin.fetchTopicMetadata({ topics: [topic] })
      assert.deepEqual(topics[0].partitions.map(p => p.partitionId).sort(), [0, 1, 2])
      await admin.createPartitions({ topicPartitions: [{ topic, count: 5 }] })
      assert.equal((await admin.fetchTopicMetadata({ topics: [topic] })).topics[0].partitions.length, 5)
      await admin.deleteTopics({ topics: [topic] })
      assert.equal((await admin.listTopics()).includes(topic), false)
    })
  },

  async produces_and_consumes_in_a_group () {
    await createTopic()
    await produce(100)
    const messages = await consume(100)
    assert.deepEqual(messages.map(m => m.value.toString()), Array.from({ length: 100 }, (_, i) => `v${i}`))
    assert.equal(messages[7].headers.h.toString(), '7')
  },

  async produces_and_consumes_gzip () {
    await createTopic()
    await produce(100, CompressionTypes.GZIP)
    assert.equal((await consume(100)).length, 100)
  },

  async produces_idempotently () {
    await createTopic()
    await produce(100, undefined, true)
  },

  async reads_offsets () {
    await createTopic()
    await produce(10)
    await withAdmin(async admin => {
      const [offsets] = await admin.fetchTopicOffsets(topic)
      assert.deepEqual([offsets.low, offsets.high], ['0', '10'])
    })
  }
}

checks[check]().catch(error => {
  console.error(error)
  process.exit(1)
})
