using System.Collections.Concurrent;
using System.Text;
using MiniKafka.Client;
using MiniKafka.Model;

namespace MiniKafka.CompatibilityTests.ByTurns;

/// <summary>Every record that was acknowledged, and whether a log still tells so.</summary>
internal sealed class Ledger
{
    private readonly ConcurrentDictionary<TopicPartitionOffset, string> _acknowledged = [];

    public int Count => _acknowledged.Count;

    public IEnumerable<TopicPartitionOffset> Places => _acknowledged.Keys;

    public void Acknowledged(DeliveryResult<string?, string?> result)
    {
        var place = new TopicPartitionOffset(result.TopicPartition, result.Offset);
        var text = Text(result.Message);
        if (!_acknowledged.TryAdd(place, text))
        {
            Assert.Fail($"{place} was acknowledged twice, as {_acknowledged[place]} and as {text}.");
        }
    }

    /// <summary>The log holds every record from its start on, and no other.</summary>
    public void AssertHolds(TopicPartition partition, WatermarkOffsets offsets, IReadOnlyCollection<ConsumeResult<string?, string?>> records)
    {
        var expected = OfPartition(partition).Where(record => record.Offset >= offsets.Low).Select(record => $"{record.Offset} {record.Text}");
        Assert.Equal(expected, records.Select(record => $"{record.Offset} {Text(record.Message)}"));
    }

    /// <summary>The log holds the last record of each key, and otherwise some of those that were acknowledged.</summary>
    public void AssertHoldsLastOfEachKey(TopicPartition partition, IReadOnlyCollection<ConsumeResult<string?, string?>> records)
    {
        var found = records.Select(record => $"{record.Offset} {Text(record.Message)}").ToHashSet();
        var all = OfPartition(partition).ToList();
        var last = all.GroupBy(record => record.Text.Split('|')[0]).Select(key => key.Last());
        Assert.Empty(found.Except(all.Select(record => $"{record.Offset} {record.Text}")));
        Assert.Empty(last.Select(record => $"{record.Offset} {record.Text}").Except(found));
    }

    private IEnumerable<(long Offset, string Text)> OfPartition(TopicPartition partition) => _acknowledged
        .Where(record => record.Key.TopicPartition == partition).OrderBy(record => record.Key.Offset).Select(record => (record.Key.Offset, record.Value));

    private static string Text(Message<string?, string?> message) =>
        $"{message.Key}|{message.Value ?? "(none)"}|{message.Timestamp?.ToUnixTimeMilliseconds()}|"
        + string.Join(',', message.Headers?.Select(header => $"{header.Key}={Encoding.UTF8.GetString(header.Value!.Value.Span)}") ?? []);
}
