using MiniKafka.CompatibilityTests.Clients;

namespace MiniKafka.CompatibilityTests.Groups;

using Confluent.Kafka;

/// <summary>A member on Confluent.Kafka inside the test's own process.</summary>
internal sealed class ConfluentMember : GroupMember
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _running;

    public ConfluentMember(string bootstrapServers, string topic, string group, IEnumerable<KeyValuePair<string, string>> settings)
    {
        var config = new ConsumerConfig { BootstrapServers = bootstrapServers, GroupId = group, AutoOffsetReset = AutoOffsetReset.Earliest };
        foreach (var (key, value) in settings)
        {
            config.Set(key, value);
        }

        var consumer = new ConsumerBuilder<Ignore, Ignore>(config)
            .SetPartitionsAssignedHandler((_, partitions) => Gained(partitions.Select(partition => partition.Partition.Value)))
            .SetPartitionsRevokedHandler((_, partitions) => Lost(partitions.Select(partition => partition.Partition.Value)))
            .SetPartitionsLostHandler((_, partitions) => Lost(partitions.Select(partition => partition.Partition.Value)))
            .Build();
        consumer.Subscribe(topic);
        _running = Task.Factory.StartNew(() => Run(consumer), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    public override async Task StopAsync()
    {
        await _stopping.CancelAsync();
        await _running;
    }

    public override Task KillAsync() => throw new NotSupportedException("A member in this process cannot be killed");

    public override async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stopping.Dispose();
    }

    private void Run(IConsumer<Ignore, Ignore> consumer)
    {
        using (consumer)
        {
            while (!_stopping.IsCancellationRequested)
            {
                if (consumer.Consume(TimeSpan.FromMilliseconds(50)) is { } result)
                {
                    Read(result.Partition.Value, result.Offset.Value);
                }
            }

            consumer.Close();
        }
    }
}
