using MiniKafka.Dashboard.Sources.Clients;
using MiniKafka.Model;

namespace MiniKafka.Dashboard.Messages;

/// <summary>
/// Looks through messages for somebody, with a consumer that belongs to no group. What is found in several partitions comes in the order of time, as far as the
/// order within each allows. One look ends after so many messages or so much time, and tells where to go on.
/// </summary>
internal sealed class MessageBrowser(OwnClients clients)
{
    private const int MostLookedAt = 50_000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public async Task<Browsed> ReadAsync(Browsing wanted, CancellationToken cancellationToken)
    {
        var scans = wanted.From.ToDictionary(
            static place => place.Key, place => new PartitionScan(place.Key.Partition, place.Value, wanted.Ends[place.Key].High, wanted));
        await ScanAsync(scans, cancellationToken).ConfigureAwait(false);
        var merged = Merged(scans.Values, wanted.OnlyNewest ? int.MaxValue : wanted.Limit);
        var next = !wanted.OnlyNewest && scans.Values.Any(static scan => scan.HasMore)
            ? new Cursor(scans.Values.ToDictionary(static scan => scan.Partition, static scan => scan.Next))
            : null;
        return new Browsed(wanted.OnlyNewest ? [.. merged.TakeLast(wanted.Limit)] : merged, next);
    }

    private async Task ScanAsync(Dictionary<TopicPartition, PartitionScan> scans, CancellationToken cancellationToken)
    {
        var left = scans.Values.Count(static scan => !scan.IsDone);
        if (left == 0)
        {
            return;
        }

        await using var consumer = clients.CreateConsumer();
        consumer.Assign(scans.Where(static scan => !scan.Value.IsDone).Select(static scan => new TopicPartitionOffset(scan.Key, scan.Value.Position)));
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        late.CancelAfter(Patience);
        try
        {
            var lookedAt = 0;
            await foreach (var result in consumer.ConsumeAsync(late.Token).ConfigureAwait(false))
            {
                var scan = scans[result.TopicPartition];
                var wasDone = scan.IsDone;
                lookedAt += scan.Look(result) ? 1 : 0;
                if (scan.IsDone && !wasDone)
                {
                    left--;
                    consumer.Pause([result.TopicPartition]);
                }

                if (left == 0 || lookedAt >= MostLookedAt)
                {
                    return;
                }
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // So much for this time: the cursor tells where to go on.
        }
    }

    private static List<FoundMessage> Merged(IReadOnlyCollection<PartitionScan> scans, int most)
    {
        var merged = new List<FoundMessage>();
        while (merged.Count < most && scans.Where(static scan => scan.Head is not null).MinBy(static scan => (scan.Head!.Timestamp, scan.Partition)) is { } oldest)
        {
            merged.Add(oldest.Take());
        }

        return merged;
    }
}
