using System.Diagnostics.CodeAnalysis;
using MiniKafka.Client;
using MiniKafka.Client.Cluster;
using MiniKafka.Model;
using MiniKafka.Runtime;

namespace MiniKafka.CompatibilityTests.Groups;

/// <summary>A member on this library's own consumer, over TCP like the others.</summary>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "DisposeAsync does it.")]
internal sealed class OwnMember : GroupMember
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly LoopHost _host;
    private readonly Task _running;
    private volatile bool _killed;

    public OwnMember(string bootstrapServers, string topic, string group, IEnumerable<KeyValuePair<string, string>> settings)
    {
        var config = new ConsumerConfig(settings) { BootstrapServers = bootstrapServers, GroupId = group, AutoOffsetReset = AutoOffsetReset.Earliest };
        var environment = ClientEnvironment.Tcp(bootstrapServers, Timeout.InfiniteTimeSpan);
        _host = environment.Host;
        var consumer = new Consumer<byte[]?, byte[]?>(config, environment, null, null);
        consumer.Subscribe(topic, new RebalanceHandlers
        {
            Assigned = partitions => Gained(Numbers(partitions)),
            Revoked = partitions => Lost(Numbers(partitions)),
        });
        _running = RunAsync(consumer);
    }

    public override async Task StopAsync()
    {
        await _stopping.CancelAsync();
        await _running;
    }

    /// <summary>Ends its threads under it, so that it cannot take leave.</summary>
    public override async Task KillAsync()
    {
        _killed = true;
        await _host.DisposeAsync();
        await _running;
    }

    public override async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stopping.Dispose();
    }

    private static IEnumerable<int> Numbers(IReadOnlyList<TopicPartition> partitions) => partitions.Select(partition => partition.Partition);

    private async Task RunAsync(Consumer<byte[]?, byte[]?> consumer)
    {
        try
        {
            await using (consumer)
            {
                await foreach (var record in consumer.ConsumeAsync(_stopping.Token))
                {
                    Read(record.Partition, record.Offset);
                }
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
        }
        catch (KafkaException) when (_killed)
        {
        }
    }
}
