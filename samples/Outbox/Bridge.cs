using MiniKafka;
using MiniKafka.Client;
using MiniKafka.Model;

namespace Outbox;

/// <summary>
/// Moves what is in a local queue to another cluster, each message once and in its order, and goes on after any interruption:
/// <list type="number">
/// <item>The local group's committed offset says what is known to have arrived; the other partition says what has arrived since.</item>
/// <item>What has not is sent, so many at a time.</item>
/// <item>When all of those are acknowledged, the local offset is committed, and the local records are deleted.</item>
/// </list>
/// Where that stops, it begins again with the first step.
/// </summary>
internal sealed class Bridge(KafkaCluster local, TopicPartition queue, Func<RemotePartition> connect)
{
    private const int Together = 500;
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PollTime = TimeSpan.FromMilliseconds(100);

    /// <summary>Told of each message that has arrived, with its offset here and there; after an interruption perhaps a second time.</summary>
    public required Action<long, long> Moved { get; init; }

    /// <summary>Told why it begins again.</summary>
    public required Action<string> Interrupted { get; init; }

    /// <summary>Moves until it is told to end, and then what is in the queue by then.</summary>
    /// <exception cref="KafkaException">The other cluster refuses a message for good.</exception>
    public async Task RunAsync(CancellationToken ended)
    {
        while (true)
        {
            try
            {
                await MoveAsync(ended);
                return;
            }
            catch (KafkaException interruption) when (interruption.IsRetriable)
            {
                Interrupted(interruption.Message);
                await Task.Delay(RetryAfter, CancellationToken.None);
            }
        }
    }

    private async Task MoveAsync(CancellationToken ended)
    {
        await using var remote = connect();
        await using var admin = local.CreateAdmin();
        await using var consumer = local.CreateConsumer<byte[]?, byte[]?>(new ConsumerConfig { GroupId = "bridge", EnableAutoCommit = false, AutoOffsetReset = AutoOffsetReset.Earliest });
        var next = (await consumer.CommittedAsync([queue], cancellationToken: CancellationToken.None)).TryGetValue(queue, out var committed) ? committed.Offset : 0;
        var arrived = await remote.ArrivedAsync(from: next);
        consumer.Assign([new TopicPartitionOffset(queue, next)]);
        while (!ended.IsCancellationRequested || next < (await consumer.QueryWatermarkOffsetsAsync(queue, cancellationToken: CancellationToken.None)).High)
        {
            var records = consumer.ConsumeBatch(Together, PollTime, CancellationToken.None);
            if (records.Count == 0)
            {
                continue;
            }

            var places = await Task.WhenAll(records.Select(record => arrived.TryGetValue(record.Offset, out var place) ? Task.FromResult(place) : remote.SendAsync(record)));
            foreach (var (record, place) in records.Zip(places))
            {
                Moved(record.Offset, place);
            }

            next = records[^1].Offset + 1;
            await consumer.CommitAsync([new TopicPartitionOffset(queue, next)], cancellationToken: CancellationToken.None);
            await admin.DeleteRecordsAsync(new TopicPartitionOffset(queue, next), CancellationToken.None);
        }
    }
}
