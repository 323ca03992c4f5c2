using MiniKafka.Client.Cluster;
using MiniKafka.Model;

namespace MiniKafka.Client.Consumers;

/// <content>The end.</content>
internal sealed partial class Fetcher
{
    private static readonly TimeSpan LongestFarewell = TimeSpan.FromSeconds(1);
    private bool _closed;

    /// <summary>Fetches nothing more, and tells the brokers that they may forget what they remember for it.</summary>
    public async Task CloseAsync()
    {
        _closed = true;
        try
        {
            await Task.WhenAll(_exchanges.Values.Select(EndSessionAsync)).WaitAsync(LongestFarewell, _cluster.Loop.Clock);
        }
        catch (TimeoutException)
        {
            // A session that nobody uses is forgotten when the broker needs the room.
        }
    }

    private async Task EndSessionAsync(FetchExchange exchange)
    {
        if (exchange.Last() is not { } last)
        {
            return;
        }

        try
        {
            // On the connection of its fetches it would wait behind the one that waits for data.
            await ClusterClient.CallAsync(await _cluster.ConnectionToAsync(exchange.Node, ConnectionPurpose.General), last);
        }
        catch (KafkaException)
        {
            // A broker that cannot be told has nothing to forget, or will.
        }
    }
}
