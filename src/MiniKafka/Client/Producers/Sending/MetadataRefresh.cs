using MiniKafka.Client.Cluster;
using MiniKafka.Model;

namespace MiniKafka.Client.Producers.Sending;

/// <summary>
/// Asks for metadata on the sender's behalf, once at a time, and with growing pauses as long as that does not bring a
/// leader for everything that waits. Owned by the producer's loop.
/// </summary>
internal sealed class MetadataRefresh(ClusterClient cluster, Func<bool> lacksLeaders, Action refreshed)
{
    private bool _running;
    private int _failures;

    public void Start()
    {
        if (!_running)
        {
            _running = true;
            cluster.Loop.Start(RunAsync);
        }
    }

    private async Task RunAsync()
    {
        try
        {
            await cluster.RefreshAsync();
            _failures = lacksLeaders() ? _failures + 1 : 0;
        }
        catch (KafkaException)
        {
            // No broker answers: asked again for as long as batches wait.
            _failures++;
        }

        if (_failures > 0)
        {
            await Task.Delay(cluster.Backoff.After(_failures), cluster.Loop.Clock);
        }

        _running = false;
        refreshed();
    }
}
