using MiniKafka.Model;
using MiniKafka.Protocol;

namespace MiniKafka.Client.Consumers;

/// <summary>
/// What a member that uses the eager sticky assignor tells about its last assignment: topics with their partitions, then
/// the generation, which clients of old leave out.
/// </summary>
internal static class StickyUserData
{
    private const int SmallestTopicBytes = sizeof(short) + sizeof(int);

    public static byte[] Encode(IReadOnlyCollection<TopicPartition> partitions, int generation)
    {
        var topics = partitions.GroupBy(partition => partition.Topic, StringComparer.Ordinal).ToList();
        var size = new ProtocolSize(ProtocolSize.NeverSplice);
        size.AddElements(2, sizeof(int));
        foreach (var topic in topics)
        {
            size.AddString(topic.Key, compact: false);
            size.AddElements(topic.Count() + 1, sizeof(int));
        }

        var bytes = new byte[size.Buffered];
        var writer = new ProtocolWriter(bytes, ProtocolSize.NeverSplice);
        writer.WriteCount(topics.Count, compact: false);
        foreach (var topic in topics)
        {
            writer.WriteString(topic.Key, compact: false);
            writer.WriteCount(topic.Count(), compact: false);
            foreach (var partition in topic)
            {
                writer.WriteInt32(partition.Partition);
            }
        }

        writer.WriteInt32(generation);
        return bytes;
    }

    public static (List<TopicPartition> Partitions, int Generation) Decode(byte[] bytes)
    {
        var reader = new ProtocolReader(bytes.AsMemory());
        var partitions = new List<TopicPartition>();
        for (var topics = reader.ReadCount(compact: false, SmallestTopicBytes); topics > 0; topics--)
        {
            var topic = reader.ReadString(compact: false);
            for (var count = reader.ReadCount(compact: false, sizeof(int)); count > 0; count--)
            {
                partitions.Add(new TopicPartition(topic, reader.ReadInt32()));
            }
        }

        return (partitions, reader.Remaining >= sizeof(int) ? reader.ReadInt32() : -1);
    }
}
