using MiniKafka.Coordination;
using MiniKafka.Coordination.Groups;
using MiniKafka.Model;
using MiniKafka.Protocol.Persisted;
using MiniKafka.Records;
using MiniKafka.Records.Compression;

namespace MiniKafka.Tests.Coordination.Groups;

/// <summary>A few topics, each with an id of its own.</summary>
internal sealed class TestTopics : ITopicCatalog
{
    private readonly SortedDictionary<string, (int Partitions, Uuid Id)> _topics = new(StringComparer.Ordinal);

    public event Action<TopicChanges>? Changed;

    public Uuid Add(string topic, int partitions = 1)
    {
        var id = new Uuid(7, (ulong)_topics.Count + 1);
        _topics.Add(topic, (partitions, id));
        return id;
    }

    /// <summary>There are all the topics of which there are offsets in the batches of an offsets topic.</summary>
    public void AddOffsetsOf(byte[] batches)
    {
        var iterator = new RecordBatchIterator(batches);
        while (iterator.MoveNext())
        {
            if (iterator.Current.IsControl)
            {
                continue;
            }

            Assert.Equal(RecordsStatus.Open, BatchRecords.Open(iterator.Current, CompressionCodecs.Default, out var records));
            using (records)
            {
                var reader = records.GetReader();
                while (reader.MoveNext())
                {
                    var record = new CoordinatorRecord(reader.Current.Key.ToArray()!, reader.Current.Value.ToArray());
                    if (GroupRecords.Read(record) is (OffsetCommitKey key, OffsetCommitValue value))
                    {
                        // Only newer records say of which topic they are.
                        var known = FindId(key.Topic) is var id && id != Uuid.Zero ? id : new Uuid(9, 9);
                        _topics[key.Topic] = (1, value.TopicId != Uuid.Zero ? value.TopicId : known);
                    }
                }
            }
        }
    }

    /// <summary>The topic is gone, and whoever uses it is told.</summary>
    public void Delete(string topic)
    {
        _topics.Remove(topic);
        Changed?.Invoke(new TopicChanges(new SortedSet<string> { topic }, new SortedSet<string>()));
    }

    /// <summary>The topic is another one from now on, with the same name and size.</summary>
    public void MakeAnew(string topic) => _topics[topic] = (_topics[topic].Partitions, new Uuid(8, 1));

    public int PartitionCount(string topic) => _topics.TryGetValue(topic, out var found) ? found.Partitions : 0;

    public Uuid FindId(string topic) => _topics.TryGetValue(topic, out var found) ? found.Id : Uuid.Zero;

    public string? FindName(Uuid topicId) => _topics.FirstOrDefault(t => t.Value.Id == topicId).Key;

    public IReadOnlyList<string> RacksOf(string topic, int partition) => [];
}
