using MiniKafka.Model;
using MiniKafka.Runtime;

namespace MiniKafka.Client.Consumers;

/// <summary>How a consumer ends: its handler is told first, then it leaves its group, then its connections go.</summary>
internal sealed partial class ConsumerCore
{
    public async ValueTask DisposeAsync()
    {
        if (_closing)
        {
            return;
        }

        _closing = true;
        StoreDelivered();
        try
        {
            while (!IsHandled())
            {
                await WhenReady().OffCaller();
            }

            if (Group is { IsSubscribed: true } && _assigned.Count > 0)
            {
                await TellAsync(RebalanceChange.Revoked, [.. _assigned.Keys]).OffCaller();
            }
        }
        finally
        {
            // Until here the handler could still commit what it processed.
            _closed = true;
            try
            {
                await CloseAsync().OffCaller();
            }
            finally
            {
                await Cluster.DisposeAsync().OffCaller();
                var commits = new List<IReadOnlyList<TopicPartitionOffset>>();
                while (Mailbox.TryTake(out var item))
                {
                    (item as IDisposable)?.Dispose();
                    commits.AddRange(item is IReadOnlyList<TopicPartitionOffset> offsets ? [offsets] : []);
                }

                commits.ForEach(offsets => _committed!(offsets));
            }
        }
    }

    private async Task CloseAsync()
    {
        _cursor?.Dispose();
        _cursor = null;
        await Cluster.FinishAsync(async () =>
        {
            try
            {
                await (Group?.CloseAsync() ?? Task.CompletedTask);
            }
            finally
            {
                await Fetcher.CloseAsync();
            }
        }).OffCaller();
    }
}
