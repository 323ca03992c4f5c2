using MiniKafka.Client;

namespace MiniKafka.ClusterTests.Control;

/// <summary>A consumer of the group billing, which reads orders, and who polls it until it is disposed of.</summary>
internal sealed class BillingMember : IAsyncDisposable
{
    private readonly CancellationTokenSource _enough = new();
    private readonly Consumer<string, string> _consumer;
    private readonly Task _reading;

    public BillingMember(KafkaCluster kafka)
    {
        _consumer = kafka.CreateConsumer<string, string>(new ConsumerConfig { GroupId = "billing" });
        _consumer.Subscribe("orders");
        _reading = ReadAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _enough.Cancel();
        await _reading;
        await _consumer.DisposeAsync();
        _enough.Dispose();
    }

    private async Task ReadAsync()
    {
        try
        {
            await foreach (var _ in _consumer.ConsumeAsync(_enough.Token))
            {
            }
        }
        catch (OperationCanceledException)
        {
            // It has read enough.
        }
    }
}
