// A group member for the tests: node SCRIPT BOOTSTRAP TOPIC GROUP [key=value ...]; stops when standard input ends.
// Prints "assigned P P ..." with all it owns after each change, and "record PARTITION OFFSET" for each record.
const { Kafka, logLevel, PartitionAssigners } = require('kafkajs')

const [bootstrap, topic, groupId, ...rest] = process.argv.slice(2)
const settings = Object.fromEntries(rest.map(setting => setting.split('=')))
// Its one assigner, under the name that other clients of the group know.
const strategy = settings['partition.assignment.strategy']
const assigner = client => strategy === 'its own'
  ? PartitionAssigners.roundRobin(client)
  : { ...PartitionAssigners.roundRobin(client), name: strategy }
const show = partitions => console.log(['assigned', ...partitions].join(' '))

async function main () {
  const kafka = new Kafka({ clientId: 'member', brokers: bootstrap.split(','), logLevel: logLevel.ERROR })
  const member = kafka.consumer({
    groupId,
    sessionTimeout: Number(settings['session.timeout.ms']),
    heartbeatInterval: Number(settings['heartbeat.interval.ms']),
    maxWaitTimeInMs: 100,
    partitionAssigners: [assigner]
  })
  member.on(member.events.GROUP_JOIN, event => show(event.payload.memberAssignment[topic] || []))
  member.on(member.events.REBALANCING, () => show([]))
  await member.connect()
  await member.subscribe({ topic, fromBeginning: true })
  await member.run({ eachMessage: async ({ partition, message }) => console.log(`record ${partition} ${message.offset}`) })
  process.stdin.resume()
  process.stdin.on('end', async () => {
    await member.disconnect()
    process.exit(0)
  })
}

main().catch(error => {
  console.error(error)
  process.exit(1)
})
