using System.Collections.Concurrent;
using MiniKafka.Client;
using MiniKafka.Client.Serialization;
using MiniKafka.Model;

namespace MiniKafka.CompatibilityTests.ByTurns;

/// <summary>A member of a group that reads and commits through all turns.</summary>
internal sealed class Reader : IAsyncDisposable
{
    private const int CommitEvery = 50;

    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<TopicPartitionOffset, int> _read = [];
    private readonly ConcurrentDictionary<TopicPartition, long> _committed = [];
    private readonly Task _running;

    public Reader(string bootstrapServers, string group, IEnumerable<string> topics)
    {
        var consumer = new Consumer<string?, string?>(
            new ConsumerConfig { BootstrapServers = bootstrapServers, GroupId = group, AutoOffsetReset = AutoOffsetReset.Earliest, EnableAutoCommit = false },
            Serdes.Utf8,
            Serdes.Utf8);
        consumer.Subscribe(topics);
        _running = RunAsync(consumer);
    }

    /// <summary>The offsets of which a broker said that they are committed.</summary>
    public IReadOnlyDictionary<TopicPartition, long> Committed => _committed;

    public bool HasRead(IEnumerable<TopicPartitionOffset> places) => places.All(_read.ContainsKey);

    /// <summary>Waits until it has read all that is there.</summary>
    public async Task ReadAsync(Func<IEnumerable<TopicPartitionOffset>> places)
    {
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(25));
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!HasRead(places()))
        {
            if (_running.IsCompleted)
            {
                await _running;
            }

            if (deadline.IsCancellationRequested)
            {
                Assert.Fail($"The group has not read {string.Join(", ", places().Where(place => !_read.ContainsKey(place)).Take(10))}.");
            }

            await look.WaitForNextTickAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running;
        _stopping.Dispose();
    }

    private async Task RunAsync(Consumer<string?, string?> consumer)
    {
        await using (consumer)
        {
            try
            {
                var uncommitted = 0;
                while (true)
                {
                    var record = await Task.Run(() => consumer.Consume(TimeSpan.FromMilliseconds(200)), _stopping.Token);
                    if (record is not null)
                    {
                        _read.TryAdd(new TopicPartitionOffset(record.TopicPartition, record.Offset), 0);
                        uncommitted++;
                    }

                    if (uncommitted >= CommitEvery || (record is null && uncommitted > 0))
                    {
                        uncommitted = await CommitAsync(consumer) ? 0 : uncommitted;
                    }

                    _stopping.Token.ThrowIfCancellationRequested();
                }
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
            }
        }
    }

    private async Task<bool> CommitAsync(Consumer<string?, string?> consumer)
    {
        var offsets = consumer.Assignment.Select(partition => new TopicPartitionOffset(partition, consumer.Position(partition))).Where(place => place.Offset >= 0).ToList();
        try
        {
            await consumer.CommitAsync(offsets);
        }
        catch (KafkaException)
        {
            return false; // No program runs at the moment, or the group is changing: what was not acknowledged is committed again later.
        }

        foreach (var place in offsets)
        {
            _committed[place.TopicPartition] = place.Offset;
        }

        return true;
    }
}
