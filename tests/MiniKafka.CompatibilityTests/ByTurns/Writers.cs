using MiniKafka.Client;
using MiniKafka.Client.Serialization;
using MiniKafka.Model;
using MiniKafka.Records.Compression;

namespace MiniKafka.CompatibilityTests.ByTurns;

/// <summary>
/// An idempotent producer for each codec, alive through all turns: what it sent to one program and had no answer for, it sends to the next.
/// </summary>
internal sealed class Writers : IAsyncDisposable
{
    private static readonly CompressionType[] Codecs =
        [CompressionType.None, CompressionType.Gzip, CompressionType.Snappy, CompressionType.Lz4, CompressionType.Zstd];

    private readonly IReadOnlyList<string> _topics;
    private readonly Ledger _ledger;
    private readonly List<Producer<string?, string?>> _producers;
    private readonly List<Task> _sent = [];
    private readonly DateTimeOffset _began = DateTimeOffset.UtcNow - TimeSpan.FromHours(1);
    private int _records;

    public Writers(string bootstrapServers, IReadOnlyList<string> topics, Ledger ledger)
    {
        _topics = topics;
        _ledger = ledger;
        _producers = [.. Codecs.Select(codec => new Producer<string?, string?>(
            new ProducerConfig { BootstrapServers = bootstrapServers, CompressionType = codec, LingerMs = 5, Acks = Acks.All },
            Serdes.Utf8,
            Serdes.Utf8))];
    }

    /// <summary>Partitions that each topic needs: each codec has its own.</summary>
    public static int Partitions => Codecs.Length;

    /// <summary>Sends some records to every partition; keys come again, and sometimes a value is none.</summary>
    public void Send(int count)
    {
        for (var i = 0; i < count; i++, _records++)
        {
            for (var codec = 0; codec < Codecs.Length; codec++)
            {
                foreach (var topic in _topics)
                {
                    _sent.Add(SendAsync(_producers[codec], new TopicPartition(topic, codec), _records));
                }
            }
        }
    }

    /// <summary>Waits until some of what was sent is acknowledged.</summary>
    public Task AnyAcknowledgedAsync() => Task.WhenAny(_sent.Where(sent => !sent.IsCompleted));

    /// <summary>Waits until all of it is acknowledged.</summary>
    public async Task AllAcknowledgedAsync()
    {
        await Task.WhenAll(_sent);
        _sent.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var producer in _producers)
        {
            await producer.DisposeAsync();
        }
    }

    private async Task SendAsync(Producer<string?, string?> producer, TopicPartition partition, int number)
    {
        var message = new Message<string?, string?>
        {
            Key = $"key-{number % 11}",
            Value = number % 13 == 12 ? null : $"{number} " + string.Join(' ', Enumerable.Range(number, 20)),
            Timestamp = _began + TimeSpan.FromSeconds(number),
            Headers = [],
        };
        message.Headers.Add("number", System.Text.Encoding.UTF8.GetBytes($"{number}"));
        _ledger.Acknowledged(await producer.ProduceAsync(partition, message));
    }
}
